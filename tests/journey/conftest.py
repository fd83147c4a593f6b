import json
import shutil

import pytest

from tests.browser.chromium import chromium
from tests.journey.phone import PICTURES
from tests.journey.post import PostOffice
from tests.journey.product import Product


@pytest.fixture(scope="package")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def post():
    office = PostOffice()
    yield office
    office.close()


@pytest.fixture(scope="package")
def pictures():
    """An empty folder for the pictures of this walk."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    return PICTURES


# The browser comes first: without one nothing is installed and started for nothing.
@pytest.fixture(scope="package")
def product(browser, post, pictures):
    installed = Product(post.port)
    try:
        installed.mediator = json.loads(installed.run("-m", "tests.journey.furnish"))
        yield installed
    finally:
        installed.close()
