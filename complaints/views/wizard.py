"""The guided form. What is typed is saved as typed, before anybody judges it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints import forms
from complaints.access import get_draft_for
from complaints.choices import REASON_GROUPS, Outcome, Payment, Reason
from complaints.models import Draft
from complaints.services.cases import file_complaint, open_case_for
from complaints.services.evidence import attach_to_draft, remove_from_draft
from contacts.models import Company

STEPS = {
    "reason": (forms.ReasonForm, gettext_lazy("O que aconteceu?")),
    "order": (forms.OrderForm, gettext_lazy("Qual foi a compra?")),
    "story": (forms.StoryForm, gettext_lazy("Conte e anexe provas")),
    "wish": (forms.WishForm, gettext_lazy("O que você quer?")),
    "check": (None, gettext_lazy("Confira e registre")),
}
NAMES = list(STEPS)
ORDER_FIELDS = (
    "marketplace", "store", "number", "item", "amount", "payment_method", "instalments", "placed_on",
    "promised_on", "received_on", "receipt_confirmed_on", "durable",
)
CASE_FIELDS = ("reason", "story", "desired_outcome", "amount_claimed", "contacted_on", "defect_seen_on")


@login_required
@require_http_methods(["GET", "POST"])
def case_start(request):
    """Begin a draft, or go on with the one begun last."""
    shop = request.GET.get("company", "")
    if request.method == "GET" and "new" not in request.GET:
        draft = Draft.objects.filter(user=request.user, complaint=None).first()
        if draft:
            if shop and not draft.data.get("marketplace"):
                draft.data["marketplace"] = shop
                draft.save(update_fields=["data"])
            return redirect("case_step", draft.token, next_step_of(draft, request))
    data = {"marketplace": shop} if Company.objects.filter(slug=shop).exists() else {}
    draft = Draft.objects.create(user=request.user, data=data)
    return redirect("case_step", draft.token, "reason")


def next_step_of(draft, request):
    """Return the first screen that still wants something."""
    for name, form in clean_forms(draft, request):
        if not form.is_valid():
            return name
    return "check"


def clean_forms(draft, request):
    """Yield (step, bound form) of the four asking screens, each knowing what the earlier ones cleaned."""
    known = {}
    for name in NAMES[:-1]:
        form = make_form(name, draft, request, known=known, data=draft.data)
        yield name, form
        if form.is_valid():
            known.update(form.cleaned_data)


def make_form(name, draft, request, *, known, data=None, files=None):
    today = timezone.localdate()
    if data is None:
        return STEPS[name][0](initial=draft.data, known=known, today=today, user=request.user)
    return STEPS[name][0](data, files, known=known, today=today, user=request.user)


def known_before(draft, request, step):
    """Return the cleaned values of the screens before `step`; what is invalid there is left out."""
    known = {}
    for name, form in clean_forms(draft, request):
        if name == step:
            break
        if form.is_valid():
            known.update(form.cleaned_data)
    return known


@login_required
@require_http_methods(["GET", "POST"])
def case_step(request, token, step):
    """Show one screen, or take it in. Back, out and in again never lose anything."""
    draft = get_draft_for(request.user, token)
    if draft.complaint:
        messages.info(request, _("Este relato já virou um caso. Aqui está ele."))
        return redirect(draft.complaint)
    if step not in STEPS:
        return redirect("case_step", token, "reason")
    if step == "check":
        return check(request, draft)
    known = known_before(draft, request, step)
    if request.method == "GET":
        return show(request, draft, step, make_form(step, draft, request, known=known))
    form = make_form(step, draft, request, known=known, data=request.POST, files=request.FILES)
    keep_typed(draft, form, request.POST)
    if step == "story":
        if request.POST.get("remove"):
            remove_from_draft(draft, request.POST["remove"])
            return redirect("case_step", token, step)
        refused = attach_to_draft(draft, request.FILES.getlist("files"), user=request.user)
        if refused:
            form.is_valid()
            for sentence in refused:
                form.add_error("files", sentence)
        elif "stay" in request.POST:
            return redirect("case_step", token, step)
    if not form.is_valid():
        return show(request, draft, step, form)
    if step == "order":
        existing = open_case_for(
            request.user, form.cleaned_data["marketplace"], form.cleaned_data["number"]
        )
        if existing:
            return already_there(request, existing)
        keep_state(request.user, form.cleaned_data.get("state"))
    return redirect("case_step", token, NAMES[NAMES.index(step) + 1])


def keep_typed(draft, form, posted):
    """Save what was typed on this screen, right or wrong, and nothing of the other screens."""
    for name in form.fields:
        if name in posted:
            draft.data[name] = posted[name][: 2 * forms.MAX_STORY + 20_000].replace("\x00", "")
    draft.updated_at = timezone.now()
    draft.save(update_fields=["data", "updated_at"])


def keep_state(user, state):
    if state and not user.state:
        user.state = state
        user.save(update_fields=["state"])


def already_there(request, existing):
    messages.warning(request, _("Você já tem um caso aberto para este pedido. Continue por ele."))
    return redirect(existing)


def show(request, draft, step, form):
    at = NAMES.index(step)
    return render(request, f"complaints/step_{step}.html", {
        "draft": draft, "step": step, "form": form, "title": STEPS[step][1], "number": at + 1,
        "bars": ["done" if bar <= at else "" for bar in range(len(NAMES))],
        "back": NAMES[at - 1] if at else None, "groups": REASON_GROUPS,
        "files": draft.evidence.all() if step == "story" else (),
    }, status=422 if form.errors and request.method == "POST" else 200)


def check(request, draft):
    """Screen 5: everything on one page, then file it."""
    values = {}
    for name, form in clean_forms(draft, request):
        if not form.is_valid():
            messages.warning(request, _("Falta acertar uma coisa aqui antes de registrar."))
            return redirect("case_step", draft.token, name)
        values.update(form.cleaned_data)
    if request.method == "POST":
        order = {name: values[name] for name in ORDER_FIELDS if name in values}
        case = {name: values[name] for name in CASE_FIELDS if name in values}
        complaint, is_new = file_complaint(draft, order, case)
        if not is_new:
            return already_there(request, complaint)
        messages.success(request, _("Pronto: o caso foi registrado e os prazos já estão contando."))
        return redirect(complaint)
    at = len(NAMES) - 1
    return render(request, "complaints/step_check.html", {
        "draft": draft, "values": values, "title": STEPS["check"][1], "number": at + 1,
        "bars": ["done"] * len(NAMES), "back": "wish", "files": draft.evidence.all(),
        "reason": Reason(values["reason"]).label, "outcome": Outcome(values["desired_outcome"]).label,
        "payment": Payment(values["payment_method"]).label,
    })


@login_required
@require_http_methods(["POST"])
def draft_delete(request, token):
    """Throw a draft away, with its files."""
    draft = get_draft_for(request.user, token)
    if not draft.complaint:
        for evidence in draft.evidence.all():
            remove_from_draft(draft, evidence.token)
        draft.delete()
        messages.success(request, _("O rascunho foi apagado."))
    return redirect("cases")
