"""The sweep: every moment is treated once, in order, and nothing is lost on a bad day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from complaints import sweep as sweeping
from complaints.choices import Reason
from complaints.models import Complaint, Deadline, Order, Rule, SweepRun
from complaints.panels import clock_card
from complaints.services.cases import close_complaint, correct_order
from complaints.services.clocks import mark_done, remind_tomorrow, stop_reminders
from complaints.sweep import sweep, sweep_batch
from complaints.tasks import sweep as sweep_task
from complaints.timeline import broken_at
from contacts.models import Company, OutgoingEmail
from contacts.outgoing import send_due
from disputes.models import Dispute
from disputes.services import open_dispute
from tests.base import NOW, TODAY, make_case

State = Deadline.State
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MINUTE = timedelta(minutes=1)


def keys():
    """The reminders written so far, as (clock, key, day to be sent), oldest first."""
    rows = OutgoingEmail.objects.filter(name="reminder").order_by("pk")
    kinds = dict(Deadline.objects.values_list("pk", "kind"))
    return [(kinds[row.context["clock"]], row.context["key"], row.send_after.date().isoformat()) for row in rows]


def pass_days(n, start=NOW, *, step=DAY):
    """Let the sweep run at each step of `n` days after `start`."""
    for k in range(1, int(n * DAY / step) + 1):
        sweep(start + k * step)


@pytest.fixture
def clock(case):
    return case.deadlines.get(kind="ae_open_after_delivery_time")


# Wednesday 25 is two days before the safe day, so nothing is said then; no clock fits its 7 days before.
FORTY_DAYS = [
    ("ae_open_after_delivery_time", "d3", "2026-11-24"), ("d7962_answer", "d3", "2026-11-24"),
    ("ae_open_after_delivery_time", "d1", "2026-11-26"), ("d7962_answer", "d1", "2026-11-26"),
    ("ae_open_after_delivery_time", "d0", "2026-11-27"), ("d7962_answer", "d0", "2026-11-27"),
    ("d7962_answer", "after", "2026-11-28"), ("ae_open_after_delivery_time", "after", "2026-11-29"),
]


@pytest.mark.parametrize("step", [DAY, 5 * HOUR])
def test_forty_days_of_a_real_case_give_exactly_these_reminders(case, step):
    pass_days(40, step=step)
    assert sorted(keys(), key=lambda key: (key[2], key[0])) == FORTY_DAYS
    rows = OutgoingEmail.objects.filter(name="reminder")
    assert {row.send_after.astimezone(UTC).hour >= 12 for row in rows} == {True}  # never before 9 h in Brasília
    assert list(case.events.order_by("seq").values_list("kind", flat=True)) == ["filed"] + ["clock_missed"] * 3
    assert broken_at(case) is None
    assert not case.deadlines.filter(state=State.RUNNING).exists()


def test_the_pix_window_urges_only_the_victim_of_a_fraud(cast, case):
    fraud = make_case(cast.stranger, reason=Reason.FRAUD_OUTSIDE)
    pass_days(40)
    said = [(key, day) for kind, key, day in keys() if kind == "med_request"]
    assert said == [("d7", "2026-12-11"), ("d3", "2026-12-15"), ("d1", "2026-12-17"), ("d0", "2026-12-18"),
                    ("after", "2026-12-20")]
    assert fraud.deadlines.get(kind="med_request").muted is False
    # Everybody else sees the window on the page and is left in peace.
    assert case.deadlines.get(kind="med_request").muted is True


def test_the_same_forty_days_as_letters(case, mailoutbox):
    for k in range(1, 41):
        # A worker that is there: at the end of the day, a little after midnight, and at 9 h.
        sweep(NOW + k * DAY - 9 * HOUR + MINUTE)
        with time_machine.travel(NOW + k * DAY, tick=False):
            sweep()
            send_due()
    said = [mail.subject.split(":")[0] for mail in mailoutbox]
    # What falls on one morning comes in one letter.
    assert said == [
        f"Caso {case.shown_reference} registrado", "2 prazos. O mais urgente", "2 prazos. O mais urgente",
        "2 prazos. O mais urgente", "Acabou o prazo", "Acabou o prazo",
    ]
    assert not OutgoingEmail.objects.filter(state__in=["queued", "failed", "sending"]).exists()


def test_the_same_instant_twice_adds_nothing(case):
    at = NOW + 2 * DAY
    assert sweep(at) == 2
    rows = list(OutgoingEmail.objects.values_list("pk", flat=True))
    assert sweep(at) == 0
    Deadline.objects.filter(state=State.RUNNING).update(wake_at=at)
    sweep(at)
    assert list(OutgoingEmail.objects.values_list("pk", flat=True)) == rows


def test_a_sweep_before_anything_is_due_only_notes_its_success(case, django_assert_max_num_queries):
    sweep(NOW)
    with django_assert_max_num_queries(6):
        assert sweep(NOW + HOUR) == 0
    run = SweepRun.objects.get(name="sweep")
    assert (run.last_success, run.last_count) == (NOW + HOUR, 0)
    assert keys() == []


def test_after_ten_days_without_a_worker_each_person_gets_one_letter(cast, case, mailoutbox):
    other = make_case(cast.consumer, number="8150000000000011", item="3 vestidos", promised_on=TODAY)
    make_case(cast.stranger, promised_on=TODAY)
    with time_machine.travel(NOW + HOUR, tick=False):
        send_due()
    mailoutbox.clear()
    back = NOW + 11 * DAY + HOUR  # Thursday 3 December, 10 h in Brasília
    with time_machine.travel(back, tick=False):
        sweep()
    with time_machine.travel(back + timedelta(minutes=3), tick=False):
        send_due()
    letters = {mail.to[0]: mail for mail in mailoutbox}
    assert len(mailoutbox) == len(letters) == 2
    mine = letters["maria@example.com"]
    first = other.deadlines.get(kind="ae_open_after_delivery_time")
    assert mine.subject == f"4 prazos. O mais urgente: {first.rule.title_pt}, dom, 6 dez"
    assert mine.body.startswith(first.rule.action_pt)
    places = [mine.body.index(word) for word in ("1. Faltam 3 dias", "2. Acabou o prazo", "3. Acabou", "4. Acabou")]
    assert places == sorted(places)
    assert OutgoingEmail.objects.filter(reader=cast.consumer, name="reminder", state="merged").count() == 3
    # Of the reminders slept through only the latest was written.
    assert [key for key in keys() if key[0] == first.kind and key[1] != "after"] == [
        (first.kind, "d3", "2026-12-03")] * 2


def test_a_reader_elsewhere_is_written_at_nine_of_the_own_day(cast):
    cast.consumer.time_zone = "America/Rio_Branco"
    cast.consumer.save(update_fields=["time_zone"])
    case = make_case(cast.consumer)
    clock = case.deadlines.get(kind="ae_open_after_delivery_time")
    assert clock.wake_at == datetime(2026, 11, 24, 14, tzinfo=UTC)  # 9 h in Rio Branco
    sweep(clock.wake_at - timedelta(seconds=1))
    assert keys() == []
    sweep(clock.wake_at)
    assert len(keys()) == 2


def test_no_reminder_after_stop_and_none_after_the_end(case, clock):
    stop_reminders(clock, now=NOW)
    pass_days(12)
    assert "ae_open_after_delivery_time" not in {kind for kind, _key, _day in keys()}
    clock.refresh_from_db()
    assert clock.state == State.MISSED


def test_done_ends_the_reminders(case, clock):
    pass_days(2)
    mark_done(clock, now=NOW + 2 * DAY + HOUR)
    pass_days(12, NOW + 2 * DAY)
    assert [key for kind, key, _day in keys() if kind == clock.kind] == ["d3"]


def test_tomorrow_adds_one_reminder_and_does_not_double_another(case, clock):
    pass_days(2)
    remind_tomorrow(clock, now=NOW + 2 * DAY + HOUR)  # Tuesday: again on Wednesday 25
    pass_days(2, NOW + 2 * DAY)
    remind_tomorrow(clock, now=NOW + 4 * DAY + HOUR)  # Thursday: Friday is the last morning anyway
    pass_days(2, NOW + 4 * DAY)
    said = [key for kind, key, _day in keys() if kind == clock.kind]
    assert said == ["d3", "again-2026-11-25", "d1", "d0"]


def test_a_closed_case_is_silent(cast, case):
    close_complaint(case, Complaint.Closing.SOLVED, by=cast.consumer, now=NOW + HOUR)
    pass_days(40)
    assert keys() == []
    assert case.events.count() == 2


def test_a_corrected_date_reminds_anew(cast, case):
    pass_days(5)
    correct_order(case, {"promised_on": TODAY}, by=cast.consumer, now=NOW + 5 * DAY + HOUR)
    pass_days(20, NOW + 5 * DAY)
    said = [key for kind, key, _day in keys() if kind == "ae_open_after_delivery_time"]
    assert said == ["d3", "d1", "d0", "d7", "d3", "d1", "d0", "after"]


def test_a_row_that_raises_is_set_aside_and_the_rest_goes_through(cast, case, clock, monkeypatch, caplog):
    other = make_case(cast.stranger).deadlines.get(kind=clock.kind)
    real = sweeping.let_pass

    def poisoned(rows, done):
        if any(row.pk == clock.pk for row in rows):
            raise ZeroDivisionError("a secret of the row")
        return real(rows, done)

    at = clock.due_at + HOUR
    monkeypatch.setattr(sweeping, "let_pass", poisoned)
    assert sweep(at) == 4
    clock.refresh_from_db()
    other.refresh_from_db()
    assert other.state == State.MISSED
    assert (clock.state, clock.wake_at, clock.failures) == (State.RUNNING, at + HOUR, 1)
    assert clock.last_error == "ZeroDivisionError"
    assert list(Complaint.objects.filter(needs_person=True)) == [case]
    # The page does not wait for the sweep.
    assert clock.is_overdue(at)
    assert sweep(at) == 0
    monkeypatch.undo()
    sweep(at + HOUR)
    clock.refresh_from_db()
    assert clock.state == State.MISSED
    # Healed: staff need not look at it any more.
    assert (clock.failures, clock.last_error) == (0, "")
    assert OutgoingEmail.objects.filter(dedup_key__startswith=f"clock:{clock.pk}:after").count() == 1
    assert broken_at(case) is None


def test_a_sweep_that_stops_is_noted_and_its_work_undone(case, monkeypatch):
    sweep(NOW)
    monkeypatch.setattr(sweeping, "claim", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sweep_task()
    run = SweepRun.objects.get(name="sweep")
    assert run.last_error == "ZeroDivisionError" and run.last_success == NOW


def test_the_page_tells_the_end_before_the_sweep_does(case, clock):
    with translation.override("pt-br"):
        before = clock_card(Deadline.objects.select_related("rule", "complaint").get(pk=clock.pk), clock.due_at)
        sweep(clock.due_at)
        after = clock_card(Deadline.objects.select_related("rule", "complaint").get(pk=clock.pk), clock.due_at)
    assert (before.tone, before.figure, before.line) == (after.tone, after.figure, after.line)
    assert not before.is_live


def test_the_first_day_of_something_is_told_and_not_missed(cast):
    case = make_case(cast.consumer, shipped_on=TODAY - 5 * DAY)
    clock = case.deadlines.get(kind="ae_first_day")
    pass_days(8)
    clock.refresh_from_db()
    assert clock.state == State.MET
    assert [key for key in keys() if key[0] == "ae_first_day"] == [("ae_first_day", "d0", "2026-11-28")]
    assert not case.events.filter(kind="clock_missed", data__clock="ae_first_day").exists()


def many(user, n, due_at):
    """Write `n` cases with a silent seller and `n` with a window that ends, all due at once."""
    shop = Company.objects.get(slug="aliexpress")
    rules = {rule.slug: rule for rule in Rule.objects.filter(slug__in=["ae_seller_answer", "cdc18"], current=True)}
    orders = Order.objects.bulk_create([
        Order(user=user, marketplace=shop, item=f"coisa {k}", payment_method="pix", placed_on=TODAY) for k in range(n)
    ])
    cases = Complaint.objects.bulk_create([
        Complaint(user=user, order=order, shop=shop, reason="no_contact", story="x", desired_outcome="refund")
        for order in orders
    ])
    disputes = Dispute.objects.bulk_create([
        Dispute(complaint=case, state="waiting_seller", reason="no_contact", remedy="full_refund",
                amount=Decimal("9"), opened_on=TODAY) for case in cases
    ])
    same = {"start_event": "x", "start_on": TODAY, "due_on": TODAY, "safe_on": TODAY, "opened_at": due_at - 9 * DAY}
    Deadline.objects.bulk_create([
        Deadline(complaint=dispute.complaint, rule=rules[slug], kind=slug, party=rules[slug].actor, due_at=due_at,
                 wake_at=due_at, owner=owner, subject_id=dispute.pk if owner else None, **same)
        for dispute in disputes for slug, owner in (("ae_seller_answer", "dispute"), ("cdc18", ""))
    ])


def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(cast):
    counts = []
    for n in (10, 200):
        many(cast.consumer, n, NOW)
        with CaptureQueriesContext(connection, ) as queries:
            assert sweep_batch(NOW) == 2 * n
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


def test_a_small_batch_size_treats_all_in_several_goes(cast):
    many(cast.consumer, 7, NOW)
    assert sweep(NOW, batch=4) == 14
    assert Dispute.objects.filter(state="mediation").count() == 7
    assert all(broken_at(case) is None for case in Complaint.objects.all())


def test_a_silent_seller_is_a_matter_of_the_sweep_alone(case):
    open_dispute(case, by=case.user, remedy="full_refund", now=NOW)
    pass_days(5)
    assert Dispute.objects.get().state == "waiting_seller"
    sweep(NOW + 6 * DAY)
    assert Dispute.objects.get().state == "mediation"


def test_a_first_day_slept_through_is_still_said(cast, mailoutbox):
    case = make_case(cast.consumer)
    correct_order(case, {"shipped_on": TODAY - 8 * DAY}, by=cast.consumer, now=NOW)
    first_day = case.deadlines.get(kind="ae_first_day")
    back = NOW + 6 * DAY
    assert first_day.due_at < back
    with time_machine.travel(back, tick=False):
        sweep()
    first_day.refresh_from_db()
    assert first_day.state == State.MET
    with time_machine.travel(back + 3 * MINUTE, tick=False):
        send_due()
    assert any(first_day.rule.title in mail.body for mail in mailoutbox)
