"""The dispute of a case on the staff's page of the case: what both sides offered and what was decided, read once."""

from functools import cached_property

from django.db.models import FilteredRelation, Prefetch, Q

from disputes.models import Decision, Dispute
from disputes.notices import notice_of
from disputes.panels import DisputePanel


class StaffDisputePanel(DisputePanel):
    """The dispute of a case for the staff; three queries, whatever both sides did."""

    def _rows(self):
        # At most one way in is open, so that joining it makes no row twice.
        live = FilteredRelation("seller_links", condition=Q(seller_links__revoked_at=None))
        decisions = Prefetch("decisions", Decision.objects.select_related("mediator").order_by("instance"))
        # Asked anew: the case may come with disputes that were read for something else.
        rows = Dispute.objects.filter(complaint=self.complaint).annotate(live_link=live)
        return rows.select_related("return_leg", "live_link").prefetch_related("proposals", decisions)

    @property
    def live_link(self):
        """The seller's way into the newest dispute, or None."""
        # Joined where there is one; else the row says nothing of it.
        return getattr(self.dispute, "live_link", None)

    @property
    def failed_link(self):
        """The way to the seller of an open dispute whose last mail came back, or None."""
        link = self.live_link
        return link if link is not None and link.failed_at and self.dispute.is_open else None

    @cached_property
    def notice(self):
        if not self.is_hosted or not self.dispute.is_open:
            return None
        return notice_of(self.live_link)
