"""The auditor reads names, not numbers: whose account, which mail, which change, before and after."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation

from complaints.models import SimilarGroup
from complaints.similar import group_cases
from config.audit_words import word_looks
from contacts.models import AccessRecord, Body, OutgoingEmail, Presence, User
from contacts.outgoing import retry
from contacts.seen import What
from disputes.services.joining import answer_joint, build_joint, drop_joint, start_joint
from tests.base import NOW, make_case, person, show_factor
from tests.complaints.pages import signed_in, words

AUDIT = "/admin/audit/"

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")


@pytest.fixture
def auditor(cast):
    return signed_in(cast.auditor)


@pytest.fixture
def boss(house):
    return person("chefe@example.com", "Rui", role="supervisor", is_superuser=True)


def look(user, what, subject="", *, case=None, cases=()):
    return AccessRecord.objects.create(
        at=NOW, user=user, user_key=user.pk, what=what, subject=subject, case=case and case.pk, cases=list(cases))


def mail(**fields):
    return OutgoingEmail.objects.create(
        **{"name": "message", "dedup_key": f"k{OutgoingEmail.objects.count()}", **fields})


def texts(response, kind=None):
    """Return [(text, address)] of the rows, but for the auditor's own looks."""
    rows = [row for _day, rows in response.context["days"] for row in rows]
    return [(row.text, row.url) for row in rows if str(row.who) != "Caio" and kind in (None, row.kind)]


def page(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


# -- Looks -------------------------------------------------------------------------------


def test_a_person_and_a_mail_that_were_looked_at_have_name_and_address(cast, auditor):
    row = mail(reader=cast.consumer, subject="A equipe escreveu")
    secret = mail(name="login_code", address="x@example.com", subject="Seu código 123456", secret=True)
    gone = person("foi@example.com", "Foi")
    for what, subject in (
        (What.PERSON, f"contacts.user {cast.consumer.pk}"), (What.MAIL, f"contacts.outgoingemail {row.pk}"),
        (What.MAIL, f"contacts.outgoingemail {secret.pk}"), (What.PERSON, f"contacts.user {gone.pk}"),
        (What.MAIL, "contacts.outgoingemail 999999"),
    ):
        look(cast.agent, what, subject)
    key = gone.pk
    gone.delete()
    answer = auditor.get(AUDIT)
    assert texts(answer) == [
        ("e-mail 999999", ""), (f"pessoa {key} (conta apagada)", ""),
        ("código para entrar, para x@example.com", page(secret)),
        ("mensagem da equipe, para maria@example.com: “A equipe escreveu”", page(row)),
        ("Maria (maria@example.com)", page(cast.consumer)),
    ]
    assert f'<a href="{page(cast.consumer)}">Maria (maria@example.com)</a>' in answer.content.decode()


@pytest.mark.parametrize(("what", "subject", "wanted"), [
    (What.PERSON, "contacts.user ?5", "pessoas, busca: 5"), (What.PERSON, "contacts.user ana", "pessoas ana"),
    (What.PERSON, "contacts.user", "pessoas"), (What.SEARCH, "contacts.user 5", "contacts.user 5"),
    (What.DISPUTE, "letter", "carta ao vendedor"), (What.FILE, "letter", "carta ao vendedor"),
    (What.SEARCH, "letter", "letter"), (What.LIST, "mesmo vendedor: Loja", "mesmo vendedor: Loja"),
    (What.LIST, "complaints.similargroup 7 seller Loja 24", "mesmo vendedor: Loja 24"),
    (What.LIST, "complaints.similargroup 7 reason not_received", "mesmo problema na mesma loja: "),
    (What.LIST, "complaints.similargroup", "grupos de casos parecidos"),
    (What.RECORD, "contacts.nada 5", "contacts.nada 5"), (What.RECORD, "contacts.user " + "9" * 40, "pessoas 9"),
    (What.RECORD, "contacts.user ٣", "pessoas ٣"), (What.RECORD, "", ""),
])
def test_subjects_are_codes_that_are_worded_when_they_are_read(cast, what, subject, wanted):
    ((text, _url, _cases),) = word_looks([AccessRecord(what=what, subject=subject, cases=[])])
    assert text.startswith(wanted)


def test_a_subject_is_the_same_in_both_languages_until_it_is_read(cast):
    record = AccessRecord(what=What.LIST, subject="complaints.similargroup 7 seller Loja", cases=[])
    with translation.override("en"):
        assert word_looks([record])[0][0] == "same seller: Loja"
    assert word_looks([record])[0][0] == "mesmo vendedor: Loja"


@pytest.fixture
def group(cast):
    """Five people who wait for the same seller."""
    for n in range(5):
        make_case(person(f"p{n}@example.com", f"P{n}"), number=f"71{n}", store="Loja Sumiu")
    group_cases(NOW)
    return SimilarGroup.objects.get(kind="seller")


def test_groups_and_joint_files_lead_to_their_pages(cast, auditor, group):
    joint = start_joint(group, Body.objects.get(slug="procon-sp"), "Não veio.", by=cast.supervisor, now=NOW)
    pages = [reverse("admin:similar_group", args=[group.pk]), reverse("admin:joint", args=[joint.token])]
    client = signed_in(cast.supervisor)
    with translation.override("en"):
        for url in pages:
            assert client.get(url, headers={"Accept-Language": "en"}).status_code == 200
    assert texts(auditor.get(AUDIT, {"kind": "seen"})) == [
        ("dossiê conjunto: Loja Sumiu", pages[1]), ("mesmo vendedor: Loja Sumiu", pages[0])]


def test_the_page_of_one_look_shows_references_and_names_that_lead_on(cast, case, auditor):
    record = look(cast.agent, What.PERSON, f"contacts.user {cast.consumer.pk}", cases=[case.pk, 999999])
    text = auditor.get(page(record)).content.decode()
    assert f'<a class="nobreak" href="{page(case)}">{case.shown_reference}</a>' in text
    assert f'<a href="{page(cast.consumer)}">Maria (maria@example.com)</a>' in text
    assert "999999" not in text
    assert "User key" not in text and f"<h2>{cast.agent.pk} person" not in text
    # Reading of a look is itself a look at the cases it names.
    assert case.pk in AccessRecord.objects.latest("pk").cases
    assert auditor.get(page(record).replace(str(record.pk), "987654")).status_code == 302


# -- Whose data --------------------------------------------------------------------------


def test_all_that_was_seen_and_changed_of_one_person(cast, case, auditor):
    other = make_case(cast.stranger, number="8150000000000011")
    row = mail(reader=cast.consumer, state="failed", context={"complaint": case.pk})
    foreign = mail(reader=cast.stranger, state="failed")
    for what, subject, more in (
        (What.PERSON, f"contacts.user {cast.consumer.pk}", {}), (What.PERSON, f"contacts.user {cast.stranger.pk}", {}),
        (What.MAIL, f"contacts.outgoingemail {row.pk}", {}), (What.MAIL, f"contacts.outgoingemail {foreign.pk}", {}),
        (What.CASE, "", {"case": case}), (What.CASE, "", {"case": other}),
        (What.LIST, "open", {"cases": [other.pk, case.pk]}), (What.LIST, "open", {"cases": [other.pk]}),
    ):
        look(cast.agent, what, subject, **more)
    retry(OutgoingEmail.objects.all(), NOW, by=cast.agent)
    for asked in ("maria@example.com", " Maria@Example.com ", str(cast.consumer.pk)):
        answer = auditor.get(AUDIT, {"person": asked})
        assert answer.status_code == 200
        seen = texts(answer, "seen")
        assert len(seen) == 4 and ("Maria (maria@example.com)", page(cast.consumer)) in seen
        ((entry, url),) = texts(answer, "rest")
        assert "voltou para a fila" in entry and url == page(row)
    both = {"person": "maria@example.com", "case": other.reference}
    assert [text for text, _url in texts(auditor.get(AUDIT, both), "seen")] == ["Abertos"]
    assert texts(auditor.get(AUDIT, {"person": "maria@example.com", "kind": "cases"})) == []


@pytest.mark.parametrize("asked", ["ninguem@example.com", "x", "٣", "9" * 60])
def test_nobody_of_that_name_is_said_and_kept(cast, auditor, asked):
    answer = auditor.get(AUDIT, {"person": asked})
    assert answer.status_code == 422
    assert f"Não existe conta com o e-mail “{asked}”." in words(answer)
    assert answer.context["filters"].typed["person"] == asked


# -- Changes that left no trace ----------------------------------------------------------


def test_mails_that_were_tried_again_or_marked_as_returned_are_written_down(cast, case, auditor):
    refused = mail(reader=cast.consumer, state="failed", context={"complaint": case.pk})
    sent, secret = mail(state="sent", address="a@example.com"), mail(state="failed", secret=True)
    client, url = signed_in(cast.agent), reverse("admin:contacts_outgoingemail_changelist")
    client.post(url, {"action": "try_again", "_selected_action": [refused.pk, sent.pk, secret.pk]})
    client.post(url, {"action": "mark_as_returned", "_selected_action": [sent.pk]})
    assert LogEntry.objects.values_list("user", "object_id").order_by("pk").distinct().count() == 2
    answer = auditor.get(AUDIT, {"kind": "rest"})
    assert texts(answer) == [
        ("e-mail · mensagem da equipe, para a@example.com · Marcado como devolvido.", page(sent)),
        ("e-mail · mensagem da equipe, para maria@example.com · "
         "Recusado, voltou para a fila para ser mandado de novo.", page(refused)),
    ]
    of_case = auditor.get(AUDIT, {"kind": "rest", "case": case.reference})
    assert [url for _text, url in texts(of_case)] == [page(refused)]
    assert case.shown_reference in words(of_case)


def test_taking_cases_or_not_is_written_down(cast, auditor):
    client = signed_in(cast.agent)
    for takes in ("0", "1", "x"):
        client.post(reverse("admin:presence"), {"takes": takes})
    assert Presence.objects.get(user=cast.agent).takes_cases
    assert [text for text, _url in texts(auditor.get(AUDIT, {"kind": "rest"}))] == [
        "presença · Ana (ana@example.com) · Recebe casos novos.",
        "presença · Ana (ana@example.com) · Não recebe casos novos."]


def test_building_and_giving_up_a_joint_file_is_written_down(cast, auditor, group):
    joint = start_joint(group, Body.objects.get(slug="procon-sp"), "Não veio.", by=cast.supervisor, now=NOW)
    consents = list(joint.consents.select_related("complaint__user"))
    for consent in consents:
        answer_joint(consent, True, by=consent.complaint.user, now=NOW)
    build_joint(joint, by=cast.supervisor, now=NOW)
    drop_joint(joint, "Outro Procon.", by=cast.supervisor, now=NOW)
    asked = {"kind": "rest", "case": consents[0].complaint.reference}
    (dropped, url), (built, _url) = texts(auditor.get(AUDIT, asked))
    assert dropped == "dossiê conjunto: Loja Sumiu · Dossiê encerrado sem ser entregue. Outro Procon."
    assert url == reverse("admin:joint", args=[joint.token])
    assert "Dossiê montado. " in built and "SHA-256" in built
    assert all(consent.complaint.shown_reference in built for consent in consents)
    assert {entry.user for entry in LogEntry.objects.all()} == {cast.supervisor}


# -- Rights ------------------------------------------------------------------------------


def typed_of(user, **changes):
    typed = {
        "display_name": user.display_name, "language": "pt-br", "state": "", "time_zone": "America/Sao_Paulo",
        "is_active": "on", "is_staff": "on", "groups": [group.pk for group in user.groups.all()], **changes,
    }
    return {name: value for name, value in typed.items() if value is not None}


@pytest.mark.parametrize(("changes", "wanted"), [
    ({"groups": "supervisor"}, "papel: mediador → supervisor"), ({"groups": None}, "papel: mediador → nenhum"),
    ({"groups": "agent,auditor"}, "papel: mediador → atendente, auditor"),
    ({"is_staff": None, "groups": None}, "papel: mediador → nenhum; é da equipe: sim → não"),
    ({"is_active": None}, "conta ativa: sim → não"), ({"is_superuser": "on"}, "pode tudo: não → sim"),
    ({"display_name": "Beatriz"}, "mudou: como quer ser chamado"), ({}, "nada mudou"),
])
def test_a_right_that_was_given_or_taken_is_read_before_and_after(cast, boss, auditor, changes, wanted):
    if changes.get("groups"):
        names = changes["groups"].split(",")
        changes = {"groups": list(Group.objects.filter(name__in=names).values_list("pk", flat=True))}
    client = signed_in(boss)
    client.cookies["django_language"] = "en"
    answer = client.post(page(cast.mediator), typed_of(cast.mediator, **changes))
    assert answer.status_code == 302, words(answer)
    entry = LogEntry.objects.get()
    assert entry.user == boss
    assert entry.get_change_message().startswith(wanted)
    ((text, url),) = texts(auditor.get(AUDIT, {"kind": "rest"}))
    assert wanted in text and url == page(cast.mediator)


def test_single_permissions_and_a_new_person_with_a_role(boss, cast):
    client, agent = signed_in(boss), Group.objects.get(name="agent")
    extra = agent.permissions.select_related("content_type").get(codename="bulk_complaint")
    assert client.post(page(cast.mediator), typed_of(cast.mediator, user_permissions=[extra.pk])).status_code == 302
    assert LogEntry.objects.latest("pk").change_message == "permissões a mais: complaints.bulk_complaint; a menos: –"
    typed = {"email": "nova@example.com", **typed_of(cast.mediator, display_name="Nova", groups=[agent.pk])}
    assert client.post(reverse("admin:contacts_user_add"), typed).status_code == 302
    entry = LogEntry.objects.latest("pk")
    assert entry.object_id == str(User.objects.get(email="nova@example.com").pk)
    assert entry.change_message == "papel: nenhum → atendente; é da equipe: não → sim"


# -- Doors that were open ----------------------------------------------------------------


@pytest.mark.parametrize("url", ["/admin/password_change/", "/admin/password_change/done/"])
def test_a_password_is_changed_in_ones_own_account(cast, url):
    client = signed_in(cast.agent)
    assert client.get(url).url == client.post(url).url == reverse("profile")


@pytest.mark.parametrize("name", ["figures_csv", "audit_csv"])
def test_tables_with_names_of_people_go_out_only_after_a_fresh_sign_in(cast, name):
    client = signed_in(cast.auditor)
    assert client.get(reverse(f"admin:{name}")).status_code == 200
    session = client.session
    show_factor(session, cast.auditor, at=NOW.timestamp() - 3600)
    session.save()
    assert "reauthenticate" in client.get(reverse(f"admin:{name}")).url
