"""Measure what a first start costs: seconds until the first page, and memory of every process."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SECONDS_LIMIT = 90
MEGABYTES_LIMIT = 400
# Seconds after which a start has failed, and for which the processes settle before they are weighed.
GIVE_UP, SETTLE = 600, 20
PAGES = ["/", "/account/login/", "/account/signup/", "/health"]
LEAVE_OUT = (".venv", ".git", "var", "__pycache__", ".hypothesis", ".ruff_cache", ".pytest_cache", "node_modules")
SERVICES = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DATA_DIR", "SITE_URL", "PRODUCTION", "MAKEFLAGS", "MAKELEVEL")


def descendants(pid: int) -> list[int]:
    """Return `pid` and every process below it, from /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in parentheses may hold spaces; the parent is the second field after it.
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # It ended meanwhile.
    found = [pid]
    for one in found:
        found.extend(child for child, parent in parents.items() if parent == one)
    return found


def runs(pid: int) -> bool:
    """Tell whether the process does anything; a dead one that nobody has buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def memory(pid: int) -> tuple[int, int]:
    """Return (proportional, resident) memory of a process in kilobytes; shared pages count in full in the second."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return int(fields["Pss"].split()[0]), int(fields["Rss"].split()[0])


def page_answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


class Command(BaseCommand):
    help = "Start a fresh copy of this tree with `make run`, print seconds and megabytes, stop it again."
    requires_system_checks = []

    def handle(self, *args, **options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with tempfile.TemporaryDirectory(prefix="prazo-certo-footprint-") as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(settings.BASE_DIR, copy, ignore=shutil.ignore_patterns(*LEAVE_OUT))
            environment = {name: value for name, value in os.environ.items() if name not in SERVICES}
            began = time.monotonic()
            with (Path(folder) / "log").open("w+") as log:
                run = subprocess.Popen(
                    ["make", "run"], cwd=copy, env={**environment, "PORT": str(port)},
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                )
                try:
                    within = self.report(run, f"http://localhost:{port}", began, log)
                finally:
                    left = self.stop(run)
        if left:
            raise CommandError(f"Processes were left behind and had to be killed: {left}")
        if not within:
            raise CommandError("Over the limit.")

    def report(self, run, address, began, log) -> bool:
        while not page_answers(address + "/"):
            if run.poll() is not None or time.monotonic() - began > GIVE_UP:
                log.seek(0)
                raise CommandError(f"`make run` did not come up:\n{log.read()[-3000:]}")
            time.sleep(0.2)
        seconds = time.monotonic() - began
        for page in PAGES * 3:
            page_answers(address + page)
        time.sleep(SETTLE)
        sizes = [memory(pid) for pid in descendants(run.pid)]
        shared, resident = (sum(column) / 1024 for column in zip(*sizes, strict=True))
        self.stdout.write(f"First page after {seconds:.1f} s (limit {SECONDS_LIMIT} s).")
        self.stdout.write(
            f"{len(sizes)} processes: {resident:.0f} MB resident (limit {MEGABYTES_LIMIT} MB); "
            f"{shared:.0f} MB when pages they share are counted once."
        )
        return seconds <= SECONDS_LIMIT and resident <= MEGABYTES_LIMIT

    def stop(self, run) -> list[int]:
        """Press Ctrl-C; return the processes that outlived it."""
        family = descendants(run.pid)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(timeout=30)
        left = [pid for pid in family if runs(pid)]
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        return left
