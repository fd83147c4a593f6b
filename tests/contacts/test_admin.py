"""The staff pages of this app."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from contacts.admin.directory import LinesField
from contacts.models import Body, Channel, Company, Guide, OutgoingEmail, User
from tests.base import TODAY

pytestmark = pytest.mark.django_db
MODELS = ["company", "body", "user", "outgoingemail", "linkcheck"]
State = OutgoingEmail.State


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def listing(name):
    return reverse(f"admin:contacts_{name}_changelist")


def change(row):
    return reverse(f"admin:contacts_{row._meta.model_name}_change", args=[row.pk])


def mail(**fields):
    values = {"dedup_key": f"k{OutgoingEmail.objects.count()}", "address": "ana@example.org", **fields}
    return OutgoingEmail.objects.create(name="reminder", **values)


@pytest.mark.parametrize("name", MODELS)
def test_lists_load_for_a_superuser(client, loaded, boss, name):
    mail()
    client.force_login(boss)
    assert client.get(listing(name)).status_code == 200
    assert client.get(listing(name), {"q": "a"}).status_code == 200


@pytest.mark.parametrize("name", MODELS)
def test_lists_are_closed_to_everybody_else(client, ana, agent, name):
    assert client.get(listing(name)).status_code == 302
    for person in (ana, agent):
        client.force_login(person)
        assert client.get(listing(name)).status_code in (302, 403)


def test_every_page_of_one_thing_loads(client, loaded, boss, ana):
    client.force_login(boss)
    for row in (Company.objects.get(slug="aliexpress"), Body.objects.get(slug="procon-sp"), ana, mail()):
        assert client.get(change(row)).status_code == 200
    for name in ("company", "body", "user"):
        assert client.get(reverse(f"admin:contacts_{name}_add")).status_code == 200


def fields_of(response):
    """Return what the browser would send back unchanged."""
    form = response.context["adminform"].form
    sent = {}
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    parts = [form, *(formset.management_form for formset in formsets)]
    for part in parts + [one for formset in formsets for one in formset.initial_forms]:
        for bound in part:
            value = bound.field.prepare_value(bound.value())
            if value not in (None, False):
                sent[bound.html_name] = value
    if "change_reason" in form.fields:
        sent["change_reason"] = "Conferido no site."
    return sent


@pytest.mark.usefixtures("nine_in_the_morning")
def test_lists_of_texts_are_edited_one_line_each_and_the_day_moves(client, loaded, boss):
    client.force_login(boss)
    Body.objects.filter(slug="procon-sp").update(checked_on=date(2020, 1, 1))
    body = Body.objects.get(slug="procon-sp")
    sent = fields_of(client.get(change(body)))
    assert sent["documents_pt"] == "\n".join(body.documents_pt)
    assert client.post(change(body), sent).status_code == 302
    body.refresh_from_db()
    assert body.checked_on == date(2020, 1, 1)
    sent["documents_pt"] = "RG\r\n\r\n  CPF  \r\n"
    assert client.post(change(body), sent).status_code == 302
    body.refresh_from_db()
    assert body.documents_pt == ["RG", "CPF"]
    assert body.checked_on == TODAY


@pytest.mark.usefixtures("nine_in_the_morning")
def test_only_the_channel_that_was_edited_counts_as_checked(client, loaded, boss):
    client.force_login(boss)
    old = date(2020, 1, 1)
    for model in (Company, Channel, Guide):
        model.objects.update(checked_on=old)
    company = Company.objects.get(slug="aliexpress")
    sent = fields_of(client.get(change(company)))
    key = next(name for name in sent if name.startswith("channels-0-note_pt"))
    sent[key] = "Conferimos: continua sem telefone."
    assert client.post(change(company), sent).status_code == 302
    checked = Channel.objects.exclude(checked_on=old).get()
    assert (checked.note_pt, checked.checked_on) == (sent[key], TODAY)
    assert not Guide.objects.exclude(checked_on=old).exists()


@pytest.mark.parametrize("lines", [[], ["um"], ["um", "dois três"]])
def test_lines_there_and_back(lines):
    field = LinesField(required=False)
    assert field.clean(field.prepare_value(lines)) == lines
    assert not field.has_changed(lines, field.prepare_value(lines))
    assert field.has_changed(lines, "outra")


# -- People -----------------------------------------------------------------------------


def test_a_new_person_has_no_password_and_a_small_address(client, boss):
    client.force_login(boss)
    sent = {"email": "Novo@Example.org", "language": "pt-br", "time_zone": "UTC", "is_active": "on"}
    assert client.post(reverse("admin:contacts_user_add"), sent).status_code == 302
    person = User.objects.get(email="novo@example.org")
    assert not person.has_usable_password()
    assert client.post(reverse("admin:contacts_user_add"), sent).status_code == 200


def with_permission(person, *names):
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return person


def test_staff_cannot_give_themselves_rights_or_take_an_account(client, agent, boss, ana):
    client.force_login(with_permission(agent, "view_user", "change_user"))
    sent = {
        "email": "thief@example.org", "display_name": "A", "language": "en", "time_zone": "UTC",
        "is_superuser": "on", "is_staff": "on",
    }
    for person in (agent, ana):
        assert client.post(change(person), sent).status_code == 302
        person.refresh_from_db()
        assert not person.is_superuser
        assert person.email != "thief@example.org"
        assert person.display_name == "A"
        assert person.is_active
    ana.refresh_from_db()
    assert not ana.is_staff
    assert client.post(change(boss), sent).status_code == 403


def test_the_password_is_nowhere_on_the_page(client, boss, ana):
    ana.set_password("uma senha comprida")
    ana.save()
    client.force_login(boss)
    text = client.get(change(ana)).content.decode()
    assert ana.password not in text
    assert "argon2" not in text


# -- Mail -------------------------------------------------------------------------------


def test_mail_is_only_to_read(client, boss):
    client.force_login(boss)
    row = mail()
    assert client.get(reverse("admin:contacts_outgoingemail_add")).status_code == 403
    assert client.post(change(row), {"state": "sent"}).status_code == 403
    delete = reverse("admin:contacts_outgoingemail_delete", args=[row.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert OutgoingEmail.objects.filter(pk=row.pk, state=State.QUEUED).exists()


def test_words_of_a_mail_are_shown_but_never_those_of_a_secret_one(client, boss):
    client.force_login(boss)
    words = {"text": "Seu código: 123456", "html": "<b>123456</b>", "context": {"code": "123456"}}
    assert "123456" in client.get(change(mail(**words))).content.decode()
    secret = mail(secret=True, **words)
    assert "123456" not in client.get(change(secret)).content.decode()
    OutgoingEmail.objects.exclude(pk=secret.pk).delete()
    assert "123456" not in client.get(listing("outgoingemail")).content.decode()


def test_the_state_is_a_word(client, boss):
    client.force_login(boss)
    mail(state=State.FAILED, last_error="SMTPResponseException 550")
    text = client.get(listing("outgoingemail"), {"state": "failed"}).content.decode()
    assert "recusado</span>" in text
    assert "SMTPResponseException 550" in text


@pytest.mark.parametrize("link", ["/reminders/stop/a:b:c/", "/orders/stop/a:b:c/", "/answer/abcdef/"])
def test_a_link_that_works_without_signing_in_is_not_shown(client, boss, link):
    client.force_login(boss)
    page = client.get(change(mail(text=f"Parar: https://prazo.example{link}"))).content.decode()
    assert link not in page
    assert link.rsplit("/", 2)[0] + "/…/" in page


def test_refused_mails_can_be_tried_again(client, boss):
    client.force_login(boss)
    failed, sent = mail(state=State.FAILED, attempts=12), mail(state=State.SENT)
    chosen = {"action": "try_again", "_selected_action": [failed.pk, sent.pk]}
    response = client.post(listing("outgoingemail"), chosen, follow=True)
    assert "1 e-mail voltou para a fila" in response.content.decode()
    failed.refresh_from_db()
    sent.refresh_from_db()
    assert (failed.state, failed.attempts, sent.state) == (State.QUEUED, 0, State.SENT)


def test_looking_is_not_enough_to_try_again(client, agent):
    client.force_login(with_permission(agent, "view_outgoingemail"))
    failed = mail(state=State.FAILED)
    assert client.get(listing("outgoingemail")).status_code == 200
    client.post(listing("outgoingemail"), {"action": "try_again", "_selected_action": [failed.pk]})
    failed.refresh_from_db()
    assert failed.state == State.FAILED


def test_sent_mails_can_be_marked_as_returned(client, boss, ana):
    client.force_login(boss)
    sent, waiting = mail(state=State.SENT, reader=ana), mail()
    chosen = {"action": "mark_as_returned", "_selected_action": [sent.pk, waiting.pk]}
    text = client.post(listing("outgoingemail"), chosen, follow=True).content.decode()
    assert "1 e-mail enviado foi marcado como devolvido" in text
    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.state, waiting.state) == (State.FAILED, State.QUEUED)
    assert sent.last_error == f"devolvido; anotado por {boss}"


def test_looking_is_not_enough_to_mark_as_returned(client, agent):
    client.force_login(with_permission(agent, "view_outgoingemail"))
    sent = mail(state=State.SENT)
    client.post(listing("outgoingemail"), {"action": "mark_as_returned", "_selected_action": [sent.pk]})
    sent.refresh_from_db()
    assert sent.state == State.SENT
    client.force_login(with_permission(agent, "view_outgoingemail", "change_outgoingemail"))
    client.post(listing("outgoingemail"), {"action": "mark_as_returned", "_selected_action": [sent.pk]})
    sent.refresh_from_db()
    assert sent.state == State.FAILED


def test_an_edited_channel_is_found_by_its_new_words(client, loaded, boss):
    client.force_login(boss)
    company = Company.objects.get(slug="aliexpress")
    sent = fields_of(client.get(change(company)))
    sent[next(name for name in sent if name.startswith("channels-0-note_pt"))] = "Palavra Inédita"
    assert client.post(change(company), sent).status_code == 302
    company.refresh_from_db()
    assert "palavra inedita" in company.search


@pytest.mark.parametrize("url", ["/admin/mfa/authenticator/", "/admin/account/emailaddress/"])
def test_there_is_no_back_door_to_an_account(client, boss, url):
    client.force_login(boss)
    assert client.get(url).status_code == 404


def test_staff_read_portuguese_not_code_words(client, boss):
    client.force_login(boss)
    boss.groups.add(Group.objects.get_or_create(name="agent")[0])
    row = OutgoingEmail.objects.create(name="case_filed", dedup_key="k", address="a@example.org")
    for url in (listing("outgoingemail"), change(row)):
        text = client.get(url).content.decode()
        assert "caso registrado" in text
        assert ">case_filed<" not in text
    for url in (listing("user"), change(boss), reverse("admin:auth_group_changelist")):
        text = client.get(url).content.decode()
        assert "atendente" in text
        assert ">agent<" not in text


def test_mails_are_filtered_by_what_they_are_about(client, boss):
    client.force_login(boss)
    one, other = mail(), OutgoingEmail.objects.create(name="login_code", dedup_key="c", address="a@example.org")
    for about, rows in (("reminder", [one]), ("account", [other]), ("x", [other, one])):
        assert list(client.get(listing("outgoingemail"), {"about": about}).context["cl"].result_list) == rows


@pytest.mark.parametrize(("language", "day", "hour", "today"), [
    ("pt-br", "qui, 20 nov 2025", "qui, 20 nov 2025, 9h00", "hoje, "),
    ("en", "Thu, 20 Nov 2025", "Thu, 20 Nov 2025, 09:00", "today, "),
])
def test_days_and_hours_of_rows_are_written_as_on_the_cases(client, loaded, boss, language, day, hour, today):
    User.objects.update(language=language)
    client.force_login(boss)
    long_ago = datetime(2025, 11, 20, 12, tzinfo=UTC)
    Body.objects.update(checked_on=date(2025, 11, 20))
    User.objects.update(date_joined=long_ago)
    row = mail(created_at=long_ago)
    for url in (listing("body"), listing("user"), change(boss), listing("outgoingemail"), change(row)):
        assert day in client.get(url).content.decode(), url
    for url in (listing("user"), change(boss), listing("outgoingemail"), change(row)):
        assert hour in client.get(url).content.decode(), url
    row.created_at = timezone.now()
    row.save()
    assert today in client.get(listing("outgoingemail")).content.decode()
