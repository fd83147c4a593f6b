"""What follows when a side lets its clock of a dispute run out; for a whole batch at once."""

from collections import defaultdict

from complaints.choices import Party
from complaints.models import Complaint, Deadline
from complaints.rules import current_rules
from complaints.sweep import ends, say_it_ended
from disputes.lifecycle import SILENCE, TABLE, TURN, Move, State
from disputes.models import Dispute, Proposal
from disputes.services import OWNER, lay_turn

TURN_RULES = sorted({slug for _actor, slugs in TURN.values() for slug in slugs})


@ends(OWNER)
def side_was_silent(rows, done):
    """Move each dispute as its silence says, start its next clock, and tell the consumer."""
    disputes = Dispute.objects.in_bulk([row.subject_id for row in rows])
    cases = Complaint.objects.select_related("user", "order__marketplace").in_bulk(
        [row.complaint_id for row in rows]
    )
    rules = current_rules(slug__in=TURN_RULES)
    moved = defaultdict(list)
    for row in rows:
        done.end(row, Deadline.State.MISSED)
        dispute = disputes.get(row.subject_id)
        move = SILENCE.get(State(dispute.state)) if dispute else None
        if move is None:
            continue
        target = TABLE[move].target
        moved[dispute.state, target].append(dispute.pk)
        dispute.state = target
        case = cases[row.complaint_id]
        clock = lay_turn(case, dispute, rules, case.local_day(done.now), now=done.now)
        # Asked again and again whether the money came: who stopped these mails stays undisturbed.
        clock.muted = row.muted and move == Move.REFUND_SILENT
        done.clocks.append(clock)
        done.line(row.complaint_id, f"dispute_{move}", Party.CLOCK, dispute=dispute.pk, due_on=str(row.due_on))
        tell(row, move, dispute, done)
    for (source, target), ids in moved.items():
        Dispute.objects.filter(pk__in=ids, state=source).update(state=target)
    mediated = [pk for (_source, target), ids in moved.items() if target == State.MEDIATION for pk in ids]
    if mediated:
        Proposal.objects.filter(dispute__in=mediated, state=Proposal.State.OPEN).update(
            state=Proposal.State.LAPSED
        )
        Complaint.objects.filter(
            pk__in=[disputes[pk].complaint_id for pk in mediated], awaits_staff=False
        ).update(awaits_staff=True)


def tell(row, move, dispute, done):
    """Queue what the consumer is told: the move to mediation at once, all else on the next morning."""
    if move in (Move.SELLER_SILENT, Move.BUYER_SILENT):
        done.mail(
            "mediation", f"mediation:{row.pk}", row.reader_id, {"dispute": dispute.pk, "move": str(move)}
        )
    elif move == Move.REFUND_SILENT and row.rule_kind != "earliest":
        say_it_ended(row, done)
