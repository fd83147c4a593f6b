"""The guided form. What is typed is saved as typed, before anybody judges it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints import forms
from complaints.access import get_draft_for
from complaints.choices import REASON_GROUPS, Outcome, Payment, Reason
from complaints.evidence_forms import QUESTION
from complaints.limits import MOST_DRAFTS, over_limit
from complaints.models import Draft
from complaints.proofs import CHECKLIST, Checklist, choices_for, proof_of
from complaints.services.cases import file_complaint, open_case_for
from complaints.services.evidence import attach_to_draft, label_draft_files, remove_from_draft
from contacts.models import Company, User

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
    "promised_on", "protected_until", "received_on", "receipt_confirmed_on", "durable",
)
# Letters kept of one field: much more than is taken, so that a text too long can be cut by its writer.
MOST_KEPT = 3 * forms.MAX_STORY
DRAFTS_LOOKED_AT = 20
# The select of each file that is there already is named after the file.
LABEL = "shows-"
CASE_FIELDS = (
    "reason", "story", "desired_outcome", "amount_claimed", "contacted_on", "refund_promised_on", "defect_seen_on",
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case_start(request):
    """Begin a draft, or go on with the one begun last about the same shop."""
    shop = known_shop(request.GET.get("company", ""))
    if request.method != "POST" and "new" not in request.GET:
        begun = Draft.objects.filter(user=request.user, complaint=None)[:DRAFTS_LOOKED_AT]
        draft = next((draft for draft in begun if not shop or draft.data.get("marketplace") in (None, "", shop)), None)
        if draft:
            if shop and not draft.data.get("marketplace"):
                draft.data["marketplace"] = shop
                draft.save(update_fields=["data"])
            return first_screen(draft, request)
    draft = blank_draft(request.user, shop)
    if not draft:
        messages.warning(request, _(
            "Você já tem 20 relatos para terminar. Termine ou apague um deles antes de começar outro."
        ))
        return redirect("cases")
    return redirect("story_tell", draft.token)


def first_screen(draft, request):
    """Lead to the story where nothing was answered yet, else to the first screen that wants something."""
    if is_blank(draft):
        return redirect("story_tell", draft.token)
    return redirect("case_step", draft.token, next_step_of(draft, request))


def blank_draft(user, shop):
    """Return a draft without answers, the newest there is or a new one; None for whoever has MOST_DRAFTS.

    The row lock on the person lets two presses at once count one after the other.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        begun = list(Draft.objects.filter(user=user, complaint=None)[:MOST_DRAFTS])
        draft = next((draft for draft in begun if is_blank(draft)), None)
        data = {"marketplace": shop} if shop else {}
        if not draft:
            return None if len(begun) >= MOST_DRAFTS else Draft.objects.create(user=user, data=data)
        draft.data, draft.updated_at = data, timezone.now()
        draft.save(update_fields=["data", "updated_at"])
        return draft


def is_blank(draft):
    """Say whether nothing was answered yet; a shop chosen on another page is no answer."""
    answered = any(value for name, value in draft.data.items() if name != "marketplace")
    return not answered and not draft.evidence.exists()


def known_shop(slug):
    """Return the slug of a shop as an address gave it, or "" when there is none of that name."""
    shops = Company.objects.exclude(kind=Company.Kind.PAYMENT)
    return slug if "\x00" not in slug and shops.filter(slug=slug).exists() else ""


def next_step_of(draft, request):
    """Return the first screen that still wants something, or asks what this draft never saw."""
    for name, form in clean_forms(draft, request):
        if not form.is_valid() or not set(form.fields) - {"files"} <= set(draft.data):
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
@require_http_methods(["GET", "HEAD", "POST"])
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
    if request.method != "POST":
        return show(request, draft, step, saved_form(step, draft, request, known))
    posted = without_nul(request.POST)
    form = make_form(step, draft, request, known=known, data=posted, files=request.FILES)
    keep_typed(draft, form, posted)
    if step == "story":
        label_draft_files(draft, labels_of(posted))
        if posted.get("remove"):
            remove_from_draft(draft, posted["remove"])
            return to_step(request, draft, step)
        files = request.FILES.getlist("files")
        if files and (too_many := over_limit(request, "evidence")):
            form.add_error("files", too_many)
            return show(request, draft, step, form, status=429)
        refused = attach_to_draft(draft, files, user=request.user, shows=proof_of(posted.get("shows", "")))
        if refused:
            form.is_valid()
            for sentence in refused:
                form.add_error("files", sentence)
        elif "stay" in posted:
            return to_step(request, draft, step)
    if not form.is_valid():
        return show(request, draft, step, form)
    if step == "order":
        existing = open_case_for(
            request.user, form.cleaned_data["marketplace"], form.cleaned_data["number"]
        )
        if existing:
            return already_there(request, existing)
        keep_state(request.user, form.cleaned_data.get("state"))
    if is_edit(request):
        return to_step(request, draft, next_step_of(draft, request))
    return redirect("case_step", token, NAMES[NAMES.index(step) + 1])


def labels_of(posted):
    """Return {token: item} of what was chosen for the files that are there; what is no item counts as none."""
    return {
        name.removeprefix(LABEL): proof_of(value) for name, value in posted.items() if name.startswith(LABEL)
    }


def is_edit(request):
    """Say whether the reader came from the last screen to change one thing."""
    return "edit" in request.GET


def to_step(request, draft, step):
    """Go to a screen; whoever came from the last one is led back there."""
    response = redirect("case_step", draft.token, step)
    if is_edit(request) and step != "check":
        response["Location"] += "?edit=1"
    return response


def without_nul(posted):
    """Return the posted fields without the NUL signs that no database keeps."""
    posted = posted.copy()
    for name, values in posted.lists():
        posted.setlist(name, [value.replace("\x00", "") for value in values])
    return posted


def was_shown(draft, form):
    """Say whether a screen was sent before; a shop chosen on another page and what the reader heard do not count."""
    known = {"marketplace", *draft.data.get("heard", ())}
    return any(name in draft.data for name in form.fields if name not in known)


def saved_form(step, draft, request, known):
    """Return the form of a screen with what was typed, and with what is wrong in it."""
    form = make_form(step, draft, request, known=known)
    if not was_shown(draft, form):
        return form
    judged = make_form(step, draft, request, known=known, data=draft.data)
    return form if judged.is_valid() else judged


def keep_typed(draft, form, posted):
    """Save what was typed on this screen, right or wrong, and nothing of the other screens.

    The draft is read again under a lock: another tab may have sent another screen meanwhile.
    Raises Http404 when that tab threw the draft away.
    """
    with transaction.atomic():
        fresh = get_object_or_404(Draft.objects.select_for_update(), pk=draft.pk)
        if fresh.complaint_id:
            return
        for name in form.fields:
            if name in posted:
                fresh.data[name] = posted[name][:MOST_KEPT]
            elif name != "files":
                fresh.data.setdefault(name, "")
        if "heard" in fresh.data:
            # Answered on its own screen, a thing is no longer only heard.
            fresh.data["heard"] = [name for name in fresh.data["heard"] if name not in form.fields]
        fresh.updated_at = timezone.now()
        fresh.save(update_fields=["data", "updated_at"])
    draft.data, draft.updated_at = fresh.data, fresh.updated_at


def keep_state(user, state):
    if state and not user.state:
        user.state = state
        user.save(update_fields=["state"])


def already_there(request, existing):
    messages.warning(request, _("Você já tem um caso aberto para este pedido. Continue por ele."))
    return redirect(existing)


def show(request, draft, step, form, status=None):
    at = NAMES.index(step)
    return render(request, f"complaints/step_{step}.html", {
        "draft": draft, "step": step, "form": form, "title": STEPS[step][1], "number": at + 1,
        "bars": ["done" if bar <= at else "" for bar in range(len(NAMES))],
        "back": "check" if is_edit(request) else NAMES[at - 1] if at else None, "groups": REASON_GROUPS,
        **(proofs_asked(request, draft) if step == "story" else {}),
    }, status=status or (422 if form.errors and request.method == "POST" else 200))


def proofs_asked(request, draft):
    """Return what the story screen wants to know of files: those there, and the items to choose from."""
    reason = draft.data.get("reason")
    return {
        "files": draft.evidence.all(), "shows_question": QUESTION,
        "shows_choices": choices_for(CHECKLIST[reason] if reason in Reason.values else ()),
        # After a refusal the file is to be chosen again, what it shows is not.
        "chosen_shows": proof_of(request.POST.get("shows") or request.GET.get("shows", "")),
    }


def check(request, draft):
    """Screen 5: everything on one page, then file it."""
    values = {}
    for name, form in clean_forms(draft, request):
        if not form.is_valid():
            if was_shown(draft, form):
                messages.warning(request, _("Falta acertar uma coisa aqui antes de registrar."))
            return redirect("case_step", draft.token, name)
        values.update(form.cleaned_data)
    if request.method == "POST":
        order = {name: values[name] for name in ORDER_FIELDS if name in values}
        case = {name: values[name] for name in CASE_FIELDS if name in values}
        if too_many := over_limit(request, "filing"):
            return render(request, "429.html", {"sentence": too_many, "draft": draft}, status=429)
        drop_twins(draft)
        dispute_told = draft.data.get("dispute_told")
        complaint, is_new = file_complaint(draft, order, case)
        if not is_new:
            return already_there(request, complaint)
        messages.success(request, _("O caso foi registrado e os prazos já estão contando."))
        if dispute_told:
            messages.info(request, _(
                "Você escreveu que já abriu disputa ou reclamação. Conte aqui quando foi: os prazos dela também contam."
            ))
        return redirect(complaint)
    at, files = len(NAMES) - 1, list(draft.evidence.all())
    return render(request, "complaints/step_check.html", {
        "draft": draft, "values": values, "title": STEPS["check"][1], "number": at + 1,
        "bars": ["done"] * len(NAMES), "back": "wish", "files": files,
        "checklist": Checklist(values["reason"], files),
        "reason": Reason(values["reason"]).label, "outcome": Outcome(values["desired_outcome"]).label,
        "payment": Payment(values["payment_method"]).label,
    })


def drop_twins(draft):
    """Keep one of each file: an upload pressed twice on a slow phone may have been saved twice."""
    seen = set()
    for evidence in draft.evidence.all():
        if evidence.sha256 in seen:
            remove_from_draft(draft, evidence.token)
        seen.add(evidence.sha256)


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
