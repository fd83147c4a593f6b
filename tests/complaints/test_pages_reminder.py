"""The links of a reminder: they work without signing in, do one thing, and expire."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse

from complaints.links import MAX_AGE_SECONDS, PURPOSES, path_for
from complaints.models import Deadline
from tests.base import NOW
from tests.complaints.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


@pytest.fixture
def clock(case):
    return case.deadlines.filter(state="running", party="buyer").order_by("due_at").first()


@pytest.fixture
def visitor():
    # As strict as a browser: the link's signature is the only proof there is.
    return Client(enforce_csrf_checks=True)


def fresh(clock):
    return Deadline.objects.get(pk=clock.pk)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_opening_a_link_changes_nothing(visitor, clock, purpose):
    before = Deadline.objects.filter(pk=clock.pk).values().get()
    for method in (visitor.get, visitor.head):
        response = method(path_for(clock, purpose))
        assert response.status_code == 200
        assert response["Referrer-Policy"] == "no-referrer"
    page = words(visitor.get(path_for(clock, purpose)))
    assert clock.rule.title in page
    assert clock.complaint.story not in page
    assert Deadline.objects.filter(pk=clock.pk).values().get() == before


def test_done(visitor, clock):
    assert "Anotado: você já fez" in words(visitor.post(path_for(clock, "done")))
    assert fresh(clock).state == Deadline.State.MET
    again = visitor.post(path_for(clock, "done"))
    assert again.status_code == 200
    assert "já não está correndo" in words(again)


def test_tomorrow(visitor, clock):
    assert "avisamos amanhã às 9h" in words(visitor.post(path_for(clock, "tomorrow")))
    assert fresh(clock).snoozed_to == NOW + timedelta(days=1)
    with time_machine.travel(clock.due_at - timedelta(hours=1), tick=False):
        late = visitor.post(path_for(clock, "tomorrow"))
    assert "Amanhã já seria tarde" in words(late)


def test_stop_and_stop_again(visitor, clock):
    for _again in range(2):
        page = words(visitor.post(path_for(clock, "stop")))
        assert "O prazo continua correndo: só os avisos pararam." in page
    assert fresh(clock).muted
    assert fresh(clock).state == Deadline.State.RUNNING
    assert clock.complaint.events.filter(kind="reminders_stopped").count() == 1


def test_one_click_of_a_mail_program(visitor, clock):
    response = visitor.post(path_for(clock, "stop"), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert fresh(clock).muted


def bad(response):
    return response.status_code == 410 and "Este link não vale mais" in words(response)


def test_a_link_is_for_one_purpose(visitor, clock):
    for purpose in PURPOSES:
        token = path_for(clock, purpose).split("/")[-2]
        for other in set(PURPOSES) - {purpose}:
            assert bad(visitor.post(reverse("reminder", args=[other, token])))
    assert fresh(clock).state == Deadline.State.RUNNING


@pytest.mark.parametrize("spoil", [
    lambda token: token[:-1], lambda token: token + "x", lambda token: token.swapcase(), lambda token: "x",
    lambda token: "." + token, lambda token: "ção", lambda token: ":" * 30, lambda token: "a" * 5000,
    lambda token: token.split(":")[0], lambda token: ".".join(token),
])
def test_garbled_links(visitor, clock, spoil):
    token = spoil(path_for(clock, "done").split("/")[-2])
    for method in (visitor.get, visitor.post):
        assert bad(method(f"/reminders/done/{token}/"))
    assert fresh(clock).state == Deadline.State.RUNNING


def test_signed_nonsense(visitor, clock):
    wrong_day, no_clock = [clock.pk, "2020-01-01"], [0, clock.due_on.isoformat()]
    for value in ("x", [], [1], wrong_day, no_clock, {"pk": 1}, None, [10**30, "x"], ["a", "b"]):
        token = signing.dumps(value, salt="clock-done")
        assert bad(visitor.post(reverse("reminder", args=["done", token])))


def test_expired_link(visitor, clock):
    address = path_for(clock, "done")
    with time_machine.travel(NOW + timedelta(seconds=MAX_AGE_SECONDS + 1), tick=False):
        assert bad(visitor.get(address))
        assert bad(visitor.post(address))


def test_a_link_of_another_day_no_longer_counts(visitor, clock):
    address = path_for(clock, "done")
    Deadline.objects.filter(pk=clock.pk).update(due_on=clock.due_on + timedelta(days=1))
    assert bad(visitor.post(address))


def test_a_link_of_a_clock_that_is_gone(visitor, clock):
    address = path_for(clock, "stop")
    clock.complaint.delete()
    assert bad(visitor.get(address))


def test_unknown_purposes_and_methods(visitor, clock):
    token = path_for(clock, "done").split("/")[-2]
    assert visitor.get(f"/reminders/pay/{token}/").status_code == 404
    for method in (visitor.put, visitor.delete, visitor.patch):
        assert method(path_for(clock, "done")).status_code == 405


def test_the_page_speaks_the_language_of_the_mails_reader(clock, cast):
    cast.consumer.language = "en"
    cast.consumer.save(update_fields=["language"])
    for method in (Client().get, Client().post):
        page = method(path_for(clock, "stop"))
        assert page.status_code == 200
        assert '<html lang="en"' in page.content.decode()
