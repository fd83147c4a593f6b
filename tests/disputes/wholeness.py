"""What must be true of a dispute at rest, whatever happened to it."""

from decimal import Decimal

from complaints.models import Deadline
from complaints.standing import adrift
from complaints.timeline import broken_at
from disputes.ledger import owed_for
from disputes.lifecycle import NEGOTIATING, READING, TURN, State, replay
from tests.disputes.moves import fresh, lines_of


def is_whole(dispute):
    """Hold it, reading everything fresh."""
    dispute = fresh(dispute)
    clocks = Deadline.objects.filter(owner="dispute", subject_id=dispute.pk)
    running, paused = clocks.filter(state="running"), clocks.filter(state="paused")
    assert replay(lines_of(dispute)) == dispute.state
    if dispute.is_open:
        clock = running.get()
        assert dispute.closed_at is None
        actor, rules = TURN[State(dispute.state)]
        assert clock.kind in rules
        # Money is owed by the company or the shop, whoever the seller is.
        assert clock.party == actor or dispute.state == State.REFUND_DUE
        asked = dispute.state in (State.ASKED_BUYER, State.ASKED_SELLER)
        assert paused.count() == dispute.questions.filter(closed_at=None).count() == (1 if asked else 0)
    else:
        assert not running.exists() and not paused.exists()
        assert dispute.closed_at is not None
        assert not dispute.questions.filter(closed_at=None).exists()
        assert not dispute.complaint.deadlines.filter(kind="ae_refund_card", state="running").exists()
    assert dispute.complaint.is_open == (dispute.state != State.PAID)
    assert dispute.complaint.awaits_staff == (dispute.state in READING)
    assert dispute.proposals.filter(state="open").count() <= (1 if dispute.state in NEGOTIATING else 0)
    if dispute.agreed_amount is not None:
        assert Decimal(0) <= dispute.received() <= dispute.agreed_amount <= owed_for(dispute.complaint.order)
    else:
        assert dispute.received() == 0
    assert broken_at(dispute.complaint) is None
    # What the desk's queues are ordered by says what the clocks say.
    assert adrift(dispute.complaint_id) == []
