"""The story told in one go, and what was understood of it to confirm or correct."""

import pytest
from django.urls import reverse

from complaints.models import Draft
from tests.complaints.pages import ANSWERS, at, begin, signed_in, text, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]

STORY = (
    "Comprei uma máquina de solda no AliExpress no dia 30/09/2026 e até agora não chegou. "
    "Paguei R$ 389,90 no pix, número do pedido 8140908741358880. Quero meu dinheiro de volta."
)


def told(client, story=STORY):
    """Tell a story and return (draft, the page of what was understood)."""
    draft = begin(client)
    response = client.post(tell(draft), {"story": story})
    assert response.status_code == 302, words(response)
    assert response.url == read(draft)
    return draft, client.get(read(draft))


def tell(draft):
    return reverse("story_tell", args=[draft.token])


def read(draft):
    return reverse("story_read", args=[draft.token])


def fresh(draft):
    return Draft.objects.get(pk=draft.pk).data


def understood(page):
    """Return what the form of the page would send if nobody changed anything."""
    form = page.context["form"]
    answers = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in answers.items() if value not in ("", None, False)}


def test_a_new_case_begins_with_the_story(maria):
    draft = begin(maria)
    assert maria.get(reverse("case_start")).url == tell(draft)
    assert "Prefiro escolher numa lista" in words(maria.get(tell(draft)))


def test_each_thing_is_shown_with_the_words_it_came_from(maria):
    _draft, page = told(maria)
    shown = words(page)
    for fact in ("Não recebi o produto", "AliExpress", "8140908741358880", "389,90", "Pix", "O dinheiro todo de volta"):
        assert fact in shown
    assert "você escreveu “" in shown
    assert "não chegou" in shown
    assert "o dia da compra" in text(page)


def test_what_is_confirmed_is_not_asked_again(maria):
    draft, page = told(maria)
    response = maria.post(read(draft), understood(page))
    assert response.url == at(draft, "order")
    data = fresh(draft)
    assert data["reason"] == "not_received"
    assert (data["number"], data["amount"], data["payment_method"]) == ("8140908741358880", "389,90", "pix")
    assert (data["marketplace"], data["placed_on"], data["desired_outcome"]) == ("aliexpress", "2026-09-30", "refund")
    order = maria.get(at(draft, "order"))
    # Not sent yet: filled in, and without a word about what is still to come.
    assert "Falta acertar" not in words(order)
    assert 'value="8140908741358880"' in text(order)
    rest = {**ANSWERS["order"], "item": "máquina de solda"}
    assert maria.post(at(draft, "order"), rest).url == at(draft, "story")
    assert STORY in text(maria.get(at(draft, "story")))


def test_a_correction_wins_over_what_was_understood(maria):
    draft, page = told(maria)
    maria.post(read(draft), {**understood(page), "reason": "customs_held", "amount": "400,00", "number": ""})
    data = fresh(draft)
    assert (data["reason"], data["amount"]) == ("customs_held", "400,00")
    assert "number" not in data


def test_an_amount_with_two_readings_is_asked(maria):
    draft, page = told(maria, "Comprei 3 vestidos no pix valor 280.239 e não mandaram o rastreio")
    assert "amount" not in understood(page)
    assert "amount_is" not in understood(page)
    choices = [value for value, _label in page.context["form"].fields["amount_is"].choices]
    assert "280,23" in choices
    assert len(choices) > 2
    maria.post(read(draft), {**understood(page), "amount_is": "280,23"})
    assert fresh(draft)["amount"] == "280,23"


def test_personal_data_leaves_the_story_when_asked(maria):
    story = "Não recebi. Meu CPF é 529.982.247-25 e meu telefone (11) 98765-4321."
    draft, page = told(maria, story)
    assert "Tirar do relato" in words(page)
    maria.post(read(draft), understood(page))
    assert "529.982" not in fresh(draft)["story"]
    assert "98765" not in fresh(draft)["story"]


def test_personal_data_stays_when_wanted(maria):
    draft, page = told(maria, "Não recebi. Meu CPF é 529.982.247-25.")
    answers = understood(page)
    del answers["mask"]
    maria.post(read(draft), answers)
    assert "529.982.247-25" in fresh(draft)["story"]


def test_nothing_understood_leads_to_the_list(maria):
    draft, page = told(maria, "bla bla bla")
    assert "não achei no texto" in words(page)
    assert maria.post(read(draft), {}).url == at(draft, "reason")


def test_two_days_cannot_be_the_same_thing(maria):
    draft, page = told(maria, "Comprei dia 01/09/2026, prometeram entregar até 20/09/2026 e não chegou.")
    response = maria.post(read(draft), {**understood(page), "day_0": "placed_on", "day_1": "placed_on"})
    assert response.status_code == 422
    assert "Dois dias não podem ser a mesma coisa" in words(response)


@pytest.mark.parametrize(("story", "sentence"), [
    ("", "Conte em uma ou duas frases"), ("   ", "Conte em uma ou duas frases"), ("a" * 20_001, "máximo é 20000"),
])
def test_a_bad_story_is_told_and_kept(maria, story, sentence):
    draft = begin(maria)
    response = maria.post(tell(draft), {"story": story})
    assert response.status_code == 422
    assert sentence in words(response)
    assert fresh(draft)["story"] == story[:60_000]


@pytest.mark.parametrize("changes", [
    {"reason": "nonsense"}, {"amount": "dois mil"}, {"marketplace": "nowhere"}, {"day_0": "birthday"},
    {"number": "9" * 99},
])
def test_bad_answers_are_told(maria, changes):
    draft, page = told(maria)
    response = maria.post(read(draft), {**understood(page), **changes})
    assert response.status_code == 422
    assert "Falta acertar" in words(response)
    assert maria.post(read(draft), {**understood(page), "number": "\x00"}).status_code == 302


def test_nobody_else_reads_it(maria, cast):
    draft, _page = told(maria)
    for person in (cast.stranger, cast.agent):
        other = signed_in(person)
        assert other.get(tell(draft)).status_code == 404
        assert other.post(read(draft), {}).status_code == 404


def test_a_case_filed_from_it_leads_there(maria):
    draft, page = told(maria, STORY + " Já abri uma disputa, protocolo 2026123456.")
    maria.post(read(draft), understood(page))
    for step in ("reason", "order", "story", "wish"):
        answers = ANSWERS[step] | ({"item": "solda"} if step == "order" else {})
        assert maria.post(at(draft, step), answers).status_code == 302
    filed = maria.post(at(draft, "check"), follow=True)
    assert "já abriu disputa ou reclamação" in words(filed)
    assert maria.get(read(draft)).status_code == 302
    assert maria.post(tell(draft), {"story": "x"}).status_code == 302
