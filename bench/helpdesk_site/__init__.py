"""A small project around django-helpdesk, for ``.venv-bench``: it imports nothing of the portal."""
