"""What a page of the staff's site shows of other people, for the pages that do not say it themselves.

Covered by default: a new admin, a new page below it, is written down unless it stands here as showing nobody.
"""

from django.contrib.admin.sites import AdminSite
from django.contrib.auth.models import Group

from complaints.models import Complaint, Evidence, Figure, Rule, SavedReply, SweepRun
from config.mail_cases import cases_in_letter, cases_of_mails
from contacts.models import (
    AccessRecord,
    Body,
    Channel,
    Company,
    Guide,
    LinkCheck,
    OutgoingEmail,
    Presence,
    Revision,
    User,
)
from contacts.seen import PAGES, SEARCHED, What, is_noted, note_seen
from contacts.sessions import POLLS
from disputes.models import Decision, Dispute, Proposal, Question, ReturnLeg, SellerLink

# Of the house itself: no row of these tells about a consumer or a seller.
OF_THE_HOUSE = {Body, Channel, Company, Figure, Group, Guide, LinkCheck, Presence, Revision, Rule, SavedReply, SweepRun}
# Pages with numbers, with the house's own texts or with colleagues alone; and what an open page asks by itself.
SHOW_NOBODY = {
    "index", "app_list", "login", "logout", "jsi18n", "password_change", "password_change_done", "view_on_site",
    "figures", "figures_csv", "team", "team_reassign", "presence", "unchecked", "revisions", "revision_restore", *POLLS,
}
KINDS = {
    User: What.PERSON, OutgoingEmail: What.MAIL, Evidence: What.FILE, Complaint: What.CASE,
    **dict.fromkeys([Decision, Dispute, Proposal, Question, ReturnLeg, SellerLink], What.DISPUTE),
}


def note_page(request, view, response, object_id=None):
    """Write down what an answered page of the staff's site shows, unless the page did, or shows nobody.

    Called before the page is rendered; one INSERT, and for mails the few queries that find their cases. What cannot be
    written goes up.
    """
    if is_noted(request) or response.status_code not in PAGES:
        return
    owner = owner_of(view)
    model = getattr(owner, "model", None)
    match = request.resolver_match
    if model in OF_THE_HOUSE or (match is not None and match.url_name in SHOW_NOBODY):
        return
    context = getattr(response, "context_data", None) or {}
    name = model._meta.label_lower if model else (match.url_name or "") if match else request.path
    if "cl" in context:
        words = context["cl"].query
        what = KINDS.get(model, What.RECORD)
        if model is Complaint:
            what = What.SEARCH if words else What.LIST
        rows = list(context["cl"].result_list)
        # The mark tells what was searched from the number of a row.
        note_seen(request, what, f"{name} {SEARCHED}{words}" if words else name, cases=case_ids(rows))
        return
    case, row = case_in(context), row_in(context)
    number = object_id or getattr(row, "pk", "")
    note_seen(request, KINDS.get(model, What.RECORD), f"{name} {number}", case=case, cases=cases_beside(row))


def owner_of(view):
    """Return the admin whose method a view is, however it is wrapped; None for a plain function."""
    while view is not None:
        # A bound method before its wrappers are taken off: below them it is a plain function.
        owner = getattr(view, "__self__", None)
        if owner is not None:
            return None if isinstance(owner, AdminSite) else owner
        view = getattr(view, "__wrapped__", None) or getattr(view, "func", None)
    return None


def loaded(row, name):
    """Return a related row if it is there already, else None: watching costs no query."""
    return row._state.fields_cache.get(name)


def case_id(row):
    """Return the id of the case a row of a list belongs to, None where it belongs to none."""
    if isinstance(row, Complaint):
        return row.pk
    if hasattr(row, "complaint_id"):
        return row.complaint_id
    dispute = loaded(row, "dispute") if hasattr(row, "dispute_id") else None
    return dispute.complaint_id if dispute else None


def case_ids(rows):
    """Return the ids of the cases that the rows of a list belong to, each once, in order."""
    mails = [row for row in rows if isinstance(row, OutgoingEmail)]
    if mails:
        return sorted({pk for cases in cases_of_mails(mails).values() for pk in cases})
    return sorted({pk for pk in map(case_id, rows) if pk})


def row_in(context):
    """Return the row a page of one row, or of its history, is about; None without one."""
    row = context.get("original") or context.get("object")
    return row if hasattr(row, "_state") else None


def cases_beside(row):
    """Return the ids of the cases that a page of one row shows without belonging to one: of a mail, of a look."""
    if isinstance(row, OutgoingEmail):
        return cases_in_letter(row)
    if isinstance(row, AccessRecord):
        return sorted({pk for pk in (*row.cases, row.case) if pk})
    return []


def case_in(context):
    """Return the case a page is about, from what it hands to its template; None without one."""
    for row in (context.get("case"), row_in(context)):
        if isinstance(row, Complaint):
            return row
        if row is not None and hasattr(row, "_state"):
            dispute = loaded(row, "dispute")
            case = loaded(row, "complaint") or (loaded(dispute, "complaint") if dispute else None)
            if case:
                return case
    return None
