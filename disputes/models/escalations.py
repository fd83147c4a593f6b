"""What was filed outside: with a body, a bank, a payment company."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from contacts.models import Body


class Door(models.TextChoices):
    """The doors outside this house, each with its own rules."""

    SHOP_HELP = "shop_help", _("atendimento da loja")
    BANK_SAC = "bank_sac", _("SAC do banco ou do cartão")
    CHARGEBACK = "chargeback", _("contestação no cartão")
    PAYPAL = "paypal", _("disputa no PayPal")
    MED = "med", _("devolução do Pix por golpe (MED)")
    EBANX = "ebanx", _("Ebanx")
    RECLAME_AQUI = "reclame_aqui", "Reclame AQUI"
    CONSUMIDOR_GOV = "consumidor_gov", "consumidor.gov.br"
    PROCON = "procon", "Procon"
    JUIZADO = "juizado", _("Juizado Especial Cível")
    DEFENSORIA = "defensoria", _("Defensoria Pública")
    PROTESTE = "proteste", "PROTESTE"
    POLICE = "police", _("boletim de ocorrência")
    OTHER = "other", _("outro lugar")


class Escalation(models.Model):
    """One filing outside: its number, its answer, and what the answer was worth."""

    class State(models.TextChoices):
        FILED = "filed", _("esperando resposta")
        ANSWERED = "answered", _("respondida")
        CLOSED = "closed", _("encerrada")

    class Quality(models.TextChoices):
        """What came back, from nothing to the problem solved."""

        NONE = "none", _("ninguém respondeu")
        ASKS_DATA = "asks_data", _("só pediu dados")
        STANDARD = "standard", _("texto pronto, sem resolver")
        OFFER = "offer", _("fez uma oferta")
        REFUSAL = "refusal", _("disse não")
        SOLVED = "solved", _("resolveu")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="escalations")
    door = models.CharField(_("onde"), max_length=16, choices=Door)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="escalations", verbose_name=_("órgão")
    )
    protocol = models.CharField(_("número do protocolo"), max_length=60, blank=True)
    filed_on = models.DateField(_("registrada em"))
    state = models.CharField(_("situação"), max_length=8, choices=State, default=State.FILED)
    answered_on = models.DateField(_("respondida em"), null=True, blank=True)
    quality = models.CharField(_("a resposta"), max_length=10, choices=Quality, blank=True)
    answer = models.TextField(_("o que responderam"), blank=True)
    rated_on = models.DateField(_("avaliada em"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # The form that recorded it: the same form sent twice records one filing.
    form_key = models.CharField(max_length=24)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(_("encerrada em"), null=True, blank=True)

    class Meta:
        verbose_name = _("reclamação fora daqui")
        verbose_name_plural = _("reclamações fora daqui")
        ordering = ["-filed_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["complaint", "form_key"], name="one_escalation_per_form")]

    def __str__(self):
        return f"{self.door} {self.protocol}".strip()

    @property
    def is_open(self):
        return self.state != self.State.CLOSED
