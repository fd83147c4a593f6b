"""Settings: one file, every outside value typed and from the environment.

Three URLs choose between the embedded default and servers: DATABASE_URL, REDIS_URL,
EMAIL_URL. PRODUCTION=1 demands them, a secret key and the hosts.
"""

import os
from pathlib import Path
from urllib.parse import quote

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.environment import Environment, broker_folders

YEAR = 365 * 24 * 60 * 60
BASE_DIR = Path(__file__).resolve().parent.parent
given = Environment(os.environ)

PRODUCTION = given.flag("PRODUCTION")
DEBUG = given.flag("DEBUG") and not PRODUCTION
# Stories, proofs and the secret key: what any process here writes, no other user of the machine reads.
os.umask(0o077)
DATA_DIR = given.folder("DATA_DIR", BASE_DIR / "var")
PORT = given.number("PORT", 8000, least=1, most=65535)
# Read by config/gunicorn.py, which must stay small; checked here.
given.number("WEB_CONCURRENCY", 1, least=1, most=512)
given.number("WEB_THREADS", 4, least=1, most=512)
if PRODUCTION:
    given.require(
        "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS", "SITE_URL", "TRUSTED_PROXY_COUNT"
    )
SECRET_KEY = given.secret_key(DATA_DIR, production=PRODUCTION)
ALLOWED_HOSTS = given.items("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = given.site_url("SITE_URL", f"http://localhost:{PORT}", ALLOWED_HOSTS if PRODUCTION else ())
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# -- Services ---------------------------------------------------------------------------

DATABASE_URL = given.service_url("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'prazo.sqlite3'))}")
REDIS_URL = given.service_url("REDIS_URL", "")
EMAIL_URL = given.service_url("EMAIL_URL", f"filemail:///{DATA_DIR / 'mail'}")

DATABASES = {"default": given.env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL with immediate transactions: writers queue instead of failing with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000;"
        ),
    }
else:
    # Seconds; a server that is away must not hold a start or a page for minutes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    # Rate limits live in the cache, so every process must see the same one.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # Measured with these: a killed worker's tasks are handed out again after some 20 seconds
    # past the visibility timeout, which must exceed the longest task.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    }
else:
    # No server: kombu's file-system transport, mended in `config.broker`; its folders must exist.
    CELERY_BROKER_URL = "wholefiles://"
    CELERY_BROKER_TRANSPORT_OPTIONS = broker_folders(DATA_DIR)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
# A publish to a dead broker fails at once; the next tick finds the work in the database.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "America/Sao_Paulo"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

mail_config = given.env.email_url_config(EMAIL_URL)
EMAIL_BACKEND = mail_config["EMAIL_BACKEND"]
EMAIL_HOST = mail_config.get("EMAIL_HOST") or ""
EMAIL_PORT = mail_config.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = mail_config.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = mail_config.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = mail_config.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = mail_config.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = given.text("MAIL_FROM", "Prazo Certo <avisos@prazocerto.example>")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].strip("> ")
# Minutes after which a claimed but unsent mail goes back to the queue.
MAIL_CLAIM_MINUTES = given.number("MAIL_CLAIM_MINUTES", 60)

# -- Applications -----------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "disputes",
    "complaints",
    "contacts",
    "config.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "contacts.middleware.ReaderMiddleware",
    "config.middleware.BodyLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "contacts.middleware.StaffMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# Labels of split date and time fields in the admin come from our own template.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# -- People -----------------------------------------------------------------------------

AUTH_USER_MODEL = "contacts.User"
# The second one is asked for nothing but the sessions it once made.
AUTHENTICATION_BACKENDS = [
    "contacts.backends.PeopleBackend", "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "contacts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Mail is queued and phones are slow: a code lives a quarter of an hour.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 1800
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
# A changed password, address or second factor is told to the mailbox, so that a stranger's change is noticed.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {"signup": "contacts.forms.SignupForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Prazo Certo"
ALLAUTH_TRUSTED_PROXY_COUNT = given.number("TRUSTED_PROXY_COUNT", 0)
# Staff must have a second factor; the demonstration's staff come with one.
STAFF_SECOND_FACTOR = given.flag("STAFF_SECOND_FACTOR", True)
# How long staff stay signed in at most, after how long a silence they are not, and for how long after showing
# password or second factor they may decide, export and give rights.
STAFF_SESSION_HOURS = given.number("STAFF_SESSION_HOURS", 12, least=1, most=24 * 14)
STAFF_SILENCE_MINUTES = given.number("STAFF_SILENCE_MINUTES", 60, least=5, most=24 * 60)
STAFF_FRESH_MINUTES = given.number("STAFF_FRESH_MINUTES", 10, least=1, most=24 * 60)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cases"
LOGOUT_REDIRECT_URL = "home"

# -- Words and time ---------------------------------------------------------------------

LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", _("Português")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
CASE_TIME_ZONE = "America/Sao_Paulo"

# -- Files ------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
# Evidence lies outside every public folder and has no URL of its own.
MEDIA_ROOT = DATA_DIR / "evidence"
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
# What is typed; files are counted apart.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# One request: a form with up to 20 files of 10 MB.
MOST_BYTES_POSTED = 250 * 1024 * 1024

# -- Safety -----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https")
    SECURE_HSTS_SECONDS = given.number("HSTS_SECONDS", YEAR if SITE_URL.startswith("https") else 0)
    SECURE_SSL_REDIRECT = given.flag("SSL_REDIRECT", SITE_URL.startswith("https"))
    SECURE_REDIRECT_EXEMPT = ["^health$"]
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

# -- Logs: ids and counts, never an address, a name or a story ---------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "config.logs.Discreet", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": given.log_level("LOG_LEVEL", "INFO")},
    "loggers": {# Without handlers of their own: everything passes the formatter above.
                "django": {}, "django.server": {"propagate": True},
                "gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
                "gunicorn.access": {"handlers": ["stderr"], "propagate": False},
                "fontTools": {"level": "WARNING"}, "pikepdf": {"level": "WARNING"},
                # It warns that the file-system transport has no host name.
                "kombu.connection": {"level": "ERROR"},
                # Each tick would be six lines a minute; the sweep and the mail count their own work.
                "celery.beat": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"}},
}

given.stop_on_faults()
