"""The mails of a dispute: what to do first, true when they leave."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine

from complaints.money import format_brl
from complaints.sweep import sweep
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from disputes import services
from disputes.lifecycle import Move, State
from tests.base import NOW
from tests.disputes.moves import bring_to, opened, turn_of, walk

DAY = timedelta(days=1)


def sent(name, at=NOW):
    """Send what is due and return the mail made of the row called `name`."""
    row = OutgoingEmail.objects.get(name=name)
    with time_machine.travel(max(at, row.send_after), tick=False):
        send_due()
    row.refresh_from_db()
    return row


def first_line(row):
    return row.text.strip().split("\n")[0]


def heading(row):
    return unescape(re.search(r"<h1[^>]*>(.*?)</h1>", row.html, re.S).group(1))


def decided(case, people, outcome, *, remedy="full_refund", **more):
    dispute = walk(opened(case, remedy=remedy), people, [Move.SELLER_REFUSES, Move.ESCALATE])
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
