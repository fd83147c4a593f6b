"""Changes of many cases at once: who asked for what, and what became of each case."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models.cases import Complaint


class Batch(models.Model):
    """One change for many cases. A worker takes it in slices and can be killed between or within any two."""

    class Action(models.TextChoices):
        ASSIGN = "assign", _("dar a uma pessoa")
        SHARE = "share", _("repartir entre quem está presente")
        DEFER = "defer", _("adiar até um dia")
        NOTE = "note", _("escrever uma nota da equipe")
        REPLY = "reply", _("escrever aos consumidores")
        CLOSE = "close", _("encerrar")
        REOPEN = "reopen", _("reabrir")

    class State(models.TextChoices):
        WAITING = "waiting", _("na fila")
        RUNNING = "running", _("em andamento")
        DONE = "done", _("pronto")
        STOPPED = "stopped", _("parado")

    token = models.CharField(max_length=24, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches", verbose_name=_("quem pediu")
    )
    action = models.CharField(_("o quê"), max_length=10, choices=Action)
    # What the door needs besides the case: {"agent": 3}, {"until": "2026-12-01"}, {"closing": "...", "reason": "..."}.
    params = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default=settings.LANGUAGE_CODE)
    state = models.CharField(_("situação"), max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(_("pedido em"), default=timezone.now)
    begun_at = models.DateTimeField(_("começou em"), null=True, blank=True)
    ended_at = models.DateTimeField(_("acabou em"), null=True, blank=True)
    # Counted when the batch is made, then slice by slice.
    total = models.PositiveIntegerField(_("casos"), default=0)
    done = models.PositiveIntegerField(_("feitos"), default=0)
    refused = models.PositiveIntegerField(_("recusados"), default=0)
    failures = models.PositiveSmallIntegerField(_("falhas"), default=0)
    last_error = models.CharField(_("último erro"), max_length=200, blank=True)
    undo_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("desfaz"),
    )

    class Meta:
        verbose_name = _("mudança em lote")
        verbose_name_plural = _("mudanças em lote")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], name="batches_to_do", condition=Q(state__in=["waiting", "running"])),
        ]

    def __str__(self):
        return f"{self.action} {self.total}"


class BatchItem(models.Model):
    """One case of a batch: still to do, done, or refused with the door's own sentence."""

    class State(models.TextChoices):
        WAITING = "waiting", _("na fila")
        DONE = "done", _("feito")
        REFUSED = "refused", _("recusado")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", db_index=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="batch_items")
    state = models.CharField(_("situação"), max_length=8, choices=State, default=State.WAITING)
    # Why not, in the words of the door and the language of whoever asked.
    why = models.CharField(_("por quê"), max_length=300, blank=True)
    # What stood there before, as far as undoing needs it.
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("caso de um lote")
        verbose_name_plural = _("casos de um lote")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "complaint"], name="one_item_per_case")]
        indexes = [models.Index(fields=["batch", "id"], name="items_to_do", condition=Q(state="waiting"))]

    def __str__(self):
        return f"{self.batch_id} {self.complaint_id} {self.state}"
