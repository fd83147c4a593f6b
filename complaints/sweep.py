"""The sweep: write the consequences of every clock whose moment has come, and lose none.

A batch of due clocks is claimed under row locks (its cases locked too, as every door does),
treated with set-based statements and committed as one. A worker killed at any instruction
rolls back and another one finds the same rows. A row that raises is set an hour ahead and
shown to staff; the rest of its batch goes through.
"""

import json
import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from complaints import reminders
from complaints.choices import Party
from complaints.models import Complaint, Deadline, SweepRun
from complaints.standing import NOT_PUT_OFF, OURS, reckon
from complaints.timeline import Line, append_all
from contacts.bulk import insert_rows, update_rows
from contacts.models import OutgoingEmail
from contacts.outgoing import GATHER, poke

log = logging.getLogger(__name__)

BATCH = 1000
PUSH_AHEAD = timedelta(hours=1)
# Woken later than this, reminders wait for each other, so that everybody gets one letter.
LATE = timedelta(minutes=30)
# A success younger than this need not be written again.
STILL_ALIVE = timedelta(seconds=30)
State = Deadline.State

HANDLERS = {}


class Due(NamedTuple):
    """A claimed clock, as plain values."""

    pk: int
    complaint_id: int
    kind: str
    owner: str
    subject_id: int | None
    safe_on: object
    due_on: object
    due_at: datetime
    opened_at: datetime
    wake_at: datetime
    snoozed_to: datetime | None
    muted: bool
    failures: int
    party: str
    rule_kind: str
    on_expiry: str
    reader_id: int
    zone: str


FIELDS = (
    "pk", "complaint_id", "kind", "owner", "subject_id", "safe_on", "due_on", "due_at", "opened_at", "wake_at",
    "snoozed_to", "muted", "failures", "party", "rule__kind", "rule__on_expiry", "complaint__user_id",
    "complaint__user__time_zone",
)


# In the order of the models' columns, as `insert_rows` wants them.
MAIL_COLUMNS = ("dedup_key", "name", "reader_id", "address", "context", "secret", "created_at", "send_after")
CLOCK_COLUMNS = (
    "complaint_id", "rule_id", "kind", "owner", "subject_id", "party", "start_event", "start_on", "start_at", "due_on",
    "due_at", "safe_on", "sum", "state", "opened_at", "muted", "wake_at",
)


# What laying a paused clock out again changes.
COUNTED = (
    "due_on", "due_at", "safe_on", "sum", "state", "closed_at", "wake_at", "paused_at", "paused_why",
)


def clock_values(clock):
    """Return an unsaved clock as a dict of column values; copies of it need not be counted again."""
    values = {name: getattr(clock, name) for name in CLOCK_COLUMNS}
    values["sum"] = json.dumps(clock.sum, ensure_ascii=False)
    values["party"], values["state"] = str(clock.party), str(clock.state)
    return values


def ends(owner):
    """Register the function that handles the end of the clocks that `owner` hands out.

    It takes (rows, consequences) for a batch of ended clocks, already marked as missed, and
    adds what follows to the consequences.
    """

    def register(function):
        HANDLERS[owner] = function
        return function

    return register


class Consequences:
    """What a batch leads to, gathered in memory and written with a few statements."""

    def __init__(self, now):
        self.now = now
        self.wakes = defaultdict(list)
        self.ended = defaultdict(list)
        # Cases whose running clocks change; and {case: when the team's own clock ended} where it came too late.
        self.moved = set()
        self.late = {}
        self.lines = []
        self.clocks = []
        self.resumed = []
        self.mails = []

    def mail(self, name, dedup_key, reader_id, context, send_after=None, *, address=""):
        """Add a mail to a reader, or to an `address` whose letters hold a secret link."""
        self.mails.append((
            dedup_key, name, reader_id, address, json.dumps(context), bool(address), self.now, send_after or self.now,
        ))

    def end(self, row, state):
        """End a clock as met or missed."""
        self.ended[state].append(row.pk)
        self.moved.add(row.complaint_id)
        if state == State.MISSED and row.party in OURS:
            self.late[row.complaint_id] = min(row.due_at, self.late.get(row.complaint_id, row.due_at))

    def line(self, complaint_id, kind, party, **data):
        """Add a line to a case's timeline."""
        self.lines.append(Line(complaint_id, kind, party, None, data))

    def clock(self, clock):
        """Add a clock that starts now: its values, as `clock_values` makes them."""
        self.clocks.append(clock)
        self.moved.add(clock["complaint_id"])

    def resume(self, clock):
        """Add a paused clock that runs on, its rest laid out already."""
        self.resumed.append(clock)
        self.moved.add(clock.complaint_id)

    def write(self):
        """Write everything."""
        for wake_at, ids in self.wakes.items():
            Deadline.objects.filter(pk__in=ids).update(wake_at=wake_at)
        for state, ids in self.ended.items():
            Deadline.objects.filter(pk__in=ids).update(state=state, closed_at=self.now, wake_at=None)
        Deadline.objects.bulk_update(self.resumed, COUNTED)
        append_all(self.lines, self.now)
        insert_rows(Deadline, CLOCK_COLUMNS, [tuple(clock.values()) for clock in self.clocks])
        reckon(self.moved)
        if self.late:
            # Late since the end, whenever that was swept; and nobody puts off what was not kept.
            update_rows(Complaint, ("late_at", "deferred_until", "deferred_by_id"), [
                (pk, since, None, None) for pk, since in sorted(self.late.items())
            ])
        # The same reminder can never be written twice: its key is unique.
        insert_rows(OutgoingEmail, MAIL_COLUMNS, self.mails, ignore_conflicts=True)


def sweep(now=None, batch=BATCH):
    """Treat every due clock; return how many. Any number of workers may do so at once."""
    moment = now or timezone.now()
    total = 0
    while count := sweep_batch(moment, batch):
        total += count
        moment = now or timezone.now()
    if total:
        poke()
    record_success("sweep", total, moment)
    return total


def sweep_batch(now, batch=BATCH):
    """Claim and treat one batch in one transaction; return its size, 0 when nothing is due."""
    with transaction.atomic():
        rows = claim(now, batch)
        if not rows:
            return 0
        try:
            with transaction.atomic():
                treat(rows, now)
        except Exception:
            log.exception("a batch of %d clocks failed; treating them one by one", len(rows))
            for row in rows:
                treat_alone(row, now)
    return len(rows)


def claim(now, batch):
    """Lock due clocks and their cases, skipping those another worker or a door holds.

    The case's row is locked too, as every door locks it first: a door and a sweep can then
    never wait for each other in a circle.
    """
    lock = " FOR UPDATE OF d, c SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id FROM {Deadline._meta.db_table} d JOIN {Complaint._meta.db_table} c ON c.id = d.complaint_id "
            f"WHERE d.state = 'running' AND d.wake_at <= %s ORDER BY d.wake_at, d.id LIMIT %s{lock}",
            [connection.ops.adapt_datetimefield_value(now), batch],
        )
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return []
    # Read again: what was locked may have changed between the statement's snapshot and the lock.
    rows = Deadline.objects.filter(pk__in=ids, state=State.RUNNING).order_by("wake_at", "pk")
    return [Due(*row) for row in rows.values_list(*FIELDS)]


def treat(rows, now):
    """Write the consequences of claimed rows: a reminder each, or the end."""
    done = Consequences(now)
    ended = defaultdict(list)
    for row in rows:
        if row.due_at <= now:
            ended[row.owner].append(row)
        else:
            remind(row, now, done)
    for owner, group in ended.items():
        HANDLERS.get(owner, let_pass)(group, done)
    done.write()
    healed = [row.pk for row in rows if row.failures]
    if healed:
        Deadline.objects.filter(pk__in=healed).update(failures=0, last_error="")
        reckon({row.complaint_id for row in rows if row.failures})


def treat_now(clocks, now):
    """Treat the clocks of a queryset that are over and not swept yet; return how many.

    For a door that holds the lock of their case, inside its transaction.
    """
    over = clocks.filter(state=State.RUNNING, due_at__lte=now)
    rows = [Due(*row) for row in over.order_by("due_at", "pk").values_list(*FIELDS)]
    if rows:
        treat(rows, now)
    return len(rows)


def facts(row):
    return {
        "safe_on": row.safe_on, "due_at": row.due_at, "opened_at": row.opened_at, "rule_kind": row.rule_kind,
        "zone": row.zone, "snoozed_to": row.snoozed_to, "muted": row.muted,
    }


def remind(row, now, done):
    """Queue the reminder whose moment has come, and set the next wake."""
    clock = facts(row)
    key = reminders.due_reminder(now=now, **clock)
    if key:
        say(row, key, done)
    done.wakes[reminders.next_wake(now=now, **clock)].append(row.pk)


def say(row, key, done, send_after=None):
    """Queue a reminder. Of those that come late, a reader's are given time to meet in one letter."""
    send_after = send_after or done.now
    if done.now - row.wake_at > LATE:
        send_after = max(send_after, done.now + GATHER)
    done.mail(
        "reminder", f"clock:{row.pk}:{key}:{row.due_on}", row.reader_id, {"clock": row.pk, "key": key}, send_after
    )


def let_pass(rows, done):
    """End clocks that nobody else answers for: missed, one line, one mail about what to do now."""
    for row in rows:
        if row.rule_kind == "earliest":
            # The first day on which something may be done has come: nothing was missed.
            done.end(row, State.MET)
            if row.wake_at < row.due_at:
                # Its morning was slept through, in an outage: it must still be said.
                say(row, reminders.OPENED, done)
            continue
        done.end(row, State.MISSED)
        done.line(row.complaint_id, "clock_missed", Party.CLOCK, clock=row.kind, due_on=str(row.due_on))
        say_it_ended(row, done)


def say_it_ended(row, done):
    """Queue the one mail after the end, for the reader's next morning."""
    if not row.muted and row.rule_kind != "retention":
        say(row, reminders.AFTER, done, reminders.after_moment(row.due_at, done.now, row.zone))


def treat_alone(row, now):
    """Treat one row of a failed batch; when it is the one that raises, push it ahead and note why."""
    try:
        with transaction.atomic():
            treat([row], now)
    except Exception as error:
        log.error("clock %d cannot be treated: %s", row.pk, type(error).__name__)
        clock = Deadline.objects.get(pk=row.pk)
        if not clock.failures:
            # The first time: whoever put the case off did not know of this.
            Complaint.objects.filter(pk=row.complaint_id).update(**NOT_PUT_OFF)
        clock.wake_at, clock.failures = now + PUSH_AHEAD, min(clock.failures + 1, 1000)
        clock.last_error = type(error).__name__[:200]
        clock.save(update_fields=["wake_at", "failures", "last_error"])
        reckon({row.complaint_id})


def record_success(name, count, now):
    """Note that a recurring job ran to its end: `/health` and the admin show how long ago."""
    runs = SweepRun.objects.filter(name=name)
    # Not oftener than needed to tell life from death: an idle sweep then writes nothing.
    if count or not runs.filter(last_success__gt=now - STILL_ALIVE, last_success__lte=now).exists():
        SweepRun.objects.bulk_create(
            [SweepRun(name=name, last_success=now, last_count=count)], update_conflicts=True,
            unique_fields=["name"], update_fields=["last_success", "last_count"],
        )


def record_failure(name, error, now):
    """Note that a recurring job stopped with an error; its last success stays as it was."""
    SweepRun.objects.filter(name=name).update(last_error=type(error).__name__, last_error_at=now)
