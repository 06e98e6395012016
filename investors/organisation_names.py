"""When two names are those of one organisation: case, accents, punctuation and legal forms apart. Pure."""

import unicodedata

# As the last words of a folded name; dots are gone by then.
LEGAL_FORMS = frozenset(
    {
        *(
            "limited",
            "ltd",
            "plc",
            "llp",
            "lp",
            "inc",
            "incorporated",
            "corp",
            "corporation",
            "co",
            "company",
        ),
        *("llc", "gmbh", "ag", "kg", "ug", "sa", "sas", "sarl", "srl", "spa", "sl", "slu", "bv", "nv", "ab"),
        *("as", "asa", "aps", "oy", "oyj", "kk", "pte", "pty", "pvt", "private", "kft", "zrt", "sro", "doo"),
        *("dd", "ltda", "sp", "zoo", "holding", "holdings", "group"),
    }
)


def fold_organisation(name: str) -> str:
    """Return what two spellings of one name have in common: ``Sample Robotics, K.K.`` is ``sample robotics``.

    Letters of any script stay. A name of which nothing is left is returned in small letters, as it is.
    """
    decomposed = unicodedata.normalize("NFKD", name.replace(".", "").casefold())
    letters = (character for character in decomposed if not unicodedata.combining(character))
    words = "".join(character if character.isalnum() else " " for character in letters).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return unicodedata.normalize("NFC", " ".join(words)) or " ".join(name.casefold().split())
