import re

from investors.references import ALPHABET, generate_reference


def test_reference_has_its_shape():
    assert re.fullmatch(r"TN-[3-9A-Z]{4}-[3-9A-Z]{4}", generate_reference())


def test_alphabet_has_no_look_alikes_and_no_vowels():
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUQGAE")
    assert len(ALPHABET) == len(set(ALPHABET))


def test_references_do_not_repeat():
    references = {generate_reference() for _attempt in range(500)}

    assert len(references) == 500
