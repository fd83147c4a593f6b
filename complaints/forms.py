"""The guided form: five screens, nothing asked twice. Each form cleans to values of the domain."""

import re
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.choices import (
    MONEY_OUTCOMES,
    NO_PARCEL,
    NOT_ARRIVED,
    REASON_GROUPS,
    REFUND_PROMISED,
    Outcome,
    Payment,
    Reason,
)
from complaints.fields import AmountField, DayField, use_kind_words
from complaints.proofs import HELPFUL
from contacts.choices import State
from contacts.models import Company

MAX_STORY = 20_000
MAX_NUMBER = 40
LONG_AGO = date(2005, 1, 1)
# A shop that promises delivery for later than two years is a slip of the pen.
FAR_PROMISE_DAYS = 730


def plain_helper():
    """Return a crispy helper that leaves the form tag, the token and the buttons to the template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class PlainForm(forms.Form):
    """A form in our words; the form tag, the token and the buttons are the template's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)
        self.helper = plain_helper()


class StepForm(PlainForm):
    """One screen. `known` holds the cleaned values of earlier screens, `today` the reader's day."""

    def __init__(self, *args, known=None, today=None, user=None, **kwargs):
        self.known, self.today, self.user = known or {}, today, user
        super().__init__(*args, **kwargs)

    def refuse_far_promise(self, placed):
        for name in ("promised_on", "protected_until"):
            promised = self.cleaned_data.get(name)
            if placed and promised and (promised - placed).days > FAR_PROMISE_DAYS:
                self.add_error(name, _("Confira o ano desse dia."))

    def refuse_future(self, name):
        day = self.cleaned_data.get(name)
        if day and self.today and day > self.today:
            self.add_error(name, _("Esse dia ainda não chegou. Escolha hoje ou um dia que já passou."))
        elif day and day < LONG_AGO:
            self.add_error(name, _("Confira o ano desse dia."))


class ReasonForm(StepForm):
    """Screen 1: what happened?"""

    reason = forms.ChoiceField(
        label=_("O que aconteceu?"),
        choices=[(group, [(r.value, r.label) for r in reasons]) for group, reasons in REASON_GROUPS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Escolha o que mais se parece com o seu caso.")},
    )


PROTECTION = _("Até que dia vai a proteção ao comprador?")


class OrderForm(StepForm):
    """Screen 2: which order?"""

    marketplace = forms.ModelChoiceField(
        label=_("Onde você comprou?"), queryset=Company.objects.none(), to_field_name="slug", empty_label=None,
        widget=forms.Select, error_messages={"required": _("Escolha a loja."), "invalid_choice": _("Escolha a loja.")},
    )
    store = forms.CharField(
        label=_("Nome do vendedor ou da loja dentro do site"), max_length=120, required=False,
        help_text=_("Se você souber. Exemplo: Shop911537063 Store."),
    )
    number = forms.CharField(
        label=_("Número do pedido"), max_length=MAX_NUMBER, required=False,
        help_text=_("Não achou? Deixe em branco e siga."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    item = forms.CharField(
        label=_("O que você comprou?"), max_length=160, help_text=_("Com suas palavras. Exemplo: máquina de solda."),
        error_messages={"required": _("Diga em uma ou duas palavras o que comprou.")},
    )
    amount = AmountField(label=_("Quanto pagou no total?"), required=False)
    payment_method = forms.ChoiceField(
        label=_("Como pagou?"), choices=Payment.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Escolha como pagou.")},
    )
    instalments = forms.IntegerField(
        label=_("Em quantas vezes?"), min_value=1, max_value=36, required=False,
        help_text=_("Só se foi parcelado."),
        error_messages={
            "invalid": _("Escreva só o número de vezes. Exemplo: 3."),
            "min_value": _("Escreva um número de 1 a 36."), "max_value": _("Escreva um número de 1 a 36."),
        },
    )
    placed_on = DayField(label=_("Que dia você comprou?"), help_text=_("Se não lembra, veja no pedido."))
    promised_on = DayField(
        label=_("Até que dia prometeram entregar?"), required=False,
        help_text=_("É o último dia de entrega que aparece no pedido."),
    )
    protected_until = DayField(
        label=PROTECTION, required=False,
        help_text=_("Só se o pedido mostra essa data. Ela vale mais que a nossa conta."),
    )
    received_on = DayField(label=_("Que dia chegou?"), required=False)
    receipt_confirmed_on = DayField(
        label=_("Que dia você apertou “Confirmar recebimento”?"), required=False,
        help_text=_("Deixe em branco se não apertou."),
    )
    durable = forms.ChoiceField(
        label=_("O produto dura ou se gasta logo?"), required=False, widget=forms.RadioSelect,
        choices=[("yes", _("Dura: roupa, aparelho, ferramenta")), ("no", _("Se gasta: comida, creme, remédio"))],
    )
    state = forms.ChoiceField(
        label=_("Em que estado você mora?"), required=False,
        choices=[("", _("Prefiro não dizer")), *State.choices],
        help_text=_("Para contar os feriados certos e mostrar o Procon do seu estado."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shops = Company.objects.exclude(kind=Company.Kind.PAYMENT)
        self.fields["marketplace"].queryset = shops.order_by("kind", "name")
        reason = self.known.get("reason")
        arrived = ["received_on", "receipt_confirmed_on", "durable"]
        gone = []
        if reason in NO_PARCEL:
            gone = ["promised_on", "protected_until", *arrived]
        elif reason in NOT_ARRIVED:
            gone = ["received_on", "durable"]
        for name in gone:
            del self.fields[name]
        if reason == Reason.ACCOUNT_ACCESS:
            self.fields["item"].label = _("Que compra está nessa conta?")
        if self.user and self.user.state:
            del self.fields["state"]
        days = ["placed_on", "promised_on", "protected_until", "received_on", "receipt_confirmed_on"]
        dates = [name for name in days if name in self.fields]
        rest = [name for name in ("durable", "state") if name in self.fields]
        self.helper.layout = Layout(
            Fieldset(_("A compra"), "marketplace", "number", "item", "store"),
            Fieldset(_("O pagamento"), "amount", Field("payment_method", wrapper_class="choice-list"), "instalments"),
            Fieldset(_("Os dias"), *dates),
            *[Field("durable", wrapper_class="choice-list") if name == "durable" else name for name in rest],
        )

    def clean_number(self):
        return re.sub(r"\s", "", self.cleaned_data["number"]).upper()

    def clean_instalments(self):
        return self.cleaned_data["instalments"] or 1

    def clean_durable(self):
        return {"yes": True, "no": False}.get(self.cleaned_data["durable"])

    def clean(self):
        for name in ("placed_on", "received_on", "receipt_confirmed_on"):
            self.refuse_future(name)
        got = self.cleaned_data.get
        self.check_number(got("marketplace"), got("number") or "")
        placed = got("placed_on")
        for name, sentence in (
            ("promised_on", _("A entrega não pode ser prometida para antes do dia da compra. Confira os dois dias.")),
            ("protected_until", _("A proteção não pode acabar antes do dia da compra. Confira os dois dias.")),
            ("received_on", _("O produto não pode chegar antes do dia da compra. Confira os dois dias.")),
            ("receipt_confirmed_on", _("O recebimento não pode ser antes do dia da compra. Confira os dois dias.")),
        ):
            if placed and got(name) and got(name) < placed:
                self.add_error(name, sentence)
        self.refuse_far_promise(placed)
        return self.cleaned_data

    def check_number(self, marketplace, number):
        if not marketplace or not number:
            return
        # Counted here too: a sign such as "ß" becomes two in capitals.
        if len(number) > MAX_NUMBER or not re.fullmatch(r"[0-9A-Z\-./#]+", number):
            self.add_error("number", _("O número do pedido só tem números e letras. Copie de novo, sem outros sinais."))
        elif marketplace.order_number_pattern and not re.fullmatch(marketplace.order_number_pattern, number):
            words = {
                "hint": marketplace.order_number_hint, "count": len(number),
                "signs": " ".join(sorted({sign for sign in number if not sign.isdigit()})),
            }
            sentence = _("%(hint)s Você escreveu %(count)d sinais: confira se não falta ou sobra nada.")
            if words["signs"]:
                sentence = _("%(hint)s No que você escreveu há também: %(signs)s. Confira no pedido.")
            self.add_error("number", sentence % words)


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Any number of files; what they are is judged by `complaints.uploads`, not here."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [upload for upload in files if upload]


FILES_HELP = _("Fotos, prints ou PDF, até 10 MB cada, no máximo 20.")


class StoryForm(StepForm):
    """Screen 3: tell it, attach proof."""

    story = forms.CharField(
        label=_("Conte o que aconteceu"),
        help_text=_("Do seu jeito. Pode colar a mensagem que você já escreveu. Não precisa pôr CPF nem senha."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Conte em uma ou duas frases o que aconteceu.")},
    )
    defect_seen_on = DayField(
        label=_("Que dia o defeito apareceu?"), required=False,
        help_text=_("Só se apareceu depois, com o uso."),
    )
    files = MultipleFileField(
        label=_("Anexar provas"), required=False, help_text=FILES_HELP,
        widget=MultipleFileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reason = self.known.get("reason")
        if reason not in (Reason.DEFECTIVE, Reason.NOT_AS_DESCRIBED):
            del self.fields["defect_seen_on"]
        if reason in HELPFUL:
            helps = _("Para este problema ajuda: %(proof)s") % {"proof": HELPFUL[reason]}
            self.fields["files"].help_text = f"{helps} {FILES_HELP}"

    def clean_story(self):
        story = self.cleaned_data["story"]
        if len(story) > MAX_STORY:
            raise forms.ValidationError(_(
                "O texto tem %(count)d letras e o máximo é %(most)d. Corte um pouco; o resto pode ir como PDF."
            ) % {"count": len(story), "most": MAX_STORY})
        return story.replace("\x00", "")

    def clean(self):
        self.refuse_future("defect_seen_on")
        placed, seen = self.known.get("placed_on"), self.cleaned_data.get("defect_seen_on")
        if placed and seen and seen < placed:
            self.add_error("defect_seen_on", _("O defeito não pode aparecer antes da compra. Confira o dia."))
        return self.cleaned_data


class WishForm(StepForm):
    """Screen 4: what do you want?"""

    desired_outcome = forms.ChoiceField(
        label=_("O que você quer?"), choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Escolha o que resolveria o seu caso.")},
    )
    amount_claimed = AmountField(
        label=_("Quanto deve voltar?"), required=False,
        help_text=_("Deixe em branco se for tudo o que você pagou."),
    )
    refund_promised_on = DayField(
        label=_("Que dia prometeram devolver o dinheiro?"), required=False,
        help_text=_("O dia da decisão, do aviso ou do cancelamento. Se não lembra, deixe em branco."),
    )
    contacted_on = DayField(
        label=_("Que dia você reclamou com a loja?"), required=False,
        help_text=_("Deixe em branco se ainda não reclamou. A loja tem 5 dias para responder a partir daí."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.known.get("reason") != Reason.ACCOUNT_ACCESS:
            wishes = [(value, label) for value, label in Outcome.choices if value != Outcome.ACCESS]
            self.fields["desired_outcome"].choices = wishes
        days = ["amount_claimed", "refund_promised_on", "contacted_on"]
        if self.known.get("reason") not in REFUND_PROMISED:
            del self.fields["refund_promised_on"]
            days.remove("refund_promised_on")
        self.helper.layout = Layout(Field("desired_outcome", wrapper_class="choice-list"), Div(*days))

    def clean(self):
        self.refuse_future("contacted_on")
        self.refuse_future("refund_promised_on")
        got = self.cleaned_data.get
        placed, paid = self.known.get("placed_on"), self.known.get("amount")
        if placed and got("contacted_on") and got("contacted_on") < placed:
            self.add_error("contacted_on", _("Você não pode ter reclamado antes de comprar. Confira o dia."))
        if placed and got("refund_promised_on") and got("refund_promised_on") < placed:
            self.add_error("refund_promised_on", _("Esse dia é antes da compra. Confira os dois dias."))
        claimed = got("amount_claimed")
        if claimed and paid and claimed > paid:
            self.add_error("amount_claimed", _("É mais do que você disse que pagou. Confira os dois valores."))
        if got("desired_outcome") == Outcome.PART_REFUND and not claimed:
            self.add_error("amount_claimed", _("Diga quanto deve voltar."))
        if got("desired_outcome") in MONEY_OUTCOMES and not claimed and not self.errors.get("amount_claimed"):
            self.cleaned_data["amount_claimed"] = paid
        return self.cleaned_data


class MessageForm(PlainForm):
    body = forms.CharField(
        label=_("Escrever para a equipe"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escreva a mensagem antes de mandar.")},
    )
    form_key = forms.CharField(max_length=24, widget=forms.HiddenInput)


class EvidenceForm(PlainForm):
    files = MultipleFileField(
        label=_("Escolher arquivos"), help_text=FILES_HELP,
        widget=MultipleFileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    caption = forms.CharField(
        label=_("O que mostra?"), max_length=200, required=False,
        help_text=_("Exemplo: o rastreio parado há dois meses."),
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        if not files:
            raise forms.ValidationError(_("Escolha pelo menos um arquivo."))
        return files


class DatesForm(StepForm):
    """Dates of the order that were not known, or wrong, when the case was filed."""

    promised_on = DayField(label=_("Até que dia prometeram entregar?"), required=False)
    protected_until = DayField(label=PROTECTION, required=False)
    shipped_on = DayField(label=_("Que dia o vendedor enviou?"), required=False)
    received_on = DayField(label=_("Que dia chegou?"), required=False)
    receipt_confirmed_on = DayField(label=_("Que dia você apertou “Confirmar recebimento”?"), required=False)

    def clean(self):
        for name in ("shipped_on", "received_on", "receipt_confirmed_on"):
            self.refuse_future(name)
        placed = self.known.get("placed_on")
        for name in self.fields:
            day = self.cleaned_data.get(name)
            if placed and day and day < placed:
                self.add_error(name, _("Esse dia é antes da compra. Confira os dois dias."))
        self.refuse_far_promise(placed)
        return self.cleaned_data


class CloseForm(PlainForm):
    closing = forms.ChoiceField(
        label=_("Como acabou?"), widget=forms.RadioSelect,
        choices=[("paid", _("O dinheiro voltou")), ("solved", _("Resolveram de outro jeito")),
                 ("given_up", _("Desisti"))],
        error_messages={"required": _("Escolha uma resposta.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(Field("closing", wrapper_class="choice-list"))
