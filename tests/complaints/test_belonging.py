"""Merge, split and link cases: nothing is lost, clocks and seals hold, and each page says what will happen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.admin.belonging import Belongs
from complaints.choices import Party
from complaints.models import CaseLink, Deadline, Evidence, Message, ReadMark
from complaints.services.belonging import MOST_REASON, link, merge, unlink
from complaints.services.cases import close_complaint
from complaints.services.evidence import attach
from complaints.services.holding import prove_complaint
from complaints.services.locking import Refused
from complaints.services.messages import ask_for_person, write_message
from contacts.models import AccessRecord, OutgoingEmail
from contacts.outgoing import send_due
from tests.base import NOW, ORDER_NUMBER, make_case
from tests.complaints.pages import picture, signed_in, text, upload, words
from tests.complaints.ties import fresh, lines, page, part, sound

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
LATER = NOW + timedelta(minutes=5)
RED, BLUE = picture(), picture((0, 0, 200))


@pytest.fixture
def again(cast, case):
    """The same purchase told again a day later, without the number of the order."""
    return make_case(
        cast.consumer, number="", item="máquina de solda 250A", now=NOW - timedelta(days=1),
        tracking="LB123456789SG", received_on=date(2026, 11, 20))


@pytest.fixture
def agent(client, cast):
    client.force_login(cast.agent)
    return cast.agent


def join(cast, source, target, **more):
    return merge(source, target, by=cast.agent, **{"reason": "É a mesma compra.", "now": NOW, **more})


def say(case, body, author, key, party=Party.BUYER, audience="team", now=NOW):
    return write_message(
        case, body, author=author, party=party, form_key=key, audience=Message.Audience(audience), now=now)


# -- Merge --------------------------------------------------------------------------------


def test_a_merge_moves_files_and_messages_each_once_and_loses_none(cast, case, again):
    attach(case, [upload(RED)], user=cast.consumer, now=NOW)
    attach(again, [upload(RED, "igual.jpg"), upload(BLUE, "outra.jpg")], user=cast.consumer, now=NOW)
    first = say(again, "Oi?", cast.consumer, "a")
    second = say(case, "Alguém?", cast.consumer, "a")
    note = say(again, "Parece repetido.", cast.agent, "n", Party.STAFF, "note")
    before = Evidence.objects.count(), Message.objects.count()
    target = join(cast, again, case)
    assert target == case
    assert (Evidence.objects.count(), Message.objects.count()) == before
    assert sorted(case.evidence.values_list("name", flat=True)) == ["foto.jpg", "outra.jpg"]
    assert list(again.evidence.values_list("name", flat=True)) == ["igual.jpg"]
    assert list(case.messages.values_list("pk", flat=True)) == [first.pk, second.pk, note.pk]
    assert len(set(case.messages.values_list("form_key", flat=True))) == 3
    assert not again.messages.exists()
    sound(case, again)


def test_the_case_that_ends_is_closed_points_on_and_its_clocks_stop(cast, case, again):
    assert again.deadlines.running().exists()
    join(cast, again, case)
    ended, stays = fresh(again), fresh(case)
    assert (ended.state, ended.closing, ended.merged_into) == ("closed", "merged", stays)
    assert not ended.deadlines.filter(state__in=["running", "paused"]).exists()
    assert stays.is_open
    tie = CaseLink.objects.get()
    assert (tie.first, tie.second, tie.kind, tie.made_by) == (case, again, "merged", cast.agent)
    assert f"A equipe juntou este caso ao caso {case.shown_reference}. Motivo: É a mesma compra." in lines(again)
    assert lines(again)[-1] == "O caso foi encerrado: ele continua em outro caso."
    assert f"A equipe juntou a este caso o caso {again.shown_reference}. Motivo: É a mesma compra." in lines(case)
    sound(case, again)


def test_what_only_the_other_case_knew_is_told_and_the_clocks_are_laid_again(cast, again):
    poor = make_case(
        cast.consumer, shop="shopee", number="SP1", item="máquina", promised_on=None, payment_method="credit_card")
    ends = {clock.kind: clock.due_on for clock in poor.deadlines.running()}
    join(cast, again, poor)
    stays = fresh(poor)
    assert stays.order.tracking == "LB123456789SG"
    assert stays.order.received_on == date(2026, 11, 20)
    assert stays.order.promised_on == again.order.promised_on
    assert {clock.kind: clock.due_on for clock in stays.deadlines.running()} != ends
    assert "lb123456789sg" in stays.text.words
    sound(poor, again)


def test_the_number_of_the_order_comes_along_only_where_no_other_order_has_it(cast, case, again):
    join(cast, case, again)
    stays, ended = fresh(again), fresh(case)
    # One order per number: it stays with the case that ended.
    assert (stays.order.number, ended.order.number) == ("", ORDER_NUMBER)
    other = make_case(cast.consumer, shop="shopee", number="SP77", item="máquina de solda")
    join(cast, other, again)
    assert fresh(again).order.number == "SP77"


def test_a_complaint_to_the_shop_comes_along_with_its_proof_and_holds_clocks_there(cast):
    broken = {"reason": "defective", "received_on": date(2026, 11, 10)}
    case, again = make_case(cast.consumer, **broken), make_case(cast.consumer, number="", **broken)
    attach(again, [upload(BLUE)], user=cast.consumer, now=NOW)
    proof = again.evidence.get()
    prove_complaint(again, date(2026, 11, 21), proof=proof, by=cast.consumer, now=NOW)
    join(cast, again, case)
    stays = fresh(case)
    assert (stays.contacted_on, stays.contact_proof) == (date(2026, 11, 21), proof)
    assert stays.contact_is_proved
    assert proof in case.evidence.all()
    assert stays.deadlines.filter(state="paused", held_by=proof).exists()
    sound(case, again)


def test_a_day_that_cannot_be_in_the_other_case_is_left_out(cast, case):
    odd = make_case(cast.consumer, number="44", placed_on=date(2026, 8, 1), received_on=date(2026, 8, 20))
    assert date(2026, 8, 20) < case.order.placed_on
    join(cast, odd, case)
    assert fresh(case).order.received_on is None
    sound(case, odd)


def test_who_waits_for_the_staff_goes_on_waiting_since_the_same_day(cast, case, again):
    # Friday was a holiday.
    wednesday = NOW - timedelta(days=4)
    ask_for_person(again, [], by=cast.consumer, now=wednesday)
    due = again.deadlines.running().get(kind="house_team_answer").due_at
    say(case, "Também aqui?", cast.consumer, "z")
    assert case.deadlines.running().get(kind="house_team_answer").due_at > due
    join(cast, again, case)
    stays, ended = fresh(case), fresh(again)
    assert (stays.asked_person_at, stays.awaits_staff, stays.team_at) == (wednesday, True, due)
    assert stays.deadlines.running().filter(kind="house_team_answer").count() == 1
    assert (ended.asked_person_at, ended.awaits_staff, ended.team_at) == (None, False, None)
    sound(case, again)


def test_what_was_not_read_in_either_case_stays_unread(cast, case, again):
    unseen = say(again, "Mande a nota fiscal.", cast.agent, "s", Party.STAFF)
    seen = say(case, "Recebemos.", cast.agent, "t", Party.STAFF)
    reader = f"user:{cast.consumer.pk}"
    ReadMark.objects.create(complaint=case, reader=reader, message_id=seen.pk, seen_at=NOW)
    join(cast, again, case)
    assert ReadMark.objects.get(complaint=case, reader=reader).message_id == unseen.pk - 1
    assert "2 mensagens novas" in words(signed_in(cast.consumer).get(reverse("cases")))


def test_merging_twice_is_one_merge(cast, case, again):
    join(cast, again, case)
    seqs = case.events.count(), again.events.count()
    assert join(cast, again, case, now=LATER) == case
    assert (case.events.count(), again.events.count()) == seqs
    assert OutgoingEmail.objects.filter(name="case_merged").count() == 1


@pytest.mark.parametrize(("which", "sentence"), [
    ("same", "Este é o mesmo caso"), ("stranger", "pessoas diferentes"), ("closed source", "já está encerrado"),
    ("closed target", "já está encerrado"), ("own", "Um dos casos é seu"), ("no reason", "Escreva o motivo"),
    ("long reason", "longo demais"),
])
def test_a_merge_that_may_not_be_is_refused_and_changes_nothing(cast, case, again, which, sentence):
    source, target, more = again, case, {}
    if which == "same":
        target = source
    elif which == "stranger":
        source = make_case(cast.stranger)
    elif which.startswith("closed"):
        close_complaint(source if "source" in which else target, "solved", by=cast.consumer, now=NOW)
    elif which == "own":
        more = {"by": cast.consumer}
    else:
        more = {"reason": " " if which == "no reason" else "x" * (MOST_REASON + 1)}
    before = source.events.count(), target.events.count()
    with pytest.raises(Refused, match=sentence):
        merge(source, target, **{"by": cast.agent, "reason": "É a mesma compra.", "now": NOW, **more})
    assert (source.events.count(), target.events.count()) == before
    assert not CaseLink.objects.exists()


def test_one_mail_says_that_both_are_one_now(cast, case, again, mailoutbox):
    OutgoingEmail.objects.all().delete()
    join(cast, again, case)
    send_due()
    letter = next(mail for mail in outbox.outbox if "Juntamos" in mail.subject)
    assert letter.to == ["maria@example.com"]
    html = letter.alternatives[0][0]
    for body in (letter.body, html):
        for said in (case.shown_reference, again.shown_reference, "É a mesma compra.", case.get_absolute_url()):
            assert said in body


def test_the_consumer_finds_the_way_from_the_old_case_to_the_new(cast, case, again, maria):
    join(cast, again, case)
    old = maria.get(again.get_absolute_url())
    assert f"Este caso foi juntado ao caso {case.shown_reference}" in words(old)
    assert f'href="{case.get_absolute_url()}"' in text(old)
    assert f"juntado ao caso {case.shown_reference}" in words(maria.get(reverse("cases")))
    assert "A equipe juntou a este caso" in words(maria.get(case.get_absolute_url()))


# -- The page of a merge ------------------------------------------------------------------


def test_the_page_lays_both_cases_side_by_side_and_says_what_will_happen(client, cast, case, again, agent):
    attach(again, [upload(BLUE, "outra.jpg")], user=cast.consumer, now=NOW)
    response = client.get(page("merge", again, case))
    assert response.status_code == 200
    said = words(response)
    for sentence in (
        f"Fica o caso {case.shown_reference}. O caso {again.shown_reference} acaba.", "LB123456789SG",
        case.order.number_shown, f"Estas provas vão para o {case.shown_reference}: outra.jpg.", "Param de contar",
        "código de rastreio e dia em que chegou", "Depois de juntar, não dá para desfazer.",
    ):
        assert sentence in said
    assert page("merge", case, again) in text(response)
    record = AccessRecord.objects.latest("pk")
    assert (record.case, record.cases) == (again.pk, [again.pk, case.pk])


def test_the_page_merges_only_after_the_tick_and_keeps_what_was_typed(client, case, again, agent):
    refused = client.post(page("merge", again, case), {"why": "Repetido."})
    assert refused.status_code == 422
    assert "Marque que conferiu os dois casos." in words(refused)
    assert "Repetido." in text(refused)
    assert fresh(again).is_open
    done = client.post(page("merge", again, case), {"why": "Repetido.", "confirm": "on"})
    assert done.url == reverse("admin:complaints_complaint_change", args=[case.pk])
    assert fresh(again).merged_into == case
    # A second tab sends the same form: it is done already.
    assert client.post(page("merge", again, case), {"why": "Repetido.", "confirm": "on"}).status_code == 302
    assert OutgoingEmail.objects.filter(name="case_merged").count() == 1


def test_two_purchases_are_merged_only_past_a_warning_that_shows_what_differs(client, cast, case, agent):
    other = make_case(cast.consumer, number="7777000011112222", item="bicicleta dobrável", amount=Decimal("1200"))
    said = words(client.get(page("merge", other, case)))
    for sentence in (
        "Cuidado: parecem duas compras diferentes.", "Número do pedido", other.order.number_shown, "bicicleta dobrável",
        "R$ 1.200,00", "R$ 389,90",
        f"Juntar mesmo assim o caso {other.shown_reference} ao {case.shown_reference} "
        "(diferentes: número do pedido, produto e valor pago)",
        "Vi o que muda de um para o outro (número do pedido, produto e valor pago).",
        "Deixar os dois abertos e só ligar um ao outro",
    ):
        assert sentence in said
    refused = client.post(page("merge", other, case), {"why": "Repetido."})
    assert refused.status_code == 422
    assert "Juntar mesmo assim" in words(refused)
    client.post(page("link", other), {"other": case.shown_reference})
    assert CaseLink.objects.get().kind == "related"
    assert client.post(page("merge", other, case), {"why": "É o mesmo pacote.", "confirm": "on"}).status_code == 302
    assert fresh(other).merged_into == case


def test_where_nothing_shows_that_it_is_one_purchase_the_page_says_that(client, cast, case, agent):
    bare = make_case(cast.consumer, number="", item="", amount=None)
    said = words(client.get(page("merge", bare, case)))
    assert "nem o produto mostram que é a mesma compra" in said
    assert f"Juntar mesmo assim o caso {bare.shown_reference} ao {case.shown_reference} Voltar" in said


def test_the_same_purchase_told_twice_is_merged_without_a_warning(client, case, again, agent):
    said = words(client.get(page("merge", again, case)))
    assert "Cuidado" not in said
    assert "mesmo assim" not in said
    assert "Conferi os dois casos: são sobre a mesma coisa." in said


@pytest.mark.parametrize("typed", ["", "ABCD-EFGH", "\x00", "١٢٣٤٥٦٧٨", "9" * 300, "<script>"])
def test_a_wrong_number_of_the_other_case_is_a_sentence(client, case, agent, typed):
    response = client.get(page("merge", case), {"other": typed})
    assert response.status_code == 422
    assert "Comparar os dois casos" in words(response)
    assert client.post(page("link", case), {"other": typed}).status_code == 422


def test_the_first_page_offers_the_cases_of_the_same_person(client, cast, case, again, agent):
    other = make_case(cast.consumer, number="1234000011112222", item="bicicleta", now=LATER)
    shown = client.get(page("merge", case))
    assert page("merge", case, again) in text(shown)
    assert page("merge", other, case) in text(shown)
    assert "mesma loja, outro pedido" in words(shown)


def test_cases_of_two_people_are_not_laid_side_by_side(client, cast, case, agent):
    other = make_case(cast.stranger, item="bicicleta dobrável")
    response = client.get(page("merge", case, other))
    assert "pessoas diferentes" in words(response)
    assert "bicicleta" not in words(response)
    refused = client.post(page("merge", case, other), {"why": "Repetido.", "confirm": "on"})
    assert refused.status_code == 422
    assert fresh(case).is_open


@pytest.mark.parametrize("name", ["merge", "split", "link"])
def test_who_may_open_the_pages(client, cast, case, name):
    address = page(name, case)
    assert Client().get(address).status_code == 302
    for who, status in (("auditor", 403), ("mediator", 403), ("agent", 200), ("supervisor", 200)):
        client.force_login(getattr(cast, who))
        assert client.get(address).status_code == status, who
        assert client.delete(address).status_code in (403, 405)
    assert client.delete(address).status_code == 405
    assert client.get(reverse(f"admin:case_{name}", args=[10**9])).status_code == 404
    client.force_login(cast.consumer)
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", ["merge", "split", "link"])
def test_nobody_of_the_staff_joins_or_parts_the_own_case(client, agent, name):
    own = make_case(agent)
    assert client.get(page(name, own)).status_code == 403


# -- Link ---------------------------------------------------------------------------------


def test_a_link_stands_on_both_cases_once_and_no_party_reads_it(cast, case, maria):
    other = make_case(cast.stranger)
    row = link(case, other.shown_reference.lower(), by=cast.agent, now=NOW)
    assert link(other, case.reference, by=cast.agent, now=LATER) == row
    assert CaseLink.objects.count() == 1
    assert lines(case)[-1] == f"A equipe ligou este caso ao caso {other.shown_reference}."
    assert lines(other)[-1] == f"A equipe ligou este caso ao caso {case.shown_reference}."
    assert other.shown_reference not in text(maria.get(case.get_absolute_url()))
    unlink(other, case.reference, by=cast.agent, now=LATER)
    unlink(other, case.reference, by=cast.agent, now=LATER)
    assert not CaseLink.objects.exists()
    assert lines(case)[-1] == f"A equipe desfez a ligação com o caso {other.shown_reference}."
    assert other.shown_reference not in text(maria.get(case.get_absolute_url()))
    sound(case, other)


def test_what_was_merged_cannot_be_unlinked_and_a_link_becomes_a_merge(cast, case, again):
    link(case, again.reference, by=cast.agent, now=NOW)
    join(cast, again, case)
    assert CaseLink.objects.get().kind == "merged"
    with pytest.raises(Refused, match="isso já aconteceu"):
        unlink(case, again.reference, by=cast.agent, now=LATER)


def test_a_link_to_itself_to_nothing_or_to_the_own_case_is_refused(cast, case):
    own = make_case(cast.agent)
    for reference, sentence in (
        (case.reference, "mesmo caso"), ("ABCD-EFGH", "Não há caso"), (own.reference, "Um dos casos é seu"),
    ):
        with pytest.raises(Refused, match=sentence):
            link(case, reference, by=cast.agent, now=NOW)


def test_the_page_links_and_takes_it_back(client, cast, case, agent):
    other = make_case(cast.stranger)
    done = client.post(page("link", case), {"other": other.shown_reference})
    assert done.url == reverse("admin:complaints_complaint_change", args=[case.pk])
    said = words(client.get(page("link", other)))
    assert case.shown_reference in said
    assert "tem a ver com este" in said
    client.post(page("link", case), {"other": other.reference, "undo": "1"})
    assert not CaseLink.objects.exists()


# -- What the case page shows -------------------------------------------------------------


def test_all_that_ties_a_case_is_read_with_three_queries(cast, case):
    def count(of):
        with CaptureQueriesContext(connection) as queries:
            belongs = Belongs(fresh(of), cast.agent, NOW)
            shown = [str(tie.case.user) + tie.words + tie.case.order.item for tie in belongs.ties]
            shown += [other.why + str(other.user) + other.merge_url for other in belongs.suggestions]
        # One reads the case itself, the permissions of the agent are known by now.
        return len(queries) - 1, len(shown)

    cast.agent.has_perm("complaints.change_complaint")
    make_case(cast.consumer, number="1111")
    assert count(case) == (3, 1)
    for n in range(5):
        link(case, make_case(cast.stranger, number=f"22{n}").reference, by=cast.agent, now=NOW)
        make_case(cast.consumer, number=f"33{n}")
    assert count(case) == (3, 11)


def test_the_ties_say_which_way_round_they_are(cast, case, again):
    new = part(cast, case)
    join(cast, again, case)

    def told(of):
        return {tie.case: tie.words for tie in Belongs(fresh(of), cast.agent, NOW).ties}

    assert told(case) == {new: "saiu deste caso", again: "juntado a este"}
    assert told(new) == {case: "este caso saiu dele"}
    assert told(again) == {case: "este foi juntado a ele"}


def test_the_older_case_stays_where_nobody_says_otherwise(cast, case, again):
    # `again` was filed the day before.
    suggestion, = Belongs(case, cast.agent, NOW).suggestions
    assert suggestion.merge_url == page("merge", case, again)
    suggestion, = Belongs(again, cast.agent, NOW).suggestions
    assert suggestion.merge_url == page("merge", case, again)


def test_a_running_clock_of_the_team_counts_once_over_both_cases(cast, case, again):
    say(again, "Oi?", cast.consumer, "a")
    join(cast, again, case)
    assert Deadline.objects.running().filter(kind="house_team_answer").count() == 1
