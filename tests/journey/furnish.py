"""Prepare an installation and employ a mediator; print her sign-in. Run as a program with the product's settings."""

import json
import secrets
import sys

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402  (models need the line above)
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402

from config.roles import MEDIATOR  # noqa: E402
from contacts.models import User  # noqa: E402


def employ(email):
    """Make a mediator with a password and a second factor."""
    sign_in = {"email": email, "password": secrets.token_urlsafe(12), "totp": generate_totp_secret()}
    user = User.objects.create_user(email, sign_in["password"], display_name="Bia", is_staff=True)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.groups.add(Group.objects.get(name=MEDIATOR))
    TOTP.activate(user, sign_in["totp"])
    return sign_in


if __name__ == "__main__":
    call_command("prepare", stdout=sys.stderr)
    json.dump(employ("bia@journey.example"), sys.stdout)
