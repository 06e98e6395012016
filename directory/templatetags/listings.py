"""How a listing is told in lists and on its page."""

from django import template

from directory.register_words import mark_summary, tell_summary

register = template.Library()

register.filter("mark_summary", mark_summary)
register.filter("tell_summary", tell_summary)
