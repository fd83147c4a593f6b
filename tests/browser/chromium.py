"""One Chromium for the tests that need to see a page as a person does, and what every page must hold."""

import json
import shutil
from contextlib import contextmanager

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import sync_playwright

EXECUTABLE = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
COLOURS = ["color-contrast", "link-in-text-block"]
AXE_OPTIONS = json.dumps({
    "resultTypes": ["violations"],
    # axe would copy style sheets into the page, which the page's own policy forbids and complains of.
    "preload": False,
    # Off by default in axe, and part of WCAG 2.2 AA.
    "rules": {"target-size": {"enabled": True}},
})
# The page's structure is the same in both themes: in the second one only what theme changes is read again.
AXE_COLOURS = json.dumps({
    "resultTypes": ["violations"], "preload": False, "runOnly": {"type": "rule", "values": COLOURS},
})


@contextmanager
def chromium():
    """Give a running browser; skip where Debian's Chromium is not installed."""
    if not shutil.which(EXECUTABLE):
        pytest.skip(f"{EXECUTABLE} is not installed: pages cannot be looked at")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()


class Complaints(list):
    """What a page's console said that it should not have: errors, warnings, blocked content, broken files."""

    def watch(self, page):
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.append(f"error in a script: {error}"))
        page.on("requestfailed", self.failed)

    def heard(self, message):
        # Chromium reports the page's own 4xx as a console error; the test asks for the status itself.
        if message.type in ("error", "warning") and "the server responded with a status" not in message.text:
            self.append(f"console {message.type}: {message.text}")

    def failed(self, request):
        # What is overtaken by the next page is aborted; so is a download.
        if request.failure != "net::ERR_ABORTED":
            self.append(f"not loaded: {request.url} ({request.failure})")


def axe(page, *, colours_only=False):
    """Return what axe-core finds wrong on a page, a line for each place; with `colours_only`, in its colours."""
    page.evaluate(AXE_SCRIPT)
    options = AXE_COLOURS if colours_only else AXE_OPTIONS
    found = page.evaluate(f"axe.run({options})")["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} ({node['html'][:160]}) {node['failureSummary']}"
        for rule in found for node in rule["nodes"]
    ]


def overflow(page):
    """Return by how many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
