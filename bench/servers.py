"""The portal, served as in production, for as long as it is measured."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.databases import manage
from technorth.stack import roles
from technorth.stack.portal import WEB_SECONDS, answers
from technorth.stack.process import wait_until

WORKERS, THREADS = "2", "4"


def describe_production() -> dict[str, str]:
    """Return what the environment of a production server says."""
    return {
        "DEBUG": "false",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }


@contextmanager
def serve_portal(log: Path, **more: str) -> Iterator[int]:
    """Serve the portal with gunicorn and give its port. ``more`` is laid over its environment."""
    env = describe_production() | more
    manage("collectstatic", "--no-input", env=env)
    with roles.listen(0) as listener:
        web = roles.web(listener, env=env, log=log)
        command = ["bench.wsgi" if part == "technorth.wsgi" else part for part in web.command]
        command[command.index("--workers") + 1] = WORKERS
        web = replace(web, command=command, env=os.environ | env)
        try:
            web.start()
            port: int = listener.getsockname()[1]
            wait_until(lambda: answers(port), web, WEB_SECONDS)
            yield port
        finally:
            web.stop()
