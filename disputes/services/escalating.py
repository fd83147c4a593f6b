"""The doors of a filing outside: filed, its number, its answer, one's own last step, its end."""

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party
from complaints.models import Deadline
from complaints.services.clocks import end_clocks, start_clock
from complaints.services.closing import on_closing, on_reopening
from complaints.services.holding import prove_complaint, prove_refusal
from complaints.services.locking import Refused, lock_open
from complaints.standing import reckon
from complaints.timeline import append
from disputes.escalations import COURSES, OWN_CLOCKS, OWNER, Quality, clock_after, wait_of
from disputes.models.escalations import Door, Escalation

MOST_PROTOCOL, MOST_ANSWER, MOST_FILINGS = 60, 5000, 60
# Letters kept of all answers of one filing together.
MOST_KEPT = 20_000
State = Escalation.State
FUTURE = _("Esse dia ainda não chegou. Escolha hoje ou um dia que já passou.")
CLOSED_ALREADY = _("Você já encerrou isto. Se reclamou de novo, anote uma reclamação nova.")


def clocks_of(escalation):
    """Return the clocks this filing handed out."""
    return Deadline.objects.filter(owner=OWNER, subject_id=escalation.pk)


@transaction.atomic
def file_outside(complaint, door, *, by, filed_on, form_key, body=None, protocol="", now=None):
    """Write down what was filed outside and start the clock of that door; return the `Escalation`.

    The same form sent twice files once. Windows of the case that were for this filing are met by it. A number
    that the shop gave proves the complaint to it, and stops the days of CDC art. 26.
    Raises `Refused` for a closed case, a day to come or before the purchase, a protocol number that stands
    in the case already, a door that is not for this problem, and a body of another kind than the door's.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    known = complaint.escalations.filter(form_key=form_key).first()
    if known:
        return known
    door, course = Door(door), COURSES[Door(door)]
    if course.reasons and complaint.reason not in course.reasons:
        raise Refused(_(
            "O banco só devolve o Pix por este caminho quando foi golpe. O seu caso é outro problema: "
            "veja no caso os caminhos que servem para ele."
        ))
    if body is not None and body.kind != course.bodies:
        raise Refused(_("Este órgão não é desse tipo. Escolha de novo na lista."))
    check_day(complaint, filed_on, complaint.order.placed_on, _("Esse dia é antes da compra. Confira o dia e o ano."),
              now)
    if complaint.escalations.count() >= MOST_FILINGS:
        raise Refused(_("Este caso já tem muitas reclamações anotadas. Fale com a nossa equipe no caso."))
    escalation = Escalation(
        complaint=complaint, door=door, body=body, protocol=checked_protocol(complaint, door, protocol),
        filed_on=filed_on, recorded_by=by, form_key=form_key, created_at=now,
    )
    escalation.save()
    write(escalation, "escalation_filed", Party.BUYER, by=by, now=now, filed_on=filed_on.isoformat(),
          protocol=escalation.protocol)
    end_clocks(complaint.deadlines.filter(owner="", kind__in=course.meets), Deadline.State.MET, now)
    hold_by(escalation, by, now)
    start_wait(escalation, filed_on, now)
    if course.also and not complaint.deadlines.filter(kind=course.also, state=Deadline.State.RUNNING).exists():
        start_clock(complaint, course.also, filed_on, now=now)
    return escalation


def start_wait(escalation, day, now):
    """Start the clock of waiting at this door from `day`; return it, None where the door has none."""
    body = escalation.body
    days = (body.answer_days, body.answer_unit) if body else (None, "")
    slug, own = wait_of(escalation.door, *days)
    if not slug:
        return None
    return start_clock(
        escalation.complaint, slug, day, now=now, owner=OWNER, subject_id=escalation.pk, own=own)


def hold_by(escalation, by, now):
    """Let the number that the shop itself gave stop the days of the law: it proves the complaint to the supplier."""
    complaint = escalation.complaint
    if escalation.door != Door.SHOP_HELP or not escalation.protocol:
        return
    if not complaint.contact_is_proved and not complaint.refused_on:
        prove_complaint(complaint, escalation.filed_on, protocol=escalation.protocol, by=by, now=now)


def free_by(escalation, by, now):
    """Let the shop's clear no free the days of the law that the complaint to it had stopped."""
    complaint, said_no = escalation.complaint, escalation.quality == Quality.REFUSAL
    if escalation.door != Door.SHOP_HELP or not said_no or not complaint.contact_is_proved or complaint.refused_on:
        return
    if escalation.answered_on >= complaint.contacted_on:
        prove_refusal(complaint, escalation.answered_on, by=by, now=now)


def check_day(complaint, day, since, too_early, now):
    """Raise `Refused` for a day to come, and with `too_early` for one before `since`."""
    if day > complaint.local_day(now):
        raise Refused(FUTURE)
    if day < since:
        raise Refused(too_early)


def checked_protocol(complaint, door, protocol, own=None):
    """Return a protocol number as it is kept. Raises `Refused` when it stands in the case at the same door already."""
    protocol = " ".join(protocol.split())
    if len(protocol) > MOST_PROTOCOL:
        raise Refused(_("O número do protocolo é longo demais. Copie só o número."))
    others = complaint.escalations.filter(door=door).exclude(protocol="").exclude(pk=own)
    if protocol and plain(protocol) in {plain(number) for number in others.values_list("protocol", flat=True)}:
        raise Refused(_("Este protocolo já está anotado neste caso. Confira o número."))
    return protocol


def plain(protocol):
    return "".join(protocol.split()).casefold()


def write(escalation, kind, party, *, by, now, **data):
    """Append a line about a filing to its locked case."""
    append(
        escalation.complaint, kind, party, at=now, by=by, escalation=escalation.pk, door=str(escalation.door),
        body=escalation.body.name if escalation.body else "", **data,
    )


def take(escalation, *, even_closed=False):
    """Lock the open case and return the filing fresh. Raises `Refused` for a filing that was closed."""
    complaint = lock_open(escalation.complaint)
    escalation = complaint.escalations.select_related("body").get(pk=escalation.pk)
    escalation.complaint = complaint
    if not (escalation.is_open or even_closed):
        raise Refused(CLOSED_ALREADY)
    return escalation


@transaction.atomic
def note_protocol(escalation, protocol, *, by, now=None):
    """Note the number a filing was given, or mend it. Raises `Refused` for none and for one that is noted already."""
    now = now or timezone.now()
    escalation = take(escalation, even_closed=True)
    protocol = checked_protocol(escalation.complaint, escalation.door, protocol, own=escalation.pk)
    if not protocol:
        raise Refused(_("Escreva o número do protocolo."))
    if protocol != escalation.protocol:
        escalation.protocol = protocol
        escalation.save(update_fields=["protocol"])
        write(escalation, "escalation_protocol", Party.BUYER, by=by, now=now, protocol=protocol)
        hold_by(escalation, by, now)
    return escalation


@transaction.atomic
def note_answer(escalation, *, by, quality, answered_on, answer="", now=None):
    """Note what came back and what it was worth; the wait is over, or begins anew, and the next clock starts.

    "asks_data" keeps the wait: the other side's days count again from the answer. "solved" closes the filing.
    The same answer told twice is written once. Raises `Refused` for a filing that was closed or has no answers, and for
    a day to come or before it was filed.
    """
    now = now or timezone.now()
    escalation = take(escalation)
    complaint, course, answer = escalation.complaint, COURSES[escalation.door], answer.strip()
    if not course.is_answered or quality not in Quality.values or quality == Quality.NONE:
        raise Refused(_("Escolha o que responderam."))
    if len(answer) > MOST_ANSWER:
        raise Refused(_("O texto é longo demais. Escreva no máximo 5000 letras."))
    if len(escalation.answer) + len(answer) > MOST_KEPT:
        raise Refused(_("Já guardamos muito texto desta reclamação. Anexe a resposta como prova."))
    check_day(complaint, answered_on, escalation.filed_on, _("Esse dia é antes de você reclamar. Confira."), now)
    if (escalation.quality, escalation.answered_on) == (quality, answered_on) and escalation.answer.endswith(answer):
        return escalation
    had_answer = escalation.answered_on is not None
    escalation.quality, escalation.answered_on = quality, answered_on
    if answer:
        # An earlier answer stays: what was asked first may matter later.
        escalation.answer = f"{escalation.answer}\n\n{answer}".strip()
    escalation.state = State.FILED if quality == Quality.ASKS_DATA else State.ANSWERED
    escalation.save(update_fields=["quality", "answered_on", "answer", "state"])
    write(
        escalation, "escalation_answered", course.answers, by=by, now=now, quality=str(quality),
        answered_on=answered_on.isoformat(),
    )
    free_by(escalation, by, now)
    if not course.mine:
        end_wait(clocks_of(escalation).exclude(kind__in=OWN_CLOCKS), answered_on, now)
    if quality == Quality.SOLVED:
        end(escalation, Deadline.State.MET, now)
        return escalation
    move_clocks(escalation, quality, answered_on, had_answer, now)
    return escalation


def move_clocks(escalation, quality, answered_on, had_answer, now):
    """Start the clock that an answer starts, in place of the one an earlier answer had started."""
    course = COURSES[escalation.door]
    following = clock_after(escalation.door, quality)
    if course.after_first and had_answer:
        return
    if not course.mine:
        end_clocks(clocks_of(escalation), Deadline.State.CANCELLED, now)
    if following:
        start_clock(
            escalation.complaint, following, answered_on, now=now, owner=OWNER, subject_id=escalation.pk)
    elif quality == Quality.ASKS_DATA and not course.mine:
        start_wait(escalation, answered_on, now)
    if quality == Quality.REFUSAL and course.also:
        end_clocks(escalation.complaint.deadlines.filter(owner="", kind=course.also), Deadline.State.CANCELLED, now)


def end_wait(clocks, day, now):
    """End clocks by what was done on `day`: met when it was in time, even where their end is written already."""
    in_time = clocks.filter(due_on__gte=day).exclude(state__in=[Deadline.State.CANCELLED, Deadline.State.MET])
    cases = set(in_time.order_by().values_list("complaint_id", flat=True))
    in_time.update(state=Deadline.State.MET, closed_at=now, wake_at=None)
    reckon(cases)
    end_clocks(clocks, Deadline.State.MISSED, now)


def end(escalation, outcome, now):
    """Close a filing in a locked case and end its clocks with `outcome`."""
    escalation.state, escalation.closed_at = State.CLOSED, now
    escalation.save(update_fields=["state", "closed_at"])
    end_clocks(clocks_of(escalation), outcome, now)
    course = COURSES[escalation.door]
    if course.also:
        end_clocks(escalation.complaint.deadlines.filter(owner="", kind=course.also), outcome, now)


@transaction.atomic
def note_rated(escalation, *, by, rated_on, now=None):
    """Note that the person took the own last step at this door: the mark given, the decision or the appeal asked for.

    Raises `Refused` where the door has no such step, for a closed filing, and for a day to come or before the answer.
    """
    now = now or timezone.now()
    escalation = take(escalation)
    course = COURSES[escalation.door]
    if course.step is None:
        raise Refused(_("Neste lugar não há nada assim para anotar."))
    since = escalation.filed_on if course.mine else escalation.answered_on or escalation.filed_on
    check_day(escalation.complaint, rated_on, since, _("Esse dia é antes da resposta. Confira."), now)
    if escalation.rated_on == rated_on:
        return escalation
    escalation.rated_on = rated_on
    escalation.save(update_fields=["rated_on"])
    end_wait(clocks_of(escalation).filter(kind__in=OWN_CLOCKS), rated_on, now)
    write(
        escalation, "escalation_rated", Party.BUYER, by=by, now=now, step=str(course.step),
        rated_on=rated_on.isoformat(),
    )
    return escalation


@transaction.atomic
def close_escalation(escalation, *, by, now=None):
    """Close a filing that is waited for no more; its clocks are cancelled. Doing it twice is no error.

    Where nothing came back until then, that is what the filing was worth: at some doors no clock says so.
    """
    now = now or timezone.now()
    escalation = take(escalation, even_closed=True)
    if escalation.is_open:
        if not escalation.quality and COURSES[escalation.door].is_answered:
            escalation.quality = Quality.NONE
            escalation.save(update_fields=["quality"])
        end(escalation, Deadline.State.CANCELLED, now)
        write(escalation, "escalation_closed", Party.BUYER, by=by, now=now)
    return escalation


@on_closing
def close_with_cases(cases, now):
    """Close what cases that end had filed outside; each case's own last line tells it."""
    filed = Escalation.objects.filter(complaint__in=[case.pk for case in cases])
    filed.exclude(state=State.CLOSED).update(state=State.CLOSED, closed_at=now)


@on_reopening
def reopen_with_cases(cases, now):
    """Open again what had been closed together with its case, at the step where it was."""
    ended = Escalation.objects.filter(
        complaint__in=[case.pk for case in cases], state=State.CLOSED, closed_at=F("complaint__closed_at")
    )
    waits = Q(quality="") | Q(quality=Quality.ASKS_DATA)
    ended.update(closed_at=None, state=Case(When(waits, then=Value(State.FILED)), default=Value(State.ANSWERED)))
