"""Both sides of a dispute each in a real browser of its own, and the mediators: five whole ways through the room."""

import itertools
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from complaints.sweep import sweep
from config.demo_files import tracking_picture
from contacts.outgoing import send_due
from disputes.models import Dispute
from tests.base import make_case, person

pytestmark = pytest.mark.browser

MEDIATOR, OTHER_MEDIATOR = "bia.mediadora@demo.example", "davi.mediador@demo.example"
State = Dispute.State
numbers = itertools.count(1)


class Play:
    """A dispute held here, the buyer's browser and the seller's."""

    def __init__(self, visitor, other_browser, *, shop="shopee", remedy="full_refund", amount=""):
        at = next(numbers)
        self.visitor, self.seller_address = visitor, f"loja{at}@example.net"
        email = f"compra{at}@demo.example"
        self.case = make_case(
            person(email, "Bete"), now=timezone.now(), shop=shop, number=f"SP9{at:05d}", item="ventilador",
            reason="not_as_described", received_on=timezone.localdate() - timedelta(days=3),
        )
        self.buyer = visitor(email)
        self.open(remedy, amount)
        self.seller = visitor(running=other_browser)
        self.seller.page.goto(self.link())

    # -- What people do ------------------------------------------------------------------

    def open(self, remedy, amount):
        """Open the dispute as a person does, from the case."""
        self.buyer.go(self.case.get_absolute_url())
        self.buyer.page.locator(f"a[href='{self.path('dispute_host')}']").first.click()
        self.choose(self.buyer, remedy=remedy, freight_by="seller" if remedy == "return_refund" else "")
        self.write(self.buyer, amount=amount, note="Veio outro modelo.", address=self.seller_address)
        self.press(self.buyer)
        self.see(self.buyer, "Disputa aberta")

    def link(self):
        """Return the address in the mail that the seller got."""
        send_due()
        letter = [letter for letter in mail.outbox if letter.to == [self.seller_address]][-1]
        found = re.search(r"https?://\S+?(/answer/\w+/)", letter.body)
        assert found, letter.body
        return self.buyer.url + found.group(1)

    def choose(self, who, **fields):
        for name, value in fields.items():
            if value:
                who.page.locator(f"main input[name={name}][value={value}]").check(force=True)

    def write(self, who, **fields):
        for name, value in fields.items():
            if value:
                who.page.locator(f"main [name={name}]").first.fill(value)

    def press(self, who):
        who.page.locator("main form:not(.messages-form) button.btn-primary[type=submit]").last.click()

    def go(self, who, name):
        """Follow the link to a page of one's own side, which must stand on the page shown."""
        page = who.page
        page.goto(self.home(who))
        page.locator(f"main a[href*='{self.end_of(name)}']").first.click()

    def end_of(self, name):
        return name.split("_", 1)[1].replace("_", "-") + "/"

    def home(self, who):
        return self.buyer.url + self.path("dispute_room") if who is self.buyer else self.link_of_seller

    @property
    def link_of_seller(self):
        return re.match(r".*/answer/\w+/", self.seller.page.url).group(0)

    def path(self, name):
        return reverse(name, args=[self.case.reference])

    # -- What people see -------------------------------------------------------------------

    def see(self, who, *words):
        text = who.page.locator("main").inner_text().replace("\u00a0", " ")
        for word in words:
            assert word in text, f"{word!r} is not on {who.page.url}:\n{text[:1500]}"

    def both_see(self, buyer, seller):
        for who, words in ((self.buyer, buyer), (self.seller, seller)):
            who.page.goto(self.home(who))
            self.see(who, words)

    @property
    def dispute(self):
        return Dispute.objects.get(complaint=self.case)

    def stands(self, state):
        assert self.dispute.state == state
        assert self.buyer.complaints == self.seller.complaints == []

    def decide(self, email, outcome, amount=""):
        """Decide as a mediator does: read, fill in, look at what it does, confirm."""
        mediator = self.visitor(email)
        mediator.go(reverse("admin:disputes_dispute_decide", args=[self.dispute.pk]))
        page = mediator.page
        page.locator(f"input[name=outcome][value={outcome}]").check()
        page.locator("[name=facts]").fill("A foto mostra outro modelo.")
        page.locator("[name=reasons]").fill("O anúncio fala de um modelo e veio outro.")
        if amount:
            page.locator("[name=amount]").fill(amount)
        page.locator("#decision button[type=submit]").click()
        page.locator("[name=confirm]").check()
        page.locator("#decision button[type=submit]").click()
        assert mediator.complaints == []


def test_silence(visitor, other_browser):
    play = Play(visitor, other_browser)
    play.see(play.seller, "Veio outro modelo.", "Se você não responder, o caso vai sozinho para o mediador.")
    play.see(play.buyer, "Se o vendedor ficar calado, o caso vai sozinho para o mediador.")
    play.stands(State.WAITING_SELLER)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        # Nobody swept yet: the pages are right all the same.
        play.both_see("O mediador está lendo o caso", "O mediador está lendo o caso")
        sweep()
        play.both_see("O mediador está lendo o caso", "O vendedor não respondeu até")
        play.stands(State.MEDIATION)


def test_silence_of_the_buyer(visitor, other_browser):
    play = Play(visitor, other_browser)
    assert play.buyer.page.context.browser is not play.seller.page.context.browser
    play.go(play.seller, "seller_propose")
    play.choose(play.seller, remedy="part_refund")
    play.write(play.seller, amount="100,00")
    play.press(play.seller)
    play.both_see("Se você não responder, o caso vai sozinho para o mediador.", "Sua resposta foi entregue")
    play.see(play.buyer, "Você deixa de pedir nesta disputa: R$ 289,90.")
    play.stands(State.WAITING_BUYER)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        # Nobody swept yet: the pages are right all the same.
        play.both_see("O mediador está lendo o caso", "O mediador está lendo o caso")
        sweep()
        play.both_see("O mediador está lendo o caso", "O mediador está lendo o caso")
        play.stands(State.MEDIATION)


def test_offer_counter_accept(visitor, other_browser):
    play = Play(visitor, other_browser)
    play.go(play.seller, "seller_propose")
    play.choose(play.seller, remedy="part_refund")
    play.write(play.seller, amount="500", note="Devolvo isto.")
    play.press(play.seller)
    play.see(play.seller, "O valor é maior do que foi pago no pedido")
    assert play.seller.page.locator("[name=note]").input_value() == "Devolvo isto."
    play.write(play.seller, amount="100,00")
    play.press(play.seller)
    play.both_see("R$ 100,00", "Sua resposta foi entregue")
    play.see(play.buyer, "289,90")
    play.go(play.buyer, "dispute_reply")
    play.choose(play.buyer, reply="proposes", remedy="part_refund")
    play.write(play.buyer, amount="200")
    play.press(play.buyer)
    play.both_see("Espere a resposta do vendedor", "R$ 200,00")
    play.go(play.seller, "seller_accept")
    play.see(play.seller, "Você devolve R$ 200,00 a quem comprou.")
    play.stands(State.WAITING_SELLER)
    play.press(play.seller)
    play.both_see("R$ 200,00", "Cumpra o que ficou decidido")
    play.stands(State.REFUND_DUE)
    play.go(play.buyer, "dispute_refund")
    play.choose(play.buyer, came="part")
    play.write(play.buyer, amount="50")
    play.press(play.buyer)
    play.both_see("R$ 150,00", "ainda não recebeu tudo")
    play.go(play.buyer, "dispute_refund")
    play.choose(play.buyer, came="whole")
    play.press(play.buyer)
    play.both_see("O dinheiro veio. Está encerrado.", "O dinheiro veio. Está encerrado.")
    play.stands(State.PAID)


def test_refuse_mediate_split_appeal(visitor, other_browser):
    play = Play(visitor, other_browser)
    play.go(play.seller, "seller_refuse")
    play.press(play.seller)
    play.see(play.seller, "Escreva por que não")
    play.write(play.seller, note="É o modelo do anúncio.")
    play.press(play.seller)
    play.both_see("Responda ao vendedor", "É o modelo do anúncio.")
    play.go(play.buyer, "dispute_reply")
    play.choose(play.buyer, reply="escalate")
    play.write(play.buyer, note="Não é.")
    play.press(play.buyer)
    play.both_see("O mediador está lendo o caso", "O mediador está lendo o caso")
    play.decide(MEDIATOR, "split", "120,00")
    play.both_see("O mediador decidiu devolver uma parte", "O mediador decidiu devolver uma parte")
    play.see(play.seller, "O anúncio fala de um modelo e veio outro.", "R$ 120,00")
    play.stands(State.JUDGED_SPLIT)
    play.go(play.seller, "seller_decision")
    play.write(play.seller, reasons="A foto é de outro pedido.")
    play.press(play.seller)
    play.both_see("Outro mediador está lendo o caso", "Outro mediador está lendo o caso")
    play.stands(State.APPEAL)
    play.decide(OTHER_MEDIATOR, "buyer")
    play.both_see("Você ganhou", "Cumpra o que ficou decidido")
    play.stands(State.REFUND_DUE)


def test_return_and_refund(visitor, other_browser, tmp_path):
    play = Play(visitor, other_browser, remedy="return_refund")
    play.go(play.seller, "seller_accept")
    play.see(play.seller, "Antes, o produto volta para você.")
    play.press(play.seller)
    play.both_see("Espere o vendedor dizer para onde mandar o produto", "Diga até")
    play.go(play.seller, "seller_return")
    play.write(play.seller, address="Rua das Lojas, 100, São Paulo", label="LB123456789BR")
    play.press(play.seller)
    play.both_see("Poste o produto de volta", "Espere quem comprou postar o produto")
    play.go(play.buyer, "dispute_return")
    play.see(play.buyer, "Rua das Lojas, 100", "LB123456789BR")
    proof = tmp_path / "comprovante.png"
    proof.write_bytes(tracking_picture(0).read())
    form = play.buyer.page.locator("main form:has([name=tracking])")
    form.locator("[name=tracking]").fill("BR987654321BR")
    form.locator("[name=file]").set_input_files(str(proof))
    form.locator("button[type=submit]").click()
    play.both_see("O produto está a caminho", "O produto está a caminho")
    play.see(play.seller, "BR987654321BR")
    play.go(play.seller, "seller_return")
    play.choose(play.seller, arrived="yes")
    play.press(play.seller)
    play.both_see("Você ganhou", "Cumpra o que ficou decidido")
    play.stands(State.REFUND_DUE)
    play.go(play.buyer, "dispute_refund")
    play.choose(play.buyer, came="whole")
    play.press(play.buyer)
    play.both_see("O dinheiro veio. Está encerrado.", "O dinheiro veio. Está encerrado.")
    play.stands(State.PAID)
