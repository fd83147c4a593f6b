"""Every mail a dispute can send."""

from complaints.mails import absolute
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
