"""Thousands of random lives of disputes through the real doors, and what holds after every step of each.

ROOM_LIVES says how many, over all functions together: the suite's runner and `make soak` set it.
"""

import gc
import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.base import furnish
from tests.disputes.lives import Life, Seen, Stage

pytestmark = pytest.mark.django_db
LIVES = int(os.environ.get("ROOM_LIVES", "200"))
PARTS, STEPS = 8, 6


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


def live(stage, lives, **more):
    """Let `lives` disputes live and return what was seen."""

    class Lives(Life):
        seen = Seen()

    Lives.stage = stage
    run_state_machine_as_test(Lives, settings=settings(
        max_examples=lives, stateful_step_count=STEPS, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), **more,
    ))
    return Lives.seen


@pytest.mark.parametrize("part", range(PARTS))
def test_a_dispute_stays_whole_whatever_people_do(stage, part, record_property):
    wanted = max(LIVES // PARTS, 1)
    seen = live(stage, wanted)
    record_property("seen", str(seen))
    assert seen.runs >= wanted


def test_zz_profile(stage):
    import cProfile, pstats, time
    t=time.perf_counter()
    p=cProfile.Profile()
    seen = live(stage, 300)
    print(seen, (time.perf_counter()-t)/300)
    print({m.value for m in Move}-set(seen.moves), set(State)-set(seen.states))
    print(seen.moves.most_common())
    p.enable(); live(stage, 60); p.disable()
    pstats.Stats(p).sort_stats("cumtime").print_stats(40)
