"""The messages of a case as one reader may see them, what is new in them, and the page that follows them."""

import hashlib
import json
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from complaints.access import party_of
from complaints.choices import Party
from complaints.models import Complaint, Message, ReadMark
from complaints.sentences import STAFF_ONLY
from complaints.wording import when

NEWEST = 30
TEAM, BOTH, NOTE = Message.Audience.TEAM, Message.Audience.BOTH, Message.Audience.NOTE
# What each side may ever read.
MAY_READ = {
    Party.BUYER: frozenset([TEAM, BOTH]), Party.SELLER: frozenset([BOTH]), Party.STAFF: frozenset([TEAM, BOTH, NOTE]),
}
# These lines of the timeline are the messages themselves, or of no concern to a party: no news.
OF_MESSAGES = ("message", *sorted(STAFF_ONLY))
MOST_DIGITS = 9


class Bubble(NamedTuple):
    """One message as it stands on a page."""

    who: str
    when: str
    at: str
    text: SafeString
    kind: str
    label: str
    is_new: bool


class Conversation:
    """The messages of a case that `viewer` may read; one query, whatever their number.

    `viewer` is None for the seller, who has no account and reads only what is written to both sides in the
    dispute `room`. For the others `room` narrows the messages to both sides to one dispute. `reader` names
    whose read mark counts: "user:12" or "seller:7". The newest `newest` messages are shown, or `everything`.
    Raises ValueError for audiences that this viewer must not read.
    """

    def __init__(self, complaint, *, viewer, reader, audiences, now, room=None, newest=NEWEST, everything=False):
        self.complaint, self.viewer, self.reader, self.now = complaint, viewer, reader, now
        self.audiences, self.room = frozenset(audiences), room
        self.newest, self.everything = newest, everything
        self.side = Party.SELLER if viewer is None else party_of(viewer, complaint)
        if not self.audiences <= MAY_READ[self.side] or (self.side == Party.SELLER and room is None):
            raise ValueError(f"{self.side} does not read {sorted(self.audiences)} of room {room}")

    def visible(self):
        """Return the messages that the viewer may read here."""
        rows = Message.objects.filter(complaint=self.complaint.pk, audience__in=sorted(self.audiences))
        return rows if self.room is None else rows.filter(Q(room=self.room) | ~Q(audience=BOTH))

    @cached_property
    def rows(self):
        """The newest messages, the newest first; each knows the reader's mark, and how many are unread in all."""
        mark = ReadMark.objects.filter(complaint=self.complaint.pk, reader=self.reader).values("message_id")
        # By id: messages get theirs under the lock of the case, so they stand in the order they came.
        rows = self.visible().order_by("-pk").annotate(mark=Coalesce(Subquery(mark), 0)).annotate(
            total=Window(Count("pk")), unread=Window(Count("pk", filter=Q(pk__gt=F("mark")) & ~self.own))
        )
        return list(rows if self.everything else rows[: self.newest])

    @property
    def mark(self):
        """The id of the newest message that the reader had seen before this page."""
        return self.rows[0].mark if self.rows else 0

    @property
    def newest_id(self):
        return self.rows[0].pk if self.rows else 0

    @property
    def unread(self):
        return self.rows[0].unread if self.rows else 0

    @property
    def unread_words(self):
        """How many messages are new, in words; nothing for none."""
        return new_messages(self.unread)

    @property
    def older(self):
        """How many messages are not shown."""
        return self.rows[0].total - len(self.rows) if self.rows else 0

    @cached_property
    def bubbles(self):
        """The messages shown, the oldest first."""
        return [self._bubble(row) for row in reversed(self.rows)]

    def _bubble(self, row):
        own = row.author_id == self.viewer.pk if self.side == Party.STAFF else row.party == self.side
        label, kind = "", "mine" if own else "staff" if row.party == Party.STAFF else ""
        if row.audience == NOTE:
            label, kind = _("Nota da equipe: as partes não veem"), "note"
        elif row.audience == BOTH and self.room is None and row.party != Party.SELLER:
            label = _("O vendedor também lê")
        return Bubble(
            who=_("Você") if own else self._names.get(row.party, ""),
            when=when(row.written_at, self.now), at=row.written_at.isoformat(),
            # Escaped here, once: what people type is never a tag.
            text=mark_safe(linebreaks(row.body, autoescape=True)), kind=kind, label=label,
            is_new=not own and row.pk > row.mark,
        )

    @cached_property
    def _names(self):
        """Who the others are to the viewer."""
        buyer = str(self.complaint.user) if self.side == Party.STAFF else _("Quem comprou")
        return {Party.STAFF: _("Equipe Prazo Certo"), Party.SELLER: _("O vendedor"), Party.BUYER: buyer}

    @property
    def empty(self):
        """What stands where no message is."""
        if self.side == Party.BUYER and self.complaint.is_open and TEAM in self.audiences:
            return _("Ficou com dúvida? Escreva. Uma pessoa responde, em geral em um dia útil.")
        return _("Ninguém escreveu ainda.")

    def mark_read(self):
        """Note that the reader has seen what is visible; without news this writes nothing.

        Where only a part of what the reader may read is shown, the mark stops before the first unread message
        of the rest: that one stays new until it is shown.
        """
        seen = self.newest_id
        if seen > self.mark and not self.is_whole:
            theirs = Message.objects.filter(
                complaint=self.complaint.pk, audience__in=sorted(MAY_READ[self.side]), pk__range=(self.mark + 1, seen)
            )
            hidden = theirs.exclude(self.own).exclude(pk__in=self.visible().values("pk"))
            first = hidden.order_by("pk").values_list("pk", flat=True).first()
            seen = first - 1 if first else seen
        if seen > self.mark:
            mark_read(self.complaint, self.reader, seen, self.now)

    @property
    def is_whole(self):
        """Whether all that the reader may read in this case is shown; the seller may read one room."""
        return self.side == Party.SELLER or (self.room is None and self.audiences == MAY_READ[self.side])

    @property
    def own(self):
        """The condition on a message that the reader wrote it."""
        return Q(author=self.viewer) if self.side == Party.STAFF else Q(party=self.side)


def reader_of(user):
    """Return the name under which the read marks of somebody with an account stand."""
    return f"user:{user.pk}"


def conversation_of(complaint, viewer, *, now, everything=False):
    """Return the whole conversation of a case for its consumer, or for staff."""
    return Conversation(
        complaint, viewer=viewer, reader=reader_of(viewer), audiences=MAY_READ[party_of(viewer, complaint)], now=now,
        everything=everything,
    )


def new_messages(n):
    """Return "2 mensagens novas"; nothing for none."""
    return ngettext("%(n)d mensagem nova", "%(n)d mensagens novas", n) % {"n": n} if n else ""


def mark_read(complaint, reader, message_id, now):
    """Note that `reader` has seen the messages of a case up to `message_id`; a mark never goes back."""
    table = ReadMark._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (complaint_id, reader, message_id, seen_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (complaint_id, reader) DO UPDATE SET message_id = excluded.message_id, "
            f"seen_at = excluded.seen_at WHERE {table}.message_id < excluded.message_id",
            [complaint.pk, reader, message_id, connection.ops.adapt_datetimefield_value(now)],
        )


def unread_counts(user, complaints):
    """Return {complaint id: how many messages its consumer has not seen}, without those that have none; one query."""
    marks = ReadMark.objects.filter(complaint=OuterRef("complaint"), reader=reader_of(user)).values("message_id")
    unread = Message.objects.filter(
        complaint__in=[complaint.pk for complaint in complaints], audience__in=sorted(MAY_READ[Party.BUYER])
    ).exclude(party=Party.BUYER).annotate(mark=Coalesce(Subquery(marks[:1]), 0)).filter(pk__gt=F("mark"))
    return dict(unread.order_by().values_list("complaint").annotate(Count("pk")))


class Live:
    """The part of a page that follows a conversation: its address, and whether anything has changed.

    `url` answers the polls, `page_url` is the page itself. `events` are the lines of the timeline whose
    news this reader is told of, by default all but the messages; a page that has read them says with `line`
    which is the newest (`newest_line`), and saves the query. `since` is the line the page was made at; None
    while the page itself is made. `state` is whatever else shall count as a change.
    """

    def __init__(self, conversation, *, url, page_url, events=None, line=None, since=None, state=""):
        self.conversation, self.page_url, self.state = conversation, page_url, state
        self.polls = conversation.complaint.is_open
        if events is None:
            events = conversation.complaint.events.exclude(kind__in=OF_MESSAGES)
        self._url = url
        # Read before the messages are, or with them: what comes in between is then found by the next poll.
        self.stamp = self._stamp(events) if line is None else (conversation.newest_id, line)
        self.since = self.stamp[1] if since is None else since

    def _stamp(self, events):
        """Return the newest message's id and the newest line's seq; one query."""
        message = self.conversation.visible().order_by("-pk").values("pk")[:1]
        line = events.order_by("-seq").values("seq")[:1]
        case = Complaint.objects.filter(pk=self.conversation.complaint.pk)
        newest, seq = case.values_list(Subquery(message), Subquery(line)).get()
        return newest or 0, seq or 0

    @property
    def etag(self):
        today = timezone.localdate(self.conversation.now).isoformat()
        parts = [*self.stamp, self.conversation.side, self.conversation.everything, get_language(), today, self.state]
        return f'"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}"'

    @property
    def headers(self):
        """The headers of the next poll. Our pages are kept by no browser, so it could not send them by itself."""
        return json.dumps({"If-None-Match": self.etag})

    @property
    def url(self):
        return f"{self._url}?since={self.since}{'&all=1' if self.conversation.everything else ''}"

    @property
    def has_news(self):
        """Whether something else than a message happened since the page was made."""
        return self.stamp[1] > self.since

    @property
    def news_url(self):
        # The query makes it another address: to a part of the same page no browser would load it anew.
        return f"{self.page_url}?new={self.stamp[1]}#timeline"

    @property
    def everything_url(self):
        return f"{self.page_url}?all=1#messages"

    @property
    def words(self):
        """What a screen reader is told after a change."""
        return self.conversation.unread_words or (_("Algo mudou neste caso.") if self.has_news else "")


def newest_line(events):
    """Return the seq of the newest of these lines that is more than a message; 0 for none."""
    return max((event.seq for event in events if event.kind not in OF_MESSAGES), default=0)


def asked_since(request):
    """Return the line of the timeline that a polling page was made at, None if it does not say."""
    since = request.GET.get("since", "")
    return int(since) if since.isascii() and since.isdigit() and len(since) <= MOST_DIGITS else None


def live_response(request, live):
    """Answer a poll: 304 without a word while nothing changed, else the conversation anew, which is then read."""
    response = get_conditional_response(request, etag=live.etag)
    if response is not None:
        return response
    response = render(request, "complaints/_conversation.html", {
        "conversation": live.conversation, "live": live, "is_poll": True,
    })
    response["ETag"] = live.etag
    if request.method == "GET":
        live.conversation.mark_read()
    return response
