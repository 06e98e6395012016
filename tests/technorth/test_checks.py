"""The system checks of a deployment, each by its id."""

import pytest
from celery import current_app
from django.core.checks import run_checks
from django.test import override_settings

from technorth import checks
from technorth.catalogues import scope
from tests.technorth.test_env import run_manage

PRODUCTION = {
    "SECRET_KEY": "for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "portal.test",
    "SITE_URL": "https://portal.test",
    "DATABASE_URL": "postgres://portal@db.test/portal",
    "REDIS_URL": "redis://redis.test:6379/0",
    "EMAIL_URL": "smtp+tls://mail.test",
    "DEFAULT_FROM_EMAIL": "post@portal.test",
    "TRIAGE_EMAIL": "triage@portal.test",
}


def find_ids(**settings: object) -> set[str]:
    assert current_app.conf.task_always_eager is False  # Celery reads the settings at its first question
    with override_settings(**settings):
        found = run_checks(include_deployment_checks=True)
    return {message.id for message in found if str(message.id).startswith("technorth.")}


def test_deployment_with_the_production_variables_is_clean():
    done = run_manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


def test_deployment_without_any_variable_names_everything_that_is_missing():
    done = run_manage("check", "--deploy", SECRET_KEY="")

    assert done.returncode == 1
    for number in ("E002", "E004", "E005", "E006", "W001"):
        assert f"(technorth.{number})" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("E001", {"DEBUG": True}),
        ("E003", {"CELERY_TASK_ALWAYS_EAGER": True}),
        ("E004", {"LOCAL_MAILBOX": True}),
        ("E004", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        ("E005", {"DATABASE_URL": ""}),
        ("E005", {"REDIS_URL": ""}),
        ("E006", {"ALLOWED_HOSTS": []}),
        ("E006", {"ALLOWED_HOSTS": ["*"]}),
        ("W001", {"TRIAGE_EMAIL": "triage@technorth.example"}),
        ("W001", {"SITE_URL": "http://127.0.0.1:8000"}),
        ("E002", {"SECRET_KEY": ""}),
        ("E002", {"SECRET_KEY": "only-for-debug-on-your-own-machine"}),
    ],
)
def test_deployment_check_finds_what_is_wrong(number: str, wrong: dict[str, object]):
    right = PRODUCTION | {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["portal.test"],
        "LOCAL_MAILBOX": False,
        "EMAIL_BACKEND": checks.SMTP_BACKEND,
    }

    before, after = find_ids(**right), find_ids(**right | wrong)

    assert before == set()
    assert after == {f"technorth.{number}"}


def test_eager_celery_is_found_however_it_was_set():
    current_app.conf.task_always_eager = True
    try:
        found = checks.check_celery_eager(None)
    finally:
        current_app.conf.task_always_eager = False

    assert [message.id for message in found] == ["technorth.E003"]


def test_driver_check_finds_psycopg_3(tmp_path, monkeypatch: pytest.MonkeyPatch):
    assert checks.check_driver(None) == []
    (tmp_path / "psycopg.py").touch()
    monkeypatch.syspath_prepend(tmp_path)

    assert [message.id for message in checks.check_driver(None)] == ["technorth.E007"]


def test_catalogue_check_finds_a_language_that_was_not_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path):
    languages = [("en-gb", "English"), ("de", "Deutsch")]
    monkeypatch.setattr(scope, "ROOT", tmp_path)

    with override_settings(LANGUAGES=languages):
        before = checks.check_catalogues(None)
        path = scope.find_po("de").with_suffix(".mo")
        path.parent.mkdir(parents=True)
        path.touch()
        after = checks.check_catalogues(None)

    assert [message.id for message in before] == ["technorth.E008"]
    assert after == []


def test_start_without_a_secret_key_is_refused_by_all_but_the_check():
    done = run_manage("migrate", SECRET_KEY="")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("TechNorth cannot start: SECRET_KEY is not set.")


def test_cookies_keep_to_tls_also_where_the_proxy_sends_people_on_to_it():
    done = run_manage("diffsettings", **PRODUCTION, SECURE_SSL_REDIRECT="false")

    assert "SESSION_COOKIE_SECURE = True" in done.stdout
    assert "CSRF_COOKIE_SECURE = True" in done.stdout
