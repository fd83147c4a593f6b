"""The pages of what was filed outside: where, the number and the day, the answer, the end."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.links import path_for
from complaints.services.cases import close_complaint
from complaints.sweep import sweep
from disputes.models import Door, Escalation
from tests.base import NOW, TODAY, make_case
from tests.complaints.pages import signed_in, text, words
from tests.disputes.test_escalations import DAY, clock_of, outside

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")


def add_path(case, query=""):
    return reverse("escalation_add", args=[case.reference]) + query


def path_of(filing):
    return reverse("escalation", args=[filing.complaint.reference, filing.pk])


def told(**changes):
    return {"door": "procon", "protocol": "2026.55", "filed_on": TODAY.isoformat(), "form_key": "f1"} | changes


@pytest.fixture
def filing(case):
    return outside(case, Door.CONSUMIDOR_GOV, protocol="2026.77")


def test_without_a_door_the_page_asks_where(case, maria):
    page = words(maria.get(add_path(case)))
    assert "Onde você reclamou?" in page
    assert "Procon" in page and "PayPal" not in page
    assert words(maria.get(add_path(case, "?door=nowhere"))) == page


def test_filing_says_what_happens_next_and_by_which_day(case, maria):
    response = maria.post(add_path(case), told(body="procon-sp"), follow=True)
    row = case.escalations.get()
    assert (row.door, row.body.slug, row.protocol, row.filed_on) == ("procon", "procon-sp", "2026.55", TODAY)
    assert response.redirect_chain == [(path_of(row), 302)]
    assert "Anotado. Resposta da empresa à carta do Procon: até quarta-feira, 2 de dezembro." in words(response)


@pytest.mark.parametrize(("state", "listed"), [("RS", 2), ("", 28)])
def test_the_bodies_of_the_own_state_are_offered(case, cast, state, listed):
    cast.consumer.state = state
    cast.consumer.save(update_fields=["state"])
    page = text(signed_in(cast.consumer).get(add_path(case, "?door=procon")))
    assert page.count("<option") == listed
    assert ('value="procon-rs" selected' in page) == bool(state)


def test_a_body_named_in_the_address_is_chosen_and_a_wrong_one_is_not(case, maria):
    assert 'value="procon-mt" selected' in text(maria.get(add_path(case, "?door=procon&body=procon-mt")))
    for wrong in ("nowhere", "consumidor-gov-br", "%00"):
        assert maria.get(add_path(case, f"?door=procon&body={wrong}")).status_code == 200


def test_a_site_of_the_whole_country_needs_no_choice(case, maria):
    page = text(maria.get(add_path(case, "?door=consumidor_gov")))
    assert "<select" not in page
    maria.post(add_path(case), told(door="consumidor_gov"))
    assert case.escalations.get().body.slug == "consumidor-gov-br"


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"filed_on": "2026-11-23"}, "Esse dia ainda não chegou"),
    ({"filed_on": "2026-01-01"}, "Esse dia é antes da compra"),
    ({"filed_on": "ontem"}, "Não entendi esse dia"),
    ({"protocol": "typed " + "9" * 70}, "no máximo 60"),
    ({"protocol": "typed \0"}, "sinal invisível"),
    ({"body": "consumidor-gov-br"}, "Escolha de novo"),
    ({"form_key": "x" * 40}, "no máximo 24"),
    ({"door": "med"}, "quando foi golpe"),
])
def test_bad_input_is_said_and_what_was_typed_stays(case, maria, changes, sentence):
    response = maria.post(add_path(case), told(**{"protocol": "typed", **changes}))
    assert response.status_code == 422
    assert sentence in words(response)
    assert 'value="typed' in text(response)
    assert not case.escalations.exists()


def test_the_same_form_sent_twice_files_once(case, maria):
    first, second = (maria.post(add_path(case), told()) for _ in range(2))
    assert first.url == second.url
    assert case.escalations.count() == 1


def test_a_posted_door_that_is_none_asks_again(case, maria):
    response = maria.post(add_path(case), told(door="nowhere"))
    assert response.status_code == 422 and "Onde você reclamou?" in words(response)


def test_a_closed_case_takes_none(case, maria, filing):
    close_complaint(case, "solved", by=case.user, now=NOW)
    for path, data in ((add_path(case), told()), (path_of(filing), {"act": "close"})):
        response = maria.post(path, data, follow=True)
        assert "Este caso está encerrado" in words(response)
    assert case.escalations.count() == 1
    page = text(maria.get(path_of(filing)))
    assert 'name="act"' not in page


def test_the_page_shows_number_clock_and_forms(case, maria, filing):
    page = words(maria.get(path_of(filing)))
    for shown in ("2026.77", "10 dias", "esperando resposta", "Me responderam", "Corrigir o protocolo"):
        assert shown in page
    assert "Já dei a minha nota" not in page


def test_an_answer_starts_the_days_to_rate(case, maria, filing):
    response = maria.post(path_of(filing), {
        "act": "answer", "answered_on": TODAY.isoformat(), "quality": "standard", "answer": "Prezado cliente."},
        follow=True)
    page = words(response)
    assert "Agora é com você, até sábado, 12 de dezembro" in page
    assert "Mandaram um texto pronto" in page and "Prezado cliente." in page
    assert "o próximo lugar é: Procon" in page
    response = maria.post(path_of(filing), {"act": "step", "rated_on": TODAY.isoformat()}, follow=True)
    assert "Você deu a sua nota em domingo, 22 de novembro." in words(response)
    assert clock_of(filing) is None


@pytest.mark.parametrize(("data", "sentence"), [
    ({"act": "answer", "answered_on": "2026-11-22", "answer": "typed"}, "Escolha o que responderam."),
    ({"act": "answer", "answered_on": "2026-11-22", "quality": "none", "answer": "typed"}, "Escolha uma das respostas"),
    ({"act": "answer", "answered_on": "2026-11-21", "quality": "offer", "answer": "typed"}, "antes da compra|antes"),
    ({"act": "answer", "answered_on": "", "quality": "offer", "answer": "typed" + "x" * 5000}, "no máximo 5000"),
    ({"act": "answer", "answered_on": "2026-11-22", "quality": "offer", "answer": "typed\0"}, "sinal invisível"),
    ({"act": "protocol", "protocol": "typed" + "9" * 60}, "no máximo 60"),
    ({"act": "protocol", "protocol": ""}, "Escreva o número do protocolo."),
    ({"act": "nonsense"}, ""),
    ({}, ""),
])
def test_bad_answers_are_said_and_kept(maria, filing, data, sentence):
    response = maria.post(path_of(filing), data)
    assert response.status_code == 422
    assert any(part in words(response) for part in sentence.split("|"))
    if any("typed" in value for value in data.values()):
        assert "typed" in text(response)
    filing.refresh_from_db()
    assert (filing.quality, filing.protocol) == ("", "2026.77")


def test_the_number_is_mended_and_the_filing_closed(maria, filing):
    maria.post(path_of(filing), {"act": "protocol", "protocol": "99"})
    response = maria.post(path_of(filing), {"act": "close"}, follow=True)
    assert "Não avisamos mais desta reclamação" in words(response)
    filing.refresh_from_db()
    assert (filing.protocol, filing.state) == ("99", Escalation.State.CLOSED)


def test_silence_leads_to_the_next_door(case, maria, filing):
    sweep(now=NOW + 11 * DAY)
    assert "ninguém respondeu" in words(maria.get(path_of(filing)))
    assert reverse("escalation_add", args=[case.reference]) + "?door=procon" in text(maria.get(path_of(filing)))


def test_the_case_page_leads_to_the_filing(case, maria, filing):
    assert path_of(filing) in text(maria.get(case.get_absolute_url()))


def test_the_list_stands_among_the_next_steps(case, cast, maria, filing):
    steps = reverse("next_steps", args=[case.reference])
    page = maria.get(steps)
    assert path_of(filing) in text(page) and add_path(case) in text(page)
    assert "Onde você já reclamou" in words(page) and "2026.77" in words(page)
    assert "Quem tem que agir: a empresa · até quarta-feira, 2 de dezembro" in words(page)
    staff = text(signed_in(cast.agent).get(steps))
    assert path_of(filing) in staff and f'href="{add_path(case)}"' not in staff


@pytest.mark.parametrize("who", ["stranger", "agent", "mediator", "supervisor", "auditor", "anonymous"])
def test_who_may_see_and_who_may_write(case, cast, filing, who):
    client = Client() if who == "anonymous" else signed_in(getattr(cast, who))
    answers = {
        "page": client.get(path_of(filing)), "post": client.post(path_of(filing), {"act": "close"}),
        "form": client.get(add_path(case)), "add": client.post(add_path(case), told()),
    }
    codes = {name: response.status_code for name, response in answers.items()}
    wanted = {"stranger": (404, 404, 404, 404), "anonymous": (302, 302, 302, 302)}.get(who, (200, 403, 403, 403))
    assert codes == dict(zip(codes, wanted, strict=True))
    assert "2026.77" not in text(answers["page"]) or who not in ("stranger", "anonymous")
    filing.refresh_from_db()
    assert filing.is_open and case.escalations.count() == 1


def test_a_filing_of_another_case_is_not_found(cast, maria, filing, case):
    theirs = outside(make_case(cast.stranger, number="8150000000000011"), Door.PROCON)
    mine = reverse("escalation", args=[case.reference, theirs.pk])
    assert maria.get(mine).status_code == 404
    assert maria.post(mine, {"act": "close"}).status_code == 404
    assert maria.get(reverse("escalation", args=[case.reference, 10**30])).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(case, maria, filing, method):
    for path in (add_path(case), path_of(filing)):
        assert getattr(maria, method)(path).status_code == 405


def test_a_reminder_asks_to_tell_the_answer_before_it_stops(case, maria, filing):
    clock = case.deadlines.get(owner="escalation")
    done = path_for(clock, "done")
    page = text(maria.get(done))
    assert path_of(filing) in page and "Já sei, parar os avisos" in page and "disputa" not in words(maria.get(done))
    assert path_of(filing) in text(maria.post(done))
    clock.refresh_from_db()
    assert (clock.state, clock.muted) == ("running", True)


def test_staff_see_what_was_filed(cast, case, filing):
    for who in (cast.agent, cast.auditor):
        client = signed_in(who)
        page = words(client.get(reverse("admin:complaints_complaint_change", args=[case.pk])))
        assert "Onde já reclamou" in page and "2026.77" in page
        row = reverse("admin:disputes_escalation_change", args=[filing.pk])
        assert client.get(row).status_code == 200
        assert client.post(row, {"protocol": "0"}).status_code == 403
        assert "2026.77" in words(client.get(reverse("admin:disputes_escalation_changelist") + "?q=2026.77"))
