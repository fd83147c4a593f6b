"""Profile, emergency codes, emergency sign-in, language."""

import re

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import EmergencyCode, OutgoingEmail, User

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
MISMATCH = "não combinam"


def signed_in(client):
    return client.session.get(SESSION_KEY)


# -- Profile ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["profile", "emergency_codes"])
def test_the_account_is_for_those_who_signed_in(client, db, name):
    for method in (client.get, client.post):
        response = method(reverse(name))
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["profile", "emergency_codes", "emergency_sign_in"])
def test_account_pages_take_get_and_post_only(client, ana, name):
    client.force_login(ana)
    assert client.delete(reverse(name)).status_code == 405


def test_profile_links_to_everything_about_signing_in(client, ana):
    client.force_login(ana)
    text = client.get(reverse("profile")).content.decode()
    for name in ("account_email", "account_set_password", "mfa_index", "emergency_codes"):
        assert f'href="{reverse(name)}"' in text
    ana.set_password("uma senha comprida")
    ana.save()
    client.force_login(ana)
    text = client.get(reverse("profile")).content.decode()
    assert f'href="{reverse("account_change_password")}"' in text
    assert reverse("account_set_password") not in text


CHANGED = {"display_name": "Ana", "language": "en", "state": "BA", "time_zone": "America/Manaus"}


def test_profile_is_saved_and_the_language_remembered(client, ana):
    client.force_login(ana)
    response = client.post(reverse("profile"), CHANGED)
    assert (response.status_code, response.url) == (302, reverse("profile"))
    assert client.cookies["django_language"].value == "en"
    ana.refresh_from_db()
    assert {name: getattr(ana, name) for name in CHANGED} == CHANGED


def test_profile_saves_only_what_changed(client, ana):
    client.force_login(ana)
    with CaptureQueriesContext(connection) as captured:
        client.post(reverse("profile"), {**CHANGED, "language": "pt-br"})
    updates = [q["sql"] for q in captured if q["sql"].startswith('UPDATE "contacts_user"')]
    assert len(updates) == 1
    assert "display_name" in updates[0]
    assert '"language" =' not in updates[0]
    assert '"password" =' not in updates[0]


@pytest.mark.parametrize("wrong", [
    {"state": "XX"}, {"language": "fr"}, {"time_zone": "Mars/Base"}, {"display_name": "a" * 81},
])
def test_profile_refuses_what_it_does_not_know(client, ana, wrong):
    client.force_login(ana)
    response = client.post(reverse("profile"), {**CHANGED, **wrong})
    assert response.status_code == 200
    assert list(wrong) == list(response.context["form"].errors)
    ana.refresh_from_db()
    assert ana.display_name == "Ana Lima"


def test_profile_cannot_be_used_to_change_rights(client, ana):
    client.force_login(ana)
    more = {"is_staff": "1", "is_superuser": "1", "email": "x@example.org"}
    client.post(reverse("profile"), {**CHANGED, **more})
    ana.refresh_from_db()
    assert (ana.is_staff, ana.is_superuser, ana.email) == (False, False, "ana@example.org")


# -- Emergency codes --------------------------------------------------------------------


def test_codes_are_shown_once_and_kept_as_hashes(client, ana):
    client.force_login(ana)
    assert "Você ainda não tem códigos" in client.get(reverse("emergency_codes")).content.decode()
    response = client.post(reverse("emergency_codes"))
    codes = CODE.findall(response.content.decode())
    assert len(set(codes)) == 8
    assert "no-store" in response["Cache-Control"]
    again = client.get(reverse("emergency_codes")).content.decode()
    assert not CODE.findall(again)
    assert "8 códigos sem usar" in again
    plain = codes[0].replace("-", "")
    assert plain not in str(list(EmergencyCode.objects.values_list("digest", flat=True)))


def test_new_codes_end_the_old_ones(client, ana):
    old = EmergencyCode.renew(ana)
    client.force_login(ana)
    client.post(reverse("emergency_codes"))
    assert EmergencyCode.objects.filter(user=ana).count() == 8
    assert not EmergencyCode.spend(ana, old[0])


def test_someone_with_a_password_must_show_it_first(client, ana):
    ana.set_password("uma senha comprida")
    ana.save()
    client.force_login(ana)
    response = client.post(reverse("emergency_codes"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not EmergencyCode.objects.exists()
    assert client.get(reverse("emergency_codes")).status_code == 200
    response = client.post(response.url, {"password": "uma senha comprida"})
    assert len(CODE.findall(response.content.decode())) == 8


# -- Emergency sign-in ------------------------------------------------------------------


def attempt(client, email, code):
    return client.post(reverse("emergency_sign_in"), {"email": email, "code": code})


def test_a_code_lets_in_and_leads_to_the_address(client, ana, fresh_limits):
    code = EmergencyCode.renew(ana)[0]
    response = attempt(client, "ANA@example.org", code.lower().replace("-", " "))
    assert (response.status_code, response.url) == (302, reverse("account_email"))
    assert signed_in(client) == str(ana.pk)
    assert client.session[AUTHENTICATION_METHODS_SESSION_KEY][0]["method"] == "emergency_code"
    assert "Agora coloque aqui um e-mail" in client.get(response.url).content.decode()


def test_a_code_works_once(client, ana, fresh_limits):
    codes = EmergencyCode.renew(ana)
    attempt(client, ana.email, codes[0])
    other = Client()
    assert MISMATCH in attempt(other, ana.email, codes[0]).content.decode()
    assert not signed_in(other)
    client.force_login(ana)
    assert "7 códigos sem usar" in client.get(reverse("emergency_codes")).content.decode()


def test_an_unverified_address_does_not_keep_its_owner_out(client, ana, fresh_limits):
    ana.emailaddress_set.update(verified=False)
    attempt(client, ana.email, EmergencyCode.renew(ana)[0])
    assert signed_in(client) == str(ana.pk)


def test_the_code_of_another_person_is_wrong(client, ana, agent, fresh_limits):
    code = EmergencyCode.renew(agent)[0]
    assert MISMATCH in attempt(client, ana.email, code).content.decode()
    assert not signed_in(client)
    assert EmergencyCode.objects.filter(user=agent, used_at=None).count() == 8


def answer(response):
    return re.sub(r'value="[^"]*"', "", response.content.decode())


def test_unknown_wrong_and_closed_get_the_same_answer_for_the_same_work(client, ana, fresh_limits):
    closed = User.objects.create_user("closed@example.org", is_active=False)
    code = EmergencyCode.renew(closed)[0]
    EmergencyCode.renew(ana)
    seen = []
    for email in ("nobody@example.org", ana.email, closed.email):
        with CaptureQueriesContext(connection) as captured:
            response = attempt(Client(), email, code)
        verbs = [q["sql"].split(" ", 1)[0] for q in captured if "contacts_" in q["sql"]]
        seen.append((response.status_code, answer(response), verbs))
    assert seen[0] == seen[1] == seen[2]
    assert MISMATCH in seen[0][1]
    assert EmergencyCode.objects.filter(used_at=None).count() == 16


def test_five_tries_for_one_address_are_enough(ana, fresh_limits):
    codes = EmergencyCode.renew(ana)
    for _try in range(5):
        assert attempt(Client(), ana.email, "AAAA-AAAA-AAAA").status_code == 200
    client = Client()
    assert attempt(client, "Ana@Example.org", codes[0]).status_code == 429
    assert not signed_in(client)
    assert EmergencyCode.objects.filter(used_at=None).count() == 8
    assert attempt(Client(), "nobody@example.org", codes[0]).status_code == 200


def test_twenty_tries_from_one_place_are_enough(db, fresh_limits):
    for number in range(20):
        assert attempt(Client(), f"n{number}@example.org", "x").status_code == 200
    response = attempt(Client(), "other@example.org", "x")
    assert response.status_code == 429
    assert "Muitas tentativas" in response.content.decode()


@pytest.mark.parametrize(("email", "code"), [
    ("", "x"), ("not an address", "x"), ("a@example.org", ""), ("a@example.org", "\0"),
])
def test_an_unfinished_form_says_what_is_missing(client, db, fresh_limits, email, code):
    response = attempt(client, email, code)
    assert response.status_code == 200
    assert response.context["form"].errors


def test_the_second_factor_is_still_asked(client, ana, fresh_limits):
    TOTP.activate(ana, generate_totp_secret())
    recovery = RecoveryCodes.activate(ana).get_unused_codes()[0]
    response = attempt(client, ana.email, EmergencyCode.renew(ana)[0])
    assert (response.status_code, response.url) == (302, reverse("mfa_authenticate"))
    assert not signed_in(client)
    assert client.get(reverse("profile")).status_code == 302
    response = client.post(reverse("mfa_authenticate"), {"code": recovery})
    assert (response.status_code, response.url) == (302, reverse("account_email"))
    assert signed_in(client) == str(ana.pk)


def test_someone_inside_goes_straight_to_the_address(client, ana):
    client.force_login(ana)
    response = client.get(reverse("emergency_sign_in"))
    assert (response.status_code, response.url) == (302, reverse("account_email"))


# -- Language ---------------------------------------------------------------------------


def test_language_is_a_post(client, db):
    assert client.get(reverse("language")).status_code == 405


def test_language_needs_the_csrf_token(db):
    assert Client(enforce_csrf_checks=True).post(reverse("language"), {"language": "en"}).status_code == 403


def test_language_of_an_anonymous_reader_lives_in_a_cookie(client, db):
    response = client.post(reverse("language"), {"language": "en", "next": "/directory/?q=procon"})
    assert (response.status_code, response.url) == (302, "/directory/?q=procon")
    cookie = response.cookies["django_language"]
    assert (cookie.value, cookie["samesite"], cookie["max-age"]) == ("en", "Lax", 365 * 24 * 3600)
    assert client.get("/directory/")["Content-Language"] == "en"


def test_language_of_a_person_is_kept_with_the_person(client, ana):
    client.force_login(ana)
    client.post(reverse("language"), {"language": "en"})
    ana.refresh_from_db()
    assert ana.language == "en"
    assert client.get("/directory/")["Content-Language"] == "en"


@pytest.mark.parametrize("code", ["", "fr", "pt-br; Domain=evil.example", "EN"])
def test_an_unknown_language_changes_nothing(client, ana, code):
    client.force_login(ana)
    response = client.post(reverse("language"), {"language": code, "next": "/directory/"})
    assert response.url == "/directory/"
    assert "django_language" not in response.cookies
    ana.refresh_from_db()
    assert ana.language == "pt-br"


@pytest.mark.parametrize("back", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "",
    "\thttps://evil.example", "http:///evil.example",
])
def test_language_never_leads_away(client, db, back):
    assert client.post(reverse("language"), {"language": "en", "next": back}).url == reverse("home")


# -- What the person is told, and what nobody else can tell ------------------------------


def test_new_codes_and_a_used_one_are_told_by_mail(client, ana, fresh_limits):
    client.force_login(ana)
    codes = CODE.findall(client.post(reverse("emergency_codes")).content.decode())
    made = OutgoingEmail.objects.get()
    assert (made.name, made.reader, made.secret) == ("emergency_codes_made", ana, True)
    for body in (made.text, made.html):
        assert "Foram criados códigos de emergência novos" in body
        assert codes[0] not in body
    attempt(Client(), ana.email, "AAAA-AAAA-AAAA")
    assert OutgoingEmail.objects.count() == 1
    attempt(Client(), ana.email, codes[0])
    used = OutgoingEmail.objects.get(name="emergency_codes_used")
    assert used.subject == "Entraram na sua conta com um código de emergência"
    assert "Um código de emergência foi usado" in used.text
    assert "Um código de emergência foi usado" in used.html


def test_the_state_may_stay_unsaid(client, ana):
    client.force_login(ana)
    text = client.get(reverse("profile")).content.decode()
    assert "Prefiro não dizer" in text
    assert "---------" not in text
    client.post(reverse("profile"), {**CHANGED, "state": ""})
    ana.refresh_from_db()
    assert ana.state == ""


@pytest.mark.parametrize("email", ["ana@example.org", "nova@example.org"])
@pytest.mark.parametrize(("password", "times"), [("uma senha comprida", 1), ("", 0)])
def test_sign_up_hashes_once_whether_or_not_there_is_an_account(
    client, ana, fresh_limits, monkeypatch, email, password, times
):
    hasher = type(get_hasher())
    encode, calls = hasher.encode, []

    def counted(self, *args, **kwargs):
        calls.append(1)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(hasher, "encode", counted)
    response = client.post(reverse("account_signup"), {"email": email, "password1": password})
    assert response.status_code == 302
    assert len(calls) == times
