"""The demonstration's sign-ins, and a second-factor code for its staff."""

import json
import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from config.demo_room import SELLER
from config.management.commands.demo import sign_ins_path
from disputes.models import SellerLink

PERIOD = app_settings.TOTP_PERIOD  # seconds a code lives


class Command(BaseCommand):
    help = "Print the demonstration's sign-ins; with the e-mail of one of its staff, a second-factor code."

    def add_arguments(self, parser):
        parser.add_argument("email", nargs="?", default="")

    def handle(self, *args, email="", **options):
        if settings.PRODUCTION:
            raise CommandError("There is no demonstration in production.")
        path = sign_ins_path()
        if not path.exists():
            raise CommandError("There is no demonstration yet. Make it with: make run")
        people = json.loads(path.read_text())
        if email:
            self.write_code(email.lower(), people)
        else:
            self.write_table(people)

    def write_table(self, people):
        rows = [("sign in as", "password", "role"), *((one["email"], one["password"], one["role"]) for one in people)]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            self.stdout.write("  " + "   ".join(cells).rstrip())
        staff = next((one["email"] for one in people if one["role"] != "consumer"), None)
        if staff:
            self.stdout.write(
                f"\n  Staff (at {settings.SITE_URL}/admin/) are asked for a code too: make code EMAIL={staff}\n"
                f"  Emergency codes: {sign_ins_path()}\n"
            )
        link = SellerLink.objects.filter(address=SELLER, revoked_at=None, dispute__closed_at=None).last()
        if link:
            # A seller has no account: the link of a mail is all it takes.
            page = reverse("seller_room", args=[link.token])
            self.stdout.write(f"  A seller answers here, without an account: {settings.SITE_URL}{page}\n")

    def write_code(self, email, people):
        staff = [one["email"] for one in people if one["role"] != "consumer"]
        if email not in staff:
            raise CommandError(f"Codes are given only for the demonstration's staff: {', '.join(staff)}.")
        factor = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
        if factor is None:
            raise CommandError(f"{email} has no second factor any more; use an emergency code of {sign_ins_path()}.")
        now = int(time.time())
        code = format_hotp_value(hotp_value(decrypt(factor.data["secret"]), now // PERIOD))
        self.stdout.write(f"{code}   (good for {PERIOD - now % PERIOD} more seconds, once)")
