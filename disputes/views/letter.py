"""The notice as a letter, for a seller whom no mail reaches: to print, or to send as text elsewhere."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from complaints.access import own_complaint_for
from complaints.choices import Party
from complaints.services.locking import Refused
from disputes import services
from disputes.claim import Claim
from disputes.models import SellerLink
from disputes.room import Room


def hosted_dispute_of(complaint):
    """Return the latest dispute of a case, held here. Raises Http404 for any other."""
    dispute = complaint.disputes.select_related("return_leg").first()
    if dispute is None or not dispute.is_hosted:
        raise Http404
    dispute.complaint = complaint
    return dispute


def taken_letter(dispute):
    """Return the live link whose letter was taken already, or None."""
    link = SellerLink.objects.filter(dispute=dispute, revoked_at=None).first()
    if link is None:
        return None
    lines = dispute.complaint.events.filter(kind="notice_letter", data__link=link.pk)
    return link if lines.exists() else None


def letter_context(dispute, link):
    """Return what page and text of a letter say; in words of the active language when they are shown."""
    room = Room(dispute, Party.SELLER, timezone.now())
    return {
        "claim": Claim(room), "room": room, "case": dispute.complaint, "letter": link, "today": room.today,
        "address": settings.SITE_URL + reverse("seller_code"),
    }


def letter_page(request, dispute, *, party, page_url, text_url, back_url):
    """Explain the letter; make it when asked to; show it to be printed. For the consumer, or for staff as `party`."""
    refused = None
    if request.method == "POST":
        try:
            services.letter_of(dispute, by=request.user, party=party)
            return redirect(page_url)
        except Refused as error:
            refused = error.sentence
    link = taken_letter(dispute) if dispute.is_open else None
    context = {"back_url": back_url, "text_url": text_url, "refused": refused, "dispute": dispute, "party": party}
    if link:
        context |= letter_context(dispute, link)
    return render(request, "disputes/letter.html", context, status=422 if refused else 200)


def letter_text(dispute):
    """Return the letter as a text file in the seller's language, or None before it was taken."""
    link = taken_letter(dispute) if dispute.is_open else None
    if link is None:
        return None
    with translation.override(link.language):
        text = render_to_string("disputes/letter.txt", letter_context(dispute, link))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"prazo-certo-{dispute.complaint.shown_reference}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def dispute_letter(request, ref):
    """Make the letter to the seller of one's own case."""
    complaint = own_complaint_for(request.user, ref)
    dispute = hosted_dispute_of(complaint)
    return letter_page(
        request, dispute, party=Party.BUYER, page_url=reverse("dispute_letter", args=[complaint.reference]),
        text_url=reverse("dispute_letter_text", args=[complaint.reference]),
        back_url=reverse("dispute_room", args=[complaint.reference]),
    )


@login_required
@require_safe
@never_cache
def dispute_letter_text(request, ref):
    """Hand out the letter as a text file; before it was made, lead to the page that makes it."""
    complaint = own_complaint_for(request.user, ref)
    response = letter_text(hosted_dispute_of(complaint))
    if response is None:
        messages.info(request, services.NOT_NOW)
        return redirect("dispute_letter", complaint.reference)
    return response
