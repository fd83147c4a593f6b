"""Every mail a dispute can send, and what the timeline hears of those to the seller."""

import hashlib
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import bounces
from complaints.choices import Party
from complaints.mails import absolute
from complaints.models import Deadline, Event, Message, ReadMark
from complaints.sentences import sentence_of
from complaints.services.messages import on_message
from complaints.wording import long_date
from contacts.models import OutgoingEmail
from contacts.outgoing import Letter, delivered, mail, queue
from disputes.access import JOINED
from disputes.claim import Claim, subject_day
from disputes.lifecycle import JUDGED, READING, WAITING_FOR_MONEY, Actor, State, Way
from disputes.mail_words import headline
from disputes.models import Decision, Dispute, JointConsent, SellerLink
from disputes.room import Room
from disputes.sentences import neutral_sentence
from disputes.services.joining import LIVE
from disputes.services.notice import note_delivery
from disputes.waiting import failed_notices

WAITING = (OutgoingEmail.State.QUEUED, OutgoingEmail.State.SENDING)
# What is written within this time goes into one mail.
GATHER_MESSAGES = timedelta(minutes=2)
MOST_MESSAGES = 5
# What a decision that can still be appealed means for the consumer.
STILL_OPEN = {
    State.JUDGED_BUYER: gettext_lazy(
        "A decisão ainda não é final. O vendedor pode pedir outro mediador até %(day)s. "
        "Se ele não pedir, ela passa a valer depois desse dia."),
    State.JUDGED_SPLIT: gettext_lazy(
        "A decisão ainda não é final. Se não concorda, você pode pedir outro mediador até %(day)s. "
        "O vendedor também pode. Se ninguém pedir, ela passa a valer depois desse dia."),
    State.JUDGED_SELLER: gettext_lazy(
        "Se não concorda, peça até %(day)s que outro mediador leia de novo. "
        "Se você não pedir, a decisão passa a valer depois desse dia."),
}
MAY_APPEAL = (State.JUDGED_SPLIT, State.JUDGED_SELLER)
TO_SELLER = ("seller_notice", "seller_moved", "seller_reminder", "seller_message", "seller_decided")


@mail("mediation")
def mediation(rows):
    """Tell the consumer that the dispute went to the mediator because a side was silent."""
    context = rows[0].context
    dispute = Dispute.objects.select_related("complaint__order").get(pk=context["dispute"])
    if dispute.state != Dispute.State.MEDIATION:
        return None
    case = dispute.complaint
    turn = case.deadlines.running().filter(owner="dispute", subject_id=dispute.pk).first()
    return Letter("mediation", {
        "dispute": dispute, "case": case, "url": absolute(case.get_absolute_url()),
        "seller_was_silent": context["move"] == "seller_silent", "until": turn.safe_on if turn else None,
    })


@mail("to_mediator")
def to_mediator(rows):
    """Tell the consumer that the staff handed the dispute to the mediator, and why."""
    dispute = Dispute.objects.select_related("complaint__order").get(pk=rows[0].context["dispute"])
    line = Event.objects.filter(
        complaint=dispute.complaint_id, kind="dispute_escalate", data__dispute=dispute.pk).order_by("-seq").first()
    if dispute.state not in READING or line is None:
        return None
    case = dispute.complaint
    turn = case.deadlines.running().filter(owner="dispute", subject_id=dispute.pk).first()
    return Letter("to_mediator", {
        "case": case, "reason": line.data.get("note", ""),
        "until": turn.safe_on if turn else None, "url": absolute(case.get_absolute_url()),
    })


@mail("decided")
def decided(rows):
    """Tell the consumer what the mediator decided, why, and what comes next; a later decision has its own mail."""
    decision = Decision.objects.select_related(
        "rule", "dispute__complaint__order__marketplace", "dispute__complaint__user", "dispute__return_leg",
    ).get(pk=rows[0].context["decision"])
    dispute = decision.dispute
    if dispute.decision != decision:
        return None
    case, room = dispute.complaint, Room(dispute, Party.BUYER, timezone.now())
    page = reverse("dispute_room", args=[case.reference]) if dispute.is_hosted else case.get_absolute_url()
    may_appeal = room.state in MAY_APPEAL
    return Letter("decided", {
        "decision": decision, "case": case, "url": absolute(page), "next": after_decision(room, decision),
        "won": decision.outcome != Decision.Outcome.SELLER, "is_last": room.state == State.LOST,
        # An appeal empties what was agreed.
        "remedy": dispute.get_agreed_remedy_display() or dispute.get_remedy_display(),
        "appeal_day": subject_day(decision.appeal_until, room.today) if may_appeal else "",
    })


def after_decision(room, decision):
    """Return what comes after a decision, for the consumer: a day for the money only when its clock runs."""
    state = room.state
    if state in JUDGED:
        words = STILL_OPEN[state] % {"day": long_date(decision.appeal_until, room.today)}
        goes_back = state == State.JUDGED_BUYER and room.dispute.way == Way.RETURN
        return f"{words} {_('Depois, o produto volta ao vendedor antes do dinheiro.')}" if goes_back else words
    if state == State.RETURN_LABEL:
        return _(
            "Antes do dinheiro, o produto volta. Primeiro o vendedor precisa dizer para onde mandar: "
            "espere isso antes de postar.")
    if state == State.LOST and room.dispute.is_hosted:
        return _("Esta decisão é final: não dá mais para pedir outro mediador.")
    if state == State.LOST:
        return ""
    if state not in WAITING_FOR_MONEY:
        return room.step
    if not decision.amount:
        return _("Quando isso for feito, conte no caso. Se não fizerem, conte também.")
    if room.turn is None or room.turn_is_over:
        return _("Olhe o extrato ou a fatura e, quando o dinheiro vier, conte no caso.")
    return _("O dinheiro deve aparecer até %(day)s. Olhe o extrato ou a fatura e, quando vier, conte no caso.") % {
        "day": long_date(room.turn.safe_on, room.today)}


@mail("decision_late")
def decision_late(rows):
    """Tell the consumer that the mediator is late, that nothing is lost, and the new day."""
    dispute = Dispute.objects.select_related("complaint__order").get(pk=rows[0].context["dispute"])
    watch = dispute.complaint.deadlines.running().filter(owner="dispute", subject_id=dispute.pk).first()
    if dispute.state not in READING or watch is None:
        return None
    case = dispute.complaint
    return Letter("decision_late", {"case": case, "watch": watch, "url": absolute(case.get_absolute_url())})


@mail("decisions_are_late")
def decisions_are_late(rows):
    """Tell whoever may decide how many disputes have waited past their day."""
    late = Event.objects.filter(
        kind__in=["dispute_decision_late", "dispute_appeal_late"], complaint__disputes__state__in=sorted(READING)
    ).values("complaint").distinct().count()
    if not late:
        return None
    return Letter("decisions_are_late", {"count": late, "url": absolute(reverse("admin:disputes_dispute_changelist"))})


@mail("dispute_moved")
def dispute_moved(rows):
    """Tell the consumer what the seller, the mediator or the clock did, and what comes next."""
    context = rows[0].context
    dispute = Dispute.objects.select_related(
        "complaint__order__marketplace", "complaint__user", "return_leg").get(pk=context["dispute"])
    line = line_of(dispute, context["move"])
    if line is None or acted_since(dispute, line, Party.BUYER):
        return None
    case, room = dispute.complaint, Room(dispute, Party.BUYER, timezone.now())
    page = reverse("dispute_room", args=[case.reference]) if dispute.is_hosted else case.get_absolute_url()
    return Letter("dispute_moved", {
        "case": case, "room": room, "url": absolute(page), "headline": headline(Party.BUYER, context["move"]),
        "what": sentence_of(line, {}), "until": until_subject(room),
    })


def line_of(dispute, move):
    """Return the newest line of a dispute that tells of `move`, or None."""
    lines = Event.objects.filter(complaint=dispute.complaint_id, kind=f"dispute_{move}", data__dispute=dispute.pk)
    return lines.order_by("-seq").first()


def acted_since(dispute, line, party):
    """Say whether a side moved after `line`: then it has seen what that line tells."""
    later = Event.objects.filter(complaint=dispute.complaint_id, seq__gt=line.seq, data__dispute=dispute.pk)
    return later.filter(kind__startswith="dispute_", party=party).exists()


def until_subject(room):
    """Return the day for a subject where the reader must act, else ""."""
    return Claim(room).until_subject if room.is_my_turn else ""


# -- To the seller ------------------------------------------------------------------------


def seller_context(row):
    """Return what all mails to the seller need, or None when their link opens nothing any more."""
    now = timezone.now()
    link = SellerLink.objects.select_related(*JOINED).filter(pk=row.context["link"]).first()
    if link is None or not link.is_live(now):
        return None
    room = Room(link.dispute, Party.SELLER, now)
    return {
        "link": link, "room": room, "claim": Claim(room), "case": room.complaint, "until": until_subject(room),
        "url": absolute(reverse("seller_room", args=[link.token])),
    }


@mail("seller_notice")
def seller_notice(rows):
    """Tell the seller who claims what, until when to answer, what silence does, and give the way in."""
    context = seller_context(rows[0])
    if context is None or not context["room"].is_open:
        return None
    return Letter("seller_notice", context)


@mail("seller_moved")
def seller_moved(rows):
    """Tell the seller what the other side, the mediator or the clock did, and whose turn it is."""
    context, move = seller_context(rows[0]), rows[0].context["move"]
    if context is None:
        return None
    dispute = context["link"].dispute
    line = line_of(dispute, move)
    if line is None or acted_since(dispute, line, Party.SELLER):
        return None
    return Letter("seller_moved", {
        **context, "headline": headline(Party.SELLER, move), "what": neutral_sentence(line),
    })


@mail("seller_reminder")
def seller_reminder(rows):
    """Remind the seller of the day that ends the turn, while that very clock still runs for the seller."""
    context = seller_context(rows[0])
    if context is None:
        return None
    room = context["room"]
    told = rows[0].context
    # A turn that began with a silence had no number yet when its mail was queued.
    is_same = room.turn is not None and (room.turn.pk == told.get("clock") or room.turn.kind == told.get("kind"))
    is_theirs = is_same and room.actor == Actor.SELLER
    if not is_theirs or room.turn_is_over or room.turn.state != Deadline.State.RUNNING:
        return None
    day = context["claim"].last_day
    return Letter("seller_reminder", {
        **context, "why": room.why, "day": subject_day(day, room.today), "left": (day - room.today).days,
    })


@on_message
def tell_seller_of_message(message, now):
    """Queue a mail to the seller about a message to both sides that somebody else wrote."""
    if message.party == Party.SELLER:
        return
    link = SellerLink.objects.filter(dispute=message.room, revoked_at=None).exclude(address="").first()
    if link:
        queue(
            "seller_message", dedup_key=f"seller-message:{message.pk}", address=link.address, secret=True,
            send_after=now + GATHER_MESSAGES,
            context={"link": link.pk, "message": message.pk, "language": link.language},
        )


@mail("seller_message")
def seller_message(rows):
    """Bring the seller what was written and not yet read; a mail that is older than another waiting one is dropped."""
    row, context = rows[0], seller_context(rows[0])
    newer = OutgoingEmail.objects.filter(
        name=row.name, address=row.address, state__in=WAITING, pk__gt=row.pk, context__link=row.context["link"])
    if context is None or newer.exists():
        return None
    dispute = context["link"].dispute
    marks = ReadMark.objects.filter(complaint=dispute.complaint_id, reader=f"seller:{dispute.pk}")
    seen = marks.values_list("message_id", flat=True).first() or 0
    unread = Message.objects.filter(
        complaint=dispute.complaint_id, audience=Message.Audience.BOTH, room=dispute.pk, pk__gt=seen,
    ).exclude(party=Party.SELLER)
    newest = list(unread.order_by("-pk")[:MOST_MESSAGES])
    if not newest:
        return None
    return Letter("seller_message", {**context, "written": newest[::-1], "by_staff": newest[0].party == Party.STAFF})


@mail("seller_decided")
def seller_decided(rows):
    """Tell the seller what the mediator decided, why, and until when another reading can be asked for."""
    context = seller_context(rows[0])
    if context is None:
        return None
    decision = Decision.objects.select_related("rule").get(pk=rows[0].context["decision"])
    lost = decision.outcome != Decision.Outcome.SELLER
    may_appeal = lost and decision.appeal_until and not decision.appealed_by
    return Letter("seller_decided", {
        **context, "decision": decision, "lost": lost,
        "appeal_day": subject_day(decision.appeal_until, context["room"].today) if may_appeal else "",
    })


def hear_of_delivery(row, outcome, message):
    """Write down what became of a mail to the seller, with the seal of its text: the proof of notice."""
    seal = hashlib.sha256(message.body.encode()).hexdigest() if message else ""
    note_delivery(
        row.context["link"], outcome, mail=row.name, seal=seal, error=row.last_error, now=row.settled_at)


for name in TO_SELLER:
    delivered(name)(hear_of_delivery)


# -- Which case a mail to the consumer is about, for when it comes back --------------------


@bounces.of_case("mediation", "decision_late", "dispute_moved", "to_mediator")
def of_dispute(context):
    return Dispute.objects.filter(pk=context["dispute"]).values_list("complaint", flat=True).first()


@bounces.of_case("joint_asked", "joint_handed", "joint_dropped")
def of_joint(context):
    return context["complaint"]


@bounces.of_case("decided")
def of_decision(context):
    return Decision.objects.filter(pk=context["decision"]).values_list("dispute__complaint", flat=True).first()


@bounces.lies(bounces.SELLER)
def seller_unreached(complaint):
    """Say whether the last mail to the seller of an open dispute of this case came back."""
    return failed_notices().filter(dispute__complaint=complaint).exists()


def of_consent(row):
    """Return the person's answer that a mail about a joint file speaks of."""
    return JointConsent.objects.select_related(
        "joint__body", "joint__shop", "complaint__order").get(
            joint=row.context["joint"], complaint=row.context["complaint"])


@mail("joint_asked")
def joint_asked(rows):
    """Ask whether a case may go, with others, to a Procon; nothing for whoever has answered already."""
    consent = of_consent(rows[0])
    if consent.agreed is not None or consent.joint.state not in LIVE or not consent.complaint.is_open:
        return None
    return Letter("joint_asked", {
        "joint": consent.joint, "case": consent.complaint,
        "url": absolute(reverse("joint_answer", args=[consent.complaint.reference, consent.joint.token])),
    })


@mail("joint_handed")
def joint_handed(rows):
    """Say that a case was handed to a Procon with others, and under which number."""
    consent = of_consent(rows[0])
    return Letter("joint_handed", {
        "joint": consent.joint, "case": consent.complaint, "url": absolute(consent.complaint.get_absolute_url()),
    })


@mail("joint_dropped")
def joint_dropped(rows):
    """Say to whoever said yes that the case goes to no Procon with others after all, and why."""
    consent = of_consent(rows[0])
    return Letter("joint_dropped", {
        "joint": consent.joint, "case": consent.complaint, "reason": rows[0].context["reason"],
        "url": absolute(consent.complaint.get_absolute_url()),
    })
