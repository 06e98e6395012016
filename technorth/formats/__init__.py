"""Dates and numbers of each language, where they are to be other than Django's own.

Templates and Python name a format as English has it, like ``date:"l j F Y"``. Django looks such a format up
here by its own text, so the table of a language says how that language writes what English writes so. A
test asserts that each table has every format that the journey uses.
"""
