"""The product as it runs for people: a web server and a worker with beat, in processes of their own.

SQLite and the file-system broker by default; with TEST_DATABASE_URL and TEST_REDIS_URL a
database and a Redis number of its own, dropped and emptied at the end.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg2
import redis

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
REDIS_NUMBERS = range(15, 0, -1)

MAIL_ROWS = """
import django; django.setup()
from contacts.models import OutgoingEmail
for row in OutgoingEmail.objects.order_by("pk").values_list("name", "state", "send_after", "attempts", "last_error"):
    print(*row)
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Product:
    """Everything one installation needs; `travel` stops its processes and starts them at another time."""

    def __init__(self, mail_port):
        self.folder = Path(tempfile.mkdtemp(prefix="prazo-certo-journey-"))
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.processes, self.instant = [], None
        # What is already there of the developer's or the test run's own settings must not leak in.
        self.environment = {
            name: value for name, value in os.environ.items()
            if name in {"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH"}
        } | {
            "DATA_DIR": str(self.folder), "PORT": str(self.port), "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1",
        }
        self.database, self.redis_url = None, None
        if os.environ.get("TEST_DATABASE_URL"):
            self.make_database(os.environ["TEST_DATABASE_URL"])
        if os.environ.get("TEST_REDIS_URL"):
            self.take_redis_number(os.environ["TEST_REDIS_URL"])

    # -- What it stands on ----------------------------------------------------------------

    def make_database(self, url):
        self.server_url, self.database = url, f"journey_{secrets.token_hex(6)}"
        self.on_server(f"CREATE DATABASE {self.database}")
        parts = urlsplit(url)
        self.environment["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{self.database}"))

    def on_server(self, statement):
        connection = psycopg2.connect(self.server_url)
        connection.autocommit = True
        try:
            connection.cursor().execute(statement)
        finally:
            connection.close()

    def take_redis_number(self, url):
        """Take a number of the Redis server that nobody uses."""
        parts = urlsplit(url)
        for number in REDIS_NUMBERS:
            candidate = urlunsplit(parts._replace(path=f"/{number}"))
            client = redis.Redis.from_url(candidate)
            taken = client.dbsize() or not client.set("prazo-certo-journey", self.port, nx=True)
            client.close()
            if not taken:
                self.redis_url = self.environment["REDIS_URL"] = candidate
                return
        raise AssertionError("every number of the Redis server is in use")

    # -- Processes ------------------------------------------------------------------------

    def run(self, *arguments):
        """Run a program to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True,
            timeout=180,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *program):
        name = program[0]
        log = (self.folder / f"{name}.log").open("ab")
        self.processes.append(subprocess.Popen(
            [sys.executable, "-m", "tests.journey.at", str(self.ahead), *program],
            cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
        ))
        log.close()

    def travel(self, instant):
        """Be at `instant` (ISO, with an offset): stop, start then, and wait until the sweep has run."""
        self.stop()
        self.instant = datetime.fromisoformat(instant)
        self.ahead = self.instant.timestamp() - time.time()
        self.start(
            "gunicorn", "config.wsgi", "--no-control-socket", "--bind", f"127.0.0.1:{self.port}", "--workers", "1",
            "--threads", "4", "--graceful-timeout", "1",
        )
        self.start("celery", "-A", "config", "worker", "-B", "-P", "threads", "-c", "2", "--loglevel", "INFO")
        until = time.monotonic() + PATIENCE
        while not self.has_swept():
            assert time.monotonic() < until, f"the product did not come up at {instant}:\n{self.logs()}"
            for process in self.processes:
                assert process.poll() is None, f"a process ended by itself:\n{self.logs()}"
            time.sleep(0.1)

    def now(self):
        """Return the product's time in seconds since 1970."""
        return time.time() + self.ahead

    def has_swept(self):
        """Ask the product's own page of health whether a sweep has ended since the start."""
        try:
            with urlopen(f"{self.url}/health", timeout=10) as answer:
                health = json.load(answer)
        except (URLError, ConnectionError, TimeoutError):
            return False
        return datetime.fromisoformat(health["last_sweep"]) >= self.instant

    def stop(self):
        """End the processes this object started, and no others."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes = []

    def logs(self):
        return "\n".join(
            f"== {path.name}\n{path.read_text(errors='replace')[-9000:]}" for path in self.folder.glob("*.log")
        )

    def mail_rows(self):
        """Return, for a failed test's message, how the product sees its mail."""
        return self.run("-c", MAIL_ROWS)

    def close(self):
        self.stop()
        if self.database:
            self.on_server(f"DROP DATABASE {self.database} WITH (FORCE)")
        if self.redis_url:
            client = redis.Redis.from_url(self.redis_url)
            client.flushdb()
            client.close()
        shutil.rmtree(self.folder, ignore_errors=True)
