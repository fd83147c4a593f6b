"""What the case page shows of a dispute, read once and right at the instant `now`."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.choices import Party, Reason
from complaints.models import Deadline
from complaints.rules import DISPUTE_WINDOWS, urges
from complaints.wording import until as until_words
from disputes.actions import next_action
from disputes.guidance import Facts, next_step
from disputes.lifecycle import Actor, Move, State, moves_from
from disputes.notices import notice_of
from disputes.room import Room
from disputes.services.opening import NO_DISPUTE
from disputes.services.refunds import goes_through_ebanx
from disputes.services.taking import OWNER
from disputes.told import remedy_words

# Here the shop has already promised, or was never reached: it is asked before any dispute.
CONTACT_FIRST = {Reason.REFUND_NOT_PAID, Reason.CANCELLED_NOT_REFUNDED, Reason.NO_CONTACT}


class DisputePanel:
    """The dispute of a case, its turn, its offer and what can be done now."""

    def __init__(self, complaint, panels, now):
        self.complaint, self.panels, self.now = complaint, panels, now
        self.disputes = list(self._rows())
        self.dispute = self.disputes[0] if self.disputes else None
        if self.dispute:
            self.dispute.complaint = complaint
        self.today = complaint.local_day(now)
        self.turn = self._turn()
        self.turn_is_over = bool(self.turn and self.turn.is_overdue(now))

    def _rows(self):
        """Return the disputes of the case, the newest first."""
        # What came of the money is read where money is waited for, and offers where one may wait.
        return self.complaint.disputes.select_related("return_leg").prefetch_related("decisions")

    def _turn(self):
        if not self.dispute:
            return None
        mine = [
            clock for clock in self.panels.clocks
            if clock.owner == OWNER and clock.subject_id == self.dispute.pk and clock.state == Deadline.State.RUNNING
        ]
        return mine[0] if mine else None

    @property
    def state(self):
        """Where the dispute stands now, swept or not."""
        if not self.dispute:
            return None
        return self.dispute.state_at(self.turn if self.turn_is_over else None)

    @property
    def offer(self):
        """The seller's offer that waits for an answer."""
        return self.room.offer if self.room else None

    @property
    def moves(self):
        """The moves the consumer may make or write down now, by name."""
        if not self.dispute or self.state is None or self.turn_is_over:
            return []
        # The answers of a seller who is here are the seller's own to give.
        actor = Actor.BUYER if self.dispute.is_hosted else None
        return [str(move) for move in moves_from(self.state, actor)]

    @property
    def can_answer(self):
        return str(Move.SELLER_REFUSES) in self.moves

    @property
    def can_withdraw(self):
        return str(Move.WITHDRAW) in self.moves

    @property
    def is_hosted(self):
        return self.dispute is not None and self.dispute.is_hosted

    @property
    def room_url(self):
        return reverse("dispute_room", args=[self.complaint.reference]) if self.is_hosted else ""

    @cached_property
    def notice(self):
        """How far the seller of a dispute held here was reached; None where that does not matter."""
        if not self.is_hosted or not self.dispute.is_open:
            return None
        return notice_of(self.dispute.seller_links.filter(revoked_at=None).first())

    @property
    def action(self):
        """The strong action of an open dispute, or None."""
        if self.dispute is None or not self.complaint.is_open:
            return None
        return next_action(self.dispute, self.state, self.notice)

    @cached_property
    def room(self):
        """The reading side of the dispute, for what both kinds show: the silence map, the return."""
        if self.dispute is None:
            return None
        room = Room(self.dispute, Party.BUYER, self.now)
        room.turn = self.turn
        return room

    @property
    def can_return(self):
        return self.state in (State.RETURN_LABEL, State.RETURN_DUE, State.RETURN_SENT)

    @property
    def fills_bank_form(self):
        return self.waits_for_money and self.dispute.asks_money and goes_through_ebanx(self.complaint.order)

    @property
    def parts(self):
        """The parts of the money that came so far."""
        return [report for report in self.dispute.refund_reports.all() if report.amount] if self.dispute else []

    @property
    def waits_for_money(self):
        return self.state in (State.REFUND_DUE, State.REFUND_LATE)

    @property
    def can_open(self):
        order_is_over = self.dispute is not None and self.dispute.state == State.PAID
        return (
            self.complaint.is_open and not order_is_over and not (self.dispute and self.dispute.is_open)
            and self.complaint.reason not in NO_DISPUTE
        )

    @cached_property
    def left(self):
        """How much money is still to come."""
        if not self.dispute or self.dispute.agreed_amount is None:
            return None
        return self.dispute.agreed_amount - self.dispute.received()

    def own_clock(self):
        """The consumer's own running clock that ends first and is not the dispute's turn."""
        mine = [
            card.clock for card in self.panels.live
            if card.is_mine and card.clock.owner != OWNER and card.rule.kind == "deadline"
            and urges(card.rule, self.complaint)
        ]
        return mine[0] if mine else None

    def facts(self):
        own = self.own_clock()
        return Facts(
            case_is_open=self.complaint.is_open,
            dispute_state=self.state,
            turn_until=self.turn.safe_on if self.turn else None,
            turn_is_over=self.turn_is_over,
            offer_is_open=self.offer is not None,
            own_clock_until=own.safe_on if own else None,
            can_open_dispute=self.can_open,
            dispute_until=self.shop_until,
            dispute_window_is_over=self.window_is_over,
            contact_until=self._contact_until(),
        )

    def _safe_days(self, kinds):
        """The safe days of live clocks of these kinds on which something must be done."""
        return [
            card.clock.safe_on for card in self.panels.live
            if card.clock.kind in kinds and card.rule.kind == "deadline"
        ]

    @property
    def shop_until(self):
        """The last safe day of the shop's own window for a dispute, None where none is known or left."""
        return min(self._safe_days(DISPUTE_WINDOWS), default=None)

    @property
    def window_is_over(self):
        """Whether the shop's window for a dispute is known, and has passed."""
        over = [clock for clock in self.panels.clocks if clock.kind in DISPUTE_WINDOWS and clock.is_overdue(self.now)]
        return bool(over) and not self._safe_days(DISPUTE_WINDOWS)

    def _contact_until(self):
        """The day by which the shop must answer, where asking it comes before any dispute."""
        if self.dispute or self.complaint.reason not in CONTACT_FIRST:
            return None
        return min(self._safe_days({"d7962_answer"}), default=None)

    @property
    def step(self):
        """The next step, worded: code, sentence, note."""
        step = next_step(self.facts())
        own = self.own_clock()
        return {"code": step.code, "sentence": self._sentence(step, own), "own": own}

    def _sentence(self, step, own):
        day = until_words(step.until, self.today) if step.until else ""
        if step.code == "own_clock":
            action = own.rule.action.rstrip(".")
            if own.kind == "med_request":
                # What the bank can take back leaves that account within hours: the last day is no advice.
                day = until_words(self.today, self.today)
            return _("%(action)s. Faça isso até %(day)s.") % {"action": action, "day": day}
        if step.code == "open_dispute" and day:
            return _("Abra a disputa na loja até %(day)s e conte aqui que abriu.") % {"day": day}
        if step.code == "next_door" and not self.dispute:
            return _("A disputa da loja não resolve este caso. Fale com a loja e veja quem mais pode ajudar.")
        if step.code == "wait_seller" and day and self.turn.rule.on_expiry == "buyer_wins":
            return _("Espere a resposta do vendedor até %(day)s. Se ele ficar calado, você ganha.") % {"day": day}
        other = {} if self.dispute is None or self.dispute.asks_money else WITHOUT_MONEY
        dated, plain = other.get(step.code) or SENTENCES[step.code]
        return str(dated()) % {"day": day} if day else str(plain())

    @property
    def asked(self):
        """What the dispute asks for, in words: "devolver todo o dinheiro (R$ 389,90)"."""
        return remedy_words(self.dispute.remedy, self.dispute.amount)


# code: (with a day, without one); functions, so that the words are looked up when shown.
SENTENCES = {
    "closed": (lambda: _("Este caso está encerrado."), lambda: _("Este caso está encerrado.")),
    "answer_offer": (
        lambda: _(
            "O vendedor fez uma proposta. Responda até %(day)s. "
            "Se você não responder, o caso vai sozinho para o mediador."),
        lambda: _("O vendedor fez uma proposta. Responda agora."),
    ),
    "answer_refusal": (
        lambda: _(
            "O vendedor disse não. Diga o que quer fazer até %(day)s. "
            "Se você não responder, o caso vai sozinho para o mediador."),
        lambda: _("O vendedor disse não. Diga o que quer fazer."),
    ),
    "answer_question": (
        lambda: _("O mediador fez uma pergunta a você. Responda até %(day)s para ele poder decidir."),
        lambda: _("O mediador fez uma pergunta a você. Responda agora."),
    ),
    "appeal_or_accept": (
        lambda: _(
            "O mediador deu razão ao vendedor. Se não concorda, peça até %(day)s que outro mediador decida."),
        lambda: _("O mediador deu razão ao vendedor."),
    ),
    "appeal_or_wait": (
        lambda: _(
            "O mediador decidiu devolver uma parte. Se não concorda, peça até %(day)s que outro mediador decida. "
            "Se concorda, não precisa fazer nada."),
        lambda: _("O mediador decidiu devolver uma parte."),
    ),
    "post_product": (
        lambda: _(
            "Poste o produto de volta até %(day)s, guarde o comprovante e conte aqui. "
            "Se você não postar, a disputa acaba sem o dinheiro."),
        lambda: _("Poste o produto de volta e conte aqui."),
    ),
    "wait_seller_answer": (
        lambda: _("O mediador perguntou algo ao vendedor, que tem até %(day)s. Você não precisa fazer nada agora."),
        lambda: _("O mediador perguntou algo ao vendedor. Você não precisa fazer nada agora."),
    ),
    "wait_appeal": (
        lambda: _(
            "Você ganhou. O vendedor ainda pode pedir até %(day)s que outro mediador decida; "
            "depois disso a decisão vale."),
        lambda: _("Você ganhou. O vendedor ainda pode pedir que outro mediador decida."),
    ),
    "wait_appeal_decision": (
        lambda: _("Outro mediador está lendo o caso e decide até %(day)s. Você não precisa fazer nada agora."),
        lambda: _("Outro mediador está lendo o caso. Você não precisa fazer nada agora."),
    ),
    "wait_label": (
        lambda: _(
            "Espere o vendedor dizer para onde mandar o produto, até %(day)s. "
            "Se ele não disser, tem que pagar, e o produto não precisa voltar."),
        lambda: _("Espere o vendedor dizer para onde mandar o produto."),
    ),
    "wait_arrival": (
        lambda: _(
            "O produto está a caminho do vendedor. Ele confirma até %(day)s; "
            "se ficar calado, vale como se tivesse chegado."),
        lambda: _("O produto está a caminho do vendedor."),
    ),
    "money_late": (
        lambda: _(
            "O dinheiro ainda não veio todo. Olhe de novo a fatura ou o extrato até %(day)s e conte aqui se veio."),
        lambda: _("O dinheiro já devia ter chegado. Olhe a fatura ou o extrato e conte se veio."),
    ),
    "contact_shop": (
        lambda: _("Mande a sua reclamação à loja hoje e guarde a prova. Ela tem até %(day)s para responder."),
        lambda: _("Mande a sua reclamação à loja hoje e guarde a prova."),
    ),
    "wait_seller": (
        lambda: _(
            "Espere a resposta do vendedor até %(day)s. Se ele ficar calado, o caso vai sozinho para o mediador."),
        lambda: _("Espere a resposta do vendedor."),
    ),
    "wait_mediator": (
        lambda: _("Espere a decisão do mediador até %(day)s. Você não precisa fazer nada agora."),
        lambda: _("O caso está com o mediador. Você não precisa fazer nada agora."),
    ),
    "wait_money": (
        lambda: _("Você ganhou. O dinheiro deve aparecer até %(day)s. Quando vier, conte aqui."),
        lambda: _("Você ganhou. Quando o dinheiro vier, conte aqui."),
    ),
    "next_door": (
        lambda: _("Esta porta se fechou, mas há outras: veja quem mais pode ajudar."),
        lambda: _("Esta porta se fechou, mas há outras: veja quem mais pode ajudar."),
    ),
    "open_dispute": (
        lambda: _("Abra a disputa na loja e conte aqui que abriu."),
        lambda: _("Abra a disputa na loja e conte aqui que abriu."),
    ),
}
# What is said otherwise where a new product or a repair was agreed, and no money.
WITHOUT_MONEY = {
    "money_late": (
        lambda: _("Ainda falta o que foi combinado. Conte aqui até %(day)s se fizeram."),
        lambda: _("O que foi combinado já devia estar feito. Conte aqui se fizeram."),
    ),
    "wait_money": (
        lambda: _("Você ganhou. O vendedor tem até %(day)s para fazer o que foi combinado. Quando fizer, conte aqui."),
        lambda: _("Você ganhou. Quando o vendedor fizer o que foi combinado, conte aqui."),
    ),
}
