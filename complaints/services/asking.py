"""Ask the consumer for proof: a message that names it, and a clock that brings the case back either way."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from complaints.choices import Party, Proof
from complaints.models import Deadline
from complaints.models.cases import new_token
from complaints.services.clocks import end_clocks, on_done, start_clock
from complaints.services.locking import Refused, lock_open
from complaints.services.messages import note_asked, write_message
from complaints.timeline import append
from complaints.wording import long_date

EVIDENCE_ASKED = "house_evidence_asked"
# The staff's own clocks of a case; their subject is the case itself, so that one runs at a time.
OWNER = "desk"
MOST_PROOFS = 8


@transaction.atomic
def ask_evidence(complaint, proofs, text, *, by, form_key=None, now=None):
    """Ask the consumer for `proofs` (items of the checklists, a `Proof` each); return the clock.

    `text` comes first in the message, in the consumer's language as the staff wrote it. Raises `Refused` for a
    closed case, without any item, with more than eight, and while an earlier request still runs.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    if not proofs:
        raise Refused(_("Marque pelo menos uma prova para pedir."))
    if len(proofs) > MOST_PROOFS:
        raise Refused(_("Peça no máximo 8 provas de uma vez: quem lê uma lista longa desiste."))
    if (clock := waiting_clock(complaint)) is not None:
        if form_key and complaint.messages.filter(form_key=form_key).exists():
            return clock
        raise Refused(_("Já pedimos provas neste caso, e o prazo ainda corre até %(day)s. Espere ou escreva.") % {
            "day": long_date(clock.due_on, complaint.local_day(now))})
    with translation.override(complaint.user.language):
        body = message_words(proofs, text)
    write_message(
        complaint, body, author=by, party=Party.STAFF, form_key=form_key or new_token(), now=now)
    append(
        complaint, "evidence_asked", Party.STAFF, at=now, by=by, clock=EVIDENCE_ASKED,
        proofs=[Proof(proof).value for proof in proofs],
    )
    return start_clock(
        complaint, EVIDENCE_ASKED, complaint.local_day(now), now=now, owner=OWNER, subject_id=complaint.pk)


def message_words(proofs, text):
    """Return the message that asks for these items, in the active language."""
    items = "\n".join(f"- {Proof(proof).label}" for proof in proofs)
    asked = _("Para seguir com o seu caso, precisamos de:") + f"\n{items}"
    how = _("Mande os arquivos na página do caso, em “Provas”. Se não tiver algum, responda contando por quê.")
    return "\n\n".join(filter(None, [text.strip(), asked, how]))


def clocks_of(complaint):
    """Return the clocks of what the staff asked for."""
    return complaint.deadlines.filter(owner=OWNER, kind=EVIDENCE_ASKED)


def waiting_clock(complaint):
    """Return the clock of a request that still waits, running or stopped, or None."""
    live = [Deadline.State.RUNNING, Deadline.State.PAUSED]
    return clocks_of(complaint).filter(state__in=live).first()


def note_given(complaint, *, by, now, said=False):
    """Meet the clock of a locked case whose consumer sent files, or `said` to have done so; the staff look next.

    Nothing happens where nothing was asked for; return whether it was. A clock that is over and not swept yet
    is met too: the files are there. What comes after the end is told to the staff once.
    """
    last = clocks_of(complaint).order_by("-pk").first()
    if last is None or (last.state == Deadline.State.MISSED and was_given(complaint)):
        return False
    if not end_clocks(clocks_of(complaint), Deadline.State.MET, now) and last.state != Deadline.State.MISSED:
        return False
    append(complaint, "evidence_given", Party.BUYER, at=now, by=by, clock=EVIDENCE_ASKED, said=said)
    note_asked(complaint, now)
    return True


def was_given(complaint):
    """Say whether something came since the staff asked last."""
    lines = complaint.events.filter(kind__in=["evidence_asked", "evidence_given"]).order_by("-seq")
    return lines.values_list("kind", flat=True).first() == "evidence_given"


@on_done(OWNER)
def said_done(clock, by, now):
    """Take the consumer's word, from the case page or the link of a reminder."""
    note_given(clock.complaint, by=by, now=now, said=True)
