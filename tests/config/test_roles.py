"""What each role can do, and above all what it cannot, walked over the real addresses.

The walks take every address of the staff's site, so that a page added later is in them by itself.
"""

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from complaints.models import Rule
from complaints.services.evidence import attach
from config.roles import AGENT, PERMISSIONS, make_roles
from contacts.models import Body, Company, User
from tests.base import NOW, make_case, person
from tests.complaints.pages import signed_in, upload
from tests.disputes.desk import hosted, to_mediator

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")

# What a mere visit may write: who was here, who looked, the session itself.
TRACES = {"contacts.accessrecord", "contacts.presence", "sessions.session", "complaints.looking"}
# Addresses that answer a POST as they answer a GET, and change nothing; signing out is everybody's.
HARMLESS = {"index", "app_list", "login", "logout", "jsi18n", "password_change", "password_change_done", "autocomplete",
            "view_on_site", None}
# One's own saved lists, which everybody who reads cases may keep: no change of anything that others see.
OWN = ("view_",)
CHANGES = ("_add", "_delete", "_decide", "_write", "_extend", "_correct", "_pause", "_amend")


@pytest.fixture
def rows(cast):
    """A dispute that waits for a mediator, with a proof, beside a case that Ana looks after."""
    dispute = to_mediator(hosted(cast.consumer))
    attach(dispute.complaint, [upload()], user=cast.consumer, now=NOW)
    other = make_case(cast.stranger, number="8150000000000011")
    type(other).objects.filter(pk=other.pk).update(agent=cast.agent)
    return dispute, other


def admin_urls():
    """Return [(name, address)] of the staff's site: each address, made with a row of its own admin where one is."""
    found = []
    for model, site in admin.site._registry.items():
        row = model._base_manager.first()
        pk = row.pk if row else 1
        for pattern in site.urls:
            names = list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex)
            words = {"label": "contacts.company", "state": "open", "part": "page"}
            kwargs = {name: pk if name in ("pk", "object_id") else words.get(name, 1) for name in names}
            if pattern.name:
                found.append((pattern.name, reverse(f"admin:{pattern.name}", kwargs=kwargs)))
    for pattern in admin.site.get_urls():
        if getattr(pattern, "name", None) and pattern.name not in ("app_list", "view_on_site"):
            found.append((pattern.name, reverse(f"admin:{pattern.name}")))
    return found


def everything():
    """Return all rows of all tables, but the traces of a visit."""
    return {
        model._meta.label_lower: sorted(map(repr, model._base_manager.values()))
        for model in apps.get_models() if model._meta.label_lower not in TRACES
    }


def difference(before, after):
    return {label for label in after if after[label] != before[label]}


# -- The walks --------------------------------------------------------------------------


def test_the_walk_finds_the_addresses(rows):
    names = {name for name, _url in admin_urls()}
    assert {"audit", "audit_csv", "index", "disputes_dispute_decide", "complaints_complaint_extend",
            "complaints_rule_amend", "contacts_user_change", "case_claim"} <= names
    assert len(names) > 90


def test_the_auditor_changes_nothing_by_any_address(rows, cast):
    client = signed_in(cast.auditor)
    client.get("/admin/")
    before = everything()
    for name, url in admin_urls():
        if name == "logout":
            continue
        status = client.post(url, {"post": "yes", "body": "x", "form_key": "k", "confirm": "on"}).status_code
        is_list = name.endswith(("_changelist", "_history"))
        if not name.startswith(OWN):
            is_free = name in HARMLESS or is_list
            assert status in ({200, 302, 403, 404, 405} if is_free else {403, 404, 405}), (name, status)
        assert difference(before, everything()) == set(), name


def test_the_auditor_reads_and_meets_no_page_of_a_change(rows, cast):
    client = signed_in(cast.auditor)
    before = everything()
    statuses = {name: client.get(url).status_code for name, url in admin_urls() if name != "logout"}
    assert not [name for name, status in statuses.items() if status >= 500]
    assert difference(before, everything()) == set()
    for name in ("complaints_complaint_changelist", "complaints_complaint_change", "disputes_dispute_change",
                 "complaints_event_change", "contacts_user_change", "audit", "audit_csv"):
        assert statuses[name] == 200, name
    for name, status in statuses.items():
        if not name.startswith(OWN) and name.endswith(CHANGES):
            assert status in (403, 404), (name, status)


@pytest.mark.parametrize("who", ["anonymous", "consumer", "without a factor"])
def test_nobody_else_sees_or_does_anything_behind_the_staff_door(rows, cast, who):
    client = Client()
    if who == "consumer":
        client.force_login(cast.consumer)
    elif who == "without a factor":
        Authenticator.objects.filter(user=cast.supervisor).delete()
        client.force_login(cast.supervisor)
    before = everything()
    for name, url in admin_urls():
        if name in ("logout", "login", "jsi18n"):
            continue
        for answer in (client.get(url), client.post(url, {"post": "yes"})):
            assert answer.status_code in (302, 401), (name, answer.status_code)
            if answer.status_code == 302:
                way = "/account/2fa/" if who == "without a factor" else "/admin/login/"
                assert answer.url.startswith(way), (name, answer.url)
            assert b"Maria" not in answer.content
    assert difference(before, everything()) == set()


# -- The table --------------------------------------------------------------------------


def case_page(name):
    return lambda dispute, other: reverse(f"admin:{name}", args=[other.pk])


def dispute_page(name):
    return lambda dispute, other: reverse(f"admin:disputes_dispute_{name}", args=[dispute.pk])


def clock_page(name):
    return lambda dispute, other: reverse(
        f"admin:complaints_complaint_{name}", args=[other.pk, other.deadlines.running().first().pk])


def page(name):
    return lambda dispute, other: reverse(f"admin:{name}")


def of_row(name, model):
    return lambda dispute, other: reverse(f"admin:{name}", args=[model.objects.order_by("pk").first().pk])


STAFF = ("agent", "mediator", "supervisor", "auditor")
# Each page with who may open it; for everybody else of the staff it is 403.
MAY_OPEN = {
    "the list of cases": (page("complaints_complaint_changelist"), STAFF),
    "a case": (case_page("complaints_complaint_change"), STAFF),
    "both sides of a dispute": (dispute_page("change"), STAFF),
    "the timelines": (page("complaints_event_changelist"), STAFF),
    "the mails": (page("contacts_outgoingemail_changelist"), STAFF),
    "a rule": (of_row("complaints_rule_change", Rule), STAFF),
    "writing to the consumer": (case_page("complaints_complaint_write"), ("agent", "supervisor")),
    "a note": (case_page("complaints_complaint_note"), ("agent", "supervisor")),
    "extending a clock": (clock_page("extend"), ("agent", "supervisor")),
    "correcting a clock": (clock_page("correct"), ("agent", "supervisor")),
    "deciding": (dispute_page("decide"), ("mediator", "supervisor")),
    "asking as the mediator": (dispute_page("ask"), ("mediator", "supervisor")),
    "the seller's notice": (dispute_page("notice"), ("agent", "supervisor")),
    "the seller's answer by telephone": (dispute_page("answer"), ("agent", "supervisor")),
    "handing over a colleague's case": (case_page("case_hand_over"), ("agent", "supervisor")),
    "amending a rule": (of_row("complaints_rule_amend", Rule), ("supervisor",)),
    "a company's form": (of_row("contacts_company_change", Company), STAFF),
    "a new company": (page("contacts_company_add"), ("supervisor",)),
    "people": (page("contacts_user_changelist"), ("supervisor", "auditor")),
    "roles": (page("auth_group_changelist"), ()),
    "a new person": (page("contacts_user_add"), ()),
    "the audit": (page("audit"), ("auditor",)),
    "the audit as a table": (page("audit_csv"), ("auditor",)),
    "the figures": (page("figures"), ("supervisor", "auditor")),
}


@pytest.mark.parametrize("who", STAFF)
@pytest.mark.parametrize("what", MAY_OPEN)
def test_who_opens_what(rows, cast, who, what):
    address, may = MAY_OPEN[what]
    status = signed_in(getattr(cast, who)).get(address(*rows)).status_code
    assert status == (200 if who in may else 403)


# Each change with who may make it (posted with nothing typed: 200, 302 or 422 where the door is open).
MAY_POST = {
    "write": (case_page("complaints_complaint_write"), ("agent", "supervisor")),
    "take a case": (case_page("case_claim"), ("agent", "supervisor")),
    "put off": (case_page("case_defer"), ("agent", "supervisor")),
    "extend": (clock_page("extend"), ("agent", "supervisor")),
    "pause": (clock_page("pause"), ("agent", "supervisor")),
    "decide": (dispute_page("decide"), ("mediator", "supervisor")),
    "ask a side": (dispute_page("ask"), ("mediator", "supervisor")),
    "tell the seller": (dispute_page("notice"), ("agent", "supervisor")),
    "close the seller's way in": (dispute_page("revoke"), ("agent", "supervisor")),
    "many cases at once": (page("batch_new"), ("agent", "supervisor")),
    "amend a rule": (of_row("complaints_rule_amend", Rule), ("supervisor",)),
    "change a company": (of_row("contacts_company_change", Company), ("supervisor",)),
    "change a body": (of_row("contacts_body_change", Body), ("supervisor",)),
    "change a person": (of_row("contacts_user_change", User), ("supervisor",)),
    "add a person": (page("contacts_user_add"), ()),
    "add a role": (page("auth_group_add"), ()),
}


@pytest.mark.parametrize("who", STAFF)
@pytest.mark.parametrize("what", MAY_POST)
def test_who_changes_what(rows, cast, who, what):
    address, may = MAY_POST[what]
    user = getattr(cast, who)
    before = everything()
    status = signed_in(user).post(address(*rows)).status_code
    if who in may:
        assert status in (200, 302, 422)
    else:
        assert status in (403, 405)
        assert difference(before, everything()) <= {"contacts.user"}


def test_an_agent_does_not_hand_over_a_colleagues_case(rows, cast):
    _dispute, other = rows
    eva = person("eva@example.com", "Eva", role=AGENT)
    client = signed_in(eva)
    typed = {"to": eva.pk, "body": "Fica comigo.", "form_key": "k"}
    client.post(reverse("admin:case_hand_over", args=[other.pk]), typed)
    other.refresh_from_db()
    assert other.agent == cast.agent
    assert "complaints.hand_over_complaint" not in PERMISSIONS[AGENT]


def test_a_supervisor_gives_nobody_rights_nor_the_own_person(rows, cast):
    client = signed_in(cast.supervisor)
    for user in (cast.agent, cast.supervisor):
        groups = set(user.groups.all())
        client.post(reverse("admin:contacts_user_change", args=[user.pk]), {
            "display_name": "Nome", "language": "pt-br", "state": "", "time_zone": "America/Sao_Paulo",
            "is_superuser": "on", "is_staff": "on", "is_active": "on", "groups": [1, 2, 3, 4], "email": "x@example.com",
            "user_permissions": [1, 2, 3],
        })
        user = User.objects.get(pk=user.pk)
        assert not user.is_superuser
        assert set(user.groups.all()) == groups
        assert not user.user_permissions.exists()
        assert user.email != "x@example.com"


def test_nobody_of_the_staff_acts_on_the_own_case(cast):
    own = make_case(cast.supervisor)
    client = signed_in(cast.supervisor)
    for name in ("complaints_complaint_write", "case_claim", "case_defer"):
        assert client.post(reverse(f"admin:{name}", args=[own.pk]), {}).status_code == 403


def test_permissions_given_by_hand_are_taken_back(cast):
    user = cast.auditor
    role = user.groups.get()
    assert {f"{one.content_type.app_label}.{one.codename}" for one in role.permissions.all()} == set(
        PERMISSIONS["auditor"])
    role.permissions.clear()
    make_roles()
    assert User.objects.get(pk=user.pk).has_perm("contacts.view_accessrecord")


def test_the_auditor_has_only_eyes():
    verbs = {permission.split(".")[1].split("_")[0] for permission in PERMISSIONS["auditor"]}
    assert verbs == {"view", "see", "export"}
