"""The team at work: who is here, who else has a case open, and all cases of somebody who is away given to others."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.admin.team import team
from complaints.batches import run_due
from complaints.models import Batch, Complaint, Looking
from complaints.presence import EXACT, HERE, look, staff_of_cases, takers
from complaints.services.cases import close_complaint
from complaints.services.claiming import assign, assign_many
from config.roles import AGENT
from contacts.models import Presence, User
from tests.base import NOW, make_case, person
from tests.complaints.pages import signed_in, text, words

TEAM = "/admin/complaints/complaint/team/"


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília, where the staff sit."""
    with time_machine.travel(NOW, tick=False), timezone.override(settings.CASE_TIME_ZONE):
        yield


@pytest.fixture
def davi(cast):
    """A second agent."""
    return person("davi@example.com", "Davi", AGENT)


def here(user, seen_at=NOW, **fields):
    Presence.objects.update_or_create(user=user, defaults={"seen_at": seen_at, **fields})


def cases_for(user, n):
    return [make_case(user, number=f"77{number:04d}") for number in range(n)]


def give(cases, agent):
    assign_many([case.pk for case in cases], agent, by=agent, now=NOW)


def lookers(case):
    return reverse("admin:case_lookers", args=[case.pk])


def reassign(user):
    return reverse("admin:team_reassign", args=[user.pk])


def agents():
    """Return {name of an agent, "" for nobody: how many cases}."""
    names = [str(case.agent or "") for case in Complaint.objects.select_related("agent")]
    return {name: names.count(name) for name in names}


# -- Who is here ------------------------------------------------------------------------


def test_opening_a_page_of_the_staff_says_that_one_is_here_at_most_once_a_minute(cast):
    browser = signed_in(cast.agent)
    browser.get(TEAM)
    assert Presence.objects.get().seen_at == NOW
    with CaptureQueriesContext(connection) as queries:
        browser.get(TEAM)
    assert not [query for query in queries if "presence" in query["sql"] and query["sql"].startswith("INSERT")]
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    with time_machine.travel(NOW + EXACT, tick=False):
        browser.get(TEAM)
    assert Presence.objects.get().seen_at == NOW + EXACT


def test_a_page_left_open_does_not_sit_before_the_screen(cast, case):
    browser = signed_in(cast.agent)
    assert browser.get(lookers(case), headers={"HX-Request": "true"}).status_code == 200
    assert not Presence.objects.exists()


def test_consumers_are_never_present(cast, client):
    for browser in (client, signed_in(cast.consumer)):
        assert browser.get(TEAM).status_code == 302
    assert not Presence.objects.exists()


def test_ten_minutes_without_a_page_and_somebody_is_not_here(cast, davi):
    here(cast.agent, NOW - HERE)
    here(davi, NOW - HERE + timedelta(seconds=1))
    assert [row.user for row in takers(NOW)] == [davi]
    assert {str(mate.user): mate.is_here for mate in team(NOW)} == {"Ana": False, "Davi": True}


def test_the_staff_of_cases_are_those_who_may_change_them_in_one_query(cast, davi, django_assert_num_queries):
    for user in (cast.mediator, cast.auditor, cast.consumer, cast.supervisor, cast.agent):
        assert user.pk
    gone = person("edu@example.com", "Edu", AGENT, is_active=False)
    root = User.objects.create_superuser("root@example.com", "x", display_name="Zoe")
    # Who may do everything is one of them once seen at work.
    assert root not in staff_of_cases()
    here(root)
    with django_assert_num_queries(1):
        assert list(staff_of_cases()) == [cast.agent, davi, cast.supervisor, root]
    assert gone not in staff_of_cases()


def test_the_toggle_says_who_takes_new_cases(cast, client):
    where = reverse("admin:presence")
    browser = signed_in(cast.agent)
    assert "Você recebe casos novos quando" in words(browser.get(TEAM))
    assert "Você não recebe casos novos até" in words(browser.post(where, {"takes": "0"}, follow=True))
    assert not Presence.objects.get(user=cast.agent).takes_cases
    assert "não recebe" in words(browser.get(TEAM))
    assert takers(NOW) == []
    # A later page changes when one was seen, not what one said.
    with time_machine.travel(NOW + EXACT, tick=False):
        browser.get(TEAM)
    assert not Presence.objects.get(user=cast.agent).takes_cases
    for typed in ("", "2", "\x00", "²"):
        assert "Não entendi." in words(browser.post(where, {"takes": typed}, follow=True))
    assert browser.post(where, {"takes": "1"}).url == TEAM
    assert Presence.objects.get(user=cast.agent).takes_cases
    assert browser.get(where).status_code == 405
    for reader in (cast.auditor, cast.mediator):
        assert signed_in(reader).post(where, {"takes": "0"}).status_code == 403
    assert client.post(where, {"takes": "0"}).status_code == 302


def test_who_leads_the_team_gets_new_cases_only_after_saying_so(cast, davi):
    sara = signed_in(cast.supervisor)
    # Not even before the first page.
    assert {str(mate.user): mate.takes for mate in team(NOW)} == {"Davi": True, "Sara": False}
    assert "Você não recebe casos novos." in words(sara.get(TEAM))
    signed_in(davi).get(TEAM)
    assert [row.user for row in takers(NOW)] == [davi]
    assert {str(mate.user): mate.takes for mate in team(NOW)} == {"Davi": True, "Sara": False}
    sara.post(reverse("admin:presence"), {"takes": "1"})
    with time_machine.travel(NOW + EXACT, tick=False):
        # Opening the next page does not take that back.
        sara.get(TEAM)
    assert {row.user for row in takers(NOW)} == {davi, cast.supervisor}


def test_somebody_who_may_do_everything_gets_no_new_cases_unasked(cast):
    root = person("root@example.com", "Zoe", AGENT, is_superuser=True)
    signed_in(root).get(TEAM)
    assert takers(NOW) == []


# -- Who has a case open ----------------------------------------------------------------


def test_a_colleague_who_has_the_same_case_open_is_named_at_once_and_by_the_poll(cast, case):
    ana, bia = signed_in(cast.agent), signed_in(cast.mediator)
    page = reverse("admin:complaints_complaint_change", args=[case.pk])
    assert "também está com este caso aberto" not in words(ana.get(page))
    with time_machine.travel(NOW + timedelta(seconds=12), tick=False):
        assert "Ana também está com este caso aberto (há 12 segundos)." in words(bia.get(page))
        answer = ana.get(lookers(case), headers={"HX-Request": "true"})
    assert "Bia também está com este caso aberto (agora mesmo)." in words(answer)
    assert f'hx-get="{lookers(case)}?who={cast.mediator.pk}"' in text(answer)


def test_the_poll_tells_a_screen_reader_only_what_is_new(cast, case):
    look(case, cast.mediator, NOW)
    browser = signed_in(cast.agent)
    for known in ("", "x,²", "9" * 40):
        answer = browser.get(lookers(case), {"who": known})
        assert "Com este caso aberto, além de você: Bia." in words(answer)
    assert "além de você" not in words(browser.get(lookers(case), {"who": str(cast.mediator.pk)}))
    with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
        answer = browser.get(lookers(case), {"who": str(cast.mediator.pk)})
    assert "Agora só você está com este caso aberto." in words(answer)


def test_a_page_that_was_closed_stops_saying_so_within_a_minute_and_its_row_goes(cast, case, davi):
    other = make_case(cast.consumer, number="1")
    look(case, cast.mediator, NOW)
    look(other, cast.mediator, NOW)
    assert [row.name for row in look(case, cast.agent, NOW + timedelta(seconds=59))] == ["Bia"]
    assert look(case, cast.agent, NOW + timedelta(seconds=60)) == []
    assert set(Looking.objects.values_list("complaint", "user")) == {
        (case.pk, cast.agent.pk), (other.pk, cast.mediator.pk)}


def test_a_look_takes_the_same_two_statements_for_one_colleague_and_for_five(
    cast, case, davi, django_assert_num_queries
):
    for user in (cast.mediator, cast.auditor, cast.supervisor, davi):
        look(case, user, NOW)
    ana = cast.agent
    with django_assert_num_queries(2):
        assert len(look(case, ana, NOW)) == 4


def test_who_may_ask_who_looks(cast, case, client):
    where = lookers(case)
    for user in (cast.agent, cast.mediator, cast.auditor, cast.supervisor):
        assert signed_in(user).get(where).status_code == 200
    assert signed_in(cast.agent).post(where).status_code == 405
    assert signed_in(cast.agent).get(reverse("admin:case_lookers", args=[10**30])).status_code == 404
    for browser in (client, signed_in(cast.stranger)):
        assert browser.get(where).status_code == 302
        # A script is not led to the sign-in: it would put that page into this one.
        assert browser.get(where, headers={"HX-Request": "true"}).status_code == 401
    bare = person("gil@example.com", "Gil", AGENT)
    bare.groups.clear()
    assert signed_in(bare).get(where).status_code == 403


# -- The team ---------------------------------------------------------------------------


def test_the_team_with_its_open_cases_and_those_that_are_late(cast, davi):
    cases = cases_for(cast.consumer, 5)
    give(cases[:3], davi)
    give(cases[3:], cast.agent)
    close_complaint(cases[0], "solved", by=cast.consumer, now=NOW)
    Complaint.objects.filter(pk=cases[1].pk).update(late_at=NOW)
    Complaint.objects.filter(pk=cases[3].pk).update(team_at=NOW + timedelta(days=1))
    Complaint.objects.filter(pk=cases[4].pk).update(team_at=NOW + timedelta(days=2))
    here(davi, NOW - timedelta(days=1), takes_cases=False)
    mates = {str(mate.user): mate for mate in team(NOW)}
    assert (mates["Davi"].open, mates["Davi"].late, mates["Davi"].takes) == (2, 1, False)
    assert (mates["Ana"].open, mates["Ana"].late, mates["Ana"].takes) == (2, 1, True)
    shown = words(signed_in(cast.supervisor).get(TEAM))
    assert "visto ontem, 9h00" in shown
    assert "Passar os casos de Davi" in shown


def test_a_colleague_who_left_still_stands_there_with_the_cases_left_behind(cast, case, davi):
    assign(case, davi, by=davi, now=NOW)
    davi.is_active = False
    davi.save(update_fields=["is_active"])
    shown = words(signed_in(cast.supervisor).get(TEAM))
    assert "Davi conta desligada" in shown
    assert reassign(davi) in text(signed_in(cast.supervisor).get(TEAM))


def test_the_team_takes_the_same_queries_for_two_people_and_for_eight(cast, davi):
    browser = signed_in(cast.supervisor)

    def count(people):
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(TEAM)
        assert len(response.context["mates"]) == people
        return len(queries)

    browser.get(TEAM)
    few = count(2)
    for number, case in enumerate(cases_for(cast.consumer, 6)):
        user = person(f"p{number}@example.com", f"Pessoa {number}", AGENT)
        here(user)
        assign(case, user, by=user, now=NOW)
    assert count(8) == few <= 9


def test_who_may_see_the_team_and_who_may_move_its_cases(cast, case, client, davi):
    assign(case, davi, by=davi, now=NOW)
    for user in (cast.agent, cast.mediator, cast.auditor):
        browser = signed_in(user)
        shown = browser.get(TEAM)
        assert shown.status_code == 200
        assert reassign(davi) not in text(shown)
        assert browser.get(reassign(davi)).status_code == 403
        assert browser.post(reassign(davi), {"how": "load", "confirm": "1"}).status_code == 403
    sara = signed_in(cast.supervisor)
    assert sara.post(TEAM).status_code == 405
    assert sara.put(reassign(davi)).status_code == 405
    for nobody in (cast.consumer.pk, 10**30, 0):
        assert sara.get(f"{TEAM}{nobody}/").status_code == 404
    for browser in (client, signed_in(cast.stranger)):
        for where in (TEAM, reassign(davi)):
            assert browser.get(where).status_code == 302
            assert browser.post(where).status_code == 302
    bare = person("gil@example.com", "Gil", AGENT)
    bare.groups.clear()
    assert signed_in(bare).get(TEAM).status_code == 403
    assert agents() == {"Davi": 1}
    assert not Batch.objects.exists()


# -- All cases of somebody --------------------------------------------------------------


def test_all_cases_of_an_absent_colleague_are_shared_among_those_who_are_here(cast, davi):
    edu = person("edu@example.com", "Edu", AGENT)
    cases = cases_for(cast.consumer, 5)
    give(cases, davi)
    close_complaint(cases[4], "solved", by=cast.consumer, now=NOW)
    here(cast.agent)
    here(edu)
    # Davi opened a page just before leaving, and is given nothing back.
    here(davi)
    sara = signed_in(cast.supervisor)
    assert "Davi tem 4 casos abertos." in words(sara.get(reassign(davi)))
    shown = words(sara.post(reassign(davi), {"how": "turn", "to": ""}))
    assert "4 casos abertos saem de Davi:" in shown
    assert "Passar 4 casos agora" in shown
    for name in ("Ana recebe 2 casos", "Edu recebe 2 casos"):
        assert name in shown
    # Sara, who asks, is here as well, and leads the team.
    assert "Sara recebe" not in shown
    assert agents() == {"Davi": 5}
    response = sara.post(reassign(davi), {"how": "turn", "to": "", "confirm": "1"})
    batch = Batch.objects.get()
    assert response.url == reverse("admin:batch", args=[batch.token])
    run_due(now=NOW)
    assert agents() == {"Davi": 1, "Edu": 2, "Ana": 2}


def test_all_cases_go_to_one_colleague_but_not_the_own_one_of_theirs(cast, davi):
    edu = person("edu@example.com", "Edu", AGENT)
    give([*cases_for(cast.consumer, 2), make_case(edu, number="1")], davi)
    sara = signed_in(cast.supervisor)
    shown = words(sara.post(reassign(davi), {"how": "person", "to": edu.pk}))
    assert "Edu recebe 2 casos" in shown
    assert "1 caso fica Quem abriu o caso não pode cuidar dele como equipe." in shown
    sara.post(reassign(davi), {"how": "person", "to": edu.pk, "confirm": "1"})
    run_due(now=NOW)
    assert agents() == {"Edu": 2, "Davi": 1}


@pytest.mark.parametrize(("sent", "sentence"), [
    ({}, "Escolha quem recebe os casos."), ({"how": "dice"}, "Confira antes de continuar"),
    ({"how": "person"}, "Escolha a pessoa."), ({"how": "person", "to": "²"}, "Essa pessoa não pode cuidar de casos."),
    ({"how": "person", "to": "9" * 30}, "Essa pessoa não pode cuidar de casos."),
])
@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_a_choice_that_cannot_be_moves_nothing(cast, case, davi, sent, sentence, confirm):
    assign(case, davi, by=davi, now=NOW)
    response = signed_in(cast.supervisor).post(reassign(davi), {**sent, **confirm})
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Batch.objects.exists()


def test_with_no_case_or_with_nobody_here_the_page_says_so(cast, case, davi):
    sara = signed_in(cast.supervisor)
    assert "Davi não tem caso aberto" in words(sara.get(reassign(davi)))
    sara.post(reassign(davi), {"how": "load", "confirm": "1"})
    assign(case, davi, by=davi, now=NOW)
    Presence.objects.update(takes_cases=False)
    shown = words(sara.post(reassign(davi), {"how": "load"}))
    assert "Ninguém da equipe que recebe casos está presente agora." in shown
    assert "agora</button>" not in text(sara.post(reassign(davi), {"how": "load"}))
    assert not Batch.objects.exists()
