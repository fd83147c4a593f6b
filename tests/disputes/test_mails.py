"""The mails of a dispute: what to do first, true when they leave."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from complaints.models import Rule
from complaints.money import format_brl
from complaints.sweep import sweep
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from disputes import services
from disputes.lifecycle import Move, State
from disputes.models import Decision
from tests.base import NOW
from tests.disputes.moves import bring_to, opened, turn_of, walk

DAY = timedelta(days=1)


def sent(name, at=NOW):
    """Send what is due and return the mail made of the row called `name`."""
    row = OutgoingEmail.objects.filter(name=name).latest("pk")
    with time_machine.travel(max(at, row.send_after), tick=False):
        send_due()
    row.refresh_from_db()
    return row


def first_line(row):
    return row.text.strip().split("\n")[0]


def heading(row):
    return unescape(re.search(r"<h1[^>]*>(.*?)</h1>", row.html, re.S).group(1))


def both(row):
    """Return the mail as text and as HTML, each as a reader sees it, with plain spaces."""
    return [unescape(text).replace("\xa0", " ") for text in (row.text, row.html)]


def leads_to(row, page):
    """Say whether the one button and the address in the text lead to `page`."""
    address = f"http://localhost:8000{page}"
    return f"\n{address}\n" in row.text and f'href="{address}"' in row.html and row.html.count('class="button"') == 1


def decided(case, people, outcome, *, remedy="full_refund", mode="tracked", **more):
    dispute = walk(opened(case, remedy=remedy, mode=mode), people, [Move.SELLER_REFUSES, Move.ESCALATE])
    services.decide(
        dispute, mediator=people.mediator, outcome=outcome, now=NOW,
        reasons="O vendedor não provou a entrega <b>.\nO rastreio parou.", **more,
    )
    return sent("decided")


@pytest.mark.parametrize("state", [State.WAITING_SELLER, State.WAITING_BUYER])
def test_the_way_to_the_mediator_is_told(case, cast, state):
    dispute = bring_to(state, case, cast)
    now = turn_of(dispute).due_at + timedelta(minutes=1)
    sweep(now)
    row = sent("mediation", now)
    assert row.subject == f"O caso {case.shown_reference} foi para o mediador: máquina de solda"
    assert first_line(row) == heading(row) == (
        "Você não precisa fazer nada agora: o mediador vai ler o seu caso e decidir.")
    why = "O vendedor não respondeu" if state == State.WAITING_SELLER else "O prazo para você responder acabou"
    for text in (row.text, unescape(row.html)):
        assert why in text
        assert "Ele tem até sábado, 5 de dezembro." in text  # due after 27 November, and seven days more
        assert "Caso " in text and "Para parar os e-mails" in text
    assert row.html.count('class="button"') == 1


def test_no_mail_about_the_mediator_after_the_decision(case, cast, mailoutbox):
    dispute = opened(case)
    now = turn_of(dispute).due_at + timedelta(minutes=1)
    sweep(now)
    walk(dispute, cast, [Move.DECIDE_FOR_BUYER], now)
    row = sent("mediation", now)
    assert row.state == "cancelled"
    assert not [mail for mail in mailoutbox if "foi para o mediador" in mail.subject]


def test_a_won_decision_says_how_much_and_until_when(case, cast):
    row = decided(case, cast, "buyer")
    assert row.subject == f"Saiu a decisão do caso {case.shown_reference}: máquina de solda"
    assert first_line(row) == heading(row) == f"O mediador decidiu: devem voltar {format_brl(Decimal('389.90'))}."
    for text in (row.text, unescape(row.html)):
        assert "O dinheiro deve aparecer até segunda-feira, 7 de dezembro." in text
        assert "O rastreio parou." in text
    assert "entrega <b>." in row.text
    assert "entrega &lt;b&gt;." in row.html
    assert row.html.count('class="button"') == 1


def test_half_a_victory_says_which_half(case, cast):
    row = decided(case, cast, "split", amount=Decimal("150.00"))
    assert first_line(row) == f"O mediador decidiu: devem voltar {format_brl(Decimal('150'))}."


def test_a_decision_about_things_speaks_of_no_money(case, cast):
    row = decided(case, cast, "buyer", remedy="replacement")
    assert first_line(row) == heading(row) == "O mediador decidiu a seu favor: trocar o produto."
    assert "R$" not in row.text + row.html and "dinheiro" not in row.text + row.html
    assert "Quando isso for feito, conte no caso." in row.text


def test_a_lost_decision_points_to_other_doors(case, cast):
    row = decided(case, cast, "seller")
    assert first_line(row) == heading(row) == (
        "O mediador decidiu a favor do vendedor. Ainda há outros caminhos: veja quem mais pode ajudar.")
    assert "deve aparecer" not in row.text
    assert "Ver o que fazer agora" in row.html


# -- Decided here, where another mediator can be asked for ------------------------------------------

APPEAL_DAY = "sexta-feira, 27 de novembro"
NO_MONEY_DAY = "deve aparecer"


def room_of(case):
    return reverse("dispute_room", args=[case.reference])


@pytest.mark.parametrize(("outcome", "first", "after", "asks"), [
    ("seller", "O mediador decidiu a favor do vendedor.",
     f"Se não concorda, peça até {APPEAL_DAY} que outro mediador leia de novo. "
     "Se você não pedir, a decisão passa a valer depois desse dia.", True),
    ("buyer", "O mediador decidiu: devem voltar R$ 389,90.",
     f"A decisão ainda não é final. O vendedor pode pedir outro mediador até {APPEAL_DAY}. "
     "Se ele não pedir, ela passa a valer depois desse dia.", False),
    ("split", "O mediador decidiu: devem voltar R$ 150,00.",
     f"A decisão ainda não é final. Se não concorda, você pode pedir outro mediador até {APPEAL_DAY}. "
     "O vendedor também pode. Se ninguém pedir, ela passa a valer depois desse dia.", True),
])
def test_a_first_decision_here_says_until_when_another_mediator_can_be_asked(case, cast, outcome, first, after, asks):
    law = Rule.objects.get(slug="cdc49", current=True)
    row = decided(
        case, cast, outcome, mode="hosted", facts="O pacote parou <i>em</i> Curitiba.", rule=law,
        amount=Decimal("150.00") if outcome == "split" else None)
    assert first_line(row).replace("\xa0", " ") == heading(row).replace("\xa0", " ") == first
    for text in both(row):
        assert after in text
        assert NO_MONEY_DAY not in text and "outros caminhos" not in text
        assert "O rastreio parou." in text and f"Regra que usou: {law.title}" in text
    assert "O pacote parou <i>em</i> Curitiba." in row.text
    assert "O pacote parou &lt;i&gt;em&lt;/i&gt; Curitiba." in row.html
    assert leads_to(row, room_of(case))
    assert ("se não concorda, responda até sexta, 27/11" in row.subject) == asks


def test_a_decision_without_facts_and_rule_names_none(case, cast):
    for text in both(decided(case, cast, "buyer", mode="hosted")):
        assert "para o mediador:" not in text and "Regra que usou" not in text


@pytest.mark.parametrize("mode", ["hosted", "tracked"])
def test_a_win_with_a_return_waits_for_the_address_before_the_money(case, cast, mode):
    row = decided(case, cast, "buyer", remedy="return_refund", mode=mode)
    if mode == "hosted":
        for text in both(row):
            assert "Depois, o produto volta ao vendedor antes do dinheiro." in text
        dispute = walk(case.disputes.get(), cast, [Move.SELLER_APPEALS, Move.DECIDE_FOR_BUYER])
        row = sent("decided")
        assert dispute.decision.instance == 2
    assert case.disputes.get().state == State.RETURN_LABEL
    for text in both(row):
        assert "Primeiro o vendedor precisa dizer para onde mandar: espere isso antes de postar." in text
        assert NO_MONEY_DAY not in text and "ainda não é final" not in text
    assert leads_to(row, room_of(case) if mode == "hosted" else case.get_absolute_url())


def test_a_win_after_the_appeal_has_the_day_of_the_money(case, cast):
    decided(case, cast, "split", amount=Decimal("150.00"), mode="hosted")
    walk(case.disputes.get(), cast, [Move.BUYER_APPEALS, Move.DECIDE_FOR_BUYER])
    for text in both(sent("decided")):
        assert "devem voltar R$ 389,90" in text
        assert "O dinheiro deve aparecer até segunda-feira, 7 de dezembro." in text
        assert "ainda não é final" not in text


def test_a_loss_after_the_appeal_is_final_and_points_to_other_doors(case, cast):
    decided(case, cast, "seller", mode="hosted")
    walk(case.disputes.get(), cast, [Move.BUYER_APPEALS, Move.DECIDE_FOR_SELLER])
    row = sent("decided")
    assert first_line(row) == heading(row) == (
        "O mediador decidiu a favor do vendedor. Ainda há outros caminhos: veja quem mais pode ajudar.")
    for text in both(row):
        assert "Esta decisão é final: não dá mais para pedir outro mediador." in text
        assert "peça até" not in text
    assert "responda até" not in row.subject
    assert leads_to(row, room_of(case))


def test_a_mail_that_leaves_late_offers_no_appeal_that_is_over(case, cast):
    dispute = walk(opened(case, mode="hosted"), cast, [Move.SELLER_REFUSES, Move.ESCALATE, Move.JUDGE_FOR_SELLER])
    for text in both(sent("decided", turn_of(dispute).due_at + timedelta(minutes=1))):
        assert "Esta decisão é final" in text and "peça até" not in text


def test_a_mail_that_leaves_late_takes_no_other_clock_for_the_day_of_the_money(case, cast):
    dispute = walk(opened(case, mode="hosted"), cast, [Move.SELLER_REFUSES, Move.ESCALATE, Move.JUDGE_FOR_BUYER])
    for text in both(sent("decided", turn_of(dispute).due_at + timedelta(minutes=1))):
        assert "Olhe o extrato ou a fatura e, quando o dinheiro vier, conte no caso." in text
        assert NO_MONEY_DAY not in text


def test_a_decision_that_is_appealed_before_its_mail_leaves_says_who_reads_now(case, cast):
    walk(opened(case, remedy="replacement", mode="hosted"), cast,
         [Move.SELLER_REFUSES, Move.ESCALATE, Move.JUDGE_FOR_BUYER, Move.SELLER_APPEALS])
    row = sent("decided")
    assert first_line(row) == "O mediador decidiu a seu favor: trocar o produto."
    for text in both(row):
        assert "Outro mediador está lendo o caso" in text and "passa a valer" not in text


def test_of_two_decisions_only_the_later_one_is_told(case, cast, mailoutbox):
    walk(opened(case, mode="hosted"), cast, [
        Move.SELLER_REFUSES, Move.ESCALATE, Move.JUDGE_FOR_SELLER, Move.BUYER_APPEALS, Move.DECIDE_FOR_BUYER])
    sent("decided")
    first, second = Decision.objects.order_by("instance")
    states = dict(OutgoingEmail.objects.filter(name="decided").values_list("context__decision", "state"))
    assert states == {first.pk: "cancelled", second.pk: "sent"}
