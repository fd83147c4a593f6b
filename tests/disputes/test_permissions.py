"""Every page of the room, for every party, role and stranger: who sees it, and that nobody else does.

The matrix is made of the addresses themselves, so that a page added later fails until it is judged.
"""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse

from complaints.choices import Party
from complaints.models import Message
from complaints.services.evidence import attach
from complaints.services.messages import write_message
from config.demo_files import tracking_picture
from disputes import services
from disputes.models import Dispute, Door, SellerLink
from disputes.services.notice import revoke
from disputes.urls import urlpatterns
from tests.base import NOW, TODAY, make_case

pytestmark = pytest.mark.django_db

STORY = "Minha filha está doente e o dinheiro faz falta."
TO_TEAM, NOTE = "Só a equipe deve ler isto.", "Nota: o consumidor parece ter razão."
SECRETS = (STORY, TO_TEAM, NOTE, "maria@example.com", "2026.55")

# Pages the staff may read in the consumer's own place.
STAFF_READS = {"dispute_room", "dispute_live", "escalation"}
NAMES = {pattern.name for pattern in urlpatterns}
CONSUMER = sorted(name for name in NAMES if name.startswith(("dispute_", "escalation")))
SELLER = sorted(name for name in NAMES if name.startswith("seller_") and name != "seller_code")
# Texts of a case, for its person, and for the staff to read.
TEXTS = sorted(name for name in NAMES if name.startswith("channel_"))
# Everybody a page may be opened by; each gets a client of its own.
PEOPLE = ["owner", "stranger", "anonymous", "agent", "mediator", "supervisor", "auditor"]
LINKS = ["own", "of another dispute", "revoked", "tampered"]


@pytest.fixture
def house_of(cast, nine_in_the_morning):
    """A hosted dispute with proofs, messages and a note, beside another one of another person."""
    case = make_case(cast.consumer, story=STORY)
    dispute = services.open_dispute(
        case, by=cast.consumer, remedy="full_refund", mode=Dispute.Mode.HOSTED, address="loja@example.net",
        language="pt-br", note="Não chegou.", now=NOW,
    )
    attach(case, [tracking_picture(0)], user=cast.consumer, now=NOW)
    attach(case, [tracking_picture(1)], user=None, party=Party.SELLER, now=NOW)
    for number, (body, audience) in enumerate(((TO_TEAM, "team"), (NOTE, "note"), ("Bom dia.", "both"))):
        party = Party.STAFF if audience == "note" else Party.BUYER
        write_message(
            case, body, author=cast.agent if audience == "note" else cast.consumer, party=party,
            audience=Message.Audience(audience), room=dispute.pk if audience == "both" else None,
            form_key=f"m{number}", now=NOW,
        )
    services.file_outside(
        case, Door.PROCON, by=cast.consumer, filed_on=TODAY, protocol="2026.55", form_key="p1", now=NOW)
    other = make_case(cast.stranger, number="8150000000000011")
    theirs = services.open_dispute(
        other, by=cast.stranger, remedy="full_refund", mode=Dispute.Mode.HOSTED, address="outra@example.net", now=NOW)
    return dispute, theirs


def client_of(who, cast):
    client = Client()
    if who != "anonymous":
        client.force_login(cast.consumer if who == "owner" else getattr(cast, who))
    return client


def consumer_path(name, dispute):
    arguments = [dispute.complaint.reference]
    if name == "escalation":
        arguments.append(dispute.complaint.escalations.get().pk)
    return reverse(name, args=arguments)


def seller_path(name, token, dispute):
    arguments = [token]
    if name.startswith("seller_evidence") and name != "seller_evidence_add":
        # The original of a photo may tell where it was made: each side gets its own only.
        party = Party.SELLER if name == "seller_evidence_original" else Party.BUYER
        arguments.append(dispute.complaint.evidence.get(party=party).token)
    return reverse(name, args=arguments)


def leaks(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return [secret for secret in SECRETS if secret.encode() in body]


def test_every_address_of_the_room_is_judged_here():
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    room = {name for name in named if name.startswith(("dispute_", "seller_", "escalation"))}
    assert room == set(CONSUMER) | set(SELLER) | {"seller_code"}
    assert len(CONSUMER) >= 15 and len(SELLER) >= 12


@pytest.mark.parametrize("who", PEOPLE)
def test_who_opens_the_consumers_pages(house_of, cast, who):
    dispute, _theirs = house_of
    client = client_of(who, cast)
    # An empty form is a whole answer on one page only: its button is the confirmation.
    for name in (name for name in CONSUMER if (who, name) != ("owner", "dispute_withdraw")):
        path = consumer_path(name, dispute)
        answers = {"GET": client.get(path), "POST": client.post(path, {})}
        assert {405} != {response.status_code for response in answers.values()}, name
        for method, response in answers.items():
            page = f"{method} {name}"
            if who == "anonymous":
                assert response.status_code == 302 and "/account/login/" in response["Location"], page
            elif who == "stranger":
                # 405 is said of the address, whoever asks and whether or not there is such a case.
                assert response.status_code in (404, 405), page
            elif who == "owner":
                assert response.status_code in (200, 302, 304, 405, 422), page
            elif name in STAFF_READS and method == "GET":
                assert response.status_code == 200, page
            else:
                assert response.status_code in (403, 405), page
            if who in ("anonymous", "stranger"):
                assert leaks(response) == [], page
    assert Dispute.objects.get(pk=dispute.pk).state == Dispute.State.WAITING_SELLER


@pytest.mark.parametrize("who", PEOPLE)
def test_who_opens_the_texts(house_of, cast, who):
    dispute, _theirs = house_of
    client = client_of(who, cast)
    assert len(TEXTS) == 3
    for name in TEXTS:
        arguments = [dispute.complaint.reference, *(["procon"] if name != "channel_texts" else [])]
        path = reverse(name, args=arguments)
        response = client.get(path)
        assert response.status_code == {"anonymous": 302, "stranger": 404}.get(who, 200), name
        assert client.post(path).status_code == (302 if who == "anonymous" else 405), name
        if who in ("anonymous", "stranger"):
            assert leaks(response) == [], name


@pytest.mark.parametrize("link", LINKS)
def test_who_opens_the_sellers_pages(house_of, cast, link):
    dispute, theirs = house_of
    token = SellerLink.objects.get(dispute=dispute).token
    if link == "of another dispute":
        token = SellerLink.objects.get(dispute=theirs).token
    elif link == "revoked":
        revoke(dispute, by=cast.consumer, party=Party.BUYER, now=NOW)
    elif link == "tampered":
        token = ("0" if token[0] != "0" else "1") + token[1:]
    # Whoever else is signed in makes no difference: the link alone opens the page.
    for client in (Client(), client_of("stranger", cast)):
        for name in SELLER:
            path = seller_path(name, token, dispute)
            answers = [client.get(path), client.post(path, {})]
            assert {405} != {response.status_code for response in answers}, name
            for response in answers:
                assert leaks(response) == [], name
                if link in ("revoked", "tampered"):
                    assert response.status_code in (404, 405), name
                    continue
                assert response.status_code in (200, 302, 405, 422) or link != "own", name
                # The other seller's link opens that seller's own dispute, and nothing of this one.
                if link != "own" and response.status_code == 200 and not response.streaming:
                    assert dispute.complaint.order.number.encode() not in response.content, name
    assert Dispute.objects.get(pk=dispute.pk).state == Dispute.State.WAITING_SELLER


@pytest.mark.parametrize("path", ["evidence_shown", "evidence_original"])
def test_a_sellers_link_opens_no_page_of_the_consumer(house_of, path):
    dispute, _theirs = house_of
    file = dispute.complaint.evidence.first()
    response = Client().get(reverse(path, args=[dispute.complaint.reference, file.token]))
    assert response.status_code == 302 and "/account/login/" in response["Location"]


@pytest.mark.parametrize("who", ["owner", "agent", "mediator", "supervisor", "auditor"])
def test_notes_of_the_staff_are_for_the_staff(house_of, cast, who):
    dispute, _theirs = house_of
    client = client_of(who, cast)
    for name in ("dispute_room", "dispute_live"):
        response = client.get(consumer_path(name, dispute))
        assert response.status_code == 200
        if who == "owner":
            assert NOTE.encode() not in response.content


# Who of the staff may do what at the desk; a page added later fails until it is judged here.
DESK = {
    "decide": {"mediator", "supervisor"}, "ask": {"mediator", "supervisor"},
    "write": {"agent", "mediator", "supervisor"}, "note": {"agent", "mediator", "supervisor"},
    "notice": {"agent", "supervisor"}, "revoke": {"agent", "supervisor"}, "letter": {"agent", "supervisor"},
    "letter_text": {"agent", "supervisor"}, "answer": {"agent", "supervisor"},
}
OF_DJANGO = {"changelist", "add", "history", "delete", "change"}


def test_every_page_of_the_desk_is_judged_here():
    names = {path.name for path in admin.site._registry[Dispute].get_urls() if path.name}
    assert {name.removeprefix("disputes_dispute_") for name in names} == set(DESK) | OF_DJANGO


@pytest.mark.parametrize("who", PEOPLE)
def test_who_opens_the_desk(house_of, cast, who):
    dispute, _theirs = house_of
    client = client_of(who, cast)
    for name, allowed in DESK.items():
        path = reverse(f"admin:disputes_dispute_{name}", args=[dispute.pk])
        answers = [client.get(path), client.post(path, {})]
        for response in answers:
            if who in allowed:
                assert response.status_code in (200, 302, 405, 422), name
            elif who in ("agent", "mediator", "auditor", "supervisor"):
                assert response.status_code in (403, 405), name
            else:
                assert response.status_code in (302, 403), name
                assert leaks(response) == [], name
        if who in allowed:
            assert {200, 422} & {response.status_code for response in answers}, name
    assert Dispute.objects.get(pk=dispute.pk).state == Dispute.State.WAITING_SELLER
