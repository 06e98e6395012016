"""Catalogues of translations: which texts are in them, written by translators, compiled at build.

Nothing here needs Django's settings or GNU gettext; Babel reads and writes the files.
"""
