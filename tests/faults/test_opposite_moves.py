"""Fifty pairs of opposite moves at once, from two processes on PostgreSQL: one wins, the other is told so."""

import json
import random
import subprocess
import sys
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import connection

from complaints.models import Complaint, Deadline
from disputes.lifecycle import TABLE, Move, State
from disputes.models import Dispute
from tests.base import NOW, Cast, make_case
from tests.disputes.moves import bring_to, lines_of, turn_of
from tests.disputes.wholeness import is_whole
from tests.faults.test_two_sweepers import AT_THE_GATE, deadlocks
from tests.faults.waiting import GATE, until
from tests.faults.workers import ask

# The mark makes the furnished database that `own_database` copies.
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PAIRS, SEED = 50, 20261122
NEVER = NOW + timedelta(days=9999)
SECOND = timedelta(seconds=1)
# A whole number goes through JSON as it is.
PART = {"remedy": "part_refund", "amount": 50}


class Side(NamedTuple):
    """One of two opposite moves: the door, who goes to it (a name of the cast), with what, leading to which move."""

    move: Move | None
    door: str
    who: str
    terms: dict


def buyer(move, door, **terms):
    return Side(move, door, "consumer", terms)


def seller(move, door, **terms):
    return Side(move, door, "", terms)


def mediator(move, outcome, who="mediator", **terms):
    return Side(move, "decide", who, {"outcome": outcome, "reasons": "O rastreio parou.", **terms})


SWEEP = Side(Move.SELLER_SILENT, "sweep", "", {})
# Where the dispute stands and in which mode, and the two moves of which only the first to come is possible.
OPPOSITES = [
    (State.WAITING_BUYER, "hosted", buyer(Move.BUYER_ACCEPTS, "buyer_accepts"), buyer(Move.ESCALATE, "escalate")),
    (State.WAITING_SELLER, "hosted", seller(Move.SELLER_ACCEPTS, "seller_accepts"),
     seller(Move.SELLER_REFUSES, "seller_refuses", note="Foi entregue.")),
    (State.WAITING_SELLER, "hosted", seller(Move.SELLER_PROPOSES, "seller_proposes", **PART),
     seller(Move.SELLER_ACCEPTS, "seller_accepts")),
    (State.MEDIATION, "hosted", mediator(Move.JUDGE_FOR_SELLER, "seller"),
     seller(Move.SELLER_ACCEPTS, "seller_accepts")),
    (State.MEDIATION, "hosted", mediator(Move.JUDGE_FOR_BUYER, "buyer"),
     mediator(Move.JUDGE_FOR_SELLER, "seller", "supervisor")),
    (State.MEDIATION, "tracked", mediator(Move.DECIDE_FOR_SELLER, "seller"), buyer(Move.WITHDRAW, "withdraw")),
    (State.JUDGED_SELLER, "hosted", buyer(Move.BUYER_APPEALS, "appeal", party="buyer", reasons="Leiam a prova 2."),
     buyer(Move.BUYER_YIELDS, "accept_decision", party="buyer")),
    (State.JUDGED_SPLIT, "hosted", buyer(Move.BUYER_APPEALS, "appeal", party="buyer", reasons="Foi tudo perdido."),
     seller(Move.SELLER_APPEALS, "appeal", party="seller", reasons="Foi entregue.")),
    (State.WAITING_SELLER, "hosted", SWEEP, seller(Move.SELLER_REFUSES, "seller_refuses", note="Foi entregue.")),
    (State.RETURN_DUE, "hosted", buyer(Move.BUYER_POSTS, "post_return", tracking="AA123456785BR"),
     seller(Move.SELLER_WAIVES_RETURN, "waive_return")),
    (State.RETURN_SENT, "hosted", seller(Move.SELLER_CONFIRMS_RETURN, "confirm_return"),
     seller(Move.SELLER_CONTESTS_RETURN, "contest_return", note="Veio vazia.")),
    (State.REFUND_DUE, "hosted", buyer(Move.MONEY_CAME, "report_refund", came="whole"),
     buyer(Move.WITHDRAW, "withdraw")),
    (None, "hosted", buyer(Move.OPEN, "open_dispute", remedy="full_refund", mode="hosted"),
     buyer(Move.OPEN, "open_dispute", remedy="replacement", mode="tracked")),
]


class Pair:
    """Two opposite moves at one dispute, behind a gate of their own."""

    def __init__(self, number, people):
        self.gate = GATE + 1 + number
        self.state, mode, *self.sides = OPPOSITES[number % len(OPPOSITES)]
        self.case = make_case(people.consumer, number="")
        self.dispute = bring_to(self.state, self.case, people, mode=mode) if self.state else None
        self.now = self.over = NOW + timedelta(minutes=5)
        if self.is_swept:
            self.over = turn_of(self.dispute).due_at
            self.now = self.over - SECOND
        self.lines = len(lines_of(self.dispute)) if self.dispute else 0
        self.people = people

    @property
    def is_swept(self):
        return SWEEP in self.sides

    def task(self, side):
        who = side.who and getattr(self.people, side.who).pk
        name = "mediator" if side.door == "decide" else "by"
        return {
            "gate": self.gate, "door": side.door, "case": self.case.pk, "dispute": self.dispute and self.dispute.pk,
            "now": (self.over if side == SWEEP else self.now).isoformat(),
            "terms": {**side.terms, name: who or None},
        }

    def wake(self):
        """Let the sweep of this pair find its own clock and no other's: nobody acts between two gates."""
        if self.is_swept:
            Deadline.objects.filter(state="running").update(wake_at=NEVER)
            turn = turn_of(self.dispute)
            turn.wake_at = turn.due_at
            turn.save(update_fields=["wake_at"])

    def judge(self, outcomes):
        """Hold that one side won, that the other was told why not, and that the dispute is whole; return the winner."""
        won = [
            side for side, outcome in zip(self.sides, outcomes, strict=True)
            if (outcome > 0 if side == SWEEP else outcome is None)
        ]
        assert len(won) == 1, (self.sides, outcomes)
        told = [outcome for outcome in outcomes if isinstance(outcome, str)]
        assert all(sentence.strip().endswith(".") for sentence in told)
        assert len(told) == 1 or won != [SWEEP] and self.is_swept
        dispute = self.dispute or Dispute.objects.get(complaint=self.case)
        dispute.complaint = Complaint.objects.get(pk=self.case.pk)
        dispute.refresh_from_db(fields=["state"])
        assert dispute.state in TABLE[won[0].move].targets
        lines = lines_of(dispute)
        assert len(lines) == self.lines + 1 and lines[-1][0] == won[0].move
        is_whole(dispute)
        return won[0]


@pytest.fixture
def opponents(process_environment):
    """Start two processes with their moves; return them. Whatever is left of them ends with the test."""
    started = []

    def start(tasks):
        started.append(subprocess.Popen(
            [sys.executable, "-m", "tests.faults.opponent", json.dumps(tasks)], env=process_environment,
            cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def test_of_two_opposite_moves_one_wins_and_the_other_is_told(opponents):
    people = Cast()
    pairs = [Pair(number, people) for number in range(PAIRS)]
    # Neither process always has the same side.
    turned = random.Random(SEED)
    sides = [pair.sides[:: turned.choice([1, -1])] for pair in pairs]
    for pair, order in zip(pairs, sides, strict=True):
        pair.sides = list(order)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(gate) FROM unnest(%s) AS gate", [[pair.gate for pair in pairs]])
    processes = [opponents([pair.task(pair.sides[at]) for pair in pairs]) for at in range(2)]

    def both_there(pair):
        died = [process for process in processes if process.poll() not in (None, 0)]
        assert not died, died[0].stderr.read().decode()
        return ask(AT_THE_GATE, pair.gate) == [(2,)]

    for pair in pairs:
        until(lambda pair=pair: both_there(pair), 60, f"not both came to the gate of {pair.sides}", every=0.002)
        pair.wake()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [pair.gate])
    outcomes = []
    for process in processes:
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
        outcomes.append(json.loads(out.splitlines()[-1]))
    winners = [pair.judge(both) for pair, both in zip(pairs, zip(*outcomes, strict=True), strict=True)]
    assert deadlocks() == [(0,)]
    first = sum(winner is pair.sides[0] for winner, pair in zip(winners, pairs, strict=True))
    print(f"\n{len(pairs)} pairs: one process won {first}, the other {len(pairs) - first}")
    assert 0 < first < len(pairs), "one process was always first, so nothing raced"
