"""Keep an order on the day of purchase, watch its days, and turn it into a case when something goes wrong.

Nothing here belongs to a case yet, so there is no timeline: the row of the order is locked instead of one.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Proof, Reason
from complaints.limits import MOST_DRAFTS, MOST_KITS
from complaints.models import Complaint, Draft, Order
from complaints.models.cases import new_token
from complaints.rules import current_rules
from complaints.services.evidence import discard, evidence_row, must_fit, read_uploads
from complaints.services.locking import Refused
from complaints.watch import reminders_of, windows_for
from contacts.models import User
from contacts.outgoing import queue

KIT_FIELDS = (
    "marketplace", "store", "number", "item", "amount", "freight", "payment_method", "instalments", "tracking",
    "placed_on", "promised_on", "protected_until", "shipped_on", "received_on", "receipt_confirmed_on",
    "listing_url", "listing_words",
)
# What a draft takes over from an order: the names of the guided form.
DRAFT_FIELDS = (
    "store", "number", "item", "payment_method", "instalments", "placed_on", "promised_on", "protected_until",
    "received_on", "receipt_confirmed_on",
)
# A form sent twice within this time is one order.
TWICE = timedelta(minutes=10)
IN_A_CASE = _("Esta compra já está em um caso seu. Ele está em “Meus casos”.")
OTHER_HAS_IT = _("Você já tem outra compra com esse número. Confira o número.")


@transaction.atomic
def keep_order(user, fields, *, now=None):
    """Keep an order of `user` and watch its days; the same form twice keeps it once. Returns (order, is new).

    Raises `Refused` for whoever has MOST_KITS watched ones, and for an order that is in a case already.
    """
    now = now or timezone.now()
    lock_owner(user.pk)
    order = order_like(user, fields, now)
    if order is not None and order.kit_token:
        return order, False
    if order is not None:
        raise Refused(IN_A_CASE)
    if Order.objects.filter(user=user, watch_ended_at=None).exclude(kit_token=None).count() >= MOST_KITS:
        raise Refused(_("Você já tem 100 compras guardadas. Diga o que já chegou certo antes de guardar outra."))
    order = Order(user=user, kit_token=new_token(), watched_from=now)
    for name in KIT_FIELDS:
        if name in fields:
            setattr(order, name, fields[name])
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError:
        # Between the look and the write another tab filed it.
        raise Refused(IN_A_CASE) from None
    queue_reminders(order, now)
    return order, True


def order_like(user, fields, now):
    """Return the order that a form speaks of when it is here already, or None."""
    own = Order.objects.filter(user=user, marketplace=fields["marketplace"])
    if fields.get("number"):
        return own.filter(number=fields["number"]).first()
    return own.filter(
        number="", item=fields["item"], placed_on=fields["placed_on"], amount=fields.get("amount"),
        watch_ended_at=None, watched_from__gt=now - TWICE,
    ).first()


def lock_owner(pk):
    """Lock a person, so that two presses at once count one after the other.

    Only against each other: whoever files a case holds the order already and then names the person in a new row.
    """
    return User.objects.select_for_update(no_key=True).get(pk=pk)


def lock_kit(order):
    """Return the kept order fresh from the database, its row locked until the transaction ends."""
    return Order.objects.select_for_update(of=("self",)).select_related("marketplace", "user").get(pk=order.pk)


def lock_without_case(order):
    """Lock a kept order that is in no case. Raises `Refused` when it is: its case is where things change then."""
    order = lock_kit(order)
    if order.complaints.exists():
        raise Refused(_("Esta compra já virou um caso. O que mudar, conte no caso."))
    return order


@transaction.atomic
def update_kit(order, fields, *, now=None):
    """Write what became known of a kept order, and set its reminders anew. Returns it fresh.

    Raises `Refused` once it is in a case, and for a number that another order of the person has.
    """
    now = now or timezone.now()
    order = lock_without_case(order)
    changed = [name for name in KIT_FIELDS if name in fields and getattr(order, name) != fields[name]]
    for name in changed:
        setattr(order, name, fields[name])
    if order.number and {"number", "marketplace"} & set(changed):
        others = Order.objects.filter(user=order.user, marketplace=order.marketplace, number=order.number)
        if others.exclude(pk=order.pk).exists():
            raise Refused(OTHER_HAS_IT)
    if changed:
        try:
            with transaction.atomic():
                order.save(update_fields=changed)
        except IntegrityError:
            # Between the look and the write another tab gave the number away.
            raise Refused(OTHER_HAS_IT) from None
        queue_reminders(order, now)
    return order


@transaction.atomic
def end_watch(order, *, now=None):
    """Send no more mails about a kept order. Doing it twice is no error. Returns it fresh."""
    now = now or timezone.now()
    order = lock_kit(order)
    if order.watch_ended_at is None:
        order.watch_ended_at = now
        order.save(update_fields=["watch_ended_at"])
    return order


@transaction.atomic
def watch_again(order, *, now=None):
    """Send the mails about a kept order again. Raises `Refused` once it is in a case. Returns it fresh."""
    now = now or timezone.now()
    order = lock_without_case(order)
    if order.watch_ended_at is not None:
        order.watch_ended_at = None
        order.save(update_fields=["watch_ended_at"])
        queue_reminders(order, now)
    return order


def queue_reminders(order, now):
    """Queue the mails that are still to come. What was queued for other days is found untrue when its time comes."""
    windows = windows_for(order, current_rules(on_filing=True).values())
    rules = {window.what: window.rule.pk for window in windows if window.rule}
    for reminder in reminders_of(order, windows, reader_zone=order.user.time_zone):
        if reminder.at <= now:
            continue
        queue(
            "kit", dedup_key=f"kit:{order.pk}:{reminder.key}", reader=order.user, send_after=reminder.at,
            context={"order": order.pk, "key": reminder.key, "rule": rules.get(reminder.what)},
        )


def draft_of(order):
    """Return its owner's unfinished draft about a kept order, or None."""
    return order.drafts.filter(complaint=None, user=order.user_id).first()


def keep_files(order, uploads, *, user, shows="", now=None):
    """Keep files with an order; return (how many were added, the sentences about those refused).

    The same bytes twice are one file. `shows` is the item that all of them serve, if any. A draft that was
    begun from the order gets them too. Raises `Refused` once the order is in a case.
    """
    now = now or timezone.now()
    judged, refused = read_uploads(uploads)
    added = 0
    with transaction.atomic():
        order = lock_without_case(order)
        draft = draft_of(order)
        known = set(order.evidence.values_list("sha256", flat=True))
        for result, upload in judged:
            if result.sha256 in known:
                continue
            try:
                must_fit(len(known))
            except Refused as error:
                refused.append(error.sentence)
                break
            evidence_row(
                result, upload, user=user, order=order, draft=draft, shows=shows, uploaded_at=now
            ).save()
            known.add(result.sha256)
            added += 1
    return added, refused


@transaction.atomic
def remove_kit_file(evidence):
    """Delete a file kept with an order; one that went into a case is the case's, and stays."""
    order = lock_kit(evidence.order)
    for row in order.evidence.filter(pk=evidence.pk, complaint=None):
        discard(row)


@transaction.atomic
def label_kit_file(evidence, shows):
    """Note which item a file kept with an order serves; "" takes the note away. Raises `Refused` for no item."""
    if shows and shows not in Proof.values:
        raise Refused(_("Escolha uma das respostas da lista."))
    order = lock_without_case(evidence.order)
    evidence.shows = shows
    # It may have been taken away in another tab.
    order.evidence.filter(pk=evidence.pk).update(shows=shows)
    return evidence


@transaction.atomic
def draft_from_kit(order, *, arrived, now=None):
    """Begin a complaint about a kept order, or go on with the one begun; returns the draft.

    All that is known is filled in and the files go along. Raises `Refused` when the order has an open case or
    the person has MOST_DRAFTS drafts.
    """
    now = now or timezone.now()
    lock_owner(order.user_id)
    order = lock_kit(order)
    if order.complaints.filter(state=Complaint.State.OPEN).exists():
        raise Refused(_("Esta compra já virou um caso. O que mudar, conte no caso."))
    draft = draft_of(order)
    if draft is None:
        if Draft.objects.filter(user=order.user, complaint=None).count() >= MOST_DRAFTS:
            raise Refused(_("Você já tem 20 relatos para terminar. Termine ou apague um deles antes."))
        draft = Draft.objects.create(user=order.user, order=order, data=answers_of(order, arrived), updated_at=now)
    order.evidence.filter(complaint=None, draft=None).update(draft=draft)
    return draft


def answers_of(order, arrived):
    """Return what the guided form would hold, had the person typed all that the order knows."""
    answers = {"marketplace": order.marketplace.slug}
    for name in DRAFT_FIELDS:
        value = getattr(order, name)
        if value not in (None, ""):
            answers[name] = value.isoformat() if name.endswith(("_on", "_until")) else str(value)
    if order.amount is not None:
        answers["amount"] = f"{order.amount:.2f}".replace(".", ",")
    if not arrived:
        answers["reason"] = Reason.NOT_RECEIVED.value
    # Nobody has seen these on the form's screens yet, so that none of them is passed over.
    return answers | {"heard": sorted(answers)}
