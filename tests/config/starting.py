"""Start the product's own commands with an environment of the test's choice."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "k" * 64
# Complete and well shaped; nobody listens at these addresses.
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": KEY,
    "DATABASE_URL": "postgres://prazo:secret-word@127.0.0.1:1/prazo",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "ALLOWED_HOSTS": "prazo.example",
    "SITE_URL": "https://prazo.example",
    "TRUSTED_PROXY_COUNT": "1",
}
COMMANDS = {
    "manage.py": ["manage.py", "check"],
    "gunicorn": ["-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
    "celery": ["-m", "celery", "--quiet", "-A", "config", "worker", "-P", "solo"],
}


def start(arguments, folder, **values):
    """Run Python with `arguments` in a clean environment; data goes to `folder`. None leaves a value out."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {**kept, "DATA_DIR": str(folder), "PORT": str(free_port()), **values}
    given = {name: value for name, value in given.items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=given, capture_output=True, text=True, timeout=90, check=False
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
