"""The cast of every test, and the few things they all do.

Maria (`consumer`) has a case; Zeca (`stranger`) must never see it; Ana (`agent`), Bia
(`mediator`), Caio (`auditor`, who only reads) and Sara (`supervisor`) are staff. Instants are
fixed: 12 h UTC is 9 h in Brasília.
"""

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group

from complaints.choices import Outcome, Payment, Reason
from complaints.figures import load_figures
from complaints.models import Draft, Rule
from complaints.rules import load_rules
from complaints.services.cases import file_complaint
from config.roles import AGENT, AUDITOR, MEDIATOR, SUPERVISOR, make_roles
from contacts.directory import load_directory
from contacts.models import Company, User

# Sunday 22 November 2026, 9 h in Brasília.
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
ORDER_NUMBER = "8140908741358880"


def furnish():
    """Load rules, directory and roles, unless they are there already."""
    if not Rule.objects.exists():
        load_rules()
        load_figures()
        load_directory()
        make_roles()


def person(email, name, role=None, **fields):
    """Make somebody who can sign in; staff come with a second factor."""
    fields = {"display_name": name, "is_staff": bool(role), **fields}
    user = User.objects.create_user(email, "senha-de-teste-123", **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
        TOTP.activate(user, generate_totp_secret())
    return user


def show_factor(session, user, at=None):
    """Note in a session that `user` showed the second factor, now or at the epoch second `at`.

    As allauth does when somebody signs in or is asked again; the caller saves the session.
    """
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time() if at is None else at}]
    session["account_authentication_methods_user"] = str(user.pk)


class Cast:
    """Everybody, made on first mention."""

    PEOPLE = {
        "consumer": ("maria@example.com", "Maria", None),
        "stranger": ("zeca@example.com", "Zeca", None),
        "agent": ("ana@example.com", "Ana", AGENT),
        "mediator": ("bia@example.com", "Bia", MEDIATOR),
        "auditor": ("caio@example.com", "Caio", AUDITOR),
        "supervisor": ("sara@example.com", "Sara", SUPERVISOR),
    }

    def __getattr__(self, name):
        if name not in self.PEOPLE:
            raise AttributeError(name)
        user = person(*self.PEOPLE[name])
        setattr(self, name, user)
        return user


def make_case(user, *, now=NOW, shop="aliexpress", files=(), **changes):
    """File the case of the welding machine through the door; `changes` override order and case fields."""
    order = {
        "marketplace": Company.objects.get(slug=shop), "number": ORDER_NUMBER, "item": "máquina de solda",
        "amount": Decimal("389.90"), "payment_method": Payment.PIX, "placed_on": now.date() - timedelta(days=53),
        "promised_on": now.date() - timedelta(days=9),
    }
    case = {
        "reason": Reason.NOT_RECEIVED, "story": "Comprei uma máquina de solda e até agora não chegou.",
        "desired_outcome": Outcome.REFUND, "amount_claimed": Decimal("389.90"),
    }
    of_case = {*case, "contacted_on", "defect_seen_on", "refund_promised_on"}
    for name, value in changes.items():
        (case if name in of_case else order)[name] = value
    draft = Draft.objects.create(user=user)
    return file_complaint(draft, order, case, now=now).complaint
