"""Counts in, places on a drawing out: bars of a table and columns over time. Pure.

Widths are percentages, so that one drawing fits a phone and a wide screen; heights are pixels. Every scale
begins at zero, and what is drawn twice as long is twice as much.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

ONE_DAY = timedelta(days=1)
# The height of the plot of columns, and what stays free of its top for a figure.
HEIGHT, HEADROOM = 150, 8
# What a count that is not nothing is drawn with at least, in percent: it must be seen.
LEAST = 0.6
# The share of a slot that its columns take; the rest keeps slots apart.
FILLED = 0.72
MOST_LINES = 4
# Up to so many days a column is a day; up to so many, a week; beyond, a month.
MOST_DAYS, MOST_WEEKS = 31, 190
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar, from `x` on, `width` wide, in percent."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one series: its left edge and width in percent, its top and height in pixels."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale: the count it stands for, and how far from the top, in pixels."""

    n: int
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """Where the label of a slot stands; `anchor` as in SVG. `is_wide` ones need a wide screen."""

    slot: int
    x: float
    anchor: str
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """The whole drawing: the scale, the labels, and for each series its columns, None where there is nothing."""

    height: int
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    series: tuple[tuple[Column | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A day, a week or a month of a range, cut to it: `first` and `last` are days of the range."""

    first: date
    last: date
    unit: str


def bars(rows):
    """Return for each row of counts (a sequence of counts side by side) its `Part`s; all rows share one scale.

    The longest row fills the width; a count of nothing has None.
    """
    most = max((sum(row) for row in rows), default=0)
    drawn = []
    for row in rows:
        x, parts = 0.0, []
        for n in row:
            width = max(LEAST, 100 * n / most) if n else 0.0
            parts.append(Part(round(min(x, 100 - width), 2), round(width, 2)) if n else None)
            x += width
        drawn.append(tuple(parts))
    return drawn


def columns(series):
    """Return the `Columns` of series of equal length (sequences of counts), beside each other in each slot."""
    slots = max((len(counts) for counts in series), default=0)
    scale = scale_of(max((n for counts in series for n in counts), default=0))
    top, room = scale[-1], HEIGHT - HEADROOM
    slot = 100 / max(slots, 1)
    width = slot * FILLED / max(len(series), 1)

    def column(place, index, n):
        if not n:
            return None
        height = max(1.0, room * n / top)
        x = slot * index + slot * (1 - FILLED) / 2 + width * place
        return Column(round(x, 3), round(width, 3), round(HEIGHT - height, 2), round(height, 2))

    return Columns(
        height=HEIGHT, lines=tuple(Line(n, round(HEIGHT - room * n / top, 2)) for n in scale), ticks=ticks_of(slots),
        series=tuple(
            tuple(column(place, index, n) for index, n in enumerate(counts)) for place, counts in enumerate(series)),
    )


def scale_of(most):
    """Return the counts at which a scale up to `most` has lines, zero first: few, even, and round."""
    step, size = 1, 1
    while ceil(most / step) > MOST_LINES:
        step = next((size * lead for lead in (1, 2, 5) if size * lead > step), 0)
        if not step:
            size *= 10
            step = size
    return [step * line for line in range(max(1, ceil(most / step)) + 1)]


def ticks_of(slots):
    """Return the labels under so many slots: both ends and the middle; on a wide screen, the quarters too."""
    narrow = sorted({0, (slots - 1) // 2, slots - 1}) if slots else []
    wide = sorted({(slots - 1) // 4, (slots - 1) * 3 // 4} - set(narrow)) if slots > 8 else []
    return tuple(
        Tick(slot, *place_of(slot, slots), slot in wide) for slot in sorted([*narrow, *wide]))


def place_of(slot, slots):
    """Return (place in percent, anchor) of a slot's label: those at an end do not run over it."""
    if slots > 3 and slot == 0:
        return 0.0, "start"
    if slots > 3 and slot == slots - 1:
        return 100.0, "end"
    return round(100 / slots * (slot + 0.5), 2), "middle"


def slots_of(first, last):
    """Return the slots of a range of days: days of a short one, weeks from Monday on, months of a long one."""
    days = (last - first).days + 1
    unit = "day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month"
    slots, day = [], first
    while day <= last:
        end = min(last, end_of(day, unit))
        slots.append(Slot(day, end, unit))
        day = end + ONE_DAY
    return slots


def end_of(day, unit):
    """Return the last day of the day, week or month that `day` is in."""
    if unit == "week":
        return day + ONE_DAY * (6 - day.weekday())
    if unit == "month":
        year, month = (day.year + 1, 1) if day.month == MONTHS else (day.year, day.month + 1)
        return date(year, month, 1) - ONE_DAY
    return day
