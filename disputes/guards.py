"""What to be told before a click that cannot be taken back. Pure: facts of the case in, warnings out."""

from dataclasses import dataclass, field
from enum import StrEnum

from complaints.choices import Reason
from disputes.guidance.case import ALONE_WAGES, MOST_WAGES

# The shop's windows that a confirmation of receipt starts or cuts short.
BEFORE_CONFIRMING = ("ae_open_after_delivery_time", "ae_first_day", "shopee_open", "shopee_electronics")


class Action(StrEnum):
    """A click that ends or excludes something. Where it is the door of a filing, it bears that door's name."""

    CONFIRM_RECEIPT = "confirm_receipt"
    ACCEPT_OFFER = "accept_offer"
    WITHDRAW = "withdraw"
    CLOSE_CASE = "close_case"
    CHARGEBACK = "chargeback"
    PAYPAL = "paypal"
    LAWSUIT = "juizado"
    MED = "med"


@dataclass(frozen=True)
class Warning:
    """One thing to know before: a code that `guard_words` words, and whether it may cost money or a right."""

    code: str
    strong: bool = False
    params: dict = field(default_factory=dict)


def warnings(action, facts):
    """Return the warnings before `action`, the strong ones first; [] for a door that excludes nothing."""
    if action not in BEFORE or not facts.is_open:
        return []
    return sorted(BEFORE[Action(action)](facts), key=lambda warning: not warning.strong)


def confirm_receipt(facts):
    live = any(facts.windows[slug].is_live for slug in BEFORE_CONFIRMING if slug in facts.windows)
    if facts.receipt_confirmed_on or not live:
        return
    not_here = facts.not_arrived and facts.received_on is None
    yield Warning("not_here_yet" if not_here else "check_first", strong=True)
    if facts.shop == "aliexpress":
        yield Warning("starts_short_window", strong=True)
    elif facts.shop == "shopee":
        yield Warning("ends_guarantee", strong=True)


def accept_offer(facts):
    yield Warning("ends_dispute", strong=True)
    asked, offered = facts.asked_amount, facts.offer_amount
    if asked and offered is not None and offered < asked:
        yield Warning("less_than_asked", strong=True, params={"offered": offered, "difference": asked - offered})
    card = facts.window("card_safe", "card_network")
    if card:
        yield Warning("ends_chargeback", params={"day": card.safe_on})
    paypal = facts.window("paypal_open")
    if paypal:
        yield Warning("ends_paypal", params={"day": paypal.safe_on})
    if facts.is_waiting_at("juizado"):
        yield Warning("tell_the_court", strong=True)
    yield Warning("lawsuit_after_settlement")


def withdraw(facts):
    # Of a dispute held here another may be opened; the shops' texts say no to that.
    if facts.dispute_mode != "hosted":
        yield Warning("cannot_reopen", strong=True)
    of_shop = facts.of_shop()
    if of_shop and facts.is_over(*of_shop):
        yield Warning("shop_window_over", strong=True)
    if facts.money_is_awaited:
        yield Warning("money_not_come", strong=True)
    yield Warning("asked_to_withdraw")


def close_case(facts):
    if facts.dispute_is_open:
        yield Warning("dispute_goes_on", strong=True)
    if facts.money_is_awaited:
        yield Warning("money_not_come", strong=True)
    if any(filing.state != "closed" and filing.quality != "solved" for filing in facts.filed):
        yield Warning("filed_outside", strong=True)
    card = facts.window("card_safe", "card_network")
    if card and not facts.is_settled:
        yield Warning("card_still_open", params={"day": card.safe_on})
    yield Warning("case_stays_shut")


def chargeback(facts):
    if facts.is_settled:
        yield Warning("already_settled", strong=True)
    elif facts.money_is_awaited and facts.dispute_state == "refund_due":
        yield Warning("refund_on_its_way", strong=True)
    elif facts.dispute_is_open:
        yield Warning("dispute_may_close", strong=True)
    if facts.is_waiting_at("paypal") or facts.payment == "paypal":
        yield Warning("paypal_or_card", strong=True)
    if facts.reason == Reason.REGRET:
        yield Warning("card_not_for_regret", strong=True)
    if facts.payment in ("pix", "boleto"):
        yield Warning("not_a_card", strong=True)
    elif facts.is_over("card_safe") and facts.window("card_network"):
        yield Warning("past_safe_days", params={"day": facts.window("card_network").safe_on})
    elif facts.is_over("card_safe", "card_network"):
        yield Warning("card_window_over", strong=True)


def paypal(facts):
    if facts.is_waiting_at("chargeback"):
        yield Warning("card_or_paypal", strong=True)
    if facts.is_settled:
        yield Warning("already_settled", strong=True)
    if facts.payment != "paypal":
        yield Warning("not_paypal", strong=True)
    elif facts.is_over("paypal_open"):
        yield Warning("paypal_window_over", strong=True)
    yield Warning("paypal_twenty_days")


def lawsuit(facts):
    if facts.is_settled:
        yield Warning("settled_before_court", strong=True)
    elif facts.is_agreed and facts.dispute_state != "refund_late":
        yield Warning("agreement_runs", strong=True)
    if facts.can_be_sued_here is not True and not facts.paid_to:
        yield Warning("nobody_to_sue", strong=True)
    if facts.minimum_wage and facts.amount is not None and facts.currency == "BRL":
        most = MOST_WAGES * facts.minimum_wage
        if facts.amount > most:
            yield Warning("gives_up_excess", strong=True, params={"excess": facts.amount - most})
        elif facts.amount > ALONE_WAGES * facts.minimum_wage:
            yield Warning("needs_lawyer", strong=True)


def med(facts):
    if facts.payment != "pix":
        yield Warning("med_only_pix", strong=True)
    elif not facts.is_fraud:
        yield Warning("med_not_fraud", strong=True)
    elif facts.is_over("med_request"):
        yield Warning("med_window_over", strong=True)
    else:
        yield Warning("med_today", strong=True)


BEFORE = {
    Action.CONFIRM_RECEIPT: confirm_receipt,
    Action.ACCEPT_OFFER: accept_offer,
    Action.WITHDRAW: withdraw,
    Action.CLOSE_CASE: close_case,
    Action.CHARGEBACK: chargeback,
    Action.PAYPAL: paypal,
    Action.LAWSUIT: lawsuit,
    Action.MED: med,
}
