"""The environment: every variable is documented, and a bad value is named in one sentence."""

import os
import re
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from technorth.env import (
    BASE_DIR,
    parse_database_url,
    parse_email_url,
    parse_redis_url,
    parse_tiles_url,
    read_origins,
)


def run_manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=kept | {"SECRET_KEY": "x"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_env_example_lists_every_variable_that_is_read_and_no_other():
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (BASE_DIR / "technorth" / "settings.py").read_text())

    listed = re.findall(r"^(\w+)=", (BASE_DIR / ".env.example").read_text(), flags=re.MULTILINE)

    assert sorted(listed) == sorted(set(read))


def test_env_example_gives_the_defaults():
    listed = dict(re.findall(r"^(\w+)=(.*)$", (BASE_DIR / ".env.example").read_text(), flags=re.MULTILINE))
    variables = {name: value.strip('"') for name, value in listed.items()} | {"SECRET_KEY": "x"}
    ask = "from technorth import settings as s; print([(n, v) for n, v in vars(s).items() if n.isupper()])"

    shown, default = (run_manage("shell", "-v0", "-c", ask, **given) for given in (variables, {}))

    assert shown.stderr == ""
    assert shown.stdout == default.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root@127.0.0.1/x"),
        ("DEBUG", "perhaps"),
        ("EMAIL_TIMEOUT", "0"),
        ("EMAIL_URL", "mail.example"),
        ("LOG_LEVEL", "loud"),
        ("MAIL_RETRY_SECONDS", "soon"),
        ("PORT", "eight thousand"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("SECRET_KEY", ""),
        ("SECURE_HSTS_SECONDS", "-1"),
        ("SECURE_PROXY", "perhaps"),
        ("SECURE_SSL_REDIRECT", "perhaps"),
        ("SITE_URL", "portal"),
        ("SPAM_THRESHOLD", "7"),
        ("SWEEP_SECONDS", "0"),
        ("TRIAGE_EMAIL", "nobody"),
    ],
)
def test_env_bad_value_stops_the_start_with_its_name(name: str, value: str):
    done = run_manage("up", **{name: value})

    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(rf"TechNorth cannot start: .*\b{name}\b.*\n", done.stderr)


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://mail.test", "mail.test", 25, False, False),
        ("smtp+tls://mail.test", "mail.test", 587, True, False),
        ("smtp+ssl://mail.test:4650", "mail.test", 4650, False, True),
    ],
)
def test_email_url_gives_the_settings_of_its_scheme(url: str, host: str, port: int, tls: bool, ssl: bool):
    settings = parse_email_url(url)

    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) == (host, port)
    assert (settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (tls, ssl)


def test_email_url_decodes_the_password():
    settings = parse_email_url("smtp+tls://post%40test:p%2Fw@mail.test")

    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"]) == ("post@test", "p/w")


@pytest.mark.parametrize(
    "url", ["postgres://user:secret@host:port/name", "postgres://user:secret@host", "secret"]
)
def test_database_url_error_keeps_the_password_to_itself(url: str):
    with pytest.raises(ImproperlyConfigured) as caught:
        parse_database_url(url)

    assert "DATABASE_URL" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_redis_url_takes_tls_and_nothing():
    assert [parse_redis_url(url) for url in ("", "rediss://h:6379/1")] == ["", "rediss://h:6379/1"]


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("", []),
        ("https://tiles.example/{z}/{x}/{y}.png", ["https://tiles.example"]),
        ("https://tiles.example:8443/a/{z}/{x}/{y}{r}.png?key=1", ["https://tiles.example:8443"]),
    ],
)
def test_tiles_url_gives_the_origin_that_the_policy_allows(url: str, origins: list[str]):
    assert read_origins(parse_tiles_url(url)) == origins


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "tiles",
    ],
)
def test_tiles_url_that_cannot_be_used_is_refused(url: str):
    with pytest.raises(ImproperlyConfigured, match="MAP_TILES_URL"):
        parse_tiles_url(url)


def test_policy_allows_pictures_from_the_host_of_the_tiles_alone():
    ask = "from technorth import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    tiles = {"MAP_TILES_URL": "https://tiles.example/{z}/{x}/{y}.png"}

    with_tiles, without = (run_manage("shell", "-v0", "-c", ask, **given).stdout for given in (tiles, {}))

    assert with_tiles.strip() == """["'self'", 'data:', 'https://tiles.example']"""
    assert without.strip() == """["'self'", 'data:']"""
