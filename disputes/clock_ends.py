"""What follows when a side lets its clock of a dispute run out; for a whole batch at once."""

from collections import defaultdict
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F

from complaints.choices import Party
from complaints.instants import ONE_DAY, local_date
from complaints.models import Complaint, Deadline
from complaints.reminders import after_moment, morning
from complaints.rules import current_rules
from complaints.services.clocks import lay
from complaints.standing import NOT_PUT_OFF
from complaints.sweep import clock_values, ends, say_it_ended
from disputes.escalations import OWN_CLOCKS
from disputes.escalations import OWNER as OUTSIDE
from disputes.lifecycle import (
    READING,
    TABLE,
    TURN_RULES,
    WITH_MEDIATOR,
    Actor,
    Move,
    State,
    Way,
    is_open,
    says,
    silent_move,
    target_of,
)
from disputes.models import MONEY_REMEDIES, Decision, Dispute, Escalation, Proposal, Question, ReturnLeg, SellerLink
from disputes.models.disputes import Remedy, way_of
from disputes.services.taking import CARD_REFUND, OWNER, lay_turn, run_on, shows_late_on_card

# What the next clock of a dispute depends on, besides the state it moves to.
ALIKE = (
    "complaint__time_zone", "complaint__user__time_zone", "complaint__user__state", "complaint__order__marketplace",
    "complaint__order__payment_method",
)
READ = (
    "pk", "state", "mode", "remedy", "agreed_remedy", "return_leg__labels", "return_leg__label_until",
)
UNANSWERED = {Move.BUYER_NO_ANSWER, Move.SELLER_NO_ANSWER}


class Standing(NamedTuple):
    """A dispute as the handler reads it."""

    pk: int
    state: str
    mode: str
    remedy: str
    agreed_remedy: str
    labels: int | None
    label_until: object
    alike: tuple

    @property
    def asks_money(self):
        return (self.agreed_remedy or self.remedy) in MONEY_REMEDIES


@ends(OWNER)
def side_was_silent(rows, done):
    """Move each dispute as its silence says, start its next clock, and tell the sides."""
    disputes = Dispute.objects.filter(pk__in=[row.subject_id for row in rows])
    found = {
        values[0]: Standing(*values[: len(READ)], values[len(READ):])
        for values in disputes.values_list(*READ, *ALIKE)
    }
    moved, next_clocks, asked, hosted = defaultdict(list), defaultdict(list), [], []
    appealed = appealed_among([row.subject_id for row in rows if row.subject_id in found], found)
    for row in rows:
        done.end(row, Deadline.State.MISSED)
        standing = found.get(row.subject_id)
        if standing is None:
            continue
        meaning = says(standing.state, row.on_expiry, row.due_on, standing.labels, standing.label_until)
        move = silent_move(standing.state, meaning)
        if move is None:
            continue
        way = fork(move, standing, appealed)
        target = target_of(State(standing.state), move, Actor.CLOCK, way)
        moved[State(standing.state), move, target].append(row)
        data = {"dispute": row.subject_id, "due_on": row.due_on.isoformat()}
        done.line(row.complaint_id, f"dispute_{move}", Party.CLOCK, **data, **({"way": str(way)} if way else {}))
        if move in UNANSWERED:
            asked.append(row)
        elif is_open(target):
            next_clocks[(target, standing.asks_money, *standing.alike)].append((row, move))
        if standing.mode == Dispute.Mode.HOSTED:
            hosted.append((row, move))
        tell(row, move, done)
    start_next_clocks(next_clocks, done)
    run_decisions_on(asked, done)
    if any(move in (Move.DECISION_LATE, Move.APPEAL_LATE) for _source, move, _target in moved):
        tell_supervisors(done)
    tell_hosted(hosted, done)
    for (source, move, target), group in moved.items():
        write_states(source, move, target, group, done.now)


def appealed_among(ids, found):
    """Return the ids of disputes, asked by a mediator, whose appeal is being read; no query when none is asked."""
    asked = [pk for pk in ids if found[pk].state in (State.ASKED_BUYER, State.ASKED_SELLER)]
    if not asked:
        return set()
    latest = dict(
        Decision.objects.filter(dispute__in=asked).order_by("instance").values_list("dispute", "appealed_by")
    )
    return {pk for pk, appealed_by in latest.items() if appealed_by}


def fork(move, standing, appealed):
    """Return the way a silence takes where the table forks, else None."""
    if not isinstance(TABLE[move].target, dict):
        return None
    if move in UNANSWERED:
        return Way.SECOND if standing.pk in appealed else Way.FIRST
    return way_of(standing.agreed_remedy or standing.remedy)


def write_states(source, move, target, group, now):
    """Write the new state of a group of disputes that made the same step, and what goes with it."""
    ids = [row.subject_id for row in group]
    changes = {"state": target}
    if not is_open(target):
        changes["closed_at"] = now
    if move == Move.SELLER_DEFAULTS:
        changes |= {"agreed_remedy": F("remedy"), "agreed_amount": F("amount")}
        returning = Dispute.objects.filter(pk__in=ids, state=source, remedy=Remedy.RETURN_REFUND)
        returning.update(agreed_freight_by=F("freight_by"))
    if target == State.RETURN_LABEL and move != Move.LABEL_LAPSED:
        legs = Dispute.objects.filter(pk__in=ids).values_list("pk", "agreed_freight_by")
        ReturnLeg.objects.bulk_create(
            [ReturnLeg(dispute_id=pk, freight_by=freight) for pk, freight in legs], ignore_conflicts=True
        )
    Dispute.objects.filter(pk__in=ids, state=source).update(**changes)
    if move in UNANSWERED:
        Question.objects.filter(dispute__in=ids, closed_at=None).update(closed_at=now)
    if source in (State.WAITING_SELLER, State.WAITING_BUYER):
        outcome = Proposal.State.ACCEPTED if move == Move.SELLER_DEFAULTS else Proposal.State.LAPSED
        Proposal.objects.filter(dispute__in=ids, state=Proposal.State.OPEN).update(state=outcome)
    if target in READING or source in WITH_MEDIATOR:
        cases = Complaint.objects.filter(pk__in=[row.complaint_id for row in group])
        stands = {"awaits_staff": True, **NOT_PUT_OFF} if target in READING else {"awaits_staff": False}
        cases.exclude(**stands).update(**stands)


def start_next_clocks(next_clocks, done):
    """Count one clock for each group of disputes alike, and give every one of the group a copy."""
    if not next_clocks:
        return
    firsts = [group[0][0].complaint_id for group in next_clocks.values()]
    cases = Complaint.objects.select_related("user", "order__marketplace").in_bulk(firsts)
    rules = current_rules(slug__in=[*TURN_RULES, CARD_REFUND])
    for (target, asks_money, *_alike), group in next_clocks.items():
        first = group[0][0]
        case = cases[first.complaint_id]
        sample = clock_values(lay_turn(case, Dispute(pk=first.subject_id, state=target), rules, done.now))
        for row, move in group:
            # Asked again and again whether the money came: who stopped these mails stays undisturbed.
            muted = sample["muted"] or (row.muted and move == Move.REFUND_SILENT)
            done.clock({
                **sample, "complaint_id": row.complaint_id, "subject_id": row.subject_id, "muted": muted,
                "wake_at": sample["due_at"] if muted else sample["wake_at"],
            })
        if target == State.REFUND_DUE and asks_money and shows_late_on_card(case):
            watch_cards(case, rules[CARD_REFUND], [row.complaint_id for row, _move in group], done)


def watch_cards(case, rule, ids, done):
    """Start the longer clock of a card refund in the cases `ids`, all like `case`, where none runs yet."""
    watched = Deadline.objects.filter(complaint__in=ids, kind=CARD_REFUND, state=Deadline.State.RUNNING)
    watched = set(watched.values_list("complaint", flat=True))
    sample = clock_values(lay(case, rule, case.local_day(done.now), now=done.now))
    for pk in ids:
        if pk not in watched:
            done.clock({**sample, "complaint_id": pk})


def run_decisions_on(asked, done):
    """Let the decision's clock run on where a question stayed without an answer."""
    if not asked:
        return
    paused = Deadline.objects.filter(
        owner=OWNER, subject_id__in=[row.subject_id for row in asked], state=Deadline.State.PAUSED
    ).select_related("rule", "complaint__user", "complaint__order__marketplace")
    for clock in paused:
        run_on(clock, done.now)
        done.resume(clock)


def tell(row, move, done):
    """Queue what the consumer is told on the next morning: nobody wants to be woken at midnight."""
    morning = after_moment(row.due_at, done.now, row.zone)
    if move in (Move.SELLER_SILENT, Move.BUYER_SILENT):
        done.mail(
            "mediation", f"mediation:{row.pk}", row.reader_id, {"dispute": row.subject_id, "move": str(move)}, morning
        )
    elif move in (Move.DECISION_LATE, Move.APPEAL_LATE):
        done.mail("decision_late", f"decision-late:{row.pk}", row.reader_id, {"dispute": row.subject_id}, morning)
    elif move == Move.REFUND_SILENT:
        if row.rule_kind != "earliest":
            say_it_ended(row, done)
    else:
        done.mail(
            "dispute_moved", f"dispute-moved:silence:{row.pk}", row.reader_id,
            {"dispute": row.subject_id, "move": str(move)}, morning,
        )


def tell_hosted(hosted, done):
    """Queue what the sellers of hosted disputes are told of a silence, theirs or the other side's."""
    if not hosted:
        return
    links = SellerLink.objects.filter(
        dispute__in=[row.subject_id for row, _move in hosted], revoked_at=None
    ).exclude(address="")
    by_dispute = {link.dispute_id: link for link in links}
    clocks = {clock["subject_id"]: clock for clock in done.clocks}
    for row, move in hosted:
        link = by_dispute.get(row.subject_id)
        if link and move not in (Move.DECISION_LATE, Move.APPEAL_LATE, Move.REFUND_SILENT):
            done.mail(
                "seller_moved", f"seller-moved:silence:{row.pk}", None,
                {"link": link.pk, "move": str(move), "language": link.language},
                after_moment(row.due_at, done.now, row.zone), address=link.address,
            )
        clock = clocks.get(row.subject_id)
        if link and clock and clock["party"] == Party.SELLER:
            remind_of_next(row, clock, link, done)


def remind_of_next(row, clock, link, done):
    """Queue the seller's reminder of the turn that a silence gave to the seller; written then, if still true."""
    at = morning(clock["due_on"] - ONE_DAY, settings.CASE_TIME_ZONE)
    if done.now < at < clock["due_at"]:
        done.mail(
            "seller_reminder", f"seller-reminder:silence:{row.pk}", None,
            {"link": link.pk, "kind": clock["kind"], "language": link.language}, at, address=link.address,
        )


def tell_supervisors(done):
    """Queue one mail a day to everybody who may decide: decisions are late."""
    deciders = get_user_model().objects.filter(
        is_staff=True, is_active=True, groups__permissions__codename="decide_dispute"
    ).distinct()
    today = local_date(done.now, settings.CASE_TIME_ZONE)
    for pk in deciders.values_list("pk", flat=True):
        done.mail("decisions_are_late", f"decisions-late:{pk}:{today}", pk, {})


@ends(OUTSIDE)
def outside_was_silent(rows, done):
    """Note for filings outside that nobody answered in time, or that the person's own days are over; tell the person.

    A court that takes longer than expected has refused nothing: its filings stay as they are.
    """
    filings = Escalation.objects.filter(pk__in=[row.subject_id for row in rows])
    places = {pk: (door, body or "") for pk, door, body in filings.values_list("pk", "door", "body__name")}
    unanswered, lapsed = [], []
    for row in rows:
        done.end(row, Deadline.State.MISSED)
        if row.subject_id not in places:
            continue
        door, body = places[row.subject_id]
        done.line(
            row.complaint_id, "escalation_silent", Party.CLOCK, escalation=row.subject_id, door=door, body=body,
            waited=row.kind, due_on=row.due_on.isoformat(),
        )
        if row.kind not in OWN_CLOCKS and row.rule_kind == "deadline":
            unanswered.append(row.subject_id)
        elif row.on_expiry == "closed_for_good":
            lapsed.append(row.subject_id)
        say_it_ended(row, done)
    if unanswered:
        filings.filter(pk__in=unanswered, state=Escalation.State.FILED).update(quality=Escalation.Quality.NONE)
    if lapsed:
        filings.filter(pk__in=lapsed).update(state=Escalation.State.CLOSED, closed_at=done.now)
