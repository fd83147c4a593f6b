"""What the staff say of a change of many cases: which change, and what it needs."""

from typing import NamedTuple

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.claiming import ColleagueField
from complaints.fields import DayField, use_kind_words
from complaints.models import Batch, Complaint, SavedReply
from complaints.presence import staff_of_cases
from complaints.queues import today_of
from complaints.replies import check
from complaints.services.claiming import LOAD, MOST_DAYS, NO_DAY, TURN
from complaints.services.closing import BY_STAFF, MOST_REASON
from complaints.services.messages import MOST_LETTERS

Action = Batch.Action
NOBODY, NOBODY_WORDS = "nobody", gettext_lazy("Ninguém: voltam para a fila")
ENDS = [
    (Complaint.Closing.UNANSWERED, gettext_lazy("o consumidor não respondeu mais")),
    (Complaint.Closing.SOLVED, gettext_lazy("o problema foi resolvido")),
    (Complaint.Closing.NOT_OURS, gettext_lazy("não é um caso que possamos cuidar")),
]


class Way(NamedTuple):
    """A change that can be chosen: its words, and the names of its fields."""

    action: str
    label: str
    fields: tuple


WAYS = [
    Way(Action.ASSIGN, gettext_lazy("Dar os casos a uma pessoa, ou devolver à fila"), ("agent",)),
    Way(Action.SHARE, gettext_lazy("Repartir os casos entre quem está presente e recebe casos novos"), ("how",)),
    Way(Action.DEFER, gettext_lazy("Adiar os casos até um dia"), ("until",)),
    Way(Action.NOTE, gettext_lazy("Escrever uma nota da equipe em cada caso"), ("body",)),
    Way(Action.REPLY, gettext_lazy("Escrever aos consumidores"), ("saved", "body_pt", "body_en")),
    Way(Action.CLOSE, gettext_lazy("Encerrar os casos"), ("closing", "reason")),
    Way(Action.REOPEN, gettext_lazy("Abrir de novo casos que a equipe encerrou"), ("why_again",)),
]


def text_field(label, rows=4, most=MOST_LETTERS, **options):
    return forms.CharField(
        label=label, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class WithNobody(ModelChoiceIterator):
    """The choices of a field of colleagues, with nobody as a choice of its own after the empty one."""

    def __iter__(self):
        yield "", self.field.empty_label
        yield NOBODY, NOBODY_WORDS
        yield from (choice for choice in super().__iter__() if choice[0])


class ColleagueOrNobodyField(ColleagueField):
    """A colleague, or NOBODY: that cases are taken from whoever has them is said, not what is left out."""

    iterator = WithNobody

    def to_python(self, value):
        return NOBODY if value == NOBODY else super().to_python(value)


class BatchForm(forms.Form):
    """One form for every change; only the fields of the chosen one are asked for and read."""

    action = forms.ChoiceField(choices=[(way.action, way.label) for way in WAYS], error_messages={
        "required": gettext_lazy("Escolha o que fazer com os casos."),
        "invalid_choice": gettext_lazy("Escolha o que fazer com os casos.")})
    agent = ColleagueOrNobodyField(
        label=gettext_lazy("Quem vai cuidar"), required=False, empty_label=gettext_lazy("escolha"))
    how = forms.ChoiceField(
        label=gettext_lazy("Quem recebe primeiro"), required=False, initial=LOAD, widget=forms.RadioSelect, choices=[
            (LOAD, gettext_lazy("quem tem menos casos")), (TURN, gettext_lazy("um caso por vez para cada pessoa"))])
    until = DayField(
        label=gettext_lazy("Mostrar de novo em"), required=False,
        help_text=gettext_lazy("De amanhã até daqui a 90 dias. Quem escrever antes volta para a fila na hora."))
    body = text_field(
        gettext_lazy("Nota da equipe"), help_text=gettext_lazy("Só a equipe lê. Nem o consumidor nem o vendedor veem."))
    saved = forms.ModelChoiceField(
        label=gettext_lazy("Resposta pronta"), required=False, queryset=SavedReply.objects.none(),
        empty_label=gettext_lazy("nenhuma: escrevo eu"),
        help_text=gettext_lazy("Vale quando o texto abaixo fica vazio."))
    body_pt = text_field(
        gettext_lazy("Mensagem"), 6,
        help_text=gettext_lazy(
            "Vai para a página de cada caso e para o e-mail. Palavras como {nome}, {produto} e {prazo} viram "
            "os dados de cada caso. Ao criar uma resposta pronta, você vê todas."))
    body_en = text_field(
        gettext_lazy("Mensagem em inglês, para quem lê em inglês"), 6,
        help_text=gettext_lazy("Vazio: todos leem a mensagem em português."))
    closing = forms.ChoiceField(
        label=gettext_lazy("Como os casos acabaram"), required=False, choices=ENDS, widget=forms.RadioSelect)
    reason = text_field(
        gettext_lazy("Motivo"), 3, MOST_REASON,
        help_text=gettext_lazy("Cada consumidor lê este motivo no caso e em um e-mail, 10 minutos depois."))
    why_again = text_field(
        gettext_lazy("Motivo para abrir de novo"), 3, MOST_REASON,
        help_text=gettext_lazy("Cada consumidor lê este motivo na linha do tempo do caso."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = staff_of_cases()
        self.fields["saved"].queryset = SavedReply.objects.filter(active=True)
        use_kind_words(self.fields)

    def ways(self):
        """Return each change with its bound fields and whether it is the chosen one, for the page."""
        chosen = self["action"].value()
        return [
            {"way": way, "chosen": way.action == chosen, "fields": [self[name] for name in way.fields]} for way in WAYS
        ]

    def clean(self):
        said = super().clean()
        action = said.get("action")
        for way in WAYS:
            if way.action != action:
                # What stands in the fields of another change is nobody's fault.
                for name in way.fields:
                    self.errors.pop(name, None)
        check_fields = getattr(self, f"check_{action}", None)
        if check_fields and not self.errors:
            check_fields(said)
        return said

    def must(self, name, sentence):
        if not str(self.cleaned_data.get(name) or "").strip():
            self.add_error(name, sentence)

    def check_assign(self, said):
        self.must("agent", _("Escolha quem vai cuidar dos casos, ou que eles voltam para a fila."))

    def check_share(self, said):
        self.must("how", _("Escolha quem recebe primeiro."))

    def check_defer(self, said):
        today = today_of(timezone.now())
        day = said.get("until")
        if day is None or not 0 < (day - today).days <= MOST_DAYS:
            self.add_error("until", str(NO_DAY))

    def check_note(self, said):
        self.must("body", _("Escreva a nota antes de guardar."))

    def check_reply(self, said):
        saved = said.get("saved")
        if saved and not said["body_pt"].strip():
            said["body_pt"], said["body_en"] = saved.body_pt, saved.body_en
        faults = check(said["body_pt"], said["body_en"])
        self.must("body_pt", _("Escreva a mensagem ou escolha uma resposta pronta."))
        for sentence in faults:
            self.add_error("body_pt", sentence)

    def check_close(self, said):
        if said.get("closing") not in BY_STAFF:
            self.add_error("closing", _("Escolha como os casos acabaram."))
        self.must("reason", _("Escreva o motivo. O consumidor lê este motivo."))

    def check_reopen(self, said):
        self.must("why_again", _("Escreva o motivo. O consumidor lê este motivo."))

    def params(self):
        """Return what the door of the chosen change needs, as JSON."""
        said = self.cleaned_data
        return {
            Action.ASSIGN: lambda: {"agent": None if said["agent"] == NOBODY else said["agent"].pk},
            Action.SHARE: lambda: {"how": said["how"]},
            Action.DEFER: lambda: {"until": said["until"].isoformat()},
            Action.NOTE: lambda: {"body": said["body"]},
            Action.REPLY: lambda: {"body_pt": said["body_pt"], "body_en": said["body_en"]},
            Action.CLOSE: lambda: {"closing": said["closing"], "reason": said["reason"].strip()},
            Action.REOPEN: lambda: {"reason": said["why_again"].strip()},
        }[said["action"]]()


class UndoForm(forms.Form):
    """Why cases that were closed are opened again; nothing is asked for the other changes."""

    reason = forms.CharField(
        label=gettext_lazy("Motivo"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Cada consumidor lê este motivo na linha do tempo do caso."),
        error_messages={"required": gettext_lazy("Escreva o motivo. O consumidor lê este motivo.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"reason": _("O caso tinha sido encerrado por engano.")}, **kwargs)
        use_kind_words(self.fields)
