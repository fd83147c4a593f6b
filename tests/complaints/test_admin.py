"""The staff's pages of cases: what is shown to whom, and that changes go through the doors."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from complaints.admin.queue import ROWS
from complaints.choices import Party
from complaints.models import Complaint, Deadline, Event, Evidence, Message, Rule, SweepRun
from complaints.sentences import sentence_of
from complaints.services.cases import close_complaint
from complaints.services.claiming import assign
from complaints.services.clocks import end_clocks, pause_clock
from complaints.services.locking import Refused
from complaints.services.messages import write_message
from complaints.standing import reckon
from contacts.models import OutgoingEmail
from tests.base import NOW, make_case

LIST = "/admin/complaints/complaint/"


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília."""
    with time_machine.travel(NOW, tick=False):
        yield


def page(case):
    return reverse("admin:complaints_complaint_change", args=[case.pk])


def door(name, case, clock=None):
    args = [case.pk] if clock is None else [case.pk, clock.pk]
    return reverse(f"admin:complaints_complaint_{name}", args=args)


def running(case):
    return case.deadlines.running().order_by("due_at", "pk").first()


def text_of(response):
    return response.content.decode()


def rows_of(response):
    page = response.context.get("page")
    return list(page.rows if page else response.context["cl"].result_list)


@pytest.fixture
def agent(client, cast):
    client.force_login(cast.agent)
    return cast.agent


# -- The list ----------------------------------------------------------------------------


def test_the_list_begins_with_what_needs_a_person(client, cast, case, agent):
    other = make_case(cast.consumer, number="8150000000000011", item="3 vestidos")
    write_message(case, "Alguém me ajuda?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    assert rows_of(client.get(LIST)) == [case]
    assert set(rows_of(client.get(LIST, {"queue": "open"}))) == {case, other}
    close_complaint(other, "solved", by=cast.consumer, now=NOW)
    assert rows_of(client.get(LIST, {"queue": "closed"})) == [other]
    assert set(rows_of(client.get(LIST, {"queue": "all"}))) == {case, other}


def test_the_list_goes_by_the_next_clock_and_cases_without_one_come_last(client, cast, agent):
    quiet = make_case(cast.consumer, number="1111")
    end_clocks(quiet.deadlines.all(), Deadline.State.CANCELLED, NOW)
    late = make_case(cast.consumer, number="2222", promised_on=date(2026, 12, 30))
    soon = make_case(cast.consumer, number="3333")
    Deadline.objects.filter(pk=running(soon).pk).update(safe_on=date(2026, 11, 23), due_at=NOW + timedelta(hours=30))
    reckon({soon.pk})
    assert rows_of(client.get(LIST, {"queue": "open"})) == [soon, late, quiet]


def test_a_row_says_who_what_where_and_until_when(client, cast, case, agent):
    assign(case, agent, by=agent, now=NOW)
    text = text_of(client.get(LIST, {"queue": "all"}))
    clock = running(case)
    for words in (
        case.shown_reference, "Maria", "máquina de solda", "AliExpress", "Não recebi o produto", "sem disputa",
        clock.rule.title, "Ana", case.get_absolute_url(), 'class="due due--',
    ):
        assert words in text
    assert " dia" in text.split('class="due due--')[1].split("</span>")[0]


@pytest.mark.parametrize("typed", ["reference", "hyphen", "number", "item", "email", "spaced"])
def test_the_search_finds_a_case_that_the_queue_would_hide(client, cast, case, agent, typed):
    make_case(cast.stranger, number="8150000000000011", item="tênis", story="O tênis não chegou.")
    words = {
        "reference": case.reference.lower(), "hyphen": case.shown_reference, "number": case.order.number,
        "item": "máquina", "email": "maria@example.com", "spaced": case.order.number_shown,
    }[typed]
    assert rows_of(client.get(LIST, {"q": words})) == [case]


def test_the_list_takes_the_same_few_queries_for_one_row_and_for_fifty(client, cast, agent):
    make_case(cast.consumer)

    def count(rows):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(LIST, {"queue": "all"})
        assert len(rows_of(response)) == rows
        return len(queries)

    count(1)
    one = count(1)
    for number in range(49):
        case = make_case(cast.consumer, number=f"9{number:04d}")
        assign(case, agent, by=agent, now=NOW)
    # A page is full with fewer.
    assert count(ROWS) == one <= 12


# -- The case ----------------------------------------------------------------------------


def test_the_case_is_shown_whole(client, cast, case, agent):
    write_message(case, "Alguém me ajuda?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    file = Evidence.objects.create(
        complaint=case, kind="image", name="rastreio.png", original="x", shown="x", content_type="image/png",
        shown_type="image/png", sha256="0" * 64, size=1, uploaded_at=NOW,
    )
    text = text_of(client.get(page(case)))
    clock = running(case)
    for words in (
        case.shown_reference, "maria@example.com", case.order.number_shown, case.story, "Alguém me ajuda?",
        clock.rule.title, "Por que esta data?", "o consumidor", case.get_absolute_url(),
        "O consumidor contou o que aconteceu e o caso foi registrado.",
        reverse("evidence_shown", args=[case.reference, file.token]),
    ):
        assert words in text


def test_nothing_of_a_case_is_edited_or_deleted_around_the_doors(client, cast, case):
    client.force_login(cast.supervisor)
    before = Complaint.objects.filter(pk=case.pk).values().get()
    assert client.post(page(case), {"story": "outra", "state": "closed"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{case.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [case.pk], "post": "yes"})
    assert Complaint.objects.filter(pk=case.pk).values().get() == before
    assert "delete_selected" not in text_of(client.get(LIST))


def test_a_poison_clock_is_loud_on_the_case_and_first_in_the_list_of_clocks(client, case, agent):
    clock = running(case)
    Deadline.objects.filter(pk=clock.pk).update(failures=3, last_error="KeyError: x")
    reckon({case.pk})
    assert "KeyError: x" in text_of(client.get(page(case)))
    response = client.get(reverse("admin:complaints_deadline_changelist"))
    assert rows_of(response)[0] == clock
    assert rows_of(client.get(reverse("admin:complaints_deadline_changelist"), {"poison": "yes"})) == [clock]
    assert rows_of(client.get(LIST)) == [case]


def test_pages_of_the_staff_carry_no_inline_script_or_style(client, case, agent):
    for url in (LIST, page(case), door("write", case), reverse("admin:complaints_deadline_changelist")):
        response = client.get(url)
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]
        text = text_of(response)
        assert " style=" not in text
        assert "<style" not in text
        assert all("src=" in tag.split(">")[0] for tag in text.split("<script")[1:])


# -- The doors ---------------------------------------------------------------------------


def test_the_agent_writes_to_the_consumer(client, case, agent):
    key = client.get(door("write", case)).context["form"]["form_key"].value()
    sent = {"body": "Guarde a fatura.", "form_key": key}
    for _twice in range(2):
        assert client.post(door("write", case), sent).url == page(case)
    message = Message.objects.get(complaint=case)
    assert (message.party, message.author, message.body) == (Party.STAFF, agent, "Guarde a fatura.")
    assert OutgoingEmail.objects.filter(name="message", reader=case.user).count() == 1


def test_an_empty_message_is_refused_in_words(client, case, agent):
    response = client.post(door("write", case), {"body": " ", "form_key": "k"})
    assert response.status_code == 422
    assert "Escreva a mensagem antes de mandar." in text_of(response)
    assert not Message.objects.exists()


def test_the_agent_takes_a_case_and_gives_it_back(client, case, agent, cast):
    assert client.post(reverse("admin:case_claim", args=[case.pk])).status_code == 302
    case.refresh_from_db()
    assert case.agent == agent
    event = case.events.first()
    assert (event.kind, event.party, event.recorded_by, event.data) == (
        "assigned", Party.STAFF, agent, {"agent": agent.pk})
    assert sentence_of(event, {}) == "Uma pessoa da equipe agora cuida deste caso."
    given_back = {"to": "", "body": "Estou de férias.", "form_key": "k"}
    assert client.post(reverse("admin:case_hand_over", args=[case.pk]), given_back).status_code == 302
    case.refresh_from_db()
    assert case.agent is None
    assert sentence_of(case.events.first(), {}) == "O caso voltou para a fila da equipe."


def test_only_those_who_look_after_cases_can_be_chosen(client, case, agent, cast):
    for person in (cast.mediator, cast.auditor, cast.consumer):
        given = {"to": person.pk, "body": "Cuide bem.", "form_key": "k"}
        assert client.post(reverse("admin:case_hand_over", args=[case.pk]), given).status_code == 422
    case.refresh_from_db()
    assert case.agent is None


def test_the_assign_door_refuses_by_itself_and_notes_nothing_twice(cast, case):
    for person in (cast.auditor, cast.consumer):
        with pytest.raises(Refused):
            assign(case, person, by=cast.supervisor, now=NOW)
    own = make_case(cast.agent, number="77")
    with pytest.raises(Refused):
        assign(own, cast.agent, by=cast.supervisor, now=NOW)
    for _twice in range(2):
        assign(case, cast.agent, by=cast.supervisor, now=NOW)
    assert case.events.filter(kind="assigned").count() == 1


def test_a_clock_is_corrected_with_a_reason(client, case, agent):
    clock = running(case)
    url = door("correct", case, clock)
    assert client.get(url).status_code == 200
    response = client.post(url, {"start_on": "2026-11-21", "reason": ""})
    assert response.status_code == 422
    assert "Escreva o motivo." in text_of(response)
    assert 'value="2026-11-21"' in text_of(response)
    assert client.post(url, {"start_on": "2026-11-21", "reason": "O rastreio mostra."}).url == page(case)
    clock.refresh_from_db()
    assert clock.start_on == date(2026, 11, 21)
    event = case.events.first()
    assert (event.kind, event.recorded_by, event.data["reason"]) == ("clock_corrected", agent, "O rastreio mostra.")


@pytest.mark.parametrize("day", ["2026-11-23", "1999-01-01", "amanhã", ""])
def test_a_start_that_cannot_be_is_refused(client, case, agent, day):
    clock = running(case)
    response = client.post(door("correct", case, clock), {"start_on": day, "reason": "Engano."})
    assert response.status_code == 422
    assert "Engano." in text_of(response)
    assert clock.start_on == Deadline.objects.get(pk=clock.pk).start_on


def test_a_clock_is_extended(client, case, agent):
    clock = running(case)
    url = door("extend", case, clock)
    for days in ("0", "-3", "999999", "três"):
        assert client.post(url, {"days": days, "reason": "Feriado."}).status_code == 422
    assert client.post(url, {"days": "3", "reason": "Feriado."}).url == page(case)
    after = Deadline.objects.get(pk=clock.pk)
    assert after.due_on > clock.due_on
    assert case.events.first().data["days"] == 3


def test_a_clock_is_paused_and_resumed(client, case, agent):
    # Its count began some days ago: promised for 13 November.
    clock = case.deadlines.running().filter(start_on__lt=NOW.date()).first()
    assert client.post(door("pause", case, clock), {"reason": "A loja pediu uns dias."}).url == page(case)
    clock.refresh_from_db()
    assert (clock.state, clock.paused_why) == (Deadline.State.PAUSED, "A loja pediu uns dias.")
    assert door("resume", case, clock) in text_of(client.get(page(case)))
    assert client.get(door("resume", case, clock)).status_code == 200
    assert client.post(door("resume", case, clock)).url == page(case)
    clock.refresh_from_db()
    assert clock.state == Deadline.State.RUNNING
    assert case.events.first().kind == "clock_resumed"


def test_what_a_door_refuses_is_said_and_what_was_typed_is_kept(client, case, agent):
    clock = running(case)
    Deadline.objects.filter(pk=clock.pk).update(state=Deadline.State.MET, wake_at=None)
    for name, sent in (("extend", {"days": "2"}), ("correct", {"start_on": "2026-11-20"}), ("pause", {})):
        response = client.post(door(name, case, clock), {**sent, "reason": "Porque sim, ora."})
        assert response.status_code == 422
        assert "já não está correndo" in text_of(response)
        assert "Porque sim, ora." in text_of(response)
    response = client.post(door("resume", case, clock))
    assert response.status_code == 422
    assert "não está parado" in text_of(response)
    assert Deadline.objects.get(pk=clock.pk).state == Deadline.State.MET


def test_a_paused_clock_offers_to_run_on_and_an_ended_one_nothing(client, cast, case, agent):
    clock = case.deadlines.running().filter(start_on__lt=NOW.date()).first()
    assert door("pause", case, clock) in text_of(client.get(page(case)))
    pause_clock(clock, by=agent, reason="Espera.", now=NOW)
    text = text_of(client.get(page(case)))
    assert door("resume", case, clock) in text
    assert door("extend", case, clock) not in text
    Deadline.objects.filter(pk=clock.pk).update(state=Deadline.State.MET)
    text = text_of(client.get(page(case)))
    assert door("resume", case, clock) not in text


def test_a_clock_of_another_case_is_not_reached_through_this_one(client, cast, case, agent):
    other = make_case(cast.stranger, number="5555")
    assert client.get(door("extend", case, running(other))).status_code == 404
    assert client.get(reverse("admin:complaints_complaint_write", args=[987654])).status_code == 404


# -- Who may -----------------------------------------------------------------------------


def doors_of_case(case):
    clock = running(case)
    return [door(name, case) for name in ("write", "note", "assign")] + [
        door(name, case, clock) for name in ("correct", "extend", "pause", "resume")]


@pytest.mark.parametrize("who", ["auditor", "mediator"])
def test_who_only_reads_sees_the_case_but_no_door(client, cast, case, who):
    client.force_login(getattr(cast, who))
    text = text_of(client.get(page(case)))
    assert case.story in text
    lines = case.events.count()
    for url in doors_of_case(case):
        assert url not in text
        assert client.get(url).status_code == 403
        assert client.post(url, {"body": "x", "form_key": "k", "reason": "r", "days": "1"}).status_code == 403
    assert client.post(page(case)).status_code == 403
    assert case.events.count() == lines


def test_consumers_and_strangers_are_led_to_the_sign_in_or_refused(client, cast, case):
    urls = [LIST, page(case), reverse("admin:index"), *doors_of_case(case)]
    for url in urls:
        assert client.get(url).status_code == 302
        assert client.post(url).status_code == 302
    for person in (cast.consumer, cast.stranger):
        client.force_login(person)
        for url in urls:
            response = client.get(url, follow=True)
            assert case.story not in text_of(response)
            assert client.post(url).status_code in (302, 403)
    assert case.events.count() == 1


def test_doors_take_no_other_method(client, case, agent):
    for url in doors_of_case(case):
        assert client.put(url).status_code == 405
        assert client.delete(url).status_code == 405


@pytest.mark.parametrize("name", ["deadline", "rule", "event", "evidence", "sweeprun"])
def test_records_are_read_by_all_staff_and_changed_by_none(client, cast, case, name):
    Evidence.objects.create(
        complaint=case, kind="pdf", name="nota.pdf", original="x", shown="x", content_type="application/pdf",
        shown_type="application/pdf", sha256="1" * 64, size=1,
    )
    SweepRun.objects.get_or_create(name="sweep", defaults={"last_success": NOW})
    model = {"deadline": Deadline, "rule": Rule, "event": Event, "evidence": Evidence, "sweeprun": SweepRun}[name]
    row = model.objects.first()
    listing = reverse(f"admin:complaints_{name}_changelist")
    change = reverse(f"admin:complaints_{name}_change", args=[row.pk])
    for person in (cast.agent, cast.mediator, cast.auditor, cast.supervisor):
        client.force_login(person)
        assert client.get(listing).status_code == 200
        response = client.get(change)
        assert response.status_code == 200
        assert 'name="_save"' not in text_of(response)
        assert client.post(change, {}).status_code == 403
        assert client.post(f"{listing}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{listing}add/").status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_every_filter_and_search_of_the_records_answers(client, case, agent):
    for name in ("deadline", "event", "evidence"):
        url = reverse(f"admin:complaints_{name}_changelist")
        assert client.get(url, {"party": "buyer", "q": "a"}).status_code == 200
    found = rows_of(client.get(reverse("admin:complaints_event_changelist"), {"party": "buyer"}))
    assert [event.kind for event in found] == ["filed"]
    assert rows_of(client.get(reverse("admin:complaints_event_changelist"), {"party": "seller"})) == []


def test_the_list_reads_in_english_too(client, cast, case):
    cast.agent.language = "en"
    cast.agent.save(update_fields=["language"])
    client.force_login(cast.agent)
    with translation.override("en"):
        title = running(case).rule.title
    assert escape(title) in text_of(client.get(LIST, {"queue": "all"}))


# -- One truth about a day, and no code words ---------------------------------------------


def test_lists_show_the_safe_day_and_the_last_day_in_small_type(client, case, agent):
    Deadline.objects.filter(pk=running(case).pk).update(
        safe_on=date(2026, 11, 25), due_on=date(2026, 11, 26), due_at=NOW + timedelta(days=4, hours=15))
    for url in (f"{LIST}?queue=all", reverse("admin:complaints_deadline_changelist")):
        text = text_of(client.get(url))
        assert '<span class="nobreak">qua, 25 nov</span>' in text
        assert '<small class="quiet nobreak">último dia qui, 26 nov</small>' in text


def test_the_timeline_of_the_auditor_is_in_sentences(client, case, agent):
    event = case.events.get(kind="filed")
    for url in (reverse("admin:complaints_event_changelist"), f"/admin/complaints/event/{event.pk}/change/"):
        text = text_of(client.get(url))
        assert "o caso foi registrado" in text
        assert "hoje, 9h00" in text
        for word in (">filed<", "Kind", "Seq", "Recorded by", "Previous", "Hash"):
            assert word not in text
