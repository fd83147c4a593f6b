"""Close cases and open them again: one or thousands through the same door, with the same few statements."""

import json
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party
from complaints.models import Complaint, Deadline, Event
from complaints.services.clocks import cancel_clocks, run_again
from complaints.services.locking import CLOSED, Refused
from complaints.services.many import Outcome, lock_many
from complaints.standing import AT_REST, OURS
from complaints.timeline import Line, append_all
from contacts.bulk import insert_rows, update_rows
from contacts.models import OutgoingEmail

Closing = Complaint.Closing
# How the staff may end a case. That the money came is the consumer's word.
BY_STAFF = (Closing.UNANSWERED, Closing.NOT_OURS, Closing.SOLVED)
MOST_REASON = 400
# How long a staff closing can be taken back.
UNDO_DAYS = 7
# The mail about a closing waits, so that a slip that is mended in time is never heard of.
MAIL_WAITS = timedelta(minutes=10)
MAIL = "case_closed"
MAIL_COLUMNS = ("dedup_key", "name", "reader_id", "context", "created_at", "send_after")

IN_DISPUTE = _("Há uma disputa aberta neste caso. Encerre a disputa primeiro.")
OWN = _("Este caso é seu: quem abriu o caso não pode mudá-lo como equipe.")
NO_REASON = _("Escreva o motivo. O consumidor lê este motivo.")
LONG_REASON = _("O motivo é longo demais. Escreva no máximo 400 letras.")
OPEN_ALREADY = _("Este caso já está aberto.")
BY_CONSUMER = _("Quem encerrou este caso foi o consumidor, e só ele decide isso.")
WAS_MERGED = _("Este caso foi juntado a outro e continua nele.")
TOO_LATE = _("Este caso foi encerrado há mais de 7 dias e não pode mais ser reaberto daqui.")
OTHER_OPEN = _("Já há outro caso aberto sobre o mesmo pedido.")
CHANGED_SINCE = _("Alguém mudou este caso depois. Fica como está.")

CLOSERS, REOPENERS = [], []


def on_closing(function):
    """Register a function called with (cases, now) when cases are closed, in their transaction.

    It gets a list and must need the same number of statements for any length of it.
    """
    CLOSERS.append(function)
    return function


def on_reopening(function):
    """Register a function called with (cases, now) when a staff closing is taken back, as in `on_closing`.

    The cases' rows still tell when they were closed.
    """
    REOPENERS.append(function)
    return function


def in_dispute(case_ids):
    """Return the ids of those cases in which a dispute runs: its own doors end it."""
    live = [Deadline.State.RUNNING, Deadline.State.PAUSED]
    clocks = Deadline.objects.filter(complaint__in=case_ids, owner="dispute", state__in=live)
    return set(clocks.order_by().values_list("complaint_id", flat=True))


def checked_reason(reason):
    """Return a reason as it is kept. Raises `Refused` for none and for one that is too long."""
    reason = reason.strip()
    if not reason:
        raise Refused(NO_REASON)
    if len(reason) > MOST_REASON:
        raise Refused(LONG_REASON)
    return reason


def light(case_ids):
    """Return a queryset of cases without their stories: all that a closing asks of them stands in their own rows."""
    names = ("state", "closing", "closed_at", "user_id", "order_id", "awaits_staff", "asked_person_at", "late_at")
    return Complaint.objects.only(*names).filter(pk__in=case_ids).order_by("pk")


@transaction.atomic
def close_many(case_ids, closing, reason, by, now=None, *, rehearse=False):
    """Close cases in the name of the staff and tell each consumer why, ten minutes later; return `Outcome`.

    Refused: a case that is closed, one's own, one with an open dispute. With `rehearse` nothing is written.
    Raises `Refused` for all of them without a reason, or for an end that is not the staff's to say.
    """
    now = now or timezone.now()
    reason = checked_reason(reason)
    if closing not in BY_STAFF:
        raise Refused(_("Escolha como o caso acabou."))
    cases = list(light(case_ids) if rehearse else light(case_ids).select_for_update(of=("self",)))
    disputed = in_dispute(case_ids)
    refused = {}
    for case in cases:
        if not case.is_open:
            refused[case.pk] = CLOSED
        elif case.user_id == by.pk:
            refused[case.pk] = OWN
        elif case.pk in disputed:
            refused[case.pk] = IN_DISPUTE
    taken = [case for case in cases if case.pk not in refused]
    if rehearse:
        return Outcome({case.pk: {} for case in taken}, refused)
    before = {case.pk: stood(case) for case in taken}
    settle(taken, closing, by=by, party=Party.STAFF, now=now, reason=reason, before=before)
    insert_rows(OutgoingEmail, MAIL_COLUMNS, [
        (key_of(case), MAIL, case.user_id, json.dumps({"complaint": case.pk}), now, now + MAIL_WAITS)
        for case in taken
    ], ignore_conflicts=True)
    return Outcome(before, refused)


def stood(case):
    """Return what a closing takes from a case beside its clocks, as JSON; {} for nothing."""
    found = {"asked_person_at": case.asked_person_at, "late_at": case.late_at}
    kept = {name: moment.astimezone(UTC).isoformat() for name, moment in found.items() if moment}
    return {**kept, **({"awaits_staff": True} if case.awaits_staff else {})}


def key_of(case):
    """Return the key of the mail about this closing of a case: closed again, it is another one."""
    return f"closed:{case.pk}:{case.closed_at.astimezone(UTC):%Y%m%d%H%M%S%f}"


def settle(cases, closing, *, by, party, now, reason="", before=None):
    """Close locked cases: cancel what still runs and write each one's last line.

    `before` is {case id: what stood there}, kept with the line where a closing may be taken back.
    """
    if not cases:
        return
    ids = [case.pk for case in cases]
    for case in cases:
        case.state, case.closing, case.closed_at = Complaint.State.CLOSED, closing, now
        case.awaits_staff, case.asked_person_at, case.late_at = False, None, None
    cancel_clocks(ids, now)
    # One new version of each row, which has many indexes.
    Complaint.objects.filter(pk__in=ids).update(
        state=Complaint.State.CLOSED, closing=closing, closed_at=now, awaits_staff=False, asked_person_at=None,
        late_at=None, **AT_REST,
    )
    for closer in CLOSERS:
        closer(cases, now)
    told = {"closing": str(closing), **({"reason": reason} if reason else {})}
    kept = before or {}
    append_all([
        Line(pk, "closed", party, by.pk if by else None, {**told, **({"before": kept[pk]} if kept.get(pk) else {})})
        for pk in ids
    ], now)


@transaction.atomic
def reopen_many(case_ids, by, reason, now=None, *, closed_until=None, rehearse=False):
    """Take back what the staff closed: cases and clocks stand as before, mails not sent yet are not needed.

    Refused: a case that is open, one's own, one that its consumer closed, a merged one, one closed more than
    seven days ago, one whose order has another open case, and one closed anew after the instant `closed_until`.
    Raises `Refused` for all without a reason.
    """
    now = now or timezone.now()
    reason = checked_reason(reason)
    cases = list(light(case_ids)) if rehearse else lock_many(case_ids, only_open=False)[0]
    lines = last_closings(case_ids)
    refused = refused_to_reopen(cases, lines, by, now, closed_until)
    taken = [case for case in cases if case.pk not in refused]
    if not taken or rehearse:
        return Outcome({case.pk: {} for case in taken}, refused)
    keys = {key_of(case): case for case in taken}
    for reopener in REOPENERS:
        reopener(taken, now)
    late = {clock.complaint_id: clock.due_at for clock in run_again(taken, now)
            if clock.state == Deadline.State.MISSED and clock.party in OURS}
    for case in taken:
        put_back(case, lines[case.pk].data.get("before", {}))
        if case.pk in late and not case.late_at:
            case.late_at = late[case.pk]
    columns = ("state", "closing", "closed_at", "awaits_staff", "asked_person_at", "late_at")
    update_rows(Complaint, columns, [
        (case.pk, str(case.state), "", None, case.awaits_staff, case.asked_person_at, case.late_at) for case in taken
    ])
    unsay(keys, now)
    append_all([Line(case.pk, "reopened", Party.STAFF, by.pk, {"reason": reason}) for case in taken], now)
    return Outcome({case.pk: {} for case in taken}, refused)


def close_one(complaint, closing, reason, *, by, now=None):
    """Close a case in the name of the staff, as `close_many` does. Raises `Refused`."""
    taken_or_refused(complaint, close_many([complaint.pk], closing, reason, by, now))


def reopen_one(complaint, reason, *, by, now=None):
    """Take back what the staff closed, as `reopen_many` does. Raises `Refused`."""
    taken_or_refused(complaint, reopen_many([complaint.pk], by, reason, now))


def taken_or_refused(complaint, outcome):
    if complaint.pk in outcome.refused:
        raise Refused(outcome.refused[complaint.pk])


def why_not_reopened(complaint, *, by, now):
    """Return the sentence that refuses to open a closed case again, "" for one that may be."""
    refused = refused_to_reopen([complaint], last_closings([complaint.pk]), by, now)
    return str(refused.get(complaint.pk, ""))


def unsay(keys, now):
    """Call off the mails about closings that wait; whoever was told already hears that the case is open again.

    `keys` is {key of the mail: case}.
    """
    states = OutgoingEmail.State
    mails = OutgoingEmail.objects.filter(dedup_key__in=list(keys))
    mails.filter(state=states.QUEUED).update(state=states.CANCELLED)
    told = mails.filter(state__in=[states.SENDING, states.SENT, states.MERGED]).values_list("dedup_key", flat=True)
    insert_rows(OutgoingEmail, MAIL_COLUMNS, [
        (f"re{key}", "case_reopened", keys[key].user_id, json.dumps({"complaint": keys[key].pk}), now, now)
        for key in told
    ], ignore_conflicts=True)


def last_closings(case_ids):
    """Return {case id: the last line that says a case was closed}; one query."""
    lines = Event.objects.filter(complaint__in=case_ids, kind="closed").order_by("complaint_id", "seq")
    return {line.complaint_id: line for line in lines.only("complaint_id", "seq", "party", "data")}


def refused_to_reopen(cases, lines, by, now, closed_until=None):
    """Return {case id: the sentence that refuses to open it again}; one query."""
    orders = {case.order_id for case in cases}
    busy = set(Complaint.objects.filter(order__in=orders, state=Complaint.State.OPEN).values_list("order", flat=True))
    refused = {}
    for case in cases:
        line = lines.get(case.pk)
        if case.is_open:
            refused[case.pk] = OPEN_ALREADY
        elif case.user_id == by.pk:
            refused[case.pk] = OWN
        elif case.closing == Closing.MERGED:
            refused[case.pk] = WAS_MERGED
        elif line is None or line.party != Party.STAFF:
            refused[case.pk] = BY_CONSUMER
        elif closed_until and case.closed_at > closed_until:
            refused[case.pk] = CHANGED_SINCE
        elif case.closed_at < now - timedelta(days=UNDO_DAYS):
            refused[case.pk] = TOO_LATE
        elif case.order_id in busy:
            refused[case.pk] = OTHER_OPEN
        else:
            # Of two closed cases about one order, the first takes the place.
            busy.add(case.order_id)
    return refused


def put_back(case, before):
    """Give an instance what it had before it was closed."""
    case.state, case.closing, case.closed_at = Complaint.State.OPEN, "", None
    case.awaits_staff = before.get("awaits_staff", False)
    for name in ("asked_person_at", "late_at"):
        setattr(case, name, datetime.fromisoformat(before[name]) if name in before else None)
