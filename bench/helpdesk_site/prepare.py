"""Makes the tables, a queue and a member of staff who is signed in; prints the key of the session."""

import os
import secrets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.helpdesk_site.settings")

import django

django.setup()

from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from helpdesk.models import Queue  # noqa: E402

call_command("migrate", verbosity=0)
call_command("loaddata", "emailtemplate.json", verbosity=0)
Queue.objects.get_or_create(
    slug="enquiries",
    defaults={"title": "Enquiries", "allow_public_submission": True, "email_address": "in@technorth.example"},
)
staff, made = get_user_model().objects.get_or_create(
    username="desk", defaults={"email": "desk@technorth.example", "is_staff": True, "is_superuser": True}
)
if made:
    staff.set_password(secrets.token_urlsafe())
    staff.save()
session = SessionStore()
session[SESSION_KEY] = str(staff.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
session.save()
print(session.session_key)
