"""The staff's pages of cases: lists and details only to read, changes through the doors."""

from complaints.admin.batches import BatchAdmin
from complaints.admin.cases import ComplaintAdmin
from complaints.admin.dated import FigureAdmin, RuleAdmin
from complaints.admin.doors import DoorPages
from complaints.admin.records import ReadOnlyAdmin
from complaints.admin.replies import SavedReplyAdmin

__all__ = ["BatchAdmin", "ComplaintAdmin", "DoorPages", "FigureAdmin", "ReadOnlyAdmin", "RuleAdmin", "SavedReplyAdmin"]
