"""Load the rules, and say which of them lie on a case.

A rule that changed in the data file becomes a new version; running clocks keep theirs.
"""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from complaints.choices import ARRIVED
from complaints.models import Rule

DATA = Path(__file__).parent / "data" / "rules.json"
RENAMED = {"id": "slug", "tz": "shown_zone"}
# Windows in which a dispute must be opened at the shop: opening one meets them, on whatever day it was.
DISPUTE_WINDOWS = (
    "ae_open_after_confirm", "ae_open_after_delivery_time", "ae_first_day", "shopee_open", "shopee_electronics",
    "ml_return", "shein_return", "temu_return",
)


class Loaded(NamedTuple):
    """How many rules a load added, made new versions of, and found unchanged."""

    added: int = 0
    changed: int = 0
    same: int = 0


def fields_of(entry):
    """Return the model fields of one entry of the data file, with the hash of its content."""
    fields = {RENAMED.get(name, name): value for name, value in entry.items()}
    fields["valid_from"] = date.fromisoformat(fields["valid_from"])
    text = json.dumps({k: v for k, v in entry.items() if k != "valid_from"}, sort_keys=True, ensure_ascii=False)
    fields["content_hash"] = hashlib.sha256(text.encode()).hexdigest()
    return fields


@transaction.atomic
def load_rules(path=DATA):
    """Bring the rules up to the data file; the same file twice changes nothing. Returns `Loaded`."""
    entries = [fields_of(entry) for entry in json.loads(Path(path).read_text(encoding="utf-8"))["rules"]]
    current = {rule.slug: rule for rule in Rule.objects.select_for_update().filter(current=True)}
    newest = dict(Rule.objects.values_list("slug").annotate(Max("version")))
    stale, fresh, added = [], [], 0
    for fields in entries:
        slug = fields["slug"]
        known = current.get(slug)
        if known and known.content_hash == fields["content_hash"]:
            continue
        if known:
            stale.append(known.pk)
        else:
            added += 1
        fresh.append(Rule(version=newest.get(slug, 0) + 1, **fields))
    Rule.objects.filter(pk__in=stale).update(current=False)
    Rule.objects.bulk_create(fresh)
    return Loaded(added, len(fresh) - added, len(entries) - len(fresh))


def current_rules(**conditions):
    """Return {slug: Rule} of the rules in force."""
    return {rule.slug: rule for rule in Rule.objects.filter(current=True, **conditions)}


def known_dates(complaint):
    """Return {start event: date} of every start event whose day the case knows."""
    order = complaint.order
    expected = max(filter(None, [order.placed_on, order.promised_on]))
    arrived = order.received_on or order.receipt_confirmed_on
    dates = {
        "purchase": order.placed_on,
        "payment": order.placed_on,
        "pix_sent": order.placed_on,
        "shipped": order.shipped_on,
        "received": arrived,
        "delivered": arrived,
        "receipt_confirmed": order.receipt_confirmed_on,
        # Confirming receipt ends the delivery time: from then on the other window counts.
        "delivery_time_over": None if order.receipt_confirmed_on else order.promised_on or order.protected_until,
        # A refund promised before the case came here is waited for like one won in a dispute.
        "dispute_closed_won": complaint.refund_promised_on,
        "protected_until": order.protected_until,
        "later_of_purchase_and_expected_delivery": expected,
        "defect_evident": complaint.defect_seen_on,
        "complaint_received": complaint.contacted_on,
        # Not complained to the shop yet: the guide asks to do it the day the case is filed.
        "demand_sent": complaint.contacted_on or complaint_day(complaint),
    }
    return {event: day for event, day in dates.items() if day}


def complaint_day(complaint):
    """Return the local day on which the case was filed."""
    return complaint.local_day(complaint.filed_at)


def applies(rule, complaint):
    """Say whether `rule` lies on this case: its shop, payment, reason and kind of product."""
    order, limits = complaint.order, rule.applies
    chosen = (
        ("marketplaces", order.marketplace.slug), ("payments", order.payment_method), ("reasons", complaint.reason)
    )
    if any(limits.get(name) and value not in limits[name] for name, value in chosen):
        return False
    durable = limits.get("durable")
    # Not known whether the thing lasts: both windows are shown, the shorter one warns first.
    return durable is None or order.durable is None or order.durable == durable


def urges(rule, complaint):
    """Say whether a rule's clock is for this person to act on: the Pix window is shown to all, but for fraud only."""
    reasons = rule.applies.get("remind")
    return not reasons or complaint.reason in reasons


def cap_of(rule, dates):
    """Return the day after which `rule` never runs, or None.

    The day on which the order's own page ends the buyer's protection wins over a computed one.
    """
    start = dates.get(rule.cap_event)
    caps = [start + timedelta(days=rule.cap_days)] if rule.cap_days and start else []
    if rule.slug in DISPUTE_WINDOWS and rule.kind == Rule.Kind.DEADLINE and "protected_until" in dates:
        caps.append(dates["protected_until"])
    return min(caps, default=None)


def rules_on_filing(complaint, rules):
    """Return [(rule, start day)] of the clocks that begin when the case is filed."""
    dates = known_dates(complaint)
    return [
        (rule, dates[rule.start_event])
        for rule in rules
        if rule.on_filing and rule.start_event in dates and applies(rule, complaint) and fits(rule, complaint)
    ]


def fits(rule, complaint):
    """Keep a few windows apart that data alone does not tell from each other.

    Apparent and hidden defects (CDC art. 26 §1 and §3) exclude each other: the hidden window
    counts only where the defect showed after delivery.
    """
    seen, got = complaint.defect_seen_on, complaint.order.received_on
    hidden = bool(seen and got and seen > got)
    if rule.slug.startswith("cdc26_hidden"):
        return hidden
    if rule.slug.startswith("cdc26_"):
        return not hidden
    if rule.slug == "house_refund_watch":
        # For shops whose own time is not known.
        return complaint.order.marketplace.slug != "aliexpress"
    if rule.slug == "ae_first_day":
        return complaint.reason not in ARRIVED
    return True
