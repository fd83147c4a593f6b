"""What the sum of the import taxes asks for."""

from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.fields import AmountField, DayField
from complaints.figures import import_figures, rates_of
from complaints.forms import PlainForm
from complaints.models import Figure
from complaints.taxes import Band, ImportCharge, TooDear, import_charge
from contacts.choices import State

MOST_ICMS = 40
# Reais for one dollar; outside of this a mark was forgotten.
MOST_DOLLAR = 20
# Per cent of the taxes: what another dollar of the same week may make of it.
CLOSE = 2


class TaxSum(NamedTuple):
    """One sum with what it was counted from; `difference` is what was charged above it (below: negative) or None."""

    in_programme: bool
    charge: ImportCharge
    icms_rate: object
    icms_is_typed: bool
    figures: list
    difference: object

    @property
    def gap(self):
        """How far what was charged is off, whichever way."""
        return abs(self.difference)

    @property
    def is_close(self):
        return self.gap * 100 <= self.charge.taxes * CLOSE


class ImportTaxForm(PlainForm):
    """A parcel as its papers tell it; `sums()` is what it owes by the figures of its day."""

    class Programme:
        YES, NO, UNKNOWN = "yes", "no", "unknown"
        choices = [
            (YES, gettext_lazy("Sim")), (NO, gettext_lazy("Não")),
            (UNKNOWN, gettext_lazy("Não sei, mostre as duas contas")),
        ]

    value = AmountField(
        label=gettext_lazy("Preço do produto"), help_text=gettext_lazy("Em reais, sem imposto. Exemplo: 389,90."))
    freight = AmountField(label=gettext_lazy("Frete"), required=False, help_text=gettext_lazy("Vazio se foi grátis."))
    insurance = AmountField(label=gettext_lazy("Seguro"), required=False, help_text=gettext_lazy("Vazio se não teve."))
    dollar = AmountField(
        label=gettext_lazy("Quanto custava um dólar nesse dia"),
        help_text=gettext_lazy("Em reais. Exemplo: 5,40. O papel do imposto costuma dizer."))
    day = DayField(
        label=gettext_lazy("Dia do imposto"),
        help_text=gettext_lazy("O dia da compra, se o imposto foi cobrado nela; se não, o dia da cobrança."))
    in_programme = forms.ChoiceField(
        label=gettext_lazy("A loja participa do Remessa Conforme?"), choices=Programme.choices,
        initial=Programme.YES, widget=forms.RadioSelect,
        help_text=gettext_lazy("Quem participa cobra os impostos na hora da compra."))
    state = forms.ChoiceField(
        label=gettext_lazy("Estado de quem comprou"), required=False,
        choices=[("", gettext_lazy("não informar")), *State.choices])
    icms = forms.DecimalField(
        label=gettext_lazy("ICMS do seu estado, em %"), required=False, min_value=0, max_value=MOST_ICMS, localize=True,
        help_text=gettext_lazy("Só se você souber: há estados que cobram 20. Vazio: usamos o número que temos."),
        error_messages={
            "invalid": gettext_lazy("Escreva só o número. Exemplo: 17."),
            "min_value": gettext_lazy("O ICMS vai de 0 a 40."), "max_value": gettext_lazy("O ICMS vai de 0 a 40."),
        })
    charged = AmountField(
        label=gettext_lazy("Quanto cobraram de imposto, ao todo"), required=False,
        help_text=gettext_lazy("Se quiser comparar. Some tudo o que pagou de imposto na compra e na entrega."))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.figures, self.counted = today, [], []

    def clean_dollar(self):
        dollar = self.cleaned_data["dollar"]
        if not 1 <= dollar <= MOST_DOLLAR:
            raise forms.ValidationError(_("Confira o dólar: quantos reais custa um? Exemplo: 5,40."))
        return dollar

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("Esse dia ainda não chegou. Escolha hoje ou um dia que já passou."))
        return day

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self.figures = import_figures(cleaned["day"], cleaned["state"])
        if not self.figures:
            self.add_error("day", _(
                "Não temos os números dos impostos desse dia. Nossa lista começa em agosto de 2024."))
            return cleaned
        try:
            self.counted = [self.count(member) for member in self.memberships()]
        except TooDear:
            self.add_error("value", _("Acima de 3.000 dólares vale outra conta, que não fazemos aqui."))
        return cleaned

    def memberships(self):
        chosen = self.cleaned_data["in_programme"]
        if chosen == self.Programme.UNKNOWN:
            return [True, False]
        return [chosen == self.Programme.YES]

    def count(self, in_programme):
        cleaned, rates = self.cleaned_data, rates_of(self.figures)
        typed = cleaned["icms"] is not None
        if typed:
            rates = rates._replace(icms_rate=cleaned["icms"])
        value = cleaned["value"] + (cleaned["freight"] or 0) + (cleaned["insurance"] or 0)
        charge = import_charge(value, cleaned["dollar"], rates, in_programme=in_programme)
        difference = cleaned["charged"] - charge.taxes if cleaned["charged"] else None
        used = [figure for figure in self.figures if is_used(figure.kind, charge.band, typed)]
        return TaxSum(in_programme, charge, rates.icms_rate, typed, used, difference)

    def sums(self):
        """Return the sums of a valid form: one, or two when it is not known whether the shop takes part."""
        return self.counted


def is_used(kind, band, icms_is_typed):
    """Say whether a sum of this band rests on a figure of this kind."""
    kinds = Figure.Kind
    if kind == kinds.ICMS_RATE:
        return not icms_is_typed
    return kind in {
        Band.LOW: (kinds.IMPORT_LOW_LIMIT, kinds.IMPORT_LOW_RATE),
        Band.HIGH: (kinds.IMPORT_LOW_LIMIT, kinds.IMPORT_HIGH_RATE, kinds.IMPORT_DEDUCTION),
        Band.OTHER: (kinds.IMPORT_OTHER_RATE,),
    }[band]
