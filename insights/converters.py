"""Days in addresses."""

import datetime


class DayConverter:
    """A day as in ``/progress/2026-06-02/``; what is no day is no address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> datetime.date:
        """Return the day. Raises ValueError if there is none such: Django looks for another address."""
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date) -> str:
        """Return the day as it is written in addresses."""
        return value.isoformat()
