"""How gunicorn serves the product. It reads the environment only: the master process stays small."""

import os
import subprocess
import sys
from pathlib import Path


def number(name, default):
    """Return a count from the environment; a wrong one is named by the preflight, before it matters."""
    raw = os.environ.get(name, "").strip()
    return int(raw) if raw.isdigit() else default


# The default of the settings, for what the master writes as well.
os.umask(0o077)

bind = os.environ.get("BIND", "").strip() or f"127.0.0.1:{number('PORT', 8000)}"
workers = number("WEB_CONCURRENCY", 1)
threads = number("WEB_THREADS", 4)
worker_class = "gthread"
timeout = 60
graceful_timeout = 4
max_requests = 20000
max_requests_jitter = 2000
control_socket_disable = True
loglevel = "warning"
chdir = str(Path(__file__).resolve().parent.parent)


def on_starting(server):
    """Stop with plain sentences, before any worker starts, when the environment is wrong."""
    if os.environ.get("PREFLIGHT") != "done":
        # In a process of its own: Django's memory would stay with the master for ever.
        checked = subprocess.run([sys.executable, "manage.py", "preflight", "--only-faults"], check=False)
        if checked.returncode:
            sys.exit(checked.returncode)


def post_worker_init(worker):
    """Say where, once pages can be served."""
    address = os.environ.get("SITE_URL") or f"http://localhost:{number('PORT', 8000)}"
    sys.stdout.write(f"Prazo Certo answers at {address}\n")
    sys.stdout.flush()
