"""Who comes with a request: as Django says it, in fewer queries, and gone at once when a right is taken."""

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import BACKEND_SESSION_KEY, authenticate
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.roles import PERMISSIONS
from contacts.backends import PeopleBackend, has_second_factor
from contacts.models import User
from tests.base import person
from tests.complaints.pages import signed_in

INDEX = "/admin/"
PASSWORD = "senha-de-teste-123"


def comes(user):
    """Return the person as a new request brings them."""
    return PeopleBackend().get_user(user.pk)


def by_django(user):
    return AuthenticationBackend().get_all_permissions(User.objects.get(pk=user.pk))


@pytest.mark.parametrize("role", PERMISSIONS)
def test_the_permissions_are_those_django_finds_in_one_query(cast, role, django_assert_num_queries):
    user = getattr(cast, role)
    user.user_permissions.add(Permission.objects.get(codename="delete_guide"))
    wanted = by_django(user)
    assert wanted == {*PERMISSIONS[role], "contacts.delete_guide"}
    user = comes(user)
    with django_assert_num_queries(1):
        assert PeopleBackend().get_all_permissions(user) == wanted
        assert user.has_perm("contacts.delete_guide")
        assert not user.has_perm("contacts.delete_user")
        assert user.has_module_perms("complaints")
        assert user.get_all_permissions() == wanted


def test_a_superuser_may_everything_and_a_closed_account_nothing(house):
    boss = person("chefe@example.com", "Rui", is_staff=True, is_superuser=True)
    assert boss.has_perm("contacts.delete_user")
    assert PeopleBackend().get_all_permissions(boss) == by_django(boss)
    closed = person("fechada@example.com", "Eva", role="agent", is_active=False)
    assert PeopleBackend().get_all_permissions(closed) == set()
    assert comes(closed) is None


def test_nobody_is_found_under_an_unknown_number(db):
    assert PeopleBackend().get_user(987654) is None


def test_the_second_factor_costs_no_query_and_a_new_one_counts_at_once(cast, django_assert_num_queries):
    agent = comes(cast.agent)
    with django_assert_num_queries(0):
        assert has_second_factor(agent)
    consumer = comes(cast.consumer)
    assert not has_second_factor(consumer)
    TOTP.activate(consumer, generate_totp_secret())
    assert has_second_factor(consumer)
    # Somebody who was loaded elsewhere is asked for.
    assert has_second_factor(User.objects.get(pk=cast.agent.pk))


def test_a_staff_page_begins_with_session_person_and_permissions(cast):
    client = signed_in(cast.agent)
    client.get(INDEX)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(INDEX).status_code == 200
    begins = [query["sql"] for query in queries if any(
        table in query["sql"] for table in ("django_session", "mfa_authenticator", "auth_permission"))]
    assert [sum(table in sql for sql in begins) for table in (
        "django_session", '"contacts_user"."email"', '"auth_permission"."codename"')] == [1, 1, 1]
    assert len(begins) == 3


def test_a_wrong_password_is_hashed_once(cast, monkeypatch):
    tried = []
    monkeypatch.setattr(User, "check_password", lambda user, password: tried.append(user.pk) or False)
    assert authenticate(None, email=cast.agent.email, password="nada") is None
    assert tried == [cast.agent.pk]


def test_the_right_password_opens(cast):
    assert authenticate(None, email=cast.agent.email, password=PASSWORD) == cast.agent
    assert authenticate(None, email=cast.agent.email, password="") is None


def test_sessions_made_before_this_backend_go_on(cast):
    client = signed_in(cast.agent)
    session = client.session
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save()
    assert client.get(INDEX).status_code == 200


@pytest.mark.parametrize("change", [
    {"is_staff": False}, {"is_active": False},
])
def test_a_demoted_staff_member_is_out_at_once(cast, case, change):
    client = signed_in(cast.agent)
    pages = [INDEX, reverse("admin:complaints_event_changelist"), reverse("admin:disputes_dispute_changelist")]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    User.objects.filter(pk=cast.agent.pk).update(**change)
    assert [client.get(page).status_code for page in pages] == [302, 302, 302]
    assert client.get(case.get_absolute_url()).status_code in (302, 404)


def test_a_role_that_is_taken_closes_its_pages_at_once(cast, case):
    client = signed_in(cast.agent)
    assert client.get(case.get_absolute_url()).status_code == 200
    cast.agent.groups.clear()
    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.get(reverse("admin:complaints_event_changelist")).status_code == 403


def test_a_factor_that_is_taken_closes_the_staff_pages_at_once(cast):
    client = signed_in(cast.agent)
    assert client.get(INDEX).status_code == 200
    Authenticator.objects.filter(user=cast.agent).delete()
    answer = client.get(INDEX, follow=True)
    assert answer.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "segundo passo" in answer.content.decode()


def test_who_signs_out_is_out(cast):
    client = signed_in(cast.agent)
    assert client.get(INDEX).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(INDEX).status_code == 302
