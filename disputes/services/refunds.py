"""The money followed to the end: what came, what did not."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party, Payment
from complaints.models import Complaint, Deadline
from complaints.services.clocks import start_clock
from complaints.services.closing import settle
from complaints.services.locking import Refused
from complaints.timeline import append
from disputes.lifecycle import WAITING_FOR_MONEY, Move, State
from disputes.models import RefundReport
from disputes.services.taking import BANK_DEPOSIT, NOT_NOW, ZERO, lock_dispute, must_be_seen, take, write_move

CAME = {"whole": Move.MONEY_CAME, "part": Move.MONEY_CAME_IN_PART, "none": Move.MONEY_DID_NOT_COME}


@transaction.atomic
def report_refund(dispute, *, by, came, amount=None, seen_on=None, seen=None, now=None):
    """Note what the consumer saw: `came` is "whole", "part" or "none".

    Parts add up; when they reach what was agreed, the money has come and the case closes.
    Raises `Refused` when a part is missing, zero or more than is still owed.
    """
    now = now or timezone.now()
    # The money may be due since a silence that nobody has written yet: first that, then the sums.
    _complaint, dispute = lock_dispute(dispute, now)
    owed = (dispute.agreed_amount or ZERO) - dispute.received()
    if dispute.state in WAITING_FOR_MONEY and came == "part":
        if not amount or amount <= 0:
            raise Refused(_("Diga quanto veio."))
        if amount > owed:
            raise Refused(_("Isso é mais do que falta receber. Confira o valor."))
        if amount == owed:
            came = "whole"
    move = CAME[came]
    complaint, dispute = take(dispute, move, by=by, now=now)
    must_be_seen(dispute, seen)
    arrived = {"whole": max(owed, ZERO), "part": amount, "none": ZERO}[came]
    RefundReport.objects.create(
        dispute=dispute, amount=arrived, seen_on=seen_on or complaint.local_day(now), reported_at=now
    )
    write_move(
        complaint, dispute, move, by=by, now=now, amount=str(arrived), left=str(max(owed - arrived, ZERO))
    )
    if dispute.state == State.PAID:
        closing = Complaint.Closing.PAID if dispute.asks_money else Complaint.Closing.SOLVED
        settle([complaint], closing, by=by, party=Party.BUYER, now=now)
    return dispute


@transaction.atomic
def bank_form_filled(dispute, *, by, filled_on, now=None):
    """Start the clock of the payment company, which sends Pix and boleto refunds to the account named in its form.

    Source: Ebanx's help pages, "em até 5 dias úteis". Raises `Refused` for another shop or payment, for a
    day to come, and when the clock runs already.
    """
    now = now or timezone.now()
    complaint, dispute = lock_dispute(dispute, now)
    if dispute.state not in WAITING_FOR_MONEY or not goes_through_ebanx(complaint.order):
        raise Refused(NOT_NOW)
    if not dispute.opened_on <= filled_on <= complaint.local_day(now):
        raise Refused(_("Esse dia ainda não chegou ou é antes da disputa. Confira."))
    if complaint.deadlines.filter(kind=BANK_DEPOSIT, state=Deadline.State.RUNNING).exists():
        raise Refused(_("Você já contou isso. O prazo do depósito está correndo."))
    append(
        complaint, "bank_form_filled", Party.BUYER, at=now, by=by, dispute=dispute.pk,
        filled_on=filled_on.isoformat(),
    )
    return start_clock(complaint, BANK_DEPOSIT, filled_on, now=now)


def goes_through_ebanx(order):
    """Say whether a refund of this order is paid into an account by the payment company in Brazil."""
    return order.marketplace.slug == "aliexpress" and order.payment_method in (Payment.PIX, Payment.BOLETO)
