"""Pages of a dispute, in every state of it: what is offered, what is taken, what is refused in words."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from complaints.choices import Outcome, Reason
from complaints.services.cases import close_complaint
from complaints.services.locking import Refused
from disputes import services
from disputes.lifecycle import State
from disputes.models import Decision, Dispute, Proposal, Remedy
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, text, words
from tests.disputes.moves import turn_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]
PAGES = ("dispute_open", "dispute_answer", "dispute_reply", "dispute_refund", "dispute_withdraw")


@pytest.fixture
def reach(cast, case):
    """Return a function that brings the case's dispute to a state and returns it."""
    by = cast.consumer

    def won(dispute):
        services.seller_accepts(dispute, by=by)

    def late(dispute):
        won(dispute)
        services.report_refund(dispute, by=by, came="none")

    def mediation(dispute):
        services.seller_refuses(dispute, by=by, note="A cor é a do anúncio.")
        services.escalate(dispute, by=by)

    def paid(dispute):
        won(dispute)
        services.report_refund(dispute, by=by, came="whole")

    def lost(dispute):
        mediation(dispute)
        services.decide(
            dispute, mediator=cast.mediator, outcome=Decision.Outcome.SELLER, reasons="O rastreio mostra a entrega."
        )

    roads = {
        "waiting_seller": lambda dispute: None,
        "waiting_buyer": lambda dispute: services.seller_refuses(dispute, by=by),
        "offer": lambda dispute: services.seller_proposes(
            dispute, by=by, remedy=Remedy.PART_REFUND, amount=120, note="Fica com o produto."
        ),
        "mediation": mediation, "refund_due": won, "refund_late": late, "paid": paid, "lost": lost,
        "withdrawn": lambda dispute: services.withdraw(dispute, by=by),
    }

    def go(state):
        if state is None:
            return None
        dispute = services.open_dispute(case, by=by, remedy=Remedy.FULL_REFUND)
        roads[state](dispute)
        return Dispute.objects.get(pk=dispute.pk)

    return go


def page(client, case):
    return words(client.get(case.get_absolute_url())).replace("\xa0", " ")


def url(name, case):
    return reverse(name, args=[case.reference])


# state: (words of the next step, main button, pages that open)
STATES = {
    None: ("Abra a disputa na loja até", "Abri a disputa na loja", {"dispute_open"}),
    "waiting_seller": ("Espere a resposta do vendedor até", "O vendedor me respondeu",
                       {"dispute_answer", "dispute_withdraw"}),
    "waiting_buyer": ("O vendedor disse não", "Responder ao vendedor", {"dispute_reply", "dispute_withdraw"}),
    "offer": ("O vendedor fez uma proposta", "Responder ao vendedor", {"dispute_reply", "dispute_withdraw"}),
    "mediation": ("Espere a decisão do mediador", "Mandar mais uma prova", {"dispute_answer", "dispute_withdraw"}),
    "refund_due": ("O dinheiro deve aparecer até", "Contar se o dinheiro veio", {"dispute_refund", "dispute_withdraw"}),
    "refund_late": ("O dinheiro ainda não veio todo", "Contar se o dinheiro veio",
                    {"dispute_refund", "dispute_withdraw"}),
    "paid": ("Este caso está encerrado", "Ver meus casos", set()),
    # The bank's window for fraud still runs, but nobody without a fraud is urged to use it.
    "lost": ("Esta porta se fechou", "Ver quem mais pode ajudar", {"dispute_open"}),
    "withdrawn": ("Esta porta se fechou", "Ver quem mais pode ajudar", {"dispute_open"}),
}


@pytest.mark.parametrize("state", STATES)
def test_case_page_in_every_state(maria, case, reach, state):
    dispute = reach(state)
    sentence, button, _pages = STATES[state]
    shown = page(maria, case)
    assert sentence in shown.split("O que fazer agora")[1].split("Prazos deste caso")[0]
    step = text(maria.get(case.get_absolute_url())).split('class="next-step"')[1].split("</section>")[0]
    assert button in words_of(step)
    # One main action.
    assert step.count("btn-primary") == 1
    if dispute:
        assert "R$ 389,90" in shown


def words_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


@pytest.mark.parametrize("state", STATES)
def test_pages_open_only_where_they_have_a_place(maria, case, reach, state):
    reach(state)
    for name in PAGES:
        response = maria.get(url(name, case))
        if name in STATES[state][2]:
            assert response.status_code == 200
        elif state is None:
            assert response.status_code == 404
        else:
            assert response.url == case.get_absolute_url()
            assert "não dá mais para fazer neste momento" in words(maria.get(response.url))


@pytest.mark.parametrize("state", [state for state in STATES if state])
def test_posts_out_of_place_are_refused_and_keep_what_was_typed(maria, case, reach, state):
    dispute = reach(state)
    before = (dispute.state, dispute.agreed_amount, case.events.count())
    sent = {
        "dispute_open": {"remedy": "full_refund", "amount": "100,00", "opened_on": TODAY.isoformat()},
        "dispute_answer": {"answer": "refuses", "note": "Ele disse não, de novo."},
        "dispute_reply": {"reply": "escalate", "note": "Não aceito isso."},
        "dispute_refund": {"came": "none", "seen_on": TODAY.isoformat()},
        "dispute_withdraw": {},
    }
    for name in set(PAGES) - STATES[state][2]:
        response = maria.post(url(name, case), sent[name])
        assert response.status_code == 422
        if "note" in sent[name]:
            assert sent[name]["note"] in text(response)
        dispute.refresh_from_db()
        assert (dispute.state, dispute.agreed_amount, case.events.count()) == before


def test_offered_links_lead_somewhere(maria, case, reach):
    """Every link to a page of the dispute that a case page offers opens."""
    reach("waiting_seller")
    services.seller_refuses(Dispute.objects.get(), by=case.user)
    shown = text(maria.get(case.get_absolute_url()))
    for href in set(re.findall(rf'href="(/cases/{case.reference}/dispute/\w+/)"', shown)):
        assert maria.get(href).status_code == 200


# -- The whole way ------------------------------------------------------------------------


def test_open_refuse_insist_offer_accept_and_money_in_parts(maria, case):
    opened = maria.post(
        url("dispute_open", case), {"remedy": "full_refund", "amount": "", "opened_on": TODAY.isoformat()}, follow=True
    )
    assert "Disputa anotada" in words(opened)
    dispute = Dispute.objects.get()
    assert (dispute.amount, dispute.opened_on) == (case.order.amount, TODAY)
    assert "Resposta do vendedor anotada" in words(
        maria.post(url("dispute_answer", case), {"answer": "refuses", "note": "Não."}, follow=True))
    insisted = {"reply": "proposes", "remedy": "part_refund", "amount": "300,00", "note": "Menos que isso não."}
    assert "Sua resposta foi anotada" in words(maria.post(url("dispute_reply", case), insisted, follow=True))
    maria.post(url("dispute_answer", case), {"answer": "proposes", "remedy": "part_refund", "amount": "250,00"})
    offer = words(maria.get(url("dispute_reply", case))).replace("\xa0", " ")
    assert "R$ 300,00" in offer
    assert "R$ 250,00" in offer
    assert "Se aceitar, vale só o que ele oferece" in offer
    assert "Diferença R$ 139,90" in offer
    assert "Diferença R$ 139,90" in page(maria, case)
    assert "Você recebe R$ 250,00." in offer
    # Accepting is asked twice.
    led = maria.post(url("dispute_reply", case), {"reply": "accepts"})
    assert led.url == url("dispute_accept", case)
    assert "Você deixa de pedir nesta disputa: R$ 139,90." in words(maria.get(led.url)).replace("\xa0", " ")
    dispute.refresh_from_db()
    assert dispute.state == State.WAITING_BUYER
    maria.post(led.url, {"offer": Proposal.objects.get(state=Proposal.State.OPEN).pk})
    dispute.refresh_from_db()
    assert (dispute.state, dispute.agreed_amount) == (State.REFUND_DUE, 250)
    part = maria.post(url("dispute_refund", case), {"came": "part", "amount": "100,00"}, follow=True)
    assert "Vamos lembrar você do que falta" in words(part)
    assert "Falta receber R$ 150,00" in page(maria, case)
    end = maria.post(url("dispute_refund", case), {"came": "whole"}, follow=True)
    assert "O caso foi encerrado" in words(end)
    case.refresh_from_db()
    assert (case.state, case.closing) == ("closed", "paid")
    assert Proposal.objects.filter(state=Proposal.State.OPEN).count() == 0


def test_a_return_that_the_seller_offers_keeps_its_last_day(maria, case, reach):
    dispute = reach("waiting_seller")
    form = text(maria.get(url("dispute_answer", case)))
    assert 'name="post_by"' in form
    told = {"answer": "proposes", "remedy": "return_refund", "freight_by": "seller"}
    late = maria.post(url("dispute_answer", case), told | {"post_by": (TODAY + timedelta(days=1)).isoformat()})
    assert late.status_code == 422
    assert "precisa ficar entre 3 e 60 dias" in words(late)
    maria.post(url("dispute_answer", case), told | {"post_by": (TODAY + timedelta(days=9)).isoformat()})
    assert dispute.proposals.get().post_by == TODAY + timedelta(days=9)
    assert "Você teria que postar o produto até" in words(maria.get(url("dispute_accept", case)))


def test_a_return_without_a_last_day_is_taken(maria, case, reach):
    dispute = reach("waiting_seller")
    maria.post(
        url("dispute_answer", case), {"answer": "proposes", "remedy": "return_refund", "freight_by": "buyer"})
    assert dispute.proposals.get().post_by is None


@pytest.mark.parametrize("amount", ["200.01", "389.90"])
def test_without_a_known_price_no_offer_is_more_than_what_is_asked(cast, case, amount):
    case.order.amount = None
    case.order.save(update_fields=["amount"])
    dispute = services.open_dispute(case, by=cast.consumer, remedy=Remedy.PART_REFUND, amount=Decimal(200))
    with pytest.raises(Refused, match="maior do que foi pedido na disputa"):
        services.seller_proposes(dispute, by=cast.consumer, remedy=Remedy.PART_REFUND, amount=Decimal(amount))
    services.seller_proposes(dispute, by=cast.consumer, remedy=Remedy.PART_REFUND, amount=Decimal(200))
    # What one asks for is free.
    services.buyer_proposes(dispute, by=cast.consumer, remedy=Remedy.PART_REFUND, amount=Decimal(amount))
    assert Dispute.objects.get().amount == Decimal(amount)


def test_without_a_known_price_a_mediator_gives_no_more_than_what_is_asked(cast, case):
    case.order.amount = None
    case.order.save(update_fields=["amount"])
    dispute = services.open_dispute(case, by=cast.consumer, remedy=Remedy.PART_REFUND, amount=Decimal(200))
    services.seller_refuses(dispute, by=cast.consumer)
    services.escalate(dispute, by=cast.consumer)
    ruling = {"mediator": cast.mediator, "outcome": Decision.Outcome.SPLIT, "reasons": "As fotos mostram."}
    with pytest.raises(Refused, match="maior do que foi pedido na disputa"):
        services.decide(dispute, amount=Decimal("200.01"), **ruling)
    services.decide(dispute, amount=Decimal(150), **ruling)
    assert Dispute.objects.get().agreed_amount == 150


def test_withdrawing_says_what_it_closes_first(maria, case, reach):
    dispute = reach("waiting_seller")
    warned = words(maria.get(url("dispute_withdraw", case)))
    turn = turn_of(dispute)
    assert "Isso não tem volta" in warned
    assert turn.rule.title in warned
    assert dispute.state == State.WAITING_SELLER
    done = maria.post(url("dispute_withdraw", case), follow=True)
    assert "Você desistiu da disputa" in words(done)
    case.refresh_from_db()
    assert case.is_open


def test_reasons_of_a_decision_are_shown(maria, case, reach):
    reach("lost")
    shown = page(maria, case)
    assert "Decisão do mediador" in shown
    assert "O rastreio mostra a entrega." in shown


@pytest.mark.parametrize(("outcome", "remedy"), [
    (Outcome.REFUND, "full_refund"), (Outcome.PART_REFUND, "part_refund"), (Outcome.REPLACEMENT, "replacement"),
])
def test_what_was_said_is_not_asked_again(maria, cast, outcome, remedy):
    case = make_case(cast.consumer, desired_outcome=outcome, amount_claimed=50)
    form = text(maria.get(url("dispute_open", case)))
    assert re.search(rf'value="{remedy}"[^>]*checked|checked[^>]*value="{remedy}"', form)
    assert 'value="50,00"' in form
    assert f'value="{TODAY.isoformat()}"' in form


@pytest.mark.parametrize("reason", [Reason.ACCOUNT_ACCESS, Reason.FRAUD_OUTSIDE])
def test_where_no_dispute_helps_the_page_says_who_does(maria, cast, reason):
    case = make_case(cast.consumer, reason=reason)
    shown = page(maria, case).split("O que fazer agora")[1]
    assert "Esta porta se fechou" not in shown
    assert "Abri a disputa na loja" not in shown


def test_after_the_last_door_others_are_shown(maria, cast, case, reach):
    reach("lost")
    case.deadlines.filter(owner="").update(state="cancelled", wake_at=None)
    step = text(maria.get(case.get_absolute_url())).split('class="next-step"')[1].split("</section>")[0]
    assert "Esta porta se fechou, mas há outras" in step
    assert url("next_steps", case) in step


def test_silence_is_seen_without_a_sweep(maria, cast, case, reach):
    reach("waiting_seller")
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        later = signed_in(cast.consumer)
        shown = page(later, case)
        assert "mediador" in shown.split("O que fazer agora")[1][:120]
        assert "O vendedor me respondeu" not in shown
        for name in PAGES[1:]:
            assert later.get(url(name, case)).status_code == 302


def test_a_closed_case_opens_no_dispute(maria, cast, case):
    close_complaint(case, "given_up", by=cast.consumer)
    assert maria.get(url("dispute_open", case)).url == case.get_absolute_url()
    sent = {"remedy": "full_refund", "amount": "10,00", "opened_on": TODAY.isoformat()}
    response = maria.post(url("dispute_open", case), sent)
    assert response.status_code == 422
    assert "encerrado" in words(response)
    assert 'value="10,00"' in text(response)


@pytest.mark.parametrize("who", ["agent", "mediator", "supervisor", "auditor"])
def test_staff_never_act_for_the_consumer(cast, case, reach, who):
    reach("offer")
    client = signed_in(getattr(cast, who))
    for name in PAGES:
        assert client.get(url(name, case)).status_code == 403
        assert client.post(url(name, case), {"reply": "accepts"}).status_code == 403
    assert Dispute.objects.get().state == State.WAITING_BUYER


@pytest.mark.parametrize(("state", "said"), [
    ("waiting_seller", "Você deixa de pedir"), ("refund_due", "Você deixa de receber: R$ 389,90"),
])
def test_giving_up_says_what_is_given_up(maria, case, reach, state, said):
    reach(state)
    assert said in words(maria.get(url("dispute_withdraw", case))).replace("\xa0", " ")
