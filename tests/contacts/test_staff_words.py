"""The admin speaks as the house does: names for titles, one word for keeping, no dead ends."""

from html.parser import HTMLParser

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import translation

from complaints.choices import Party
from complaints.models import Event, Rule
from complaints.sentences import SENTENCES, titles_of
from complaints.staff_sentences import FOR_STAFF, staff_sentence_of
from complaints.timeline import append
from contacts.change_words import said_changes
from contacts.models import Body, Company, OutgoingEmail
from contacts.templatetags.lists import labelled
from disputes.sentences import NEUTRAL
from tests.base import NOW, make_case
from tests.complaints.pages import text, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def page(client, name, *args):
    response = client.get(reverse(f"admin:{name}", args=args))
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("name", [
    "contacts_company", "contacts_body", "contacts_user", "contacts_outgoingemail", "complaints_rule",
    "complaints_figure", "complaints_deadline", "complaints_savedreply", "auth_group",
])
def test_a_list_is_called_what_it_holds(client, loaded, boss, name):
    client.force_login(boss)
    body = text(page(client, f"{name}_changelist"))
    assert "Selecione" not in body.split("</h1>")[0]


def test_there_is_one_word_for_keeping(client, loaded, boss, ana):
    client.force_login(boss)
    company, body = Company.objects.get(slug="aliexpress"), Body.objects.get(slug="procon-sp")
    for name, pk in (("contacts_company", company.pk), ("contacts_body", body.pk), ("contacts_user", ana.pk)):
        response = page(client, f"{name}_change", pk)
        body = text(response)
        assert 'value="Guardar"' in body and "Salvar" not in body
        assert "usuário pertence" not in body and "Slug" not in words(response)


def test_what_was_saved_is_said_without_a_gender(client, boss):
    client.force_login(boss)
    sent = {
        "email": "nova@example.org", "display_name": "Nova", "language": "pt-br", "time_zone": "UTC",
        "is_active": "on",
    }
    response = client.post(reverse("admin:contacts_user_add"), sent, follow=True)
    assert "Guardado: Nova" in words(response)
    assert "com sucesso" not in words(response)


def test_changes_are_told_in_words_that_fit_any_thing():
    assert said_changes([
        {"changed": {"fields": ["nome", "tipo"]}},
        {"changed": {"name": "canal", "object": "Chat", "fields": ["telefone"]}},
        {"added": {"name": "guia", "object": "Disputa"}}, {"deleted": {"name": "canal", "object": "Fax"}},
    ]) == "Mudou: nome e tipo. Mudou em canal “Chat”: telefone. Novo: guia “Disputa”. Saiu: canal “Fax”."
    assert said_changes([]) == "Nenhum campo mudou."


def test_a_history_without_lines_says_what_will_be_there(client, boss, ana):
    client.force_login(boss)
    response = page(client, "contacts_user_history", ana.pk)
    assert "Ninguém da equipe mudou nada aqui ainda." in words(response)
    assert reverse("admin:contacts_user_change", args=[ana.pk]) in text(response)
    LogEntry.objects.log_actions(boss.pk, [ana], 2, change_message="papel: mediador → supervisor")
    assert "papel: mediador → supervisor" in words(page(client, "contacts_user_history", ana.pk))


# -- Rules --------------------------------------------------------------------------------


def test_rules_are_called_by_their_title_in_the_readers_language(client, loaded, boss):
    rule = Rule.objects.filter(current=True).order_by("slug").first()
    boss.language = "en"
    boss.save(update_fields=["language"])
    client.force_login(boss)
    for response in (page(client, "complaints_rule_changelist"), page(client, "complaints_rule_change", rule.pk)):
        with translation.override("en"):
            head = words(response)
            assert rule.title_en in head
            assert f"{rule.slug} v{rule.version}" not in head
    assert rule.title_pt not in words(page(client, "complaints_rule_changelist"))


# -- Mails --------------------------------------------------------------------------------


def test_a_mail_is_called_by_its_subject_and_leads_to_its_case(client, boss, cast):
    case = make_case(cast.consumer)
    mail = OutgoingEmail.objects.get(name="case_filed")
    client.force_login(boss)
    response = page(client, "contacts_outgoingemail_change", mail.pk)
    assert "Caso registrado" in words(response)
    assert reverse("admin:complaints_complaint_change", args=[case.pk]) in text(response)
    assert case.shown_reference in words(response)
    for raw in (f"filed:{case.pk}", '{"complaint"', "Dados:", "Chave"):
        assert raw not in words(response)
    OutgoingEmail.objects.filter(pk=mail.pk).update(subject="Seu caso foi registrado", text="Olá")
    assert "Seu caso foi registrado" in words(page(client, "contacts_outgoingemail_change", mail.pk))


def test_the_subject_of_a_secret_mail_is_not_its_name(client, boss):
    mail = OutgoingEmail.objects.create(
        dedup_key="s", name="login_code", address="a@example.org", secret=True, subject="Código 123456")
    client.force_login(boss)
    assert "123456" not in text(page(client, "contacts_outgoingemail_change", mail.pk))


# -- Lines as the staff read them -----------------------------------------------------------


def test_no_line_calls_the_staff_you(client, boss, cast):
    case = make_case(cast.consumer)
    append(case, "asked_person", Party.BUYER, at=NOW, by=case.user)
    append(case, "dispute_buyer_yields", Party.BUYER, at=NOW, by=case.user)
    append(case, "mail_bounced", Party.STAFF, at=NOW)
    append(case, "closed", Party.STAFF, at=NOW, closing="unanswered", reason="sem resposta")
    events = list(Event.objects.filter(complaint=case))
    said = [staff_sentence_of(event, titles_of(events)) for event in events]
    assert "O consumidor pediu para falar com uma pessoa." in said
    assert "Quem comprou aceitou a decisão." in said
    assert not [line for line in said if "você" in line.lower()]
    client.force_login(boss)
    assert "Você" not in words(page(client, "complaints_event_changelist"))


def test_every_kind_for_the_staff_is_one_that_exists():
    assert set(FOR_STAFF) <= set(SENTENCES)
    assert {"escalation_filed", "escalation_answered", "escalation_closed", "dispute_withdraw"} <= set(FOR_STAFF)
    assert set(NEUTRAL) <= set(SENTENCES)


# -- Lists on a phone -----------------------------------------------------------------------


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.labels = []

    def handle_starttag(self, tag, attrs):
        if tag in ("td", "th") and "data-label" in dict(attrs):
            self.labels.append(dict(attrs)["data-label"])


def test_each_cell_of_a_list_says_its_column(client, loaded, boss):
    client.force_login(boss)
    parser = Cells()
    parser.feed(text(page(client, "contacts_company_changelist")))
    assert {"Nome", "Tipo", "País", "Confiança", "Conferido em"} <= set(parser.labels)


def test_an_empty_cell_is_marked_and_a_full_one_is_not():
    headers = [{"text": "casa"}, {"text": "<b>"}]
    empty, full = labelled(['<td class="a">-</td>', '<td class="b"><span>-</span></td>'], headers)
    assert empty == '<td data-label="Casa" data-empty class="a">-</td>'
    assert full == '<td data-label="&lt;b&gt;" class="b"><span>-</span></td>'
