"""Load the rules, and say which of them lie on a case.

A rule that changed in the data file becomes a new version; running clocks keep theirs.
"""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from complaints.choices import ARRIVED
from complaints.models import Rule

DATA = Path(__file__).parent / "data" / "rules.json"
RENAMED = {"id": "slug", "tz": "shown_zone"}
# Windows in which a dispute must be opened at the shop: opening one meets them, on whatever day it was.
DISPUTE_WINDOWS = (
    "ae_open_after_confirm", "ae_open_after_delivery_time", "ae_first_day", "shopee_open", "shopee_electronics",
    "ml_return", "shein_return", "temu_return",
)


# What tells which of several versions is in force.
OF_THE_VERSION = ("slug", "version", "current", "valid_from", "content_hash")


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
    """Bring the rules up to the data file; the same file twice changes nothing. Returns `Loaded`.

    A version that staff made keeps the hash of the file's content it was made from: it stays as long as the
    file says the same, and gives way to a new version once the file itself says something else.
    """
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
            fields["valid_from"] = max(fields["valid_from"], known.valid_from)
        else:
            added += 1
        fresh.append(Rule(version=newest.get(slug, 0) + 1, **fields))
    Rule.objects.filter(pk__in=stale).update(current=False)
    Rule.objects.bulk_create(fresh)
    return Loaded(added, len(fresh) - added, len(entries) - len(fresh))


def current_rules(only=(), **conditions):
    """Return {slug: Rule} of the rules in force now; with `only`, no more than these fields. One query.

    Right at every instant: a version that staff wrote for a later day counts from that day's first minute,
    whether or not the nightly task has marked it as current yet.
    """
    rows = Rule.objects.filter(Q(current=True) | written_until(brazilian_day()), **conditions)
    return in_force(rows.only(*only, *OF_THE_VERSION) if only else rows)


def written_until(day):
    """Return the condition of versions that staff wrote to count from `day` or before."""
    return Q(changed_at__isnull=False, valid_from__lte=day)


def brazilian_day(now=None):
    """Return the day it is in Brasília, where the rules are made."""
    return timezone.localdate(now, ZoneInfo(settings.CASE_TIME_ZONE))


def in_force(rows):
    """Return {slug: Rule} of what counts among `rows`: current versions, and those of staff whose day has come.

    The latest first day wins, then the newest version. A version made from an older text of the data file
    never comes back: a file that changed since has replaced it.
    """
    rows = sorted(rows, key=lambda rule: (rule.valid_from, rule.version))
    standing = {rule.slug: rule for rule in rows if rule.current}
    for rule in rows:
        known = standing.get(rule.slug)
        if known and rule.content_hash == known.content_hash and rule.is_after(known):
            standing[rule.slug] = rule
    return standing


def order_dates(order):
    """Return {start event: date or None} of the start events that lie in the order itself."""
    arrived = order.received_on or order.receipt_confirmed_on
    return {
        "purchase": order.placed_on,
        "payment": order.placed_on,
        "pix_sent": order.placed_on,
        "shipped": order.shipped_on,
        "received": arrived,
        "delivered": arrived,
        "receipt_confirmed": order.receipt_confirmed_on,
        # Confirming receipt ends the delivery time: from then on the other window counts.
        "delivery_time_over": None if order.receipt_confirmed_on else order.promised_on or order.protected_until,
        "protected_until": order.protected_until,
        "later_of_purchase_and_expected_delivery": max(filter(None, [order.placed_on, order.promised_on])),
    }


def known_dates(complaint):
    """Return {start event: date} of every start event whose day the case knows."""
    dates = order_dates(complaint.order) | {
        # A refund promised before the case came here is waited for like one won in a dispute.
        "dispute_closed_won": complaint.refund_promised_on,
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
