"""Inviting people, answering who asks, changing roles."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import WordsField
from directory.permissions import Role

MOST_WORDS = 500
ROLE_HINTS = [
    (Role.ADMIN, _("Admin: everything, and who is in the team")),
    (Role.EDITOR, _("Editor: changes the profile and confirms its facts")),
    (Role.MEMBER, _("Member: sees drafts and decisions, changes nothing")),
]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person joins with an account that has this address."),
        max_length=254,
        error_messages={
            "required": _("Enter an e-mail address"),
            "invalid": _("Enter an e-mail address, like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLE_HINTS,
        initial=Role.EDITOR,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose a role"), "invalid_choice": _("Choose a role from the list")},
    )


class RoleForm(forms.Form):
    """The role of one person."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        error_messages={"required": _("Choose a role"), "invalid_choice": _("Choose a role from the list")},
    )


class JoinForm(forms.Form):
    """Asking a team to be taken in."""

    text = WordsField(
        label=_("Who are you?"),
        help_text=_("What you do at the business. Its admins read this, with your name and e-mail address."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what you do at the business, so that they know you")},
    )
