"""Rules changed by staff: a new version from a day on; what runs keeps its own."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from complaints.models import Rule
from complaints.rules import brazilian_day, current_rules, load_rules
from complaints.services.clocks import start_clock
from complaints.services.locking import Refused
from complaints.services.rules import EDITABLE, amend_rule, bring_into_force
from complaints.tasks import rules_in_force
from config.celery import app
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, text, words
from tests.complaints.test_rules import changed_copy

pytestmark = pytest.mark.usefixtures("house", "nine_in_the_morning")
SLUG = "ae_seller_answer"
TOMORROW = TODAY + timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)


def current(slug=SLUG):
    return current_rules(slug=slug)[slug]


def amend(rule=None, by=None, valid_from=TODAY, reason="A loja mudou a página.", now=NOW, **changes):
    return amend_rule(rule or current(), changes, by=by, reason=reason, valid_from=valid_from, now=now)


def at(day, hour=3):
    """The instant at which a day begins in Brasília (3 h UTC), or later on that day."""
    return time_machine.travel(NOW.replace(year=day.year, month=day.month, day=day.day, hour=hour), tick=False)


def test_a_change_of_today_is_a_new_version_in_force_at_once(cast):
    old = current()
    fresh = amend(by=cast.supervisor, n=old.n + 3, title_pt="Outro nome")
    assert (fresh.version, fresh.n, fresh.title_pt) == (old.version + 1, old.n + 3, "Outro nome")
    assert (fresh.changed_by, fresh.changed_at, fresh.change_reason) == (cast.supervisor, NOW, "A loja mudou a página.")
    assert current() == fresh
    assert Rule.objects.get(slug=SLUG, current=True) == fresh
    old.refresh_from_db()
    assert not old.current and old.n == fresh.n - 3


def test_a_running_clock_keeps_its_version_and_its_sum(cast):
    case = make_case(cast.consumer)
    clock = start_clock(case, SLUG, TODAY, now=NOW)
    before = (clock.rule_id, clock.sum, clock.due_on, clock.due_at, clock.safe_on)
    amend(n=clock.rule.n + 10)
    clock.refresh_from_db()
    assert (clock.rule_id, clock.sum, clock.due_on, clock.due_at, clock.safe_on) == before
    other = start_clock(make_case(cast.stranger, number="8150000000000011"), SLUG, TODAY, now=NOW)
    assert other.due_on == clock.due_on + timedelta(days=10)


def test_a_case_filed_after_a_change_runs_under_it_and_one_before_does_not(cast):
    first = make_case(cast.consumer)
    rule = first.deadlines.filter(rule__on_filing=True, state="running", rule__unit="calendar_days").first().rule
    amend(rule, n=rule.n + 1)
    second = make_case(cast.stranger, number="8150000000000011")
    assert first.deadlines.get(kind=rule.slug).rule_id == rule.pk
    assert second.deadlines.get(kind=rule.slug).rule.version == rule.version + 1


def test_a_change_of_a_later_day_waits_for_its_first_minute_and_needs_no_task():
    old, fresh = current(), amend(valid_from=NEW_YEAR, n=40)
    assert not fresh.current
    assert current() == old
    with at(NEW_YEAR - timedelta(days=1), hour=23):
        assert current() == old
    with at(NEW_YEAR):
        assert current() == fresh
        assert Rule.objects.get(slug=SLUG, current=True) == old
        rules_in_force()
        assert Rule.objects.get(slug=SLUG, current=True) == fresh == current()
        assert bring_into_force() == 0


def test_a_waiting_version_counts_on_filing_too():
    rule = current("cdc49")
    amend(rule, valid_from=TOMORROW, n=rule.n + 1)
    with at(TOMORROW):
        assert current_rules(on_filing=True)["cdc49"].n == rule.n + 1
        assert set(current_rules(on_filing=True)) == set(
            Rule.objects.filter(current=True, on_filing=True).values_list("slug", flat=True))


def test_the_latest_first_day_wins_then_the_newest_version():
    waiting = amend(valid_from=NEW_YEAR, n=40)
    today = amend(n=30)
    assert current() == today
    with at(TOMORROW):
        assert current() == today
    with at(NEW_YEAR):
        assert current() == waiting
    mended = amend(waiting, valid_from=NEW_YEAR, n=41)
    with at(NEW_YEAR):
        assert current() == mended
        assert bring_into_force() == 1
        assert current() == mended
        assert Rule.objects.filter(slug=SLUG, current=True).count() == 1
    with at(NEW_YEAR + timedelta(days=300)):
        assert bring_into_force() == 0
        assert current() == mended


def test_the_day_is_the_one_of_brasilia():
    fresh = amend(valid_from=TOMORROW, n=40)
    with at(TOMORROW, hour=2):
        assert brazilian_day() == TODAY
        assert current() != fresh
    with at(TOMORROW, hour=3):
        assert current() == fresh


@pytest.mark.parametrize(("changes", "said"), [
    ({}, "Nada mudou"), ({"n": 0}, "Confira o número"), ({"n": 99_999}, "Confira o número"),
    ({"n": 40, "valid_from": TODAY - timedelta(days=1)}, "de hoje em diante"), ({"n": 40, "reason": " "}, "motivo"),
    ({"unit": "fortnights"}, "fortnights"), ({"n": 40, "unit": "years"}, "Confira o número"),
    ({"title_pt": ""}, "vazio"), ({"title_pt": "x" * 81}, "80"), ({"trust": "sure"}, "sure"),
    ({"source_url": "javascript:x"}, "URL"), ({"cap_days": 9}, "teto"),
])
def test_what_is_refused_changes_nothing(changes, said):
    before = list(Rule.objects.order_by("pk").values())
    with pytest.raises(Refused, match=said):
        amend(**changes)
    assert list(Rule.objects.order_by("pk").values()) == before


def test_what_the_program_rests_on_is_not_for_staff_to_change():
    for name in ("slug", "actor", "start_event", "kind", "on_expiry", "applies", "on_filing", "version", "current"):
        assert name not in EDITABLE
        with pytest.raises(ValueError):
            amend(**{name: "x"})


def test_a_version_that_was_replaced_is_no_base_for_another():
    old = current()
    amend(n=40)
    with pytest.raises(Refused, match="já mudou"):
        amend(old, n=50)


# -- The data file ------------------------------------------------------------------------


def test_loading_leaves_a_rule_of_staff_alone_until_the_file_itself_changes(tmp_path):
    fresh = amend(n=40)
    assert load_rules()[:2] == (0, 0)
    assert current() == fresh
    path = changed_copy(tmp_path, SLUG, n=25)
    assert load_rules(path).changed == 1
    assert (current().n, current().changed_at) == (25, None)
    assert load_rules(path).changed == 0
    with at(NEW_YEAR):
        assert current().n == 25


def test_a_version_made_from_an_older_file_never_comes_back(tmp_path):
    amend(valid_from=NEW_YEAR, n=40)
    path = changed_copy(tmp_path, SLUG, n=25)
    load_rules(path)
    with at(NEW_YEAR):
        assert current().n == 25
        assert bring_into_force() == 0
        assert load_rules(path).changed == 0


def test_the_night_brings_rules_into_force():
    entry = app.conf.beat_schedule["bring rules into force"]
    assert entry["task"] == rules_in_force.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({0}, {5})


# -- The page -----------------------------------------------------------------------------


def page(rule):
    return reverse("admin:complaints_rule_amend", args=[rule.pk])


def sent_for(client, rule, **changes):
    """Return what the browser would send of the form as it opens, with `changes`."""
    form = client.get(page(rule)).context["form"]
    sent = {bound.html_name: bound.field.prepare_value(bound.value()) for bound in form}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False}
    return {**sent, "reason": "A loja mudou a página.", **changes}


def test_a_supervisor_changes_a_rule(cast):
    client, rule = signed_in(cast.supervisor), current()
    shown = client.get(reverse("admin:complaints_rule_change", args=[rule.pk]))
    assert page(rule) in text(shown)
    response = client.post(page(rule), sent_for(client, rule, n="40", source_pt="Página nova da ajuda"), follow=True)
    fresh = current()
    assert (fresh.n, fresh.source_pt, fresh.changed_by) == (40, "Página nova da ajuda", cast.supervisor)
    assert f"A versão {fresh.version} vale desde já" in words(response)
    assert "A loja mudou a página." in words(response)
    entry = LogEntry.objects.get(object_id=str(fresh.pk))
    assert (entry.user, entry.get_change_message()) == (
        cast.supervisor, "Motivo: A loja mudou a página. Versão 2, feita da 1.")
    # What the form does not show stays as it was.
    for field in Rule._meta.concrete_fields:
        if field.name not in {
            "id", "version", "current", "valid_from", "changed_by", "changed_at", "change_reason", "n", "source_pt",
        }:
            assert getattr(fresh, field.name) == getattr(rule, field.name), field.name


def test_a_version_that_waits_is_told_on_both_pages(cast):
    client, rule = signed_in(cast.supervisor), current()
    response = client.post(page(rule), sent_for(client, rule, n="40", valid_from="2027-01-01"), follow=True)
    assert "a partir de sexta-feira, 1 de janeiro de 2027" in words(response)
    for url in (page(rule), reverse("admin:complaints_rule_change", args=[rule.pk])):
        assert "A versão 2 já está marcada para sexta-feira, 1 de janeiro de 2027." in words(client.get(url))
    assert current() == rule


@pytest.mark.parametrize("changes", [
    {"reason": ""}, {"n": "x"}, {"n": "-5"}, {"n": "99999999999999999999"}, {"valid_from": "2020-01-01"},
    {"valid_from": ""}, {"title_pt": "a\0b"}, {"unit": "x"}, {"source_url": "javascript:alert(1)"},
    {"reason": "x" * 401}, {"action_pt": "x" * 9999}, {},
])
def test_bad_input_is_said_and_kept(cast, changes):
    client, rule = signed_in(cast.supervisor), current()
    sent = sent_for(client, rule, **changes)
    response = client.post(page(rule), sent)
    assert response.status_code == 422
    assert "Confira antes de continuar" in words(response)
    assert changes.get("reason", sent["reason"])[:20] in text(response)
    assert Rule.objects.filter(slug=SLUG).count() == 1


def test_only_supervisors_change_rules(cast):
    rule = current()
    sent = sent_for(signed_in(cast.supervisor), rule, n="40")
    for person in (cast.agent, cast.mediator, cast.auditor):
        client = signed_in(person)
        assert page(rule) not in text(client.get(reverse("admin:complaints_rule_change", args=[rule.pk])))
        assert client.get(page(rule)).status_code == 403
        assert client.post(page(rule), sent).status_code == 403
    assert signed_in(cast.consumer).get(page(rule)).status_code == 302
    assert current() == rule
    client = signed_in(cast.supervisor)
    assert client.put(page(rule)).status_code == 405
    assert client.get(reverse("admin:complaints_rule_amend", args=[999_999])).status_code == 404
    assert client.get(reverse("admin:complaints_rule_amend", args=[10**30])).status_code == 404
