"""A hosted dispute on the staff's desk: what is shown, the conversation, the seller's way in, the lists."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Party
from complaints.models import Message, Rule
from complaints.sweep import sweep
from contacts.models import OutgoingEmail
from disputes import services
from disputes.lifecycle import State
from disputes.models import Decision, Question, SellerLink
from disputes.services.notice import live_link, note_delivery
from tests.base import NOW
from tests.disputes.desk import (
    LIST,
    READERS,
    VERDICT,
    enter,
    fresh,
    hosted,
    judge,
    proof,
    say,
    text_of,
    to_appeal,
    to_mediator,
    url,
)
from tests.disputes.moves import turn_of

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")


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


# -- What the page shows -----------------------------------------------------------------


def test_the_page_holds_both_sides_the_sums_and_what_silence_does(client, cast, mediator):
    dispute = hosted(cast.consumer, freight=Decimal("39.90"), tax=Decimal("60.10"))
    at = NOW - timedelta(days=3)
    services.seller_proposes(dispute, remedy="part_refund", amount=Decimal("100"), note="Fico com o frete.", now=at)
    proof(dispute.complaint, "buyer", "minha-foto.png")
    proof(dispute.complaint, "seller", "foto-dele.png")
    text = text_of(client.get(url("change", dispute)))
    for sum_of in ("R$\xa0350,00", "R$\xa039,90", "R$\xa060,10", "R$\xa0450,00", "R$\xa0100,00", "R$\xa0350,00"):
        assert sum_of in text
    buyer, seller = text.split('id="seller-title"')[0], text.split('id="seller-title"')[1].split("</section>")[0]
    assert "minha-foto.png" in buyer
    assert "minha-foto.png" not in seller
    assert "foto-dele.png" in seller
    assert "Fico com o frete." in seller
    assert "Rodada 1, o vendedor" in text
    assert "Se quem comprou ficar calado, o caso vai sozinho para o mediador." in text
    assert "loja@example.net" in text


def test_a_notice_that_came_back_is_loud_on_the_dispute_the_case_and_the_list(client, cast, waiting, agent):
    link = live_link(waiting)
    note_delivery(link.pk, "failed", mail=1, error="550 mailbox unavailable", now=NOW - timedelta(days=1))
    text = text_of(client.get(url("change", waiting)))
    assert "O aviso ao vendedor voltou." in text
    assert "550 mailbox unavailable" in text
    case_page = text_of(client.get(reverse("admin:complaints_complaint_change", args=[waiting.complaint_id])))
    assert "O aviso ao vendedor voltou:" in case_page
    hosted(cast.stranger, number="8150000000000011")
    assert "o aviso voltou" in text_of(client.get(LIST))
    assert list(client.get(LIST, {"notice": "failed"}).context["cl"].result_list) == [waiting]
    services.resend(waiting, by=cast.agent, party=Party.STAFF, address="outra@example.net", now=NOW)
    assert "voltou." not in text_of(client.get(url("change", waiting)))
    assert list(client.get(LIST, {"notice": "failed"}).context["cl"].result_list) == []


def test_deliveries_and_openings_stand_as_proof_of_notice(client, cast, waiting, agent):
    link = live_link(waiting)
    note_delivery(link.pk, "sent", mail=1, seal="ab" * 32, now=NOW - timedelta(days=3))
    services.note_opening(link, now=NOW - timedelta(days=2))
    section = text_of(client.get(url("change", waiting))).split('id="notice-title"')[1].split("</section>")[0]
    assert "O servidor de e-mail aceitou a mensagem para l***@example.net." in section
    assert "selo do e-mail: abababababababab…" in section
    assert "A página do vendedor foi aberta pelo link." in section
    assert "1 vez; a última foi" in section
    assert link.token not in section
    assert link.shown_code not in section


def test_an_unswept_end_is_told_as_it_is(client, cast, dispute, mediator):
    judge(dispute, cast.mediator, "buyer")
    late = turn_of(dispute)
    type(late).objects.filter(pk=late.pk).update(due_at=NOW - timedelta(minutes=1), due_on=date(2026, 11, 21))
    for page in (LIST, "/admin/complaints/complaint/?queue=all", url("change", dispute)):
        assert "ganha: esperando o dinheiro" in text_of(client.get(page))


def test_the_page_takes_few_queries_whatever_it_holds(client, cast, mediator):
    dispute = hosted(cast.consumer, filed=NOW - timedelta(days=40))
    case, at = dispute.complaint, NOW - timedelta(days=39)
    services.seller_proposes(dispute, remedy="part_refund", amount=Decimal("50"), now=at)
    services.buyer_proposes(dispute, by=cast.consumer, remedy="full_refund", now=at)
    to_mediator(dispute, since=at)
    services.ask(dispute, mediator=cast.mediator, party=Party.BUYER, text="Quando?", now=at + timedelta(days=1))
    services.answer(dispute, party=Party.BUYER, by=cast.consumer, text="Ontem.", now=at + timedelta(days=2))
    used = proof(case)
    services.decide(dispute, mediator=cast.supervisor, outcome="seller", reasons="Chegou.", facts="Chegou.",
                    evidence=[used], rule=Rule.objects.filter(current=True).first(), now=at + timedelta(days=3))
    services.appeal(dispute, party=Party.BUYER, by=cast.consumer, reasons="Não.", now=at + timedelta(days=4))
    say(dispute, "Oi.", now=at)
    say(dispute, "Nota.", author=cast.agent, party=Party.STAFF, audience="note", key="n", now=at)

    def count(name):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name, dispute)).status_code == 200
        return len(queries)

    pages = ("change", "decide")
    for page in pages:
        count(page)
    before = [count(page) for page in pages]
    sweep(NOW)
    for number in range(40):
        say(dispute, f"Mensagem {number}.", key=f"m{number}")
        proof(case, "seller" if number % 2 else "buyer", f"{number}.png")
    for number in range(5):
        Question.objects.create(dispute=dispute, party="buyer", text="E?", asked_by=cast.mediator, closed_at=NOW)
        services.resend(dispute, by=cast.agent, party=Party.STAFF, address=f"v{number}@example.net", now=NOW)
    Decision.objects.get().evidence.set(case.evidence.all())
    count("change")
    assert [count(page) for page in pages] == before
    assert max(before) <= 28


# -- The conversation --------------------------------------------------------------------


def test_staff_write_to_both_sides(client, dispute, mediator):
    response = client.post(url("write", dispute), {"body": "Bom dia aos dois.", "form_key": "a"})
    assert response.url == url("change", dispute)
    client.post(url("write", dispute), {"body": "Bom dia aos dois.", "form_key": "a"})
    message = Message.objects.get()
    assert (message.audience, message.room, message.party) == ("both", dispute.pk, "staff")
    assert "Bom dia aos dois." in text_of(client.get(url("change", dispute)))
    assert OutgoingEmail.objects.filter(name="message", reader=dispute.complaint.user).count() == 1


def test_a_note_never_leaves_the_staff(client, cast, dispute, mediator):
    mails = OutgoingEmail.objects.count()
    note = "O vendedor mente sobre o rastreio."
    assert client.post(url("note", dispute), {"body": note, "form_key": "a"}).status_code == 302
    assert Message.objects.get().audience == "note"
    assert OutgoingEmail.objects.count() == mails
    for who in sorted(READERS):
        enter(client, getattr(cast, who))
        text = text_of(client.get(url("change", dispute)))
        assert note in text
        assert "as partes não veem" in text
    case = dispute.complaint
    owner, seller = Client(), Client()
    owner.force_login(cast.consumer)
    for page in (case.get_absolute_url(), reverse("dispute_room", args=[case.reference]),
                 reverse("dispute_live", args=[case.reference])):
        response = owner.get(page)
        assert response.status_code == 200
        assert note not in text_of(response)
    response = seller.get(reverse("seller_room", args=[live_link(dispute).token]))
    assert response.status_code == 200
    assert note not in text_of(response)


def test_a_member_of_the_staff_reads_no_notes_about_the_own_case(client, cast):
    dispute = to_mediator(hosted(cast.supervisor))
    say(dispute, "A Sara exagera.", author=cast.agent, party=Party.STAFF, audience="note")
    say(dispute, "Bom dia, Sara.", key="b")
    enter(client, cast.supervisor)
    text = text_of(client.get(url("change", dispute)))
    assert "Bom dia, Sara." in text
    assert "A Sara exagera." not in text


def test_new_messages_are_marked_once_and_those_of_other_talks_stay_out(client, cast, dispute, mediator):
    say(dispute, "Chegou ontem.")
    say(dispute, "Só para a equipe.", author=cast.consumer, party=Party.BUYER, audience="team", key="t")
    mark = '<span class="tag">nova</span>'
    text = text_of(client.get(url("change", dispute)))
    assert text.count(mark) == 1
    assert "Só para a equipe." not in text
    assert mark not in text_of(client.get(url("change", dispute)))


def test_old_messages_are_one_link_away(client, dispute, mediator):
    for number in range(33):
        say(dispute, f"Mensagem número {number}.", key=f"m{number}")
    text = text_of(client.get(url("change", dispute)))
    assert "Ver as 3 mensagens anteriores" in text
    assert "Mensagem número 0." not in text
    assert "Mensagem número 0." in text_of(client.get(url("change", dispute) + "?all=1"))


@pytest.mark.parametrize(("page", "values", "words"), [
    ("write", {"body": "", "form_key": "k"}, "Escreva a mensagem"),
    ("note", {"body": " ", "form_key": "k"}, "Escreva a nota"),
    ("ask", {"text": "Onde está a nota fiscal?"}, "Escolha a quem perguntar."),
    ("ask", {"party": "buyer", "text": ""}, "Escreva a pergunta."),
    ("notice", {"address": "isto não é e-mail", "language": "en"}, "Confira o e-mail"),
    ("answer", {"answer": "seller_accepts", "note": "Ele disse sim."}, "Marque que você falou"),
    ("decide", {**VERDICT, "facts": " "}, "Escreva os fatos que valem"),
    ("decide", {**VERDICT, "reasons": ""}, "não há decisão sem motivo"),
    ("decide", {**VERDICT, "outcome": ""}, "Escolha a decisão."),
])
def test_errors_keep_what_was_typed(client, cast, dispute, page, values, words):
    enter(client, cast.supervisor)
    events = dispute.complaint.events.count()
    response = client.post(url(page, dispute), values)
    assert response.status_code == 422
    text = text_of(response)
    assert words in text
    for name in ("text", "address", "facts", "reasons", "note"):
        assert values.get(name, "").strip() in text
    assert dispute.complaint.events.count() == events


# -- The seller's way in, and answers by telephone -----------------------------------------


def test_the_notice_is_sent_again_and_to_another_address(client, waiting, agent):
    first = live_link(waiting)
    assert client.post(url("notice", waiting), {"address": "loja@example.net", "language": "pt-br"}).status_code == 302
    assert live_link(waiting).pk == first.pk
    assert live_link(waiting).sends == 2
    client.post(url("notice", waiting), {"address": "Nova@Example.net", "language": "en"})
    link = live_link(waiting)
    assert (link.address, link.language) == ("nova@example.net", "en")
    assert SellerLink.objects.get(pk=first.pk).revoked_at == NOW
    line = waiting.complaint.events.order_by("-seq").first()
    assert (line.kind, line.party, line.recorded_by) == ("notice_resent", "staff", agent)


def test_the_link_is_cancelled_and_the_page_says_what_that_does(client, waiting, agent):
    assert "O prazo do vendedor continua a correr" in text_of(client.get(url("revoke", waiting)))
    assert client.post(url("revoke", waiting)).status_code == 302
    assert live_link(waiting) is None
    assert "não tem link aberto" in text_of(client.get(url("revoke", waiting)))
    assert client.post(url("revoke", waiting)).status_code == 422


def test_the_letter_is_made_once_and_carries_the_code(client, waiting, agent):
    code = live_link(waiting).shown_code
    assert code not in text_of(client.get(url("letter", waiting)))
    assert client.get(url("letter_text", waiting)).url == url("letter", waiting)
    assert client.post(url("letter", waiting)).url == url("letter", waiting)
    assert code in text_of(client.get(url("letter", waiting)))
    assert code in text_of(client.get(url("letter_text", waiting)))
    lines = waiting.complaint.events.filter(kind="notice_letter")
    assert [(line.party, line.recorded_by) for line in lines] == [("staff", agent)]


def test_a_dispute_at_the_shop_has_no_letter_link_or_answer(client, cast, case, agent):
    tracked = services.open_dispute(case, by=cast.consumer, remedy="full_refund", now=NOW)
    for page in ("letter", "letter_text"):
        assert client.get(url(page, tracked)).status_code == 404
    for page in ("notice", "answer"):
        assert "corre na loja" in text_of(client.get(url(page, tracked)))
    response = client.post(url("notice", tracked), {"address": "x@example.net", "language": "en"})
    assert response.status_code == 422
    assert not SellerLink.objects.exists()
    assert client.post(url("answer", tracked), {"answer": "seller_accepts", "confirm": "on"}).status_code == 422
    assert fresh(tracked).state == State.WAITING_SELLER


@pytest.mark.parametrize(("values", "state"), [
    ({"answer": "seller_accepts"}, State.REFUND_DUE),
    ({"answer": "seller_refuses", "note": "Foi entregue."}, State.WAITING_BUYER),
    ({"answer": "seller_proposes", "remedy": "part_refund", "amount": "100,00", "note": "Só isso."},
     State.WAITING_BUYER),
    ({"answer": "seller_proposes", "remedy": "return_refund", "freight_by": "seller", "post_by": "2026-12-10"},
     State.WAITING_BUYER),
])
def test_an_answer_by_telephone_is_written_down(client, waiting, agent, values, state):
    text = text_of(client.get(url("answer", waiting)))
    assert "Você devolve R$\xa0389,90 a quem comprou." in text
    values = {**values, "confirm": "on", "turn": turn_of(waiting).pk}
    assert client.post(url("answer", waiting), values).status_code == 302
    assert fresh(waiting).state == state
    line = waiting.complaint.events.filter(kind=f"dispute_{values['answer']}").get()
    assert (line.party, line.recorded_by) == ("seller", agent)
    offer = waiting.proposals.first()
    if "remedy" in values:
        assert (offer.remedy, offer.freight_by) == (values["remedy"], values.get("freight_by", ""))


@pytest.mark.parametrize(("values", "words"), [
    ({"answer": "seller_refuses"}, "Escreva por que não"),
    ({"answer": "seller_proposes"}, "Escolha o que ele ofereceu."),
    ({"answer": "seller_proposes", "remedy": "return_refund"}, "Diga quem paga o envio de volta."),
    ({"answer": "seller_proposes", "remedy": "part_refund", "amount": "9000"}, "maior do que foi pago"),
    ({"answer": "seller_accepts", "turn": "1"}, "Algo mudou no caso enquanto você lia."),
])
def test_an_answer_that_does_not_fit_is_not_written(client, waiting, agent, values, words):
    response = client.post(url("answer", waiting), {"confirm": "on", **values})
    assert response.status_code == 422
    assert words in text_of(response)
    assert fresh(waiting).state == State.WAITING_SELLER


# -- Lists and records -------------------------------------------------------------------


def test_who_waits_for_a_mediator_comes_first(client, cast, mediator):
    soon = hosted(cast.consumer)
    reading = to_mediator(hosted(cast.stranger, number="8150000000000011"), since=NOW - timedelta(hours=2))
    appeal = to_appeal(
        to_mediator(hosted(cast.consumer, number="8150000000000012")), cast.mediator)
    found = list(client.get(LIST).context["cl"].result_list)
    assert set(found[:2]) == {reading, appeal}
    assert found[2] == soon
    assert turn_of(soon).due_at < turn_of(reading).due_at
    assert set(client.get(LIST, {"stage": "reading"}).context["cl"].result_list) == {reading, appeal}
    assert list(client.get(LIST, {"stage": "negotiating"}).context["cl"].result_list) == [soon]
    assert len(client.get(LIST, {"mode__exact": "tracked"}).context["cl"].result_list) == 0
    assert "recorreu: o consumidor" in text_of(client.get(LIST))


def test_the_list_says_until_when_a_decision_can_be_appealed(client, cast, dispute, mediator):
    judge(dispute, cast.mediator, now=NOW)
    assert "cabe até sex, 27 nov" in text_of(client.get(LIST, {"stage": "judged"}))


def test_the_case_leads_to_an_appeal_too(client, cast, dispute):
    to_appeal(dispute, cast.supervisor)
    enter(client, cast.mediator)
    text = text_of(client.get(reverse("admin:complaints_complaint_change", args=[dispute.complaint_id])))
    assert url("decide", dispute) in text
    assert "houve recurso" in text


@pytest.mark.parametrize("who", sorted(READERS))
def test_questions_returns_and_links_are_read_by_all_staff_and_edited_by_none(client, cast, dispute, who):
    services.ask(dispute, mediator=cast.mediator, party=Party.SELLER, text="Tem foto?", now=NOW)
    link = live_link(dispute)
    enter(client, getattr(cast, who))
    for model, row, words in (("question", Question.objects.get(), "Tem foto?"), ("sellerlink", link, link.address)):
        listing = f"/admin/disputes/{model}/"
        pages = text_of(client.get(listing)), text_of(client.get(f"{listing}{row.pk}/change/"))
        assert all(words in text for text in pages)
        assert not any(
            secret in text for text in pages
            for secret in (link.salt, link.token, link.token_hash, link.code_hash, link.code, link.shown_code))
        assert client.get(f"{listing}add/").status_code == 403
        assert client.post(f"{listing}{row.pk}/change/", {"address": "x@example.net"}).status_code == 403
    assert client.get("/admin/disputes/returnleg/").status_code == 200


@pytest.mark.parametrize("lookup", ["salt__startswith", "token_hash__startswith", "code_hash"])
def test_the_secrets_of_a_link_are_not_guessed_by_filters(client, waiting, agent, lookup):
    response = client.get("/admin/disputes/sellerlink/", {lookup: "a"})
    assert response.status_code in (302, 400)


def test_a_return_is_shown_with_its_papers(client, cast, waiting, agent):
    services.seller_proposes(waiting, remedy="return_refund", freight_by="seller", now=NOW)
    services.buyer_accepts(waiting, by=cast.consumer, now=NOW)
    services.send_label(fresh(waiting), address="Rua das Flores, 10", label="PAC-1",
                        label_until=date(2026, 12, 10), now=NOW)
    receipt = proof(waiting.complaint, "buyer", "comprovante.png")
    services.post_return(fresh(waiting), by=cast.consumer, carrier="Correios", tracking="BR1", proof=receipt, now=NOW)
    section = text_of(client.get(url("change", waiting))).split('id="return-title"')[1].split("</section>")[0]
    for words in ("Rua das Flores, 10", "PAC-1", "BR1", "Comprovante de postagem", "comprovante.png"):
        assert words in section
    record = reverse("admin:disputes_returnleg_change", args=[fresh(waiting).return_leg.pk])
    assert "Rua das Flores, 10" in text_of(client.get(record))
