"""Changes of many cases in the background: a few hundred at a time through the doors, and nothing twice.

A batch and its cases are rows before anything happens. A worker takes a slice under the batch's own lock and writes
what the door did, what became of each case and the counts in ONE transaction: killed at any instruction, it leaves a
batch that another worker goes on with from the next case. A case on which the door fails is set apart and refused;
the rest of its slice goes through.
"""

import json
import logging
import time
from datetime import date, timedelta
from functools import partial

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerError

from complaints.models import Batch, BatchItem, Complaint
from complaints.models.cases import new_token
from complaints.services.claiming import assign_many, defer_many, put_back_agents, put_back_days, share_many
from complaints.services.closing import UNDO_DAYS, checked_reason, close_many, reopen_many
from complaints.services.locking import Refused
from complaints.services.many import Outcome
from complaints.services.writing_many import note_many, reply_many
from contacts.bulk import insert_rows, update_rows

log = logging.getLogger(__name__)

BULK = "complaints.bulk_complaint"
RUN = "batches"
MOST = 20_000
SLICE = 500
# Below the soft limit of a task; the next tick goes on.
SECONDS = 200
# A batch whose slices fail whole this often, one after the other, waits for a person.
MOST_FAILURES = 20
DRAFT_DAYS = 1
Action, State, ItemState = Batch.Action, Batch.State, BatchItem.State
TO_DO = [State.WAITING, State.RUNNING]
# What can be undone, and what a batch that undoes it does.
UNDOES = {
    Action.ASSIGN: Action.ASSIGN, Action.SHARE: Action.ASSIGN, Action.DEFER: Action.DEFER,
    Action.CLOSE: Action.REOPEN,
}
# What no repetition by itself makes worse: another worker or the next tick tries again.
LATER = (OperationalError, InterfaceError, SoftTimeLimitExceeded)

TOO_MANY = _("São casos demais de uma vez: o máximo são 20.000. Escolha menos casos.")
NOBODY = _("Escolha ao menos um caso.")
GONE = _("Este caso não existe mais.")
BROKEN = _("Não deu certo por um erro nosso, e este caso ficou como estava. Tente de novo mais tarde.")
NOT_ANY_MORE = _("Quem pediu não pode mais mudar muitos casos de uma vez.")
COLUMNS = ("batch_id", "complaint_id", "before")


# -- Doors ------------------------------------------------------------------------------


def do_assign(ids, params, **how):
    agent = get_user_model().objects.filter(pk=params["agent"]).first() if params.get("agent") else None
    if params.get("agent") and agent is None:
        raise Refused(_("Essa pessoa não pode cuidar de casos. Escolha outra."))
    return assign_many(ids, agent, **how)


def do_defer(ids, params, **how):
    return defer_many(ids, date.fromisoformat(params["until"]) if params.get("until") else None, **how)


DOORS = {
    Action.ASSIGN: do_assign,
    Action.SHARE: lambda ids, params, **how: share_many(ids, params["how"], without=params.get("without"), **how),
    Action.DEFER: do_defer,
    Action.CLOSE: lambda ids, params, **how: close_many(ids, params["closing"], params["reason"], **how),
    Action.REOPEN: lambda ids, params, **how: reopen_many(ids, reason=params["reason"], **how),
}
WRITERS = {
    Action.NOTE: lambda ids, params, **how: note_many(ids, params["body"], **how),
    Action.REPLY: lambda ids, params, **how: reply_many(ids, params["body_pt"], params.get("body_en", ""), **how),
}
PUTTERS_BACK = {Action.ASSIGN: put_back_agents, Action.DEFER: put_back_days}


def door_of(batch):
    """Return the door of a batch as a function of {case id: what an undo must put back}, `now` and `rehearse`."""
    action, by = batch.action, batch.made_by
    if batch.undo_of_id and action in PUTTERS_BACK:
        return partial(PUTTERS_BACK[action], by=by)
    if batch.undo_of_id and action == Action.REOPEN:
        # What somebody closed anew since is not this batch's to open.
        until = batch.undo_of.ended_at
        return lambda before, **how: reopen_many(
            list(before), by, batch.params["reason"], closed_until=until, **how)
    if action in WRITERS:
        # The key of the batch: in no case does it write twice.
        return lambda before, **how: WRITERS[action](list(before), batch.params, by=by, form_key=batch.token, **how)
    return lambda before, **how: DOORS[action](list(before), batch.params, by=by, **how)


# -- Ask for a batch --------------------------------------------------------------------


def preview(action, params, case_ids, *, by, now=None):
    """Return the `Outcome` that a batch would have now; nothing is written. Raises `Refused` as `start` does."""
    batch = Batch(token=new_token(), action=Action(action), params=params, made_by=by)
    return rehearse(batch, dict.fromkeys(known(case_ids), {}), now)


def rehearse(batch, before, now=None):
    """Go through the door of a batch with all its cases, without writing."""
    outcome = door_of(batch)(before, now=now or timezone.now(), rehearse=True)
    refused = {pk: str(sentence) for pk, sentence in outcome.refused.items()}
    gone = before.keys() - outcome.done.keys() - refused.keys()
    return Outcome(outcome.done, {**refused, **dict.fromkeys(gone, str(GONE))})


def known(case_ids):
    """Return the ids of cases that there are, each once, in order. Raises `Refused` for none and for too many."""
    ids = set(case_ids)
    if len(ids) > MOST:
        raise Refused(TOO_MANY)
    found = list(Complaint.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    if not found:
        raise Refused(NOBODY)
    return found


def start(action, params, case_ids, *, by, now=None):
    """Ask for a change of many cases; return the `Batch`, which a worker begins at once.

    Raises `Refused` for no cases and for more than 20,000; ValueError for an unknown action.
    """
    with transaction.atomic():
        batch = draft(action, params, case_ids, by=by, now=now)
        confirm(batch)
    return batch


@transaction.atomic
def draft(action, params, case_ids, *, by, now=None):
    """Keep a change that is looked at before it is wanted, with its cases: what is shown is what will run."""
    return make(Action(action), params, dict.fromkeys(known(case_ids), {}), by, now)


def make(action, params, before, by, now, undo_of=None):
    """Write a batch that nobody has confirmed yet, with its cases: {case id: what an undo must put back}."""
    batch = Batch.objects.create(
        token=new_token(), made_by=by, action=action, params=params, state=State.STOPPED, total=len(before),
        language=translation.get_language() or "", made_at=now or timezone.now(), undo_of=undo_of,
    )
    insert_rows(BatchItem, COLUMNS, [(batch.pk, pk, json.dumps(stood)) for pk, stood in before.items()])
    return batch


def is_draft(batch):
    """Say whether a batch is only looked at as yet."""
    return batch.state == State.STOPPED and batch.begun_at is None


@transaction.atomic
def confirm(batch):
    """Let a batch that was looked at run; doing it twice changes nothing."""
    fresh = Batch.objects.select_for_update().get(pk=batch.pk)
    if is_draft(fresh):
        batch.state = fresh.state = State.WAITING
        fresh.save(update_fields=["state"])
        transaction.on_commit(poke)


def why_not_undone(batch, now=None):
    """Return the sentence that refuses to undo a batch, "" where it can be undone."""
    if batch.undo_of_id or batch.action not in UNDOES:
        return str(_("Isto não pode ser desfeito."))
    if batch.state != State.DONE:
        return str(_("Espere acabar para desfazer."))
    if not batch.done:
        return str(_("Nada mudou, então não há o que desfazer."))
    if Batch.objects.filter(undo_of=batch).exists():
        return str(_("Isto já foi desfeito."))
    if batch.ended_at < (now or timezone.now()) - timedelta(days=UNDO_DAYS):
        return str(_("Já passaram 7 dias: isto não pode mais ser desfeito."))
    return ""


@transaction.atomic
def undo(batch, *, by, reason="", now=None):
    """Ask for a batch that puts back what this one did; return it. Raises `Refused` where that cannot be.

    Cases that others changed since are refused one by one by the door. `reason` is needed, and read by the
    consumers, where cases are opened again.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if sentence := why_not_undone(batch, now):
        raise Refused(sentence)
    params = {"reason": checked_reason(reason)} if batch.action == Action.CLOSE else {}
    before = dict(batch.items.filter(state=ItemState.DONE).order_by("pk").values_list("complaint_id", "before"))
    back = make(UNDOES[batch.action], params, before, by, now, undo_of=batch)
    confirm(back)
    return back


def poke():
    """Ask a worker to begin now. With the broker down, the next tick finds the batch."""
    try:
        current_app.send_task("complaints.tasks.run_batches")
    except BrokerError as error:
        log.warning("the broker did not take the poke: %s", type(error).__name__)


def clear_drafts(now):
    """Delete what was looked at and never confirmed."""
    old = now - timedelta(days=DRAFT_DAYS)
    Batch.objects.filter(state=State.STOPPED, begun_at=None, made_at__lt=old).delete()


# -- Run --------------------------------------------------------------------------------


def run_due(now=None, seconds=SECONDS):
    """Go on with every batch, the oldest first, for at most `seconds` and a slice; return how many cases it took.

    Any number of workers may do so at once: each batch is with one of them at a time.
    """
    end, total, failed = time.monotonic() + seconds, 0, set()
    while time.monotonic() < end:
        pk = None
        try:
            with transaction.atomic():
                batch = claim(failed)
                if batch is None:
                    break
                pk = batch.pk
                total += run_slice(batch, now or timezone.now())
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            if pk is None:
                raise
            log.exception("a slice of batch %d failed", pk)
            failed.add(pk)
            note_failure(pk, error, now or timezone.now())
    return total


def claim(without=()):
    """Lock and return the oldest batch that no other worker has, None when there is none."""
    batches = Batch.objects.select_for_update(of=("self",), skip_locked=True).select_related("made_by")
    return batches.filter(state__in=TO_DO).exclude(pk__in=without).order_by("pk").first()


def run_slice(batch, now):
    """Take the next cases of a locked batch through its door; return how many. The caller's transaction keeps it."""
    batch.begun_at = batch.begun_at or now
    if not may_still(batch.made_by):
        with translation.override(batch.language):
            batch.state, batch.ended_at, batch.last_error = State.STOPPED, now, str(NOT_ANY_MORE)
        batch.save(update_fields=["state", "begun_at", "ended_at", "last_error"])
        return 0
    items = list(batch.items.filter(state=ItemState.WAITING).order_by("pk")[:SLICE])
    with translation.override(batch.language):
        treat(batch, items, now)
    update_rows(BatchItem, ("state", "why", "before"), [
        (item.pk, str(item.state), item.why[:300], json.dumps(item.before)) for item in items
    ])
    done = sum(item.state == ItemState.DONE for item in items)
    batch.done, batch.refused = batch.done + done, batch.refused + len(items) - done
    batch.state, batch.failures = State.RUNNING, 0
    if len(items) < SLICE:
        batch.state, batch.ended_at = State.DONE, now
    batch.save(update_fields=["state", "begun_at", "ended_at", "done", "refused", "failures", "last_error"])
    return len(items)


def may_still(user):
    """Say whether whoever asked for a batch still may."""
    return user.is_active and user.is_staff and user.has_perm(BULK)


def treat(batch, items, now):
    """Take items through the door and note in each what became of it; one that makes the door fail is refused."""
    if not items:
        return
    try:
        with transaction.atomic():
            outcome = door_of(batch)({item.complaint_id: item.before for item in items}, now=now)
    except LATER:
        raise
    except Refused as error:
        outcome = Outcome({}, dict.fromkeys([item.complaint_id for item in items], error.sentence))
    except Exception as error:
        if len(items) > 1:
            middle = len(items) // 2
            treat(batch, items[:middle], now)
            treat(batch, items[middle:], now)
            return
        log.exception("case %d cannot be changed by batch %d", items[0].complaint_id, batch.pk)
        batch.last_error = type(error).__name__[:200]
        outcome = Outcome({}, {items[0].complaint_id: BROKEN})
    for item in items:
        if item.complaint_id in outcome.done:
            item.state, item.before = ItemState.DONE, outcome.done[item.complaint_id]
        else:
            item.state, item.why = ItemState.REFUSED, str(outcome.refused.get(item.complaint_id, GONE))


@transaction.atomic
def note_failure(pk, error, now):
    """Count a slice that failed whole; after many of them the batch stops and says so."""
    batch = Batch.objects.select_for_update().get(pk=pk)
    batch.failures, batch.last_error = batch.failures + 1, type(error).__name__[:200]
    batch.begun_at = batch.begun_at or now
    if batch.failures >= MOST_FAILURES:
        batch.state, batch.ended_at = State.STOPPED, now
    batch.save(update_fields=["failures", "last_error", "begun_at", "state", "ended_at"])
