"""Bring together cases that are one, part a case that is two, and note which have to do with each other."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.case_text import write_text
from complaints.choices import Party
from complaints.missing import QUESTIONS, why_not
from complaints.models import CaseLink, Complaint, Deadline, Event, Evidence, Message, Order, ReadMark
from complaints.models.cases import new_token
from complaints.reference import normalise
from complaints.services.cases import ORDER_DATES, begin, correct_order, for_the_desk
from complaints.services.clocks import end_clocks, move_clocks, start_filing_clocks
from complaints.services.closing import settle
from complaints.services.facts import tell_fact
from complaints.services.holding import prove_complaint, prove_refusal
from complaints.services.locking import CLOSED, Refused
from complaints.services.many import lock_many
from complaints.services.messages import TEAM_ANSWER
from complaints.timeline import Line, append, append_all
from contacts.outgoing import queue

MOST_REASON, MOST_STORY = 400, 10_000
State = Deadline.State
# What is asked of the person or read from the order; taken from the case that ends where the other does not know it.
FACTS_OF_ORDER = (
    "number", "store", "store_email", "tracking", "amount", "freight", "tax", "listing_url", "listing_words", "paid_to",
)
FACTS_OF_CASE = ("amount_claimed", "shop_on_consumidor_gov")
FACTS_TOLD = ("durable", "defect_seen_on", "refund_promised_on")
# What a part of an order keeps of the whole.
KEPT_OF_ORDER = (
    "marketplace", "store", "store_email", "currency", "payment_method", "instalments", "tracking", "placed_on",
    "promised_on", "protected_until", "shipped_on", "received_on", "receipt_confirmed_on", "paid_to",
)

SAME_CASE = gettext_lazy("Este é o mesmo caso. Escreva o número do outro.")
OTHER_PERSON = gettext_lazy("Os dois casos são de pessoas diferentes. Eles não podem ser juntados, só ligados.")
ONE_CLOSED = gettext_lazy("Um dos dois casos já está encerrado. Só dá para juntar dois casos abertos.")
NO_REASON = gettext_lazy("Escreva o motivo.")
OWN_CASE = gettext_lazy("Um dos casos é seu: quem abriu o caso não pode mudá-lo como equipe.")

BINDERS, WARNERS = [], []


def on_binding(function):
    """Register a function (complaint, whole) -> the sentence why what is in a case must stay there, or "".

    It is asked before a `whole` case goes into another, and before single files of it leave for a new one.
    """
    BINDERS.append(function)
    return function


def on_warning(function):
    """Register a function (source, target) -> what else staff should know before the one goes into the other, or ""."""
    WARNERS.append(function)
    return function


def bound(complaint, *, whole):
    """Return why what is in a case must stay there; "" where it may leave."""
    return next((sentence for binder in BINDERS if (sentence := binder(complaint, whole))), "")


class Plan(NamedTuple):
    """What a merge does, read by the page that shows it and by the door that does it.

    `twins` are files that stand in both cases: the one of the case that ends stays there. `clocks` are those
    that stop counting, `facts` is {name: value} of what the other case does not know.
    """

    files: list
    twins: list
    messages: int
    clocks: list
    facts: dict
    waits: bool


def refuses_merge(source, target, by):
    """Return the sentence that refuses a merge, "" where it may be done."""
    if source.pk == target.pk:
        return str(SAME_CASE)
    if source.user_id != target.user_id:
        return str(OTHER_PERSON)
    if by.pk == source.user_id:
        return str(OWN_CASE)
    if not (source.is_open and target.is_open):
        return str(ONE_CLOSED)
    return bound(source, whole=True)


def plan_of(source, target, now):
    """Return the `Plan` of merging one case into another; both with their orders loaded."""
    there = set(target.evidence.values_list("sha256", flat=True))
    files = list(source.evidence.all())
    clocks = source.deadlines.filter(state__in=[State.RUNNING, State.PAUSED]).select_related("rule")
    return Plan(
        files=[row for row in files if row.sha256 not in there], twins=[row for row in files if row.sha256 in there],
        messages=source.messages.count(), clocks=list(clocks),
        facts=facts_to_take(source, target, now), waits=source.awaits_staff or source.asked_person_at is not None,
    )


def facts_to_take(source, target, now):
    """Return {fact: value} of what only the case that ends knows, and what the other one can take."""
    facts = {}
    for name in (*FACTS_OF_ORDER, *ORDER_DATES, "durable"):
        value = getattr(source.order, name)
        if value not in (None, "") and getattr(target.order, name) in (None, ""):
            facts[name] = value
    for name in (*FACTS_OF_CASE, "defect_seen_on", "refund_promised_on", "contacted_on", "refused_on"):
        value = getattr(source, name)
        if value not in (None, "") and getattr(target, name) in (None, ""):
            facts[name] = value
    if "number" in facts and Order.objects.filter(
        user=target.user_id, marketplace=target.order.marketplace_id, number=facts["number"]
    ).exists():
        # One row per number: that of the case that ends keeps it.
        del facts["number"]
    if not target.contact_is_proved and source.contact_is_proved and target.contacted_on:
        # A day told without proof gives way to the one that can be proved.
        facts["contacted_on"] = source.contacted_on
    if "refused_on" in facts and not (target.contact_is_proved or source.contact_is_proved):
        del facts["refused_on"]
    for name in [name for name in facts if name in QUESTIONS and QUESTIONS[name].is_day]:
        if why_not(name, facts[name], placed_on=target.order.placed_on, today=target.local_day(now),
                   contacted_on=target.contacted_on or facts.get("contacted_on")):
            del facts[name]
    return facts


def checked(text, most, missing=NO_REASON):
    """Return a text as it is kept. Raises `Refused` for none and for one that is too long."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refused(missing)
    if len(text) > most:
        raise Refused(_("O texto é longo demais. Escreva no máximo %(most)d letras.") % {"most": most})
    return text


def lock_two(one, other):
    """Lock two cases, the smaller id first, and return them fresh in the order given."""
    rows, _refused = lock_many([one.pk, other.pk], only_open=False)
    by_id = {row.pk: row for row in rows}
    return by_id[one.pk], by_id[other.pk]


# -- Merge --------------------------------------------------------------------------------


@transaction.atomic
def merge(source, target, *, by, reason, now=None):
    """Make two cases of the same person one: `source` goes into `target` and is closed. Returns the target.

    Files, messages and notes move, each once; what only the source knew is told to the target, whose clocks are
    laid again; who waits for the staff goes on waiting since the same day. Doing it twice is no error.
    Raises `Refused` for different people, a closed case, one's own, without a reason, and where a dispute or a
    filing outside binds the source.
    """
    now = now or timezone.now()
    reason = checked(reason, MOST_REASON)
    source, target = lock_two(source, target)
    if source.merged_into_id == target.pk and source.pk != target.pk:
        return target
    if sentence := refuses_merge(source, target, by):
        raise Refused(sentence)
    plan = plan_of(source, target, now)
    marks = marks_after(source, target)
    move_files(plan.files, target)
    move_messages(source, target)
    keep_marks(source, target, marks, now)
    wait_on(source, target, now)
    append_all([
        Line(source.pk, "merged_away", Party.STAFF, by.pk, {"ref": target.reference, "reason": reason}),
        Line(target.pk, "merged_in", Party.STAFF, by.pk, {
            "ref": source.reference, "reason": reason, "files": [[row.name, row.sha256] for row in plan.files],
            "messages": plan.messages, "facts": sorted(plan.facts),
        }),
    ], now)
    settle([source], Complaint.Closing.MERGED, by=by, party=Party.STAFF, now=now)
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    join(source, target, CaseLink.Kind.MERGED, by, now)
    take_facts(source, target, plan.facts, by, now)
    queue(
        "case_merged", dedup_key=f"merged:{source.pk}:{target.pk}", reader=target.user, send_after=now,
        context={"source": source.pk, "target": target.pk},
    )
    return Complaint.objects.select_related("order__marketplace", "user").get(pk=target.pk)


def move_files(files, case):
    Evidence.objects.filter(pk__in=[row.pk for row in files]).update(complaint=case)


def move_messages(source, target):
    """Move all messages and notes; they stay in the order they were written. One form key is never twice in a case."""
    taken = target.messages.filter(form_key__in=source.messages.values("form_key")).values_list("form_key", flat=True)
    for row in source.messages.filter(form_key__in=list(taken)):
        row.form_key = new_token()
        row.save(update_fields=["form_key"])
    source.messages.update(complaint=target)


def marks_after(source, target):
    """Return {reader: the newest message to count as read} once both conversations are one.

    Nothing unread is lost: the mark stops before the first message that this reader had not seen in either case.
    """
    read = {}
    for mark in ReadMark.objects.filter(complaint__in=[source.pk, target.pk], reader__startswith="user:"):
        if mark.reader.count(":") == 1:
            read.setdefault(mark.reader, {})[mark.complaint_id] = mark.message_id
    rows = list(Message.objects.filter(complaint__in=[source.pk, target.pk]).order_by("pk").values_list(
        "pk", "complaint_id", "author_id"))
    marks = {}
    for reader, seen in read.items():
        _user, _colon, own = reader.partition(":")
        unread = [pk for pk, case, author in rows if pk > seen.get(case, 0) and str(author) != own]
        marks[reader] = unread[0] - 1 if unread else max(seen.values())
    return marks


def keep_marks(source, target, marks, now):
    """Write what each reader has read; the marks of the case that ends go."""
    ReadMark.objects.filter(complaint=source).delete()
    for reader, newest in marks.items():
        ReadMark.objects.update_or_create(
            complaint=target, reader=reader, defaults={"message_id": newest}, create_defaults={
                "message_id": newest, "seen_at": now})


def wait_on(source, target, now):
    """Let somebody who waits for the staff in a locked case go on waiting in another, since the earlier moment.

    Of the team's clocks for both, the one that ends first goes on.
    """
    if not (source.awaits_staff or source.asked_person_at or source.late_at):
        return
    target.awaits_staff = target.awaits_staff or source.awaits_staff
    for name in ("asked_person_at", "late_at"):
        setattr(target, name, min(filter(None, [getattr(target, name), getattr(source, name)]), default=None))
    target.first_asked_at = target.first_asked_at or source.first_asked_at
    # Who waits is not put off.
    target.deferred_until, target.deferred_by = None, None
    target.save(update_fields=[
        "awaits_staff", "asked_person_at", "late_at", "first_asked_at", "deferred_until", "deferred_by"])
    here, there = (case.deadlines.running().filter(kind=TEAM_ANSWER) for case in (source, target))
    ours, theirs = here.first(), there.first()
    if ours and (theirs is None or ours.due_at < theirs.due_at):
        end_clocks(there, State.CANCELLED, now)
        move_clocks(here, target)


def take_facts(source, target, facts, by, now):
    """Tell a locked case what only the other one knew, each fact through its own door, so that clocks follow."""
    order = target.order
    plain = [name for name in FACTS_OF_ORDER if name in facts]
    for name in plain:
        setattr(order, name, facts[name])
    if plain:
        order.save(update_fields=plain)
        desk = for_the_desk(order)
        for name, value in desk.items():
            setattr(target, name, value)
        target.save(update_fields=[*desk])
        write_text(target)
    of_case = [name for name in FACTS_OF_CASE if name in facts]
    for name in of_case:
        setattr(target, name, facts[name])
    if of_case:
        target.save(update_fields=of_case)
    dates = {name: facts[name] for name in ORDER_DATES if name in facts}
    if dates:
        correct_order(target, dates, by=by, now=now)
    for name in FACTS_TOLD:
        if name in facts:
            tell_fact(target, name, facts[name], by=by, now=now)
    take_contact(source, target, facts, by, now)


def take_contact(source, target, facts, by, now):
    """Tell a locked case of the complaint to the shop and its refusal, with what proves them."""
    if "contacted_on" in facts and source.contact_is_proved:
        proof = file_in(target, source.contact_proof)
        prove_complaint(
            target, facts["contacted_on"], protocol=source.contact_protocol, proof=proof, by=by, now=now)
    elif "contacted_on" in facts:
        tell_fact(target, "contacted_on", facts["contacted_on"], by=by, now=now)
    if "refused_on" in facts:
        prove_refusal(target, facts["refused_on"], proof=file_in(target, source.refusal_proof), by=by, now=now)


def file_in(case, file):
    """Return the same file as it stands in another case, None where there is none."""
    return file and case.evidence.filter(sha256=file.sha256).first()


# -- Split --------------------------------------------------------------------------------


@transaction.atomic
def split(case, *, item, reason, story, why, by, form_key, amount=None, evidence=(), now=None):
    """Make a case of its own of another problem that was told in this one; return the new `Complaint`.

    It is about an order of its own with the shop, dates and payment of this one; the files named in `evidence`
    (tokens) move there, and its clocks start as at any filing. The same form sent twice splits once. `why` is read by
    the consumer. Raises `Refused` for a closed or one's own case, an empty text, an amount above what was paid, and for
    files that must stay: those that hold a clock, and all of a case with a dispute.
    """
    now = now or timezone.now()
    why, story = checked(why, MOST_REASON), checked(story, MOST_STORY, _("Conte o que aconteceu."))
    item = checked(item, Order._meta.get_field("item").max_length, _("Escreva o que foi comprado."))
    (case, *_rest), _refused = lock_many([case.pk], only_open=False)
    known = Event.objects.filter(complaint=case, kind="split_off", data__form=form_key).first()
    if known:
        return Complaint.objects.get(reference=known.data["ref"])
    if not case.is_open:
        raise Refused(CLOSED)
    if by.pk == case.user_id:
        raise Refused(OWN_CASE)
    if amount is not None and case.order.amount is not None and amount > case.order.amount:
        raise Refused(_("O valor é maior do que foi pago no pedido todo. Confira."))
    files = leaving(case, evidence)
    order = Order(user=case.user, item=item, amount=amount, number=part_number(case.order), created_at=now)
    for name in KEPT_OF_ORDER:
        setattr(order, name, getattr(case.order, name))
    order.save()
    fresh = begin(order, {
        "reason": reason, "story": story, "desired_outcome": case.desired_outcome, "amount_claimed": amount,
        "time_zone": case.time_zone, "agent_id": case.agent_id,
    }, now)
    move_files(files, fresh)
    moved = [[row.name, row.sha256] for row in files]
    append(case, "split_off", Party.STAFF, at=now, by=by, ref=fresh.reference, why=why, files=moved, form=form_key)
    append(fresh, "split_from", Party.STAFF, at=now, by=by, ref=case.reference, why=why, files=moved,
           reason=str(fresh.reason))
    start_filing_clocks(fresh, now)
    join(case, fresh, CaseLink.Kind.SPLIT, by, now)
    queue(
        "case_split", dedup_key=f"split:{fresh.pk}", reader=case.user, send_after=now,
        context={"complaint": fresh.pk, "source": case.pk},
    )
    return fresh


def leaving(case, tokens):
    """Return the files of a locked case that are to leave it. Raises `Refused` for those that must stay."""
    if not tokens:
        return []
    if sentence := bound(case, whole=False):
        raise Refused(sentence)
    files = list(case.evidence.filter(token__in=tokens))
    if len(files) != len(set(tokens)):
        raise Refused(_("Um dos arquivos não está mais neste caso. Escolha de novo."))
    held = holding_files(case)
    for row in files:
        if row.pk in held:
            raise Refused(_("O arquivo “%(name)s” para um prazo deste caso, então fica aqui.") % {"name": row.name})
        if row.party == Party.SELLER:
            raise Refused(_("O arquivo “%(name)s” é do vendedor, então fica aqui.") % {"name": row.name})
    return files


def holding_files(case):
    """Return the ids of the files that prove what holds or frees clocks of a case."""
    held = set(case.deadlines.exclude(held_by=None).values_list("held_by", flat=True))
    return held | {pk for pk in (case.contact_proof_id, case.refusal_proof_id) if pk}


def part_number(order):
    """Return a free number for a part of an order: "8140/2"; "" where the whole has none or it would be too long."""
    if not order.number:
        return ""
    others = set(Order.objects.filter(
        user=order.user_id, marketplace=order.marketplace_id, number__startswith=f"{order.number}/"
    ).values_list("number", flat=True))
    part = next(text for n in range(2, len(others) + 3) if (text := f"{order.number}/{n}") not in others)
    return part if len(part) <= Order._meta.get_field("number").max_length else ""


# -- Link ---------------------------------------------------------------------------------


def join(one, other, kind, by, now):
    """Write that two locked cases belong together; a stronger reason takes the place of "has to do with"."""
    first, second = sorted([one.pk, other.pk])
    link, is_new = CaseLink.objects.get_or_create(
        first_id=first, second_id=second, defaults={"kind": kind, "made_by": by, "made_at": now})
    if not is_new and link.kind == CaseLink.Kind.RELATED != kind:
        link.kind = kind
        link.save(update_fields=["kind"])
    return link, is_new


def case_by(reference):
    """Return the case of a reference as typed. Raises `Refused` for one that no case has."""
    typed = normalise(reference)
    found = Complaint.objects.select_related("order__marketplace", "user").filter(reference=typed).first()
    if not typed or found is None:
        raise Refused(_("Não há caso com esse número. Confira as 8 letras e números."))
    return found


def two_for_link(case, reference, by):
    """Lock a case and the one with this reference. Raises `Refused` for the same, and where one is the staff's own."""
    other = case_by(reference)
    if other.pk == case.pk:
        raise Refused(SAME_CASE)
    if by.pk in (case.user_id, other.user_id):
        raise Refused(OWN_CASE)
    return lock_two(case, other)


@transaction.atomic
def link(case, reference, *, by, now=None):
    """Note that a case has to do with another, open or closed, of whomever; return the `CaseLink`.

    Only the staff read it. Linking twice changes nothing. Raises `Refused` for an unknown reference, the same case,
    and one's own.
    """
    now = now or timezone.now()
    case, other = two_for_link(case, reference, by)
    row, is_new = join(case, other, CaseLink.Kind.RELATED, by, now)
    if is_new:
        append_all(lines_of("linked", case, other, by), now)
    return row


@transaction.atomic
def unlink(case, reference, *, by, now=None):
    """Take back that two cases have to do with each other; doing it twice is no error.

    Raises `Refused` for cases that were merged or split: that has happened and stays told.
    """
    now = now or timezone.now()
    case, other = two_for_link(case, reference, by)
    first, second = sorted([case.pk, other.pk])
    row = CaseLink.objects.filter(first_id=first, second_id=second).first()
    if row is None:
        return
    if row.kind != CaseLink.Kind.RELATED:
        raise Refused(_("Estes casos foram juntados ou separados: isso já aconteceu e fica anotado."))
    row.delete()
    append_all(lines_of("unlinked", case, other, by), now)


def lines_of(kind, case, other, by):
    """Return the line of a link on both timelines."""
    pairs = sorted([(case, other), (other, case)], key=lambda pair: pair[0].pk)
    return [Line(one.pk, kind, Party.STAFF, by.pk, {"ref": two.reference}) for one, two in pairs]
