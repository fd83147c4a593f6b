"""The way to get an object is the permission: one getter each, 404 for strangers, 403 for read-only eyes."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from complaints.choices import Party
from complaints.models import Complaint, Draft, Evidence, Order
from complaints.reference import normalise
from contacts.backends import has_second_factor
from contacts.seen import What, hand_out


def get_complaint_for(user, ref, *, change=False, queryset=None):
    """Return the case with this reference if `user` may see it. Raises Http404 for everybody else.

    With `change`, staff who may only read get PermissionDenied (403).
    """
    reference = normalise(ref)
    if not reference:
        raise Http404
    cases = (queryset if queryset is not None else Complaint.objects).select_related("order__marketplace", "user")
    complaint = get_object_or_404(cases.visible_to(user), reference=reference)
    if complaint.user_id != user.pk and settings.STAFF_SECOND_FACTOR and not has_second_factor(user):
        # The staff's own site leads them to a second factor; without one nobody reads other people's cases.
        raise Http404
    if change and complaint.user_id != user.pk and not user.has_perm("complaints.change_complaint"):
        raise PermissionDenied
    hand_out(user, What.CASE, complaint)
    return complaint


def own_complaint_for(user, ref):
    """Return one's own case: only the consumer opens disputes, accepts, withdraws. 403 for staff."""
    complaint = get_complaint_for(user, ref)
    if complaint.user_id != user.pk:
        raise PermissionDenied
    return complaint


def get_draft_for(user, token):
    """Return one's own draft. Raises Http404."""
    return get_object_or_404(Draft.objects.select_related("complaint"), token=token, user=user)


def get_evidence_for(user, ref, token):
    """Return a file of a case the user may see. Raises Http404."""
    complaint = get_complaint_for(user, ref)
    file = get_object_or_404(Evidence, complaint=complaint, token=token)
    hand_out(user, What.FILE, complaint, f"{complaint.reference} {file.name}")
    return file


def get_kit_for(user, token):
    """Return one's own kept order. Raises Http404 for everybody else, the staff too."""
    kits = Order.objects.select_related("marketplace", "user")
    return get_object_or_404(kits, kit_token=token, user=user)


def get_kit_file_for(user, token, file):
    """Return a file kept with one's own order. Raises Http404."""
    return get_object_or_404(Evidence.objects.select_related("order"), order=get_kit_for(user, token), token=file)


def party_of(user, complaint):
    """Return in which role `user` acts in the case."""
    return Party.BUYER if complaint.user_id == user.pk else Party.STAFF
