"""What the environment says while tests run, whatever the shell that started them has set.

Loaded by pytest before Django reads its settings. DATABASE_URL, REDIS_URL and DATA_DIR stay,
since they say which engines the tests run on.
"""

import os

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
DEFAULTS = (
    *(
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "DEFAULT_FROM_EMAIL",
        "EMAIL_TIMEOUT",
        "EMAIL_URL",
        "LOG_LEVEL",
    ),
    *(
        "MAIL_RETRY_SECONDS",
        "PORT",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "SECURE_HSTS_SECONDS",
        "SECURE_PROXY",
    ),
    *("SECURE_SSL_REDIRECT", "SITE_URL", "SWEEP_SECONDS", "TRIAGE_EMAIL"),
)

for name in DEFAULTS:
    os.environ.pop(name, None)
os.environ["DEBUG"] = "true"
# Tests that run side by side share one Redis, each below its own prefix.
os.environ["REDIS_PREFIX"] = f"test-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}-{WORKER}"
