"""The one strong action of the consumer in each state of a dispute: where it leads, and what the button says."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from disputes.lifecycle import TURN, Actor, State, is_open
from disputes.notices import UNREACHED, Notice


class Action(NamedTuple):
    """A button: its address and its words."""

    url: str
    words: str


PROOF = ("evidence_add", _("Mandar mais uma prova"))
MONEY = ("dispute_refund", _("Contar se o dinheiro veio"))
# The same page, where no money is due.
DONE = ("dispute_refund", _("Contar se fizeram o combinado"))
READ = ("dispute_decision", _("Ler a decisão"))
BOTH = {
    State.WAITING_BUYER: ("dispute_reply", _("Responder ao vendedor")),
    State.MEDIATION: PROOF,
    State.ASKED_BUYER: ("dispute_question", _("Responder ao mediador")),
    State.ASKED_SELLER: PROOF,
    State.JUDGED_BUYER: READ,
    State.JUDGED_SPLIT: READ,
    State.JUDGED_SELLER: ("dispute_decision", _("Ler a decisão e responder")),
    State.APPEAL: PROOF,
    State.RETURN_DUE: ("dispute_return", _("Contar que postei")),
    State.REFUND_DUE: MONEY,
    State.REFUND_LATE: MONEY,
}
HOSTED = {
    State.WAITING_SELLER: PROOF,
    State.RETURN_LABEL: ("dispute_return", _("Ver a devolução")),
    State.RETURN_SENT: ("dispute_return", _("Ver a devolução")),
}
# Of a dispute at the shop the consumer writes down what the seller does.
TRACKED = {
    State.WAITING_SELLER: ("dispute_answer", _("O vendedor me respondeu")),
    State.RETURN_LABEL: ("dispute_return", _("O vendedor disse para onde mandar")),
    State.RETURN_SENT: ("dispute_return", _("O vendedor confirmou que chegou")),
}
REACH = {
    Notice.NONE: ("dispute_seller", _("Mandar um novo link ao vendedor")),
    Notice.LETTER: ("dispute_letter", _("Pegar a carta para o vendedor")),
    Notice.FAILED: ("dispute_seller", _("Mandar para outro e-mail")),
}


def next_action(dispute, state, notice=None):
    """Return the `Action` of the dispute's consumer in `state`; None when it is over.

    While the consumer only waits for a seller whom no mail has reached, reaching the seller comes first.
    """
    if not is_open(state):
        return None
    if dispute.is_hosted and notice in UNREACHED and TURN[state][0] != Actor.BUYER:
        name, words = REACH[notice]
    else:
        name, words = (BOTH | (HOSTED if dispute.is_hosted else TRACKED))[state]
        if (name, words) == MONEY and not dispute.asks_money:
            name, words = DONE
    return Action(reverse(name, args=[dispute.complaint.reference]), str(words))
