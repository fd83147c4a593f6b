"""Opening a dispute here: what the page says first, what it takes, and what the order remembers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from complaints import limits
from complaints.choices import Reason
from complaints.rules import current_rules
from complaints.services.cases import close_complaint
from complaints.services.locking import Refused
from contacts.models import Channel, OutgoingEmail
from disputes.models import Dispute, SellerLink
from disputes.services.opening import host_dispute, record_costs
from disputes.services.taking import turn_rule
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, text, words
from tests.disputes.moves import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]
TYPED = {
    "remedy": "full_refund", "amount": "", "freight_by": "seller", "freight": "29,90", "tax": "60", "language": "en",
    "note": "Não chegou até hoje.", "address": "Loja@Example.net",
}


def url(case):
    return reverse("dispute_host", args=[case.reference])


def shown(response):
    return words(response).replace("\xa0", " ")


def test_what_is_said_before(maria, case):
    page = shown(maria.get(url(case)))
    assert "O vendedor tem até sexta-feira, 27 de novembro" in page
    assert "Se o vendedor ficar calado, o caso vai sozinho para o mediador." in page
    # The other reading of silence, with its trust mark.
    rule = turn_rule("waiting_seller", case, current_rules())
    assert rule.doubt in page
    assert rule.get_trust_display() in page
    assert "Abrir aqui não para esse prazo" in page
    assert "O que o vendedor vê" in page
    assert "O seu e-mail, o relato que você fez" in page


def test_no_word_of_a_window_that_the_shop_does_not_have(maria, cast):
    case = make_case(cast.consumer, shop="outra-loja")
    assert "Abrir aqui não para esse prazo" not in shown(maria.get(url(case)))


def test_both_doors_stand_on_the_case_page(maria, case):
    page = text(maria.get(case.get_absolute_url()))
    assert f'href="{url(case)}"' in page
    assert f'href="{reverse("dispute_open", args=[case.reference])}"' in page


def test_opening_writes_to_the_seller_and_to_the_order(maria, case):
    done = maria.post(url(case), TYPED, follow=True)
    assert done.redirect_chain[-1][0] == reverse("dispute_room", args=[case.reference])
    assert "O aviso ao vendedor está saindo para l***@example.net" in shown(done)
    case.order.refresh_from_db()
    order = case.order
    assert (order.freight, order.tax, order.store_email) == (Decimal("29.90"), Decimal("60"), "loja@example.net")
    dispute = Dispute.objects.get()
    # The tax paid apart is owed, too.
    assert (dispute.mode, dispute.amount) == ("hosted", Decimal("449.90"))
    link = SellerLink.objects.get()
    assert (link.address, link.language) == ("loja@example.net", "en")
    assert OutgoingEmail.objects.filter(name="seller_notice").count() == 1
    page = shown(done)
    for line in ("O produto R$ 360,00", "O frete R$ 29,90", "Imposto pago à parte R$ 60,00", "Pago ao todo R$ 449,90"):
        assert line in page
    told = shown(maria.get(case.get_absolute_url()))
    assert "Você informou: frete R$ 29,90, imposto pago à parte R$ 60,00 e e-mail do vendedor l***@example.net." in told


def test_without_an_address_there_is_the_letter(maria, case):
    done = maria.post(url(case), TYPED | {"address": "", "freight": "", "tax": "0"}, follow=True)
    assert "Agora pegue a carta e mande ao vendedor" in shown(done)
    assert SellerLink.objects.get().address == ""
    assert not OutgoingEmail.objects.filter(name="seller_notice").exists()
    case.order.refresh_from_db()
    assert (case.order.freight, case.order.tax) == (None, 0)


@pytest.mark.parametrize(("changes", "said"), [
    ({"address": "sem arroba"}, "Confira o e-mail"),
    ({"freight": "500,00"}, "O frete não pode ser maior que o total do pedido"),
    ({"freight": "caro"}, "Escreva assim: 389,90"),
    ({"amount": "900,00"}, "O valor é maior do que foi pago no pedido"),
    ({"remedy": "part_refund"}, "Diga quanto dinheiro"),
    ({"remedy": "dance"}, "Escolha uma das respostas da lista"),
])
def test_what_was_typed_is_kept(maria, case, changes, said):
    events = case.events.count()
    response = maria.post(url(case), TYPED | changes)
    assert response.status_code == 422
    assert said in shown(response)
    assert "Não chegou até hoje." in text(response)
    name, value = next(iter(changes.items()))
    if name in ("address", "freight", "amount"):
        assert f'value="{value}"' in text(response)
    assert not Dispute.objects.exists()
    # All of it or nothing: the order is as it was.
    case.order.refresh_from_db()
    assert (case.order.freight, case.order.tax, case.order.store_email) == (None, None, "")
    assert case.events.count() == events


def test_the_address_is_looked_for(maria, case):
    shop = case.order.marketplace
    assert 'name="address" value=' not in text(maria.get(url(case)))
    channel = Channel.objects.create(
        company=shop, kind="email", availability="none", value="nao@shop.example", label_pt="E-mail", label_en="E-mail",
        checked_on=TODAY,
    )
    assert "nao@shop.example" not in text(maria.get(url(case)))
    channel.availability = "available"
    channel.save()
    assert 'value="nao@shop.example"' in text(maria.get(url(case)))
    case.order.store_email = "loja@example.net"
    case.order.save(update_fields=["store_email"])
    assert 'value="loja@example.net"' in text(maria.get(url(case)))


@pytest.mark.parametrize(("outcome", "remedy"), [
    ("refund", "full_refund"), ("part_refund", "part_refund"), ("replacement", "replacement"), ("delivery", "resend"),
])
def test_what_was_said_is_not_asked_again(maria, cast, outcome, remedy):
    case = make_case(cast.consumer, desired_outcome=outcome, amount_claimed=Decimal("50"))
    page = text(maria.get(url(case)))
    assert 'value="50,00"' in page
    assert f'value="{remedy}"' in page.split("checked")[0].rsplit("<input", 1)[1] or \
        f'value="{remedy}"' in page.split("checked")[1].split(">")[0]


def test_who_may(cast, case):
    assert signed_in(cast.stranger).get(url(case)).status_code == 404
    for who in (cast.agent, cast.auditor, cast.mediator):
        assert signed_in(who).get(url(case)).status_code == 403
        assert signed_in(who).post(url(case), TYPED).status_code == 403
    assert signed_in(cast.consumer).put(url(case)).status_code == 405
    assert not Dispute.objects.exists()


def test_out_of_place(maria, cast, case):
    opened(case)
    assert maria.get(url(case)).url == case.get_absolute_url()
    response = maria.post(url(case), TYPED)
    assert response.status_code == 422
    assert "já tem uma disputa aberta" in shown(response)
    other = make_case(cast.consumer, number="8140908741358881", reason=Reason.FRAUD_OUTSIDE)
    assert maria.get(url(other)).status_code == 302


def test_a_closed_case_takes_no_costs(cast, case):
    close_complaint(case, "given_up", by=cast.consumer)
    with pytest.raises(Refused):
        record_costs(case, by=cast.consumer, freight=Decimal(1))


def test_the_same_costs_twice_are_told_once(cast, case):
    for _twice in range(2):
        record_costs(case, by=cast.consumer, freight=Decimal("10"), store_email="loja@example.net", now=NOW)
    assert case.events.filter(kind="costs_told").count() == 1
    record_costs(case, by=cast.consumer, now=NOW)
    assert case.events.filter(kind="costs_told").count() == 1


def test_freight_of_an_order_whose_amount_is_unknown(cast):
    case = make_case(cast.consumer, amount=None, amount_claimed=None)
    record_costs(case, by=cast.consumer, freight=Decimal("10"), now=NOW)
    case.order.refresh_from_db()
    assert case.order.freight == 10


def test_a_shop_in_brazil_reads_portuguese(maria, cast):
    case = make_case(cast.consumer, shop="mercado-livre")
    page = text(maria.get(url(case)))
    assert page.index('value="pt-br"') < page.index("checked", page.index('name="language"'))


def test_a_refused_dispute_leaves_no_costs(cast, case):
    opened(case)
    with pytest.raises(Refused):
        host_dispute(
            case, by=cast.consumer, remedy="full_refund", freight=Decimal(5), now=NOW + timedelta(hours=1))
    case.order.refresh_from_db()
    assert case.order.freight is None


def test_notices_to_addresses_that_somebody_typed_have_their_limit(maria, cast, case, monkeypatch):
    monkeypatch.setitem(limits.RATES, "notice", "2/d/user")
    assert maria.post(url(case), TYPED).status_code == 302
    seller = reverse("dispute_seller", args=[case.reference])
    assert maria.post(seller, {"do": "resend"}).status_code == 302
    refused = maria.post(seller, {"do": "resend"})
    assert refused.status_code == 422
    assert "Você já mandou muitos avisos a vendedores hoje" in shown(refused)
    other = make_case(cast.consumer, number="8150000000000011")
    refused = maria.post(url(other), TYPED)
    assert refused.status_code == 422
    assert "Você já mandou muitos avisos a vendedores hoje" in shown(refused)
    assert TYPED["note"] in text(refused)
    assert not other.disputes.exists()
    # The letter goes to nobody's mailbox, and closing a link sends nothing.
    assert maria.post(seller, {"do": "revoke"}).status_code == 302
    assert maria.post(url(other), {**TYPED, "address": ""}).status_code == 302
    assert OutgoingEmail.objects.filter(name="seller_notice").count() == 2
