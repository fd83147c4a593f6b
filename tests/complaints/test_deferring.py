"""A case put off until a day ("show me Thursday"), brought back, and put back by an undo."""

from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from complaints.admin.deferring import near_days
from complaints.bounces import BUYER, note_returned
from complaints.choices import Party
from complaints.conversation import Live, conversation_of
from complaints.models import Complaint
from complaints.panels import CasePanels
from complaints.queue_counts import counts
from complaints.queues import QUEUES, Filters, cases_of
from complaints.services.cases import close_complaint
from complaints.services.claiming import defer, defer_many, put_back_days
from complaints.services.locking import Refused
from complaints.services.messages import ask_for_person, write_message
from complaints.sweep import sweep
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, words

THURSDAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília, where the staff sit."""
    with time_machine.travel(NOW, tick=False), timezone.override(settings.CASE_TIME_ZONE):
        yield


@pytest.fixture
def ana(cast):
    """The browser in which Ana, an agent, is signed in."""
    return signed_in(cast.agent)


def page(case):
    return reverse("admin:case_defer", args=[case.pk])


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_days_on_offer_are_all_ahead_in_order_and_each_once(today):
    days = [day for day, _words in near_days(today)]
    assert days == sorted(set(days))
    assert {today + timedelta(days=1), today + timedelta(days=7)} <= set(days)
    assert any(day.weekday() == 3 for day in days)
    assert all(today < day <= today + timedelta(days=7) for day in days)


def test_show_me_thursday(cast, case, ana):
    shown = words(ana.get(page(case)))
    for offer in ("amanhã, segunda-feira, 23 de novembro", "quinta-feira, 26 de novembro",
                  "daqui a uma semana, domingo, 29 de novembro", "em outro dia"):
        assert offer in shown
    response = ana.post(page(case), {"until": THURSDAY.isoformat(), "day": ""}, follow=True)
    assert "O caso volta às filas em quinta-feira, 26 de novembro" in words(response)
    case.refresh_from_db()
    assert (case.deferred_until, case.deferred_by) == (THURSDAY, cast.agent)
    assert "Trazer de volta agora" in words(ana.get(page(case)))
    assert ana.post(page(case), {"back": "1"}).status_code == 302
    case.refresh_from_db()
    assert (case.deferred_until, case.deferred_by) == (None, None)
    assert [event.kind for event in case.events.all()[:2]] == ["deferral_ended", "deferred"]


@pytest.mark.parametrize(("until", "day", "sentence"), [
    ("", "", "Escolha um dia."), ("other", "", "Escolha o dia."), ("ontem", "", "Confira antes de continuar"),
    ("other", "2026-11-22", "de amanhã até daqui a 90 dias"), ("other", "2027-02-21", "de amanhã até daqui a 90 dias"),
    ("other", "quinta", "Não entendi esse dia"), ("other", "0001-01-01", "de amanhã até daqui a 90 dias"),
])
def test_a_day_that_cannot_be_is_refused(cast, case, ana, until, day, sentence):
    response = ana.post(page(case), {"until": until, "day": day})
    assert response.status_code == 422
    assert sentence in words(response)
    case.refresh_from_db()
    assert case.deferred_until is None


def test_another_day_up_to_ninety_ahead_is_taken(cast, case, ana):
    last = TODAY + timedelta(days=90)
    assert ana.post(page(case), {"until": "other", "day": last.strftime("%d/%m/%Y")}).status_code == 302
    case.refresh_from_db()
    assert case.deferred_until == last


def test_the_consumer_sees_nothing_of_it_and_a_word_of_theirs_ends_it(cast, case):
    before = Live(conversation_of(case, cast.consumer, now=NOW), url="/x/", page_url="/y/").etag
    defer(case, THURSDAY, by=cast.agent, now=NOW)
    defer(case, None, by=cast.agent, now=NOW)
    defer(case, THURSDAY, by=cast.agent, now=NOW)
    assert [event.kind for event in CasePanels(case, cast.consumer, NOW).events] == ["filed"]
    assert Live(conversation_of(case, cast.consumer, now=NOW), url="/x/", page_url="/y/").etag == before
    sentences = [event.sentence for event in CasePanels(case, cast.agent, NOW).events]
    assert sentences[:2] == [
        "A equipe adiou este caso até quinta-feira, 26 de novembro.",
        "A equipe trouxe de volta este caso, que estava adiado."]
    write_message(case, "E agora?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    case.refresh_from_db()
    assert case.deferred_until is None


def test_many_are_put_off_and_put_back(cast):
    cases = [make_case(cast.consumer, number=f"77{number}") for number in range(4)]
    defer(cases[0], THURSDAY, by=cast.agent, now=NOW)
    defer(cases[1], date(2026, 11, 23), by=cast.agent, now=NOW)
    close_complaint(cases[3], "solved", by=cast.consumer, now=NOW)
    own = make_case(cast.agent, number="1")
    ids = [case.pk for case in (*cases, own)]
    rehearsed = defer_many(ids, THURSDAY, by=cast.agent, now=NOW, rehearse=True)
    outcome = defer_many(ids, THURSDAY, by=cast.agent, now=NOW)
    assert outcome == rehearsed
    assert set(outcome.refused) == {cases[3].pk, own.pk}
    # The same day again is no error and no second line.
    assert cases[0].events.filter(kind="deferred").count() == 1
    with pytest.raises(Refused):
        defer(cases[3], THURSDAY, by=cast.agent, now=NOW)
    write_message(cases[2], "E agora?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    back = put_back_days(outcome.done, by=cast.agent, now=NOW + timedelta(days=1))
    assert set(back.refused) == {cases[2].pk}
    days = [Complaint.objects.get(pk=case.pk).deferred_until for case in cases]
    # Monday has come meanwhile: that case is simply back.
    assert days == [THURSDAY, None, None, None]
    too_far = defer_many(ids[:1], date(2027, 12, 1), by=cast.agent, now=NOW)
    assert list(too_far.refused.values()) == ["Escolha um dia de amanhã até daqui a 90 dias."]


# -- No day hides a breach --------------------------------------------------------------------


def queues_of(case, cast, now):
    return {name for name in QUEUES if case in cases_of(Filters({"queue": name}), cast.agent, now)}


def put_off_for_a_month(case, cast):
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    defer(case, TODAY + timedelta(days=30), by=cast.agent, now=NOW)
    assert queues_of(case, cast, NOW) == {"deferred", "open", "all"}
    return Complaint.objects.get(pk=case.pk).team_at


def test_an_end_of_the_teams_own_clock_brings_the_case_back(cast, case):
    end = put_off_for_a_month(case, cast)
    day_before = end - timedelta(days=1)
    assert {"needs", "late", "asked"} <= queues_of(case, cast, day_before)
    assert queues_of(case, cast, day_before - timedelta(seconds=1)) == {"deferred", "open", "all"}
    assert counts(cast.agent, day_before)["needs"] == 1
    assert counts(cast.agent, day_before - timedelta(seconds=1))["needs"] == 0
    # Swept ten days later, it is back for good.
    sweep(NOW + timedelta(days=10))
    case.refresh_from_db()
    assert (case.late_at, case.deferred_until, case.deferred_by) == (end, None, None)
    assert {"needs", "late", "asked"} <= queues_of(case, cast, NOW + timedelta(days=10))
    # And nobody puts off what is late.
    defer(case, TODAY + timedelta(days=30), by=cast.agent, now=NOW + timedelta(days=10))
    assert {"needs", "late", "deferred"} <= queues_of(case, cast, NOW + timedelta(days=10))


def test_a_mail_that_came_back_a_failing_sweep_and_a_word_bring_the_case_back(cast, case, monkeypatch):
    def is_back():
        case.refresh_from_db()
        return case.deferred_until is None

    defer(case, THURSDAY, by=cast.agent, now=NOW)
    note_returned(case, BUYER, NOW)
    assert is_back()
    defer(case, THURSDAY, by=cast.agent, now=NOW)
    note_returned(case, BUYER, NOW)
    assert is_back()
    defer(case, THURSDAY, by=cast.agent, now=NOW)
    clock = case.deadlines.running().first()
    clock.wake_at = NOW
    clock.save(update_fields=["wake_at"])
    monkeypatch.setattr("complaints.sweep.remind", lambda *args: 1 / 0)
    sweep(NOW)
    assert is_back() and "poisoned" in queues_of(case, cast, NOW)
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    defer(case, THURSDAY, by=cast.agent, now=NOW)
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    assert is_back()
    defer(case, THURSDAY, by=cast.agent, now=NOW)
    write_message(
        case, "Vendedor?", author=cast.consumer, party=Party.BUYER, form_key="r", audience="both", room=1, now=NOW)
    assert is_back()


def test_a_day_beyond_the_teams_own_clock_is_chosen_twice(cast, case, ana):
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    shown = words(ana.get(page(case)))
    assert "da equipe terça-feira, 24 de novembro" in shown
    assert "quinta-feira, 26 de novembro (antes acaba:" in shown
    assert ana.post(page(case), {"until": "2026-11-24", "day": ""}).status_code in (302, 422)
    defer(case, None, by=cast.agent, now=NOW)
    chosen = {"until": THURSDAY.isoformat(), "day": ""}
    asked = ana.post(page(case), chosen)
    assert asked.status_code == 422 and "é da equipe e acaba em terça-feira, 24 de novembro, antes" in words(asked)
    assert 'name="confirm" value="2026-11-26"' in asked.content.decode()
    # The second time for another day, it is asked again.
    other = {"until": "other", "day": "2026-12-10", "confirm": "2026-11-26"}
    assert ana.post(page(case), other).status_code == 422
    case.refresh_from_db()
    assert case.deferred_until is None
    assert ana.post(page(case), {**chosen, "confirm": "2026-11-26"}).status_code == 302
    case.refresh_from_db()
    assert case.deferred_until == THURSDAY


def test_the_page_says_that_a_late_case_stays(cast, case, ana):
    ask_for_person(case, [], by=cast.consumer, now=NOW - timedelta(days=9))
    sweep(NOW)
    assert "Mesmo adiado, ele fica nas filas" in words(ana.get(page(case)))
