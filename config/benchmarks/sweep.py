"""The sweep against bare SQL that does the same writes, in one run and on the same rows.

Half of the due clocks are reminded; of the others, three in five end plainly and two in five
are a seller's silence in a dispute, which moves the dispute and starts a new clock.
"""

import gc
import time
from datetime import timedelta
from decimal import Decimal
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from complaints.choices import Party
from complaints.models import Complaint, Deadline, Event, Order
from complaints.reference import new_reference
from complaints.rules import current_rules, load_rules
from complaints.services.clocks import lay
from complaints.sweep import CLOCK_COLUMNS, clock_values, sweep
from complaints.timeline import Line, append_all
from config.benchmarks.bare_sql import run_bare_sql
from contacts.bulk import insert_rows
from contacts.models import Company, OutgoingEmail, User
from disputes.models import Dispute

CLOCKS_PER_CASE = 4
CHUNK = 5000
LONG_RULES = ("card_network", "paypal_open", "med_request", "card_safe")


def measure(database, clocks, due):
    """Return {per_second, seconds, raw_sql_seconds, ratio, ...} of a sweep over `due` of `clocks`."""
    now = timezone.now()
    build(clocks, due, now)
    raw = None
    if database.vendor == "postgresql":
        analyse()
        database.copy("raw")
    seconds, treated = timed(lambda: sweep(now=now))
    written = counts()
    if database.vendor == "postgresql":
        database.use("raw")
        analyse()
        raw, _nothing = timed(lambda: run_bare_sql(now))
        same = counts() == written
    return {
        "clocks": clocks, "due": due, "treated": treated, "seconds": round(seconds, 3),
        "per_second": round(treated / seconds), "database": database.vendor,
        "raw_sql_seconds": raw and round(raw, 3), "ratio": raw and round(seconds / raw, 2),
        "same_writes": same if raw else None, "written": written,
    }


def measure_idle(clocks):
    """Return the best of five sweeps, in milliseconds, over `clocks` running ones with nothing due."""
    now = timezone.now()
    build(clocks, 0, now, clocks_per_case=100)
    analyse()
    sweep(now=now)
    return round(min(timed(lambda: sweep(now=now))[0] for _try in range(5)) * 1000, 2)


def timed(work):
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def counts():
    """Return how many rows of each kind there are: the two ways must leave the same."""
    return {
        "mails": OutgoingEmail.objects.count(), "events": Event.objects.count(),
        "missed": Deadline.objects.filter(state="missed").count(),
        "running": Deadline.objects.filter(state="running").count(),
        "in_mediation": Dispute.objects.filter(state="mediation").count(),
    }


def analyse():
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def build(clocks, due, now, clocks_per_case=CLOCKS_PER_CASE):
    """Fill the database: people, orders, cases, timelines, disputes and clocks."""
    load_rules()
    rules = current_rules()
    shop = Company.objects.create(slug="aliexpress", name="AliExpress", kind="marketplace", checked_on=now.date())
    cases = max(clocks // clocks_per_case, due)
    today = now.date()
    users = bulk(User, (
        User(email=f"u{n}@bench.example", password="!", display_name=f"Pessoa {n}") for n in range(max(cases // 2, 1))
    ))
    orders = bulk(Order, (
        Order(user=users[n % len(users)], marketplace=shop, number=f"81{n:014d}", item="máquina de solda",
              amount=Decimal("389.90"), payment_method="pix", placed_on=today - timedelta(days=50))
        for n in range(cases)
    ))
    references = set()
    while len(references) < cases:
        references.add(new_reference())
    complaints = bulk(Complaint, (
        Complaint(reference=references.pop(), user=order.user, order=order, shop=shop, reason="not_received",
                  story="Não chegou.", filed_at=now, desired_outcome="refund")
        for order in orders
    ))
    with transaction.atomic():
        for start in range(0, cases, CHUNK):
            part = complaints[start : start + CHUNK]
            lines = [Line(case.pk, "filed", Party.BUYER, case.user_id, {"reason": case.reason}) for case in part]
            append_all(lines, now)
    reminded, plain = due // 2, due // 2 + (due - due // 2) * 3 // 5
    disputed = bulk(Dispute, (
        Dispute(complaint=case, state="waiting_seller", reason="not_received", remedy="full_refund",
                amount=Decimal("389.90"), opened_on=today)
        for case in complaints[plain:due]
    ))
    for part in chunks(clock_rows(complaints, disputed, rules, now, clocks, reminded, plain, due)):
        insert_rows(Deadline, CLOCK_COLUMNS, part)


def clock_rows(complaints, disputed, rules, now, clocks, reminded, plain, due):
    """Yield the clocks' column values: the due ones first, one on each case, then quiet ones over all cases."""
    today = now.date()
    remind = clock_values(lay(complaints[0], rules["card_safe"], today - timedelta(days=83), now=now)) | {
        "opened_at": now - timedelta(days=20), "wake_at": now - timedelta(minutes=1),
        "safe_on": today + timedelta(days=3 if now.hour >= 12 else 2), "due_at": now + timedelta(days=5),
    }
    over = {
        "opened_at": now - timedelta(days=6), "due_at": now - timedelta(minutes=1),
        "wake_at": now - timedelta(minutes=1),
    }
    end = clock_values(lay(complaints[0], rules["d7962_answer"], today, now=now)) | over
    seller = clock_values(lay(complaints[0], rules["ae_seller_answer"], today, now=now, owner="dispute")) | over
    for index in range(due):
        sample = remind if index < reminded else end if index < plain else seller
        subject = disputed[index - plain].pk if index >= plain else None
        yield tuple((sample | {"complaint_id": complaints[index].pk, "subject_id": subject}).values())
    quiet = [clock_values(lay(complaints[0], rules[slug], today, now=now)) for slug in LONG_RULES]
    for index in range(clocks - due):
        yield tuple((quiet[index % len(quiet)] | {
            "complaint_id": complaints[index % len(complaints)].pk, "wake_at": now + timedelta(days=1 + index % 60),
        }).values())


def chunks(rows):
    """Yield lists of at most `CHUNK` rows."""
    rows = iter(rows)
    while part := list(islice(rows, CHUNK)):
        yield part


def bulk(model, rows):
    """Create rows in chunks; return them."""
    return [row for part in chunks(rows) for row in model.objects.bulk_create(part)]
