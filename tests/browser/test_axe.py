"""Every page, for its reader, light and dark, on a phone and on a desk: nothing for axe to find, nothing too wide."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser import pages
from tests.browser.chromium import PHONE, axe, overflow

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)


def faults_of_this_page(visitor):
    """Return what is wrong with the page a visitor is on, in both themes and at every width."""
    page, faults = visitor.page, []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        faults += [f"{scheme}: {fault}" for fault in axe(page, colours_only=scheme == "dark")]
    for width in WIDTHS:
        page.set_viewport_size({**PHONE, "width": width})
        if over := overflow(page):
            faults.append(f"{over} pixels too wide at {width}")
    page.set_viewport_size(PHONE)
    if over := overflow(page):
        faults.append(f"{over} pixels too wide at {PHONE['width']}")
    if page.get_by_text("None", exact=True).count():
        faults.append("says None where nothing is known")
    faults += visitor.complaints
    visitor.complaints.clear()
    return faults


def look_at(visitor, paths, *, lang="pt-br", status=200):
    """Open each path; return {path: faults}."""
    found = {}
    for path in paths:
        answer = visitor.go(path)
        faults = []
        if answer.status != status:
            faults.append(f"answered {answer.status}")
        if urlsplit(visitor.page.url).path != urlsplit(path).path:
            faults.append(f"led to {visitor.page.url}")
        if visitor.page.locator("html").get_attribute("lang") != lang:
            faults.append("speaks another language than its reader")
        faults += faults_of_this_page(visitor)
        if faults:
            found[path] = faults
    return found


def told(found):
    return "\n".join(f"{path}\n" + "\n".join(f"    {fault}" for fault in faults) for path, faults in found.items())


AUDIENCES = {
    "anonymous": (None, pages.anonymous),
    "newcomer": (pages.NEWCOMER, pages.newcomer),
    "maria": (pages.MARIA, lambda: pages.consumer(pages.MARIA)),
    "joao": (pages.JOAO, lambda: pages.consumer(pages.JOAO)),
    "rita, who disputes here": (pages.RITA, pages.rooms),
    "sellers with a link": (None, pages.sellers),
    "agent": (pages.AGENT, pages.arranging),
    "chief of staff": (pages.CHIEF, pages.staff),
    "mediator": (pages.MEDIATOR, pages.deciding),
}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_page_of(audience, visitor):
    email, paths = AUDIENCES[audience]
    found = look_at(visitor(email), paths())
    assert not found, told(found)


def test_no_page_is_forgotten(db):
    """Each named address is opened above, or is known to have no page."""
    paths = [path for _email, make in AUDIENCES.values() for path in make()]
    opened = {resolve(urlsplit(path).path).url_name for path in paths}
    assert pages.named_outside_the_admin() - opened == set(pages.NO_PAGE)
    assert pages.named_in_the_admin() - opened == set(pages.NO_STAFF_PAGE)


def test_pages_that_say_no(visitor):
    someone = visitor()
    found = look_at(someone, ["/nothing-here/"], status=404)
    found |= look_at(someone, ["/reminders/stop/forged:0:0/"], status=410)
    someone.go("/account/login/")
    someone.context.clear_cookies()
    someone.page.get_by_label("E-mail").fill("x@example.com")
    someone.page.locator("main form button.btn-primary").click()
    if faults := faults_of_this_page(someone):
        found["a form from elsewhere: 403"] = faults
    assert "403" not in someone.page.title()
    for _try in range(6):
        someone.go("/account/emergency-sign-in/")
        someone.page.locator("input[name=email]").fill("x@example.com")
        someone.page.locator("input[name=code]").fill("AAAA-BBBB-CCCC")
        with someone.page.expect_navigation() as answer:
            someone.page.locator("main form button.btn-primary").click()
    assert answer.value.status == 429
    if faults := faults_of_this_page(someone):
        found["too many tries: 429"] = faults
    assert not found, told(found)


def test_codes(visitor):
    """The pages between a code that was mailed and the code typed, and the second step of the staff."""
    found = {}

    def send(path, **fields):
        someone = visitor()
        someone.go(path)
        for name, value in fields.items():
            someone.page.locator(f"main [name={name}]").first.fill(value)
        with someone.page.expect_navigation():
            someone.page.locator("main form button.btn-primary[type=submit]").first.click()
        if faults := faults_of_this_page(someone):
            found[someone.page.url] = faults
        return urlsplit(someone.page.url).path

    assert send("/account/signup/", email="quem@demo.example") == "/account/confirm-email/"
    assert send("/account/login/code/", email=pages.MARIA) == "/account/login/code/confirm/"
    assert send("/account/password/reset/", email=pages.MARIA) == "/account/password/reset/confirm/"
    assert send("/account/login/", login=pages.CHIEF, password="senha-de-teste-123") == "/account/2fa/authenticate/"
    assert not found, told(found)


def test_in_english(visitor):
    """The other language has other words, of other lengths."""
    someone = visitor()
    someone.go("/")
    someone.page.get_by_role("button", name="English").click()
    paths = ["/", "/directory/", "/before-you-write/?company=aliexpress", "/account/login/"]
    found = look_at(someone, paths, lang="en")
    assert not found, told(found)
