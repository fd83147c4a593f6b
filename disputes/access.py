"""The way in is the permission: whoever has the token of a live link is the seller of that one dispute."""

from django.http import Http404

from complaints.choices import Party
from complaints.models import Event
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


def is_for_seller(file, dispute):
    """Say whether the seller of `dispute` may see a file: of a side, not after its end, no earlier seller's."""
    if file.party not in SIDES:
        return False
    if dispute.closed_at and (file.uploaded_at > dispute.closed_at or file.sha256 in merged_since_end(dispute)):
        return False
    return file.party == Party.BUYER or file.uploaded_at >= dispute.opened_at


def merged_since_end(dispute):
    """Return the hashes of the files that came into the case with another one after the dispute's end; one query."""
    if not hasattr(dispute, "merged_later"):
        lines = Event.objects.filter(complaint=dispute.complaint_id, kind="merged_in", at__gt=dispute.closed_at)
        dispute.merged_later = {
            sha256 for data in lines.values_list("data", flat=True) for _name, sha256 in data["files"]}
    return dispute.merged_later


def get_side_evidence(link, token, *, own=False):
    """Return a file that the seller with `link` may see; with `own`, only one the seller gave. Raises Http404."""
    file = link.dispute.complaint.evidence.filter(token=token).first()
    if file is None or not is_for_seller(file, link.dispute) or (own and file.party != Party.SELLER):
        raise Http404
    return file
