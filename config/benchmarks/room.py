"""The page of a dispute that has seen much: how many queries it asks, and how much processor time it takes."""

import statistics
import time
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from complaints.choices import Outcome, Party, Payment, Reason
from complaints.models import Draft, Message
from complaints.rules import load_rules
from complaints.services.cases import file_complaint
from complaints.services.messages import write_message
from config.roles import make_roles
from contacts.directory import load_directory
from contacts.models import Company, User
from disputes import services
from disputes.models import Dispute, SellerLink

MINUTE = timedelta(minutes=1)
ROUNDS = 12
RENDERS = 30
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


def measure(messages=200, events=40):
    """Return {queries, cpu_ms, ...} of the room's page: the median of 30 renders, in milliseconds of CPU."""
    load_rules()
    load_directory()
    make_roles()
    now = timezone.now() - timedelta(days=1)
    maria = User.objects.create_user("maria@bench.example", display_name="Maria")
    mediator = User.objects.create_superuser("bia@bench.example", display_name="Bia")
    dispute = busy_room(file_case(maria, now), mediator, messages=messages, events=events, now=now)
    client = Client(SERVER_NAME="localhost")
    client.force_login(maria)
    path = reverse("dispute_room", args=[dispute.complaint.reference])
    # No manifest of static files is needed to run this; looking a name up in one costs as little.
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}):
        return look(client, path, dispute, messages)


def look(client, path, dispute, messages):
    """Open the page again and again; return the figures."""
    # The first visits load templates and catalogues, and mark what was written as read.
    for _visit in range(3):
        client.get(path)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    # Counted now: the next request empties the log.
    queries, times = len(asked), []
    for _render in range(RENDERS):
        begun = time.process_time()
        client.get(path)
        times.append(time.process_time() - begun)
    return {
        "database": connection.vendor, "status": response.status_code, "messages": messages,
        "events": events_of(dispute), "queries": queries, "bytes": len(response.content),
        "cpu_ms": round(1000 * statistics.median(times), 2), "best_cpu_ms": round(1000 * min(times), 2),
    }


def file_case(user, now):
    """File the case of a coffee machine through the door."""
    order = {
        "marketplace": Company.objects.get(slug="shopee"), "number": "", "item": "cafeteira",
        "amount": Decimal("259.90"), "payment_method": Payment.PIX, "placed_on": now.date() - timedelta(days=40),
    }
    case = {
        "reason": Reason.NOT_AS_DESCRIBED, "story": "Pedi 220 volts e veio 110.", "desired_outcome": Outcome.REFUND,
        "amount_claimed": Decimal("259.90"),
    }
    return file_complaint(Draft.objects.create(user=user), order, case, now=now).complaint


def busy_room(complaint, mediator, *, messages, events, now):
    """Return a dispute here with offers of many rounds, a question, a decision, and much talk about it."""
    user = complaint.user
    dispute = services.open_dispute(
        complaint, by=user, remedy="full_refund", mode=Dispute.Mode.HOSTED, address="vendas@bench.example",
        language="pt-br", note="Veio errado.", now=now,
    )
    part = {"remedy": "part_refund", "note": "Assim fica bom para os dois."}
    for number in range(ROUNDS):
        services.seller_proposes(dispute, amount=Decimal(50 + number), now=now + 2 * number * MINUTE, **part)
        services.buyer_proposes(
            dispute, by=user, amount=Decimal(200 - number), now=now + (2 * number + 1) * MINUTE, **part)
    now += 2 * ROUNDS * MINUTE
    services.seller_refuses(dispute, note="Não dá.", now=now)
    services.escalate(dispute, by=user, now=now + MINUTE)
    services.ask(dispute, mediator=mediator, party=Party.BUYER, text="Tem foto?", now=now + 2 * MINUTE)
    services.answer(dispute, party=Party.BUYER, text="Mandei agora.", by=user, now=now + 3 * MINUTE)
    services.decide(
        dispute, mediator=mediator, outcome="split", amount=Decimal(150), facts="Veio 110 volts.",
        reasons="A foto mostra a etiqueta.", now=now + 4 * MINUTE,
    )
    link = SellerLink.objects.get(dispute=dispute)
    visits = max(events - events_of(dispute), 0)
    for number in range(visits):
        services.note_opening(link, now=now + (5 + 31 * number) * MINUTE)
        link.refresh_from_db()
    for number in range(messages):
        seller = number % 2
        write_message(
            complaint, f"Mensagem {number}: veja a foto, por favor.", author=None if seller else user,
            party=Party.SELLER if seller else Party.BUYER, audience=Message.Audience.BOTH, room=dispute.pk,
            form_key=f"bench-{number}", now=now + (5 + number) * MINUTE,
        )
    return Dispute.objects.select_related("complaint").get(pk=dispute.pk)


def events_of(dispute):
    """Return how many lines the timeline of a dispute has."""
    return dispute.complaint.events.filter(data__dispute=dispute.pk).count()
