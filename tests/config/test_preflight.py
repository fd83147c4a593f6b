"""In production nothing starts beside a service that does not answer; elsewhere that is a warning."""

import smtplib
import sys

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import get_connection
from django.db import OperationalError, connection

from config import preflight
from tests.config.starting import COMMANDS, PRODUCTION, free_port, start

STARTS = {"preflight": ["manage.py", "preflight"], "gunicorn": COMMANDS["gunicorn"], "celery": COMMANDS["celery"]}
NAMES = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")


@pytest.mark.parametrize("command", STARTS)
def test_production_does_not_start_beside_dead_services(command, tmp_path):
    done = start(STARTS[command], tmp_path, **PRODUCTION)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    for name in NAMES:
        (line,) = [line for line in done.stderr.splitlines() if line.startswith(f"Fault: {name}: ")]
        assert "To mend it: " in line
    assert "secret-word" not in done.stderr + done.stdout


def test_elsewhere_dead_services_are_warnings(tmp_path):
    values = {name: PRODUCTION[name] for name in NAMES}
    done = start(STARTS["preflight"], tmp_path, **values)
    assert done.returncode == 0
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == list(NAMES)
    assert all(line.startswith("Warning: ") for line in done.stderr.splitlines())


def test_empty_database_is_told_from_a_dead_one(tmp_path):
    done = start(STARTS["preflight"], tmp_path)
    assert "run `python manage.py prepare`" in done.stderr


def test_prepared_services_have_no_fault(db, settings):
    settings.REDIS_URL = ""
    assert preflight.database_fault() == preflight.unprepared_fault() == ""
    assert preflight.redis_fault() == preflight.mail_fault() == ""


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ('FATAL:  password authentication failed for user "prazo"\n', "correct the user and the password"),
        ('FATAL:  database "prazo" does not exist\n', "create it on the server"),
        ("could not translate host name\nto address", "see that the server runs"),
    ],
)
def test_the_advice_fits_the_fault_of_the_database(said, advice, monkeypatch):
    def refuse():
        raise OperationalError(said)

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    fault = preflight.database_fault()
    assert advice in fault
    assert "\n" not in fault


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return settings


class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"


def test_a_mail_server_without_sign_in_is_enough(smtp):
    sink = Controller(Sink(), hostname="127.0.0.1", port=smtp.EMAIL_PORT)
    sink.start()
    try:
        assert preflight.mail_fault() == ""
    finally:
        sink.stop()
    assert "does not answer" in preflight.mail_fault()


def test_a_refused_sign_in_is_told_from_a_dead_server(smtp, monkeypatch):
    def refuse(mailer):
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 no\nsuch user")

    monkeypatch.setattr(type(get_connection()), "open", refuse)
    fault = preflight.mail_fault()
    assert "refuses the sign-in (535 5.7.8 no such user)" in fault


def test_stopping_is_for_production_alone(settings, monkeypatch, capsys):
    monkeypatch.setattr(preflight, "faults", lambda: ["REDIS_URL: away. To mend it: start it."])
    settings.PRODUCTION = False
    preflight.stop_unless_ready()
    assert capsys.readouterr().err == "Warning: REDIS_URL: away. To mend it: start it.\n"
    settings.PRODUCTION = True
    with pytest.raises(SystemExit) as stop:
        preflight.stop_unless_ready()
    assert stop.value.code == 1


def test_preflight_is_what_a_worker_asks_first():
    assert sys.modules["config.celery"].stop_unless_ready is preflight.stop_unless_ready
