"""The case page follows the conversation by itself: a word when something changed, 304 while nothing did."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Party
from complaints.conversation import Live, conversation_of, live_response, newest_line
from complaints.models import Message, ReadMark
from complaints.panels import CasePanels
from complaints.services.cases import close_complaint
from complaints.services.claiming import assign
from complaints.services.messages import write_message
from disputes.models import Remedy
from disputes.services import open_dispute
from tests.base import NOW
from tests.complaints.pages import signed_in, text, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]

NEWS = "Algo mudou neste caso."


def staff_write(case, cast, body="Estamos vendo.", audience="team"):
    return write_message(
        case, body, author=cast.agent, party=Party.STAFF, form_key=f"{Message.objects.count()}", audience=audience)


class Tab:
    """A browser's tab with a case in it: it polls as its page tells it to."""

    def __init__(self, client, page):
        self.client = client
        self.take(client.get(page))

    def take(self, response):
        self.text = response.content.decode()
        polls = r'hx-get="([^"]*)" hx-trigger="every 20s" hx-swap="outerHTML" hx-headers="([^"]*)"'
        found = re.search(polls, self.text)
        self.url, headers = map(unescape, found.groups())
        self.headers = json.loads(headers)

    def poll(self):
        response = self.client.get(self.url, headers={**self.headers, "HX-Request": "true"})
        if response.status_code == 200:
            self.take(response)
        return response


@pytest.fixture
def tab(maria, case):
    return Tab(maria, case.get_absolute_url())


# -- Who may ------------------------------------------------------------------------------


def test_strangers_find_nothing_and_a_signed_out_tab_is_not_led_away(case, cast):
    url = reverse("case_live", args=[case.reference])
    assert signed_in(cast.stranger).get(url).status_code == 404
    # A script that is led to the sign-in would put the sign-in into the conversation.
    polled = Client().get(url, headers={"HX-Request": "true"})
    assert (polled.status_code, polled.content) == (401, b"")
    assert Client().get(url).url == f"{reverse('account_login')}?next={url}"
    for method in ("post", "put", "patch", "delete"):
        assert getattr(signed_in(cast.consumer), method)(url).status_code == 405


# -- Nothing changed ----------------------------------------------------------------------


def test_a_poll_without_news_is_304_empty_and_cheap(tab):
    for _again in range(2):
        with CaptureQueriesContext(connection) as seen:
            response = tab.poll()
        assert (response.status_code, response.content, response.templates) == (304, b"", [])
        assert len(seen) <= 4
        assert not [row["sql"] for row in seen if row["sql"].startswith(("INSERT", "UPDATE"))]


def test_a_poll_costs_the_same_with_one_message_and_with_sixty(maria, case, cast):
    costs = set()
    for many in (1, 60):
        Message.objects.bulk_create([
            Message(complaint=case, author=cast.agent, party="staff", body="oi", form_key=f"{many} {row}")
            for row in range(many)
        ])
        tab = Tab(maria, case.get_absolute_url())
        with CaptureQueriesContext(connection) as quiet:
            assert tab.poll().status_code == 304
        staff_write(case, cast, f"mais {many}")
        with CaptureQueriesContext(connection) as news:
            assert tab.poll().status_code == 200
        costs.add((len(quiet), len(news)))
    assert len(costs) == 1


# -- Something changed --------------------------------------------------------------------


def test_a_new_message_comes_by_itself_and_only_once(tab, case, cast):
    staff_write(case, cast, "Guarde a fatura.")
    response = tab.poll()
    assert response.status_code == 200
    assert "Guarde a fatura." in words(response) and "nova" in words(response)
    # The piece alone: no page, no form that would lose what is being typed.
    for tag in ("<html", "<form", "<textarea", "<script"):
        assert tag not in text(response)
    # A message is no other news.
    assert NEWS not in text(response)
    assert tab.poll().status_code == 304


def test_what_a_poll_showed_is_read(tab, maria, case, cast):
    staff_write(case, cast)
    assert not ReadMark.objects.exists()
    tab.client.head(tab.url, headers={"HX-Request": "true"})
    assert not ReadMark.objects.exists()
    tab.poll()
    assert ReadMark.objects.get().message_id == Message.objects.get().pk
    assert "mensagem nova" not in words(maria.get(reverse("cases")))


def test_a_screen_reader_is_told_in_one_sentence(tab, case, cast):
    assert '<p id="conversation-news" class="visually-hidden" role="status"></p>' in tab.text
    staff_write(case, cast)
    assert '<p id="conversation-news" hx-swap-oob="innerHTML">1 mensagem nova</p>' in text(tab.poll())
    open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    assert f'<p id="conversation-news" hx-swap-oob="innerHTML">{NEWS}</p>' in text(tab.poll())


def test_other_news_is_one_quiet_line_that_stays_until_the_page_is_loaded(tab, maria, case, cast):
    open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    response = tab.poll()
    assert text(response).count(NEWS) == 2  # once to see, once to hear
    link = re.search(r'<a href="([^"]*)">Ver o que mudou</a>', text(response))[1]
    # To a part of the very same address a browser would scroll and load nothing.
    assert link.startswith(f"{case.get_absolute_url()}?new=") and link.endswith("#timeline")
    assert tab.poll().status_code == 304
    staff_write(case, cast)
    assert "Ver o que mudou" in text(tab.poll())
    assert "Ver o que mudou" not in text(maria.get(link))
    assert Tab(maria, link).poll().status_code == 304


def test_the_consumer_hears_nothing_of_a_note_and_the_staff_do(tab, case, cast):
    ana = Tab(signed_in(cast.supervisor), case.get_absolute_url())
    staff_write(case, cast, "só nossa", audience="note")
    assert tab.poll().status_code == 304
    response = ana.poll()
    assert response.status_code == 200
    assert "só nossa" in text(response) and NEWS not in text(response)


def test_everything_stays_shown(maria, case, cast):
    Message.objects.bulk_create([
        Message(complaint=case, author=cast.agent, party="staff", body=f"nº {row};", form_key=f"{row}")
        for row in range(40)
    ])
    tab = Tab(maria, case.get_absolute_url() + "?all=1")
    staff_write(case, cast)
    assert "nº 0;" in text(tab.poll())
    short = Tab(maria, case.get_absolute_url())
    staff_write(case, cast)
    assert "nº 0;" not in text(short.poll())


def test_midnight_and_another_language_make_another_piece(tab, case, cast):
    with time_machine.travel(NOW + timedelta(hours=15), tick=False):
        tab.client.force_login(cast.consumer)
        assert tab.poll().status_code == 200
        assert tab.poll().status_code == 304
        cast.consumer.language = "en"
        cast.consumer.save(update_fields=["language"])
        assert tab.poll().status_code == 200


@pytest.mark.parametrize("since", ["", "x", "-1", "1e3", "٣", "9" * 40, "%00"])
def test_nonsense_in_the_address_counts_as_now(maria, case, since):
    response = maria.get(f"{reverse('case_live', args=[case.reference])}?since={since}")
    assert response.status_code == 200
    assert NEWS not in text(response)


def test_a_closed_case_is_told_once_and_polls_no_more(tab, maria, case, cast):
    close_complaint(case, "solved", by=cast.consumer)
    response = tab.client.get(tab.url, headers={**tab.headers, "HX-Request": "true"})
    assert NEWS in text(response) and "hx-get" not in text(response)
    page = text(maria.get(case.get_absolute_url()))
    assert "hx-get" not in page and "htmx" not in page and NEWS not in page


def test_what_comes_between_the_stamp_and_the_reading_is_found_by_the_next_poll(case, cast):
    conversation = conversation_of(case, cast.consumer, now=NOW)
    live = Live(conversation, url="/x/", page_url="/y/")
    staff_write(case, cast)
    assert len(conversation.bubbles) == 1
    later = Live(conversation_of(case, cast.consumer, now=NOW), url="/x/", page_url="/y/")
    assert later.etag != live.etag


@pytest.mark.parametrize("who", ["consumer", "agent"])
def test_a_page_that_read_the_lines_and_a_poll_that_counts_them_agree(case, cast, who):
    viewer = getattr(cast, who)
    assign(case, cast.agent, by=cast.agent)
    for audience in ("team", "note"):
        staff_write(case, cast, audience=audience)
    page = Live(
        conversation_of(case, viewer, now=NOW), url="/x/", page_url="/y/",
        line=newest_line(CasePanels(case, viewer, NOW).events),
    )
    poll = Live(conversation_of(case, viewer, now=NOW), url="/x/", page_url="/y/")
    assert page.stamp == poll.stamp == (page.conversation.newest_id, case.events.get(kind="assigned").seq)
    assert newest_line([]) == 0


def test_another_floor_may_say_which_lines_and_what_else_count(rf, case, cast):
    def live(**options):
        return Live(conversation_of(case, cast.consumer, now=NOW), url="/x/", page_url="/y/", **options)

    narrow = case.events.filter(kind__startswith="dispute_")
    before, before_narrow = live(), live(events=narrow)
    assign(case, cast.agent, by=cast.agent)
    assert live().etag != before.etag
    assert live(events=narrow).etag == before_narrow.etag
    assert live(events=narrow, state="open").etag != before_narrow.etag
    request = rf.get("/x/", headers={"if-none-match": before_narrow.etag})
    assert live_response(request, live(events=narrow)).status_code == 304


# -- The page around it -------------------------------------------------------------------


def test_only_a_page_that_follows_loads_htmx_and_its_settings_are_strict(maria, case):
    page = text(maria.get(case.get_absolute_url()))
    config = json.loads(re.search(r"<meta name=\"htmx-config\" content='([^']*)'>", page)[1])
    assert config["allowEval"] is config["allowScriptTags"] is config["includeIndicatorStyles"] is False
    assert {"code": "(204|304)", "swap": False} in config["responseHandling"]
    assert "/static/vendor/htmx-2.0.10/htmx.min.js" in page
    # The form stands outside of what is put in anew.
    piece = page[page.index('<div id="conversation"'):]
    assert piece.index("</div>\n") < piece.index("<form")
    assert "htmx" not in text(maria.get(reverse("cases")))


def test_htmx_lies_here_with_its_licence():
    folder = settings.BASE_DIR / "static" / "vendor" / "htmx-2.0.10"
    assert 'version:"2.0.10"' in (folder / "htmx.min.js").read_text()
    assert "Zero-Clause BSD" in (folder / "LICENSE").read_text()
    assert "static/vendor/htmx-2.0.10/" in (settings.BASE_DIR / "NOTICE.md").read_text()
