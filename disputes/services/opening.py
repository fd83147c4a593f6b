"""The first doors of a dispute and the last one: what the order cost, open, withdraw."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.case_text import write_text
from complaints.choices import Party, Reason
from complaints.models import Deadline
from complaints.rules import DISPUTE_WINDOWS
from complaints.services.clocks import end_clocks
from complaints.services.locking import Refused, lock, lock_open
from complaints.sweep import treat_now
from complaints.timeline import append
from contacts.words import mask_address
from disputes.lifecycle import Actor, Move, target_of
from disputes.models import Dispute, Proposal
from disputes.models.disputes import Freight
from disputes.services.negotiation import terms_of
from disputes.services.notice import invite
from disputes.services.taking import OWNER, check_amount, close_proposals, start_turn, take, write_move

# A dispute cannot give back an account or undo a payment made elsewhere.
NO_DISPUTE = {Reason.ACCOUNT_ACCESS, Reason.FRAUD_OUTSIDE, Reason.DISPUTE_CLOSED}


@transaction.atomic
def open_dispute(
    complaint, *, by, remedy, amount=None, reason="", opened_on=None, freight_by=Freight.SELLER,
    mode=Dispute.Mode.TRACKED, address="", language="", note="", now=None,
):
    """Open a dispute; the seller's clock starts on the day it was opened.

    A tracked one runs at the shop and began on `opened_on`; a hosted one begins now, here, and the
    seller is mailed at `address` in `language` (without an address there is the letter). Raises
    `Refused` when the case is closed, has an open dispute, or the amount does not fit.
    """
    now = now or timezone.now()
    complaint = lock(complaint)
    # An earlier dispute whose last turn is over is closed, whether or not the sweep has written it yet.
    if treat_now(complaint.deadlines.filter(owner=OWNER), now):
        complaint = lock(complaint)
    today = complaint.local_day(now)
    if not complaint.is_open:
        raise Refused(_("Este caso está encerrado, então não dá para abrir disputa nele."))
    if complaint.reason in NO_DISPUTE:
        raise Refused(_("A disputa da loja não resolve este problema. Veja no caso quem pode ajudar."))
    if complaint.disputes.filter(closed_at=None).exists():
        raise Refused(_("Este caso já tem uma disputa aberta. Siga por ela."))
    amount = check_amount(complaint, remedy, amount)
    opened_on = today if mode == Dispute.Mode.HOSTED else opened_on or today
    if opened_on > today or opened_on < complaint.order.placed_on:
        raise Refused(_("O dia da disputa precisa ficar entre o dia da compra e hoje."))
    dispute = Dispute.objects.create(
        complaint=complaint, mode=mode, state=target_of(None, Move.OPEN, Actor.BUYER),
        reason=reason or complaint.reason, remedy=remedy, amount=amount, freight_by=freight_by or Freight.SELLER,
        opened_on=opened_on, opened_at=now,
    )
    if not dispute.is_hosted:
        # A dispute here does not stop the shop's own clock: its window must still be used.
        end_clocks(complaint.deadlines.filter(kind__in=DISPUTE_WINDOWS), Deadline.State.MET, now)
    append(
        complaint, "dispute_open", Party.BUYER, at=now, by=by, dispute=dispute.pk, **terms_of(dispute),
        opened_on=opened_on.isoformat(), mode=str(mode), note=note,
    )
    start_turn(complaint, dispute, now, opened_on)
    if dispute.is_hosted:
        invite(complaint, dispute, address, language, by=by, now=now)
    return dispute


@transaction.atomic
def record_costs(complaint, *, by, freight=None, tax=None, store_email="", now=None):
    """Note what an order cost besides the product, and where its seller is reached; what is left out stays.

    Raises `Refused` for a closed case, and for a freight or a tax that is more than the whole order.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    order = complaint.order
    if freight is not None and order.amount is not None and freight > order.amount:
        raise Refused(_("O frete não pode ser maior que o total do pedido. Confira os dois valores."))
    if tax is not None and order.amount is not None and tax > order.amount:
        raise Refused(_("O imposto não pode ser maior que o total do pedido. Confira os dois valores."))
    told = {"freight": freight, "tax": tax, "store_email": store_email.strip().lower() or None}
    changed = {name: value for name, value in told.items() if value is not None and value != getattr(order, name)}
    if not changed:
        return
    for name, value in changed.items():
        setattr(order, name, value)
    order.save(update_fields=sorted(changed))
    if "store_email" in changed:
        write_text(complaint)
    words = {name: str(value) for name, value in changed.items() if name != "store_email"}
    if "store_email" in changed:
        words["to"] = mask_address(changed["store_email"])
    append(complaint, "costs_told", Party.BUYER, at=now, by=by, **words)


@transaction.atomic
def host_dispute(
    complaint, *, by, remedy, amount=None, freight_by=Freight.SELLER, freight=None, tax=None, address="", language="",
    note="", now=None,
):
    """Open a dispute here and write to the seller, with what the order cost noted first: all of it or nothing.

    Raises `Refused` as `record_costs` and `open_dispute` do.
    """
    now = now or timezone.now()
    record_costs(complaint, by=by, freight=freight, tax=tax, store_email=address, now=now)
    return open_dispute(
        complaint, by=by, remedy=remedy, amount=amount, freight_by=freight_by, mode=Dispute.Mode.HOSTED,
        address=address, language=language, note=note, now=now,
    )


@transaction.atomic
def withdraw(dispute, *, by, now=None):
    """Give the dispute up for good; the case itself stays open for the other doors."""
    now = now or timezone.now()
    complaint, dispute = take(dispute, Move.WITHDRAW, by=by, now=now)
    close_proposals(dispute, Proposal.State.LAPSED)
    dispute.questions.filter(closed_at=None).update(closed_at=now)
    return write_move(complaint, dispute, Move.WITHDRAW, by=by, now=now)
