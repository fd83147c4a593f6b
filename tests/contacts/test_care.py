"""What nobody checked for 90 days: the list, the note that somebody looked, the card on the start page."""

import csv
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.models import Figure, Rule
from complaints.rules import current_rules
from contacts.care import STALE_DAYS, count_unchecked, link_words, stale_since, unchecked
from contacts.models import Body, Channel, Company, Guide, LinkCheck, Revision
from contacts.revisions import label_of, versions_of
from tests.base import NOW, TODAY
from tests.complaints.pages import signed_in, text, words
from tests.contacts.test_admin import change

pytestmark = pytest.mark.usefixtures("house", "nine_in_the_morning")
REPORT = reverse("admin:unchecked")
SHEET = reverse("admin:unchecked_csv")
OLD = TODAY - timedelta(days=STALE_DAYS)


@pytest.fixture(autouse=True)
def all_checked_today(house):
    """Start from a directory in which everything was checked today."""
    for model in (Company, Channel, Guide, Body):
        model.objects.update(checked_on=TODAY)
    Rule.objects.update(valid_from=TODAY)
    Figure.objects.update(written_at=NOW)


@pytest.fixture
def procon():
    return Body.objects.get(slug="procon-sp")


@pytest.fixture
def sara(cast):
    return signed_in(cast.supervisor)


def age(row, day=OLD):
    type(row).objects.filter(pk=row.pk).update(checked_on=day)
    return row


def check(row):
    return reverse("admin:checked_today", args=[label_of(row), row.pk])


def names():
    return [entry.name for entry in unchecked(NOW)]


def test_ninety_days_are_too_old_and_eighty_nine_are_not(procon):
    assert names() == []
    age(procon, OLD + timedelta(days=1))
    assert names() == []
    age(procon)
    assert names() == [procon.name]
    assert stale_since(NOW) == OLD


def test_everything_is_there_the_oldest_first(procon, cast):
    shop = Company.objects.get(slug="aliexpress")
    channel, guide = shop.channels.first(), shop.guides.first()
    for days, row in enumerate((guide, procon, channel, shop)):
        age(row, OLD - timedelta(days=10 - days))
    rule = current_rules(slug="cdc49")["cdc49"]
    figure = Figure.objects.get(kind="minimum_wage", valid_from="2026-01-01")
    Rule.objects.filter(pk=rule.pk).update(valid_from=OLD - timedelta(days=2))
    Figure.objects.filter(pk=figure.pk).update(written_at=NOW - timedelta(days=STALE_DAYS + 1))
    assert names() == [
        f"AliExpress: {guide.title}", procon.name, f"AliExpress: {channel.label}", "AliExpress", rule.title,
        figure.get_kind_display()]
    assert count_unchecked(NOW) == 6
    assert [entry.kind for entry in unchecked(NOW)] == [
        "passo a passo", "órgão", "canal", "empresa", "regra", "número da lei"]


def test_a_number_that_no_longer_counts_needs_no_check():
    Figure.objects.filter(kind="minimum_wage", valid_from="2025-01-01").update(written_at=NOW - timedelta(days=400))
    assert names() == []


def test_the_list_is_narrowed_by_kind_and_shop(sara, procon):
    channel = age(Channel.objects.filter(company__slug="aliexpress").first())
    age(procon)
    for query, found in (
        ({}, 2), ({"kind": "contacts.body"}, 1), ({"shop": "aliexpress"}, 1), ({"shop": "shopee"}, 0),
        ({"kind": "contacts.body", "shop": "aliexpress"}, 0), ({"kind": "\0", "shop": "x" * 999}, 2),
        ({"from": "99999999"}, 2), ({"from": "²"}, 2),
    ):
        response = sara.get(REPORT, query)
        assert (response.status_code, response.context["count"]) == (200, found), query
    assert channel.label in words(sara.get(REPORT))
    Body.objects.update(checked_on=TODAY)
    Channel.objects.update(checked_on=TODAY)
    assert "Tudo foi conferido" in words(sara.get(REPORT))


def test_who_looked_last_and_whether_the_address_opened(sara, cast, procon):
    age(procon)
    assert "veio com o programa" in words(sara.get(REPORT))
    LinkCheck.objects.create(url=procon.url, fault=LinkCheck.Fault.GONE, failures=2, last_tried_at=NOW)
    assert sara.post(check(procon)).status_code == 302
    age(procon)
    page = words(sara.get(REPORT))
    assert "Sara" in page and "a página não existe mais" in page and "página oficial" in page


def test_the_worst_visit_is_told():
    works = LinkCheck(url="a", last_ok_at=NOW)
    broken = LinkCheck(url="b", fault=LinkCheck.Fault.SILENT, failures=1)
    shy = LinkCheck(url="c", fault=LinkCheck.Fault.ROBOTS)
    seen = {row.url: row for row in (works, broken, shy)}
    assert [link_words(urls, seen)[0] for urls in (("a", "b"), ("a",), ("c",), (), ("z",))] == [
        "late", "done", "quiet", "quiet", "quiet"]


def test_the_button_notes_today_and_changes_nothing_else(sara, cast, procon):
    age(procon)
    before = Body.objects.values().get(pk=procon.pk)
    response = sara.post(check(procon), {"next": f"{REPORT}?kind=contacts.body"})
    assert (response.status_code, response.url) == (302, f"{REPORT}?kind=contacts.body")
    assert Body.objects.values().get(pk=procon.pk) == before | {"checked_on": TODAY}
    note = versions_of(procon).first()
    assert (note.by, note.reason) == (cast.supervisor, "Conferi hoje, nada mudou.")
    assert LogEntry.objects.get().object_id == str(procon.pk)
    assert "Já estava anotado hoje" in words(sara.post(check(procon), follow=True))
    assert versions_of(procon).count() == 2


def test_the_button_leads_nowhere_else(sara, procon):
    assert sara.post(check(procon), {"next": "https://mau.example/"}).url == REPORT


def test_a_rule_and_a_number_are_noted_too(sara, cast):
    rule = current_rules(slug="cdc49")["cdc49"]
    figure = Figure.objects.get(kind="icms_rate", valid_from="2025-01-01")
    Rule.objects.filter(pk=rule.pk).update(valid_from=date(2026, 1, 1))
    Figure.objects.filter(pk=figure.pk).update(written_at=NOW - timedelta(days=200))
    assert count_unchecked(NOW) == 2
    before = Rule.objects.values().get(pk=rule.pk)
    for row in (rule, figure, rule):
        assert sara.post(check(row)).status_code == 302
    assert count_unchecked(NOW) == 0
    assert Rule.objects.values().get(pk=rule.pk) == before
    assert Revision.objects.filter(model="complaints.rule", by=cast.supervisor).count() == 1
    history = reverse("admin:complaints_rule_history", args=[rule.pk])
    assert "Conferido por Sara" in words(sara.get(history))


def test_readers_read_and_note_nothing(cast, procon):
    age(procon)
    rule = current_rules(slug="cdc49")["cdc49"]
    for person in (cast.agent, cast.mediator, cast.auditor):
        client = signed_in(person)
        page = client.get(REPORT)
        assert page.status_code == 200 and procon.name in words(page)
        assert "Conferi hoje" not in words(page)
        assert client.get(SHEET).status_code == 200
        for row in (procon, rule):
            assert client.post(check(row)).status_code == 403
    assert versions_of(procon).count() == 1
    client = signed_in(cast.consumer)
    for response in (client.get(REPORT), client.get(SHEET), client.post(check(procon))):
        assert response.status_code == 302 and "login" in response.url


def test_wrong_addresses_and_methods(sara, procon):
    assert sara.get(check(procon)).status_code == 405
    assert sara.post(REPORT).status_code == 405
    assert sara.post(SHEET).status_code == 405
    for label, pk in (("contacts.user", 1), ("contacts.body", 999_999), ("complaints.rule", 10**30)):
        assert sara.post(reverse("admin:checked_today", args=[label, pk])).status_code == 404


def test_the_sheet_holds_every_line_and_no_formula(sara, procon):
    Body.objects.filter(pk=procon.pk).update(name='=HYPERLINK("x")', checked_on=OLD)
    response = sara.get(SHEET)
    assert response["Content-Type"].startswith("text/csv")
    heading, row = csv.reader(response.content.decode("utf-8-sig").splitlines())
    assert heading[:2] == ["tipo", "nome"]
    assert row[:2] == ["órgão", "'=HYPERLINK(\"x\")"]
    assert row[4:6] == [OLD.isoformat(), str(STALE_DAYS)]
    assert len(list(csv.reader(sara.get(SHEET, {"kind": "contacts.guide"}).content.decode().splitlines()))) == 1


def test_the_card_counts_them_for_who_may_change_the_directory(cast, procon):
    age(procon)
    start = reverse("admin:index")
    card = "1 Contato ou regra sem conferir há 90 dias"
    page = signed_in(cast.supervisor).get(start)
    assert card in words(page) and REPORT in text(page)
    assert card not in words(signed_in(cast.agent).get(start))


def test_as_many_queries_for_one_as_for_ninety(sara, procon):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert sara.get(REPORT).status_code == 200
        return len(captured)

    age(procon)
    queries()
    few = queries()
    for model in (Company, Channel, Guide, Body):
        model.objects.update(checked_on=OLD)
    Rule.objects.update(valid_from=OLD)
    Figure.objects.update(written_at=timezone.now() - timedelta(days=200))
    assert sara.get(REPORT).context["more"] == 100
    assert queries() == few


def test_the_form_of_a_company_has_a_button_for_each_of_its_parts(sara):
    shop = Company.objects.get(slug="aliexpress")
    page = sara.get(change(shop))
    assert len(page.context["cared"]) == 1 + shop.channels.count() + shop.guides.count()
    assert text(page).count("Conferi hoje, nada mudou") == len(page.context["cared"])
    response = sara.post(check(shop.guides.first()), {"next": change(shop)}, follow=True)
    assert response.redirect_chain[-1][0] == change(shop)
