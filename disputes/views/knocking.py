"""What the consumer's pages of a dispute share: find it, ask a door, show what was typed again."""

from django.contrib import messages
from django.db.models import FilteredRelation, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from complaints.access import own_complaint_for
from complaints.choices import Party
from complaints.panels import CasePanels
from complaints.services.locking import Refused
from disputes import services
from disputes.models import Dispute
from disputes.panels import DisputePanel
from disputes.room import Room


def panel_for(request, ref):
    """Return (case, dispute panel) of one's own case. Raises Http404 without a dispute."""
    complaint = own_complaint_for(request.user, ref)
    now = timezone.now()
    panel = DisputePanel(complaint, CasePanels(complaint, request.user, now), now)
    if panel.dispute is None:
        raise Http404
    return complaint, panel


def room_in(complaint, viewer, now, **conditions):
    """Return the `Room` of the latest dispute of a case that meets `conditions`. Raises Http404 without one."""
    live = FilteredRelation("seller_links", condition=Q(seller_links__revoked_at=None))
    disputes = complaint.disputes.annotate(live_link=live).select_related("return_leg", "live_link")
    dispute = disputes.filter(**conditions).first()
    if dispute is None:
        raise Http404
    dispute.complaint = complaint
    room = Room(dispute, viewer, now)
    # Django leaves the name out where there is no such row.
    room.link = getattr(dispute, "live_link", None)
    return room


def own_room(request, ref, **conditions):
    """Return the `Room` of the latest dispute of one's own case; 404 for strangers, 403 for staff."""
    return room_in(own_complaint_for(request.user, ref), Party.BUYER, timezone.now(), **conditions)


HOSTED = {"mode": Dispute.Mode.HOSTED}


def home_of(dispute):
    """Return the address of the page on which a dispute is followed: its room, or the case."""
    complaint = dispute.complaint
    return reverse("dispute_room", args=[complaint.reference]) if dispute.is_hosted else complaint.get_absolute_url()


def not_now(request, to):
    """Go back from a page whose step has no place any more; nothing was typed yet."""
    messages.info(request, services.NOT_NOW)
    return redirect(to)


def typed(request):
    return request.POST if request.method == "POST" else None


def page(request, template, complaint, form, *, status=None, dispute=None, **context):
    """Show a form page of a case; what was posted and is shown again answers 422."""
    status = status or (422 if request.method == "POST" else 200)
    context |= {"case": complaint, "form": form, "in_room": dispute is not None and dispute.is_hosted}
    context["back_url"] = home_of(dispute) if dispute else complaint.get_absolute_url()
    return render(request, template, context, status=status)


def knock(request, to, form, door, done):
    """Go through a door and then to `to`; on a refusal put its sentence on the form and return None."""
    try:
        door()
    except Refused as error:
        form.add_error(None, error.sentence)
        return None
    messages.success(request, done)
    return redirect(to)


def addresses(ref):
    """Return the two functions of a file's token that name where its consumer and the staff see it."""
    return (
        lambda token: reverse("evidence_shown", args=[ref, token]),
        lambda token: reverse("evidence_original", args=[ref, token]),
    )
