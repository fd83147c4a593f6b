"""Every page of the product, for whom it is, made of the demonstration's rows."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.urls import get_resolver, reverse
from django.utils import timezone

from complaints.links import PURPOSES, kit_stop_path, path_for
from complaints.models import Complaint, Deadline, Draft, Evidence, Order, Rule
from complaints.services.evidence import attach_to_draft
from config.demo_files import tracking_picture
from contacts.models import Body, Company, User
from disputes import services
from disputes.models import Dispute, Escalation, SellerLink
from tests.base import make_case, person

AGENT = "ana.equipe@demo.example"
MARIA, JOAO, MEDIATOR = "maria@demo.example", "joao@demo.example", "bia.mediadora@demo.example"
RITA = "rita@demo.example"
NEWCOMER, CHIEF = "nova@demo.example", "chefe@demo.example"
State = Dispute.State
TAXED = "?value=480&dollar=5&day=2026-11-20&in_programme=unknown&charged=400"

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
    "case_live": "a part of the case page, read by a script", "dispute_live": "a part of the room, read by a script",
    "seller_live": "a part of the seller's page, read by a script", "dispute_message": "a button",
    "seller_message": "a button", "seller_evidence": "a picture", "seller_evidence_original": "a download",
    "dispute_letter_text": "a download", "channel_text_file": "a download",
    "kit_end": "a button", "kit_watch": "a button", "kit_problem": "a button", "kit_file_remove": "a button",
    "kit_file_shown": "a picture", "kit_file_original": "a download",
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
        "promised_on": str(today - timedelta(days=5)), "desired_outcome": "refund",
        "story": "Comprei dia 30/09 e não chegou. Paguei 280.239 no pix. Meu telefone é (11) 98765-4321.",
    })
    attach_to_draft(draft, [tracking_picture(0)], user=draft.user)
    furnish_rooms()


def furnish_rooms():
    """Add disputes held here at the stages that the demonstration has none of."""
    rita, bia, now = User.objects.get(email=RITA), User.objects.get(email=MEDIATOR), timezone.now()

    def hosted(number, remedy="full_refund", shop="shopee"):
        case = make_case(rita, now=now, shop=shop, number=number, item="lanterna", received_on=timezone.localdate())
        return services.open_dispute(
            case, by=rita, remedy=remedy, mode=Dispute.Mode.HOSTED, address="loja@example.net", language="pt-br",
            note="Não acende.", now=now,
        )

    asked = hosted("SP250001")
    services.seller_refuses(asked, note="Acende, sim.", now=now)
    services.escalate(asked, by=rita, now=now)
    services.ask(asked, mediator=bia, party="buyer", text="Tem vídeo?", now=now)
    services.seller_accepts(hosted("SP250002", remedy="return_refund"), now=now)
    sent = hosted("SP250003", remedy="return_refund")
    services.seller_accepts(sent, now=now)
    services.send_label(sent, address="Rua das Lojas, 100", label="LB1", now=now)
    services.post_return(sent, by=rita, tracking="BR1", now=now)
    services.seller_accepts(hosted("8150000000000101", shop="aliexpress"), now=now)
    lost = hosted("SP250004")
    services.seller_refuses(lost, note="Não.", now=now)
    services.escalate(lost, by=rita, now=now)
    services.decide(lost, mediator=bia, outcome="seller", facts="Acende.", reasons="O vídeo mostra.", now=now)


def filings(email):
    """Return the paths of what somebody filed outside."""
    rows = Escalation.objects.filter(complaint__user__email=email).select_related("complaint")
    return [reverse("escalation", args=[row.complaint.reference, row.pk]) for row in rows]


def rooms():
    """Return the paths of somebody who disputes here: each room, and the forms its state offers."""
    paths = []
    for dispute in Dispute.objects.filter(complaint__user__email=RITA, mode=Dispute.Mode.HOSTED):
        names = ["dispute_room", *{
            State.WAITING_SELLER: ["dispute_seller", "dispute_letter", "dispute_withdraw"],
            State.WAITING_BUYER: ["dispute_reply", "dispute_accept"], State.ASKED_BUYER: ["dispute_question"],
            State.JUDGED_SELLER: ["dispute_decision"], State.JUDGED_SPLIT: ["dispute_decision"],
            State.RETURN_DUE: ["dispute_return"], State.REFUND_DUE: ["dispute_refund", "dispute_bank_form"],
            State.REFUND_LATE: ["dispute_refund", "dispute_chase"],
        }.get(dispute.state, [])]
        paths += [reverse(name, args=[dispute.complaint.reference]) for name in names]
    paths += filings(RITA)
    case = Complaint.objects.filter(user__email=RITA).first()
    return [*paths, case.get_absolute_url(), reverse("case_help", args=[case.reference])]


def sellers():
    """Return the paths that the links of sellers open: each room, and the answers its state leaves."""
    paths = [reverse("seller_code")]
    for link in SellerLink.objects.filter(dispute__complaint__user__email=RITA, revoked_at=None):
        names = ["seller_room", *{
            State.WAITING_SELLER: ["seller_accept", "seller_refuse", "seller_propose", "seller_evidence_add"],
            State.ASKED_SELLER: ["seller_question"], State.JUDGED_SPLIT: ["seller_decision"],
            State.RETURN_LABEL: ["seller_return"], State.RETURN_SENT: ["seller_return"],
        }.get(link.dispute.state, [])]
        paths += [reverse(name, args=[link.token]) for name in names]
    return paths


def anonymous():
    """Return the paths anybody may open."""
    bodies = {body.kind: body for body in Body.objects.all()}.values()
    clock = Deadline.objects.running().filter(complaint__user__email=MARIA).first()
    names = ("home", "directory", "bodies", "before_you_write", "account_login", "account_signup",
             "account_reset_password", "account_request_login_code", "emergency_sign_in", "account_inactive")
    return [
        *map(reverse, names), reverse("directory") + "?q=procon", reverse("directory") + "?q=zzzz",
        reverse("import_tax"), reverse("import_tax") + TAXED,
        reverse("bodies") + "?state=SP&kind=procon", reverse("before_you_write") + "?company=aliexpress",
        *[company.get_absolute_url() for company in Company.objects.all()],
        *[body.get_absolute_url() for body in bodies], *[path_for(clock, purpose) for purpose in PURPOSES],
        *[kit_stop_path(order) for order in Order.objects.exclude(kit_token=None)],
    ]


def newcomer():
    """Return the paths of somebody who has not filed yet: the guided form, the account."""
    token = Draft.objects.get(user__email=NEWCOMER).token
    names = ("cases", "profile", "emergency_codes", "account_email", "account_change_password", "account_logout",
             "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_reauthenticate")
    steps = ("reason", "order", "story", "wish", "check")
    return [
        *map(reverse, names), reverse("story_tell", args=[token]), reverse("story_read", args=[token]),
        *[reverse("case_step", args=[token, step]) for step in steps],
    ]


def consumer(email):
    """Return the paths of somebody with cases: each case, and the forms its state offers."""
    paths = [reverse("cases")]
    for case in Complaint.objects.filter(user__email=email):
        paths.append(case.get_absolute_url())
        dispute = case.disputes.order_by("-pk").first()
        state = dispute.state if dispute else None
        opening = ["dispute_open"] if case.reason in services.NO_DISPUTE else ["dispute_open", "dispute_host"]
        names = {
            None: opening, State.WAITING_SELLER: ["dispute_answer", "dispute_withdraw"],
            State.WAITING_BUYER: ["dispute_reply"], State.REFUND_DUE: ["dispute_refund"],
        }.get(state, [])
        paths += [reverse(name, args=[case.reference]) for name in names]
    paths += [reverse("channel_texts", args=[case.reference])]
    paths += [reverse("channel_text", args=[case.reference, channel]) for channel in ("shop", "procon")]
    adding = reverse("escalation_add", args=[case.reference])
    paths += [adding, f"{adding}?door=procon"]
    paths += filings(email)
    general = ("dates_edit", "case_close", "evidence_add", "case_help", "shop_complaint", "next_steps")
    paths += [reverse(name, args=[case.reference]) for name in general]
    paths += [reverse("fact_answer", args=[case.reference, fact]) for fact in ("durable", "received_on")]
    files = Evidence.objects.filter(complaint__user__email=email, complaint__state="open", party="buyer")
    paths += [reverse("evidence_label", args=[file.complaint.reference, file.token]) for file in files[:1]]
    paths += [reverse("kits"), reverse("kit_add")]
    for kit in Order.objects.filter(user__email=email).exclude(kit_token=None):
        own = ("kit", "kit_days", "kit_details", "kit_file_add")
        paths += [reverse(name, args=[kit.kit_token]) for name in own]
        paths += [reverse("kit_file_label", args=[kit.kit_token, file.token]) for file in kit.evidence.all()]
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
    rule = Rule.objects.filter(current=True).first()
    return [*paths, reverse("admin:complaints_figure_add"), reverse("admin:complaints_rule_amend", args=[rule.pk])]


def deciding():
    """Return the paths a mediator has and a chief has not."""
    dispute = Dispute.objects.filter(state=State.MEDIATION).first()
    names = ("mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")
    acts = [f"admin:disputes_dispute_{name}" for name in ("decide", "ask", "write", "note")]
    return [*[reverse(name, args=[dispute.pk]) for name in acts], *map(reverse, names)]


def arranging():
    """Return the paths on which an agent reaches the seller of a dispute held here."""
    dispute = Dispute.objects.get(complaint__user__email=RITA, state=State.WAITING_SELLER)
    names = [f"admin:disputes_dispute_{name}" for name in ("change", "notice", "revoke", "letter", "answer")]
    return [reverse(name, args=[dispute.pk]) for name in names]


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
