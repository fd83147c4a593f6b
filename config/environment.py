"""Read the environment once, with types, and say plainly what is wrong with it.

Every value the product takes from outside passes through `Environment`. A bad value is
collected, not raised at once, so that an operator sees all of them in one message.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

SECRET_KEY_MIN = 50
URL_SCHEMES = {
    "DATABASE_URL": {"sqlite", "postgres", "postgresql", "psql", "pgsql"},
    "REDIS_URL": {"redis", "rediss", "unix"},
    "EMAIL_URL": {"smtp", "smtps", "smtp+tls", "smtp+ssl", "filemail", "consolemail", "memorymail"},
}
MEND = {
    "DATABASE_URL": "give it as postgres://USER:PASSWORD@HOST:5432/NAME (or sqlite:////full/path/file.sqlite3)",
    "REDIS_URL": "give it as redis://HOST:6379/0",
    "EMAIL_URL": "give it as smtp+tls://USER:PASSWORD@HOST:587 (smtp://HOST:25 without encryption)",
    "SECRET_KEY": "make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'",
    "ALLOWED_HOSTS": "name the hosts this site answers to, separated by commas: ALLOWED_HOSTS=prazo.example",
    "SITE_URL": "give the public address that mails link to: SITE_URL=https://prazo.example",
    "TRUSTED_PROXY_COUNT": (
        "say how many proxies stand in front: TRUSTED_PROXY_COUNT=1 behind one, 0 behind none; "
        "rate limits see the wrong address otherwise"
    ),
    "DATA_DIR": "name a folder that the user who runs Prazo Certo may write to",
}
LOG_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
HOSTLESS = {"sqlite", "unix", "filemail", "consolemail", "memorymail"}
# PostgreSQL is reached through its socket when its URL names no host.
POSTGRES = URL_SCHEMES["DATABASE_URL"] - {"sqlite"}


class WrongEnvironment(ImproperlyConfigured):
    """Values from outside do not allow a start; the text is one plain line for each."""


def say_plainly(kind, error, traceback):
    """Print a wrong environment as its sentences: the operator's values are wrong, not this code."""
    if issubclass(kind, WrongEnvironment):
        sys.stderr.write(f"{error}\n")
    else:
        sys.__excepthook__(kind, error, traceback)


class Environment:
    """Typed reader that gathers faults.

    Args:
        values: a mapping like `os.environ`.
    """

    def __init__(self, values):
        self.values = values
        self.env = environ.Env()
        self.faults = []

    def text(self, name, default=""):
        return self.values.get(name, "").strip() or default

    def flag(self, name, default=False):
        raw = self.text(name).lower()
        if raw in {"", "1", "0", "true", "false", "yes", "no", "on", "off"}:
            return raw in {"1", "true", "yes", "on"} if raw else default
        self.fault(name, "is neither yes nor no", "write 1 or 0")
        return default

    def number(self, name, default, *, least=0, most=10**9):
        raw = self.text(name)
        if raw and not (raw.isascii() and raw.isdigit()):
            self.fault(name, "is not a whole number", f"write digits only, for example {default}")
            return default
        if not least <= int(raw or default) <= most:
            self.fault(name, f"is not between {least} and {most}", f"write for example {default}")
            return default
        return int(raw or default)

    def log_level(self, name, default):
        level = self.text(name, default).upper()
        if level not in LOG_LEVELS:
            self.fault(name, "is no level of logging", f"write one of {', '.join(sorted(LOG_LEVELS))}")
            return default
        return level

    def items(self, name, default=()):
        return [item.strip() for item in self.text(name).split(",") if item.strip()] or list(default)

    def fault(self, name, what, mend=None):
        self.faults.append(f"{name} {what}. To mend it: {mend or MEND[name]}.")

    def require(self, *names):
        for name in names:
            if not self.text(name):
                self.fault(name, "is missing (PRODUCTION=1 asks for it)")

    def service_url(self, name, default):
        """Return the URL of a service; note a fault when its shape is wrong."""
        url = self.text(name) or default
        if not url:
            return ""
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018  (reading it is what validates it)
        except ValueError as error:
            self.fault(name, f"cannot be read ({error})")
            return default
        if parts.scheme not in URL_SCHEMES[name]:
            known = "://" in url and parts.scheme
            self.fault(name, f"begins with {parts.scheme}:// which is not known here" if known else "has no scheme")
            return default
        if parts.scheme in POSTGRES and not parts.path.strip("/"):
            self.fault(name, "names no database")
            return default
        if parts.scheme not in HOSTLESS | POSTGRES and not parts.hostname:
            self.fault(name, "names no host")
            return default
        return url

    def site_url(self, name, default, hosts):
        """Return the address mails link to, without a closing slash; one of `hosts` must answer there."""
        url = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018
        except ValueError as error:
            self.fault(name, f"cannot be read ({error})")
            return default
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            self.fault(name, "is no address that begins with https:// or http://")
            return default
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        if hosts and not validate_host(host, hosts):
            self.fault(name, f"leads to {host}, which ALLOWED_HOSTS does not name", "let both name the same host")
        return url

    def folder(self, name, default):
        """Return a folder as an absolute path; a missing one is made, for its owner alone."""
        path = Path(self.text(name, str(default))).expanduser().resolve()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            writable = os.access(path, os.W_OK | os.X_OK)
        except OSError:
            writable = False
        if not writable:
            self.fault(name, f"is {path}, which cannot be written")
            self.stop_on_faults()
        return path

    def secret_key(self, data_dir, *, production):
        """Return SECRET_KEY; without one, and outside production, keep a random one in `data_dir`."""
        key = self.text("SECRET_KEY")
        if key:
            if production and len(key) < SECRET_KEY_MIN:
                self.fault("SECRET_KEY", f"is shorter than {SECRET_KEY_MIN} characters")
            return key
        if production:
            return "missing"
        path = Path(data_dir) / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(64))
        return path.read_text().strip()

    def stop_on_faults(self):
        if self.faults:
            # Every way in (manage.py, Celery, another server) ends here; none of them shall show a traceback.
            sys.excepthook = say_plainly
            raise WrongEnvironment(
                "Prazo Certo cannot start; the environment needs mending:\n  - " + "\n  - ".join(self.faults)
            )


def broker_folders(data_dir):
    """Create and return, as kombu's options, the folders of the file-system broker below `data_dir`."""
    queue, control = Path(data_dir) / "broker" / "queue", Path(data_dir) / "broker" / "control"
    for folder in (queue, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {"data_folder_in": str(queue), "data_folder_out": str(queue), "control_folder": str(control)}
