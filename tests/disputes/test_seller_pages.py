"""The seller's pages: read without an account, answer through the doors, nothing typed is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.choices import Party
from complaints.models import Event, Message, ReadMark
from complaints.services.messages import write_message
from config import middleware
from disputes import limits, services
from disputes.lifecycle import Move, State
from tests.base import NOW, make_case
from tests.complaints.pages import picture, text, words
from tests.disputes.door import at, hosted, link_of, seller, turn
from tests.disputes.moves import DOORS, fresh

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
MINUTE = timedelta(minutes=1)
# Which page answers in which state, with what a seller would send there and the state it leads to.
ANSWERS = [
    (State.WAITING_SELLER, "seller_accept", {}, State.REFUND_DUE),
    (State.WAITING_SELLER, "seller_refuse", {"note": "Foi entregue."}, State.WAITING_BUYER),
    (State.WAITING_SELLER, "seller_propose", {"remedy": "part_refund", "amount": "100,00"}, State.WAITING_BUYER),
    (State.MEDIATION, "seller_accept", {}, State.REFUND_DUE),
    (State.ASKED_SELLER, "seller_question", {"text": "Foi entregue na portaria."}, State.MEDIATION),
    (State.JUDGED_BUYER, "seller_decision", {"reasons": "A prova 2 não foi lida."}, State.APPEAL),
    (State.JUDGED_BUYER, "seller_decision", {"way": "accept"}, State.REFUND_DUE),
    (State.JUDGED_SPLIT, "seller_decision", {"reasons": "A prova 2 não foi lida."}, State.APPEAL),
    (State.RETURN_LABEL, "seller_return",
     {"way": "label", "address": "Rua A, 1", "label": "PB1"}, State.RETURN_DUE),
    (State.RETURN_LABEL, "seller_return", {"way": "waive"}, State.REFUND_DUE),
    (State.RETURN_DUE, "seller_return", {"way": "waive"}, State.REFUND_DUE),
    (State.RETURN_SENT, "seller_return", {"way": "arrival", "arrived": "yes"}, State.REFUND_DUE),
    (State.RETURN_SENT, "seller_return",
     {"way": "arrival", "arrived": "no", "note": "A caixa veio vazia."}, State.MEDIATION),
]
NAMED = [f"{state}-{name}-{'-'.join(map(str, answer.values()))}"[:60] for state, name, answer, _target in ANSWERS]


def waiting(case, cast, **more):
    return hosted(State.WAITING_SELLER, case, cast, **more)


def lines(case, kind):
    return list(case.events.filter(kind=kind).order_by("seq"))


# -- Reading ------------------------------------------------------------------------------


def test_the_page_says_who_claims_what_until_when_and_what_silence_does(case, cast):
    link = link_of(waiting(case, cast, note="Nada chegou aqui."))
    response = seller().get(at(link))
    said = words(response)
    for expected in (
        "Maria pede R$\xa0389,90 de volta", "máquina de solda", "8140 9087 4135 8880", "quarta-feira, 30 de setembro",
        "Não recebi o produto", "Nada chegou aqui.", "Responda até sexta-feira, 27 de novembro",
        "o caso vai sozinho para o mediador", "Como quer responder?", "Você não precisa de conta.",
    ):
        assert expected.replace("\xa0", " ") in said.replace("\xa0", " "), expected
    assert text(response).count("btn-primary") == 1


def test_nobody_else_learns_of_a_page_with_a_secret_address(case, cast):
    link = link_of(waiting(case, cast))
    for name in ("seller_room", "seller_accept", "seller_live"):
        response = seller().get(at(link, name))
        # With "no-referrer" a browser would send the forms with the origin "null".
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies.get("sessionid")


def test_the_page_speaks_the_sellers_language_until_another_is_chosen(case, cast):
    link = link_of(waiting(case, cast, language="en"))
    browser = seller()
    assert browser.get(at(link))["Content-Language"] == "en"
    browser.post("/language/", {"language": "pt-br", "next": at(link)})
    response = browser.get(at(link))
    assert response["Content-Language"] == "pt-br"
    assert 'lang="pt-br"' in text(response)
    browser.cookies["django_language"] = "xx"
    assert browser.get(at(link))["Content-Language"] == "en"


def test_openings_are_counted_once_a_visit_and_stand_on_the_timeline(case, cast):
    link = link_of(waiting(case, cast))
    browser = seller()
    browser.head(at(link))
    browser.get(at(link, "seller_live"))
    assert lines(case, "notice_opened") == []
    for after in (0, 1, 5, 20, 30):
        with time_machine.travel(NOW + after * MINUTE, tick=False):
            assert browser.get(at(link)).status_code == 200
    assert [line.data["way"] for line in lines(case, "notice_opened")] == ["link"]
    with time_machine.travel(NOW + 90 * MINUTE, tick=False):
        browser.get(at(link))
    opened = lines(case, "notice_opened")
    assert [(line.party, line.at) for line in opened] == [("seller", NOW), ("seller", NOW + 90 * MINUTE)]
    link.refresh_from_db()
    assert link.openings == 2


def test_after_the_end_the_page_can_be_read_and_not_written(case, cast):
    dispute = hosted(State.WITHDRAWN, case, cast)
    link, browser = link_of(dispute), seller()
    response = browser.get(at(link))
    assert "Esta disputa acabou. Você ainda pode ler esta página até terça-feira, 22 de dezembro." in words(response)
    assert "<textarea" not in text(response)
    refused = browser.post(at(link, "seller_message"), {"body": "Oi", "form_key": "k"})
    assert refused.status_code == 422
    assert "não dá mais para escrever" in words(refused)
    assert "Oi</textarea>" in text(refused)
    assert browser.get(at(link, "seller_evidence_add")).status_code == 302
    assert not Message.objects.exists()


def test_what_was_written_and_done_costs_no_queries(case, cast):
    dispute = waiting(case, cast)
    link, browser = link_of(dispute), seller()

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(at(link)).status_code == 200
        return len(asked)

    browser.get(at(link))
    few = cost()
    for number in range(40):
        write_message(
            case, f"Oi {number}", author=cast.consumer, party=Party.BUYER, form_key=f"k{number}", now=NOW,
            audience=Message.Audience.BOTH, room=dispute.pk)
    browser.get(at(link))
    assert cost() == few <= 15


# -- Answering ------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "name", "answer", "target"), ANSWERS, ids=NAMED)
def test_each_page_answers_through_its_door_once(case, cast, state, name, answer, target):
    dispute = hosted(state, case, cast)
    link, browser = link_of(dispute), seller()
    way = f"?way={answer['way']}" if "way" in answer else ""
    shown = browser.get(at(link, name) + way)
    assert shown.status_code == 200
    seen = turn(dispute)
    assert f'name="seen" value="{seen}"' in text(shown)
    assert "way" not in answer or f'name="way" value="{answer["way"]}"' in text(shown)
    said = {**answer, "seen": seen}
    response = browser.post(at(link, name), said)
    assert (response.status_code, response.url) == (302, at(link)), words(response)
    assert fresh(dispute).state == target
    count = case.events.count()
    again = browser.post(at(link, name), said)
    # The finger that pressed twice is told the same, and nothing is done twice.
    assert (again.status_code, again.url) == (302, at(link))
    assert case.events.count() == count
    line = case.events.filter(kind__startswith="dispute_").order_by("seq").last()
    assert (line.party, line.recorded_by_id) == ("seller", None)


@pytest.mark.parametrize(("state", "name", "answer", "target"), ANSWERS, ids=NAMED)
def test_a_page_that_is_old_changes_nothing_and_keeps_what_was_typed(case, cast, state, name, answer, target):
    dispute = hosted(state, case, cast)
    link = link_of(dispute)
    before = case.events.count()
    response = seller().post(at(link, name), {**answer, "seen": "999999"})
    assert response.status_code == 422
    assert "Algo mudou no caso enquanto você lia." in words(response)
    for typed in ("note", "text", "reasons", "address", "amount"):
        if typed in answer:
            assert answer[typed] in text(response)
    assert (fresh(dispute).state, case.events.count()) == (state, before)
    # The page that came back shows the case as it is: pressing again is taken.
    assert f'name="seen" value="{turn(dispute)}"' in text(response)


@pytest.mark.parametrize("name", [
    "seller_accept", "seller_refuse", "seller_propose", "seller_question", "seller_decision", "seller_return"])
def test_a_step_that_has_no_place_leads_back_or_is_refused_in_words(case, cast, name):
    dispute = hosted(State.REFUND_DUE, case, cast)
    link, browser = link_of(dispute), seller()
    shown = browser.get(at(link, name), follow=True)
    assert shown.redirect_chain[-1][0] == at(link)
    assert "Isso não dá mais para fazer" in words(shown)
    before = case.events.count()
    answer = {"note": "Não", "text": "Não", "reasons": "Não", "remedy": "full_refund", "seen": turn(dispute)}
    response = browser.post(at(link, name), answer)
    if name == "seller_return":
        assert response.url == at(link)
    else:
        assert response.status_code == 422
        assert "Isso não dá mais para fazer" in words(response)
    assert case.events.count() == before


@pytest.mark.parametrize("name", ["seller_message", "seller_room", "seller_live", "seller_accept"])
def test_other_methods_are_405(case, cast, name):
    link = link_of(waiting(case, cast))
    wrong = {"seller_message": "get", "seller_room": "post", "seller_live": "post", "seller_accept": "put"}[name]
    assert getattr(seller(), wrong)(at(link, name)).status_code == 405


def test_accepting_is_asked_twice_in_plain_words(case, cast):
    link = link_of(waiting(case, cast))
    response = seller().get(at(link, "seller_accept"))
    said = words(response).replace("\xa0", " ")
    for sentence in (
        "Aceitar o que foi pedido?", "Você devolve R$ 389,90 a quem comprou.", "ninguém faz outra proposta depois",
        "Não dá para desfazer.", "Sim, aceitar e devolver R$ 389,90", "Não, voltar ao caso",
    ):
        assert sentence in said
    assert fresh(link.dispute).state == State.WAITING_SELLER


@pytest.mark.parametrize(("answer", "sentence"), [
    ({"remedy": ""}, "Escolha o que você oferece."),
    ({"remedy": "part_refund"}, "Diga quanto dinheiro."),
    ({"remedy": "part_refund", "amount": "500,00"}, "O valor é maior do que foi pago no pedido."),
    ({"remedy": "part_refund", "amount": "dois mil"}, "Escreva o valor com números."),
    ({"remedy": "return_refund"}, "Diga quem paga o envio de volta."),
    ({"remedy": "return_refund", "freight_by": "seller", "post_by": "2026-11-23"}, "entre 3 e 60 dias"),
])
def test_a_proposal_that_cannot_be_is_refused_in_words(case, cast, answer, sentence):
    dispute = waiting(case, cast)
    response = seller().post(
        at(link_of(dispute), "seller_propose"), {**answer, "note": "Fique com ele.", "seen": turn(dispute)})
    assert response.status_code == 422
    assert sentence in words(response)
    assert "Fique com ele." in text(response)
    assert not dispute.proposals.exists()


def test_a_proposal_with_a_return_carries_all_its_terms(case, cast):
    dispute = waiting(case, cast)
    answer = {"remedy": "return_refund", "freight_by": "buyer", "post_by": "2026-12-05", "note": "Mande de volta."}
    seller().post(at(link_of(dispute), "seller_propose"), {**answer, "seen": turn(dispute)})
    offer = dispute.proposals.get()
    assert (offer.party, offer.remedy, offer.freight_by, str(offer.post_by), offer.amount, offer.note) == (
        "seller", "return_refund", "buyer", "2026-12-05", Decimal("389.90"), "Mande de volta.")


@pytest.mark.parametrize(("name", "sentence"), [
    ("seller_refuse", "Escreva por que não"), ("seller_question", "Escreva a resposta."),
    ("seller_decision", "Escreva por que a decisão deve mudar."),
])
def test_no_answer_without_its_reasons(case, cast, name, sentence):
    state = {"seller_refuse": State.WAITING_SELLER, "seller_question": State.ASKED_SELLER,
             "seller_decision": State.JUDGED_BUYER}[name]
    dispute = hosted(state, case, cast)
    response = seller().post(at(link_of(dispute), name), {"note": " ", "seen": turn(dispute)})
    assert response.status_code == 422
    assert sentence in words(response)
    assert fresh(dispute).state == state


def test_a_label_may_come_as_a_file(case, cast):
    dispute = hosted(State.RETURN_LABEL, case, cast)
    link = link_of(dispute)
    sent = {"way": "label", "address": "Rua A, 1", "label_until": "2026-12-10", "seen": turn(dispute)}
    refused = seller().post(at(link, "seller_return"), {**sent, "file": SimpleUploadedFile("x.exe", b"MZ")})
    assert refused.status_code == 422
    assert "x.exe" in words(refused)
    assert "Rua A, 1" in text(refused)
    file = SimpleUploadedFile("etiqueta.jpg", picture())
    assert seller().post(at(link, "seller_return"), {**sent, "file": file}).status_code == 302
    leg = fresh(dispute).return_leg
    assert (leg.label_file.party, leg.address, str(leg.label_until)) == ("seller", "Rua A, 1", "2026-12-10")
    shown = text(seller().get(at(link)))
    assert at(link, "seller_evidence", leg.label_file.token) in shown


def test_who_does_not_pay_the_freight_gives_only_the_address(case, cast):
    dispute = hosted(State.RETURN_LABEL, case, cast, freight_by="buyer")
    shown = text(seller().get(at(link_of(dispute), "seller_return")))
    assert 'name="address"' in shown
    assert 'name="label"' not in shown and 'type="file"' not in shown
    sent = {"way": "label", "address": "Rua A, 1", "seen": turn(dispute)}
    assert seller().post(at(link_of(dispute), "seller_return"), sent).status_code == 302
    assert fresh(dispute).state == State.RETURN_DUE


def test_a_form_from_elsewhere_is_refused(case, cast):
    dispute = waiting(case, cast)
    link = link_of(dispute)
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(at(link, "seller_accept"), {"seen": turn(dispute)}).status_code == 403
    assert fresh(dispute).state == State.WAITING_SELLER
    page = browser.get(at(link, "seller_accept"))
    secret = page.context["csrf_token"]
    said = {"seen": turn(dispute), "csrfmiddlewaretoken": str(secret)}
    assert browser.post(at(link, "seller_accept"), said).status_code == 302
    assert fresh(dispute).state == State.REFUND_DUE


# -- Messages ------------------------------------------------------------------------------


def test_a_message_goes_to_both_and_is_written_once(case, cast):
    dispute = waiting(case, cast)
    link, browser = link_of(dispute), seller()
    sent = {"body": "Foi <b>entregue</b>.", "form_key": "uma-vez"}
    for _press in range(2):
        response = browser.post(at(link, "seller_message"), sent)
        assert response.url == at(link) + "#messages"
    message = Message.objects.get()
    assert (message.party, message.audience, message.room, message.author) == ("seller", "both", dispute.pk, None)
    assert "Foi &lt;b&gt;entregue&lt;/b&gt;." in browser.get(at(link)).content.decode()


def test_too_many_messages_of_one_link_are_held_back_with_their_text(case, cast, monkeypatch):
    monkeypatch.setitem(limits.RATES, "message", "1/h/key")
    link = link_of(waiting(case, cast))
    other = link_of(waiting(make_case(cast.stranger), cast))
    assert seller().post(at(link, "seller_message"), {"body": "Um", "form_key": "1"}).status_code == 302
    response = seller().post(at(link, "seller_message"), {"body": "Dois dois", "form_key": "2"})
    assert response.status_code == 429
    assert "Dois dois" in text(response)
    assert "muitas mensagens nesta hora" in words(response)
    assert seller().post(at(other, "seller_message"), {"body": "Um", "form_key": "1"}).status_code == 302


@pytest.mark.parametrize(("body", "sentence"), [("  ", "Escreva a mensagem"), ("x" * 5001, "no máximo 5000 letras")])
def test_an_empty_or_endless_message_comes_back(case, cast, body, sentence):
    link = link_of(waiting(case, cast))
    response = seller().post(at(link, "seller_message"), {"body": body, "form_key": "1"})
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Message.objects.exists()


def test_a_poll_brings_what_is_new_and_nothing_otherwise(case, cast):
    dispute = waiting(case, cast)
    link, browser = link_of(dispute), seller()
    browser.get(at(link))
    first = browser.get(at(link, "seller_live"))
    assert browser.get(at(link, "seller_live"), headers={"if-none-match": first["ETag"]}).status_code == 304
    # What the staff and the consumer say among themselves is no news here.
    write_message(case, "Só nós.", author=cast.consumer, party=Party.BUYER, form_key="t", now=NOW)
    assert browser.get(at(link, "seller_live"), headers={"if-none-match": first["ETag"]}).status_code == 304
    write_message(
        case, "E então?", author=cast.consumer, party=Party.BUYER, form_key="b", audience=Message.Audience.BOTH,
        room=dispute.pk, now=NOW)
    news = browser.get(at(link, "seller_live"), headers={"if-none-match": first["ETag"]})
    assert news.status_code == 200
    assert "E então?" in words(news)
    assert ReadMark.objects.get(reader=f"seller:{dispute.pk}").message_id == Message.objects.latest("pk").pk


# -- Proof ---------------------------------------------------------------------------------


def test_proof_is_kept_as_the_sellers_and_only_once(case, cast):
    link, browser = link_of(waiting(case, cast)), seller()
    for _press in range(2):
        sent = {"files": SimpleUploadedFile("recibo.jpg", picture()), "caption": "Recibo assinado"}
        assert browser.post(at(link, "seller_evidence_add"), sent).url == at(link) + "#evidence"
    file = case.evidence.get()
    assert (file.party, file.uploaded_by, file.caption) == ("seller", None, "Recibo assinado")
    assert "Recibo assinado" in words(browser.get(at(link)))


def test_what_is_no_proof_or_too_much_of_it_is_refused_in_words(case, cast, monkeypatch):
    link, browser = link_of(waiting(case, cast)), seller()
    page = at(link, "seller_evidence_add")
    bad = browser.post(page, {"files": SimpleUploadedFile("x.exe", b"MZ"), "caption": "Recibo"})
    assert bad.status_code == 422
    assert "x.exe" in words(bad) and "Recibo" in text(bad)
    assert browser.post(page, {}).status_code == 422
    many = [SimpleUploadedFile(f"{n}.jpg", picture((n, n, n))) for n in range(11)]
    response = browser.post(page, {"files": many})
    assert response.status_code == 422
    assert "no máximo 10 arquivos" in words(response)
    assert not case.evidence.exists()
    monkeypatch.setitem(limits.RATES, "evidence", "0/h/key")
    held = browser.post(page, {"files": SimpleUploadedFile("a.jpg", picture())})
    assert held.status_code == 429


MEGABYTE = 2**20


def sized(path, length):
    return Client().post(path, b"x" * length, content_type="multipart/form-data; boundary=x")


def test_a_large_upload_passes_with_a_live_link_only(case, cast, monkeypatch):
    monkeypatch.setattr(middleware, "MOST_BYTES_OF_A_SELLER", 4 * MEGABYTE)
    dispute = waiting(case, cast)
    link = link_of(dispute)
    for name in ("seller_evidence_add", "seller_return"):
        page = at(link, name)
        assert sized(page, 3 * MEGABYTE).status_code in (302, 400, 422)
        assert sized(page, 3 * MEGABYTE).headers.get("Location", at(link)) == at(link)
        assert sized(page, 5 * MEGABYTE).status_code == 413
        assert sized(page.replace(link.token, "0" * 48), 3 * MEGABYTE).status_code == 404
    # No other page of the seller's takes files.
    assert sized(at(link, "seller_message"), 3 * MEGABYTE).url.startswith("/account/login/")
    services.revoke(dispute, by=cast.consumer, party=Party.BUYER, now=NOW)
    assert sized(at(link, "seller_evidence_add"), 3 * MEGABYTE).status_code == 404


def test_a_photo_of_a_phone_gets_through_whole(case, cast):
    link = link_of(waiting(case, cast))
    photo = picture() + b"\0" * (3 * MEGABYTE)
    sent = {"files": SimpleUploadedFile("foto.jpg", photo)}
    assert seller().post(at(link, "seller_evidence_add"), sent).status_code == 302
    assert case.evidence.get().size == len(photo)


def test_the_line_of_each_answer_names_the_seller(case, cast):
    """The doors of the pages are those of everybody: what they write replays."""
    dispute = waiting(case, cast)
    link = link_of(dispute)
    seller().post(at(link, "seller_refuse"), {"note": "Foi entregue.", "seen": turn(dispute)})
    DOORS[Move.ESCALATE](fresh(dispute), cast, NOW)
    assert list(
        Event.objects.filter(kind__startswith="dispute_").order_by("seq").values_list("kind", "party")
    ) == [("dispute_open", "buyer"), ("dispute_seller_refuses", "seller"), ("dispute_escalate", "buyer")]
