"""The seller is told: link, letter, deliveries and openings, each a line of the timeline as proof of notice."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.bounces import SELLER, note_arrived, note_returned
from complaints.choices import Party
from complaints.reminders import morning
from complaints.services.locking import Refused, lock
from complaints.timeline import append
from contacts.choices import Language
from contacts.outgoing import queue
from contacts.words import mask_address
from disputes.lifecycle import TURN, Actor, State
from disputes.models import SellerLink

# A page loaded again within this time is the same visit.
SAME_VISIT = timedelta(minutes=30)
MOST_SENDS = 20
# Most sellers at the other shops are Brazilian, wherever the shop itself is at home.
SELL_FROM_ABROAD = {"aliexpress", "shein", "temu"}


def live_link(dispute):
    """Return the seller's link of a dispute that is not revoked, or None."""
    return SellerLink.objects.filter(dispute=dispute, revoked_at=None).first()


def guess_language(complaint):
    """Return the language a seller of this shop most likely reads."""
    return Language.ENGLISH if complaint.order.marketplace.slug in SELL_FROM_ABROAD else Language.PORTUGUESE


def invite(complaint, dispute, address, language, *, by, now):
    """Make the seller's way in and mail it; the caller holds the lock. Without an address there is the letter."""
    link = SellerLink(
        dispute=dispute, address=address.strip().lower(), language=language or guess_language(complaint), made_by=by,
        made_at=now,
    )
    link.seal()
    link.save()
    send(link, complaint, now)
    turn = complaint.deadlines.running().filter(owner="dispute", subject_id=dispute.pk).first()
    if turn is not None:
        remind_seller(dispute, link, turn, now)
    return link


def send(link, complaint, now):
    """Queue the notice to the link's address, as a mail of its own."""
    if not link.address:
        return
    link.sends += 1
    link.failed_at, link.failure = None, ""
    link.save(update_fields=["sends", "failed_at", "failure"])
    queue(
        "seller_notice", dedup_key=f"seller-notice:{link.pk}:{link.sends}", address=link.address, secret=True,
        send_after=now, context={"link": link.pk, "language": link.language},
    )


def take_link(dispute, now):
    """Lock the case and return (complaint, dispute, live link or None). Raises `Refused` for a tracked dispute."""
    complaint = lock(dispute.complaint)
    dispute = complaint.disputes.get(pk=dispute.pk)
    dispute.complaint = complaint
    if not dispute.is_hosted:
        raise Refused(_("Esta disputa corre na loja: o vendedor responde por lá."))
    return complaint, dispute, live_link(dispute)


@transaction.atomic
def resend(dispute, *, by, party, address=None, language=None, now=None):
    """Mail the seller again, or at another `address`: the old link is then revoked. Returns the link.

    Raises `Refused` for a closed dispute, without any address, or after too many mails.
    """
    now = now or timezone.now()
    complaint, dispute, link = take_link(dispute, now)
    if not dispute.is_open:
        raise Refused(_("Esta disputa já acabou, então não há o que mandar."))
    address = (link.address if link and address is None else address or "").strip().lower()
    if not address:
        raise Refused(_("Escreva o e-mail do vendedor, ou use a carta."))
    sent = sum(SellerLink.objects.filter(dispute=dispute).values_list("sends", flat=True))
    if sent >= MOST_SENDS:
        raise Refused(_("Já mandamos este aviso muitas vezes. Use a carta."))
    if link and link.address == address:
        if language and language != link.language:
            link.language = language
            link.save(update_fields=["language"])
        send(link, complaint, now)
    else:
        if link:
            close_link(link, now)
        link = invite(complaint, dispute, address, language or (link.language if link else ""), by=by, now=now)
    append(complaint, "notice_resent", party, at=now, by=by, dispute=dispute.pk, to=mask_address(address))
    return link


@transaction.atomic
def revoke(dispute, *, by, party, now=None):
    """Close the seller's way in: the link and the code open nothing any more. Raises `Refused` when there is none."""
    now = now or timezone.now()
    complaint, dispute, link = take_link(dispute, now)
    if link is None:
        raise Refused(_("O vendedor não tem link aberto neste caso."))
    close_link(link, now)
    append(complaint, "notice_revoked", party, at=now, by=by, dispute=dispute.pk)


def close_link(link, now):
    link.revoked_at = now
    link.save(update_fields=["revoked_at"])


@transaction.atomic
def letter_of(dispute, *, by, party, now=None):
    """Return the link whose code a letter carries, made when there is none, and note that the letter was taken."""
    now = now or timezone.now()
    complaint, dispute, link = take_link(dispute, now)
    if not dispute.is_open:
        raise Refused(_("Esta disputa já acabou, então não há o que mandar."))
    if link is None:
        link = invite(complaint, dispute, "", "", by=by, now=now)
    if not complaint.events.filter(kind="notice_letter", data__link=link.pk).exists():
        append(complaint, "notice_letter", party, at=now, by=by, dispute=dispute.pk, link=link.pk)
    return link


@transaction.atomic
def note_opening(link, *, by_code=False, now=None):
    """Write down that the seller's page was opened; the same visit is written once."""
    now = now or timezone.now()
    complaint = lock(link.dispute.complaint)
    link = SellerLink.objects.get(pk=link.pk)
    if link.opened_at is None or now - link.opened_at > SAME_VISIT:
        append(
            complaint, "notice_opened", Party.SELLER, at=now, dispute=link.dispute_id, link=link.pk,
            way="code" if by_code else "link",
        )
        link.openings += 1
    link.opened_at = now
    link.save(update_fields=["openings", "opened_at"])


def note_delivery(link_id, outcome, *, mail, seal="", error="", now=None):
    """Write down that a mail to the seller was taken by the mail server, or came back.

    `seal` is the SHA-256 of what was sent. Runs inside the sender's transaction.
    """
    now = now or timezone.now()
    link = SellerLink.objects.select_related("dispute__complaint").get(pk=link_id)
    complaint = lock(link.dispute.complaint)
    kind = "notice_sent" if outcome == "sent" else "notice_failed"
    if outcome == "sent":
        link.sent_at = now
        link.save(update_fields=["sent_at"])
        note_arrived(complaint, SELLER, now)
    else:
        link.failed_at, link.failure = now, error[:300]
        link.save(update_fields=["failed_at", "failure"])
        note_returned(complaint, SELLER, now)
    append(
        complaint, kind, Party.STAFF, at=now, dispute=link.dispute_id, link=link.pk, mail=mail,
        to=mask_address(link.address), **({"sha256": seal} if seal else {}),
    )


# The decision has letters of its own.
TOLD_APART = ("judge_", "decide_")


def tell_sides(complaint, dispute, move, turn, now):
    """Queue what each side of a hosted dispute is told of a move it did not make, and the seller's reminder."""
    if not dispute.is_hosted or move.startswith(TOLD_APART):
        if dispute.is_hosted and turn is not None:
            remind_seller(dispute, live_link(dispute), turn, now)
        return
    # The mediator's clock runs on after each answer: it alone does not tell two answers apart.
    key = f"{dispute.pk}:{turn.pk if turn else 'end'}:{move}:{int(now.timestamp())}"
    if not move.startswith(("buyer_", "ask_seller", "escalate", "withdraw", "money_", "counter_")):
        queue(
            "dispute_moved", dedup_key=f"dispute-moved:{key}", reader=complaint.user, send_after=now,
            context={"dispute": dispute.pk, "move": str(move)},
        )
    link = live_link(dispute)
    if link is None or not link.address:
        return
    # Of the seller's own moves the seller gets a receipt: whoever else made one is found out.
    if move != "ask_buyer":
        queue(
            "seller_moved", dedup_key=f"seller-moved:{key}", address=link.address, secret=True, send_after=now,
            context={"link": link.pk, "move": str(move), "language": link.language},
        )
    if turn is not None:
        remind_seller(dispute, link, turn, now)


def remind_seller(dispute, link, turn, now):
    """Queue the seller's one reminder, on the morning of the day before the end; written then, if still true."""
    actor = TURN[State(dispute.state)][0]
    if link is None or not link.address or actor != Actor.SELLER:
        return
    at = morning(turn.due_on - timedelta(days=1), settings.CASE_TIME_ZONE)
    if now < at < turn.due_at:
        queue(
            "seller_reminder", dedup_key=f"seller-reminder:{turn.pk}:{link.pk}", address=link.address, secret=True,
            send_after=at, context={"link": link.pk, "clock": turn.pk, "language": link.language},
        )
