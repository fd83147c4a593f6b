"""Thousands of random lives of disputes through the real doors, and what holds after every step of each.

ROOM_LIVES says how many, over all functions together: the suite's runner and `make soak` set it.
"""

import gc
import os
from collections import Counter
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from disputes.lifecycle import Move, State
from tests.base import furnish
from tests.disputes.attempts import ATTEMPTS
from tests.disputes.lives import Life, Seen, Stage

pytestmark = pytest.mark.django_db
LIVES = int(os.environ.get("ROOM_LIVES", "200"))
# A worker of xdist takes whole functions; a life in the soak is twice as long.
PARTS, STEPS = 8, 4 if LIVES < 10_000 else 10
# All moves are seen long before.
MOST_LIVES = 300


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """Where the lives of this module begin: built once, in a transaction around all tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        furnish()
        stage = Stage()
        # What stands from here on need not be looked at again and again.
        gc.collect()
        gc.freeze()
        yield stage
        gc.unfreeze()
        transaction.set_rollback(True)


def live(stage, lives):
    """Let `lives` disputes live, or a few more, and return what was seen."""

    class Lives(Life):
        seen = Seen()

    Lives.stage = stage
    # Hypothesis does not count the lives that turned out like an earlier one: it lives a fifth more than asked for.
    while Lives.seen.runs < lives:
        run_state_machine_as_test(Lives, settings=settings(
            max_examples=max((lives - Lives.seen.runs) * 4 // 5, 1), stateful_step_count=STEPS, deadline=None,
            database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ))
    return Lives.seen


@pytest.mark.parametrize("part", range(PARTS))
def test_a_dispute_stays_whole_whatever_people_do(stage, part, record_property):
    wanted = max(LIVES // PARTS, 1)
    seen = live(stage, wanted)
    record_property("lives", seen.tell())
    assert seen.runs >= wanted


class Thorough(Life):
    """A life in which people do what was done, or tried, least often until now."""

    tries = Counter()
    say = staticmethod(lambda text: None)

    def where(self, random):
        return self.stage.starts[self.seen.runs % len(self.stage.starts)]

    def choose(self, state, random):
        moves = [move for move in ATTEMPTS if self.is_legal(move, state)]
        if not moves:
            return Move.WITHDRAW
        move = min(moves, key=lambda move: (self.seen.moves[move], self.tries[move]))
        self.tries[move] += 1
        return move


def test_the_lives_lead_through_every_move_and_every_state(stage):
    random, seen = Random(20261122), Seen()
    Thorough.stage, Thorough.seen = stage, seen
    for number in range(MOST_LIVES):
        life = Thorough()
        try:
            # Around all starts with somebody acting in time, then with the sweep first, then where silence loses.
            time_around = number // len(stage.starts) % 3
            is_late = time_around > 0
            life.begin(seed=random.randrange(10**6), lapses=2 - time_around)
            for _step in range(3):
                life.step(wait="end" if is_late else "hours", swept=3 * is_late, bold=0, seed=random.randrange(10**6))
        finally:
            life.teardown()
        if len(seen.moves) == len(Move) and len(seen.states) == len(State):
            break
    assert set(Move) - set(seen.moves) == set()
    assert set(State) - set(seen.states) == set()
