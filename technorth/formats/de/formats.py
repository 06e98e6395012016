"""German: dates; see ``technorth.formats``."""

DATES = {
    "j F Y": "j. F Y",
    "j F Y, H:i": "j. F Y, H:i",
    "j F, H:i": "j. F, H:i",
    "l j F Y": "l, j. F Y",
    "l j F Y, H:i": "l, j. F Y, H:i",
    "l j F, H:i": "l, j. F, H:i",
    "F Y": "F Y",
}
globals().update(DATES)
