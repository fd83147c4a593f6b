"""The weekly look at the addresses of the directory, and what its pages say of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.link_sources import figure_links, rule_links
from config.celery import app
from contacts import link_checks
from contacts.link_checks import FRESH, check_links, due_links, links, remember, seen_of
from contacts.models import Body, Channel, Company, LinkCheck
from contacts.tasks import check_links as task
from contacts.visiting import Visit
from tests.complaints.pages import signed_in, words

pytestmark = pytest.mark.usefixtures("house")
NOW = datetime(2026, 11, 15, 8, 10, tzinfo=UTC)
GOOD, GONE, NAMELESS = Visit(200), Visit(404, "gone"), Visit(None, "unknown_name")


@pytest.fixture(autouse=True)
def sunday_morning():
    """5h10 in Brasília."""
    with time_machine.travel(NOW, tick=False):
        yield


class Scripted:
    """A visitor that answers from a script and notes where it was sent."""

    def __init__(self, answers, otherwise=GOOD):
        self.answers, self.otherwise, self.visited = answers, otherwise, []

    def visit(self, url):
        self.visited.append(url)
        answer = self.answers.get(url, self.otherwise)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def few(monkeypatch):
    """Eight addresses on seven hosts, and nothing else."""
    urls = [f"https://h{number}.example/" for number in range(7)] + ["https://h0.example/b"]
    monkeypatch.setattr(link_checks, "SOURCES", [lambda: urls])
    return urls


def row(url):
    return LinkCheck.objects.get(url=url)


def test_every_address_that_is_shown_is_looked_at():
    found = links()
    assert set(Body.objects.exclude(url="").values_list("url", flat=True)) <= found
    assert set(Company.objects.exclude(website="").values_list("website", flat=True)) <= found
    real = Channel.objects.exclude(url="").exclude(availability="none")
    assert set(real.values_list("url", flat=True)) <= found
    assert set(rule_links()) - {""} <= found
    assert set(figure_links()) - {""} <= found
    assert "https://procon.df.gov.br/para-registrar-reclamacao/" in found
    assert "" not in found and not any(" " in url for url in found)
    assert 100 < len(found) < link_checks.MOST_URLS


def test_what_was_seen_is_remembered(few):
    run = check_links(visitor=Scripted({few[1]: GONE, few[2]: Visit(None, "robots")}))
    assert run == (6, 2, 0, False)
    assert (row(few[0]).last_ok_at, row(few[0]).status, row(few[0]).failures) == (NOW, 200, 0)
    assert (row(few[1]).last_ok_at, row(few[1]).fault, row(few[1]).failures) == (None, "gone", 1)
    assert (row(few[2]).fault, row(few[2]).failures) == ("robots", 0)


def test_a_failure_keeps_the_day_on_which_it_worked_and_failures_add_up(few):
    for visit, at in ((GOOD, 0), (GONE, 7), (GONE, 14)):
        remember(few[0], visit, now=NOW + timedelta(days=at))
    assert (row(few[0]).last_ok_at, row(few[0]).failures) == (NOW, 2)
    remember(few[0], Visit(None, "robots"), now=NOW + timedelta(days=21))
    assert row(few[0]).failures == 2
    remember(few[0], GOOD, now=NOW + timedelta(days=28))
    assert (row(few[0]).failures, row(few[0]).fault) == (0, "")


def test_what_was_tried_lately_waits_and_the_longest_unseen_comes_first(few):
    remember(few[3], GOOD, now=NOW - FRESH + timedelta(minutes=1))
    remember(few[4], GOOD, now=NOW - timedelta(days=7))
    remember(few[5], GOOD, now=NOW - timedelta(days=9))
    due = due_links(NOW)
    assert few[3] not in due
    assert due[-2:] == [few[5], few[4]]
    assert due[:2] == ["https://h0.example/", "https://h0.example/b"]


def test_a_run_stops_at_its_limit_and_the_next_goes_on(few):
    first, second = Scripted({}), Scripted({})
    assert check_links(visitor=first, limit=3) == (3, 0, 5, False)
    check_links(visitor=second)
    assert sorted(first.visited + second.visited) == sorted(few)


def test_a_run_stops_when_its_time_is_over(few):
    ticks = iter(range(0, 10_000, 30))
    assert check_links(visitor=Scripted({}), seconds=100, clock=lambda: next(ticks)).opened == 3


def test_without_a_network_nothing_is_called_broken(few):
    remember(few[0], GOOD, now=NOW - timedelta(days=7))
    before = list(LinkCheck.objects.values())
    visitor = Scripted({}, otherwise=NAMELESS)
    assert check_links(visitor=visitor) == (0, 0, 8, True)
    assert len({url.split("/")[2] for url in visitor.visited}) == link_checks.OFFLINE_HOSTS
    assert list(LinkCheck.objects.values()) == before


def test_even_few_hosts_without_a_sign_of_life_are_not_called_broken(monkeypatch):
    monkeypatch.setattr(link_checks, "SOURCES", [lambda: ["https://a.example/"]])
    assert check_links(visitor=Scripted({}, otherwise=Visit(None, "silent"))).offline
    assert not LinkCheck.objects.exists()


def test_names_that_are_gone_are_remembered_once_another_host_answers(few):
    names = dict.fromkeys(few[:3], NAMELESS)
    assert check_links(visitor=Scripted(names)) == (5, 3, 0, False)
    assert row(few[0]).fault == "unknown_name"


def test_a_page_that_nobody_thought_of_stops_no_run(few, caplog):
    run = check_links(visitor=Scripted({few[0]: RuntimeError("oi")}))
    assert run.opened == 7
    assert "could not check https://h0.example/" in caplog.text


def test_addresses_that_are_shown_no_more_are_forgotten(few):
    remember("https://old.example/", GONE)
    check_links(visitor=Scripted({}))
    assert not LinkCheck.objects.filter(url="https://old.example/").exists()


def test_the_command_and_the_task_do_it(few, monkeypatch, capsys):
    monkeypatch.setattr(link_checks, "Visitor", lambda: Scripted({few[1]: GONE}))
    call_command("check_links", limit=2)
    assert "Links: 2 open, 0 do not, 6 left" in capsys.readouterr().out
    task()
    assert LinkCheck.objects.count() == 8
    monkeypatch.setattr(link_checks, "Visitor", lambda: Scripted({}, otherwise=NAMELESS))
    LinkCheck.objects.all().delete()
    call_command("check_links")
    assert "is there a network?" in capsys.readouterr().out


def test_it_is_done_on_sundays():
    entry = app.conf.beat_schedule["check the links"]
    assert entry["task"] == task.name
    assert (entry["schedule"].day_of_week, entry["schedule"].hour) == ({0}, {5})


# -- What pages say -----------------------------------------------------------------------


def company_page(client):
    return words(client.get(reverse("company", args=["aliexpress"])))


def test_pages_say_when_an_address_was_seen_working(client):
    channel = Channel.objects.filter(company__slug="aliexpress").exclude(url="").exclude(availability="none").first()
    body = Body.objects.get(slug="procon-sp")
    for text in (company_page(client), words(client.get(body.get_absolute_url()))):
        assert "Visto funcionando" not in text and "tentativa" not in text
    for url in (channel.url, body.url):
        remember(url, GOOD, now=NOW)
    for text in (company_page(client), words(client.get(body.get_absolute_url()))):
        assert "Visto funcionando em 15 de novembro de 2026." in text
    remember(body.url, GONE, now=NOW + timedelta(days=7))
    text = words(client.get(body.get_absolute_url()))
    assert "Não abriu na última tentativa (a página não existe mais). Funcionou em 15 de novembro de 2026." in text


@pytest.mark.parametrize(("visit", "said", "unsaid"), [
    (Visit(403, "refused"), "no seu navegador pode abrir", "Não abriu"),
    (Visit(None, "silent"), "Não abriu na última tentativa (o site não respondeu).", "Funcionou"),
    (Visit(None, "robots"), "", "tentativa"),
])
def test_a_page_says_no_more_than_is_known(client, visit, said, unsaid):
    body = Body.objects.get(slug="procon-sp")
    remember(body.url, visit, now=NOW)
    text = words(client.get(body.get_absolute_url()))
    assert said in text
    assert unsaid not in text


def test_one_query_for_all_addresses_of_a_page(client):
    company = Company.objects.get(slug="aliexpress")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(company.get_absolute_url())
        return len(captured)

    queries()
    few = queries()
    for number in range(12):
        channel = Channel.objects.create(
            company=company, kind="site", label_pt="x", label_en="x", url=f"https://s{number}.example/",
            availability="available", checked_on=NOW.date(), position=90 + number)
        remember(channel.url, GOOD)
    assert queries() == few
    assert len(seen_of(["https://s1.example/", "", "https://unknown.example/"])) == 1


# -- Staff --------------------------------------------------------------------------------


def test_staff_read_the_list_failing_first_and_change_nothing(cast):
    remember("https://good.example/", GOOD)
    remember("https://gone.example/", GONE)
    listing = reverse("admin:contacts_linkcheck_changelist")
    pk = row("https://gone.example/").pk
    for person in (cast.agent, cast.mediator, cast.auditor, cast.supervisor):
        client = signed_in(person)
        response = client.get(listing)
        assert [check.url for check in response.context["cl"].result_list] == [
            "https://gone.example/", "https://good.example/"]
        assert "a página não existe mais" in words(response)
        assert client.get(f"{listing}add/").status_code == 403
        assert client.post(f"{listing}{pk}/change/", {"failures": 0}).status_code == 403
        assert client.post(f"{listing}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert row("https://gone.example/").failures == 1
    assert signed_in(cast.consumer).get(listing).status_code == 302
