"""The consumer's answer: may the case go, with others, to a Procon?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.access import own_complaint_for
from complaints.services.locking import Refused
from disputes.services.joining import LIVE, answer_joint

ANSWERS = {"yes": True, "no": False}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def joint_answer(request, ref, token):
    """Say what would go, to whom and why, and take a yes or a no; both can be changed until it is handed over."""
    complaint = own_complaint_for(request.user, ref)
    consents = complaint.joint_consents.select_related("joint__body", "joint__shop", "complaint")
    consent = get_object_or_404(consents, joint__token=token)
    status, error = 200, ""
    if request.method == "POST":
        answer = ANSWERS.get(request.POST.get("answer", ""))
        if answer is None:
            status, error = 422, _("Escolha uma das duas respostas.")
        else:
            try:
                answer_joint(consent, answer, by=request.user)
            except Refused as refusal:
                status, error = 422, refusal.sentence
            else:
                messages.success(request, _("Guardamos o seu sim.") if answer else _("Guardamos o seu não."))
                return redirect("case", complaint.reference)
    return render(request, "disputes/joint/answer.html", {
        "case": complaint, "consent": consent, "joint": consent.joint, "error": error,
        "is_live": consent.joint.state in LIVE,
    }, status=status)
