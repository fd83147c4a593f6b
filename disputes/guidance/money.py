"""Doors on the side of the payment: card, bank, PayPal, Pix by fraud, the payment company in Brazil. Pure."""

from datetime import timedelta

from complaints.choices import Reason
from disputes.guidance.case import CHARGED, PROMISED, UNCLEAR
from disputes.guidance.doors import DoorName, Status, Takes
from disputes.guidance.option import Exclusion, after_filing, day_status, option
from disputes.lifecycle import State

# So close to the end of the card's own days waiting for a dispute at the shop may cost the card.
TOO_CLOSE = timedelta(days=7)
CARD = ("card_safe", "card_network")
CARDS = ("credit_card", "debit_card")
# The networks know no dispute about these.
NOT_FOR_CARD = {Reason.REGRET, Reason.CUSTOMS_TAX, Reason.ACCOUNT_ACCESS}
NOT_FOR_PAYPAL = {*NOT_FOR_CARD, *PROMISED, Reason.SELLER_ASKS_EXTRA}
SHOP_MAY_CLOSE = Exclusion(DoorName.SHOP_DISPUTE, "shop_closes_when_card_contested", "practice")
PAYPAL_CLOSES = Exclusion(DoorName.PAYPAL, "paypal_closes_when_card_contested", "practice")
CARD_EXCLUDED = Exclusion(DoorName.CHARGEBACK, "card_and_paypal_exclude", "practice")


def chargeback(facts):
    door = DoorName.CHARGEBACK
    said = {"rules": CARD, "sources": ("card_texts",), "excludes": (SHOP_MAY_CLOSE,)}
    if facts.payment == "paypal":
        return _card_behind_paypal(facts, door, {**said, "excludes": (PAYPAL_CLOSES, SHOP_MAY_CLOSE)})
    if facts.payment not in CARDS:
        return option(facts, door, Status.CLOSED, "not_paid_by_card", takes_it=Takes.NO, **said)
    filed = after_filing(facts, door, window="sac_answer", done=CARD, **said)
    if filed:
        return filed
    if facts.reason in NOT_FOR_CARD:
        return option(
            facts, door, Status.CLOSED, "card_not_this_reason", takes_it=Takes.NO, reasons=("not_this_reason",), **said)
    if facts.is_settled:
        return option(facts, door, Status.CLOSED, "paid_there", takes_it=Takes.NO, **said)
    if facts.is_over(*CARD):
        return option(facts, door, Status.CLOSED, "card_window_over", takes_it=Takes.NO, **said)
    said |= _card_takes(facts)
    until, why = _card_day(facts)
    if facts.is_waiting_at(DoorName.PAYPAL):
        return option(facts, door, Status.EXCLUDED, "paypal_is_open", until=until, **said)
    hurries = until is not None and until - facts.today <= TOO_CLOSE
    if facts.dispute_is_open and facts.dispute_state != State.REFUND_LATE and not hurries:
        why = "refund_is_coming" if facts.dispute_state == State.REFUND_DUE else "dispute_first"
        return option(facts, door, Status.EXCLUDED, why, until=until, **said)
    if facts.dispute_is_open and hurries and facts.dispute_state != State.REFUND_LATE:
        why = "card_ends_before_dispute"
    if facts.is_fraud:
        return option(facts, door, Status.DO_TODAY, "card_fraud", until=until, **said)
    status = Status.DO_TODAY if why == "past_safe_ask_now" else day_status(facts, until)
    return option(facts, door, status, why, until=until, **said)


def _card_day(facts):
    """Return (last safe day or None, why) of a card that may still be contested."""
    safe, network = facts.window("card_safe"), facts.window("card_network")
    if safe:
        return safe.safe_on, "contest_on_card"
    if network:
        return network.safe_on, "past_safe_ask_now"
    return None, "contest_on_card_undated"


def _card_takes(facts):
    if facts.payment == "debit_card":
        return {"takes_it": Takes.UNKNOWN, "reasons": ("debit_ask_bank",)}
    if facts.not_arrived or facts.arrived or facts.is_fraud:
        return {"takes_it": Takes.YES, "reasons": ("bank_decides",)}
    if facts.reason in UNCLEAR:
        return {"takes_it": Takes.UNKNOWN, "reasons": ("depends_on_problem",)}
    return {"takes_it": Takes.UNKNOWN, "reasons": ("reason_not_confirmed",)}


def _card_behind_paypal(facts, door, said):
    """PayPal may itself have charged a card: one of the two doors, never both."""
    said = {**said, "reasons": ("paypal_funding_unknown",), "trust": "memory"}
    filed = after_filing(facts, door, window="sac_answer", **said)
    if filed:
        return filed
    if facts.reason in NOT_FOR_CARD or facts.is_settled:
        why = "paid_there" if facts.is_settled else "card_not_this_reason"
        return option(facts, door, Status.CLOSED, why, takes_it=Takes.NO, **said)
    if facts.is_waiting_at(DoorName.PAYPAL) or facts.window("paypal_open"):
        return option(facts, door, Status.EXCLUDED, "paypal_first", **said)
    return option(facts, door, Status.OPEN, "card_behind_paypal", **said)


def paypal(facts):
    door = DoorName.PAYPAL
    said = {"rules": ("paypal_open", "paypal_escalate"), "sources": ("paypal_help",), "excludes": (CARD_EXCLUDED,)}
    if facts.payment != "paypal":
        return option(facts, door, Status.CLOSED, "not_paid_by_paypal", takes_it=Takes.NO, **said)
    filing, escalate = facts.filed_at(door), facts.window("paypal_escalate")
    if filing and filing.state != "closed" and filing.quality != "solved":
        if escalate:
            return option(
                facts, door, day_status(facts, escalate.safe_on), "escalate_paypal", until=escalate.safe_on,
                takes_it=Takes.YES, **said)
        if facts.is_over("paypal_escalate"):
            return option(facts, door, Status.CLOSED, "paypal_closed_itself", takes_it=Takes.NO, **said)
    filed = after_filing(facts, door, done=("paypal_open",), **said)
    if filed:
        return filed
    if facts.is_waiting_at(DoorName.CHARGEBACK):
        return option(facts, door, Status.EXCLUDED, "card_was_contested", **said)
    if facts.reason in NOT_FOR_PAYPAL:
        return option(
            facts, door, Status.CLOSED, "paypal_not_this_reason", takes_it=Takes.NO, reasons=("not_this_reason",),
            **said)
    if facts.is_settled:
        return option(facts, door, Status.CLOSED, "paid_there", takes_it=Takes.NO, **said)
    if facts.is_over("paypal_open"):
        return option(facts, door, Status.CLOSED, "paypal_window_over", takes_it=Takes.NO, **said)
    if facts.dispute_state == State.REFUND_DUE:
        return option(facts, door, Status.EXCLUDED, "refund_is_coming", **said)
    live = facts.window("paypal_open")
    unclear = facts.reason in UNCLEAR or facts.is_fraud
    said |= {
        "takes_it": Takes.UNKNOWN if unclear else Takes.YES, "reasons": ("depends_on_problem",) if unclear else ()}
    until = live.safe_on if live else None
    return option(facts, door, day_status(facts, until), "open_paypal", until=until, **said)


def bank_sac(facts):
    door, said = DoorName.BANK_SAC, {"rules": ("sac_answer", "sac_history"), "takes_it": Takes.YES}
    if facts.payment in ("paypal", "other"):
        return option(facts, door, Status.CLOSED, "not_a_bank_payment", **{**said, "takes_it": Takes.NO})
    filed = after_filing(facts, door, window="sac_answer", **said)
    if filed:
        return filed
    asked = [facts.filed_at(name) for name in (DoorName.CHARGEBACK, DoorName.MED)]
    refused = any(filing and filing.quality in ("refusal", "standard", "none") for filing in asked)
    if refused:
        return option(facts, door, Status.OPEN, "bank_said_no", **said)
    if facts.is_fraud or facts.payment in CARDS and facts.reason in CHARGED:
        return option(facts, door, Status.OPEN, "tell_the_bank", **said)
    if facts.payment in CARDS:
        return option(facts, door, Status.LATER, "after_bank_refuses", **said)
    return option(facts, door, Status.CLOSED, "bank_has_no_part", **{**said, "takes_it": Takes.NO})


def med(facts):
    door, said = DoorName.MED, {"rules": ("med_request", "med_analysis", "med_total"), "sources": ("med_press",)}
    if facts.payment != "pix":
        return option(facts, door, Status.CLOSED, "not_paid_by_pix", takes_it=Takes.NO, **said)
    if not facts.is_fraud:
        return option(
            facts, door, Status.CLOSED, "med_only_fraud", takes_it=Takes.NO, reasons=("no_fraud",), **said)
    filed = after_filing(facts, door, window="med_analysis", done=("med_request",), **said)
    if filed:
        return filed
    if facts.is_over("med_request"):
        return option(facts, door, Status.CLOSED, "med_window_over", takes_it=Takes.NO, **said)
    live = facts.window("med_request")
    return option(
        facts, door, Status.DO_TODAY, "phone_the_bank_now", until=live.safe_on if live else None,
        takes_it=Takes.YES, reasons=("only_what_is_left",), **said)


def ebanx(facts):
    door = DoorName.EBANX
    said = {"rules": ("ebanx_refund_deposit",), "sources": ("ebanx_help",)}
    if facts.shop != "aliexpress" or facts.payment not in ("pix", "boleto") or facts.is_fraud:
        return option(facts, door, Status.CLOSED, "not_through_ebanx", takes_it=Takes.NO, **said)
    filed = after_filing(facts, door, window="ebanx_refund_deposit", **said)
    if filed:
        return filed
    if facts.paid_to and "ebanx" not in facts.paid_to.casefold():
        return option(facts, door, Status.CLOSED, "another_company_received", takes_it=Takes.NO, **said)
    if facts.is_settled:
        return option(facts, door, Status.CLOSED, "paid_there", takes_it=Takes.NO, **said)
    knows = {"takes_it": Takes.YES} if facts.paid_to else {
        "takes_it": Takes.UNKNOWN, "reasons": ("ebanx_not_every_payment",), "asks": facts.asks("paid_to")}
    if facts.reason in PROMISED or facts.money_is_awaited:
        return option(facts, door, Status.OPEN, "ask_ebanx_for_refund", **said, **knows)
    return option(facts, door, Status.LATER, "ebanx_after_winning", **said, **knows)
