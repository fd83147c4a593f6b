"""The doors of a product's way back: label, posting, refusal at the counter, arrival."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.services.locking import Refused
from disputes.lifecycle import Move
from disputes.models.disputes import Freight
from disputes.services.taking import take, write_move

LEAST_LABEL_DAYS, MOST_LABEL_DAYS = 2, 180


def must_be_of(complaint, *files):
    """Raise `Refused` for a file of another case; None passes."""
    if any(file is not None and file.complaint_id != complaint.pk for file in files):
        raise Refused(_("Esse arquivo não é deste caso."))


def must_be_past(complaint, day, since, now):
    """Return the day something happened. Raises `Refused` for one to come, or before the dispute."""
    day = day or complaint.local_day(now)
    if day > complaint.local_day(now) or day < since:
        raise Refused(_("Esse dia não pode ser: escolha hoje ou um dia depois que a devolução foi combinada."))
    return day


@transaction.atomic
def send_label(dispute, *, by=None, address, label="", label_until=None, file=None, now=None):
    """Say where the product goes back to and, when the seller pays, give the label and until when it is valid.

    Raises `Refused` without an address, or without the label that was agreed.
    """
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.SELLER_SENDS_LABEL, by=by, now=now)
    leg = dispute.return_leg
    must_be_of(complaint, file)
    if not address.strip():
        raise Refused(_("Escreva o endereço completo para onde o produto volta."))
    if leg.freight_by == Freight.SELLER:
        if not label.strip() and file is None:
            raise Refused(_("O envio é por conta do vendedor: dê o código de postagem ou a etiqueta."))
        today = complaint.local_day(now)
        least, most = today + timedelta(days=LEAST_LABEL_DAYS), today + timedelta(days=MOST_LABEL_DAYS)
        if label_until is not None and not least <= label_until <= most:
            raise Refused(_("A etiqueta precisa valer por 2 dias ou mais, e no máximo 180."))
    else:
        label, label_until = "", None
    leg.address, leg.label, leg.label_until = address.strip()[:600], label.strip()[:300], label_until
    leg.label_file = file
    leg.labels += 1
    leg.save(update_fields=["address", "label", "label_until", "label_file", "labels"])
    return write_move(
        complaint, dispute, Move.SELLER_SENDS_LABEL, by=by, now=now,
        **({"label_until": label_until.isoformat()} if label_until else {}),
    )


@transaction.atomic
def waive_return(dispute, *, by=None, now=None):
    """Let the buyer keep the product; the money is due without a return."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.SELLER_WAIVES_RETURN, by=by, now=now)
    return write_move(complaint, dispute, Move.SELLER_WAIVES_RETURN, by=by, now=now)


@transaction.atomic
def post_return(dispute, *, by, carrier="", tracking="", posted_on=None, proof=None, now=None):
    """Tell that the product was posted. Raises `Refused` without a tracking code or a proof of posting."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.BUYER_POSTS, by=by, now=now)
    must_be_of(complaint, proof)
    if not tracking.strip() and proof is None:
        raise Refused(_("Diga o código de rastreio ou mande a foto do comprovante: é a sua prova de que postou."))
    leg = dispute.return_leg
    leg.carrier, leg.tracking = carrier.strip()[:60], tracking.strip()[:60]
    leg.posted_on = must_be_past(complaint, posted_on, dispute.opened_on, now)
    leg.posting_proof = proof
    leg.save(update_fields=["carrier", "tracking", "posted_on", "posting_proof"])
    return write_move(
        complaint, dispute, Move.BUYER_POSTS, by=by, now=now, tracking=leg.tracking,
        posted_on=leg.posted_on.isoformat(),
    )


@transaction.atomic
def counter_refused(dispute, *, by, note, refused_on=None, proof=None, now=None):
    """Tell that the counter did not take the parcel; the seller must give another way. Raises `Refused`."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.COUNTER_REFUSES, by=by, now=now)
    must_be_of(complaint, proof)
    if not note.strip():
        raise Refused(_("Conte o que disseram no balcão."))
    leg = dispute.return_leg
    leg.refused_on = must_be_past(complaint, refused_on, dispute.opened_on, now)
    leg.refusal_note, leg.refusal_proof = note.strip()[:600], proof
    leg.save(update_fields=["refused_on", "refusal_note", "refusal_proof"])
    return write_move(
        complaint, dispute, Move.COUNTER_REFUSES, by=by, now=now, note=leg.refusal_note,
        refused_on=leg.refused_on.isoformat(),
    )


@transaction.atomic
def confirm_return(dispute, *, by=None, now=None):
    """Confirm that the product came back; the money is due."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.SELLER_CONFIRMS_RETURN, by=by, now=now)
    leg = dispute.return_leg
    leg.arrived_at = now
    leg.save(update_fields=["arrived_at"])
    return write_move(complaint, dispute, Move.SELLER_CONFIRMS_RETURN, by=by, now=now)


@transaction.atomic
def contest_return(dispute, *, note, by=None, now=None):
    """Say that what came back is not what it should be; a mediator looks at it. Raises `Refused` without a reason."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.SELLER_CONTESTS_RETURN, by=by, now=now)
    if not note.strip():
        raise Refused(_("Conte o que há de errado com o que voltou."))
    leg = dispute.return_leg
    leg.contested_at = now
    leg.save(update_fields=["contested_at"])
    return write_move(complaint, dispute, Move.SELLER_CONTESTS_RETURN, by=by, now=now, note=note.strip())
