"""The story told in one go: write or paste it, then confirm what was understood."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import intake
from complaints.access import get_draft_for
from complaints.models import Draft
from complaints.telling_forms import HeardForm, TellForm
from complaints.views.wizard import NAMES, keep_typed, next_step_of, without_nul


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story_tell(request, token):
    """Take the story as it is written."""
    draft = get_draft_for(request.user, token)
    if draft.complaint:
        return already_a_case(request, draft)
    today = timezone.localdate()
    if request.method != "POST":
        return show(request, draft, "tell", TellForm(initial=draft.data, today=today))
    posted = without_nul(request.POST)
    form = TellForm(posted, today=today)
    keep_typed(draft, form, posted)
    if not form.is_valid():
        return show(request, draft, "tell", form, status=422)
    return redirect("story_read", draft.token)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story_read(request, token):
    """Show what was understood, each thing with the words it came from; take over what is confirmed."""
    draft = get_draft_for(request.user, token)
    if draft.complaint:
        return already_a_case(request, draft)
    text = draft.data.get("story", "")
    if not text.strip():
        return redirect("story_tell", token)
    story = intake.read(text)
    today = timezone.localdate()
    if request.method != "POST":
        return show(request, draft, "heard", HeardForm(story=story, today=today), story=story)
    form = HeardForm(without_nul(request.POST), story=story, today=today)
    if not form.is_valid():
        return show(request, draft, "heard", form, story=story, status=422)
    take_over(draft, form, story)
    return redirect("case_step", draft.token, next_step_of(draft, request))


def take_over(draft, form, story):
    """Write what was confirmed into the draft, as if it had been typed on the screens to come.

    Those names are noted as heard: a screen that holds only them was not shown yet.
    """
    answers = form.answers()
    with transaction.atomic():
        fresh = get_object_or_404(Draft.objects.select_for_update(), pk=draft.pk)
        if fresh.complaint_id:
            return
        fresh.data |= answers
        fresh.data["heard"] = sorted({"story", *answers, *fresh.data.get("heard", [])})
        if form.cleaned_data.get("mask"):
            fresh.data["story"] = intake.masked(story)
        if story.dispute and story.dispute.value:
            fresh.data["dispute_told"] = True
        fresh.updated_at = timezone.now()
        fresh.save(update_fields=["data", "updated_at"])
    draft.data, draft.updated_at = fresh.data, fresh.updated_at


def already_a_case(request, draft):
    messages.info(request, _("Este relato já virou um caso. Aqui está ele."))
    return redirect(draft.complaint)


def show(request, draft, page, form, *, story=None, status=200):
    title = _("O que aconteceu?") if page == "tell" else _("Entendi isto. Está certo?")
    return render(request, f"complaints/step_{page}.html", {
        "draft": draft, "form": form, "title": title, "story": story, "number": 1,
        "bars": ["done"] + [""] * (len(NAMES) - 1),
    }, status=status)
