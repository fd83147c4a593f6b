"""What is counted beforehand equals a full count, whatever happened in the cases, and costs few statements."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import tallies
from complaints.choices import Party
from complaints.models import Complaint, Deadline, SweepRun, Tally
from complaints.services.cases import close_complaint, correct_order
from complaints.services.claiming import assign, defer
from complaints.services.clocks import correct_clock, mark_done
from complaints.services.closing import reopen_many
from complaints.services.locking import Refused
from complaints.services.messages import ask_for_person, write_message
from complaints.sweep import sweep
from complaints.tallies import count_day, count_due, count_slice, count_stocks
from complaints.tasks import count_tallies, recount_tallies
from config.celery import app
from disputes import services
from disputes.models import Dispute
from disputes.tallies import with_mediator
from tests.base import NOW, TODAY, make_case

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BRASILIA = ZoneInfo("America/Sao_Paulo")
LIMITS = [("4h", 4 * HOUR), ("1d", DAY), ("2d", 2 * DAY), ("5d", 5 * DAY), ("more", 10**4 * DAY)]
MEDIATED = {"mediation", "asked_buyer", "asked_seller", "appeal"}


# -- Counting by hand ----------------------------------------------------------------------


def day_of(moment):
    return moment.astimezone(BRASILIA).date()


def flows():
    """Count every row one by one: {(day, shop, measure, key): n}."""
    found, minutes = Counter(), Counter()
    for case in Complaint.objects.all():
        found[day_of(case.filed_at), case.shop_id, "filed", ""] += 1
        if case.closed_at:
            found[day_of(case.closed_at), case.shop_id, "closed", case.closing] += 1
        if case.first_asked_at:
            found[day_of(case.first_asked_at), case.shop_id, "asked", ""] += 1
        if case.first_asked_at and case.first_answered_at:
            took, day = case.first_answered_at - case.first_asked_at, day_of(case.first_answered_at)
            found[day, case.shop_id, "answered", next(key for key, limit in LIMITS if took <= limit)] += 1
            minutes[day, case.shop_id] += took.total_seconds()
    for clock in Deadline.objects.filter(state__in=["met", "missed"]).select_related("complaint", "rule"):
        if clock.rule.kind not in ("earliest", "retention") and clock.due_at > clock.opened_at:
            found[day_of(clock.closed_at), clock.complaint.shop_id, f"clock_{clock.state}", str(clock.party)] += 1
    for (day, shop), seconds in minutes.items():
        found[day, shop, "answer_minutes", ""] = int(seconds // 60)
    return {place: n for place, n in found.items() if n}


def stocks(now):
    """Count every open case one by one."""
    found, today = Counter(), day_of(now)
    for case in Complaint.objects.filter(state="open"):
        shop = case.shop_id
        running = [clock for clock in case.deadlines.all() if clock.state == "running"]
        ours = [clock.due_at for clock in running if clock.party in ("mediator", "staff")]
        deferred = case.deferred_until and case.deferred_until > today
        put_off = deferred and not case.late_at and not any(due <= now + DAY for due in ours)
        queues = {
            "asked": case.asked_person_at, "waiting": case.awaits_staff, "bounced": case.bounced_at,
            "late": case.late_at or any(due <= now + DAY for due in ours),
            "mediation": any(clock.party == "mediator" for clock in running), "no_shop": case.shop_unknown,
            "poisoned": any(clock.failures for clock in running),
            "needs": case.asked_person_at or case.awaits_staff or case.bounced_at or case.shop_unknown or case.late_at
            or ours or any(clock.failures for clock in running),
        }
        for queue, is_in in queues.items():
            found[today, shop, "open_queue", queue] += bool(is_in and not put_off)
        found[today, shop, "open_queue", "deferred"] += bool(deferred)
        found[today, shop, "open_queue", "open"] += 1
        found[today, shop, "open_agent", str(case.agent_id or "none")] += 1
        dispute = case.disputes.order_by("pk").last()
        found[today, shop, "open_state", dispute.state if dispute else "none"] += 1
        if dispute and dispute.state in MEDIATED:
            days = (today - day_of(came_to_mediator(case))).days
            found[today, shop, "mediation_age", "0-2" if days <= 2 else "3-7" if days <= 7 else "8+"] += 1
    return {place: n for place, n in found.items() if n}


def came_to_mediator(case):
    kinds = [f"dispute_{move}" for move in (
        "escalate", "seller_silent", "buyer_silent", "buyer_appeals", "seller_appeals", "seller_contests_return")]
    return case.events.filter(kind__in=kinds).order_by("seq").last().at


def stored(*days, measures=None):
    rows = Tally.objects.filter(day__in=days) if days else Tally.objects.all()
    if measures:
        rows = rows.filter(measure__in=measures)
    return {tuple(place): n for n, *place in rows.values_list("n", "day", "shop", "measure", "key")}


def of_flows(found, *days):
    kept = {name for name, measure in tallies.MEASURES.items() if not measure.is_stock}
    return {place: n for place, n in found.items() if place[2] in kept and (not days or place[0] in days)}


def of_stocks(found):
    return {place: n for place, n in found.items() if tallies.MEASURES[place[2]].is_stock}


# -- Random lives ---------------------------------------------------------------------------


class Desk:
    """Some cases, and whatever may happen to them through the doors."""

    def __init__(self, cast, seed):
        self.cast, self.chance, self.now, self.cases = cast, Random(seed), NOW, []

    def step(self):
        act = self.chance.choice([
            self.file, self.file, self.ask, self.ask, self.answer, self.answer, self.answer, self.close, self.reopen,
            self.dispute, self.escalate, self.escalate, self.decide, self.do, self.correct, self.move, self.give,
            self.put_off,
        ])
        try:
            act()
        except Refused:
            return ""
        return act.__name__

    def one(self):
        return Complaint.objects.get(pk=self.chance.choice(self.cases))

    def file(self):
        shop = self.chance.choice(["aliexpress", "shopee", "outra-loja"])
        case = make_case(self.cast.consumer, now=self.now, shop=shop, number=str(len(self.cases) + 1))
        self.cases.append(case.pk)

    def write(self, party, author):
        key = f"k{self.chance.random()}"
        write_message(self.one(), "Olá", author=author, party=party, form_key=key[:24], now=self.now)

    def ask(self):
        if self.chance.random() < 0.3:
            ask_for_person(self.one(), [], by=self.cast.consumer, now=self.now)
        else:
            self.write(Party.BUYER, self.cast.consumer)

    def answer(self):
        self.write(Party.STAFF, self.cast.agent)

    def close(self):
        close_complaint(self.one(), self.chance.choice(["paid", "solved"]), by=self.cast.agent, party=Party.STAFF,
                        now=self.now)

    def reopen(self):
        reopen_many([self.one().pk], self.cast.agent, "Foi engano.", self.now)

    def dispute(self):
        services.open_dispute(self.one(), by=self.cast.consumer, remedy="full_refund", mode="hosted",
                              address="loja@example.net", now=self.now)

    def escalate(self):
        disputes = list(Dispute.objects.order_by("pk"))
        if not disputes:
            raise Refused("nothing to escalate")
        dispute = self.chance.choice(disputes)
        if dispute.state == "waiting_seller":
            services.seller_refuses(dispute, note="Não.", now=self.now)
        services.escalate(dispute, by=self.cast.consumer, now=self.now)

    def decide(self):
        dispute = Dispute.objects.filter(state="mediation").first()
        if dispute:
            services.decide(dispute, mediator=self.cast.mediator, outcome="buyer", facts="Ok.", reasons="Provado.",
                            now=self.now)

    def clock(self):
        clocks = list(self.one().deadlines.filter(state="running").order_by("pk"))
        if not clocks:
            raise Refused("none runs")
        return self.chance.choice(clocks)

    def do(self):
        mark_done(self.clock(), by=self.cast.consumer, now=self.now)

    def correct(self):
        clock = self.clock()
        correct_clock(clock, clock.start_on + DAY, by=self.cast.agent, reason="Dia errado.", now=self.now)

    def move(self):
        """Correct a date of the order: clocks that were missed may run again."""
        correct_order(self.one(), {"promised_on": day_of(self.now) - DAY * self.chance.randint(0, 20)},
                      by=self.cast.consumer, now=self.now)

    def give(self):
        assign(self.one(), self.chance.choice([self.cast.agent, None]), by=self.cast.supervisor, now=self.now)

    def put_off(self):
        defer(self.one(), day_of(self.now) + DAY * self.chance.randint(1, 3), by=self.cast.agent, now=self.now)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_lives_the_counts_are_those_of_a_full_count(cast, seed):
    desk, done = Desk(cast, seed), Counter()
    for act in (desk.file, desk.ask, desk.answer, desk.close, desk.file):
        act()
    for turn in range(45):
        done[desk.step()] += 1
        desk.now += desk.chance.choice([0, 1, 1, 5, 20, 50]) * HOUR + timedelta(seconds=turn)
        sweep(desk.now)
        if turn % 6 == 0:
            count_due(desk.now)
            today = day_of(desk.now)
            for day in (today, today - DAY):
                assert of_flows(stored(day)) == of_flows(flows(), day)
            assert of_stocks(stored(today)) == stocks(desk.now)
    # What changed late is put right by counting the past again.
    for turn in range(tallies.SLICES):
        count_slice(desk.now + timedelta(seconds=turn * tallies.TURN))
    assert of_flows(stored()) == flows()
    assert len(done) > 8
    assert {place[2] for place in flows()} >= {"filed", "closed", "asked", "answered", "clock_missed", "clock_met"}


def test_a_missed_clock_that_runs_again_leaves_the_count_of_its_day_once_it_is_counted_again(cast, case):
    later = NOW + 10 * DAY
    sweep(later)
    clock = case.deadlines.get(kind="ae_open_after_delivery_time")
    assert clock.state == "missed"
    count_due(later)
    place = (day_of(clock.closed_at), case.shop_id, "clock_missed", "buyer")
    before = stored()[place]
    correct_order(case, {"promised_on": day_of(later) - DAY}, by=cast.consumer, now=later + 3 * DAY)
    clock.refresh_from_db()
    assert clock.state == "running"
    count_due(later + 3 * DAY)
    count_day(place[0])
    assert stored().get(place, 0) == before - 1
    assert of_flows(stored()) == flows()


# -- One by one -----------------------------------------------------------------------------


def test_a_day_ends_at_midnight_in_brasilia(cast):
    # 2h59 and 3h00 UTC on Monday the 23rd: one minute before midnight in Brasília, and midnight.
    midnight = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    case = make_case(cast.consumer, now=midnight - timedelta(minutes=1))
    make_case(cast.stranger, now=midnight, number="2")
    count_day(TODAY)
    count_day(TODAY + DAY)
    assert stored(measures=["filed"]) == {
        (TODAY, case.shop_id, "filed", ""): 1, (TODAY + DAY, case.shop_id, "filed", ""): 1}


@pytest.mark.parametrize(("took", "key"), [
    (timedelta(0), "4h"), (4 * HOUR, "4h"), (4 * HOUR + timedelta(seconds=1), "1d"), (DAY, "1d"), (2 * DAY, "2d"),
    (5 * DAY, "5d"), (5 * DAY + timedelta(seconds=1), "more"),
])
def test_the_time_of_the_first_answer_has_its_bucket_and_its_minutes(cast, case, took, key):
    write_message(case, "Oi?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    write_message(case, "Oi.", author=cast.agent, party=Party.STAFF, form_key="b", now=NOW + took)
    write_message(case, "E aí?", author=cast.agent, party=Party.STAFF, form_key="c", now=NOW + took + 9 * DAY)
    day = day_of(NOW + took)
    count_day(day)
    found = stored(day, measures=["answered", "answer_minutes"])
    minutes = int(took.total_seconds() // 60)
    assert found == {
        (day, case.shop_id, "answered", key): 1,
        **({(day, case.shop_id, "answer_minutes", ""): minutes} if minutes else {}),
    }


def test_a_clock_that_was_over_when_the_case_came_and_one_that_only_tells_a_day_are_nobodys_fault(cast, case):
    case.deadlines.all().delete()
    rules = {clock.kind: clock for clock in make_case(cast.stranger, number="2").deadlines.all()}
    kept = rules["ae_open_after_delivery_time"]
    Deadline.objects.exclude(pk=kept.pk).delete()
    Deadline.objects.filter(pk=kept.pk).update(state="missed", closed_at=NOW, due_at=NOW)
    count_day(TODAY)
    assert stored(measures=["clock_missed"]) == {}
    Deadline.objects.filter(pk=kept.pk).update(due_at=NOW + HOUR)
    count_day(TODAY)
    assert list(stored(measures=["clock_missed"]).values()) == [1]
    type(kept.rule).objects.filter(pk=kept.rule_id).update(kind="earliest")
    count_day(TODAY)
    assert stored(measures=["clock_missed"]) == {}


def test_counting_twice_changes_nothing_and_what_is_gone_leaves_no_row(cast, case):
    assert count_day(TODAY) == 1
    with CaptureQueriesContext(connection) as queries:
        assert count_day(TODAY) == 0
    assert not [query for query in queries if not query["sql"].startswith("SELECT")]
    Complaint.objects.update(filed_at=NOW - 3 * DAY)
    assert count_day(TODAY) == 1
    assert stored(TODAY) == {}


def test_the_age_of_a_mediation_counts_from_the_day_it_came_and_questions_do_not_stop_it(cast, case):
    dispute = services.open_dispute(case, by=cast.consumer, remedy="full_refund", mode="hosted",
                                    address="loja@example.net", now=NOW)
    services.seller_refuses(dispute, note="Não.", now=NOW)
    services.escalate(dispute, by=cast.consumer, now=NOW)
    services.ask(dispute, mediator=cast.mediator, party="buyer", text="Tem foto?", now=NOW + DAY)
    assert with_mediator().get().since == NOW
    for after, key in ((2, "0-2"), (3, "3-7"), (7, "3-7"), (8, "8+")):
        now = NOW + after * DAY
        count_stocks(now)
        assert stored(day_of(now), measures=["mediation_age"]) == {
            (day_of(now), case.shop_id, "mediation_age", key): 1}


def test_a_stock_is_kept_as_it_stood_when_its_day_was_last_counted(cast, case):
    count_due(NOW)
    close_complaint(case, "solved", by=cast.consumer, now=NOW + DAY)
    count_due(NOW + DAY)
    assert stored(TODAY)[TODAY, case.shop_id, "open_queue", "open"] == 1
    assert not stored(TODAY + DAY, measures=["open_queue", "open_agent", "open_state"])


def test_after_an_outage_all_days_since_are_counted_and_a_new_house_counts_its_past(cast):
    old = make_case(cast.consumer, now=NOW - 200 * DAY)
    make_case(cast.consumer, now=NOW - 450 * DAY, number="2")
    count_due(NOW)
    assert sorted(place[0] for place in stored(measures=["filed"])) == [day_of(old.filed_at)]
    Complaint.objects.filter(pk=old.pk).update(filed_at=NOW + DAY)
    count_due(NOW + 5 * DAY)
    assert (TODAY + DAY, old.shop_id, "filed", "") in stored()
    assert SweepRun.objects.get(name="tallies").last_success == NOW + 5 * DAY


def test_ten_slices_five_minutes_apart_are_all_of_the_past(cast, monkeypatch):
    seen = []
    monkeypatch.setattr(tallies, "count_days", lambda first, last: seen.append((first, last)) or 0)
    for turn in range(10):
        count_slice(NOW + timedelta(minutes=5 * turn))
    days = [first + DAY * n for first, last in seen for n in range((last - first).days + 1)]
    assert sorted(days) == [TODAY - DAY * n for n in range(399, -1, -1)]


def test_a_minute_takes_the_same_statements_for_one_case_and_for_many(cast):
    make_case(cast.consumer)

    def count():
        with CaptureQueriesContext(connection) as queries:
            count_due(NOW)
        return len([query for query in queries if query["sql"].startswith("SELECT")])

    count()
    one = count()
    for number in range(12):
        make_case(cast.stranger, number=f"9{number}", shop="shopee" if number % 2 else "amazon")
    count()
    assert count() == one


def test_the_tasks_count_and_a_failure_is_told(cast, case, monkeypatch):
    count_tallies()
    assert Tally.objects.filter(measure="open_queue", key="open").get().n == 1
    Tally.objects.all().delete()
    recount_tallies()
    assert SweepRun.objects.get(name="tallies").last_error == ""

    def fail(now):
        raise RuntimeError

    monkeypatch.setattr(tallies, "count_stocks", fail)
    with pytest.raises(RuntimeError):
        count_tallies()
    assert SweepRun.objects.get(name="tallies").last_error == "RuntimeError"


def test_beat_counts_every_minute_and_the_past_ten_times_a_night():
    table = app.conf.beat_schedule
    assert table["count the figures"]["schedule"] == 60.0
    nightly = table["count the past again"]["schedule"]
    assert (nightly.hour, len(nightly.minute)) == ({3}, tallies.SLICES)


def test_every_measure_has_one_counter_and_words():
    counted = [name for names, _counter in [*tallies.FLOWS, *tallies.STOCKS] for name in names]
    assert sorted(counted) == sorted(tallies.MEASURES)
    assert all(str(measure.title) for measure in tallies.MEASURES.values())
    assert max(map(len, counted)) <= Tally._meta.get_field("measure").max_length
