"""Names and words of the reference data in the reader's language.

The data is English; its texts come into the catalogues of translations from the files themselves
(``technorth.catalogues.scope.REFERENCE``). What no catalogue knows stays as it is.
"""

from django.utils.translation import pgettext


def name_cluster(name: str) -> str:
    """Return the name of a cluster or sub-cluster in the language that is spoken."""
    return pgettext("cluster", name) if name else ""


def name_sector(name: str) -> str:
    """Return the name of a sector in the language that is spoken."""
    return pgettext("sector", name) if name else ""


def word_figure(text: str) -> str:
    """Return what is counted, where, or a caveat of a published figure in the language that is spoken."""
    return pgettext("figure", text) if text else ""


def word_fact(text: str) -> str:
    """Return a specialism, or the note of a hub or the like, in the language that is spoken."""
    return pgettext("fact", text) if text else ""
