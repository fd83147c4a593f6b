"""What the staff's saved replies may say of a dispute: that an offer waits for the consumer, that money is owed."""

from django.db.models import Exists, OuterRef

from complaints.choices import Party
from complaints.saved_replies import MONEY_OWED, OFFER, tells
from disputes.lifecycle import OPEN_STATES, State
from disputes.models import Dispute, Proposal


@tells
def dispute_facts(case_ids):
    """Return {case id: {OFFER, MONEY_OWED}} of the open disputes of these cases; one query."""
    offered = Proposal.objects.filter(dispute=OuterRef("pk"), party=Party.SELLER, state=Proposal.State.OPEN)
    rows = Dispute.objects.filter(complaint__in=case_ids, state__in=sorted(OPEN_STATES)).annotate(
        offered=Exists(offered)).only("complaint", "state", "remedy", "agreed_remedy")
    return {
        row.complaint_id: {
            *([OFFER] if row.offered and row.state == State.WAITING_BUYER else []),
            *([MONEY_OWED] if row.state == State.REFUND_DUE and row.asks_money else []),
        }
        for row in rows
    }
