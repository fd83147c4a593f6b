"""Tasks of the case: the sweep and the clearing of old drafts. They carry no arguments: truth is in the database."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from complaints import batches, search, similar, tallies
from complaints import sweep as sweeping
from complaints.models import Draft, Evidence
from complaints.services.rules import bring_into_force

DRAFT_DAYS = 180


@shared_task
def sweep():
    """Write the consequences of every clock that is due; note a failure where staff see it."""
    try:
        sweeping.sweep()
    except Exception as error:
        sweeping.record_failure("sweep", error, timezone.now())
        raise


@shared_task
def clear_old_drafts():
    """Delete drafts untouched for half a year, with their files; what is kept with an order goes back to it."""
    old = timezone.now() - timedelta(days=DRAFT_DAYS)
    Evidence.objects.filter(complaint=None, draft__updated_at__lt=old).exclude(order=None).update(draft=None)
    for evidence in Evidence.objects.filter(complaint=None, draft__updated_at__lt=old):
        evidence.original.delete(save=False)
        evidence.shown.delete(save=False)
        evidence.delete()
    Draft.objects.filter(updated_at__lt=old).delete()
    batches.clear_drafts(timezone.now())


@shared_task
def learn_words():
    """Count anew which words cases are written with, so that misspelt searches are led to known ones."""
    search.learn_words()


@shared_task
def group_cases():
    """Count anew which open cases have a seller, a listing or a problem in common."""
    similar.group_cases()


@shared_task
def rules_in_force():
    """Mark as current what staff wrote for today; `complaints.rules.current_rules` counts with it already."""
    bring_into_force()


@shared_task
def count_tallies():
    """Count what the desk's figures show: today, yesterday, what stands open; note a failure where staff see it."""
    try:
        tallies.count_due()
    except Exception as error:
        sweeping.record_failure(tallies.RUN, error, timezone.now())
        raise


@shared_task
def recount_tallies():
    """Count one slice of the past again, for what changed late."""
    tallies.count_slice()


@shared_task
def run_batches():
    """Go on with changes of many cases, below the time limit of a task; the next tick takes up the rest."""
    now = timezone.now()
    try:
        sweeping.record_success(batches.RUN, batches.run_due(), now)
    except Exception as error:
        sweeping.record_failure(batches.RUN, error, now)
        raise
