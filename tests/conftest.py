import pytest
import time_machine
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from hypothesis import HealthCheck, settings

from tests.base import NOW, Cast, furnish, make_case, show_factor
from tests.complaints.pages import signed_in

pytest_plugins = ["tests.strictness"]

settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("suite")


def force_login_is_a_whole_sign_in(request, user, **kwargs):
    """Whoever a test signs in by `force_login` has shown the second factor, as everybody at the door has."""
    if "REQUEST_METHOD" not in request.META:
        show_factor(request.session, user)


user_logged_in.connect(force_login_is_a_whole_sign_in)


@pytest.fixture(autouse=True)
def nobody_has_done_anything_yet():
    """Rate limits live in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Furnish the test database once: rules, directory and roles stand in every test."""
    with django_db_blocker.unblock():
        furnish()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item, nextitem):
    """Furnish the database again once a test with real commits has emptied it, not in each test that follows."""
    result = yield
    blocker = item.funcargs.get("django_db_blocker")
    # After the last test there is no database any more.
    if blocker and nextitem and is_committed(item):
        with blocker.unblock():
            furnish()
    return result


def is_committed(item):
    """Say whether a test commits, so that the tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in item.fixturenames


@pytest.fixture
def house(db):
    """The furnished database. A test with real commits that follows another one finds it emptied no more."""
    furnish()


@pytest.fixture
def cast(house):
    return Cast()


LONGEST = ("journey", "browser", "faults")


def pytest_collection_modifyitems(items):
    """Put first what takes minutes by itself, then the random lives, so that they run beside all the rest."""
    def rank(item):
        if any(item.get_closest_marker(name) for name in LONGEST):
            return 0
        return 1 if "test_room_life" in item.nodeid else 2

    items.sort(key=rank)


@pytest.fixture
def case(cast):
    """Maria's case of the welding machine, filed on Sunday 22 November 2026 at 9 h."""
    return make_case(cast.consumer)


@pytest.fixture
def nine_in_the_morning():
    """Hold the clock at `NOW`, 9 h in Brasília; page tests name it in their `pytestmark`."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def maria(cast):
    """The browser in which Maria is signed in."""
    return signed_in(cast.consumer)
