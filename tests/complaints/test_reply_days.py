"""The days that a saved reply tells: whose clock it is, never one that is over, and refused where there is none."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from complaints import batches
from complaints.models import Batch, Deadline, Message, SavedReply
from complaints.replies import check, fill
from complaints.saved_replies import clocks_of, facts_of, load_replies, told_of
from complaints.services.clocks import pause_clock, start_clock
from complaints.services.messages import ask_for_person
from complaints.services.writing_many import reply_many
from disputes import services
from tests.base import NOW, make_case
from tests.complaints.many import ids_of, some_cases
from tests.complaints.pages import signed_in, text, words
from tests.disputes.desk import hosted, to_mediator

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
DAY, TODAY = timedelta(days=1), NOW.date()
WAIT = "Espere a resposta da loja até o prazo"
ACT = "O que fazer antes do prazo acabar"
OFFER = "A proposta do vendedor: o que ela fecha"
MONEY = "O dinheiro está para chegar: onde olhar"
SILENT = "Neste caso o consumidor tem que agir antes: “Desistir da compra (7 dias)”."
NOBODY_WAITS = "Neste caso não há outra parte com prazo correndo agora: ninguém está sendo esperado."


@pytest.fixture(autouse=True)
def portuguese():
    with translation.override("pt-br"):
        yield


@pytest.fixture
def bare(cast):
    """A case in which no clock runs."""
    return without_clocks(make_case(cast.consumer))


def without_clocks(case):
    Deadline.objects.filter(complaint=case).delete()
    return case


def clock(case, slug, start=TODAY):
    return start_clock(case, slug, start, now=NOW)


def facts(case, cast, now=NOW):
    return facts_of(case, clocks_of([case.pk])[case.pk], told_of([case.pk])[case.pk], cast.agent, now)


def shipped(title):
    load_replies()
    reply = SavedReply.objects.get(title=title)
    return reply.body_pt, reply.body_en


def refused(title, case, cast):
    """Return why a shipped reply is refused for a case; "" where it may be sent."""
    return reply_many([case.pk], *shipped(title), cast.agent, NOW, rehearse=True).refused.get(case.pk, "")


# -- Whose day ------------------------------------------------------------------------------


def test_each_side_has_a_day_of_its_own(cast, bare):
    own = clock(bare, "cdc49")
    other = clock(bare, "d7962_answer")
    team = clock(bare, "house_decision")
    ask_for_person(bare, [], by=cast.consumer, now=NOW)
    known = facts(bare, cast)
    assert (known["prazo"], known["qual_prazo"].pt) == (own.safe_on, "Desistir da compra (7 dias)")
    assert (known["prazo_outra_parte"], known["outra_parte"]) == (other.safe_on, "a loja")
    assert (known["prazo_equipe"], known["qual_prazo_equipe"].pt) == (team.safe_on, "Decisão da nossa equipe")
    assert fill("{outra_parte}, {prazo}", known, "en").text.startswith("the shop, ")


def test_the_answer_that_the_staff_write_is_no_day_to_come(cast, bare):
    ask_for_person(bare, [], by=cast.consumer, now=NOW)
    (fault,) = fill("Até {prazo_equipe}.", facts(bare, cast), "pt-br").faults
    assert "a resposta da equipe é esta mensagem" in fault


def test_a_kept_text_with_the_old_word_tells_the_consumers_own_day(cast, bare):
    clock(bare, "d7962_answer")
    outcome = reply_many([bare.pk], "Até {prazo}: {qual_prazo}.", "", cast.agent, NOW)
    assert outcome.refused[bare.pk] == (
        "Neste caso o consumidor não tem nenhum prazo correndo agora. Tire {prazo} e {qual_prazo} do texto ou use "
        "outra resposta.")
    own = clock(bare, "cdc49")
    reply_many([bare.pk], "Até {prazo}: {qual_prazo}.", "", cast.agent, NOW)
    assert own.safe_on == date(2026, 11, 29)
    assert bare.messages.get().body == "Até domingo, 29 de novembro: Desistir da compra (7 dias)."


def test_a_first_day_a_guess_and_a_window_for_others_are_nobodys_duty(cast, bare):
    clock(bare, "ae_first_day")
    clock(bare, "house_refund_recheck")
    clock(bare, "jec_conciliation")
    clock(bare, "med_request")
    known = facts(bare, cast)
    assert known["prazo"] is None
    assert known["prazo_outra_parte"] is None


# -- Never a day that is over -------------------------------------------------------------------


def test_once_the_safe_day_is_behind_it_is_today_and_after_the_end_nothing(cast, bare):
    row = clock(bare, "ae_buyer_answer")
    assert row.safe_on < row.due_on
    early = NOW + (row.safe_on - TODAY)
    assert facts(bare, cast, early)["prazo"] == row.safe_on
    assert facts(bare, cast, early + DAY)["prazo"] == row.safe_on + DAY
    for hours in range(24 * 12):
        now = NOW + timedelta(hours=hours)
        day = facts(bare, cast, now)["prazo"]
        assert day is None or bare.local_day(now) <= day <= row.due_on
        assert day or now >= row.due_at or bare.local_day(now) > row.due_on
    assert facts(bare, cast, row.due_at)["prazo"] is None


def test_a_clock_that_stands_still_tells_no_day(cast, bare):
    row = clock(bare, "cdc49")
    pause_clock(row, reason="A loja pediu.", by=cast.agent, now=NOW)
    assert facts(bare, cast)["prazo"] is None


# -- The replies that ship ---------------------------------------------------------------------------


def test_who_must_act_first_is_never_told_to_wait(cast, bare):
    clock(bare, "cdc49", TODAY - 6 * DAY)
    assert refused(WAIT, bare, cast).startswith(NOBODY_WAITS)
    clock(bare, "d7962_answer")
    assert refused(WAIT, bare, cast).startswith(SILENT)
    assert refused(ACT, bare, cast) == ""
    both = "A loja tem até {prazo_outra_parte}. Você tem até {prazo} para: {qual_prazo}."
    assert reply_many([bare.pk], both, "", cast.agent, NOW).done
    assert "Você tem até segunda-feira, 23 de novembro para: Desistir" in bare.messages.get().body


def test_waiting_is_told_with_the_other_sides_day(cast, bare):
    clock(bare, "d7962_answer")
    clock(bare, "card_safe")
    assert reply_many([bare.pk], *shipped(WAIT), cast.agent, NOW).done
    body = bare.messages.get().body
    assert "estamos esperando a loja: o prazo “Resposta da loja ao seu contato (5 dias)” vai até" in body
    assert "não precisa fazer nada" not in body


def test_an_offer_is_written_about_only_where_one_waits(cast, bare):
    said = "Neste caso não há proposta do vendedor esperando resposta."
    clock(bare, "ae_buyer_answer")
    assert refused(OFFER, bare, cast).startswith(said)
    dispute = hosted(cast.stranger, number="78")
    case = dispute.complaint
    assert refused(OFFER, case, cast).startswith(said)
    services.seller_proposes(dispute, remedy="part_refund", amount=100, note="Metade.", now=NOW - DAY)
    assert refused(OFFER, case, cast) == ""
    assert reply_many([case.pk], *shipped(OFFER), cast.agent, NOW).done
    turn = case.deadlines.get(kind="ae_buyer_answer")
    assert facts(case, cast)["prazo_proposta"] == turn.safe_on >= TODAY


def test_a_refusal_of_the_seller_is_no_offer(cast):
    dispute = hosted(cast.consumer)
    services.seller_refuses(dispute, note="O rastreio diz entregue.", now=NOW - DAY)
    assert dispute.complaint.deadlines.running().filter(kind="ae_buyer_answer").exists()
    assert facts(dispute.complaint, cast)["prazo_proposta"] is None


def test_the_mediators_day_is_the_teams(cast):
    case = to_mediator(hosted(cast.consumer)).complaint
    known = facts(case, cast)
    assert known["prazo_equipe"] == case.deadlines.get(kind="house_decision").safe_on


@pytest.mark.parametrize(("remedy", "amount"), [("full_refund", 0), ("replacement", None)])
def test_money_is_on_its_way_only_where_money_is_owed(cast, remedy, amount):
    dispute = hosted(cast.consumer)
    assert refused(MONEY, dispute.complaint, cast).startswith("Neste caso não há dinheiro com dia para chegar.")
    services.seller_proposes(dispute, remedy=remedy, amount=amount, note="Está bem.", now=NOW - DAY)
    services.buyer_accepts(dispute, by=cast.consumer, now=NOW)
    watch = dispute.complaint.deadlines.running().get(owner="dispute")
    assert watch.start_event == "dispute_closed_won"
    day = facts(dispute.complaint, cast)["prazo_dinheiro"]
    assert day == (watch.safe_on if remedy == "full_refund" else None)
    assert bool(refused(MONEY, dispute.complaint, cast)) == (remedy == "replacement")


def test_money_that_the_shop_promised_without_a_dispute_has_a_day_too(cast):
    case = make_case(cast.consumer, reason="refund_not_paid", refund_promised_on=TODAY - DAY)
    assert facts(case, cast)["prazo_dinheiro"] >= TODAY
    assert refused(MONEY, case, cast) == ""


def test_no_shipped_reply_has_a_word_that_is_not_known(house):
    load_replies()
    assert check(*SavedReply.objects.values_list("body_pt", flat=True)) == []
    assert check(*SavedReply.objects.values_list("body_en", flat=True)) == []


# -- On the pages ------------------------------------------------------------------------------------------


def test_the_case_page_says_why_beside_the_box_and_keeps_the_text(cast, bare):
    ana, typed = signed_in(cast.agent), "Oi, {nome}. A proposta vale até {prazo_proposta}."
    response = ana.post(reverse("admin:complaints_complaint_reply", args=[bare.pk]), {
        "body": typed, "act": "send", "form_key": "k"})
    assert response.status_code == 422
    said = "Neste caso não há proposta do vendedor esperando resposta. Tire {prazo_proposta} do texto"
    assert said in words(response)
    assert typed in text(response)
    assert not Message.objects.exists()


def test_the_case_page_and_the_bulk_message_tell_the_same_day(cast, bare):
    clock(bare, "cdc49")
    clock(bare, "d7962_answer")
    typed = "{prazo} {qual_prazo} {outra_parte} {prazo_outra_parte}"
    signed_in(cast.agent).post(reverse("admin:complaints_complaint_reply", args=[bare.pk]), {
        "body": typed, "act": "send", "form_key": "k"})
    reply_many([bare.pk], typed, "", cast.agent, NOW)
    one, many = bare.messages.order_by("pk").values_list("body", flat=True)
    assert one == many


def test_both_places_say_what_each_word_is(cast, bare):
    says = "{prazo_outra_parte} até que dia essa outra parte tem que agir"
    assert says in words(signed_in(cast.agent).get(reverse("admin:complaints_complaint_change", args=[bare.pk])))
    assert says in words(signed_in(cast.supervisor).get("/admin/complaints/savedreply/add/"))


def look(cast, cases, body_pt, body_en=""):
    params = {"body_pt": body_pt, "body_en": body_en}
    batch = batches.draft("reply", params, ids_of(cases), by=cast.agent, now=NOW)
    return signed_in(cast.agent).get(reverse("admin:batch", args=[batch.token]))


def test_the_look_ahead_shows_the_text_of_the_first_case_that_gets_it(cast):
    first, second, third = map(without_clocks, some_cases(cast.consumer))
    clock(first, "d7962_answer")
    clock(second, "cdc49", TODAY - 6 * DAY)
    clock(third, "cdc49")
    shown = words(look(cast, [first, second, third], "Oi, {nome}: até {prazo}."))
    assert f"Assim fica a mensagem: caso {second.shown_reference}" in shown
    assert "Oi, Maria: até segunda-feira, 23 de novembro." in shown
    assert "o consumidor não tem nenhum prazo correndo agora" in shown
    assert "O texto que você escreveu" in shown
    assert not Message.objects.exists()


def test_the_look_ahead_reads_as_each_consumer_reads(cast):
    cast.stranger.language = "en"
    cast.stranger.save(update_fields=["language"])
    english = make_case(cast.stranger, number="77")
    case = make_case(cast.consumer)
    response = look(cast, [english], "Caso {caso}.", "This is case {caso}.")
    assert f"This is case {english.shown_reference}." in words(response)
    assert 'lang="en"' in text(response)
    both = words(look(cast, [english, case], "Caso {caso}.", "This is case {caso}."))
    assert f"This is case {english.shown_reference}." in both and f"Caso {case.shown_reference}." in both


def test_a_look_ahead_at_nothing_shows_what_was_typed(cast, bare):
    shown = words(look(cast, [bare], "Até {prazo}."))
    assert "Nenhum destes casos vai mudar." in shown and "Até {prazo}." in shown
    assert "Assim fica a mensagem" not in shown
    assert Batch.objects.get().total == 1


def test_the_days_of_ten_cases_take_as_many_queries_as_those_of_two(cast):
    agent, taken = cast.agent, []
    for user, count in ((cast.consumer, 2), (cast.stranger, 10)):
        cases = some_cases(user, count)
        with CaptureQueriesContext(connection) as queries:
            reply_many(ids_of(cases), "Até {prazo}, {prazo_proposta}.", "", agent, NOW, rehearse=True)
        taken.append(len(queries))
    assert taken[0] == taken[1]
