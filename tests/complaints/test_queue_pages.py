"""The page of a list of cases: rows, pages, lists that somebody keeps, who may see it and what it costs."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.admin.queue import MOST_VIEWS, ROWS
from complaints.choices import Party
from complaints.models import Complaint, Deadline, Looking, SavedView
from complaints.paging import Order, cursor_at, in_order, read_cursor, turn
from complaints.queues import QUEUES
from complaints.services.claiming import assign, defer
from complaints.services.clocks import end_clocks
from complaints.services.messages import ask_for_person, write_message
from complaints.sweep import sweep
from contacts.models import AccessRecord
from disputes import services
from disputes.models import Remedy
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, text, words

LIST = "/admin/complaints/complaint/"
SAVE = "/admin/complaints/complaint/lists/save/"


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana(cast):
    return signed_in(cast.agent)


def rows(client, query=""):
    return [case.pk for case in client.get(f"{LIST}?{query}").context["page"].rows]


def asks(case, cast):
    write_message(case, "Alguém me ajuda?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)


# -- Rows ---------------------------------------------------------------------------------


def test_a_row_says_why_it_is_here_and_who_has_it_open(ana, cast, case):
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    sweep(now=NOW + timedelta(days=9))
    Complaint.objects.filter(pk=case.pk).update(bounced_at=NOW, poisoned=True, shop_unknown=True)
    Looking.objects.create(complaint=case, user=cast.mediator, seen_at=NOW - timedelta(seconds=40))
    told = words(ana.get(LIST))
    for sentence in (
        "pediu uma pessoa", "a equipe passou do prazo", "o e-mail voltou", "a varredura falhou", "loja fora da lista",
        "Bia está com ele aberto", "ninguém", "sem disputa",
    ):
        assert sentence in told
    Looking.objects.update(seen_at=NOW - timedelta(seconds=61))
    assert "está com ele aberto" not in words(ana.get(LIST))
    Looking.objects.update(seen_at=NOW, user=cast.agent)
    assert "está com ele aberto" not in words(ana.get(LIST))


def test_a_row_says_until_when_it_is_put_off_and_what_is_ones_own(ana, cast, case):
    assign(case, cast.agent, by=cast.agent, now=NOW)
    defer(case, date(2026, 11, 26), by=cast.agent, now=NOW)
    told = words(ana.get(f"{LIST}?queue=deferred"))
    assert "adiado até qui, 26 nov" in told
    assert " você " in told
    own = make_case(cast.agent, number="9")
    assert "caso seu: outra pessoa cuida" in words(ana.get(f"{LIST}?queue=all"))
    assert own.pk in rows(ana, "queue=all")


@pytest.mark.parametrize("name", QUEUES)
def test_an_empty_queue_says_what_would_be_in_it(ana, house, name):
    page = ana.get(f"{LIST}?queue={name}")
    assert str(QUEUES[name].empty) in text(page)
    assert "Pegar o próximo" not in text(page)


def test_a_search_says_what_it_could_not_find_and_counts_nothing(ana, case):
    page = ana.get(f"{LIST}?q=zzzzzz")
    assert "Nenhum caso tem tudo isso." in text(page)
    assert "queue-count" not in text(page)
    assert 'value="zzzzzz"' in text(page)
    assert "Escreva um número" in text(ana.get(f"{LIST}?q=%26%26"))
    assert rows(ana, f"q={case.reference}&queue=closed") == []


# -- Pages --------------------------------------------------------------------------------


def walk(client, query, way):
    """Return the rows of all pages from the first on, or from the last back, and the number of pages."""
    found, pages, at = [], 0, query
    while at and pages < 9:
        page = client.get(f"{LIST}?{at}")
        found.append([case.pk for case in page.context["page"].rows])
        at, pages = page.context[way], pages + 1
    return found, at


def test_every_case_is_on_one_page_there_and_back_with_ties_and_without_clocks(ana, cast):
    cases = [make_case(cast.consumer, number=f"{n}") for n in range(6)]
    Complaint.objects.update(next_at=NOW)
    moments = [NOW, NOW, NOW, NOW + timedelta(hours=1), None, None]
    copies = Complaint.objects.filter(pk__in=[case.pk for case in cases])
    for case, moment in zip(copies.order_by("-pk"), moments, strict=True):
        case.next_at = moment
        case.save(update_fields=["next_at"])
    order = Order("next_at", may_be_empty=True)
    whole = [case.pk for case in in_order(copies, order)]
    last = copies.get(pk=whole[-1])
    for size in (1, 2, 4, 5, 6):
        seen, cursor = [], None
        while True:
            page = turn(copies, order, cursor, size)
            seen.append([case.pk for case in page.rows])
            if not page.after:
                break
            cursor = read_cursor(page.after, order)
        assert [pk for part in seen for pk in part] == whole
        back = turn(copies, order, read_cursor(cursor_at(last, order, back=True), order), 5)
        assert [case.pk for case in back.rows] == whole[:5]
        assert (back.before, bool(back.after)) == ("", True)
    assert turn(copies, order, read_cursor("t99999999999999999.1", order), 9).rows[0].next_at is None


@pytest.mark.parametrize("query", ["queue=open", "queue=closed", "queue=all", "queue=deferred", "queue=mediation"])
def test_the_next_page_begins_where_this_one_ends(ana, cast, query, monkeypatch):
    monkeypatch.setattr("complaints.admin.queue.ROWS", 2)
    cases = [make_case(cast.consumer, number=f"{n}") for n in range(5)]
    Complaint.objects.update(deferred_until=date(2026, 12, 1), mediation_at=NOW)
    if query in ("queue=closed",):
        Complaint.objects.update(state="closed", closed_at=NOW)
    elif query == "queue=mediation":
        Complaint.objects.update(deferred_until=None)
    pages, _end = walk(ana, query, "after_query")
    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(pk for page in pages for pk in page) == sorted(case.pk for case in cases)
    third = ana.get(f"{LIST}?{query}").context["after_query"]
    third = ana.get(f"{LIST}?{third}").context["after_query"]
    back = ana.get(f"{LIST}?{third}").context["before_query"]
    assert rows(ana, back) == pages[1]
    assert 'rel="prev"' in text(ana.get(f"{LIST}?{back}"))


def test_a_cursor_of_another_list_or_beyond_the_calendar_is_refused():
    days, moments = Order("deferred_until", of_days=True), Order("closed_at", newest_first=True)
    for typed, order in (
        ("t1.1", days), ("d1.1", moments), ("n.1", moments), ("d99999999.1", days), ("d0.1", days), ("", days),
        ("t1", moments), ("--t1.1", moments), ("t١.1", moments),
    ):
        with pytest.raises(ValueError):
            read_cursor(typed, order)


# -- What it costs --------------------------------------------------------------------------


def in_mediation(cast, n):
    case = make_case(cast.consumer, number=f"{n}")
    dispute = services.open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND, now=NOW)
    services.seller_refuses(dispute, by=cast.consumer, now=NOW)
    services.escalate(dispute, by=cast.consumer, now=NOW)
    assign(case, cast.agent, by=cast.agent, now=NOW)
    Looking.objects.create(complaint=case, user=cast.supervisor, seen_at=NOW)


@pytest.mark.parametrize("query", ["", "queue=open&whose=mine&shop=aliexpress", "q=solda"])
def test_the_list_takes_at_most_twelve_queries_for_one_row_and_for_fifty(ana, cast, query):
    in_mediation(cast, 0)

    def count(n):
        ana.get(f"{LIST}?{query}")
        with CaptureQueriesContext(connection) as queries:
            assert len(rows(ana, query)) == n
        assert not any("COUNT(*) AS \"__count\"" in row["sql"] for row in queries)
        return len(queries)

    one = count(1)
    for n in range(1, ROWS):
        in_mediation(cast, n)
    assert count(ROWS) == one <= 12


def test_whoever_looks_at_a_list_or_searches_leaves_one_record(ana, cast, case):
    before = AccessRecord.objects.count()
    ana.get(f"{LIST}?queue=open&whose=unassigned")
    ana.get(f"{LIST}?q={case.reference}")
    listed, searched = AccessRecord.objects.order_by("pk")[before:]
    assert (listed.what, listed.subject, listed.cases) == ("list", "queue=open&whose=unassigned", [case.pk])
    assert (searched.what, searched.subject, searched.cases) == ("search", case.reference, [case.pk])


# -- Searches of many cases ---------------------------------------------------------------------


def test_a_search_says_how_many_it_found_and_its_pages_show_them_all(ana, cast):
    cases = [make_case(cast.consumer, number=f"{n}") for n in range(ROWS + 3)]
    newest = [case.pk for case in cases[::-1]]
    first = ana.get(f"{LIST}?q=solda")
    assert f"Mostrando do 1º ao {ROWS}º de {ROWS + 3} casos encontrados, os mais novos primeiro." in text(first)
    assert f"Todos os {ROWS + 3} casos desta busca, também os das outras páginas" in text(first)
    second = ana.get(f"{LIST}?{first.context['after_query']}")
    assert f"Mostrando do {ROWS + 1}º ao {ROWS + 3}º de {ROWS + 3} casos" in text(second)
    assert [case.pk for page in (first, second) for case in page.context["page"].rows] == newest
    assert rows(ana, second.context["before_query"]) == newest[:ROWS]
    assert (second.context["after_query"], first.context["before_query"]) == ("", "")
    # What was typed wrongly into the address is left out in words.
    for typed in ("after=x", "after=-1", "after=999"):
        assert "Não entendemos uma parte deste endereço" in text(ana.get(f"{LIST}?q=solda&{typed}"))
    assert rows(ana, "q=solda&after=90") == newest[:ROWS]
    assert "1 caso encontrado." in text(ana.get(f"{LIST}?q={cases[0].reference}"))
    sent = {"everything": "1", "query": "q=solda"}
    assert ana.post(reverse("admin:batch_new"), sent).context["n"] == ROWS + 3
    assign(cases[0], cast.agent, by=cast.agent, now=NOW)
    mine = ana.get(f"{LIST}?q=solda&whose=mine")
    assert "1 caso encontrado." in text(mine)
    assert ana.post(reverse("admin:batch_new"), sent | {"query": "q=solda&whose=mine"}).context["n"] == 1


def test_a_search_of_more_cases_than_it_counts_says_so_and_takes_no_more(ana, cast, monkeypatch):
    for module in ("search", "queues"):
        monkeypatch.setattr(f"complaints.{module}.MOST_FOUND", ROWS + 1)
    for n in range(ROWS + 2):
        make_case(cast.consumer, number=f"{n}")
    page = text(ana.get(f"{LIST}?q=solda"))
    assert (
        f"Mostrando do 1º ao {ROWS}º dos {ROWS + 1} casos mais novos. Há mais casos com isso: escreva mais palavras "
        "para chegar ao certo.") in page
    assert f"Os {ROWS + 1} casos mais novos desta busca" in page
    sent = {"everything": "1", "query": "q=solda"}
    assert ana.post(reverse("admin:batch_new"), sent).context["n"] == ROWS + 1
    assert len(rows(ana, f"q=solda&after={ROWS}")) == 1


def test_a_search_takes_six_queries_at_most(ana, cast, case):
    for query in ("q=solda", f"q={case.reference}", "q=maria@example.com", "q=aliexpress+solda"):
        ana.get(f"{LIST}?{query}")
        with CaptureQueriesContext(connection) as queries:
            ana.get(f"{LIST}?{query}")
        assert len(queries) <= 6


def test_on_a_phone_queues_and_filters_are_folded_and_the_fold_says_what_is_narrowed(ana, cast, case):
    page = text(ana.get(f"{LIST}?queue=open&whose=mine&shop=shopee"))
    assert '<details class="queue-fold"><summary>Filas e filtros' in page
    assert "Abertos · Meus casos · Shopee" in page
    assert '<details class="queue-fold" open>' in text(ana.post(SAVE, {"name": "", "query": ""}))


# -- Lists that somebody keeps ------------------------------------------------------------------


def test_a_list_is_kept_opened_and_thrown_away(ana, cast, case):
    sent = {"name": "Shopee atrasados", "query": "queue=late&shop=shopee&x=1"}
    assert ana.post(SAVE, sent).url == f"{LIST}?queue=late&shop=shopee"
    view = SavedView.objects.get()
    assert (view.user, view.name, view.query) == (cast.agent, "Shopee atrasados", "queue=late&shop=shopee")
    assert 'href="?queue=late&shop=shopee" aria-current="page"' in text(ana.get(f"{LIST}?{view.query}"))
    delete = reverse("admin:view_delete", args=[view.pk])
    mediator = signed_in(cast.mediator)
    assert "Shopee atrasados" not in text(mediator.get(LIST))
    assert mediator.post(delete).status_code == 404
    assert ana.post(delete, {"query": "queue=late"}).url == f"{LIST}?queue=late"
    assert not SavedView.objects.exists()
    assert Complaint.objects.filter(pk=case.pk).exists()


def test_a_list_that_cannot_be_kept_is_refused_in_words_and_the_name_stays(ana, cast):
    sent = {"name": "Minha", "query": "queue=late"}
    ana.post(SAVE, sent)
    for name, query, sentence in (
        ("Minha", "queue=open", "Você já tem uma lista com esse nome. Escolha outro."),
        ("  ", "queue=open", "Escreva um nome para a lista."),
        ("n" * 61, "queue=open", "Use no máximo 60 letras no nome."),
        ("a\x00b", "queue=open", "Confira antes de continuar"),
        ("Longa", "q=" + "ç%20" * 100, "comprida demais"),
    ):
        response = ana.post(SAVE, {"name": name, "query": query})
        assert response.status_code == 422
        assert sentence in text(response)
    assert 'value="Longa"' in text(response)
    SavedView.objects.bulk_create(
        SavedView(user=cast.agent, name=f"{n}", query="") for n in range(MOST_VIEWS - 1))
    response = ana.post(SAVE, {"name": "Mais uma", "query": ""})
    assert response.status_code == 422
    assert f"Você já guarda {MOST_VIEWS} listas." in text(response)
    # A colleague may use the same name.
    assert signed_in(cast.supervisor).post(SAVE, sent).status_code == 302


# -- Who may ------------------------------------------------------------------------------------


def test_all_staff_read_lists_and_only_those_who_may_change_cases_find_the_buttons(cast, case):
    for person, may in ((cast.agent, True), (cast.supervisor, True), (cast.mediator, False), (cast.auditor, False)):
        page = text(signed_in(person).get(f"{LIST}?queue=all"))
        assert case.shown_reference in page
        assert ("Pegar o próximo caso sem dono" in page) is may
        assert (f'name="case" value="{case.pk}"' in page) is may


def test_strangers_and_staff_without_the_right_see_no_list(client, cast, case):
    for path in (LIST, SAVE, reverse("admin:view_delete", args=[1])):
        assert client.post(path).status_code == client.get(path).status_code == 302
    cast.agent.groups.clear()
    powerless = signed_in(cast.agent)
    assert powerless.get(LIST).status_code == 403
    assert powerless.post(SAVE, {"name": "x", "query": ""}).status_code == 403
    assert powerless.post(reverse("admin:view_delete", args=[1])).status_code == 403
    for person in (cast.consumer, cast.stranger):
        assert case.shown_reference not in text(signed_in(person).get(LIST, follow=True))


def test_the_list_is_read_and_its_buttons_are_pressed(ana, case):
    assert ana.post(LIST, {"action": "delete_selected"}).status_code == 405
    assert ana.put(LIST).status_code == 405
    assert ana.get(SAVE).status_code == ana.get(reverse("admin:view_delete", args=[1])).status_code == 405


def test_the_next_case_of_a_list_is_the_one_that_nobody_has(ana, cast):
    first, second = [make_case(cast.consumer, number=f"{n}") for n in range(2)]
    for case in (first, second):
        asks(case, cast)
    assign(Complaint.objects.get(pk=rows(ana)[0]), cast.supervisor, by=cast.supervisor, now=NOW)
    free = rows(ana)[1]
    page = ana.get(f"{LIST}?whose=mine")
    assert page.context["free_query"] == "whose=unassigned"
    taken = ana.post(reverse("admin:claim_next"), {"query": page.context["free_query"]})
    assert taken.url == reverse("admin:complaints_complaint_change", args=[free])
    assert Complaint.objects.get(pk=free).agent == cast.agent


def test_a_case_whose_clocks_all_ended_comes_last(ana, cast):
    quiet, busy = [make_case(cast.consumer, number=f"{n}") for n in range(2)]
    end_clocks(quiet.deadlines.all(), Deadline.State.CANCELLED, NOW)
    assert rows(ana, "queue=open") == [busy.pk, quiet.pk]
    assert "nenhum prazo correndo" in words(ana.get(f"{LIST}?queue=open"))
