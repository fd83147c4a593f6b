"""A skip is a skip at home and a failure in CI."""

import os
import subprocess
import sys

import pytest

from tests.config.starting import ROOT

SKIPS = {
    "in a test": "import pytest\ndef test_one():\n    pytest.skip('no moon')\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no moon')\ndef test_one():\n    pass\n",
    "of a module": "import pytest\npytest.skip('no moon', allow_module_level=True)\n",
}
NO_CHROMIUM = "from tests import strictness\nstrictness.CHROMIUM = None\n"


def run_pytest(folder, source, *, strict, conftest=""):
    (folder / "test_small.py").write_text(source)
    (folder / "conftest.py").write_text(conftest)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser: needs Chromium\n")
    ours = ("CI", "NOTHING_SKIPPED", "PYTEST_ADDOPTS")
    given = {name: value for name, value in os.environ.items() if name not in ours}
    given |= {"PYTHONPATH": str(ROOT), "NOTHING_SKIPPED": "1" if strict else ""}
    command = [sys.executable, "-m", "pytest", "-p", "tests.strictness", "-p", "no:django", "-p", "no:xdist", "-rs"]
    return subprocess.run(
        [*command, str(folder)], cwd=folder, env=given, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("kind", SKIPS)
def test_a_skip_fails_only_where_nothing_may_be_skipped(kind, tmp_path):
    strict = run_pytest(tmp_path, SKIPS[kind], strict=True)
    assert strict.returncode not in (0, 5)
    assert "Nothing may be skipped here." in strict.stdout
    assert "no moon" in strict.stdout
    assert "1 skipped" in run_pytest(tmp_path, SKIPS[kind], strict=False).stdout


def test_an_expected_failure_is_no_skip(tmp_path):
    source = "import pytest\n@pytest.mark.xfail\ndef test_one():\n    assert False\n"
    done = run_pytest(tmp_path, source, strict=True)
    assert (done.returncode, "1 xfailed" in done.stdout) == (0, True)


def test_without_chromium_browser_tests_say_what_they_need(tmp_path):
    source = "import pytest\n@pytest.mark.browser\ndef test_one():\n    pass\n\ndef test_two():\n    pass\n"
    at_home = run_pytest(tmp_path, source, strict=False, conftest=NO_CHROMIUM)
    assert "1 passed, 1 skipped" in at_home.stdout
    assert "apt-get install chromium" in at_home.stdout
    assert "1 passed, 1 error" in run_pytest(tmp_path, source, strict=True, conftest=NO_CHROMIUM).stdout
