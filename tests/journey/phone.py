"""A phone in somebody's hand: walks the product, and looks hard at every screen it comes to."""

import os
import re
from itertools import count
from pathlib import Path

from tests.browser.chromium import PHONE, Complaints, axe, overflow
from tests.journey.post import html_of, text_of
from tests.journey.product import ROOT

PICTURES = Path(os.environ.get("JOURNEY_DIR") or ROOT / "var" / "journey")
CODE = re.compile(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", re.MULTILINE)


class Phone:
    """A browser of 360 x 740 pixels with touch, its owner's mail address, and the numbers of the pictures taken."""

    def __init__(self, browser, product, post, address, *, numbers=None, prefix="", script=True, **context):
        settings = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce", **context}
        self.context = browser.new_context(java_script_enabled=script, **settings)
        self.product, self.post, self.address = product, post, address
        self.script, self.prefix, self.numbers = script, prefix, numbers or count(1)
        self.complaints = Complaints()
        self.page = self.context.new_page()
        self.complaints.watch(self.page)

    def go(self, path):
        """Open an address of the product."""
        url = path if path.startswith("http") else self.product.url + path
        assert url.startswith(self.product.url), f"a link leads elsewhere: {url}"
        return self.page.goto(url)

    def see(self, name, heading=None):
        """Take a picture of the screen, and hold it to what every screen must hold."""
        page = self.page
        if heading:
            assert heading in page.locator("h1").inner_text(), (heading, page.locator("h1").inner_text())
        page.screenshot(path=self.picture(name), full_page=True)
        faults = list(self.complaints)
        if self.script:
            faults += axe(page)
            if over := overflow(page):
                faults.append(f"{over} pixels wider than the screen")
        assert not faults, f"{name} ({page.url}):\n" + "\n".join(faults)

    def picture(self, name):
        return PICTURES / f"{self.prefix}{next(self.numbers):02}-{name}.png"

    def press(self, name, *, role="button"):
        """Touch the button or link called `name` and wait for the page it leads to."""
        target = self.page.get_by_role(role, name=name, exact=False).first
        with self.page.expect_navigation():
            target.click()

    def read(self, *words, name=None, parts=()):
        """Read the next mail about `words`: both parts must say `parts`; picture its HTML; return it."""
        letter = self.post.read(self.address, *words)
        assert letter, self.missing(words)
        # An amount keeps its sign and figures on one line.
        text, html = (part.replace("\N{NO-BREAK SPACE}", " ") for part in (text_of(letter), html_of(letter)))
        assert letter["auto-submitted"] == "auto-generated"
        for part in parts:
            assert part in text, (part, text)
            assert part in html, (part, html)
        for unfinished in ("{{", "{%", "None", "&#x27;"):
            assert unfinished not in text, text
        if name:
            self.look_at_mail(html, name)
        return letter

    def missing(self, words):
        unread = self.post.unread_subjects()
        return f"no mail about {words}; unread: {unread}\n{self.product.logs()}\n{self.product.mail_rows()}"

    def look_at_mail(self, html, name):
        page = self.context.new_page()
        page.set_content(html)
        page.screenshot(path=self.picture(f"mail-{name}"), full_page=True)
        assert not overflow(page), f"the mail {name} is wider than the screen"
        page.close()

    def links(self, letter):
        """Return the addresses a letter's text holds, in order."""
        return re.findall(rf"{re.escape(self.product.url)}/\S+", text_of(letter))

    def link_about(self, letter, title, part):
        """Return the first link with `part` that stands after `title` in a letter."""
        text = text_of(letter)
        assert title in text, text
        return re.search(rf"{re.escape(self.product.url)}\S*{part}\S*", text[text.rindex(title):])[0]

    def follow(self, letter, part="/cases/"):
        """Open the first link of a letter whose address has `part`; sign in by code where that is asked."""
        url = next(link for link in self.links(letter) if part in link)
        self.go(url)
        if "/login/" in self.page.url:
            self.sign_in_by_code()
        assert self.page.url.startswith(url), (self.page.url, url)

    def code(self, *words):
        """Read the code that was mailed just now."""
        letter = self.read(*words)
        return CODE.search(text_of(letter))[1]

    def sign_in_by_code(self):
        """From the sign-in page: have a code mailed and type it."""
        self.press("Receber um código por e-mail", role="link")
        self.page.get_by_label("E-mail").fill(self.address)
        self.press("Mandar o código")
        self.page.get_by_role("textbox", name="Código").fill(self.code("ódigo"))
        self.press("Entrar")

    def close(self):
        self.context.close()
