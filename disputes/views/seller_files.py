"""Proof in the seller's room: the seller's own is taken in, that of both sides is handed out."""

from urllib.parse import quote

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints.choices import Party
from complaints.models import Evidence
from complaints.services.evidence import attach
from complaints.services.locking import Refused
from complaints.views.files import hand_out
from disputes.access import get_side_evidence
from disputes.limits import over_limit
from disputes.seller_forms import SellerEvidenceForm
from disputes.views.seller import can_write, room_of, with_link

# Fewer than a case holds: whoever sells must not fill it up before the person who bought has sent a file.
MOST_FILES = 10


@with_link
@require_http_methods(["GET", "HEAD", "POST"])
def seller_evidence_add(request, link):
    """Attach files to the case as the seller's proof."""
    room = room_of(link)
    if not can_write(room):
        messages.info(request, _("Esta disputa já acabou: não dá mais para mandar provas."))
        return redirect("seller_room", link.token)
    is_sent = request.method == "POST"
    form = SellerEvidenceForm(request.POST, request.FILES) if is_sent else SellerEvidenceForm()
    status = 422 if is_sent else 200
    if is_sent and (too_many := over_limit(request, "evidence", link.pk)):
        form.add_error("files", too_many)
        status = 429
    elif is_sent and form.is_valid():
        refused = take_in(room.complaint, form.cleaned_data)
        if not refused:
            messages.success(request, _("Prova guardada. Quem comprou e o mediador veem."))
            return redirect(reverse("seller_room", args=[link.token]) + "#evidence")
        for sentence in refused:
            form.add_error("files", sentence)
    return render(request, "disputes/seller/evidence_add.html", {
        "link": link, "room": room, "case": room.complaint, "form": form,
    }, status=status)


def take_in(complaint, data):
    """Attach the files; return the sentences about those refused."""
    given = complaint.evidence.filter(party=Party.SELLER).count()
    if given + len(data["files"]) > MOST_FILES:
        return [_("Cada vendedor manda no máximo 10 arquivos. Junte vários prints em um PDF.")]
    try:
        _added, refused = attach(
            complaint, data["files"], user=None, party=Party.SELLER, caption=data["caption"]
        )
    except Refused as error:
        return [error.sentence]
    return refused


@with_link
@require_safe
def seller_evidence(request, link, file):
    """Show the cleaned copy: an image inline, a PDF as a download."""
    evidence = get_side_evidence(link, file)
    inline = evidence.kind == Evidence.Kind.IMAGE
    disposition = "inline" if inline else f"attachment; filename*=UTF-8''{quote(evidence.name)}"
    return hand_out(request, evidence.shown, evidence.shown_type, disposition)


@with_link
@require_safe
def seller_evidence_original(request, link, file):
    """Hand out the original bytes, which may tell where a photo was made, to the side that gave them."""
    evidence = get_side_evidence(link, file, own=True)
    disposition = f"attachment; filename*=UTF-8''{quote(evidence.name)}"
    return hand_out(request, evidence.original, "application/octet-stream", disposition)
