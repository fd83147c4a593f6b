"""Guidance for whatever is known of a case: never lost for an answer, never late, never unfounded."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.choices import Outcome, Payment, Proof, Reason
from disputes import guidance_words as words
from disputes.guard_words import worded
from disputes.guards import Action, warnings
from disputes.guidance import CaseFacts, DoorName, Filed, Procon, Status, Window, is_shut, options
from disputes.guidance.doors import SOURCES
from disputes.lifecycle import State
from disputes.models.escalations import Door
from tests.disputes.test_guidance_cases import TODAY, WAGE, found

days = st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))
maybe = st.one_of(st.none(), days)
three = st.sampled_from([None, True, False])
SLUGS = (
    "ae_open_after_confirm", "ae_open_after_delivery_time", "ae_first_day", "shopee_open", "cdc49", "cdc18",
    "cdc26_durable", "cdc26_nondurable", "d7962_answer", "card_safe", "card_network", "paypal_open", "paypal_escalate",
    "med_request", "med_analysis", "cgb_company", "cgb_consumer", "cip_default", "ra_rate", "sac_answer",
    "ebanx_refund_deposit", "jec_conciliation",
)
OF_SHOP = SLUGS[:4]


@st.composite
def windows(draw):
    """A clock is over only after its safe day, as the sum of a clock has it."""
    made = {}
    for slug in draw(st.sets(st.sampled_from(SLUGS), max_size=6)):
        safe = draw(days)
        over = safe < TODAY and draw(st.booleans())
        made[slug] = Window(
            safe, is_over=over, held=not over and draw(st.booleans()), met=not over and draw(st.booleans()),
            of_shop=slug in OF_SHOP, is_start=slug == "ae_first_day")
    return made


filings = st.builds(
    Filed, door=st.sampled_from([
        "shop_help", "bank_sac", "chargeback", "paypal", "med", "ebanx", "reclame_aqui", "consumidor_gov", "procon",
        "juizado", "defensoria", "proteste", "police", "other"]),
    state=st.sampled_from(["filed", "answered", "closed"]),
    quality=st.sampled_from(["", "none", "asks_data", "standard", "offer", "refusal", "solved"]),
    filed_on=maybe, rated=st.booleans(),
)
known = st.builds(
    CaseFacts, today=st.just(TODAY), reason=st.sampled_from(Reason.values), outcome=st.sampled_from(Outcome.values),
    is_open=st.booleans(), amount=st.one_of(st.none(), st.decimals(1, 200000, places=2)),
    currency=st.sampled_from(["BRL", "USD"]),
    shop=st.sampled_from(["aliexpress", "shopee", "amazon", "temu", "outra-loja"]), shop_is_foreign=three,
    payment=st.sampled_from(Payment.values), paid_to=st.sampled_from(["", "EBANX", "Alipay Brasil"]),
    received_on=maybe, receipt_confirmed_on=maybe, contacted_on=maybe, refused_on=maybe,
    dispute_state=st.one_of(st.none(), st.sampled_from([str(state) for state in State])),
    dispute_mode=st.sampled_from(["", "tracked", "hosted"]), can_open_dispute=st.booleans(),
    dispute_turn_until=maybe, dispute_turn_is_over=st.booleans(), windows=windows(),
    filed=st.lists(filings, max_size=3).map(tuple), state=st.sampled_from(["", "SP", "MG"]),
    gov_br_level=st.sampled_from(["", "none", "bronze", "silver", "gold"]), on_consumidor_gov=three,
    can_be_sued_here=three, minimum_wage=st.sampled_from([None, WAGE]),
    procon=st.one_of(st.none(), st.builds(Procon, st.just("procon-sp"), takes_foreign_shops=three)),
    proofs=st.frozensets(st.sampled_from(Proof.values), max_size=4),
    checklist=st.lists(st.sampled_from(Proof.values), max_size=4, unique=True).map(tuple),
    not_known=st.frozensets(st.sampled_from(["state", "paid_to", "gov_br_level", "shop_on_consumidor_gov"])),
)


@given(known)
def test_every_case_has_an_answer_for_every_door(facts):
    every = options(facts)
    assert {each.door for each in every} == set(DoorName)
    assert len(every) == len(DoorName)
    open_ones = [place for place, each in enumerate(every) if not is_shut(each)]
    shut = [place for place, each in enumerate(every) if is_shut(each)]
    assert not open_ones or not shut or max(open_ones) < min(shut)
    # The same facts, the same order.
    assert every == options(facts)
    for each in every:
        assert each.rules or each.sources
        assert set(each.sources) <= set(SOURCES)
        assert set(each.have) <= set(each.documents)
        assert each.trust
        assert not set(each.asks) & facts.not_known
        if not facts.is_open:
            assert each.status == Status.CLOSED


@settings(max_examples=60)
@given(known)
def test_nothing_is_for_today_after_its_window(facts):
    for each in options(facts):
        if each.status != Status.DO_TODAY:
            continue
        ruled = [facts.windows[slug] for slug in each.rules if slug in facts.windows]
        assert not ruled or each.door in ("shop_dispute", "hosted_dispute") or any(not one.is_over for one in ruled)
        if each.door == "med":
            assert not facts.is_over("med_request")


@settings(max_examples=40)
@given(known)
def test_med_is_for_fraud_only(facts):
    med = found(facts)["med"]
    if not facts.is_fraud or facts.payment != "pix":
        assert med.status == Status.CLOSED
        assert facts.is_open is False or med.takes_it == "no"


@settings(max_examples=40)
@given(known)
def test_card_and_paypal_are_never_open_together_once_one_was_used(facts):
    doors = found(facts)
    if facts.payment == "paypal" and facts.is_waiting_at("chargeback") and facts.filed_at("paypal") is None:
        assert doors["paypal"].status not in (Status.OPEN, Status.DO_TODAY)
    if facts.payment == "credit_card" and facts.is_waiting_at("paypal") and facts.filed_at("chargeback") is None:
        assert doors["chargeback"].status not in (Status.OPEN, Status.DO_TODAY)


@settings(max_examples=60)
@given(known)
def test_every_code_has_its_words(facts):
    for each in options(facts):
        assert words.why_words(each.why, each.params)
        assert words.STATUS[each.status]()
        assert words.COSTS[each.cost]()
        assert words.TAKES[each.takes_it]()
        assert all(words.REASONS[code](each.params) for code in each.reasons)
        assert all(words.EXCLUDES[one.code]() for one in each.excludes)
        assert all(words.SOURCES[name]() for name in each.sources)
        assert all(words.document_words(code) for code in each.documents)
        assert all(words.ASKS[name]() for name in each.asks)
        assert words.door_title(each.door)


@given(known, st.sampled_from(Action))
def test_every_warning_has_its_words_and_the_strong_come_first(facts, action):
    found_ones = warnings(action, facts)
    strong = [warning.strong for warning in found_ones]
    assert strong == sorted(strong, reverse=True)
    assert len(worded(found_ones)) == len(found_ones)
    assert len({warning.code for warning in found_ones}) == len(found_ones)
    assert facts.is_open or not found_ones


@settings(max_examples=40)
@given(known)
def test_a_pix_is_never_called_back_for_a_quarrel(facts):
    codes = {warning.code for warning in warnings("med", facts)}
    assert ("med_today" in codes) <= (facts.is_fraud and facts.payment == "pix" and facts.is_open)


def test_the_doors_outside_bear_the_names_of_the_filings():
    outside = set(Door.values) - {"other"}
    assert outside < set(DoorName)
    assert {str(door) for door in DoorName} - outside == {"shop_dispute", "hosted_dispute", "withdrawal", "guarantee"}
