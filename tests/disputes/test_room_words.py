"""What each side reads of the same dispute: no side reads the other's words, and nobody is told of money never due."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from complaints.choices import Party
from complaints.models import Complaint
from disputes.forms import RefundForm
from disputes.lifecycle import Move, State
from disputes.models import Dispute, Remedy
from disputes.room import Room
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, words
from tests.disputes.door import at, hosted, link_of, seller
from tests.disputes.moves import STANDS, bring_to, fresh, let_silence_pass, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]
HOSTED_STATES = [state for mode, state in STANDS if mode == "hosted"]
# What only the consumer may be told, in the words of the pages and of the rules.
TO_THE_BUYER = {
    "pt-br": (
        "você abriu a disputa", "o que você pediu", "a seu favor. Motivo", "terminou a seu favor", "Você ganhou",
        "você postou o produto", "você disse que o dinheiro", "mostramos a quem cobrar", "devem voltar a você",
        "tela do pedido", "Pagou com", "Falta receber",
    ),
    "en": (
        "you opened the dispute", "what you asked for", "in your favour. Reason", "ended in your favour", "You won",
        "you posted the product", "you said the money", "show you who to ask", "must come back to you",
        "order screen", "Paid with", "Still owed to you",
    ),
}
WITHOUT_MONEY = (Remedy.REPLACEMENT, Remedy.RESEND, Remedy.REPAIR)
AFTER = {
    State.REFUND_DUE: [Move.SELLER_ACCEPTS], State.REFUND_LATE: [Move.SELLER_ACCEPTS, Move.MONEY_DID_NOT_COME],
    State.PAID: [Move.SELLER_ACCEPTS, Move.MONEY_CAME],
}


def at_its_end(case):
    return time_machine.travel(max(event.at for event in case.events.all()), tick=False)


def room_for(viewer, dispute, now=NOW):
    return Room(Dispute.objects.select_related("complaint__order__marketplace").get(pk=dispute.pk), viewer, now)


def without_money(state, case, cast, remedy=Remedy.REPLACEMENT, mode="hosted"):
    return bring_to(state, case, cast, mode=mode, remedy=remedy)


# -- The seller's page ---------------------------------------------------------------------


@pytest.mark.parametrize("language", TO_THE_BUYER)
@pytest.mark.parametrize("state", HOSTED_STATES)
def test_the_seller_reads_nothing_meant_for_the_buyer(case, cast, state, language):
    dispute = hosted(state, case, cast, language=language)
    with at_its_end(case):
        said = words(seller().get(at(link_of(dispute)))).lower()
    assert len(said) > 500
    for phrase in TO_THE_BUYER[language]:
        assert phrase.lower() not in said, phrase


@pytest.mark.parametrize("state", [State.WAITING_SELLER, State.RETURN_SENT, State.REFUND_DUE, State.REFUND_LATE])
def test_the_buyer_still_reads_when_the_own_clock_begins(case, cast, state):
    dispute = bring_to(state, case, cast, mode="hosted")
    told = {viewer: room_for(viewer, dispute).why for viewer in (Party.BUYER, Party.SELLER, Party.STAFF)}
    assert "você" in told[Party.BUYER][0] or "a seu favor" in told[Party.BUYER][0]
    assert told[Party.SELLER] == told[Party.STAFF]
    assert told[Party.SELLER][0].startswith("Começa em ")
    assert "você" not in told[Party.SELLER][0] and "a seu favor" not in told[Party.SELLER][0]
    assert told[Party.SELLER][1:] == told[Party.BUYER][1:]


def test_an_unknown_start_is_told_by_its_day_alone(case, cast):
    room = room_for(Party.SELLER, hosted(State.WAITING_SELLER, case, cast))
    room.turn.start_event = "something_else"
    assert room.why[0] == "Começa em dom, 22 nov. Esse dia não conta."


def test_a_turn_that_is_over_explains_nothing(case, cast):
    dispute = hosted(State.WAITING_SELLER, case, cast)
    later = room_for(Party.SELLER, dispute).turn.due_at
    room = room_for(Party.SELLER, dispute, now=later)
    assert (room.turn_is_over, room.why, room.doubt) == (True, [], "")


def test_the_doubt_about_silence_is_told_to_each_side(case, cast):
    dispute = hosted(State.WAITING_SELLER, case, cast)
    assert "o que você pediu" in room_for(Party.BUYER, dispute).doubt
    own = "vale o que quem comprou pediu; isso não está confirmado."
    assert own in room_for(Party.SELLER, dispute).doubt == room_for(Party.STAFF, dispute).doubt


def test_a_doubt_of_the_house_is_told_to_all_and_others_to_the_buyer_alone(case, cast):
    label = hosted(State.RETURN_LABEL, case, cast)
    assert room_for(Party.SELLER, label).doubt == room_for(Party.BUYER, label).doubt != ""
    posting = hosted(State.RETURN_DUE, make_case(cast.consumer, number=""), cast)
    assert room_for(Party.BUYER, posting).doubt and not room_for(Party.SELLER, posting).doubt


def test_what_comes_of_money_not_paid_is_told_to_each_side(case, cast):
    dispute = hosted(State.REFUND_DUE, case, cast)
    assert room_for(Party.BUYER, dispute).silence[0]["what"].endswith("mostramos a quem cobrar.")
    for viewer in (Party.SELLER, Party.STAFF):
        assert room_for(viewer, dispute).silence[0]["what"] == (
            "Se o dinheiro não for pago, quem comprou é avisado de a quem cobrar.")


def test_a_decision_in_part_is_told_to_each_side(case, cast):
    dispute = hosted(State.JUDGED_SPLIT, case, cast)
    told = {viewer: room_for(viewer, dispute).events[0].sentence for viewer in (Party.BUYER, Party.SELLER)}
    assert "devem voltar" in told[Party.BUYER]
    assert "o vendedor devolve" in told[Party.SELLER]


# -- Without money -------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", [Party.BUYER, Party.SELLER, Party.STAFF])
@pytest.mark.parametrize("state", AFTER)
@pytest.mark.parametrize("remedy", WITHOUT_MONEY)
def test_a_room_without_money_speaks_of_none(case, cast, remedy, state, viewer):
    dispute = without_money(state, case, cast, remedy)
    assert dispute.state == state and not dispute.asks_money
    room = room_for(viewer, dispute)
    said = [room.step, room.expected, room.doubt, *(ahead["what"] for ahead in room.silence)]
    said += [line.sentence for line in room.events]
    for word in ("dinheiro", "pagou", "cobrar", "fatura", "reembolso"):
        assert word not in " ".join(said).lower(), word
    assert "combinado" in room.step or state == State.PAID or viewer != Party.BUYER


@pytest.mark.parametrize("mode", ["hosted", "tracked"])
@pytest.mark.parametrize("state", [State.REFUND_DUE, State.REFUND_LATE])
def test_the_buyer_tells_whether_it_was_done(maria, case, cast, state, mode):
    dispute = without_money(state, case, cast, mode=mode)
    page = words(maria.get(case.get_absolute_url()))
    assert "Contar se fizeram o combinado" in page and "Contar se o dinheiro veio" not in page
    assert "Desistir de esperar o dinheiro" not in page
    refund = reverse("dispute_refund", args=[case.reference])
    asked = words(maria.get(refund))
    assert "Fizeram o que foi combinado?" in asked and "Ainda não fizeram" in asked
    for word in ("O dinheiro veio?", "Veio uma parte", "Quanto veio?", "fatura", "Pagou com"):
        assert word not in asked, word
    assert maria.post(refund, {"came": "part", "seen_on": "22/11/2026"}).status_code == 422
    assert fresh(dispute).state == state
    assert maria.post(refund, {"came": "none", "seen_on": "22/11/2026"}).status_code == 302
    assert fresh(dispute).state == State.REFUND_LATE
    assert maria.post(refund, {"came": "whole", "seen_on": "22/11/2026"}).status_code == 302
    assert fresh(dispute).state == State.PAID
    assert Complaint.objects.get(pk=case.pk).closing == Complaint.Closing.SOLVED


def test_with_money_the_question_is_about_money(maria, case, cast):
    bring_to(State.REFUND_DUE, case, cast, mode="hosted")
    asked = words(maria.get(reverse("dispute_refund", args=[case.reference])))
    assert "O dinheiro veio?" in asked and "Veio uma parte" in asked and "Pagou com Pix" in asked
    assert "Fizeram o que foi combinado?" not in asked


def test_the_form_keeps_its_three_answers_for_money():
    assert [value for value, _label in RefundForm().fields["came"].choices] == ["whole", "part", "none"]
    form = RefundForm({"came": "whole"}, asks_money=False)
    assert form.is_valid() and "amount" not in form.cleaned_data


def test_the_line_of_a_silence_fits_money_and_goods(case, cast):
    dispute = without_money(State.REFUND_DUE, case, cast)
    now = let_silence_pass(dispute)
    line = room_for(Party.BUYER, fresh(dispute), now).events[0]
    assert line.sentence.startswith("Passou o dia em que tudo devia estar resolvido (")


def test_money_that_did_not_come_is_called_money(case, cast):
    dispute = walk(hosted(State.REFUND_DUE, case, cast), cast, [Move.MONEY_DID_NOT_COME])
    assert room_for(Party.BUYER, dispute).events[0].sentence == "Você contou que o dinheiro não veio."


# -- One name for the appeal ---------------------------------------------------------------


@pytest.mark.parametrize("state", [State.JUDGED_BUYER, State.JUDGED_SPLIT, State.JUDGED_SELLER])
def test_the_appeal_has_one_name(case, cast, state):
    dispute = hosted(state, case, cast)
    for viewer in (Party.BUYER, Party.SELLER):
        with translation.override("pt-br"):
            room = room_for(viewer, dispute)
            said = " ".join([room.step, *(ahead["what"] for ahead in room.silence)])
        assert "outro mediador decida" in said
        assert "leitura" not in said and "recurso" not in said
    page = words(signed_in(cast.consumer).get(reverse("dispute_decision", args=[case.reference])))
    assert "outro mediador decida" in page and "outra leitura" not in page
