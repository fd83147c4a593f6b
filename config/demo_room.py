"""The demonstration's disputes that are held here: both sides, a mediator, a return, money that is late."""

from datetime import timedelta
from decimal import Decimal

from complaints.choices import Outcome, Party, Payment, Reason
from complaints.models import Message
from complaints.services.messages import write_message
from disputes import services
from disputes.models import Dispute, Remedy, SellerLink
from disputes.models.disputes import Freight

SELLER = "vendas@loja-demo.example"


def make_room_cases(file, people, now):
    """Hold six disputes at different stages; `file` files a case as its owner would have."""
    rita, bia = people["rita"], people["bia"]

    def ago(days):
        return now - timedelta(days=days)

    def case(days, item, amount, reason, **more):
        facts = {
            "payment": Payment.PIX, "want": Outcome.REFUND, "bought": days + 40, "promised": days + 5,
            "contacted": days, "shop": "shopee", "story": f"O pedido ({item}) deu problema e a loja não resolveu.",
        }
        return file(rita, days_ago=days, item=item, amount=amount, reason=reason, **(facts | more))

    def host(complaint, days, remedy=Remedy.FULL_REFUND, note="", **more):
        return services.open_dispute(
            complaint, by=rita, remedy=remedy, mode=Dispute.Mode.HOSTED, address=SELLER, language="pt-br", note=note,
            now=ago(days), **more,
        )

    waiting = host(
        case(2, "cafeteira", "259.90", Reason.NOT_AS_DESCRIBED, arrived=6, number="SP240001"), 1,
        note="Pedi 220 volts e veio 110.",
    )
    services.note_opening(SellerLink.objects.get(dispute=waiting), now=ago(1) + timedelta(hours=5))
    write_message(
        waiting.complaint, "Oi! A caixa diz 110 volts. Posso devolver?", author=rita, party=Party.BUYER,
        audience=Message.Audience.BOTH, room=waiting.pk, form_key="demo-room-1", now=ago(1),
    )
    offered = host(case(6, "tapete", "180.00", Reason.DAMAGED, arrived=9, number="SP240002"), 4)
    services.seller_proposes(
        offered, remedy=Remedy.PART_REFUND, amount=Decimal("90"), note="O tapete ainda serve. Devolvo a metade.",
        now=ago(2),
    )
    asked = host(case(12, "relógio", "349.00", Reason.COUNTERFEIT, arrived=15, number="SP240003"), 10)
    services.seller_refuses(asked, note="O relógio é original, tenho a nota.", now=ago(8))
    services.escalate(asked, by=rita, note="A nota é de outro modelo.", now=ago(6))
    services.ask(asked, mediator=bia, party=Party.SELLER, text="Pode mandar a foto da nota fiscal?", now=ago(3))
    judged = host(case(16, "patins", "220.00", Reason.MISSING_QTY, arrived=20, number="SP240004"), 14)
    services.seller_refuses(judged, note="Mandei tudo.", now=ago(12))
    services.escalate(judged, by=rita, now=ago(10))
    services.decide(
        judged, mediator=bia, outcome="split", amount=Decimal("80"), now=ago(2),
        facts="Faltou uma roda; o resto chegou.",
        reasons="A foto da caixa mostra sete rodas, e o anúncio fala de oito.",
    )
    returning = host(
        case(9, "blusa", "99.90", Reason.REGRET, arrived=11, number="SP240005"), 8, remedy=Remedy.RETURN_REFUND,
        freight_by=Freight.SELLER,
    )
    services.seller_accepts(returning, now=ago(6))
    services.send_label(
        returning, address="Rua das Lojas, 100\nSão Paulo, SP\n01000-000", label="LB 123 456 789 BR",
        label_until=(now + timedelta(days=4)).date(), now=ago(4),
    )
    late = host(case(30, "mochila", "150.00", Reason.DEFECTIVE, arrived=34, number="SP240006"), 28)
    services.seller_accepts(late, now=ago(25))
    services.report_refund(late, by=rita, came="part", amount=Decimal("50"), now=ago(3))
    return waiting
