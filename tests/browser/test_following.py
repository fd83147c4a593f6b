"""A case page that stays open: what is new comes by itself, and nothing that somebody is doing is lost."""

import pytest
from playwright.sync_api import expect

from complaints.models import Complaint
from complaints.services.claiming import assign
from complaints.services.messages import write_message
from contacts.models import User
from tests.browser import pages

pytestmark = pytest.mark.browser

# Milliseconds; the page asks every 20 seconds.
A_POLL_LATER = 21_000


@pytest.fixture
def case(db):
    return Complaint.objects.filter(user__email=pages.MARIA, state="open").first()


@pytest.fixture
def agent(db):
    return User.objects.get(email="ana.equipe@demo.example")


def poll(someone):
    """Let 20 seconds pass in the page; return the status of what it then asked."""
    with someone.page.expect_response(lambda response: "/live/" in response.url) as asked:
        someone.page.clock.fast_forward(A_POLL_LATER)
    return asked.value.status


def follow(visitor, case):
    someone = visitor(pages.MARIA)
    someone.page.clock.install()
    someone.go(case.get_absolute_url())
    return someone


def test_a_message_comes_by_itself_while_an_answer_is_being_typed(visitor, case, agent):
    someone = follow(visitor, case)
    field = someone.page.locator("#id_body")
    field.fill("Estou escrevendo")
    someone.page.locator("#story details").evaluate("it => it.open = true")
    assert poll(someone) == 304
    for words in ("Guarde a fatura de dezembro.", "E a de janeiro <também>."):
        write_message(case, words, author=agent, party="staff", form_key=words[:20])
        assert poll(someone) == 200
        expect(someone.page.locator(".bubble").last).to_contain_text(words)
        expect(someone.page.locator("#conversation-news")).to_have_text("1 mensagem nova")
        assert poll(someone) == 304
    expect(field).to_have_value("Estou escrevendo")
    expect(field).to_be_focused()
    assert someone.page.locator("#story details").evaluate("it => it.open")
    assert someone.complaints == []


def test_other_news_is_a_line_that_leads_to_it(visitor, case, agent):
    someone = follow(visitor, case)
    assign(case, None if case.agent_id else agent, by=agent)
    assert poll(someone) == 200
    someone.page.get_by_role("link", name="Ver o que mudou").click()
    expect(someone.page.locator("#timeline")).to_be_visible()
    expect(someone.page.get_by_role("link", name="Ver o que mudou")).to_have_count(0)
    assert poll(someone) == 304
    assert someone.complaints == []


def test_a_page_that_nobody_looks_at_asks_for_nothing(visitor, case, agent):
    someone = follow(visitor, case)
    asked = []
    someone.page.on("request", lambda request: "/live/" in request.url and asked.append(request.url))
    someone.page.evaluate("Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true})")
    someone.page.evaluate("window.away = true")
    someone.page.clock.run_for(3 * A_POLL_LATER)
    assert asked == []
    someone.page.evaluate("window.away = false")
    assert poll(someone) == 304
