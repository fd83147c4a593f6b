"""Several processes at the same clocks at once, on PostgreSQL: every row is treated once, nobody blocks anybody."""

import json
import random
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from complaints.models import Deadline, Event, SweepRun
from complaints.sweep import record_success, sweep
from complaints.timeline import broken_at
from contacts.models import OutgoingEmail
from tests.faults.waiting import GATE, until
from tests.faults.waves import Waves
from tests.faults.workers import ask

# The mark makes the furnished database that `own_database` copies.
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SEED = 20261122
AT_THE_GATE = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"


@pytest.fixture
def race(process_environment):
    """Start processes that do the given tasks all at once; return what each of them did."""
    started = []

    def run(*tasks):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        for task in tasks:
            started.append(subprocess.Popen(
                [sys.executable, "-m", "tests.faults.sweeper", json.dumps(task)], env=process_environment,
                cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            ))
        until(lambda: ask(AT_THE_GATE, GATE) == [(len(tasks),)], 90, "not every process came to the gate")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
        did = []
        for process in started:
            out, errors = process.communicate(timeout=60)
            assert process.returncode == 0, errors.decode()
            did.append(json.loads(out.splitlines()[-1]))
        return did

    yield run
    for process in started:
        process.kill()
        process.wait(10)


def deadlocks():
    return ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def test_four_processes_treat_each_clock_once(race):
    waves = Waves(SEED, cases=600)
    for _number in range(3):
        waves.lay(quiet=500)
    due = waves.due()
    swept = [did["swept"] for did in race(*[{"batch": 10, "sweeps": 1}] * 4)]
    # A case that two sweepers hold a clock each of may be left by both; the next tick takes it.
    swept.append(sweep())
    assert sum(swept) == due
    assert sum(count > 0 for count in swept[:4]) > 1, f"one process did it all: {swept}"
    keys = set(OutgoingEmail.objects.values_list("dedup_key", flat=True))
    assert keys == set(waves.speaking())
    faults = [fault for part in (waves.clock_faults, waves.line_faults, waves.dispute_faults) for fault in part()]
    assert faults == []
    assert deadlocks() == [(0,)]


def test_a_door_and_the_sweep_at_the_same_clock_never_disagree(race):
    waves = Waves(SEED, cases=60)
    clocks = [clock.pk for clock in waves.lay(spoken={"ended": 50})]
    shuffled = random.Random(SEED).sample(clocks, len(clocks))
    # The sweep goes through the clocks from the front, the doors from the back and at random.
    did = race(
        {"batch": 3, "sweeps": 20}, {"batch": 1, "sweeps": 20}, {"doors": clocks[::-1]}, {"doors": shuffled},
    )
    sweep()
    done = [pk for one in did for pk in one["done"]]
    stands = dict(Deadline.objects.filter(pk__in=clocks).values_list("pk", "state"))
    assert len(done) == len(set(done)), "a clock was done twice"
    assert {pk for pk, state in stands.items() if state == Deadline.State.MET} == set(done)
    missed = {pk for pk, state in stands.items() if state == Deadline.State.MISSED}
    assert missed == set(clocks) - set(done)
    case_of = {clock.pk: clock.complaint_id for clock in waves.clocks}
    lines = sorted(Event.objects.values_list("complaint", "kind"))
    assert lines == sorted(
        (case_of[pk], "clock_missed" if pk in missed else "clock_done") for pk in clocks
    )
    assert set(OutgoingEmail.objects.values_list("context__clock", flat=True)) == missed
    assert [case.pk for case in waves.cases if broken_at(case) is not None] == []
    assert deadlocks() == [(0,)]
    print(f"\n{len(done)} of {len(clocks)} clocks done by a door, {len(missed)} ended by a sweep")


def test_the_first_sweeps_of_a_new_house_may_end_together(own_database):
    SweepRun.objects.all().delete()
    errors = []

    def end_a_sweep():
        try:
            record_success("sweep", 2, timezone.now())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=end_a_sweep)
    with transaction.atomic():
        # Written, but nobody else can see it yet.
        record_success("sweep", 1, timezone.now())
        other.start()
        until(lambda: ask(WAITING) != [(0,)], 20, "the other sweep does not come to its end")
    other.join(20)
    assert errors == []
    assert SweepRun.objects.get(name="sweep").last_count == 2
