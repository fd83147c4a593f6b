"""The staff's pages of disputes: the list, both sides side by side, and what a mediator or an agent does there."""

from disputes.admin.cases import CaseAdmin
from disputes.admin.disputes import DisputeAdmin
from disputes.admin.records import EscalationAdmin, QuestionAdmin, ReturnLegAdmin, SellerLinkAdmin
from disputes.admin.similar import JointFileAdmin, SimilarGroupAdmin

__all__ = [
    "CaseAdmin", "DisputeAdmin", "EscalationAdmin", "JointFileAdmin", "QuestionAdmin", "ReturnLegAdmin",
    "SellerLinkAdmin", "SimilarGroupAdmin",
]
