"""Read stories from a file, one JSON object a line, and print what each one says."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from complaints.intake import labels, read


class Command(BaseCommand):
    help = 'Read stories: each line of FILE is {"id": ..., "text": ...}; prints one JSON object a line.'
    # Reading a text needs no database and no prepared product.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--jsonl", required=True, metavar="FILE", help="file with one story a line; - is stdin")

    def handle(self, *args, jsonl, **options):
        if jsonl == "-":
            faults = self.read_lines(getattr(sys.stdin, "buffer", sys.stdin))
        else:
            try:
                with Path(jsonl).open("rb") as lines:
                    faults = self.read_lines(lines)
            except (OSError, ValueError) as error:
                raise CommandError(f"{jsonl}: {getattr(error, 'strerror', None) or error}")
        if faults:
            raise CommandError(f"{faults} line(s) could not be read.")

    def read_lines(self, lines):
        """Print a line for every story; return how many lines were none."""
        faults = 0
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                story = parse(line)
            except ValueError as error:
                faults += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            self.stdout.write(dumped({"id": story.get("id"), **labels(read(story["text"]))}))
        return faults


def parse(line):
    """Return the story of one line. Raises ValueError with a sentence when it is none."""
    try:
        story = json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply")
    except ValueError as error:
        raise ValueError(f"not JSON ({error})")
    if not isinstance(story, dict):
        raise ValueError("not a JSON object")
    if not isinstance(story.get("text"), str):
        raise ValueError('no "text", or not a string')
    return story


def dumped(story):
    """Return one line of JSON; signs that no encoding has stay escaped."""
    line = json.dumps(story, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(story)
    return line
