"""Rows of a dispute with their words, which are only looked for when they are shown.

A room that has seen much folds most of its lines and offers away: to word those would cost more than all the rest.
"""

from functools import cached_property

from complaints.choices import Party
from complaints.sentences import sentence_of
from complaints.wording import brl, when
from disputes.models import Proposal, Remedy
from disputes.models.disputes import Freight
from disputes.sentences import neutral_sentence


def remedy_words(remedy, amount, freight_by=""):
    """Return an offer in words: "devolver uma parte do dinheiro (R$ 60,00)"."""
    words = str(Remedy(remedy).label)
    text = f"{words} ({brl(amount)})" if amount else words
    return f"{text}; {Freight(freight_by).label}" if freight_by else text


class Told:
    """A row as `viewer` is told of it at `now`; whatever else is asked of it the row itself answers."""

    def __init__(self, row, viewer, now):
        self.row, self.viewer, self.now = row, viewer, now

    def __getattr__(self, name):
        return getattr(self.row, name)


class Line(Told):
    """A line of the timeline."""

    @cached_property
    def sentence(self):
        return sentence_of(self.row, {}) if self.viewer == Party.BUYER else neutral_sentence(self.row)

    @cached_property
    def when(self):
        return when(self.row.at, self.now)

    @property
    def iso(self):
        return self.row.at.isoformat()


class Offer(Told):
    """A proposal of one side."""

    @property
    def is_mine(self):
        return self.row.party == self.viewer

    @cached_property
    def words(self):
        return remedy_words(self.row.remedy, self.row.amount, self.row.freight_by)

    @cached_property
    def plain(self):
        """What is offered, without its amount."""
        return remedy_words(self.row.remedy, None, self.row.freight_by)

    @cached_property
    def when(self):
        return when(self.row.made_at, self.now)

    @property
    def state_words(self):
        return Proposal.State(self.row.state).label
