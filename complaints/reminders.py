"""When to remind: 7, 3, 1 days before a clock's safe day and on its morning, at 9 h of the reader.

Pure: values in, values out. A moment that lies before the clock was opened never counts,
so a clock is reminded as often as fits it.
"""

from datetime import timedelta
from functools import lru_cache

from complaints.instants import at_hour, local_date

HOUR = 9
DAYS_BEFORE = (7, 3, 1, 0)
# Somebody who opened a clock just now knows of it.
FRESH = timedelta(hours=1)
AGAIN = "again"
AFTER = "after"
# A first day that was slept through in an outage.
OPENED = "opened"


@lru_cache(maxsize=4096)
def morning(day, zone):
    """Return 9 h of `day` in `zone` as a UTC instant."""
    return at_hour(day, HOUR, zone)


@lru_cache(maxsize=4096)
def schedule(safe_on, rule_kind, zone):
    """Return ((instant, key), ...) of all reminders before the end, oldest first."""
    if rule_kind == "retention":
        return ()
    days = (0,) if rule_kind == "earliest" else DAYS_BEFORE
    return tuple((morning(safe_on - timedelta(days=before), zone), f"d{before}") for before in days)


def moments(*, safe_on, due_at, opened_at, rule_kind, zone, snoozed_to=None):
    """Return the reminders that fit this clock: after it was opened, before it ends, oldest first."""
    since = opened_at + FRESH
    found = [(at, key) for at, key in schedule(safe_on, rule_kind, zone) if since < at < due_at]
    if snoozed_to and since < snoozed_to < due_at:
        found.append((snoozed_to, f"{AGAIN}-{local_date(snoozed_to, zone)}"))
        found.sort()
    return found


def next_wake(*, due_at, now, muted=False, **clock):
    """Return the next instant anybody must look at a running clock: a reminder, or its end."""
    if not muted:
        for at, _key in moments(due_at=due_at, **clock):
            if at > now:
                return at
    return due_at


def due_reminder(*, now, muted=False, **clock):
    """Return the key of the latest reminder whose moment has come, or None.

    After an outage only the latest matters: "3 days" said on the last day would be untrue.
    """
    if muted:
        return None
    past = [key for at, key in moments(**clock) if at <= now]
    return past[-1] if past else None


def after_moment(due_at, now, zone):
    """Return when to write that a clock has ended: the reader's next morning, or now if that is past."""
    at = morning(local_date(due_at, zone), zone)
    if at < due_at:
        at = morning(local_date(due_at, zone) + timedelta(days=1), zone)
    return max(at, now)


def tomorrow_morning(now, zone):
    """Return 9 h of the reader's tomorrow as a UTC instant."""
    return morning(local_date(now, zone) + timedelta(days=1), zone)
