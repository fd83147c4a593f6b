"""Staff hand a dispute to the mediator for its consumer; what a dispute means for merging and splitting cases."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from complaints import standing, timeline
from complaints.models import Complaint
from complaints.services.belonging import merge, split
from complaints.services.claiming import defer
from complaints.services.locking import Refused
from complaints.sweep import sweep
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from disputes import services
from disputes.lifecycle import State
from disputes.services.mediation import must_mediate
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, text, words
from tests.disputes.desk import fresh, hosted, judge, proof, to_mediator

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
WHY = {"note": "A conversa não anda."}


def page(case):
    return reverse("admin:case_mediate", args=[case.pk])


def address(dispute):
    return page(dispute.complaint)


@pytest.fixture
def refused(cast):
    """A hosted dispute in which the seller said no: it is the consumer's turn."""
    dispute = hosted(cast.consumer)
    services.seller_refuses(dispute, note="O rastreio diz entregue.", now=NOW - timedelta(days=1))
    return fresh(dispute)


@pytest.fixture
def agent(client, cast):
    client.force_login(cast.agent)
    return cast.agent


def test_an_agent_hands_it_over_with_a_reason_and_the_line_tells_who(client, cast, refused, agent):
    turn = refused.complaint.deadlines.running().get(owner="dispute")
    shown = client.get(address(refused))
    assert "Quem manda o caso para o mediador não pode decidir nele." in words(shown)
    done = client.post(address(refused), {**WHY, "turn": turn.pk})
    case = refused.complaint
    assert done.url == reverse("admin:complaints_complaint_change", args=[case.pk])
    assert fresh(refused).state == State.MEDIATION
    line = case.events.get(kind="dispute_escalate")
    assert (line.party, line.recorded_by) == ("buyer", agent)
    assert "A equipe passou o caso para o mediador por você. “A conversa não anda.”" in words(
        signed_in(cast.consumer).get(case.get_absolute_url()))
    assert standing.adrift() == []
    assert timeline.broken_at(case) is None


def test_the_consumer_is_told_by_mail_and_only_of_what_somebody_else_did(client, cast, refused, agent, mailoutbox):
    OutgoingEmail.objects.all().delete()
    client.post(address(refused), WHY)
    send_due()
    letter = next(mail for mail in outbox.outbox if mail.to == ["maria@example.com"])
    assert letter.subject == (
        f"A equipe passou o seu caso para o mediador (caso {refused.complaint.shown_reference})")
    for body in (letter.body, letter.alternatives[0][0]):
        assert "A conversa não anda." in body
        assert "Espere a decisão do mediador" in body
        assert refused.complaint.get_absolute_url() in body
    other = hosted(cast.stranger)
    to_mediator(other)
    assert not OutgoingEmail.objects.filter(name="to_mediator", reader=cast.stranger).exists()


def test_who_handed_it_over_does_not_decide_it(cast, refused):
    services.escalate(refused, by=cast.supervisor, note="A conversa não anda.", now=NOW)
    dispute = fresh(refused)
    with pytest.raises(Refused, match="outra pessoa decide"):
        must_mediate(cast.supervisor, dispute.complaint, dispute)
    must_mediate(cast.mediator, dispute.complaint, dispute)


def test_staff_give_a_reason(client, refused, agent):
    for typed in ("", "  ", "\x00"):
        response = client.post(address(refused), {"note": typed})
        assert response.status_code == 422
    with pytest.raises(Refused, match="Escreva por que"):
        services.escalate(refused, by=agent, now=NOW)
    assert fresh(refused).state == State.WAITING_BUYER


@pytest.mark.parametrize("turn", ["9" * 40, "-1", "0"])
def test_a_turn_that_is_over_meanwhile_is_a_sentence(client, refused, agent, turn):
    response = client.post(address(refused), {**WHY, "turn": turn})
    assert response.status_code == 422
    assert "Algo mudou no caso" in words(response)
    assert WHY["note"] in text(response)


def test_while_the_seller_has_the_turn_the_page_says_until_when(client, cast, agent):
    dispute = hosted(cast.consumer, filed=NOW - timedelta(days=1))
    response = client.get(address(dispute))
    assert "A vez é do vendedor, até" in words(response)
    assert "<textarea" not in text(response)
    assert client.post(address(dispute), WHY).status_code == 422
    assert fresh(dispute).state == State.WAITING_SELLER


def test_other_states_say_why_not(client, cast, refused, agent):
    bare = make_case(cast.stranger)
    assert "Este caso não tem disputa" in words(client.get(page(bare)))
    assert client.post(page(bare), WHY).status_code == 422
    services.escalate(refused, by=cast.consumer, now=NOW)
    assert "já está com o mediador" in words(client.get(address(refused)))
    judge(fresh(refused), cast.mediator, now=NOW)
    assert "O mediador já decidiu" in words(client.get(address(refused)))
    services.withdraw(fresh(refused), by=cast.consumer, now=NOW)
    assert "A disputa já acabou" in words(client.get(address(refused)))


def test_an_agreement_is_not_taken_to_the_mediator(client, cast, agent):
    dispute = hosted(cast.consumer, filed=NOW - timedelta(days=1))
    services.seller_accepts(dispute, now=NOW)
    assert "já combinaram" in words(client.get(address(dispute)))


def test_a_dispute_at_the_shop_is_noted_as_handed_over_there(client, cast, case, agent):
    dispute = services.open_dispute(case, by=cast.consumer, remedy="full_refund", now=NOW)
    services.seller_refuses(dispute, by=cast.consumer, now=NOW)
    assert "anote só se o consumidor já pediu lá" in words(client.get(page(case)))
    client.post(page(case), WHY)
    assert fresh(dispute).state == State.MEDIATION


def test_who_may_open_the_page(client, cast, refused):
    assert Client().get(address(refused)).status_code == 302
    for who, status in (("auditor", 403), ("mediator", 403), ("agent", 200), ("supervisor", 200)):
        client.force_login(getattr(cast, who))
        assert client.get(address(refused)).status_code == status, who
    assert client.delete(address(refused)).status_code == 405
    assert client.get(reverse("admin:case_mediate", args=[10**9])).status_code == 404
    own = hosted(cast.supervisor)
    assert client.get(address(own)).status_code == 403


# -- Cases with a dispute or a filing are not taken apart ---------------------------------


def test_a_case_with_a_dispute_takes_others_in_but_goes_into_none(client, cast, refused, agent):
    case, other = refused.complaint, make_case(cast.consumer, number="", item="máquina de solda")
    with pytest.raises(Refused, match="Junte ao contrário"):
        merge(case, other, by=agent, reason="Repetido.", now=NOW)
    shown = client.get(reverse("admin:case_merge", args=[case.pk]), {"other": other.reference})
    assert "Junte ao contrário" in words(shown)
    proof(other)
    turned = client.get(reverse("admin:case_merge", args=[other.pk]), {"other": case.reference})
    assert "o vendedor passa a ver as provas que vêm junto" in words(turned)
    merge(other, case, by=agent, reason="Repetido.", now=NOW)
    assert Complaint.objects.get(pk=other.pk).merged_into == case
    assert fresh(refused).state == State.WAITING_BUYER
    assert standing.adrift() == []


def test_a_case_that_waits_for_an_answer_from_outside_goes_into_none(cast, case):
    other = make_case(cast.consumer, number="", item="máquina de solda")
    filing = services.file_outside(case, "reclame_aqui", by=cast.consumer, filed_on=TODAY, form_key="f", now=NOW)
    with pytest.raises(Refused, match="feita fora daqui"):
        merge(case, other, by=cast.agent, reason="Repetido.", now=NOW)
    services.close_escalation(filing, by=cast.consumer, now=NOW)
    merge(case, other, by=cast.agent, reason="Repetido.", now=NOW)


def test_a_split_leaves_the_files_of_a_dispute_where_both_sides_read_them(client, cast, refused, agent):
    case = refused.complaint
    file = proof(case)
    told = {
        "item": "luva", "reason": "defective", "story": "Rasgada.", "why": "Outro problema.", "by": agent, "now": NOW}
    with pytest.raises(Refused, match="os arquivos ficam aqui"):
        split(case, **told, form_key="a", evidence=[file.token])
    shown = client.get(reverse("admin:case_split", args=[case.pk]))
    assert "os arquivos ficam aqui" in words(shown)
    assert file.token not in text(shown)
    new = split(case, **told, form_key="a")
    assert not new.disputes.exists()
    assert fresh(refused).is_open


# -- A case that was put off -------------------------------------------------------------


def test_a_decision_that_is_asked_for_ends_a_putting_off(cast, refused):
    defer(refused.complaint, TODAY + timedelta(days=30), by=cast.agent, now=NOW)
    services.escalate(fresh(refused), by=cast.consumer, now=NOW)
    case = Complaint.objects.get(pk=refused.complaint_id)
    assert (case.awaits_staff, case.deferred_until, case.deferred_by) == (True, None, None)


@pytest.mark.parametrize("awaits_staff", [False, True])
def test_so_does_a_silence_that_leads_to_the_mediator(cast, awaits_staff):
    dispute = hosted(cast.consumer)
    case = dispute.complaint
    Complaint.objects.filter(pk=case.pk).update(awaits_staff=awaits_staff)
    defer(case, TODAY + timedelta(days=60), by=cast.agent, now=NOW)
    sweep(dispute.complaint.deadlines.filter(owner="dispute", state="running").get().due_at + timedelta(minutes=1))
    case.refresh_from_db()
    assert fresh(dispute).state == State.MEDIATION
    assert (case.awaits_staff, case.deferred_until, case.deferred_by) == (True, None, None)
