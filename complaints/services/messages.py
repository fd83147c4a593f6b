"""Write in a case: to the staff, to both sides, or a note that only the staff read; ask for a person."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.choices import Party
from complaints.models import Complaint, Deadline, Message
from complaints.models.cases import new_token
from complaints.services.clocks import end_clocks, start_clock
from complaints.services.locking import Refused, lock_open
from complaints.timeline import append
from contacts.bulk import update_rows
from contacts.outgoing import queue

TEAM, BOTH, NOTE = Message.Audience.TEAM, Message.Audience.BOTH, Message.Audience.NOTE
MOST_LETTERS = 5000
TEAM_ANSWER = "house_team_answer"
# Whom each side may write to.
MAY_WRITE = {Party.BUYER: {TEAM, BOTH}, Party.SELLER: {BOTH}, Party.STAFF: {TEAM, BOTH, NOTE}}
LISTENERS = []


def on_message(function):
    """Register a function called with (message, now) after each message to both sides, in its transaction."""
    LISTENERS.append(function)
    return function


@transaction.atomic
def write_message(complaint, body, *, author, party, form_key, audience=TEAM, room=None, now=None):
    """Write a message in a case; the same form sent twice writes it once. Returns the `Message`.

    `author` is None for the seller, who has no account. `room` is the id of the dispute that a message to
    both sides belongs to. Raises `Refused` for a closed case and for an empty or too long body, ValueError
    for a side that may not write to this audience and for a room that does not fit it.
    """
    now = now or timezone.now()
    if audience not in MAY_WRITE.get(party, ()):
        raise ValueError(f"{party} does not write to {audience}")
    if (audience == BOTH) != (room is not None):
        raise ValueError("a message to both sides, and no other, belongs to a room")
    complaint = lock_open(complaint)
    message, is_new = _write(
        complaint, body, author=author, party=party, form_key=form_key, audience=audience, room=room, now=now
    )
    if not is_new or audience == NOTE:
        return message
    if party == Party.STAFF:
        note_answered(complaint, now)
    elif audience == TEAM:
        note_asked(complaint, now)
    elif party == Party.BUYER:
        bring_back(complaint)
    if party != Party.BUYER:
        queue(
            "message", dedup_key=f"message:{message.pk}", reader=complaint.user, send_after=now,
            context={"message": message.pk},
        )
    if audience == BOTH:
        for listener in LISTENERS:
            listener(message, now)
    return message


@transaction.atomic
def ask_for_person(complaint, answers, *, by, now=None):
    """Put a case in the staff's queue because its consumer wants to talk to a person.

    `answers` are (question, answer) pairs in words; they become one message to the staff. Returns the
    `Message`, or None for somebody who is waiting for a person already: then nothing changes.
    Raises `Refused` for a closed case.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    if complaint.asked_person_at:
        bring_back(complaint)
        return None
    complaint.asked_person_at = now
    note_asked(complaint, now)
    append(complaint, "asked_person", Party.BUYER, at=now, by=by)
    body = "\n\n".join([_("Quero falar com uma pessoa."), *[f"{question}\n{answer}" for question, answer in answers]])
    message, _is_new = _write(
        complaint, body[:MOST_LETTERS], author=by, party=Party.BUYER, form_key=new_token(), audience=TEAM, room=None,
        now=now,
    )
    return message


def note_asked(complaint, now):
    """Put a locked case before the staff: their own clock starts unless it runs, and nobody puts it off any longer."""
    complaint.awaits_staff, complaint.deferred_until, complaint.deferred_by = True, None, None
    complaint.first_asked_at = complaint.first_asked_at or now
    complaint.save(update_fields=[
        "awaits_staff", "asked_person_at", "deferred_until", "deferred_by", "first_asked_at",
    ])
    if not complaint.deadlines.running().filter(kind=TEAM_ANSWER).exists():
        start_clock(complaint, TEAM_ANSWER, complaint.local_day(now), now=now)


def bring_back(complaint):
    """Let a locked case wait for its day no longer: something happened that whoever put it off did not know."""
    if complaint.deferred_until:
        complaint.deferred_until, complaint.deferred_by = None, None
        complaint.save(update_fields=["deferred_until", "deferred_by"])


def note_answered(complaint, now):
    """Take a locked case from before the staff: one of them has answered its consumer, in time or not."""
    note_all_answered([complaint], now)


def note_all_answered(cases, now):
    """Take locked cases from before the staff, as `note_answered` does; the same statements for any number."""
    for case in cases:
        case.awaits_staff, case.asked_person_at = False, None
        if case.first_asked_at and not case.first_answered_at:
            case.first_answered_at = now
        if case.mediation_at is None:
            case.late_at = None
    update_rows(Complaint, ("awaits_staff", "asked_person_at", "first_answered_at", "late_at"), [
        (case.pk, False, None, case.first_answered_at, case.late_at) for case in cases
    ])
    asked = Deadline.objects.filter(complaint__in=[case.pk for case in cases], kind=TEAM_ANSWER)
    end_clocks(asked.filter(due_at__lte=now), Deadline.State.MISSED, now)
    end_clocks(asked, Deadline.State.MET, now)


def why_not(body):
    """Return the sentence that refuses a text as a message, "" for one that will do."""
    if not body.strip():
        return _("Escreva a mensagem antes de mandar.")
    if len(body) > MOST_LETTERS:
        return _("A mensagem é longa demais. Escreva no máximo 5000 letras.")
    return ""


def _write(complaint, body, *, author, party, form_key, audience, room, now):
    """Write a message in a locked case, with its line on the timeline; return (message, is new)."""
    if sentence := why_not(body):
        raise Refused(sentence)
    message, is_new = Message.objects.get_or_create(
        complaint=complaint, form_key=form_key,
        defaults={
            "author": author, "party": party, "body": body, "audience": audience, "room": room, "written_at": now,
        },
    )
    if is_new and audience == NOTE:
        append(complaint, "note", party, at=now, by=author)
    elif is_new:
        append(complaint, "message", party, at=now, by=author, audience=str(audience), room=room)
    return message, is_new
