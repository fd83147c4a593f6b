"""Take the lock that every door takes first, and say no in words."""

from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint

CLOSED = _("Este caso já está encerrado.")


class Refused(Exception):
    """A move the rules do not allow; the message is a sentence for the person who tried."""

    @property
    def sentence(self):
        return str(self.args[0])


def lock(complaint):
    """Return the case fresh from the database, its row locked until the transaction ends.

    Every door locks the case before anything else, and so does the sweep: two of them can
    wait for each other, never block each other.
    """
    return Complaint.objects.select_for_update(of=("self",)).select_related("order__marketplace", "user").get(
        pk=complaint.pk
    )


def lock_open(complaint):
    """Lock a case that still takes changes. Raises `Refused` when it is closed."""
    complaint = lock(complaint)
    if not complaint.is_open:
        raise Refused(CLOSED)
    return complaint
