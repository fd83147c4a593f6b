"""Before what cannot be taken back the staff show again who they are; their sessions end by themselves."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from contacts import sessions
from contacts.fresh import is_fresh, signed_in_lately
from contacts.models import User
from disputes import services
from disputes.models import Decision, Remedy
from tests.base import NOW, person, show_factor
from tests.complaints.pages import signed_in, words

INDEX = "/admin/"
REASONS = "A loja não provou a entrega; o rastreio parou na alfândega."
VERDICT = {
    "outcome": "buyer", "amount": "", "facts": "Comprou, não chegou.", "reasons": REASONS, "rule": "", "looked_at": "",
}


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def dispute(cast, case):
    dispute = services.open_dispute(
        case, by=cast.consumer, remedy=Remedy.FULL_REFUND, mode="hosted", address="loja@example.net", now=NOW)
    services.seller_refuses(dispute, note="Não.", now=NOW)
    services.escalate(dispute, by=cast.consumer, now=NOW)
    return dispute


def decide_url(dispute):
    return reverse("admin:disputes_dispute_decide", args=[dispute.pk])


def code_of(user):
    """Return the code that the person's app shows now."""
    secret = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).wrap().instance.data["secret"]
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def later(travel, **span):
    travel.shift(timedelta(**span))
    # Limits of tries are counted in the cache; the tests are about something else.
    cache.clear()


def test_a_decision_is_asked_for_again_and_nothing_typed_is_lost(cast, dispute, clock):
    client = signed_in(cast.mediator)
    later(clock, minutes=11)
    assert client.get(decide_url(dispute)).status_code == 200
    asked = client.post(decide_url(dispute), VERDICT)
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("account_reauthenticate"))
    page = client.get(asked.url)
    assert "O que você escreveu está guardado" in words(page)
    wrong = client.post(asked.url, {"password": "errada", "next": decide_url(dispute)})
    assert wrong.status_code == 200
    assert "O que você escreveu está guardado" in words(wrong)
    shown = client.post(asked.url, {"password": "senha-de-teste-123", "next": decide_url(dispute)})
    # The form goes on as if nobody had asked: here to what the decision would do.
    assert shown.status_code == 200
    assert REASONS in words(shown)
    assert "O consumidor ganha" in words(shown)
    assert not Decision.objects.exists()


def test_the_second_factor_is_as_good_as_the_password(cast, dispute, clock):
    cast.mediator.set_unusable_password()
    cast.mediator.save(update_fields=["password"])
    client = signed_in(cast.mediator)
    later(clock, minutes=11)
    asked = client.post(decide_url(dispute), VERDICT)
    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    shown = client.post(asked.url, {"code": code_of(cast.mediator), "next": decide_url(dispute)})
    assert shown.status_code == 200
    assert REASONS in words(shown)
    later(clock, minutes=9)
    assert client.post(decide_url(dispute), VERDICT).status_code == 200
    later(clock, minutes=2)
    assert client.post(decide_url(dispute), VERDICT).status_code == 302


def test_what_was_given_up_never_goes_through_by_itself(cast, clock):
    auditor = cast.auditor
    client = signed_in(auditor)
    later(clock, minutes=11)
    session = client.session
    session["account_reauthentication_state"] = {"request": "x"}
    session.save()
    asked = client.get(reverse("admin:audit_csv"))
    assert asked.status_code == 302
    assert "account_reauthentication_state" not in client.session
    back = client.post(asked.url, {"password": "senha-de-teste-123", "next": reverse("admin:audit_csv")})
    assert back.url == reverse("admin:audit_csv")
    assert client.get(back.url).status_code == 200


def test_rights_are_given_by_somebody_who_showed_it_lately(house, cast, clock):
    boss = person("chefe@example.com", "Rui", role="supervisor", is_superuser=True)
    client = signed_in(boss)
    page = reverse("admin:contacts_user_change", args=[cast.agent.pk])
    typed = {
        "display_name": "Ana", "language": "pt-br", "state": "", "time_zone": "America/Sao_Paulo", "is_active": "on",
        "is_staff": "on", "is_superuser": "on",
    }
    later(clock, minutes=11)
    assert client.post(page, typed).url.startswith(reverse("account_reauthenticate"))
    assert not User.objects.get(pk=cast.agent.pk).is_superuser
    asked = client.post(page + "?_changelist_filters=q%3Da", typed)
    done = client.post(asked.url, {"password": "senha-de-teste-123", "next": page})
    assert done.status_code == 302
    assert done.url.startswith(reverse("admin:contacts_user_changelist"))
    assert User.objects.get(pk=cast.agent.pk).is_superuser


def request_of(client, user, method="post"):
    request = getattr(RequestFactory(), method)("/x/")
    request.user, request.session = user, client.session
    return request


def test_a_mailed_code_alone_and_somebody_elses_factor_do_not_count(cast, clock):
    client = signed_in(cast.agent)
    request = request_of(client, cast.agent)
    assert is_fresh(request)
    request.session["account_authentication_methods"] = [{"method": "code", "at": NOW.timestamp()}]
    assert not is_fresh(request)
    show_factor(request.session, cast.mediator)
    assert not is_fresh(request)
    show_factor(request.session, cast.agent, at=NOW.timestamp() + 60)
    assert not is_fresh(request)


def test_reading_is_free_and_who_has_nothing_to_show_passes(cast, clock, settings):
    view = signed_in_lately(lambda request: HttpResponse("ok"))
    client = signed_in(cast.agent)
    later(clock, minutes=11)
    assert view(request_of(client, cast.agent, "get")).status_code == 200
    assert view(request_of(client, cast.agent)).status_code == 302
    bare = User.objects.create_user("nova@example.com")
    assert view(request_of(signed_in(bare), bare)).status_code == 200


# -- Sessions ---------------------------------------------------------------------------


def test_a_staff_session_ends_after_twelve_hours_of_work(cast, clock):
    client = signed_in(cast.agent)
    for _half_hour in range(23):
        later(clock, minutes=30)
        assert client.get(INDEX).status_code == 200
    later(clock, minutes=30)
    answer = client.get(INDEX, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "entra de novo depois de um tempo" in words(answer)


def test_a_staff_session_ends_after_an_hour_of_silence(cast, case, clock):
    client = signed_in(cast.agent)
    later(clock, minutes=59)
    assert client.get(INDEX).status_code == 200
    later(clock, minutes=60)
    assert client.get(case.get_absolute_url()).status_code == 302
    assert "_auth_user_id" not in client.session


def test_an_open_page_that_asks_by_itself_is_no_sign_of_a_person(cast, clock, monkeypatch):
    monkeypatch.setattr(sessions, "POLLS", {"index"})
    client = signed_in(cast.agent)
    later(clock, minutes=30)
    assert client.get(INDEX).status_code == 200
    later(clock, minutes=30)
    assert client.get(INDEX).status_code == 302


def test_consumers_stay_signed_in(cast, case, clock, maria):
    later(clock, hours=30)
    assert maria.get(case.get_absolute_url()).status_code == 200


def test_somebody_made_staff_is_measured_from_the_sign_in(cast, clock):
    client = signed_in(cast.stranger)
    later(clock, hours=13)
    User.objects.filter(pk=cast.stranger.pk).update(is_staff=True)
    assert client.get(INDEX).url.startswith("/admin/login/")
    assert "_auth_user_id" not in client.session


def test_a_session_from_before_the_stamps_is_measured_from_now(cast, clock):
    client = signed_in(cast.agent)
    session = client.session
    del session["signed_in_at"], session["last_here_at"]
    session.save()
    assert client.get(INDEX).status_code == 200
    later(clock, minutes=61)
    assert client.get(INDEX).status_code == 302


def test_a_second_page_within_a_minute_writes_no_session(cast, clock):
    client = signed_in(cast.agent)
    later(clock, minutes=2)
    client.get(INDEX)
    stamp = client.session["last_here_at"]
    later(clock, seconds=59)
    client.get(INDEX)
    assert client.session["last_here_at"] == stamp
    later(clock, seconds=2)
    client.get(INDEX)
    assert client.session["last_here_at"] > stamp
