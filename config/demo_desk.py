"""What gives the demonstration's staff a day's work: something in each queue, and six people with one seller."""

from datetime import timedelta

from django.utils import timezone

from complaints import search, similar, tallies
from complaints.choices import Outcome, Party, Payment, Reason
from complaints.figures import counting_on
from complaints.models import Complaint, Figure
from complaints.services.messages import ask_for_person, write_message
from complaints.sweep import sweep
from contacts.care import STALE_DAYS
from contacts.models import Body, Channel, OutgoingEmail, User
from contacts.outgoing import note_bounce
from disputes.services.joining import answer_joint, start_joint

SELLER, LISTING = "Loja Mega Ofertas", "https://pt.aliexpress.com/item/1005007788.html"
ITEM = "bicicleta ergométrica"


def make_desk_cases(file, people, now):
    """Make the cases through the doors, in the demonstration's own past."""
    rita, joao = people["rita"], people["joao"]
    late = file(
        rita, days_ago=6, reason=Reason.DAMAGED, item="espelho de parede", amount="189.00", payment=Payment.PIX,
        want=Outcome.REFUND, bought=30, promised=12, arrived=8, number="8150000000000501",
        story="O espelho chegou em pedaços. A loja pede fotos e não responde mais.",
    )
    write_message(
        late, "Mandei as fotos há dias. Alguém pode me dizer o que eu faço agora?", author=rita, party=Party.BUYER,
        form_key="demo-late", now=now - timedelta(days=6),
    )
    asking = file(
        joao, days_ago=1, reason=Reason.OVERCHARGE, item="jogo de panelas", amount="312.40",
        payment=Payment.CREDIT_CARD, want=Outcome.PART_REFUND, bought=20, promised=4, number="8150000000000502",
        story="Cobraram o frete duas vezes na fatura do cartão.",
    )
    ask_for_person(
        asking, [("Sobre o que é a sua dúvida?", "O dinheiro")], by=joao, now=now - timedelta(hours=20))
    alike(file, now)
    answer_some(people["ana"], now)
    sweep(now=now - timedelta(days=2))


def alike(file, now):
    """Make six people who wait for one seller; a joint file is begun and three of them have agreed."""
    cases = []
    for number in range(6):
        user = User.objects.create_user(
            f"cliente{number + 1}@demo.example", display_name=f"Cliente {number + 1}", state="SP")
        cases.append(file(
            user, days_ago=4 + number, reason=Reason.NOT_RECEIVED, item=ITEM, amount="640.00", payment=Payment.PIX,
            want=Outcome.REFUND, bought=60 + number, promised=20, number=f"815000000000060{number}", store=SELLER,
            listing_url=f"{LISTING}?from={number}",
            story="Paguei a bicicleta no Pix e ela nunca chegou. O vendedor parou de responder.",
        ))


def answer_some(agent, now):
    """Let some of the six write and be answered: one soon, one on the same day, one late."""
    waited = {"cliente1": timedelta(hours=2), "cliente2": timedelta(hours=20), "cliente3": timedelta(hours=30)}
    for name, time in waited.items():
        case = Complaint.objects.select_related("user").get(user__email=f"{name}@demo.example")
        asked = now - timedelta(days=3, hours=12)
        write_message(
            case, "Vocês conseguem falar com o vendedor por mim?", author=case.user, party=Party.BUYER,
            form_key=f"demo-{name}", now=asked,
        )
        write_message(
            case, "Oi! O vendedor não responde a ninguém. Vamos juntar os casos e levar ao Procon.", author=agent,
            party=Party.STAFF, form_key=f"demo-{name}-answer", now=asked + time,
        )


def age_directory(now):
    """Make some numbers of the law, and some ways to reach a shop, old enough to be checked again.

    The ways come back with today's file at the next start; the numbers stay old until somebody checks them.
    """
    long_ago = now - timedelta(days=STALE_DAYS + 5)
    Figure.objects.filter(pk__in=sorted(counting_on(timezone.localdate(now)))[:3]).update(written_at=long_ago)
    ways = Channel.objects.filter(company__slug="shopee").order_by("position").values("pk")[:3]
    Channel.objects.filter(pk__in=ways).update(checked_on=timezone.localdate(long_ago))


def finish_desk(people, now):
    """Add what lies on the desk today: a mail that came back, a joint file, and the counts of the last weeks."""
    returned = OutgoingEmail.objects.filter(name="case_filed", reader__email="cliente6@demo.example")
    returned.update(state=OutgoingEmail.State.SENT, sent_at=now - timedelta(hours=5))
    note_bounce(returned, "550 mailbox unavailable", now - timedelta(hours=4))
    similar.group_cases(now)
    group = similar.SimilarGroup.objects.get(kind="seller")
    joint = start_joint(
        group, Body.objects.get(slug="procon-sp"), by=people["sara"], now=now - timedelta(hours=3),
        words="Seis pessoas pagaram a mesma bicicleta ao mesmo vendedor no Pix. Nenhuma recebeu, e ele não responde.",
    )
    for consent in joint.consents.select_related("complaint__user", "joint").order_by("pk")[:3]:
        answer_joint(consent, True, by=consent.complaint.user, now=now - timedelta(hours=2))
    search.learn_words()
    age_directory(now)
    first = Complaint.objects.earliest("filed_at").filed_at
    for back in range((now - first).days + 1):
        tallies.count_day((now - timedelta(days=back)).date())
    tallies.count_due(now)
