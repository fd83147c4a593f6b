"""The room of a dispute held here: the page, what follows it, and what is written to both sides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints.access import get_complaint_for, own_complaint_for, party_of
from complaints.choices import Party
from complaints.conversation import Conversation, Live, asked_since, live_response, newest_line, reader_of
from complaints.forms import MessageForm
from complaints.limits import over_limit
from complaints.models import Message
from complaints.models.cases import new_token
from complaints.services.locking import Refused
from complaints.services.messages import write_message
from complaints.views.messages import no_sign_in_for_polls
from disputes.actions import next_action
from disputes.notices import notice_of
from disputes.services.refunds import goes_through_ebanx
from disputes.views.knocking import HOSTED, addresses, room_in

BOTH = Message.Audience.BOTH
# There is much else on this page; the older ones are one link away.
NEWEST = 15


def room_url(complaint):
    return reverse("dispute_room", args=[complaint.reference])


def live_of(request, room, *, since=None):
    """Return what follows the conversation of a room on its page."""
    ref = room.complaint.reference
    talk = Conversation(
        room.complaint, viewer=request.user, reader=reader_of(request.user), audiences={BOTH}, now=room.now,
        room=room.dispute.pk, newest=NEWEST, everything="all" in request.GET,
    )
    return Live(
        talk, url=reverse("dispute_live", args=[ref]), page_url=room_url(room.complaint), since=since,
        # A page has read the timeline; a poll need not.
        line=newest_line(room.case_lines) if since is None else None, state=str(room.dispute.state),
    )


@login_required
@require_safe
def dispute_room(request, ref):
    """Show the room to its consumer, and to staff who may read cases."""
    complaint = get_complaint_for(request.user, ref)
    try:
        room = room_in(complaint, party_of(request.user, complaint), timezone.now(), **HOSTED)
    except Http404:
        if complaint.disputes.exists():
            return redirect(complaint)
        raise
    return show_room(request, room)


def show_room(request, room, *, body="", form_key="", error="", status=200):
    """Show a room, with a message that could not be sent as it was typed."""
    complaint, ref = room.complaint, room.complaint.reference
    is_owner = room.viewer == Party.BUYER
    live = live_of(request, room)
    room.link_files(*addresses(ref))
    notice = notice_of(room.link) if room.is_open else None
    response = render(request, "disputes/room/room.html", {
        "room": room, "case": complaint, "order": room.order, "live": live, "conversation": live.conversation,
        "is_owner": is_owner, "can_write": is_owner and complaint.is_open, "notice": notice,
        "action": next_action(room.dispute, room.state, notice) if is_owner else None,
        "add_url": reverse("evidence_add", args=[ref]) if is_owner and complaint.is_open else "",
        "fills_bank_form": goes_through_ebanx(room.order),
        "body": body, "form_key": form_key or new_token(), "error": error,
    }, status=status)
    if request.method == "GET":
        live.conversation.mark_read()
    return response


@no_sign_in_for_polls
@login_required
@require_safe
def dispute_live(request, ref):
    """Answer the poll of a room: 304, or the conversation anew."""
    complaint = get_complaint_for(request.user, ref)
    room = room_in(complaint, party_of(request.user, complaint), timezone.now(), **HOSTED)
    return live_response(request, live_of(request, room, since=asked_since(request)))


@login_required
@require_POST
def dispute_message(request, ref):
    """Write to the seller and the staff at once."""
    complaint = own_complaint_for(request.user, ref)
    room = room_in(complaint, Party.BUYER, timezone.now(), **HOSTED)
    form = MessageForm(request.POST)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("body", "form_key")}
    if not form.is_valid():
        error = next(iter(form.errors.values()))[0]
        return show_room(request, room, error=error, status=422, **typed)
    if too_many := over_limit(request, "message"):
        return show_room(request, room, error=too_many, status=429, **typed)
    try:
        write_message(
            complaint, form.cleaned_data["body"], author=request.user, party=Party.BUYER, audience=BOTH,
            room=room.dispute.pk, form_key=form.cleaned_data["form_key"],
        )
    except Refused as error:
        return show_room(request, room, error=error.sentence, status=422, **typed)
    messages.success(request, _("Mensagem enviada. O vendedor e a equipe podem ler."))
    return HttpResponseRedirect(f"{room_url(complaint)}#messages")
