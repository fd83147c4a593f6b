"""Staff roles: groups with permissions, made the same everywhere."""

from django.contrib.auth.models import Group, Permission

AGENT, MEDIATOR, SUPERVISOR, AUDITOR = "agent", "mediator", "supervisor", "auditor"

READ_CASES = [
    "complaints.view_complaint", "complaints.view_order", "complaints.view_evidence", "complaints.view_event",
    "complaints.view_deadline", "complaints.view_message", "complaints.view_rule", "complaints.view_sweeprun",
    "complaints.view_figure",
    "disputes.view_dispute", "disputes.view_decision", "disputes.view_proposal", "disputes.view_refundreport",
    "disputes.view_question", "disputes.view_returnleg", "disputes.view_sellerlink",
    "disputes.view_escalation",
    "contacts.view_company", "contacts.view_channel", "contacts.view_guide", "contacts.view_body",
    "contacts.view_outgoingemail", "contacts.view_linkcheck",
]
CARE = [
    "contacts.change_company", "contacts.add_company", "contacts.change_channel", "contacts.add_channel",
    "contacts.change_guide", "contacts.add_guide", "contacts.change_body", "contacts.add_body",
]
PERMISSIONS = {
    AGENT: [*READ_CASES, "complaints.change_complaint", "contacts.change_outgoingemail"],
    MEDIATOR: [*READ_CASES, "disputes.decide_dispute"],
    SUPERVISOR: [
        *READ_CASES, *CARE, "complaints.add_figure", "complaints.change_rule", "complaints.change_complaint",
        "disputes.decide_dispute", "contacts.view_user", "contacts.change_user", "contacts.change_outgoingemail",
    ],
    AUDITOR: [*READ_CASES, "contacts.view_user"],
}


def make_roles():
    """Make the four groups and set their permissions; permissions given by hand are taken back."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in PERMISSIONS.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in wanted])
