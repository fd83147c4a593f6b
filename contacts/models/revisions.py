"""How the directory and the rules looked after each change: to compare, and to go back."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """All fields of one row as one change left them. Written once."""

    class Action(models.TextChoices):
        LOADED = "loaded", _("veio com o programa")
        ADDED = "added", _("acrescentado")
        CHANGED = "changed", _("mudado")
        RESTORED = "restored", _("voltou a uma versão anterior")

    # "contacts.channel" and the row's id.
    model = models.CharField(_("o quê"), max_length=40)
    object_id = models.PositiveBigIntegerField(_("número"))
    number = models.PositiveIntegerField(_("versão"))
    action = models.CharField(_("como"), max_length=8, choices=Action)
    at = models.DateTimeField(_("quando"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("quem")
    )
    reason = models.CharField(_("motivo"), max_length=400, blank=True)
    # The number of the revision whose fields were brought back.
    restored_from = models.PositiveIntegerField(_("voltou à versão"), null=True, blank=True)
    fields = models.JSONField(_("campos"), default=dict)

    class Meta:
        verbose_name = _("versão")
        verbose_name_plural = _("versões")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["model", "object_id", "number"], name="one_revision_per_number"),
        ]

    def __str__(self):
        return f"{self.model} {self.object_id} v{self.number}"
