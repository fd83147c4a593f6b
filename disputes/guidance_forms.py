"""Small forms, one question each: the facts that decide which ways out a case has."""

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from complaints.fields import AmountField
from complaints.forms import PlainForm
from contacts.choices import GovBrLevel, State


class FactForm(PlainForm):
    """One question. Its field bears the name of the fact; `value` is what was answered."""

    fact = ""

    def __init__(self, *args, **kwargs):
        # Several of these stand on one page: their ids must differ.
        super().__init__(*args, auto_id=f"ask-{self.fact}-%s", **kwargs)
        field = self.fields[self.fact]
        if isinstance(field.widget, forms.RadioSelect):
            self.helper.layout = Layout(Field(self.fact, wrapper_class="choice-list"))

    @property
    def value(self):
        return self.cleaned_data[self.fact]


class StateForm(FactForm):
    fact = "state"
    state = forms.ChoiceField(
        label=_("Em que estado você mora?"), choices=[("", _("Escolha")), *State.choices],
        help_text=_("Para mostrar o Procon, o Juizado e a Defensoria certos."),
    )


class GovBrForm(FactForm):
    fact = "gov_br_level"
    gov_br_level = forms.ChoiceField(
        label=_("Qual é o nível da sua conta gov.br?"), widget=forms.RadioSelect,
        choices=[(value, capfirst(label)) for value, label in GovBrLevel.choices],
        help_text=_("Abra o aplicativo gov.br: o nível aparece no começo. O consumidor.gov.br pede prata ou ouro."),
    )


class RegisteredForm(FactForm):
    fact = "shop_on_consumidor_gov"
    shop_on_consumidor_gov = forms.ChoiceField(
        label=_("A loja aparece no consumidor.gov.br?"), widget=forms.RadioSelect,
        choices=[("yes", _("Sim, achei a loja lá")), ("no", _("Não, procurei e não achei"))],
        help_text=_("Procure o nome da loja na lista de empresas do site."),
    )

    @property
    def value(self):
        return super().value == "yes"


class ClaimForm(FactForm):
    fact = "amount_claimed"
    amount_claimed = AmountField(label=_("Quanto você pede de volta?"))


class PaidToForm(FactForm):
    fact = "paid_to"
    paid_to = forms.CharField(
        label=_("Quem recebeu o seu dinheiro?"), max_length=160,
        help_text=_(
            "O nome que aparece no comprovante do Pix, no boleto ou na fatura. Se houver CNPJ, escreva também."),
    )


FORMS = {form.fact: form for form in (RegisteredForm, GovBrForm, StateForm, PaidToForm, ClaimForm)}
