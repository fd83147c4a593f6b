"""What the staff see and change is written down, readable by the auditor alone, and by nobody changed."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import Complaint, Deadline, Event, Evidence
from complaints.models.timeline import EventIsFinal
from complaints.services.evidence import attach
from complaints.services.messages import write_message
from complaints.timeline import append
from config import audit_rows
from config.watching import OF_THE_HOUSE
from contacts.models import AccessRecord, Company, OutgoingEmail, User
from contacts.models.staff import RecordIsFinal
from contacts.seen import What, fit, note_seen
from contacts.sheets import safe
from disputes import services
from disputes.models import Dispute, SellerLink
from tests.base import NOW, make_case, person, show_factor
from tests.complaints.pages import signed_in, upload, words

AUDIT = "/admin/audit/"

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")


@pytest.fixture
def boss(house):
    """Somebody who may open every page there is."""
    return person("chefe@example.com", "Rui", role="supervisor", is_superuser=True)


@pytest.fixture
def dispute(cast, case):
    """Maria's case with a proof, a message and a dispute that a mediator has decided."""
    dispute = services.open_dispute(
        case, by=cast.consumer, remedy="full_refund", mode="hosted", address="loja@example.net", language="pt-br",
        now=NOW)
    attach(case, [upload()], user=cast.consumer, now=NOW)
    write_message(case, "Alguém aí?", author=cast.consumer, party="buyer", form_key="a", now=NOW)
    services.seller_refuses(dispute, note="Não.", now=NOW)
    services.escalate(dispute, by=cast.consumer, now=NOW)
    services.decide(
        dispute, mediator=cast.mediator, outcome="buyer", reasons="Não provou.", facts="Não chegou.", now=NOW)
    return dispute


def request_of(user):
    request = RequestFactory().get("/x/")
    request.user = user
    return request


def records():
    return list(AccessRecord.objects.order_by("pk"))


def only():
    """Return the one record there is, and forget it for what comes next."""
    (record,) = records()
    AccessRecord.objects.all()._raw_delete("default")
    return record


# -- One look ---------------------------------------------------------------------------


def test_a_look_is_one_statement(cast, case, django_assert_num_queries):
    user, request = cast.agent, request_of(cast.agent)
    with django_assert_num_queries(1):
        note_seen(request, What.CASE, case=case)
    record = only()
    assert (record.user, record.user_key, record.what, record.subject, record.case, record.cases, record.at) == (
        user, user.pk, "case", case.reference, case.pk, [], NOW)


def test_what_is_not_watched(cast, case, client):
    assert note_seen(request_of(cast.consumer), What.CASE, case=case) is None
    own = make_case(cast.agent, number="8150000000000011")
    assert note_seen(request_of(cast.agent), What.CASE, case=own) is None
    client.get(case.get_absolute_url())
    assert records() == []


@given(st.text(max_size=400))
def test_any_words_fit_the_column(text):
    fitted = fit(text)
    assert len(fitted) <= 200
    assert "\x00" not in fitted
    assert "\n" not in fitted


def test_nobody_changes_or_deletes_what_was_written(cast, case):
    record = note_seen(request_of(cast.agent), What.CASE, case=case)
    record.subject = "outro"
    for change in (record.save, record.delete, AccessRecord.objects.all().delete,
                   lambda: AccessRecord.objects.update(subject="outro")):
        with pytest.raises(RecordIsFinal):
            change()
    with pytest.raises(EventIsFinal):
        Event.objects.all().delete()
    assert only().subject == case.reference


def test_a_record_outlives_the_account(cast, case):
    agent = cast.agent
    note_seen(request_of(agent), What.CASE, case=case)
    key = agent.pk
    agent.delete()
    record = only()
    assert (record.user, record.user_key) == (None, key)


@pytest.mark.parametrize("row", ["accessrecord", "event"])
def test_not_even_a_superuser_changes_a_record_in_the_admin(boss, cast, case, row):
    record = note_seen(request_of(cast.agent), What.CASE, case=case)
    app, one = {"accessrecord": ("contacts", record), "event": ("complaints", case.events.first())}[row]
    client = signed_in(boss)
    before = list(type(one).objects.filter(pk=one.pk).values())
    for page in ("change", "delete"):
        assert client.post(reverse(f"admin:{app}_{row}_{page}", args=[one.pk]), {"post": "yes"}).status_code == 403
    assert client.post(reverse(f"admin:{app}_{row}_add"), {}).status_code == 403
    client.post(reverse(f"admin:{app}_{row}_changelist"), {"action": "delete_selected", "_selected_action": [one.pk]})
    assert list(type(one).objects.filter(pk=one.pk).values()) == before
    assert LogEntry not in admin.site._registry


# -- Every page -------------------------------------------------------------------------


def pages_of(model):
    """Return the pages of an admin that show rows: the list and, where there is a row, one row and its history."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    pages = [reverse(f"{name}_changelist")]
    row = model._base_manager.filter(complaint__isnull=False).first() if model is Evidence else (
        model._base_manager.first())
    if row is not None:
        pages += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history")]
    return pages


def test_each_page_of_each_admin_writes_one_look_before_it_is_shown(boss, cast, dispute):
    """Whatever is registered later is in here by itself."""
    client = signed_in(boss)
    walked = set()
    for model in admin.site._registry:
        for page in pages_of(model):
            AccessRecord.objects.all()._raw_delete("default")
            status = client.get(page).status_code
            looks = [(record.user, bool(record.subject)) for record in records()]
            if status == 302:
                continue
            assert status == 200, page
            assert looks == ([] if model in OF_THE_HOUSE else [(boss, True)]), page
            walked.add((model, page.rstrip("/").rsplit("/", 1)[-1]))
    for model in (Complaint, Deadline, Dispute, Event, Evidence, OutgoingEmail, SellerLink, User):
        assert {(model, model._meta.model_name), (model, "change")} <= walked


def test_a_list_says_which_cases_stood_on_it(cast, case):
    other = make_case(cast.stranger, number="8150000000000011")
    signed_in(cast.agent).get(reverse("admin:complaints_event_changelist") + "?q=filed")
    record = only()
    assert (record.what, record.cases) == ("record", sorted([case.pk, other.pk]))
    assert record.subject == "complaints.event ?filed"


@pytest.mark.parametrize(("page", "what"), [
    ("decide", "dispute"), ("ask", "dispute"), ("write", "dispute"), ("note", "dispute"), ("change", "dispute"),
])
def test_the_pages_of_a_dispute_are_looks_at_its_case(cast, dispute, case, page, what):
    signed_in(cast.supervisor).get(reverse(f"admin:disputes_dispute_{page}", args=[dispute.pk]))
    record = only()
    assert (record.what, record.case) == (what, case.pk)


def test_what_staff_read_in_the_consumers_own_place_is_written_too(cast, dispute, case):
    file = case.evidence.first()
    client = signed_in(cast.auditor)
    for page, what in {
        case.get_absolute_url(): "case",
        reverse("dispute_room", args=[case.reference]): "case",
        reverse("evidence_shown", args=[case.reference, file.token]): "file",
        reverse("evidence_original", args=[case.reference, file.token]): "file",
    }.items():
        assert client.get(page).status_code == 200
        record = only()
        assert (record.what, record.case, record.user) == (what, case.pk, cast.auditor)
    assert client.get(reverse("evidence_shown", args=[case.reference, "nada"])).status_code == 404
    assert records() == []


def test_a_page_that_asks_by_itself_and_hears_nothing_new_is_no_look(cast, case):
    client = signed_in(cast.agent)
    live = reverse("case_live", args=[case.reference])
    page = client.get(case.get_absolute_url())
    only()
    headers = {"HX-Request": "true", **json.loads(page.context["live"].headers)}
    assert client.get(live, headers=headers).status_code == 304
    assert records() == []
    write_message(case, "Alguém aí?", author=cast.consumer, party="buyer", form_key="a", now=NOW)
    assert client.get(live, headers=headers).status_code == 200
    assert only().case == case.pk


def test_consumers_are_not_watched(case, maria):
    maria.get(case.get_absolute_url())
    maria.get(reverse("cases"))
    assert records() == []


@pytest.mark.parametrize("page", ["staff", "public"])
def test_a_page_that_cannot_be_written_down_is_not_shown(cast, case, monkeypatch, page):
    def fail(**fields):
        raise DatabaseError("disk full")

    monkeypatch.setattr(AccessRecord.objects, "create", fail)
    client = signed_in(cast.agent, raise_request_exception=False)
    url = reverse("admin:complaints_event_changelist") if page == "staff" else case.get_absolute_url()
    answer = client.get(url)
    assert answer.status_code == 500
    assert "Maria" not in answer.content.decode()
    assert case.reference not in answer.content.decode()


def test_no_look_is_written_for_what_was_refused(cast, dispute):
    client = signed_in(cast.agent)
    assert client.get(reverse("admin:disputes_dispute_decide", args=[dispute.pk])).status_code == 403
    assert client.get(reverse("admin:contacts_user_changelist")).status_code == 403
    assert client.get("/admin/complaints/event/999999/change/").status_code == 302
    assert records() == []


# -- The auditor's page -----------------------------------------------------------------


def look(user, *, at=NOW, what=What.CASE, subject="", case=None, cases=()):
    return AccessRecord.objects.create(
        at=at, user=user, user_key=user.pk, what=what, subject=subject, case=case and case.pk, cases=list(cases))


def changed(user, thing, text="Mudou o telefone.", at=NOW):
    entry = LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(thing), object_id=str(thing.pk),
        object_repr=str(thing), action_flag=CHANGE, change_message=text)
    LogEntry.objects.filter(pk=entry.pk).update(action_time=at)
    return entry


@pytest.fixture
def told(cast, case):
    """Ana looked and extended, Sara changed the directory; a day earlier Bia looked."""
    look(cast.mediator, at=NOW - timedelta(days=1), what=What.LIST, subject="contacts.user ana", cases=[case.pk])
    look(cast.agent, at=NOW - timedelta(minutes=3), subject=case.reference, case=case)
    append(case, "agent_assigned", "staff", at=NOW - timedelta(minutes=2), by=cast.agent, agent="Ana")
    changed(cast.supervisor, Company.objects.get(slug="aliexpress"), at=NOW - timedelta(minutes=1))
    return cast


def rows_in(response):
    return [(row.kind, str(row.who)) for _day, rows in response.context["days"] for row in rows]


def test_the_auditor_reads_looks_and_changes_newest_first(told, case):
    answer = signed_in(told.auditor).get(AUDIT)
    # The first is this look itself.
    assert rows_in(answer) == [
        ("seen", "Caio"), ("rest", "Sara"), ("cases", "Ana"), ("seen", "Ana"), ("seen", "Bia")]
    page = words(answer)
    for said in ("AliExpress", "Mudou o telefone.", case.shown_reference, "pessoas ana", "uma lista de casos"):
        assert said in page


def test_a_list_that_was_seen_is_called_as_its_page_is(cast):
    look(cast.agent, what=What.LIST, subject="needs")
    look(cast.agent, what=What.LIST, subject="queue=late&whose=mine")
    look(cast.agent, what=What.SEARCH, subject="needs")
    page = words(signed_in(cast.auditor).get(AUDIT))
    for said in ("Precisam de uma pessoa", "Atrasados ou quase (queue=late&whose=mine)", "uma busca: needs"):
        assert said in page


def test_what_the_consumer_did_is_no_business_of_the_audit(told):
    answer = signed_in(told.auditor).get(AUDIT, {"kind": "cases"})
    assert rows_in(answer) == [("cases", "Ana")]


@pytest.mark.parametrize(("query", "wanted"), [
    ({"kind": "seen"}, ["Caio", "Ana", "Bia"]), ({"kind": "seen-list"}, ["Bia"]), ({"kind": "rest"}, ["Sara"]),
    ({"from": "2026-11-22"}, ["Caio", "Sara", "Ana", "Ana"]), ({"to": "2026-11-21"}, ["Bia"]),
    ({"from": "2026-11-21", "to": "2026-11-21"}, ["Bia"]), ({"from": "2026-11-23"}, []),
    ({"to": "9999-12-31", "kind": "rest"}, ["Sara"]), ({"from": "0001-01-01", "kind": "rest"}, ["Sara"]),
])
def test_filters(told, query, wanted):
    answer = signed_in(told.auditor).get(AUDIT, query)
    assert answer.status_code == 200
    assert [who for _kind, who in rows_in(answer)] == wanted


def test_one_person_and_one_case(told, case):
    client = signed_in(told.auditor)
    assert rows_in(client.get(AUDIT, {"who": told.agent.pk})) == [("cases", "Ana"), ("seen", "Ana")]
    typed = {"case": f" {case.shown_reference.lower()} ", "who": told.agent.pk}
    assert rows_in(client.get(AUDIT, typed)) == [("cases", "Ana"), ("seen", "Ana")]
    assert rows_in(client.get(AUDIT, {"who": told.consumer.pk})) == []


def test_whoever_saw_a_case_among_others_is_found_by_the_case(told, case):
    other = make_case(told.stranger)
    look(told.agent, what=What.EXPORT, subject="complaints.batch x", cases=[case.pk * 10 + 1, other.pk])
    answer = signed_in(told.auditor).get(AUDIT, {"case": case.reference, "kind": "seen"})
    # Bia saw a list with it; what Ana took away had another one.
    assert rows_in(answer) == [("seen", "Caio"), ("seen", "Ana"), ("seen", "Bia")]
    found = signed_in(told.auditor).get(AUDIT, {"case": other.reference, "kind": "seen"})
    assert rows_in(found) == [("seen", "Caio"), ("seen", "Ana")]


@pytest.mark.parametrize(("query", "sentence"), [
    ({"who": "abc"}, "Escolha uma pessoa da lista."), ({"who": "٣"}, "Escolha uma pessoa da lista."),
    ({"who": "9" * 40}, "Escolha uma pessoa da lista."), ({"kind": "nada"}, "Escolha um tipo da lista."),
    ({"kind": "seen-nada"}, "Escolha um tipo da lista."), ({"from": "22/11/2026"}, "Não entendi o dia “22/11/2026”"),
    ({"to": "2026-02-30"}, "Não entendi o dia"), ({"to": "\x00"}, ""), ({"case": "XXXX"}, "Não existe caso"),
    ({"from": "2026-11-22", "to": "2026-11-21"}, "O primeiro dia vem depois do último."),
    ({"case": "\ud800".encode("utf-8", "replace").decode()}, "Não existe caso"),
])
def test_what_cannot_be_understood_is_said_and_kept(told, query, sentence):
    answer = signed_in(told.auditor).get(AUDIT, query)
    assert answer.status_code == (422 if sentence else 200)
    assert sentence in words(answer)
    if sentence:
        assert rows_in(answer) == []
        for name, value in query.items():
            assert answer.context["filters"].typed[name] == value


@pytest.mark.parametrize("after", ["x", "1-2", "1-2-3-4", "--", "0-0-0", "9" * 50, "-1--1--1", "\x00"])
def test_a_wrong_place_to_go_on_begins_anew(told, after):
    assert len(rows_in(signed_in(told.auditor).get(AUDIT, {"after": after}))) == 5


def test_pages_hold_every_row_once(told, case, monkeypatch):
    monkeypatch.setattr(audit_rows, "PAGE", 3)
    for n in range(4):
        look(told.agent, at=NOW - timedelta(hours=n, minutes=30), subject=f"s{n}")
        append(case, "agent_assigned", "staff", at=NOW - timedelta(hours=1 - n / 4), by=told.agent, agent=f"A{n}")
        changed(told.supervisor, case.order.marketplace, f"texto {n}", at=NOW - timedelta(hours=2 - n / 2))
    filters = audit_rows.Filters()
    whole = [(row.kind, row.pk) for row in audit_rows.all_rows(filters)]
    found, after = [], ""
    while True:
        page = audit_rows.page_of(filters, after)
        found += [(row.kind, row.pk) for row in page.rows]
        assert len(page.rows) <= 3
        if not (after := page.after):
            break
    assert sorted(found) == sorted(whole)
    assert len(found) == len(set(found)) == 16


def test_as_many_queries_for_one_row_as_for_fifty(told, case, django_assert_num_queries):
    client = signed_in(told.auditor)
    client.get(AUDIT)
    people = [told.agent, told.mediator, told.supervisor, told.auditor]
    mail = OutgoingEmail.objects.create(
        name="message", dedup_key="m", reader=told.consumer, context={"complaint": case.pk})

    def fill(span):
        for n in span:
            subject = [f"contacts.user {told.agent.pk - n}", f"contacts.outgoingemail {mail.pk}"][n % 2]
            look(people[n % 4], what=What.PERSON, subject=subject, cases=[case.pk])
            append(case, "agent_assigned", "staff", at=NOW, by=people[n % 4], agent="Ana")
            changed(people[n % 4], [case, told.agent, case.order.marketplace][n % 3])

    fill(range(2))
    # Each of the two sources asks for its people and its cases by name at once, and for the mails.
    with django_assert_num_queries(13):
        client.get(AUDIT)
    fill(range(20))
    with django_assert_num_queries(13):
        assert len(rows_in(client.get(AUDIT))) == 50


@pytest.mark.parametrize("who", ["agent", "mediator", "supervisor", "consumer"])
@pytest.mark.parametrize("page", ["audit", "audit_csv"])
def test_nobody_but_the_auditor_reads_it(told, who, page):
    answer = signed_in(getattr(told, who)).get(reverse(f"admin:{page}"))
    assert answer.status_code == (302 if who == "consumer" else 403)


def test_strangers_and_wrong_methods(told, client):
    for page in ("audit", "audit_csv"):
        url = reverse(f"admin:{page}")
        assert client.get(url).status_code == 302
        assert signed_in(told.auditor).post(url).status_code == 405


def test_the_list_of_records_leads_to_the_page(told):
    client = signed_in(told.auditor)
    assert client.get(reverse("admin:contacts_accessrecord_changelist")).url == AUDIT
    assert "acessos a dados pessoais" in words(client.get("/admin/")).lower()


# -- The table --------------------------------------------------------------------------


def table(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:])))


def test_the_export_holds_what_the_filters_say_and_is_itself_written_down(told, case):
    look(told.agent, what=What.SEARCH, subject='=HYPERLINK("http://x")')
    answer = signed_in(told.auditor).get(reverse("admin:audit_csv"), {"who": told.agent.pk})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "auditoria-2026-11-22.csv" in answer["Content-Disposition"]
    head, *rows = table(answer)
    assert head[:3] == ["quando", "quem", "e-mail"]
    assert [row[4] for row in rows] == ["viu", "mudou em um caso", "viu"]
    assert rows[0][6] == '\'=HYPERLINK("http://x")'
    assert rows[2] == [
        "2026-11-22T08:57:00-03:00", "Ana", "ana@example.com", str(told.agent.pk), "viu", "um caso", "",
        case.shown_reference]
    record = records()[-1]
    assert (record.what, record.user) == ("export", told.auditor)
    assert f"who={told.agent.pk}" in record.subject


def test_the_export_asks_for_the_sign_in_again(told):
    client = signed_in(told.auditor)
    session = client.session
    show_factor(session, told.auditor, at=NOW.timestamp() - 601)
    session.save()
    before = len(records())
    answer = client.get(reverse("admin:audit_csv"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert len(records()) == before


def test_a_wrong_filter_exports_nothing(told):
    answer = signed_in(told.auditor).get(reverse("admin:audit_csv"), {"from": "ontem"})
    assert answer.status_code == 422
    assert "Não entendi o dia" in words(answer)


def test_the_export_reads_in_chunks_of_each_source(told, case, monkeypatch):
    monkeypatch.setattr(audit_rows, "CHUNK", 2)
    for n in range(5):
        look(told.agent, subject=f"s{n}")
    rows = table(signed_in(told.auditor).get(reverse("admin:audit_csv")))[1:]
    # Five more looks, and the export itself.
    assert len(rows) == 4 + 5 + 1
    assert [row[6] for row in rows if row[6].startswith("s")] == ["s4", "s3", "s2", "s1", "s0"]


@given(st.text(max_size=20))
def test_no_cell_is_run_by_a_spreadsheet(text):
    assert not str(safe(text)).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_search_stays_out_of_the_logs(cast, case, caplog):
    client = signed_in(cast.agent)
    with time_machine.travel(NOW, tick=False), caplog.at_level("DEBUG"):
        client.get(reverse("admin:disputes_dispute_changelist"), {"q": "maria@example.com"})
    assert "maria@example.com" not in "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
