"""Mail is a row first: what must be said stands in the database before anybody talks SMTP."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingEmail(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", _("na fila")
        SENDING = "sending", _("saindo")
        SENT = "sent", _("enviado")
        MERGED = "merged", _("juntado a outro aviso")
        CANCELLED = "cancelled", _("não é mais preciso")
        FAILED = "failed", _("recusado")

    dedup_key = models.CharField(_("chave"), max_length=120)
    name = models.CharField(_("modelo"), max_length=40)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="mails",
        verbose_name=_("quem lê"),
    )
    address = models.EmailField(
        _("endereço"), blank=True, help_text=_("vazio: o e-mail atual de quem lê")
    )
    context = models.JSONField(_("dados"), default=dict, blank=True)
    # Codes and links that open an account: wiped once sent, never shown to staff.
    secret = models.BooleanField(_("sigiloso"), default=False)
    subject = models.CharField(_("assunto"), max_length=250, blank=True)
    text = models.TextField(_("texto"), blank=True)
    html = models.TextField(_("html"), blank=True)
    state = models.CharField(_("situação"), max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(_("criado em"), default=timezone.now)
    send_after = models.DateTimeField(_("sai depois de"), default=timezone.now)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tentativas"), default=0)
    last_error = models.CharField(_("último erro"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("enviado em"), null=True, blank=True)
    # When it was sent or given up, for whoever is told of it at that moment; not a column.
    settled_at = None

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering = ["-pk"]
        # A constraint, not unique=True, which would cost a second index for LIKE on PostgreSQL.
        constraints = [models.UniqueConstraint(fields=["dedup_key"], name="one_mail_per_key")]
        indexes = [
            models.Index(fields=["send_after"], name="mail_queued", condition=Q(state="queued")),
            models.Index(fields=["claimed_at"], name="mail_sending", condition=Q(state="sending")),
        ]

    def __str__(self):
        return self.dedup_key
