"""System checks of investors: what an update can leave behind, with its id and a hint."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from investors.working_time import is_current


@register(Tags.database)
def check_days_off(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """W001: the reports count working time by bank holidays of an older version. Runs with ``migrate``."""
    if not databases or is_current():
        return []
    hint = "Run manage.py rebuild_queue."
    return [
        Warning(
            "Bank holidays have changed since the reports' figures were made.", hint=hint, id="investors.W001"
        )
    ]
