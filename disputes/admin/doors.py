"""The small pages of a dispute: write to both sides, take a note, tell the seller again, write down an answer."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.admin.doors import CHANGE, NoteForm
from complaints.choices import Party
from complaints.models.cases import new_token
from complaints.services.locking import Refused
from complaints.services.messages import write_message
from contacts.seen import PAGES, What, note_seen
from disputes.admin.desk import BOTH, DECIDE, NOTE, Desk
from disputes.admin.forms import BothForm, NoticeForm, SellerAnswerForm
from disputes.lifecycle import Move
from disputes.room import Room
from disputes.services.negotiation import seller_accepts, seller_proposes, seller_refuses
from disputes.services.notice import guess_language, resend, revoke
from disputes.views.letter import letter_page, letter_text

# What the record of a look calls the letter; it is worded when it is read.
LETTER = "letter"


class DisputePages:
    """Mixin of the admin of disputes: the pages of its doors, below the address of the dispute."""

    def dispute_for(self, request, pk, *permissions, own=True):
        """Return the dispute for somebody with one of the permissions; without `own`, not for its consumer.

        Raises PermissionDenied, Http404.
        """
        if not (self.has_view_permission(request) and any(map(request.user.has_perm, permissions))):
            raise PermissionDenied
        dispute = self.get_queryset(request).filter(pk=pk).first()
        if dispute is None:
            raise Http404
        if not own and dispute.complaint.user_id == request.user.pk:
            # Nobody writes as staff, or answers for the seller, in the own case.
            raise PermissionDenied
        return dispute

    def desk_of(self, request, dispute):
        return Desk(dispute, request.user, timezone.now(), everything="all" in request.GET)

    def door_page(
        self, request, desk, form, act, *, title, button, done, lead="", shut="", template="door.html", **more
    ):
        """Show a form and, when it is sent, go through the door; a refusal is said and what was typed is kept.

        `shut` is why the door is closed to this person or at this time; the page then has no button, and the
        door says no by itself to whoever sends the form all the same.
        """
        if request.method == "POST" and form.is_valid():
            try:
                act(**form.cleaned_data)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, done)
                return redirect("admin:disputes_dispute_change", desk.dispute.pk)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": title, "desk": desk,
            "case": desk.complaint, "dispute": desk.dispute, "form": form, "button": button, "lead": lead,
            "shut": shut, "back": door_url("change", desk.dispute), **more,
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, f"admin/disputes/{template}", context, status=status)

    # -- The conversation ---------------------------------------------------------------

    def write_page(self, request, pk):
        """Write to both sides."""
        dispute = self.dispute_for(request, pk, CHANGE, DECIDE, own=False)
        form = BothForm(request.POST or None, initial={"form_key": new_token()})
        act = partial(
            write_message, dispute.complaint, author=request.user, party=Party.STAFF, audience=BOTH, room=dispute.pk)
        return self.door_page(
            request, self.desk_of(request, dispute), form, act, title=_("Escrever para os dois lados"),
            button=_("Enviar aos dois lados"), done=_("Mensagem enviada aos dois lados."),
        )

    def note_page(self, request, pk):
        """Write a note that only the staff read."""
        dispute = self.dispute_for(request, pk, CHANGE, DECIDE, own=False)
        form = NoteForm(request.POST or None, initial={"form_key": new_token()})
        act = partial(write_message, dispute.complaint, author=request.user, party=Party.STAFF, audience=NOTE)
        return self.door_page(
            request, self.desk_of(request, dispute), form, act, title=_("Escrever uma nota da equipe"),
            button=_("Guardar a nota"), done=_("Nota guardada. Só a equipe lê."),
        )

    # -- The seller's way in ------------------------------------------------------------

    def notice_page(self, request, pk):
        """Mail the seller again, at the same address or at another one."""
        dispute = self.dispute_for(request, pk, CHANGE, own=False)
        desk = self.desk_of(request, dispute)
        link = desk.link
        form = NoticeForm(request.POST or None, initial={
            "address": link.address if link else "",
            "language": link.language if link else guess_language(dispute.complaint),
        })
        return self.door_page(
            request, desk, form, partial(resend, dispute, by=request.user, party=Party.STAFF),
            title=_("Mandar o aviso ao vendedor"), button=_("Mandar o aviso"),
            done=_("Aviso a caminho do vendedor."), shut=shut_for_link(desk),
        )

    def revoke_page(self, request, pk):
        """Close the seller's way in."""
        dispute = self.dispute_for(request, pk, CHANGE, own=False)
        desk = self.desk_of(request, dispute)
        form = forms.Form(request.POST if request.method == "POST" else None)
        return self.door_page(
            request, desk, form, partial(revoke, dispute, by=request.user, party=Party.STAFF),
            title=_("Cancelar o link do vendedor"), button=_("Cancelar o link"),
            done=_("Link cancelado: ele e o código da carta não abrem mais nada."),
            lead=_(
                "O link e o código da carta deixam de abrir. O prazo do vendedor continua a correr: "
                "mande um aviso novo se ele ainda deve responder."),
            shut="" if desk.link else _("O vendedor não tem link aberto neste caso."),
        )

    def hosted_for(self, request, pk):
        """Return a hosted dispute for somebody who manages its notices. Raises PermissionDenied, Http404."""
        dispute = self.dispute_for(request, pk, CHANGE, own=False)
        if not dispute.is_hosted:
            raise Http404
        return dispute

    def letter_page(self, request, pk):
        """Make the notice as a letter, with the code that opens the case to the seller; show it to be printed."""
        dispute = self.hosted_for(request, pk)
        response = letter_page(
            request, dispute, party=Party.STAFF, page_url=door_url("letter", dispute),
            text_url=door_url("letter_text", dispute), back_url=door_url("change", dispute),
        )
        if response.status_code in PAGES:
            note_seen(request, What.DISPUTE, LETTER, case=dispute.complaint)
        return response

    def letter_text(self, request, pk):
        """Hand out the letter as a text file; before it was made, lead to the page that makes it."""
        dispute = self.hosted_for(request, pk)
        response = letter_text(dispute)
        if response is None:
            return redirect(door_url("letter", dispute))
        note_seen(request, What.FILE, LETTER, case=dispute.complaint)
        return response

    def answer_page(self, request, pk):
        """Write down what the seller of a hosted dispute answered by telephone."""
        dispute = self.dispute_for(request, pk, CHANGE, own=False)
        desk = self.desk_of(request, dispute)
        form = SellerAnswerForm(
            request.POST or None, moves=desk.seller_moves, initial={"turn": desk.turn.pk if desk.turn else None})

        def act(answer, note, turn, **_more):
            common = {"by": request.user, "note": note, "seen": turn}
            if answer == Move.SELLER_ACCEPTS:
                seller_accepts(dispute, **common)
            elif answer == Move.SELLER_REFUSES:
                seller_refuses(dispute, **common)
            else:
                seller_proposes(dispute, **common, **form.offer())

        return self.door_page(
            request, desk, form, act, title=_("Anotar a resposta do vendedor"), button=_("Anotar a resposta"),
            done=_("Resposta anotada. O consumidor recebe um e-mail."), template="answer.html",
            closes=Room(dispute, Party.SELLER, desk.now).closes(),
            shut="" if desk.seller_moves else _("Não é a vez do vendedor, ou o prazo dele passou.")
            if dispute.is_hosted else _("Esta disputa corre na loja: o vendedor responde por lá."),
        )


def door_url(name, dispute):
    return reverse(f"admin:disputes_dispute_{name}", args=[dispute.pk])


def shut_for_link(desk):
    """Return why no notice can be sent now; "" where one can."""
    if not desk.dispute.is_hosted:
        return _("Esta disputa corre na loja: o vendedor responde por lá.")
    return "" if desk.is_open else _("Esta disputa já acabou, então não há o que mandar.")
