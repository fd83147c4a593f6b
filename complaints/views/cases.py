"""The list of one's cases, the case, and what can be done in it."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.access import get_complaint_for, own_complaint_for, party_of
from complaints.conversation import Live, conversation_of, new_messages, newest_line, unread_counts
from complaints.evidence_forms import LabelForm, OwnEvidenceForm
from complaints.fact_forms import FactForm
from complaints.forms import CloseForm, DatesForm, MessageForm
from complaints.limits import over_limit
from complaints.models import Complaint, Deadline, Draft, Rule
from complaints.models.cases import new_token
from complaints.panels import CasePanels, list_tile
from complaints.proofs import CHECKLIST, proof_of
from complaints.services.cases import ORDER_DATES, close_complaint, correct_order
from complaints.services.clocks import mark_done
from complaints.services.evidence import attach, label_evidence
from complaints.services.locking import Refused

PAGE = 20


@login_required
@require_safe
def cases(request):
    """List one's own cases, the clock that ends next first; drafts above."""
    own = Complaint.objects.filter(user=request.user).select_related("order__marketplace", "merged_into")
    ordered = own.with_next_clock().order_by("-state", F("next_due_at").asc(nulls_last=True), "-filed_at")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    rules = Rule.objects.in_bulk({case.next_rule for case in page if case.next_rule})
    now = timezone.now()
    unread = unread_counts(request.user, page)
    for case in page:
        case.rule = rules.get(case.next_rule)
        case.tile = list_tile(case, now)
        case.news = new_messages(unread.get(case.pk))
    drafts = Draft.objects.filter(user=request.user, complaint=None)[:5]
    return render(request, "complaints/cases.html", {"page": page, "drafts": drafts})


@login_required
@require_safe
def case(request, ref):
    """Show a case whole: next step, clocks, timeline, evidence, messages."""
    return show_case(request, get_complaint_for(request.user, ref))


def show_case(request, complaint, *, message_form=None, status=200):
    panels = CasePanels(complaint, request.user, timezone.now())
    live = live_of(request, complaint, panels.now, line=newest_line(panels.events))
    form = message_form or MessageForm(initial={"form_key": new_token()})
    is_owner = complaint.user_id == request.user.pk
    question = panels.question if is_owner else None
    today = complaint.local_day(panels.now)
    response = render(request, "complaints/case.html", {
        "case": complaint, "order": complaint.order, "panels": panels, "message_form": form,
        "conversation": live.conversation, "live": live, "is_owner": is_owner, "now": panels.now,
        "question_form": question and FactForm(question=question, complaint=complaint, today=today),
        "can_write": complaint.is_open and (is_owner or request.user.has_perm("complaints.change_complaint")),
    }, status=status)
    if request.method == "GET":
        live.conversation.mark_read()
    return response


def live_of(request, complaint, now, *, line=None, since=None):
    """Return what follows the conversation of a case on its page."""
    conversation = conversation_of(complaint, request.user, now=now, everything="all" in request.GET)
    url = reverse("case_live", args=[complaint.reference])
    return Live(conversation, url=url, page_url=complaint.get_absolute_url(), line=line, since=since)


def say_refusals(view):
    """Wrap a view of one case: when a door refuses what the page allowed a moment ago, say why and show the case."""

    @wraps(view)
    def wrapped(request, ref, *args, **kwargs):
        try:
            return view(request, ref, *args, **kwargs)
        except Refused as error:
            messages.error(request, error.sentence)
            return redirect("case", ref)

    return wrapped


def closed_already(request, complaint):
    """Say that nothing can be changed in a closed case, and show it."""
    messages.error(request, _("Este caso está encerrado, então não dá mais para mudar nada nele."))
    return redirect(complaint)


def to_part(complaint, part):
    return HttpResponseRedirect(f"{complaint.get_absolute_url()}#{part}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def evidence_add(request, ref):
    """Attach files to a case."""
    complaint = get_complaint_for(request.user, ref, change=True)
    if not complaint.is_open:
        return closed_already(request, complaint)
    items = CHECKLIST[complaint.reason]
    if request.method == "POST":
        form = OwnEvidenceForm(request.POST, request.FILES, items=items)
    else:
        form = OwnEvidenceForm(items=items, initial={"shows": proof_of(request.GET.get("shows", ""))})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and (too_many := over_limit(request, "evidence")):
        form.add_error("files", too_many)
        status = 429
    elif request.method == "POST" and form.is_valid():
        added, refused = attach(
            complaint, form.cleaned_data["files"], user=request.user, caption=form.cleaned_data["caption"],
            shows=form.cleaned_data["shows"], party=party_of(request.user, complaint),
        )
        if added:
            messages.success(request, _("Prova guardada.") if added == 1 else _("Provas guardadas: %d.") % added)
        if not refused:
            return to_part(complaint, "evidence")
        for sentence in refused:
            form.add_error("files", sentence)
    return render(request, "complaints/evidence_add.html", {"case": complaint, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def evidence_label(request, ref, token):
    """Say which item of the checklist a file of a case serves."""
    complaint = get_complaint_for(request.user, ref, change=True)
    if not complaint.is_open:
        return closed_already(request, complaint)
    evidence = get_object_or_404(complaint.evidence, token=token)
    evidence.complaint = complaint
    typed = request.POST if request.method == "POST" else None
    form = LabelForm(typed, items=CHECKLIST[complaint.reason], initial={"shows": evidence.shows})
    if request.method == "POST" and form.is_valid():
        label_evidence(evidence, form.cleaned_data["shows"], by=request.user)
        messages.success(request, _("Anotado."))
        return to_part(complaint, "evidence")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "complaints/evidence_label.html", {"case": complaint, "file": evidence, "form": form}, status=status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def dates_edit(request, ref):
    """Tell or correct the dates that clocks start from."""
    complaint = own_complaint_for(request.user, ref)
    if not complaint.is_open:
        return closed_already(request, complaint)
    order = complaint.order
    initial = {name: getattr(order, name) for name in ORDER_DATES}
    typed = request.POST if request.method == "POST" else None
    form = DatesForm(typed, initial=initial, known=initial, today=timezone.localdate())
    if request.method == "POST":
        if form.is_valid():
            correct_order(complaint, form.cleaned_data, by=request.user)
            messages.success(request, _("Datas guardadas. Os prazos foram contados de novo."))
            return to_part(complaint, "clocks")
        return render(request, "complaints/dates.html", {"case": complaint, "form": form}, status=422)
    return render(request, "complaints/dates.html", {"case": complaint, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def case_close(request, ref):
    """Close a case for good, after saying what that ends."""
    complaint = own_complaint_for(request.user, ref)
    if not complaint.is_open:
        return closed_already(request, complaint)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        close_complaint(complaint, form.cleaned_data["closing"], by=request.user)
        messages.success(request, _("O caso foi encerrado. Não mandamos mais avisos dele."))
        return redirect(complaint)
    live = [Deadline.State.RUNNING, Deadline.State.PAUSED]
    clocks = complaint.deadlines.filter(state__in=live).select_related("rule")
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/close.html", {"case": complaint, "form": form, "clocks": clocks}, status=status)


@login_required
@require_POST
def clock_done(request, ref, pk):
    """Note from the case page that the reader did what a clock asks for."""
    complaint = own_complaint_for(request.user, ref)
    clock = get_object_or_404(complaint.deadlines, pk=pk)
    clock.complaint = complaint
    try:
        mark_done(clock, by=request.user)
        messages.success(request, _("Anotado. Não vamos mais avisar deste prazo."))
    except Refused as error:
        messages.error(request, error.sentence)
    return redirect(reverse("case", args=[complaint.reference]) + "#clocks")
