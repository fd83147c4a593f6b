"""Whether the addresses that the directory shows still answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkCheck(models.Model):
    """The last look at one address, and the last time it worked."""

    class Fault(models.TextChoices):
        """Why an address could not be seen working."""

        GONE = "gone", _("a página não existe mais")
        REFUSED = "refused", _("o site recusou a visita")
        BROKEN = "broken", _("o site deu erro")
        SILENT = "silent", _("o site não respondeu")
        UNKNOWN_NAME = "unknown_name", _("o endereço não existe")
        ROBOTS = "robots", _("o site pede que robôs não entrem")
        NOT_PUBLIC = "not_public", _("o endereço não é público")
        TOO_MANY_HOPS = "too_many_hops", _("o site manda de página em página")

    url = models.URLField(_("endereço"), max_length=500, unique=True)
    last_ok_at = models.DateTimeField(_("funcionou em"), null=True, blank=True)
    last_tried_at = models.DateTimeField(_("tentado em"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("resposta"), null=True, blank=True)
    fault = models.CharField(_("o que houve"), max_length=16, choices=Fault, blank=True)
    failures = models.PositiveIntegerField(_("falhas seguidas"), default=0)

    class Meta:
        verbose_name = _("endereço conferido")
        verbose_name_plural = _("endereços conferidos")
        ordering = ["-failures", "url"]

    def __str__(self):
        return self.url
