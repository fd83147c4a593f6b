"""Queue mail as rows and send them: claim, commit, then talk SMTP on one connection.

An app says how its mails read with `@mail("name")` in its `mails` module. A row holds the
name and a few ids; the text is made when it is sent, so that it is true at that moment,
and a mail that is no longer needed is cancelled with its reason. With `@delivered("name")` an
app hears what became of them. A mail that comes back after it was taken goes through `note_bounce`.
"""

import itertools
import logging
import smtplib
import uuid
import zoneinfo
from datetime import timedelta
from typing import NamedTuple

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from contacts.models import OutgoingEmail
from contacts.reasons import log_change

log = logging.getLogger(__name__)

BATCH = 10
# Rows changed by one statement when many are tried again.
CHUNK = 500
MAX_ATTEMPTS = 12
# Minutes to wait after the 1st, 2nd, ... refusal for now; the last one repeats.
BACKOFF = [1, 5, 15, 30, 60, 120, 240, 480]
# Late reminders of one reader are sent together; wait this long for the sweep to write all of them.
GATHER = timedelta(minutes=2)
State = OutgoingEmail.State
TRIED_AGAIN = gettext_noop("Recusado, voltou para a fila para ser mandado de novo.")
RETURNED = gettext_noop("Marcado como devolvido.")


class Letter(NamedTuple):
    """What a mail says: template name below `emails/`, its context, extra headers."""

    template: str
    context: dict
    headers: dict = {}
    # Ids of rows that turned out not to be needed, when several rows make one letter.
    dropped: frozenset = frozenset()


WRITERS = {}
GATHERED = set()


def mail(name, *, gathered=False):
    """Register the function that writes the mails called `name`.

    It takes the rows (one; with `gathered`, all waiting ones of one reader) and returns a
    `Letter`, or None when there is nothing left to say.
    """

    def register(function):
        WRITERS[name] = function
        if gathered:
            GATHERED.add(name)
        return function

    return register


HEARERS = {}


def delivered(name):
    """Register the function that hears what became of the mails called `name`.

    It is called with (row, outcome, message) in the transaction that writes the outcome into the row:
    "sent" with the message that a mail server took, also for a row that went out in another one's
    letter; "failed" with None once the mail is given up or has come back, and `row.last_error` says
    why. `row.settled_at` is the instant. A try that will be repeated is no outcome. A hearer that
    raises is logged, and what it wrote is undone; the row keeps its outcome.
    """

    def register(function):
        HEARERS[name] = function
        return function

    return register


def tell(row, outcome, message, now, **written):
    """Let the hearer of a mail know its outcome; `written` is what the row was given. Never raises."""
    hearer = HEARERS.get(row.name)
    if hearer is None:
        return
    for name, value in written.items():
        setattr(row, name, value)
    row.settled_at = now
    try:
        with transaction.atomic():
            hearer(row, outcome, message)
    except Exception as error:  # the mail is out or given up, whatever the timeline makes of it
        log.error("nobody was told that mail %s is %s: %s", row.pk, outcome, type(error).__name__)


def poke():
    """Ask a worker to send now. With the broker down, the next tick finds the rows."""
    try:
        # Older than a tick it asks for nothing any more: a rush of letters does not keep other work waiting.
        current_app.send_task("contacts.tasks.send_mail", expires=55)
    except OperationalError as error:
        log.warning("the broker did not take the poke: %s", type(error).__name__)


def queue(name, *, dedup_key, reader=None, address="", context=None, send_after=None, **fields):
    """Write one mail row; the same `dedup_key` twice writes it once.

    A reader without an account has an `address`, and in the context a "language" ("pt-br" or "en").
    """
    row = OutgoingEmail(
        name=name, dedup_key=dedup_key, reader=reader, address=address, context=context or {},
        send_after=send_after or timezone.now(), **fields,
    )
    OutgoingEmail.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(poke)


def send_due(now=None):
    """Send everything that is due; return how many letters went out."""
    sent = 0
    give_back_stuck(now or timezone.now())
    connection = None
    try:
        while rows := claim(now or timezone.now()):
            if connection is None:
                connection = get_connection()
            for group in letters_of(rows):
                sent += deliver(group, connection, now or timezone.now())
    finally:
        if connection is not None:
            connection.close()
    return sent


def give_back_stuck(now):
    """Return rows to the queue whose sender died: claimed long ago and never marked as sent."""
    since = now - timedelta(minutes=settings.MAIL_CLAIM_MINUTES)
    stuck = OutgoingEmail.objects.filter(state=State.SENDING, claimed_at__lte=since)
    count = stuck.update(state=State.QUEUED, claim=None, claimed_at=None)
    if count:
        log.warning("gave back %d mails whose sender stopped", count)


def claim(now):
    """Take a few due rows for this sender, with all that goes into the same letters; commit."""
    with transaction.atomic():
        due = OutgoingEmail.objects.filter(state=State.QUEUED, send_after__lte=now)
        rows = list(due.select_for_update(skip_locked=True).order_by("send_after", "pk")[:BATCH])
        readers = {row.reader_id for row in rows if is_gathered(row)}
        if readers:
            also = OutgoingEmail.objects.filter(
                state=State.QUEUED, send_after__lte=now + GATHER, name__in=GATHERED, reader__in=readers
            ).exclude(pk__in=[row.pk for row in rows])
            rows += also.select_for_update(skip_locked=True)
        if not rows:
            return rows
        token = uuid.uuid4()
        for row in rows:
            row.claim = token
            row.attempts += 1
        OutgoingEmail.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.SENDING, claim=token, claimed_at=now
        )
        OutgoingEmail.objects.bulk_update(rows, ["attempts"])
    return rows


def is_gathered(row):
    """Say whether a row goes into one letter with others: people without an account share none."""
    return row.name in GATHERED and row.reader_id is not None


def letters_of(rows):
    """Group rows into letters: gathered ones by reader and name, all others alone."""
    rows = sorted(rows, key=lambda row: (
        not is_gathered(row), row.reader_id or 0, row.name if is_gathered(row) else "", row.pk))
    together, alone = [], []
    for row in rows:
        (together if is_gathered(row) else alone).append(row)
    groups = [list(group) for _key, group in itertools.groupby(together, key=lambda row: (row.reader_id, row.name))]
    return groups + [[row] for row in alone]


def deliver(rows, connection, now):
    """Write and send one letter made of `rows`; return 1 if it went out, else 0."""
    first = rows[0]
    claimed = OutgoingEmail.objects.filter(pk__in=[row.pk for row in rows], claim=first.claim)
    try:
        message, letter = write(rows)
    except Exception as error:  # a letter that cannot be written must not hold up the others
        log.exception("mail %s cannot be written", first.pk)
        refuse(claimed, rows, f"{type(error).__name__}", now, final=first.attempts >= MAX_ATTEMPTS)
        return 0
    if message is None:
        claimed.update(state=State.CANCELLED, claim=None)
        return 0
    if claimed.update(claimed_at=now) < len(rows):
        # This sender slept so long that its claim was given back: the letter is another one's now.
        return 0
    try:
        # Opened by hand, the connection stays for the next letters.
        connection.open()
        connection.send_messages([message])
    except Exception as error:
        code = smtp_code(error)
        log.warning("mail %s not taken: %s %s", first.pk, type(error).__name__, code or "")
        connection.close()
        final = 500 <= code < 600 or first.attempts >= MAX_ATTEMPTS
        refuse(claimed, rows, f"{type(error).__name__} {code or ''}".strip(), now, final=final)
        return 0
    kept = [row for row in rows if row.pk not in letter.dropped]
    said = {"subject": message.subject[:250], "text": message.body, "html": ""}
    if message.alternatives:
        said["html"] = message.alternatives[0][0]
    if first.secret:
        said = {"subject": message.subject[:250], "text": "", "html": ""}
    # All or none: a sender that dies here must not leave half of a letter's rows to be sent again.
    with transaction.atomic():
        sent = {"state": State.SENT, "claim": None, "sent_at": now, "last_error": "", **said}
        if claimed.filter(pk=kept[0].pk).update(**sent):
            tell(kept[0], "sent", message, now, **sent)
        if len(rows) > 1:
            merged = {"state": State.MERGED, "claim": None, "sent_at": now}
            if claimed.filter(pk__in=[row.pk for row in kept[1:]]).update(**merged):
                for row in kept[1:]:
                    tell(row, "sent", message, now, **merged)
            claimed.filter(pk__in=letter.dropped).update(state=State.CANCELLED, claim=None)
    return 1


@transaction.atomic
def refuse(claimed, rows, error, now, *, final):
    """Put the rows of a letter back for a later try, or mark them as failed for staff to see."""
    wait = BACKOFF[min(rows[0].attempts, len(BACKOFF)) - 1]
    refused = {
        "state": State.FAILED if final else State.QUEUED, "claim": None, "claimed_at": None,
        "last_error": error[:300], "send_after": now + timedelta(minutes=wait),
    }
    if final and rows[0].secret:
        refused |= {"text": "", "html": ""}
    if claimed.update(**refused) and final:
        for row in rows:
            tell(row, "failed", None, now, **refused)


def smtp_code(error):
    """Return the SMTP reply code of an error, 0 when it has none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _reply in error.recipients.values())
    return getattr(error, "smtp_code", 0) or 0


def write(rows):
    """Return (message, letter) for the rows of one letter; (None, None) when nothing is left to say."""
    first = rows[0]
    reader = first.reader
    language = reader.language if reader else first.context.get("language", settings.LANGUAGE_CODE)
    zone = zoneinfo.ZoneInfo(reader.time_zone if reader else settings.CASE_TIME_ZONE)
    address = first.address or reader.email
    with translation.override(language), timezone.override(zone):
        if first.text:
            letter = Letter("", {})
            subject, text, html = first.subject, first.text, first.html
        else:
            letter = WRITERS[first.name](rows)
            if letter is None:
                return None, None
            context = {**letter.context, "reader": reader, "site": settings.SITE_URL}
            subject = " ".join(render_to_string(f"emails/{letter.template}-subject.txt", context).split())
            text = render_to_string(f"emails/{letter.template}.txt", context)
            html = render_to_string(f"emails/{letter.template}.html", {**context, "subject": subject})
    # The row that will stand for the letter, so that a bounce finds it.
    key = next(row.dedup_key for row in rows if row.pk not in letter.dropped)
    headers = {
        # From the key, so that a mail sent twice by a dying worker can be recognised as one.
        "Message-ID": f"<{key.replace(':', '.')}@{settings.MAIL_DOMAIN}>",
        "Auto-Submitted": "auto-generated",
        **letter.headers,
    }
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers)
    if html:
        message.attach_alternative(html, "text/html")
    return message, letter


@transaction.atomic
def retry(rows, now=None, *, by=None):
    """Queue the refused mails among `rows` anew with all their tries; return how many. Who asked is written down.

    Secret mails stay: the code in them has run out, and asking for a new one is one touch.
    """
    chosen = OutgoingEmail.objects.filter(pk__in=rows.order_by().values("pk"), state=State.FAILED, secret=False)
    refused = list(chosen.only("dedup_key").order_by("pk").select_for_update())
    for start in range(0, len(refused), CHUNK):
        part = refused[start : start + CHUNK]
        OutgoingEmail.objects.filter(pk__in=[row.pk for row in part]).update(
            state=State.QUEUED, send_after=now or timezone.now(), attempts=0, claim=None, claimed_at=None)
        if by:
            log_change(by, part, TRIED_AGAIN)
    if refused:
        transaction.on_commit(poke)
    return len(refused)


def rows_named(message_id, addresses):
    """Return the rows, at most two, of a mail with this Message-ID (no brackets) to one of `addresses`.

    Whoever knows how such ids are made can guess one, but not to whom that mail went.
    """
    local, _at, domain = message_id.rpartition("@")
    if domain.lower() != settings.MAIL_DOMAIN.lower():
        return []
    # The id says "." for ":"; a key may hold dots of its own.
    rows = OutgoingEmail.objects.filter(dedup_key__in={local, local.replace(".", ":")}).select_related("reader")
    known = {address.lower() for address in addresses}
    return [row for row in rows if (row.address or row.reader.email).lower() in known]


@transaction.atomic
def note_bounce(rows, reason, now=None, *, by=None):
    """Mark sent mails that came back as failed; return how many. Doing it again changes nothing.

    Where one of the staff says so (`by`), that is written down. `rows` is a row or a queryset; `reason` is
    kept for staff. Rows merged into a letter stay as they are.
    """
    now = now or timezone.now()
    if isinstance(rows, OutgoingEmail):
        rows = OutgoingEmail.objects.filter(pk=rows.pk)
    returned = list(rows.filter(state=State.SENT).order_by("pk").select_for_update(of=("self",)))
    for row in returned:
        row.state, row.last_error = State.FAILED, reason[:300]
        row.save(update_fields=["state", "last_error"])
        tell(row, "failed", None, now)
    if by:
        log_change(by, returned, RETURNED)
    return len(returned)
