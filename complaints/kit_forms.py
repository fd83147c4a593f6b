"""Forms of an order kept on the day of purchase."""

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.fields import AmountField, DayField
from complaints.forms import FILES_HELP, MultipleFileField, MultipleFileInput, OrderForm

MAX_LISTING = 10_000
WITHOUT_A_CASE = ("receipt_confirmed_on", "durable", "state")


def files_field(label):
    return MultipleFileField(
        label=label, required=False, help_text=FILES_HELP,
        widget=MultipleFileInput(attrs={"accept": "image/*,application/pdf"}),
    )


def bought_and_paid():
    """Return the fieldsets that every form of a kept order begins with."""
    return (
        Fieldset(_("A compra"), "marketplace", "item", "store", "number", "tracking"),
        Fieldset(
            _("O pagamento"), "amount", "freight", Field("payment_method", wrapper_class="choice-list"), "instalments"
        ),
    )


class KitForm(OrderForm):
    """What was bought, what was promised, and the prints that prove it."""

    freight = AmountField(
        label=_("Quanto disso foi frete?"), required=False, help_text=_("Se foi grátis, deixe em branco.")
    )
    tracking = forms.CharField(
        label=_("Código de rastreio"), max_length=60, required=False, help_text=_("Se ainda não tem, ponha depois."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    listing_url = forms.URLField(
        label=_("Endereço do anúncio"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Copie do navegador ou toque em “compartilhar” no aplicativo."),
        error_messages={"invalid": _("Esse endereço não está inteiro. Ele começa com https://")},
    )
    listing_words = forms.CharField(
        label=_("O que o anúncio promete"), required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Copie aqui o que o anúncio promete: tamanho, material, frete, garantia. Ele pode mudar depois."),
    )
    listing_files = files_field(_("Print do anúncio"))
    order_files = files_field(_("Print do pedido"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["placed_on"].help_text = ""
        self.fields["number"].help_text = _("Se já tem. Dá para pôr depois.")
        for name in self.without():
            self.fields.pop(name, None)
        self.helper.layout = self.layout()

    def without(self):
        return (*WITHOUT_A_CASE, "received_on")

    def layout(self):
        return Layout(
            *bought_and_paid(),
            Fieldset(_("Os dias"), "placed_on", "promised_on", "protected_until"),
            Fieldset(_("O que o anúncio promete"), "listing_url", "listing_words", "listing_files", "order_files"),
        )

    def clean_tracking(self):
        return self.cleaned_data["tracking"].strip().upper()

    def clean_listing_words(self):
        words = self.cleaned_data["listing_words"]
        if len(words) > MAX_LISTING:
            raise forms.ValidationError(_(
                "O texto tem %(count)d letras e o máximo é %(most)d. Guarde só o que o anúncio promete, "
                "e o resto num print."
            ) % {"count": len(words), "most": MAX_LISTING})
        return words

    def clean(self):
        super().clean()
        paid, freight = self.cleaned_data.get("amount"), self.cleaned_data.get("freight")
        if paid and freight and freight > paid:
            self.add_error("freight", _("O frete é mais do que você disse que pagou. Confira os dois valores."))
        return self.cleaned_data


class KitDaysForm(KitForm):
    """Days that became known, or were wrong."""

    DAYS = ("received_on", "shipped_on", "promised_on", "protected_until", "receipt_confirmed_on", "placed_on")

    shipped_on = DayField(label=_("Que dia o vendedor enviou?"), required=False)

    def without(self):
        return tuple(name for name in self.fields if name not in self.DAYS)

    def layout(self):
        return Layout(*self.DAYS)

    def clean(self):
        super().clean()
        self.refuse_future("shipped_on")
        placed, shipped = self.cleaned_data.get("placed_on"), self.cleaned_data.get("shipped_on")
        if placed and shipped and shipped < placed:
            self.add_error("shipped_on", _("Esse dia é antes da compra. Confira os dois dias."))
        return self.cleaned_data


class KitDetailsForm(KitForm):
    """Whatever was not known or typed wrong on the day of purchase, but the days."""

    def without(self):
        return (*WITHOUT_A_CASE, *KitDaysForm.DAYS, "listing_files", "order_files")

    def layout(self):
        return Layout(
            *bought_and_paid(),
            Fieldset(_("O que o anúncio promete"), "listing_url", "listing_words"),
        )
