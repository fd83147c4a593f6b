"""Who looks after a case: taken by one, given, shared out, handed over with a note."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.choices import Party
from complaints.models import Complaint, Message
from complaints.panels import CasePanels
from complaints.queues import Filters
from complaints.sentences import sentence_of
from complaints.services import claiming
from complaints.services.cases import close_complaint
from complaints.services.claiming import (
    assign,
    assign_many,
    claim,
    claim_next,
    defer_many,
    hand_over,
    put_back_agents,
    share_many,
    taken_words,
)
from complaints.services.locking import Refused
from config.roles import AGENT
from contacts.models import AccessRecord, Presence
from tests.base import NOW, Cast, furnish, make_case, person
from tests.complaints.pages import signed_in, text, words

THURSDAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília, where the staff sit."""
    with time_machine.travel(NOW, tick=False), timezone.override(settings.CASE_TIME_ZONE):
        yield


@pytest.fixture
def davi(cast):
    """A second agent."""
    return person("davi@example.com", "Davi Souza", AGENT)


@pytest.fixture
def ana(cast):
    """The browser in which Ana, an agent, is signed in."""
    return signed_in(cast.agent)


def cases_for(user, n):
    return [make_case(user, number=f"77{number:04d}") for number in range(n)]


def ids_of(cases):
    return [case.pk for case in cases]


def here(*users, seen_at=NOW, **fields):
    for user in users:
        Presence.objects.update_or_create(user=user, defaults={"seen_at": seen_at, **fields})


def agents_of(cases):
    """Return the names of who looks after these cases, "" for nobody, in the order of the cases."""
    found = Complaint.objects.select_related("agent").in_bulk(ids_of(cases))
    return [str(found[case.pk].agent or "") for case in cases]


def url(name, case):
    return reverse(f"admin:case_{name}", args=[case.pk])


def page(case):
    return reverse("admin:complaints_complaint_change", args=[case.pk])


def statements(act):
    """Return how many statements `act` takes."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


# -- Take a case ------------------------------------------------------------------------


def test_whoever_presses_first_has_the_case_and_the_second_reads_who_was_first(cast, case, davi):
    claim(case, by=cast.agent, now=NOW + timedelta(hours=5, minutes=2))
    with pytest.raises(Refused) as refusal:
        claim(case, by=davi, now=NOW + timedelta(hours=6))
    assert refusal.value.sentence == "Ana já pegou este caso às 14h02."
    case.refresh_from_db()
    assert case.agent == cast.agent
    claim(case, by=cast.agent, now=NOW)
    line = case.events.get(kind="assigned")
    assert (line.party, line.recorded_by, line.data) == (Party.STAFF, cast.agent, {"agent": cast.agent.pk})


def test_a_case_taken_on_another_day_says_which_and_one_without_a_line_says_who(cast, case):
    assign(case, cast.agent, by=cast.agent, now=NOW)
    case.refresh_from_db()
    assert taken_words(case, NOW + timedelta(days=1)) == "Ana já cuida deste caso (ontem, 9h00)."
    other = make_case(cast.consumer, number="5")
    Complaint.objects.filter(pk=other.pk).update(agent=cast.agent)
    other.refresh_from_db()
    assert taken_words(other, NOW) == "Ana já cuida deste caso."


def test_nobody_takes_the_own_case_or_a_closed_one_and_only_who_may_change_cases_takes_one(cast, case):
    own = make_case(cast.agent, number="9")
    closed = make_case(cast.consumer, number="10")
    close_complaint(closed, "solved", by=cast.consumer, now=NOW)
    for one, by in ((own, cast.agent), (closed, cast.agent), (case, cast.mediator), (case, cast.auditor)):
        with pytest.raises(Refused):
            claim(one, by=by, now=NOW)
    assert agents_of([own, closed, case]) == ["", "", ""]


def test_the_next_free_case_of_a_list_is_the_one_whose_clock_ends_first(cast, davi):
    cases = cases_for(cast.consumer, 3)
    for case, days in zip(cases, (9, 3, 1), strict=True):
        Complaint.objects.filter(pk=case.pk).update(next_at=NOW + timedelta(days=days))
    assign(cases[2], davi, by=davi, now=NOW)
    own = make_case(cast.agent, number="1")
    Complaint.objects.filter(pk=own.pk).update(next_at=NOW)
    taken = [claim_next(Filters("queue=open"), by=cast.agent, now=NOW) for _time in range(3)]
    assert taken == [cases[1], cases[0], None]
    assert agents_of([*cases, own]) == ["Ana", "Ana", "Davi Souza", ""]
    with pytest.raises(Refused):
        claim_next(Filters("queue=open"), by=cast.auditor, now=NOW)


def race(*acts):
    """Run these at the same time, each on a connection of its own; return what came back or was refused."""
    gate, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait(10)
            # Each thread begins with the zone of the settings.
            with timezone.override(settings.CASE_TIME_ZONE):
                outcomes.append(act())
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


# SQLite lets one writer in at a time.
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_of_two_agents_at_the_same_instant_exactly_one_has_the_case():
    furnish()
    cast, davi = Cast(), person("davi@example.com", "Davi", AGENT)
    cases = cases_for(cast.consumer, 8)
    for case in cases:
        outcomes = race(lambda c=case: claim(c, by=cast.agent), lambda c=case: claim(c, by=davi))
        winners = [outcome.agent for outcome in outcomes if isinstance(outcome, Complaint)]
        refusals = [outcome.sentence for outcome in outcomes if isinstance(outcome, Refused)]
        case.refresh_from_db()
        assert winners == [case.agent]
        assert refusals == [taken_words(case, NOW)]
        assert case.events.filter(kind="assigned").count() == 1


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_agents_who_ask_for_the_next_case_never_get_the_same_and_never_wait():
    furnish()
    cast, davi = Cast(), person("davi@example.com", "Davi", AGENT)
    first, second = cases_for(cast.consumer, 2)
    Complaint.objects.filter(pk=first.pk).update(next_at=NOW)
    with transaction.atomic():
        assert claim_next(Filters("queue=open"), by=cast.agent) == first
        # While the first one is held, another connection passes it by.
        assert race(lambda: claim_next(Filters("queue=open"), by=davi)) == [second]


# -- Give cases -------------------------------------------------------------------------


def test_many_cases_are_given_with_the_same_words_as_one(cast, davi):
    free, kept, of_davi, own = *cases_for(cast.consumer, 3), make_case(cast.agent, number="9")
    assign(kept, cast.agent, by=cast.agent, now=NOW)
    assign(of_davi, davi, by=davi, now=NOW)
    cases = [free, kept, of_davi, own]
    singly = {}
    for case in (of_davi, own):
        with pytest.raises(Refused) as refusal:
            assign(case, cast.agent, by=cast.agent, now=NOW)
        singly[case.pk] = refusal.value.sentence
    rehearsed = assign_many(ids_of(cases), cast.agent, by=cast.agent, now=NOW, rehearse=True)
    assert agents_of(cases) == ["", "Ana", "Davi Souza", ""]
    outcome = assign_many(ids_of(cases), cast.agent, by=cast.agent, now=NOW)
    assert outcome == rehearsed
    assert outcome.refused == {**singly, kept.pk: "O caso já está com essa pessoa."}
    assert outcome.done == {free.pk: {"agent": None, "to": cast.agent.pk}}
    assert agents_of(cases) == ["Ana", "Ana", "Davi Souza", ""]
    assert kept.events.filter(kind="assigned").count() == 1


def test_a_colleagues_case_is_given_away_by_a_supervisor_only(cast, case, davi):
    assign(case, davi, by=davi, now=NOW)
    for agent in (cast.agent, None):
        with pytest.raises(Refused, match="Um colega já cuida deste caso"):
            assign(case, agent, by=cast.agent, now=NOW)
    assign(case, cast.agent, by=cast.supervisor, now=NOW)
    assign(case, None, by=cast.agent, now=NOW)
    assert agents_of([case]) == [""]


def test_somebody_who_left_is_given_no_case(cast, case, davi):
    davi.is_active = False
    davi.save(update_fields=["is_active"])
    for agent in (davi, cast.mediator, cast.consumer):
        outcome = assign_many([case.pk], agent, by=cast.supervisor, now=NOW)
        assert list(outcome.refused.values()) == ["Essa pessoa não pode cuidar de casos. Escolha outra."]
    assert agents_of([case]) == [""]


def test_an_undo_gives_each_case_back_to_whoever_had_it(cast, davi):
    cases = cases_for(cast.consumer, 4)
    assign(cases[0], davi, by=davi, now=NOW)
    assign(cases[1], cast.agent, by=cast.agent, now=NOW)
    before = assign_many(ids_of(cases), cast.supervisor, by=cast.supervisor, now=NOW).done
    # One was moved on since.
    assign(cases[3], davi, by=cast.supervisor, now=NOW)
    rehearsed = put_back_agents(before, by=cast.supervisor, now=NOW, rehearse=True)
    assert agents_of(cases) == ["Sara", "Sara", "Sara", "Davi Souza"]
    outcome = put_back_agents(before, by=cast.supervisor, now=NOW)
    assert outcome == rehearsed
    assert outcome.refused == {cases[3].pk: "Alguém mudou este caso depois. Fica como está."}
    assert agents_of(cases) == ["Davi Souza", "Ana", "", "Davi Souza"]
    # And the undo can be undone.
    put_back_agents(outcome.done, by=cast.supervisor, now=NOW)
    assert agents_of(cases) == ["Sara", "Sara", "Sara", "Davi Souza"]


def test_an_undo_gives_nothing_to_somebody_who_left(cast, case, davi):
    assign(case, davi, by=davi, now=NOW)
    before = assign_many([case.pk], None, by=cast.supervisor, now=NOW).done
    davi.groups.clear()
    assert list(put_back_agents(before, by=cast.supervisor, now=NOW).refused) == [case.pk]
    assert agents_of([case]) == [""]


# -- Share cases out --------------------------------------------------------------------


def test_by_turns_whoever_was_given_a_case_longest_ago_is_next(cast, davi):
    cases = cases_for(cast.consumer, 7)
    here(cast.agent, given_at=NOW - timedelta(hours=1))
    here(davi, given_at=NOW - timedelta(hours=2))
    here(cast.supervisor)
    rehearsed = share_many(ids_of(cases[:4]), "turn", by=cast.supervisor, now=NOW, rehearse=True)
    assert agents_of(cases) == [""] * 7
    assert share_many(ids_of(cases[:4]), "turn", by=cast.supervisor, now=NOW) == rehearsed
    assert agents_of(cases) == ["Sara", "Davi Souza", "Ana", "Sara", "", "", ""]
    share_many(ids_of(cases[4:]), "turn", by=cast.supervisor, now=NOW + timedelta(minutes=1))
    assert agents_of(cases)[4:] == ["Davi Souza", "Ana", "Sara"]


def test_by_load_the_fewest_open_cases_come_first(cast, davi):
    cases = cases_for(cast.consumer, 7)
    here(cast.agent, davi)
    for case in cases[:3]:
        assign(case, cast.agent, by=cast.agent, now=NOW)
    close_complaint(cases[2], "solved", by=cast.consumer, now=NOW)
    share_many(ids_of(cases[3:]), "load", by=cast.supervisor, now=NOW)
    # Ana has two open ones: Davi is given two before they take turns.
    assert agents_of(cases)[3:].count("Davi Souza") == 3
    assert agents_of(cases)[3:5] == ["Davi Souza", "Davi Souza"]
    assert agents_of(cases)[2] == "Ana"


def test_cases_are_shared_among_those_who_are_here_and_take_cases(cast, davi):
    gone = person("edu@example.com", "Edu", AGENT)
    away = person("fabi@example.com", "Fabi", AGENT)
    here(davi)
    here(cast.mediator)
    here(gone, seen_at=NOW - timedelta(minutes=10))
    here(away, takes_cases=False)
    cases = cases_for(cast.consumer, 3)
    share_many(ids_of(cases), "load", by=cast.supervisor, now=NOW)
    assert agents_of(cases) == ["Davi Souza"] * 3


def test_nobody_is_given_the_own_case_back_and_with_nobody_here_all_are_refused(cast, davi):
    own, other = make_case(davi, number="1"), make_case(cast.consumer, number="2")
    closed = make_case(cast.consumer, number="3")
    close_complaint(closed, "solved", by=cast.consumer, now=NOW)
    cases = [own, other, closed]
    outcome = share_many(ids_of(cases), "turn", by=cast.supervisor, now=NOW)
    assert "Ninguém da equipe que recebe casos está presente agora." in outcome.refused[other.pk]
    assert not outcome.done
    here(davi)
    outcome = share_many(ids_of(cases), "turn", by=cast.supervisor, now=NOW)
    assert set(outcome.refused) == {own.pk, closed.pk}
    assert agents_of(cases) == ["", "Davi Souza", ""]
    with pytest.raises(ValueError, match="dice"):
        share_many(ids_of(cases), "dice", by=cast.supervisor, now=NOW)


def test_cases_of_somebody_who_leaves_are_not_shared_back(cast, davi):
    here(cast.agent, davi)
    cases = cases_for(cast.consumer, 4)
    assign_many(ids_of(cases), davi, by=davi, now=NOW)
    share_many(ids_of(cases), "load", by=cast.supervisor, without=davi.pk, now=NOW)
    assert agents_of(cases) == ["Ana"] * 4


def test_two_cases_and_twelve_take_the_same_statements(cast, davi):
    cases = cases_for(cast.consumer, 14)
    few, many = ids_of(cases[:2]), ids_of(cases[2:])
    here(cast.agent, davi)
    # Who may what is known by now.
    chief = cast.supervisor
    assert all(user.has_perm("complaints.change_complaint") for user in (chief, cast.agent))
    assign_many(few, davi, by=chief, now=NOW)
    for door in (
        lambda ids: assign_many(ids, cast.agent, by=chief, now=NOW),
        lambda ids: share_many(ids, "turn", by=chief, now=NOW),
        lambda ids: share_many(ids, "load", by=chief, now=NOW),
        lambda ids: defer_many(ids, THURSDAY, by=chief, now=NOW),
    ):
        assert statements(lambda d=door: d(few)) == statements(lambda d=door: d(many)) <= 10


# -- Hand over --------------------------------------------------------------------------


def test_a_case_is_handed_over_with_a_note_that_the_colleague_reads_and_the_consumer_does_not(cast, case, ana, davi):
    claim(case, by=cast.agent, now=NOW)
    shown = ana.get(url("hand_over", case))
    assert "Davi Souza" in words(shown)
    sent = {"to": davi.pk, "body": "Falta a <nota> fiscal.", "form_key": shown.context["form"]["form_key"].value()}
    for _twice in range(2):
        response = ana.post(url("hand_over", case), sent)
        assert response.status_code == 302, words(response)
        assert response.url == page(case)
    case.refresh_from_db()
    note = Message.objects.get(complaint=case)
    assert (case.agent, note.audience, note.author, note.body) == (davi, "note", cast.agent, "Falta a <nota> fiscal.")
    assert case.events.filter(kind="assigned").first().data == {"agent": davi.pk, "note": note.pk}
    read = signed_in(davi).get(page(case))
    assert read.context["handed"]["body"] == "Falta a <nota> fiscal."
    assert str(read.context["handed"]["who"]) == "Ana"
    assert "nota" not in [event.kind for event in CasePanels(case, cast.consumer, NOW).events]
    assert b"Falta a" not in signed_in(cast.consumer).get(case.get_absolute_url()).content


def test_a_hand_over_without_a_note_or_a_person_keeps_what_was_typed(cast, case, ana, davi):
    for typed, sentence in (
        ({"to": davi.pk, "body": " "}, "Escreva uma nota para quem vai cuidar do caso."),
        ({"to": "", "body": "Um recado."}, "Escolha quem vai cuidar do caso."),
        ({"to": cast.mediator.pk, "body": "Um recado."}, "Essa pessoa não pode cuidar de casos. Escolha outra."),
        ({"to": "²", "body": "Um recado."}, "Essa pessoa não pode cuidar de casos. Escolha outra."),
        ({"to": "9" * 30, "body": "Um recado."}, "Essa pessoa não pode cuidar de casos. Escolha outra."),
        ({"to": davi.pk, "body": "Um\x00recado."}, "sinal invisível"),
    ):
        response = ana.post(url("hand_over", case), {"form_key": "k", **typed})
        assert response.status_code == 422
        assert sentence in words(response)
        assert typed["body"].strip().replace("\x00", "") in text(response).replace("\x00", "")
    assert agents_of([case]) == [""]
    assert not Message.objects.exists()


def test_ones_own_case_goes_back_to_the_queue_with_a_note(cast, case, ana):
    claim(case, by=cast.agent, now=NOW)
    sent = {"to": "", "body": "Estou de férias.", "form_key": "k"}
    assert "voltou para a fila" in words(ana.post(url("hand_over", case), sent, follow=True))
    assert agents_of([case]) == [""]
    assert sentence_of(case.events.first(), {}) == "O caso voltou para a fila da equipe."


def test_a_colleagues_case_is_handed_over_by_a_supervisor_only(cast, case, ana, davi):
    claim(case, by=davi, now=NOW)
    sent = {"to": cast.agent.pk, "body": "Ele está doente.", "form_key": "k"}
    shown = ana.get(url("hand_over", case))
    assert "Um colega já cuida deste caso" in words(shown)
    assert "<textarea" not in text(shown)
    assert ana.post(url("hand_over", case), sent).status_code == 422
    assert agents_of([case]) == ["Davi Souza"]
    assert not Message.objects.exists()
    assert signed_in(cast.supervisor).post(url("hand_over", case), sent).status_code == 302
    assert agents_of([case]) == ["Ana"]


def test_a_note_that_cannot_be_written_leaves_the_case_where_it_is(cast, case, davi, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(claiming, "_write_agents", fails)
    with pytest.raises(RuntimeError):
        hand_over(case, davi, "Um recado.", by=cast.agent, now=NOW)
    assert not Message.objects.exists()
    monkeypatch.undo()
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    with pytest.raises(Refused, match="encerrado"):
        hand_over(case, davi, "Um recado.", by=cast.agent, now=NOW)


# -- Pages: who may ---------------------------------------------------------------------


def test_taking_a_case_on_its_page(cast, case, ana, davi):
    assert "Agora você cuida deste caso." in words(ana.post(url("claim", case), follow=True))
    assert "Ana já pegou este caso às 9h00." in words(signed_in(davi).post(url("claim", case), follow=True))
    assert agents_of([case]) == ["Ana"]


def test_taking_the_next_case_of_a_list(cast, case, ana):
    where = reverse("admin:claim_next")
    assert ana.post(where, {"query": "queue=open&whose=unassigned"}).url == page(case)
    response = ana.post(where, {"query": "queue=open&whose=\x00'²"})
    assert response.url == f"{reverse('admin:complaints_complaint_changelist')}?queue=open"
    assert ana.get(where).status_code == 405
    assert signed_in(cast.auditor).post(where).status_code == 403


@pytest.mark.parametrize("name", ["claim", "hand_over", "defer"])
def test_who_may_say_who_looks_after_a_case(cast, case, client, ana, name):
    where = url(name, case)
    if name == "claim":
        # Signing in again leads here: nothing changes by a link.
        assert ana.get(where).url == page(case)
    else:
        assert ana.get(where).status_code == 200
        record = AccessRecord.objects.get()
        assert (record.user, record.case) == (cast.agent, case.pk)
    assert ana.put(where).status_code == 405
    for by in (cast.auditor, cast.mediator):
        assert signed_in(by).post(where, {"body": "x"}).status_code == 403
    for by in (cast.consumer, cast.stranger):
        assert signed_in(by).post(where, {"body": "x"}).status_code == 302
    assert client.post(where).status_code == 302
    own = make_case(cast.agent, number="1")
    assert ana.post(url(name, own), {"body": "x"}).status_code == 403
    assert ana.post(reverse(f"admin:case_{name}", args=[10**30])).status_code == 404
    assert case.events.count() == 1


def test_the_address_that_the_page_had_before_leads_to_it(case, ana):
    assert ana.get(reverse("admin:complaints_complaint_assign", args=[case.pk])).url == url("hand_over", case)
