"""The forms of the doors of a case."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import Proof
from complaints.fields import DayField, use_kind_words
from complaints.forms import LONG_AGO, MessageForm
from complaints.models.cases import new_token
from complaints.proofs import CHECKLIST, covered
from complaints.services.asking import MOST_PROOFS
from complaints.services.cases import NOT_LISTED
from complaints.services.messages import MOST_LETTERS
from contacts.models import Company

MOST_EXTRA_DAYS = 180
# A case can be about no call before this.
FIRST_YEAR = 2000
STAYS = "stays"


class DoorForm(forms.Form):
    """A form in our words, and with the key that lets it act once."""

    form_key = forms.CharField(max_length=24, widget=forms.HiddenInput, initial=new_token)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)


class WriteForm(MessageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = gettext_lazy("Mensagem para o consumidor")
        self.fields["body"].help_text = gettext_lazy("Vai para a página do caso e para o e-mail dele.")
        self.fields["body"].widget.attrs["rows"] = 8


class NoteForm(MessageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = gettext_lazy("Nota da equipe")
        self.fields["body"].help_text = gettext_lazy("Só a equipe lê. Nem o consumidor nem o vendedor veem.")
        self.fields["body"].error_messages["required"] = gettext_lazy("Escreva a nota antes de guardar.")
        self.fields["body"].widget.attrs["rows"] = 8


class ReplyForm(MessageForm):
    """What is written on the page of the case: to the consumer or as a note, with a saved reply where one fits."""

    reply = forms.ChoiceField(
        label=gettext_lazy("Resposta pronta"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Essa resposta pronta não existe mais. Escolha outra.")},
    )
    field_order = ["reply", "body", "form_key"]

    def __init__(self, *args, replies=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.replies = {str(reply.pk): reply for reply in replies}
        self.fields["reply"].choices = [
            ("", _("escolha, se alguma servir")), *[(pk, reply.shown_title) for pk, reply in self.replies.items()]]
        body = self.fields["body"]
        body.label = gettext_lazy("Escrever")
        body.widget.attrs |= {"rows": 7, "maxlength": MOST_LETTERS}


class ReasonedForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Motivo"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("O consumidor lê este motivo na linha do tempo."),
        error_messages={"required": gettext_lazy("Escreva o motivo.")},
    )


class CorrectForm(ReasonedForm):
    start_on = DayField(label=gettext_lazy("Dia certo em que o prazo começou"))
    field_order = ["start_on", "reason"]

    def clean_start_on(self):
        day = self.cleaned_data["start_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Esse dia ainda não chegou. Escolha hoje ou um dia que já passou."))
        if day < LONG_AGO:
            raise forms.ValidationError(_("Confira o ano desse dia."))
        return day


class ExtendForm(ReasonedForm):
    days = forms.IntegerField(
        label=gettext_lazy("Quantos dias a mais"), min_value=1, max_value=MOST_EXTRA_DAYS,
        help_text=gettext_lazy("Dias úteis, se o prazo é contado em dias úteis."),
    )
    field_order = ["days", "reason"]


class AskForm(DoorForm):
    """Which proof to ask for: what helps for this reason first, and of that what is missing."""

    proofs = forms.MultipleChoiceField(
        label=gettext_lazy("O que pedir"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Marque pelo menos uma prova para pedir.")},
    )
    text = forms.CharField(
        label=gettext_lazy("O que dizer antes da lista"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "A lista das provas e como mandar vão junto, no idioma do consumidor. Ele tem 7 dias e recebe avisos."),
    )

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proofs"].choices = grouped_proofs(case)

    def clean_proofs(self):
        chosen = self.cleaned_data["proofs"]
        if len(chosen) > MOST_PROOFS:
            raise forms.ValidationError(_("Peça no máximo 8 provas de uma vez: quem lê uma lista longa desiste."))
        return [Proof(value) for value in chosen]


def grouped_proofs(case):
    """Return the grouped choices: what helps in this case, what of it is there, all the rest."""
    there = covered(case.evidence.exclude(party="seller").values_list("shows", flat=True))
    useful = CHECKLIST.get(case.reason, ())
    groups = (
        (_("Ajuda neste caso e ainda falta"), [proof for proof in useful if proof not in there]),
        (_("Ajuda neste caso e já está aqui"), [proof for proof in useful if proof in there]),
        (_("Outras provas"), [proof for proof in Proof if proof not in useful and proof != Proof.OTHER]),
    )
    return [(title, [(proof.value, proof.label) for proof in proofs]) for title, proofs in groups if proofs]


class CallForm(DoorForm):
    with_whom = forms.ChoiceField(label=gettext_lazy("Com quem"), widget=forms.RadioSelect, choices=[
        ("buyer", gettext_lazy("o consumidor")), ("seller", gettext_lazy("o vendedor")),
        ("shop", gettext_lazy("a loja")), ("other", gettext_lazy("outra pessoa")),
    ])
    answered = forms.TypedChoiceField(
        label=gettext_lazy("Atendeu?"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", gettext_lazy("sim, conversamos")), ("no", gettext_lazy("não atendeu"))],
    )
    happened_at = forms.DateTimeField(
        label=gettext_lazy("Quando"), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={
            "invalid": gettext_lazy("Não entendi esse dia e hora. Escreva assim: 30/09/2026 14:30."),
            "required": gettext_lazy("Escolha o dia e a hora."),
        },
    )
    words = forms.CharField(
        label=gettext_lazy("O que foi dito"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Vira uma nota que só a equipe lê. Na linha do tempo o consumidor vê só que houve a ligação."),
        error_messages={"required": gettext_lazy("Escreva o que foi dito, ou que ninguém atendeu.")},
    )
    field_order = ["with_whom", "answered", "happened_at", "words"]

    def clean_happened_at(self):
        moment = self.cleaned_data["happened_at"]
        if not FIRST_YEAR <= moment.year < 9999:
            raise forms.ValidationError(_("Confira o ano desse dia."))
        return moment


class NoAnswerForm(DoorForm):
    why = forms.CharField(
        label=gettext_lazy("Por que não precisa de resposta"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Fica como nota da equipe. O consumidor não recebe nada."),
        error_messages={"required": gettext_lazy("Escreva por que não precisa de resposta.")},
    )


class ShopForm(forms.Form):
    shop = forms.ChoiceField(
        label=gettext_lazy("Onde foi a compra"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Escolha uma loja, ou diga que fica como outra loja.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)
        shops = Company.objects.filter(kind=Company.Kind.MARKETPLACE).exclude(slug=NOT_LISTED)
        self.shops = {shop.slug: shop for shop in shops}
        self.fields["shop"].choices = [
            *[(slug, shop.name) for slug, shop in self.shops.items()],
            (STAYS, _("fica como outra loja: não está na nossa lista")),
        ]

    def clean(self):
        data = super().clean()
        return {"company": self.shops.get(data["shop"])} if "shop" in data else data


class BounceForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("O que foi feito"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Só a equipe lê. Exemplo: liguei, e o e-mail certo já está na conta dele."),
        error_messages={"required": gettext_lazy("Escreva o que foi feito, para quem abrir o caso depois.")},
    )
