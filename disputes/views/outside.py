"""Pages of what a person filed outside: file it, follow it, note what came back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.access import get_complaint_for, own_complaint_for
from complaints.models.cases import new_token
from complaints.services.locking import Refused
from complaints.views.cases import closed_already, say_refusals
from disputes import services
from disputes.escalation_words import place
from disputes.models.escalations import Door
from disputes.outside import doors_for, filing_of
from disputes.outside_forms import FilingForm, OutsideAnswerForm, ProtocolForm, StepForm
from disputes.views.knocking import page, typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def escalation_add(request, ref):
    """Ask where something was filed; then its number and its day."""
    complaint = own_complaint_for(request.user, ref)
    if not complaint.is_open:
        return closed_already(request, complaint)
    asked = (typed(request) or request.GET).get("door", "")
    if asked not in Door.values:
        status = 422 if request.method == "POST" else 200
        return render(request, "disputes/escalation_where.html", {
            "case": complaint, "doors": doors_for(complaint), "body": request.GET.get("body", ""),
        }, status=status)
    door = Door(asked)
    today = complaint.local_day(timezone.now())
    form = FilingForm(
        typed(request), door=door, state=complaint.user.state, slug=request.GET.get("body", "").replace("\0", ""),
        today=today, since=complaint.order.placed_on, initial={"filed_on": today, "form_key": new_token()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = services.file_outside(complaint, door, by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.sentence)
        else:
            said = filing_of(row).next_said()
            messages.success(request, f"{_('Anotado.')} {said}".strip())
            return redirect("escalation", complaint.reference, row.pk)
    return page(request, "disputes/escalation_add.html", complaint, form, door=door, where=place(door))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def escalation(request, ref, pk):
    """Show one filing, and take what its owner tells of it."""
    writes = request.method == "POST"
    complaint = own_complaint_for(request.user, ref) if writes else get_complaint_for(request.user, ref)
    row = get_object_or_404(complaint.escalations.select_related("body"), pk=pk)
    row.complaint = complaint
    if writes and not complaint.is_open:
        return closed_already(request, complaint)
    filing = filing_of(row)
    act = request.POST.get("act") if writes else None
    forms = forms_of(filing, act, request.POST if writes else None)
    if writes and (act == "close" or act in forms and forms[act].is_valid()):
        try:
            row = DOORS[act](row, by=request.user, **(forms[act].cleaned_data if act in forms else {}))
        except Refused as error:
            if act not in forms:
                raise
            forms[act].add_error(None, error.sentence)
        else:
            messages.success(request, f"{_('Anotado.')} {filing_of(row).next_said()}".strip())
            return redirect("escalation", complaint.reference, pk)
    is_owner = complaint.user_id == request.user.pk
    return render(request, "disputes/escalation.html", {
        "case": complaint, "filing": filing, "forms": forms, "act": act, "is_owner": is_owner,
        "may_write": is_owner and filing.is_open,
    }, status=422 if writes else 200)


DOORS = {
    "protocol": services.note_protocol, "answer": services.note_answer, "step": services.note_rated,
    "close": services.close_escalation,
}


def forms_of(filing, act, posted):
    """Return the forms that have a place on the page, by name; the one that was sent holds what was typed."""
    row, today = filing.row, filing.today

    def build(name, form, since=row.filed_on, **options):
        return form(posted if act == name else None, today=today, since=since, **options)

    forms = {"protocol": build("protocol", ProtocolForm, initial={"protocol": row.protocol})}
    if filing.course.is_answered:
        forms["answer"] = build("answer", OutsideAnswerForm, door=row.door, initial={"answered_on": today})
    if filing.may_step:
        forms["step"] = build("step", StepForm, label=filing.step_day_words, initial={"rated_on": today})
    return forms
