"""The page with the desk's figures: who sees it, what it shows, where its numbers lead, and its file."""

import csv
import io
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Party
from complaints.models import Complaint, SweepRun, Tally
from complaints.queues import Filters, cases_of
from complaints.services.cases import close_complaint
from complaints.services.claiming import assign
from complaints.services.messages import write_message
from complaints.sweep import sweep
from complaints.tallies import count_due
from config import house_health
from config.figure_words import link_words, percent, span
from config.figures import ScopeForm, safe
from contacts.models import Company, OutgoingEmail
from disputes import services
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, words

FIGURES, FILE, INDEX = "/admin/figures/", "/admin/figures.csv", "/admin/"
CASES = "/admin/complaints/complaint/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sara(client, cast):
    client.force_login(cast.supervisor)
    return cast.supervisor


@pytest.fixture
def desk(cast):
    """Six cases of the last days, with something behind every number of the page; counted."""
    asked, disputed, late, closed, other, theirs = (
        make_case(cast.consumer, now=NOW - n * DAY, number=f"7{n}", shop="shopee" if n > 4 else "aliexpress")
        for n in range(1, 7)
    )
    write_message(asked, "Oi?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW - DAY)
    write_message(asked, "Oi.", author=cast.agent, party=Party.STAFF, form_key="b", now=NOW - DAY / 2)
    dispute = services.open_dispute(disputed, by=cast.consumer, remedy="full_refund", mode="hosted",
                                    address="loja@example.net", now=NOW - 2 * DAY)
    services.seller_refuses(dispute, note="Não.", now=NOW - 2 * DAY)
    services.escalate(dispute, by=cast.consumer, now=NOW - DAY)
    write_message(late, "Oi?", author=cast.consumer, party=Party.BUYER, form_key="c", now=NOW - 3 * DAY)
    close_complaint(closed, "paid", by=cast.consumer, now=NOW - DAY)
    assign(other, cast.agent, by=cast.supervisor, now=NOW)
    assign(theirs, cast.agent, by=cast.supervisor, now=NOW)
    sweep(NOW)
    count_due(NOW)
    return cast


class Rows(HTMLParser):
    """Read the tables of the page as [(id of the card, words of the line, [(number, address)])]."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.card, self.head, self.cells, self.inside = [], "", "", [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "section":
            self.card = attrs["id"]
        elif tag == "tr":
            self.head, self.cells = "", []
        elif tag in ("th", "td"):
            self.inside = tag
            if tag == "td":
                self.cells.append(["", ""])
        elif tag == "a" and self.inside == "td":
            self.cells[-1][1] = attrs["href"]
        elif tag == "span" and "visually-hidden" in attrs.get("class", "") and self.inside == "td":
            self.inside = "hidden"

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.inside = ""
        elif tag == "span" and self.inside == "hidden":
            self.inside = "td"
        elif tag == "tr" and self.head.strip():
            self.rows.append((self.card, self.head.strip(), [(n.strip(), url) for n, url in self.cells if n.strip()]))

    def handle_data(self, data):
        if self.inside == "th":
            self.head += data
        elif self.inside == "td":
            self.cells[-1][0] += data


def table(response):
    """Return {(card, words): [(number, address)]}."""
    return {(card, head): cells for card, head, cells in Rows(response.content.decode()).rows}


# -- Who sees it ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [FIGURES, FILE])
def test_supervisor_and_auditor_see_the_figures_and_nobody_else(client, cast, path):
    assert client.get(path).status_code == 302
    for name, status in {
        "supervisor": 200, "auditor": 200, "agent": 403, "mediator": 403, "consumer": 302,
    }.items():
        response = signed_in(getattr(cast, name)).get(path)
        assert response.status_code == status, name
        if status == 302:
            assert response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("path", [FIGURES, FILE])
def test_the_figures_are_only_read(client, sara, path):
    assert client.head(path).status_code == 200
    for method in (client.post, client.put, client.delete):
        assert method(path).status_code == 405


def test_the_first_page_leads_to_the_figures_those_who_may_see_them(client, cast, sara):
    assert f'href="{FIGURES}"' in client.get(INDEX).content.decode()
    assert f'href="{FIGURES}"' not in signed_in(cast.agent).get(INDEX).content.decode()


# -- What it shows ----------------------------------------------------------------------------


def test_the_tiles_say_how_the_desk_does(client, desk, sara):
    tiles = client.get(FIGURES).context["tiles"]
    assert [tile.figure for tile in tiles] == ["5", "2", "0", "100%", "100%"]
    assert tiles[0].url == f"{CASES}?queue=open"
    assert tiles[3].url.startswith(f"{CASES}?answered=1")
    text = words(client.get(FIGURES))
    assert "24 out a 22 nov" in text
    assert "contado: hoje, 9h00" in text


def test_every_number_is_the_length_of_the_list_it_leads_to(client, desk, sara):
    response = client.get(FIGURES)
    rows = table(response)
    checked = set()
    for (card, head), cells in rows.items():
        for n, url in cells:
            if not url.startswith(CASES) or card == "clocks":
                continue
            filters = Filters(urlsplit(url).query)
            assert filters.ignored == [], url
            assert cases_of(filters, sara, NOW).count() == int(n), (card, head, url)
            checked.add(card)
    assert checked == {"flow", "queues", "disputes", "answers", "endings", "load", "mediation"}
    for tile in response.context["tiles"][:3]:
        assert cases_of(Filters(urlsplit(tile.url).query), sara, NOW).count() == int(tile.figure)
    # Clocks are counted, cases are listed: never more cases than clocks, and none without one.
    for (card, _head), cells in rows.items():
        for n, url in cells if card == "clocks" else []:
            if url:
                assert 0 < cases_of(Filters(urlsplit(url).query), sara, NOW).count() <= int(n)


def test_a_link_carries_the_queue_the_days_and_the_shop(client, desk, sara):
    rows = table(client.get(FIGURES, {"days": "7", "shop": "shopee"}))

    def query(card, head, place=0):
        return {name: value for name, (value,) in parse_qs(urlsplit(rows[card, head][place][1]).query).items()}

    assert query("load", "Ana") == {"queue": "open", "whose": str(desk.agent.pk), "shop": "shopee"}
    # All cases, open and closed: what a list between two days shows when it names no queue.
    assert query("flow", "No período") == {"shop": "shopee", "filed_from": "2026-11-16", "filed_to": "2026-11-22"}
    assert rows["flow", "No período"] == [("2", rows["flow", "No período"][0][1]), ("0", "")]


def test_the_shop_and_the_days_narrow_every_number(client, desk, sara):
    def filed(**query):
        response = client.get(FIGURES, query)
        assert response.status_code == 200
        return [n for n, _url in table(response)["flow", "No período"]]

    assert filed() == ["6", "1"]
    assert filed(shop="shopee") == ["2", "0"]
    assert filed(since="2026-11-18", until="2026-11-20") == ["3", "0"]
    assert filed(since="2026-11-21") == ["1", "1"]
    assert filed(days="90", shop="aliexpress") == ["4", "1"]


def test_what_is_drawn_stands_in_its_table(client, desk, sara):
    html = client.get(FIGURES, {"days": "7"}).content.decode()
    for n, day in ((1, "21 nov"), (1, "16 nov")):
        assert f"<title>{day}: {n} registrado</title>" in html
    assert "<title>21 nov: 1 encerrado</title>" in html
    # Nothing is drawn with a style of its own: the page's policy forbids it.
    assert " style=" not in html.split("<main", 1)[-1]
    # Numbers of a drawing have points, not the commas of the language.
    assert 'x="0,' not in html


def test_the_time_of_the_first_answer_leads_to_its_cases_to_the_second(client, cast, sara):
    asked_at = NOW - 8 * DAY
    waits = [timedelta(hours=4), timedelta(hours=4, seconds=1), DAY, DAY + timedelta(seconds=1), 5 * DAY, 6 * DAY]
    for number, wait in enumerate(waits):
        case = make_case(cast.consumer, now=asked_at, number=f"8{number}")
        write_message(case, "Oi?", author=cast.consumer, party=Party.BUYER, form_key="a", now=asked_at)
        write_message(case, "Oi.", author=cast.agent, party=Party.STAFF, form_key="b", now=asked_at + wait)
    count_due(NOW)
    response = client.get(FIGURES)
    rows = table(response)
    bands = {head: cells[0] for (card, head), cells in rows.items() if card == "answers" and cells}
    assert {head: n for head, (n, _url) in bands.items()} == {
        "até 4 horas": "1", "de 4 horas a 1 dia": "2", "de 1 a 2 dias": "1", "de 2 a 5 dias": "1",
        "mais de 5 dias": "1", "Respondidos": "6"}
    for n, url in bands.values():
        assert cases_of(Filters(urlsplit(url).query), sara, NOW).count() == int(n), url
    tile = response.context["tiles"][3]
    assert (tile.figure, tile.detail) == ("50%", "3 de 6 respostas no período")
    assert cases_of(Filters(urlsplit(tile.url).query), sara, NOW).count() == 3
    assert "a primeira resposta levou: até um dia" in words(client.get(tile.url))


@pytest.mark.parametrize("query", ["took=1d", "answered=1&took=x", "answered=1&took=\x00"])
def test_a_time_of_the_first_answer_that_says_nothing_is_left_out(query):
    assert Filters(query).ignored == ["took"]


def test_what_a_number_leads_to_is_said_in_good_portuguese(client, desk, sara):
    html = client.get(FIGURES).content.decode()
    assert "ver os casos com prazo da equipe" in html and "ver os casos de Ana" in html
    assert "ver os casos sem ninguém" in html and "ver os casos: Precisam de uma pessoa" in html
    assert link_words("", "clock_met", "buyer") == "ver os casos com prazo do consumidor"
    assert " de o " not in html and " de a " not in html and " de você" not in html


def test_the_mean_and_the_middle_of_the_first_answers_are_said(client, desk, sara):
    response = client.get(FIGURES)
    assert "Em média 12 h; a resposta do meio veio em: de 4 horas a 1 dia." in words(response)


def test_an_empty_house_says_what_will_be_here(client, sara):
    text = words(client.get(FIGURES))
    assert "nada foi contado ainda" in text
    assert "Nenhum prazo terminou neste período." in text
    assert "Ninguém recebeu a primeira resposta neste período." in text


def test_old_counts_are_told(client, desk, sara):
    SweepRun.objects.filter(name="tallies").update(last_success=NOW - 2 * DAY)
    response = client.get(FIGURES)
    assert "estes números pararam de ser contados: a última vez foi sex, 20 nov, 9h00" in words(response)
    # Stocks of the day of that count, of which there is none here.
    assert response.context["tiles"][0].figure == "0"


def test_a_long_range_is_drawn_by_week_and_by_month(client, desk, sara):
    assert "por semana" in words(client.get(FIGURES, {"days": "90"}))
    year = client.get(FIGURES, {"since": "2025-10-19", "until": "2026-11-22"})
    assert "por mês" in words(year)
    assert table(year)["flow", "nov 2026"][0][0] == "6"


# -- What may be typed ------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"since": "ontem"}, "Não entendi este dia."),
    ({"since": "2026-02-30"}, "Não entendi este dia."),
    ({"since": "2026-11-\x00"}, "Não entendi este dia."),
    ({"until": "2026-11-23"}, "Os números vão até hoje."),
    ({"since": "2026-11-20", "until": "2026-11-10"}, "O primeiro dia vem depois do último."),
    ({"since": "2025-10-18"}, "São dias demais: escolha no máximo 400 de cada vez."),
    ({"since": "0001-01-01"}, "Antes do ano 2000 não há números."),
    ({"until": "0001-01-01"}, "Antes do ano 2000 não há números."),
    ({"until": "9999-12-31"}, "Os números vão até hoje."),
    ({"days": "99999999999999999999"}, "Escolha 7, 30 ou 90 dias"),
    ({"days": "٣٠"}, "Escolha 7, 30 ou 90 dias"),
    ({"shop": "não existe"}, "Não conheço esta loja."),
    ({"shop": "\x00"}, "Não conheço esta loja."),
])
def test_what_cannot_be_read_is_said_and_the_usual_days_are_shown(client, desk, sara, typed, sentence):
    for path in (FIGURES, FILE):
        response = client.get(path, typed)
        assert response.status_code == 422
        assert sentence in words(response)
        assert response.context["scope"].days == 30
        assert table(response)["flow", "No período"][0][0] == "6"


def test_what_was_typed_stays_in_the_form(client, sara):
    html = client.get(FIGURES, {"since": "2026-11-20", "until": "2026-11-10"}).content.decode()
    assert 'value="2026-11-20"' in html
    assert 'value="2026-11-10"' in html


def test_the_last_day_alone_shows_the_thirty_days_before_it(cast):
    scope = ScopeForm({"until": "2026-11-10"}, TODAY).scope()
    assert (str(scope.first), str(scope.last)) == ("2026-10-12", "2026-11-10")


# -- The file -----------------------------------------------------------------------------------


def read(response):
    body = b"".join(response.streaming_content).decode("utf-8")
    assert body.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(body[1:])))


def test_the_file_has_a_row_for_each_count_with_its_words(client, desk, sara):
    response = client.get(FILE, {"days": "7"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "prazo-certo-2026-11-16-2026-11-22.csv" in response["Content-Disposition"]
    rows = read(response)
    assert len(rows) == Tally.objects.filter(day__range=(TODAY - 6 * DAY, TODAY)).count()
    agent = next(row for row in rows if row["measure"] == "open_agent" and row["key"] != "none")
    assert (agent["key_words"], agent["n"], agent["day"]) == ("Ana", "2", "2026-11-22")
    answered = next(row for row in rows if row["measure"] == "answered")
    assert (answered["key"], answered["key_words"]) == ("1d", "de 4 horas a 1 dia")
    assert {row["shop"] for row in read(client.get(FILE, {"shop": "shopee"}))} == {"shopee"}


def test_cases_of_a_shop_that_is_not_listed_are_counted_under_its_name(client, cast, sara):
    make_case(cast.consumer, shop="outra-loja", number="1")
    make_case(cast.consumer, shop="aliexpress", number="2")
    count_due(NOW)
    other = Company.objects.get(slug="outra-loja")
    response = client.get(FIGURES, {"shop": "outra-loja"})
    assert response.status_code == 200 and response.context["scope"].shop == other
    n, url = table(response)["flow", "No período"][0]
    assert (n, cases_of(Filters(urlsplit(url).query), sara, NOW).count()) == ("1", 1)
    assert 'value="outra-loja" selected' in client.get(url).content.decode()
    assert {(row["shop"], row["shop_words"]) for row in read(client.get(FILE, {"shop": "outra-loja"}))} == {
        ("outra-loja", other.name)}


def test_a_count_of_what_is_no_shop_any_more_keeps_its_name_in_the_file(client, cast, sara):
    make_case(cast.consumer, shop="shopee")
    count_due(NOW)
    Company.objects.filter(slug="shopee").update(kind=Company.Kind.PAYMENT)
    assert {row["shop"] for row in read(client.get(FILE))} == {"shopee"}


def test_no_cell_of_the_file_is_a_formula(client, desk, sara):
    desk.agent.display_name = "=HYPERLINK(1)"
    desk.agent.save(update_fields=["display_name"])
    Company.objects.filter(slug="shopee").update(name="@SUM(1)")
    Tally.objects.create(day=TODAY, shop=Company.objects.get(slug="shopee"), measure="closed", key="+1", n=1)
    cells = [cell for row in read(client.get(FILE)) for cell in row.values()]
    assert "'=HYPERLINK(1)" in cells
    assert "'@SUM(1)" in cells
    assert "'+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert [safe(text) for text in ("-1", "\t1", "a=1", 5)] == ["'-1", "'\t1", "a=1", "5"]


# -- Mail and jobs ------------------------------------------------------------------------------


def test_the_health_of_the_mail_and_of_the_jobs_stands_on_the_page(client, cast, sara):
    OutgoingEmail.objects.all().delete()

    def mail(key, **fields):
        OutgoingEmail.objects.create(name="reminder", dedup_key=key, address="a@example.com", **fields)

    mail("tomorrow", send_after=NOW + DAY)
    mail("now", send_after=NOW - timedelta(minutes=2))
    mail("late", send_after=NOW - timedelta(minutes=16))
    mail("failed", state="failed", created_at=NOW - 2 * DAY)
    mail("long ago", state="failed", created_at=NOW - 8 * DAY)
    SweepRun.objects.create(name="sweep", last_success=NOW - timedelta(minutes=11), last_error="ValueError",
                            last_error_at=NOW)
    response = client.get(FIGURES)
    rows = table(response)
    mails = [rows["mail", head][0][0].split()[-1] for head in (
        "esperam a hora de sair", "saem agora", "esperam há mais de 15 minutos", "recusados nos últimos 7 dias")]
    assert mails == ["1", "1", "1", "1"]
    for line, key in zip(response.context["mail_lines"], ("tomorrow", "now", "late", "failed"), strict=True):
        found = client.get(line.url).context["cl"].result_list
        assert [mail.dedup_key for mail in found] == [key], line.label
    assert {line.label: line.tone for line in response.context["sweep_lines"]} == {
        "varredura dos prazos": "late", "contagem destes números": "late"}
    assert "Parou com um erro: hoje, 9h00." in words(response)
    assert "nunca rodou" in words(response)


def test_mail_is_counted_no_further_than_it_must_be(client, cast, monkeypatch):
    OutgoingEmail.objects.all().delete()
    monkeypatch.setattr(house_health, "MOST_WAITING", 2)
    monkeypatch.setattr(house_health, "NEWEST", 3)
    OutgoingEmail.objects.bulk_create([
        OutgoingEmail(name="reminder", dedup_key=f"m{n}", address="a@example.com", send_after=NOW - DAY)
        for n in range(4)
    ])
    lines = house_health.mail_lines(NOW)
    assert [line.figure for line in lines] == ["0", "0", "3+", "0"]
    assert "Contados só entre os 3 e-mails mais novos" in lines[3].note


# -- What it costs --------------------------------------------------------------------------------


def test_the_page_takes_the_same_few_queries_for_one_case_and_for_many(client, cast, sara):
    def count(**query):
        count_due(NOW)
        with CaptureQueriesContext(connection) as queries:
            client.get(FIGURES, query)
        return [query["sql"] for query in queries]

    assign(make_case(cast.consumer), cast.agent, by=cast.supervisor, now=NOW)
    count()
    one = count()
    for number in range(12):
        case = make_case(cast.stranger, number=f"9{number}", shop="shopee" if number % 2 else "amazon")
        assign(case, cast.agent if number % 2 else cast.supervisor, by=cast.supervisor, now=NOW)
    many = count(since="2025-10-19")
    assert len(many) == len(one) <= 13
    assert sum(Tally._meta.db_table in sql for sql in many) == 1
    assert not [sql for sql in many if f'FROM "{Complaint._meta.db_table}"' in sql]


@pytest.mark.parametrize(("minutes", "said"), [
    (0, "0 min"), (59, "59 min"), (60, "1 h"), (200, "3 h 20 min"), (840, "14 h"), (1440, "1 dia"),
    (3060, "2 dias e 3 h"),
])
def test_a_span_of_time_in_words(minutes, said):
    assert span(minutes) == said


@pytest.mark.parametrize(("part", "whole", "said"), [
    (0, 0, "–"), (0, 5, "0%"), (999, 1000, "99%"), (5, 5, "100%"), (2, 3, "67%"),
])
def test_a_share_is_whole_only_when_it_is_all(part, whole, said):
    assert percent(part, whole) == said
