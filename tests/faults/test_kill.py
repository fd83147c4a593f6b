"""Workers killed with SIGKILL, twenty times, in mid-sweep and in mid-mail: nothing lost, nothing doubled.

What may be doubled is the one letter that a killed sender had on the wire: taken by the mail
server, not yet noted in the database. Of each child of a worker that is at most one, the last
letter of a connection that was cut.
"""

import os
import random
import time
import zlib
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from celery import Celery
from django.db.models import F
from django.utils import timezone

from complaints.services.clocks import mark_done
from contacts.models import OutgoingEmail
from tests.faults.waiting import until
from tests.faults.waves import Waves
from tests.faults.workers import Fleet

# The mark makes the furnished database that `own_database` copies.
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SEED = int(os.environ.get("FAULTS_SEED", "20261122"))
KILLS = 10
# Seconds between two pokes: beat's minute goes by quickly here.
TICK = 0.5
# Seconds: no step, and not the whole, may wait longer.
PATIENCE, LIMIT = 60, 400
SWEEP, SEND = "complaints.tasks.sweep", "contacts.tasks.send_mail"
State = OutgoingEmail.State


@pytest.fixture
def product(process_environment, sink, tmp_path):
    """The product with two workers and a mail server, and the beat in the test's own hand."""
    product = Product(process_environment, sink, tmp_path)
    yield product
    product.end()


class Product:
    def __init__(self, environment, sink, folder):
        self.sink = sink
        self.fleet = Fleet(environment, sink, folder)
        self.broker = Celery(broker=environment["REDIS_URL"], set_as_current=False)
        self.last_tick = 0
        self.limit = time.monotonic() + LIMIT
        self.random = random.Random(SEED)

    def tick(self, *tasks):
        """Poke the tasks as beat does, only more often."""
        if time.monotonic() - self.last_tick > TICK:
            self.last_tick = time.monotonic()
            for task in tasks:
                self.broker.send_task(task, expires=30)
                self.broker.send_task(task, expires=30)

    def replace(self, *names):
        """Kill workers and start as many."""
        self.fleet.kill(*names)
        for _name in names:
            self.fleet.start()

    def outage(self):
        """Kill every worker; two hours pass; start two. Nobody is left who could hold a claim rightly."""
        names = list(self.fleet.alive)
        self.fleet.kill(*names)
        let_time_pass(timedelta(hours=2))
        for _number in range(2):
            self.fleet.start()

    def catch_sweeper(self, waves):
        """Return the name of a worker that is in mid-sweep, at some instant of its transaction."""

        def caught():
            if time.monotonic() - self.last_tick > TICK and waves.due() < 1500:
                waves.lay(quiet=1200)
            self.tick(SWEEP)
            if not self.fleet.sweeping():
                return None
            # By then it may be in its second or third batch.
            time.sleep(self.random.uniform(0, 0.4))
            return next(iter(self.fleet.sweeping()), None)

        return self.wait(caught, self.say("nobody sweeps"), every=0.004)

    def catch_sender(self, waves):
        """Return the name of a worker that has brought some letters and has a connection open."""
        before = len(self.sink.letters)
        brought = self.random.randint(1, 6)

        def caught():
            if time.monotonic() - self.last_tick > TICK and waiting() < 12:
                waves.lay()
            self.tick(SWEEP, SEND)
            since = Counter(letter.session.owner for letter in self.sink.letters[before:])
            senders = {session.owner for session in list(self.sink.sessions) if not session.is_over}
            if not any(since[name] >= brought for name in senders & self.fleet.alive.keys()):
                return None
            time.sleep(self.random.uniform(0, 0.02))
            for session in list(self.sink.sessions):
                if session.owner in self.fleet.alive and not session.is_over and not session.said_goodbye:
                    return session.owner
            return None

        return self.wait(caught, self.say("nobody sends"), every=0.001)

    def quiet(self, waves):
        """Let the workers finish in peace."""

        def finished():
            self.tick(SWEEP, SEND)
            # A first try that was put off waits a minute: it passes at once.
            mails(State.QUEUED).filter(send_after__gt=timezone.now()).update(
                send_after=timezone.now()
            )
            return not mails(State.QUEUED, State.SENDING).count() and not waves.due()

        self.wait(finished, self.say("the work does not end"), every=0.1)

    def wait(self, asked, otherwise, every):
        """Wait for one step, at most as long as the whole test has left."""
        return until(asked, max(1, min(PATIENCE, self.limit - time.monotonic())), otherwise, every)

    def say(self, what):
        def sentence():
            states = Counter(OutgoingEmail.objects.values_list("state", flat=True))
            return f"{what}; died by themselves: {self.fleet.died()}; mails: {states}\n{self.fleet.logs()[-4000:]}"

        return sentence

    def end(self):
        self.fleet.end()
        self.broker.close()


def mails(*states):
    return OutgoingEmail.objects.filter(state__in=states)


def waiting():
    """Return how many mails could go out now."""
    return mails(State.QUEUED).filter(send_after__lte=timezone.now()).count()


def let_time_pass(span):
    """Move every waiting or claimed mail back in time."""
    mails(State.QUEUED).update(send_after=F("send_after") - span)
    mails(State.SENDING).update(claimed_at=F("claimed_at") - span)


def test_twenty_kills_lose_nothing_and_double_only_what_was_on_the_wire(product, sink):
    sink.longest_pause = 0.004
    sink.refuse_first = lambda message_id: zlib.crc32(message_id.encode()) % 9 == 0
    waves = Waves(SEED)
    for _number in range(2):
        product.fleet.start()
    began = time.monotonic()

    for kill in range(KILLS):
        name = product.catch_sweeper(waves)
        if kill == KILLS - 1:
            product.outage()
        else:
            product.replace(name)
    swept = time.monotonic()
    take_steps(waves)

    for kill in range(KILLS):
        name = product.catch_sender(waves)
        if kill == KILLS - 1:
            product.outage()
        else:
            product.replace(name)
    mailed = time.monotonic()

    product.quiet(waves)
    ended = time.monotonic()
    product.fleet.end()

    assert waves.faults() == []
    assert lost(waves, sink) == []
    doubled, wrongly = doubles(sink)
    assert wrongly == []
    assert spoken_twice(sink) == []
    cut = sum(session.was_cut for session in sink.sessions)
    print(
        f"\nseed {SEED}: {waves.waves} waves, {len(waves.clocks)} clocks, {len(waves.speaking())} mails due, "
        f"{len(sink.letters)} letters taken, {len(sink.refused)} put off, {product.fleet.started} workers, "
        f"{cut} connections cut, {doubled} letters doubled; "
        f"sweeps {swept - began:.0f} s, mails {mailed - swept:.0f} s, rest {ended - mailed:.0f} s"
    )


def take_steps(waves):
    """Answer a few reminders that wait to be sent: they may go out or be called off, but never fail."""
    waiting_for = {row.context["clock"] for row in mails(State.QUEUED).filter(name="reminder")}
    late = [clock for clock in waves.clocks if clock.pk in waiting_for and clock.what == "late"]
    for clock in late[:5]:
        mark_done(clock)
        waves.done.add(clock.pk)


def lost(waves, sink):
    """Return the keys whose case no letter spoke of, though nobody took the step."""
    told = set().union(*(letter.cases for letter in sink.letters))
    return [
        key for key, clock in waves.speaking().items()
        if clock.pk not in waves.done and clock.complaint.reference not in told
    ]


def was_on_the_wire(letter):
    """Say whether the letter was the last of a connection cut by a kill: its sender could not note it."""
    return letter.session.was_cut and letter.session.letters[-1] is letter


def doubles(sink):
    """Return how many letters came again, and the Message-IDs of those that had no right to."""
    by_id = defaultdict(list)
    for letter in sink.letters:
        by_id[letter.message_id].append(letter)
    again = {key: letters for key, letters in by_id.items() if len(letters) > 1}
    wrongly = [key for key, letters in again.items() if not all(map(was_on_the_wire, letters[:-1]))]
    return sum(len(letters) - 1 for letters in again.values()), wrongly


def spoken_twice(sink):
    """Return the cases that two letters spoke of, unless the earlier ones were on the wire at a kill."""
    by_case = defaultdict(list)
    for letter in sink.letters:
        for reference in letter.cases:
            by_case[reference].append(letter)
    return [case for case, letters in by_case.items() if not all(map(was_on_the_wire, letters[:-1]))]
