"""The cookies that this site sets, as its own settings have them."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from investors.shortlist_keeping import COOKIE as SHORTLIST_COOKIE
from investors.shortlist_keeping import COOKIE_AGE as SHORTLIST_AGE

DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Cookie:
    """A cookie by name, and what is said of it as rows of a summary list."""

    name: str
    rows: list[dict[str, str]]


def describe_cookies() -> list[Cookie]:
    """Return every cookie that a page of this site may set."""
    session = describe_days(settings.SESSION_COOKIE_AGE)
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            describe_rows(
                does=_("Keeps your answers between the steps of a form, and keeps you signed in"),
                when=_(
                    "You start an enquiry, keep something in your shortlist, create an account, sign in or "
                    "ask for a new password"
                ),
                expires=_("%(days)s; if you signed in, when you close the browser") % {"days": session},
            ),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            describe_rows(
                does=_("Makes sure that a form was sent by you and not by another site"),
                when=_("You open a page with a form that saves something"),
                expires=describe_days(settings.CSRF_COOKIE_AGE),
            ),
        ),
        Cookie(
            SHORTLIST_COOKIE,
            describe_rows(
                does=_(
                    "Remembers what you keep in your shortlist, and your notes on it. When you sign in it "
                    "moves to your account, and the cookie is deleted"
                ),
                when=_("You keep a business, a cluster or an opportunity without being signed in"),
                expires=describe_days(SHORTLIST_AGE.days * DAY_SECONDS),
            ),
        ),
        Cookie(
            "desk_columns",
            describe_rows(
                does=_("Remembers which columns you want in the queue of enquiries"),
                when=_("You work at the desk and choose columns"),
                expires=describe_days(365 * DAY_SECONDS),
            ),
        ),
    ]


def describe_rows(*, does: str, when: str, expires: str) -> list[dict[str, str]]:
    """Return the rows of one cookie."""
    return [
        {"key": _("What it does"), "value": does},
        {"key": _("Set when"), "value": when},
        {"key": _("Expires after"), "value": expires},
    ]


def describe_days(seconds: int) -> str:
    """Write ``seconds`` in whole days."""
    days = seconds // DAY_SECONDS
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
