"""What stands in the logs: no link that acts for its reader, no address."""

import logging

import pytest
from django.conf import settings as product
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils.log import configure_logging
from hypothesis import given
from hypothesis import strategies as st

from complaints.links import path_for
from config.logs import Discreet, discreet


@given(st.lists(st.integers() | st.text(max_size=9), max_size=4), st.sampled_from(["done", "tomorrow", "stop"]))
def test_no_signed_token_is_left(content, purpose):
    token = signing.dumps(content, key="k", salt="s", compress=True)
    path = f"/reminders/{purpose}/{token}/"
    for line in (f"Gone: {path}", f"GET {path}?x=1 410", f"token {token}."):
        said = discreet(line)
        assert token not in said
        assert token.rsplit(":", 1)[1] not in said
        assert "[token]" in said


@pytest.mark.parametrize("line", [
    "Gone: /cases/ABCD-1234/", "swept 20 clocks in 0:00:01.5 at 2026-11-22 09:00:00,123", "PATCH /reminders/ 404",
    "amqp://10.0.0.1:5672//", "", "Not Found: /directory/companies/aliexpress/",
])
def test_other_lines_stay_what_they_are(line):
    assert discreet(line) == line


def test_no_address_is_left():
    said = discreet("Key (email)=(maria+1@mail.example.com) already exists.")
    assert said == "Key (email)=([address]) already exists."


@pytest.mark.parametrize(("line", "said"), [
    ('"GET /admin/complaints/complaint/?queue=all&q=Maria+da+Silva&after=3 HTTP/1.1" 200 512',
     '"GET /admin/complaints/complaint/?queue=all&q=[words]&after=3 HTTP/1.1" 200 512'),
    ("GET /admin/contacts/user/?q=maria%40example.com", "GET /admin/contacts/user/?q=[words]"),
    ("GET /admin/audit/?who=5&case=maria%40example.com.br", "GET /admin/audit/?who=5&case=[address]"),
    ("GET /admin/login/?next=/admin/complaints/complaint/%3Fqueue%3Dall%26q%3DMaria%2Bda%2BSilva%26after%3D3 HTTP/1.1",
     "GET /admin/login/?next=/admin/complaints/complaint/%3Fqueue%3Dall%26q%3D[words]%26after%3D3 HTTP/1.1"),
    ("/directory/?q=procon#top", "/directory/?q=[words]#top"), ("GET /?faq=1&q=", "GET /?faq=1&q="),
])
def test_no_words_of_a_search_are_left(line, said):
    assert discreet(line) == said


def written(capsys, record):
    stream = logging.StreamHandler()
    stream.setFormatter(Discreet(product.LOGGING["formatters"]["plain"]["format"]))
    stream.handle(record)
    return capsys.readouterr().err


def test_a_traceback_and_what_a_record_carries_are_cut_too(capsys):
    token = signing.dumps([1, "2026-11-22"], key="k")
    try:
        raise ValueError(f"/reminders/stop/{token}/ of maria@example.com")
    except ValueError as error:
        record = logging.LogRecord(
            "django.request", logging.ERROR, "", 1, "%s: %s", ("Error", f"/reminders/done/{token}/"),
            (ValueError, error, error.__traceback__),
        )
    said = written(capsys, record)
    assert "Traceback" in said
    # Once in the message, twice in the traceback: the line of the code and the text of the error.
    assert said.count("[token]") == 3
    assert token not in said
    assert "maria@" not in said


@pytest.fixture
def product_logs(settings):
    """Logging as the product sets it up, at its usual level; as the tests want it afterwards."""
    usual = {**product.LOGGING, "root": {**product.LOGGING["root"], "level": "INFO"}}
    configure_logging("logging.config.dictConfig", usual)
    yield
    configure_logging("logging.config.dictConfig", product.LOGGING)


@pytest.mark.parametrize("name", ["django.request", "django.server", "gunicorn.error", "contacts.tasks", "celery"])
def test_every_logger_writes_through_the_discreet_one(name, db, product_logs):
    logger, handlers = logging.getLogger(name), []
    while logger:
        handlers += [handler for handler in logger.handlers if not is_silent(handler)]
        logger = logger.parent if logger.propagate else None
    assert len(handlers) == 1
    assert isinstance(handlers[0].formatter, Discreet)


def is_silent(handler):
    return type(handler).__module__.startswith("_pytest") or isinstance(handler, logging.NullHandler)


def test_a_link_that_no_longer_counts_is_logged_without_its_token(case, capsys, request):
    clock = case.deadlines.running().first()
    good = path_for(clock, "stop")
    bad = good[:-3] + "xx/"
    usual = {**product.LOGGING, "root": {**product.LOGGING["root"], "level": "INFO"}}
    # Set up here, so that the stream is the one that is read below.
    configure_logging("logging.config.dictConfig", usual)
    request.addfinalizer(lambda: configure_logging("logging.config.dictConfig", product.LOGGING))
    assert Client().get(bad).status_code == 410
    said = capsys.readouterr().err
    assert "Gone: /reminders/stop/[token]/" in said
    assert bad.split("/")[3] not in said
    assert Client().get(reverse("health") + "nada/").status_code == 404
    assert "Not Found: /healthnada/" in capsys.readouterr().err
