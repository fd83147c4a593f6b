"""Keep the proof of a complaint to the shop, and of its refusal: they stop and free the windows of CDC art. 26."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.case_text import write_text
from complaints.choices import Party, Proof
from complaints.holds import PROVED_COMPLAINT
from complaints.models import Deadline
from complaints.services.clocks import hold_again, refresh_clocks
from complaints.services.locking import Refused, lock_open
from complaints.timeline import append
from complaints.wording import long_date

State = Deadline.State
MAX_PROTOCOL = 60
NO_PROOF = _("Falta a prova: o número do protocolo ou um arquivo. Sem ela o prazo não para.")


class Held(NamedTuple):
    """What a door of this module left: the case, and its windows that a complaint stops, laid out anew."""

    complaint: object
    clocks: list

    @property
    def stopped(self):
        return [clock for clock in self.clocks if clock.state == State.PAUSED]

    @property
    def running(self):
        return [clock for clock in self.clocks if clock.state == State.RUNNING]


def must_be_a_day_of(complaint, day, now):
    """Raise `Refused` for a day still to come, or one before the purchase."""
    if day > complaint.local_day(now):
        raise Refused(_("Esse dia ainda não chegou. Escolha hoje ou um dia que já passou."))
    if day < complaint.order.placed_on:
        raise Refused(_("Esse dia é antes da compra. Confira os dois dias."))


def must_be_of_case(complaint, proof):
    if proof is not None and proof.complaint_id != complaint.pk:
        raise Refused(_("Esse arquivo não é deste caso. Escolha outro."))


def note_what_it_shows(proof, shows):
    """Mark a file as serving the checklist, unless it serves another of its items already or the seller gave it."""
    if proof is not None and not proof.shows and proof.party != Party.SELLER:
        proof.shows = shows
        proof.save(update_fields=["shows"])


@transaction.atomic
def prove_complaint(complaint, on, *, protocol="", proof=None, by, now=None):
    """Keep that and how the shop was complained to on the day `on`, and stop the windows that this holds.

    `proof` is a file of the case; a `protocol` number of the shop will do too. Told again, it corrects what was
    told before. Returns `Held`. Raises `Refused` without any proof, for a day that cannot be, for a complaint
    later than the refusal, and for a closed case.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    protocol = " ".join(protocol.replace("\x00", "").split())[:MAX_PROTOCOL]
    must_be_a_day_of(complaint, on, now)
    must_be_of_case(complaint, proof)
    if not protocol and proof is None:
        raise Refused(NO_PROOF)
    if complaint.refused_on and on > complaint.refused_on:
        raise Refused(_("A loja já tinha dito não em %(day)s, antes desse dia. Confira os dois dias.") % {
            "day": long_date(complaint.refused_on, complaint.local_day(now))})
    told = (on, protocol, proof.pk if proof else None)
    if told == (complaint.contacted_on, complaint.contact_protocol, complaint.contact_proof_id):
        return Held(complaint, list(held_clocks(complaint)))
    complaint.contacted_on, complaint.contact_protocol, complaint.contact_proof = on, protocol, proof
    complaint.save(update_fields=["contacted_on", "contact_protocol", "contact_proof"])
    write_text(complaint)
    note_what_it_shows(proof, Proof.SHOP_COMPLAINT)
    # The shop's own days to answer and to repair count from the complaint too.
    refresh_clocks(complaint, by=by, now=now)
    held = Held(complaint, hold_again(complaint, now=now, ended=complaint.refused_on is None))
    append(
        complaint, "shop_complaint_proved", Party.BUYER, at=now, by=by, on=on.isoformat(), protocol=protocol,
        file=proof.sha256 if proof else "", stopped=[clock.kind for clock in held.stopped],
    )
    return held


@transaction.atomic
def prove_refusal(complaint, on, *, proof=None, by, now=None):
    """Keep that the shop clearly said no on the day `on`; the windows held until then run on with the days left.

    A rest that is over by now leaves its window missed. Told again, it corrects the day. Returns `Held`. Raises
    `Refused` while no complaint is proved, for a day before it or still to come, and for a closed case.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    must_be_a_day_of(complaint, on, now)
    must_be_of_case(complaint, proof)
    if not complaint.contact_is_proved:
        raise Refused(_("Primeiro guarde a prova de que você reclamou com a loja."))
    if on < complaint.contacted_on:
        raise Refused(_("A loja não pode dizer não antes de você reclamar. Confira os dois dias."))
    if (on, proof.pk if proof else None) == (complaint.refused_on, complaint.refusal_proof_id):
        return Held(complaint, list(held_clocks(complaint)))
    complaint.refused_on, complaint.refusal_proof = on, proof
    complaint.save(update_fields=["refused_on", "refusal_proof"])
    note_what_it_shows(proof, Proof.SHOP_REFUSAL)
    held = Held(complaint, hold_again(complaint, now=now))
    append(
        complaint, "shop_refused", Party.BUYER, at=now, by=by, on=on.isoformat(), file=proof.sha256 if proof else "",
    )
    for clock in held.running:
        append(
            complaint, "clock_resumed", Party.BUYER, at=now, by=by, clock=clock.kind, due_on=clock.due_on.isoformat(),
        )
    return held


def held_clocks(complaint):
    """Return the windows of a case that its proved complaint holds at this moment."""
    return complaint.deadlines.filter(
        owner="", state=State.PAUSED, rule__suspended_by=PROVED_COMPLAINT).select_related("rule")
