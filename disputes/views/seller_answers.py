"""The seller's answers: accept, refuse, propose, answer the mediator, live with a decision or not."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.choices import Party
from complaints.models import Deadline
from complaints.services.locking import Refused
from disputes import services
from disputes.claim import Claim
from disputes.lifecycle import Move
from disputes.seller_forms import AppealForm, ProposeForm, QuestionForm, RefuseForm, SellerForm
from disputes.services.taking import CHANGED, OWNER
from disputes.views.seller import room_of, with_link

METHODS = ["GET", "HEAD", "POST"]


def turn_of(room):
    """Return the id of the running clock, as the pages keep it; "" when none runs."""
    return str(room.turn.pk) if room.turn else ""


def typed(request):
    return request.POST if request.method == "POST" else None


def not_now(request, link):
    """Go back to the room from a page whose step has no place any more; nothing was typed yet."""
    messages.info(request, services.NOT_NOW)
    return redirect("seller_room", link.token)


def was_done(room, moves, seen):
    """Say whether this very form was taken already: the last line is its move, and ended the turn it shows."""
    line = room.events[0] if room.events else None
    kinds = {f"dispute_{move}" for move in moves}
    if line is None or line.kind not in kinds or not (seen.isascii() and seen.isdigit()):
        return False
    clocks = Deadline.objects.filter(owner=OWNER, subject_id=room.dispute.pk)
    return clocks.filter(pk=int(seen), closed_at=line.at).exists()


def knock(request, link, room, form, moves, door, done):
    """Go through a door and say that it was done; on a refusal put its sentence on the form and return None.

    The same form sent twice is taken once, and says the same both times.
    """
    seen = form.cleaned_data["seen"]
    if not was_done(room, moves, seen):
        try:
            if not seen or seen != turn_of(room):
                raise Refused(CHANGED if set(moves) & set(room.moves) else services.NOT_NOW)
            door()
        except Refused as error:
            form.add_error(None, error.sentence)
            form.show_turn(turn_of(room))
            return None
    messages.success(request, done)
    return redirect("seller_room", link.token)


def page(request, template, link, room, form, **context):
    return render(request, f"disputes/seller/{template}.html", {
        "link": link, "room": room, "case": room.complaint, "claim": Claim(room), "form": form, **context,
    }, status=422 if request.method == "POST" else 200)


def shown_form(request, room, form_class, **options):
    return form_class(typed(request), initial={"seen": turn_of(room)}, **options)


@with_link
@require_http_methods(METHODS)
def seller_accept(request, link):
    """Say in plain words what accepting gives and ends; the button does it."""
    room = room_of(link)
    if request.method != "POST" and Move.SELLER_ACCEPTS not in room.moves:
        return not_now(request, link)
    form = shown_form(request, room, SellerForm)
    if request.method == "POST" and form.is_valid():
        done = knock(
            request, link, room, form, [Move.SELLER_ACCEPTS],
            lambda: services.seller_accepts(link.dispute, seen=int(form.cleaned_data["seen"])),
            _("Você aceitou. Quem comprou já foi avisado."),
        )
        if done:
            return done
    return page(request, "accept", link, room, form, closes=room.closes())


@with_link
@require_http_methods(METHODS)
def seller_refuse(request, link):
    """Say no, with reasons."""
    room = room_of(link)
    if request.method != "POST" and Move.SELLER_REFUSES not in room.moves:
        return not_now(request, link)
    form = shown_form(request, room, RefuseForm)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = knock(
            request, link, room, form, [Move.SELLER_REFUSES],
            lambda: services.seller_refuses(link.dispute, note=data["note"], seen=int(data["seen"])),
            _("A sua resposta foi entregue. Quem comprou já foi avisado."),
        )
        if done:
            return done
    return page(request, "refuse", link, room, form)


@with_link
@require_http_methods(METHODS)
def seller_propose(request, link):
    """Offer something else."""
    room = room_of(link)
    if request.method != "POST" and Move.SELLER_PROPOSES not in room.moves:
        return not_now(request, link)
    form = shown_form(request, room, ProposeForm)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = knock(
            request, link, room, form, [Move.SELLER_PROPOSES],
            lambda: services.seller_proposes(
                link.dispute, remedy=data["remedy"], amount=data["amount"], freight_by=data["freight_by"],
                post_by=data["post_by"], note=data["note"], seen=int(data["seen"]),
            ),
            _("A sua proposta foi entregue. Quem comprou já foi avisado."),
        )
        if done:
            return done
    return page(request, "propose", link, room, form)


@with_link
@require_http_methods(METHODS)
def seller_question(request, link):
    """Answer the mediator."""
    room = room_of(link)
    if request.method != "POST" and room.question is None:
        return not_now(request, link)
    form = shown_form(request, room, QuestionForm)
    if request.method == "POST" and form.is_valid():
        done = knock(
            request, link, room, form, [Move.SELLER_ANSWERS],
            lambda: services.answer(link.dispute, party=Party.SELLER, text=form.cleaned_data["text"]),
            _("A sua resposta foi entregue ao mediador."),
        )
        if done:
            return done
    return page(request, "question", link, room, form)


@with_link
@require_http_methods(METHODS)
def seller_decision(request, link):
    """Ask for another mediator, with reasons; or, after a page that says what follows, accept the decision."""
    room = room_of(link)
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("way") == "accept":
        return yield_page(request, link, room)
    if request.method != "POST" and Move.SELLER_APPEALS not in room.moves:
        return not_now(request, link)
    form = shown_form(request, room, AppealForm)
    if request.method == "POST" and form.is_valid():
        done = knock(
            request, link, room, form, [Move.SELLER_APPEALS],
            lambda: services.appeal(link.dispute, party=Party.SELLER, reasons=form.cleaned_data["reasons"]),
            _("Pedido feito. Outro mediador vai ler o caso."),
        )
        if done:
            return done
    return page(request, "appeal", link, room, form)


def yield_page(request, link, room):
    if request.method != "POST" and Move.SELLER_YIELDS not in room.moves:
        return not_now(request, link)
    form = shown_form(request, room, SellerForm)
    if request.method == "POST" and form.is_valid():
        done = knock(
            request, link, room, form, [Move.SELLER_YIELDS],
            lambda: services.accept_decision(link.dispute, party=Party.SELLER),
            _("Você aceitou a decisão. Ela já vale."),
        )
        if done:
            return done
    return page(request, "yield", link, room, form, way="accept")
