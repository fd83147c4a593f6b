"""The staff's queues: which case stands in which, for how long, in what order, and how a list is named."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from complaints import queue_counts, queues
from complaints.choices import Party
from complaints.models import Complaint, Deadline, SimilarGroup
from complaints.queue_counts import Count, counts, counts_within
from complaints.queues import COUNTED, QUEUES, Filters, cases_of, today_of
from complaints.services.cases import close_complaint
from complaints.services.claiming import assign, defer
from complaints.services.messages import ask_for_person, write_message
from complaints.standing import reckon
from complaints.sweep import sweep
from disputes import services
from disputes.models import Remedy
from disputes.tallies import age, with_mediator
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, text, words

LIST = "/admin/complaints/complaint/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana(cast):
    return signed_in(cast.agent)


def asks(case, cast, at=NOW):
    write_message(case, "Alguém me ajuda?", author=cast.consumer, party=Party.BUYER, form_key=f"{at:%d %H:%M}", now=at)


def to_mediator(case, at=NOW):
    dispute = services.open_dispute(case, by=case.user, remedy=Remedy.FULL_REFUND, now=at)
    services.seller_refuses(dispute, by=case.user, now=at)
    services.escalate(dispute, by=case.user, now=at)
    return dispute


def queues_of(case, cast, now=NOW):
    """Return the names of the queues that hold a case, each asked by itself."""
    return {name for name in QUEUES if case in cases_of(Filters({"queue": name}), cast.agent, now)}


def rows(client, query=""):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return [case.pk for case in response.context["page"].rows]


# -- Which case stands where ----------------------------------------------------------------


def test_a_quiet_case_waits_for_nobody(cast, case):
    assert queues_of(case, cast) == {"open", "all"}


def test_who_wrote_or_asked_for_a_person_waits_for_the_team(cast, case):
    asks(case, cast)
    assert queues_of(case, cast) == {"needs", "waiting", "open", "all"}
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    assert queues_of(case, cast) == {"needs", "asked", "waiting", "open", "all"}
    write_message(case, "Sim.", author=cast.agent, party=Party.STAFF, form_key="b", now=NOW)
    assert queues_of(case, cast) == {"open", "all"}


def test_an_answer_of_the_team_is_late_a_day_before_its_end_and_stays_so_until_it_is_given(cast, case):
    asks(case, cast)
    end = Complaint.objects.get(pk=case.pk).team_at
    assert "late" not in queues_of(case, cast, end - DAY - timedelta(seconds=1))
    assert "late" in queues_of(case, cast, end - DAY)
    sweep(now=end)
    case.refresh_from_db()
    assert (case.late_at, case.team_at) == (end, None)
    assert {"late", "needs"} <= queues_of(case, cast, end + 9 * DAY)
    write_message(case, "Sim.", author=cast.agent, party=Party.STAFF, form_key="b", now=end + DAY)
    assert "late" not in queues_of(case, cast, end + 9 * DAY)


def test_a_case_of_an_unknown_shop_stands_out_until_it_is_closed(cast):
    case = make_case(cast.consumer, shop="outra-loja")
    assert queues_of(case, cast) == {"needs", "no_shop", "open", "all"}
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    assert queues_of(case, cast) == {"closed", "all"}


def test_a_clock_on_which_the_sweep_fails_and_a_mail_that_came_back_are_loud(cast, case):
    Deadline.objects.filter(pk=case.deadlines.running().first().pk).update(failures=1)
    reckon({case.pk})
    assert queues_of(case, cast) == {"needs", "poisoned", "open", "all"}
    other = make_case(cast.consumer, number="2")
    Complaint.objects.filter(pk=other.pk).update(bounced_at=NOW)
    assert queues_of(other, cast) == {"needs", "bounced", "open", "all"}


def test_a_case_before_the_mediator_is_due_for_a_decision(cast, case):
    to_mediator(case)
    assert queues_of(case, cast) >= {"needs", "mediation", "open", "all"}
    assert "asked" not in queues_of(case, cast)


def test_a_case_put_off_comes_back_on_its_day(cast, case):
    asks(case, cast)
    defer(case, today_of(NOW) + 2 * DAY, by=cast.agent, now=NOW)
    assert queues_of(case, cast) == {"deferred", "open", "all"}
    # 23h59 in Brasília, then midnight.
    assert "needs" not in queues_of(case, cast, datetime(2026, 11, 24, 2, 59, tzinfo=UTC))
    assert {"needs", "waiting"} <= queues_of(case, cast, datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    assert "deferred" not in queues_of(case, cast, datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    assert case in cases_of(Filters({"q": case.reference}), cast.agent, NOW)


def test_every_queue_but_the_whole_ones_lies_within_what_needs_a_person(cast):
    """The column that the database keeps, and the queues asked one by one, are one definition."""
    first, second, third, quiet = [make_case(cast.consumer, number=f"{n}") for n in range(4)]
    asks(first, cast)
    to_mediator(second)
    ask_for_person(third, [], by=cast.consumer, now=NOW)
    parts = set(QUEUES) - {"needs", "open", "closed", "all", "deferred"}
    later = NOW + 60 * DAY
    sweep(now=later)
    for case in (first, second, third, quiet):
        found = queues_of(case, cast, later)
        assert ("needs" in found) == bool(found & parts), found
    assert "needs" in queues_of(first, cast, later)


def test_the_counts_are_the_lengths_of_the_lists_and_take_one_query(cast):
    agent = cast.agent
    own = [make_case(cast.consumer, number=f"{n}", shop=shop) for n, shop in enumerate(["outra-loja"] * 3 + ["shopee"])]
    for case in own[:2]:
        assign(case, agent, by=agent, now=NOW)
    asks(own[0], cast)
    defer(own[1], today_of(NOW) + DAY, by=agent, now=NOW)
    asks(own[3], cast, NOW - 9 * DAY)
    sweep(now=NOW)
    to_mediator(own[2])
    with CaptureQueriesContext(connection) as asked:
        found = counts(agent, NOW)
    assert len(asked) == 1
    assert {name: found[name] for name in COUNTED} == {
        name: cases_of(Filters({"queue": name}), agent, NOW).count() for name in COUNTED}
    assert (found["mine"], found["unassigned"], found["deferred"], found["late"]) == (2, 2, 1, 1)


def test_within_a_narrowed_list_queues_are_counted_as_they_are_shown(ana, cast, monkeypatch):
    agent = cast.agent
    shops = ["outra-loja", "outra-loja", "shopee", "shopee", "aliexpress"]
    cases = [make_case(cast.consumer, number=f"{n}", shop=shop) for n, shop in enumerate(shops)]
    for case in (cases[0], cases[2], cases[4]):
        assign(case, agent, by=agent, now=NOW)
    for case in cases[1:]:
        asks(case, cast)
    defer(cases[2], today_of(NOW) + DAY, by=agent, now=NOW)
    for query in (
        "whose=mine", "whose=unassigned", "shop=shopee", f"whose={agent.pk}&shop=shopee", "reason=not_received",
        "shop=shopee&reason=regret", "shop=nenhuma", "whose=mine&shop=shopee&reason=not_received",
    ):
        filters = Filters(query)
        with CaptureQueriesContext(connection) as asked:
            found = counts_within(filters, agent, NOW)
        assert len(asked) == 1
        assert found == {name: cases_of(Filters(filters.but(queue=name)), agent, NOW).count() for name in COUNTED}
    page = ana.get(f"{LIST}?whose=mine")
    beside = {queue["name"]: queue for queue in page.context["queues"]}
    for name in ("needs", "waiting", "deferred", "open"):
        assert len(rows(ana, beside[name]["query"])) == beside[name]["count"]
    assert (beside["needs"]["count"], beside["deferred"]["count"], beside["open"]["count"]) == (2, 1, 3)
    # More than can be read in no time are not counted, and no wrong number stands there instead.
    monkeypatch.setattr(queue_counts, "MOST_COUNTED", 2)
    assert counts_within(Filters("whose=mine"), agent, NOW) == {}
    page = ana.get(f"{LIST}?whose=mine")
    assert {queue["count"] for queue in page.context["queues"]} == {None}


def test_no_queue_is_counted_without_end(cast, case, monkeypatch):
    monkeypatch.setattr(queue_counts, "MOST_COUNTED", 1)
    make_case(cast.consumer, number="2")
    found = counts(cast.agent, NOW)
    assert (str(found["open"]), str(found["unassigned"]), str(found["needs"])) == ("1+", "1+", "0")
    monkeypatch.undo()
    assert str(Count(5001)) == "5.000+"


# -- The name of a list -----------------------------------------------------------------


def test_a_list_without_a_name_is_what_needs_a_person_and_a_search_is_everything():
    assert (Filters("")["queue"], Filters("").query) == ("needs", "")
    assert Filters("queue=needs&whose=all").query == ""
    assert Filters("shop=shopee&queue=needs").query == "shop=shopee"
    assert Filters("q=solda")["queue"] == Filters("filed_from=2026-11-01")["queue"] == "all"
    assert Filters("reason=regret&whose=mine&after=&x=1").query == "whose=mine&reason=regret"


BROKEN = [
    "queue=novas", "whose=-3", "whose=²", "whose=99999999999999999999", "shop=a%00b", "shop=..%2F", "reason=tudo",
    "filed_from=ontem", "filed_to=2026-02-30", "closed_from=0001-01-01", "closed_to=99999-01-01", "answered=sim",
    "first_from=2026-11-01", "clock=running", "party=buyer", "ended_to=2026-11-01", "dispute=nova", "aged=9",
    "group=0", "group=١٢", "q=%00", "after=zzz", "after=t999999999999999999.1", "after=d1.1", "after=n.1%00",
]


@pytest.mark.parametrize("query", BROKEN)
def test_what_an_address_says_wrongly_is_left_out_in_words(ana, case, query):
    response = ana.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert query.split("=")[0] in response.context["filters"].ignored
    assert "Não entendemos uma parte deste endereço" in text(response)
    assert Filters(query).query == ""


KNOWN = {
    "queue": st.sampled_from([*QUEUES, "x"]), "whose": st.sampled_from(["mine", "unassigned", "all", "7", "-"]),
    "shop": st.sampled_from(["shopee", "não"]), "q": st.text(max_size=300), "after": st.text(max_size=30),
    "filed_from": st.dates().map(str), "clock": st.sampled_from(["met", "running"]),
    "party": st.sampled_from([*Party.values, ""]), "group": st.integers().map(str),
    "dispute": st.sampled_from(["mediation", "none", "8"]), "aged": st.sampled_from(["8+", "3-7", "8"]),
}


@given(st.fixed_dictionaries({}, optional=KNOWN))
def test_a_list_reads_back_as_the_same_list(typed):
    filters = Filters(typed)
    again = Filters(filters.query)
    assert (again.values, again.query, again.ignored) == (filters.values, filters.query, [])
    assert Filters(QueryDict(filters.query)).values == filters.values
    assert set(parse_qs(filters.query)) <= set(queues.FILTERS)


# -- What narrows a list ----------------------------------------------------------------


def test_whose_cases_which_shop_and_what_reason(ana, cast):
    first = make_case(cast.consumer, number="1")
    second = make_case(cast.consumer, number="2", shop="shopee", reason="regret")
    assign(first, cast.agent, by=cast.agent, now=NOW)
    assign(second, cast.supervisor, by=cast.supervisor, now=NOW)
    third = make_case(cast.consumer, number="3", shop="shopee")
    assert rows(ana, "queue=open&whose=mine") == [first.pk]
    assert rows(ana, "queue=open&whose=unassigned") == [third.pk]
    assert rows(ana, f"queue=open&whose={cast.supervisor.pk}") == [second.pk]
    assert "de Sara" in words(ana.get(f"{LIST}?queue=open&whose={cast.supervisor.pk}"))
    assert set(rows(ana, "queue=open&shop=shopee")) == {second.pk, third.pk}
    assert rows(ana, "queue=open&shop=shopee&reason=regret") == [second.pk]
    assert rows(ana, "queue=open&shop=nenhuma") == rows(ana, f"queue=open&whose={cast.consumer.pk}") == []
    assert "Nenhum caso desta fila combina" in text(ana.get(f"{LIST}?queue=open&shop=nenhuma"))


def test_days_are_those_of_brazil(ana, cast):
    # 21 November, 23h30 and 22 November, 0h30 in Brasília.
    before = make_case(cast.consumer, number="1", now=datetime(2026, 11, 22, 2, 30, tzinfo=UTC))
    after = make_case(cast.consumer, number="2", now=datetime(2026, 11, 22, 3, 30, tzinfo=UTC))
    assert rows(ana, "filed_to=2026-11-21") == [before.pk]
    assert rows(ana, "filed_from=2026-11-22&filed_to=2026-11-22") == [after.pk]
    close_complaint(before, "solved", by=cast.consumer, now=NOW)
    assert rows(ana, "closed_from=2026-11-22") == rows(ana, "queue=closed") == [before.pk]
    assert rows(ana, "closed_to=2026-11-21") == []


def test_answers_and_ends_of_clocks_lead_to_their_cases(ana, cast, case):
    other = make_case(cast.consumer, number="2")
    asks(case, cast, NOW - 9 * DAY)
    sweep(now=NOW)
    write_message(case, "Sim.", author=cast.agent, party=Party.STAFF, form_key="b", now=NOW)
    assert rows(ana, "answered=1") == rows(ana, "answered=1&first_from=2026-11-22") == [case.pk]
    assert rows(ana, "answered=1&first_to=2026-11-21") == []
    assert rows(ana, "clock=missed&party=staff&ended_from=2026-11-22&ended_to=2026-11-22") == [case.pk]
    assert other.pk not in rows(ana, "clock=missed") and rows(ana, "clock=missed&party=mediator") == []
    assert "com um prazo que passou" in text(ana.get(f"{LIST}?clock=missed"))


def test_disputes_lead_to_their_cases_and_ages_are_those_of_the_figures(ana, cast):
    cases = [make_case(cast.consumer, number=f"{n}", now=NOW - 12 * DAY) for n in range(4)]
    for case, days in zip(cases, (0, 3, 9), strict=False):
        to_mediator(case, NOW - days * DAY)
    assert set(rows(ana, "queue=open&dispute=mediation")) == {case.pk for case in cases[:3]}
    assert rows(ana, "queue=open&dispute=none") == [cases[3].pk]
    told = {row.complaint_id: row.bucket for row in with_mediator().annotate(bucket=age(NOW))}
    assert told == {cases[0].pk: "0-2", cases[1].pk: "3-7", cases[2].pk: "8+"}
    for pk, bucket in told.items():
        assert rows(ana, f"queue=open&aged={bucket.replace('+', '%2B')}") == [pk]
    assert "com o mediador há: 8 dias ou mais" in text(ana.get(f"{LIST}?aged=8%2B"))


@pytest.mark.parametrize(("kind", "column"), [("seller", "seller_key"), ("reason", "reason")])
def test_a_group_of_similar_cases_is_a_list(ana, cast, kind, column):
    first = make_case(cast.consumer, number="1", store="Loja Ruim")
    make_case(cast.consumer, number="2", store="Loja Boa", reason="regret")
    make_case(cast.consumer, number="3", store="Loja Ruim", shop="shopee")
    group = SimilarGroup.objects.create(
        kind=kind, shop=first.shop, key=getattr(first, column), title="x", newest_at=NOW, counted_at=NOW)
    assert rows(ana, f"group={group.pk}") == [first.pk]
    assert rows(ana, "group=987654") == []
