"""How the directory looked after each change: written with it, compared, brought back."""

import threading
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from contacts.differences import changes, line_changes
from contacts.directory import load_directory
from contacts.models import Body, Channel, Company, Guide, Revision
from contacts.revisions import NotRestored, begin, check_today, label_of, record, restore, snapshot, versions_of
from tests.base import TODAY, furnish, show_factor
from tests.complaints.pages import signed_in, text, words
from tests.contacts.test_admin import change, fields_of

pytestmark = pytest.mark.usefixtures("house", "nine_in_the_morning")
Action = Revision.Action
REASON = "O site mudou."


@pytest.fixture
def procon():
    return Body.objects.get(slug="procon-sp")


@pytest.fixture
def shop():
    return Company.objects.get(slug="aliexpress")


@pytest.fixture
def sara(cast):
    return signed_in(cast.supervisor)


def edit(row, by=None, reason=REASON, **fields):
    """Change a row as the admin does, and return its version."""
    with transaction.atomic():
        row = begin(row)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        return record(row, Action.CHANGED, by, reason)


def history(row):
    return reverse("admin:revisions", args=[label_of(row), row.pk])


def back_to(row, number):
    return reverse("admin:revision_restore", args=[label_of(row), row.pk, number])


def numbers(row):
    return list(versions_of(row).values_list("number", flat=True))


# -- Differences --------------------------------------------------------------------------


def test_short_values_stand_side_by_side_and_long_ones_line_by_line():
    before = {"phone": "151", "notes": "Leve o RG.\nLeve o CPF.", "steps": ["um", "dois"], "same": 1}
    after = {"phone": "152", "notes": "Leve o RG.\nLeve a nota.", "steps": ["um", "e meio", "dois"], "same": 1}
    found = changes(before, after, {"phone": "Telefone", "notes": "Notas", "steps": "Passos"})
    assert [(one.label, one.old, one.new) for one in found][0] == ("Telefone", "151", "152")
    assert [(line.sign, line.text) for line in found[2].lines] == [(" ", "um"), ("+", "e meio"), (" ", "dois")]
    assert [(line.sign, line.text) for line in found[1].lines][0] == (" ", "Leve o RG.")


def test_the_words_that_changed_in_a_line_are_marked():
    gone, came = line_changes(["Abra o pedido até o dia dez"], ["Abra o pedido até o dia onze"])
    assert [piece.text for piece in gone.pieces if piece.is_marked] == ["dez"]
    assert [piece.text for piece in came.pieces if piece.is_marked] == ["onze"]


def test_a_line_put_before_a_reworded_one_is_new():
    lines = line_changes(["Guarde o código de rastreio hoje"], ["Ligue", "Guarde o código de rastreio amanhã"])
    assert [line.sign for line in lines] == ["+", "-", "+"]


def test_a_field_of_one_side_only_is_told_unless_it_is_empty():
    assert changes({"old": "x"}, {"fresh": ""}) == changes({"old": "x"}, {})
    assert changes({"a": None}, {"a": ""}) == changes({"a": []}, {}) == []
    assert [one.new for one in changes({"a": None}, {"a": False})] == ["False"]


LINES = st.lists(st.text("ab c", max_size=9), max_size=6)


@given(LINES, LINES)
def test_lines_lead_from_the_one_to_the_other(old, new):
    lines = line_changes(old, new)
    assert [line.text for line in lines if line.sign != "+"] == old
    assert [line.text for line in lines if line.sign != "-"] == new
    if old == new:
        assert {line.sign for line in lines} <= {" "}


# -- Writing and going back -------------------------------------------------------------------


def test_what_came_with_the_program_is_the_first_version_of_everything():
    for model in (Company, Channel, Guide, Body):
        kept = Revision.objects.filter(model=label_of(model), number=1, action=Action.LOADED)
        assert kept.count() == model.objects.count() > 0
    body = Body.objects.get(slug="procon-sp")
    fields = versions_of(body).get().fields
    assert fields["checked_on"] == body.checked_on.isoformat()
    assert fields["documents_pt"] == body.documents_pt
    assert {"id", "search"}.isdisjoint(fields)


def test_loading_again_writes_no_version_and_a_changed_row_writes_one(procon):
    before = Revision.objects.count()
    load_directory()
    assert Revision.objects.count() == before
    Body.objects.filter(pk=procon.pk).update(notes_pt="Mexido por fora.")
    load_directory()
    assert numbers(procon) == [2, 1]
    assert Revision.objects.count() == before + 1


def test_a_row_from_before_there_was_a_history_gets_its_first_version_with_its_first_change(procon, cast):
    Revision.objects.all().delete()
    old = procon.notes_pt
    edit(procon, cast.supervisor, notes_pt="Nota nova")
    second, first = versions_of(procon)
    assert (first.action, first.fields["notes_pt"], first.by) == (Action.LOADED, old, None)
    assert (second.number, second.fields["notes_pt"], second.by) == (2, "Nota nova", cast.supervisor)


def test_a_version_belongs_to_the_transaction_of_its_change(procon):
    with pytest.raises(RuntimeError), transaction.atomic():
        edit(procon, notes_pt="Nota nova")
        raise RuntimeError
    assert numbers(procon) == [1]


def test_going_back_is_a_new_version_checked_today_with_its_words_searched(shop, cast):
    channel = shop.channels.first()
    old = channel.note_pt
    edit(channel, note_pt="Palavra Inédita", checked_on=date(2026, 1, 1))
    fresh = restore(versions_of(channel).get(number=1), cast.supervisor, REASON)
    assert (fresh.number, fresh.action, fresh.restored_from, fresh.by) == (3, Action.RESTORED, 1, cast.supervisor)
    channel.refresh_from_db()
    assert (channel.note_pt, channel.checked_on) == (old, TODAY)
    restore(versions_of(channel).get(number=2), cast.supervisor, REASON)
    shop.refresh_from_db()
    assert "palavra inedita" in shop.search
    assert numbers(channel) == [4, 3, 2, 1]


def test_an_old_version_is_tolerated_and_a_value_of_yesterday_refused(procon, cast):
    edit(procon, notes_pt="Nota nova")
    first = versions_of(procon).get(number=1)
    del first.fields["city"]
    first.fields["fax"] = "11 1234"
    first.save()
    restore(first, cast.supervisor, REASON)
    procon.refresh_from_db()
    assert procon.notes_pt == first.fields["notes_pt"]
    for name, value in (("kind", "tribunal"), ("checked_on", "ontem"), ("slug", "procon-rj"), ("answer_days", "x")):
        edit(procon, notes_pt=f"Outra {name}")
        first.fields[name] = value
        first.save()
        before = Body.objects.values().get(pk=procon.pk)
        with pytest.raises(NotRestored, match="não pode voltar como está"):
            restore(first, cast.supervisor, REASON)
        assert Body.objects.values().get(pk=procon.pk) == before
        first.fields[name] = snapshot(procon)[name]


def test_going_back_needs_a_reason_and_a_difference_and_a_row(procon, cast):
    first = versions_of(procon).get()
    with pytest.raises(NotRestored, match="motivo"):
        restore(first, cast.supervisor, "  ")
    with pytest.raises(NotRestored, match="diz o mesmo"):
        restore(first, cast.supervisor, REASON)
    procon.delete()
    with pytest.raises(NotRestored, match="não está mais"):
        restore(first, cast.supervisor, REASON)


# -- Through the form -------------------------------------------------------------------------


def test_one_save_of_a_company_writes_a_version_of_each_row_that_changed(sara, cast, shop):
    sent = fields_of(sara.get(change(shop)))
    sent |= {"summary_pt": "Resumo novo", "channels-0-note_pt": "Nota nova", "channels-0-source": "Central de ajuda",
             "change_reason": REASON}
    assert sara.post(change(shop), sent).status_code == 302
    fresh = Revision.objects.filter(number__gt=1)
    channel = shop.channels.get(note_pt="Nota nova")
    assert {(one.model, one.object_id) for one in fresh} == {
        ("contacts.company", shop.pk), ("contacts.channel", channel.pk)}
    assert {(one.by, one.reason, one.action) for one in fresh} == {(cast.supervisor, REASON, Action.CHANGED)}
    assert versions_of(channel).first().fields["note_pt"] == "Nota nova"
    assert sara.post(change(shop), fields_of(sara.get(change(shop)))).status_code == 302
    assert Revision.objects.filter(number__gt=1).count() == 2


def test_a_new_body_begins_its_history(sara):
    sent = fields_of(sara.get(reverse("admin:contacts_body_add"))) | {
        "slug": "procon-x", "kind": "procon", "name": "Procon X", "state": "SP", "what_for_pt": "Ajuda.",
        "what_for_en": "Help.", "sources": "Página do Procon", "trust": "official", "checked_on": TODAY.isoformat()}
    response = sara.post(reverse("admin:contacts_body_add"), sent)
    assert response.status_code == 302, words(response)
    version = versions_of(Body.objects.get(slug="procon-x")).get()
    assert (version.number, version.action, version.reason) == (1, Action.ADDED, "Conferido no site.")


def test_a_look_before_saving_shows_what_changes_and_the_public_page_and_saves_nothing(sara, procon):
    before = Body.objects.values().get(pk=procon.pk)
    typed = {"notes_pt": "Leve cópias de tudo.", "notes_en": "Bring copies.", "documents_pt": "RG\nCPF"}
    sent = fields_of(sara.get(change(procon))) | typed | {"_preview": "1"}
    response = sara.post(change(procon), sent)
    assert response.status_code == 200
    preview = response.context["preview"]
    assert {"Observações", "Documentos"} <= {one.label for one in preview.sections[0].changes}
    portuguese, english = preview.faces
    assert "Leve cópias de tudo." in portuguese.html and "Para que serve" in portuguese.html
    assert "Bring copies." in english.html
    assert response.context["adminform"].form["notes_pt"].value() == "Leve cópias de tudo."
    assert "Ainda não foi guardado" in words(response)
    assert Body.objects.values().get(pk=procon.pk) == before
    assert numbers(procon) == [1]
    assert LogEntry.objects.count() == 0
    del sent["_preview"]
    assert sara.post(change(procon), sent).status_code == 302
    procon.refresh_from_db()
    assert procon.notes_en == "Bring copies."


def test_a_look_at_a_company_shows_its_parts_as_typed(sara, shop):
    sent = fields_of(sara.get(change(shop))) | {
        "channels-0-label_pt": "Telefone que não há", "channels-0-source": "Central", "_preview": "1"}
    preview = sara.post(change(shop), sent).context["preview"]
    assert [one.title for one in preview.sections] == ["Canal: Telefone que não há"]
    assert "Telefone que não há" in preview.faces[0].html
    assert not Channel.objects.filter(label_pt="Telefone que não há").exists()


def test_nobody_writes_over_what_a_colleague_changed_meanwhile(sara, shop):
    page = sara.get(change(shop))
    seen = page.context["seen"]
    assert f'name="_seen" value="{seen}"' in text(page)
    sent = fields_of(page) | {"_seen": seen, "summary_pt": "O meu resumo"}
    edit(shop.guides.first(), tip_pt="A dica do colega.")
    response = sara.post(change(shop), sent)
    assert response.status_code == 200
    assert "Alguém mudou isto enquanto você escrevia" in words(response) and "O meu resumo" in words(response)
    assert response.context["seen"] == seen
    shop.refresh_from_db()
    assert shop.summary_pt != "O meu resumo"
    fresh = sara.get(change(shop))
    sent = fields_of(fresh) | {"_seen": fresh.context["seen"], "summary_pt": "O meu resumo"}
    assert sara.post(change(shop), sent).status_code == 302
    assert sara.post(change(shop), {**sent, "_seen": "²\0"}).status_code == 200


def test_a_look_with_a_mistake_says_the_mistake(sara, procon):
    sent = fields_of(sara.get(change(procon))) | {"notes_pt": "x", "sources": "", "_preview": "1"}
    response = sara.post(change(procon), sent)
    assert "preview" not in response.context
    assert "Diga de onde veio" in words(response)


def test_who_only_reads_is_offered_no_look_and_gets_none(cast, procon):
    for person in (cast.agent, cast.mediator, cast.auditor):
        client = signed_in(person)
        page = text(client.get(change(procon)))
        assert "_preview" not in page and "Conferi hoje" not in page and "Ver o histórico" in page
        assert client.post(change(procon), {"_preview": "1", "notes_pt": "x"}).status_code == 403


# -- The pages --------------------------------------------------------------------------------


def test_the_history_says_who_when_why_and_what(sara, cast, procon):
    edit(procon, cast.supervisor, phone="151 e 152")
    page = words(sara.get(history(procon)))
    for said in ("Sara", REASON, "22 de novembro de 2026", "151 e 152", "Telefone", "veio com o programa"):
        assert said in page
    response = sara.get(reverse("admin:contacts_body_history", args=[procon.pk]))
    assert (response.status_code, response.url) == (302, history(procon))


def test_any_two_versions_are_compared(sara, procon):
    edit(procon, phone="152")
    edit(procon, phone="153")
    old = versions_of(procon).get(number=1).fields["phone"]
    for query in ({"a": "1", "b": "3"}, {"a": "3", "b": "1"}):
        compared = sara.get(history(procon), query).context["compared"]
        assert [(one.old, one.new) for one in compared["changes"]] == [(old, "153")]
    for a, b in (("1", "9"), ("1", ""), ("2", "2"), ("²", "1"), ("9" * 40, "1"), ("\0", "-1")):
        response = sara.get(history(procon), {"a": a, "b": b})
        assert response.status_code == 422
        assert response.context["problem"] in words(response)


def test_going_back_by_its_page(sara, cast, procon):
    old = procon.phone
    edit(procon, phone="152")
    page = sara.get(back_to(procon, 1))
    assert page.status_code == 200
    assert [(one.old, one.new) for one in page.context["changes"]] == [("152", old)]
    assert sara.post(back_to(procon, 1), {"reason": ""}).status_code == 422
    procon.refresh_from_db()
    assert procon.phone == "152"
    response = sara.post(back_to(procon, 1), {"reason": REASON}, follow=True)
    assert "voltou à versão 1" in words(response)
    procon.refresh_from_db()
    assert procon.phone == old
    assert REASON[:-1] in LogEntry.objects.get().get_change_message()
    again = sara.post(back_to(procon, 1), {"reason": REASON})
    assert again.status_code == 422 and "diz o mesmo" in words(again)


def test_going_back_asks_for_the_sign_in_again_after_a_while(sara, cast, procon):
    edit(procon, phone="152")
    session = sara.session
    show_factor(session, cast.supervisor, at=0)
    session.save()
    response = sara.post(back_to(procon, 1), {"reason": REASON})
    assert response.status_code == 302 and "reauthenticate" in response.url
    assert numbers(procon) == [2, 1]


def test_readers_read_the_history_and_bring_nothing_back(cast, procon):
    edit(procon, phone="152")
    for person in (cast.agent, cast.mediator, cast.auditor):
        client = signed_in(person)
        page = client.get(history(procon))
        assert page.status_code == 200
        assert "Voltar a esta versão" not in words(page)
        assert client.get(back_to(procon, 1)).status_code == 403
        assert client.post(back_to(procon, 1), {"reason": REASON}).status_code == 403
    client = signed_in(cast.consumer)
    assert client.get(history(procon)).status_code == 302
    assert client.post(back_to(procon, 1), {"reason": REASON}).status_code == 302
    assert numbers(procon) == [2, 1]


def test_wrong_addresses_and_methods(sara, procon):
    for label, pk in (("contacts.user", 1), ("x", 1), ("contacts.body", 999_999), ("contacts.body", 10**30)):
        assert sara.get(reverse("admin:revisions", args=[label, pk])).status_code == 404
    assert sara.get(back_to(procon, 99)).status_code == 404
    assert sara.get(back_to(procon, 10**30)).status_code == 404
    assert sara.post(history(procon)).status_code == 405
    assert sara.put(back_to(procon, 1)).status_code == 405


def test_the_history_asks_as_much_for_thirty_versions_as_for_two(sara, procon):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert sara.get(history(procon)).status_code == 200
        return len(captured)

    edit(procon, notes_pt="0")
    queries()
    few = queries()
    for number in range(1, 40):
        edit(procon, notes_pt=str(number))
    assert queries() == few
    older = sara.get(history(procon)).context["older"]
    assert older == 12
    assert [one.number for one in sara.get(history(procon), {"before": older}).context["versions"]][0] == 11


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_numbers_that_follow_each_other():
    furnish()
    body = Body.objects.get(slug="procon-sp")
    Revision.objects.filter(object_id=body.pk, model=label_of(body)).delete()
    start, problems = threading.Barrier(4), []

    def write(name):
        try:
            start.wait()
            edit(body, notes_pt=name)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[f"nota {one}"]) for one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert numbers(body) == [5, 4, 3, 2, 1]


def test_checking_twice_a_day_is_noted_once(cast, procon):
    Body.objects.filter(pk=procon.pk).update(checked_on=date(2026, 1, 1))
    note = check_today(procon, cast.supervisor)
    assert (note.number, note.by, note.fields["checked_on"]) == (2, cast.supervisor, TODAY.isoformat())
    assert check_today(procon, cast.supervisor) is None
