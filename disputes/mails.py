"""Every mail a dispute can send."""

from django.urls import reverse

from complaints.mails import absolute
from complaints.models import Event
from contacts.outgoing import Letter, mail
from disputes.models import Decision, Dispute


@mail("mediation")
def mediation(rows):
    """Tell the consumer that the dispute went to the mediator because a side was silent."""
    context = rows[0].context
    dispute = Dispute.objects.select_related("complaint__order").get(pk=context["dispute"])
    if dispute.state != Dispute.State.MEDIATION:
        return None
    case = dispute.complaint
    turn = case.deadlines.running().filter(owner="dispute", subject_id=dispute.pk).first()
    return Letter("mediation", {
        "dispute": dispute, "case": case, "url": absolute(case.get_absolute_url()),
        "seller_was_silent": context["move"] == "seller_silent", "until": turn.safe_on if turn else None,
    })


@mail("decided")
def decided(rows):
    """Tell the consumer what the mediator decided, why, and what comes next."""
    decision = Decision.objects.select_related("dispute__complaint__order").get(pk=rows[0].context["decision"])
    case = decision.dispute.complaint
    watch = case.deadlines.running().filter(owner="dispute", subject_id=decision.dispute_id).first()
    return Letter("decided", {
        "decision": decision, "case": case, "url": absolute(case.get_absolute_url()), "watch": watch,
        "won": decision.outcome != Decision.Outcome.SELLER,
        "remedy": decision.dispute.get_agreed_remedy_display(),
    })


@mail("decision_late")
def decision_late(rows):
    """Tell the consumer that the mediator is late, that nothing is lost, and the new day."""
    dispute = Dispute.objects.select_related("complaint__order").get(pk=rows[0].context["dispute"])
    watch = dispute.complaint.deadlines.running().filter(owner="dispute", subject_id=dispute.pk).first()
    if dispute.state != Dispute.State.MEDIATION or watch is None:
        return None
    case = dispute.complaint
    return Letter("decision_late", {"case": case, "watch": watch, "url": absolute(case.get_absolute_url())})


@mail("decisions_are_late")
def decisions_are_late(rows):
    """Tell whoever may decide how many disputes have waited past their day."""
    late = Event.objects.filter(
        kind="dispute_decision_late", complaint__disputes__state=Dispute.State.MEDIATION
    ).values("complaint").distinct().count()
    if not late:
        return None
    return Letter("decisions_are_late", {"count": late, "url": absolute(reverse("admin:disputes_dispute_changelist"))})
