"""The staff's desk over many cases: its pages, its search, its figures, and many cases closed at once.

Times are wall clock of whole requests in one process, without a web server between: sign-in, permission, the
record of who looked, and the page itself. PostgreSQL only.
"""

import re
import statistics
import time
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from complaints import batches, tallies
from complaints.figures import load_figures
from complaints.models import Complaint, Deadline
from complaints.rules import load_rules
from complaints.search import learn_words
from config.benchmarks.desk_data import fill
from config.benchmarks.room import busy_room, file_case
from config.roles import AGENT, SUPERVISOR, make_roles
from contacts.directory import load_directory
from contacts.models import User

RENDERS, BULK = 20, 5_000
DAYS = 90
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
LIST = "admin:complaints_complaint_changelist"
# A count that reads the table to its end: nothing bounds what it counts.
COUNTS = re.compile(r"count\(\*\)", re.IGNORECASE)


def measure(cases, bulk=BULK):
    """Return the figures of every page in milliseconds (median of 20), with queries, and of a bulk close."""
    begun, now = time.perf_counter(), timezone.now()
    counted = prepare(cases, now)
    figures = {"cases": cases, "database": connection.vendor, "prepared_s": round(time.perf_counter() - begun),
               "counting_ms": ms(counted)}
    agent, supervisor = staff("agente@bench.example", AGENT), staff("chefe@bench.example", SUPERVISOR)
    # No manifest of static files is needed to run this; looking a name up in one costs as little.
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}):
        figures |= pages(signed_in(agent), signed_in(supervisor), cases, now)
    return figures | close_many(supervisor, bulk)


def prepare(cases, now):
    """Fill the database, count and learn what background tasks would have; return the seconds of a minute's counts."""
    load_rules()
    load_figures()
    load_directory()
    make_roles()
    fill(cases, now)
    learn_words()
    for back in range(1, DAYS):
        tallies.count_day(timezone.localdate(now) - timedelta(days=back))
    begun = time.perf_counter()
    tallies.count_due(now)
    counted = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return counted


def staff(email, role):
    user = User.objects.create_user(email, display_name=email.split("@")[0], is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    TOTP.activate(user, generate_totp_secret())
    return user


def signed_in(user):
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def pages(agent, supervisor, cases, now):
    """Open the pages again and again; return {name: {ms, queries, ...}}."""
    busy = busy_case(now)
    some = Complaint.objects.filter(state="open").order_by("pk").values_list("pk", flat=True)[:: max(cases // 40, 1)]
    ours = list(some[:8])
    queues = {name: f"{reverse(LIST)}?queue={name}" for name in (
        "needs", "asked", "waiting", "late", "bounced", "poisoned", "no_shop", "mediation", "open", "closed")}
    queues |= {f"needs_{whose}": f"{reverse(LIST)}?queue=needs&whose={whose}" for whose in ("mine", "unassigned")}
    queues["shop"] = f"{reverse(LIST)}?queue=open&shop=shopee"
    searches = {name: f"{reverse(LIST)}?q={typed}" for name, typed in typed_words(ours[0]).items()}
    case_pages = {f"case_{pk}": case_url(pk) for pk in ours} | {"busy": case_url(busy.pk)}
    return {
        "queue": look(agent, queues), "search": look(agent, searches), "case": look(agent, case_pages),
        "dashboard": look(supervisor, {
            "month": f"{reverse('admin:figures')}?days=30", "quarter": f"{reverse('admin:figures')}?days=90",
            "shop": f"{reverse('admin:figures')}?days=90&shop=shopee",
        }),
    }


def case_url(pk):
    return reverse("admin:complaints_complaint_change", args=[pk])


def typed_words(pk):
    """Return what is searched, by what it shows: each way in, words of many cases, of few and of none, and slips."""
    case = Complaint.objects.select_related("order", "user").get(pk=pk)
    seldom = case.text.words.split()[-1]
    return {
        "reference": case.shown_reference, "number": case.order.number, "e-mail": case.user.email,
        "seller": case.order.store, "common": "chegou", "two common": "vendedor dinheiro",
        "three": "reembolso cartao quebrado", "seldom": seldom, "item": "violao", "misspelt": "furadera",
        "two misspelt": "vendeodr dinheirro", "none": "xilofone",
    }


def look(client, paths):
    """Return the median over all pages, the slowest page's median, the most queries, and counts without a bound."""
    medians, most, unbounded = {}, 0, []
    for name, path in paths.items():
        # The first visits load templates, catalogues and the pages of the database.
        for _visit in range(3):
            response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answers {response.status_code}")
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        most = max(most, len(asked))
        unbounded += [name for query in asked.captured_queries if counts_all(query["sql"])]
        times = []
        for _render in range(RENDERS):
            begun = time.perf_counter()
            client.get(path)
            times.append(time.perf_counter() - begun)
        medians[name] = ms(statistics.median(times))
    slowest = max(medians, key=medians.get)
    return {
        "ms": round(statistics.median(medians.values()), 1), "slowest_ms": medians[slowest], "slowest": slowest,
        "queries": most, "unbounded_counts": unbounded, "each": medians,
    }


def counts_all(sql):
    """Say whether a query counts cases without a bound: no LIMIT stands inside what it counts."""
    return bool(COUNTS.search(sql)) and Complaint._meta.db_table in sql and "LIMIT" not in sql.upper()


def busy_case(now):
    """Return a case with a dispute of many rounds, 200 messages and 40 lines."""
    maria = User.objects.create_user("maria@bench.example", display_name="Maria")
    mediator = User.objects.create_superuser("bia@bench.example", display_name="Bia")
    return busy_room(file_case(maria, now - timedelta(days=1)), mediator, messages=200, events=40,
                     now=now - timedelta(days=1)).complaint


def close_many(supervisor, bulk):
    """Close cases in the background, as a worker does; return how many a second."""
    free = Complaint.objects.filter(state="open").exclude(
        deadlines__in=Deadline.objects.filter(owner="dispute", state__in=["running", "paused"]))
    ids = list(free.order_by("pk").values_list("pk", flat=True)[:bulk])
    params = {"closing": Complaint.Closing.UNANSWERED, "reason": "Sem resposta há muito tempo."}
    batch = batches.start("close", params, ids, by=supervisor)
    begun = time.perf_counter()
    batches.run_due()
    seconds = time.perf_counter() - begun
    batch.refresh_from_db()
    return {"bulk": {
        "cases": len(ids), "done": batch.done, "refused": batch.refused, "seconds": round(seconds, 2),
        "per_second": round(batch.done / seconds),
    }}


def ms(seconds):
    return round(1000 * seconds, 1)
