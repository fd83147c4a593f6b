"""A worker killed with SIGKILL in the middle of a batch: the next one goes on, nothing is lost and nothing doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from django.conf import settings
from django.db import connection

from complaints import batches
from complaints.models import Complaint, Event
from complaints.standing import adrift
from complaints.timeline import broken_at
from contacts.models import OutgoingEmail
from tests.base import person
from tests.faults.waiting import until
from tests.faults.waves import Waves

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SEED = int(os.environ.get("FAULTS_SEED", "20261122"))
CASES, KILLS, SLICE = 600, 3, 30
# Small slices, so that a kill finds the worker between and within them.
WORKER = f"""
import django
django.setup()
from complaints import batches
batches.SLICE = {SLICE}
batches.run_due()
"""
CLOSE = {"closing": "unanswered", "reason": "Ninguém respondeu."}


def test_a_killed_worker_loses_no_case_and_closes_none_twice(own_database, tmp_path):
    waves = Waves(SEED, cases=CASES, readers=40)
    waves.lay(quiet=CASES, spoken={})
    by = person("ana.lote@example.com", "Ana", "agent")
    ids = [case.pk for case in waves.cases]
    batch = batches.start("close", CLOSE, ids, by=by)
    chance, done = random.Random(SEED), [0]
    for _kill in range(KILLS):
        worker = begin(own_database, tmp_path)
        until(partial(has_moved, batch, done[-1], worker), 30, "no worker begins")
        time.sleep(chance.uniform(0, 0.05))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)
        until(lambda: not others(), 10, "the killed worker's session stays open")
        done.append(gone(batch))
        # What is counted is what stands there, at every instant.
        assert Complaint.objects.filter(state="closed").count() == done[-1]
    # Two at once for the rest, one of them perhaps without work.
    for worker in [begin(own_database, tmp_path) for _number in range(2)]:
        assert worker.wait(60) == 0
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.refused) == ("done", CASES, 0)
    assert done[1] < CASES, "every kill came too late"
    assert Event.objects.filter(kind="closed").count() == CASES
    assert OutgoingEmail.objects.filter(name="case_closed").count() == CASES
    assert [case.pk for case in waves.cases if broken_at(case) is not None] == []
    assert adrift() == []


def begin(url, folder):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TEST_", "PYTEST_"))},
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": f"{url}?application_name=batches",
        "DATA_DIR": str(folder), "SECRET_KEY": settings.SECRET_KEY,
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER], env=environment, cwd=settings.BASE_DIR, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


def has_moved(batch, since, worker):
    """Say whether more cases are gone than `since`, or nobody is left to go on."""
    return gone(batch) > since or worker.poll() is not None


def gone(batch):
    batch.refresh_from_db()
    return batch.done + batch.refused


def others():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'batches'")
        return cursor.fetchone()[0]
