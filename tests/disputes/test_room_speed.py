"""The room that has seen much: how many queries its page asks, whatever the number of messages and offers."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.models import Message, ReadMark
from complaints.services.evidence import attach
from config.benchmarks.room import busy_room, events_of
from disputes.models import Dispute
from tests.base import NOW
from tests.complaints.pages import signed_in, upload, words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def asked(client, case):
    """Return (how many queries the room's page asks, the answer)."""
    with time_machine.travel(Dispute.objects.get().opened_at.replace(hour=20), tick=False), \
            CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("dispute_room", args=[case.reference]))
    assert response.status_code == 200
    return len(queries), response


@pytest.fixture
def room(cast, case):
    """Return a function that fills Maria's room with messages and lines, a proof used in the decision among them."""

    def fill(messages, events=40):
        attach(case, [upload()], user=cast.consumer, now=NOW)
        dispute = busy_room(case, cast.mediator, messages=messages, events=events, now=NOW)
        dispute.decision.evidence.set(case.evidence.all())
        return dispute

    return fill


def test_two_hundred_messages_and_forty_lines(maria, case, room):
    dispute = room(200)
    assert events_of(dispute) == 40
    assert Message.objects.count() == 200
    first, response = asked(maria, case)
    # The visit that marks everything as read asks for that, too.
    assert ReadMark.objects.get().message_id == Message.objects.order_by("-pk").first().pk
    again, _same = asked(maria, case)
    assert again <= first <= MOST_QUERIES
    assert "Ver as 185 mensagens anteriores" in words(response)
    assert "Ver todos os 40 acontecimentos" in words(response)
    assert "Ver todas as 24 propostas" in words(response)


def test_one_message_asks_as_much_as_two_hundred(maria, case, room):
    room(1)
    asked(maria, case)
    one, _response = asked(maria, case)
    Message.objects.bulk_create(
        Message(complaint=case, party="seller", audience="both", room=Dispute.objects.get().pk, body=f"Oi {n}",
                form_key=f"more-{n}", written_at=NOW)
        for n in range(199)
    )
    asked(maria, case)
    many, response = asked(maria, case)
    assert many == one
    assert words(response).count("Oi 1") > 5


def test_everything_is_one_link_away(maria, case, room):
    room(40)
    with time_machine.travel(NOW.replace(hour=20), tick=False):
        response = maria.get(reverse("dispute_room", args=[case.reference]), {"all": "1"})
    shown = words(response)
    assert "Mensagem 0:" in shown and "Mensagem 39:" in shown
    assert "Você abriu a disputa" in shown
    assert "R$ 50,00" in shown.replace("\xa0", " ")


def test_staff_ask_no_more(cast, case, room):
    room(200)
    count, _response = asked(signed_in(cast.agent), case)
    # Their permissions and their second factor are asked for besides.
    assert count <= MOST_QUERIES + 4
