"""Rules as data: loaded once, versioned, and laid on the cases they are about."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from complaints.choices import Payment, Reason
from complaints.models import Deadline, Rule
from complaints.rules import DATA, DISPUTE_WINDOWS, applies, load_rules
from complaints.services.cases import correct_order
from complaints.services.clocks import correct_clock, start_clock
from complaints.wording import explain
from contacts.models import OutgoingEmail
from disputes.lifecycle import TURN
from tests.base import NOW, TODAY, make_case

pytestmark = pytest.mark.usefixtures("house")
State = Deadline.State


def ago(days):
    return TODAY - timedelta(days=days)


def kinds(case, *states):
    rows = case.deadlines.filter(state__in=states) if states else case.deadlines.all()
    return set(rows.values_list("kind", flat=True))


def changed_copy(tmp_path, slug, **changes):
    data = json.loads(DATA.read_text(encoding="utf-8"))
    for entry in data["rules"]:
        if entry["id"] == slug:
            entry.update(changes)
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_all_rules_are_there_and_loading_again_changes_nothing():
    assert Rule.objects.filter(current=True).exclude(slug__startswith="house_").count() == 47
    assert Rule.objects.filter(current=True, slug__startswith="house_").count() == 17
    before = list(Rule.objects.order_by("pk").values())
    assert load_rules() == (0, 0, 64)
    assert list(Rule.objects.order_by("pk").values()) == before


def test_every_rule_speaks_both_languages_and_names_its_source():
    for rule in Rule.objects.filter(current=True):
        for name in ("title", "action", "silence", "after", "start", "source"):
            assert getattr(rule, f"{name}_pt") and getattr(rule, f"{name}_en"), (rule.slug, name)
        rule.term()


SILENCE_DOES = {
    "", "goes_to_mediation", "goes_on", "stays_open", "asks_again", "buyer_wins", "lapses", "closed_for_good",
    "decision_stands", "refund_without_return", "counts_as_received",
}


def test_what_silence_does_is_one_of_the_known_words():
    assert set(Rule.objects.filter(current=True).values_list("on_expiry", flat=True)) == SILENCE_DOES


def test_the_reader_of_another_sides_clock_is_told_to_wait():
    rules = Rule.objects.filter(current=True, slug__startswith="house_")
    told = {rule.slug: (rule.action_pt.split()[0], rule.action_en.split()[0]) for rule in rules.exclude(actor="buyer")}
    assert set(told.values()) == {("Espere", "Wait")}, told
    own = rules.filter(actor="buyer")
    assert own.exists()
    assert not [rule.slug for rule in own if rule.action_pt.startswith("Espere")]


def test_rules_of_the_house_say_so_and_only_the_wait_for_money_begins_with_a_case():
    rules = Rule.objects.filter(current=True, slug__startswith="house_")
    assert set(rules.values_list("trust", "source_pt", "source_en", "safe_margin_days")) == {
        ("ours", "Regra do Prazo Certo", "Prazo Certo's own rule", 0)
    }
    assert [rule.slug for rule in rules.filter(on_filing=True)] == ["house_refund_watch"]
    # A number that stands in for the shop's own is said to be a guess.
    guessed = {"house_refund_card", "house_refund_paypal", "house_return_label", "house_return_confirm"}
    assert not rules.filter(slug__in=guessed, doubt_pt="").exists()


@pytest.mark.parametrize(("slug", "payment", "other", "last_day"), [
    # Sixty days from Sunday 22 November.
    ("house_refund_card", Payment.CREDIT_CARD, Payment.PIX, date(2027, 1, 21)),
    # Ten working days from it: two weeks of five days, no holiday among them.
    ("house_refund_paypal", Payment.PAYPAL, Payment.CREDIT_CARD, date(2026, 12, 4)),
])
def test_waiting_for_money_is_counted_by_the_way_it_was_paid(cast, slug, payment, other, last_day):
    rule = Rule.objects.get(slug=slug, current=True)
    case = make_case(cast.consumer, shop="shopee", number="", payment_method=payment)
    assert not case.deadlines.filter(kind=slug).exists()
    assert applies(rule, case)
    assert not applies(rule, make_case(cast.stranger, payment_method=other))
    clock = start_clock(case, slug, TODAY, now=NOW)
    assert (clock.due_on, clock.safe_on, clock.state) == (last_day, last_day, State.RUNNING)


def test_rules_that_code_names_are_in_force():
    named = {slug for _actor, slugs in TURN.values() for slug in slugs} | {*DISPUTE_WINDOWS, "ae_refund_card"}
    assert named <= set(Rule.objects.filter(current=True).values_list("slug", flat=True))


def test_a_changed_rule_is_a_new_version_and_running_clocks_keep_theirs(case, cast, tmp_path):
    clock = case.deadlines.get(kind="med_request")
    before = (clock.due_on, clock.rule_id)
    assert load_rules(changed_copy(tmp_path, "med_request", n=60)) == (0, 1, 63)
    old, new = Rule.objects.filter(slug="med_request").order_by("version")
    assert (old.version, old.current, old.n) == (1, False, 80)
    assert (new.version, new.current, new.n) == (2, True, 60)
    clock.refresh_from_db()
    assert (clock.due_on, clock.rule_id) == before
    # Counted again from another day, it still counts under the rule it started with.
    clock = correct_clock(clock, ago(50), by=cast.agent, reason="A data era outra.", now=NOW)
    assert (clock.due_on, clock.rule_id) == (ago(50) + timedelta(days=80), old.pk)
    later = make_case(cast.stranger)
    assert later.deadlines.get(kind="med_request").rule_id == new.pk


def test_not_received_by_pix_on_aliexpress(case):
    assert kinds(case, State.RUNNING) == {"ae_open_after_delivery_time", "med_request", "d7962_answer"}
    clock = case.deadlines.get(kind="ae_open_after_delivery_time")
    # Promised 9 days ago: 15 days after that, and one day less to be safe.
    assert (clock.start_on, clock.due_on, clock.safe_on) == (ago(9), ago(-6), ago(-5))


@pytest.mark.parametrize(("durable", "expected"), [
    (True, {"cdc26_durable"}),
    (False, {"cdc26_nondurable"}),
    (None, {"cdc26_durable", "cdc26_nondurable"}),
])
def test_defective_thing_received_ten_days_ago_and_paid_by_card(cast, durable, expected):
    case = make_case(
        cast.consumer, reason=Reason.DEFECTIVE, received_on=ago(10), payment_method=Payment.CREDIT_CARD, durable=durable
    )
    laid = kinds(case)
    assert {kind for kind in laid if kind.startswith("cdc26")} == expected
    assert {"card_safe", "card_network", "ae_free_return", "cdc49"} <= laid
    assert "med_request" not in laid
    # Seven days to change one's mind are over: the clock was born missed and never wakes.
    over = case.deadlines.get(kind="cdc49")
    assert (over.state, over.wake_at) == (State.MISSED, None)


def test_a_hidden_defect_counts_from_the_day_it_showed(cast):
    case = make_case(cast.consumer, reason=Reason.DEFECTIVE, received_on=ago(40), defect_seen_on=ago(2), durable=True)
    assert {kind for kind in kinds(case) if kind.startswith("cdc26")} == {"cdc26_hidden_durable"}
    assert case.deadlines.get(kind="cdc26_hidden_durable").start_on == ago(2)


def test_shopee_has_its_own_window(cast):
    case = make_case(cast.consumer, shop="shopee", number="", reason=Reason.NOT_AS_DESCRIBED, received_on=ago(2))
    laid = kinds(case)
    assert "shopee_open" in laid
    assert not {kind for kind in laid if kind.startswith("ae_")}
    assert case.deadlines.get(kind="shopee_open").due_on == ago(-5)


def test_paypal_counts_180_days_from_payment(cast):
    case = make_case(cast.consumer, payment_method=Payment.PAYPAL)
    assert case.deadlines.get(kind="paypal_open").due_on == ago(53) + timedelta(days=180)


def test_card_in_twelve_instalments_counts_from_the_purchase_and_is_capped(cast):
    case = make_case(
        cast.consumer, payment_method=Payment.CREDIT_CARD, instalments=12, amount=Decimal("2040.00"),
        placed_on=ago(53), promised_on=ago(-500),
    )
    assert case.deadlines.get(kind="card_safe").due_on == ago(53) + timedelta(days=90)
    network = case.deadlines.get(kind="card_network")
    assert network.start_on == ago(-500)
    assert network.due_on == ago(53) + timedelta(days=540)


def test_fraud_outside_the_shop_by_pix_asks_the_bank(cast):
    case = make_case(cast.consumer, reason=Reason.FRAUD_OUTSIDE, placed_on=ago(3), promised_on=None)
    assert "med_request" in kinds(case, State.RUNNING)
    assert not {kind for kind in kinds(case) if kind.startswith(("cdc", "card"))}


def test_regret_has_seven_days_from_receipt(cast):
    case = make_case(cast.consumer, reason=Reason.REGRET, received_on=ago(3))
    clock = case.deadlines.get(kind="cdc49")
    # The 7th day is Thursday 26 November.
    assert (clock.due_on, clock.state) == (ago(-4), State.RUNNING)
    assert not {kind for kind in kinds(case) if kind.startswith("cdc26")}


def test_confirmed_receipt_counts_instead_of_the_promised_day(cast):
    case = make_case(
        cast.consumer, reason=Reason.DEFECTIVE, received_on=ago(4), receipt_confirmed_on=ago(3), durable=True
    )
    assert "ae_open_after_delivery_time" not in kinds(case)
    assert case.deadlines.get(kind="ae_open_after_confirm").due_on == ago(-12)


def test_days_since_the_shop_was_told_count_from_that_day(cast):
    told = make_case(cast.consumer, reason=Reason.DEFECTIVE, received_on=ago(6), contacted_on=ago(5))
    assert told.deadlines.get(kind="cdc18").start_on == ago(5)
    assert told.deadlines.get(kind="d7962_answer").start_on == ago(5)
    not_told = make_case(cast.stranger, reason=Reason.DEFECTIVE, received_on=ago(6))
    assert "cdc18" not in kinds(not_told)
    assert not_told.deadlines.get(kind="d7962_answer").start_on == TODAY


def test_windows_already_over_are_born_missed_and_remind_nobody(cast):
    case = make_case(cast.consumer, placed_on=ago(400), promised_on=ago(300))
    assert kinds(case, State.RUNNING) == {"d7962_answer"}
    missed = case.deadlines.filter(state=State.MISSED)
    assert set(missed.values_list("wake_at", flat=True)) == {None}
    assert not OutgoingEmail.objects.filter(name="reminder").exists()


def test_the_protection_shown_on_the_order_wins_over_a_later_count(cast):
    """The page of the order says 24 November; counting 15 days from the promised day would say 28."""
    case = make_case(cast.consumer, protected_until=TODAY + timedelta(days=2))
    window = case.deadlines.get(kind="ae_open_after_delivery_time")
    assert window.due_on == window.safe_on == TODAY + timedelta(days=2)
    assert any("Nunca passa de" in line for line in explain(window))
    # Later than the count, it changes nothing: the earlier day is the safe one.
    later = make_case(cast.stranger, protected_until=TODAY + timedelta(days=40))
    assert later.deadlines.get(kind="ae_open_after_delivery_time").due_on == TODAY + timedelta(days=6)


def test_the_protection_alone_starts_the_window(cast):
    case = make_case(cast.consumer, promised_on=None, protected_until=TODAY + timedelta(days=4))
    window = case.deadlines.get(kind="ae_open_after_delivery_time")
    assert window.state == "running"
    assert window.safe_on <= window.due_on == TODAY + timedelta(days=4)


def test_a_protection_learned_later_moves_the_window(cast):
    case = make_case(cast.consumer)
    correct_order(case, {"protected_until": TODAY + timedelta(days=1)}, by=cast.consumer, now=NOW)
    assert case.deadlines.get(kind="ae_open_after_delivery_time").due_on == TODAY + timedelta(days=1)


def test_a_refund_promised_before_the_case_is_already_waited_for(cast):
    promised = TODAY - timedelta(days=4)
    case = make_case(
        cast.consumer, reason=Reason.REFUND_NOT_PAID, payment_method=Payment.CREDIT_CARD, refund_promised_on=promised
    )
    watch = case.deadlines.get(kind="ae_refund_general")
    assert (watch.start_on, watch.due_on, watch.owner) == (promised, promised + timedelta(days=15), "")
    assert "o dia em que prometeram devolver o dinheiro" in explain(watch)[0]
    assert case.deadlines.filter(kind="ae_refund_card").exists()
    assert not case.deadlines.filter(kind="house_refund_watch").exists()
    # Correcting another date leaves the wait alone.
    correct_order(case, {"promised_on": TODAY - timedelta(days=8)}, by=cast.consumer, now=NOW)
    assert case.deadlines.get(kind="ae_refund_general").state == "running"


def test_nobody_waits_for_a_refund_that_was_not_promised(cast):
    case = make_case(cast.consumer)
    assert not case.deadlines.filter(start_event="dispute_closed_won").exists()
