"""Tasks of the lowest floor: sending what is queued."""

from celery import shared_task

from contacts.link_checks import check_links as look_at_links
from contacts.outgoing import send_due

# Below the time limit of a task, with the longest visit to end in.
SLICE_SECONDS = 120


@shared_task
def send_mail():
    """Send every mail that is due."""
    send_due()


@shared_task
def check_links():
    """Look at addresses that are due, for two minutes; the next tick of the same night goes on from there."""
    look_at_links(seconds=SLICE_SECONDS)
