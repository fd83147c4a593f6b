"""What may be skipped: tests that need Chromium, where there is none; and nothing at all in CI.

A pytest plugin. With NOTHING_SKIPPED=1 or CI=true each skip counts as a failure.
"""

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium", path="/usr/bin")
STRICT = any(os.environ.get(name, "").lower() in {"1", "true", "yes"} for name in ("NOTHING_SKIPPED", "CI"))
NEEDS_CHROMIUM = ("browser", "journey")


def pytest_collection_modifyitems(items):
    if CHROMIUM:
        return
    for item in items:
        if any(item.get_closest_marker(name) for name in NEEDS_CHROMIUM):
            item.add_marker(pytest.mark.skip(reason="needs /usr/bin/chromium (apt-get install chromium)"))


def refuse(report):
    """Turn a skip into a failure that names its reason; an expected failure stays one."""
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped here. {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return refuse((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return refuse((yield))
