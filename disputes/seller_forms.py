"""Forms of the seller's pages: they clean to values; whether a move is allowed is the door's word."""

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.fields import AmountField, DayField
from complaints.forms import EvidenceForm, PlainForm
from disputes.forms import DisputeForm
from disputes.models import Remedy
from disputes.models.disputes import Freight

# What each remedy is to the side that gives it.
GIVES = [
    (Remedy.FULL_REFUND, _("Devolver todo o dinheiro")),
    (Remedy.PART_REFUND, _("Devolver uma parte do dinheiro")),
    (Remedy.RETURN_REFUND, _("Devolver o dinheiro depois que o produto voltar")),
    (Remedy.REPLACEMENT, _("Trocar o produto")),
    (Remedy.RESEND, _("Mandar de novo")),
    (Remedy.REPAIR, _("Consertar")),
]
FREIGHT = [(Freight.SELLER, _("Eu pago o envio de volta")), (Freight.BUYER, _("Quem comprou paga o envio de volta"))]
LETTERS = forms.Textarea(attrs={"rows": 5})


class CodeForm(PlainForm):
    """The code of a letter, as typed."""

    code = forms.CharField(
        label=_("Código da carta"), max_length=40,
        help_text=_("São 10 letras e números, em dois grupos. Exemplo: 7KQM2-XWD4H."),
        widget=forms.TextInput(attrs={
            "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text",
        }),
        error_messages={"required": _("Digite o código que está na carta.")},
    )


class SellerForm(DisputeForm):
    """A form that knows which turn its page showed."""

    # The clock that ran when the page was shown: a page that is old is noticed by it.
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "remedy" in self.fields:
            self.fields["remedy"].choices = GIVES

    def show_turn(self, turn):
        """Let a form that comes back speak of the turn that its page now shows."""
        self.data = self.data.copy()
        self.data["seen"] = turn


class RefuseForm(SellerForm):
    note = forms.CharField(
        label=_("Por que você não aceita?"), max_length=3000, widget=LETTERS,
        help_text=_("Quem comprou lê os seus motivos e, se for preciso, o mediador também."),
        error_messages={"required": _("Escreva por que não: quem comprou lê os seus motivos.")},
    )


class ProposeForm(SellerForm):
    remedy = forms.ChoiceField(
        label=_("O que você oferece?"), widget=forms.RadioSelect,
        error_messages={"required": _("Escolha o que você oferece.")},
    )
    amount = AmountField(
        label=_("Quanto você devolve?"), required=False,
        help_text=_("Só para uma parte do dinheiro. Em branco, nas outras, vale tudo o que foi pago. Exemplo: 100,00."),
    )
    freight_by = forms.ChoiceField(
        label=_("Se o produto volta: quem paga o envio?"), choices=FREIGHT, required=False, widget=forms.RadioSelect,
    )
    post_by = DayField(
        label=_("Se o produto volta: até que dia quem comprou pode postar?"), required=False,
        help_text=_("Se você não disser, são 10 dias a partir do endereço."),
    )
    note = forms.CharField(
        label=_("Quer explicar? (se quiser)"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self):
        got = self.cleaned_data.get
        remedy = got("remedy")
        if remedy:
            self.need_amount(remedy)
        if remedy == Remedy.RETURN_REFUND and not got("freight_by") and "freight_by" not in self.errors:
            self.add_error("freight_by", _("Diga quem paga o envio de volta."))
        return self.cleaned_data


class QuestionForm(SellerForm):
    text = forms.CharField(
        label=_("A sua resposta"), max_length=3000, widget=LETTERS,
        error_messages={"required": _("Escreva a resposta.")},
    )


class AppealForm(SellerForm):
    reasons = forms.CharField(
        label=_("Por que a decisão deve mudar?"), max_length=3000, widget=LETTERS,
        help_text=_("Outro mediador lê o caso todo de novo, com o que você escrever aqui."),
        error_messages={"required": _("Escreva por que a decisão deve mudar.")},
    )


class LabelForm(SellerForm):
    """Where the product goes back to and, when the seller pays, with which label."""

    address = forms.CharField(
        label=_("Endereço completo para onde o produto volta"), max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Nome, rua, número, cidade, estado e CEP."),
        error_messages={"required": _("Escreva o endereço completo para onde o produto volta.")},
    )
    label = forms.CharField(
        label=_("Código de postagem ou da etiqueta"), max_length=300, required=False,
        help_text=_("O envio é por sua conta: dê o código ou mande a etiqueta no campo abaixo."),
    )
    file = forms.FileField(
        label=_("Etiqueta (foto ou PDF)"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    label_until = DayField(
        label=_("Até que dia a etiqueta vale?"), required=False, help_text=_("Se você souber."),
    )

    def __init__(self, *args, pays, **kwargs):
        super().__init__(*args, **kwargs)
        if not pays:
            for name in ("label", "file", "label_until"):
                del self.fields[name]
                self.helper.layout.fields.remove(name)


class ArrivalForm(SellerForm):
    """Did the product come back as it should?"""

    arrived = forms.ChoiceField(
        label=_("O produto chegou?"), widget=forms.RadioSelect,
        choices=[("yes", _("Chegou e está certo")), ("no", _("Chegou, mas há algo errado"))],
        error_messages={"required": _("Escolha uma resposta.")},
    )
    note = forms.CharField(
        label=_("Se há algo errado: o que é?"), required=False, max_length=3000, widget=LETTERS,
        help_text=_("Quem comprou e o mediador leem. Fotos ajudam: mande como prova."),
    )

    def clean(self):
        if self.cleaned_data.get("arrived") == "no" and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", _("Conte o que há de errado com o que voltou."))
        return self.cleaned_data


class SellerEvidenceForm(EvidenceForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _("Fotos, prints ou PDF, até 10 MB cada e 50 MB de uma vez.")
        self.fields["caption"].help_text = _("Exemplo: o comprovante de entrega assinado.")
