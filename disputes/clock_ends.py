"""What follows when a side lets its clock of a dispute run out; for a whole batch at once."""

from collections import defaultdict

from django.contrib.auth import get_user_model

from complaints.choices import Party
from complaints.models import Complaint, Deadline
from complaints.reminders import after_moment
from complaints.rules import current_rules
from complaints.sweep import clock_values, ends, say_it_ended
from disputes.lifecycle import SILENCE, TABLE, TURN, Move, State
from disputes.models import Dispute, Proposal
from disputes.services import OWNER, lay_turn

TURN_RULES = sorted({slug for _actor, slugs in TURN.values() for slug in slugs})
# What the next clock of a dispute depends on, besides the state it moves to.
ALIKE = (
    "complaint__time_zone", "complaint__user__time_zone", "complaint__user__state", "complaint__order__marketplace",
)


@ends(OWNER)
def side_was_silent(rows, done):
    """Move each dispute as its silence says, start its next clock, and tell the consumer."""
    disputes = Dispute.objects.filter(pk__in=[row.subject_id for row in rows])
    found = {pk: (state, alike) for pk, state, *alike in disputes.values_list("pk", "state", *ALIKE)}
    moved, next_clocks = defaultdict(list), defaultdict(list)
    for row in rows:
        done.end(row, Deadline.State.MISSED)
        state, alike = found.get(row.subject_id, (None, ()))
        move = SILENCE.get(state)
        if move is None:
            continue
        target = TABLE[move].target
        moved[state, target].append(row)
        next_clocks[(target, *alike)].append((row, move))
        done.line(
            row.complaint_id, f"dispute_{move}", Party.CLOCK, dispute=row.subject_id, due_on=row.due_on.isoformat()
        )
        tell(row, move, done)
    start_next_clocks(next_clocks, done)
    if any(source == State.MEDIATION for source, _target in moved):
        tell_supervisors(done)
    for (source, target), group in moved.items():
        ids = [row.subject_id for row in group]
        Dispute.objects.filter(pk__in=ids, state=source).update(state=target)
        if target == State.MEDIATION:
            Proposal.objects.filter(dispute__in=ids, state=Proposal.State.OPEN).update(state=Proposal.State.LAPSED)
            cases = Complaint.objects.filter(pk__in=[row.complaint_id for row in group], awaits_staff=False)
            cases.update(awaits_staff=True)


def start_next_clocks(next_clocks, done):
    """Count one clock for each group of disputes alike, and give every one of the group a copy."""
    firsts = [group[0][0].complaint_id for group in next_clocks.values()]
    cases = Complaint.objects.select_related("user", "order__marketplace").in_bulk(firsts)
    rules = current_rules(slug__in=TURN_RULES)
    for (target, *_alike), group in next_clocks.items():
        first = group[0][0]
        case = cases[first.complaint_id]
        sample = clock_values(lay_turn(
            case, Dispute(pk=first.subject_id, state=target), rules, case.local_day(done.now), now=done.now
        ))
        for row, move in group:
            # Asked again and again whether the money came: who stopped these mails stays undisturbed.
            muted = sample["muted"] or (row.muted and move == Move.REFUND_SILENT)
            done.clock({
                **sample, "complaint_id": row.complaint_id, "subject_id": row.subject_id, "muted": muted,
                "wake_at": sample["due_at"] if muted else sample["wake_at"],
            })


def tell(row, move, done):
    """Queue what the consumer is told on the next morning: nobody wants to be woken at midnight."""
    if move in (Move.SELLER_SILENT, Move.BUYER_SILENT):
        done.mail(
            "mediation", f"mediation:{row.pk}", row.reader_id, {"dispute": row.subject_id, "move": str(move)},
            after_moment(row.due_at, done.now, row.zone),
        )
    elif move == Move.DECISION_LATE:
        done.mail(
            "decision_late", f"decision-late:{row.pk}", row.reader_id, {"dispute": row.subject_id},
            after_moment(row.due_at, done.now, row.zone),
        )
    elif move == Move.REFUND_SILENT and row.rule_kind != "earliest":
        say_it_ended(row, done)


def tell_supervisors(done):
    """Queue one mail a day to everybody who may decide: decisions are late."""
    deciders = get_user_model().objects.filter(
        is_staff=True, is_active=True, groups__permissions__codename="decide_dispute"
    ).distinct()
    for pk in deciders.values_list("pk", flat=True):
        done.mail("decisions_are_late", f"decisions-late:{pk}:{done.now.date()}", pk, {})
