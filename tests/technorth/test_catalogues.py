"""Catalogues: what is extracted, what makes a language complete, and that each offered one is."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from technorth import languages
from technorth.catalogues import scope, upkeep
from technorth.catalogues.extraction import extract_catalogue, read_column, read_module, read_template
from technorth.catalogues.pseudo import draw
from technorth.catalogues.scope import LOCALES
from technorth.catalogues.upkeep import look_over, read_catalogue, update_catalogue
from technorth.formats.de.formats import DATES


def extract(source: str) -> list[tuple[object, str | None]]:
    return [(text, context) for _line, text, _notes, context in read_template(source, origin="test.html")]


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extract_catalogue()


@pytest.mark.parametrize("language", languages.OFFERED)
def test_offered_language_is_complete(language: str, template: Catalog) -> None:
    standing = look_over(read_catalogue(language), template)

    assert (standing.missing, standing.fuzzy, standing.wrong) == ([], [], [])
    assert standing.total > 1000


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_translated_so_far_has_the_right_placeholders(language: str, template: Catalog) -> None:
    assert look_over(read_catalogue(language), template).wrong == []


def test_every_translated_language_has_a_catalogue_and_a_tag() -> None:
    written = set(languages.KNOWN_LANGUAGES) - {languages.HOUSE_LANGUAGE, "en-xa"}
    assert set(languages.OFFERED) <= set(LOCALES) == written
    assert all(translation.to_locale(code) == locale for code, locale in LOCALES.items())


def test_scope_names_templates_and_modules_that_exist() -> None:
    assert scope.list_modules()
    for pattern in scope.TEMPLATES + scope.LEFT_OUT:
        assert list(scope.ROOT.glob(pattern)), pattern


def test_scope_leaves_the_desk_out(template: Catalog) -> None:
    places = {place for message in template for place, _line in message.locations}

    assert not [place for place in places if "/desk" in place]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Sign in" %}', [("Sign in", None)]),
        ('{% trans "Open" context "a door" %}', [("Open", "a door")]),
        ("{% blocktranslate with a=b %}Dear {{ a }},{% endblocktranslate %}", [("Dear %(a)s,", None)]),
        ("{% blocktranslate trimmed %}\n  One\n  two\n{% endblocktranslate %}", [("One two", None)]),
        (
            "{% blocktranslate count n=n %}{{ n }} job{% plural %}{{ n }} jobs{% endblocktranslate %}",
            [(("%(n)s job", "%(n)s jobs"), None)],
        ),
        (
            "{% blocktranslate count n=n context 'c' %}one{% plural %}more{% endblocktranslate %}",
            [(("one", "more"), "c")],
        ),
        ('{% include "x.html" with label=_("Send it") only %}', [("Send it", None)]),
        ('{{ _("Plain") }}{{ value|default:_("None yet") }}', [("Plain", None), ("None yet", None)]),
        ("<p title=\"gettext('no')\">Not marked</p>", []),
        ("{% translate 'It’s 5 % more' %}", [("It’s 5 %% more", None)]),
    ],
)
def test_template_yields_its_texts(source: str, expected: list[tuple[object, str | None]]) -> None:
    assert extract(source) == expected


def test_template_yields_line_and_note() -> None:
    source = '<p>\n{# Translators: the verb #}\n{% translate "Open" %}</p>'

    assert list(read_template(source, origin="x")) == [(3, "Open", ["Translators: the verb"], None)]


def test_module_yields_lazy_plural_and_renamed_functions(tmp_path: Path) -> None:
    path = tmp_path / "words.py"
    path.write_text(
        "from django.utils.translation import gettext as _now, ngettext_lazy, pgettext_lazy\n"
        "a = _now('one')\nb = ngettext_lazy('two', 'twos')\nc = pgettext_lazy('x', 'three')\n"
    )

    found = [(text, context) for _line, text, _notes, context in read_module(path)]

    assert found == [("one", None), (("two", "twos"), None), ("three", "x")]


def test_module_yields_the_classes_asked_for_alone(tmp_path: Path) -> None:
    path = tmp_path / "choices.py"
    path.write_text("class A:\n    a = _('one')\nclass B:\n    b = _('two')\n")

    assert [text for _line, text, _notes, _context in read_module(path, {"B"})] == ["two"]


def test_column_yields_each_value_of_the_rows_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("# a note\nname,kind\nAI,specialism\nHub One,hub\nAI,specialism\n")

    found = [
        (text, context) for _line, text, _notes, context in read_column(path, "name", "f", {"kind": "hub"})
    ]

    assert found == [("Hub One", "f")]


def make_catalogue(
    text: object, string: object, *, locale: str = "de", flags: tuple[str, ...] = ()
) -> Catalog:
    catalogue = Catalog(locale=locale, fuzzy=False)
    catalogue.add(text, string, flags=flags)
    return catalogue


@pytest.mark.parametrize(
    ("text", "string", "trouble"),
    [
        ("%(a)s jobs", "%(a)s Arbeitsplätze", ""),
        ("%(a)s jobs", "Arbeitsplätze", "other placeholders"),
        ("%(a)s jobs", "%(b)s Arbeitsplätze", "a placeholder that the text does not have"),
        ("%(a)s jobs", "%(a) Arbeitsplätze", "a placeholder that the text does not have"),
        ("5 %% more", "5 % mehr", "a placeholder that the text does not have"),
        ("<b>now</b>", "jetzt", "other tags"),
        ("one", "eins ", "other spaces"),
        (", ", "、", ""),
        (("one job", "%(n)s jobs"), ("ein Arbeitsplatz", "%(n)s Arbeitsplätze"), ""),
        (
            ("one job", "%(n)s jobs"),
            ("%(n)s Arbeitsplatz", "Arbeitsplätze"),
            "other placeholders than the plural",
        ),
    ],
)
def test_look_over_finds_what_is_wrong(text: object, string: object, trouble: str) -> None:
    catalogue = make_catalogue(text, string)

    wrong = look_over(catalogue, make_catalogue(text, "")).wrong

    assert [found.partition(": ")[0][: len(trouble)] for _name, found in wrong] == (
        [trouble] if trouble else []
    )


def test_look_over_wants_one_form_where_a_language_has_one() -> None:
    text = ("one job", "%(n)s jobs")

    assert look_over(make_catalogue(text, ("%(n)s件",), locale="ja"), make_catalogue(text, "")).is_complete
    assert not look_over(make_catalogue(text, ("ein Arbeitsplatz",)), make_catalogue(text, "")).is_complete


def test_look_over_counts_what_is_missing_in_doubt_and_gone() -> None:
    wanted = Catalog(fuzzy=False)
    for text in ("a", "b", "c"):
        wanted.add(text)
    catalogue = Catalog(locale="de", fuzzy=False)
    catalogue.add("a", "A")
    catalogue.add("b", "B", flags=["fuzzy"])
    catalogue.add("old", "alt")

    standing = look_over(catalogue, wanted)

    assert (standing.total, standing.missing, standing.fuzzy, standing.unknown) == (3, ["c"], ["b"], ["old"])


def test_update_keeps_what_stands_and_guesses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "ROOT", tmp_path)
    update_catalogue("de", make_catalogue("Send the enquiry", ""))
    path = upkeep.find_po("de")
    begun = read_catalogue("de")
    begun["Send the enquiry"].string = "Senden"
    monkeypatch.setattr(upkeep, "read_catalogue", lambda language: begun)
    wanted = make_catalogue("Send the enquiry", "")
    wanted.add("Send the enquiries")

    updated = update_catalogue("de", wanted)

    assert updated.get("Send the enquiry").string == "Senden"
    assert not updated.get("Send the enquiries").string

    later = update_catalogue("de", make_catalogue("Other", ""))

    assert [message.id for message in later if message.id] == ["Other"]
    assert "Senden" not in path.read_text()


def test_draw_keeps_placeholders_and_tags_and_is_longer() -> None:
    drawn = draw('Send <a class="x" href="%(url)s">%(n)s enquiries</a> at 5 %%')

    assert re.findall(r"%\(\w+\)s|%%|<[^>]+>", drawn) == [
        '<a class="x" href="%(url)s">',
        "%(n)s",
        "</a>",
        "%%",
    ]
    assert len(drawn) > 1.3 * len("Send enquiries at 5 %%")


def test_check_catalogues_fails_while_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "find_po", lambda language: Path("nothing/here.po"))

    with pytest.raises(CommandError, match="Not complete"):
        call_command("check_catalogues", "ja", verbosity=0)


def test_formats_of_each_language_have_every_format_of_the_journey() -> None:
    used = set()
    for path in [*scope.list_templates(), *scope.list_modules()]:
        used |= set(
            re.findall(r"""(?:date:|date_format\([^"']*)["']([^"']*[jF][^"']*)["']""", path.read_text())
        )

    assert {"j F Y"} <= used <= set(DATES)


@pytest.mark.parametrize("locale", ["fr", "es", "ja", "zh_Hans"])
def test_formats_are_the_same_in_each_language(locale: str) -> None:
    formats = __import__(f"technorth.formats.{locale}.formats", fromlist=["DATES"])

    assert set(formats.DATES) == set(DATES)
