"""Attempts at the doors of a dispute: by whom, with what, and whether the door must let it through."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from complaints.choices import Party
from disputes import services
from disputes.lifecycle import CLOSED_STATES, TABLE, Actor, Move, State
from disputes.models import MONEY_REMEDIES, Remedy, SellerLink

CENT = Decimal("0.01")
OUTCOMES = {
    Move.JUDGE_FOR_BUYER: "buyer", Move.JUDGE_SPLIT: "split", Move.JUDGE_FOR_SELLER: "seller",
    Move.DECIDE_FOR_BUYER: "buyer", Move.DECIDE_SPLIT: "split", Move.DECIDE_FOR_SELLER: "seller",
}
STAFF = ("mediator", "other_mediator", "supervisor", "agent", "auditor")
DECIDERS = ("mediator", "other_mediator", "supervisor")


class Attempt(NamedTuple):
    """A call of a door; `succeeds` is True or False where that is certain beforehand, else None."""

    name: str
    door: Any
    succeeds: bool | None
    move: Move | None = None
    shown: Any = ""


def amount_up_to(most, random):
    cents = int(most * 100)
    return Decimal(random.choice([1, cents, random.randint(1, cents)])) / 100


def wrong_amount(life, random):
    return random.choice([Decimal(0), -CENT, life.start.owed + CENT, Decimal("99999.99")])


def today(life):
    return life.case.local_day(life.now)


def offer(life, random, sane):
    """Return (what an offer says, whether it can be made)."""
    remedy = random.choice(list(Remedy))
    terms = {"remedy": remedy, "note": "Assim resolve."}
    if remedy == Remedy.PART_REFUND or (remedy in MONEY_REMEDIES and random.random() < 0.5):
        terms["amount"] = amount_up_to(life.start.owed, random)
    if remedy == Remedy.RETURN_REFUND:
        terms["freight_by"] = random.choice(["seller", "buyer"])
        if random.random() < 0.5:
            terms["post_by"] = today(life) + timedelta(days=random.randint(3, 60))
    if sane:
        return terms, True
    flaws = [{"remedy": Remedy.PART_REFUND, "amount": wrong_amount(life, random)}, {"remedy": Remedy.PART_REFUND}]
    flaws.append({"remedy": Remedy.RETURN_REFUND, "freight_by": "seller", "post_by": today(life) + timedelta(days=2)})
    flaws.append({"remedy": Remedy.FULL_REFUND, "amount": life.start.owed + CENT})
    return random.choice(flaws), False


def opening(life, random, sane):
    terms, can = offer(life, random, sane)
    terms.pop("post_by", None)
    if not can and terms["remedy"] == Remedy.RETURN_REFUND:
        terms["amount"] = life.start.owed + CENT
    mode = random.choice(["hosted", "tracked"])
    since = (life.now.date() - life.case.order.placed_on).days - 1
    return {
        **terms, "mode": mode, "address": random.choice(["vendas@loja.example", ""]),
        "opened_on": random.choice([None, today(life) - timedelta(days=random.randint(0, since))]),
    }, can


def deciding(outcome):
    def terms(life, random, sane):
        said = {"outcome": outcome, "reasons": "O rastreio parou em Curitiba.", "facts": "Nada chegou."}
        is_money = life.row["remedy"] in MONEY_REMEDIES
        if outcome == "split" or (outcome == "buyer" and is_money and random.random() < 0.5):
            said["amount"] = amount_up_to(life.start.owed, random)
        if sane:
            return said, True
        flaws = [{"reasons": " \n"}]
        if outcome == "split":
            flaws += [{"amount": wrong_amount(life, random)}, {"amount": None}]
        if outcome == "buyer":
            flaws.append({"amount": life.start.owed + CENT})
            flaws += [] if is_money else [{"amount": CENT}]
        return {**said, **random.choice(flaws)}, False

    return terms


def words(**said):
    """Return a maker of words that must not be empty."""

    def terms(life, random, sane):
        empty = {name: value if name == "party" else " " for name, value in said.items()}
        return (dict(said), True) if sane else (empty, False)

    return terms


def said_by(party):
    return lambda life, random, sane: ({"party": party}, True)


def nothing(life, random, sane):
    return {}, True


def refusing(life, random, sane):
    return ({"note": "O produto foi entregue."}, True) if sane else ({"note": " "}, not life.hosted)


def accepting(life, random, sane):
    offers = life.picture.of_dispute("disputes_proposal", life.dispute.pk)
    there = [row["id"] for row in offers if row["state"] == "open" and row["party"] == "seller"]
    if sane:
        return {"offer": random.choice([None, *there])}, bool(there)
    return {"offer": 10**9}, False


def label(life, random, sane):
    leg, = life.picture.of_dispute("disputes_returnleg", life.dispute.pk) or [{"freight_by": "seller"}]
    said = {"address": "Rua A, 1, Curitiba"}
    if leg["freight_by"] == "seller":
        said["label"] = "PB123456789BR"
        said["label_until"] = random.choice([None, today(life) + timedelta(days=random.choice([2, 3, 9, 10, 11, 180]))])
    if sane:
        return said, True
    flaws = [{"address": " "}]
    if leg["freight_by"] == "seller":
        flaws += [{"label": ""}, {"label_until": today(life) + timedelta(days=random.choice([-5, 0, 1, 181]))}]
    return {**said, **random.choice(flaws)}, False


def posting(life, random, sane):
    said = {"tracking": "AA123456785BR", "carrier": "Correios"}
    if sane:
        return {**said, "posted_on": random.choice([None, today(life)])}, True
    return random.choice([{}, {"tracking": "AA1", "posted_on": today(life) + timedelta(days=1)}]), False


def whole(life, random, sane):
    return {"came": "whole"}, True


def part(life, random, sane):
    left = life.left
    if sane and left > CENT:
        return {"came": "part", "amount": amount_up_to(left - CENT, random)}, True
    return {"came": "part", "amount": random.choice([None, Decimal(0), -CENT, left + CENT])}, False


def none(life, random, sane):
    return {"came": "none"}, True


# What each move is attempted with: its door, and the maker of its terms.
ATTEMPTS = {
    Move.OPEN: (services.open_dispute, opening),
    Move.SELLER_ACCEPTS: (services.seller_accepts, nothing),
    Move.SELLER_REFUSES: (services.seller_refuses, refusing),
    Move.SELLER_PROPOSES: (services.seller_proposes, offer),
    Move.BUYER_ACCEPTS: (services.buyer_accepts, accepting),
    Move.BUYER_PROPOSES: (services.buyer_proposes, offer),
    Move.ESCALATE: (services.escalate, nothing),
    Move.ASK_BUYER: (services.ask, words(party=Party.BUYER, text="O que chegou?")),
    Move.ASK_SELLER: (services.ask, words(party=Party.SELLER, text="O que foi mandado?")),
    Move.BUYER_ANSWERS: (services.answer, words(party=Party.BUYER, text="Nada.")),
    Move.SELLER_ANSWERS: (services.answer, words(party=Party.SELLER, text="Uma caixa.")),
    **{move: (services.decide, deciding(outcome)) for move, outcome in OUTCOMES.items()},
    Move.BUYER_APPEALS: (services.appeal, words(party=Party.BUYER, reasons="A prova não foi lida.")),
    Move.SELLER_APPEALS: (services.appeal, words(party=Party.SELLER, reasons="Foi entregue.")),
    Move.BUYER_YIELDS: (services.accept_decision, said_by(Party.BUYER)),
    Move.SELLER_YIELDS: (services.accept_decision, said_by(Party.SELLER)),
    Move.SELLER_SENDS_LABEL: (services.send_label, label),
    Move.SELLER_WAIVES_RETURN: (services.waive_return, nothing),
    Move.BUYER_POSTS: (services.post_return, posting),
    Move.COUNTER_REFUSES: (services.counter_refused, words(note="A etiqueta não passou.")),
    Move.SELLER_CONFIRMS_RETURN: (services.confirm_return, nothing),
    Move.SELLER_CONTESTS_RETURN: (services.contest_return, words(note="A caixa veio vazia.")),
    Move.MONEY_CAME: (services.report_refund, whole),
    Move.MONEY_CAME_IN_PART: (services.report_refund, part),
    Move.MONEY_DID_NOT_COME: (services.report_refund, none),
    Move.WITHDRAW: (services.withdraw, nothing),
}


def attempt_to(move, life, random, *, sane, state=None):
    """Return an attempt at a move: by the right person with what is right, or else with a flaw, or by anybody."""
    door, maker = ATTEMPTS[move]
    if life.dispute is None and move != Move.OPEN:
        move, (door, maker) = Move.OPEN, ATTEMPTS[Move.OPEN]
    terms, can = maker(life, random, sane)
    by, may = actor_for(move, life, random, state)
    legal = life.is_legal(move, state)
    if move in OUTCOMES and state in TABLE[move].sources | TABLE[sister(move)].sources:
        legal, move = True, move if life.is_legal(move, state) else sister(move)
    succeeds = legal and can and may
    if move == Move.OPEN:
        case = life.case
        return Attempt("open", lambda: door(case, by=by, now=life.now, **terms), succeeds, move, terms)
    name = "mediator" if door in (services.ask, services.decide) else "by"
    arguments = {name: by, "now": life.now, **terms}
    return Attempt(str(move), lambda: door(life.dispute, **arguments), succeeds, move, (str(by), terms))


def sister(move):
    """Return the other move that the same door of a decision makes."""
    of, to = ("judge", "decide") if move.startswith("judge") else ("decide", "judge")
    return Move(move.replace(of, to))


def actor_for(move, life, random, state):
    """Return who goes to the door, and whether that person may."""
    people, actor = life.people, TABLE[move].actor
    if actor == Actor.MEDIATOR:
        names = STAFF if random.random() < 0.3 else DECIDERS
        by = getattr(people, random.choice([*names, "consumer"] if names is STAFF else names))
        decided = {row["mediator_id"] for row in life.decisions} if state == State.APPEAL else set()
        case, = life.picture.of("complaints_complaint")
        may = by.has_perm("disputes.decide_dispute") and by.pk not in (decided | {case["agent_id"], case["user_id"]})
        return by, may
    if actor == Actor.SELLER:
        by = random.choice([None, None, people.agent, people.consumer]) if life.hosted else people.consumer
        return by, not (life.hosted and by == people.consumer)
    return people.consumer, True


def resend(life, random):
    address = random.choice([None, "outra@loja.example"])
    link = live_link(life)
    succeeds = life.hosted and life.state not in CLOSED_STATES and bool(address or (link and link["address"]))
    return notice("resend", services.resend, life, succeeds, address=address)


def revoke(life, random):
    return notice("revoke", services.revoke, life, life.hosted and live_link(life) is not None)


def letter(life, random):
    return notice("letter", services.letter_of, life, life.hosted and life.state not in CLOSED_STATES)


def opened(life, random):
    link = SellerLink.objects.filter(dispute=life.dispute).select_related("dispute__complaint").first()
    if link is None:
        return letter(life, random)
    return Attempt("opened", lambda: services.note_opening(link, now=life.now), True)


def live_link(life):
    links = life.picture.of_dispute("disputes_sellerlink", life.dispute.pk)
    return next((link for link in links if link["revoked_at"] is None), None)


def notice(name, door, life, succeeds, **more):
    by = life.people.consumer
    return Attempt(name, lambda: door(life.dispute, by=by, party=Party.BUYER, now=life.now, **more), succeeds)


NOTICES = (resend, revoke, letter, opened)
