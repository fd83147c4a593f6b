"""One browser, one demonstration and one live server for all tests that look at pages."""

import os
import time

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from contacts.models import User
from tests.base import furnish
from tests.browser import pages
from tests.browser.chromium import ARGUMENTS, EXECUTABLE, PHONE, Complaints, chromium

# Playwright's loop runs in the tests' own thread, where Django would refuse to speak to its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


# For this folder only: while Playwright runs, the thread has a running loop, which is no concern of other
# tests. The database is made before, outside that loop.
@pytest.fixture(scope="package")
def browser(django_db_setup):
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def other_browser(browser):
    """A second Chromium, of the other side: nothing is shared with the first. Playwright itself runs only once."""
    running = browser.browser_type.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture(scope="module")
def site(browser, django_db_blocker):
    """The demonstration on a live server; the database is as it was when the module is through."""
    with django_db_blocker.unblock():
        furnish()
        call_command("demo")
        pages.furnish_more()
        server = LiveServer("localhost")
        yield server
        server.stop()
        call_command("flush", verbosity=0, interactive=False)
        furnish()


@pytest.fixture
def db(site):
    """The demonstration's rows, committed, where other tests have a transaction.

    pytest-django makes the test database when any test names a fixture called so.
    """


class Visitor:
    """A browser context of somebody: anonymous, or signed in by a session made directly."""

    def __init__(self, browser, site, email=None):
        self.url = site.url
        self.context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
        if email:
            client = Client()
            user = User.objects.get(email=email)
            client.force_login(user)
            # As after a sign-in just now: pages about safety ask for that.
            session = client.session
            session["account_authentication_methods_user"] = str(user.pk)
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time(), "email": email, "reauthenticated": True}]
            session.save()
            cookie = client.cookies["sessionid"]
            self.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": self.url}])
        self.page = self.context.new_page()
        self.complaints = Complaints()
        self.complaints.watch(self.page)

    def go(self, path):
        return self.page.goto(self.url + path)


@pytest.fixture
def visitor(browser, site, db):
    """Make visitors; their contexts are closed after the test."""
    made = []

    def make(email=None, running=browser):
        made.append(Visitor(running, site, email))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
