"""Forms of a dispute: they clean to values; whether a move is allowed is the door's word."""

import re
from decimal import Decimal

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from complaints.fields import AmountField, DayField
from complaints.forms import LONG_AGO, PlainForm
from contacts.choices import Language
from disputes.models import MONEY_REMEDIES, Remedy

NOTHING = re.compile(r"(?:R\$)?\s*0+(?:[.,]0*)?", re.IGNORECASE)
FREIGHTS = [("seller", _("O vendedor paga o envio")), ("buyer", _("Eu pago o envio"))]


class CostField(AmountField):
    """An amount that may be nothing at all: free freight, no tax. Cleans to a Decimal, None when left empty."""

    def clean(self, value):
        if NOTHING.fullmatch((value or "").strip()):
            return Decimal("0")
        return super().clean(value)


class PhotoField(forms.FileField):
    """One photo or PDF that proves something; what it is is judged by `complaints.uploads`."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/*,application/pdf"}))
        super().__init__(**kwargs)


def long_text(label, *, rows=4, required=True, most=3000, **kwargs):
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def choice(name):
    """Lay a question out as big choices."""
    return Field(name, wrapper_class="choice-list")


def if_returned():
    """Lay out what is only asked when the product goes back."""
    return Div(choice("freight_by"), "post_by", css_class="when-return")


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


class HostForm(DisputeForm):
    """What a dispute here asks for, what the order cost, and how the seller is reached."""

    remedy = forms.ChoiceField(
        label=_("O que você quer?"), choices=Remedy.choices, widget=forms.RadioSelect, initial=Remedy.FULL_REFUND,
    )
    amount = AmountField(
        label=_("Quanto deve voltar?"), required=False,
        help_text=_("Em reais. Em branco, vale tudo o que você pagou."),
    )
    freight_by = forms.ChoiceField(
        label=_("Se vai devolver o produto: quem paga o envio de volta?"), choices=FREIGHTS, widget=forms.RadioSelect,
        initial="seller", required=False,
    )
    freight = CostField(
        label=_("Do total que você pagou, quanto foi frete?"), required=False,
        help_text=_("Se não sabe, deixe em branco. Frete grátis: escreva 0."),
    )
    tax = CostField(
        label=_("Pagou imposto por fora, nos Correios? Quanto?"), required=False,
        help_text=_("Se não pagou, deixe em branco. O imposto soma no que devem a você."),
    )
    note = long_text(
        _("O que dizer ao vendedor?"), rows=5, required=False,
        help_text=_("Em poucas frases: o que deu errado e o que você quer. O vendedor lê isto."),
    )
    address = forms.EmailField(
        label=_("E-mail do vendedor"), required=False,
        help_text=_("Não tem? Deixe em branco: fazemos uma carta com um código."),
        error_messages={"invalid": _("Confira o e-mail. Exemplo: loja@exemplo.com.")},
    )
    language = forms.ChoiceField(
        label=_("Em que língua o vendedor lê?"), choices=Language.choices, widget=forms.RadioSelect,
    )

    def __init__(self, *args, paid=None, **kwargs):
        self.paid = paid
        super().__init__(*args, **kwargs)

        self.helper.layout = Layout(
            Fieldset(_("O seu pedido"), choice("remedy"), "amount", Div(choice("freight_by"), css_class="when-return")),
            Fieldset(_("O que você pagou"), "freight", "tax"),
            Fieldset(_("O vendedor"), "note", "address", choice("language")),
        )

    def clean(self):
        self.need_amount(self.cleaned_data.get("remedy"))
        freight = self.cleaned_data.get("freight")
        if freight and self.paid is not None and freight > self.paid:
            self.add_error("freight", _("O frete não pode ser maior que o total do pedido. Confira os dois valores."))
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
    freight_by = forms.ChoiceField(
        label=_("Se o produto volta: quem paga o envio?"), choices=FREIGHTS, widget=forms.RadioSelect, required=False,
    )
    post_by = DayField(
        label=_("Se o produto volta: até que dia você pode postar?"), required=False,
        help_text=_("Só se ele disse um dia. Em branco, vale o prazo de costume."),
    )
    note = forms.CharField(
        label=_("O que ele escreveu? (se quiser copiar)"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(choice("answer"), choice("remedy"), "amount", if_returned(), "note")

    def clean(self):
        if self.cleaned_data.get("answer") == "proposes":
            if not self.cleaned_data.get("remedy"):
                self.add_error("remedy", _("Escolha o que ele ofereceu."))
            else:
                self.need_amount(self.cleaned_data["remedy"])
                if self.cleaned_data["remedy"] == Remedy.RETURN_REFUND and not self.cleaned_data.get("freight_by"):
                    self.add_error("freight_by", _("Diga quem paga o envio de volta."))
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
    freight_by = forms.ChoiceField(
        label=_("Se vai devolver o produto: quem paga o envio de volta?"), choices=FREIGHTS, widget=forms.RadioSelect,
        required=False,
    )
    post_by = DayField(
        label=_("Até que dia você consegue postar?"), required=False,
        help_text=_("Só se vai devolver o produto. Em branco, vale o prazo de costume."),
    )
    note = forms.CharField(
        label=_("Quer explicar? (se quiser)"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # The clock that ran when the page was shown: an answer to a page that is old is noticed by it.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, has_offer, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("proposes", _("Pedir outra coisa ao vendedor")), ("escalate", _("Passar para o mediador decidir"))]
        if has_offer:
            choices.insert(0, ("accepts", _("Aceitar a proposta")))
        self.fields["reply"].choices = choices
        # What belongs to one answer only shows with it, where the browser can do that.
        self.helper.layout = Layout(
            choice("reply"), Div(choice("remedy"), "amount", if_returned(), css_class="when-proposes"), "note", "seen")

    def clean(self):
        if self.cleaned_data.get("reply") == "proposes":
            if not self.cleaned_data.get("remedy"):
                self.add_error("remedy", _("Escolha o que você pede."))
            else:
                self.need_amount(self.cleaned_data["remedy"])
        return self.cleaned_data


class QuestionForm(DisputeForm):
    """The answer to a mediator's question."""

    text = long_text(
        _("A sua resposta"), rows=6,
        help_text=_("Responda só o que o mediador perguntou. O vendedor também vai ler."),
        error_messages={"required": _("Escreva a resposta.")},
    )
    question = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AppealForm(DisputeForm):
    """Why another mediator should read the case."""

    reasons = long_text(
        _("Por que a decisão deve mudar?"), rows=6,
        help_text=_("Diga o que o mediador não viu ou entendeu errado. Pode mandar mais provas antes."),
        error_messages={"required": _("Escreva por que a decisão deve mudar.")},
    )


class PostedForm(DisputeForm):
    carrier = forms.CharField(
        label=_("Por onde você mandou?"), required=False, max_length=60, help_text=_("Exemplo: Correios."))
    tracking = forms.CharField(
        label=_("Código de rastreio"), required=False, max_length=60,
        help_text=_("Está no comprovante. Exemplo: AA123456785BR."),
    )
    day = DayField(label=_("Que dia você postou?"))
    file = PhotoField(
        label=_("Foto do comprovante"), help_text=_("É a sua prova de que postou. O vendedor e o mediador veem."))

    def clean(self):
        self.refuse_future("day")
        return self.cleaned_data


class CounterForm(DisputeForm):
    """The counter did not take the parcel."""

    note = long_text(
        _("O que disseram no balcão?"), most=600, help_text=_("Exemplo: a etiqueta venceu, o código não existe."),
        error_messages={"required": _("Conte o que disseram no balcão.")},
    )
    day = DayField(label=_("Que dia foi?"))
    file = PhotoField(label=_("Foto (se tiver)"), help_text=_("Da etiqueta, do aviso ou do papel que deram."))

    def clean(self):
        self.refuse_future("day")
        return self.cleaned_data


class LabelForm(DisputeForm):
    """Where the product goes back to, as the shop said it."""

    address = long_text(
        _("Para onde mandar?"), most=600, help_text=_("Copie o endereço como a loja escreveu."),
        error_messages={"required": _("Escreva o endereço completo para onde o produto volta.")},
    )
    label = forms.CharField(
        label=_("Etiqueta ou código de postagem"), required=False, max_length=300,
        help_text=_("Se quem paga o envio é o vendedor."),
    )
    label_until = DayField(label=_("Até que dia a etiqueta vale?"), required=False)
    file = PhotoField(label=_("Foto ou PDF da etiqueta (se tiver)"))


class ContestForm(DisputeForm):
    """What the seller says is wrong with what came back, as the consumer read it at the shop."""

    note = long_text(
        _("O que o vendedor disse?"), error_messages={"required": _("Conte o que há de errado com o que voltou.")})


class BankForm(DisputeForm):
    filled_on = DayField(label=_("Que dia você preencheu o formulário da Ebanx?"))

    def clean(self):
        self.refuse_future("filled_on")
        return self.cleaned_data


class AddressForm(DisputeForm):
    """Another address of the seller."""

    address = forms.EmailField(
        label=_("Outro e-mail do vendedor"),
        help_text=_("O link antigo deixa de abrir e mandamos um novo."),
        error_messages={
            "invalid": _("Confira o e-mail. Exemplo: loja@exemplo.com."),
            "required": _("Escreva o e-mail do vendedor, ou use a carta."),
        },
    )
    language = forms.ChoiceField(
        label=_("Em que língua o vendedor lê?"), choices=Language.choices, widget=forms.RadioSelect)


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

    def __init__(self, *args, asks_money=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_money:
            # A new product or a repair does not come in part.
            came = self.fields["came"]
            came.label = _("Fizeram o que foi combinado?")
            came.choices = [("whole", _("Fizeram tudo")), ("none", _("Ainda não fizeram"))]
            self.fields["seen_on"].label = _("Que dia você viu isso?")
            del self.fields["amount"]
            self.helper.layout = Layout(choice("came"), "seen_on", "turn")

    def clean(self):
        self.refuse_future("seen_on")
        is_part = self.cleaned_data.get("came") == "part"
        if is_part and not self.cleaned_data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Diga quanto veio."))
        return self.cleaned_data
