"""The code of a letter, typed by a seller; and no log that shows a secret address."""

import pytest
from django.test import Client

from complaints.reference import check_sign
from config.logs import discreet
from disputes import limits
from disputes.lifecycle import State
from tests.complaints.pages import text, words
from tests.disputes.door import at, hosted, link_of, seller

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
# Well made, and of no letter.
WRONG = "222222222" + check_sign("222222222")


def waiting(case, cast):
    return hosted(State.WAITING_SELLER, case, cast)


def lines(case, kind):
    return list(case.events.filter(kind=kind).order_by("seq"))


# -- The code of a letter --------------------------------------------------------------------


def test_the_code_of_a_letter_leads_to_the_room(case, cast):
    link, browser = link_of(waiting(case, cast)), seller()
    assert browser.get("/answer/").status_code == 200
    response = browser.post("/answer/", {"code": link.shown_code.lower().replace("-", " ")})
    assert (response.status_code, response.url) == (302, at(link))
    assert response["Referrer-Policy"] == "strict-origin"
    assert [line.data["way"] for line in lines(case, "notice_opened")] == ["code"]
    # The page that follows belongs to the same visit.
    browser.get(response.url)
    assert len(lines(case, "notice_opened")) == 1


def test_a_mistyped_code_and_a_wrong_one_are_told_apart(case, cast):
    code = link_of(waiting(case, cast)).code
    swapped = code[1] + code[0] + code[2:] if code[0] != code[1] else "2" + code[1:]
    for typed in (code[:-1], code + "2", swapped, "olá"):
        response = seller().post("/answer/", {"code": typed})
        assert response.status_code == 422
        assert "Confira na carta e digite de novo." in words(response)
        assert f'value="{typed}"' in text(response)
    wrong = seller().post("/answer/", {"code": WRONG})
    assert wrong.status_code == 422
    assert "Este código não abre nada" in words(wrong)
    assert "Digite o código que está na carta." in words(seller().post("/answer/", {}))
    assert lines(case, "notice_opened") == []


def test_guessing_is_stopped_by_place_and_all_together(case, cast, monkeypatch):
    link = link_of(waiting(case, cast))

    def guess(place, code=WRONG):
        return Client(REMOTE_ADDR=place).post("/answer/", {"code": code})

    for _try in range(10):
        assert guess("10.0.0.1").status_code == 422
    held = guess("10.0.0.1", link.code)
    assert held.status_code == 429
    assert "Espere alguns minutos" in words(held)
    assert link.code in text(held)
    assert guess("10.0.0.2", link.code).status_code == 302
    monkeypatch.setitem(limits.RATES, "codes", "1/h/key")
    assert guess("10.0.0.3").status_code == 422
    assert guess("10.0.0.4", link.code).status_code == 429


def test_the_code_page_takes_no_other_method_and_no_foreign_form(db):
    assert seller().put("/answer/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/answer/", {"code": "x"}).status_code == 403


# -- Logs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [
    "Not Found: /answer/{}/", "GET /answer/{}/evidence/add/ 404", "/answer/{}", "next=/answer/{}/accept/",
    "GET /account/login/?next=%2Fanswer%2F{}%2Faccept%2F", "https://prazo.example/answer/{}/?all=1#messages",
    "Method Not Allowed (GET): /answer/{}/message/",
])
def test_no_log_shows_the_token(case, cast, line):
    token = link_of(waiting(case, cast)).token
    said = discreet(line.format(token))
    assert token not in said
    assert "[token]" in said


def test_other_addresses_stay_in_the_logs():
    for line in ("GET /answer/ 200", "/cases/K7QM2XWD/dispute/answer/ 200", "POST /answer/ 429"):
        assert discreet(line) == line
