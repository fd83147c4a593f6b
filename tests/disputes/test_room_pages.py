"""The consumer's side of the room: every state's page, what each step takes, and what it says no to."""

import re

import pytest
import time_machine
from django.urls import reverse

from complaints.models import Message
from complaints.services.messages import write_message
from disputes import services
from disputes.lifecycle import OPEN_STATES, Move, State
from disputes.models import Dispute, Proposal, ReturnLeg, SellerLink
from disputes.services import notice
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, text, upload, words
from tests.disputes.moves import STANDS, bring_to, opened, turn_of, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]
PAGES = (
    "dispute_room", "dispute_live", "dispute_message", "dispute_accept", "dispute_question", "dispute_decision",
    "dispute_return", "dispute_bank_form", "dispute_chase", "dispute_seller",
)
READ_ONLY = {"dispute_room", "dispute_live", "dispute_chase"}
LABEL, POSTED = {"step": "label", "address": "Rua B, 2", "label": "LB1"}, {"step": "posted", "tracking": "AA1"}
HOSTED_STATES = [state for mode, state in STANDS if mode == "hosted"]


def url(name, case):
    return reverse(name, args=[case.reference])


def shown(response):
    return words(response).replace("\xa0", " ")


def room_of(client, case):
    return client.get(url("dispute_room", case))


@pytest.fixture
def hosted(case, cast):
    """Return a function that brings a dispute held here to a state."""
    return lambda state, **more: bring_to(state, case, cast, mode="hosted", **more)


# -- Every state, for everybody ------------------------------------------------------------


@pytest.mark.parametrize("state", HOSTED_STATES)
def test_the_room_in_every_state(maria, cast, case, hosted, state):
    dispute = hosted(state)
    later = max(event.at for event in case.events.all())
    with time_machine.travel(later, tick=False):
        response = room_of(signed_in(cast.consumer), case)
        page = text(response)
        assert response.status_code == 200
        step = page.split('class="next-step"')[1].split("</section>")[0]
        # One strong action, and it leads somewhere.
        assert page.count("btn-primary") == step.count("btn-primary") == 1
        action = re.search(r'btn-primary" href="([^"]+)"', step).group(1)
        assert signed_in(cast.consumer).get(action).status_code == 200
        assert ("Se ninguém fizer nada" in page) == (state in OPEN_STATES)
        for href in set(re.findall(rf'href="(/cases/{case.reference}/dispute/[\w-]+/)"', page)):
            assert signed_in(cast.consumer).get(href).status_code == 200, href
        seen = room_of(signed_in(cast.agent), case)
        assert seen.status_code == 200
        assert "Você está vendo como equipe" in shown(seen)
        assert "btn-primary" not in text(seen)
        assert url("dispute_message", case) not in text(seen)
    assert Dispute.objects.get().state == dispute.state


@pytest.mark.parametrize("state", HOSTED_STATES)
def test_the_case_page_leads_to_the_room(cast, case, hosted, state):
    hosted(state)
    with time_machine.travel(max(event.at for event in case.events.all()), tick=False):
        page = text(signed_in(cast.consumer).get(case.get_absolute_url()))
    assert url("dispute_room", case) in page
    assert page.split('class="next-step"')[1].split("</section>")[0].count("btn-primary") == 1


@pytest.mark.parametrize("name", PAGES)
def test_strangers_find_nothing_and_staff_change_nothing(cast, case, hosted, name):
    hosted(State.WAITING_BUYER)
    verbs = ["get"] if name in READ_ONLY else ["post"] if name == "dispute_message" else ["get", "post"]
    for verb in verbs:
        assert getattr(signed_in(cast.stranger), verb)(url(name, case)).status_code == 404
        for who in (cast.agent, cast.auditor):
            expected = 200 if name in ("dispute_room", "dispute_live") else 403
            assert getattr(signed_in(who), verb)(url(name, case)).status_code == expected
    assert Dispute.objects.get().state == State.WAITING_BUYER


def test_wrong_methods(maria, case, hosted):
    hosted(State.WAITING_SELLER)
    for name in READ_ONLY:
        assert maria.post(url(name, case)).status_code == 405
    assert maria.get(url("dispute_message", case)).status_code == 405
    for name in set(PAGES) - READ_ONLY:
        assert maria.put(url(name, case)).status_code == 405


def test_without_a_dispute_there_is_no_room(maria, cast, case):
    for name in PAGES:
        verb = maria.post if name == "dispute_message" else maria.get
        assert verb(url(name, case)).status_code == 404


def test_a_dispute_at_the_shop_has_no_room(maria, cast, case):
    opened(case)
    assert room_of(maria, case).url == case.get_absolute_url()
    assert maria.post(url("dispute_message", case), {"body": "Oi"}).status_code == 404
    assert maria.get(url("dispute_seller", case)).status_code == 404


def test_pages_out_of_place_lead_back(maria, case, hosted):
    hosted(State.WAITING_SELLER)
    for name in ("dispute_accept", "dispute_question", "dispute_decision", "dispute_return", "dispute_bank_form",
                 "dispute_chase", "dispute_reply", "dispute_refund"):
        response = maria.get(url(name, case))
        assert response.url == url("dispute_room", case), name
        assert "não dá mais para fazer neste momento" in words(maria.get(response.url))


# -- The notice ----------------------------------------------------------------------------


def test_a_mail_that_came_back_is_loud_in_the_room_and_in_the_case(maria, case, hosted):
    dispute = hosted(State.WAITING_SELLER)
    link = SellerLink.objects.get(dispute=dispute)
    assert "O e-mail ao vendedor está saindo" in shown(room_of(maria, case))
    notice.note_delivery(link.pk, "failed", mail=1, error="550 no such user", now=NOW)
    for page in (room_of(maria, case), maria.get(case.get_absolute_url())):
        assert "O e-mail do vendedor voltou" in shown(page)
        assert url("dispute_seller", case) in text(page)
        assert url("dispute_letter", case) in text(page)
    assert "Mandar para outro e-mail" in text(room_of(maria, case)).split("next-step__actions")[1].split("</div>")[0]


def test_delivery_and_openings_are_told(maria, case, hosted):
    link = SellerLink.objects.get(dispute=hosted(State.WAITING_SELLER))
    notice.note_delivery(link.pk, "sent", mail=1, now=NOW)
    assert "A página ainda não foi aberta" in shown(room_of(maria, case))
    notice.note_opening(link, now=NOW)
    assert "Ele abriu a página uma vez, hoje, 9h00" in shown(room_of(maria, case))


def test_without_an_address_the_letter_comes_first(maria, case, hosted):
    hosted(State.WAITING_SELLER, address="")
    page = room_of(maria, case)
    assert "O vendedor ainda não sabe da disputa" in shown(page)
    step = text(page).split("next-step__actions")[1].split("</div>")[0]
    assert f'btn-primary" href="{url("dispute_letter", case)}"' in step


def test_resend_change_and_revoke(maria, case, hosted):
    dispute = hosted(State.WAITING_SELLER)
    page = url("dispute_seller", case)
    assert "v***@loja.example" in shown(maria.get(page))
    assert "vendas@" not in text(maria.get(page))
    assert "O aviso está saindo de novo" in shown(maria.post(page, {"do": "resend"}, follow=True))
    assert SellerLink.objects.get(dispute=dispute).sends == 2
    wrong = maria.post(page, {"do": "change", "address": "outra loja", "language": "en"})
    assert wrong.status_code == 422
    assert "Confira o e-mail" in shown(wrong)
    assert 'value="outra loja"' in text(wrong)
    done = maria.post(page, {"do": "change", "address": "outra@loja.example", "language": "en"}, follow=True)
    assert "o***@loja.example" in shown(done)
    assert notice.live_link(dispute).language == "en"
    asked = maria.get(page, {"do": "revoke"})
    assert "Cancelar o link do vendedor?" in shown(asked)
    assert notice.live_link(dispute) is not None
    maria.post(page, {"do": "revoke"})
    assert notice.live_link(dispute) is None
    assert "O vendedor não tem como entrar" in shown(room_of(maria, case))
    again = maria.post(page, {"do": "revoke"})
    assert again.status_code == 422
    assert "O vendedor não tem link aberto" in shown(again)
    assert maria.post(page, {"do": "dance"}).status_code == 422


# -- Messages ------------------------------------------------------------------------------


def test_a_message_to_both_sides(maria, cast, case, hosted):
    dispute = hosted(State.WAITING_SELLER)
    key = re.search(r'name="form_key" value="([^"]+)"', text(room_of(maria, case))).group(1)
    sent = {"body": "A caixa <b>veio</b> vazia.", "form_key": key}
    for _twice in range(2):
        done = maria.post(url("dispute_message", case), sent, follow=True)
    message = Message.objects.get()
    assert (message.audience, message.room, message.party) == ("both", dispute.pk, "buyer")
    assert "Mensagem enviada. O vendedor e a equipe podem ler." in words(done)
    assert "&lt;b&gt;veio&lt;/b&gt;" in done.content.decode()


@pytest.mark.parametrize(("body", "said"), [
    ("", "Escreva a mensagem antes de mandar"), ("a" * 5001, "no máximo 5000 letras"),
])
def test_a_message_that_cannot_be_sent_is_kept(maria, case, hosted, body, said):
    hosted(State.WAITING_SELLER)
    response = maria.post(url("dispute_message", case), {"body": body, "form_key": "mesma"})
    assert response.status_code == 422
    assert said in shown(response)
    assert f">{body}</textarea>" in text(response)
    assert 'name="form_key" value="mesma"' in text(response)
    assert not Message.objects.exists()


def test_too_many_messages_are_refused_and_kept(maria, case, hosted, monkeypatch):
    hosted(State.WAITING_SELLER)
    monkeypatch.setattr("disputes.views.room.over_limit", lambda request, action: "Espere um pouco.")
    response = maria.post(url("dispute_message", case), {"body": "Oi?", "form_key": "k"})
    assert response.status_code == 429
    assert "Espere um pouco." in shown(response)
    assert ">Oi?</textarea>" in text(response)


def test_the_poll_answers_304_until_somebody_writes(maria, case, hosted):
    dispute = hosted(State.WAITING_SELLER)
    first = maria.get(url("dispute_live", case))
    tag = {"If-None-Match": first["ETag"]}
    assert maria.get(url("dispute_live", case), headers=tag).status_code == 304
    write_message(
        case, "Mando outra.", author=None, party="seller", audience="both", room=dispute.pk, form_key="s", now=NOW)
    news = maria.get(url("dispute_live", case), headers=tag)
    assert news.status_code == 200
    assert "Mando outra." in text(news)


def test_what_stands_only_in_the_case_stays_new(maria, cast, case, hosted):
    dispute = hosted(State.WAITING_SELLER)
    write_message(case, "Mande a nota.", author=cast.agent, party="staff", form_key="t", now=NOW)
    write_message(
        case, "Mando outra.", author=None, party="seller", audience="both", room=dispute.pk, form_key="s", now=NOW)
    page = shown(room_of(maria, case))
    assert "Mando outra." in page
    assert "Mande a nota." not in page
    assert "2 mensagens novas" in shown(maria.get(reverse("cases")))


def test_the_team_alone_is_spoken_to_through_the_assistant(maria, case, hosted):
    hosted(State.WAITING_SELLER)
    href = re.search(r'href="([^"]+)">Falar só com a equipe', text(room_of(maria, case))).group(1)
    assert href == url("case_help", case)
    assert maria.get(href).status_code == 200


# -- Accepting asks twice --------------------------------------------------------------------


def test_accepting_says_what_it_gives_and_ends_first(maria, case, hosted):
    dispute = hosted(State.WAITING_BUYER)
    led = maria.post(url("dispute_reply", case), {"reply": "accepts", "seen": turn_of(dispute).pk})
    assert led.url == url("dispute_accept", case)
    page = maria.get(led.url)
    assert "Você recebe R$ 100,00." in shown(page)
    assert "Você deixa de pedir nesta disputa: R$ 289,90." in shown(page)
    assert "Sim, aceitar R$ 100,00" in shown(page)
    assert Dispute.objects.get().state == State.WAITING_BUYER
    offer = re.search(r'name="offer" value="(\d+)"', text(page)).group(1)
    done = maria.post(led.url, {"offer": offer}, follow=True)
    assert "Você aceitou" in shown(done)
    assert (Dispute.objects.get().state, Dispute.objects.get().agreed_amount) == (State.REFUND_DUE, 100)


@pytest.mark.parametrize("offer", ["", "abc", "0", "٣", "9" * 30])
def test_only_the_offer_that_was_read_is_accepted(maria, case, hosted, offer):
    hosted(State.WAITING_BUYER)
    response = maria.post(url("dispute_accept", case), {"offer": offer})
    assert response.status_code == 422
    assert "A proposta mudou enquanto você lia" in shown(response)
    # The one that stands now can be accepted from the very page.
    assert f'name="offer" value="{Proposal.objects.get().pk}"' in text(response)
    assert Dispute.objects.get().state == State.WAITING_BUYER


def test_an_offer_that_is_gone_cannot_be_accepted(maria, cast, case, hosted):
    dispute = hosted(State.WAITING_BUYER)
    offer = Proposal.objects.get().pk
    services.escalate(dispute, by=cast.consumer, now=NOW)
    response = maria.post(url("dispute_accept", case), {"offer": offer})
    assert response.status_code == 422
    assert "Não há proposta para aceitar" in shown(response)
    assert 'name="offer"' not in text(response)


def test_an_old_page_answers_nothing(maria, cast, case, hosted):
    dispute = hosted(State.WAITING_BUYER)
    old = turn_of(dispute).pk
    walk(dispute, cast, [Move.BUYER_PROPOSES, Move.SELLER_PROPOSES])
    typed = {"reply": "escalate", "note": "Não aceito.", "seen": old}
    response = maria.post(url("dispute_reply", case), typed)
    assert response.status_code == 422
    assert "Algo mudou no caso enquanto você lia" in shown(response)
    assert ">\nNão aceito.</textarea>" in text(response)


def test_counter_offer_with_the_product_back(maria, case, hosted):
    dispute = hosted(State.WAITING_BUYER)
    typed = {
        "reply": "proposes", "remedy": "return_refund", "amount": "", "freight_by": "buyer",
        "post_by": "2026-12-10", "note": "Devolvo.", "seen": turn_of(dispute).pk,
    }
    done = maria.post(url("dispute_reply", case), typed, follow=True)
    assert "Sua resposta foi entregue ao vendedor" in shown(done)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.remedy, dispute.freight_by) == (State.WAITING_SELLER, "return_refund", "buyer")
    assert dispute.post_by.isoformat() == "2026-12-10"
    assert "quem comprou paga o envio de volta" in shown(done)


def test_withdrawing_from_a_dispute_here(maria, case, hosted):
    hosted(State.WAITING_SELLER)
    assert "O vendedor é avisado de que você desistiu" in shown(maria.get(url("dispute_withdraw", case)))


# -- The mediator ----------------------------------------------------------------------------


def test_answering_the_mediator(maria, case, hosted):
    hosted(State.ASKED_BUYER)
    page = maria.get(url("dispute_question", case))
    assert "O que dizia o rastreio?" in shown(page)
    empty = maria.post(url("dispute_question", case), {"text": " "})
    assert empty.status_code == 422
    assert "Escreva a resposta" in shown(empty)
    other = maria.post(url("dispute_question", case), {"text": "Curitiba.", "question": "999"})
    assert other.status_code == 422
    assert "Curitiba." in text(other)
    done = maria.post(url("dispute_question", case), {"text": "Parou em Curitiba."}, follow=True)
    assert "Resposta entregue ao mediador" in shown(done)
    assert "Parou em Curitiba." in shown(done)
    assert Dispute.objects.get().state == State.MEDIATION


@pytest.mark.parametrize("state", [State.JUDGED_SELLER, State.JUDGED_SPLIT])
def test_appealing_with_reasons(maria, case, hosted, state):
    hosted(state)
    page = shown(maria.get(url("dispute_decision", case)))
    assert "As provas mostram isso." in page
    empty = maria.post(url("dispute_decision", case), {"do": "appeal", "reasons": ""})
    assert empty.status_code == 422
    assert "Escreva por que a decisão deve mudar" in shown(empty)
    typed = {"do": "appeal", "reasons": "A prova 2 não foi lida."}
    done = maria.post(url("dispute_decision", case), typed, follow=True)
    assert "Outro mediador vai ler" in shown(done)
    assert Dispute.objects.get().state == State.APPEAL


def test_accepting_a_lost_decision_asks_twice(maria, case, hosted):
    hosted(State.JUDGED_SELLER)
    asked = maria.get(url("dispute_decision", case), {"do": "accept"})
    assert "o vendedor não devolve nada" in shown(asked)
    assert Dispute.objects.get().state == State.JUDGED_SELLER
    done = maria.post(url("dispute_decision", case), {"do": "accept"}, follow=True)
    assert "Você aceitou a decisão" in shown(done)
    assert Dispute.objects.get().state == State.LOST
    late = maria.post(url("dispute_decision", case), {"do": "accept"})
    assert late.status_code == 422
    assert "não dá mais para fazer" in shown(late)


def test_a_won_decision_offers_no_appeal(maria, case, hosted):
    hosted(State.JUDGED_BUYER)
    page = maria.get(url("dispute_decision", case))
    assert "Não concorda?" not in shown(page)
    refused = maria.post(url("dispute_decision", case), {"do": "appeal", "reasons": "Quero mais."})
    assert refused.status_code == 422
    assert "Quero mais." in text(refused)


# -- The return --------------------------------------------------------------------------------


def test_posting_with_a_photo(maria, case, hosted):
    dispute = hosted(State.RETURN_DUE)
    page = shown(maria.get(url("dispute_return", case)))
    assert "Rua A, 1, Curitiba" in page
    assert "PB123456789BR" in page
    unproved = {"step": "posted", "day": TODAY.isoformat(), "carrier": "Correios"}
    nothing = maria.post(url("dispute_return", case), unproved)
    assert nothing.status_code == 422
    assert "é a sua prova de que postou" in shown(nothing)
    assert 'value="Correios"' in text(nothing)
    sent = {"step": "posted", "day": TODAY.isoformat(), "tracking": "", "carrier": "Correios", "file": upload()}
    done = maria.post(url("dispute_return", case), sent, follow=True)
    assert "Anotado: você postou" in shown(done)
    leg = ReturnLeg.objects.get(dispute=dispute)
    assert leg.posting_proof == case.evidence.get()
    assert leg.posting_proof.caption == "Comprovante da postagem"
    assert Dispute.objects.get().state == State.RETURN_SENT


def test_a_file_that_is_no_photo_keeps_the_parcel_where_it_is(maria, case, hosted):
    hosted(State.RETURN_DUE)
    sent = {"step": "posted", "day": TODAY.isoformat(), "tracking": "AA123456785BR", "file": upload(b"MZ\x90", "x.exe")}
    response = maria.post(url("dispute_return", case), sent)
    assert response.status_code == 422
    assert "x.exe" in shown(response)
    assert 'value="AA123456785BR"' in text(response)
    assert Dispute.objects.get().state == State.RETURN_DUE


def test_the_counter_does_not_take_it(maria, case, hosted):
    hosted(State.RETURN_DUE)
    page = text(maria.get(url("dispute_return", case)))
    assert "?step=refused" in page
    sent = {"step": "refused", "day": TODAY.isoformat(), "note": "A etiqueta venceu."}
    done = maria.post(url("dispute_return", case), sent, follow=True)
    assert "O vendedor precisa dar outro jeito" in shown(done)
    assert Dispute.objects.get().state == State.RETURN_LABEL


def test_the_buyer_does_not_act_for_a_seller_who_is_here(maria, case, hosted):
    hosted(State.RETURN_LABEL)
    assert "?step=" not in text(maria.get(url("dispute_return", case)))
    response = maria.post(url("dispute_return", case), {"step": "label", "address": "Rua B, 2", "label": "X1"})
    assert response.status_code == 422
    assert "só o vendedor responde por ele" in shown(response)
    assert "Rua B, 2" in text(response)
    assert Dispute.objects.get().state == State.RETURN_LABEL


@pytest.mark.parametrize(("steps", "end"), [
    ([LABEL, POSTED, {"step": "arrived"}], State.REFUND_DUE),
    ([LABEL, POSTED, {"step": "contested", "note": "Veio vazia."}], State.MEDIATION),
    ([{"step": "waived"}], State.REFUND_DUE),
])
def test_a_return_at_the_shop_is_written_down_here(maria, cast, case, steps, end):
    bring_to(State.RETURN_LABEL, case, cast, mode="tracked")
    for step in steps:
        page = maria.get(url("dispute_return", case), {"step": step["step"]})
        assert page.status_code == 200
        assert f'name="step" value="{step["step"]}"' in text(page)
        response = maria.post(url("dispute_return", case), step | {"day": TODAY.isoformat()})
        assert response.url == case.get_absolute_url(), shown(response)
    assert Dispute.objects.get().state == end


def test_a_return_out_of_place_keeps_what_was_typed(maria, case, hosted):
    hosted(State.WAITING_SELLER)
    assert maria.post(url("dispute_return", case), {"step": "dance"}).status_code == 302
    response = maria.post(url("dispute_return", case), {"step": "posted", "tracking": "AA1", "day": TODAY.isoformat()})
    assert response.status_code == 422
    assert 'value="AA1"' in text(response)


# -- Tracked disputes ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for mode, state in STANDS if mode == "tracked" and state in OPEN_STATES])
def test_the_case_page_of_a_dispute_at_the_shop(cast, case, state):
    bring_to(state, case, cast, mode="tracked")
    with time_machine.travel(max(event.at for event in case.events.all()), tick=False):
        client = signed_in(cast.consumer)
        page = text(client.get(case.get_absolute_url()))
        assert "Se ninguém fizer nada" in words(client.get(case.get_absolute_url()))
        step = page.split('class="next-step"')[1].split("</section>")[0]
        action = re.search(r'btn-primary" href="([^"#]+)', step)
        assert action is None or client.get(action.group(1)).status_code == 200
        assert f'href="{url("dispute_room", case)}"' not in page


def test_an_offer_to_take_the_product_back_says_who_pays(maria, case):
    opened(case)
    typed = {"answer": "proposes", "remedy": "return_refund", "amount": ""}
    asked = maria.post(url("dispute_answer", case), typed)
    assert asked.status_code == 422
    assert "Diga quem paga o envio de volta" in shown(asked)
    maria.post(url("dispute_answer", case), typed | {"freight_by": "seller"})
    assert Proposal.objects.get().freight_by == "seller"


def test_another_dispute_later_leaves_the_old_room_readable(maria, cast, case, hosted):
    hosted(State.WITHDRAWN)
    opened(case)
    assert "Você desistiu da disputa" in shown(room_of(maria, case))
    assert make_case(cast.stranger, number="8140908741358899").disputes.count() == 0
