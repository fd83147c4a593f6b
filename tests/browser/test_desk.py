"""A morning at the desk: two agents, each in a browser of their own, a supervisor and a mediator."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from complaints import batches
from complaints.models import Batch, Complaint
from config.roles import AGENT
from disputes.models import Dispute
from tests.base import make_case, person
from tests.browser.chromium import axe

pytestmark = pytest.mark.browser

ANA, NINA = "ana.equipe@demo.example", "nina.equipe@demo.example"
CHIEF, MEDIATOR = "sara.supervisora@demo.example", "davi.mediador@demo.example"
WIDE = {"width": 1280, "height": 900}


def listed(**query):
    return reverse("admin:complaints_complaint_changelist") + "?" + "&".join(f"{k}={v}" for k, v in query.items())


class Colleague:
    """Somebody of the staff at a desk."""

    def __init__(self, visitor, email, **options):
        self.visitor = visitor(email, **options)
        self.page = self.visitor.page
        self.page.set_viewport_size(WIDE)

    def go(self, path):
        self.visitor.go(path)
        return self

    def press(self, words):
        self.page.get_by_role("button", name=words, exact=True).first.click()
        return self

    def sees(self, words):
        expect(self.page.locator("#content").get_by_text(words).first).to_be_visible()
        return self

    def is_told(self, words):
        expect(self.page.locator(".messagelist")).to_contain_text(words)
        return self

    def finds_nothing_wrong(self):
        """Read the page with axe in light and in dark, and hear nothing from its console."""
        for scheme in ("dark", "light"):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert axe(self.page) == [], (scheme, self.page.url)
        assert self.visitor.complaints == []
        return self


@pytest.fixture
def desks(visitor, other_browser):
    person(NINA, "Nina (atendente)", AGENT)
    return Colleague(visitor, ANA), Colleague(visitor, NINA, running=other_browser)


def test_two_agents_take_answer_and_change_cases_and_a_mediator_decides(visitor, desks):
    ana, nina = desks
    case = Complaint.objects.get(order__number="8150000000000501")
    url = reverse("admin:complaints_complaint_change", args=[case.pk])

    # Both open the same case; one takes it, and the other is told before pressing and after.
    ana.go(listed(queue="late")).finds_nothing_wrong()
    ana.page.get_by_role("link", name=case.shown_reference).first.click()
    nina.go(url)
    expect(nina.page.locator("#content")).to_contain_text("Ana também está com este caso aberto")
    ana.press("Pegar este caso").is_told("Agora você cuida deste caso.")
    assert Complaint.objects.get(pk=case.pk).agent.email == ANA
    nina.press("Pegar este caso").is_told("Ana já pegou este caso")
    assert Complaint.objects.get(pk=case.pk).agent.email == ANA
    nina.finds_nothing_wrong()

    # Ana looks at a saved reply filled with the case's own facts, and sends it.
    ana.go(url)
    ana.page.locator("#reply select").first.select_option(index=1)
    ana.press("Colocar no texto")
    box = ana.page.locator("#reply textarea").first
    expect(box).not_to_have_value("")
    box.fill("Olá, {nome}. Vi as suas fotos do {produto}: estou com a loja agora.")
    ana.press("Ver como fica")
    expect(ana.page.locator("#reply")).to_contain_text("Olá, Rita. Vi as suas fotos do espelho de parede")
    ana.finds_nothing_wrong()
    ana.press("Enviar ao consumidor").is_told("Mensagem enviada.")
    expect(ana.page.locator("#content")).to_contain_text("Vi as suas fotos do espelho de parede")
    fresh = Complaint.objects.get(pk=case.pk)
    assert not fresh.awaits_staff and fresh.first_answered_at and fresh.late_at is None
    rita = visitor("rita@demo.example")
    rita.go(case.get_absolute_url())
    expect(rita.page.locator("main")).to_contain_text("Vi as suas fotos do espelho de parede")

    many_at_once(visitor)
    one_is_decided(visitor)


def many_at_once(visitor):
    """The supervisor puts six cases of one seller off, reads the report, and takes it back."""
    chief = Colleague(visitor, CHIEF)
    cases = Complaint.objects.filter(order__store="Loja Mega Ofertas")
    assert cases.count() == 6
    chief.go(listed(queue="open", q="mega ofertas")).finds_nothing_wrong()
    for case in cases:
        chief.page.locator(f"input[name=case][value='{case.pk}']").check()
    chief.press("Mudar os casos escolhidos")
    chief.page.locator("input[name=action][value=defer]").check()
    chief.page.locator("input[name=until]").fill((timezone.localdate() + timedelta(days=4)).isoformat())
    chief.finds_nothing_wrong()
    chief.press("Ver o que vai mudar")
    chief.finds_nothing_wrong()
    expect(chief.page.locator("#content")).to_contain_text("6 casos")
    assert not cases.exclude(deferred_until=None).exists()
    chief.page.locator("#content form button.default").first.click()
    chief.sees("Andamento")
    batches.run_due()
    batch = Batch.objects.get(action="defer", undo_of=None)
    assert (batch.done, batch.refused) == (6, 0) and not cases.filter(deferred_until=None).exists()
    chief.go(reverse("admin:batch", args=[batch.token])).finds_nothing_wrong()
    chief.page.locator(f"form[action='{reverse('admin:batch_undo', args=[batch.token])}'] button").click()
    chief.sees("Andamento").sees("Ver a mudança que isto desfaz")
    batches.run_due()
    assert not cases.exclude(deferred_until=None).exists()


def one_is_decided(visitor):
    """A mediator decides what waits for a decision, in the queue of those that do."""
    dispute = Dispute.objects.filter(state="mediation", complaint__agent=None).earliest("pk")
    mediator = Colleague(visitor, MEDIATOR).go(listed(queue="mediation"))
    mediator.sees(dispute.complaint.shown_reference).finds_nothing_wrong()
    mediator.go(reverse("admin:disputes_dispute_decide", args=[dispute.pk]))
    page = mediator.page
    page.locator("input[name=outcome][value=buyer]").check()
    page.locator("[name=facts]").fill("O rastreio parou.")
    page.locator("[name=reasons]").fill("O pacote não chegou e o vendedor não respondeu.")
    page.locator("form button[type=submit]").last.click()
    page.locator("input[name=confirm]").check()
    mediator.finds_nothing_wrong()
    page.locator("form button[type=submit]").last.click()
    expect(page.locator(".messagelist")).to_contain_text("Decisão registrada")
    assert Dispute.objects.get(pk=dispute.pk).state != "mediation"


def test_a_case_of_a_stranger_does_not_show_the_desk(visitor):
    """Who is not of the staff meets the sign-in, not the list."""
    maria = visitor("maria@demo.example")
    maria.go(listed(queue="needs"))
    assert "/admin/complaints/" not in maria.page.url.split("?")[0]
    make_case(person("outra@demo.example", "Outra"), now=timezone.now(), number="77")
    assert "Precisam de uma pessoa" not in maria.page.content()
