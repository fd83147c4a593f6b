"""Days and instants: what day an instant is on in a zone, and the instants a day is made of.

A day is a `date` in a named zone; an instant is an aware `datetime`, and those handed back are in UTC. Zones
and their clock changes come from the system's time zone data through `zoneinfo`.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=64)
def _zone(tz: str) -> ZoneInfo:
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {tz!r}") from error


def local_date(moment: datetime, tz: str) -> date:
    """Give the day it is in the zone `tz` at an aware instant. Raises ValueError for a naive one."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(_zone(tz)).date()


@lru_cache(maxsize=8192)
def end_of_day(day: date, tz: str) -> datetime:
    """Give the UTC instant at which `day` is over in `tz`: the midnight that follows it, itself excluded.

    Where clocks jump forward at midnight, that is the jump; where they go back to the day that was ending,
    the hour that comes twice is part of the day.
    """
    midnight = datetime.combine(day + ONE_DAY, time(), _zone(tz))
    first, second = midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC)
    # Clocks that pass midnight and then fall back into the old day show that midnight twice.
    if second > first and local_date(second - ONE_SECOND, tz) == day:
        return second
    return first


def at_hour(day: date, hour: int, tz: str) -> datetime:
    """Give the UTC instant of `hour` o'clock (0 to 23) on `day` in `tz`.

    An hour the clocks skip gives the instant just as far after the jump; one they repeat, the first of the two.
    """
    return datetime.combine(day, time(hour), _zone(tz)).astimezone(UTC)
