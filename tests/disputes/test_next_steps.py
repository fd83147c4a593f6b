"""The page of all ways out: who sees it, what it shows, and the questions it takes answers to."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Reason
from complaints.models import Evidence, Figure
from complaints.panels import CasePanels
from complaints.services.cases import close_complaint
from complaints.services.locking import Refused
from complaints.timeline import broken_at
from contacts.models import Body
from disputes import services
from disputes.facts import facts_of
from disputes.models import Escalation, Remedy
from disputes.panels import DisputePanel
from disputes.services.telling import not_known_for_guidance, tell_for_guidance
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, text, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


def url(case):
    return reverse("next_steps", args=[case.reference])


def page(client, case, query=""):
    return words(client.get(url(case) + query)).replace("\xa0", " ")


def facts(case):
    panels = CasePanels(case, case.user, NOW)
    return facts_of(case, panels, DisputePanel(case, panels, NOW), NOW)


def tell(client, case, fact, value, **more):
    return client.post(url(case), {"fact": fact, fact: value, **more})


# -- Who --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "sees", "tells"), [
    ("consumer", 200, 302), ("stranger", 404, 404), ("agent", 200, 403), ("mediator", 200, 403), ("auditor", 200, 403),
])
def test_who_sees_and_who_tells(cast, case, who, sees, tells):
    client = signed_in(getattr(cast, who))
    assert client.get(url(case)).status_code == sees
    assert tell(client, case, "state", "SP").status_code == tells
    case.user.refresh_from_db()
    assert case.user.state == ("SP" if who == "consumer" else "")


def test_signed_out_and_wrong_methods(maria, case):
    answer = Client().get(url(case))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    for method in ("put", "patch", "delete"):
        assert getattr(maria, method)(url(case)).status_code == 405
    assert maria.head(url(case)).status_code == 200


def test_staff_read_without_buttons_or_questions(cast, case):
    body = text(signed_in(cast.agent).get(url(case)))
    assert "Abrir a disputa dentro da loja" in body
    assert "Guardar a resposta" not in body
    assert reverse("dispute_open", args=[case.reference]) not in body


# -- What it shows ----------------------------------------------------------------------------


def test_the_urgent_first_and_the_shut_folded(maria, case):
    seen = page(maria, case)
    assert "Até sexta-feira, 27 de novembro." in seen
    places = [seen.index(part) for part in (
        "Comece por aqui", "Abrir a disputa dentro da loja", "Reclamar no consumidor.gov.br", "que não serve",
        "Contestar a compra no cartão", "Esta compra não foi paga com cartão.")]
    assert places == sorted(places)
    assert "A devolução do Pix (MED) é só para golpe." in seen


def test_every_way_cites_and_marks(maria, case):
    body = text(maria.get(url(case)))
    ways = body.split('class="way ')[1:]
    assert len(ways) == 17
    for way in ways:
        assert "Onde está escrito" in way
        assert 'class="trust"' in way


def test_links_to_where_one_goes_on(maria, case):
    tell_for_guidance(case, "state", "SP", by=case.user)
    body = text(maria.get(url(case)))
    ref = case.reference
    for address in (
        reverse("dispute_open", args=[ref]), reverse("dispute_host", args=[ref]),
        reverse("channel_text", args=[ref, "procon"]), reverse("body", args=["procon-sp"]),
        reverse("escalation_add", args=[ref]) + "?door=procon&body=procon-sp", reverse("company", args=["aliexpress"]),
    ):
        assert f'href="{address}"' in body


def test_every_address_on_it_answers(maria, case):
    tell_for_guidance(case, "state", "SP", by=case.user)
    body = text(maria.get(url(case)))
    own = f"/cases/{case.reference}/"
    found = {part.split('"')[0].split("#")[0] for part in body.split('href="')[1:]}
    inner = {address for address in found if address.startswith((own, "/directory/"))}
    assert len(inner) > 15
    assert {address: code for address in inner if (code := maria.get(address).status_code) != 200} == {}


def test_a_scam_is_for_today(cast, maria):
    scam = make_case(cast.consumer, reason=Reason.FRAUD_OUTSIDE, shop="outra-loja", placed_on=TODAY)
    seen = page(maria, scam)
    assert seen.index("Pedir ao banco o Pix de volta") < seen.index("boletim de ocorrência")
    assert "Ligue agora para o seu banco" in seen
    assert "Hoje. O último dia seguro é" in seen
    assert "Faça isso até hoje, 23h59." in text(maria.get(reverse("case", args=[scam.reference])))


def test_a_dispute_that_runs_is_followed(cast, maria, case):
    dispute = services.open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    services.seller_refuses(dispute, by=cast.consumer)
    seen = page(maria, case)
    assert seen.index("Seguir a disputa que já está aberta") < seen.index("Reclamar no Reclame AQUI")
    assert "Aqui corre uma de cada vez." in seen


def test_what_the_case_has_and_lacks(maria, case):
    Evidence.objects.create(
        complaint=case, kind="image", name="a.jpg", shows="tracking", original="a", shown="a",
        content_type="image/jpeg", shown_type="image/jpeg", sha256="0" * 64, size=1)
    body = text(maria.get(url(case)))
    assert "print do rastreio <span class=\"tag tag--done\">já tem" in body
    assert "comprovante do pagamento <span class=\"tag tag--soon\">falta" in body
    assert "RG ou CNH <span class=\"tag tag--quiet\">leve com você" in body


def test_a_closed_case_asks_and_offers_nothing(cast, maria, case):
    close_complaint(case, "solved", by=cast.consumer)
    seen = page(maria, case)
    assert "Não há mais nada a fazer neste caso." in seen
    assert "Guardar a resposta" not in seen
    assert tell(maria, case, "state", "SP").status_code == 422


def test_what_was_filed_leads_to_it(maria, case):
    row = Escalation.objects.create(complaint=case, door="reclame_aqui", filed_on=TODAY, form_key="a")
    body = text(maria.get(url(case)))
    assert reverse("escalation", args=[case.reference, row.pk]) in body
    assert "Você já pediu lá." in body


def test_queries_do_not_grow(cast, maria, case):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert maria.get(url(case)).status_code == 200
        return len(queries)

    tell_for_guidance(case, "state", "SP", by=case.user)
    Escalation.objects.create(complaint=case, door="procon", filed_on=TODAY, form_key="first")
    few = count()
    for number, door in enumerate(("procon", "reclame_aqui", "juizado", "shop_help", "shop_help", "procon")):
        Escalation.objects.create(complaint=case, door=door, filed_on=TODAY, form_key=str(number))
    for number in range(5):
        Evidence.objects.create(
            complaint=case, kind="image", name="a.jpg", original="a", shown="a", content_type="image/jpeg",
            shown_type="image/jpeg", sha256=str(number) * 64, size=1)
    assert count() == few
    assert few <= 16


def test_the_case_page_leads_here(cast, maria, case):
    assert url(case) in text(maria.get(case.get_absolute_url()))
    assert url(case) not in text(signed_in(cast.stranger).get(reverse("cases")))


def test_in_english(maria, case):
    """The words are looked up when shown: another language meets no lazy leftovers."""
    maria.post(reverse("language"), {"language": "en", "next": url(case)})
    assert maria.get(url(case)).status_code == 200


# -- What it is told --------------------------------------------------------------------------

TOLD = [
    ("state", "MG", lambda case: case.user.state, "MG"),
    ("gov_br_level", "silver", lambda case: case.user.gov_br_level, "silver"),
    ("shop_on_consumidor_gov", "yes", lambda case: case.shop_on_consumidor_gov, True),
    ("shop_on_consumidor_gov", "no", lambda case: case.shop_on_consumidor_gov, False),
    ("paid_to", "Alipay Brasil", lambda case: case.order.paid_to, "Alipay Brasil"),
    ("amount_claimed", "1.389,90", lambda case: case.amount_claimed, Decimal("1389.90")),
]


@pytest.mark.parametrize(("fact", "typed", "read", "value"), TOLD)
def test_a_fact_is_kept(cast, maria, case, fact, typed, read, value):
    answer = tell(maria, case, fact, typed)
    assert answer.status_code == 302
    assert answer.url == url(case)
    fresh = type(case).objects.select_related("order", "user").get(pk=case.pk)
    assert read(fresh) == value
    line = case.events.get(kind="facts_told")
    # What was told is no line of the timeline: only that it was.
    assert line.data == {"facts": [fact]}
    assert broken_at(case) is None
    assert "Você contou: " in words(maria.get(case.get_absolute_url()))
    # The same again changes nothing.
    tell(maria, case, fact, typed)
    assert case.events.filter(kind="facts_told").count() == 1


@pytest.mark.parametrize(("fact", "typed"), [
    ("state", "XX"), ("state", ""), ("state", "SP\0"), ("gov_br_level", "diamante"), ("gov_br_level", ""),
    ("shop_on_consumidor_gov", "maybe"), ("paid_to", ""), ("paid_to", "x" * 161), ("paid_to", "a\0b"),
    ("amount_claimed", "muito"), ("amount_claimed", "-3"), ("amount_claimed", "9" * 50),
])
def test_bad_answers_are_said_kindly(maria, case, fact, typed):
    answer = tell(maria, case, fact, typed)
    assert answer.status_code == 422
    assert "error" in text(answer) or "Falta responder" in text(answer)
    if typed and fact in ("paid_to", "amount_claimed") and "\0" not in typed:
        assert f'value="{typed}"' in text(answer)
    assert not case.events.filter(kind="facts_told").exists()


@pytest.mark.parametrize("fact", ["", "reason", "not_known", "a" * 9999, "state\0"])
def test_another_question_is_none(maria, case, fact):
    assert maria.post(url(case), {"fact": fact}).status_code == 422


def test_i_do_not_know_is_not_asked_again(maria, case):
    assert "Quem recebeu o seu dinheiro?" in page(maria, case)
    assert tell(maria, case, "paid_to", "", do="not_known").status_code == 302
    case.refresh_from_db()
    assert case.not_known == ["paid_to"]
    assert "Guardar a resposta" in page(maria, case)
    assert 'name="paid_to"' not in text(maria.get(url(case)))


def test_one_question_at_a_time_and_the_one_asked_for(maria, case):
    assert text(maria.get(url(case))).count("Guardar a resposta") == 1
    assert 'name="gov_br_level"' in text(maria.get(url(case) + "?ask=gov_br_level"))
    assert maria.get(url(case) + "?ask=%00nonsense").status_code == 200


def test_an_answer_moves_the_list(maria, case):
    assert "falta saber uma coisa" in page(maria, case)
    tell(maria, case, "shop_on_consumidor_gov", "no")
    assert "A loja não está no consumidor.gov.br." in page(maria, case)
    tell(maria, case, "paid_to", "Alipay Brasil")
    assert "um tribunal já mandou a Alipay Brasil responder" in page(maria, case)


def test_the_service_says_no_for_a_closed_case(cast, case):
    close_complaint(case, "solved", by=cast.consumer)
    with pytest.raises(Refused):
        tell_for_guidance(case, "state", "SP", by=cast.consumer)
    with pytest.raises(Refused):
        not_known_for_guidance(case, "state")


def test_the_service_takes_its_own_facts_only(cast, case):
    with pytest.raises(KeyError):
        tell_for_guidance(case, "reason", "regret", by=cast.consumer)
    with pytest.raises(KeyError):
        not_known_for_guidance(case, "reason")


# -- The facts, as read -----------------------------------------------------------------------


def test_facts_of_a_case(cast, case):
    Figure.objects.filter(kind="minimum_wage").delete()
    for value, since in (("1518", "2025-01-01"), ("1621", "2026-01-01"), ("1700", "2027-01-01")):
        Figure.objects.create(kind="minimum_wage", value=value, valid_from=since, source="teste", trust="law")
    tell_for_guidance(case, "state", "PI", by=cast.consumer)
    case.refresh_from_db()
    case.user.refresh_from_db()
    known = facts(case)
    assert known.minimum_wage == Decimal("1621")
    assert (known.procon.slug, known.procon.answer_days, known.procon.takes_foreign_shops) == ("procon-pi", 10, None)
    assert (known.juizado[:7], known.defensoria) == ("juizado", "defensoria-pi")
    assert known.windows["ae_open_after_delivery_time"].of_shop
    assert known.windows["ae_open_after_delivery_time"].is_live
    assert known.shop_is_foreign
    assert known.amount == Decimal("389.90")
    assert known.checklist


def test_what_the_person_found_out_wins_over_the_directory(cast):
    case = make_case(cast.consumer, shop="shopee")
    assert facts(case).on_consumidor_gov is True
    assert not facts(case).person_looked_it_up
    case.shop_on_consumidor_gov = False
    assert facts(case).on_consumidor_gov is False


def test_a_procon_without_foreign_shops_is_said_to_be_shut(cast, maria, case):
    Body.objects.filter(slug="procon-sp").update(takes_foreign_shops=False)
    tell_for_guidance(case, "state", "SP", by=cast.consumer)
    assert "não atende loja estrangeira sem sede no Brasil" in page(maria, case)


def test_a_window_is_over_before_the_sweep_has_written_it(cast, case):
    late = NOW + timedelta(days=30)
    panels = CasePanels(case, case.user, late)
    known = facts_of(case, panels, DisputePanel(case, panels, late), late)
    assert known.windows["ae_open_after_delivery_time"].is_over


@pytest.mark.parametrize("reason", Reason.values)
def test_every_reason_has_a_page_whose_addresses_are_there(cast, maria, reason):
    case = make_case(cast.consumer, reason=reason, payment_method="credit_card", number=f"81{reason[:6]}")
    body = text(maria.get(url(case)))
    assert "Comece por aqui" in body
    if reason == Reason.REGRET:
        assert reverse("fact_answer", args=[case.reference, "received_on"]) in body
