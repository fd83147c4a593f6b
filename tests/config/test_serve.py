"""One command starts everything and one signal stops it, with nothing left behind."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from config.management.commands.footprint import descendants, runs
from tests.config.starting import PRODUCTION, ROOT, free_port, start

# Seconds after which something hangs; a good run needs a few.
GIVE_UP = 90


def first_page(address, process):
    end = time.monotonic() + GIVE_UP
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return None


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_starts_says_where_and_stops_whole(number, code, tmp_path):
    port = free_port()
    given = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given |= {"PORT": str(port), "DATA_DIR": str(tmp_path)}
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=given, stdout=log, stderr=log, start_new_session=True
        )
        family = [process.pid]
        try:
            status = first_page(f"http://localhost:{port}/", process)
            family = descendants(process.pid)
            process.send_signal(number)
            returned = process.wait(timeout=GIVE_UP)
            left = [pid for pid in family if runs(pid)]
        finally:
            for pid in {*family, *descendants(process.pid)}:
                if runs(pid):
                    os.kill(pid, signal.SIGKILL)
        log.seek(0)
        text = log.read()
    assert status == 200, text
    assert (returned, left) == (code, []), text
    assert len(family) >= 5
    assert f"http://localhost:{port}\n" in text
    for words in ("maria@demo.example", "bia.mediadora@demo.example", "make code EMAIL="):
        assert words in text
    assert "Traceback" not in text


def test_a_dead_database_stops_it_before_anything_starts(tmp_path):
    done = start(["manage.py", "serve"], tmp_path, DATABASE_URL=PRODUCTION["DATABASE_URL"])
    assert done.returncode == 1
    assert "DATABASE_URL: the database does not open" in done.stderr
    assert "Traceback" not in done.stderr
    assert "started" not in done.stdout
