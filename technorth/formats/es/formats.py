"""Spanish: dates; see ``technorth.formats``."""

DATES = {
    "j F Y": r"j \d\e F \d\e Y",
    "j F Y, H:i": r"j \d\e F \d\e Y, H:i",
    "j F, H:i": r"j \d\e F, H:i",
    "l j F Y": r"l, j \d\e F \d\e Y",
    "l j F Y, H:i": r"l, j \d\e F \d\e Y, H:i",
    "l j F, H:i": r"l, j \d\e F, H:i",
    "F Y": r"F \d\e Y",
}
globals().update(DATES)
