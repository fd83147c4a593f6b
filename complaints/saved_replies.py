"""Load the replies that come with the product, and fill one with the facts of a case."""

import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from complaints.choices import Party
from complaints.models import Deadline, Rule, SavedReply
from complaints.replies import Fact, Money
from complaints.rules import urges

DATA = Path(__file__).parent / "data" / "replies.json"
# Whose clocks are neither the consumer's nor the house's own: the rest is the other side.
NOT_OTHERS = {Party.BUYER, Party.STAFF, Party.MEDIATOR, Party.CLOCK}
# A message of the staff ends the clock of their answer: it is the mediator's day that is left to tell.
HOUSE = {Party.MEDIATOR}
# After these events money is on its way.
MONEY_STARTS = {"dispute_closed_won", "refund_processed", "bank_form_filled"}
DISPUTE = "dispute"
# What the dispute of a case is at, told by the floor above: an offer waits for the consumer; money is owed.
OFFER, MONEY_OWED = "offer", "money"
TELLERS = []


class LoadedReplies(NamedTuple):
    """How many replies a load wrote, how many stayed as they were, how many got the text of a newer edition."""

    added: int = 0
    same: int = 0
    renewed: int = 0


@transaction.atomic
def load_replies(path=DATA):
    """Write the replies of the data file when there is none at all; nothing is ever brought back.

    A text that stands word for word as an older edition shipped it gets the new words; any other is the
    team's and stays. Returns `LoadedReplies`.
    """
    entries = json.loads(Path(path).read_text(encoding="utf-8"))["replies"]
    before = {entry["title"]: entry.pop("before", []) for entry in entries}
    there = {reply.title: reply for reply in SavedReply.objects.all()}
    if there:
        renewed = 0
        for entry in entries:
            reply = there.get(entry["title"])
            if reply and fingerprint(reply) in before[reply.title]:
                reply.body_pt, reply.body_en = entry["body_pt"], entry["body_en"]
                reply.save(update_fields=["body_pt", "body_en"])
                renewed += 1
        return LoadedReplies(0, len(there) - renewed, renewed)
    SavedReply.objects.bulk_create([SavedReply(**entry) for entry in entries])
    return LoadedReplies(len(entries))


def fingerprint(reply):
    """Return what tells an edition of a reply from another: the SHA-256 of both texts."""
    return hashlib.sha256(f"{reply.body_pt}\0{reply.body_en}".encode()).hexdigest()


def tells(function):
    """Register a function of case ids that returns {case id: {OFFER, MONEY_OWED}} of open disputes."""
    TELLERS.append(function)
    return function


def told_of(case_ids):
    """Return {case id: what the dispute of the case is at}; nothing for a case without one."""
    told = defaultdict(set)
    for teller in TELLERS:
        for pk, names in teller(case_ids).items():
            told[pk] |= names
    return told


def clocks_of(case_ids):
    """Return {case id: its running clocks, with their rules}; two queries."""
    rows = Deadline.objects.running().filter(complaint__in=case_ids).only(
        "complaint_id", "rule_id", "kind", "owner", "party", "start_event", "state", "due_on", "due_at", "safe_on")
    clocks = defaultdict(list)
    for clock in rows:
        clocks[clock.complaint_id].append(clock)
    rules = Rule.objects.in_bulk({clock.rule_id for of_case in clocks.values() for clock in of_case})
    for of_case in clocks.values():
        for clock in of_case:
            clock.rule = rules[clock.rule_id]
    return clocks


def facts_of(complaint, clocks, told, writer, now):
    """Return what `complaints.replies.fill` wants of a case whose order and consumer are loaded.

    `clocks` are those of the case, with their rules; `told` is what `told_of` knows of it; `writer` is who of
    the staff writes. A day that is over is never among the facts, nor a clock that has ended.
    """
    order = complaint.order
    amount = complaint.amount_claimed or order.amount
    currency = order.currency if amount == order.amount else "BRL"
    return {
        "nome": complaint.user.display_name and complaint.user.get_short_name(), "caso": complaint.shown_reference,
        "loja": order.marketplace.shown_name if not complaint.shop_unknown else "", "vendedor": order.store,
        "produto": order.item, "pedido": order.number_shown,
        "valor": Money(amount, currency) if amount else None, "rastreio": order.tracking, "compra": order.placed_on,
        "prometido": order.promised_on, **days_of(complaint, clocks, told, now), "atendente": writer.get_short_name(),
    }


def days_of(complaint, clocks, told, now):
    """Return the facts of the clocks, each side's own: until when, what it is called, and who the other side is."""
    today = complaint.local_day(now)
    ahead = [(last_day(clock, today), clock) for clock in clocks if is_ahead(clock, today, now)]
    duties = [pair for pair in ahead if pair[1].rule.kind == Rule.Kind.DEADLINE]
    own = soonest(pair for pair in duties if pair[1].party == Party.BUYER and urges(pair[1].rule, complaint))
    other = soonest(pair for pair in duties if pair[1].party not in NOT_OTHERS)
    house = soonest(pair for pair in duties if pair[1].party in HOUSE)
    offer = soonest(
        pair for pair in duties if OFFER in told and pair[1].owner == DISPUTE and pair[1].party == Party.BUYER)
    money = soonest(
        pair for pair in ahead if pair[1].start_event in MONEY_STARTS and pair[1].party != Party.BUYER
        and (pair[1].owner != DISPUTE or MONEY_OWED in told))
    return {
        "prazo": own.day, "qual_prazo": own.title,
        "outra_parte": Party(other.party).label if other.party else None,
        "prazo_outra_parte": other.day, "qual_prazo_outra_parte": other.title,
        "prazo_equipe": house.day, "qual_prazo_equipe": house.title,
        "prazo_proposta": offer.day, "prazo_dinheiro": money.day,
    }


class Turn(NamedTuple):
    """The clock of one side that ends next: the day to tell, its name, and whose it is; empty without one."""

    day: object = None
    title: Fact | None = None
    party: str = ""


def soonest(pairs):
    """Return the `Turn` of the (day, clock) that ends first."""
    pair = min(pairs, key=lambda pair: (pair[0], pair[1].pk), default=None)
    if pair is None:
        return Turn()
    day, clock = pair
    return Turn(day, Fact(clock.rule.title_pt, clock.rule.title_en), clock.party)


def is_ahead(clock, today, now):
    return clock.state == Deadline.State.RUNNING and clock.due_at > now and last_day(clock, today) >= today


def last_day(clock, today):
    """Return the day to tell: the safe one and, once that is behind, today while the last day is not over."""
    return max(clock.safe_on, min(today, clock.due_on))
