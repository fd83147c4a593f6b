"""Every page of the product, for whom it is, made of the demonstration's rows."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.urls import get_resolver, reverse
from django.utils import timezone

from complaints.links import PURPOSES, path_for
from complaints.models import Complaint, Deadline, Draft
from complaints.services.evidence import attach_to_draft
from config.demo_files import tracking_picture
from contacts.models import Body, Company, User
from disputes.models import Dispute
from tests.base import person

MARIA, JOAO, MEDIATOR = "maria@demo.example", "joao@demo.example", "bia.mediadora@demo.example"
NEWCOMER, CHIEF = "nova@demo.example", "chefe@demo.example"
State = Dispute.State

# Addresses that show no page of their own to a person who opens them.
NO_PAGE = dict.fromkeys(
    ["draft_delete", "message_write", "clock_done", "language"], "a button"
) | dict.fromkeys(
    ["account_email_verification_sent", "account_confirm_login_code", "account_confirm_password_reset_code",
     "mfa_authenticate"], "walked in test_codes"
) | dict.fromkeys(
    ["account_complete_password_reset", "account_password_reset_completed"], "only with a mailed code"
) | dict.fromkeys(
    ["mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_reauthenticate_webauthn"], "only with a device"
) | {
    "health": "read by machines", "mfa_login_webauthn": "read by scripts", "case_start": "leads to the first screen",
    "case_live": "a part of the case page, read by a script",
    "evidence_shown": "a picture", "evidence_original": "a download", "mfa_download_recovery_codes": "a download",
    "account_set_password": "only without a password",
}


def furnish_more():
    """Add what the demonstration lacks: somebody without a case, a full draft, a chief of staff."""
    person(NEWCOMER, "Nova")
    TOTP.activate(person(CHIEF, "Chefe", is_staff=True, is_superuser=True), generate_totp_secret())
    today = timezone.localdate()
    draft = Draft.objects.create(user=User.objects.get(email=NEWCOMER), data={
        "reason": "not_received", "marketplace": "aliexpress", "number": "8150000000000099", "item": "máquina de solda",
        "amount": "389,90", "payment_method": "pix", "placed_on": str(today - timedelta(days=50)),
        "promised_on": str(today - timedelta(days=5)), "story": "Comprei e não chegou.", "desired_outcome": "refund",
    })
    attach_to_draft(draft, [tracking_picture(0)], user=draft.user)


def anonymous():
    """Return the paths anybody may open."""
    bodies = {body.kind: body for body in Body.objects.all()}.values()
    clock = Deadline.objects.running().filter(complaint__user__email=MARIA).first()
    names = ("home", "directory", "bodies", "before_you_write", "account_login", "account_signup",
             "account_reset_password", "account_request_login_code", "emergency_sign_in", "account_inactive")
    return [
        *map(reverse, names), reverse("directory") + "?q=procon", reverse("directory") + "?q=zzzz",
        reverse("bodies") + "?state=SP&kind=procon", reverse("before_you_write") + "?company=aliexpress",
        *[company.get_absolute_url() for company in Company.objects.all()],
        *[body.get_absolute_url() for body in bodies], *[path_for(clock, purpose) for purpose in PURPOSES],
    ]


def newcomer():
    """Return the paths of somebody who has not filed yet: the guided form, the account."""
    token = Draft.objects.get(user__email=NEWCOMER).token
    names = ("cases", "profile", "emergency_codes", "account_email", "account_change_password", "account_logout",
             "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_reauthenticate")
    steps = ("reason", "order", "story", "wish", "check")
    return [*map(reverse, names), *[reverse("case_step", args=[token, step]) for step in steps]]


def consumer(email):
    """Return the paths of somebody with cases: each case, and the forms its state offers."""
    paths = [reverse("cases")]
    for case in Complaint.objects.filter(user__email=email):
        paths.append(case.get_absolute_url())
        dispute = case.disputes.order_by("-pk").first()
        state = dispute.state if dispute else None
        names = {
            None: ["dispute_open"], State.WAITING_SELLER: ["dispute_answer", "dispute_withdraw"],
            State.WAITING_BUYER: ["dispute_reply"], State.REFUND_DUE: ["dispute_refund"],
        }.get(state, [])
        paths += [reverse(name, args=[case.reference]) for name in names]
    general = ("dates_edit", "case_close", "evidence_add", "case_help")
    paths += [reverse(name, args=[case.reference]) for name in general]
    answers = ("?about=clock", "?about=clock&so_far=silence", "?about=clock&so_far=silence&want=proof")
    return paths + [reverse("case_help", args=[case.reference]) + answer for answer in answers]


def staff():
    """Return the paths of the staff's pages: every list and the first thing in each."""
    paths = [reverse("admin:index")]
    for model in admin.site._registry:
        names = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths.append(reverse(f"{names}_changelist"))
        first = model._default_manager.order_by("pk").first()
        if first:
            paths.append(reverse(f"{names}_change", args=[first.pk]))
    return paths


def deciding():
    """Return the paths a mediator has and a chief has not."""
    dispute = Dispute.objects.filter(state=State.MEDIATION).first()
    names = ("mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")
    return [reverse("admin:disputes_dispute_decide", args=[dispute.pk]), *map(reverse, names)]


def named_outside_the_admin(patterns=None):
    """Return the names of all addresses of the product but the admin's."""
    names = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.app_name != "admin":
                names |= named_outside_the_admin(pattern.url_patterns)
        elif pattern.name:
            names.add(pattern.name)
    return names
