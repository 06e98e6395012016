"""The web application, as gunicorn loads it."""

import os

from django.core.wsgi import get_wsgi_application

from technorth.encoding import read_as_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "technorth.settings")

application = read_as_utf8(get_wsgi_application())
