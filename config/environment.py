"""Read the environment once, with types, and say plainly what is wrong with it.

Every value the product takes from outside passes through `Environment`. A bad value is
collected, not raised at once, so that an operator sees all of them in one message.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

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
}


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

    def number(self, name, default):
        raw = self.text(name)
        if raw and not raw.isdigit():
            self.fault(name, "is not a whole number", f"write digits only, for example {default}")
            return default
        return int(raw or default)

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
            self.fault(name, f"begins with {parts.scheme or 'nothing'}:// which is not known here")
            return default
        if parts.scheme not in {"sqlite", "unix", "filemail", "consolemail", "memorymail"} and not parts.hostname:
            self.fault(name, "names no host")
            return default
        return url

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
            raise ImproperlyConfigured(
                "Prazo Certo cannot start; the environment needs mending:\n  - " + "\n  - ".join(self.faults)
            )


def broker_folders(data_dir):
    """Create and return, as kombu's options, the folders of the file-system broker below `data_dir`."""
    queue, control = Path(data_dir) / "broker" / "queue", Path(data_dir) / "broker" / "control"
    for folder in (queue, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {"data_folder_in": str(queue), "data_folder_out": str(queue), "control_folder": str(control)}
