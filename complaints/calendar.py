"""Counting of terms: days, business days, months, years and hours, with the sum that led to each date.

Código Civil (Lei 10.406/2002), art. 132: the day of the start is left out and the last day is counted in;
a last day on a holiday goes to the next business day (§1; practice adds Saturdays and Sundays); months and
years end on the same day number, or on the next day when there is none (§3); hours run minute by minute (§4).

Everything here takes values and gives values: no clock is read and nothing is stored. A day is a `date` in
the time zone of the case, an instant is an aware `datetime`, and every instant handed back is in UTC.

The *sum* is a tuple of plain dicts fit for JSON. Its "term", "start", "pause", "resume" and "extend" steps
are what was put in, and `recompute` needs no others; the rest tell a person how the date came about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from complaints.holidays import Holidays
from complaints.instants import at_hour, end_of_day, local_date

__all__ = [
    "Count",
    "Holidays",
    "Term",
    "Unit",
    "at_hour",
    "count",
    "days_left",
    "days_left_when_paused",
    "end_of_day",
    "extend",
    "local_date",
    "recompute",
    "resume",
    "time_gone",
]

Step = dict[str, Any]
Steps = Sequence[Mapping[str, Any]]

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)

# No rule is longer; the bounds keep a mistyped number from running off the end of the calendar.
MOST_DAYS = 36_525
FIRST_YEAR, LAST_YEAR = 1900, 2200


class Unit(StrEnum):
    """What a term is counted in."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"
    YEARS = "years"


_MOST = {
    Unit.HOURS: 24 * MOST_DAYS,
    Unit.CALENDAR_DAYS: MOST_DAYS,
    Unit.BUSINESS_DAYS: MOST_DAYS,
    Unit.MONTHS: 1200,
    Unit.YEARS: 100,
}


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time and the way it is counted.

    `n` units; `exclude_start_day` and `include_last_day` as in art. 132 (False means, for the first, that the
    start day is day 1, and for the second, that the last day is already too late); `roll_if_holiday` carries
    a last day on a Saturday, Sunday or holiday to the next business day; `safe_margin_days` is how many
    calendar days before the unrolled end a person should be done; no term ends after `cap_on`.
    Hours know neither days nor rolling. Raises ValueError for numbers and pairings that make no sense.
    """

    n: int
    unit: Unit
    exclude_start_day: bool = True
    include_last_day: bool = True
    roll_if_holiday: bool = False
    safe_margin_days: int = 0
    cap_on: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        _whole_number("n", self.n, _MOST[self.unit])
        _whole_number("safe_margin_days", self.safe_margin_days, MOST_DAYS)
        if self.roll_if_holiday and self.unit is Unit.HOURS:
            raise ValueError("a term in hours runs minute by minute and cannot roll")
        if self.cap_on is not None:
            if isinstance(self.cap_on, datetime) or not isinstance(self.cap_on, date):
                raise ValueError("cap_on must be a date")
            _check_year(self.cap_on)


@dataclass(frozen=True, slots=True)
class Count:
    """Where a term ends.

    `due_on` is the last day, local; `due_at` the first instant that is too late, in UTC (the end of `due_on`,
    or the exact instant for hours); `safe_on` the day to aim for, never after `due_on`; `steps` the sum.
    """

    due_on: date
    due_at: datetime
    safe_on: date
    steps: tuple[Step, ...]


def days_left(due_on: date, today: date) -> int:
    """Count the days from `today` to `due_on`: 0 on the last day, below zero once it is over."""
    return (due_on - today).days


def time_gone(start_on: date, due_on: date, today: date) -> float:
    """Say how much of the time between two days is gone, from 0.0 (at the start) to 1.0 (the last day)."""
    whole = (due_on - start_on).days
    if whole <= 0:
        return 1.0 if today >= due_on else 0.0
    return min(1.0, max(0.0, (today - start_on).days / whole))


# --- counting --------------------------------------------------------------------------------------------


def count(start: date | datetime, term: Term, *, tz: str, holidays: Holidays) -> Count:
    """Lay `term` on the calendar from `start`, and keep the sum.

    A datetime must be aware; terms in days take its day in `tz`. Hours need a datetime. Raises ValueError for
    a naive datetime, a plain date with hours, an unknown zone or a day out of the years 1900 to 2200.
    """
    return _lay_out(_moment_or_day(start, term.unit, tz), term, (), tz, holidays)


def recompute(steps: Steps, holidays: Holidays) -> Count:
    """Count again, from a stored sum, with other holidays: what a holiday announced late asks for.

    Pauses, resumptions and extensions in the sum are laid out again in their order. Raises ValueError when the
    sum has lost its "term" or "start" step.
    """
    start, term, changes, tz = _read(steps)
    return _lay_out(start, term, changes, tz, holidays)


def extend(steps: Steps, extra_days: int, holidays: Holidays) -> Count:
    """Give the term `extra_days` more, counted from its unrolled end.

    They are business days when the term is in business days, 24 hours each when it is in hours, and calendar
    days otherwise. A `cap_on` still holds. Raises ValueError unless `extra_days` is 1 or more.
    """
    _whole_number("extra_days", extra_days, MOST_DAYS)
    if extra_days == 0:
        raise ValueError("an extension is of one day or more")
    start, term, changes, tz = _read(steps)
    return _lay_out(start, term, (*changes, {"step": "extend", "n": extra_days}), tz, holidays)


def days_left_when_paused(counted: Count | Steps, paused_on: date | datetime, holidays: Holidays) -> int:
    """Count the days a term still has when it stops on `paused_on`; that day itself is used up.

    Business days for a term in business days, calendar days for days, months and years. Rolling gives no days:
    a term that only lives because its end rolled has 0 left. Raises ValueError for a term in hours and for a
    day before the start or after the end.
    """
    steps = _steps_of(counted)
    start, term, changes, tz = _read(steps)
    if term.unit is Unit.HOURS:
        raise ValueError("a term in hours has no days left; resume it with two instants")
    day = _moment_or_day(paused_on, term.unit, tz)
    runner = _Days(start, term, changes, holidays)
    _check_pause(day, runner.anchor, _lay_out(start, term, changes, tz, holidays).due_on)
    return runner.left_after(day)


def resume(
    counted: Count | Steps, paused_on: date | datetime, resumed_on: date | datetime, holidays: Holidays
) -> Count:
    """Stop a running term on `paused_on` and lay the days it had left out again after `resumed_on`.

    The day of the pause is used up and the day of the resumption is not counted, so the days used and the days
    left always make the whole term, and a pause that ends on its own day changes nothing. A term in hours
    needs two aware datetimes and keeps its seconds. Raises ValueError when the pause lies before the start (or
    an earlier resumption) or after the end, or the resumption before the pause.
    """
    steps = _steps_of(counted)
    start, term, changes, tz = _read(steps)
    paused = _moment_or_day(paused_on, term.unit, tz)
    resumed = _moment_or_day(resumed_on, term.unit, tz)
    if resumed < paused:
        raise ValueError("a term cannot be resumed before it was paused")
    before = _lay_out(start, term, changes, tz, holidays)
    key = "at" if term.unit is Unit.HOURS else "on"
    anchor = next((change[key] for change in reversed(changes) if change["step"] == "resume"), start)
    _check_pause(paused, anchor, before.due_at if term.unit is Unit.HOURS else before.due_on)
    changes = (*changes, {"step": "pause", key: paused}, {"step": "resume", key: resumed})
    return _lay_out(start, term, changes, tz, holidays)


# --- the work --------------------------------------------------------------------------------------------


def _lay_out(
    start: date | datetime, term: Term, changes: Iterable[Step], tz: str, holidays: Holidays
) -> Count:
    if term.unit is Unit.HOURS:
        return _lay_out_hours(start, term, changes, tz, holidays)
    runner = _Days(start, term, changes, holidays)
    raw_end = due_on = runner.raw_end
    steps = [_term_step(term, tz, holidays), *runner.steps]
    steps.append({"step": "raw_end", "on": raw_end.isoformat()})
    if not holidays.is_business_day(raw_end):
        why, name = _why_skipped(raw_end, holidays)
        if term.roll_if_holiday:
            due_on = _next_business_day(raw_end, holidays)
            ends = {"from": raw_end.isoformat(), "to": due_on.isoformat()}
            steps.append({"step": "roll", **ends, "why": why, "name": name})
        else:
            steps.append({"step": "no_roll", "on": raw_end.isoformat(), "why": why, "name": name})
    if term.cap_on is not None and due_on > term.cap_on:
        steps.append({"step": "cap", "from": due_on.isoformat(), "to": term.cap_on.isoformat()})
        due_on = term.cap_on
    margin = term.safe_margin_days
    aim = raw_end - timedelta(days=margin) if margin else raw_end
    safe_on = min(max(aim, runner.anchor + ONE_DAY), due_on)
    steps.append({"step": "safe", "on": safe_on.isoformat(), "margin_days": margin})
    due_at = end_of_day(due_on, tz)
    steps.append(_end_step(due_on, due_at, tz))
    return Count(due_on, due_at, safe_on, tuple(steps))


class _Days:
    """The running of a term in days, months or years through its extensions and pauses.

    `anchor` is the day the current stretch is counted after, `raw_end` its last day before any rolling.
    """

    __slots__ = ("_left", "anchor", "holidays", "raw_end", "steps", "unit")

    def __init__(self, start: date, term: Term, changes: Iterable[Step], holidays: Holidays) -> None:
        self.holidays = holidays
        self.anchor = start
        # What remains of months and years after a pause, and what is added to them, is counted in days.
        business = term.unit is Unit.BUSINESS_DAYS
        self.unit = Unit.BUSINESS_DAYS if business else Unit.CALENDAR_DAYS
        self.steps: list[Step] = [
            {"step": "start", "on": start.isoformat(), "counts": not term.exclude_start_day}
        ]
        self._run_term(start, term)
        for change in changes:
            if change["step"] == "extend":
                self.steps.append({"step": "extend", "n": change["n"]})
                self._run(self.raw_end, change["n"])
            elif change["step"] == "pause":
                self._pause(change["on"])
            else:
                self._resume(change["on"])

    def _run_term(self, start: date, term: Term) -> None:
        if term.unit in (Unit.MONTHS, Unit.YEARS):
            months = term.n * 12 if term.unit is Unit.YEARS else term.n
            short = (not term.exclude_start_day) + (not term.include_last_day)
            self.raw_end = max(start, _add_months(start, months) - timedelta(days=short))
            first = start if not term.exclude_start_day else min(start + ONE_DAY, self.raw_end)
            self._counted(term.n, term.unit, first, self.raw_end)
            return
        n = term.n if term.include_last_day else max(0, term.n - 1)
        # A term of no days ends on its start day even when that day would be day 1.
        self._run(start if term.exclude_start_day or n == 0 else start - ONE_DAY, n)

    def _run(self, after: date, n: int) -> None:
        """Count `n` days following `after`."""
        first = after + ONE_DAY if n else after
        if self.unit is Unit.CALENDAR_DAYS:
            self.raw_end = after + timedelta(days=n)
            self._counted(n, self.unit, first, self.raw_end)
            return
        skips = []
        day, wanted = after, n
        while wanted:
            day += ONE_DAY
            if self.holidays.is_business_day(day):
                wanted -= 1
            else:
                why, name = _why_skipped(day, self.holidays)
                skips.append({"step": "skip", "on": day.isoformat(), "why": why, "name": name})
        self.raw_end = day
        self._counted(n, self.unit, first, day)
        self.steps += skips

    def _counted(self, n: int, unit: Unit, first: date, last: date) -> None:
        ends = {"from": first.isoformat(), "to": last.isoformat()}
        self.steps.append({"step": "count", "n": n, "unit": unit.value, **ends})

    def left_after(self, day: date) -> int:
        return self._between(day, self.raw_end)

    def _between(self, after: date, last: date) -> int:
        """Count the days of the term's kind that follow `after`, up to and with `last`."""
        whole = max(0, (last - after).days)
        if self.unit is Unit.CALENDAR_DAYS:
            return whole
        days = (after + timedelta(days=k) for k in range(1, whole + 1))
        return sum(1 for day in days if self.holidays.is_business_day(day))

    def _pause(self, day: date) -> None:
        left = self.left_after(day)
        self.steps = [kept for step in self.steps if (kept := self._cut(step, day))]
        self.steps.append({"step": "pause", "on": day.isoformat(), "days_left": left})
        self._left = left

    def _cut(self, step: Step, day: date) -> Step | None:
        """Shorten or drop a counting step that reaches past the day of a pause."""
        kind = step["step"]
        if kind == "skip":
            return step if step["on"] <= day.isoformat() else None
        if kind != "count" or step["to"] <= day.isoformat():
            return step
        first = date.fromisoformat(step["from"])
        if first > day:
            return None
        used = self._between(first - ONE_DAY, day)
        return {**step, "n": used, "unit": self.unit.value, "to": day.isoformat()}

    def _resume(self, day: date) -> None:
        self.anchor = day
        self.steps.append({"step": "resume", "on": day.isoformat()})
        self._run(day, self._left)


def _lay_out_hours(
    start: datetime, term: Term, changes: Iterable[Step], tz: str, holidays: Holidays
) -> Count:
    begun, due_at = start, start + timedelta(hours=term.n)
    steps: list[Step] = [
        _term_step(term, tz, holidays),
        {"step": "start", "on": local_date(start, tz).isoformat(), "at": start.isoformat(), "counts": True},
        _ran("count", term.n, "hours", start, due_at),
    ]
    left = timedelta()
    for change in changes:
        if change["step"] == "extend":
            extended = due_at + timedelta(days=change["n"])
            steps.append({"step": "extend", "n": change["n"]})
            steps.append(_ran("count", 24 * change["n"], "hours", due_at, extended))
            due_at = extended
        elif change["step"] == "pause":
            at = change["at"]
            left = max(timedelta(), due_at - at)
            # What was planned past the pause is dropped; what had run until then is told in one step.
            steps = [step for step in steps if step["step"] != "count" or step["to"] <= begun.isoformat()]
            steps.append(_ran("count", (at - begun) // ONE_SECOND, "seconds", begun, at))
            steps.append({"step": "pause", "at": at.isoformat(), "seconds_left": left // ONE_SECOND})
        else:
            begun = change["at"]
            due_at = begun + left
            steps.append({"step": "resume", "at": begun.isoformat()})
            steps.append(_ran("count", left // ONE_SECOND, "seconds", begun, due_at))
    due_on = local_date(due_at, tz)
    steps.append({"step": "raw_end", "on": due_on.isoformat(), "at": due_at.isoformat()})
    if term.cap_on is not None and due_on > term.cap_on:
        steps.append({"step": "cap", "from": due_on.isoformat(), "to": term.cap_on.isoformat()})
        due_on, due_at = term.cap_on, end_of_day(term.cap_on, tz)
    steps.append({"step": "safe", "on": due_on.isoformat(), "margin_days": 0})
    steps.append(_end_step(due_on, due_at, tz))
    return Count(due_on, due_at, due_on, tuple(steps))


def _ran(step: str, n: int, unit: str, since: datetime, until: datetime) -> Step:
    return {"step": step, "n": n, "unit": unit, "from": since.isoformat(), "to": until.isoformat()}


def _term_step(term: Term, tz: str, holidays: Holidays) -> Step:
    return {
        "step": "term",
        "n": term.n,
        "unit": term.unit.value,
        "exclude_start_day": term.exclude_start_day,
        "include_last_day": term.include_last_day,
        "roll_if_holiday": term.roll_if_holiday,
        "safe_margin_days": term.safe_margin_days,
        "cap_on": term.cap_on.isoformat() if term.cap_on else None,
        "tz": tz,
        "uf": holidays.uf,
    }


def _end_step(due_on: date, due_at: datetime, tz: str) -> Step:
    return {"step": "end", "on": due_on.isoformat(), "at": due_at.isoformat(), "tz": tz}


def _read(steps: Steps) -> tuple[date | datetime, Term, tuple[Step, ...], str]:
    """Take from a sum what was put into it: the start, the term, the changes in their order, the zone."""
    try:
        head = next(step for step in steps if step["step"] == "term")
        term = Term(
            n=head["n"],
            unit=Unit(head["unit"]),
            exclude_start_day=head["exclude_start_day"],
            include_last_day=head["include_last_day"],
            roll_if_holiday=head["roll_if_holiday"],
            safe_margin_days=head["safe_margin_days"],
            cap_on=date.fromisoformat(head["cap_on"]) if head["cap_on"] else None,
        )
        key, read = ("at", datetime.fromisoformat) if term.unit is Unit.HOURS else ("on", date.fromisoformat)
        start = next(read(step[key]) for step in steps if step["step"] == "start")
        changes: list[Step] = []
        for step in steps:
            if step["step"] == "extend":
                changes.append({"step": "extend", "n": step["n"]})
            elif step["step"] in ("pause", "resume"):
                changes.append({"step": step["step"], key: read(step[key])})
        return start, term, tuple(changes), head["tz"]
    except (KeyError, StopIteration, TypeError) as error:
        raise ValueError("these steps are not a whole sum") from error


def _steps_of(counted: Count | Steps) -> Steps:
    return counted.steps if isinstance(counted, Count) else counted


def _moment_or_day(value: date | datetime, unit: Unit, tz: str) -> date | datetime:
    _check_year(value)
    if isinstance(value, datetime):
        day = local_date(value, tz)
        return value.astimezone(UTC) if unit is Unit.HOURS else day
    if unit is Unit.HOURS:
        raise ValueError("a term in hours needs an instant, not a day")
    return value


def _check_pause(paused: date | datetime, anchor: date | datetime, last: date | datetime) -> None:
    if paused < anchor:
        raise ValueError("a term cannot be paused before it has begun to run")
    if paused > last:
        raise ValueError("a term that is over cannot be paused")


def _check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the year {day.year} is out of the calendar")


def _whole_number(name: str, value: int, most: int) -> None:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{name} must be a whole number from 0 to {most}")


def _why_skipped(day: date, holidays: Holidays) -> tuple[str, str]:
    """Say why `day` is no business day. A weekend has no name of its own, unless it is a holiday too."""
    return ("weekend" if day.weekday() >= 5 else "holiday"), holidays.name(day) or ""


def _next_business_day(day: date, holidays: Holidays) -> date:
    while not holidays.is_business_day(day):
        day += ONE_DAY
    return day


def _add_months(day: date, months: int) -> date:
    """Go `months` ahead to the same day number or, in a month without it, to the 1st of the next (§3)."""
    ahead = day.month - 1 + months
    year, month = day.year + ahead // 12, ahead % 12 + 1
    try:
        return date(year, month, day.day)
    except ValueError:
        # Only months from February to November are short, so the next one is in the same year.
        return date(year, month + 1, 1)
