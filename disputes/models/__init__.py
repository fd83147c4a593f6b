from disputes.models.disputes import MONEY_REMEDIES, Dispute, Proposal, RefundReport, Remedy
from disputes.models.escalations import Door, Escalation
from disputes.models.joint import JointConsent, JointFile
from disputes.models.mediation import Decision, Question
from disputes.models.returns import ReturnLeg
from disputes.models.sellers import SellerLink

__all__ = [
    "MONEY_REMEDIES", "Decision", "Dispute", "Door", "Escalation", "JointConsent", "JointFile",
    "Proposal", "Question", "RefundReport", "Remedy",
    "ReturnLeg", "SellerLink",
]
