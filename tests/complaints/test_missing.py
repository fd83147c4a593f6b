"""What is asked of a case: only what starts or moves one of its windows, one thing at a time."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Payment, Reason
from complaints.missing import ASK_AGAIN, QUESTIONS, Known, is_put_off, put_off, questions, why_not
from complaints.models import Complaint, Order, Rule
from complaints.rules import DATA, cap_of, fields_of, known_dates, rules_on_filing
from contacts.models import Company, User
from tests.base import NOW, TODAY

DAY = timedelta(days=1)
PLACED = TODAY - 60 * DAY
SHOPS = ("aliexpress", "shopee", "mercado-livre", "amazon", "shein", "temu")


def asked(today=TODAY, **facts):
    known = {"reason": Reason.DEFECTIVE, "shop": "aliexpress", "payment": Payment.PIX, "placed_on": PLACED, **facts}
    return [question.fact for question in questions(Known(**known), today)]


def test_a_broken_thing_is_asked_about_step_by_step():
    assert asked()[0] == "received_on"
    assert "durable" not in asked() and "refused_on" not in asked()
    here = {"received_on": TODAY - 9 * DAY}
    assert asked(**here)[:2] == ["durable", "defect_seen_on"]
    told = {**here, "durable": True, "defect_seen_on": TODAY, "promised_on": PLACED, "receipt_confirmed_on": TODAY}
    assert asked(**told) == ["contacted_on", "protected_until"]
    proved = {**told, "contacted_on": TODAY, "contact_is_proved": True, "protected_until": TODAY}
    assert asked(**proved) == ["refused_on"]
    assert asked(**proved, refused_on=TODAY) == []


@pytest.mark.parametrize(("facts", "first"), [
    ({"reason": Reason.NOT_RECEIVED}, "promised_on"),
    ({"reason": Reason.NOT_RECEIVED, "promised_on": PLACED}, "receipt_confirmed_on"),
    ({"reason": Reason.NOT_RECEIVED, "shop": "amazon"}, "contacted_on"),
    ({"reason": Reason.NOT_RECEIVED, "shop": "amazon", "payment": Payment.CREDIT_CARD}, "promised_on"),
    ({"reason": Reason.REFUND_NOT_PAID}, "refund_promised_on"),
    ({"reason": Reason.ACCOUNT_ACCESS}, "contacted_on"),
    ({"reason": Reason.REGRET}, "received_on"),
])
def test_what_is_asked_first(facts, first):
    assert asked(**facts)[0] == first


def test_nothing_is_asked_of_a_swindle_outside_the_shop():
    assert asked(reason=Reason.FRAUD_OUTSIDE) == []


def test_windows_of_a_dispute_that_runs_at_the_shop_are_not_asked_about():
    gone = set(asked(reason=Reason.NOT_RECEIVED)) - set(asked(reason=Reason.NOT_RECEIVED, busy_at_shop=True))
    assert gone == {"promised_on", "receipt_confirmed_on", "shipped_on", "protected_until"}


def test_i_do_not_know_is_final_and_not_yet_is_asked_again_after_a_week():
    assert "received_on" not in asked(not_known=("received_on",), today=TODAY + 900 * DAY)
    not_yet = tuple(put_off("received_on", [], TODAY))
    assert not_yet == ("received_on@2026-11-22",)
    assert "received_on" not in asked(not_known=not_yet, today=TODAY + ASK_AGAIN - DAY)
    assert "received_on" in asked(not_known=not_yet, today=TODAY + ASK_AGAIN)
    # Said again, it takes the place of what was said before.
    assert put_off("received_on", [*not_yet, "durable"]) == ["durable", "received_on"]


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from([f"{fact}@bad" for fact in QUESTIONS])), max_size=6))
def test_whatever_is_kept_in_not_known_no_question_breaks(entries):
    for fact in QUESTIONS:
        assert is_put_off(fact, entries, TODAY) in (True, False)


@pytest.mark.parametrize(("fact", "day", "sentence"), [
    ("received_on", TODAY + DAY, "ainda não chegou"),
    ("received_on", PLACED - DAY, "antes da compra"),
    ("received_on", date(1, 1, 1), "Confira o ano"),
    ("promised_on", date(9999, 12, 31), "Confira o ano"),
    ("refused_on", TODAY - 3 * DAY, "antes de você reclamar"),
])
def test_days_that_cannot_be(fact, day, sentence):
    with translation.override("pt-br"):
        assert sentence in str(why_not(fact, day, placed_on=PLACED, today=TODAY, contacted_on=TODAY - DAY))


def test_a_promise_may_lie_ahead():
    assert not why_not("promised_on", TODAY + 20 * DAY, placed_on=PLACED, today=TODAY)
    assert not why_not("received_on", TODAY, placed_on=PLACED, today=TODAY)


def test_every_question_says_why_it_matters():
    with translation.override("pt-br"):
        for question in QUESTIONS.values():
            assert str(question.words).endswith("?") and str(question.why).endswith("."), question.fact


# -- Against the rules themselves --------------------------------------------------------------


@pytest.fixture(scope="module")
def rules():
    entries = [fields_of(entry) for entry in json.loads(DATA.read_text(encoding="utf-8"))["rules"]]
    return [Rule(**fields) for fields in entries if fields["on_filing"]]


def windows(rules, known):
    """Return what the rules lay on a case that knows this: {slug: (first day, cap)}."""
    order = Order(
        marketplace=Company(slug=known.shop), payment_method=known.payment, placed_on=known.placed_on,
        promised_on=known.promised_on, protected_until=known.protected_until, shipped_on=known.shipped_on,
        received_on=known.received_on, receipt_confirmed_on=known.receipt_confirmed_on, durable=known.durable,
    )
    complaint = Complaint(
        order=order, user=User(), reason=known.reason, contacted_on=known.contacted_on, filed_at=NOW,
        defect_seen_on=known.defect_seen_on, refund_promised_on=known.refund_promised_on,
    )
    dates = known_dates(complaint)
    return {rule.slug: (day, cap_of(rule, dates)) for rule, day in rules_on_filing(complaint, rules)}


@pytest.mark.parametrize("shop", SHOPS)
def test_every_question_asked_starts_moves_or_ends_a_window(rules, shop):
    told = {"received_on": TODAY - 9 * DAY, "durable": True, "defect_seen_on": TODAY - 2 * DAY}
    for reason in Reason.values:
        for payment in (Payment.PIX, Payment.CREDIT_CARD):
            for facts in ({}, {"received_on": TODAY - 9 * DAY}, {**told, "promised_on": TODAY - 20 * DAY}):
                known = Known(reason=reason, shop=shop, payment=payment, placed_on=PLACED, **facts)
                before = windows(rules, known)
                for question in questions(known, TODAY):
                    day = TODAY + 30 * DAY if question.may_be_ahead else TODAY - DAY
                    after = windows(rules, replace(known, **{question.fact: day if question.is_day else True}))
                    assert after != before, (question.fact, reason, shop, payment, facts)
