"""Form fields that read what a Brazilian types: amounts and days."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.money import AmountError, format_brl, parse_brl

# What Django says in an official's words, said kindly. Sentences a field brings itself stay.
KIND_WORDS = {
    "required": gettext_lazy("Falta responder aqui."),
    "invalid_choice": gettext_lazy("Escolha uma das respostas da lista."),
    "max_length": gettext_lazy("Escreva no máximo %(limit_value)d letras. Você escreveu %(show_value)d."),
    "null_characters_not_allowed": gettext_lazy("O texto tem um sinal invisível. Apague e escreva de novo."),
}


def use_kind_words(fields):
    """Give form fields our sentences wherever they still carry Django's own."""
    for field in fields.values():
        own = {}
        for parent in reversed(type(field).__mro__):
            own.update(getattr(parent, "default_error_messages", {}))
        for code, sentence in KIND_WORDS.items():
            if field.error_messages.get(code) == own.get(code):
                field.error_messages[code] = sentence


def amount_sentence(error):
    """Return the sentence that says what is wrong with an amount and how to mend it."""
    if error.code == "ambiguous":
        small, large = error.details["readings"]
        return _("Não deu para saber: são %(small)s ou %(large)s? Escreva com vírgula nos centavos.") % {
            "small": format_brl(small), "large": format_brl(large)}
    return {
        "empty": _("Escreva o valor."),
        "words": _("Escreva o valor com números. Exemplo: 2.000,00."),
        "negative": _("O valor não pode ser negativo."),
        "zero": _("O valor precisa ser maior que zero."),
        "too_many_decimals": _("Use só dois números depois da vírgula. Exemplo: 49,90."),
        "too_large": _("Esse valor é alto demais. Confira os pontos e a vírgula."),
    }.get(error.code, _("Não entendi esse valor. Escreva assim: 389,90."))


class AmountField(forms.CharField):
    """An amount in reais, as typed; cleans to a Decimal, or None when left empty."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs.setdefault("help_text", gettext_lazy("Em reais. Exemplo: 389,90."))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_brl(text)
        except AmountError as error:
            raise forms.ValidationError(amount_sentence(error)) from error


class DayField(forms.DateField):
    """A day: a browser's date picker, or typed as 30/09/2026."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("error_messages", {
            "invalid": gettext_lazy("Não entendi esse dia. Escreva assim: 30/09/2026."),
            "required": gettext_lazy("Escolha o dia."),
        })
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y"], **kwargs)

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, date) else value
