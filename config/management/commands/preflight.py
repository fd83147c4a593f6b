"""Call the database, Redis and the mail server before the product depends on them."""

from django.conf import settings
from django.core.management.base import BaseCommand

from config.preflight import stop_unless_ready


class Command(BaseCommand):
    help = "Say which service does not answer and how to mend it; in production a fault ends with code 1."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--only-faults", action="store_true", help="say nothing when all is well")

    def handle(self, *args, only_faults=False, **options):
        stop_unless_ready()
        if not only_faults:
            where = "production" if settings.PRODUCTION else "not production: faults are only warnings"
            self.stdout.write(f"Preflight done ({where}).")
