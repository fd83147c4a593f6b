from complaints.models.batches import Batch, BatchItem
from complaints.models.cases import Complaint, Draft, Message, ReadMark
from complaints.models.clocks import Deadline, Rule, SweepRun
from complaints.models.desk import CaseLink, Looking, SavedReply, SavedView
from complaints.models.evidence import Evidence
from complaints.models.figures import Figure
from complaints.models.orders import Order
from complaints.models.summaries import CaseText, SimilarGroup, Tally, Word
from complaints.models.timeline import Event

__all__ = [
    "Batch", "BatchItem", "CaseLink", "CaseText", "Complaint", "Deadline", "Draft", "Event", "Evidence", "Figure",
    "Looking", "Message", "Order", "ReadMark", "Rule", "SavedReply", "SavedView", "SimilarGroup", "SweepRun",
    "Tally", "Word",
]
