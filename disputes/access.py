"""The way in is the permission: whoever has the token of a live link is the seller of that one dispute."""

from django.http import Http404

from complaints.choices import Party
from disputes.models import SellerLink
from disputes.models.sellers import digest, typed_code

# What the seller may see of the evidence: what either side gave, not what the staff keep.
SIDES = (Party.BUYER, Party.SELLER)
JOINED = ("dispute__complaint__order__marketplace", "dispute__complaint__user", "dispute__return_leg")


def get_link_for(token, now):
    """Return the live link with this token, its dispute and case joined. Raises Http404 for any other."""
    return live(SellerLink.objects.filter(token_hash=digest(token)), now)


def get_link_by_code(text, now):
    """Return the live link whose letter carries the code typed as `text`. Raises Http404 for any other."""
    return live(SellerLink.objects.filter(code_hash=digest(typed_code(text))), now)


def live(links, now):
    link = links.select_related(*JOINED).first()
    if link is None or not link.is_live(now):
        raise Http404
    return link


def get_side_evidence(link, token):
    """Return a file that one of the two sides gave in the case of `link`. Raises Http404."""
    evidence = link.dispute.complaint.evidence.filter(token=token, party__in=SIDES).first()
    if evidence is None:
        raise Http404
    return evidence
