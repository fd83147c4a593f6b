"""Telephone calls written down, messages that need no answer, and the shop of a case that came without one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from complaints.choices import Party
from complaints.models import Complaint, Deadline, Message, Order
from complaints.sentences import sentence_of
from complaints.services.calls import no_answer_needed, record_call
from complaints.services.cases import close_complaint
from complaints.services.locking import Refused
from complaints.services.messages import ask_for_person, write_message
from complaints.services.naming import name_shop
from complaints.standing import adrift
from complaints.timeline import broken_at
from contacts.models import Company, OutgoingEmail
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, text, words

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
NOTE = Message.Audience.NOTE
HOUR = timedelta(hours=1)


def call(case, by, whom="buyer", answered=True, at=NOW - HOUR, said="Prometeu mandar a foto.", **more):
    return record_call(case, whom, at, said, answered, by=by, now=NOW, **more)


def wait(case, cast):
    write_message(case, "Alguém aí?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW - 2 * HOUR)


def fresh(case):
    return Complaint.objects.get(pk=case.pk)


def door(name, case):
    return reverse(f"admin:complaints_complaint_{name}", args=[case.pk])


# -- Calls -------------------------------------------------------------------------------------


def test_a_call_that_reached_the_consumer_is_an_answer(cast, case, maria):
    wait(case, cast)
    note = call(case, cast.agent)
    assert (note.audience, note.party) == (NOTE, Party.STAFF)
    assert note.body == "Ligação com o consumidor (hoje, 8h00)\n\nPrometeu mandar a foto."
    after = fresh(case)
    assert (after.awaits_staff, after.first_answered_at) == (False, NOW)
    assert case.deadlines.get(kind="house_team_answer").state == Deadline.State.MET
    page = words(maria.get(case.get_absolute_url()))
    assert "A equipe falou com você por telefone." in page
    assert "Prometeu mandar a foto." not in page and "escreveu uma nota" not in page
    assert not OutgoingEmail.objects.filter(name="message").exists()
    assert broken_at(case) is None and adrift() == []


@pytest.mark.parametrize(("whom", "answered", "told"), [
    ("buyer", False, "A equipe tentou falar com você por telefone."),
    ("seller", True, "A equipe falou com o vendedor por telefone."),
    ("shop", False, "A equipe tentou falar com a loja por telefone."),
    ("other", True, ""),
])
def test_other_calls_answer_nobody_and_the_consumer_reads_what_concerns_them(cast, case, maria, whom, answered, told):
    wait(case, cast)
    call(case, cast.agent, whom, answered)
    assert fresh(case).awaits_staff
    page = words(maria.get(case.get_absolute_url()))
    assert told in page
    assert ("por telefone" in page) == bool(told)
    staff = words(signed_in(cast.auditor).get(reverse("admin:complaints_complaint_change", args=[case.pk])))
    assert "por telefone" in staff and "Prometeu mandar a foto." in staff


@pytest.mark.parametrize(("at", "said"), [
    (NOW + HOUR, "Oi."), (NOW - timedelta(days=30), "Oi."), (NOW - HOUR, "  "),
    (datetime(1, 1, 1, tzinfo=UTC), "Oi."), (datetime(9999, 12, 31, tzinfo=UTC), "Oi."),
])
def test_a_call_that_cannot_be_is_refused(cast, case, at, said):
    with pytest.raises(Refused):
        call(case, cast.agent, at=at, said=said)
    assert case.events.count() == 1


@pytest.fixture
def case(cast):
    """Maria's case, filed the day before."""
    return make_case(cast.consumer, now=NOW - timedelta(days=1))


def test_the_same_form_writes_a_call_once_and_a_closed_case_takes_none(cast, case):
    first = call(case, cast.agent, form_key="k")
    assert call(case, cast.agent, form_key="k") == first
    assert case.events.filter(kind="call").count() == 1
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    with pytest.raises(Refused, match="encerrado"):
        call(case, cast.agent)
    with pytest.raises(ValueError, match="nobody calls"):
        call(case, cast.agent, "santa")


SENT = {"with_whom": "buyer", "answered": "yes", "happened_at": "2026-11-22T08:30", "words": "Oi.", "form_key": "k"}


def test_the_page_of_a_call_keeps_what_was_typed(cast, case):
    ana = signed_in(cast.agent)
    assert 'value="2026-11-22T09:00"' in text(ana.get(door("call", case)))
    bad = ana.post(door("call", case), {**SENT, "happened_at": "ontem"})
    assert bad.status_code == 422 and "Não entendi esse dia e hora" in words(bad) and "Oi." in text(bad)
    assert ana.post(door("call", case), SENT).status_code == 302
    assert case.events.get(kind="call").data["happened_at"] == "2026-11-22T08:30:00-03:00"


@pytest.mark.parametrize("bad", [
    {"with_whom": "santa"}, {"answered": ""}, {"happened_at": "0001-01-01T00:00"}, {"happened_at": "9999-12-31T23:59"},
    {"words": ""}, {"words": "a\x00b"}, {"words": "x" * 4001}, {"happened_at": "2026-11-23T10:00"},
])
def test_a_bad_call_is_refused_in_words(cast, case, bad):
    response = signed_in(cast.agent).post(door("call", case), {**SENT, **bad})
    assert response.status_code == 422
    assert not case.events.filter(kind="call").exists()


# -- What needs no answer ------------------------------------------------------------------------


def test_a_thank_you_is_taken_off_the_queue_without_a_word_to_the_consumer(cast, case, maria):
    wait(case, cast)
    Complaint.objects.filter(pk=case.pk).update(late_at=NOW)
    note = no_answer_needed(case, "Só agradeceu.", by=cast.agent, now=NOW)
    assert (note.audience, note.body) == (NOTE, "Não precisa de resposta: Só agradeceu.")
    after = fresh(case)
    assert (after.awaits_staff, after.late_at, after.first_answered_at) == (False, None, None)
    assert after.first_asked_at is not None
    assert case.deadlines.get(kind="house_team_answer").state == Deadline.State.CANCELLED
    assert not OutgoingEmail.objects.filter(name="message").exists()
    page = words(maria.get(case.get_absolute_url()))
    assert "agradeceu" not in page and "não precisa de resposta" not in page
    assert sentence_of(case.events.get(kind="no_answer_needed"), {})
    assert adrift() == []


def test_a_wait_that_was_too_long_stays_missed(cast, case):
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    late = case.deadlines.get(kind="house_team_answer").due_at + HOUR
    no_answer_needed(case, "Escreveu que resolveu.", by=cast.agent, now=late)
    assert case.deadlines.get(kind="house_team_answer").state == Deadline.State.MISSED
    assert fresh(case).asked_person_at is None


def test_nothing_is_taken_off_where_nobody_waits_or_without_a_reason(cast, case):
    with pytest.raises(Refused, match="Ninguém espera"):
        no_answer_needed(case, "Nada.", by=cast.agent, now=NOW)
    wait(case, cast)
    with pytest.raises(Refused, match="por que"):
        no_answer_needed(case, " ", by=cast.agent, now=NOW)
    ana = signed_in(cast.agent)
    assert ana.post(door("no_answer", case), {"why": "", "form_key": "k"}).status_code == 422
    assert ana.post(door("no_answer", case), {"why": "Só agradeceu.", "form_key": "k"}).status_code == 302
    assert ana.post(door("no_answer", case), {"why": "Só agradeceu.", "form_key": "k"}).status_code == 302
    assert Message.objects.filter(complaint=case, audience=NOTE).count() == 1


# -- The shop --------------------------------------------------------------------------------------


@pytest.fixture
def nameless(cast):
    return make_case(cast.consumer, shop="outra-loja", number="SP77")


def test_a_named_shop_brings_its_clocks(cast, nameless, maria):
    assert nameless.shop_unknown
    shopee = Company.objects.get(slug="shopee")
    name_shop(nameless, shopee, by=cast.agent, now=NOW)
    after = Complaint.objects.select_related("order__marketplace").get(pk=nameless.pk)
    assert (after.shop, after.order.marketplace, after.shop_unknown) == (shopee, shopee, False)
    assert case_clocks(make_case(cast.stranger, shop="shopee", number="SP78")) == case_clocks(after)
    assert "A equipe anotou em que loja foi a compra: Shopee." in words(maria.get(after.get_absolute_url()))
    assert adrift() == [] and broken_at(after) is None


def case_clocks(case):
    live = case.deadlines.exclude(state=Deadline.State.CANCELLED)
    return set(live.values_list("kind", "due_on", "state"))


def test_it_may_stay_another_shop(cast, nameless):
    clocks = case_clocks(nameless)
    name_shop(nameless, None, by=cast.agent, now=NOW)
    after = fresh(nameless)
    assert (after.shop.slug, after.shop_unknown, after.needs_person) == ("outra-loja", False, False)
    assert case_clocks(nameless) == clocks
    with pytest.raises(Refused, match="já foi anotada"):
        name_shop(nameless, None, by=cast.agent, now=NOW)


def test_a_shop_that_cannot_be_is_refused(cast, nameless):
    bank = Company.objects.exclude(kind=Company.Kind.MARKETPLACE).first()
    with pytest.raises(Refused, match="não é uma loja"):
        name_shop(nameless, bank, by=cast.agent, now=NOW)
    make_case(cast.consumer, shop="shopee", number="SP77")
    with pytest.raises(Refused, match="já tem um pedido"):
        name_shop(nameless, Company.objects.get(slug="shopee"), by=cast.agent, now=NOW)
    assert Order.objects.get(pk=nameless.order_id).marketplace.slug == "outra-loja"
    assert fresh(nameless).shop_unknown


def test_the_page_names_the_shop(cast, nameless):
    ana = signed_in(cast.agent)
    assert "fica como outra loja" in words(ana.get(door("shop", nameless)))
    for bad in ({}, {"shop": "lua"}, {"shop": "a\x00"}):
        assert ana.post(door("shop", nameless), bad).status_code == 422
    assert ana.post(door("shop", nameless), {"shop": "shopee"}).status_code == 302
    assert not fresh(nameless).shop_unknown
    other = make_case(cast.stranger, shop="outra-loja", number="99")
    assert ana.post(door("shop", other), {"shop": "stays"}).status_code == 302
    assert fresh(other).shop.slug == "outra-loja" and not fresh(other).shop_unknown
