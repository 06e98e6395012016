"""Working time as PostgreSQL counts it: ``clock`` in SQL, for what triggers keep of each case.

``investors_worked(moment, begins)`` is the number of milliseconds of working days before a moment; of one at
which work begins, that is not before nine, nor on a day off. So a difference of two is at most N days exactly
when the second is not after ``clock.add_working_days(first, N)``. The days off stand in the function: what is
kept holds for them, and both are made anew (``queue_index``) when a day off is added.
"""

import datetime
import functools
import hashlib

from django.db import connection

from investors.clock import DAY_STARTS, is_working_day

DAY = 86_400_000  # milliseconds
FIRST = datetime.date(1990, 1, 1)  # a Monday
LAST = datetime.date(2099, 12, 31)

_DEFINE = """
CREATE OR REPLACE FUNCTION investors_worked(moment timestamptz, begins boolean) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  here CONSTANT timestamp := moment AT TIME ZONE 'Europe/London';
  day CONSTANT integer := here::date - '{first}'::date;
  time CONSTANT bigint := round(date_part('epoch', here::time) * 1000);
  before CONSTANT bigint := 5 * (day / 7) + least(day % 7, 5) - width_bucket(day - 1, {off});
  after CONSTANT bigint := 5 * ((day + 1) / 7) + least((day + 1) % 7, 5) - width_bucket(day, {off});
  work CONSTANT bigint := (after - before) * {day};
BEGIN
  RETURN before * {day}
    + CASE WHEN begins THEN greatest({opens}, least(time, work)) ELSE least(time, work) END;
END $$;
COMMENT ON FUNCTION investors_worked(timestamptz, boolean) IS '{digest}';
"""
_READ = "SELECT obj_description(to_regprocedure('investors_worked(timestamptz, boolean)'))"


@functools.cache
def list_days_off() -> list[int]:
    """Return the bank holidays among the weekdays from ``FIRST`` to ``LAST``, as days since ``FIRST``."""
    days = range((LAST - FIRST).days + 1)
    return [day for day in days if day % 7 < 5 and not is_working_day(FIRST + datetime.timedelta(days=day))]


def write_definition() -> str:
    """Return the SQL that defines the function with the days off of today's ``clock``."""
    off = f"'{{{','.join(map(str, list_days_off()))}}}'::integer[]"
    opens = DAY_STARTS.hour * DAY // 24
    return _DEFINE.format(first=FIRST, off=off, day=DAY, opens=opens, digest=_digest())


def is_current() -> bool:
    """Whether PostgreSQL counts with the days off of today's ``clock``; also where it has no function yet."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        [kept] = cursor.fetchone() or [None]
    return kept in {None, _digest()}


def _digest() -> str:
    return hashlib.sha256(repr(list_days_off()).encode()).hexdigest()
