"""The front door, the state of health, refused requests, and what every page carries."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from complaints.models import SweepRun
from tests.base import NOW
from tests.complaints.pages import signed_in, text, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


def test_home_says_what_this_is_and_where_to_start(client):
    page = text(client.get("/"))
    assert "Sua compra pela internet deu errado?" in page
    assert page.count("btn-primary") == 1
    assert f'href="{reverse("before_you_write")}"' in page
    assert f'href="{reverse("account_login")}"' in page


def test_home_of_those_who_signed_in_is_their_cases(cast):
    assert signed_in(cast.consumer).get("/").url == reverse("cases")


@pytest.mark.parametrize("path", ["/", "/health"])
def test_safe_methods_only(client, path):
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(path).status_code == 405


def swept(ago):
    SweepRun.objects.update_or_create(name="sweep", defaults={"last_success": NOW - ago})


@pytest.mark.parametrize(("ago", "status", "word"), [
    (timedelta(minutes=1), 200, "ok"), (timedelta(minutes=10), 200, "ok"),
    (timedelta(minutes=10, seconds=1), 503, "silent"), (timedelta(days=3), 503, "silent"),
])
def test_health_hears_the_sweep(client, ago, status, word):
    swept(ago)
    response = client.get("/health")
    assert response.status_code == status
    assert response.json() == {"database": "ok", "sweep": word, "last_sweep": (NOW - ago).isoformat()}
    assert client.head("/health").status_code == status


def test_health_without_any_sweep_is_loud(client):
    response = client.get("/health")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "sweep": "silent", "last_sweep": None}


def test_health_without_a_database_says_so_and_no_more(client):
    with mock.patch("config.views.connection.cursor", side_effect=DatabaseError("password=geheim")):
        response = client.get("/health")
    assert response.status_code == 503
    assert response.json() == {"database": "DatabaseError", "sweep": "unknown"}
    assert "geheim" not in text(response)


def test_every_page_is_strict(client, cast, case):
    maria = signed_in(cast.consumer)
    pages = [client.get("/"), client.get("/directory/"), client.get("/nada/"), client.get(reverse("account_login")),
             maria.get(case.get_absolute_url()), maria.get(reverse("cases")), client.get("/reminders/done/x/")]
    for response in pages:
        policy = response["Content-Security-Policy"]
        for directive in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'",
                          "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'"):
            assert directive in policy
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] in ("same-origin", "no-referrer")
        page = response.content.decode()
        # Nothing inline that the policy would have to forgive.
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert " onclick=" not in page


def test_cookies_are_kept_from_scripts_and_other_sites(cast):
    visitor = Client()
    visitor.post(reverse("account_login"), {"login": cast.consumer.email, "password": "senha-de-teste-123"})
    session = visitor.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


@pytest.mark.parametrize("path", ["/nada/", "/cases/nada/nada/", "/static/../manage.py", "/.env", "/admin.php"])
def test_what_is_not_there_is_said_in_words(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Não achei esta página" in words(response)
    assert f'href="{reverse("home")}"' in text(response)


def test_404_leads_those_who_signed_in_to_their_cases(cast):
    assert f'href="{reverse("cases")}"' in text(signed_in(cast.consumer).get("/nada/"))


def test_form_without_token_is_refused_in_words(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@b.example"})
    assert response.status_code == 403
    assert "Este formulário ficou aberto tempo demais" in words(response)
    assert "recarregue e mande de novo" in words(response)


def test_read_only_eyes_are_told_so(cast, case):
    response = signed_in(cast.auditor).post(reverse("message_write", args=[case.reference]), {"body": "x"})
    assert response.status_code == 403
    assert "<h1>" in text(response)


@pytest.mark.parametrize("path", ["/", "/nada/"])
def test_english_by_cookie(client, path):
    client.cookies["django_language"] = "en"
    page = text(client.get(path))
    assert '<html lang="en"' in page


def test_an_unknown_language_is_portuguese(client):
    for wrong in ("xx", "", "../../etc", "en\x00"):
        client.cookies["django_language"] = wrong
        response = client.get("/")
        assert response.status_code == 200
        assert '<html lang="pt-br"' in text(response)


def test_favicon_has_an_address(client):
    assert client.get("/favicon.ico").url == "/static/favicon.svg"


def test_names_of_hosts_and_methods_that_are_nonsense(client):
    assert client.generic("BREW", "/").status_code == 405
    assert client.generic("GET", "/%00/").status_code == 404
    assert client.generic("GET", "/?%ff%fe=%00").status_code == 200
