"""A wrong or missing value from outside is named at start, with how to mend it, and without a traceback."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import MEND, Environment
from tests.config.starting import COMMANDS, PRODUCTION, start

DEMANDED = ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS", "SITE_URL", "TRUSTED_PROXY_COUNT"]
WRONG = [
    ("DATABASE_URL", "mysql://localhost/prazo", "begins with mysql://"),
    ("DATABASE_URL", "localhost", "has no scheme"),
    ("DATABASE_URL", "postgres://prazo@localhost:54a2/prazo", "cannot be read"),
    ("DATABASE_URL", "postgres://prazo@localhost:99999/prazo", "cannot be read"),
    ("DATABASE_URL", "postgres://prazo@localhost", "names no database"),
    ("REDIS_URL", "http://localhost:6379", "begins with http://"),
    ("REDIS_URL", "localhost:6379", "has no scheme"),
    ("REDIS_URL", "://localhost:6379", "has no scheme"),
    ("REDIS_URL", "redis://", "names no host"),
    ("REDIS_URL", "redis://[::1", "cannot be read"),
    ("EMAIL_URL", "mail.example:587", "has no scheme"),
    ("EMAIL_URL", "smtp://", "names no host"),
    ("EMAIL_URL", "smtp://mail.example:port", "cannot be read"),
    ("SECRET_KEY", "short", "is shorter than 50 characters"),
    ("SITE_URL", "prazo.example", "is no address"),
    ("SITE_URL", "https://other.example", "ALLOWED_HOSTS does not name"),
    ("TRUSTED_PROXY_COUNT", "one", "is not a whole number"),
    ("PORT", "eighty", "is not a whole number"),
    ("PORT", "70000", "is not between 1 and 65535"),
    ("WEB_CONCURRENCY", "many", "is not a whole number"),
    ("LOG_LEVEL", "loud", "is no level of logging"),
    ("SSL_REDIRECT", "perhaps", "is neither yes nor no"),
]


def read(values):
    """Read the environment as the settings do; return the faults."""
    given = Environment(values)
    given.number("PORT", 8000, least=1, most=65535)
    given.number("WEB_CONCURRENCY", 1, least=1, most=512)
    given.log_level("LOG_LEVEL", "INFO")
    given.flag("SSL_REDIRECT")
    given.number("TRUSTED_PROXY_COUNT", 0)
    given.require(*DEMANDED)
    given.secret_key("unused", production=True)
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        given.service_url(name, "")
    given.site_url("SITE_URL", "http://localhost:8000", given.items("ALLOWED_HOSTS"))
    return given.faults


def test_complete_environment_has_no_fault():
    assert read(PRODUCTION) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXY_COUNT", "0"),
        ("EMAIL_URL", "smtp://127.0.0.1:1025"),
        ("EMAIL_URL", "smtp+tls://someone%40mail.example:pa%2Fss@mail.example:587"),
        ("DATABASE_URL", "postgres:///prazo"),
        ("DATABASE_URL", "sqlite:////srv/prazo/prazo.sqlite3"),
        ("REDIS_URL", "rediss://:word@cache.example:6380/2"),
        ("REDIS_URL", "unix:///run/redis.sock"),
    ],
)
def test_good_urls_pass(name, value):
    assert read({**PRODUCTION, name: value}) == []


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_wrong_value_is_one_line_with_its_name_and_the_way_out(name, value, sentence):
    (fault,) = read({**PRODUCTION, name: value})
    assert fault.startswith(f"{name} ")
    assert sentence in fault
    assert "To mend it: " in fault
    assert "\n" not in fault


@pytest.mark.parametrize("name", DEMANDED)
@pytest.mark.parametrize("value", ["", "   ", None])
def test_missing_value_is_named_with_an_example(name, value):
    faults = read({key: given for key, given in {**PRODUCTION, name: value}.items() if given is not None})
    assert [fault for fault in faults if fault.startswith(f"{name} is missing") and MEND[name] in fault]


def test_production_asks_how_many_proxies_stand_in_front(tmp_path):
    done = start(COMMANDS["manage.py"], tmp_path, **{**PRODUCTION, "TRUSTED_PROXY_COUNT": None})
    assert done.returncode == 1
    assert "TRUSTED_PROXY_COUNT is missing (PRODUCTION=1 asks for it). To mend it: say how many" in done.stderr
    assert start(COMMANDS["manage.py"], tmp_path, **{**PRODUCTION, "TRUSTED_PROXY_COUNT": "0"}).returncode == 0


def test_all_faults_come_in_one_message():
    given = Environment({"PORT": "x", "DEBUG": "maybe"})
    given.number("PORT", 8000)
    given.flag("DEBUG")
    with pytest.raises(ImproperlyConfigured, match=r"(?s)PORT .*DEBUG "):
        given.stop_on_faults()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ImproperlyConfigured, match="DATA_DIR is .*cannot be written"):
        Environment({"DATA_DIR": str(file / "var")}).folder("DATA_DIR", "var")


def test_a_random_key_is_kept_outside_production(tmp_path):
    first = Environment({}).secret_key(tmp_path, production=False)
    assert len(first) >= 50
    assert Environment({}).secret_key(tmp_path, production=False) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_way_in_says_it_plainly(command, tmp_path):
    wrong = {**PRODUCTION, "SECRET_KEY": "short", "DATABASE_URL": "mysql://localhost/prazo", "EMAIL_URL": None}
    done = start(COMMANDS[command], tmp_path, **wrong)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    for name in ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL"):
        assert f"  - {name} " in done.stderr


def test_wrong_values_are_said_outside_production_too(tmp_path):
    done = start(COMMANDS["manage.py"], tmp_path, REDIS_URL="http://localhost")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "REDIS_URL begins with http://" in done.stderr
    assert start(COMMANDS["manage.py"], tmp_path).returncode == 0


def test_a_folder_with_a_space_and_a_sign_holds_the_database(tmp_path):
    folder = tmp_path / "my data #1 50%"
    done = start(["manage.py", "migrate", "contacts", "--verbosity", "0"], folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "prazo.sqlite3").exists()
