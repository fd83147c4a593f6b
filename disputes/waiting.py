"""What waits for somebody of the staff: decisions, and notices that never reached a seller."""

from disputes.lifecycle import OPEN_STATES, READING
from disputes.models import Dispute, SellerLink


def to_decide():
    """Return the disputes that a mediator reads, for the first time or after an appeal."""
    return Dispute.objects.filter(state__in=sorted(READING))


def failed_notices():
    """Return the live links of open disputes whose last mail to the seller came back."""
    return SellerLink.objects.filter(
        revoked_at=None, failed_at__isnull=False, dispute__state__in=sorted(OPEN_STATES)
    )
