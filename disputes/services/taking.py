"""What every door of a dispute does: lock the case, ask the table, write once, start the next clock."""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from complaints import calendar
from complaints.choices import Party, Payment
from complaints.models import Deadline
from complaints.rules import applies, current_rules
from complaints.services.clocks import (
    apply_count,
    end_clocks,
    holidays_of,
    lay,
    pause_clock,
    save_count,
    save_new,
    start_clock,
)
from complaints.services.locking import Refused, lock
from complaints.services.messages import bring_back
from complaints.sweep import treat_now
from complaints.timeline import append
from disputes.ledger import owed_for
from disputes.lifecycle import READING, TABLE, TURN, WITH_MEDIATOR, Actor, IllegalMove, Move, State, target_of
from disputes.models import MONEY_REMEDIES, Dispute, Proposal, Remedy, ReturnLeg
from disputes.models.disputes import WHOLE_REMEDIES
from disputes.services.notice import tell_sides

OWNER = "dispute"
CARD_REFUND = "ae_refund_card"
BANK_DEPOSIT = "ebanx_refund_deposit"
MONEY_CLOCKS = (CARD_REFUND, BANK_DEPOSIT)
ZERO = Decimal("0")
# The fewest days in which somebody can be asked to post a product.
LEAST_POSTING = timedelta(days=3)
ASKING = {Move.ASK_BUYER, Move.ASK_SELLER}
ANSWERING = {Move.BUYER_ANSWERS, Move.SELLER_ANSWERS}
NOT_NOW = _("Isso não dá mais para fazer neste momento do caso. Veja na página o que é possível agora.")
CHANGED = _("Algo mudou no caso enquanto você lia. Confira na página como está agora e responda de novo.")


def turn_rule(state, complaint, rules):
    """Return the rule under which the clock of a state runs in a case; the house's rule comes last."""
    for slug in TURN[state][1]:
        rule = rules.get(slug)
        if rule and applies(rule, complaint):
            return rule
    raise LookupError(f"no rule in force for {state}")


def lay_turn(complaint, dispute, rules, now, start=None):
    """Return the unsaved clock of the dispute's present state, counted from `start` (a date) or from `now`.

    Rules in hours count from the instant itself.
    """
    state = State(dispute.state)
    rule = turn_rule(state, complaint, rules)
    start = start or complaint.local_day(now)
    if rule.unit == calendar.Unit.HOURS and start == complaint.local_day(now):
        start = now
    if state == State.RETURN_DUE:
        return lay_posting(complaint, dispute, rule, start, now)
    return lay(complaint, rule, start, now=now, owner=OWNER, subject_id=dispute.pk)


def lay_posting(complaint, dispute, rule, start, now):
    """Return the clock for posting a product: the rule's days, or the day both named; never past the label.

    A label that came late does not eat up the days up to the one both named.
    """
    leg = ReturnLeg.objects.get(dispute=dispute)
    post_by = max(dispute.post_by, start + LEAST_POSTING) if dispute.post_by else None
    caps = [day for day in (post_by, leg.label_until) if day]
    clock = lay(complaint, rule, start, now=now, owner=OWNER, subject_id=dispute.pk, cap_on=leg.label_until)
    if post_by and post_by > clock.due_on and leg.label_until != clock.due_on:
        more = (post_by - clock.due_on).days
        apply_count(clock, calendar.extend(clock.sum, more, holidays_of(complaint)), now)
    elif caps:
        clock = lay(complaint, rule, start, now=now, owner=OWNER, subject_id=dispute.pk, cap_on=min(caps))
    return clock


def turn_clocks(dispute):
    """Return the clocks this dispute handed out."""
    return Deadline.objects.filter(owner=OWNER, subject_id=dispute.pk)


def check_amount(complaint, remedy, amount, asked=None):
    """Return the amount a remedy carries. Raises `Refused` when it is missing or more than was paid.

    Where nobody knows what was paid, it may not be more than `asked`; what a buyer asks for is free then.
    """
    if remedy not in MONEY_REMEDIES:
        return ZERO
    owed = owed_for(complaint.order)
    if remedy in WHOLE_REMEDIES and not amount:
        amount = owed
    if not amount or amount <= 0:
        raise Refused(_("Diga quanto dinheiro deve voltar."))
    if owed is not None and amount > owed:
        raise Refused(_("O valor é maior do que foi pago no pedido. Confira e escreva de novo."))
    if owed is None and asked and amount > asked:
        raise Refused(_("O valor é maior do que foi pedido na disputa. Confira e escreva de novo."))
    return amount


def left_to_do(dispute, remedy):
    """Return what is left of a remedy: where the product has gone back once already, only its money."""
    leg = ReturnLeg.objects.filter(dispute=dispute).first() if remedy == Remedy.RETURN_REFUND else None
    return Remedy.PART_REFUND if leg and leg.posted_on else remedy


def check_post_by(complaint, remedy, post_by, now):
    """Return the last day for posting that a return names. Raises `Refused` for one too near or too far."""
    if remedy != Remedy.RETURN_REFUND or post_by is None:
        return None
    today = complaint.local_day(now)
    if not today + LEAST_POSTING <= post_by <= today + timedelta(days=60):
        raise Refused(_("O último dia para postar precisa ficar entre 3 e 60 dias a partir de hoje."))
    return post_by


def lock_dispute(dispute, now):
    """Lock the case and return (complaint, dispute) fresh.

    A turn that is over counts as over, whether or not the sweep has come by: what its silence
    leads to is written first, so that a door and the page at the same instant agree.
    """
    complaint = lock(dispute.complaint)
    if treat_now(turn_clocks(dispute).filter(complaint=complaint), now):
        complaint = lock(complaint)
    dispute = Dispute.objects.get(pk=dispute.pk)
    dispute.complaint = complaint
    return complaint, dispute


def take(dispute, move, *, by, now):
    """Lock the case and return (complaint, dispute) fresh. Raises `Refused` for an illegal move.

    In a hosted dispute nobody but the seller, or staff for the seller, makes the seller's moves.
    """
    complaint, dispute = lock_dispute(dispute, now)
    step = TABLE[move]
    if dispute.state not in step.sources:
        raise Refused(NOT_NOW) from IllegalMove(dispute.state, move, step.actor)
    if dispute.is_hosted and step.actor == Actor.SELLER and by is not None and by.pk == complaint.user_id:
        raise Refused(_("Nesta disputa só o vendedor responde por ele."))
    return complaint, dispute


def must_be_seen(dispute, seen):
    """Raise `Refused` when the turn that a page showed (its clock's id) is not the present one; None passes."""
    running = turn_clocks(dispute).filter(state=Deadline.State.RUNNING)
    if seen is not None and not running.filter(pk=seen).exists():
        raise Refused(CHANGED)


def write_move(complaint, dispute, move, *, by, now, way=None, start=None, **data):
    """Write a checked move: end the clock of the turn, save the state, one line, the next clock, the mails.

    `way` chooses where the table forks and stands on the line, so that the timeline can be replayed.
    """
    actor = TABLE[move].actor
    source, target = State(dispute.state), target_of(State(dispute.state), move, actor, way)
    hand_over_clock(complaint, dispute, move, target, by, now)
    dispute.state = target
    saved = [
        "state", "remedy", "amount", "freight_by", "agreed_remedy", "agreed_amount", "agreed_freight_by", "post_by",
    ]
    if not dispute.is_open:
        dispute.closed_at = now
        saved.append("closed_at")
    dispute.save(update_fields=saved)
    if way is not None:
        data["way"] = str(way)
    append(complaint, f"dispute_{move}", Party(actor.value), at=now, by=by, dispute=dispute.pk, **data)
    if source in WITH_MEDIATOR or target in READING:
        complaint.awaits_staff, complaint.late_at = target in READING, None
        complaint.save(update_fields=["awaits_staff", "late_at"])
        if target in READING:
            # Whoever put the case off did not know that a decision would be asked for.
            bring_back(complaint)
    if target == State.RETURN_LABEL:
        ReturnLeg.objects.get_or_create(dispute=dispute, defaults={"freight_by": dispute.agreed_freight_by})
    if move not in ANSWERING:
        turn = start_turn(complaint, dispute, now, start)
    else:
        turn = resume_turn(complaint, dispute, now)
    if target == State.REFUND_DUE and dispute.asks_money:
        watch_payment_side(complaint, now)
    tell_sides(complaint, dispute, move, turn, now)
    return dispute


def hand_over_clock(complaint, dispute, move, target, by, now):
    """End what ran for the state that is left; a question only stops the mediator's clock."""
    clocks = turn_clocks(dispute)
    if target == State.WITHDRAWN:
        # Nobody waits any longer for money on the card or the account.
        end_clocks(complaint.deadlines.filter(kind__in=MONEY_CLOCKS), Deadline.State.CANCELLED, now)
    if move in ASKING:
        # None runs where staff have stopped it by hand: then it stands still already.
        running = clocks.filter(state=Deadline.State.RUNNING).select_related("rule").first()
        if running:
            running.complaint = complaint
            pause_clock(running, by=by, reason=str(_("o mediador espera uma resposta")), now=now)
    elif move in ANSWERING:
        end_clocks(clocks.filter(kind__in=TURN[State(dispute.state)][1]), Deadline.State.MET, now)
    else:
        end_clocks(clocks, Deadline.State.CANCELLED if move == Move.WITHDRAW else Deadline.State.MET, now)


def start_turn(complaint, dispute, now, start=None):
    """Start the clock of the state the dispute has come to; return it, None for a closed dispute."""
    if not dispute.is_open:
        return None
    rules = current_rules(slug__in=TURN[State(dispute.state)][1])
    clock = lay_turn(complaint, dispute, rules, now, start)
    save_new(clock)
    return clock


def resume_turn(complaint, dispute, now):
    """Let the mediator's clock run on with the days it had left; return it."""
    live = turn_clocks(dispute).filter(state__in=[Deadline.State.PAUSED, Deadline.State.RUNNING])
    clock = live.select_related("rule").get()
    if clock.state == Deadline.State.PAUSED:
        clock.complaint = complaint
        run_on(clock, now)
        save_count(clock)
    return clock


def run_on(clock, now):
    """Lay the rest of a paused clock out again from `now`; not saved."""
    counted = calendar.resume(clock.sum, clock.paused_at, now, holidays_of(clock.complaint))
    clock.paused_at, clock.paused_why = None, ""
    apply_count(clock, counted, now)


def shows_late_on_card(complaint):
    """Say whether a refund of this case takes longer to show on the card than the shop's own promise."""
    return complaint.order.marketplace.slug == "aliexpress" and complaint.order.payment_method == Payment.CREDIT_CARD


def watch_payment_side(complaint, now):
    """Start the extra clock of a card refund, which takes longer to show than the shop's own promise."""
    if shows_late_on_card(complaint):
        running = complaint.deadlines.filter(kind=CARD_REFUND, state=Deadline.State.RUNNING)
        if not running.exists():
            start_clock(complaint, CARD_REFUND, complaint.local_day(now), now=now)


def close_proposals(dispute, state):
    """Close whatever offer is open."""
    dispute.proposals.filter(state=Proposal.State.OPEN).update(state=state)
