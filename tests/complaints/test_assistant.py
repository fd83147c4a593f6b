"""Help before a person is asked: three questions, short answers from the case, and a person on request."""

from itertools import product

import pytest
from django.urls import reverse

from complaints.assistant import QUESTIONS, Assistant
from complaints.models import Complaint, Message
from complaints.proofs import HELPFUL
from complaints.services.cases import close_complaint
from complaints.services.messages import write_message
from disputes.models import Remedy
from disputes.services import open_dispute
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, text, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]

DONE = "Pedido feito. Uma pessoa responde, em geral em um dia útil."
WAITS = "já está na fila"


@pytest.fixture
def page(case):
    return reverse("case_help", args=[case.reference])


def asked(case):
    return Complaint.objects.get(pk=case.pk).asked_person_at


# -- The three questions ------------------------------------------------------------------


def test_one_question_a_screen_until_a_person_is_offered(maria, page):
    address, screens = page, []
    for slug, answer in (("about", "proof"), ("so_far", "refused"), ("want", "next")):
        shown = maria.get(address)
        screens.append(words(shown))
        assert text(shown).count('type="radio"') == 5
        address += f"{'&' if '?' in address else '?'}{slug}={answer}"
    titles = [str(question.title) for question in QUESTIONS]
    for number, screen in enumerate(screens):
        assert f"Pergunta {number + 1} de 3" in screen
        assert [title in screen for title in titles] == [place == number for place in range(3)]
        assert "Quero falar com uma pessoa" in screen
    last = words(maria.get(address))
    assert "Ainda tem dúvida?" in last and "Falar com uma pessoa" in last and "Já entendi, obrigado" in last


def test_answers_travel_in_the_address_and_back_loses_none(maria, page):
    shown = text(maria.get(f"{page}?about=money&so_far=silence"))
    for name, value in (("about", "money"), ("so_far", "silence")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in shown
    assert f'href="{page}?about=money"' in shown
    assert "Pergunta 2 de 3" in words(maria.get(f"{page}?about=money"))
    assert f'href="{page}?"' in text(maria.get(f"{page}?about=money"))


def test_going_on_without_a_choice_is_said_kindly(maria, page):
    assert "Escolha uma resposta" not in words(maria.get(page))
    assert "Escolha uma resposta" in words(maria.get(f"{page}?asked=about"))
    shown = words(maria.get(f"{page}?about=money&asked=so_far"))
    assert "Escolha uma resposta" in shown and "Pergunta 2 de 3" in shown


@pytest.mark.parametrize("query", ["?about=zzz", "?about=", "?want=%00&about=<b>", "?so_far=nothing", "?about=next"])
def test_what_is_no_answer_leads_to_the_question(maria, page, query):
    shown = maria.get(page + query)
    assert shown.status_code == 200
    assert "Pergunta 1 de 3" in words(shown)
    # What came with the address goes no further.
    assert 'type="hidden" name="about"' not in text(shown)


# -- What the case answers ----------------------------------------------------------------


def reply(case, **given):
    return Assistant(case, given, NOW).reply


def test_the_answers_are_the_facts_of_the_case(case, cast):
    first = case.deadlines.running().select_related("rule").order_by("safe_on").first()
    clock = reply(case, about="clock")
    assert first.rule.title in clock.text
    assert clock.url == f"{case.get_absolute_url()}#clocks"
    assert "R$ 389,90" in reply(case, about="money").text.replace("\xa0", " ")
    proof = reply(case, about="proof")
    assert str(HELPFUL[case.reason]) in proof.text
    assert proof.url == reverse("evidence_add", args=[case.reference])
    assert "sexta-feira, 27 de novembro" in reply(case, about="clock", so_far="nothing", want="next").text
    open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    turn = case.deadlines.running().select_related("rule").get(owner="dispute")
    waits = reply(case, about="seller").text
    assert "Quem tem que agir: o vendedor" in waits and turn.rule.silence in waits


def test_without_any_clock_the_answers_say_so(case):
    case.deadlines.update(state="cancelled", wake_at=None)
    assert "Nenhum prazo" in reply(case, about="clock").text
    assert "Nenhum prazo" in reply(case, about="seller").text
    assert "Nenhum prazo" in reply(case, about="other", so_far="other", want="wait").text
    assert "Nenhum prazo" in reply(case, about="other", so_far="other", want="next").text
    case.amount_claimed = None
    assert "R$" not in reply(case, about="money").text


def test_every_way_through_is_a_page_that_offers_a_person(maria, case, page):
    for answers in product(*[[slug for slug, _label in question.choices] for question in QUESTIONS]):
        given = dict(zip([question.slug for question in QUESTIONS], answers, strict=True))
        assistant = Assistant(case, given, NOW)
        assert assistant.question is None
        assert [answer for _question, answer in assistant.told()] == [
            dict(question.choices)[given[question.slug]] for question in QUESTIONS]
        said = assistant.reply
        assert (said is None) == (given["want"] == "other")
        assert said is None or said.text and "%(" not in said.text
    assert "Falar com uma pessoa" in words(maria.get(f"{page}?about=other&so_far=other&want=other"))


def test_the_same_clock_is_nobodys_business_here_as_on_the_case(cast):
    """The Pix window is for frauds: nobody else is told to use it."""
    case = make_case(cast.stranger)
    assert case.deadlines.running().filter(kind="med_request").exists()
    texts = [reply(case, about="clock").text, reply(case, about="other", so_far="other", want="next").text]
    title = case.deadlines.select_related("rule").get(kind="med_request").rule.title
    assert all(title not in said for said in texts)


# -- A person -----------------------------------------------------------------------------


def test_after_three_questions_a_person_gets_the_answers(maria, case, page):
    given = {"about": "money", "so_far": "promised", "want": "when", "more": "Veio <só> a metade."}
    response = maria.post(page, given, follow=True)
    assert response.redirect_chain == [(f"{case.get_absolute_url()}#messages", 302)]
    shown = words(response)
    assert DONE in shown
    assert "Você pediu para falar com uma pessoa (hoje, 9h00)" in shown
    body = Message.objects.get().body
    for said in ("O dinheiro", "Prometeram resolver e não resolveram", "Quanto tempo ainda falta", "E mais:"):
        assert said in body
    assert "Veio <só> a metade." in body and "Veio &lt;só&gt;" in response.content.decode()
    assert asked(case) == NOW


@pytest.mark.parametrize("given", [{}, {"about": "clock"}, {"about": "zzz", "want": "next"}])
def test_a_person_is_one_touch_away_on_every_screen(maria, case, page, given):
    assert DONE in words(maria.post(page, given, follow=True))
    body = Message.objects.get().body
    assert body.startswith("Quero falar com uma pessoa.") and "zzz" not in body
    assert asked(case) == NOW


def test_asking_twice_is_one_request_and_is_said(maria, cast, case, page):
    assert DONE in words(maria.post(page, {"about": "money"}, follow=True))
    again = words(maria.post(page, {"about": "clock"}, follow=True))
    assert WAITS in again and DONE not in again
    assert Message.objects.count() == 1
    waiting = words(maria.get(page))
    assert WAITS in waiting and "Pergunta" not in waiting
    assert page not in text(maria.get(case.get_absolute_url()))
    write_message(case, "Oi!", author=cast.agent, party="staff", form_key="s")
    assert "Pergunta 1 de 3" in words(maria.get(page))
    assert "Você pediu para falar" not in words(maria.get(case.get_absolute_url())).split("Conversa com a equipe")[1]


@pytest.mark.parametrize(("more", "sentence"), [("é" * 1001, "no máximo 1000 letras"), ("a\x00b", "sinal invisível")])
def test_what_was_typed_wrong_is_kept(maria, case, page, more, sentence):
    given = {"about": "other", "so_far": "other", "want": "other", "more": more}
    response = maria.post(page, given)
    assert response.status_code == 422
    assert sentence in words(response) and more in text(response)
    assert asked(case) is None and not Message.objects.exists()


def test_a_closed_case_says_so_and_takes_nothing(maria, cast, case, page):
    close_complaint(case, "solved", by=cast.consumer)
    shown = words(maria.get(page))
    assert "Este caso está encerrado" in shown and "Pergunta" not in shown
    assert "falar com uma pessoa" not in shown.lower()
    assert "Este caso já está encerrado" in words(maria.post(page, {}, follow=True))
    assert not Message.objects.exists()


def test_only_the_consumer_is_helped_here(cast, case, page):
    for who, status in (("stranger", 404), ("agent", 403), ("mediator", 403), ("auditor", 403)):
        client = signed_in(getattr(cast, who))
        assert client.get(page).status_code == client.post(page, {}).status_code == status
        if who != "stranger":
            assert page not in text(client.get(case.get_absolute_url()))
    assert asked(case) is None


def test_the_case_page_leads_here(maria, case, page):
    shown = text(maria.get(case.get_absolute_url()))
    assert f'href="{page}">Tirar uma dúvida ou falar com uma pessoa</a>' in shown
