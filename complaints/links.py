"""Links in a mail that work without signing in: signed, for one thing and one purpose, and they expire."""

from django.core import signing
from django.urls import reverse

from complaints.models import Deadline, Order

PURPOSES = ("done", "tomorrow", "stop")
# A legal window may run 180 days; a reminder link need not outlive the last one before its end by much.
MAX_AGE_SECONDS = 60 * 24 * 3600


class BadLink(Exception):
    """Raised for a link that is forged, expired, or about something that is no longer there."""


def path_for(clock, purpose):
    """Return the path of the link that does `purpose` to `clock`."""
    token = signing.dumps([clock.pk, clock.due_on.isoformat()], salt=f"clock-{purpose}", compress=True)
    return reverse("reminder", args=[purpose, token])


def clock_of(purpose, token):
    """Return the clock a link was made for. Raises `BadLink`.

    A link for a date that has since been corrected no longer counts: its mail said another day.
    """
    try:
        pk, due_on = signing.loads(token, salt=f"clock-{purpose}", max_age=MAX_AGE_SECONDS)
        clock = Deadline.objects.select_related("rule", "complaint__user", "complaint__order").get(pk=pk)
    except (signing.BadSignature, ValueError, TypeError, Deadline.DoesNotExist) as error:
        raise BadLink from error
    if clock.due_on.isoformat() != due_on:
        raise BadLink
    return clock


def kit_stop_path(order):
    """Return the path of the link that ends the watch over a kept order."""
    return reverse("kit_stop", args=[signing.dumps(order.pk, salt="kit-stop")])


def kit_of(token):
    """Return the kept order a link was made for. Raises `BadLink`."""
    try:
        pk = signing.loads(token, salt="kit-stop", max_age=MAX_AGE_SECONDS)
        return Order.objects.select_related("user", "marketplace").exclude(kit_token=None).get(pk=pk)
    except (signing.BadSignature, ValueError, TypeError, Order.DoesNotExist) as error:
        raise BadLink from error
