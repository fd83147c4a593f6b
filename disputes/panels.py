"""What the case page shows of a dispute, read once and right at the instant `now`."""

from django.utils.translation import gettext as _

from complaints.choices import Reason
from complaints.models import Deadline
from complaints.money import format_brl
from complaints.rules import DISPUTE_WINDOWS, urges
from complaints.wording import until as until_words
from disputes.guidance import Facts, next_step
from disputes.lifecycle import Move, State, moves_from, state_at
from disputes.models import Proposal
from disputes.services import NO_DISPUTE, OWNER

# Here the shop has already promised, or was never reached: it is asked before any dispute.
CONTACT_FIRST = {Reason.REFUND_NOT_PAID, Reason.CANCELLED_NOT_REFUNDED, Reason.NO_CONTACT}


class DisputePanel:
    """The dispute of a case, its turn, its offer and what can be done now."""

    def __init__(self, complaint, panels, now):
        self.complaint, self.panels, self.now = complaint, panels, now
        self.disputes = list(complaint.disputes.select_related("decision__mediator").prefetch_related("proposals"))
        self.dispute = self.disputes[0] if self.disputes else None
        if self.dispute:
            self.dispute.complaint = complaint
        self.today = complaint.local_day(now)
        self.turn = self._turn()
        self.turn_is_over = bool(self.turn and self.turn.is_overdue(now))

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
        return state_at(State(self.dispute.state), self.turn_is_over)

    @property
    def offer(self):
        """The seller's offer that waits for an answer."""
        if not self.dispute or self.state != State.WAITING_BUYER:
            return None
        proposals = self.dispute.proposals.all()
        return next((p for p in proposals if p.state == Proposal.State.OPEN and p.party == "seller"), None)

    @property
    def moves(self):
        """The moves the consumer may make or write down now, by name."""
        if not self.dispute or self.state is None or self.turn_is_over:
            return []
        return [str(move) for move in moves_from(self.state)]

    @property
    def can_answer(self):
        return str(Move.SELLER_REFUSES) in self.moves

    @property
    def can_withdraw(self):
        return str(Move.WITHDRAW) in self.moves

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

    @property
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
            dispute_state=str(self.dispute.state) if self.dispute else None,
            turn_until=self.turn.safe_on if self.turn else None,
            turn_is_over=self.turn_is_over,
            offer_is_open=self.offer is not None,
            own_clock_until=own.safe_on if own else None,
            can_open_dispute=self.can_open,
            dispute_until=min(self._safe_days(DISPUTE_WINDOWS), default=None),
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
            return _("%(action)s. Faça isso até %(day)s.") % {"action": action, "day": day}
        if step.code == "open_dispute" and day:
            return _("Abra a disputa na loja até %(day)s e conte aqui que abriu.") % {"day": day}
        if step.code == "next_door" and not self.dispute:
            return _("A disputa da loja não resolve este caso. Fale com a loja e veja quem mais pode ajudar.")
        dated, plain = SENTENCES[step.code]
        return str(dated()) % {"day": day} if day else str(plain())

    @property
    def asked(self):
        """What the dispute asks for, in words: "devolver todo o dinheiro (R$ 389,90)"."""
        return remedy_words(self.dispute.get_remedy_display(), self.dispute.amount)


def remedy_words(remedy, amount):
    return f"{remedy} ({format_brl(amount)})" if amount else str(remedy)


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
