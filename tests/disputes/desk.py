"""Hosted disputes for the tests of the staff's pages, and the addresses of those pages."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.urls import reverse

from complaints.choices import Party
from complaints.models import Evidence, Message
from complaints.services.messages import write_message
from disputes import services
from disputes.models import Dispute
from tests.base import NOW, make_case

LIST = "/admin/disputes/dispute/"
READERS = {"agent", "mediator", "supervisor", "auditor"}
VERDICT = {
    "outcome": "buyer", "amount": "", "facts": "O produto nunca chegou.", "rule": "",
    "reasons": "O rastreio parou há dois meses.",
}


def url(name, dispute):
    return reverse(f"admin:disputes_dispute_{name}", args=[dispute.pk])


def text_of(response):
    return response.content.decode()


def fresh(dispute):
    return Dispute.objects.get(pk=dispute.pk)


def hosted(user, *, filed=NOW - timedelta(days=4), address="loja@example.net", **facts):
    case = make_case(user, now=filed, **facts)
    return services.open_dispute(
        case, by=user, remedy="full_refund", mode=Dispute.Mode.HOSTED, address=address, language="pt-br", now=filed)


def to_mediator(dispute, *, since=NOW - timedelta(days=3)):
    services.seller_refuses(dispute, note="O rastreio diz entregue.", now=since)
    services.escalate(dispute, by=dispute.complaint.user, note="Nada chegou aqui.", now=since + timedelta(hours=1))
    return fresh(dispute)


def judge(dispute, mediator, outcome="seller", now=NOW - timedelta(days=1)):
    services.decide(dispute, mediator=mediator, outcome=outcome, reasons="O rastreio diz entregue.", facts="Chegou.",
                    now=now)
    return fresh(dispute)


def to_appeal(dispute, mediator):
    judge(dispute, mediator)
    services.appeal(
        dispute, party=Party.BUYER, by=dispute.complaint.user, reasons="Não é a minha assinatura.",
        now=NOW - timedelta(hours=2))
    return fresh(dispute)


def proof(case, party="buyer", name="rastreio.png"):
    return Evidence.objects.create(
        complaint=case, party=party, kind="image", name=name, content_type="image/png", shown_type="image/png",
        original=ContentFile(b"x", name="x"), shown=ContentFile(b"x", name="x"), size=1, uploaded_at=NOW,
        sha256=f"{Evidence.objects.count():064d}",
    )


def say(dispute, body, *, author=None, party=Party.SELLER, audience="both", key="k", now=NOW):
    return write_message(
        dispute.complaint, body, author=author, party=party, audience=Message.Audience(audience), form_key=key,
        room=dispute.pk if audience == "both" else None, now=now)


def preview(client, dispute, values):
    response = client.post(url("decide", dispute), values)
    assert response.status_code == 200, text_of(response)
    return response


def confirm(client, dispute, values):
    looked_at = preview(client, dispute, values).context["form"]["looked_at"].value()
    return client.post(url("decide", dispute), {**values, "looked_at": looked_at, "confirm": "on"})


def enter(client, user):
    client.force_login(user)
    return user
