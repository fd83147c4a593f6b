"""Mark the mails that came back: for the pipe of a mail server, one report on standard input."""

import os
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _

from contacts.bounces import bounces_in
from contacts.models import OutgoingEmail
from contacts.outgoing import note_bounce, rows_named

LIMIT = 1 << 20  # bytes; a report holds one of our mails at most


class Command(BaseCommand):
    help = (
        "Read one delivery report (RFC 3464) from standard input and mark the mail it is about as returned. "
        "Anything else changes nothing and ends with code 0; code 75 asks the mail server to come again later."
    )
    # A pipe has no use for warnings about the configuration, and each start costs time.
    requires_system_checks = []

    def handle(self, *args, **options):
        try:
            marked = sum(self.mark(bounce) for bounce in bounces_in(everything(sys.stdin.buffer)))
        except OperationalError as error:
            raise CommandError("The database does not answer. Try again later.", returncode=os.EX_TEMPFAIL) from error
        if marked:
            self.stdout.write(f"Marked as returned: {marked} mail{'' if marked == 1 else 's'}.")
        else:
            self.stdout.write("This message reports no sent mail of this installation. Nothing was changed.")

    def mark(self, bounce):
        """Mark what a bounce is about; return how many rows. Raises CommandError while it is still being sent."""
        rows = rows_named(bounce.message_id, bounce.addresses)
        if any(row.state == OutgoingEmail.State.SENDING for row in rows):
            raise CommandError("This mail is still being sent. Try again later.", returncode=os.EX_TEMPFAIL)
        reason = f"{_('devolvido pelo servidor de e-mail')} {bounce.status}".strip()
        return note_bounce(OutgoingEmail.objects.filter(pk__in=[row.pk for row in rows]), reason)


def everything(pipe):
    """Return the first bytes of a pipe and read the rest, so that the writing side sees no broken pipe."""
    data = pipe.read(LIMIT)
    while pipe.read(LIMIT):
        pass
    return data
