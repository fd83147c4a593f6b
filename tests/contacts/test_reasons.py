"""What staff change in the directory: who may, with which reason, and what the log keeps of it."""

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from contacts.directory import load_directory
from contacts.models import Body, Company
from tests.base import TODAY
from tests.complaints.pages import signed_in, words
from tests.contacts.test_admin import change, fields_of

pytestmark = pytest.mark.usefixtures("house")
REASON = "O site do Procon mudou o prazo."
DAYS = {"answer_days": "15", "answer_unit": "business_days", "answer_trust": "official", "takes_foreign_shops": "true"}


@pytest.fixture
def procon():
    return Body.objects.get(slug="procon-sp")


@pytest.fixture
def sara(cast):
    return signed_in(cast.supervisor)


def log_of(row):
    return LogEntry.objects.filter(object_id=str(row.pk), content_type__model=row._meta.model_name).first()


@pytest.mark.usefixtures("nine_in_the_morning")
def test_a_supervisor_writes_the_days_of_a_body_with_a_reason(sara, cast, procon):
    Body.objects.update(checked_on="2020-01-01")
    sent = {**fields_of(sara.get(change(procon))), **DAYS, "sources": "Página do Procon", "change_reason": REASON}
    response = sara.post(change(procon), sent)
    assert response.status_code == 302, words(response)
    procon.refresh_from_db()
    assert (procon.answer_days, procon.answer_unit, procon.answer_trust) == (15, "business_days", "official")
    assert procon.takes_foreign_shops is True
    assert (procon.sources, procon.checked_on) == (["Página do Procon"], TODAY)
    entry = log_of(procon)
    assert entry.user == cast.supervisor
    assert entry.get_change_message().startswith("Motivo: O site do Procon mudou o prazo. ")
    assert "Dias para a empresa responder" in entry.get_change_message()
    assert "Motivo da mudança" not in entry.get_change_message()
    assert REASON in words(sara.get(reverse("admin:contacts_body_history", args=[procon.pk]), follow=True))


def test_what_staff_wrote_survives_loading_the_files_of_an_earlier_day(cast, procon):
    with time_machine.travel("2027-01-04 12:00Z"):
        sara = signed_in(cast.supervisor)
        sent = {**fields_of(sara.get(change(procon))), **DAYS, "notes_pt": "Nota nova"}
        assert sara.post(change(procon), sent).status_code == 302
        load_directory()
    procon.refresh_from_db()
    assert (procon.answer_days, procon.notes_pt) == (15, "Nota nova")


@pytest.mark.parametrize(("changes", "said"), [
    ({"change_reason": " "}, "Escreva o motivo da mudança."),
    ({"change_reason": "x" * 401}, "400"),
    ({"change_reason": "a\0b"}, "nulo"),
    ({"answer_trust": ""}, "Diga quanto se pode confiar nesses dias."),
    ({"sources": ""}, "Diga de onde veio: a fonte"),
    ({"answer_days": "-1"}, "maior"),
    ({"answer_days": "99999999999"}, "vão de 1 a 365"),
    ({"answer_days": "0"}, "vão de 1 a 365"),
    ({"checked_on": "2099-01-01"}, "não pode estar no futuro"),
])
def test_a_change_without_its_due_is_refused(sara, procon, changes, said):
    before = Body.objects.values().get(pk=procon.pk)
    sent = {**fields_of(sara.get(change(procon))), **DAYS, "notes_pt": "o que eu digitei", **changes}
    response = sara.post(change(procon), sent)
    assert response.status_code == 200
    assert said in words(response)
    assert "o que eu digitei" in words(response)
    assert Body.objects.values().get(pk=procon.pk) == before
    assert log_of(procon) is None


def test_a_change_of_a_channel_is_logged_with_its_company(sara, cast):
    company = Company.objects.get(slug="aliexpress")
    sent = fields_of(sara.get(change(company)))
    sent[next(name for name in sent if name.startswith("channels-0-note_pt"))] = "Outra nota"
    assert sara.post(change(company), {**sent, "change_reason": "Testei hoje."}).status_code == 302
    message = log_of(company).get_change_message()
    assert message.startswith("Motivo: Testei hoje. ")
    assert "canal" in message
    assert sara.post(change(company), {**sent, "change_reason": ""}).status_code == 200


def test_everybody_else_only_reads(cast, procon):
    before = Body.objects.values().get(pk=procon.pk)
    for person in (cast.agent, cast.mediator, cast.auditor):
        client = signed_in(person)
        for row in (procon, Company.objects.get(slug="aliexpress")):
            page = client.get(change(row))
            assert page.status_code == 200
            assert "Motivo da mudança" not in words(page)
            assert client.post(change(row), {**DAYS, "change_reason": REASON}).status_code == 403
        assert client.get(reverse("admin:contacts_body_add")).status_code == 403
    assert Body.objects.values().get(pk=procon.pk) == before
    assert signed_in(cast.consumer).get(change(procon)).status_code == 302
