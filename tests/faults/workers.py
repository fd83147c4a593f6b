"""Real Celery workers, each a process group of its own, that can be caught in the act and killed."""

import os
import signal
import subprocess
import sys
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from tests.faults.waiting import until

# FOR UPDATE is what takes this lock on the clocks, and only the sweep's claim asks for it.
SWEEPING = """
    SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE a.datname = current_database() AND l.relation = 'complaints_deadline'::regclass
    AND l.mode = 'RowShareLock' AND l.granted AND a.pid <> pg_backend_pid()
"""
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = ANY(%s)"


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


class Fleet:
    """The workers of a test: started by name, killed by process group, always ended."""

    def __init__(self, environment, sink, folder):
        self.environment, self.sink, self.folder = environment, sink, folder
        self.alive = {}
        self.started = 0

    def start(self):
        """Start a worker with two children; its name is that of its database connections and its SMTP address."""
        self.started += 1
        name = f"worker{self.started}"
        url = f"{self.environment['DATABASE_URL']}?{urlencode({'application_name': name})}"
        environment = {
            **self.environment, "DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.listen(name)}",
        }
        command = [
            sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "2", "-n", f"{name}@faults", "-l", "INFO",
            "--without-mingle", "--without-gossip", "--without-heartbeat",
        ]
        with open(self.folder / f"{name}.log", "wb") as log:
            self.alive[name] = subprocess.Popen(
                command, env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )
        return name

    def kill(self, *names):
        """Kill whole workers with SIGKILL, all at once, and wait until their database sessions are gone."""
        killed = [self.alive.pop(name) for name in names]
        for worker in killed:
            os.killpg(worker.pid, signal.SIGKILL)
        for worker in killed:
            worker.wait(10)
        until(lambda: ask(CONNECTED, list(names)) == [(0,)], 15, f"database sessions of {names} stay open")

    def sweeping(self):
        """Return the names of the workers that hold claimed clocks now."""
        return {name for (name,) in ask(SWEEPING)} & self.alive.keys()

    def died(self):
        """Return the names of workers that ended by themselves."""
        return [name for name, worker in self.alive.items() if worker.poll() is not None]

    def logs(self):
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("worker*.log")))

    def end(self):
        """Stop all workers, kindly first."""
        for worker in self.alive.values():
            worker.terminate()
        for worker in self.alive.values():
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait(10)
        self.alive.clear()
