"""One case written for each place that takes a complaint: the list of the places, and each text ready to copy."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from complaints import intake
from complaints.access import get_complaint_for
from contacts.models import Body, Company
from disputes.text_facts import text_facts
from disputes.texts import CHANNELS, channels_for, door_of, fits, plain, write
from disputes.texts.hiding import HIDDEN


def mask(text):
    """Return what a person wrote without the personal data that the reader of stories finds in it."""
    return intake.masked(intake.read(text), masks=dict.fromkeys(intake.MASKS, HIDDEN))


def channel_of(request, ref, slug):
    """Return (case, facts, channel). Raises Http404 for strangers and for a channel that does not fit the case."""
    complaint = get_complaint_for(request.user, ref)
    facts = text_facts(complaint, timezone.now())
    channel = CHANNELS.get(slug)
    if channel is None or not fits(channel, facts):
        raise Http404
    return complaint, facts, channel


def body_for(channel, state):
    """Return the public body that takes this text from somebody who lives in `state`, or None; one query at most."""
    if not channel.body or (channel.body in (Body.Kind.PROCON, Body.Kind.JUIZADO) and not state):
        return None
    bodies = Body.objects.filter(kind=channel.body, state__in=["BR", state])
    # A state may have several: its own office before those of its cities.
    return bodies.order_by("city", "pk").first()


def place_for(channel, complaint, body):
    """Return (name, address) of the page that tells where this text goes; ("", "") where there is none."""
    if body:
        return body.name, body.get_absolute_url()
    if channel.body:
        return channel.name, f"{reverse('bodies')}?kind={channel.body}"
    if channel.company:
        company = Company.objects.filter(slug=channel.company).first()
        return (company.shown_name, company.get_absolute_url()) if company else ("", "")
    if channel.slug in ("seller", "seller-en", "shop"):
        shop = complaint.order.marketplace
        return shop.shown_name, shop.get_absolute_url()
    return "", ""


@login_required
@require_safe
@never_cache
def channel_texts(request, ref):
    """List the places this case can be written for."""
    complaint = get_complaint_for(request.user, ref)
    facts = text_facts(complaint, timezone.now())
    return render(request, "disputes/texts.html", {
        "case": complaint, "channels": channels_for(facts), "is_owner": complaint.user_id == request.user.pk,
    })


@login_required
@require_safe
@never_cache
def channel_text(request, ref, channel):
    """Show the case written for one place, each box ready to copy."""
    complaint, facts, channel = channel_of(request, ref, channel)
    body = body_for(channel, complaint.user.state)
    place, place_url = place_for(channel, complaint, body)
    is_owner = complaint.user_id == request.user.pk
    return render(request, "disputes/text.html", {
        "case": complaint, "channel": channel, "text": write(channel, facts, mask, body.documents if body else ()),
        "body": body, "place": place, "place_url": place_url, "is_owner": is_owner,
        "note_door": door_of(channel, facts) if is_owner and complaint.is_open else "",
        "other_language": translation.get_language() != channel.language,
    })


@login_required
@require_safe
@never_cache
def channel_text_file(request, ref, channel):
    """Hand out the same text as a file."""
    complaint, facts, channel = channel_of(request, ref, channel)
    # The names of the boxes are those of the place it goes to, whatever language the page is read in.
    with translation.override(channel.language):
        text = plain(write(channel, facts, mask))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"prazo-certo-{complaint.shown_reference}-{channel.slug}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
