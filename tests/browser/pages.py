"""Every page of the product, for whom it is, made of the demonstration's rows."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.urls import get_resolver, reverse
from django.utils import timezone

from complaints import batches
from complaints.links import PURPOSES, kit_stop_path, path_for
from complaints.models import Batch, Complaint, Deadline, Draft, Evidence, Figure, Order, Rule, SimilarGroup
from complaints.saved_replies import load_replies
from complaints.services.clocks import pause_clock
from complaints.services.closing import close_one
from complaints.services.evidence import attach_to_draft
from config.demo_files import tracking_picture
from contacts.models import AccessRecord, Body, Company, LinkCheck, User
from disputes import services
from disputes.models import Dispute, Escalation, JointConsent, JointFile, SellerLink
from tests.base import make_case, person

AGENT = "ana.equipe@demo.example"
MARIA, JOAO, MEDIATOR = "maria@demo.example", "joao@demo.example", "bia.mediadora@demo.example"
RITA = "rita@demo.example"
NEWCOMER, CHIEF = "nova@demo.example", "chefe@demo.example"
State = Dispute.State
# What the admin's usual address leads to a page of its own, which is opened by its own name.
OWN_PAGES = (Batch, JointFile, SimilarGroup)
# The order of a case that the staff closed.
SHUT = "SP250005"
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
# The same for the staff's own addresses, those that each model has left out.
NO_STAFF_PAGE = dict.fromkeys(
    ["batch_undo", "case_claim", "claim_next", "checked_today", "presence", "view_save", "view_delete", "joint_build",
     "joint_hand", "logout"], "a button"
) | dict.fromkeys(
    ["audit_csv", "batch_csv", "disputes_dispute_letter_text", "figures_csv", "joint_file", "unchecked_csv"],
    "a download"
) | dict.fromkeys(["batch_new", "complaints_complaint_reply"], "answers a form: walked in test_desk") | dict.fromkeys(
    ["login", "complaints_complaint_assign", "view_on_site", "password_change", "password_change_done"],
    "leads to another page"
) | dict.fromkeys(["autocomplete", "jsi18n"], "read by scripts") | {
    "batch_part": "a part of the page of a batch, read by a script",
    "case_lookers": "a part of the case page, read by a script",
    "complaints_savedreply_preview": "answers a form: walked in test_keyboard",
}


def furnish_more():
    """Add what the demonstration lacks: somebody without a case, a full draft, a chief of staff, saved replies."""
    load_replies()
    person(NEWCOMER, "Nova")
    TOTP.activate(person(CHIEF, "Chefe", is_staff=True, is_superuser=True), generate_totp_secret())
    chief, some = User.objects.get(email=CHIEF), Complaint.objects.order_by("pk").values_list("pk", flat=True)[:4]
    batches.start("note", {"body": "Ligar na quinta."}, some, by=chief)
    batches.run_due()
    batches.draft("close", {"closing": "unanswered", "reason": "Não veio resposta."}, some, by=chief)
    today = timezone.localdate()
    draft = Draft.objects.create(user=User.objects.get(email=NEWCOMER), data={
        "reason": "not_received", "marketplace": "aliexpress", "number": "8150000000000099", "item": "máquina de solda",
        "amount": "389,90", "payment_method": "pix", "placed_on": str(today - timedelta(days=50)),
        "promised_on": str(today - timedelta(days=5)), "desired_outcome": "refund",
        "story": "Comprei dia 30/09 e não chegou. Paguei 280.239 no pix. Meu telefone é (11) 98765-4321.",
    })
    attach_to_draft(draft, [tracking_picture(0)], user=draft.user)
    LinkCheck.objects.create(url="https://www.example.org/ouvidoria", fault=LinkCheck.Fault.SILENT, failures=2)
    clock = Deadline.objects.running().filter(complaint__user__email=MARIA).earliest("pk")
    pause_clock(clock, by=User.objects.get(email=AGENT), reason="A loja pediu mais dias.")
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
    JointConsent.objects.create(joint=JointFile.objects.get(), complaint=asked.complaint)
    close_one(make_case(rita, now=now, number=SHUT), "unanswered", "Não veio resposta.",
              by=User.objects.get(email=AGENT), now=now)
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
    consent = JointConsent.objects.select_related("joint", "complaint").get(complaint__user__email=RITA)
    paths.append(reverse("joint_answer", args=[consent.complaint.reference, consent.joint.token]))
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
        # The list of looks leads to the auditor's page.
        paths.append(reverse("admin:audit" if model is AccessRecord else f"{names}_changelist"))
        first = model._default_manager.order_by("pk").first()
        if first and model not in OWN_PAGES:
            paths.append(reverse(f"{names}_change", args=[first.pk]))
    rule = Rule.objects.filter(current=True).first()
    paths += [reverse("admin:complaints_complaint_changelist") + query for query in (
        "?queue=open", "?queue=late", "?q=produto", "?queue=all&filed_from=2026-01-01&clock=missed&group=x")]
    return [*paths, reverse("admin:complaints_figure_add"), reverse("admin:complaints_savedreply_add"),
            reverse("admin:complaints_rule_amend", args=[rule.pk]),
            *caring(rule), *changing_many(), *joining(), *ending(), *of_django(),
            reverse("admin:team"), reverse("admin:figures"),
            reverse("admin:team_reassign", args=[User.objects.get(email=AGENT).pk])]


def ending():
    """Return the paths on which staff close a case, and open one again that they closed."""
    open_one = Complaint.objects.filter(state="open", disputes=None).earliest("pk")
    shut = Complaint.objects.get(order__number=SHUT)
    return [reverse("admin:complaints_complaint_close", args=[open_one.pk]),
            reverse("admin:complaints_complaint_reopen", args=[shut.pk])]


def of_django():
    """Return the paths that look as Django made them: one of each kind, and each form that makes something new."""
    chief, company = User.objects.get(email=CHIEF), Company.objects.earliest("pk")
    new = ("auth_group", "contacts_body", "contacts_company", "contacts_user")
    return [reverse("admin:app_list", args=["complaints"]), reverse("admin:contacts_user_history", args=[chief.pk]),
            reverse("admin:contacts_company_delete", args=[company.pk]),
            *[reverse(f"admin:{name}_add") for name in new]]


def changing_many():
    """Return the paths of changes of many cases: one that is looked at, one that is done."""
    return [reverse("admin:batch", args=[batch.token]) for batch in Batch.objects.order_by("pk")]


def joining():
    """Return the paths of a group of similar cases and of its joint file."""
    group, joint = SimilarGroup.objects.get(kind="seller"), JointFile.objects.get()
    other = SimilarGroup.objects.get(kind="listing")
    return [*[reverse(f"admin:{name}", args=[group.pk]) for name in ("similar_group", "joint_new")],
            reverse("admin:joint_new", args=[other.pk]),
            *[reverse(f"admin:{name}", args=[joint.token]) for name in ("joint", "joint_drop")]]


def caring(rule):
    """Return the paths of who looks after the directory: histories, the way back, what nobody checked for long."""
    body = Body.objects.get(slug="procon-sp")
    edition = [reverse("admin:revision_restore", args=["contacts.body", body.pk, 1])]
    histories = [reverse(f"admin:complaints_{name}_history", args=[pk]) for name, pk in (
        ("rule", rule.pk), ("figure", Figure.objects.order_by("pk").first().pk))]
    return [
        *edition, *histories, reverse("admin:revisions", args=["contacts.body", body.pk]), reverse("admin:unchecked"),
        reverse("admin:complaints_rule_restore", args=[rule.pk])]


def deciding():
    """Return the paths a mediator has and a chief has not."""
    dispute = Dispute.objects.filter(state=State.MEDIATION).first()
    names = ("mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")
    acts = [f"admin:disputes_dispute_{name}" for name in ("decide", "ask", "write", "note")]
    return [*[reverse(name, args=[dispute.pk]) for name in acts], *map(reverse, names)]


def arranging():
    """Return the paths on which an agent reaches the seller of a dispute held here, or joins and parts its case."""
    dispute = Dispute.objects.get(complaint__user__email=RITA, state=State.WAITING_SELLER)
    names = [f"admin:disputes_dispute_{name}" for name in ("change", "notice", "revoke", "letter", "answer")]
    case = dispute.complaint
    other = Complaint.objects.filter(user=case.user, state="open").exclude(pk=case.pk).order_by("pk").first()
    tying = [reverse(f"admin:case_{name}", args=[case.pk]) for name in (
        "merge", "split", "link", "mediate", "hand_over", "defer")]
    tying += [reverse(f"admin:complaints_complaint_{name}", args=[case.pk]) for name in (
        "change", "write", "note", "ask", "call", "no_answer", "shop", "bounce")]
    still = Deadline.objects.filter(state=Deadline.State.PAUSED).earliest("pk")
    runs = case.deadlines.running().earliest("pk")
    for clock, names_of_doors in ((runs, ("correct", "extend", "pause")), (still, ("resume",))):
        tying += [reverse(f"admin:complaints_complaint_{name}", args=[clock.complaint_id, clock.pk])
                  for name in names_of_doors]
    side_by_side = reverse("admin:case_merge", args=[other.pk]) + f"?other={case.reference}"
    return [*[reverse(name, args=[dispute.pk]) for name in names], *tying, side_by_side]


def named_in_the_admin():
    """Return the names of the staff's own addresses, without the five that each model has."""
    five = {f"{model._meta.app_label}_{model._meta.model_name}_{name}" for model in admin.site._registry
            for name in ("add", "change", "changelist", "delete", "history")}
    names, waiting = set(), [pattern for pattern in get_resolver().url_patterns
                             if getattr(pattern, "app_name", "") == "admin"]
    while waiting:
        pattern = waiting.pop()
        waiting += getattr(pattern, "url_patterns", [])
        names |= {getattr(pattern, "name", None)} - {None, ""}
    return names - five


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
