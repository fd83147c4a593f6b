"""Without a mouse: the skip link comes first, what has the focus is seen, mistakes are where the reader is put."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from complaints.models import Complaint
from tests.browser import pages
from tests.browser.chromium import axe

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


def test_the_staff_work_a_case_with_the_keyboard(visitor):
    """From the list to the case, to what is written and how it will read: each stop on the way is seen."""
    ana = visitor(pages.AGENT)
    case = Complaint.objects.get(order__number="8150000000000501")
    ana.go(reverse("admin:complaints_complaint_changelist") + "?queue=late")
    page = ana.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip-to-content-link")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, f"Escolher o caso {case.shown_reference}", most=90)
    tab_to(page, case.shown_reference, most=1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(ana.url + reverse("admin:complaints_complaint_change", args=[case.pk]))
    tab_to(page, "Responder")
    page.keyboard.press("Enter")
    tab_to(page, "body", most=4)
    page.keyboard.type("Olá, {nome}.")
    tab_to(page, "Ver como fica", most=4)
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_contain_text("Olá, Rita.")
    assert ana.complaints == []


def test_a_saved_reply_is_read_before_it_is_kept(visitor):
    """How it reads stands below what was typed, and has nothing for axe to find."""
    chief = visitor(pages.CHIEF)
    chief.go(reverse("admin:complaints_savedreply_add"))
    page = chief.page
    page.locator("[name=title]").fill("Um aviso")
    page.locator("[name=body_pt]").fill("Olá, {nome}.")
    page.get_by_role("button", name="Ver como fica").click()
    expect(page.get_by_text("Olá, Maria.").first).to_be_visible()
    assert axe(page) == [] and chief.complaints == []


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
