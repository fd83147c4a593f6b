"""Start, end, correct, extend, pause and resume clocks; answer the links of a reminder."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints import calendar, reminders
from complaints.choices import Party
from complaints.holds import PROVED_COMPLAINT, hold_of, standstill
from complaints.holidays import Holidays
from complaints.models import Deadline, Rule
from complaints.restart import count_again
from complaints.rules import DISPUTE_WINDOWS, cap_of, current_rules, known_dates, rules_on_filing, urges
from complaints.services.locking import Refused, lock
from complaints.standing import OURS, reckon
from complaints.timeline import append
from complaints.wording import day_of, long_date
from contacts.bulk import update_rows

State = Deadline.State
# {owner: function called with (clock, by, now)} of the clocks whose reader's "done" is more than no reminders.
ON_DONE = {}


def on_done(owner):
    """Register what "done" does to the running clocks that `owner` hands out; called with the case locked."""

    def register(function):
        ON_DONE[owner] = function
        return function

    return register


def lay(complaint, rule, start, *, now, owner="", subject_id=None, dates=None, cap_on=None, own=(None, "")):
    """Return an unsaved clock: `rule` laid on the case from `start` (a date, or an instant for hours).

    `own` is a count (n, unit) that replaces the rule's: the days that one body sets for itself.
    It never runs past `cap_on` (a date, in the case's zone) nor past the rule's own cap. A clock whose end
    has already passed is returned as missed: it never wakes and reminds nobody.
    """
    own_cap = cap_of(rule, known_dates(complaint) if dates is None else dates)
    cap = min(filter(None, [own_cap, cap_on]), default=None)
    start = start_of(rule, start, complaint.time_zone)
    clock = Deadline(
        complaint=complaint, rule=rule, kind=rule.slug, owner=owner, subject_id=subject_id, party=rule.actor,
        # What only the team can do, the consumer sees and is not urged to do.
        start_event=rule.start_event, opened_at=now, muted=not urges(rule, complaint) or rule.actor in OURS,
        start_on=complaint.local_day(start) if isinstance(start, datetime) else start,
        start_at=start if isinstance(start, datetime) else None, own_n=own[0], own_unit=own[1],
    )
    counted = calendar.count(start, clock.term(cap), tz=complaint.time_zone, holidays=holidays_of(complaint))
    apply_count(clock, counted, now)
    hold(clock, now)
    return clock


def start_of(rule, start, zone):
    """Return the start a rule can be counted from: hours need an instant, the first one of a plain day."""
    if rule.unit == calendar.Unit.HOURS and not isinstance(start, datetime):
        return datetime.combine(start, time(), ZoneInfo(zone))
    return start


def holidays_of(complaint):
    """Return the holidays that count for this case: national ones and those of the person's state."""
    return Holidays.brazil(complaint.user.state or None)


def apply_count(clock, counted, now):
    """Write a count into a clock, and with it whether it still runs and when it wakes."""
    clock.due_on, clock.due_at, clock.safe_on = counted.due_on, counted.due_at, counted.safe_on
    clock.sum = list(counted.steps)
    if clock.due_at <= now and clock.owner:
        # Its owner must still hear of the end: the next sweep tells it.
        clock.state, clock.closed_at, clock.wake_at = State.RUNNING, None, now
    elif clock.due_at <= now:
        clock.state, clock.closed_at, clock.wake_at = State.MISSED, now, None
    else:
        clock.state, clock.closed_at = State.RUNNING, None
        set_wake(clock, now)


def hold(clock, now):
    """Stop a clock just counted on the day of a proved complaint, and let its rest run from the refusal on.

    Other rules than those a complaint stops are left alone. A rest that is over already leaves the clock missed.
    """
    if clock.rule.suspended_by != PROVED_COMPLAINT:
        return
    complaint = clock.complaint
    clock.paused_at, clock.paused_why, clock.held_by_id = None, "", None
    still = standstill(
        hold_of(complaint.contacted_on, complaint.contact_is_proved, complaint.refused_on),
        clock.start_on, clock.due_on,
    )
    if still is None:
        return
    stopped, runs_on = still
    if runs_on is not None:
        apply_count(clock, calendar.resume(clock.sum, stopped, runs_on, holidays_of(complaint)), now)
        return
    clock.state, clock.closed_at, clock.wake_at = State.PAUSED, None, None
    clock.paused_at = calendar.at_hour(stopped, 0, complaint.time_zone)
    clock.paused_why = _("você reclamou com a loja em %(day)s e guardou a prova.") % {
        "day": long_date(complaint.contacted_on, complaint.local_day(now))}
    clock.held_by_id = complaint.contact_proof_id


def reminder_facts(clock):
    """Return what `complaints.reminders` wants to know of a clock."""
    return {
        "safe_on": clock.safe_on, "due_at": clock.due_at, "opened_at": clock.opened_at,
        "rule_kind": clock.rule.kind, "zone": clock.complaint.user.time_zone, "snoozed_to": clock.snoozed_to,
    }


def set_wake(clock, now):
    """Set the next instant at which the sweep must look at the clock."""
    clock.wake_at = reminders.next_wake(now=now, muted=clock.muted, **reminder_facts(clock))


def start_filing_clocks(complaint, now):
    """Start every clock whose start day is known when the case is filed; return them."""
    rules = list(current_rules(on_filing=True).values())
    dates = known_dates(complaint)
    clocks = [lay(complaint, rule, day, now=now, dates=dates) for rule, day in rules_on_filing(complaint, rules)]
    rows = Deadline.objects.bulk_create(clocks)
    reckon({complaint.pk})
    return rows


def start_clock(complaint, slug, start, *, now, owner="", subject_id=None, own=(None, "")):
    """Start one clock under the rule in force called `slug`; return it saved. The caller holds the lock."""
    rule = current_rules(slug=slug)[slug]
    clock = lay(complaint, rule, start, now=now, owner=owner, subject_id=subject_id, own=own)
    save_new(clock)
    return clock


def save_new(clock):
    """Save a clock just laid."""
    clock.save()
    reckon({clock.complaint_id})


def end_clocks(clocks, state, now):
    """End all running or paused clocks of a queryset as met or cancelled; return how many."""
    live = clocks.filter(state__in=[State.RUNNING, State.PAUSED])
    cases = set(live.order_by().values_list("complaint_id", flat=True))
    count = live.update(state=state, closed_at=now, wake_at=None) if cases else 0
    reckon(cases)
    return count


def cancel_clocks(case_ids, now):
    """Cancel every live clock of these cases; the caller writes `standing.AT_REST` into their rows."""
    live = Deadline.objects.filter(complaint__in=case_ids, state__in=[State.RUNNING, State.PAUSED])
    live.update(state=State.CANCELLED, closed_at=now, wake_at=None)


def move_clocks(clocks, complaint):
    """Give clocks to another case of the same person, with the ends they have; both cases are locked."""
    cases = set(clocks.order_by().values_list("complaint_id", flat=True))
    clocks.update(complaint=complaint)
    reckon(cases | {complaint.pk})


def run_again(cases, now):
    """Let the clocks that the closing of these locked cases cancelled run again; return them.

    Each goes on with the end it had: no day is won by having been closed. One that stood still stands still
    again, and one whose end has passed meanwhile is missed, or told to its owner. `cases` still know when they
    were closed. Statements are the same for one case and for many.
    """
    by_id = {case.pk: case for case in cases}
    ended = Deadline.objects.filter(complaint__in=by_id, state=State.CANCELLED, closed_at__in={
        case.closed_at for case in cases})
    ended = list(ended.order_by("pk"))
    rules = Rule.objects.in_bulk({clock.rule_id for clock in ended})
    clocks = []
    for clock in ended:
        clock.complaint, clock.rule = by_id[clock.complaint_id], rules[clock.rule_id]
        if clock.closed_at != clock.complaint.closed_at:
            continue
        if clock.paused_at is not None:
            clock.state, clock.closed_at, clock.wake_at = State.PAUSED, None, None
        else:
            apply_count(clock, calendar.Count(clock.due_on, clock.due_at, clock.safe_on, tuple(clock.sum)), now)
        clocks.append(clock)
    update_rows(Deadline, ("state", "closed_at", "wake_at"), [
        (clock.pk, str(clock.state), clock.closed_at, clock.wake_at) for clock in clocks
    ])
    reckon(by_id)
    return clocks


@transaction.atomic
def refresh_clocks(complaint, *, by, now=None):
    """Lay the filing clocks again after dates of the case became known or were corrected.

    New ones start, running ones whose start day or cap moved are counted again, and so are those that a
    proved complaint holds, which stay held; ended ones stay as they are. While a dispute is open at the shop,
    no window for opening one starts.
    """
    now = now or timezone.now()
    complaint = lock(complaint)
    dates = known_dates(complaint)
    rules = current_rules(on_filing=True).values()
    wanted = {rule.slug: (rule, day) for rule, day in rules_on_filing(complaint, rules)}
    disputed = is_disputed_at_shop(complaint)
    unowned = complaint.deadlines.filter(owner="").select_related("rule")
    present = {clock.kind: clock for clock in unowned if clock.state not in (State.CANCELLED,)}
    for slug, (rule, day) in wanted.items():
        clock = present.get(slug)
        if clock is None and disputed and slug in DISPUTE_WINDOWS:
            continue
        if clock is None:
            save_new(lay(complaint, rule, day, now=now, dates=dates))
        elif can_move(clock, complaint) and has_moved(clock, day, dates):
            clock.complaint = complaint
            recount(clock, day, now, cap_of(clock.rule, dates))
            save_count(clock)
            append(
                complaint, "clock_corrected", Party.BUYER, at=now, by=by,
                clock=slug, start_on=day.isoformat(), due_on=clock.due_on.isoformat(),
            )
    # A wait that a won dispute started is not the dates' to end.
    gone = [
        clock.pk for slug, clock in present.items()
        if slug not in wanted and clock.rule.on_filing and clock.start_event != "dispute_closed_won"
    ]
    end_clocks(Deadline.objects.filter(pk__in=gone), State.CANCELLED, now)


def is_disputed_at_shop(complaint):
    """Say whether a dispute is open that runs at the shop; one that is held here does not stop the shop's windows."""
    if not complaint.deadlines.filter(owner="dispute", state__in=[State.RUNNING, State.PAUSED]).exists():
        return False
    opened = complaint.events.filter(kind="dispute_open").order_by("-seq").first()
    return opened is None or opened.data.get("mode") != "hosted"


def can_move(clock, complaint):
    """Say whether new dates move a clock: not when it is met, nor when staff stopped it."""
    if clock.state == State.PAUSED:
        return complaint.contact_is_proved and clock.rule.suspended_by == PROVED_COMPLAINT
    return clock.state in (State.RUNNING, State.MISSED)


def has_moved(clock, day, dates):
    """Say whether a clock starts on another day, or is capped by another, than it was counted with."""
    cap = cap_of(clock.rule, dates)
    counted_with = next((step["cap_on"] for step in clock.sum if step["step"] == "term"), None)
    return clock.start_on != day or counted_with != (cap.isoformat() if cap else None)


def recount(clock, day, now, cap):
    """Count a clock again from another start day, under the rule version it started with; the caller saves it.

    Days given by hand stay given. So do stops, but where a proved complaint makes its own.
    """
    complaint = clock.complaint
    start = start_of(clock.rule, day, complaint.time_zone)
    held = clock.rule.suspended_by == PROVED_COMPLAINT and complaint.contact_is_proved
    counted = count_again(
        clock.sum, start, clock.term(cap), tz=complaint.time_zone, holidays=holidays_of(complaint),
        keep_stops=not held)
    clock.start_on = day
    clock.start_at = start if isinstance(start, datetime) else None
    apply_count(clock, counted, now)
    hold(clock, now)


def hold_again(complaint, *, now, ended=False):
    """Lay the windows that a proved complaint stops out again, after its day or its refusal became known.

    Days given by hand are kept; pauses made by hand give way to the one the law makes. With `ended`, windows
    marked as done stop too: complaining is what they asked for. Returns the clocks that were laid out, saved.
    """
    kept = [State.RUNNING, State.PAUSED, State.MISSED, *([State.MET] if ended else [])]
    rows = complaint.deadlines.filter(owner="", rule__suspended_by=PROVED_COMPLAINT, state__in=kept)
    laid = []
    for clock in rows.select_related("rule"):
        was, clock.complaint = clock.state, complaint
        put_in = [step for step in clock.sum if step["step"] in ("term", "start", "extend")]
        apply_count(clock, calendar.recompute(put_in, holidays_of(complaint)), now)
        hold(clock, now)
        if was != State.MET or clock.state == State.PAUSED:
            save_count(clock)
            laid.append(clock)
    return laid


def save_count(clock):
    """Save what a new count changed, and nothing else."""
    clock.save(update_fields=[
        "start_on", "start_at", "due_on", "due_at", "safe_on", "sum", "state", "closed_at", "wake_at",
        "paused_at", "paused_why", "held_by", "snoozed_to",
    ])
    reckon({clock.complaint_id})


def locked_clock(clock):
    """Lock the clock's case and return the clock fresh; refuse when it no longer runs."""
    complaint = lock(clock.complaint)
    clock = Deadline.objects.select_related("rule").get(pk=clock.pk)
    clock.complaint = complaint
    return clock


def must_run(clock):
    if clock.state != State.RUNNING:
        raise Refused(_("Este prazo já não está correndo, então não há o que mudar."))


@transaction.atomic
def mark_done(clock, *, by=None, now=None):
    """Note that the reader did what a clock asked for. Raises `Refused` when it no longer runs.

    A clock of a dispute ends only with the dispute's own step; "done" then stops its reminders.
    """
    now = now or timezone.now()
    clock = locked_clock(clock)
    must_run(clock)
    if clock.owner in ON_DONE:
        ON_DONE[clock.owner](clock, by, now)
        return clock
    if clock.owner:
        if clock.muted:
            return clock
        clock.muted = True
        set_wake(clock, now)
        clock.save(update_fields=["muted", "wake_at"])
    else:
        clock.state, clock.closed_at, clock.wake_at = State.MET, now, None
        clock.save(update_fields=["state", "closed_at", "wake_at"])
        reckon({clock.complaint_id})
    append(clock.complaint, "clock_done", Party.BUYER, at=now, by=by, clock=clock.kind)
    return clock


@transaction.atomic
def remind_tomorrow(clock, *, now=None):
    """Remind once more at 9 h of the reader's tomorrow. Raises `Refused` when the clock ends before."""
    now = now or timezone.now()
    clock = locked_clock(clock)
    must_run(clock)
    at = reminders.tomorrow_morning(now, clock.complaint.user.time_zone)
    if at >= clock.due_at:
        raise Refused(_("Amanhã já seria tarde: este prazo acaba hoje. Por isso não adiamos o aviso."))
    clock.snoozed_to, clock.muted = at, False
    set_wake(clock, now)
    clock.save(update_fields=["snoozed_to", "muted", "wake_at"])
    return clock


@transaction.atomic
def stop_reminders(clock, *, now=None):
    """Send no more reminders of this clock; it keeps running. Doing it twice is no error."""
    now = now or timezone.now()
    clock = locked_clock(clock)
    if clock.state == State.RUNNING and not clock.muted:
        clock.muted, clock.snoozed_to = True, None
        set_wake(clock, now)
        clock.save(update_fields=["muted", "snoozed_to", "wake_at"])
        append(clock.complaint, "reminders_stopped", Party.BUYER, at=now, clock=clock.kind)
    return clock


@transaction.atomic
def correct_clock(clock, start_on, *, by, reason, now=None, rehearse=False):
    """Count a clock again from the right start day. Raises `Refused` without a reason or for an ended clock.

    With `rehearse` nothing is written and no reason asked for: the clock returned says where it would end.
    """
    now = now or timezone.now()
    clock = locked_clock(clock)
    must_run(clock)
    if not (rehearse or reason.strip()):
        raise Refused(_("Escreva o motivo da correção."))
    try:
        recount(clock, start_on, now, cap_of(clock.rule, known_dates(clock.complaint)))
    except ValueError as error:
        raise Refused(_("Esse dia não existe no calendário dos prazos. Confira o ano.")) from error
    if rehearse:
        return clock
    save_count(clock)
    append(
        clock.complaint, "clock_corrected", Party.STAFF, at=now, by=by, clock=clock.kind, reason=reason,
        start_on=start_on.isoformat(), due_on=clock.due_on.isoformat(),
    )
    return clock


@transaction.atomic
def extend_clock(clock, days, *, by, reason, now=None, rehearse=False):
    """Give a clock `days` more, in the unit of its rule. Raises `Refused` without a reason; see `correct_clock`."""
    now = now or timezone.now()
    clock = locked_clock(clock)
    must_run(clock)
    if not (rehearse or reason.strip()):
        raise Refused(_("Escreva o motivo do prazo extra."))
    try:
        counted = calendar.extend(clock.sum, days, holidays_of(clock.complaint))
    except ValueError as error:
        raise Refused(_("Escreva quantos dias a mais: 1 ou mais.")) from error
    apply_count(clock, counted, now)
    if rehearse:
        return clock
    save_count(clock)
    append(
        clock.complaint, "clock_extended", Party.STAFF, at=now, by=by, clock=clock.kind, reason=reason,
        days=days, due_on=clock.due_on.isoformat(),
    )
    return clock


@transaction.atomic
def pause_clock(clock, *, by, reason, now=None):
    """Stop a clock while the other side holds the ball; the days left are kept.

    Raises `Refused` without a reason, and for a clock that is over or has not begun.
    """
    now = now or timezone.now()
    clock = locked_clock(clock)
    must_run(clock)
    if clock.due_at <= now:
        raise Refused(_("Este prazo já acabou, então não há o que parar."))
    # A stretch that was resumed begins on that day; before it there is nothing to stop.
    resumed = [day_of(step.get("on") or step["at"]) for step in clock.sum if step["step"] == "resume"]
    begun = max([clock.start_on, *resumed])
    if clock.complaint.local_day(now) < begun:
        raise Refused(_("Este prazo ainda não começou a contar, então não há o que parar."))
    if not reason.strip():
        raise Refused(_("Escreva por que o prazo para."))
    clock.state, clock.wake_at = State.PAUSED, None
    clock.paused_at, clock.paused_why = now, reason[:200]
    clock.save(update_fields=["state", "wake_at", "paused_at", "paused_why"])
    reckon({clock.complaint_id})
    append(clock.complaint, "clock_paused", Party.STAFF, at=now, by=by, clock=clock.kind, reason=reason)
    return clock


@transaction.atomic
def resume_clock(clock, *, by, now=None, rehearse=False):
    """Let a paused clock run on, its remaining days laid out again from today; see `correct_clock`."""
    now = now or timezone.now()
    clock = locked_clock(clock)
    if clock.state != State.PAUSED:
        raise Refused(_("Este prazo não está parado."))
    beside = Deadline.objects.filter(owner=clock.owner, subject_id=clock.subject_id, state=State.RUNNING)
    if clock.owner and beside.exists():
        raise Refused(_("Outro prazo desta disputa está correndo. Quando ele acabar, este continua sozinho."))
    counted = calendar.resume(clock.sum, clock.paused_at, now, holidays_of(clock.complaint))
    clock.paused_at, clock.paused_why, clock.held_by_id = None, "", None
    apply_count(clock, counted, now)
    if rehearse:
        return clock
    save_count(clock)
    append(
        clock.complaint, "clock_resumed", Party.STAFF, at=now, by=by, clock=clock.kind,
        due_on=clock.due_on.isoformat(),
    )
    return clock
