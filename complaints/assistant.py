"""Help before a person is asked: three fixed questions, each answered from the case's own facts."""

from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from crispy_forms.layout import Field, Layout
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import Party
from complaints.forms import PlainForm
from complaints.panels import CasePanels
from complaints.proofs import HELPFUL
from complaints.rules import urges
from complaints.wording import brl


class Question(NamedTuple):
    slug: str
    title: str
    choices: list


class Reply(NamedTuple):
    """A short answer, and the place to do what it says."""

    text: str
    url: str = ""
    link: str = ""


QUESTIONS = [
    Question("about", gettext_lazy("Sobre o que é a sua dúvida?"), [
        ("clock", gettext_lazy("Um prazo")), ("money", gettext_lazy("O dinheiro")),
        ("seller", gettext_lazy("A resposta do vendedor")), ("proof", gettext_lazy("As provas")),
        ("other", gettext_lazy("Outra coisa")),
    ]),
    Question("so_far", gettext_lazy("O que já aconteceu até agora?"), [
        ("nothing", gettext_lazy("Ainda não falei com a loja")),
        ("silence", gettext_lazy("Falei com a loja e ninguém respondeu")),
        ("refused", gettext_lazy("A loja ou o vendedor disse não")),
        ("promised", gettext_lazy("Prometeram resolver e não resolveram")), ("other", gettext_lazy("Outra coisa")),
    ]),
    Question("want", gettext_lazy("O que você quer saber?"), [
        ("next", gettext_lazy("O que eu faço agora")), ("when", gettext_lazy("Quanto tempo ainda falta")),
        ("wait", gettext_lazy("O que acontece se eu só esperar")), ("proof", gettext_lazy("Como mandar uma prova")),
        ("other", gettext_lazy("Outra coisa")),
    ]),
]
MOST_LETTERS = 1000


class QuestionForm(PlainForm):
    """One question. The name of its field and its choices are the question's own."""

    def __init__(self, question, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[question.slug] = forms.ChoiceField(
            label=question.title, choices=question.choices, widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Escolha uma resposta.")},
        )
        self.helper.layout = Layout(Field(question.slug, wrapper_class="choice-list"))


class MoreForm(PlainForm):
    """What a person should know besides the three answers."""

    more = forms.CharField(
        label=gettext_lazy("Quer contar mais alguma coisa?"), max_length=MOST_LETTERS, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Assistant:
    """Where somebody stands in the three questions: `given` holds the answers so far, as an address carries them.

    What is no answer to its question counts as not given, so every address leads to a question.
    """

    def __init__(self, complaint, given, now):
        self.complaint, self.now = complaint, now
        self.answers = {}
        for question in QUESTIONS:
            if given.get(question.slug) in dict(question.choices):
                self.answers[question.slug] = given[question.slug]
        self._asked = given.get("asked")

    @cached_property
    def question(self):
        """The first question without an answer, None after the last."""
        return next((question for question in QUESTIONS if question.slug not in self.answers), None)

    @property
    def number(self):
        return QUESTIONS.index(self.question) + 1

    @property
    def form(self):
        """The question's form; with its error for somebody who went on without a choice."""
        return QuestionForm(self.question, {} if self._asked == self.question.slug else None)

    @property
    def back_url(self):
        """The address of the question before this one; nothing at the first."""
        kept = list(self.answers.items())[:-1]
        place = reverse("case_help", args=[self.complaint.reference])
        return f"{place}?{urlencode(kept)}" if self.answers else ""

    @property
    def reply(self):
        """What the case itself answers to the last answer given, None where it has nothing to say."""
        if not self.answers:
            return None
        slug, answer = list(self.answers.items())[-1]
        words = REPLIES.get((slug, answer))
        return words(self) if words else None

    def told(self, more=""):
        """Return the questions and their answers in words, as the staff read them."""
        pairs = [
            (question.title, dict(question.choices)[self.answers[question.slug]])
            for question in QUESTIONS if question.slug in self.answers
        ]
        return [*pairs, (_("E mais:"), more)] if more.strip() else pairs

    # -- What the case knows ----------------------------------------------------------------

    @cached_property
    def _live(self):
        """The running clocks, the next loss first; those that are no business of this person left out."""
        live = CasePanels(self.complaint, self.complaint.user, self.now).live
        return [card for card in live if urges(card.rule, self.complaint)]

    def next_clock(self):
        if not self._live:
            return Reply(_("Nenhum prazo corre neste caso agora."))
        card = self._live[0]
        url = f"{self.complaint.get_absolute_url()}#clocks"
        text = _("O próximo prazo é “%(title)s”. %(line)s") % {"title": card.rule.title, "line": card.line}
        return Reply(text, url, _("Ver todos os prazos"))

    def own_step(self):
        own = next((card for card in self._live if card.is_mine and card.rule.kind == "deadline"), None)
        url, link = self.complaint.get_absolute_url(), _("Ver o próximo passo")
        if own is None:
            return Reply(_("Nenhum prazo seu corre agora."), url, link)
        return Reply(f"{own.rule.action.rstrip('.')}. {own.line}", url, link)

    def other_side(self):
        others = [card for card in self._live if not card.is_mine]
        if not others:
            return Reply(_("Nenhum prazo da loja ou do vendedor corre agora."))
        other = next((card for card in others if card.clock.party == Party.SELLER), others[0])
        text = _("%(line)s Se ninguém fizer nada: %(silence)s") % {"line": other.line, "silence": other.rule.silence}
        return Reply(text)

    def waiting(self):
        if not self._live:
            return Reply(_("Nenhum prazo corre neste caso agora. Esperar não faz você perder nenhum deles."))
        card = self._live[0]
        text = _("%(line)s Se ninguém fizer nada: %(silence)s") % {"line": card.line, "silence": card.rule.silence}
        return Reply(text)

    def proof(self):
        text = _("Para este problema ajuda: %(proof)s") % {"proof": HELPFUL[self.complaint.reason]}
        return Reply(text, reverse("evidence_add", args=[self.complaint.reference]), _("Anexar prova"))

    def money(self):
        keep = _("Guarde as faturas e os extratos: eles mostram se o dinheiro veio.")
        if not self.complaint.amount_claimed:
            return Reply(keep)
        amount = brl(self.complaint.amount_claimed)
        return Reply(f"{_('Neste caso você pede %(amount)s de volta.') % {'amount': amount}} {keep}")

    def not_yet(self):
        return Reply(_("Mande a sua reclamação à loja hoje e guarde a prova: basta uma foto da tela."))

    def refused(self):
        text = _("Um não ainda não é o fim. O próximo passo está no alto da página do caso.")
        return Reply(text, self.complaint.get_absolute_url(), _("Ver o próximo passo"))

    def promised(self):
        text = _("Guarde a promessa: uma foto da conversa, com o dia. Ela é uma prova do seu caso.")
        return Reply(text, reverse("evidence_add", args=[self.complaint.reference]), _("Anexar prova"))


REPLIES = {
    ("about", "clock"): Assistant.next_clock, ("about", "money"): Assistant.money,
    ("about", "seller"): Assistant.other_side, ("about", "proof"): Assistant.proof,
    ("so_far", "nothing"): Assistant.not_yet, ("so_far", "silence"): Assistant.other_side,
    ("so_far", "refused"): Assistant.refused, ("so_far", "promised"): Assistant.promised,
    ("want", "next"): Assistant.own_step, ("want", "when"): Assistant.next_clock,
    ("want", "wait"): Assistant.waiting, ("want", "proof"): Assistant.proof,
}
