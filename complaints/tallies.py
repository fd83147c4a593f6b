"""Count beforehand what the desk's figures are made of, so that their page never reads the cases.

A flow is what happened on one day (filed, answered, a clock missed) and can be counted again at any time; a
stock is what stands open now, counted for today only. Days are those of the cases' zone. Whoever owns the rows
registers a counter: a function that yields (day, measure, shop id, key, n) from one grouped statement.
"""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Q, Sum, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.answer_times import ANSWER_TIMES, TIMES
from complaints.choices import Party
from complaints.instants import ONE_DAY, end_of_day, local_date
from complaints.kept import ended_clocks
from complaints.models import Complaint, SweepRun, Tally
from complaints.queues import COUNTED, QUEUES, put_off
from complaints.sweep import record_success

RUN = "tallies"
# How far back days are counted again at night, and in how many slices: rows of the past change too.
KEPT_DAYS, SLICES = 400, 10
SLICE = ONE_DAY * (KEPT_DAYS // SLICES)
# Seconds from one slice to the next.
TURN = 5 * 60
PLACE = ("day", "shop", "measure", "key")
NOBODY = "none"


class Measure(NamedTuple):
    """What is counted: its words, those of its keys ({key: words}), and whether it is a stock."""

    name: str
    title: str
    keys: dict
    is_stock: bool


MEASURES = {}
FLOWS, STOCKS = [], []


def counts(*names, stock=False):
    """Register a counter of these measures. A flow's takes (first day, last day); a stock's takes `now`."""

    def register(function):
        (STOCKS if stock else FLOWS).append((names, function))
        return function

    return register


def measure(name, title, keys=None, *, stock=False):
    """Make a measure known, with the words of its keys."""
    MEASURES[name] = Measure(name, title, keys or {}, stock)


CLOSINGS = dict(Complaint.Closing.choices)
PARTIES = dict(Party.choices)
measure("filed", _("casos registrados"))
measure("closed", _("casos encerrados"), CLOSINGS)
measure("asked", _("casos que falaram com a equipe pela primeira vez"))
measure("answered", _("primeiras respostas da equipe"), TIMES)
measure("answer_minutes", _("minutos até a primeira resposta, somados"))
measure("clock_met", _("prazos cumpridos"), PARTIES)
measure("clock_missed", _("prazos que passaram"), PARTIES)
measure("open_queue", _("casos abertos, por fila"), {name: QUEUES[name].label for name in COUNTED}, stock=True)
measure("open_agent", _("casos abertos, por quem cuida"), {NOBODY: _("ninguém")}, stock=True)


# -- What days are made of ---------------------------------------------------------------


def bounds(first, last):
    """Return the instants between which these days lie in the cases' zone: the first, and the first too late."""
    return end_of_day(first - ONE_DAY, settings.CASE_TIME_ZONE), end_of_day(last, settings.CASE_TIME_ZONE)


def on_days(rows, name, first, last):
    """Return the rows whose instant `name` lies on these days, each with its `day`."""
    start, end = bounds(first, last)
    rows = rows.filter(**{f"{name}__gte": start, f"{name}__lt": end})
    return rows.annotate(day=TruncDate(name, tzinfo=ZoneInfo(settings.CASE_TIME_ZONE)))


def grouped(rows, *keys, **values):
    """Return the rows grouped by these keys, as tuples that end with the values."""
    return rows.order_by().values_list(*keys).annotate(**values)


@counts("filed")
def count_filed(first, last):
    rows = on_days(Complaint.objects.all(), "filed_at", first, last)
    for day, shop, n in grouped(rows, "day", "shop", n=Count("pk")):
        yield day, "filed", shop, "", n


@counts("closed")
def count_closed(first, last):
    rows = on_days(Complaint.objects.all(), "closed_at", first, last)
    for day, shop, closing, n in grouped(rows, "day", "shop", "closing", n=Count("pk")):
        yield day, "closed", shop, closing, n


@counts("asked")
def count_asked(first, last):
    rows = on_days(Complaint.objects.all(), "first_asked_at", first, last)
    for day, shop, n in grouped(rows, "day", "shop", n=Count("pk")):
        yield day, "asked", shop, "", n


@counts("answered", "answer_minutes")
def count_answered(first, last):
    asked = Complaint.objects.filter(first_asked_at__isnull=False)
    limits = [
        When(first_answered_at__lte=F("first_asked_at") + limit, then=Value(key))
        for key, limit in ANSWER_TIMES.items() if limit
    ]
    gone = ExpressionWrapper(F("first_answered_at") - F("first_asked_at"), DurationField())
    rows = on_days(asked, "first_answered_at", first, last).annotate(took=Case(*limits, default=Value("more")))
    whole = defaultdict(timedelta)
    for day, shop, key, n, time in grouped(rows, "day", "shop", "took", n=Count("pk"), time=Sum(gone)):
        yield day, "answered", shop, key, n
        whole[day, shop] += time
    for (day, shop), time in whole.items():
        yield day, "answer_minutes", shop, "", int(time.total_seconds() // 60)


@counts("clock_met", "clock_missed")
def count_clocks(first, last):
    rows = on_days(ended_clocks(), "closed_at", first, last)
    for day, shop, state, party, n in grouped(rows, "day", "complaint__shop", "state", "party", n=Count("pk")):
        yield day, f"clock_{state}", shop, party, n


# -- What stands open --------------------------------------------------------------------


@counts("open_queue", "open_agent", stock=True)
def count_open(now):
    """Read the open cases once, for all queues and for who looks after them."""
    today = local_date(now, settings.CASE_TIME_ZONE)
    here = ~put_off(now)
    totals = {
        name: Count("pk", filter=QUEUES[name].holds(now) & (here if QUEUES[name].rests else Q())) for name in COUNTED
    }
    rows = Complaint.objects.filter(state=Complaint.State.OPEN)
    for shop, agent, *of_queues in grouped(rows, "shop", "agent", **totals):
        of_agent = of_queues[COUNTED.index("open")]
        yield today, "open_agent", shop, str(agent or NOBODY), of_agent
        for queue, count in zip(totals, of_queues, strict=True):
            yield today, "open_queue", shop, queue, count


# -- Keeping the counts ------------------------------------------------------------------


def count_day(day):
    """Count the flows of one day again; return how many rows changed."""
    return count_days(day, day)


def count_days(first, last):
    """Count the flows of these days again; return how many rows changed."""
    return sum(keep(first, last, names, counter(first, last)) for names, counter in FLOWS)


def count_stocks(now):
    """Count what stands open now, as the stock of today; return how many rows changed."""
    today = local_date(now, settings.CASE_TIME_ZONE)
    return sum(keep(today, today, names, counter(now)) for names, counter in STOCKS)


def keep(first, last, names, rows):
    """Make the tallies of these measures and days say what `rows` say: (day, measure, shop id, key, n), added up.

    What has not changed is not written: a quiet minute costs no write.
    """
    wanted = defaultdict(int)
    for day, name, shop, key, n in rows:
        wanted[day, shop, name, key] += n
    stored = Tally.objects.filter(day__range=(first, last), measure__in=names)
    present = {tuple(place): (pk, n) for pk, n, *place in stored.values_list("pk", "n", *PLACE)}
    gone = [pk for place, (pk, _n) in present.items() if not wanted.get(place)]
    changed = [
        Tally(day=place[0], shop_id=place[1], measure=place[2], key=place[3], n=n)
        # In one order, so that two workers at once wait for each other and never block each other.
        for place, n in sorted(wanted.items()) if n and present.get(place, (0, None))[1] != n
    ]
    if gone or changed:
        with transaction.atomic():
            Tally.objects.filter(pk__in=gone).delete()
            Tally.objects.bulk_create(
                changed, update_conflicts=True, unique_fields=PLACE, update_fields=["n"], batch_size=2000)
    return len(gone) + len(changed)


def count_due(now=None):
    """Count today, yesterday, every day since the last count, and what stands open; return the rows changed.

    A house that has never counted counts all the days that its figures can show.
    """
    now = now or timezone.now()
    today, last = local_date(now, settings.CASE_TIME_ZONE), counted_at()
    first = today - ONE_DAY * (KEPT_DAYS - 1)
    if last:
        first = max(first, min(local_date(last, settings.CASE_TIME_ZONE), today) - ONE_DAY)
    changed = count_stocks(now)
    while first <= today:
        changed += count_days(first, min(today, first + SLICE - ONE_DAY))
        first += SLICE
    record_success(RUN, changed, now)
    return changed


def count_slice(now=None):
    """Count one slice of the last 400 days again, the one whose turn it is by the clock; return the rows changed.

    What changed late (a clock that runs again, a case opened again) is put right so; what a lost tick leaves,
    the next night takes up.
    """
    now = now or timezone.now()
    turn = int(now.timestamp() // TURN) % SLICES
    last = local_date(now, settings.CASE_TIME_ZONE) - SLICE * turn
    return count_days(last - SLICE + ONE_DAY, last)


def counted_at():
    """Return the instant of the last count, or None."""
    return SweepRun.objects.filter(name=RUN).values_list("last_success", flat=True).first()
