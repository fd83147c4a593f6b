"""What mediators ask and decide."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party
from complaints.models import Evidence, Rule
from disputes.models.disputes import Dispute


class Decision(models.Model):
    """What a mediator decided, and why; the second one answers an appeal or a contested return."""

    class Outcome(models.TextChoices):
        BUYER = "buyer", _("para o consumidor")
        SPLIT = "split", _("em parte para cada lado")
        SELLER = "seller", _("para o vendedor")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="decisions")
    instance = models.PositiveSmallIntegerField(_("vez"), default=1)
    outcome = models.CharField(_("decisão"), max_length=8, choices=Outcome)
    amount = models.DecimalField(_("valor a devolver"), max_digits=12, decimal_places=2, default=Decimal("0"))
    facts = models.TextField(_("fatos que valem"), blank=True)
    reasons = models.TextField(_("motivos"))
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("regra aplicada")
    )
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="+", verbose_name=_("provas usadas"))
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name=_("mediador")
    )
    decided_at = models.DateTimeField(_("decidida em"), default=timezone.now)
    # The last safe day to appeal; empty for a decision that stands at once.
    appeal_until = models.DateField(_("recurso até"), null=True, blank=True)
    appealed_by = models.CharField(_("quem recorreu"), max_length=10, choices=Party, blank=True)
    appeal_reasons = models.TextField(_("motivos do recurso"), blank=True, max_length=3000)
    appealed_at = models.DateTimeField(_("recurso em"), null=True, blank=True)

    class Meta:
        verbose_name = _("decisão")
        verbose_name_plural = _("decisões")
        ordering = ["instance"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "instance"], name="one_decision_per_instance"),
        ]

    def __str__(self):
        return f"{self.dispute_id}: {self.outcome}"


class Question(models.Model):
    """What a mediator asked one side; the decision's clock stands still until the answer."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="questions")
    party = models.CharField(_("a quem"), max_length=10, choices=Party)
    text = models.TextField(_("pergunta"), max_length=3000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("quem perguntou")
    )
    asked_at = models.DateTimeField(_("perguntada em"), default=timezone.now)
    answer = models.TextField(_("resposta"), blank=True, max_length=3000)
    answered_at = models.DateTimeField(_("respondida em"), null=True, blank=True)
    # Answered, or left without an answer until its clock ended.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pergunta")
        verbose_name_plural = _("perguntas")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dispute"], name="one_open_question", condition=Q(closed_at=None)),
        ]

    def __str__(self):
        return f"{self.dispute_id}: {self.party}"
