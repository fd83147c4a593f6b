"""The mediator's pages of a hosted dispute: who may, questions, decisions, appeals."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from complaints.choices import Party
from complaints.models import Message, Rule
from complaints.services.claiming import assign
from config.roles import MEDIATOR
from contacts.models import OutgoingEmail
from disputes import services
from disputes.lifecycle import State
from disputes.models import Decision, Dispute, Question
from tests.base import NOW, make_case, person
from tests.disputes.desk import (
    READERS,
    VERDICT,
    confirm,
    enter,
    fresh,
    hosted,
    preview,
    proof,
    text_of,
    to_appeal,
    to_mediator,
    url,
)
from tests.disputes.moves import turn_of

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")

# Who opens which page of a hosted dispute in mediation; all others are turned away.
WRITERS = {"agent", "mediator", "supervisor"}
DECIDERS = {"mediator", "supervisor"}
MANAGERS = {"agent", "supervisor"}
PAGES = {
    "change": READERS, "write": WRITERS, "note": WRITERS, "decide": DECIDERS, "ask": DECIDERS, "notice": MANAGERS,
    "revoke": MANAGERS, "letter": MANAGERS, "letter_text": MANAGERS, "answer": MANAGERS,
}
PEOPLE = [*sorted(READERS), "consumer", "stranger", "anonymous"]


@pytest.fixture
def waiting(cast):
    """A hosted dispute in which the seller has not answered."""
    return hosted(cast.consumer)


@pytest.fixture
def dispute(waiting):
    """A hosted dispute that waits for a decision."""
    return to_mediator(waiting)


@pytest.fixture
def mediator(client, cast):
    return enter(client, cast.mediator)


@pytest.fixture
def agent(client, cast):
    return enter(client, cast.agent)


# -- Who may ----------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", PEOPLE)
def test_each_page_opens_to_its_people_alone(client, cast, dispute, page, who):
    services.letter_of(dispute, by=cast.agent, party=Party.STAFF, now=NOW)
    if who != "anonymous":
        enter(client, getattr(cast, who))
    response = client.get(url(page, dispute))
    if who in PAGES[page]:
        assert response.status_code == 200
    elif who in READERS:
        assert response.status_code == 403
    else:
        assert response.status_code == 302
        assert "/admin/login/" in response.url
    if who not in PAGES[page]:
        assert "O rastreio diz entregue." not in text_of(response)


@pytest.mark.parametrize("page", sorted(PAGES.keys() - {"change", "letter_text"}))
@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_else_changes_anything(client, cast, dispute, page, who):
    if who in PAGES[page]:
        return
    if who != "anonymous":
        enter(client, getattr(cast, who))
    before = (dispute.complaint.events.count(), Message.objects.count(), OutgoingEmail.objects.count())
    response = client.post(url(page, dispute), {
        **VERDICT, "party": "buyer", "text": "Por quê?", "body": "Oi.", "form_key": "k", "address": "x@example.net",
        "language": "en", "answer": "seller_accepts", "confirm": "on",
    })
    assert response.status_code == (403 if who in READERS else 302)
    after = (dispute.complaint.events.count(), Message.objects.count(), OutgoingEmail.objects.count())
    assert after == before
    assert fresh(dispute).state == State.MEDIATION


@pytest.mark.parametrize("page", sorted(PAGES.keys() - {"change"}))
def test_wrong_methods_and_unknown_disputes(client, cast, dispute, page):
    enter(client, cast.supervisor)
    assert client.put(url(page, dispute)).status_code == 405
    assert client.delete(url(page, dispute)).status_code == 405
    assert client.get(reverse(f"admin:disputes_dispute_{page}", args=[987654])).status_code == 404


def test_nobody_acts_as_staff_in_the_own_case(client, cast):
    dispute = to_mediator(hosted(cast.supervisor))
    enter(client, cast.supervisor)
    for page in ("write", "note", "notice", "revoke", "letter", "letter_text", "answer"):
        assert client.get(url(page, dispute)).status_code == 403
        assert client.post(url(page, dispute), {}).status_code in (403, 405)
    text = text_of(client.get(url("change", dispute)))
    assert url("decide", dispute) not in text
    assert url("notice", dispute) not in text
    assert 'name="body"' not in text


def test_buttons_are_shown_to_those_who_may_press_them(client, cast, waiting):
    for who, pages in (
        ("agent", {"notice", "letter", "answer", "write", "note"}), ("mediator", {"write", "note"}),
        ("supervisor", {"notice", "letter", "answer", "write", "note"}), ("auditor", set()),
    ):
        enter(client, getattr(cast, who))
        text = text_of(client.get(url("change", waiting)))
        assert {page for page in PAGES if page != "change" and f'"{url(page, waiting)}"' in text} - {"revoke"} == pages
    to_mediator(waiting)
    for who, is_decider in (("agent", False), ("mediator", True), ("supervisor", True), ("auditor", False)):
        enter(client, getattr(cast, who))
        text = text_of(client.get(url("change", waiting)))
        assert (url("decide", waiting) in text) is is_decider
        assert (url("ask", waiting) in text) is is_decider


# -- Questions ---------------------------------------------------------------------------


@pytest.mark.parametrize(("party", "state"), [("buyer", State.ASKED_BUYER), ("seller", State.ASKED_SELLER)])
def test_a_question_stops_the_decision_and_says_so_before(client, dispute, mediator, party, state):
    text = text_of(client.get(url("ask", dispute)))
    assert "O prazo da decisão para." in text
    assert text.count("que responde até sexta-feira, 27 de novembro") == 2
    response = client.post(url("ask", dispute), {"party": party, "text": "Tem foto?"})
    assert response.url == url("change", dispute)
    assert fresh(dispute).state == state
    turn = turn_of(dispute)
    assert (turn.party, turn.safe_on) == (party, date(2026, 11, 27))
    assert dispute.complaint.deadlines.get(kind="house_decision").state == "paused"
    text = text_of(client.get(url("change", dispute)))
    assert "Tem foto?" in text
    assert "espera a resposta" in text
    assert url("decide", dispute) not in text
    assert "não espera uma decisão agora" in text_of(client.get(url("ask", dispute)))


def test_in_a_dispute_at_the_shop_only_the_consumer_is_asked(client, cast, mediator):
    case = make_case(cast.consumer, now=NOW - timedelta(days=4))
    tracked = services.open_dispute(case, by=cast.consumer, remedy="full_refund", now=NOW - timedelta(days=4))
    services.seller_refuses(tracked, by=cast.consumer, now=NOW - timedelta(days=3))
    services.escalate(tracked, by=cast.consumer, now=NOW - timedelta(days=2))
    text = text_of(client.get(url("ask", tracked)))
    assert 'value="seller"' not in text
    response = client.post(url("ask", tracked), {"party": "seller", "text": "Cadê?"})
    assert response.status_code == 422
    assert not Question.objects.exists()
    assert client.post(url("ask", tracked), {"party": "buyer", "text": "Cadê?"}).status_code == 302


# -- Decisions ---------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "amount", "words"), [
    ("buyer", "", "Cabe recurso do vendedor até sexta-feira, 27 de novembro."),
    ("split", "100,00", "Cabe recurso dos dois lados até sexta-feira, 27 de novembro."),
    ("seller", "", "Cabe recurso do consumidor até sexta-feira, 27 de novembro."),
])
def test_a_first_decision_says_until_when_it_can_be_appealed_and_writes_nothing(
    client, dispute, mediator, outcome, amount, words,
):
    case = dispute.complaint

    def picture():
        return [
            list(rows.order_by("pk").values())
            for rows in (Dispute.objects, case.events, case.deadlines, OutgoingEmail.objects, Decision.objects)
        ]

    before = picture()
    text = text_of(preview(client, dispute, {**VERDICT, "outcome": outcome, "amount": amount}))
    assert words in text
    assert "definitiva" not in text
    assert VERDICT["facts"] in text
    assert picture() == before


def test_a_decision_keeps_its_facts_rule_and_proofs(client, dispute, mediator):
    case = dispute.complaint
    used, left = proof(case), proof(case, "seller", "nota.png")
    rule = Rule.objects.get(slug="ae_seller_answer", current=True)
    text = text_of(client.get(url("decide", dispute)))
    assert "Do consumidor" in text
    assert "Do vendedor" in text
    response = confirm(client, dispute, {**VERDICT, "evidence": [used.pk], "rule": rule.pk})
    assert response.status_code == 302
    decision = Decision.objects.get()
    assert (decision.facts, decision.rule, list(decision.evidence.all())) == (VERDICT["facts"], rule, [used])
    assert decision.appeal_until == date(2026, 11, 27)
    assert fresh(dispute).state == State.JUDGED_BUYER
    section = text_of(client.get(url("change", dispute))).split('id="decision-title-1"')[1].split("</section>")[0]
    for words in (VERDICT["facts"], VERDICT["reasons"], "Resposta do vendedor no AliExpress", used.name,
                  "Cabe até sexta-feira, 27 de novembro."):
        assert words in section
    assert left.name not in section


def test_another_proof_or_rule_asks_for_another_preview(client, dispute, mediator):
    used = proof(dispute.complaint)
    looked_at = preview(client, dispute, VERDICT).context["form"]["looked_at"].value()
    response = client.post(
        url("decide", dispute), {**VERDICT, "evidence": [used.pk], "looked_at": looked_at, "confirm": "on"})
    assert response.status_code == 200
    assert not Decision.objects.exists()


def test_neither_proofs_of_other_cases_nor_rules_of_other_shops_are_used(client, cast, dispute, mediator):
    proof(dispute.complaint)
    foreign = proof(make_case(cast.stranger, number="8150000000000011"), name="de-outro.png")
    rule = Rule.objects.get(slug="shopee_open", current=True)
    for values in ({"evidence": [foreign.pk]}, {"rule": rule.pk}):
        response = client.post(url("decide", dispute), {**VERDICT, **values})
        assert response.status_code == 422
        assert "Escolha uma das respostas da lista." in text_of(response)
    assert foreign.name not in text_of(client.get(url("decide", dispute)))


def test_an_appeal_is_heard_by_another_mediator_and_its_decision_is_final(client, cast, dispute, mediator):
    dispute = to_appeal(dispute, cast.mediator)
    for page in ("change", "decide", "ask"):
        text = text_of(client.get(url(page, dispute)))
        assert "O recurso é lido por outro mediador: você já decidiu este caso." in text
        assert "Ver o que a decisão faz" not in text
        assert "Perguntar e parar" not in text
    for page, values in (("decide", VERDICT), ("ask", {"party": "buyer", "text": "Por quê?"})):
        response = client.post(url(page, dispute), values)
        assert response.status_code == 422
        assert "outro mediador" in text_of(response)
    assert VERDICT["reasons"] in text_of(client.post(url("decide", dispute), VERDICT))
    assert fresh(dispute).state == State.APPEAL

    enter(client, person("davi@example.com", "Davi", MEDIATOR))
    text = text_of(client.get(url("decide", dispute)))
    assert "Não é a minha assinatura." in text
    assert "Ver o que a decisão faz" in text
    text = text_of(preview(client, dispute, VERDICT))
    assert "Esta decisão é definitiva: aqui não cabe recurso." in text
    assert "Começa o prazo" in text
    assert confirm(client, dispute, VERDICT).status_code == 302
    assert fresh(dispute).state == State.REFUND_DUE
    assert Decision.objects.get(instance=2).appeal_until is None
    text = text_of(client.get(url("change", dispute)))
    assert "Nova decisão" in text
    assert "a decisão é definitiva" in text


@pytest.mark.parametrize("is_agent", [True, False])
def test_a_party_and_its_contact_get_the_sentence_and_no_button(client, cast, is_agent):
    dispute = to_mediator(hosted(cast.consumer if is_agent else cast.supervisor))
    if is_agent:
        assign(dispute.complaint, cast.supervisor, by=cast.supervisor, now=NOW)
    enter(client, cast.supervisor)
    for page in ("change", "decide", "ask"):
        text = text_of(client.get(url(page, dispute)))
        assert "Quem é parte ou atende este caso não pode decidir nele." in text
        assert "Ver o que a decisão faz" not in text
        assert f'class="button default" href="{url("decide", dispute)}"' not in text
    response = client.post(url("decide", dispute), VERDICT)
    assert response.status_code == 422
    assert not Decision.objects.exists()


def test_whom_no_mail_reaches_is_said_before_deciding(client, cast, mediator):
    dispute = to_mediator(hosted(cast.consumer, address=""))
    assert "ele só lê com o código da carta" in text_of(preview(client, dispute, VERDICT))
