"""What the fault tests stand on: a database and a broker of their own, and a mail server that records.

Real processes on PostgreSQL and Redis are the point of most of these tests, so without such
servers those files are not collected at all, rather than skipped.
"""

import os
import secrets
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError

from tests.base import furnish
from tests.faults.sink import Sink
from tests.faults.waiting import until

if not (os.environ.get("TEST_DATABASE_URL", "").startswith("postgres") and os.environ.get("TEST_REDIS_URL")):
    collect_ignore = ["test_batch_kill.py", "test_kill.py", "test_opposite_moves.py", "test_two_sweepers.py"]

MARKER = "prazo-certo:fault-tests"
LOCK = f"{MARKER}:lock"
REDIS_NUMBERS = range(9, 16)


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.close()


def copy_of(template, name):
    """Create a database as a copy of the furnished test database, which nobody may be using just then."""
    connection.close()

    def copied():
        try:
            with connection._nodb_cursor() as cursor:
                # A live server that browser tests ran in this process leaves its threads' connections open.
                cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        except OperationalError:
            return False
        return True

    until(copied, 15, "the test database stays in use, so it cannot be copied")


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """Point this process at a fresh furnished database and return its URL; drop it at the end."""
    template = connection.settings_dict["NAME"]
    name = f"faults_{os.getpid()}_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():
        furnish()
        copy_of(template, name)
        connection.settings_dict["NAME"] = name
        try:
            yield urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}", query="").geturl()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = template
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def own_redis():
    """Return the URL of a Redis database that is empty, or left by an earlier run; empty it at the end."""
    for number in REDIS_NUMBERS:
        url = urlsplit(os.environ["TEST_REDIS_URL"])._replace(path=f"/{number}").geturl()
        client = redis.Redis.from_url(url)
        ours = not client.dbsize() or client.exists(MARKER)
        if ours and client.set(LOCK, os.getpid(), nx=True, ex=900):
            break
        client.close()
    else:
        pytest.fail(f"no free Redis database among {REDIS_NUMBERS}")
    client.set(MARKER, 1)
    client.delete("celery")
    yield url
    client.flushdb()
    client.close()


@pytest.fixture
def process_environment(own_database, own_redis, tmp_path):
    """Return the environment in which the product's own processes run on these servers."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TEST_", "PYTEST_"))},
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": own_database, "REDIS_URL": own_redis,
        "DATA_DIR": str(tmp_path), "SECRET_KEY": settings.SECRET_KEY, "LOG_LEVEL": "INFO",
    }
