"""Who holds a live link sees one dispute; nobody else sees anything."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Party
from complaints.models import Evidence, Message
from complaints.services.belonging import merge
from complaints.services.messages import write_message
from contacts.choices import Language
from disputes import services
from disputes.access import get_link_by_code, get_link_for, get_side_evidence
from disputes.claim import first_name
from disputes.lifecycle import State
from disputes.models.sellers import SellerLink, digest, typed_code
from tests.base import NOW, make_case
from tests.complaints.pages import words
from tests.disputes.door import at, hosted, link_of, seller

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
DAY = timedelta(days=1)
SAFE_PAGES = [
    "seller_room", "seller_live", "seller_accept", "seller_refuse", "seller_propose", "seller_question",
    "seller_decision", "seller_return", "seller_evidence_add",
]


@pytest.fixture
def dispute(case, cast):
    return hosted(State.WAITING_SELLER, case, cast, note="Nada chegou aqui.")


@pytest.fixture
def link(dispute):
    return link_of(dispute)


def opens(link, now=NOW):
    try:
        return get_link_for(link.token, now).pk == link.pk
    except Http404:
        return False


def test_a_live_link_opens_its_dispute(link, dispute):
    assert opens(link)
    found = get_link_by_code(f" {link.shown_code.lower()} ", NOW)
    assert (found.pk, found.dispute_id) == (link.pk, dispute.pk)


def test_a_link_outlives_its_dispute_by_thirty_days(link, dispute, cast):
    services.withdraw(dispute, by=cast.consumer, now=NOW)
    assert opens(link, NOW + 30 * DAY - timedelta(seconds=1))
    assert not opens(link, NOW + 30 * DAY)
    with time_machine.travel(NOW + 29 * DAY, tick=False):
        assert seller().get(at(link)).status_code == 200
    with time_machine.travel(NOW + 31 * DAY, tick=False):
        assert seller().get(at(link)).status_code == 404


def test_a_revoked_link_opens_nothing_and_neither_does_its_code(link, dispute, cast):
    services.revoke(dispute, by=cast.consumer, party=Party.BUYER, now=NOW)
    assert not opens(link)
    assert seller().get(at(link)).status_code == 404
    response = seller().post("/answer/", {"code": link.code})
    assert response.status_code == 422
    assert "Este código não abre nada" in words(response)


def test_another_address_closes_the_old_way_in(link, dispute, cast):
    new = services.resend(dispute, by=cast.consumer, party=Party.BUYER, address="outra@loja.example", now=NOW)
    assert not opens(link)
    assert opens(new)
    assert new.token != link.token


@pytest.mark.parametrize("name", SAFE_PAGES)
def test_a_tampered_token_opens_no_page(link, name):
    first = "0" if link.token[0] != "0" else "1"
    for token in (first + link.token[1:], link.token[:-1], link.token + "0", link.token.upper(), link.token_hash):
        response = seller().get(at(link, name).replace(link.token, token))
        assert response.status_code == 404
        assert "Este link não abre mais" in words(response)
        assert "máquina de solda" not in words(response)


@given(st.text(max_size=60))
def test_what_is_no_code_is_told_apart_from_a_wrong_one(text):
    plain = typed_code(text)
    assert plain == "" or (len(plain) == 10 and typed_code(plain) == plain)


@given(st.text(alphabet="0123456789abcdef", min_size=32, max_size=32))
def test_any_single_slip_in_a_code_is_noticed(salt):
    link = SellerLink(salt=salt, language=Language.PORTUGUESE)
    code = link.code
    assert typed_code(link.shown_code) == code
    assert digest(code) != digest(link.token)
    slipped = code[:-2] + code[-1] + code[-2]
    assert slipped == code or typed_code(slipped) == ""


@pytest.mark.parametrize(("given_name", "first"), [
    ("Maria da Silva", "Maria"), ("maria@example.com", ""), ("", ""), ("123.456.789-09", ""),
    ("Ana-Lúcia", "Ana-Lúcia"), ("  João  ", "João"), ("x" * 60, ""),
])
def test_of_the_name_only_the_first_and_only_if_it_is_one(given_name, first):
    class Person:
        display_name = given_name

    assert first_name(Person()) == first


# -- What the seller must never see -----------------------------------------------------


def proof(case, party, body=b"x", **fields):
    row = Evidence(
        complaint=case, party=party, kind="image", name=f"{party}.png", content_type="image/png",
        shown_type="image/png", sha256=digest(f"{case.pk}{party}"), size=1, uploaded_at=NOW, **fields,
    )
    row.original.save("original", ContentFile(body), save=False)
    row.shown.save("shown", ContentFile(body), save=False)
    row.save()
    return row


@pytest.fixture
def secrets(case, cast):
    """What was said and kept in the case that is no business of the seller's."""
    case.story, case.user.display_name = "O meu CPF está nesta história.", "Maria Aparecida"
    case.save(update_fields=["story"])
    case.user.save(update_fields=["display_name"])
    write_message(case, "Só a equipe lê isto.", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    write_message(
        case, "Nota: suspeito.", author=cast.agent, party=Party.STAFF, form_key="b", audience=Message.Audience.NOTE,
        now=NOW)
    return ["CPF", "Aparecida", "maria@example.com", "Só a equipe lê isto.", "Nota: suspeito.", "bem-guardada"]


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_page_without_anybodys_secrets(case, cast, secrets, state):
    proof(case, Party.STAFF, caption="bem-guardada")
    link = link_of(hosted(state, case, cast, note="Nada chegou aqui."))
    link.refresh_from_db()
    now = link.dispute.closed_at or NOW
    with time_machine.travel(max(now, NOW), tick=False):
        response = seller().get(at(link))
        polled = seller().get(at(link, "seller_live"))
    assert (response.status_code, polled.status_code) == (200, 200)
    said = response.content.decode() + polled.content.decode()
    assert "Maria pede" in said
    assert "Nada chegou aqui." in said
    for secret in secrets:
        assert secret not in said


def test_a_message_in_another_dispute_of_the_case_stays_there(case, cast, dispute, link):
    def write(room, body):
        write_message(
            case, body, author=cast.consumer, party=Party.BUYER, form_key=body, audience=Message.Audience.BOTH,
            room=room, now=NOW)

    write(dispute.pk, "Para este vendedor.")
    write(dispute.pk + 1000, "Para outro vendedor.")
    said = words(seller().get(at(link)))
    assert "Para este vendedor." in said
    assert "Para outro vendedor." not in said


def test_a_link_hands_out_the_proof_of_both_sides_of_its_own_case_only(case, cast, link):
    other = make_case(cast.stranger)
    mine = proof(case, Party.SELLER, b"do vendedor")
    theirs = proof(case, Party.BUYER, b"de Maria")
    closed = [proof(case, Party.STAFF), proof(other, Party.BUYER), proof(other, Party.SELLER)]
    shown = [("seller_evidence", mine), ("seller_evidence_original", mine), ("seller_evidence", theirs)]
    for name, file in shown:
        response = seller().get(at(link, name, file.token))
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == file.original.read()
        assert "sandbox" in response["Content-Security-Policy"]
        file.original.seek(0)
    # The original of a photo may tell where it was made: the seller gets the cleaned copy.
    assert seller().get(at(link, "seller_evidence_original", theirs.token)).status_code == 404
    for file in closed:
        for name in ("seller_evidence", "seller_evidence_original"):
            assert seller().get(at(link, name, file.token)).status_code == 404


def test_a_link_shows_what_was_given_in_its_own_dispute(case, cast, link):
    before, after = proof(case, Party.SELLER, b"1"), proof(case, Party.BUYER, b"2")
    Evidence.objects.filter(pk=before.pk).update(uploaded_at=link.dispute.opened_at - timedelta(days=1))
    services.withdraw(link.dispute, by=cast.consumer, now=NOW)
    Evidence.objects.filter(pk=after.pk).update(uploaded_at=NOW + timedelta(days=1))
    page = seller().get(at(link)).content.decode()
    # Neither an earlier seller's proof nor what came after the end.
    for file in (before, after):
        assert seller().get(at(link, "seller_evidence", file.token)).status_code == 404
        assert file.token not in page


def test_nobody_answers_oneself(case, cast, link):
    buyer = Client()
    buyer.force_login(cast.consumer)
    assert buyer.get(at(link)).status_code == 404
    assert buyer.post(at(link, "seller_accept"), {"seen": "1"}).status_code == 404
    assert buyer.post(reverse("seller_code"), {"code": link.shown_code}).status_code == 422
    assert not case.events.filter(kind="notice_opened").exists()


def test_the_door_is_the_links_alone(case, cast, link):
    """Being signed in, as anybody, opens nothing of the seller's; and the link nothing of anybody's."""
    for person in (cast.stranger, cast.agent, cast.consumer):
        browser = Client()
        browser.force_login(person)
        assert browser.get(at(link).replace(link.token, "0" * 48)).status_code == 404
    assert seller().get(case.get_absolute_url()).status_code == 302


def test_the_proof_of_a_case_merged_in_after_the_end_is_not_the_sellers_to_read(case, cast, dispute, link):
    given = proof(case, "buyer")
    other = make_case(cast.consumer, number="", item="máquina de solda 250A")
    of_another_shop = proof(other, "buyer", b"y")
    services.withdraw(dispute, by=cast.consumer, now=NOW + DAY)
    merge(other, case, by=cast.agent, reason="É o mesmo problema.", now=NOW + 2 * DAY)
    link = SellerLink.objects.select_related("dispute__complaint").get(pk=link.pk)
    assert get_side_evidence(link, given.token) == given
    with pytest.raises(Http404):
        get_side_evidence(link, of_another_shop.token)
