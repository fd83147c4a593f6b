"""The staff's pages of cases, each kind in a module of its own."""

from django.contrib import admin

from complaints.admin.belonging import BelongingPages
from complaints.admin.case_page import CasePage
from complaints.admin.claiming import ClaimPages
from complaints.admin.doors import DoorPages
from complaints.admin.ending import EndingPages
from complaints.admin.queue import QueuePages
from complaints.admin.records import ReadOnlyAdmin
from complaints.admin.team import TeamPages
from complaints.models import Complaint


@admin.register(Complaint)
class ComplaintAdmin(
    QueuePages, CasePage, ClaimPages, TeamPages, BelongingPages, EndingPages, DoorPages, ReadOnlyAdmin,
):
    """The list, one case, and below the case's address the pages of its doors."""
