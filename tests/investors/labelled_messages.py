"""The 200 labelled messages beside this file, invented for these tests: see docs/spam.md."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from investors.models import Enquiry
from investors.spam import Sending, Wording
from tests.investors.sent_enquiries import NOW, send_enquiry

FILE = Path(__file__).with_name("labelled_messages.jsonl")
LATER = FILE.with_name(
    "later_messages.jsonl"
)  # written after the words were chosen; one was changed for them since


@dataclass(frozen=True)
class LabelledMessage:
    """One message. ``half``: the score's words were chosen by those to ``tune``, not by the ``held`` ones.

    ``has_details``: its sender also chose activities, jobs or the like.
    """

    id: str
    is_unwanted: bool
    sort: str
    half: str
    country: str
    name: str
    organisation: str
    email: str
    has_details: bool
    plan: str
    anything_else: str

    @property
    def wording(self) -> Wording:
        """What the score reads."""
        return Wording(self.name, self.organisation, self.plan, self.anything_else, self.has_details)

    def describe_sending(self) -> Sending:
        """Return a patient sender from a network of their own: only the words speak."""
        number = int(self.id[1:])
        return Sending(seconds=90, address=f"{11 if self.is_unwanted else 12}.{number}.0.1")

    def send(self) -> Enquiry:
        """Submit it as an investor would."""
        details: dict[str, Any] = {"activities": ("sales",), "jobs": "1-10"} if self.has_details else {}
        return send_enquiry(
            now=NOW,
            sending=self.describe_sending(),
            name=self.name,
            organisation=self.organisation,
            email=self.email,
            country=self.country,
            plan=self.plan,
            anything_else=self.anything_else,
            **details,
        )


def load_messages(file: Path = FILE) -> list[LabelledMessage]:
    """Return all messages of ``file``, in its order."""
    return [LabelledMessage(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
