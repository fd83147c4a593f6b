"""The page of all ways out of a case, and the small questions that settle which of them are open."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.access import get_complaint_for, own_complaint_for
from complaints.services.locking import Refused
from disputes.guidance_forms import FORMS
from disputes.next_steps import NextSteps
from disputes.services.telling import not_known_for_guidance, tell_for_guidance


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def next_steps(request, ref):
    """Show every way out of a case, in order; take the answer to one question."""
    if request.method == "POST":
        return take_fact(request, own_complaint_for(request.user, ref))
    return show(request, get_complaint_for(request.user, ref))


def take_fact(request, complaint):
    """Write the fact that was told; show the page again with what was typed where it cannot be."""
    fact = request.POST.get("fact", "")
    if fact not in FORMS:
        messages.error(request, _("Não entendi qual pergunta você respondeu. Responda de novo."))
        return show(request, complaint, status=422)
    form = FORMS[fact](request.POST)
    try:
        if request.POST.get("do") == "not_known":
            not_known_for_guidance(complaint, fact)
            messages.success(request, _("Tudo bem, não perguntamos mais isso."))
        elif form.is_valid():
            tell_for_guidance(complaint, fact, form.value, by=request.user)
            messages.success(request, _("Anotado. A lista já conta com isso."))
        else:
            return show(request, complaint, answered=form, status=422)
    except Refused as error:
        form.add_error(None, error.sentence)
        return show(request, complaint, answered=form, status=422)
    return redirect("next_steps", complaint.reference)


def show(request, complaint, *, answered=None, status=200):
    steps = NextSteps(complaint, request.user, timezone.now())
    return render(request, "disputes/next_steps.html", {
        "case": complaint, "order": complaint.order, "steps": steps, "is_owner": steps.is_owner,
        "question": steps.question(asked=request.GET.get("ask", ""), answered=answered),
        "answered_badly": answered is not None,
    }, status=status)
