"""Write down a telephone call: a note for the staff, a line for the case; and what needs no answer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.choices import Party
from complaints.models import Deadline, Message
from complaints.models.cases import new_token
from complaints.sentences import CALLS
from complaints.services.clocks import end_clocks
from complaints.services.locking import Refused, lock_open
from complaints.services.messages import TEAM_ANSWER, note_answered, write_message
from complaints.timeline import append
from complaints.wording import when

# A clock on the wall may be a little ahead of ours.
LEEWAY = timedelta(minutes=5)
NOTE = Message.Audience.NOTE


@transaction.atomic
def record_call(complaint, with_whom, happened_at, words, answered, *, by, form_key=None, now=None):
    """Write down a call of the staff with "buyer", "seller", "shop" or "other"; return the note.

    `happened_at` is an aware instant. A call in which the consumer was reached counts as an answer. Raises
    `Refused` for a closed case, without words, and for an instant to come or before the case was filed.
    """
    now = now or timezone.now()
    if with_whom not in CALLS:
        raise ValueError(f"nobody calls {with_whom}")
    complaint = lock_open(complaint)
    if happened_at > now + LEEWAY:
        raise Refused(_("Essa hora ainda não chegou. Escolha quando a ligação aconteceu."))
    if happened_at < complaint.filed_at - LEEWAY:
        raise Refused(_("Essa ligação seria de antes do caso. Confira o dia e a hora."))
    if not words.strip():
        raise Refused(_("Escreva o que foi dito, ou que ninguém atendeu."))
    form_key = form_key or new_token()
    if (known := complaint.messages.filter(form_key=form_key).first()) is not None:
        return known
    with timezone.override(complaint.time_zone):
        head = f"{call_words(with_whom, answered)} ({when(happened_at, now)})"
    note = write_message(
        complaint, f"{head}\n\n{words.strip()}", author=by, party=Party.STAFF, form_key=form_key, audience=NOTE,
        now=now,
    )
    append(
        complaint, "call_elsewhere" if with_whom == "other" else "call", Party.STAFF, at=now, by=by,
        answered=answered, happened_at=happened_at.isoformat(), **{"with": with_whom},
    )
    if with_whom == "buyer" and answered:
        note_answered(complaint, now)
    return note


def call_words(with_whom, answered):
    """Return the first line of the note about a call."""
    names = {"buyer": _("o consumidor"), "seller": _("o vendedor"), "shop": _("a loja"), "other": _("outra pessoa")}
    text = _("Ligação com %(whom)s") if answered else _("Tentativa de ligar para %(whom)s, sem resposta")
    return text % {"whom": names[with_whom]}


@transaction.atomic
def no_answer_needed(complaint, why, *, by, form_key=None, now=None):
    """Take an unanswered message off the queue without writing to the consumer; return the note that says why.

    It is no answer: how long the consumer waits for the first one goes on counting. Raises `Refused` for a closed
    case, without a reason, and where nobody waits.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    if not why.strip():
        raise Refused(_("Escreva por que não precisa de resposta."))
    form_key = form_key or new_token()
    if (known := complaint.messages.filter(form_key=form_key).first()) is not None:
        return known
    if not (complaint.awaits_staff or complaint.asked_person_at):
        raise Refused(_("Ninguém espera resposta da equipe neste caso."))
    body = _("Não precisa de resposta: %(why)s") % {"why": why.strip()}
    note = write_message(
        complaint, body, author=by, party=Party.STAFF, form_key=form_key, audience=NOTE, now=now)
    append(complaint, "no_answer_needed", Party.STAFF, at=now, by=by)
    complaint.awaits_staff, complaint.asked_person_at = False, None
    if complaint.mediation_at is None:
        complaint.late_at = None
    complaint.save(update_fields=["awaits_staff", "asked_person_at", "late_at"])
    clocks = complaint.deadlines.filter(kind=TEAM_ANSWER)
    end_clocks(clocks.filter(due_at__lte=now), Deadline.State.MISSED, now)
    end_clocks(clocks, Deadline.State.CANCELLED, now)
    return note
