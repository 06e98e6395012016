"""Japanese: dates; see ``technorth.formats``."""

DATES = {
    "j F Y": "Y年n月j日",
    "j F Y, H:i": "Y年n月j日 H:i",
    "j F, H:i": "n月j日 H:i",
    "l j F Y": "Y年n月j日 l",
    "l j F Y, H:i": "Y年n月j日 l H:i",
    "l j F, H:i": "n月j日 l H:i",
    "F Y": "Y年n月",
}
globals().update(DATES)
