"""The doors of one clock: days given stay given, and how it would end is shown before anything is written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from complaints import calendar
from complaints.admin.words import clock_dates, clock_days
from complaints.holidays import Holidays
from complaints.models import Deadline
from complaints.panels import clock_card, days_tile
from complaints.restart import count_again
from complaints.services.clocks import correct_clock, extend_clock, pause_clock, resume_clock
from complaints.wording import explain
from tests.base import NOW, TODAY
from tests.complaints.pages import signed_in, text, words

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
DAY = timedelta(days=1)
ZONE = "America/Sao_Paulo"
HOLIDAYS = Holidays.brazil(None)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clock(case):
    """The window to open the dispute: safe until Friday 27, over after Saturday 28 November."""
    return case.deadlines.get(kind="ae_open_after_delivery_time")


@pytest.fixture
def ana(cast):
    return signed_in(cast.agent)


def fresh(clock):
    return Deadline.objects.select_related("rule", "complaint__user").get(pk=clock.pk)


def stored(clock):
    return Deadline.objects.filter(pk=clock.pk).values().get()


def door(name, clock):
    return reverse(f"admin:complaints_complaint_{name}", args=[clock.complaint_id, clock.pk])


# -- Counted again, with what was changed by hand --------------------------------------------


def test_days_that_were_given_stay_given_when_the_start_is_corrected(cast, clock):
    extend_clock(clock, 5, by=cast.agent, reason="Greve.", now=NOW)
    assert fresh(clock).due_on == date(2026, 12, 3)
    correct_clock(clock, clock.start_on, by=cast.agent, reason="Nada mudou.", now=NOW)
    assert fresh(clock).due_on == date(2026, 12, 3)
    correct_clock(clock, clock.start_on + 2 * DAY, by=cast.agent, reason="Foi depois.", now=NOW)
    now = fresh(clock)
    assert (now.due_on, now.safe_on) == (date(2026, 12, 5), date(2026, 12, 4))
    assert "Ganhou mais 5 dias." in explain(now)


def test_days_that_stood_still_stay_when_the_start_is_corrected(cast, clock):
    pause_clock(clock, by=cast.agent, reason="A loja pediu.", now=NOW)
    resume_clock(clock, by=cast.agent, now=NOW + 9 * DAY)
    correct_clock(clock, clock.start_on + DAY, by=cast.agent, reason="Foi depois.", now=NOW + 9 * DAY)
    assert fresh(clock).due_on == clock.due_on + 10 * DAY
    assert "Voltou a contar em ter, 1 dez." in explain(fresh(clock))


def summed(unit, n, changes, start):
    """Count a term and change it, as doors would: (kind, days) pairs, each change some days after the last."""
    counted = calendar.count(start, calendar.Term(n, unit), tz=ZONE, holidays=HOLIDAYS)
    at = start
    for kind, days in changes:
        if kind == "extend":
            counted = calendar.extend(counted.steps, days, HOLIDAYS)
            continue
        at += DAY
        if (at if isinstance(at, date) and not isinstance(at, datetime) else calendar.local_date(at, ZONE)) < (
            counted.due_on
        ):
            counted = calendar.resume(counted.steps, at, at + days * DAY, HOLIDAYS)
            at += days * DAY
    return counted


CHANGES = st.lists(st.tuples(st.sampled_from(["extend", "stop"]), st.integers(1, 12)), max_size=4)


@given(unit=st.sampled_from(["calendar_days", "business_days"]), n=st.integers(3, 40), changes=CHANGES,
       moved=st.integers(-60, 60))
def test_a_sum_counted_again_keeps_what_was_given(unit, n, changes, moved):
    before = summed(unit, n, changes, TODAY)
    term = calendar.Term(n, unit)
    again = count_again(before.steps, TODAY, term, tz=ZONE, holidays=HOLIDAYS)
    # The same start changes nothing, and any other one loses no day that was given.
    assert again == before
    other = count_again(before.steps, TODAY + moved * DAY, term, tz=ZONE, holidays=HOLIDAYS)
    bare = calendar.count(TODAY + moved * DAY, term, tz=ZONE, holidays=HOLIDAYS)
    extra = sum(days for kind, days in changes if kind == "extend")
    assert other.due_on >= bare.due_on + extra * DAY
    assert [step["n"] for step in other.steps if step["step"] == "extend"] == [
        days for kind, days in changes if kind == "extend"]


def test_a_stop_outside_the_term_stops_nothing():
    before = summed("calendar_days", 10, [("stop", 5)], TODAY)
    term = calendar.Term(10, "calendar_days")
    for start in (TODAY - 60 * DAY, TODAY + 30 * DAY):
        bare = calendar.count(start, term, tz=ZONE, holidays=HOLIDAYS)
        assert count_again(before.steps, start, term, tz=ZONE, holidays=HOLIDAYS) == bare
    # Begun while it stood still: the whole term is left.
    within = count_again(before.steps, TODAY + 3 * DAY, term, tz=ZONE, holidays=HOLIDAYS)
    assert within.due_on == TODAY + 16 * DAY


def test_hours_keep_their_stops_too():
    start = datetime(2026, 11, 20, 12, tzinfo=UTC)
    before = summed("hours", 72, [("stop", 2), ("extend", 1)], start)
    again = count_again(before.steps, start, calendar.Term(72, "hours"), tz=ZONE, holidays=HOLIDAYS)
    assert again == before and again.due_at == start + 6 * DAY


# -- Looked at first -------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "typed", "said"), [
    ("correct", {"start_on": "2026-11-15"},
     "Agora acaba em sábado, 28 de novembro. Passa a acabar em segunda-feira, 30"),
    ("correct", {"start_on": "2026-11-13"}, "O fim não muda: continua sendo sábado, 28 de novembro."),
    ("correct", {"start_on": "2026-10-01"}, "este prazo já acabou: sexta-feira, 16 de outubro."),
    ("extend", {"days": "5"}, "Passa a acabar em quinta-feira, 3 de dezembro: 5 dias depois."),
])
def test_the_new_end_is_shown_before_it_is_written(clock, ana, name, typed, said):
    before = stored(clock)
    page = ana.post(door(name, clock), {**typed, "reason": "Porque sim.", "look": "1"})
    assert page.status_code == 200 and said in words(page)
    assert "Porque sim." in text(page) and next(iter(typed.values())) in text(page)
    part = ana.post(door(name, clock), {**typed, "reason": "", "look": "1"}, headers=HTMX)
    assert part.status_code == 200 and "<html" not in text(part) and said in words(part)
    assert stored(clock) == before and clock.complaint.events.count() == 1


@pytest.mark.parametrize(("name", "typed", "said"), [
    ("correct", {"start_on": "2026-11-30"}, "Esse dia ainda não chegou."),
    ("correct", {"start_on": ""}, "Escolha o dia."),
    ("extend", {"days": "0"}, "Quantos dias a mais"), ("extend", {"days": "mil"}, "Quantos dias a mais"),
])
def test_what_cannot_be_looked_at_is_said(clock, ana, name, typed, said):
    assert ana.post(door(name, clock), {**typed, "look": "1"}).status_code == 422
    part = ana.post(door(name, clock), {**typed, "look": "1"}, headers=HTMX)
    assert part.status_code == 200 and said in words(part)


def test_a_refused_form_keeps_what_was_typed_and_shows_the_end(clock, ana):
    page = ana.post(door("extend", clock), {"days": "5", "reason": " "})
    assert page.status_code == 422
    assert "Escreva o motivo." in words(page) and "3 de dezembro: 5 dias depois." in words(page)
    assert 'value="5"' in text(page)


def test_a_clock_that_stands_still_shows_where_it_would_end(cast, clock, ana):
    pause_clock(clock, by=cast.agent, reason="A loja pediu.", now=NOW - 2 * DAY)
    assert "O prazo passa a acabar em segunda-feira, 30 de novembro." in words(ana.get(door("resume", clock)))
    assert fresh(clock).state == Deadline.State.PAUSED
    assert ana.post(door("resume", clock)).status_code == 302
    assert fresh(clock).due_on == date(2026, 11, 30)


def test_the_doors_of_each_clock_open_on_the_page_of_the_case(cast, case, clock, ana):
    page = reverse("admin:complaints_complaint_change", args=[case.pk])
    body = text(ana.get(page))
    for name in ("correct", "extend", "pause"):
        form = body.split(f'action="{door(name, clock)}"')[1].split("</form>")[0]
        assert "csrfmiddlewaretoken" in form and f'id="{name}-{clock.pk}_reason"' in form
    ids = [part.split('"')[0] for part in body.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert ana.post(door("extend", clock), {"days": "2", "reason": "Greve."}).url == page
    assert door("extend", clock) not in text(signed_in(cast.auditor).get(page))
    assert signed_in(cast.auditor).post(door("extend", clock), {"days": "2", "look": "1"}).status_code == 403


# -- The safe day is behind, the last one is not ----------------------------------------------


def test_after_the_safe_day_the_last_one_is_counted_to(clock):
    card = clock_card(fresh(clock), NOW + 5 * DAY)
    assert (card.tone, card.figure, card.left) == ("late", "hoje", "hoje")
    Deadline.objects.filter(pk=clock.pk).update(safe_on=date(2026, 11, 26))
    card = clock_card(fresh(clock), NOW + 5 * DAY)
    assert (card.tone, card.figure, card.unit, card.left) == ("late", "1", "dia", "1 dia")
    assert card.line.endswith("o dia seguro já passou; último dia: amanhã, sábado, 28 de novembro.")
    friday = date(2026, 11, 27)
    assert clock_dates(fresh(clock), False, friday).startswith("o dia seguro já passou; último dia: sábado")
    assert "o dia seguro já passou" in clock_days(card.clock.safe_on, card.clock.due_on, False, friday)
    assert days_tile(-3, 0)[1] == "hoje" and days_tile(-1, 2)[1] == "2"
