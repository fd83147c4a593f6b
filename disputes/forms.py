"""Forms of a dispute: they clean to values; whether a move is allowed is the door's word."""

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from complaints.fields import AmountField, DayField
from complaints.forms import LONG_AGO, PlainForm
from disputes.models import MONEY_REMEDIES, Decision, Remedy


class DisputeForm(PlainForm):
    """A form rendered by crispy with its radio questions as big choices."""

    def __init__(self, *args, today=None, since=None, **kwargs):
        self.today, self.since = today, since or LONG_AGO
        super().__init__(*args, **kwargs)
        if "remedy" in self.fields:
            self.fields["remedy"].choices = [(value, capfirst(label)) for value, label in Remedy.choices]
        self.helper.layout = Layout(*[
            Field(name, wrapper_class="choice-list") if isinstance(field.widget, forms.RadioSelect) else name
            for name, field in self.fields.items()
        ])

    def need_amount(self, remedy):
        """Ask for the amount where money in part is spoken of."""
        if remedy == Remedy.PART_REFUND and not self.cleaned_data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Diga quanto dinheiro."))
        if remedy not in MONEY_REMEDIES:
            self.cleaned_data["amount"] = None

    def refuse_future(self, name):
        day = self.cleaned_data.get(name)
        if day and self.today and day > self.today:
            self.add_error(name, _("Esse dia ainda não chegou. Escolha hoje ou um dia que já passou."))
        elif day and day < self.since:
            self.add_error(name, _("Esse dia é antes da compra. Confira o dia e o ano."))


class OpenForm(DisputeForm):
    remedy = forms.ChoiceField(
        label=_("O que você pediu na disputa?"), choices=Remedy.choices, widget=forms.RadioSelect,
        initial=Remedy.FULL_REFUND,
    )
    amount = AmountField(
        label=_("Quanto pediu de volta?"), required=False,
        help_text=_("Em reais. Em branco, vale tudo o que você pagou."),
    )
    opened_on = DayField(label=_("Que dia você abriu a disputa na loja?"))

    def clean(self):
        self.need_amount(self.cleaned_data.get("remedy"))
        self.refuse_future("opened_on")
        return self.cleaned_data


class AnswerForm(DisputeForm):
    """What the seller answered, as the consumer saw it on the marketplace."""

    answer = forms.ChoiceField(
        label=_("O que o vendedor respondeu?"), widget=forms.RadioSelect,
        choices=[("accepts", _("Aceitou o que eu pedi")), ("proposes", _("Fez outra proposta")),
                 ("refuses", _("Disse não"))],
        error_messages={"required": _("Escolha o que ele respondeu.")},
    )
    remedy = forms.ChoiceField(
        label=_("Se fez outra proposta: o que ofereceu?"), required=False, widget=forms.RadioSelect,
        choices=Remedy.choices,
    )
    amount = AmountField(label=_("Quanto ofereceu?"), required=False)
    note = forms.CharField(
        label=_("O que ele escreveu? (se quiser copiar)"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        if self.cleaned_data.get("answer") == "proposes":
            if not self.cleaned_data.get("remedy"):
                self.add_error("remedy", _("Escolha o que ele ofereceu."))
            else:
                self.need_amount(self.cleaned_data["remedy"])
        return self.cleaned_data


class ReplyForm(DisputeForm):
    """What the consumer answers to an offer or a refusal."""

    reply = forms.ChoiceField(
        label=_("O que você quer fazer?"), widget=forms.RadioSelect,
        error_messages={"required": _("Escolha o que quer fazer.")},
    )
    remedy = forms.ChoiceField(
        label=_("Se vai pedir outra coisa: o que pede?"), required=False, widget=forms.RadioSelect,
        choices=Remedy.choices,
    )
    amount = AmountField(label=_("Quanto pede?"), required=False)
    note = forms.CharField(
        label=_("Quer explicar? (se quiser)"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, has_offer, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("proposes", _("Pedir outra coisa ao vendedor")), ("escalate", _("Passar para o mediador decidir"))]
        if has_offer:
            choices.insert(0, ("accepts", _("Aceitar a proposta")))
        self.fields["reply"].choices = choices

    def clean(self):
        if self.cleaned_data.get("reply") == "proposes":
            if not self.cleaned_data.get("remedy"):
                self.add_error("remedy", _("Escolha o que você pede."))
            else:
                self.need_amount(self.cleaned_data["remedy"])
        return self.cleaned_data


class RefundForm(DisputeForm):
    came = forms.ChoiceField(
        label=_("O dinheiro veio?"), widget=forms.RadioSelect,
        choices=[("whole", _("Veio tudo")), ("part", _("Veio uma parte")), ("none", _("Não veio nada"))],
        error_messages={"required": _("Escolha uma resposta.")},
    )
    amount = AmountField(label=_("Quanto veio?"), required=False, help_text=_("Só se veio uma parte. Exemplo: 100,00."))
    seen_on = DayField(label=_("Que dia você viu isso na fatura ou no extrato?"), required=False)
    # The clock that ran when the page was shown: the same form sent twice is noticed by it.
    turn = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def clean(self):
        self.refuse_future("seen_on")
        is_part = self.cleaned_data.get("came") == "part"
        if is_part and not self.cleaned_data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Diga quanto veio."))
        return self.cleaned_data


class DecisionForm(forms.Form):
    """A mediator's decision, in the admin."""

    outcome = forms.ChoiceField(label=_("Decisão"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    amount = AmountField(label=_("Valor a devolver"), required=False)
    reasons = forms.CharField(
        label=_("Motivos"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Quais fatos valem, que provas mostram isso, e que regra se aplica. Os dois lados leem."),
    )
