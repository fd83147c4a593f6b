"""The links of a reminder: signed, for one purpose, and they end."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client

from complaints.links import MAX_AGE_SECONDS, BadLink, clock_of, path_for
from complaints.models import Deadline
from complaints.services.clocks import correct_clock, mark_done
from tests.base import NOW, TODAY

PURPOSES = ("done", "tomorrow", "stop")


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clock(case):
    return case.deadlines.get(kind="ae_open_after_delivery_time")


def row(clock):
    return Deadline.objects.filter(pk=clock.pk).values().get()


@pytest.mark.parametrize("purpose", PURPOSES)
def test_opening_a_link_changes_nothing_and_its_button_acts(client, clock, purpose):
    path, before = path_for(clock, purpose), row(clock)
    page = client.get(path)
    assert page.status_code == 200
    assert client.head(path).status_code == 200
    assert clock.rule.title_pt in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert row(clock) == before
    assert client.post(path).status_code == 200
    after = row(clock)
    assert {
        "done": after["state"] == "met",
        "tomorrow": after["snoozed_to"] == NOW + timedelta(days=1),
        "stop": after["muted"] and after["state"] == "running",
    }[purpose]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_does_one_thing_only(client, clock, purpose):
    token, before = path_for(clock, purpose).split("/")[-2], row(clock)
    for other in PURPOSES:
        if other != purpose:
            assert client.post(f"/reminders/{other}/{token}/").status_code == 410
    assert row(clock) == before


def test_a_forged_link_says_so_in_words(client, clock):
    path, before = path_for(clock, "done"), row(clock)
    token = path.split("/")[-2]
    forged = [
        path.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B")), path.replace(token, token[:9]),
        path.replace(token, "x"), path.replace(token, signing.dumps([clock.pk, "2026-11-28"])),
        path.replace(token, signing.dumps("nonsense", salt="clock-done")),
        path.replace(token, signing.dumps(["x", "2026-11-28"], salt="clock-done")),
        path.replace(token, signing.dumps([10**9, "2026-11-28"], salt="clock-done")),
    ]
    for address in forged:
        page = client.post(address)
        assert page.status_code == 410
        assert "Este link não vale mais" in page.content.decode()
    assert row(clock) == before


def test_a_link_expires(client, clock):
    path = path_for(clock, "stop")
    with time_machine.travel(NOW + timedelta(seconds=MAX_AGE_SECONDS), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(NOW + timedelta(seconds=MAX_AGE_SECONDS + 1), tick=False):
        assert client.get(path).status_code == 410
        with pytest.raises(BadLink):
            clock_of("stop", path.split("/")[-2])


def test_a_link_for_a_date_since_corrected_no_longer_counts(client, cast, clock):
    path = path_for(clock, "done")
    clock = correct_clock(clock, TODAY, by=cast.agent, reason="A data era outra.")
    before = row(clock)
    page = client.post(path)
    assert page.status_code == 410
    assert "a data do prazo mudou" in page.content.decode()
    assert row(clock) == before
    assert client.post(path_for(clock, "done")).status_code == 200


def test_a_link_pressed_again_says_why_not(client, clock):
    path = path_for(clock, "done")
    client.post(path)
    page = client.post(path)
    assert page.status_code == 200
    assert "já não está correndo" in page.content.decode()
    assert clock.complaint.events.filter(kind="clock_done").count() == 1


def test_a_mail_program_unsubscribes_with_one_post(clock):
    # RFC 8058: no cookie, no session, no token of a form.
    from_outside = Client(enforce_csrf_checks=True)
    page = from_outside.post(path_for(clock, "stop"), {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    assert row(clock)["muted"]


def test_other_methods_are_not_allowed(client, clock):
    assert client.put(path_for(clock, "stop")).status_code == 405
    assert client.delete(path_for(clock, "stop")).status_code == 405


def test_no_purpose_is_invented(client, clock):
    assert client.post(path_for(clock, "done").replace("/done/", "/erase/")).status_code == 404


def test_links_of_an_ended_clock_do_no_harm(client, clock):
    paths = {purpose: path_for(clock, purpose) for purpose in PURPOSES}
    mark_done(clock)
    before = row(clock)
    for path in paths.values():
        assert client.get(path).status_code == client.post(path).status_code == 200
    assert row(clock) == before
