"""Write a note or a message in many cases: each as `write_message` writes one, with a few statements for all."""

import json
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from complaints.choices import Party
from complaints.models import Complaint, Message
from complaints.models.cases import new_token
from complaints.replies import Filled, fill
from complaints.saved_replies import clocks_of, facts_of, told_of
from complaints.services.closing import OWN
from complaints.services.locking import CLOSED, Refused
from complaints.services.many import Outcome, lock_many
from complaints.services.messages import NOTE, TEAM, note_all_answered, why_not
from complaints.timeline import Line, append_all
from contacts.bulk import insert_rows
from contacts.models import OutgoingEmail
from contacts.outgoing import poke

MESSAGE_COLUMNS = ("complaint_id", "author_id", "party", "audience", "body", "form_key", "written_at")
PORTUGUESE, ENGLISH = "pt-br", "en"
MAIL_COLUMNS = ("dedup_key", "name", "reader_id", "context", "created_at", "send_after")


@transaction.atomic
def note_many(case_ids, body, by, now=None, *, form_key=None, rehearse=False):
    """Write one note that only the staff read in each of these open cases; return `Outcome`.

    Written under the same `form_key` again, a case has it once. Raises `Refused` for a text that will not do.
    """
    return _write_many(
        case_ids, lambda cases: dict.fromkeys(cases, Filled(body, [])), [body], NOTE, by, now, form_key, rehearse)


@transaction.atomic
def reply_many(case_ids, body_pt, body_en, by, now=None, *, form_key=None, rehearse=False):
    """Write to the consumer of each of these open cases, in that person's language, and send the mail about it.

    Without an English text everybody reads the Portuguese one. Names in braces become facts of each case
    (`complaints.replies`). The staff have then answered, as with a single message. Returns `Outcome`; raises
    `Refused` for a text that will not do.
    """
    now = now or timezone.now()

    def texts_for(cases):
        return filled_for(cases, body_pt, body_en, by, now)

    bodies = [body_pt, *([body_en] if body_en.strip() else [])]
    return _write_many(case_ids, texts_for, bodies, TEAM, by, now, form_key, rehearse)


def filled_for(cases, body_pt, body_en, by, now):
    """Return {case: `Filled`} of a message to the consumers of loaded cases; the same few queries for any number."""
    ids = [case.pk for case in cases]
    clocks, told, texts = clocks_of(ids), told_of(ids), {}
    for case in cases:
        facts = facts_of(case, clocks.get(case.pk, ()), told.get(case.pk, ()), by, now)
        language = language_of(case, body_en)
        texts[case] = fill(body_en if language == ENGLISH else body_pt, facts, language)
    return texts


def language_of(case, body_en):
    """Return in which of the two languages the consumer of a case reads a message."""
    return ENGLISH if body_en.strip() and case.user.language.startswith("en") else PORTUGUESE


class Example(NamedTuple):
    """How a message reads in one case."""

    case: Complaint
    language: str
    text: str

    @property
    def is_english(self):
        return self.language == ENGLISH


def examples_of(case_ids, body_pt, body_en, by, now=None):
    """Return the `Example` of the first of these cases and, where that one reads another language, of the first there.

    `case_ids` are cases that would get the message.
    """
    rows = Complaint.objects.filter(pk__in=case_ids).select_related("user", "order__marketplace").order_by("pk")
    firsts = {}
    for case in rows:
        firsts.setdefault(language_of(case, body_en), case)
    texts = filled_for(list(firsts.values()), body_pt, body_en, by, now or timezone.now())
    return [Example(case, language, texts[case].text) for language, case in firsts.items()]


def _write_many(case_ids, texts_for, bodies, audience, by, now, form_key, rehearse):
    for body in bodies:
        if sentence := why_not(body):
            raise Refused(sentence)
    now, form_key = now or timezone.now(), form_key or new_token()
    if rehearse:
        rows = Complaint.objects.filter(pk__in=case_ids).select_related("user", "order__marketplace")
        cases = list(rows.order_by("pk"))
    else:
        cases = lock_many(case_ids, only_open=False)[0]
    refused, texts = {}, {}
    for case in cases:
        if not case.is_open:
            refused[case.pk] = CLOSED
        elif case.user_id == by.pk:
            refused[case.pk] = OWN
    for case, (text, faults) in texts_for([case for case in cases if case.pk not in refused]).items():
        # The facts of a case may be missing, or make the text too long.
        if sentence := " ".join(faults) or why_not(text):
            refused[case.pk] = sentence
        else:
            texts[case] = text
    if texts and not rehearse:
        _write_texts(texts, audience, by, now, form_key)
    return Outcome({case.pk: {} for case in texts}, refused)


def _write_texts(texts, audience, by, now, form_key):
    """Write {locked case: text} with their lines; to the consumers, with all that an answer of the staff does."""
    messages = Message.objects.filter(complaint__in=[case.pk for case in texts], form_key=form_key)
    there = set(messages.values_list("complaint_id", flat=True))
    cases = [case for case in texts if case.pk not in there]
    insert_rows(Message, MESSAGE_COLUMNS, [
        (case.pk, by.pk, str(Party.STAFF), str(audience), texts[case], form_key, now) for case in cases
    ])
    if audience == NOTE:
        append_all([Line(case.pk, "note", Party.STAFF, by.pk) for case in cases], now)
        return
    told = {"audience": str(audience), "room": None}
    append_all([Line(case.pk, "message", Party.STAFF, by.pk, told) for case in cases], now)
    note_all_answered(cases, now)
    written = dict(messages.values_list("complaint_id", "pk"))
    insert_rows(OutgoingEmail, MAIL_COLUMNS, [
        (f"message:{written[case.pk]}", "message", case.user_id, json.dumps({"message": written[case.pk]}), now, now)
        for case in cases
    ], ignore_conflicts=True)
    transaction.on_commit(poke)
