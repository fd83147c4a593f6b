"""Bring the database and the folders to where this version of the product expects them."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from complaints.figures import load_figures
from complaints.rules import load_rules
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
        figures = load_figures()
        make_roles()
        self.stdout.write(
            f"Directory: {directory.companies} companies, {directory.bodies} bodies. "
            f"Rules: {rules.added} new, {rules.changed} changed, {rules.same} as they were. "
            f"Figures: {figures.added} new, {figures.same + figures.left_alone} as they were."
        )
        if demo:
            call_command("demo")
