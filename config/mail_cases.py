"""Which cases mails are about: a mail is a row with a few ids, and each leads to a case in its own way."""

from collections import defaultdict

from django.db.models import Q
from django.urls import reverse

from complaints.models import Complaint, Deadline, Message
from contacts.mail_cases import finds_cases
from contacts.models import OutgoingEmail
from disputes.models import Decision, Dispute, SellerLink

# What stands in the context of a mail that is the id of a case.
OWN = ("complaint", "source", "target")
# What leads to one: the model, and its way to the case.
WAYS = {
    "clock": (Deadline, "complaint"), "message": (Message, "complaint"), "dispute": (Dispute, "complaint"),
    "decision": (Decision, "dispute__complaint"), "link": (SellerLink, "dispute__complaint"),
}
# A purchase that was kept, and became a case later.
ORDER = "order"


def cases_of_mails(mails):
    """Return {id of a mail: its cases' ids, in order}; one query for each kind of thing the mails speak of."""
    asked, found = defaultdict(set), {mail.pk: set() for mail in mails}
    for mail in mails:
        for name, value in ids_in(mail):
            if name in OWN:
                found[mail.pk].add(value)
            else:
                asked[name].add(value)
    led = {}
    for name, ids in asked.items():
        if name == ORDER:
            rows = Complaint.objects.filter(order__in=ids).values_list("order", "pk")
        else:
            model, way = WAYS[name]
            rows = model.objects.filter(pk__in=ids).values_list("pk", way)
        led[name] = defaultdict(set)
        for value, case in rows:
            led[name][value].add(case)
    for mail in mails:
        for name, value in ids_in(mail):
            if name in led:
                found[mail.pk] |= led[name][value]
    return {pk: sorted(cases) for pk, cases in found.items()}


def ids_in(mail):
    """Return [(name, id)] of what the context of a mail speaks of."""
    known = (*OWN, *WAYS, ORDER)
    return [
        (name, value) for name, value in mail.context.items()
        if name in known and isinstance(value, int) and not isinstance(value, bool)
    ]


def cases_in_letter(mail):
    """Return the ids of the cases that the text of a mail speaks of: its own, and those gathered into its letter."""
    mails = [mail]
    if mail.state == OutgoingEmail.State.SENT and mail.reader_id and mail.sent_at:
        mails += OutgoingEmail.objects.filter(
            reader=mail.reader_id, name=mail.name, sent_at=mail.sent_at, state=OutgoingEmail.State.MERGED,
        ).only("context")
    return sorted({case for cases in cases_of_mails(mails).values() for case in cases})


@finds_cases
def case_links(mail):
    """Return [(reference, address of the staff's page)] of the cases in the letter of a mail, the oldest first."""
    cases = Complaint.objects.filter(pk__in=cases_in_letter(mail)).order_by("pk").only("reference")
    return [(case.shown_reference, reverse("admin:complaints_complaint_change", args=[case.pk])) for case in cases]


def about_case(case):
    """Return the condition for mails about a case; one query for each kind of thing that leads to it."""
    wanted = Q(context__order=case.order_id)
    for name in OWN:
        wanted |= Q(**{f"context__{name}": case.pk})
    for name, (model, way) in WAYS.items():
        ids = list(model.objects.filter(**{way: case.pk}).values_list("pk", flat=True))
        if ids:
            wanted |= Q(**{f"context__{name}__in": ids})
    return wanted
