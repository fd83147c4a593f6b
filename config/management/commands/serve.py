"""Start the whole product on this machine with one command."""

import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.ports import port_fault
from config.preflight import database_fault, mail_fault, redis_fault


class Command(BaseCommand):
    help = "Prepare the database, print the sign-ins, then start the web server and one worker with its clock."

    def handle(self, *args, **options):
        for fault in (port_fault(settings.PORT), database_fault()):
            if fault:
                raise CommandError(fault)
        others = [fault for fault in (redis_fault(), mail_fault()) if fault]
        if others and settings.PRODUCTION:
            raise CommandError("\n".join(others))
        for fault in others:
            self.stderr.write(f"Warning: {fault}")
        call_command("prepare", demo=not settings.PRODUCTION, stdout=self.stdout)
        self.stdout.write(f"\n  {settings.SITE_URL}\n")
        self.stdout.write(f"\n  Ctrl-C stops everything; the data stays in {settings.DATA_DIR}\n\n")
        if not settings.PRODUCTION:
            call_command("sign_ins", stdout=self.stdout)
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        environment = {**os.environ, "PREFLIGHT": "done", "PYTHONUNBUFFERED": "1"}
        # -P: the script's own folder has a celery.py, which must not hide Celery.
        os.execve(sys.executable, [sys.executable, "-P", "config/processes.py"], environment)
