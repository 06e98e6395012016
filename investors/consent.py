"""What investors agreed to when they sent an enquiry: each version of the wording that was ever shown.

An enquiry keeps the version, and its time of receipt is the time of the consent. A change of words takes a
new version here; one that was shown is never edited.
"""

WORDINGS: dict[str, tuple[str, ...]] = {
    "2026-11": (
        "We use it to answer your enquiry, and for nothing else.",
        "UK Trade & Investment staff and the regional contact we ask see your whole enquiry, but the contact "
        "sees how to reach you only after taking it on.",
        "If that contact cannot help, the next one sees it instead.",
        "We never publish it, and never sell it.",
        "You can withdraw your enquiry at any time with the link in our mail.",
    ),
}
CONSENT_WORDING = "2026-11"  # in force: templates/investors/privacy_notice.html shows it
