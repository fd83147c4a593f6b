"""Take evidence in, and hand it out to those who may see the case, never from a public folder."""

import hashlib
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from complaints.access import get_evidence_for
from complaints.choices import Party
from complaints.limits import over_limit
from complaints.models import Evidence
from complaints.services.evidence import attach


def taken_in(request, complaint, form, caption):
    """Attach the form's file to the case and return it as evidence; None without one, or when it was refused."""
    upload = form.cleaned_data.get("file")
    if not upload:
        return None
    if too_many := over_limit(request, "evidence"):
        form.add_error("file", too_many)
        return None
    digest = hashlib.sha256(upload.read()).hexdigest()
    upload.seek(0)
    _added, refused = attach(complaint, [upload], user=request.user, party=Party.BUYER, caption=str(caption))
    for sentence in refused:
        form.add_error("file", sentence)
    return complaint.evidence.filter(sha256=digest).first()


def hand_out(request, stored, content_type, disposition):
    """Return a file as a response that no page can run and that a shared phone asks for anew each time."""
    response = FileResponse(stored.open("rb"), content_type=content_type)
    response["Content-Disposition"] = disposition
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    # The name in the store is random and never used again: what was seen once is not sent twice.
    response["ETag"] = etag = quote_etag(hashlib.sha256(stored.name.encode()).hexdigest())
    return get_conditional_response(request, etag=etag, response=response)


def hand_out_shown(request, evidence):
    """Return the cleaned copy: an image inline, a PDF as a download."""
    inline = evidence.kind == Evidence.Kind.IMAGE
    name = quote(evidence.name)
    disposition = "inline" if inline else f"attachment; filename*=UTF-8''{name}"
    return hand_out(request, evidence.shown, evidence.shown_type, disposition)


def hand_out_original(request, evidence):
    """Return the original bytes, only ever as a download."""
    name = quote(evidence.name)
    disposition = f"attachment; filename*=UTF-8''{name}"
    return hand_out(request, evidence.original, "application/octet-stream", disposition)


@login_required
@require_safe
def evidence_shown(request, ref, token):
    """Show the cleaned copy of a file of a case."""
    return hand_out_shown(request, get_evidence_for(request.user, ref, token))


@login_required
@require_safe
def evidence_original(request, ref, token):
    """Hand out the original bytes of a file of a case."""
    return hand_out_original(request, get_evidence_for(request.user, ref, token))
