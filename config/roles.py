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
    "complaints.view_savedreply", "complaints.view_batch", "complaints.view_similargroup", "contacts.view_presence",
    "contacts.view_revision", "disputes.view_jointfile",
]
CARE = [
    "contacts.change_company", "contacts.add_company", "contacts.change_channel", "contacts.add_channel",
    "contacts.change_guide", "contacts.add_guide", "contacts.change_body", "contacts.add_body",
]
PERMISSIONS = {
    AGENT: [*READ_CASES, "complaints.change_complaint", "complaints.bulk_complaint", "contacts.change_outgoingemail"],
    MEDIATOR: [*READ_CASES, "disputes.decide_dispute"],
    SUPERVISOR: [
        *READ_CASES, *CARE, "complaints.add_figure", "complaints.change_rule", "complaints.change_complaint",
        "complaints.bulk_complaint", "complaints.hand_over_complaint", "complaints.see_figures",
        "complaints.add_savedreply", "complaints.change_savedreply",
        "disputes.decide_dispute", "disputes.add_jointfile", "disputes.change_jointfile",
        "contacts.view_user", "contacts.change_user", "contacts.change_outgoingemail",
    ],
    AUDITOR: [
        *READ_CASES, "complaints.see_figures", "contacts.view_user", "contacts.view_accessrecord",
        "contacts.export_audit",
    ],
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
