"""The placeholders of reply templates."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from investors.models import Contact, Enquiry, EnquiryEvent

PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
PLACEHOLDERS = {
    "name": _("the investor's name"),
    "organisation": _("their organisation"),
    "reference": _("the reference of the enquiry"),
    "writer": _("whoever writes"),
}


def list_unknown(text: str) -> Iterator[str]:
    """Yield what stands in braces in ``text`` and is no placeholder."""
    return (found for found in PLACEHOLDER.findall(text) if found not in PLACEHOLDERS)


def gather_contributions(enquiry: Enquiry) -> str:
    """Return what contributors added to ``enquiry``, each under name and cluster, for the one joint reply."""
    added = enquiry.events.filter(kind=EnquiryEvent.Kind.CONTRIBUTED).order_by("at", "pk")
    rows = list(added.values_list("detail__contact", "actor_name", "text"))
    contacts = Contact.objects.filter(pk__in=[pk for pk, _name, _text in rows])
    clusters = dict(contacts.values_list("pk", "cluster__name"))
    return "\n\n".join(f"{clusters.get(pk, '')} ({name}):\n{text}" for pk, name, text in rows)


def fill_template(text: str, enquiry: Enquiry, writer: str) -> str:
    """Return ``text`` with its placeholders filled in from ``enquiry`` and ``writer``; unknown ones stay."""
    values = {
        "name": enquiry.name,
        "organisation": enquiry.organisation,
        "reference": enquiry.reference,
        "writer": writer,
    }
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
