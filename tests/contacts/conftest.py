import json
from types import SimpleNamespace

import pytest
from django.core.cache import cache

from contacts.directory import DATA, load_directory
from contacts.models import Body, Company, User

DAY = "2026-11-22"


@pytest.fixture
def bare(db):
    """A database without a directory: the suite furnishes it for everybody else."""
    Company.objects.all().delete()
    Body.objects.all().delete()


@pytest.fixture
def loaded(bare):
    """The directory as it ships, loaded anew."""
    return load_directory()


@pytest.fixture
def ana(db):
    """A consumer who signs in by mailed code, without a password."""
    person = User.objects.create_user("ana@example.org", display_name="Ana Lima", state="SP")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def agent(db):
    return User.objects.create_user("agent@example.org", is_staff=True)


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss@example.org")


@pytest.fixture
def fresh_limits(db):
    """Rate limits live in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def folder(tmp_path):
    """A small copy of the data files that a test may edit: the objects, and `write()`."""
    companies = json.loads((DATA / "companies.json").read_text(encoding="utf-8"))
    bodies = json.loads((DATA / "bodies.json").read_text(encoding="utf-8"))
    small = SimpleNamespace(path=tmp_path, companies=companies[:2], bodies=bodies[:3])

    def write():
        (tmp_path / "companies.json").write_text(json.dumps(small.companies), encoding="utf-8")
        (tmp_path / "bodies.json").write_text(json.dumps(small.bodies), encoding="utf-8")
        return tmp_path

    small.write = write
    return small
