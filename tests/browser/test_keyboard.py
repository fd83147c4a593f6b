"""Without a mouse: the skip link comes first, what has the focus is seen, mistakes are where the reader is put."""

import pytest
from playwright.sync_api import expect

from tests.browser import pages

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement"
# A ring or a shadow, on the thing itself or on the whole card it opens.
RING = f"""() => {{
    const shows = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
        || style.boxShadow !== "none";
    const it = {FOCUSED}, card = it.closest(".card-link");
    return shows(getComputedStyle(it)) || shows(getComputedStyle(it, "::after"))
        || card !== null && shows(getComputedStyle(card));
}}"""


def tab_to(page, text, most=60):
    """Press Tab until the thing called `text` has the focus; every stop on the way must be seen."""
    for _stop in range(most):
        page.keyboard.press("Tab")
        name = page.evaluate(f"{FOCUSED}.innerText || {FOCUSED}.ariaLabel || {FOCUSED}.name || ''")
        assert page.evaluate(RING), f"nothing shows that “{name}” has the focus"
        if text in name:
            return
    raise AssertionError(f"Tab does not reach “{text}”")


@pytest.mark.parametrize(
    ("email", "path", "action"),
    [
        (None, "/", "Minha compra deu errado"),
        (None, "/account/login/", "Receber um código por e-mail"),
        (pages.NEWCOMER, "/cases/", "Continuar de onde parei"),
        (pages.MARIA, "/cases/", "Contar outro caso"),
    ],
)
def test_tab_reaches_the_skip_link_and_the_main_action(visitor, email, path, action):
    someone = visitor(email)
    someone.go(path)
    someone.page.keyboard.press("Tab")
    expect(someone.page.locator(".skip-link")).to_be_focused()
    tab_to(someone.page, action)


def test_the_skip_link_leads_past_the_navigation(visitor):
    someone = visitor()
    someone.go("/")
    page = someone.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "Minha compra deu errado", most=1)


def test_mistakes_take_the_focus(visitor):
    """A form that comes back puts the reader on the list of mistakes, and each leads to its field."""
    someone = visitor(pages.NEWCOMER)
    someone.go(pages.newcomer()[-4])
    page = someone.page
    page.locator("[name=item]").fill("")
    page.locator("[name=amount]").fill("dois mil")
    page.locator("main form button.btn-primary").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.locator("a").first.click()
    expect(page.locator("[name=item]")).to_be_focused()
    page.locator("[name=item]").fill("máquina de solda")
    page.locator("[name=amount]").fill("389,90")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".error-summary")).to_have_count(0)
