"""English drawn long and with accents: what stays plain on a page is not marked for translation."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog

from technorth.catalogues.extraction import extract_catalogue
from technorth.catalogues.scope import ROOT
from technorth.catalogues.upkeep import compile_catalogue, list_sources

PSEUDO_MO = ROOT / "locale" / "en_XA" / "LC_MESSAGES" / "django.mo"
# How much longer German and French are than English; short labels grow most.
SHORT, SHORT_GROWTH, LONG_GROWTH = 20, 0.7, 0.35
PAD = "ẋẏżẇ"
_ACCENTS = str.maketrans("AEIOUYaeiouycnsz", "ÀÉÎÖÛÝàéîöûýçñšž")
# What must stay as it is: placeholders, tags and entities, line breaks.
_KEPT = re.compile(r"(%\(\w+\)[a-z]|%%|</?[a-z][^<>]*>|&\w+;)")


def draw(text: str) -> str:
    """Return ``text`` as the pseudo-language says it: the same placeholders and tags, and longer."""
    parts = _KEPT.split(text)
    drawn = "".join(part if place % 2 else part.translate(_ACCENTS) for place, part in enumerate(parts))
    plain = len("".join(parts[::2]).strip())
    growth = round(plain * (SHORT_GROWTH if plain <= SHORT else LONG_GROWTH))
    body = drawn.rstrip()
    pad = "".join(PAD[place % len(PAD)] for place in range(max(growth, 1)))
    words = " ".join(pad[start : start + 9] for start in range(0, len(pad), 9))
    return f"{body}{words}{drawn[len(body) :]}"


def compile_pseudo(path: Path = PSEUDO_MO) -> None:
    """Compile the catalogue of the pseudo-language from the source as it is now."""
    catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for message in extract_catalogue():
        if message.id:
            drawn = tuple(draw(text) for text in list_sources(message))
            catalogue.add(message.id, drawn if len(drawn) > 1 else drawn[0], context=message.context)
    compile_catalogue(catalogue, path)
