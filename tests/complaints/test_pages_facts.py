"""The missing fact asked on the case page, the complaint to the shop, and what both do to the clocks shown."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Reason
from complaints.missing import QUESTIONS
from complaints.models import Complaint, Deadline
from complaints.services.cases import close_complaint
from complaints.services.evidence import attach
from complaints.services.holding import prove_complaint, prove_refusal
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import picture, signed_in, text, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]
State = Deadline.State
DAY = timedelta(days=1)


@pytest.fixture
def case(cast):
    """A broken thing that came on 20 October; nobody said yet whether it lasts."""
    return make_case(cast.consumer, reason=Reason.DEFECTIVE, received_on=date(2026, 10, 20))


def page(client, case):
    return client.get(case.get_absolute_url())


def fact_url(case, fact):
    return reverse("fact_answer", args=[case.reference, fact])


def proof_url(case):
    return reverse("shop_complaint", args=[case.reference])


def fresh(case):
    return Complaint.objects.select_related("order").get(pk=case.pk)


# -- Who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [lambda case: fact_url(case, "durable"), proof_url])
@pytest.mark.parametrize(("who", "status"), [
    ("anonymous", 302), ("stranger", 404), ("agent", 403), ("auditor", 403), ("consumer", 200),
])
def test_only_the_owner_answers(cast, case, address, who, status):
    client = Client() if who == "anonymous" else signed_in(getattr(cast, who))
    assert client.get(address(case)).status_code == status
    assert client.post(address(case), {}).status_code == (422 if status == 200 else status)
    if who == "consumer":
        assert client.put(address(case)).status_code == 405


def test_there_is_no_page_for_a_fact_nobody_asks(maria, case):
    assert maria.get(fact_url(case, "password")).status_code == 404


@pytest.mark.parametrize("fact", QUESTIONS)
def test_each_question_stands_alone_on_a_page(maria, case, fact):
    shown = words(maria.get(fact_url(case, fact)))
    assert str(QUESTIONS[fact].words) in shown and str(QUESTIONS[fact].why) in shown
    assert "Não sei" in shown


# -- One question at a time --------------------------------------------------------------------


def test_the_case_page_asks_one_thing_and_the_answer_moves_the_clocks(maria, case):
    assert text(page(maria, case)).count("Falta uma resposta") == 1
    assert "É um produto que dura?" in words(page(maria, case))
    answered = maria.post(fact_url(case, "durable"), {"answer": "tell", "value": "yes"}, follow=True)
    assert answered.redirect_chain[0][0].endswith("#clocks")
    assert fresh(case).order.durable is True
    assert case.deadlines.get(kind="cdc26_nondurable").state != State.RUNNING
    assert "O defeito apareceu depois" in words(answered)
    assert case.events.filter(kind="fact_told").exists()


def test_the_words_after_say_which_clocks_moved(maria, cast):
    case = make_case(cast.consumer, promised_on=TODAY - 3 * DAY)
    answered = maria.post(
        fact_url(case, "receipt_confirmed_on"), {"answer": "tell", "value": "2026-11-20"}, follow=True)
    assert "Guardado. Agora o prazo “Abrir disputa no AliExpress” acaba em" in words(answered)
    assert "sexta-feira, 4 de dezembro" in words(answered)


def test_an_answer_that_moves_nothing_says_so(maria, cast):
    case = make_case(cast.consumer, protected_until=TODAY + 90 * DAY)
    answered = maria.post(fact_url(case, "protected_until"), {"value": (TODAY + 91 * DAY).isoformat()}, follow=True)
    assert "Nenhum prazo mudou" in words(answered)


def test_what_is_not_known_is_not_asked_again_and_not_yet_is(maria, case):
    told = maria.post(fact_url(case, "durable"), {"answer": "unknown"}, follow=True)
    assert "É um produto que dura?" not in words(told)
    maria.post(fact_url(case, "receipt_confirmed_on"), {"answer": "not_yet"})
    assert fresh(case).not_known == ["durable", "receipt_confirmed_on@2026-11-22"]
    told = maria.post(fact_url(case, "defect_seen_on"), {"answer": "not_yet"}, follow=True)
    assert "defect_seen_on" in fresh(case).not_known
    # A fact that cannot be "not yet" is then simply not answered.
    assert maria.post(fact_url(case, "durable"), {"answer": "not_yet"}).status_code == 422


@pytest.mark.parametrize(("fact", "value", "sentence"), [
    ("received_on", "2026-12-30", "Esse dia ainda não chegou"),
    ("received_on", "2026-01-01", "antes da compra"),
    ("received_on", "amanhã", "Não entendi esse dia"),
    ("received_on", "9999999999\x00", "Não entendi esse dia"),
    ("received_on", "", "Escolha o dia"),
    ("promised_on", "2199-01-01", "Confira o ano"),
    ("durable", "maybe", "Escolha uma das duas respostas"),
    ("durable", "", "Escolha uma resposta"),
    ("refused_on", "2026-11-20", "Primeiro guarde a prova"),
])
def test_an_answer_that_cannot_be_is_said_and_kept(maria, case, fact, value, sentence):
    lines = case.events.count()
    response = maria.post(fact_url(case, fact), {"answer": "tell", "value": value})
    assert response.status_code == 422
    assert sentence in words(response)
    if value and "\x00" not in value and fact != "durable":
        assert f'value="{value}"' in text(response)
    assert case.events.count() == lines


def test_staff_and_closed_cases_are_asked_nothing(cast, maria, case):
    assert "Falta uma resposta" not in text(page(signed_in(cast.agent), case))
    close_complaint(case, "solved", by=cast.consumer)
    assert "Falta uma resposta" not in text(page(maria, case))
    for address in (fact_url(case, "durable"), proof_url(case)):
        assert "Este caso está encerrado" in words(maria.post(address, {"answer": "unknown"}, follow=True))


# -- The complaint to the shop -----------------------------------------------------------------


def prove(client, case, **answers):
    return client.post(proof_url(case), {"part": "complaint", "day": "2026-11-03", **answers}, follow=True)


def test_a_protocol_number_stops_the_window_and_the_page_says_by_what(maria, case):
    assert "Já reclamei: parar este prazo" in words(page(maria, case))
    shown = words(prove(maria, case, protocol="2026-118"))
    assert "Prova guardada. 2 prazos da lei pararam." in shown
    assert "Prazos parados" in shown
    assert "Parado desde terça-feira, 3 de novembro pela sua reclamação à loja (protocolo 2026-118)." in shown
    assert "Ficaram guardados: 76 dias." in shown
    assert "Ver a prova" not in shown


def test_a_file_is_kept_shown_as_proof_and_linked_from_the_clock(maria, case):
    response = prove(maria, case, file=upload(name="conversa.jpg"))
    proof = case.evidence.get()
    assert fresh(case).contact_proof == proof
    assert case.deadlines.filter(state=State.PAUSED, held_by=proof).count() == 2
    assert reverse("evidence_shown", args=[case.reference, proof.token]) in text(response)
    assert "Ver a prova" in words(response)


def test_a_file_of_the_case_can_be_chosen_and_none_of_anothers(maria, cast, case):
    attach(case, [upload()], user=cast.consumer)
    other = make_case(cast.stranger)
    attach(other, [upload(picture((1, 2, 3)))], user=cast.stranger)
    foreign = {"part": "complaint", "day": "2026-11-03", "kept": other.evidence.get().token}
    refused = maria.post(proof_url(case), foreign)
    assert refused.status_code == 422
    prove(maria, case, kept=case.evidence.get().token)
    assert fresh(case).contact_proof == case.evidence.get()


def test_the_refusal_lets_the_rest_run_and_says_until_when(maria, case):
    assert "A loja disse não?" not in words(maria.get(proof_url(case)))
    prove(maria, case, protocol="1")
    assert "A loja disse não?" in words(maria.get(proof_url(case)))
    response = maria.post(proof_url(case), {"part": "refusal", "day": "2026-11-20"}, follow=True)
    # 76 of 90 days, and 16 of 30, from the day after 20 November.
    assert "“Reclamar: produto que se gasta (30 dias)” acaba em domingo, 6 de dezembro" in words(response)
    assert "“Reclamar: produto durável (90 dias)” acaba em quinta-feira, 4 de fevereiro de 2027" in words(response)
    assert "Prazos parados" not in words(response)
    assert "Você contou que a loja disse não em sexta-feira, 20 de novembro." in words(response)


def test_the_refusal_can_also_be_told_as_a_missing_fact(maria, case):
    prove(maria, case, protocol="1")
    maria.post(fact_url(case, "refused_on"), {"answer": "tell", "value": "2026-11-20"})
    assert fresh(case).refused_on == date(2026, 11, 20)
    assert not case.deadlines.filter(state=State.PAUSED).exists()


def test_another_day_of_the_complaint_holds_from_that_day(maria, case):
    prove(maria, case, protocol="1")
    maria.post(fact_url(case, "contacted_on"), {"answer": "tell", "value": "2026-11-10"})
    assert fresh(case).contact_protocol == "1"
    assert "Parado desde terça-feira, 10 de novembro" in words(page(maria, case))
    maria.post(fact_url(case, "refused_on"), {"answer": "tell", "value": "2026-11-12"})
    late = maria.post(fact_url(case, "contacted_on"), {"answer": "tell", "value": "2026-11-13"})
    assert late.status_code == 422 and "já tinha dito não" in words(late)


def test_where_no_window_of_the_law_runs_the_proof_is_kept_all_the_same(maria, cast):
    case = make_case(cast.consumer)
    assert "ninguém pode dizer que você não reclamou" in words(maria.get(proof_url(case)))
    assert "Prova guardada." in words(prove(maria, case, protocol="77"))
    assert fresh(case).contact_is_proved and not case.deadlines.filter(state=State.PAUSED).exists()
    assert case.deadlines.get(kind="d7962_answer").start_on == date(2026, 11, 3)


@pytest.mark.parametrize(("answers", "sentence"), [
    ({"part": "complaint", "day": "2026-11-03"}, "Falta a prova"),
    ({"part": "complaint", "day": "2026-12-24", "protocol": "1"}, "Esse dia ainda não chegou"),
    ({"part": "complaint", "day": "2001-01-01", "protocol": "1"}, "antes da compra"),
    ({"part": "complaint", "day": "", "protocol": "1"}, "Escolha o dia"),
    ({"part": "complaint", "day": "2026-11-03", "protocol": "x" * 900}, "no máximo 60 letras"),
    ({"part": "complaint", "day": "2026-11-03", "protocol": "x\x00y"}, "sinal invisível"),
    ({"part": "complaint", "day": "2026-11-03", "file": b"MZ not a picture"}, "foto.jpg"),
    ({"part": "refusal", "day": "2026-11-03"}, "Você reclamou com a loja?"),
    ({"part": "\x00", "day": "2026-11-03"}, "Você reclamou com a loja?"),
    ({}, "Escolha o dia"),
])
def test_a_proof_that_cannot_be_is_said_and_stops_nothing(maria, case, answers, sentence):
    if "file" in answers:
        answers = {**answers, "file": upload(answers["file"])}
    response = maria.post(proof_url(case), answers)
    assert response.status_code == 422
    if answers:
        assert sentence in words(response)
    assert not case.deadlines.filter(state=State.PAUSED).exists()


def test_a_refusal_before_the_complaint_is_said(maria, case):
    prove(maria, case, protocol="1")
    response = maria.post(proof_url(case), {"part": "refusal", "day": "2026-11-01"})
    assert response.status_code == 422
    assert "antes de você reclamar" in words(response)
    assert 'value="2026-11-01"' in text(response)


# -- The picture -------------------------------------------------------------------------------


def test_every_window_is_drawn_once_and_stands_in_the_table(maria, case):
    shown = text(page(maria, case))
    live = case.deadlines.filter(state=State.RUNNING)
    assert shown.count('class="picture__row side--') == live.count()
    table = shown[shown.index("<table"):shown.index("</table>")]
    for clock in live.select_related("rule"):
        assert clock.rule.title_pt in table and f"#clock-{clock.pk}" in table
    assert "style=" not in shown[shown.index('id="picture"'):shown.index('id="clocks"')]
    # A comma in a place would break the drawing.
    assert ',' not in "".join(part.split('"')[0] for part in shown.split(' x="')[1:])


def test_a_case_without_windows_has_no_picture(maria, cast, case):
    close_complaint(case, "solved", by=cast.consumer)
    assert 'id="picture"' not in text(page(maria, case))


def test_each_clock_says_whose_it_is(maria, case):
    shown = words(page(maria, case))
    assert "loja" in shown and "lei" in shown and "pagamento" in shown


def queries(client, case):
    page(client, case)
    with CaptureQueriesContext(connection) as seen:
        assert page(client, case).status_code == 200
    return len(seen)


def test_picture_question_and_held_clocks_ask_no_more_of_the_database(maria, cast, case):
    few = queries(maria, case)
    attach(case, [upload()], user=cast.consumer)
    prove_complaint(case, date(2026, 11, 3), proof=case.evidence.get(), by=cast.consumer, now=NOW)
    # One query more names the clocks that the timeline now speaks of.
    assert queries(maria, case) <= few + 1
    prove_refusal(case, date(2026, 11, 20), by=cast.consumer, now=NOW)
    assert queries(maria, case) <= few + 1
