"""The pages on which the staff change many cases: choose, see, confirm, watch, read the report, undo."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import batches
from complaints.models import Batch, BatchItem, Complaint, Message, SavedReply
from complaints.services.cases import close_complaint
from complaints.services.locking import CLOSED
from complaints.services.messages import ask_for_person
from contacts.models import AccessRecord
from tests.base import NOW, make_case, show_factor
from tests.complaints.many import CLOSE, ids_of, run, some_cases
from tests.complaints.pages import signed_in, words

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
DAY = timedelta(days=1)


@pytest.fixture
def cases(cast):
    return some_cases(cast.consumer)


def new(client, cases, **said):
    return client.post(reverse("admin:batch_new"), {"case": ids_of(cases), **said})


def look(client, cases, action="close", **said):
    """Go through the form as far as the page that shows what would happen; return its batch."""
    response = new(client, cases, action=action, preview="1", **(said or CLOSE))
    assert response.status_code == 302, words(response)
    return Batch.objects.get(token=response.url.split("/")[-2])


def page(batch, name="batch"):
    return reverse(f"admin:{name}", args=[batch.token])


def test_from_the_list_to_the_report_and_back(cast, cases):
    cast.agent.display_name = "Ana"
    disputed = make_case(cast.agent, number="1")
    client = signed_in(cast.agent)
    asked = new(client, [*cases, disputed])
    assert "Você escolheu 4 casos" in words(asked)
    assert "Ver o que vai mudar" in words(asked)
    batch = look(client, [*cases, disputed])
    preview = client.get(page(batch))
    assert "3 casos vão ser encerrados , 1 não . Nada mudou ainda." in words(preview)
    assert "Este caso é seu" in words(preview)
    assert CLOSE["reason"] in words(preview)
    assert AccessRecord.objects.filter(user=cast.agent, what="list", subject__contains=batch.token).exists()
    assert Complaint.objects.filter(state="open").count() == 4
    assert client.post(page(batch)).url == page(batch)
    going = client.get(page(batch))
    assert "0 de 4 casos vistos (0%)" in words(going)
    assert "hx-get" in going.content.decode()
    batches.run_due(NOW)
    report = client.get(page(batch))
    assert "4 de 4 casos vistos (100%)" in words(report)
    assert "hx-get" not in report.content.decode()
    assert "Abrir de novo 3 casos" in words(report)
    undone = client.post(page(batch, "batch_undo"), {"reason": "Foi engano."})
    batches.run_due(NOW)
    assert "Desfazer: encerrar" in words(client.get(undone.url))
    assert "Isto foi desfeito" in words(client.get(page(batch)))
    assert Complaint.objects.filter(state="open").count() == 4


def test_all_cases_of_a_list_are_those_that_were_seen(cast, cases):
    client = signed_in(cast.agent)
    everything = {"everything": "1", "query": "queue=open"}
    assert "Você escolheu 3 casos" in words(client.post(reverse("admin:batch_new"), everything))
    response = client.post(reverse("admin:batch_new"), {
        **everything, "action": "note", "body": "Ligar.", "preview": "1"})
    later = make_case(cast.stranger, number="5")
    client.post(response.url)
    batches.run_due(NOW)
    assert Batch.objects.get().done == 3
    assert not later.messages.exists()


def test_the_progress_asks_by_itself_and_ends_by_itself(cast, cases):
    batch = batches.start("note", {"body": "Oi."}, ids_of(cases), by=cast.agent, now=NOW)
    client = signed_in(cast.agent)
    going = client.get(page(batch, "batch_part"), headers={"HX-Request": "true"})
    assert "0 de 3 casos vistos" in words(going)
    assert "HX-Refresh" not in going.headers
    batches.run_due(NOW)
    assert client.get(page(batch, "batch_part")).headers["HX-Refresh"] == "true"


def test_the_preview_of_a_day_says_which_cases_come_back_before_it(cast, cases):
    client = signed_in(cast.agent)
    assert "volta às filas" not in words(client.get(page(look(client, cases, "defer", until="2026-11-26"))))
    # The team has two business days to answer: until Tuesday.
    ask_for_person(cases[0], [], by=cast.consumer, now=NOW)
    told = "Em 1 caso um prazo da equipe acaba antes: ele volta às filas quando faltar um dia."
    assert told in words(client.get(page(look(client, cases, "defer", until="2026-11-26"))))
    assert told not in words(client.get(page(look(client, cases, "defer", until="2026-11-23"))))


def test_the_table_has_every_case_and_no_formula(cast, cases):
    close_complaint(cases[0], "solved", by=cast.consumer, now=NOW)
    batch = run("close", CLOSE, cases, cast.agent)
    BatchItem.objects.filter(complaint=cases[0]).update(why="=1+1")
    response = signed_in(cast.agent).get(page(batch, "batch_csv"))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[1] == f"{cases[0].shown_reference},recusado,'=1+1"
    assert AccessRecord.objects.filter(what="export", user=cast.agent).exists()


@pytest.mark.parametrize(("said", "sentence"), [
    ({"action": "close", "closing": "unanswered", "reason": " "}, "Escreva o motivo."),
    ({"action": "close", "closing": "paid", "reason": "x"}, "Escolha"),
    ({"action": "close", "closing": "solved", "reason": "x" * 401}, "no máximo 400 letras"),
    ({"action": "defer", "until": "2026-11-22"}, "Escolha um dia de amanhã até daqui a 90 dias."),
    ({"action": "defer", "until": "٣"}, "Não entendi esse dia."),
    ({"action": "note", "body": ""}, "Escreva a nota"),
    ({"action": "note", "body": "a\x00b"}, "sinal invisível"),
    ({"action": "reply", "body_pt": ""}, "Escreva a mensagem ou escolha uma resposta pronta."),
    ({"action": "reply", "body_pt": "Oi {nada}"}, "Não conhecemos {nada}."),
    ({"action": "assign", "agent": "99999999999999999999999"}, "Essa pessoa não pode cuidar de casos."),
    ({"action": "assign"}, "Escolha quem vai cuidar dos casos, ou que eles voltam para a fila."),
    ({"action": "assign", "agent": ""}, "Escolha quem vai cuidar dos casos, ou que eles voltam para a fila."),
    ({"action": "assign", "agent": "nobody²"}, "Essa pessoa não pode cuidar de casos."),
    ({"action": "share", "how": "x"}, "Escolha"),
    ({"action": "reopen", "why_again": ""}, "Escreva o motivo."),
    ({"action": "burn"}, "Escolha o que fazer com os casos."),
    ({}, "Escolha o que fazer com os casos."),
])
def test_what_will_not_do_is_said_and_what_was_typed_is_kept(cast, cases, said, sentence):
    response = new(signed_in(cast.agent), cases, preview="1", **said)
    assert response.status_code == 422
    assert sentence in words(response)
    assert f'name="case" value="{cases[0].pk}"' in response.content.decode()
    assert not Batch.objects.exists()


@pytest.mark.parametrize("chosen", [
    {}, {"case": ["x", "-1", "٣", "9" * 40, "\x00", "999999"]}, {"everything": "1", "query": "q=nadadissoexiste"},
])
def test_no_cases_are_answered_in_words(cast, chosen, case):
    response = signed_in(cast.agent).post(reverse("admin:batch_new"), chosen)
    assert response.status_code == 422
    assert "Escolha ao menos um caso." in words(response)


def test_cases_go_back_to_the_queue_only_when_that_is_chosen(cast, cases):
    client = signed_in(cast.agent)
    asked = new(client, cases, action="assign").content.decode()
    choices = asked[asked.index('name="agent"'):]
    assert choices.index("escolha") < choices.index("Ninguém: voltam para a fila") < choices.index("Ana")
    mine = look(client, cases, "assign", agent=cast.agent.pk)
    assert mine.params == {"agent": cast.agent.pk}
    client.post(page(mine))
    batches.run_due(NOW)
    back = look(client, cases, "assign", agent="nobody")
    assert back.params == {"agent": None}
    assert "ninguém: voltam para a fila" in words(client.get(page(back)))
    client.post(page(back))
    batches.run_due(NOW)
    assert set(Complaint.objects.values_list("agent", flat=True)) == {None}


def test_a_saved_reply_serves_where_nothing_is_typed(cast, cases):
    saved = SavedReply.objects.create(title="Oi", body_pt="Olá, {nome}!", body_en="Hello, {nome}!")
    batch = look(signed_in(cast.agent), cases, "reply", saved=saved.pk, body_pt="", body_en="")
    assert batch.params == {"body_pt": "Olá, {nome}!", "body_en": "Hello, {nome}!"}


def test_closing_more_than_one_case_asks_for_the_sign_in_again(cast, cases):
    client = signed_in(cast.agent)
    session = client.session
    show_factor(session, cast.agent, at=(NOW - DAY).timestamp())
    session.save()
    batch = look(client, cases)
    assert "reauthenticate" in client.post(page(batch)).url
    batch.refresh_from_db()
    assert batches.is_draft(batch)
    one = look(client, cases[:1])
    assert client.post(page(one)).url == page(one)


def test_confirming_twice_runs_once(cast, cases):
    client = signed_in(cast.agent)
    batch = look(client, cases, "note", body="Oi.")
    for _time in range(2):
        client.post(page(batch))
    batches.run_due(NOW)
    client.post(page(batch))
    assert batches.run_due(NOW) == 0
    assert Message.objects.count() == 3


def test_who_reads_which_batches(cast, cases):
    batch = run("note", {"body": "Oi."}, cases, cast.agent)
    listed = reverse("admin:complaints_batch_changelist")
    for user in (cast.agent, cast.supervisor, cast.auditor):
        client = signed_in(user)
        assert client.get(page(batch)).status_code == 200
        assert "escrever uma nota da equipe" in words(client.get(listed))
        assert client.get(reverse("admin:complaints_batch_change", args=[batch.pk])).url == page(batch)
    for name in ("batch", "batch_part", "batch_csv"):
        assert signed_in(cast.mediator).get(page(batch, name)).status_code == 404
    assert "escrever uma nota da equipe" not in words(signed_in(cast.mediator).get(listed))
    assert signed_in(cast.consumer).get(page(batch)).status_code == 302


def test_who_may_change_many_cases(cast, cases):
    draft = batches.draft("note", {"body": "Oi."}, ids_of(cases), by=cast.agent, now=NOW)
    done = run("assign", {"agent": cast.agent.pk}, cases, cast.agent)
    for user in (cast.auditor, cast.mediator):
        assert new(signed_in(user), cases).status_code == 403
    assert signed_in(cast.supervisor).get(page(draft)).status_code == 404
    assert signed_in(cast.supervisor).post(page(draft)).status_code == 404
    assert signed_in(cast.auditor).post(page(done)).status_code == 403
    assert signed_in(cast.auditor).post(page(done, "batch_undo")).status_code == 403
    assert signed_in(cast.supervisor).post(page(done, "batch_undo")).status_code == 302
    assert Batch.objects.filter(undo_of=done).exists()


def test_wrong_methods_and_wrong_names(cast, cases):
    batch = run("note", {"body": "Oi."}, cases, cast.agent)
    client = signed_in(cast.agent)
    assert client.put(reverse("admin:batch_new")).status_code == 405
    # What a refused form leaves in the address bar leads back to the list.
    assert client.get(reverse("admin:batch_new")).url == reverse("admin:complaints_complaint_changelist")
    assert client.get(page(batch, "batch_undo")).status_code == 405
    assert client.post(page(batch, "batch_part")).status_code == 405
    assert client.post(page(batch, "batch_csv")).status_code == 405
    assert client.put(page(batch)).status_code == 405
    assert client.get(reverse("admin:batch", args=["nao-existe"])).status_code == 404


def test_an_undo_without_a_reason_is_refused_in_words(cast, cases):
    batch = run("close", CLOSE, cases, cast.agent)
    client = signed_in(cast.agent)
    client.post(page(batch, "batch_undo"), {"reason": " "})
    assert "Escreva o motivo." in words(client.get(page(batch)))
    assert not Batch.objects.filter(undo_of=batch).exists()


@pytest.mark.parametrize("is_draft", [True, False])
def test_the_pages_ask_as_much_for_ten_cases_as_for_two(cast, is_draft):
    client, taken = signed_in(cast.agent), []
    for user, count in ((cast.consumer, 2), (cast.stranger, 10)):
        cases = some_cases(user, count)
        if is_draft:
            batch = batches.draft("close", CLOSE, ids_of(cases), by=cast.agent, now=NOW)
        else:
            close_complaint(cases[0], "solved", by=user, now=NOW)
            batch = run("close", CLOSE, cases, cast.agent)
        client.get(page(batch))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(batch)).status_code == 200
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_refused_sentences_are_grouped_with_a_few_of_their_cases(cast):
    cases = some_cases(cast.consumer, 8)
    for case in cases[:7]:
        close_complaint(case, "solved", by=cast.consumer, now=NOW)
    batch = run("close", CLOSE, cases, cast.agent)
    report = signed_in(cast.agent).get(page(batch))
    assert f"7 {CLOSED}" in words(report)
    assert sum(case.shown_reference in words(report) for case in cases[:7]) == 5


# -- Signed in long ago ------------------------------------------------------------------


@pytest.fixture
def stale(cast):
    """Ana, who showed the second factor yesterday."""
    client = signed_in(cast.agent)
    session = client.session
    show_factor(session, cast.agent, at=(NOW - DAY).timestamp())
    session.save()
    return client


def test_the_table_goes_out_only_to_who_showed_it_lately(cast, cases, stale):
    batch = run("note", {"body": "Oi."}, cases, cast.agent)
    answer = stale.get(page(batch, "batch_csv"))
    assert "reauthenticate" in answer.url and page(batch, "batch_csv").replace("/", "%2F") in answer.url
    assert not AccessRecord.objects.filter(what="export").exists()
    back = stale.post(answer.url, {"password": "senha-de-teste-123", "next": page(batch, "batch_csv")})
    assert stale.get(back.url)["Content-Type"].startswith("text/csv")


def test_a_message_to_many_people_asks_again_and_one_to_a_single_person_does_not(cast, cases, stale):
    batch = look(stale, cases, "reply", body_pt="Oi, {nome}.", body_en="")
    answer = stale.post(page(batch))
    assert "reauthenticate" in answer.url
    batch.refresh_from_db()
    assert batches.is_draft(batch)
    stale.post(answer.url, {"password": "senha-de-teste-123", "next": page(batch)})
    batch.refresh_from_db()
    assert not batches.is_draft(batch)


def test_an_undo_asks_again_and_keeps_the_reason(cast, cases, stale):
    batch = run("close", CLOSE, cases, cast.agent)
    answer = stale.post(page(batch, "batch_undo"), {"reason": "Foi engano."})
    assert "reauthenticate" in answer.url
    assert not Batch.objects.filter(undo_of=batch).exists()
    stale.post(answer.url, {"password": "senha-de-teste-123", "next": page(batch, "batch_undo")})
    assert Batch.objects.get(undo_of=batch).params["reason"] == "Foi engano."
