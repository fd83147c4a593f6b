"""The staff's pages of cases: lists and details only to read, changes through the doors."""

from complaints.admin.cases import CaseChangeList, ComplaintAdmin
from complaints.admin.dated import FigureAdmin, RuleAdmin
from complaints.admin.doors import DoorPages
from complaints.admin.records import ReadOnlyAdmin

__all__ = ["CaseChangeList", "ComplaintAdmin", "DoorPages", "FigureAdmin", "ReadOnlyAdmin", "RuleAdmin"]
