"""An investor's browser without JavaScript: fills the enquiry form as a person would, over HTTP."""

import re
import uuid
from typing import Any

import mechanicalsoup
import requests

ANSWERS: dict[str, Any] = {
    "name": "Ingrid Sørensen",
    "email": "ingrid@nordlys.example",
    "organisation": "Nordlys Robotics AS",
    "country": "NO",
    "fdi_type": "new_site",
    "plan": "We make inspection robots and look for a town where we can build a team of engineers.",
    "clusters": ["leeds"],
}
STEP_FORM = "form:has([name=name], [name=plan], [name=place], [name=anything_else])"
SEND_FORM = "form:has([name=answers])"
REFERENCE = re.compile(r"TN-[A-Z0-9]{4}-[A-Z0-9]{4}")


class Investor:
    """One person with a browser, whose address is like nobody else's."""

    def __init__(self, url: str, **answers: Any) -> None:
        self.url = url
        self.answers = ANSWERS | {"email": f"{uuid.uuid4().hex[:12]}@nordlys.example"} | answers
        self.browser = mechanicalsoup.StatefulBrowser(raise_on_404=True)

    @property
    def email(self) -> str:
        """Where the investor gets mail."""
        return str(self.answers["email"])

    def fill_steps(self) -> None:
        """Answer every step until the page that shows all answers."""
        self.browser.open(f"{self.url}/enquiries/new/")
        for _step in range(10):
            if self._is_check_page():
                return
            self.browser.select_form(STEP_FORM)
            self._fill_fields()
            answer = self.browser.submit_selected()
            assert answer.status_code == 200, answer.status_code
            errors = self.browser.page.select(".govuk-error-summary")
            assert not errors, errors[0].get_text(" ", strip=True)
        raise AssertionError("The form has no end")

    def send(self) -> str:
        """Send the enquiry from the page that shows all answers; return the reference."""
        self.browser.select_form(SEND_FORM)
        self.browser["agreed"] = True
        answer = self.browser.submit_selected()
        assert answer.status_code == 200, answer.status_code
        return read_reference(answer.text)

    def ask(self) -> str:
        """Fill the form, send it, and return the reference."""
        self.fill_steps()
        return self.send()

    def post_again(self, payload: dict[str, str], address: str) -> requests.Response:
        """Send a form that was read before, with this browser's cookies, following redirects."""
        return self.browser.session.post(address, data=payload, headers={"Referer": address})

    def read_send_form(self) -> tuple[str, dict[str, str]]:
        """Return the address and the fields of the form that sends the enquiry."""
        form = self.browser.select_form(SEND_FORM).form
        fields = {field["name"]: field.get("value", "on") for field in form.select("input[name]")}
        return self.browser.absolute_url(form["action"]), fields

    def _is_check_page(self) -> bool:
        return bool(self.browser.page.select(SEND_FORM))

    def _fill_fields(self) -> None:
        form = self.browser.form
        for name, value in self.answers.items():
            found = form.form.select(f"[name={name}]")
            if not found:
                continue
            kind = found[0].get("type", found[0].name)
            if kind in {"checkbox", "radio"}:
                wanted = value if isinstance(value, list) else [value]
                if kind == "checkbox":
                    form.set_checkbox({name: wanted})
                else:
                    form.set_radio({name: wanted[0]})
            else:
                self.browser[name] = value


def read_reference(page: str) -> str:
    """Return the first enquiry reference on a page."""
    found = REFERENCE.search(page)
    assert found, "There is no reference on the page"
    return found[0]
