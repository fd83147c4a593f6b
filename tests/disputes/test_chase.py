"""The letter that asks for the money, whom it goes to, and who comes next."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Payment
from contacts.models import Body
from disputes import services
from disputes.chase import Debt, chase_letter, next_doors
from disputes.lifecycle import State
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, text, words
from tests.disputes.moves import bring_to, let_silence_pass

DEBT = Debt(
    reference="ABCD-EFGH", name="Maria", shop="AliExpress", store="Loja Boa", number="8140 9087", item="máquina",
    method="Pix", currency="BRL", decided_on=date(2026, 11, 1), agreed=Decimal("389.90"), came=[],
    due_on=date(2026, 11, 16),
)
TOS = ("seller", "shop", "payment")
amounts = st.decimals("0.01", "9999.99", places=2)


def url(name, case):
    return reverse(name, args=[case.reference])


def shown(response):
    return words(response).replace("\xa0", " ")


def plain(letter):
    return letter.replace("\xa0", " ")


# -- The letter: facts alone -----------------------------------------------------------------


@pytest.mark.parametrize("to", TOS)
def test_every_fact_is_in_it(to):
    letter = plain(chase_letter(DEBT, to, TODAY))
    for fact in (
        "AliExpress", "8140 9087", "máquina", "Pix", "ABCD-EFGH", "domingo, 1 de novembro", "R$ 389,90",
        "Esse dinheiro devia ter chegado até segunda-feira, 16 de novembro.", "Até hoje não veio nada.",
        "Falta: R$ 389,90.", "Maria", "domingo, 22 de novembro",
    ):
        assert fact in letter


def test_who_is_asked_for_what():
    assert chase_letter(DEBT, "seller", TODAY).startswith("Ao vendedor Loja Boa,")
    assert chase_letter(DEBT._replace(store=""), "seller", TODAY).startswith("Ao vendedor,")
    assert chase_letter(DEBT, "shop", TODAY).startswith("À loja AliExpress,")
    assert "se receberam a ordem de devolver" in chase_letter(DEBT, "payment", TODAY)


def test_what_is_not_known_is_not_said():
    letter = chase_letter(DEBT._replace(number="", due_on=None), "shop", TODAY)
    assert "Número do pedido" not in letter
    assert "Esse dinheiro" not in letter


def test_a_day_to_come_is_not_called_late():
    letter = chase_letter(DEBT._replace(due_on=TODAY), "shop", TODAY)
    assert "Esse dinheiro deve chegar até domingo, 22 de novembro." in letter


@given(agreed=amounts, parts=st.lists(amounts, max_size=4))
def test_the_sums_add_up(agreed, parts):
    parts = [part for part in parts if part < agreed]
    debt = DEBT._replace(agreed=sum(parts, agreed), came=[(part, TODAY) for part in parts])
    letter = chase_letter(debt, "shop", TODAY)
    assert debt.missing == agreed
    said = [
        Decimal(found.replace(".", "").replace(",", "."))
        for found in re.findall(r"R\$\s([\d.]+,\d\d)", letter)
    ]
    assert said[0] == debt.agreed
    assert said[1:-1] == parts
    assert said[-1] == agreed


# -- The page ---------------------------------------------------------------------------------


@pytest.fixture
def late(cast, case):
    """The dispute, held here, whose money did not come by its day; and the instant."""
    dispute = bring_to(State.REFUND_DUE, case, cast, mode="hosted")
    now = let_silence_pass(dispute)
    with time_machine.travel(now, tick=False):
        services.report_refund(dispute, by=cast.consumer, came="part", amount=Decimal("100"))
        yield dispute


@pytest.mark.django_db
def test_the_page_of_money_that_is_late(cast, case, late):
    client = signed_in(cast.consumer)
    room = client.get(url("dispute_room", case))
    assert url("dispute_chase", case) in text(room)
    page = client.get(url("dispute_chase", case))
    said = shown(page)
    assert "Faltam R$ 289,90." in said
    assert 'data-copy="letter"' in text(page)
    # The letter to the seller is in the seller's language, the others in the reader's.
    assert "Na língua do vendedor: English." in said
    assert "Sunday, 22 November" in said
    shop = shown(client.get(url("dispute_chase", case), {"to": "shop"}))
    assert "À loja AliExpress," in shop
    assert "Em domingo, 22 de novembro ficou decidido que me devolveriam R$ 389,90." in shop
    assert "R$ 100,00, em" in shop
    assert "À empresa que cuida do pagamento," in shown(client.get(url("dispute_chase", case), {"to": "payment"}))
    assert client.get(url("dispute_chase", case), {"to": "moon"}).status_code == 200
    assert "Consumidor.gov.br" in said


@pytest.mark.django_db
def test_who_may_read_it(cast, case, late):
    assert signed_in(cast.stranger).get(url("dispute_chase", case)).status_code == 404
    assert signed_in(cast.agent).get(url("dispute_chase", case)).status_code == 403
    assert signed_in(cast.consumer).post(url("dispute_chase", case)).status_code == 405


@pytest.mark.django_db
def test_nothing_is_chased_before_its_day(cast, case, nine_in_the_morning):
    bring_to(State.REFUND_DUE, case, cast, mode="tracked")
    client = signed_in(cast.consumer)
    assert client.get(url("dispute_chase", case)).url == case.get_absolute_url()


@pytest.mark.django_db
def test_a_dispute_at_the_shop_is_chased_at_the_shop(cast, case):
    dispute = bring_to(State.REFUND_DUE, case, cast, mode="tracked")
    with time_machine.travel(let_silence_pass(dispute), tick=False):
        client = signed_in(cast.consumer)
        assert url("dispute_chase", case) in text(client.get(case.get_absolute_url()))
        assert "À loja AliExpress," in shown(client.get(url("dispute_chase", case)))


# -- Who comes next -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_bank_of_a_card_comes_first(cast):
    card = make_case(cast.consumer, payment_method=Payment.CREDIT_CARD).order
    names = [door.name for door in next_doors(card, "SP")]
    assert names[0] == "O banco do seu cartão"
    assert names[1:] == ["Consumidor.gov.br", Body.objects.get(slug="procon-sp").name]
    pix = make_case(cast.consumer, number="8140908741358881").order
    assert [door.name for door in next_doors(pix, "")] == ["Consumidor.gov.br"]


# -- The payment company's form -------------------------------------------------------------------


@pytest.mark.django_db
def test_the_bank_form(cast, case, nine_in_the_morning):
    bring_to(State.REFUND_DUE, case, cast, mode="hosted")
    client = signed_in(cast.consumer)
    page = url("dispute_bank_form", case)
    assert page in text(client.get(url("dispute_room", case)))
    assert "ajuda.ebanx.com" in shown(client.get(page))
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    early = client.post(page, {"filled_on": tomorrow})
    assert early.status_code == 422
    assert f'value="{tomorrow}"' in text(early)
    done = client.post(page, {"filled_on": TODAY.isoformat()}, follow=True)
    assert "O prazo do depósito está contando" in shown(done)
    assert case.deadlines.get(kind="ebanx_refund_deposit", state="running").start_on == TODAY
    again = client.post(page, {"filled_on": TODAY.isoformat()})
    assert again.status_code == 422
    assert "Você já contou isso" in shown(again)


@pytest.mark.django_db
def test_no_bank_form_for_a_card(cast, nine_in_the_morning):
    case = make_case(cast.consumer, payment_method=Payment.CREDIT_CARD, now=NOW)
    bring_to(State.REFUND_DUE, case, cast, mode="hosted")
    client = signed_in(cast.consumer)
    assert client.get(url("dispute_bank_form", case)).status_code == 302
    assert client.post(url("dispute_bank_form", case), {"filled_on": TODAY.isoformat()}).status_code == 422
