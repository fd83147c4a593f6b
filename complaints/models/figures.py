"""Numbers that change by law: the minimum wage, tax rates. Dated, sourced, never overwritten."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.choices import State, Trust


class Figure(models.Model):
    """One value of a number from one day on, until the next row of its kind begins.

    A wrong value is mended by a newer row of the same day: what was shown before stays on record.
    """

    class Kind(models.TextChoices):
        MINIMUM_WAGE = "minimum_wage", _("salário mínimo (R$ por mês)")
        IMPORT_LOW_LIMIT = "import_low_limit", _("imposto de importação: limite da faixa baixa (US$)")
        IMPORT_LOW_RATE = "import_low_rate", _("imposto de importação: faixa baixa (%)")
        IMPORT_HIGH_RATE = "import_high_rate", _("imposto de importação: faixa alta (%)")
        IMPORT_DEDUCTION = "import_deduction", _("imposto de importação: desconto da faixa alta (US$)")
        IMPORT_OTHER_RATE = "import_other_rate", _("imposto de importação: loja fora do Remessa Conforme (%)")
        ICMS_RATE = "icms_rate", _("ICMS de importação (%)")

    kind = models.CharField(_("número"), max_length=20, choices=Kind)
    # Empty: the whole country, unless a state has a row of its own.
    state = models.CharField(_("estado"), max_length=2, choices=State, blank=True)
    value = models.DecimalField(_("valor"), max_digits=12, decimal_places=2)
    valid_from = models.DateField(_("vale desde"))
    source = models.CharField(_("fonte"), max_length=300)
    source_url = models.URLField(_("endereço da fonte"), max_length=500, blank=True)
    trust = models.CharField(_("confiança"), max_length=12, choices=Trust)
    reason = models.CharField(_("motivo"), max_length=400, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("escrito por"),
    )
    written_at = models.DateTimeField(_("escrito em"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("número da lei")
        verbose_name_plural = _("números da lei")
        ordering = ["kind", "state", "-valid_from", "-pk"]
        indexes = [models.Index(fields=["kind", "valid_from"], name="figures_by_day")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.valid_from}"
