"""A dispute on a staff member's desk: the room of both sides, and what this person may do in it."""

from copy import copy
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from complaints.access import party_of
from complaints.admin.doors import CHANGE
from complaints.admin.words import clock_badge, side
from complaints.choices import Party
from complaints.conversation import MAY_READ, Conversation, reader_of
from complaints.models import Message
from complaints.panels import FOLD_AFTER
from complaints.services.locking import Refused
from complaints.wording import when
from disputes.lifecycle import JUDGED, READING, SILENCE, TABLE, TURN, WAITING_FOR_MONEY, Actor, Move, State, moves_from
from disputes.notices import UNREACHED, Notice, notice_of
from disputes.room import Room
from disputes.services.mediation import must_mediate

DECIDE = "disputes.decide_dispute"
BOTH, NOTE = Message.Audience.BOTH, Message.Audience.NOTE
# Whose silence the clock wrote down; that nobody appealed, or that money is late, is nobody's word.
SILENT = {
    f"dispute_{move}": TURN[state][0]
    for state, moves in SILENCE.items() if state not in JUDGED | WAITING_FOR_MONEY for move in moves.values()
}
# What staff write down for a seller who answered by telephone.
BY_PHONE = (Move.SELLER_ACCEPTS, Move.SELLER_REFUSES, Move.SELLER_PROPOSES)
PAPERS = {
    "label_file_id": _("etiqueta"), "posting_proof_id": _("comprovante de postagem"),
    "refusal_proof_id": _("prova da recusa no balcão"),
}


def side_of(event):
    """Return the side a line of a dispute belongs to, or None for the mediator's and the staff's."""
    actor = SILENT.get(event.kind)
    if actor is None:
        move = event.kind.removeprefix("dispute_")
        actor = TABLE[move].actor if move in TABLE else None
    return actor if actor in (Actor.BUYER, Actor.SELLER) else None


class Desk(Room):
    """The room as `user`, one of the staff, reads it."""

    def __init__(self, dispute, user, now, *, everything=False):
        super().__init__(dispute, Party.STAFF, now)
        self.user, self.everything = user, everything

    # -- What this person may do --------------------------------------------------------

    @property
    def is_own_case(self):
        return self.complaint.user_id == self.user.pk

    @property
    def waits_for_mediator(self):
        return self.state in READING

    @cached_property
    def barred(self):
        """Why this person may not mediate here, in the door's words; "" for whoever may."""
        standing = copy(self.dispute)
        standing.state = self.state
        try:
            must_mediate(self.user, self.complaint, standing)
        except Refused as error:
            return error.sentence
        return ""

    @property
    def is_mediator(self):
        return self.user.has_perm(DECIDE)

    @property
    def may_mediate(self):
        return self.waits_for_mediator and self.is_mediator and not self.barred

    @property
    def may_change(self):
        return self.user.has_perm(CHANGE) and not self.is_own_case

    @property
    def may_write(self):
        return (self.may_change or (self.is_mediator and not self.is_own_case)) and self.complaint.is_open

    @property
    def may_manage_link(self):
        return self.may_change and self.dispute.is_hosted and self.is_open

    @property
    def seller_moves(self):
        """The answers of the seller that staff may write down now."""
        if not self.dispute.is_hosted or self.turn_is_over:
            return []
        return [move for move in moves_from(State(self.state), Actor.SELLER) if move in BY_PHONE]

    @property
    def may_record(self):
        return self.may_change and bool(self.seller_moves)

    # -- What only staff see ------------------------------------------------------------

    @property
    def turn_badge(self):
        return clock_badge(self.turn, self.now) if self.turn else ""

    @cached_property
    def decisions(self):
        rows = sorted(self.dispute.decisions.all(), key=lambda row: row.instance)
        prefetch_related_objects(rows, "rule", "evidence", "mediator")
        for row in rows:
            row.when = when(row.decided_at, self.now)
            row.appeal_side = side(row.appealed_by) if row.appealed_by else ""
        return rows

    @cached_property
    def questions(self):
        rows = list(self.dispute.questions.select_related("asked_by"))
        for row in rows:
            row.whom = side(row.party)
        return rows

    @cached_property
    def proposals(self):
        rows = super().proposals
        for row in rows:
            row.side = side(row.party)
        return rows

    @cached_property
    def lines(self):
        """The lines of the dispute's own, the newest first."""
        return [row for row in self.events if row.sentence]

    @property
    def first_lines(self):
        return self.lines[:FOLD_AFTER]

    @property
    def more_lines(self):
        return self.lines[FOLD_AFTER:]

    def _lines_of(self, actor):
        return [row for row in reversed(self.lines) if side_of(row) == actor]

    @property
    def buyer_lines(self):
        """What the consumer did, the oldest first."""
        return self._lines_of(Actor.BUYER)

    @property
    def seller_lines(self):
        return self._lines_of(Actor.SELLER)

    @cached_property
    def links(self):
        """The seller's ways in, the live one first."""
        return sorted(self.dispute.seller_links.all(), key=lambda row: (row.revoked_at is not None, -row.pk))

    @property
    def link(self):
        """The link that is not revoked, or None."""
        return next((row for row in self.links if row.revoked_at is None), None)

    @property
    def is_unreached(self):
        """Whether the seller of an open dispute here knows nothing of it, so far as is known."""
        return self.is_open and self.dispute.is_hosted and notice_of(self.link) in UNREACHED

    @property
    def failed_link(self):
        return self.link if self.is_unreached and notice_of(self.link) == Notice.FAILED else None

    @property
    def notices(self):
        """The proof of notice: what was sent, came back and was opened, the oldest first."""
        return [row for row in reversed(self.lines) if row.kind.startswith("notice_")]

    @property
    def papers(self):
        """The files of the return, each with what it is."""
        files = {file.pk: file for file in self.evidence}
        named = [(words, files.get(getattr(self.leg, field))) for field, words in PAPERS.items()] if self.leg else []
        return [(words, file) for words, file in named if file]

    @cached_property
    def conversation(self):
        """What was said to both sides here, and the staff's notes."""
        audiences = MAY_READ[party_of(self.user, self.complaint)] & {BOTH, NOTE}
        # A mark of its own: what the consumer wrote to the team alone is not read on this page.
        return Conversation(
            self.complaint, viewer=self.user, reader=f"{reader_of(self.user)}:{self.dispute.pk}", audiences=audiences,
            now=self.now, room=self.dispute.pk, everything=self.everything,
        )
