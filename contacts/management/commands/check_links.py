"""Look now at the addresses that the weekly task would look at."""

from django.core.management.base import BaseCommand

from contacts.link_checks import MOST_URLS, check_links


class Command(BaseCommand):
    help = (
        "Visit the public addresses of channels, bodies and sources that were not tried in the last three days, and "
        "remember which of them open. Takes up to twenty minutes: a host is asked once a second at most."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=MOST_URLS, help="visit at most so many addresses")

    def handle(self, *args, limit, **options):
        run = check_links(limit=max(limit, 0))
        if run.offline:
            self.stdout.write("No host gave a sign of life: is there a network? Nothing was changed.")
        else:
            self.stdout.write(f"Links: {run.opened} open, {run.failed} do not, {run.left} left for another time.")
