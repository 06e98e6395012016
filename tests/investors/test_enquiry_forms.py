import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directory.models import Sector
from investors.forms.phones import clean_phone, show_phone
from investors.forms.steps import AboutYouForm, MoreForm, PlanForm, WhereForm, list_countries
from tests.investors.enquiry_posts import ABOUT_YOU, PLAN
from tests.investors.sent_enquiries import make_cluster


def make_sector(code, *, parent=None):
    position = Sector.objects.count() + 1
    return Sector.objects.create(code=code, name=code.title(), parent=parent, position=position)


@pytest.mark.parametrize(
    "name",
    ["佐藤 花子", "Łukasz Żółć", "محمد بن سلمان", "अनुष्का", "Nguyễn Thị Hương", "O’Brien-Smith", "Þór", "X Æ"],
)
def test_name_of_any_script_is_taken_as_it_is(name):
    form = AboutYouForm(ABOUT_YOU | {"name": name})

    assert form.is_valid()
    assert form.cleaned_data["name"] == name


def test_line_keeps_to_one_line():
    form = AboutYouForm(ABOUT_YOU | {"organisation": " Acme\r\nBcc: all@example.com \x07 Ltd "})

    assert form.is_valid()
    assert form.cleaned_data["organisation"] == "Acme Bcc: all@example.com  Ltd"


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("+81 3 1234 5678", "GB", "+81312345678"),
        ("03-1234-5678", "JP", "+81312345678"),
        ("０３−１２３４−５６７８", "JP", "+81312345678"),
        ("٠٢ ١٢٣٤٥٦٧٨", "EG", "+20212345678"),
        ("(0113) 496 0000", "GB", "+441134960000"),
        ("00 44 113 496 0000", "DE", "+441134960000"),
        ("+383 44 123 456", "XK", "+38344123456"),
    ],
)
def test_telephone_is_kept_as_e164(typed, country, kept):
    form = AboutYouForm(ABOUT_YOU | {"phone": typed, "country": country})

    assert form.is_valid()
    assert form.cleaned_data["phone"] == kept


@pytest.mark.parametrize("typed", ["abc", "12", "+999 123 456", "+", "☎", "1" * 40])
def test_telephone_that_cannot_be_one_is_refused_beside_the_field(typed):
    form = AboutYouForm(ABOUT_YOU | {"phone": typed})

    assert form.errors == {"phone": ["Enter a telephone number with its country code, like +81 3 1234 5678"]}


def test_telephone_without_country_asks_for_its_code():
    with pytest.raises(ValidationError):
        clean_phone("020 7946 0958", "")


def test_telephone_extension_is_not_dropped_silently():
    form = AboutYouForm(ABOUT_YOU | {"phone": "+44 113 496 0000 ext 12"})

    assert list(form.errors) == ["phone"]


@given(st.text(max_size=45), st.sampled_from([code for code, _name in list_countries()]))
def test_telephone_of_any_text_is_kept_as_e164_or_refused(typed, country):
    form = AboutYouForm(ABOUT_YOU | {"phone": typed, "country": country})

    if form.is_valid() and form.cleaned_data["phone"]:
        assert re.fullmatch(r"\+[1-9]\d{3,18}", form.cleaned_data["phone"])
    else:
        assert set(form.errors) <= {"phone", "country"}


@given(st.text(max_size=250), st.text(max_size=60))
def test_about_you_takes_or_refuses_any_text(words, address):
    form = AboutYouForm(ABOUT_YOU | {"name": words, "website": address, "email": address})

    assert set(form.errors) <= {"name", "website", "email"}
    assert form.is_valid() is False or "\n" not in form.cleaned_data["name"]


@pytest.mark.parametrize(("kept", "shown"), [("+81312345678", "+81 3-1234-5678"), ("", ""), ("+x", "+x")])
def test_telephone_is_shown_as_its_country_writes_it(kept, shown):
    assert show_phone(kept) == shown


def test_about_you_says_what_is_missing():
    form = AboutYouForm({"language": "en"})

    assert form.errors == {
        "name": ["Enter your name"],
        "organisation": ["Enter the name of your organisation"],
        "country": ["Choose a country"],
        "email": ["Enter your e-mail address"],
    }


def test_website_needs_no_scheme():
    form = AboutYouForm(ABOUT_YOU | {"website": "例え.jp"})

    assert form.is_valid()
    assert form.cleaned_data["website"] == "https://例え.jp"


@pytest.mark.parametrize("field", ["country", "language"])
def test_choice_that_is_not_on_the_list_is_refused(field):
    assert list(AboutYouForm(ABOUT_YOU | {field: "zz"}).errors) == [field]


def test_plan_counts_a_line_break_as_one_character():
    text = "\r\n".join(["x"] * 2500)

    form = PlanForm(PLAN | {"plan": text})

    assert form.is_valid()
    assert len(form.cleaned_data["plan"]) == 4999


def test_plan_needs_words_and_a_kind():
    assert PlanForm({}).errors == {
        "plan": ["Tell us what you plan, in a few words"],
        "fdi_type": ["Choose a kind of investment, or “Not sure yet”"],
    }


@pytest.mark.django_db
def test_where_lists_each_sub_cluster_after_its_cluster():
    make_cluster("leeds")
    north_east = make_cluster("north-east")
    make_cluster("sheffield")
    make_cluster("newcastle", parent=north_east)

    choices = WhereForm().fields["clusters"].choices

    assert [label for _slug, label in choices] == [
        "Leeds",
        "North East",
        "Newcastle (North East)",
        "Sheffield",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_where_asks_the_database_twice(rows, django_assert_num_queries):
    top = make_sector("software")
    for number in range(rows):
        make_sector(f"narrow-{number}", parent=top)

    with django_assert_num_queries(2):
        WhereForm().as_p()


@pytest.mark.django_db
def test_where_opens_the_narrow_sectors_when_one_is_chosen():
    make_sector("games", parent=make_sector("media"))

    closed, opened = str(WhereForm()["sectors"]), str(WhereForm({"sectors": ["games"]})["sectors"])

    assert " open>" not in closed
    assert " open>" in opened


@pytest.mark.django_db
def test_where_takes_no_answer_at_all_and_refuses_what_is_unknown():
    assert WhereForm({}).is_valid()
    assert list(WhereForm({"clusters": ["atlantis"], "sectors": ["\x00"]}).errors) == ["clusters", "sectors"]


def test_more_takes_no_answer_at_all():
    assert MoreForm({}).is_valid()
