"""Say who looks after a case: claim it, give it, share cases out, hand one over, put one off until a day.

Each door for many cases says what it did and what it refused, in a number of statements that does not grow with the
cases. The door for one case is the same code with one case; what the one raises, the other one counts.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import Party
from complaints.models import Complaint, Message
from complaints.models.cases import new_token
from complaints.paging import in_order
from complaints.presence import CHANGE, HAND_OVER, staff_of_cases, takers
from complaints.queues import cases_of, today_of
from complaints.services.locking import CLOSED, Refused, lock, lock_open
from complaints.services.many import Outcome
from complaints.services.messages import write_message
from complaints.timeline import Line, append_all
from complaints.wording import clock_time, when
from contacts.models import Presence

MOST_DAYS = 90
TURN, LOAD = "turn", "load"
WAYS = (TURN, LOAD)
COLUMNS = ("state", "user", "agent", "deferred_until", "deferred_by")

MAY_NOT = gettext_lazy("Essa pessoa não pode cuidar de casos. Escolha outra.")
NOT_THE_OWN = gettext_lazy("Quem abriu o caso não pode cuidar dele como equipe.")
YOUR_OWN = gettext_lazy("Este caso é seu. Outra pessoa da equipe precisa cuidar dele.")
OF_ANOTHER = gettext_lazy(
    "Um colega já cuida deste caso. Só ele, ou quem chefia a equipe, pode passar o caso a outra pessoa.")
NOBODY_HERE = gettext_lazy(
    "Ninguém da equipe que recebe casos está presente agora. Na página Equipe, cada pessoa diz se recebe casos novos.")
CHANGED_SINCE = gettext_lazy("Alguém mudou este caso depois. Fica como está.")
NO_DAY = gettext_lazy("Escolha um dia de amanhã até daqui a 90 dias.")


# -- Who looks after it -----------------------------------------------------------------


@transaction.atomic
def assign(complaint, agent, *, by, now=None):
    """Say which agent looks after a case; None gives it back to the queue. The same agent again changes nothing.

    Raises `Refused` for somebody who may not change cases or is the consumer of this one, and for a colleague's
    case unless `by` may hand it over.
    """
    complaint = lock(complaint)
    _must(_assign([complaint], agent, by, now or timezone.now()))
    complaint.agent = agent
    return complaint


@transaction.atomic
def assign_many(case_ids, agent, *, by, now=None, rehearse=False):
    """Give these cases to an agent, or with None back to the queue. Returns an `Outcome`; see `put_back_agents`.

    Those that are there already are refused: a preview that counted them would promise what does not happen.
    """
    cases, to = _cases(case_ids, rehearse), agent.pk if agent else None
    kept = {case.pk: str(_there_already(agent)) for case in cases if case.agent_id == to}
    outcome = _assign([case for case in cases if case.pk not in kept], agent, by, now or timezone.now(), rehearse)
    return Outcome(outcome.done, {**kept, **outcome.refused})


@transaction.atomic
def claim(complaint, *, by, now=None):
    """Take a case that nobody looks after; one's own already changes nothing.

    Raises `Refused`, naming who has it, for the second of two who press at once.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    if complaint.agent_id not in (None, by.pk):
        raise Refused(taken_words(complaint, now))
    _must(_assign([complaint], by, by, now))
    complaint.agent = by
    return complaint


@transaction.atomic
def claim_next(filters, *, by, now=None):
    """Take the first case of a list (`queues.Filters`) that nobody has or is just taking; return it, or None.

    Raises `Refused` for somebody who may not look after cases.
    """
    now = now or timezone.now()
    if not by.has_perm(CHANGE):
        raise Refused(MAY_NOT)
    free = cases_of(filters, by, now).filter(agent=None, state=Complaint.State.OPEN).exclude(user=by)
    if not free.ordered:
        free = in_order(free, filters.queue.order)
    complaint = free.select_for_update(of=("self",), skip_locked=True).first()
    return complaint and claim(complaint, by=by, now=now)


@transaction.atomic
def share_many(case_ids, how, *, by, without=None, now=None, rehearse=False):
    """Share these cases out among those who are here and take cases. Returns an `Outcome`; see `put_back_agents`.

    By TURN, who was given a case longest ago is next; by LOAD, who has the fewest open cases. `without` is the id
    of somebody who gets none: whose cases these were. Raises ValueError for another way.
    """
    if how not in WAYS:
        raise ValueError(f"cases are shared by {WAYS}, not {how}")
    now = now or timezone.now()
    cases = _cases(case_ids, rehearse)
    here = [row for row in takers(now) if row.pk != without]
    done, refused, moves = {}, {}, []
    free = [case for case in cases if not _refused(case, _why_not_shared(case, by, here), refused)]
    # Those who share by turn all begin alike.
    given = loads_of([row.pk for row in here], free) if how == LOAD else Counter()
    turns = {row.pk: place for place, row in enumerate(here)}
    for case in free:
        may = [pk for pk in turns if pk != case.user_id]
        if not may:
            refused[case.pk] = str(NOT_THE_OWN)
            continue
        agent = min(may, key=lambda pk: (given[pk], turns[pk]))
        given[agent] += 1
        turns[agent] += len(here)
        moves.append((case, agent))
        done[case.pk] = {"agent": case.agent_id, "to": agent}
    if not rehearse:
        _write_agents(moves, by, now)
        _note_given(here, turns, now)
    return Outcome(done, refused)


@transaction.atomic
def put_back_agents(before, *, by, now=None, rehearse=False):
    """Undo `assign_many` or `share_many`: `before` is its `done`, {case id: {"agent": ..., "to": ...}}.

    A case that somebody moved since stays where it is, and so does one whose agent of before may not look after
    cases any more. Returns an `Outcome` that could be undone in its turn.
    """
    now = now or timezone.now()
    former = {row["agent"] for row in before.values()} - {None}
    able = {None, *staff_of_cases().order_by().filter(pk__in=former).values_list("pk", flat=True)}
    done, refused, moves = {}, {}, []
    for case in _cases(before, rehearse):
        row = before[case.pk]
        why = ""
        if case.user_id == by.pk:
            why = YOUR_OWN
        elif case.agent_id != row["to"]:
            why = CHANGED_SINCE
        elif row["agent"] not in able:
            why = MAY_NOT
        if not _refused(case, why, refused):
            moves.append((case, row["agent"]))
            done[case.pk] = {"agent": case.agent_id, "to": row["agent"]}
    if not rehearse:
        _write_agents(moves, by, now)
    return Outcome(done, refused)


@transaction.atomic
def hand_over(complaint, to, note, *, by, form_key=None, now=None):
    """Give a case to a colleague (None: back to the queue) with a note that only the staff read.

    The same form sent twice writes the note once. Raises `Refused` as `assign` does, for a closed case, and for
    an empty note.
    """
    now = now or timezone.now()
    if not note.strip():
        raise Refused(_("Escreva uma nota para quem vai cuidar do caso."))
    complaint = lock_open(complaint)
    if complaint.agent_id == (to.pk if to else None):
        if complaint.messages.filter(form_key=form_key).exists():
            return complaint
        raise Refused(_there_already(to))
    # First whether it may go at all: a refusal writes nothing.
    _must(_assign([complaint], to, by, now, rehearse=True))
    message = write_message(
        complaint, note, author=by, party=Party.STAFF, audience=Message.Audience.NOTE,
        form_key=form_key or new_token(), now=now)
    _assign([complaint], to, by, now, note=message.pk)
    complaint.agent = to
    return complaint


# -- Put off until a day ----------------------------------------------------------------


@transaction.atomic
def defer(complaint, until, *, by, now=None):
    """Put a case off until a day; None brings it back. Raises `Refused` for a closed case and another day."""
    complaint = lock(complaint)
    _must(_defer([complaint], until, by, now or timezone.now()))
    return complaint


@transaction.atomic
def defer_many(case_ids, until, *, by, now=None, rehearse=False):
    """Put these cases off until a day, or bring them back. Returns an `Outcome`; see `put_back_days`."""
    return _defer(_cases(case_ids, rehearse), until, by, now or timezone.now(), rehearse)


@transaction.atomic
def put_back_days(before, *, by, now=None, rehearse=False):
    """Undo `defer_many`: `before` is its `done`, {case id: {"until": ..., "to": ...}}, days as ISO text or None.

    A case that somebody put off or brought back since stays as it is, as does one whose consumer wrote meanwhile. A
    day of before that has come brings the case back. Returns an `Outcome`.
    """
    now = now or timezone.now()
    today = today_of(now)
    done, refused, moves = {}, {}, []
    for case in _cases(before, rehearse):
        row = before[case.pk]
        why = _why_not_deferred(case, by)
        if not why and _iso(case.deferred_until) != row["to"]:
            why = CHANGED_SINCE
        if not _refused(case, why, refused):
            day = date.fromisoformat(row["until"]) if row["until"] else None
            moves.append((case, day if day and day > today else None))
            done[case.pk] = {"until": row["to"], "to": _iso(moves[-1][1])}
    if not rehearse:
        _write_days(moves, by, now)
    return Outcome(done, refused)


# -- Words and counts -------------------------------------------------------------------


def why_not_handed(complaint, by):
    """Return why this person cannot give a case away, or "" if that is allowed."""
    if not complaint.is_open:
        return str(CLOSED)
    return str(_why_not(complaint, None, by))


def taken_words(complaint, now):
    """Return who has a case, and since when: "Ana já pegou este caso às 14h02."""
    line = complaint.events.filter(kind="assigned").order_by("-seq").first()
    words = {"name": complaint.agent.get_short_name()}
    if line is None:
        return _("%(name)s já cuida deste caso.") % words
    if timezone.localdate(line.at) == timezone.localdate(now):
        return _("%(name)s já pegou este caso às %(time)s.") % {**words, "time": clock_time(line.at)}
    return _("%(name)s já cuida deste caso (%(when)s).") % {**words, "when": when(line.at, now)}


def loads_of(user_ids, without=()):
    """Return a Counter of the open cases of each of these people, those in `without` not counted; one query."""
    rows = Complaint.objects.filter(state=Complaint.State.OPEN, agent__in=user_ids).order_by()
    loads = Counter(dict(rows.values_list("agent").annotate(n=Count("*"))))
    loads.subtract(Counter(case.agent_id for case in without if case.agent_id in loads))
    return loads


# -- What one case and many have in common ----------------------------------------------


def _must(outcome):
    """Raise the refusal of a door for many cases that was asked about one."""
    for sentence in outcome.refused.values():
        raise Refused(sentence)


def _cases(case_ids, rehearse):
    """Return the cases fresh, in the order of their ids as `many.lock_many` does, with no more than is needed here.

    Locked, unless nothing will be written.
    """
    rows = Complaint.objects.filter(pk__in=list(case_ids)).only(*COLUMNS).order_by("pk")
    return list(rows if rehearse else rows.select_for_update(of=("self",)))


def _refused(case, why, refused):
    """Note why a case is refused, if it is; return whether it is."""
    if why:
        refused[case.pk] = str(why)
    return bool(why)


def _there_already(agent):
    return _("O caso já está com essa pessoa.") if agent else _("Ninguém cuida deste caso agora.")


def _why_not(case, agent, by):
    """Return why a case may not go from whoever has it to `agent` (None: to nobody); "" if it may."""
    if case.user_id == by.pk:
        return YOUR_OWN
    if agent is not None and agent.pk == case.user_id:
        return NOT_THE_OWN
    kept = case.agent_id == (agent.pk if agent else None)
    if not kept and case.agent_id not in (None, by.pk) and not by.has_perm(HAND_OVER):
        return OF_ANOTHER
    return ""


def _why_not_shared(case, by, here):
    if not case.is_open:
        return CLOSED
    if not here:
        return NOBODY_HERE
    return _why_not(case, None, by)


def _why_not_deferred(case, by):
    if not case.is_open:
        return CLOSED
    return YOUR_OWN if case.user_id == by.pk else ""


def _assign(cases, agent, by, now, rehearse=False, **data):
    """Give cases to one agent; `data` goes into their lines."""
    able = agent is None or (agent.is_staff and agent.has_perm(CHANGE))
    to = agent.pk if agent else None
    done, refused, moves = {}, {}, []
    for case in cases:
        why = MAY_NOT if not able else _why_not(case, agent, by)
        if not _refused(case, why, refused):
            done[case.pk] = {"agent": case.agent_id, "to": to}
            moves.append((case, to))
    if not rehearse and _write_agents(moves, by, now, **data) and agent is not None and agent.pk != by.pk:
        Presence.objects.filter(pk=agent.pk).update(given_at=now)
    return Outcome(done, refused)


def _write_agents(moves, by, now, **data):
    """Write (case, id of its agent) pairs with their lines, one statement for each agent; return what changed."""
    changed, groups = [], defaultdict(list)
    for case, agent in moves:
        if case.agent_id != agent:
            changed.append(Line(case.pk, "assigned", Party.STAFF, by.pk, {"agent": agent, **data}))
            groups[agent].append(case.pk)
            case.agent_id = agent
    for agent, ids in groups.items():
        Complaint.objects.filter(pk__in=ids).update(agent=agent)
    append_all(changed, now)
    return changed


def _note_given(here, turns, now):
    """Keep whose turn it is: those who were given cases go behind the others, in the order of their last one."""
    given = sorted((row for place, row in enumerate(here) if turns[row.pk] != place), key=lambda row: turns[row.pk])
    for place, row in enumerate(given):
        row.given_at = now + timedelta(microseconds=place)
    Presence.objects.bulk_update(given, ["given_at"])


def _defer(cases, until, by, now, rehearse=False):
    today = today_of(now)
    wrong = until is not None and not today < until <= today + timedelta(days=MOST_DAYS)
    done, refused, moves = {}, {}, []
    for case in cases:
        why = _why_not_deferred(case, by) or (NO_DAY if wrong else "")
        if not _refused(case, why, refused):
            done[case.pk] = {"until": _iso(case.deferred_until), "to": _iso(until)}
            moves.append((case, until))
    if not rehearse:
        _write_days(moves, by, now)
    return Outcome(done, refused)


def _write_days(moves, by, now):
    """Write (case, day or None) pairs with their lines, one statement for each day."""
    lines, groups = [], defaultdict(list)
    for case, until in moves:
        if case.deferred_until == until:
            continue
        kind, data = ("deferred", {"until": _iso(until)}) if until else ("deferral_ended", {})
        lines.append(Line(case.pk, kind, Party.STAFF, by.pk, data))
        groups[until].append(case.pk)
        case.deferred_until, case.deferred_by = until, by if until else None
    for until, ids in groups.items():
        Complaint.objects.filter(pk__in=ids).update(deferred_until=until, deferred_by=by if until else None)
    append_all(lines, now)


def _iso(day):
    return day.isoformat() if day else None
