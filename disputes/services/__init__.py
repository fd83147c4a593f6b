"""The doors of a dispute. Each locks the case, asks the table, writes once, and starts the next clock."""

from disputes.services.belonging import held_by_dispute, held_by_filing, seller_will_read
from disputes.services.escalating import close_escalation, file_outside, note_answer, note_protocol, note_rated
from disputes.services.mediation import accept_decision, answer, appeal, ask, decide
from disputes.services.negotiation import (
    buyer_accepts,
    buyer_proposes,
    escalate,
    seller_accepts,
    seller_proposes,
    seller_refuses,
)
from disputes.services.notice import letter_of, note_opening, resend, revoke
from disputes.services.opening import NO_DISPUTE, host_dispute, open_dispute, record_costs, withdraw
from disputes.services.refunds import bank_form_filled, report_refund
from disputes.services.returns import (
    confirm_return,
    contest_return,
    counter_refused,
    post_return,
    send_label,
    waive_return,
)
from disputes.services.taking import NOT_NOW, OWNER

__all__ = [
    "NOT_NOW", "NO_DISPUTE", "OWNER", "accept_decision", "answer", "appeal", "ask", "bank_form_filled",
    "buyer_accepts", "buyer_proposes", "close_escalation", "confirm_return", "contest_return", "counter_refused",
    "decide", "escalate", "file_outside", "held_by_dispute", "held_by_filing", "host_dispute", "letter_of",
    "note_answer", "note_opening", "note_protocol", "note_rated", "open_dispute", "post_return", "record_costs",
    "report_refund", "resend", "revoke", "seller_accepts", "seller_proposes", "seller_refuses", "seller_will_read",
    "send_label", "waive_return", "withdraw",
]
