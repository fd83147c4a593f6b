"""The facts of a case for its texts: five queries for any case, right at the instant `now`."""

from datetime import date
from decimal import Decimal

from django.utils import translation

from complaints.choices import Party, Proof
from complaints.models import Deadline
from contacts.choices import Trust
from disputes.lifecycle import Move
from disputes.texts import Facts, Filing, Step, Term

# As the one who has the proof says it; the labels of the others talk of nobody.
MY_PROOFS = {
    Proof.CHECKOUT: "print do que paguei na compra, com os impostos",
    Proof.SHOP_COMPLAINT: "prova de que reclamei com a loja",
    Proof.ATTEMPTS: "prints das vezes em que tentei falar com a loja",
}
# Proofs that name nothing.
UNNAMED = {"", Proof.OTHER}
# A shop that is none in particular.
ANY_SHOP = "outra-loja"
# More moves than these are a quarrel, not a history: the opening and the latest are told.
MOST_STEPS = 9
KINDS = [f"dispute_{move}" for move in Move]


def text_facts(complaint, now):
    """Return the `Facts` of a case whose order, shop and person are joined already."""
    order, shop, today = complaint.order, complaint.order.marketplace, complaint.local_day(now)
    dispute = complaint.disputes.first()
    listed = shop.on_consumidor_gov if shop.on_consumidor_gov is not None else complaint.shop_on_consumidor_gov
    return Facts(
        reason=complaint.reason, outcome=complaint.desired_outcome, today=today, is_open=complaint.is_open,
        name=complaint.user.display_name, email=complaint.user.email, state=complaint.user.state,
        shop="" if shop.slug == ANY_SHOP else shop.name, shop_slug=shop.slug, shop_on_consumidor_gov=listed,
        store=order.store, paid_to=order.paid_to, number=order.number, tracking=order.tracking, item=order.item,
        listing=order.listing_words, amount=order.amount, freight=order.freight, tax=order.tax, currency=order.currency,
        payment=order.payment_method, instalments=order.instalments, amount_claimed=complaint.amount_claimed,
        placed_on=order.placed_on, promised_on=order.promised_on,
        received_on=order.received_on or order.receipt_confirmed_on, defect_seen_on=complaint.defect_seen_on,
        contacted_on=complaint.contacted_on, contact_protocol=complaint.contact_protocol,
        refused_on=complaint.refused_on, refund_promised_on=complaint.refund_promised_on, story=complaint.story,
        dispute_at_shop=None if dispute is None else not dispute.is_hosted,
        steps=steps_of(complaint, dispute), filings=filings_of(complaint), terms=terms_of(complaint, now),
        proofs=proofs_of(complaint),
    )


def steps_of(complaint, dispute):
    """Return the moves of the latest dispute, each on the day it happened."""
    if dispute is None:
        return ()
    steps = []
    for event in complaint.events.filter(kind__in=KINDS, data__dispute=dispute.pk).order_by("seq"):
        data = event.data
        # A silence is written when it is swept; what it tells of is the day that passed.
        said = data.get("opened_on") or data.get("due_on") or data.get("posted_on")
        amount = Decimal(data.get("amount") or 0)
        steps.append(Step(
            move=Move(event.kind.removeprefix("dispute_")), remedy=data.get("remedy", ""), amount=amount or None,
            on=date.fromisoformat(said) if said else complaint.local_day(event.at),
        ))
    return tuple(steps if len(steps) <= MOST_STEPS else [steps[0], *steps[1 - MOST_STEPS:]])


def filings_of(complaint):
    """Return what was registered outside."""
    return tuple(
        Filing(
            door=row.door, on=row.filed_on, name=row.body.name if row.body else "", protocol=row.protocol,
            answered_on=row.answered_on, quality=row.quality,
        )
        for row in complaint.escalations.select_related("body")
    )


def terms_of(complaint, now):
    """Return the terms of the law on a case that run or have passed; one held or met is not cited."""
    states = [Deadline.State.RUNNING, Deadline.State.MISSED]
    clocks = complaint.deadlines.filter(rule__trust=Trust.LAW, state__in=states)
    return tuple(Term(rule=clock.kind, due_on=clock.due_on, is_over=clock.is_overdue(now)) for clock in clocks)


def proofs_of(complaint):
    """Return what the person's own files show, each once, in Portuguese whatever the page is read in."""
    shown = complaint.evidence.filter(party=Party.BUYER).exclude(shows__in=UNNAMED).values_list("shows", flat=True)
    with translation.override("pt-br"):
        return tuple(MY_PROOFS.get(proof) or str(Proof(proof).label) for proof in dict.fromkeys(shown))
