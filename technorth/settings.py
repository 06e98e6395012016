"""The one settings module: read from the environment, safe by default."""

import sys
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import validate

from technorth.env import (
    BASE_DIR,
    env,
    parse_basic_auth,
    parse_database_url,
    parse_email_url,
    parse_mail_domain,
    parse_redis_url,
    parse_tiles_url,
    read_origins,
)
from technorth.languages import HOUSE_LANGUAGE, KNOWN_LANGUAGES, choose_languages
from technorth.stack import paths

DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var").resolve()
PORT = env.int("PORT", 8000, validate=validate.Range(min=1, max=65535))
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}", validate=validate.URL(require_tld=False))
SITE_URL = SITE_URL.rstrip("/")

SECRET_KEY = env.str("SECRET_KEY", "")
DEBUG_SECRET_KEY = "only-for-debug-on-your-own-machine"  # noqa: S105
if not SECRET_KEY and DEBUG:
    SECRET_KEY = DEBUG_SECRET_KEY
elif not SECRET_KEY and sys.argv[1:2] != ["check"]:  # which reports it with whatever else is missing
    raise ImproperlyConfigured("SECRET_KEY is not set. Set it, or DEBUG=true on your own machine.")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"] if DEBUG else [])
SECURE_PROXY = env.bool("SECURE_PROXY", False)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "technorth",
    "insights",
    "investors",
    "directory",
    "outbox",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "technorth.outage.OutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "technorth.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.NoStoreMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "technorth.urls"
WSGI_APPLICATION = "technorth.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "technorth.site_context.describe_site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Where PostgreSQL and Redis are: the environment's, else the embedded pair of DATA_DIR.
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = parse_redis_url(env.str("REDIS_URL", ""))
EMBEDDED_DATABASE = not DATABASE_URL
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": parse_database_url(DATABASE_URL or paths.database_url(DATA_DIR))}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

REDIS_PREFIX = env.str("REDIS_PREFIX", "technorth")
CELERY_BROKER_URL = REDIS_URL or paths.broker_url(DATA_DIR)
CACHES = {
    "default": {
        "BACKEND": "technorth.cache.SteadyCache",
        "LOCATION": REDIS_URL or paths.cache_url(DATA_DIR),
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 0.5, "SOCKET_TIMEOUT": 1},
    }
}

# Celery only wakes workers; PostgreSQL is the queue of record (docs/adr).
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for the broker however long it is away
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_PREFIX}:",
    "visibility_timeout": 600,
    "max_retries": 0,  # a request that finds the broker away leaves the work to the sweep at once
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "unacked_restore_interval": 10,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
# Of a verified business's edits that go live by themselves, how many a moderator looks at, in per cent.
MODERATION_SAMPLE_PERCENT = env.int("MODERATION_SAMPLE_PERCENT", 10, validate=validate.Range(min=0, max=100))
# Facts so old are asked about, and a profile whose team never answers is taken down when they are so old.
CONFIRM_AFTER_MONTHS = env.int("CONFIRM_AFTER_MONTHS", 6, validate=validate.Range(min=1, max=8))
ARCHIVE_AFTER_MONTHS = env.int("ARCHIVE_AFTER_MONTHS", 18, validate=validate.Range(min=12, max=60))
# The clocks of an enquiry, in working days (design.md sections 4 and 5; five is what UKTI promises).
ACCEPT_DAYS = env.int("ACCEPT_DAYS", 2, validate=validate.Range(min=2, max=10))
REPLY_DAYS = env.int("REPLY_DAYS", 5, validate=validate.Range(min=3, max=20))
QUIET_DAYS = env.int("QUIET_DAYS", 20, validate=validate.Range(min=5, max=250))
INVESTOR_ASK_DAYS = env.int("INVESTOR_ASK_DAYS", 5, validate=validate.Range(min=1, max=30))
INVESTOR_CLOSE_DAYS = env.int("INVESTOR_CLOSE_DAYS", 30, validate=validate.Range(min=10, max=250))
# For how many minutes what was done to many enquiries at once can be undone; its mails wait as long.
BULK_UNDO_MINUTES = env.int("BULK_UNDO_MINUTES", 10, validate=validate.Range(min=1, max=14))
# Files of enquiries with personal data that staff ask for: the most rows of one, and the days it is kept.
EXPORT_MAX_ROWS = env.int("EXPORT_MAX_ROWS", 1000, validate=validate.Range(min=1, max=10_000))
EXPORT_DAYS = env.int("EXPORT_DAYS", 7, validate=validate.Range(min=1, max=30))
# How long personal data is kept, in days: docs/security.md. What is not here has a length of its own.
SPAM_KEPT_DAYS = env.int("SPAM_KEPT_DAYS", 90, validate=validate.Range(min=30, max=3650))
CLOSED_KEPT_DAYS = env.int("CLOSED_KEPT_DAYS", 1095, validate=validate.Range(min=180, max=3650))
ERASURE_NOTICE_DAYS = env.int("ERASURE_NOTICE_DAYS", 30, validate=validate.Range(min=7, max=90))
MESSAGES_KEPT_DAYS = env.int("MESSAGES_KEPT_DAYS", 365, validate=validate.Range(min=90, max=3650))
ACCESS_LOG_DAYS = env.int("ACCESS_LOG_DAYS", 730, validate=validate.Range(min=180, max=3650))
SWEEP_SECONDS = env.int("SWEEP_SECONDS", 30, validate=validate.Range(min=1, max=3600))
# What each process may keep of the search index, in megabytes; the less, the more is fetched again.
SEARCH_CACHE_MB = env.int("SEARCH_CACHE_MB", 64, validate=validate.Range(min=1, max=4096))
# Tiles to lay below the map of businesses, like https://tiles.example/{z}/{x}/{y}.png, with whom to thank for
# them; without, the map has our own outlines alone.
MAP_TILES_URL = parse_tiles_url(env.str("MAP_TILES_URL", ""))
MAP_TILES_ATTRIBUTION = env.str("MAP_TILES_ATTRIBUTION", "")
# When an enquiry is read by a person before it goes on: docs/spam.md. Written so fast is one sign of several.
SPAM_THRESHOLD = env.int("SPAM_THRESHOLD", 10, validate=validate.Range(min=8, max=1000))
ENQUIRY_MIN_SECONDS = env.int("ENQUIRY_MIN_SECONDS", 5, validate=validate.Range(min=0, max=600))
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # sweeps need no memory, so beat needs no file
CELERY_BEAT_SCHEDULE = {
    "route what is due": {"task": "investors.tasks.sweep_enquiries", "schedule": SWEEP_SECONDS},
    "deliver what is due": {"task": "outbox.tasks.sweep_messages", "schedule": SWEEP_SECONDS},
    "keep the clocks": {"task": "investors.tasks.sweep_clocks", "schedule": SWEEP_SECONDS},
    # Hourly, though a contact hears once a week at most, for the same reason as the facts below.
    "sum up for contacts": {"task": "investors.tasks.send_summaries", "schedule": 3600},
    "add up the queue": {"task": "investors.tasks.sweep_queue", "schedule": 600},
    "remind of tasks": {"task": "investors.tasks.remind_of_tasks", "schedule": 600},
    "forget where enquiries came from": {"task": "investors.tasks.forget_senders", "schedule": 3600},
    "scan files": {"task": "investors.tasks.sweep_attachments", "schedule": SWEEP_SECONDS},
    # Hourly and in batches, for the same reason as the facts below.
    "keep the time of personal data": {"task": "investors.tasks.apply_retention", "schedule": 3600},
    "clear stray files away": {"task": "investors.tasks.remove_stray_files", "schedule": 3600},
    "remind of aftercare": {"task": "investors.tasks.sweep_aftercare", "schedule": 600},
    # Hourly, though a day is what counts: beat has no memory, and a daily task would miss days.
    "keep the time of opportunities": {"task": "investors.tasks.sweep_opportunities", "schedule": 3600},
    "make and delete exports": {"task": "investors.tasks.sweep_exports", "schedule": SWEEP_SECONDS},
    "mail lost links": {"task": "investors.tasks.sweep_link_requests", "schedule": SWEEP_SECONDS},
    "file mail that came in": {"task": "investors.tasks.sweep_inbound_mail", "schedule": SWEEP_SECONDS},
    "follow up mail that came back": {"task": "investors.tasks.sweep_returns", "schedule": SWEEP_SECONDS},
    "keep the time of drafts": {"task": "investors.tasks.sweep_drafts", "schedule": 3600},
    "forget who reported translations": {
        "task": "investors.tasks.forget_translation_reporters",
        "schedule": 3600,
    },
    "forget who reported": {"task": "directory.tasks.forget_reporters", "schedule": 3600},
    "keep the time of claims": {"task": "directory.tasks.sweep_claims", "schedule": 3600},
    "fold the search index": {"task": "directory.tasks.sweep_search", "schedule": SWEEP_SECONDS},
    "refresh the search index": {
        "task": "directory.tasks.refresh_search",
        "schedule": crontab(hour=3, minute=20),
    },
    # Hourly, though a team hears once a month at most: beat has no memory, and a daily task would miss days.
    "ask whether facts are right": {"task": "directory.tasks.sweep_freshness", "schedule": 3600},
    "write the files of all listings": {"task": "directory.tasks.write_bulk_files", "schedule": 3600},
    # It counts once a day, soon after midnight, and at once where there is no count yet.
    "count what the clusters come to": {"task": "insights.tasks.take_snapshot", "schedule": 600},
    "tell what is new in searches": {"task": "directory.tasks.send_search_alerts", "schedule": 600},
    "forget ended sessions": {"task": "accounts.tasks.forget_sessions", "schedule": 3600},
    "forget accounts never confirmed": {"task": "accounts.tasks.forget_unconfirmed", "schedule": 3600},
}

# Open data. Nobody signs in to it, so there is no session, no form and nothing to forge.
API_RATE = env.str("API_RATE", "120/min", validate=validate.Regexp(r"\d+/(s|sec|min|hour|day)"))
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": API_RATE},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "directory.api.problems.describe_problem",
    "NUM_PROXIES": int(SECURE_PROXY),  # whose address the rate counts
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "TechNorth open data",
    "DESCRIPTION": "Businesses, clusters, sectors and places of the North of England's technology directory.",
    "VERSION": "1",
    "LICENSE": {
        "name": "Open Government Licence v3.0",
        "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    },
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# Mail. With no EMAIL_URL it goes no further than the ledger, which the desk shows in full.
EMAIL_URL = env.str("EMAIL_URL", "")
LOCAL_MAILBOX = not EMAIL_URL
vars().update(parse_email_url(EMAIL_URL) if EMAIL_URL else {"EMAIL_BACKEND": "outbox.mailbox.LocalMailbox"})
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10, validate=validate.Range(min=1, max=300))
# How long a refused mail waits before each new attempt; the last wait repeats.
MAIL_RETRY_SECONDS = env.list(
    "MAIL_RETRY_SECONDS", [60, 300, 900, 3600], subcast=int, validate=validate.Length(min=1)
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "TechNorth <enquiries@technorth.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Mail that comes in (docs/operations.md): where answers go, and the secrets of who hands it over.
# Without a secret the address of its service answers 404.
INBOUND_DOMAIN = parse_mail_domain(env.str("INBOUND_DOMAIN", ""))
POSTMARK_WEBHOOK_SECRET = parse_basic_auth(env.str("POSTMARK_WEBHOOK_SECRET", ""))
MAILGUN_WEBHOOK_KEY = env.str("MAILGUN_WEBHOOK_KEY", "")
TRIAGE_EMAIL = env.str("TRIAGE_EMAIL", "triage@technorth.example", validate=validate.Email())

# The socket of ClamAV's clamd, like /run/clamav/clamd.ctl. Without, files are marked "not scanned".
CLAMAV_SOCKET = env.str("CLAMAV_SOCKET", "")

# The public data API of Companies House. Without a key the portal goes by the register that was imported.
COMPANIES_HOUSE_API_KEY = env.str("COMPANIES_HOUSE_API_KEY", "")
COMPANIES_HOUSE_URL = env.str(
    "COMPANIES_HOUSE_URL",
    "https://api.company-information.service.gov.uk",
    validate=validate.URL(require_tld=False, schemes={"http", "https"}),
).rstrip("/")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"

# Accounts (django-allauth). By e-mail only. Anybody signs up; staff are made by `manage.py add_staff`.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
# A mail holds a code and no link: mail scanners follow links. One code, three tries, a quarter of an hour.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
# For a network address (ip), an account or address of mail (key), and who is signed in (user).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip,60/h/ip",
    "confirm_email": "1/10s/key,10/h/key",  # each mail with a code, at sign-up and for a change of address
    "enter_code": "20/m/ip",
    "reset_password": "10/m/ip,3/m/key,10/h/key",
    "reset_password_from_key": "10/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    # Not allauth's own: links to enquiries that are mailed to an address somebody types.
    "lost_link": "5/m/ip,30/h/ip",
    "save_draft": "10/m/ip,60/h/ip",
    "shortlist_pack": "10/m/ip,60/h/ip",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "TechNorth: "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address that has no account
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser
ALLAUTH_TRUSTED_PROXY_COUNT = int(SECURE_PROXY)  # whose address rate limits count
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmAddressForm",
    "confirm_password_reset_code": "accounts.forms.ConfirmResetForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "add_email": "accounts.forms.ChangeEmailForm",
}
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "activate_totp": "accounts.forms.EnrolForm",
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.SecondFactorAgainForm",
}
MFA_TOTP_ISSUER = "TechNorth"
MFA_TOTP_TOLERANCE = 1  # a code stays good for half a minute more: typing takes time
# A passkey belongs to a host name over TLS, or to localhost.
PASSKEYS = SITE_URL.startswith("https://") or SITE_URL.partition("://")[2].split(":")[0] == "localhost"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if PASSKEYS else [])]
MFA_PASSKEY_LOGIN_ENABLED = PASSKEYS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

LANGUAGE_CODE = HOUSE_LANGUAGE
# Languages to show though not complete, on one's own machine: "de,ja", or "en-xa" (docs/languages.md).
LANGUAGES_PREVIEW: list[str] = env.list(
    "LANGUAGES_PREVIEW", [], validate=validate.ContainsOnly([*KNOWN_LANGUAGES])
)
LANGUAGES = choose_languages(LANGUAGES_PREVIEW if DEBUG else [])
FORMAT_MODULE_PATH = ["technorth.formats"]
# Recognised by the United Kingdom; XK is the code in common use, since ISO 3166 has none.
COUNTRIES_OVERRIDE = {"XK": _("Kosovo")}
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
VENDOR_DIR = BASE_DIR / "vendor"  # the named files of the front-end packages, copied by collect_vendor
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", VENDOR_DIR)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What investors send. No address leads here: views give a file out to who may see its case.
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "attachments",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    # What staff export. A view gives it to who asked, until it is deleted.
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "exports",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Nothing is loaded from another host, but tiles of the map where they are set; nothing inline runs or styles.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *read_origins(MAP_TILES_URL)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
if SECURE_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, without TLS
YEAR = 31_536_000  # in seconds
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0 if DEBUG else YEAR, validate=validate.Range(min=0))
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_REFERRER_POLICY = "same-origin"
# Also where it is the proxy that sends people on to https.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT or SITE_URL.startswith("https://")
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "directory.views.kept_typing.answer_unproven_form"
X_FRAME_OPTIONS = "DENY"
# A form's files stay in memory, and larger ones are left out, so no stranger can fill the disk. Who holds the
# link to an enquiry adds files by investors.uploads instead. Beyond this many files a form is refused.
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "technorth.logs.TokenlessFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": []}},  # not Django's own as well, which writes lines as they come
}
