"""The auditor's page: who saw what, who changed what; nobody changes anything here, and each look is written too."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.wording import long_date
from config.audit_rows import CASES, KINDS, REST, SEEN, all_rows, by_day, page_of, read_filters
from contacts.fresh import signed_in_lately
from contacts.models import AccessRecord, User
from contacts.seen import What, note_seen
from contacts.sheets import csv_response

SEE, EXPORT = "contacts.view_accessrecord", "contacts.export_audit"


@require_safe
@permission_required(SEE, raise_exception=True)
def audit_page(request):
    """Show one page of what the staff saw and changed. PermissionDenied without the permission."""
    filters = read_filters(request.GET)
    note_seen(request, What.RECORD, f"contacts.accessrecord {filters.query}", case=filters.case)
    page = page_of(filters, request.GET.get("after", ""))
    today = timezone.localdate()
    context = {
        **admin.site.each_context(request), "title": _("O que a equipe viu e mudou"), "filters": filters,
        "days": [(long_date(day, today), rows) for day, rows in by_day(page.rows)], "after": page.after,
        "people": people_of(filters), "kinds": kinds(), "may_export": request.user.has_perm(EXPORT),
        "csv_url": f"{reverse('admin:audit_csv')}?{filters.query}".rstrip("?"),
    }
    return TemplateResponse(request, "admin/audit.html", context, status=422 if filters.errors else 200)


@require_safe
@permission_required(EXPORT, raise_exception=True)
@signed_in_lately(reads=True)
def audit_csv(request):
    """Hand out everything that was asked for as a table; asks for the sign-in again, and is itself written down."""
    filters = read_filters(request.GET)
    if filters.errors:
        return audit_page(request)
    note_seen(request, What.EXPORT, f"contacts.accessrecord {filters.query}", case=filters.case)
    header = [_("quando"), _("quem"), _("e-mail"), _("número da pessoa"), _("tipo"), _("o que"), _("texto"), _("casos")]
    rows = (
        [
            timezone.localtime(row.at).isoformat(timespec="seconds"), row.who_words, row.who.email if row.who else "",
            row.who_key, row.kind_words, row.what, row.text, " ".join(row.cases),
        ]
        for row in all_rows(filters)
    )
    return csv_response(f"auditoria-{timezone.localdate():%Y-%m-%d}.csv", header, rows)


def people_of(filters):
    """Return [(id, name)] of the staff, with the person asked for where that one is no longer among them."""
    people = [
        (person.pk, str(person) if not person.display_name else f"{person.display_name} ({person.email})")
        for person in User.objects.filter(is_staff=True).only("display_name", "email").order_by("display_name", "email")
    ]
    if filters.who and filters.who not in dict(people):
        people.append((filters.who, _("pessoa %(n)s") % {"n": filters.who}))
    return people


def kinds():
    """Return the choices of the kind: [(value, words)], each kind of look below all looks."""
    looks = [(f"{SEEN}-{what.value}", f"{KINDS[SEEN]}: {what.label}") for what in AccessRecord.What]
    return [(SEEN, _("tudo o que viu")), *looks, (CASES, KINDS[CASES]), (REST, KINDS[REST])]
