"""How the staff's lists say where disputes stand: their turn as columns, their state as a coloured word."""

from types import SimpleNamespace

from django.db.models import Subquery
from django.utils.html import format_html

from complaints.models import Deadline
from disputes.lifecycle import State
from disputes.models import Dispute
from disputes.services.taking import OWNER

TONES = {
    State.MEDIATION: "soon", State.APPEAL: "soon", State.REFUND_LATE: "late", State.PAID: "done",
    State.LOST: "quiet", State.LAPSED: "quiet", State.WITHDRAWN: "quiet",
}


def state_tag(state):
    """Return where a dispute stands as a coloured word."""
    return format_html('<span class="tag tag--{}">{}</span>', TONES.get(state, "plain"), Dispute.State(state).label)


def turn_columns(**subject):
    """Return the annotations of a list: the running clock of a dispute's turn, by name of its column."""
    clocks = Deadline.objects.filter(owner=OWNER, state=Deadline.State.RUNNING, **subject).order_by("due_at")
    return {
        "turn_due_at": Subquery(clocks.values("due_at")[:1]),
        "turn_due_on": Subquery(clocks.values("due_on")[:1]),
        "turn_safe_on": Subquery(clocks.values("safe_on")[:1]),
        "turn_on_expiry": Subquery(clocks.values("rule__on_expiry")[:1]),
    }


def state_now(dispute, row, now):
    """Return the state that holds at `now`, swept or not; `row` carries the columns of `turn_columns`.

    No query, where the decisions are prefetched and the return is joined.
    """
    if row.turn_due_at is None or row.turn_due_at > now:
        return State(dispute.state)
    return dispute.state_at(SimpleNamespace(due_on=row.turn_due_on, rule=SimpleNamespace(on_expiry=row.turn_on_expiry)))
