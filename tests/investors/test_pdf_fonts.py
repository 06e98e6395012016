"""Which font each stretch of a text is set in."""

import pytest

from investors.pdf_fonts import mark_up


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Crème brûlée Łódź Æther", "Crème brûlée Łód\u017a Æther".replace("\u017a", "z")),
        ("Přerov Kőszeg", "Prerov Koszeg"),
        ("A & <B>", "A &amp; &lt;B&gt;"),
        ("one\ntwo", "one<br/>two"),
        ("e\u0301", "é"),
        ("水车 Mill", '<font name="STSong-Light">水车</font> Mill'),
        ("みずぐるま水車", '<font name="HeiseiKakuGo-W5">みずぐるま水車</font>'),
        ("물레방아", '<font name="HYGothic-Medium">물레방아</font>'),
        ("Мельница", '<font name="STSong-Light">Мельница</font>'),
        ("\u200bzero\xa0width", "zero width"),
        ("\x07bell", "bell"),
        ("🏭 works", "? works"),
    ],
)
def test_text_is_set_in_fonts_that_have_its_letters(text: str, markup: str) -> None:
    assert mark_up(text) == markup
