"""Bring the database and the folders to where this version of the product expects them."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from complaints.figures import load_figures
from complaints.rules import load_rules
from complaints.saved_replies import load_replies
from complaints.search import forgives_typos
from config.roles import make_roles
from contacts.directory import load_directory


class Command(BaseCommand):
    help = "Migrate, collect static files, load the directory and the rules. Doing it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="also make the demonstration, once")

    def handle(self, *args, demo=False, **options):
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        directory, rules = load_directory(), load_rules()
        figures, replies = load_figures(), load_replies()
        make_roles()
        self.stdout.write(
            f"Directory: {directory.companies} companies, {directory.bodies} bodies. "
            f"Rules: {rules.added} new, {rules.changed} changed, {rules.same} as they were. "
            f"Figures: {figures.added} new, {figures.same + figures.left_alone} as they were. "
            f"Replies: {replies.added} new, {replies.same} as they were."
        )
        if connection.vendor == "postgresql" and not forgives_typos():
            self.stdout.write(
                "PostgreSQL lacks the extension pg_trgm: the staff's search forgives no misspelt word. "
                "To mend it: CREATE EXTENSION pg_trgm; as the owner of the database.")
        if demo:
            call_command("demo")
