"""What waits for somebody of the staff: notices that never reached a seller."""

from disputes.lifecycle import OPEN_STATES
from disputes.models import SellerLink


def failed_notices():
    """Return the live links of open disputes whose last mail to the seller came back."""
    return SellerLink.objects.filter(
        revoked_at=None, failed_at__isnull=False, dispute__state__in=sorted(OPEN_STATES)
    )
