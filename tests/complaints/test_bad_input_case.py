"""Wrong and hurried input on a case that is filed: a plain sentence, nothing typed lost, nothing done twice."""

import pytest
from django.urls import reverse

from complaints.models import Message
from disputes.models import Dispute, Remedy
from disputes.services import open_dispute, seller_accepts
from tests.base import TODAY
from tests.complaints.pages import text, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


def test_message_sent_twice_is_one(maria, case):
    address = reverse("message_write", args=[case.reference])
    for _again in range(2):
        assert maria.post(address, {"body": "Alguma novidade?", "form_key": "abc"}).status_code == 302
    assert Message.objects.count() == 1
    assert case.events.filter(kind="message").count() == 1


@pytest.mark.parametrize(("body", "sentence"), [
    ("", "Escreva a mensagem antes de mandar"), ("   ", "Escreva a mensagem antes de mandar"),
    ("é" * 5001, "Escreva no máximo 5000 letras. Você escreveu 5001."), ("a\x00b", "sinal invisível"),
])
def test_wrong_messages_are_kept(maria, case, body, sentence):
    response = maria.post(reverse("message_write", args=[case.reference]), {"body": body, "form_key": "abc"})
    assert response.status_code == 422
    assert sentence in words(response)
    assert body.strip() in text(response)
    assert not Message.objects.exists()


def test_message_without_or_with_a_wrong_key(maria, case):
    for key in ({}, {"form_key": "x" * 25}, {"form_key": "\x00"}):
        response = maria.post(reverse("message_write", args=[case.reference]), {"body": "Oi, equipe", **key})
        assert response.status_code == 422
        assert "Oi, equipe" in text(response)


WRONG_DATES = [
    ({"promised_on": "9999-12-31"}, "Confira o ano desse dia"),
    ({"promised_on": "0001-01-01"}, "Esse dia é antes da compra"),
    ({"received_on": "2026-11-23"}, "Esse dia ainda não chegou"),
    ({"received_on": "0001-01-01"}, "Confira o ano desse dia"),
    ({"receipt_confirmed_on": "2026-01-01"}, "Esse dia é antes da compra"),
    ({"shipped_on": "ontem"}, "Não entendi esse dia"),
]


@pytest.mark.parametrize(("typed", "sentence"), WRONG_DATES)
def test_wrong_dates_of_a_case(maria, case, typed, sentence):
    before = list(case.deadlines.values_list("pk", "due_on", "state"))
    response = maria.post(reverse("dates_edit", args=[case.reference]), typed)
    assert response.status_code == 422
    assert sentence in words(response)
    assert next(iter(typed.values())) in text(response)
    assert list(case.deadlines.values_list("pk", "due_on", "state")) == before


WRONG_DISPUTES = [
    ({"remedy": "part_refund", "amount": ""}, "Diga quanto dinheiro"),
    ({"amount": "dois mil"}, "Escreva o valor com números"),
    ({"amount": "2.040,00"}, "O valor é maior do que foi pago"),
    ({"opened_on": "2026-11-23"}, "Esse dia ainda não chegou"),
    ({"opened_on": "2026-09-01"}, "Esse dia é antes da compra"),
    ({"opened_on": "0001-01-01"}, "Esse dia é antes da compra"),
    ({"opened_on": "9999-12-31"}, "Esse dia ainda não chegou"),
    ({"remedy": "milagre"}, "Escolha uma das respostas"),
]


@pytest.mark.parametrize(("typed", "sentence"), WRONG_DISPUTES)
def test_wrong_disputes(maria, case, typed, sentence):
    sent = {"remedy": "full_refund", "amount": "389,90", "opened_on": TODAY.isoformat(), **typed}
    response = maria.post(reverse("dispute_open", args=[case.reference]), sent)
    assert response.status_code == 422
    assert sentence in words(response)
    assert f'value="{sent["opened_on"]}"' in text(response)
    assert not Dispute.objects.exists()


def test_opening_twice_is_one_dispute(maria, case):
    sent = {"remedy": "full_refund", "amount": "389,90", "opened_on": TODAY.isoformat()}
    address = reverse("dispute_open", args=[case.reference])
    assert maria.post(address, sent).status_code == 302
    again = maria.post(address, sent)
    assert again.status_code == 422
    assert "já tem uma disputa aberta" in words(again)
    assert Dispute.objects.count() == 1


def test_money_told_twice_is_counted_once(maria, cast, case):
    dispute = open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    seller_accepts(dispute, by=cast.consumer)
    address = reverse("dispute_refund", args=[case.reference])
    page = text(maria.get(address))
    turn = page.split('name="turn" value="')[1].split('"')[0]
    sent = {"came": "part", "amount": "100,00", "seen_on": TODAY.isoformat(), "turn": turn}
    assert maria.post(address, sent).status_code == 302
    again = maria.post(address, sent)
    assert again.status_code == 422
    assert "Você já contou isso uma vez" in words(again)
    assert Dispute.objects.get().received() == 100


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"came": ""}, "Escolha uma resposta"), ({"came": "part", "amount": ""}, "Diga quanto veio"),
    ({"came": "part", "amount": "9.999,00"}, "mais do que falta receber"),
    ({"came": "part", "amount": "280.239"}, "Não deu para saber"),
    ({"came": "whole", "seen_on": "2027-01-01"}, "ainda não chegou"),
    ({"came": "whole", "seen_on": "0001-01-01"}, "antes da compra"), ({"came": "muito"}, "Escolha uma das respostas"),
])
def test_wrong_refunds(maria, cast, case, typed, sentence):
    dispute = open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    seller_accepts(dispute, by=cast.consumer)
    response = maria.post(reverse("dispute_refund", args=[case.reference]), typed)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not dispute.refund_reports.exists()


def test_signs_of_other_languages_are_text(maria, case):
    for word in ("'", '"', "\\", "%s", "%(x)s", "\\u0000", "$$", "--"):
        maria.post(reverse("message_write", args=[case.reference]), {"body": word, "form_key": word})
    assert Message.objects.count() == 8
