"""French: dates and numbers; see ``technorth.formats``."""

THOUSAND_SEPARATOR = "\u202f"  # a narrow space that does not break

DATES = {
    "j F Y": "j F Y",
    "j F Y, H:i": "j F Y à H:i",
    "j F, H:i": "j F à H:i",
    "l j F Y": "l j F Y",
    "l j F Y, H:i": "l j F Y à H:i",
    "l j F, H:i": "l j F à H:i",
    "F Y": "F Y",
}
globals().update(DATES)
