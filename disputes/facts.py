"""What `disputes.guidance` and `disputes.guards` need to know of a case, read from the database."""

from complaints.choices import Party
from complaints.figures import figures_on
from complaints.missing import is_put_off
from complaints.models import Deadline, Figure
from complaints.panels import CasePanels
from complaints.proofs import CHECKLIST
from complaints.rules import DISPUTE_WINDOWS
from contacts.models import Body
from disputes.guidance.case import CaseFacts, Filed, Procon, Window
from disputes.panels import DisputePanel

# The facts that the page of the next steps asks for.
TOLD = ("state", "gov_br_level", "shop_on_consumidor_gov", "amount_claimed", "paid_to", "received_on")
MINE = {Body.Kind.PROCON: "procon", Body.Kind.JUIZADO: "juizado", Body.Kind.DEFENSORIA: "defensoria"}


def facts_of(complaint, panels, panel, now, *, outside=True, **changes):
    """Return the `CaseFacts` of a case at `now`.

    Without `outside` nothing is read that the case page has not read: what was filed outside, the
    bodies of the person's state and the minimum wage stay unknown. `changes` override single facts.
    """
    order = complaint.order
    shop, dispute, offer = order.marketplace, panel.dispute, panel.offer
    found = {
        "today": panel.today, "reason": complaint.reason, "outcome": complaint.desired_outcome,
        "is_open": complaint.is_open, "amount": complaint.amount_claimed or order.amount,
        "currency": order.currency, "shop": shop.slug,
        "shop_is_foreign": shop.country != "BR" if shop.country else None,
        "payment": order.payment_method, "paid_to": order.paid_to, "placed_on": order.placed_on,
        "received_on": order.received_on, "receipt_confirmed_on": order.receipt_confirmed_on,
        "contacted_on": complaint.contacted_on, "refused_on": complaint.refused_on,
        "dispute_state": panel.state, "dispute_mode": dispute.mode if dispute else "",
        "can_open_dispute": panel.can_open,
        "dispute_turn_until": panel.turn.safe_on if panel.turn else None,
        "dispute_turn_is_over": panel.turn_is_over, "offer_is_open": offer is not None,
        "offer_amount": offer.amount if offer and dispute.asks_money else None,
        "asked_amount": dispute.amount if dispute and dispute.asks_money else None,
        "agreed_amount": dispute.agreed_amount if dispute else None,
        "windows": windows_of(panels.clocks, now), "state": complaint.user.state,
        "gov_br_level": complaint.user.gov_br_level,
        "not_known": frozenset(name for name in TOLD if is_put_off(name, complaint.not_known, panel.today)),
        **looked_up(complaint),
    }
    if outside:
        found |= outside_of(complaint, panels, found["today"])
    return CaseFacts(**(found | changes))


def facts_before(complaint, viewer, now):
    """Return the facts for the warnings of a page that has read nothing of the case's clocks yet."""
    panels = CasePanels(complaint, viewer, now)
    return facts_of(complaint, panels, DisputePanel(complaint, panels, now), now)


def looked_up(complaint):
    """Return what is known of the shop: what the person found out, else what the directory says."""
    shop, told = complaint.order.marketplace, complaint.shop_on_consumidor_gov
    return {
        "on_consumidor_gov": shop.on_consumidor_gov if told is None else told,
        "person_looked_it_up": told is not None,
        "can_be_sued_here": shop.can_be_sued_here,
    }


def windows_of(clocks, now):
    """Return {rule slug: Window}; of several clocks of one rule the one that still matters most."""
    found = {}
    for clock in clocks:
        if clock.state == Deadline.State.CANCELLED:
            continue
        window = Window(
            clock.safe_on, is_over=clock.is_overdue(now), held=clock.state == Deadline.State.PAUSED,
            met=clock.state == Deadline.State.MET, of_shop=clock.kind in DISPUTE_WINDOWS,
            is_start=clock.rule.kind == "earliest",
        )
        known = found.get(clock.kind)
        if known is None or (window.is_live, window.safe_on) > (known.is_live, known.safe_on):
            found[clock.kind] = window
    return found


def outside_of(complaint, panels, today):
    """Return what was filed outside, the bodies of the person's state, the proofs and the minimum wage."""
    state = complaint.user.state
    bodies = {}
    if state:
        bodies = {body.kind: body for body in Body.objects.filter(state=state, kind__in=MINE)}
    procon = bodies.get(Body.Kind.PROCON)
    # A court takes the wage of the day on which one sues.
    wage = figures_on(today, kinds=[Figure.Kind.MINIMUM_WAGE]).get(Figure.Kind.MINIMUM_WAGE)
    return {
        "filed": tuple(filed(row) for row in complaint.escalations.order_by("filed_on", "pk")),
        "procon": Procon(
            procon.slug, procon.answer_days, procon.answer_unit, procon.takes_foreign_shops) if procon else None,
        "juizado": bodies[Body.Kind.JUIZADO].slug if Body.Kind.JUIZADO in bodies else "",
        "defensoria": bodies[Body.Kind.DEFENSORIA].slug if Body.Kind.DEFENSORIA in bodies else "",
        "minimum_wage": wage.value if wage else None,
        "wage_year": wage.valid_from.year if wage else None,
        "proofs": frozenset(
            file.shows for file in panels.evidence if file.shows and file.party == Party.BUYER),
        "checklist": CHECKLIST.get(complaint.reason, ()),
    }


def filed(row):
    """Return an escalation as a plain value."""
    return Filed(
        row.door, row.state, row.quality, has_protocol=bool(row.protocol), filed_on=row.filed_on,
        answered_on=row.answered_on, rated=row.rated_on is not None, pk=row.pk,
    )
