"""All windows of a case on one line of time: days in, places across the picture out. Pure.

Places are percentages of the picture's width, from 0 at the left to 100 at the right, so that one drawing fits
a phone and a wide screen. Near days get more room than far ones: the scale is logarithmic on either side of
today, so that five days and five years are both readable.
"""

from dataclasses import dataclass
from datetime import date
from math import log1p

# Below this many days the scale is nearly even; above it, ever tighter.
KNEE = 5
RIGHT = 97.0
# Where today stands: further in when some window has begun before.
TODAY_WITH_PAST, TODAY_ALONE = 13.0, 3.0
# The picture ends on the first of these that holds every window, in days from today.
HORIZONS = (7, 15, 30, 60, 90, 120, 180, 270, 365, 547, 730, 1095, 1825, 3650)
LEAST_PAST = 7
# Labels of the scale, those worth most first; the widths are what one label takes.
TICKS = (7, 30, 90, 365, 1825, 15, 3, 180, 730, 3650, 60)
LABEL_WIDE, LABEL_NARROW = 11.0, 20.0


@dataclass(frozen=True, slots=True)
class Window:
    """A window as it is drawn: its days, and the day it stopped when it stands still."""

    start_on: date
    safe_on: date
    due_on: date
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a bar, from `x` on, `width` wide."""

    x: float
    width: float

    @property
    def end(self):
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Lane:
    """One window drawn: what is gone, what runs up to the safe day, the tail to the last day, what stands still.

    `mark` is the place of the safe day; of a window that stands still, of the day it would end on if it ran
    on today.
    """

    gone: Span | None
    run: Span | None
    tail: Span | None
    still: Span | None
    mark: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of the scale: `days` from today, at `x`; `anchor` as in SVG. `is_wide` ones need a wide screen."""

    days: int
    x: float
    anchor: str
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole: where today is, the scale, and a lane for each window in the order given."""

    today: float
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]


class Scale:
    """Turns days into places. `past` and `horizon` are how many days the picture goes back and ahead."""

    def __init__(self, today, past, horizon):
        self.today, self.past, self.horizon = today, max(past, LEAST_PAST), max(horizon, 1)
        self.origin = TODAY_WITH_PAST if past > 0 else TODAY_ALONE

    def at_days(self, days):
        """Return the place of the day `days` from today, never outside the picture."""
        if days >= 0:
            share = min(1.0, log1p(days / KNEE) / log1p(self.horizon / KNEE))
            return self.origin + (RIGHT - self.origin) * share
        return self.origin * (1 - min(1.0, log1p(-days / KNEE) / log1p(self.past / KNEE)))

    def at(self, day):
        return self.at_days((day - self.today).days)

    def span(self, first, last):
        """Return the stretch between two days, or None when there is nothing between them."""
        if last <= first:
            return None
        x = self.at(first)
        return Span(round(x, 2), round(self.at(last) - x, 2))


def draw(windows, today):
    """Return the `Picture` of windows (a sequence of `Window`) as they stand on `today`."""
    ends = [end_of(window, today) for window in windows]
    past = max([(today - window.start_on).days for window in windows], default=0)
    ahead = max([(end - today).days for end in ends], default=0)
    horizon = next((days for days in HORIZONS if days >= ahead), ahead)
    scale = Scale(today, past, horizon)
    return Picture(
        today=round(scale.origin, 2), ticks=ticks_of(scale),
        lanes=tuple(lane_of(window, end, scale) for window, end in zip(windows, ends, strict=True)),
    )


def end_of(window, today):
    """Return the last day of a window; of one that stands still, the day it would have if it ran on today."""
    if window.stopped_on is None:
        return window.due_on
    kept = max(window.safe_on - window.stopped_on, today - today)
    return max(today, window.stopped_on) + kept


def lane_of(window, end, scale):
    today = scale.today
    if window.stopped_on is not None:
        return Lane(
            gone=scale.span(window.start_on, min(window.stopped_on, today)), run=None, tail=None,
            still=scale.span(min(window.stopped_on, today), end), mark=round(scale.at(end), 2),
        )
    begun = max(window.start_on, today)
    return Lane(
        gone=scale.span(window.start_on, min(window.safe_on, today)),
        run=scale.span(begun, window.safe_on),
        tail=scale.span(max(window.safe_on, today), window.due_on),
        still=None, mark=round(scale.at(window.safe_on), 2),
    )


def ticks_of(scale):
    """Return the labels of the scale that fit beside each other, today's first, then from left to right."""
    narrow = fitting(scale, LABEL_NARROW)
    ticks = [Tick(days, round(x, 2), anchor_of(x, LABEL_NARROW), False) for days, x in narrow]
    ticks += [
        Tick(days, round(x, 2), anchor_of(x, LABEL_WIDE), True) for days, x in fitting(scale, LABEL_WIDE, narrow)]
    return tuple(sorted(ticks, key=lambda tick: tick.days))


def fitting(scale, width, taken=()):
    """Return [(days, place)] of labels `width` wide that overlap neither each other nor those `taken`."""
    places = [(days, scale.at_days(days)) for days in (0, *TICKS) if days <= scale.horizon]
    kept = []
    for days, x in places:
        if (days, x) in taken:
            continue
        left, right = reach(x, width)
        if all(right <= reach(other, width)[0] or left >= reach(other, width)[1] for _d, other in [*taken, *kept]):
            kept.append((days, x))
    return kept


def anchor_of(x, width):
    if x < width / 2:
        return "start"
    return "end" if x > 100 - width / 2 else "middle"


def reach(x, width):
    """Return where the label of the place `x` begins and ends."""
    anchor = anchor_of(x, width)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return left, left + width
