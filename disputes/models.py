"""What happens to a case: a formal claim, the offers made, the decision, and the money."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party, Reason
from complaints.models import Complaint
from disputes import lifecycle


class Remedy(models.TextChoices):
    """What a dispute asks for, or a proposal offers."""

    FULL_REFUND = "full_refund", _("devolver todo o dinheiro")
    PART_REFUND = "part_refund", _("devolver uma parte do dinheiro")
    REPLACEMENT = "replacement", _("trocar o produto")
    RESEND = "resend", _("mandar de novo")
    REPAIR = "repair", _("consertar")


MONEY_REMEDIES = {Remedy.FULL_REFUND, Remedy.PART_REFUND}


class Dispute(models.Model):
    class State(models.TextChoices):
        WAITING_SELLER = "waiting_seller", _("esperando o vendedor")
        WAITING_BUYER = "waiting_buyer", _("esperando o consumidor")
        MEDIATION = "mediation", _("com o mediador")
        REFUND_DUE = "refund_due", _("ganha: esperando o dinheiro")
        REFUND_LATE = "refund_late", _("ganha: o dinheiro não veio")
        PAID = "paid", _("encerrada: o dinheiro veio")
        LOST = "lost", _("encerrada: decidida para o vendedor")
        WITHDRAWN = "withdrawn", _("encerrada: o consumidor desistiu")

    class Mode(models.TextChoices):
        TRACKED = "tracked", _("na loja, anotada aqui")
        HOSTED = "hosted", _("aqui")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="disputes", verbose_name=_("caso"))
    mode = models.CharField(_("onde corre"), max_length=8, choices=Mode, default=Mode.TRACKED)
    state = models.CharField(_("situação"), max_length=16, choices=State)
    reason = models.CharField(_("motivo"), max_length=24, choices=Reason)
    remedy = models.CharField(_("pede"), max_length=12, choices=Remedy)
    amount = models.DecimalField(_("valor pedido"), max_digits=12, decimal_places=2, default=Decimal("0"))
    # What was accepted or decided; empty until then.
    agreed_remedy = models.CharField(_("ficou decidido"), max_length=12, choices=Remedy, blank=True)
    agreed_amount = models.DecimalField(
        _("valor decidido"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    opened_on = models.DateField(_("aberta em"))
    opened_at = models.DateTimeField(_("registrada em"), default=timezone.now)
    closed_at = models.DateTimeField(_("encerrada em"), null=True, blank=True)

    class Meta:
        verbose_name = _("disputa")
        verbose_name_plural = _("disputas")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], name="one_open_dispute_per_case",
                condition=Q(state__in=sorted(lifecycle.OPEN_STATES)),
            ),
        ]
        permissions = [("decide_dispute", "Can decide a dispute as mediator")]

    def __str__(self):
        return f"{self.complaint_id}: {self.state}"

    @property
    def is_open(self):
        return lifecycle.is_open(self.state)

    @property
    def asks_money(self):
        return (self.agreed_remedy or self.remedy) in MONEY_REMEDIES

    def received(self):
        """Return how much money has come so far."""
        return self.refund_reports.aggregate(total=Sum("amount"))["total"] or Decimal("0")


class Proposal(models.Model):
    """An offer of one side in one round."""

    class State(models.TextChoices):
        OPEN = "open", _("em aberto")
        ACCEPTED = "accepted", _("aceita")
        REFUSED = "refused", _("recusada")
        LAPSED = "lapsed", _("venceu")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="proposals")
    round = models.PositiveSmallIntegerField(_("rodada"))
    party = models.CharField(_("de quem"), max_length=10, choices=Party)
    remedy = models.CharField(_("oferece"), max_length=12, choices=Remedy)
    amount = models.DecimalField(_("valor"), max_digits=12, decimal_places=2, default=Decimal("0"))
    note = models.TextField(_("o que disse"), blank=True, max_length=3000)
    state = models.CharField(_("situação"), max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(_("feita em"), default=timezone.now)

    class Meta:
        verbose_name = _("proposta")
        verbose_name_plural = _("propostas")
        ordering = ["-round"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "round"], name="one_proposal_per_round"),
            models.UniqueConstraint(fields=["dispute"], name="one_open_proposal", condition=Q(state="open")),
        ]

    def __str__(self):
        return f"{self.dispute_id}: {self.round}"


class Decision(models.Model):
    """What a mediator decided, and why."""

    class Outcome(models.TextChoices):
        BUYER = "buyer", _("para o consumidor")
        SPLIT = "split", _("em parte para cada lado")
        SELLER = "seller", _("para o vendedor")

    dispute = models.OneToOneField(Dispute, models.CASCADE, related_name="decision")
    outcome = models.CharField(_("decisão"), max_length=8, choices=Outcome)
    amount = models.DecimalField(_("valor a devolver"), max_digits=12, decimal_places=2, default=Decimal("0"))
    reasons = models.TextField(_("motivos"))
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name=_("mediador")
    )
    decided_at = models.DateTimeField(_("decidida em"), default=timezone.now)

    class Meta:
        verbose_name = _("decisão")
        verbose_name_plural = _("decisões")

    def __str__(self):
        return f"{self.dispute_id}: {self.outcome}"


class RefundReport(models.Model):
    """What the consumer saw on the bill or statement: money that came, or none."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="refund_reports")
    amount = models.DecimalField(_("quanto veio"), max_digits=12, decimal_places=2, default=Decimal("0"))
    seen_on = models.DateField(_("visto em"))
    reported_at = models.DateTimeField(_("contado em"), default=timezone.now)

    class Meta:
        verbose_name = _("notícia do dinheiro")
        verbose_name_plural = _("notícias do dinheiro")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.dispute_id}: {self.amount}"
