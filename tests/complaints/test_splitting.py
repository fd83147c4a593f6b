"""Part a case that tells of two problems: the new one has an order, clocks and a mail of its own."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail as outbox
from django.urls import reverse

from complaints.choices import Party
from complaints.models import CaseLink, Complaint, Order
from complaints.services.cases import close_complaint
from complaints.services.evidence import attach
from complaints.services.holding import prove_complaint
from complaints.services.locking import Refused
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from tests.base import NOW, ORDER_NUMBER, make_case
from tests.complaints.pages import picture, text, upload, words
from tests.complaints.ties import fresh, lines, page, part, sound

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
LATER = NOW + timedelta(minutes=5)
RED, BLUE = picture(), picture((0, 0, 200))
SPLIT = {
    "item": "luva de solda", "reason": "defective", "amount": "40,00", "story": "A luva veio rasgada.",
    "why": "São dois problemas.", "form_key": "k1",
}


@pytest.fixture
def agent(client, cast):
    client.force_login(cast.agent)
    return cast.agent


def test_a_split_opens_a_case_of_its_own_with_an_order_of_its_own(cast, case):
    new = part(cast, case)
    assert (new.user, new.reason, new.story, new.amount_claimed) == (
        cast.consumer, "defective", "A luva veio rasgada.", Decimal("40"))
    assert new.order != case.order
    assert (new.order.item, new.order.number, new.order.amount) == ("luva de solda", f"{ORDER_NUMBER}/2", Decimal("40"))
    assert (new.order.marketplace, new.order.placed_on, new.order.promised_on, new.order.payment_method) == (
        case.order.marketplace, case.order.placed_on, case.order.promised_on, case.order.payment_method)
    assert new.deadlines.running().exists()
    assert (new.shop, new.text.words.split()[0]) == (case.shop, f"{ORDER_NUMBER}2")
    assert CaseLink.objects.get().kind == "split"
    assert f"caso {new.shown_reference}. Motivo: São dois problemas." in lines(case)[-1]
    assert f"a partir do caso {case.shown_reference}" in lines(new)[0]
    assert fresh(case).is_open
    sound(case, new)


def test_a_second_part_gets_the_next_number_and_a_nameless_order_none(cast, case):
    part(cast, case)
    assert part(cast, case, form_key="k2").order.number == f"{ORDER_NUMBER}/3"
    bare = make_case(cast.consumer, number="", item="cola")
    assert part(cast, bare).order.number == ""
    long = make_case(cast.consumer, number="9" * 40, item="fita")
    assert part(cast, long).order.number == ""


def test_the_chosen_files_move_and_all_others_stay(cast, case):
    attach(case, [upload(RED, "a.jpg"), upload(BLUE, "b.jpg")], user=cast.consumer, now=NOW)
    token = case.evidence.get(name="b.jpg").token
    new = part(cast, case, evidence=[token])
    assert list(new.evidence.values_list("name", flat=True)) == ["b.jpg"]
    assert list(case.evidence.values_list("name", flat=True)) == ["a.jpg"]
    sound(case, new)


def test_the_same_form_splits_once(cast, case):
    new = part(cast, case)
    assert part(cast, case, now=LATER) == new
    assert Order.objects.count() == 2
    assert OutgoingEmail.objects.filter(name="case_split").count() == 1


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"amount": Decimal("389.91")}, "maior do que foi pago"), ({"item": " "}, "Escreva o que foi comprado"),
    ({"story": ""}, "Conte o que aconteceu"), ({"why": "\x00"}, "Escreva o motivo"),
    ({"evidence": ["nada"]}, "não está mais neste caso"),
])
def test_a_split_that_may_not_be_is_refused(cast, case, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        part(cast, case, **changes)
    assert Complaint.objects.count() == Order.objects.count() == 1


def test_a_file_that_holds_a_clock_or_is_the_sellers_stays(cast, case):
    attach(case, [upload(RED, "protocolo.jpg")], user=cast.consumer, now=NOW)
    attach(case, [upload(BLUE, "dele.jpg")], user=None, party=Party.SELLER, now=NOW)
    held, given = case.evidence.get(party="buyer"), case.evidence.get(party="seller")
    prove_complaint(case, date(2026, 11, 21), proof=held, by=cast.consumer, now=NOW)
    with pytest.raises(Refused, match="para um prazo"):
        part(cast, case, evidence=[held.token])
    with pytest.raises(Refused, match="é do vendedor"):
        part(cast, case, evidence=[given.token])


def test_a_closed_case_is_not_split(cast, case):
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    with pytest.raises(Refused, match="já está encerrado"):
        part(cast, case)


def test_the_page_splits_and_shows_what_was_typed_where_it_cannot(client, cast, case, agent):
    attach(case, [upload(RED, "a.jpg")], user=cast.consumer, now=NOW)
    refused = client.post(page("split", case), {**SPLIT, "amount": "9.999,00"})
    assert refused.status_code == 422
    assert "maior do que foi pago" in words(refused)
    assert "A luva veio rasgada." in text(refused)
    assert client.post(page("split", case), {**SPLIT, "evidence": ["x"]}).status_code == 422
    done = client.post(page("split", case), {**SPLIT, "evidence": [case.evidence.get().token]})
    new = Complaint.objects.latest("pk")
    assert done.url == reverse("admin:complaints_complaint_change", args=[new.pk])
    assert (new.evidence.count(), case.evidence.count()) == (1, 0)
    assert client.post(page("split", case), SPLIT).url == done.url


def test_the_mail_of_a_split_names_both_cases_and_the_next_clocks(cast, case, mailoutbox):
    OutgoingEmail.objects.all().delete()
    new = part(cast, case)
    send_due()
    letter, = outbox.outbox
    assert letter.subject == f"Caso {new.shown_reference} aberto para você: luva de solda"
    clock = new.deadlines.running().order_by("safe_on", "pk").first()
    for body in (letter.body, letter.alternatives[0][0]):
        for said in (case.shown_reference, new.shown_reference, "São dois problemas.", clock.rule.title_pt):
            assert said in body
