"""The one next step: pure values in, one step out, and never a question without an answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.guidance import Facts, Step, next_step
from disputes.lifecycle import State
from disputes.panels import SENTENCES

DAY = date(2026, 11, 27)
EARLIER, LATER = DAY - timedelta(days=2), DAY + timedelta(days=9)


@pytest.mark.parametrize(("facts", "step"), [
    (Facts(case_is_open=False), Step("closed")),
    (Facts(), Step("open_dispute")),
    (Facts(dispute_until=DAY), Step("open_dispute", DAY)),
    # The day of the dispute is said whatever other window ends before it.
    (Facts(dispute_until=DAY, own_clock_until=EARLIER), Step("open_dispute", DAY)),
    # Nobody is sent to a door that has closed.
    (Facts(dispute_window_is_over=True), Step("next_door")),
    (Facts(dispute_window_is_over=True, own_clock_until=DAY), Step("own_clock", DAY)),
    (Facts(contact_until=DAY, dispute_until=LATER), Step("contact_shop", DAY)),
    (Facts(contact_until=DAY, dispute_state="waiting_seller", turn_until=LATER), Step("wait_seller", LATER)),
    (Facts(can_open_dispute=False), Step("next_door")),
    (Facts(can_open_dispute=False, own_clock_until=DAY), Step("own_clock", DAY)),
    (Facts(dispute_state="waiting_seller", turn_until=DAY), Step("wait_seller", DAY)),
    (Facts(dispute_state="waiting_seller", turn_until=DAY, own_clock_until=EARLIER), Step("own_clock", EARLIER)),
    (Facts(dispute_state="waiting_seller", turn_until=DAY, own_clock_until=LATER), Step("wait_seller", DAY)),
    (Facts(dispute_state="mediation", turn_until=DAY, turn_is_over=True), Step("wait_mediator")),
    (Facts(dispute_state="waiting_buyer", turn_until=DAY, offer_is_open=True), Step("answer_offer", DAY)),
    (Facts(dispute_state="waiting_buyer", turn_until=DAY), Step("answer_refusal", DAY)),
    # One's own turn comes before a window that closes earlier: it is the same person's, and needs one answer.
    (Facts(dispute_state="waiting_buyer", turn_until=DAY, own_clock_until=EARLIER), Step("answer_refusal", DAY)),
    (Facts(dispute_state="mediation", turn_until=DAY), Step("wait_mediator", DAY)),
    (Facts(dispute_state="mediation", turn_until=DAY, turn_is_over=True), Step("wait_mediator")),
    (Facts(dispute_state="refund_due", turn_until=DAY), Step("wait_money", DAY)),
    (Facts(dispute_state="refund_late", turn_until=DAY, turn_is_over=True), Step("money_late")),
    (Facts(dispute_state="refund_late", turn_until=DAY), Step("money_late", DAY)),
    (Facts(dispute_state="asked_buyer", turn_until=DAY, own_clock_until=EARLIER), Step("answer_question", DAY)),
    (Facts(dispute_state="asked_seller", turn_until=DAY), Step("wait_seller_answer", DAY)),
    (Facts(dispute_state="judged_buyer", turn_until=DAY), Step("wait_appeal", DAY)),
    (Facts(dispute_state="judged_split", turn_until=DAY), Step("appeal_or_wait", DAY)),
    (Facts(dispute_state="judged_seller", turn_until=DAY), Step("appeal_or_accept", DAY)),
    (Facts(dispute_state="appeal", turn_until=DAY), Step("wait_appeal_decision", DAY)),
    (Facts(dispute_state="return_label", turn_until=DAY, own_clock_until=EARLIER), Step("own_clock", EARLIER)),
    (Facts(dispute_state="return_label", turn_until=DAY), Step("wait_label", DAY)),
    (Facts(dispute_state="return_due", turn_until=DAY), Step("post_product", DAY)),
    (Facts(dispute_state="return_sent", turn_until=DAY), Step("wait_arrival", DAY)),
    (Facts(dispute_state="lapsed"), Step("next_door")),
    (Facts(dispute_state="lost"), Step("next_door")),
    (Facts(dispute_state="lost", own_clock_until=DAY), Step("own_clock", DAY)),
    (Facts(dispute_state="withdrawn"), Step("next_door")),
])
def test_what_to_do_now(facts, step):
    assert next_step(facts) == step


days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.builds(
    Facts, case_is_open=st.booleans(), dispute_state=st.none() | st.sampled_from(sorted(State)), turn_until=days,
    turn_is_over=st.booleans(), offer_is_open=st.booleans(), own_clock_until=days,
    can_open_dispute=st.booleans(), dispute_until=days, dispute_window_is_over=st.booleans(), contact_until=days,
))
def test_there_is_always_one_step_and_it_has_words(facts):
    step = next_step(facts)
    assert step.code == "own_clock" or step.code in SENTENCES
    assert step.until in (
        None, facts.turn_until, facts.own_clock_until, facts.dispute_until, facts.contact_until
    )
    if step.code == "own_clock":
        assert step.until
    if not facts.case_is_open:
        assert step.code == "closed"
