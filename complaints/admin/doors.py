"""The small pages on which staff use the doors of a case: a form, the door's answer, back to the case."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.admin.clock_doors import OpenDoor
from complaints.admin.door_forms import AskForm, BounceForm, CallForm, NoAnswerForm, NoteForm, ShopForm, WriteForm
from complaints.admin.words import sent_words
from complaints.bounces import settle_bounce
from complaints.choices import Party
from complaints.models import Message
from complaints.models.cases import new_token
from complaints.presence import CHANGE
from complaints.services.asking import ask_evidence
from complaints.services.calls import no_answer_needed, record_call
from complaints.services.locking import Refused
from complaints.services.messages import write_message
from complaints.services.naming import name_shop
from contacts.seen import What, note_seen

# Doors of a case as a whole; the others are those of one of its clocks.
OF_THE_CASE = ("write", "note", "ask", "call", "no_answer", "shop", "bounce")


class DoorPages:
    """Mixin of an admin of cases: the pages of the doors, below the address of the case."""

    def get_urls(self):
        pages = [
            ("write", self.write_page), ("note", self.note_page), ("ask", self.ask_page), ("call", self.call_page),
            ("no_answer", self.no_answer_page), ("shop", self.shop_page), ("bounce", self.bounce_page),
            ("correct", self.correct_page), ("extend", self.extend_page),
            ("pause", self.pause_page), ("resume", self.resume_page),
        ]
        return [self.door_path(name, page) for name, page in pages] + super().get_urls()

    def door_path(self, name, page):
        place = f"<int:pk>/{name.replace('_', '-')}/" if name in OF_THE_CASE else f"<int:pk>/clocks/<int:clock>/{name}/"
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(page))
        return path(place, view, name=f"complaints_complaint_{name}")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Show the page of a case. It has no form of the admin's own: each change goes through a door."""
        return TemplateResponse(request, "admin/complaints/complaint/change_form.html", context)

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

    def door_page(
        self, request, case, form, act, *, title, button, done, lead="", clock=None, door=None, is_look=False,
    ):
        """Show a form and, when it is sent, go through the door; a refusal is said and what was typed is kept."""
        if request.method == "POST" and not is_look and form.is_valid():
            try:
                act(**form.cleaned_data)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, done() if callable(done) else done)
                return redirect("admin:complaints_complaint_change", case.pk)
        note_seen(request, What.CASE, case=case)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": title, "case": case, "form": form,
            "button": button, "lead": lead, "clock": clock, "door": door,
            "back": reverse("admin:complaints_complaint_change", args=[case.pk]),
        }
        status = 422 if request.method == "POST" and (form.errors or not is_look) else 200
        return TemplateResponse(request, "admin/complaints/door.html", context, status=status)

    def write_page(self, request, pk):
        """Write to the consumer."""
        case = self.case_for_change(request, pk)
        form = WriteForm(request.POST or None, initial={"form_key": new_token()})
        return self.door_page(
            request, case, form, partial(write_message, case, author=request.user, party=Party.STAFF),
            title=_("Escrever para o consumidor"), button=_("Enviar mensagem"),
            done=partial(sent_words, case),
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

    def ask_page(self, request, pk):
        """Ask the consumer for proof, which starts a clock."""
        case = self.case_for_change(request, pk)
        return self.door_page(
            request, case, AskForm(request.POST or None, case=case), partial(ask_evidence, case, by=request.user),
            title=_("Pedir provas ao consumidor"), button=_("Pedir estas provas"),
            done=_("Pedido enviado. Quando as provas chegarem, ou o prazo acabar, o caso volta para a equipe."),
        )

    def call_page(self, request, pk):
        """Write down a telephone call."""
        case = self.case_for_change(request, pk)
        return self.door_page(
            request, case, CallForm(request.POST or None, initial={"happened_at": timezone.now()}),
            partial(record_call, case, by=request.user), title=_("Anotar uma ligação"),
            button=_("Guardar a ligação"), done=_("Ligação guardada."),
        )

    def no_answer_page(self, request, pk):
        """Take a message off the queue that needs no answer."""
        case = self.case_for_change(request, pk)
        return self.door_page(
            request, case, NoAnswerForm(request.POST or None), partial(no_answer_needed, case, by=request.user),
            title=_("A mensagem não precisa de resposta"), button=_("Tirar da fila sem responder"),
            done=_("O caso saiu da fila. O consumidor não recebeu nada."),
        )

    def shop_page(self, request, pk):
        """Say in which shop the purchase was."""
        case = self.case_for_change(request, pk)
        store = case.order.store or case.order.listing_url
        lead = _("O consumidor escreveu: %(store)s.") % {"store": store} if store else ""
        return self.door_page(
            request, case, ShopForm(request.POST or None), partial(name_shop, case, by=request.user),
            title=_("Dizer em que loja foi a compra"), button=_("Guardar a loja"), lead=lead,
            done=_("Loja guardada. Os prazos que dependem da loja foram contados de novo."),
        )

    def bounce_page(self, request, pk):
        """Say that somebody saw to a mail that came back."""
        case = self.case_for_change(request, pk)
        return self.door_page(
            request, case, BounceForm(request.POST or None), partial(settle_bounce, case, by=request.user),
            title=_("Cuidei do e-mail que voltou"), button=_("Tirar da fila"),
            done=_("O caso saiu da fila dos e-mails que voltaram."),
            lead=_("Se o próximo e-mail voltar também, o caso volta para a fila."),
        )

    def correct_page(self, request, pk, clock):
        """Count a clock again from the right first day."""
        return self.clock_page(request, pk, clock, "correct")

    def extend_page(self, request, pk, clock):
        """Give a clock more days."""
        return self.clock_page(request, pk, clock, "extend")

    def pause_page(self, request, pk, clock):
        """Stop a clock; the days left are kept."""
        return self.clock_page(request, pk, clock, "pause")

    def resume_page(self, request, pk, clock):
        """Let a paused clock run on."""
        return self.clock_page(request, pk, clock, "resume")

    def clock_page(self, request, pk, clock, name):
        """Show the form of a clock's door, or with "look" how the clock would end; scripts ask for that alone."""
        row = self.clock_for_change(request, pk, clock)
        door = OpenDoor(name, row, request.POST if request.method == "POST" else None)
        is_look = "look" in request.POST and door.looks
        if request.method == "POST" or not door.asks:
            door.look(request.user, timezone.now(), alone=is_look)
        if is_look and request.headers.get("HX-Request"):
            note_seen(request, What.CASE, case=row.complaint)
            return TemplateResponse(request, "admin/complaints/_clock_preview.html", {
                "door": door, "is_alone": True})
        return self.door_page(
            request, row.complaint, door.form, partial(door.act, row, by=request.user), title=door.title,
            button=door.button, done=door.done, lead=door.lead, clock=row, door=door, is_look=is_look)
