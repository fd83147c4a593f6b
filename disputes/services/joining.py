"""The doors of a joint file: ask the people of a group, take their answers, build it, hand it to a Procon.

Only the cases of people who said yes are in it, never fewer than five people's, counted anew at every step.
"""

import json
from zipfile import BadZipFile

from django.core.files.base import File
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from complaints.choices import Party
from complaints.models import Complaint, Event
from complaints.services.belonging import OWN_CASE
from complaints.services.locking import Refused, lock
from complaints.similar import cases_of_group
from complaints.timeline import Line, append, append_all
from contacts.bulk import insert_rows
from contacts.models import Body, OutgoingEmail
from contacts.outgoing import poke, queue
from contacts.reasons import log_change
from disputes.joint_zip import cases_to_write, references_in, written
from disputes.models import Door, JointConsent, JointFile
from disputes.models.joint import FEWEST
from disputes.services.escalating import file_outside

State = JointFile.State
LIVE = (State.ASKING, State.BUILT)
BUILT, GIVEN_UP = gettext_noop("Dossiê montado."), gettext_noop("Dossiê encerrado sem ser entregue.")
# People asked at once.
MOST_ASKED = 2000
MAIL_COLUMNS = ("dedup_key", "name", "reader_id", "context", "created_at", "send_after")
TOO_FEW = _(
    "Ainda não dá: um dossiê conjunto precisa de pelo menos %(fewest)d pessoas que aceitaram, com o caso aberto. "
    "Até agora são %(n)d."
)


def agreed(joint):
    """Return the consents that count now: a yes, and a case that is still open."""
    return joint.consents.filter(agreed=True, complaint__state=Complaint.State.OPEN)


def people_in(joint):
    """Return how many different people agreed and still have an open case; one query."""
    return agreed(joint).values("complaint__user").distinct().count()


class UnderWay(Refused):
    """A group has a joint file already: `joint`, whatever Procon it is for."""

    def __init__(self, joint):
        super().__init__(_("Já existe um dossiê deste grupo em andamento. Termine ou encerre aquele primeiro."))
        self.joint = joint


def live_joint(group):
    """Return the joint file of a group that is under way, or None."""
    files = JointFile.objects.filter(kind=group.kind, shop=group.shop_id, key=group.key, state__in=LIVE)
    return files.select_related("body").first()


def must_be_enough(people):
    """Raise `Refused` where these, the owners of the cases that would go, are fewer than the fewest."""
    n = len(set(people))
    if n < FEWEST:
        raise Refused(TOO_FEW % {"fewest": FEWEST, "n": n})


def must_be_others(joint, by):
    """Raise `Refused` where one of the cases that would go is of whoever acts."""
    if agreed(joint).filter(complaint__user=by).exists():
        raise Refused(OWN_CASE)


def lock_joint(joint, *states):
    """Return a joint file fresh and locked. Raises `Refused` where it is in none of these states."""
    joint = JointFile.objects.select_for_update(of=("self",)).select_related("body", "shop").get(pk=joint.pk)
    if joint.state not in states:
        raise Refused(_("Este dossiê já foi entregue ou encerrado."))
    return joint


@transaction.atomic
def start_joint(group, body, words, *, by, now=None):
    """Begin a joint file of a group and ask everybody in it; return the `JointFile`.

    Nobody's case goes anywhere without that person's own yes. Raises `Refused` for a body that is no Procon,
    without words, for a group of fewer than five people, for one too large, and `UnderWay` where one of the
    group is under way already.
    """
    now = now or timezone.now()
    words = words.strip()
    if body.kind != Body.Kind.PROCON:
        raise Refused(_("Um dossiê conjunto vai para um Procon. Escolha um da lista."))
    if not words:
        raise Refused(_("Escreva o que vamos dizer ao Procon: as pessoas leem isto antes de aceitar."))
    # The own case of whoever begins is asked like all others; the answer stays the person's.
    rows = list(cases_of_group(group).order_by("pk").select_for_update(of=("self",)).values_list(
        "pk", "user_id")[: MOST_ASKED + 1])
    if len(rows) > MOST_ASKED:
        raise Refused(_("São casos demais para um dossiê só: no máximo %(n)d.") % {"n": MOST_ASKED})
    if len({user for _pk, user in rows}) < FEWEST:
        raise Refused(_("Este grupo tem menos de %(n)d pessoas com o caso aberto.") % {"n": FEWEST})
    # Asked under the locks of the cases: who begins at the same moment waited there.
    if known := live_joint(group):
        raise UnderWay(known)
    joint = JointFile.objects.create(
        kind=group.kind, shop_id=group.shop_id, key=group.key, title=group.title, body=body, words=words,
        made_by=by, made_at=now,
    )
    JointConsent.objects.bulk_create([
        JointConsent(joint=joint, complaint_id=pk, asked_at=now) for pk, _user in rows
    ], batch_size=500)
    append_all([
        Line(pk, "joint_asked", Party.STAFF, by.pk, {"joint": joint.token, "body": body.name}) for pk, _user in rows
    ], now)
    insert_rows(OutgoingEmail, MAIL_COLUMNS, [
        (f"joint:{joint.pk}:{pk}", "joint_asked", user, json.dumps({"joint": joint.pk, "complaint": pk}), now, now)
        for pk, user in rows
    ], ignore_conflicts=True)
    transaction.on_commit(poke)
    return joint


@transaction.atomic
def answer_joint(consent, yes, *, by, now=None):
    """Write down whether a person's case may go into a joint file; the answer can change until it is handed over.

    A file that was built no longer says the truth then: it is thrown away, and must be built anew.
    Raises `Refused` once it was handed over or given up.
    """
    now = now or timezone.now()
    # The joint file first, as handing it over does: the two can wait for each other, never in a circle.
    joint = lock_joint(consent.joint, *LIVE)
    complaint = lock(consent.complaint)
    consent = joint.consents.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.agreed == yes:
        return consent
    consent.agreed, consent.answered_at = yes, now
    consent.save(update_fields=["agreed", "answered_at"])
    append(complaint, "joint_agreed" if yes else "joint_declined", Party.BUYER, at=now, by=by,
           joint=joint.token, body=joint.body.name)
    unbuild(joint)
    return consent


def unbuild(joint):
    """Throw a built file away; the row is locked."""
    if joint.state != State.BUILT:
        return
    name = joint.file.name
    joint.state, joint.file, joint.sha256, joint.built_at = State.ASKING, "", "", None
    joint.save(update_fields=["state", "file", "sha256", "built_at"])
    storage = joint.file.storage
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def build_joint(joint, *, by, now=None):
    """Make the file of all who agreed: a summary, a table, and each person's words and proof; return the `JointFile`.

    Raises `Refused` with fewer than five people, where the case of `by` is among them, and when the proof is too
    large for one file.
    """
    now = now or timezone.now()
    joint = lock_joint(joint, *LIVE)
    must_be_others(joint, by)
    # Read once: the people who are counted are those whose cases are written, whoever closes one meanwhile.
    cases = list(cases_to_write(Complaint.objects.filter(pk__in=agreed(joint).values("complaint")).order_by("pk")))
    must_be_enough(case.user_id for case in cases)
    unbuild(joint)
    with written(joint, cases, now) as (file, sha256):
        joint.file.save("joint.zip", File(file), save=False)
    joint.state, joint.sha256, joint.built_at = State.BUILT, sha256, now
    joint.save(update_fields=["file", "state", "sha256", "built_at"])
    log_change(by, [joint], BUILT, " ".join([*(case.shown_reference for case in cases), f"SHA-256 {sha256}"]))
    return joint


def is_current(joint):
    """Say whether a file is built and holds the very cases that count now: one closed or opened again changes that."""
    if joint.state != State.BUILT:
        return False
    cases = Complaint.objects.filter(pk__in=agreed(joint).values("complaint")).only("reference")
    try:
        return references_in(joint.file) == {case.shown_reference for case in cases}
    except (OSError, BadZipFile):
        # Thrown away by a no that came just now.
        return False


def may_be_read(joint):
    """Say whether the file as built may leave the house: it holds five people's cases, and all of them still agree."""
    return joint.state == State.HANDED or (people_in(joint) >= FEWEST and is_current(joint))


@transaction.atomic
def open_joint(joint):
    """Open the built file for whoever takes it away; None where it may not leave the house.

    Under the lock of its row: nobody takes a yes back, nor throws the file away, between the look and the opening.
    """
    joint = lock_joint(joint, *State)
    return joint.file.open("rb") if joint.file and may_be_read(joint) else None


@transaction.atomic
def hand_joint(joint, handed_on, protocol, *, by, now=None):
    """Note that a built file was handed to its Procon; each case gets the filing with its clock, each person a mail.

    Raises `Refused` where it is not built or no longer current, too few agree, the case of `by` is among them,
    and for a day to come or before it was built.
    """
    now = now or timezone.now()
    joint = lock_joint(joint, *LIVE)
    must_be_others(joint, by)
    # Locked, as each is written to below: none of them closes between the count and its filing.
    cases = Complaint.objects.filter(pk__in=agreed(joint).values("complaint")).order_by("pk")
    must_be_enough(cases.select_for_update(of=("self",)).values_list("user_id", flat=True))
    if not is_current(joint):
        raise Refused(_("Monte o dossiê antes de entregar."))
    today = timezone.localdate(now)
    if not timezone.localdate(joint.built_at) <= handed_on <= today:
        raise Refused(_("Confira o dia da entrega: de quando o dossiê foi montado até hoje."))
    joint.state, joint.handed_on, joint.protocol = State.HANDED, handed_on, protocol.strip()
    joint.save(update_fields=["state", "handed_on", "protocol"])
    consents = agreed(joint).select_related("complaint__user").order_by("complaint")
    for consent in consents:
        complaint = consent.complaint
        append(lock(complaint), "joint_handed", Party.STAFF, at=now, by=by, joint=joint.token, body=joint.body.name)
        file_outside(
            complaint, Door.PROCON, by=by, filed_on=handed_on, form_key=f"joint{joint.pk}", body=joint.body,
            protocol=own_protocol(complaint, joint), now=now,
        )
        queue(
            "joint_handed", dedup_key=f"joint-handed:{joint.pk}:{complaint.pk}", reader=complaint.user, send_after=now,
            context={"joint": joint.pk, "complaint": complaint.pk},
        )
    return joint


def own_protocol(complaint, joint):
    """Return the joint protocol, or nothing where the person filed under that number before."""
    known = complaint.escalations.filter(door=Door.PROCON, protocol=joint.protocol).exists()
    return "" if known else joint.protocol


@transaction.atomic
def drop_joint(joint, reason, *, by, now=None):
    """Give a joint file up that was not handed over; what was built is thrown away.

    Every case that was asked has it on its timeline, with the reason; whoever said yes gets a mail.
    Raises `Refused` without a reason, and once it was handed over or given up.
    """
    now, reason = now or timezone.now(), reason.strip()
    if not reason:
        raise Refused(_("Escreva por que o dossiê não vai: quem disse sim vai ler."))
    joint = lock_joint(joint, *LIVE)
    unbuild(joint)
    joint.state = State.DROPPED
    joint.save(update_fields=["state"])
    log_change(by, [joint], GIVEN_UP, reason)
    asked = Complaint.objects.filter(joint_consents__joint=joint).order_by("pk")
    told = {"joint": joint.token, "body": joint.body.name, "reason": reason}
    append_all([
        Line(pk, "joint_dropped", Party.STAFF, by.pk, told)
        for pk in asked.select_for_update(of=("self",)).values_list("pk", flat=True)
    ], now)
    said_yes = joint.consents.filter(agreed=True).order_by("complaint").values_list("complaint", "complaint__user")
    insert_rows(OutgoingEmail, MAIL_COLUMNS, [
        (f"joint-dropped:{joint.pk}:{pk}", "joint_dropped", user,
         json.dumps({"joint": joint.pk, "complaint": pk, "reason": reason}, ensure_ascii=False), now, now)
        for pk, user in said_yes
    ], ignore_conflicts=True)
    transaction.on_commit(poke)
    return joint


def why_dropped(joint):
    """Return the reason why a joint file was given up; "" where none was written down."""
    # Each case that was asked has the line.
    lines = Event.objects.filter(complaint__in=joint.consents.order_by("pk").values("complaint")[:1])
    told = lines.filter(kind="joint_dropped", data__joint=joint.token).values_list("data", flat=True).first()
    return told["reason"] if told else ""


def groups_with_files(groups):
    """Annotate groups with whether a joint file of theirs is under way."""
    live = JointFile.objects.filter(
        kind=OuterRef("kind"), shop=OuterRef("shop"), key=OuterRef("key"), state__in=LIVE)
    return groups.annotate(has_file=Exists(live))
