"""Pages on which the consumer accepts an offer, answers the mediator, and reads or contests a decision."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.choices import Party
from complaints.services.locking import Refused
from complaints.wording import brl
from disputes import services
from disputes.forms import AppealForm, QuestionForm
from disputes.lifecycle import Move
from disputes.services.taking import CHANGED
from disputes.views.knocking import addresses, home_of, knock, not_now, own_room, page, typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_accept(request, ref):
    """Say what accepting the seller's offer gives and ends; then accept it."""
    room = own_room(request, ref)
    refused = ""
    if request.method == "POST":
        number = request.POST.get("offer", "")
        try:
            # An offer that the page did not name is none that was read.
            offer = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
            services.buyer_accepts(room.dispute, by=request.user, offer=offer)
        except Refused as error:
            refused = error.sentence
        else:
            messages.success(request, _("Você aceitou. Agora acompanhe aqui até chegar o que ficou combinado."))
            return redirect(home_of(room.dispute))
        # The door may have written what was due: read anew.
        room = own_room(request, ref)
    can_accept = room.offer is not None and str(Move.BUYER_ACCEPTS) in room.moves
    if not can_accept and not refused:
        return not_now(request, home_of(room.dispute))
    return render(request, "disputes/accept.html", {
        "room": room, "case": room.complaint, "refused": refused, "back_url": home_of(room.dispute),
        "offer": room.offer if can_accept else None, "closes": room.closes(room.offer) if can_accept else [],
        "button": button_of(room.offer) if can_accept else "",
    }, status=422 if refused else 200)


def button_of(offer):
    """Return the words of the button that accepts an offer."""
    if offer.amount:
        return _("Sim, aceitar %(amount)s") % {"amount": brl(offer.amount)}
    return _("Sim, aceitar: %(what)s") % {"what": offer.get_remedy_display()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_question(request, ref):
    """Answer the mediator's question."""
    room = own_room(request, ref)
    complaint, home = room.complaint, home_of(room.dispute)
    can_answer = str(Move.BUYER_ANSWERS) in room.moves
    if request.method != "POST" and not can_answer:
        return not_now(request, home)
    form = QuestionForm(typed(request), initial={"question": room.question.pk if room.question else None})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if room.question and data["question"] not in (None, room.question.pk):
            form.add_error(None, CHANGED)
        else:
            done = knock(
                request, home, form,
                lambda: services.answer(room.dispute, party=Party.BUYER, text=data["text"], by=request.user),
                _("Resposta entregue ao mediador."),
            )
            if done:
                return done
    return page(request, "disputes/question.html", complaint, form, dispute=room.dispute, room=room)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_decision(request, ref):
    """Show the decision in full; ask for another mediator, or accept it."""
    room = own_room(request, ref)
    complaint, home = room.complaint, home_of(room.dispute)
    if room.decision is None:
        return not_now(request, home)
    does, refused, done = request.POST.get("do", ""), "", None
    form = AppealForm(request.POST if does == "appeal" else None)
    if does == "appeal" and form.is_valid():
        done = knock(
            request, home, form,
            lambda: services.appeal(
                room.dispute, party=Party.BUYER, reasons=form.cleaned_data["reasons"], by=request.user),
            _("Pedido entregue. Outro mediador vai ler o caso de novo."),
        )
    elif does == "accept":
        try:
            services.accept_decision(room.dispute, party=Party.BUYER, by=request.user)
        except Refused as error:
            refused = error.sentence
        else:
            messages.success(request, _("Você aceitou a decisão. A disputa acabou."))
            done = redirect(home)
    if done:
        return done
    room.link_files(*addresses(complaint.reference))
    can_accept = str(Move.BUYER_YIELDS) in room.moves
    return page(
        request, "disputes/decision.html", complaint, form, dispute=room.dispute, room=room, refused=refused,
        can_appeal=str(Move.BUYER_APPEALS) in room.moves, can_accept=can_accept,
        asks_to_accept=can_accept and request.GET.get("do") == "accept",
    )
