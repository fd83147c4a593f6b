from complaints.models.cases import Complaint, Draft, Message, ReadMark
from complaints.models.clocks import Deadline, Rule, SweepRun
from complaints.models.evidence import Evidence
from complaints.models.figures import Figure
from complaints.models.orders import Order
from complaints.models.timeline import Event

__all__ = [
    "Complaint", "Deadline", "Draft", "Event", "Evidence", "Figure", "Message", "Order", "ReadMark", "Rule",
    "SweepRun",
]
