from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from disputes.drawing import page


class Command(BaseCommand):
    help = "Write the drawing of a dispute's life to docs/disputes.md."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", default=str(Path(settings.BASE_DIR) / "docs" / "disputes.md"))

    def handle(self, *args, path, **options):
        target = Path(path)
        target.parent.mkdir(exist_ok=True)
        target.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote {target}")
