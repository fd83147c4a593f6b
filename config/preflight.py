"""Ask the services that the environment names whether they answer, and say how to mend what does not.

The shape of each value is `config.environment`'s matter; here somebody is really called, with short patience.
"""

import smtplib
import sys

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis import Redis
from redis.exceptions import AuthenticationError, RedisError

from config.environment import MEND

# Seconds to wait for each service.
PATIENCE = 5


def one_line(error: BaseException) -> str:
    """Return what an error says on one line, without the full stop; SMTP errors carry bytes."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        text = f"{error.smtp_code} {reply.decode(errors='replace') if isinstance(reply, bytes) else reply}"
    else:
        text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(text.split()).rstrip(".")


def database_fault() -> str:
    """Return why the database does not answer, or ""."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        what = one_line(error)
        if "password" in what or "authentication" in what:
            how = "correct the user and the password"
        elif "does not exist" in what:
            how = "create it on the server, or correct the name"
        else:
            how = "see that the server runs, and correct its address"
        return f"DATABASE_URL: the database does not open ({what}). To mend it: {how}; {MEND['DATABASE_URL']}."
    return ""


def unprepared_fault() -> str:
    """Return that the tables are missing or old, or ""."""
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        return f"DATABASE_URL: the tables cannot be read ({one_line(error)}). To mend it: let this user own them."
    if missing:
        return (
            f"DATABASE_URL: the database lacks {missing} of this version's steps. "
            "To mend it: run `python manage.py prepare`."
        )
    return ""


def redis_fault() -> str:
    """Return why Redis does not answer, or "" (also when none is named)."""
    if not settings.REDIS_URL:
        return ""
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE) as client:
            client.ping()
    except (RedisError, OSError, ValueError) as error:
        secret = isinstance(error, AuthenticationError) or "NOAUTH" in str(error)
        how = "correct the password" if secret else "see that the server runs, and correct its address"
        return f"REDIS_URL: Redis does not answer ({one_line(error)}). To mend it: {how}; {MEND['REDIS_URL']}."
    return ""


def mail_fault() -> str:
    """Return why mail would not leave, or ""."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return ""
    mailer = get_connection(timeout=PATIENCE)
    try:
        mailer.open()
    except smtplib.SMTPAuthenticationError as error:
        how = "correct the user and the password (write @ in them as %40)"
        return f"EMAIL_URL: the mail server refuses the sign-in ({one_line(error)}). To mend it: {how}."
    except (smtplib.SMTPException, OSError) as error:
        how = f"see that the server runs, and correct its address, port and encryption; {MEND['EMAIL_URL']}"
        return f"EMAIL_URL: the mail server does not answer ({one_line(error)}). To mend it: {how}."
    finally:
        mailer.close()
    return ""


def faults() -> list[str]:
    """Call every service and return one sentence for each that fails."""
    found = [database_fault() or unprepared_fault(), redis_fault(), mail_fault()]
    connection.close()
    return [fault for fault in found if fault]


def stop_unless_ready(**kwargs):
    """Write each fault to stderr; in production end this process with code 1."""
    found = faults()
    for fault in found:
        sys.stderr.write(f"{'Fault' if settings.PRODUCTION else 'Warning'}: {fault}\n")
    if found and settings.PRODUCTION:
        sys.exit(1)
