"""Doors at the shop and here: its help, its dispute, ours, the seven days, the legal guarantee. Pure."""

from complaints.choices import Reason
from disputes.guidance.doors import DoorName, Status, Takes
from disputes.guidance.option import Exclusion, after_filing, day_status, option
from disputes.guidance.step import ACTING
from disputes.lifecycle import State

GUARANTEES = ("cdc26_nondurable", "cdc26_durable", "cdc26_hidden_nondurable", "cdc26_hidden_durable")
DEFECTS = {Reason.DEFECTIVE, Reason.DAMAGED, Reason.NOT_AS_DESCRIBED}
# A dispute about these has no place at the shop: nothing was bought there, or it is about the account.
NO_SHOP_DISPUTE = {Reason.ACCOUNT_ACCESS, Reason.FRAUD_OUTSIDE, Reason.DISPUTE_CLOSED}
BUYERS_TURN = {State.WAITING_BUYER, *ACTING}
CLOSING = (
    Exclusion(DoorName.SHOP_DISPUTE, "closing_is_final", "no_reopening"),
    Exclusion(DoorName.JUIZADO, "agreement_binds", "practice"),
)
CLOSING_CARD = Exclusion(DoorName.CHARGEBACK, "agreement_ends_card", "practice")


def shop_help(facts):
    door, said = DoorName.SHOP_HELP, {"rules": ("d7962_answer",), "sources": ("d7962_4",), "takes_it": Takes.YES}
    if facts.is_fraud:
        return option(facts, door, Status.CLOSED, "paid_outside", **{**said, "takes_it": Takes.NO})
    filed = after_filing(facts, door, window="d7962_answer", **said)
    if filed:
        return filed
    answer = facts.windows.get("d7962_answer")
    if facts.refused_on:
        return option(facts, door, Status.USED, "shop_refused", **said)
    if facts.contacted_on is None:
        return option(facts, door, Status.OPEN, "ask_shop_first", **said)
    if answer and answer.is_live:
        return option(facts, door, Status.WAITING, "shop_must_answer", until=answer.safe_on, **said)
    if answer and answer.is_over:
        return option(facts, door, Status.USED, "shop_was_silent", **said)
    return option(facts, door, Status.USED, "shop_was_asked", **said)


def running_dispute(facts, door, said):
    """Return the option of the dispute that runs behind `door`."""
    if facts.dispute_state in BUYERS_TURN and not facts.dispute_turn_is_over:
        until = facts.dispute_turn_until
        why = "your_turn_late_money" if facts.dispute_state == State.REFUND_LATE else "your_turn"
        return option(facts, door, day_status(facts, until), why, until=until, **said)
    why = "wait_for_money" if facts.dispute_state == State.REFUND_DUE else "dispute_runs"
    until = None if facts.dispute_turn_is_over else facts.dispute_turn_until
    return option(facts, door, Status.WAITING, why, until=until, **said)


def closing_of(facts):
    """Return what accepting an offer in a dispute, or closing it, ends."""
    return (*CLOSING, CLOSING_CARD) if facts.payment in ("credit_card", "debit_card") else CLOSING


def shop_dispute(facts):
    door = DoorName.SHOP_DISPUTE
    windows = facts.of_shop()
    starts = tuple(slug for slug, window in facts.windows.items() if window.of_shop and window.is_start)
    said = {"rules": (*windows, *starts), "sources": ("d7962_4",), "excludes": closing_of(facts)}
    if facts.reason in NO_SHOP_DISPUTE:
        why = {
            Reason.FRAUD_OUTSIDE: "paid_outside", Reason.DISPUTE_CLOSED: "dispute_was_closed",
        }.get(facts.reason, "not_this_reason")
        return option(facts, door, Status.CLOSED, why, takes_it=Takes.NO, **said)
    if facts.dispute_mode == "tracked" and facts.dispute_state:
        if facts.dispute_is_open:
            return running_dispute(facts, door, {**said, "takes_it": Takes.YES})
        why = "paid_there" if facts.is_settled else "dispute_is_over"
        return option(facts, door, Status.CLOSED, why, takes_it=Takes.NO, **{**said, "sources": ("no_reopening",)})
    if facts.reason == Reason.REFUND_NOT_PAID:
        return option(facts, door, Status.USED, "already_won", takes_it=Takes.NO, **said)
    if windows and facts.is_over(*windows):
        return option(facts, door, Status.CLOSED, "shop_window_over", takes_it=Takes.NO, **said)
    first = facts.window(*starts)
    if first and first.safe_on > facts.today:
        return option(facts, door, Status.LATER, "button_not_there_yet", until=first.safe_on, **said)
    live = facts.window(*windows)
    if live:
        return option(
            facts, door, day_status(facts, live.safe_on), "open_shop_dispute", until=live.safe_on,
            takes_it=Takes.YES, **said)
    if facts.shop == "outra-loja":
        return option(facts, door, Status.OPEN, "look_for_a_dispute", reasons=("programme_unknown",), **said)
    return option(facts, door, Status.OPEN, "open_shop_dispute_undated", reasons=("window_unknown",), **said)


def hosted_dispute(facts):
    door = DoorName.HOSTED_DISPUTE
    said = {
        "rules": ("house_seller_answer", "house_decision"), "sources": ("house",), "excludes": closing_of(facts)[1:]}
    if facts.reason in NO_SHOP_DISPUTE:
        return option(facts, door, Status.CLOSED, "not_this_reason", takes_it=Takes.NO, **said)
    if facts.dispute_mode == "hosted" and facts.dispute_state:
        if facts.dispute_is_open:
            return running_dispute(facts, door, {**said, "takes_it": Takes.YES})
        if facts.is_settled:
            return option(facts, door, Status.CLOSED, "paid_there", takes_it=Takes.NO, **said)
    if facts.dispute_is_open:
        return option(
            facts, door, Status.EXCLUDED, "one_dispute_at_a_time", **said)
    if not facts.can_open_dispute:
        return option(facts, door, Status.CLOSED, "paid_there" if facts.is_settled else "not_this_reason",
                      takes_it=Takes.NO, **said)
    return option(facts, door, Status.OPEN, "open_here", takes_it=Takes.YES, **said)


def withdrawal(facts):
    door, said = DoorName.WITHDRAWAL, {"rules": ("cdc49",), "sources": ("cdc49",)}
    regret = facts.reason == Reason.REGRET
    if not facts.arrived:
        return option(facts, door, Status.CLOSED, "not_this_reason", takes_it=Takes.NO, **said)
    live = facts.window("cdc49")
    if live:
        return option(
            facts, door, day_status(facts, live.safe_on), "withdraw_in_seven_days" if regret else "withdraw_also",
            until=live.safe_on, takes_it=Takes.YES, **said)
    if facts.is_over("cdc49"):
        return option(facts, door, Status.CLOSED, "seven_days_over", takes_it=Takes.NO, **said)
    if facts.received_on is None and facts.receipt_confirmed_on is None:
        asks = facts.asks("received_on")
        return option(facts, door, Status.NEEDS_FACTS, "when_did_it_arrive", asks=asks, **said)
    return option(facts, door, Status.USED, "withdrawal_told", **said)


def guarantee(facts):
    door = DoorName.GUARANTEE
    rules = tuple(slug for slug in GUARANTEES if slug in facts.windows) or GUARANTEES[:2]
    cure = facts.windows.get("cdc18") if facts.reason in DEFECTS else None
    said = {"rules": (*rules, "cdc18") if facts.reason in DEFECTS else rules, "sources": ("cdc18",)}
    if facts.not_arrived:
        return option(
            facts, door, Status.CLOSED, "not_arrived_is_offer", takes_it=Takes.NO,
            **{**said, "sources": ("cdc35",)})
    if not facts.arrived or facts.reason == Reason.REGRET:
        return option(facts, door, Status.CLOSED, "not_this_reason", takes_it=Takes.NO, **said)
    if facts.refused_on:
        return option(facts, door, Status.OPEN, "choose_after_refusal", takes_it=Takes.UNKNOWN, **said)
    if facts.contacted_on and cure and cure.is_live:
        return option(
            facts, door, Status.WAITING, "thirty_days_to_mend", until=cure.safe_on, takes_it=Takes.YES, **said)
    if facts.contacted_on and cure and cure.is_over:
        return option(facts, door, Status.OPEN, "choose_after_thirty_days", takes_it=Takes.YES, **said)
    live = facts.window(*GUARANTEES)
    if live:
        why = "guarantee_in_time" if facts.reason in DEFECTS else "guarantee_at_once"
        return option(facts, door, day_status(facts, live.safe_on), why, until=live.safe_on, takes_it=Takes.YES, **said)
    if any(facts.windows[slug].held for slug in GUARANTEES if slug in facts.windows):
        return option(facts, door, Status.WAITING, "guarantee_held", takes_it=Takes.YES, **said)
    if facts.is_over(*GUARANTEES):
        return option(facts, door, Status.CLOSED, "guarantee_over", takes_it=Takes.NO, **said)
    asks = () if facts.received_on else facts.asks("received_on")
    return option(facts, door, Status.NEEDS_FACTS, "when_did_it_arrive", asks=asks, **said)
