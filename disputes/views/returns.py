"""The product on its way back, as the consumer tells it; of a dispute at the shop also what the seller did."""

from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.views.files import taken_in
from disputes import services
from disputes.forms import ContestForm, CounterForm, DisputeForm, LabelForm, PostedForm
from disputes.lifecycle import Move, State
from disputes.views.knocking import addresses, home_of, knock, not_now, own_room, page, typed

# {step: (the move it makes, its form)}; the order is that of the choices shown.
STEPS = {
    "posted": (Move.BUYER_POSTS, PostedForm),
    "refused": (Move.COUNTER_REFUSES, CounterForm),
    "label": (Move.SELLER_SENDS_LABEL, LabelForm),
    "arrived": (Move.SELLER_CONFIRMS_RETURN, DisputeForm),
    "contested": (Move.SELLER_CONTESTS_RETURN, ContestForm),
    "waived": (Move.SELLER_WAIVES_RETURN, DisputeForm),
}
RETURN_STATES = {State.RETURN_LABEL, State.RETURN_DUE, State.RETURN_SENT}


def door_of(step, room, data, file, user):
    """Return the door of a step with what was told."""
    dispute = room.dispute
    return {
        "posted": lambda: services.post_return(
            dispute, by=user, carrier=data["carrier"], tracking=data["tracking"], posted_on=data["day"], proof=file),
        "refused": lambda: services.counter_refused(
            dispute, by=user, note=data["note"], refused_on=data["day"], proof=file),
        "label": lambda: services.send_label(
            dispute, by=user, address=data["address"], label=data["label"], label_until=data["label_until"],
            file=file),
        "arrived": lambda: services.confirm_return(dispute, by=user),
        "contested": lambda: services.contest_return(dispute, by=user, note=data["note"]),
        "waived": lambda: services.waive_return(dispute, by=user),
    }[step]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_return(request, ref):
    """Show where the product goes back to, and take down posting, refusal at the counter, arrival."""
    room = own_room(request, ref)
    complaint, home = room.complaint, home_of(room.dispute)
    if request.method != "POST" and (room.leg is None or room.state not in RETURN_STATES):
        return not_now(request, home)
    steps = [step for step, (move, _form) in STEPS.items() if str(move) in room.moves]
    asked = request.POST.get("step") or request.GET.get("step", "")
    # What was typed is kept even where its step has no place any more: the door says so.
    known = STEPS if request.method == "POST" else steps
    step = asked if asked in known else next(iter(steps), "")
    today = complaint.local_day(timezone.now())
    form = None
    if step:
        options = {"initial": {"day": today}, "today": today, "since": complaint.order.placed_on}
        form = STEPS[step][1](typed(request), request.FILES if request.method == "POST" else None, **options)
    if request.method == "POST" and form is None:
        return not_now(request, home)
    if request.method == "POST" and form.is_valid():
        captions = {"posted": _("Comprovante da postagem"), "refused": _("Recusa no balcão"), "label": _("Etiqueta")}
        file = taken_in(request, complaint, form, captions.get(step, ""))
        if not form.errors:
            thanks = {
                "posted": _("Anotado: você postou. Guarde o comprovante até o dinheiro chegar."),
                "refused": _("Anotado. O vendedor precisa dar outro jeito de mandar."),
                "label": _("Anotado. Agora poste o produto e conte aqui."),
                "arrived": _("Anotado. Agora é a vez do dinheiro."),
                "contested": _("Anotado. O mediador vai ver."),
                "waived": _("Anotado: você fica com o produto e o dinheiro é devido."),
            }
            done = knock(request, home, form, door_of(step, room, form.cleaned_data, file, request.user), thanks[step])
            if done:
                return done
    room.link_files(*addresses(complaint.reference))
    return page(
        request, "disputes/return.html", complaint, form, dispute=room.dispute, room=room, step=step,
        others=[other for other in steps if other != step],
    )
