"""Settings of the test run: the product's own, with quick hashing and everything in a folder that goes away."""

import os
import tempfile
from pathlib import Path

# Each xdist worker has files of its own; nothing of a developer's var/ is touched.
folder = Path(tempfile.mkdtemp(prefix="prazo-certo-tests-"))
os.environ["DATA_DIR"] = str(folder)
for name in ("PRODUCTION", "DEBUG", "SECRET_KEY", "EMAIL_URL"):
    os.environ.pop(name, None)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{folder / 'tests.sqlite3'}"
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nobody reads a broker in the test process: tests call the tasks themselves.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
STATIC_ROOT = folder / "static"
STATIC_ROOT.mkdir(exist_ok=True)
ALLOWED_HOSTS = ["*"]
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
