"""The small pages on which staff use the doors of a case: a form, the door's answer, back to the case."""

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints.choices import Party
from complaints.fields import DayField
from complaints.forms import LONG_AGO, MessageForm
from complaints.models import Deadline, Message
from complaints.models.cases import new_token
from complaints.services.cases import assign
from complaints.services.clocks import correct_clock, extend_clock, pause_clock, resume_clock
from complaints.services.locking import Refused
from complaints.services.messages import write_message

CHANGE = "complaints.change_complaint"
MOST_EXTRA_DAYS = 180
# Doors of a case as a whole; the others are those of one of its clocks.
OF_THE_CASE = ("write", "note", "assign")


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


class AssignForm(forms.Form):
    agent = forms.ModelChoiceField(
        label=gettext_lazy("Quem cuida do caso"), queryset=get_user_model().objects.none(), required=False,
        empty_label=gettext_lazy("ninguém por enquanto"),
    )

    def __init__(self, *args, agents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = agents


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


class DoorPages:
    """Mixin of an admin of cases: the pages of the doors, below the address of the case."""

    def get_urls(self):
        pages = [
            ("write", self.write_page), ("note", self.note_page), ("assign", self.assign_page),
            ("correct", self.correct_page), ("extend", self.extend_page),
            ("pause", self.pause_page), ("resume", self.resume_page),
        ]
        return [self.door_path(name, page) for name, page in pages] + super().get_urls()

    def door_path(self, name, page):
        place = f"<int:pk>/{name}/" if name in OF_THE_CASE else f"<int:pk>/clocks/<int:clock>/{name}/"
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(page))
        return path(place, view, name=f"complaints_complaint_{name}")

    def case_for_change(self, request, pk):
        """Return the case for somebody who may change it. Raises PermissionDenied, Http404."""
        if not (self.has_view_permission(request) and request.user.has_perm(CHANGE)):
            raise PermissionDenied
        case = self.get_queryset(request).filter(pk=pk).first()
        if case is None:
            raise Http404
        if case.user_id == request.user.pk:
            # Nobody gives more days to the own case, or answers it as staff.
            raise PermissionDenied
        return case

    def clock_for_change(self, request, pk, clock):
        case = self.case_for_change(request, pk)
        row = case.deadlines.select_related("rule").filter(pk=clock).first()
        if row is None:
            raise Http404
        row.complaint = case
        return row

    def door_page(self, request, case, form, act, *, title, button, done, lead="", clock=None):
        """Show a form and, when it is sent, go through the door; a refusal is said and what was typed is kept."""
        if request.method == "POST" and form.is_valid():
            try:
                act(**form.cleaned_data)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, done)
                return redirect("admin:complaints_complaint_change", case.pk)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": title, "case": case, "form": form,
            "button": button, "lead": lead, "clock": clock,
            "back": reverse("admin:complaints_complaint_change", args=[case.pk]),
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/complaints/door.html", context, status=status)

    def write_page(self, request, pk):
        """Write to the consumer."""
        case = self.case_for_change(request, pk)
        form = WriteForm(request.POST or None, initial={"form_key": new_token()})
        return self.door_page(
            request, case, form, partial(write_message, case, author=request.user, party=Party.STAFF),
            title=_("Escrever para o consumidor"), button=_("Enviar mensagem"),
            done=_("Mensagem enviada. O consumidor recebe também por e-mail."),
        )

    def note_page(self, request, pk):
        """Write a note that only the staff read."""
        case = self.case_for_change(request, pk)
        form = NoteForm(request.POST or None, initial={"form_key": new_token()})
        act = partial(write_message, case, author=request.user, party=Party.STAFF, audience=Message.Audience.NOTE)
        return self.door_page(
            request, case, form, act, title=_("Escrever uma nota da equipe"), button=_("Guardar a nota"),
            done=_("Nota guardada. Só a equipe lê."),
        )

    def assign_page(self, request, pk):
        """Say who of the staff looks after the case."""
        case = self.case_for_change(request, pk)
        agents = get_user_model().objects.filter(pk__in=[user.pk for user in staff_of_cases()])
        form = AssignForm(request.POST if request.method == "POST" else None, agents=agents,
                          initial={"agent": case.agent_id or request.user.pk})
        return self.door_page(
            request, case, form, partial(assign, case, by=request.user),
            title=_("Quem cuida deste caso"), button=_("Guardar"), done=_("Guardado."),
        )

    def correct_page(self, request, pk, clock):
        """Count a clock again from the right first day."""
        row = self.clock_for_change(request, pk, clock)
        form = CorrectForm(request.POST or None, initial={"start_on": row.start_on})
        return self.clock_page(
            request, row, form, correct_clock, title=_("Corrigir o começo de um prazo"),
            button=_("Contar de novo"), done=_("Prazo contado de novo."),
        )

    def extend_page(self, request, pk, clock):
        """Give a clock more days."""
        row = self.clock_for_change(request, pk, clock)
        return self.clock_page(
            request, row, ExtendForm(request.POST or None), extend_clock, title=_("Dar mais dias a um prazo"),
            button=_("Dar mais dias"), done=_("O prazo ganhou mais dias."),
        )

    def pause_page(self, request, pk, clock):
        """Stop a clock; the days left are kept."""
        row = self.clock_for_change(request, pk, clock)
        return self.clock_page(
            request, row, ReasonedForm(request.POST or None), pause_clock, title=_("Parar um prazo"),
            button=_("Parar o prazo"), done=_("O prazo parou. Os dias que faltam ficam guardados."),
        )

    def resume_page(self, request, pk, clock):
        """Let a paused clock run on."""
        row = self.clock_for_change(request, pk, clock)
        form = forms.Form(request.POST if request.method == "POST" else None)
        return self.clock_page(
            request, row, form, resume_clock, title=_("Continuar um prazo parado"),
            button=_("Continuar a contar"), done=_("O prazo voltou a contar."),
            lead=_("Os dias que faltavam são contados de novo a partir de hoje."),
        )

    def clock_page(self, request, row, form, door, **words):
        act = partial(door, row, by=request.user)
        return self.door_page(request, row.complaint, form, act, clock=row, **words)


def staff_of_cases():
    """Return the active staff who may look after cases."""
    staff = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("display_name", "email")
    return [user for user in staff if user.has_perm(CHANGE)]


def doors_of(clock, now):
    """Return the names of the doors that are open for a clock at `now`."""
    if clock.state == Deadline.State.PAUSED:
        return ["resume"]
    if clock.state != Deadline.State.RUNNING:
        return []
    return ["correct", "extend"] if clock.is_overdue(now) else ["correct", "extend", "pause"]
