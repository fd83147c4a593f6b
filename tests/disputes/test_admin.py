"""The mediator's pages: both sides, a rehearsal, the decision through its door."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.admin.queue import ROWS
from complaints.models import Evidence
from complaints.services.claiming import assign
from complaints.services.messages import write_message
from complaints.sweep import sweep
from contacts.models import OutgoingEmail
from disputes import services
from disputes.models import Decision, Dispute, Remedy
from tests.base import NOW, make_case

LIST = "/admin/disputes/dispute/"
CASES = "/admin/complaints/complaint/"
REASONS = "O rastreio mostra que o pacote não chegou."


@pytest.fixture(autouse=True)
def sunday_morning():
    """9 h in Brasília."""
    with time_machine.travel(NOW, tick=False):
        yield


def in_mediation(user, *, remedy=Remedy.FULL_REFUND, **facts):
    """A dispute that the seller refused and the consumer handed to the mediator."""
    filed = NOW - timedelta(days=4)
    case = make_case(user, now=filed, **facts)
    dispute = services.open_dispute(case, by=user, remedy=remedy, now=filed)
    services.seller_refuses(dispute, by=user, note="O rastreio diz entregue.", now=filed + timedelta(days=1))
    services.escalate(dispute, by=user, note="Nada chegou aqui.", now=filed + timedelta(days=2))
    return Dispute.objects.get(pk=dispute.pk)


@pytest.fixture
def dispute(cast):
    return in_mediation(cast.consumer)


@pytest.fixture
def mediator(client, cast):
    client.force_login(cast.mediator)
    return cast.mediator


def decide_url(dispute):
    return reverse("admin:disputes_dispute_decide", args=[dispute.pk])


def change_url(dispute):
    return reverse("admin:disputes_dispute_change", args=[dispute.pk])


def case_url(dispute):
    return reverse("admin:complaints_complaint_change", args=[dispute.complaint_id])


def text_of(response):
    return response.content.decode()


def sent(outcome, amount="", reasons=REASONS, **more):
    return {"outcome": outcome, "amount": amount, "reasons": reasons, **more}


def confirm(client, dispute, values):
    """Look at the preview, then confirm just that."""
    response = client.post(decide_url(dispute), values)
    assert response.status_code == 200, text_of(response)
    looked_at = response.context["form"]["looked_at"].value()
    return client.post(decide_url(dispute), {**values, "looked_at": looked_at, "confirm": "on"})


def test_both_sides_stand_side_by_side(client, dispute, mediator):
    Evidence.objects.create(
        complaint=dispute.complaint, kind="image", name="rastreio.png", original="x", shown="x",
        content_type="image/png", shown_type="image/png", sha256="0" * 64, size=1, uploaded_at=NOW,
    )
    for url in (change_url(dispute), decide_url(dispute)):
        text = text_of(client.get(url))
        buyer, seller = text.split('id="seller-title"')
        buyer, seller = buyer.split('id="buyer-title"')[1], seller.split("</section>")[0]
        for words in (dispute.complaint.story, "devolver todo o dinheiro", "Nada chegou aqui.", "rastreio.png"):
            assert words in buyer
            assert words not in seller
        assert "O rastreio diz entregue." in seller
        assert "O rastreio diz entregue." not in buyer


def test_a_decision_is_looked_at_first_and_then_made(client, dispute, mediator):
    response = client.post(decide_url(dispute), sent("buyer"))
    assert response.status_code == 200
    text = text_of(response)
    assert "devolver todo o dinheiro (R$\xa0389,90)" in text
    assert "até segunda-feira, 7 de dezembro" in text
    assert REASONS in text
    # Looking changes nothing: not the state, not a line, not a mail, not a clock.
    dispute.refresh_from_db()
    assert dispute.state == Dispute.State.MEDIATION
    assert not Decision.objects.exists()
    assert not OutgoingEmail.objects.filter(name="decided").exists()
    assert dispute.complaint.deadlines.running().get(owner="dispute").kind == "house_decision"

    assert confirm(client, dispute, sent("buyer")).url == case_url(dispute)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.amount, decision.reasons) == ("buyer", Decimal("389.90"), REASONS)
    assert decision.mediator == mediator
    dispute.refresh_from_db()
    assert dispute.state == Dispute.State.REFUND_DUE
    assert OutgoingEmail.objects.filter(name="decided", reader=dispute.complaint.user).count() == 1
    assert REASONS in text_of(client.get(case_url(dispute)))


def test_a_preview_of_something_else_is_no_confirmation(client, dispute, mediator):
    looked_at = client.post(decide_url(dispute), sent("buyer")).context["form"]["looked_at"].value()
    response = client.post(decide_url(dispute), sent("seller", looked_at=looked_at, confirm="on"))
    assert response.status_code == 200
    assert "a favor do vendedor" in text_of(response)
    assert not Decision.objects.exists()
    response = client.post(decide_url(dispute), sent("buyer", looked_at=looked_at))
    assert "marque a caixa" in text_of(response)
    assert not Decision.objects.exists()


def test_a_split_needs_an_amount_that_was_paid(client, dispute, mediator):
    for amount, words in (
        ("", "Diga quanto dinheiro deve voltar."), ("500", "maior do que foi pago"), ("dois mil", "com números"),
    ):
        response = client.post(decide_url(dispute), sent("split", amount))
        assert response.status_code == 422
        assert words in text_of(response)
        assert REASONS in text_of(response)
    assert confirm(client, dispute, sent("split", "120,50")).status_code == 302
    assert Decision.objects.get().amount == Decimal("120.50")


def test_a_decision_for_the_seller_ends_the_dispute(client, dispute, mediator):
    assert confirm(client, dispute, sent("seller", "50")).status_code == 302
    dispute.refresh_from_db()
    assert dispute.state == Dispute.State.LOST
    assert Decision.objects.get().amount == 0


def test_who_asked_for_no_money_gets_what_was_asked_without_an_amount(client, cast, mediator):
    dispute = in_mediation(cast.consumer, remedy=Remedy.REPLACEMENT)
    text = text_of(client.get(decide_url(dispute)))
    assert "O consumidor não pediu dinheiro." in text
    assert "só se decidir em parte" in text
    response = client.post(decide_url(dispute), sent("buyer"))
    assert "O consumidor ganha: trocar o produto." in text_of(response)
    # An amount that slipped in has no place in such a decision.
    assert confirm(client, dispute, sent("buyer", "10")).status_code == 302
    dispute.refresh_from_db()
    assert (dispute.agreed_remedy, Decision.objects.get().amount) == (Remedy.REPLACEMENT, 0)


def test_without_reasons_or_outcome_nothing_is_decided(client, dispute, mediator):
    for values in (sent("buyer", reasons="  "), sent("", "100"), {}):
        assert client.post(decide_url(dispute), values).status_code == 422
    assert not Decision.objects.exists()


def test_a_supervisor_who_looks_after_the_case_may_not_decide_it(client, cast, dispute):
    assign(dispute.complaint, cast.supervisor, by=cast.supervisor, now=NOW)
    client.force_login(cast.supervisor)
    response = client.post(decide_url(dispute), sent("buyer"))
    assert response.status_code == 422
    assert "não pode decidir nele" in text_of(response)
    assert REASONS in text_of(response)
    assert not Decision.objects.exists()


def test_what_is_decided_is_not_decided_again(client, dispute, mediator):
    values = sent("buyer")
    looked_at = client.post(decide_url(dispute), values).context["form"]["looked_at"].value()
    assert confirm(client, dispute, values).status_code == 302
    assert "não espera uma decisão agora" in text_of(client.get(decide_url(dispute)))
    response = client.post(decide_url(dispute), {**values, "looked_at": looked_at, "confirm": "on"})
    assert response.status_code == 422
    assert Decision.objects.count() == 1


def test_a_silence_that_nobody_swept_yet_counts(client, cast, mediator):
    filed = NOW - timedelta(days=9)
    case = make_case(cast.consumer, now=filed)
    dispute = services.open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND, now=filed)
    assert Dispute.objects.get(pk=dispute.pk).state == Dispute.State.WAITING_SELLER
    assert "com o mediador" in text_of(client.get(LIST))
    assert "com o mediador" in text_of(client.get(CASES, {"queue": "all"}))
    assert "Ler os dois lados e decidir" in text_of(client.get(case_url(dispute)))
    assert confirm(client, dispute, sent("buyer")).status_code == 302
    assert Dispute.objects.get(pk=dispute.pk).state == Dispute.State.REFUND_DUE


@pytest.mark.parametrize("who", ["agent", "auditor"])
def test_only_a_mediator_decides(client, cast, dispute, who):
    client.force_login(getattr(cast, who))
    text = text_of(client.get(change_url(dispute)))
    assert "O rastreio diz entregue." in text
    assert decide_url(dispute) not in text + text_of(client.get(case_url(dispute)))
    assert client.get(decide_url(dispute)).status_code == 403
    assert client.post(decide_url(dispute), sent("buyer", confirm="on", looked_at="buyer:")).status_code == 403
    assert client.post(change_url(dispute), {"state": "paid"}).status_code == 403
    assert not Decision.objects.exists()


def test_strangers_never_see_the_page(client, cast, dispute):
    assert client.get(decide_url(dispute)).status_code == 302
    for person in (cast.consumer, cast.stranger):
        client.force_login(person)
        for url in (LIST, change_url(dispute), decide_url(dispute)):
            assert "O rastreio diz entregue." not in text_of(client.get(url, follow=True))
        assert client.post(decide_url(dispute), sent("buyer")).status_code in (302, 403)
    assert not Decision.objects.exists()


def test_wrong_methods_and_unknown_disputes(client, dispute, mediator):
    assert client.put(decide_url(dispute)).status_code == 405
    assert client.delete(decide_url(dispute)).status_code == 405
    assert client.get(reverse("admin:disputes_dispute_decide", args=[987654])).status_code == 404


def test_disputes_are_not_added_edited_or_deleted_by_hand(client, cast, dispute):
    client.force_login(cast.supervisor)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(change_url(dispute), {"state": "paid"}).status_code == 403
    assert client.post(f"{LIST}{dispute.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Dispute.objects.get().state == Dispute.State.MEDIATION


def test_the_list_is_filtered_and_searched(client, cast, dispute, mediator):
    other = make_case(cast.stranger, number="8150000000000011", item="tênis")
    services.open_dispute(other, by=cast.stranger, remedy=Remedy.FULL_REFUND, now=NOW)
    found = client.get(LIST, {"state__exact": "mediation"}).context["cl"].result_list
    assert list(found) == [dispute]
    assert list(client.get(LIST, {"q": "máquina"}).context["cl"].result_list) == [dispute]


@pytest.mark.parametrize("url", [LIST, CASES])
def test_lists_take_the_same_few_queries_for_one_row_and_for_fifty(client, cast, mediator, url):
    in_mediation(cast.consumer)

    def count(rows):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        listed = response.context["page"].rows if url == CASES else response.context["cl"].result_list
        assert len(listed) == rows
        return len(queries)

    count(1)
    one = count(1)
    for number in range(49):
        in_mediation(cast.consumer, number=f"9{number:04d}")
    assert count(ROWS if url == CASES else 50) == one <= 12


def test_the_case_page_takes_few_queries_whatever_it_holds(client, cast, dispute, mediator):
    url = case_url(dispute)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    sweep(now=NOW + timedelta(days=9))
    count()
    before, lines = count(), dispute.complaint.events.count()
    sweep(now=NOW + timedelta(days=40))
    assert dispute.complaint.events.count() > lines
    for number in range(5):
        write_message(dispute.complaint, "Oi.", author=cast.consumer, party="buyer", form_key=f"{number}", now=NOW)
    Evidence.objects.bulk_create([
        Evidence(
            complaint=dispute.complaint, kind="image", name=f"{n}.png", original="x", shown="x", size=1,
            content_type="image/png", shown_type="image/png", sha256=f"{n:064d}", uploaded_at=NOW,
        ) for n in range(15)
    ])
    assert count() == before


def test_the_list_shows_the_safe_day_and_stacks_like_the_cases(client, cast, mediator):
    case = make_case(cast.consumer)
    dispute = services.open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND, now=NOW)
    case.deadlines.running().filter(subject_id=dispute.pk).update(
        safe_on=date(2026, 11, 25), due_on=date(2026, 11, 26), due_at=NOW + timedelta(days=4, hours=15))
    text = text_of(client.get(LIST))
    assert '<span class="nobreak">qua, 25 nov</span>' in text
    assert '<small class="quiet nobreak">último dia qui, 26 nov</small>' in text
    assert "0h00" not in text
    assert "model-dispute" in text
    assert ":is(.model-complaint, .model-dispute) #result_list thead" in Path("static/css/desk.css").read_text()
