"""The doors of the two sides: accept, refuse, propose, hand over to the mediator."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party
from complaints.services.locking import Refused
from contacts.outgoing import queue
from disputes.lifecycle import Move
from disputes.models import Proposal, Remedy
from disputes.models.disputes import Freight, way_of
from disputes.services.taking import (
    check_amount,
    check_post_by,
    close_proposals,
    left_to_do,
    must_be_seen,
    take,
    write_move,
)


def add_proposal(complaint, dispute, party, remedy, amount, freight_by, post_by, note, now):
    """Write the offer of one side as the next round, the one before it refused. Raises `Refused`."""
    amount = check_amount(complaint, remedy, amount, dispute.amount if party == Party.SELLER else None)
    post_by = check_post_by(complaint, remedy, post_by, now)
    if remedy != Remedy.RETURN_REFUND:
        freight_by = ""
    elif freight_by not in Freight.values:
        raise Refused(_("Diga quem paga o envio de volta."))
    close_proposals(dispute, Proposal.State.REFUSED)
    last = dispute.proposals.order_by("-round").first()
    return Proposal.objects.create(
        dispute=dispute, round=last.round + 1 if last else 1, party=party, remedy=remedy, amount=amount,
        freight_by=freight_by, post_by=post_by, note=note, made_at=now,
    )


def terms_of(offer):
    """Return what a line of the timeline says of an offer."""
    terms = {"remedy": str(offer.remedy), "amount": str(offer.amount)}
    if offer.remedy == Remedy.RETURN_REFUND:
        terms["freight_by"] = str(offer.freight_by)
    return terms


@transaction.atomic
def seller_accepts(dispute, *, by=None, note="", seen=None, now=None):
    """Give what was asked; the money, or first the product, is now waited for."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.SELLER_ACCEPTS, by=by, now=now)
    must_be_seen(dispute, seen)
    close_proposals(dispute, Proposal.State.ACCEPTED)
    remedy = left_to_do(dispute, dispute.remedy)
    dispute.agreed_remedy, dispute.agreed_amount = remedy, dispute.amount
    dispute.agreed_freight_by = dispute.freight_by if remedy == Remedy.RETURN_REFUND else ""
    return write_move(
        complaint, dispute, Move.SELLER_ACCEPTS, by=by, now=now, way=way_of(remedy), note=note,
        **terms_of(dispute),
    )


@transaction.atomic
def seller_refuses(dispute, *, by=None, note="", seen=None, now=None):
    """Say no; the consumer has the next turn. Raises `Refused` for a seller here who gives no reason."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.SELLER_REFUSES, by=by, now=now)
    must_be_seen(dispute, seen)
    if dispute.is_hosted and not note.strip():
        raise Refused(_("Escreva por que não: quem comprou lê os seus motivos."))
    close_proposals(dispute, Proposal.State.REFUSED)
    return write_move(complaint, dispute, Move.SELLER_REFUSES, by=by, now=now, note=note)


@transaction.atomic
def seller_proposes(
    dispute, *, by=None, remedy, amount=None, freight_by="", post_by=None, note="", seen=None, now=None
):
    """Offer something else. Raises `Refused` when the amount is missing or more than was paid."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.SELLER_PROPOSES, by=by, now=now)
    must_be_seen(dispute, seen)
    offer = add_proposal(complaint, dispute, Party.SELLER, remedy, amount, freight_by, post_by, note, now)
    return write_move(complaint, dispute, Move.SELLER_PROPOSES, by=by, now=now, note=note, **terms_of(offer))


@transaction.atomic
def buyer_accepts(dispute, *, by, offer=None, now=None):
    """Accept the seller's open offer; `offer` (its id) is the one the page showed.

    Raises `Refused` when there is none, or another one by now.
    """
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.BUYER_ACCEPTS, by=by, now=now)
    proposal = dispute.proposals.filter(state=Proposal.State.OPEN, party=Party.SELLER).first()
    if proposal is None:
        raise Refused(_("O vendedor não fez proposta, então não há o que aceitar."))
    if offer is not None and offer != proposal.pk:
        raise Refused(_("A proposta mudou enquanto você lia. Confira a nova antes de aceitar."))
    close_proposals(dispute, Proposal.State.ACCEPTED)
    dispute.agreed_remedy, dispute.agreed_amount = proposal.remedy, proposal.amount
    dispute.agreed_freight_by, dispute.post_by = proposal.freight_by, proposal.post_by
    return write_move(
        complaint, dispute, Move.BUYER_ACCEPTS, by=by, now=now, way=way_of(proposal.remedy), **terms_of(proposal)
    )


@transaction.atomic
def buyer_proposes(dispute, *, by, remedy, amount=None, freight_by="", post_by=None, note="", seen=None, now=None):
    """Ask for something else, or insist; the seller has the next turn."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.BUYER_PROPOSES, by=by, now=now)
    must_be_seen(dispute, seen)
    if remedy == Remedy.RETURN_REFUND and not freight_by:
        freight_by = Freight.SELLER
    offer = add_proposal(complaint, dispute, Party.BUYER, remedy, amount, freight_by, post_by, note, now)
    dispute.remedy, dispute.amount = remedy, offer.amount
    dispute.freight_by, dispute.post_by = offer.freight_by or Freight.SELLER, offer.post_by
    return write_move(complaint, dispute, Move.BUYER_PROPOSES, by=by, now=now, note=note, **terms_of(offer))


@transaction.atomic
def escalate(dispute, *, by, note="", seen=None, now=None):
    """Refuse what the seller said and hand the dispute to the mediator.

    Staff may do it for the consumer, who is then told by mail. Raises `Refused` for staff who give no reason.
    """
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.ESCALATE, by=by, now=now)
    must_be_seen(dispute, seen)
    by_staff = by.pk != complaint.user_id
    if by_staff and not note.strip():
        raise Refused(_("Escreva por que o caso vai para o mediador."))
    close_proposals(dispute, Proposal.State.REFUSED)
    told = {"by_staff": True} if by_staff else {}
    dispute = write_move(complaint, dispute, Move.ESCALATE, by=by, now=now, note=note, **told)
    if by_staff:
        queue(
            "to_mediator", dedup_key=f"to-mediator:{dispute.pk}:{int(now.timestamp())}", reader=complaint.user,
            send_after=now, context={"dispute": dispute.pk},
        )
    return dispute
