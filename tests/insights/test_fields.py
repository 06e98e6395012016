"""How a Django form is drawn by our templates."""

from xml.etree import ElementTree

from django import forms

from insights.gallery import GalleryForm


def draw(form: forms.Form, name: str) -> ElementTree.Element:
    """Return a field of ``form`` as a tree; void elements are closed for the parser's sake."""
    html = form[name].as_field_group()
    for flag in ("required", "checked", "disabled"):
        html = html.replace(f" {flag}", f' {flag}=""')
    for void in ("<input",):
        parts = html.split(void)
        html = parts[0] + "".join(f"{void}{part.replace('>', '/>', 1)}" for part in parts[1:])
    return ElementTree.fromstring(f"<root>{html}</root>")


def test_field_names_its_hint_and_error_to_assistive_technology() -> None:
    tree = draw(GalleryForm({"email": "wrong"}), "email")

    control = tree.find(".//input")
    notes = {
        element.get("id"): "".join(element.itertext()).strip() for element in tree.iterfind(".//div[@id]")
    }
    assert control.get("aria-describedby").split() == ["id_email_helptext", "id_email_error"]
    assert control.get("aria-invalid") == "true"
    assert control.get("value") == "wrong"
    assert notes["id_email_helptext"] == "We send the reference here."
    assert "Enter a valid email address." in notes["id_email_error"]


def test_field_label_leads_to_its_control() -> None:
    tree = draw(GalleryForm(), "name")

    assert tree.find(".//label").get("for") == tree.find(".//input").get("id") == "id_name"


def test_field_keeps_the_classes_of_its_widget_beside_ours() -> None:
    control = draw(GalleryForm(), "telephone").find(".//input")

    assert control.get("class") == "govuk-input govuk-input--width-20"
    assert control.get("type") == "tel"


def test_field_that_is_not_required_says_so() -> None:
    optional = draw(GalleryForm(), "telephone").find(".//label")
    required = draw(GalleryForm(), "name").find(".//label")

    assert "".join(optional.itertext()).strip() == "Telephone (optional)"
    assert "".join(required.itertext()).strip() == "Your name"


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    tree = draw(GalleryForm({"landing": ""}), "landing")

    fieldset = tree.find(".//fieldset")
    assert fieldset.get("aria-describedby").split() == ["id_landing_helptext", "id_landing_error"]
    assert fieldset.find("legend").text.strip() == "When"
    assert [option.get("value") for option in tree.iterfind(".//input")] == ["6", "12", "x"]
    assert not [option for option in tree.iterfind(".//input") if "aria-invalid" in option.attrib]


def test_single_checkbox_has_its_label_beside_it() -> None:
    tree = draw(GalleryForm({"agrees": "on"}), "agrees")

    item = tree.find(".//div[@class='govuk-checkboxes__item']")
    assert item.find("input").get("checked") == ""
    assert item.find("label").get("for") == "id_agrees"


def test_error_summary_links_to_each_field_in_order() -> None:
    form = GalleryForm({})
    html = forms.renderers.TemplatesSetting().render("components/error_summary.html", {"form": form})

    links = [part.split('"', 1)[0] for part in html.split('href="')[1:]]
    assert links == ["#id_name", "#id_email", "#id_country", "#id_plan", "#id_landing_0", "#id_agrees"]


def test_error_summary_is_absent_without_errors() -> None:
    html = forms.renderers.TemplatesSetting().render("components/error_summary.html", {"form": GalleryForm()})

    assert html.strip() == ""
