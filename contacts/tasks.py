"""Tasks of the lowest floor: sending what is queued."""

from celery import shared_task

from contacts.outgoing import send_due


@shared_task
def send_mail():
    """Send every mail that is due."""
    send_due()
