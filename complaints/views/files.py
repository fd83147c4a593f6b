"""Hand out evidence, to those who may see the case, and never from a public folder."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.views.decorators.http import require_safe

from complaints.access import get_evidence_for
from complaints.models import Evidence


def hand_out(stored, content_type, disposition):
    response = FileResponse(stored.open("rb"), content_type=content_type)
    response["Content-Disposition"] = disposition
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@login_required
@require_safe
def evidence_shown(request, ref, token):
    """Show the cleaned copy: an image inline, a PDF as a download."""
    evidence = get_evidence_for(request.user, ref, token)
    inline = evidence.kind == Evidence.Kind.IMAGE
    name = quote(evidence.name)
    return hand_out(evidence.shown, evidence.shown_type, "inline" if inline else f"attachment; filename*=UTF-8''{name}")


@login_required
@require_safe
def evidence_original(request, ref, token):
    """Hand out the original bytes, only ever as a download."""
    evidence = get_evidence_for(request.user, ref, token)
    name = quote(evidence.name)
    return hand_out(evidence.original, "application/octet-stream", f"attachment; filename*=UTF-8''{name}")
