"""Versions of rules and numbers of the law: read side by side, looked at before saving, brought back."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.admin.rule_history import worked_example
from complaints.models import Figure, Rule
from complaints.rules import current_rules
from tests.base import TODAY, show_factor
from tests.complaints.pages import signed_in, text, words
from tests.complaints.test_figures import ADD, SENT
from tests.complaints.test_rule_changes import SLUG, amend, current, page, sent_for

pytestmark = pytest.mark.usefixtures("house", "nine_in_the_morning")
REASON = "A página voltou ao que era."


@pytest.fixture
def sara(cast):
    return signed_in(cast.supervisor)


def history(row):
    return reverse(f"admin:complaints_{row._meta.model_name}_history", args=[row.pk])


def back_to(rule):
    return reverse("admin:complaints_rule_restore", args=[rule.pk])


def test_the_history_of_a_rule_says_who_why_and_what(sara, cast):
    old = current()
    fresh = amend(by=cast.supervisor, n=old.n + 3)
    for row in (old, fresh):
        shown = sara.get(history(row))
        said = words(shown)
        assert "Sara" in said and "A loja mudou a página." in said and "em vigor" in said and fresh.source_pt in said
        newest, first = shown.context["versions"]
        assert [(one.old, one.new) for one in newest.changes] == [(str(old.n), str(fresh.n))]
        assert (newest.restore_url, first.restore_url) == ("", back_to(old))


def test_two_versions_of_a_rule_are_compared(sara):
    old = current()
    amend(n=old.n + 3)
    amend(n=old.n + 3, unit="business_days")
    compared = sara.get(history(old), {"a": "1", "b": "3"}).context["compared"]
    assert [(one.old, one.new) for one in compared["changes"]] == [
        (str(old.n), str(old.n + 3)), ("dias corridos", "dias úteis")]
    assert sara.get(history(old), {"a": "1", "b": "7"}).status_code == 422


def test_a_look_at_an_amendment_lays_it_on_the_calendar_and_writes_nothing(sara):
    rule = current()
    sent = sent_for(sara, rule, n="9")
    response = sara.post(page(rule), {**sent, "_preview": "1"})
    assert response.status_code == 200
    before, after = TODAY + timedelta(days=rule.n), TODAY + timedelta(days=9)
    assert f"acabaria em terça-feira, {after.day} de dezembro" in words(response)
    assert f"em sexta-feira, {before.day} de novembro" in words(response)
    assert [(one.old, one.new) for one in response.context["preview"].sections[0].changes] == [(str(rule.n), "9")]
    assert response.context["form"]["n"].value() == "9"
    assert current() == rule and Rule.objects.filter(slug=SLUG).count() == 1
    assert LogEntry.objects.count() == 0
    assert sara.post(page(rule), sent).status_code == 302
    assert current().n == 9


@pytest.mark.parametrize("changes", [{"n": "0"}, {"valid_from": "2020-01-01"}, {"reason": ""}])
def test_a_look_refuses_what_the_door_would_refuse(sara, changes):
    rule = current()
    response = sara.post(page(rule), {**sent_for(sara, rule, **{"n": "9", **changes}), "_preview": "1"})
    assert response.status_code == 422
    assert "Como vai ficar" not in words(response)


def test_the_example_of_every_rule_can_be_told():
    for rule in current_rules().values():
        assert "Por exemplo" in worked_example(rule, rule, TODAY)[0]


def test_going_back_is_a_new_version_with_the_old_words(sara, cast):
    old = current()
    fresh = amend(n=old.n + 3, title_pt="Outro nome")
    shown = sara.get(back_to(old))
    assert {(one.old, one.new) for one in shown.context["changes"]} == {
        (str(fresh.n), str(old.n)), ("Outro nome", old.title_pt)}
    assert "Por exemplo" in words(shown)
    response = sara.post(back_to(old), {"reason": REASON, "valid_from": TODAY.isoformat()}, follow=True)
    assert "com o conteúdo da 1" in words(response)
    standing = current()
    assert (standing.version, standing.n, standing.title_pt) == (3, old.n, old.title_pt)
    assert (standing.changed_by, standing.change_reason) == (cast.supervisor, REASON)


@pytest.mark.parametrize("changes", [{"reason": " "}, {"valid_from": "2020-01-01"}, {"valid_from": "ontem"}])
def test_going_back_without_its_due_is_refused(sara, changes):
    old = current()
    fresh = amend(n=old.n + 3)
    sent = {"reason": REASON, "valid_from": TODAY.isoformat(), **changes}
    assert sara.post(back_to(old), sent).status_code == 422
    assert current() == fresh


def test_only_supervisors_go_back_and_only_lately_signed_in(cast, sara):
    old = current()
    fresh = amend(n=old.n + 3)
    sent = {"reason": REASON, "valid_from": TODAY.isoformat()}
    for person in (cast.agent, cast.mediator, cast.auditor):
        client = signed_in(person)
        assert "Voltar a esta versão" not in words(client.get(history(old)))
        assert client.get(back_to(old)).status_code == 403
        assert client.post(back_to(old), sent).status_code == 403
    assert signed_in(cast.consumer).get(history(old)).status_code == 302
    session = sara.session
    show_factor(session, cast.supervisor, at=0)
    session.save()
    assert "reauthenticate" in sara.post(back_to(old), sent).url
    assert current() == fresh


def test_wrong_addresses_and_methods(sara):
    rule = current()
    assert sara.put(back_to(rule)).status_code == 405
    assert sara.get(reverse("admin:complaints_rule_restore", args=[10**30])).status_code == 404
    for pk in ("999999", "x", "²", "9" * 40):
        assert sara.get(reverse("admin:complaints_rule_history", args=[pk])).status_code == 404
        assert sara.get(reverse("admin:complaints_figure_history", args=[pk])).status_code == 404


def test_the_history_asks_as_much_for_ten_versions_as_for_two(sara):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert sara.get(history(rule)).status_code == 200
        return len(captured)

    rule = current()
    amend(n=20)
    queries()
    few = queries()
    for n in range(21, 30):
        amend(n=n)
    assert queries() == few


# -- Numbers of the law -------------------------------------------------------------------


def test_the_history_of_a_number_has_all_its_rows(cast):
    figure = Figure.objects.get(kind="minimum_wage", valid_from=date(2026, 1, 1))
    for person in (cast.auditor, cast.supervisor):
        shown = signed_in(person).get(history(figure))
        assert shown.status_code == 200
        versions = shown.context["versions"]
        assert len(versions) == 3 and versions[0].how == "em vigor"
        assert ("1.518,00", "1.621,00") in {(one.old, one.new) for one in versions[0].changes}
        assert "Voltar a esta versão" not in words(shown)
    assert signed_in(cast.consumer).get(history(figure)).status_code == 302


def test_a_look_at_a_new_number_says_what_it_replaces(sara):
    before = Figure.objects.count()
    response = sara.post(ADD, {**SENT, "_preview": "1"})
    assert response.status_code == 200
    changes = response.context["preview"].sections[0].changes
    assert ("1.621,00", "1.700,00") in {(one.old, one.new) for one in changes}
    assert "Ainda não foi guardado" in words(response)
    assert "Decreto" in text(response)
    assert Figure.objects.count() == before
    assert sara.post(ADD, SENT).status_code == 302


def test_a_look_at_a_wrong_number_says_the_mistake(sara):
    response = sara.post(ADD, {**SENT, "value": "abc", "_preview": "1"})
    assert "preview" not in response.context
    assert response.context["adminform"].form.errors
