"""What happens to a case: a formal claim, the offers made, and the money."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party, Reason
from complaints.models import Complaint
from disputes import lifecycle


class Remedy(models.TextChoices):
    """What a dispute asks for, or a proposal offers."""

    FULL_REFUND = "full_refund", _("devolver todo o dinheiro")
    PART_REFUND = "part_refund", _("devolver uma parte do dinheiro")
    RETURN_REFUND = "return_refund", _("devolver o produto e receber o dinheiro")
    REPLACEMENT = "replacement", _("trocar o produto")
    RESEND = "resend", _("mandar de novo")
    REPAIR = "repair", _("consertar")


MONEY_REMEDIES = {Remedy.FULL_REFUND, Remedy.PART_REFUND, Remedy.RETURN_REFUND}
# All that was paid comes back, unless an amount is named.
WHOLE_REMEDIES = {Remedy.FULL_REFUND, Remedy.RETURN_REFUND}


class Freight(models.TextChoices):
    """Who pays for sending the product back."""

    SELLER = "seller", _("o vendedor paga o envio de volta")
    BUYER = "buyer", _("quem comprou paga o envio de volta")


class Dispute(models.Model):
    class State(models.TextChoices):
        WAITING_SELLER = "waiting_seller", _("esperando o vendedor")
        WAITING_BUYER = "waiting_buyer", _("esperando o consumidor")
        MEDIATION = "mediation", _("com o mediador")
        ASKED_BUYER = "asked_buyer", _("o mediador perguntou ao consumidor")
        ASKED_SELLER = "asked_seller", _("o mediador perguntou ao vendedor")
        JUDGED_BUYER = "judged_buyer", _("decidida para o consumidor: cabe recurso")
        JUDGED_SPLIT = "judged_split", _("decidida em parte: cabe recurso")
        JUDGED_SELLER = "judged_seller", _("decidida para o vendedor: cabe recurso")
        APPEAL = "appeal", _("em recurso, com outro mediador")
        RETURN_LABEL = "return_label", _("esperando o vendedor dizer como devolver")
        RETURN_DUE = "return_due", _("esperando o consumidor postar o produto")
        RETURN_SENT = "return_sent", _("produto a caminho do vendedor")
        REFUND_DUE = "refund_due", _("ganha: esperando o dinheiro")
        REFUND_LATE = "refund_late", _("ganha: o dinheiro não veio")
        PAID = "paid", _("encerrada: o dinheiro veio")
        LOST = "lost", _("encerrada: decidida para o vendedor")
        LAPSED = "lapsed", _("encerrada: o prazo passou")
        WITHDRAWN = "withdrawn", _("encerrada: o consumidor desistiu")

    class Mode(models.TextChoices):
        TRACKED = "tracked", _("na loja, anotada aqui")
        HOSTED = "hosted", _("aqui")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="disputes", verbose_name=_("caso"))
    mode = models.CharField(_("onde corre"), max_length=8, choices=Mode, default=Mode.TRACKED)
    state = models.CharField(_("situação"), max_length=16, choices=State)
    reason = models.CharField(_("motivo"), max_length=24, choices=Reason)
    remedy = models.CharField(_("pede"), max_length=13, choices=Remedy)
    amount = models.DecimalField(_("valor pedido"), max_digits=12, decimal_places=2, default=Decimal("0"))
    freight_by = models.CharField(_("envio de volta"), max_length=6, choices=Freight, default=Freight.SELLER)
    # What was accepted or decided; empty until then.
    agreed_remedy = models.CharField(_("ficou decidido"), max_length=13, choices=Remedy, blank=True)
    agreed_amount = models.DecimalField(
        _("valor decidido"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    agreed_freight_by = models.CharField(_("envio de volta decidido"), max_length=6, choices=Freight, blank=True)
    # The last day for posting the product, where both sides named one.
    post_by = models.DateField(_("postar até"), null=True, blank=True)
    opened_on = models.DateField(_("aberta em"))
    opened_at = models.DateTimeField(_("registrada em"), default=timezone.now)
    closed_at = models.DateTimeField(_("encerrada em"), null=True, blank=True)

    class Meta:
        verbose_name = _("disputa")
        verbose_name_plural = _("disputas")
        ordering = ["-opened_at", "-pk"]
        # The staff's lists and counts of where disputes stand.
        indexes = [models.Index(fields=["state", "complaint"], name="disputes_by_state")]
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
    def is_hosted(self):
        return self.mode == self.Mode.HOSTED

    @property
    def asks_money(self):
        return (self.agreed_remedy or self.remedy) in MONEY_REMEDIES

    @property
    def way(self):
        """The fork that what was agreed takes or, before that, what is asked."""
        return way_of(self.agreed_remedy or self.remedy)

    def state_at(self, turn):
        """Return the state that holds where `turn` (its running clock, or None) is over, swept or not.

        Reads `decisions` or `return_leg` only where the answer depends on them.
        """
        state = lifecycle.State(self.state)
        if turn is None:
            return state
        labels, label_until = 0, None
        if state == lifecycle.State.RETURN_DUE:
            labels, label_until = self.return_leg.labels, self.return_leg.label_until
        meaning = lifecycle.says(state, turn.rule.on_expiry, turn.due_on, labels, label_until)
        return lifecycle.state_at(state, True, meaning, self.way_on())

    def way_on(self):
        """The fork that silence takes in the present state."""
        if self.state in (lifecycle.State.ASKED_BUYER, lifecycle.State.ASKED_SELLER):
            decision = self.decision
            return lifecycle.Way.SECOND if decision and decision.appealed_by else lifecycle.Way.FIRST
        return self.way

    @property
    def decision(self):
        """The latest decision, or None; one query, none when `decisions` is prefetched."""
        return max(self.decisions.all(), key=lambda decision: decision.instance, default=None)

    def received(self):
        """Return how much money has come so far; one query, none when `refund_reports` is prefetched."""
        return sum((report.amount for report in self.refund_reports.all()), Decimal("0"))


def way_of(remedy):
    """Return the fork of the table that agreeing on `remedy` takes: is the product to go back first?"""
    return lifecycle.Way.RETURN if remedy == Remedy.RETURN_REFUND else lifecycle.Way.PAY


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
    remedy = models.CharField(_("oferece"), max_length=13, choices=Remedy)
    amount = models.DecimalField(_("valor"), max_digits=12, decimal_places=2, default=Decimal("0"))
    freight_by = models.CharField(_("envio de volta"), max_length=6, choices=Freight, blank=True)
    post_by = models.DateField(_("postar até"), null=True, blank=True)
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
