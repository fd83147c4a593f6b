"""The front page of the staff: what waits for a person, and whether the sweep is alive."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.html import escape

from complaints.choices import Party
from complaints.models import Deadline, SweepRun
from complaints.services.claiming import assign
from complaints.services.messages import write_message
from complaints.standing import reckon
from config.staff_site import ago_words
from contacts.models import OutgoingEmail
from disputes import services
from disputes.models import Remedy
from disputes.services.notice import live_link, note_delivery
from tests.base import NOW, make_case

INDEX = "/admin/"


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(client, cast):
    client.force_login(cast.agent)
    return cast.agent


def swept(ago):
    SweepRun.objects.update_or_create(name="sweep", defaults={"last_success": NOW - ago})


def mail(key, **fields):
    return OutgoingEmail.objects.create(name="reminder", dedup_key=key, address="a@example.com", **fields)


def text_of(response):
    return response.content.decode()


def counts(response):
    """Return {address of a card, its end: count} of those that are not zero."""
    ends = {card.url.split("/admin/")[1]: card.count for card in response.context["cards"]}
    return {url.split("complaint/")[-1].split("contacts/")[-1]: count for url, count in ends.items() if count}


def test_an_empty_house_waits_for_nobody(client, agent):
    response = client.get(INDEX)
    assert len(response.context["cards"]) == 12
    assert counts(response) == {}


def test_the_cards_count_and_lead_to_what_waits(client, cast, case, agent):
    write_message(case, "Alguém me ajuda?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    other = make_case(cast.stranger, number="8150000000000011")
    dispute = services.open_dispute(other, by=cast.stranger, remedy=Remedy.FULL_REFUND, now=NOW)
    services.seller_refuses(dispute, by=cast.stranger, now=NOW)
    services.escalate(dispute, by=cast.stranger, now=NOW)
    hosted = services.open_dispute(
        case, by=cast.consumer, remedy=Remedy.FULL_REFUND, mode="hosted", address="loja@example.net", now=NOW)
    note_delivery(live_link(hosted).pk, "failed", mail=1, error="550", now=NOW)
    Deadline.objects.filter(pk=case.deadlines.running().first().pk).update(failures=1)
    reckon({case.pk})
    assign(case, agent, by=agent, now=NOW)
    OutgoingEmail.objects.all().delete()
    mail("failed", state=OutgoingEmail.State.FAILED)
    mail("late", send_after=NOW - timedelta(minutes=16))
    mail("fresh", send_after=NOW - timedelta(minutes=14))
    mail("tomorrow", send_after=NOW + timedelta(days=1))
    response = client.get(INDEX)
    failed = "outgoingemail/?state__exact=failed"
    assert counts(response) == {
        "?queue=needs": 2, "?queue=waiting": 2, "?queue=poisoned": 1, "?queue=mediation": 1, "?queue=bounced": 1,
        "?queue=open&whose=mine": 1, "disputes/dispute/?notice=failed": 1, failed: 1,
        "outgoingemail/?waits=late": 1,
    }
    assert "Aviso ao vendedor voltou" in text_of(response)
    for card in response.context["cards"]:
        assert escape(card.url) in text_of(response)
        page = client.get(card.url).context
        rows = page["page"].rows if "page" in page else page["cl"].result_list
        assert len(rows) == card.count, card.url


def test_an_appeal_counts_and_a_closed_dispute_does_not(client, cast, case, agent):
    dispute = services.open_dispute(
        case, by=cast.consumer, remedy=Remedy.FULL_REFUND, mode="hosted", address="loja@example.net", now=NOW)
    services.seller_refuses(dispute, note="Não.", now=NOW)
    services.escalate(dispute, by=cast.consumer, now=NOW)
    services.decide(dispute, mediator=cast.mediator, outcome="seller", reasons="Chegou.", now=NOW)
    assert "?queue=mediation" not in counts(client.get(INDEX))
    services.appeal(dispute, party=Party.BUYER, by=cast.consumer, reasons="Não chegou.", now=NOW)
    assert counts(client.get(INDEX))["?queue=mediation"] == 1
    note_delivery(live_link(dispute).pk, "failed", mail=1, error="550", now=NOW)
    assert counts(client.get(INDEX))["disputes/dispute/?notice=failed"] == 1
    services.withdraw(dispute, by=cast.consumer, now=NOW)
    assert not {"?queue=mediation", "disputes/dispute/?notice=failed"} & set(counts(client.get(INDEX)))


@pytest.mark.parametrize(("ago", "words", "is_loud"), [
    (timedelta(seconds=20), "há menos de um minuto", False),
    (timedelta(minutes=1), "há 1 minuto", False),
    (timedelta(minutes=10), "há 10 minutos", False),
    (timedelta(minutes=11), "há 11 minutos", True),
    (timedelta(days=3), "há 3 dias", True),
])
def test_the_sweep_is_quiet_while_it_lives_and_loud_when_it_died(client, agent, ago, words, is_loud):
    swept(ago)
    text = text_of(client.get(INDEX))
    assert words in text
    assert ("staff-notice--late" in text) is is_loud
    assert ("A varredura dos prazos parou" in text) is is_loud


def test_a_sweep_that_never_ran_is_loud(client, agent):
    SweepRun.objects.all().delete()
    text = text_of(client.get(INDEX))
    assert "nunca rodou" in text
    assert "staff-notice--late" in text


@pytest.mark.parametrize(("minutes", "words"), [
    (0, "há menos de um minuto"), (119, "há 119 minutos"), (120, "há 2 horas"), (47 * 60, "há 47 horas"),
    (48 * 60, "há 2 dias"),
])
def test_spans_of_time_are_said_plainly(minutes, words):
    assert ago_words(timedelta(minutes=minutes)) == words


def test_the_front_page_keeps_to_the_policy(client, agent):
    response = client.get(INDEX)
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    text = text_of(response)
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text


def test_staff_without_a_second_factor_are_led_to_setting_one_up(client, case, agent):
    urls = [INDEX, "/admin/complaints/complaint/", reverse("admin:complaints_complaint_write", args=[case.pk])]
    for url in urls:
        assert client.get(url).status_code == 200
    Authenticator.objects.filter(user=agent).delete()
    for url in urls:
        assert client.get(url).url == reverse("mfa_index")
        assert client.post(url, {"body": "x", "form_key": "k"}).url == reverse("mfa_index")
    assert not case.messages.exists()


def test_the_second_factor_can_be_left_out_by_a_setting(client, agent, settings):
    Authenticator.objects.filter(user=agent).delete()
    settings.STAFF_SECOND_FACTOR = False
    assert client.get(INDEX).status_code == 200


def test_the_front_page_is_for_staff(client, cast):
    assert client.get(INDEX).status_code == 302
    client.force_login(cast.consumer)
    response = client.get(INDEX)
    assert response.status_code in (302, 403)
    assert "precisa" not in text_of(response)


def test_every_role_has_a_front_page(client, cast):
    for person in (cast.agent, cast.mediator, cast.supervisor, cast.auditor):
        client.force_login(person)
        # Who may change the directory also sees how much of it nobody has checked for long.
        assert len(client.get(INDEX).context["cards"]) == (13 if person == cast.supervisor else 12)
