"""The letter to a seller whom no mail reaches: made once, printed or sent as text, in the seller's language."""

from datetime import timedelta

import pytest
from django.test import Client

from complaints.choices import Party
from disputes import services
from disputes.lifecycle import State
from disputes.models import SellerLink
from tests.complaints.pages import signed_in, text, words
from tests.disputes.door import hosted, link_of
from tests.disputes.moves import opened

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
DAY = timedelta(days=1)


@pytest.fixture
def dispute(case, cast):
    return hosted(State.WAITING_SELLER, case, cast, address="", note="Nada chegou aqui.")


def page(case, name=""):
    return f"/cases/{case.reference}/dispute/letter{name or '/'}"


def test_the_page_explains_before_it_makes_the_letter(case, dispute, maria):
    response = maria.get(page(case))
    assert "Preparar a carta" in words(response)
    assert link_of(dispute).shown_code not in text(response)
    assert not case.events.filter(kind="notice_letter").exists()
    # Without a letter there is no text of it either.
    assert maria.get(page(case, ".txt")).url == page(case)


def test_the_letter_says_all_that_the_mail_says_and_the_code(case, dispute, maria):
    for _press in range(2):
        assert maria.post(page(case)).url == page(case)
    assert case.events.filter(kind="notice_letter").count() == 1
    link = link_of(dispute)
    shown, file = maria.get(page(case)), maria.get(page(case, ".txt"))
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert file["Content-Disposition"] == f'attachment; filename="prazo-certo-{case.shown_reference}.txt"'
    for said in (words(shown), file.content.decode()):
        said = said.replace("\xa0", " ")
        for expected in (
            "Maria pede R$ 389,90 de volta. Responda até sexta-feira, 27 de novembro.", "máquina de solda",
            "8140 9087 4135 8880", "o caso vai sozinho para o mediador", "Nada chegou aqui.",
            "http://localhost:8000/answer/", link.shown_code, "Não precisa de conta nem de senha.",
        ):
            assert expected in said, expected
        for secret in ("maria@example.com", "Comprei uma máquina", link.token):
            assert secret not in said
    assert "no-store" in shown["Cache-Control"]


def test_the_code_in_the_letter_opens_the_case(case, dispute, maria):
    maria.post(page(case))
    code = link_of(dispute).shown_code
    assert Client().post("/answer/", {"code": code}).status_code == 302


def test_a_letter_abroad_is_in_english_and_its_page_is_not(case, cast, maria):
    hosted(State.WAITING_SELLER, case, cast, language="en")
    maria.post(page(case))
    shown = text(maria.get(page(case)))
    assert 'lang="en"' in shown.split("<article")[1]
    assert 'lang="pt-br"' in shown.split("<article")[0]
    assert "Friday, 27 November" in shown.split("<article")[1]
    assert "Imprima e mande pelo correio" in shown
    assert "Friday, 27 November" in maria.get(page(case, ".txt")).content.decode()


def test_after_the_link_was_revoked_a_new_letter_has_a_new_code(case, dispute, maria, cast):
    maria.post(page(case))
    old = link_of(dispute)
    services.revoke(dispute, by=cast.consumer, party=Party.BUYER)
    assert old.shown_code not in text(maria.get(page(case)))
    assert "Preparar a carta" in words(maria.get(page(case)))
    maria.post(page(case))
    assert link_of(dispute).shown_code in text(maria.get(page(case)))
    assert SellerLink.objects.filter(dispute=dispute).count() == 2


def test_no_letter_for_a_dispute_that_is_over_or_runs_at_the_shop(case, cast, maria):
    dispute = hosted(State.WITHDRAWN, case, cast)
    assert "já acabou" in words(maria.get(page(case)))
    refused = maria.post(page(case))
    assert refused.status_code == 422
    assert "já acabou" in words(refused)
    dispute.delete()
    assert maria.get(page(case)).status_code == 404
    opened(case)
    assert maria.get(page(case)).status_code == 404


@pytest.mark.parametrize("name", ["", ".txt"])
def test_the_letter_is_the_consumers_alone(case, dispute, cast, name):
    assert signed_in(cast.stranger).get(page(case, name)).status_code == 404
    assert signed_in(cast.agent).get(page(case, name)).status_code == 403
    assert signed_in(cast.auditor).get(page(case, name)).status_code == 403
    assert "/account/login/" in Client().get(page(case, name)).url
    assert signed_in(cast.consumer).delete(page(case, name)).status_code == 405


def test_the_text_takes_no_post(case, dispute, maria):
    assert maria.post(page(case, ".txt")).status_code == 405
