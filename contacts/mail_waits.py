"""What mail waits, leaves now, is late or was refused: one condition each, for the numbers and for their lists."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import OutgoingEmail

# Mail that was due this long ago and still waits: nobody sends.
LATE_AFTER = timedelta(minutes=15)
REFUSED_WITHIN = timedelta(days=7)
WAITS = {
    "later": _("esperam a hora de sair"), "now": _("saem agora"), "late": _("esperam há mais de 15 minutos"),
    "refused": _("recusados nos últimos 7 dias"),
}


def wait_of(name, now):
    """Return the condition of the mails under one of `WAITS`."""
    states = OutgoingEmail.State
    if name == "refused":
        return Q(state=states.FAILED, created_at__gte=now - REFUSED_WITHIN)
    queued = Q(state=states.QUEUED)
    if name == "later":
        return queued & Q(send_after__gt=now)
    if name == "now":
        return queued & Q(send_after__lte=now, send_after__gt=now - LATE_AFTER)
    return queued & Q(send_after__lte=now - LATE_AFTER)
