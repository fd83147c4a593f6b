"""Forms of the staff's pages of a dispute."""

import hashlib

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.words import CONSUMER
from complaints.choices import Party
from complaints.fields import AmountField, DayField, use_kind_words
from complaints.forms import MessageForm
from complaints.rules import applies, current_rules, fits, urges
from complaints.wording import brl
from contacts.choices import Language
from disputes.lifecycle import Move
from disputes.models import MONEY_REMEDIES, Decision, Remedy
from disputes.models.disputes import Freight


class ProofChoice(forms.CheckboxSelectMultiple):
    """Proofs to tick, side by side of who gave them, each with a link that shows it."""

    template_name = "admin/disputes/proof_choice.html"

    def __init__(self, case, files):
        super().__init__()
        self.case, self.files = case, {str(file.pk): file for file in files}

    def create_option(self, name, value, label, selected, index, **more):
        option = super().create_option(name, value, label, selected, index, **more)
        option["file"], option["case"] = self.files.get(str(value)), self.case
        return option


class DecisionForm(forms.Form):
    """A decision in two steps: what was looked at must be what is confirmed."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Decisão"), choices=Decision.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Escolha a decisão.")},
    )
    amount = AmountField(label=gettext_lazy("Valor a devolver"), required=False)
    facts = forms.CharField(
        label=gettext_lazy("Fatos que valem"), max_length=6000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("O que aconteceu, na sua leitura das provas. Os dois lados leem."),
        error_messages={"required": gettext_lazy("Escreva os fatos que valem para esta decisão.")},
    )
    evidence = forms.MultipleChoiceField(label=gettext_lazy("Provas usadas"), required=False)
    rule = forms.ChoiceField(
        label=gettext_lazy("Regra aplicada"), required=False,
        help_text=gettext_lazy("Só aparecem as regras que valem para este caso."),
    )
    reasons = forms.CharField(
        label=gettext_lazy("Motivos"), max_length=6000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Por que estes fatos levam a esta decisão. Os dois lados leem."),
        error_messages={"required": gettext_lazy("Escreva os motivos: não há decisão sem motivo.")},
    )
    confirm = forms.BooleanField(label=gettext_lazy("Li os dois lados e confirmo esta decisão."), required=False)
    looked_at = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args, desk, **kwargs):
        super().__init__(*args, **kwargs)
        dispute = desk.dispute
        self.asks_money = dispute.remedy in MONEY_REMEDIES
        amount = self.fields["amount"]
        if self.asks_money:
            amount.help_text = _("Em branco na decisão para o consumidor, vale tudo o que ele pediu: %(asked)s.") % {
                "asked": brl(dispute.amount)}
        else:
            amount.label = _("Valor a devolver, só se decidir em parte")
            amount.help_text = _("O consumidor não pediu dinheiro.")
        self.fields["facts"].required = dispute.is_hosted
        self._offer_proofs(desk)
        self._offer_rules(desk)
        use_kind_words(self.fields)

    def _offer_proofs(self, desk):
        self.files = {str(file.pk): file for file in desk.evidence}
        groups = [
            (_("Do consumidor"), desk.buyer_evidence), (_("Do vendedor"), desk.seller_evidence),
            (_("Da equipe e de outros"), desk.other_evidence),
        ]
        field = self.fields["evidence"]
        field.widget = ProofChoice(desk.complaint, desk.evidence)
        field.choices = [
            (title, [(str(file.pk), file.caption or file.name) for file in files]) for title, files in groups if files
        ]
        if not self.files:
            del self.fields["evidence"]

    def _offer_rules(self, desk):
        """Offer the rules that lie on the case; those whose clocks were laid on it come first."""
        case = desk.complaint
        rules = sorted(
            (rule for rule in current_rules().values()
             if applies(rule, case) and fits(rule, case) and urges(rule, case)),
            key=lambda rule: rule.title,
        )
        self.rules = {str(rule.pk): rule for rule in rules}
        laid = set(case.deadlines.values_list("kind", flat=True))
        groups = {
            _("Já contam neste caso"): [], _("Regras da loja"): [], _("Lei e outras regras"): [],
            _("Regras desta casa"): [],
        }
        on_case, of_shop, of_law, of_house = groups.values()
        for rule in rules:
            if rule.slug in laid:
                on_case.append(rule)
            elif rule.slug.startswith("house_"):
                of_house.append(rule)
            elif rule.applies.get("marketplaces"):
                of_shop.append(rule)
            else:
                of_law.append(rule)
        self.fields["rule"].choices = [("", _("nenhuma em especial")), *(
            (title, [(str(rule.pk), f"{rule.title} ({rule.source})") for rule in found])
            for title, found in groups.items() if found
        )]

    def clean_evidence(self):
        return [self.files[pk] for pk in self.cleaned_data["evidence"]]

    def clean_rule(self):
        return self.rules.get(self.cleaned_data["rule"])

    def clean(self):
        outcome = self.cleaned_data.get("outcome")
        if outcome == Decision.Outcome.SPLIT:
            if not self.cleaned_data.get("amount") and "amount" not in self.errors:
                self.add_error("amount", _("Diga quanto dinheiro deve voltar."))
        elif outcome == Decision.Outcome.SELLER or not self.asks_money:
            self.cleaned_data["amount"] = None
        return self.cleaned_data

    @property
    def fingerprint(self):
        """What the preview was made of; anything else asks for another preview. The texts may still be polished."""
        data = self.cleaned_data
        parts = [
            data["outcome"], data.get("amount") or "", data["rule"].pk if data["rule"] else "",
            *(file.pk for file in data.get("evidence", [])),
        ]
        return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()[:16]

    @property
    def is_confirmed(self):
        return self.cleaned_data["confirm"] and self.cleaned_data["looked_at"] == self.fingerprint

    def values(self):
        names = ("outcome", "amount", "facts", "rule", "reasons")
        return {**{name: self.cleaned_data.get(name) for name in names},
                "evidence": self.cleaned_data.get("evidence", [])}


class AskForm(forms.Form):
    """A question to one side."""

    party = forms.ChoiceField(
        label=gettext_lazy("A quem"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Escolha a quem perguntar.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Pergunta"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Uma pergunta por vez, em palavras simples. Os dois lados leem."),
        error_messages={"required": gettext_lazy("Escreva a pergunta.")},
    )

    def __init__(self, *args, days, **kwargs):
        """Make the form; `days` are {party: the day until which it would answer, in words}."""
        super().__init__(*args, **kwargs)
        names = {Party.BUYER: CONSUMER, Party.SELLER: Party.SELLER.label}
        self.fields["party"].choices = [
            (party.value, _("%(who)s, que responde até %(day)s") % {"who": capfirst(names[party]), "day": day})
            for party, day in days.items()
        ]
        if len(days) == 1:
            self.fields["party"].initial = next(iter(days)).value
        use_kind_words(self.fields)


class BothForm(MessageForm):
    """What the staff write to both sides of a dispute."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        body.label = gettext_lazy("Mensagem para os dois lados")
        body.help_text = gettext_lazy("O consumidor e o vendedor leem aqui e recebem um e-mail.")


class NoticeForm(forms.Form):
    """Where the seller is told, and in which language."""

    address = forms.EmailField(
        label=gettext_lazy("E-mail do vendedor"),
        help_text=gettext_lazy("Com outro e-mail, o link de antes deixa de abrir."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Escreva o e-mail do vendedor, ou use a carta."),
            "invalid": gettext_lazy("Confira o e-mail: precisa ter @ e o nome do site."),
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Idioma do aviso"), choices=Language.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)


class SellerAnswerForm(forms.Form):
    """What the seller said to somebody of the staff, by telephone or on another way."""

    answer = forms.ChoiceField(
        label=gettext_lazy("O que o vendedor respondeu"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Escolha o que ele respondeu.")},
    )
    remedy = forms.ChoiceField(
        label=gettext_lazy("Se propôs: o que oferece"), required=False, choices=[("", "–"), *Remedy.choices],
    )
    amount = AmountField(
        label=gettext_lazy("Quanto oferece"), required=False,
        help_text=gettext_lazy("Em reais. Exemplo: 389,90. Em branco, com todo o dinheiro, vale tudo o que foi pago."),
    )
    freight_by = forms.ChoiceField(
        label=gettext_lazy("Se o produto volta: quem paga o envio"), required=False,
        choices=[("", "–"), *Freight.choices],
    )
    post_by = DayField(label=gettext_lazy("Se o produto volta: postar até"), required=False)
    note = forms.CharField(
        label=gettext_lazy("As palavras dele"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Se recusou, os motivos são obrigatórios: o consumidor lê."),
    )
    confirm = forms.BooleanField(
        label=gettext_lazy("Falei com o vendedor, e ele respondeu isto."),
        error_messages={"required": gettext_lazy("Marque que você falou com o vendedor.")},
    )
    turn = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, moves, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(str(move), ANSWERS[move]) for move in moves]
        use_kind_words(self.fields)

    def clean(self):
        data = self.cleaned_data
        answer = data.get("answer")
        if answer == Move.SELLER_PROPOSES:
            if not data.get("remedy"):
                self.add_error("remedy", _("Escolha o que ele ofereceu."))
            elif data["remedy"] == Remedy.RETURN_REFUND and not data.get("freight_by"):
                self.add_error("freight_by", _("Diga quem paga o envio de volta."))
        elif answer == Move.SELLER_REFUSES and not data.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", _("Escreva por que não: quem comprou lê os motivos."))
        return data

    def offer(self):
        """Return what a proposal carries, as the door takes it."""
        return {name: self.cleaned_data[name] for name in ("remedy", "amount", "freight_by", "post_by")}


ANSWERS = {
    Move.SELLER_ACCEPTS: gettext_lazy("Aceita o que o consumidor pede"),
    Move.SELLER_REFUSES: gettext_lazy("Recusa"),
    Move.SELLER_PROPOSES: gettext_lazy("Propõe outra coisa"),
}
