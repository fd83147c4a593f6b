"""Forms of a filing outside: what was filed, its number, its answer, one's own last step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.fields import DayField
from contacts.models import Body
from disputes.escalation_words import answers_of
from disputes.escalations import COURSES
from disputes.forms import DisputeForm, long_text
from disputes.models.escalations import Door
from disputes.services.escalating import MOST_ANSWER, MOST_PROTOCOL

EVERYWHERE = "BR"
WHICH = {
    Door.PROCON: _("Qual Procon?"),
    Door.JUIZADO: _("De que estado é o Juizado?"),
    Door.DEFENSORIA: _("De que estado é a Defensoria?"),
}


def bodies_at(door, state):
    """Return the bodies behind a door for somebody of `state` ("" where it is not known), national ones too."""
    kind = COURSES[door].bodies
    bodies = Body.objects.filter(kind=kind) if kind else Body.objects.none()
    return bodies.filter(state__in=[state, EVERYWHERE]) if state else bodies


def protocol_field(required):
    return forms.CharField(
        label=_("Número do protocolo"), required=required, max_length=MOST_PROTOCOL,
        help_text=_("Copie como apareceu na tela ou no papel.") if required
        else _("Ainda não tem? Deixe em branco: pode anotar depois."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Escreva o número do protocolo.")},
    )


class FilingForm(DisputeForm):
    """What was filed at one door. `state` is the person's, to offer the bodies there."""

    body = forms.ModelChoiceField(
        queryset=Body.objects.none(), to_field_name="slug", required=False,
        empty_label=_("Outro, ou não está na lista"),
        error_messages={"invalid_choice": _("Escolha de novo na lista.")},
    )
    protocol = protocol_field(required=False)
    filed_on = DayField(label=_("Que dia você reclamou lá?"))
    form_key = forms.CharField(max_length=24, widget=forms.HiddenInput)

    def __init__(self, *args, door, state="", slug="", **kwargs):
        super().__init__(*args, **kwargs)
        bodies = bodies_at(door, state)
        # A body of another state, asked for by its name, can be chosen as well.
        asked = Body.objects.filter(kind=COURSES[door].bodies, slug=slug)
        self.only = None
        if door in WHICH:
            self.fields["body"].queryset = (bodies | asked).order_by("state", "name")
            self.fields["body"].label = WHICH[door]
            self.initial.setdefault("body", self._likely(bodies, slug))
        else:
            del self.fields["body"]
            self.helper.layout.fields.remove("body")
            self.only = bodies.first()

    def _likely(self, bodies, slug):
        first = list(bodies[:2])
        return slug or (first[0].slug if len(first) == 1 else None)

    def clean(self):
        self.refuse_future("filed_on")
        self.cleaned_data.setdefault("body", self.only)
        return self.cleaned_data


class ProtocolForm(DisputeForm):
    protocol = protocol_field(required=True)


class OutsideAnswerForm(DisputeForm):
    """What came back, and what it was worth."""

    answered_on = DayField(label=_("Que dia responderam?"))
    quality = forms.ChoiceField(
        label=_("O que veio?"), widget=forms.RadioSelect, error_messages={"required": _("Escolha o que responderam.")},
    )
    answer = long_text(
        _("O que escreveram? (se quiser copiar)"), required=False, most=MOST_ANSWER,
        help_text=_("Cole o texto da resposta. Sem senha e sem dados do banco."),
    )

    def __init__(self, *args, door, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quality"].choices = answers_of(door)

    def clean(self):
        self.refuse_future("answered_on")
        return self.cleaned_data


class StepForm(DisputeForm):
    """The day of one's own last step; `label` asks for it in the door's words."""

    rated_on = DayField()

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rated_on"].label = label

    def clean(self):
        self.refuse_future("rated_on")
        return self.cleaned_data
