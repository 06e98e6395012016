"""Company names in readable case: the register writes them in capitals."""

import re

AS_WRITTEN = {"LIMITED": "Limited", "LTD": "Ltd", "LTD.": "Ltd.", "PLC": "plc", "CO": "Co", "CO.": "Co."}
ABBREVIATIONS = {"LLP", "LP", "CIC", "UK", "EU", "USA", "IT", "AI", "IOT", "3D", "VR", "AR", "TV", "HR"}
SMALL_WORDS = {"AND", "OF", "THE", "FOR", "IN", "ON", "AT", "BY", "TO", "WITH"}
PARTS = re.compile(r"[^\s\-/&()]+")
APOSTROPHES = ("'", "’")
VOWELS = set("AEIOUY")


def write_readably(name: str) -> str:
    """Return a name of the register in readable case: ``ACME AI LIMITED`` gives ``Acme AI Limited``.

    Words without a vowel or with a digit, and known abbreviations, stay in capitals, since we cannot
    know better. A name that has small letters already is returned as it is.
    """
    if name != name.upper():
        return name
    return PARTS.sub(lambda part: _write_word(part[0], is_first=part.start() == 0), name)


def _write_word(word: str, *, is_first: bool) -> str:
    if word in AS_WRITTEN:
        return AS_WRITTEN[word]
    if word in SMALL_WORDS and not is_first:
        return word.lower()
    letters = {character for character in word if character.isalpha()}
    is_pronounceable = bool(letters & VOWELS) or not word.isascii()
    if word in ABBREVIATIONS or not is_pronounceable or any(c.isdigit() for c in word) or "." in word[:-1]:
        return word
    start = 2 if word[1:2] in APOSTROPHES and len(word) > 3 else 0
    return word[:start] + word[start] + word[start + 1 :].lower()
