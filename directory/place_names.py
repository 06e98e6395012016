"""One spelling for the many ways of writing a place's name."""

import re
import unicodedata

NOT_LETTERS = re.compile(r"[^\w]+|_+")


def fold_place_name(text: str) -> str:
    """Return ``text`` as it is compared: lower case, no accents or punctuation, ``saint`` as ``st``.

    "St. Helens" and "saint helens" are one, as are "Newcastle-upon-Tyne" and "newcastle upon tyne".
    Any text is accepted; one without letters or digits gives "".
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
    letters = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "'’‘ʼ")
    words = NOT_LETTERS.sub(" ", letters).split()
    return " ".join("st" if word == "saint" else word for word in words)
