"""The timeline of a case: the code only ever appends to it.

Each line carries a hash over itself and the hash before it. That shows a line changed, removed or put in
between, by a slip or a hand edit. It shows neither last lines removed nor a timeline written anew as a whole:
whoever holds the database can do both, and only a copy kept elsewhere would tell.
"""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party
from complaints.models.cases import Complaint


class EventIsFinal(Exception):
    """Raised when code tries to change or delete a line of the timeline."""


class EventQuerySet(models.QuerySet):
    """Lines can be read and added. A case that is erased takes its timeline with it, by cascade."""

    def update(self, **fields):
        raise EventIsFinal("An event is written once.")

    def delete(self):
        raise EventIsFinal("An event is written once.")


class Event(models.Model):
    """One line: what happened, who acted, who wrote it down, when; sealed to the line before it."""

    # The unique constraint on (complaint, seq) is the index.
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events", db_index=False)
    seq = models.PositiveIntegerField(_("nº"))
    kind = models.CharField(_("tipo"), max_length=32)
    party = models.CharField(_("quem agiu"), max_length=10, choices=Party)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("quem registrou"),
    )
    # Kept apart from the foreign key, which is emptied when a person is erased: the seal must hold.
    recorder = models.PositiveBigIntegerField(null=True, blank=True)
    at = models.DateTimeField(_("quando"))
    data = models.JSONField(_("dados"), default=dict)
    previous = models.CharField(_("selo da linha anterior"), max_length=64, blank=True)
    hash = models.CharField(_("selo"), max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("acontecimento")
        verbose_name_plural = _("linha do tempo")
        ordering = ["-seq"]
        constraints = [models.UniqueConstraint(fields=["complaint", "seq"], name="one_event_per_seq")]
        # Who did what, and when, for the auditor; the sweep's own lines have nobody and cost nothing here.
        indexes = [
            models.Index(fields=["recorder", "-id"], name="events_of_person", condition=Q(recorder__isnull=False)),
            models.Index(fields=["at"], name="events_by_day", condition=Q(recorder__isnull=False)),
        ]

    def __str__(self):
        return f"{self.complaint_id}#{self.seq} {self.kind}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise EventIsFinal("An event is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise EventIsFinal("An event is written once.")

    def seal(self):
        """Return the SHA-256 that the line should carry."""
        return seal(
            self.complaint_id, self.seq, self.kind, self.party, self.recorder, self.at, self.data, self.previous
        )


def seal(complaint_id, seq, kind, party, recorder, at, data, previous):
    """Return the SHA-256 over a line and the hash of the line before it; `at` is in UTC."""
    line = [
        complaint_id, seq, kind, str(party), recorder, at.isoformat(timespec="microseconds"), data, previous,
    ]
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
