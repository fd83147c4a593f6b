"""What gives the demonstration's staff a day's work: something in each queue, and six people with one seller."""

from datetime import timedelta

from complaints import search, similar, tallies
from complaints.choices import Outcome, Party, Payment, Reason
from complaints.models import Complaint
from complaints.services.messages import ask_for_person, write_message
from complaints.sweep import sweep
from contacts.models import Body, OutgoingEmail, User
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
    first = Complaint.objects.earliest("filed_at").filed_at
    for back in range((now - first).days + 1):
        tallies.count_day((now - timedelta(days=back)).date())
    tallies.count_due(now)
