"""The pages on which a case is written for each place: who sees what, and that it is the case's own facts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from complaints.choices import Party, Payment, Proof, Reason
from complaints.models import Complaint
from complaints.services.evidence import attach
from config.demo_files import tracking_picture
from contacts.models import Body, Company
from disputes import services
from disputes.lifecycle import State
from disputes.models import Escalation
from disputes.text_facts import text_facts
from disputes.texts import CHANNELS, Filing, Step, channels_for
from tests.base import NOW, ORDER_NUMBER, TODAY, make_case
from tests.complaints.pages import signed_in, text, words
from tests.disputes.moves import bring_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]

STORY = "Comprei e não chegou. Sou Maria, moro na Rua das Flores, 12, meu CPF é 529.982.247-25."


def texts_of(case):
    return reverse("channel_texts", args=[case.reference])


def at(case, channel, name="channel_text"):
    return reverse(name, args=[case.reference, channel])


def file_of(client, case, channel):
    response = client.get(at(case, channel, "channel_text_file"))
    assert response.status_code == 200
    return response.content.decode()


def escalate(case, door="procon", **fields):
    return Escalation.objects.create(
        complaint=case, door=door, filed_on=TODAY - timedelta(days=3), form_key=f"k-{door}", **fields)


# -- The list ---------------------------------------------------------------------------------


def test_the_case_leads_to_the_list_and_the_list_to_each_text(maria, case):
    assert texts_of(case) in text(maria.get(case.get_absolute_url()))
    page = text(maria.get(texts_of(case)))
    shown = [slug for slug in CHANNELS if f'href="{at(case, slug)}"' in page]
    assert shown == [channel.slug for channel in channels_for(text_facts(case, NOW))]
    assert shown == ["seller", "seller-en", "shop", "ebanx", "consumidor-gov", "reclame-aqui", "procon", "juizado"]
    for slug in shown:
        assert maria.get(at(case, slug)).status_code == 200


def test_what_does_not_fit_is_not_there(maria, case):
    for slug in ("paypal", "bank", "chargeback", "moon"):
        assert maria.get(at(case, slug)).status_code == 404
        assert maria.get(at(case, slug, "channel_text_file")).status_code == 404


@pytest.mark.parametrize("on_the_shop", [True, False])
def test_a_shop_that_is_not_at_the_public_site(maria, case, on_the_shop):
    if on_the_shop:
        Company.objects.filter(slug="aliexpress").update(on_consumidor_gov=False)
    else:
        case.shop_on_consumidor_gov = False
        case.save()
    assert at(case, "consumidor-gov") not in text(maria.get(texts_of(case)))


# -- A text -----------------------------------------------------------------------------------


def test_a_public_text(cast, maria):
    case = make_case(cast.consumer, story=STORY, store="Casa Boa")
    page = text(maria.get(at(case, "consumidor-gov")))
    public = page.split('id="text-2"')[1].split("</textarea>")[0]
    assert "Em 30 de setembro de 2026 comprei na loja AliExpress o produto “máquina de solda”." in public
    for secret in (ORDER_NUMBER, "529.982", "Maria", "Flores", cast.consumer.email):
        assert secret not in public
    said = words(maria.get(at(case, "consumidor-gov")))
    assert "Todo mundo lê" in said
    assert "de 3.000 letras" in said
    assert "Todo mundo pode ler este texto." in said
    # The number has a place of its own, and what to bring comes from the directory.
    assert f">{ORDER_NUMBER}</textarea>" in page
    assert "conta gov.br de nível prata ou ouro" in said
    assert Body.objects.get(slug="consumidor-gov-br").get_absolute_url() in page


def test_a_text_for_an_authority_keeps_the_story_whole(cast, maria):
    case = make_case(cast.consumer, story=STORY)
    assert STORY in text(maria.get(at(case, "procon")))
    assert STORY not in text(maria.get(at(case, "seller")))


def test_a_long_story_is_shortened_and_the_page_says_so(cast, maria):
    case = make_case(cast.consumer, story="Falei com eles de novo. " * 200)
    assert "O texto foi encurtado para caber em 3.000 letras." in words(maria.get(at(case, "consumidor-gov")))
    assert "encurtado" not in words(maria.get(at(case, "procon")))


def test_the_copy_button_waits_for_the_script(maria, case):
    page = text(maria.get(at(case, "seller")))
    assert 'data-copy="text-1"' in page
    assert page.count("<script") == 1
    button = page.split('data-copy="text-1"')[1].split(">")[0]
    assert "hidden" in button
    assert 'role="status" id="text-1-copied"' in page


def test_where_to_go_follows_the_state(cast, maria, case):
    assert reverse("bodies") + "?kind=procon" in text(maria.get(at(case, "procon")))
    cast.consumer.state = "SP"
    cast.consumer.save()
    for kind in ("procon", "juizado"):
        body = Body.objects.get(kind=kind, state="SP")
        page = text(maria.get(at(case, kind)))
        assert body.get_absolute_url() in page
        assert body.documents[0] in page
        assert f"?door={kind}&body={body.slug}" in page
    assert Company.objects.get(slug="ebanx").get_absolute_url() in text(maria.get(at(case, "ebanx")))


def test_the_protocol_is_noted_next(cast, maria, case):
    add = reverse("escalation_add", args=[case.reference])
    assert f"{add}?door=reclame_aqui" in text(maria.get(at(case, "reclame-aqui")))
    assert add not in text(maria.get(at(case, "seller")))
    assert add not in text(signed_in(cast.agent).get(at(case, "reclame-aqui")))


def test_a_reader_of_english_gets_the_texts_of_brazil_in_portuguese(cast, maria, case):
    before = file_of(maria, case, "procon")
    maria.post(reverse("language"), {"language": "en"})
    assert file_of(maria, case, "procon") == before
    page = text(maria.get(at(case, "procon")))
    assert 'lang="pt-br"' in page
    assert "Em 30 de setembro de 2026 comprei" in page
    # The English one carries no such line here, and does for who reads Portuguese.
    assert 'lang="en" aria-describedby' in text(maria.get(at(case, "seller-en")))
    maria.post(reverse("language"), {"language": "pt-br"})
    assert "Este texto fica em inglês" in words(maria.get(at(case, "seller-en")))


def test_the_file_holds_the_same(maria, case):
    response = maria.get(at(case, "shop", "channel_text_file"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].endswith(f'{case.shown_reference}-shop.txt"')
    body = response.content.decode()
    assert body.startswith("Olá. Esta é uma reclamação.")
    assert body.strip() in text(maria.get(at(case, "shop")))


# -- The facts ----------------------------------------------------------------------------------


def test_the_facts_of_a_case_with_everything(cast, case):
    dispute = bring_to(State.WAITING_BUYER, case, cast, mode="hosted")
    services.escalate(dispute, by=cast.consumer, now=NOW)
    body = Body.objects.get(slug="procon-sp")
    escalate(case, body=body, protocol="77/26", quality="refusal", answered_on=TODAY)
    attach(case, [tracking_picture(0)], user=cast.consumer, now=NOW)
    attach(case, [tracking_picture(1)], user=None, party=Party.SELLER, now=NOW)
    case.evidence.filter(party=Party.BUYER).update(shows=Proof.CHECKOUT)
    case.evidence.filter(party=Party.SELLER).update(shows=Proof.TRACKING)
    facts = text_facts(case, NOW)
    assert facts.steps[0] == Step("open", TODAY, "full_refund", Decimal("389.90"))
    assert facts.steps[-1].move == "escalate"
    assert facts.dispute_at_shop is False
    assert facts.filings == (
        Filing("procon", TODAY - timedelta(days=3), body.name, "77/26", TODAY, "refusal"),)
    assert facts.proofs == ("print do que paguei na compra, com os impostos",)
    assert {term.rule for term in facts.terms} >= {"d7962_answer"}


def test_a_shop_without_a_name_is_not_named(cast, maria):
    case = make_case(cast.consumer, shop="outra-loja", store="Bazar da Ana")
    body = file_of(maria, case, "procon")
    assert "Outra loja" not in body
    assert "O vendedor é Bazar da Ana." in body


def test_a_dispute_that_went_on_and_on_is_told_shortly(cast, case):
    dispute = bring_to(State.WAITING_BUYER, case, cast, mode="hosted")
    for _round in range(6):
        services.buyer_proposes(dispute, by=cast.consumer, remedy="part_refund", amount=Decimal("100"), now=NOW)
        services.seller_proposes(dispute, remedy="part_refund", amount=Decimal("50"), now=NOW)
    steps = text_facts(case, NOW).steps
    assert len(steps) == 9
    assert steps[0].move == "open"
    assert steps[-1].move == "seller_proposes"


def test_a_card_brings_the_bank_and_the_chargeback(cast, maria):
    case = make_case(cast.consumer, payment_method=Payment.CREDIT_CARD, instalments=12, contacted_on=date(2026, 11, 2))
    assert "em 12 parcelas" in file_of(maria, case, "chargeback")
    assert "Reclamei com a loja em 2 de novembro de 2026." in file_of(maria, case, "bank")


def test_a_fraud_by_pix_goes_to_the_bank(cast, maria):
    case = make_case(cast.consumer, reason=Reason.FRAUD_OUTSIDE)
    assert "Mecanismo Especial de Devolução" in file_of(maria, case, "bank")
    assert "?door=med" in text(maria.get(at(case, "bank")))
    assert maria.get(at(case, "seller")).status_code == 404


def test_the_warning_comes_before_the_text(maria, case):
    page = text(maria.get(at(case, "juizado")))
    assert 0 < page.index('class="guards') < page.index('id="text-1"')
    assert 'class="guards' not in text(maria.get(at(case, "reclame-aqui")))


def test_the_number_of_queries_does_not_grow(cast, case, django_assert_num_queries):
    joined = Complaint.objects.select_related("order__marketplace", "user")
    one = joined.get(pk=case.pk)
    with django_assert_num_queries(4):
        text_facts(one, NOW)
    bring_to(State.MEDIATION, case, cast, mode="hosted")
    for door in ("procon", "reclame_aqui", "bank_sac"):
        escalate(case, door, body=Body.objects.first())
    one = joined.get(pk=case.pk)
    # One more for the moves, where there is a dispute.
    with django_assert_num_queries(5):
        text_facts(one, NOW)


# -- Who may ------------------------------------------------------------------------------------------


def test_who_may_see_it(cast, case, client):
    for path in (texts_of(case), at(case, "procon"), at(case, "procon", "channel_text_file")):
        assert client.get(path).status_code == 302
        assert signed_in(cast.stranger).get(path).status_code == 404
        assert signed_in(cast.consumer).post(path).status_code == 405
        # Staff read, and change nothing here.
        assert signed_in(cast.auditor).get(path).status_code == 200
    assert "Você está vendo como equipe" in words(signed_in(cast.agent).get(at(case, "procon")))


def test_a_closed_case_can_still_be_copied(cast, maria, case):
    case.state, case.closing = "closed", "given_up"
    case.save()
    assert maria.get(at(case, "procon")).status_code == 200
    assert reverse("escalation_add", args=[case.reference]) not in text(maria.get(at(case, "procon")))
