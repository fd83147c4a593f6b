"""From when until when a proved complaint holds a window of the law. Days in, days out: no ORM, no clock.

CDC (Lei 8.078/1990) art. 26 §2 I: the complaint that the consumer can prove having made to the supplier stops
the 30 or 90 days until the answer that clearly says no. Whether the whole term or only its rest runs after
that answer is disputed; only the rest is counted here, which is never too late.
"""

from dataclasses import dataclass
from datetime import date

# What a rule names in `suspended_by` when such a complaint stops it.
PROVED_COMPLAINT = "proved_complaint"


@dataclass(frozen=True, slots=True)
class Hold:
    """A complaint made and proved on `since`, and the clear refusal of `until`, if there was one."""

    since: date
    until: date | None = None


def hold_of(contacted_on, is_proved, refused_on):
    """Return the `Hold` of a case, or None when no complaint is proved."""
    return Hold(contacted_on, refused_on) if contacted_on and is_proved else None


def standstill(hold, start_on, due_on):
    """Return (the day a window stops, the day it runs on or None), or None when it is never held.

    A window that was over before the complaint is not held. One that begins after the complaint is held from
    its first day, unless the refusal had come by then: that refusal answered something older.
    """
    if hold is None or due_on < hold.since:
        return None
    stop = max(hold.since, start_on)
    if hold.until is not None and hold.until < stop:
        return None
    return stop, hold.until
