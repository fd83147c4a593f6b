"""The conversation of a case: write in it, follow it, and get help before a person is asked."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.access import get_complaint_for, own_complaint_for, party_of
from complaints.assistant import Assistant, MoreForm
from complaints.conversation import asked_since, live_response
from complaints.forms import MessageForm
from complaints.limits import over_limit
from complaints.services.messages import ask_for_person, write_message
from complaints.views.cases import live_of, say_refusals, show_case, to_part


@login_required
@require_POST
@say_refusals
def message_write(request, ref):
    """Write a message to the staff (or, as staff, to the consumer)."""
    complaint = get_complaint_for(request.user, ref, change=True)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show_case(request, complaint, message_form=form, status=422)
    if too_many := over_limit(request, "message"):
        form.add_error("body", too_many)
        return show_case(request, complaint, message_form=form, status=429)
    write_message(
        complaint, form.cleaned_data["body"], author=request.user, party=party_of(request.user, complaint),
        form_key=form.cleaned_data["form_key"],
    )
    messages.success(request, _("Mensagem enviada. A resposta chega aqui e no seu e-mail."))
    return to_part(complaint, "messages")


def no_sign_in_for_polls(view):
    """Wrap a view that scripts ask: after a sign-out they get 401, where a page would be led to the sign-in."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.headers.get("HX-Request") and not request.user.is_authenticated:
            return HttpResponse(status=401)
        return view(request, *args, **kwargs)

    return wrapped


@no_sign_in_for_polls
@login_required
@require_safe
def case_live(request, ref):
    """Answer the poll of a case page: 304, or the conversation anew."""
    complaint = get_complaint_for(request.user, ref)
    return live_response(request, live_of(request, complaint, timezone.now(), since=asked_since(request)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def case_help(request, ref):
    """Ask three fixed questions, answer from the case's own facts, and call a person when asked to."""
    complaint = own_complaint_for(request.user, ref)
    assistant = Assistant(complaint, request.POST if request.method == "POST" else request.GET, timezone.now())
    form = MoreForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            asked = ask_for_person(complaint, assistant.told(form.cleaned_data["more"]), by=request.user)
            if asked:
                messages.success(request, _("Pedido feito. Uma pessoa responde, em geral em um dia útil."))
            else:
                messages.info(request, _("O seu pedido já está na fila. Uma pessoa responde, em geral em um dia útil."))
            return to_part(complaint, "messages")
        status = 422
    return render(request, "complaints/help.html", {
        "case": complaint, "assistant": assistant, "form": form,
    }, status=status)
