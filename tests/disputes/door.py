"""The seller's way in, as the tests of the seller's pages and mails use it."""

from django.test import Client
from django.urls import reverse

from disputes.models import SellerLink
from tests.base import NOW
from tests.disputes.moves import bring_to, fresh


def hosted(state, case, people, now=NOW, language="pt-br", **more):
    """Return a hosted dispute in `state`, its seller reading Portuguese unless said otherwise."""
    return bring_to(state, case, people, now=now, mode="hosted", language=language, **more)


def link_of(dispute):
    return SellerLink.objects.select_related("dispute__complaint").get(dispute=dispute, revoked_at=None)


def at(link, name="seller_room", *more):
    """Return the address of a page behind a link."""
    return reverse(name, args=[link.token, *more])


def turn(dispute):
    """Return what the pages keep of the turn that runs."""
    clock = fresh(dispute).complaint.deadlines.filter(owner="dispute", subject_id=dispute.pk, state="running").first()
    return str(clock.pk) if clock else ""


def seller():
    """Return a browser of somebody who has no account, and whose forms are checked as a browser's are."""
    return Client()
