"""The guided form: five screens, no JavaScript, nothing asked twice, nothing lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import ARRIVED, NOT_ARRIVED, Reason
from complaints.models import Complaint, Draft, Evidence
from complaints.services.evidence import evidence_row, read_upload
from tests.base import NOW, ORDER_NUMBER, make_case
from tests.complaints.pages import ANSWERS, STEPS, at, begin, fill, picture, signed_in, text, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


def fields_of(response):
    """Return the names of the fields a page asks for."""
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', text(response)))
    return names - {"csrfmiddlewaretoken", "language", "next"}


def test_whole_path_in_five_screens(maria, cast):
    draft = begin(maria)
    for number, step in enumerate(STEPS, start=1):
        page = maria.get(at(draft, step))
        assert page.status_code == 200
        assert f"Passo {number} de 5" in words(page)
        answer = maria.post(at(draft, step), ANSWERS[step])
        assert answer.status_code == 302
    complaint = Complaint.objects.get(user=cast.consumer)
    assert answer.url == complaint.get_absolute_url()
    assert complaint.order.number == ORDER_NUMBER
    assert str(complaint.amount_claimed) == "389.90"
    assert complaint.filed_at == NOW
    assert complaint.deadlines.exists()
    page = words(maria.get(answer.url))
    assert "O caso foi registrado e os prazos já estão contando" in page
    cast.consumer.refresh_from_db()
    assert cast.consumer.state == "SP"


def test_no_screen_needs_a_script(maria):
    draft = begin(maria)
    fill(maria, draft)
    for step in STEPS:
        page = text(maria.get(at(draft, step)))
        assert "<noscript" not in page
        assert re.findall(r"<script(?![^>]*js/page\.js)", page) == []
        assert "onclick" not in page
        assert re.search(r'<form method="post"[^>]*>', page)


@pytest.mark.parametrize("reason", Reason.values)
def test_nothing_is_asked_twice(maria, reason):
    draft = begin(maria)
    fill(maria, draft, reason=reason)
    asked = [fields_of(maria.get(at(draft, step))) - {"remove"} for step in STEPS]
    assert sum(len(names) for names in asked) == len(set.union(*asked))


def test_state_is_not_asked_of_those_who_gave_it(maria, cast):
    cast.consumer.state = "BA"
    cast.consumer.save(update_fields=["state"])
    draft = begin(maria)
    fill(maria, draft, upto="order")
    assert "state" not in fields_of(maria.get(at(draft, "order")))


@pytest.mark.parametrize("reason", Reason.values)
def test_the_reason_decides_what_is_asked(maria, reason):
    draft = begin(maria)
    maria.post(at(draft, "reason"), {"reason": reason})
    asked = fields_of(maria.get(at(draft, "order")))
    assert {"marketplace", "number", "item", "amount", "payment_method", "placed_on"} <= asked
    no_parcel = reason in (Reason.ACCOUNT_ACCESS, Reason.FRAUD_OUTSIDE)
    assert ("received_on" in asked) == (reason not in NOT_ARRIVED and not no_parcel)
    assert ("durable" in asked) == (reason not in NOT_ARRIVED and not no_parcel)
    assert ("promised_on" in asked) == (not no_parcel)
    assert {"received_on", "durable", "promised_on"} <= asked or reason not in ARRIVED
    defects = fields_of(maria.get(at(draft, "story")))
    assert ("defect_seen_on" in defects) == (reason in (Reason.DEFECTIVE, Reason.NOT_AS_DESCRIBED))


def test_answers_of_another_reason_do_not_reach_the_case(maria, cast):
    draft = begin(maria)
    maria.post(at(draft, "reason"), {"reason": "defective"})
    maria.post(at(draft, "order"), {**ANSWERS["order"], "received_on": "2026-11-10", "durable": "yes"})
    maria.post(at(draft, "reason"), {"reason": "not_received"})
    for step in ("story", "wish", "check"):
        maria.post(at(draft, step), ANSWERS[step])
    order = Complaint.objects.get(user=cast.consumer).order
    assert (order.received_on, order.durable) == (None, None)


# -- Leaving and coming back ------------------------------------------------------------


def test_leaving_keeps_everything_even_what_is_wrong(maria, cast):
    draft = begin(maria)
    wrong = {"amount": "dois mil", "number": "81409X", "placed_on": "31/02/2026", "item": "máquina de solda"}
    maria.post(at(draft, "reason"), ANSWERS["reason"])
    assert maria.post(at(draft, "order"), {**ANSWERS["order"], **wrong}).status_code == 422
    again = signed_in(cast.consumer)
    page = again.get(at(draft, "order"))
    assert page.status_code == 200
    for typed in wrong.values():
        assert f'value="{typed}"' in text(page)
    # What was wrong is said at once, not only when it is sent again.
    assert "Escreva o valor com números" in words(page)
    assert re.search(r'value="pix"[^>]*checked|checked[^>]*value="pix"', text(page))


def test_coming_back_goes_on_where_it_stopped(maria, cast):
    draft = begin(maria)
    fill(maria, draft, upto="story")
    again = signed_in(cast.consumer)
    assert again.get(reverse("case_start")).url == at(draft, "story")
    listed = text(again.get(reverse("cases")))
    assert "máquina de solda" in listed
    assert at(draft, "check") in listed
    response = again.get(at(draft, "check"), follow=True)
    assert response.redirect_chain[-1][0] == at(draft, "story")
    # Nothing is wrong yet: there is no complaint about a screen that was never shown.
    assert "Falta acertar" not in words(response)


def test_a_screen_never_shown_comes_without_errors(maria):
    draft = begin(maria, "?company=shopee")
    page = maria.get(at(draft, "order"))
    assert 'class="error-summary"' not in text(page)
    assert re.search(r'value="shopee"[^>]*selected', text(page))


def test_back_shows_what_was_answered(maria):
    draft = begin(maria)
    fill(maria, draft)
    for step, before in zip(STEPS[1:], STEPS, strict=False):
        assert f'href="{at(draft, before)}"' in text(maria.get(at(draft, step)))
    assert "máquina de solda" in text(maria.get(at(draft, "order")))
    assert "até agora não chegou" in text(maria.get(at(draft, "story")))
    assert re.search(r'value="not_received"[^>]*checked', text(maria.get(at(draft, "reason"))))


def test_editing_from_the_last_screen_leads_back_to_it(maria):
    draft = begin(maria)
    fill(maria, draft)
    page = text(maria.get(at(draft, "check")))
    for step in STEPS[:-1]:
        assert f'href="{at(draft, step)}?edit=1"' in page
    assert "Voltar sem mudar" in words(maria.get(at(draft, "order") + "?edit=1"))
    changed = {**ANSWERS["order"], "item": "furadeira"}
    response = maria.post(at(draft, "order") + "?edit=1", changed)
    assert response.url == at(draft, "check")
    assert "furadeira" in words(maria.get(response.url))


def test_editing_what_opens_new_questions_asks_them(maria):
    draft = begin(maria)
    fill(maria, draft)
    response = maria.post(at(draft, "reason") + "?edit=1", {"reason": "defective"})
    assert response.url == at(draft, "order") + "?edit=1"
    response = maria.post(response.url, {**ANSWERS["order"], "received_on": "2026-11-10"})
    assert response.url == at(draft, "story") + "?edit=1"
    response = maria.post(response.url, {**ANSWERS["story"], "defect_seen_on": ""})
    assert response.url == at(draft, "check")


def test_editing_into_an_error_stays(maria):
    draft = begin(maria)
    fill(maria, draft)
    response = maria.post(at(draft, "wish") + "?edit=1", {"desired_outcome": "refund", "amount_claimed": "9999,00"})
    assert response.status_code == 422
    checked = maria.get(at(draft, "check"), follow=True)
    assert checked.redirect_chain[-1][0] == at(draft, "wish")
    assert "Falta acertar uma coisa aqui" in words(checked)
    assert "É mais do que você disse que pagou" in words(checked)


def test_check_shows_what_will_be_filed(maria):
    draft = begin(maria)
    fill(maria, draft)
    page = words(maria.get(at(draft, "check")))
    for said in ("Não recebi o produto", "máquina de solda", "AliExpress", "8140 9087 4135 8880", "R$\xa0389,90", "Pix",
                 "quarta-feira, 30 de setembro", "sexta-feira, 13 de novembro", "O dinheiro todo de volta"):
        assert said.replace("\xa0", " ") in page.replace("\xa0", " ")


def test_nothing_is_filed_before_the_last_button(maria):
    draft = begin(maria)
    fill(maria, draft)
    maria.get(at(draft, "check"))
    assert not Complaint.objects.exists()


# -- Drafts -----------------------------------------------------------------------------


def test_drafts_are_listed_and_deleted_with_their_files(maria, cast):
    draft = begin(maria)
    fill(maria, draft, upto="story")
    maria.post(at(draft, "story"), {"story": "Sumiu.", "files": upload()})
    evidence = Evidence.objects.get(draft=draft)
    storage, path = evidence.original.storage, evidence.original.name
    assert storage.exists(path)
    assert reverse("draft_delete", args=[draft.token]) in text(maria.get(reverse("cases")))
    response = maria.post(reverse("draft_delete", args=[draft.token]), follow=True)
    assert "O rascunho foi apagado" in words(response)
    assert not Draft.objects.filter(user=cast.consumer).exists()
    assert not storage.exists(path)


def test_a_filed_draft_is_not_deleted(maria):
    draft = begin(maria)
    fill(maria, draft)
    maria.post(at(draft, "check"))
    maria.post(reverse("draft_delete", args=[draft.token]))
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert Complaint.objects.count() == 1


def test_the_shop_comes_chosen(maria):
    draft = begin(maria, "?company=shopee")
    assert draft.data == {"marketplace": "shopee"}
    # The same shop goes on with the draft; another shop is another story.
    assert begin(maria, "?company=shopee") == draft
    assert begin(maria) == draft
    fill(maria, draft, upto="order")
    other = begin(maria, "?company=temu")
    assert other != draft
    assert other.data == {"marketplace": "temu"}
    fill(maria, other, upto="order")
    assert begin(maria, "?new=1") not in (draft, other)


@pytest.mark.parametrize("company", ["nenhuma", "%00", "a" * 5000, "paypal", "<script>", "ß"])
def test_a_shop_that_is_none_is_left_out(maria, company):
    for _again in range(2):
        draft = begin(maria, f"?company={company}")
        assert draft.data == {}


# -- Who, how ---------------------------------------------------------------------------


@pytest.mark.parametrize("step", [*STEPS, "nada"])
def test_a_draft_is_its_writers_alone(maria, cast, step):
    draft = begin(maria)
    fill(maria, draft)
    for other in (cast.stranger, cast.agent, cast.auditor):
        client = signed_in(other)
        assert client.get(at(draft, step)).status_code == 404
        assert client.post(at(draft, step), {"item": "x"}).status_code == 404
        assert client.post(reverse("draft_delete", args=[draft.token])).status_code == 404
    response = Client().get(at(draft, step))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_wrong_methods(maria):
    draft = begin(maria)
    assert maria.put(reverse("case_start")).status_code == 405
    assert maria.delete(at(draft, "order")).status_code == 405
    assert maria.get(reverse("draft_delete", args=[draft.token])).status_code == 405
    assert maria.head(at(draft, "order")).status_code == 200


def test_unknown_step_leads_to_the_first(maria):
    draft = begin(maria)
    assert maria.get(at(draft, "nada")).url == at(draft, "reason")


def test_check_cannot_be_reached_early(maria):
    draft = begin(maria)
    response = maria.post(at(draft, "check"))
    assert response.url == at(draft, "reason")
    assert not Complaint.objects.exists()


# -- Files ------------------------------------------------------------------------------


def test_files_stay_and_can_be_taken_away(maria):
    draft = begin(maria)
    fill(maria, draft, upto="story")
    response = maria.post(at(draft, "story"), {"story": "Sumiu.", "files": upload(), "stay": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == at(draft, "story")
    assert "foto.jpg" in words(response)
    assert "Sumiu." in text(response)
    token = Evidence.objects.get(draft=draft).token
    response = maria.post(at(draft, "story"), {"story": "Sumiu mesmo.", "remove": token}, follow=True)
    assert "foto.jpg" not in words(response)
    assert "Sumiu mesmo." in text(response)
    assert not Evidence.objects.exists()


def test_enter_presses_continue_and_not_remove(maria):
    draft = begin(maria)
    fill(maria, draft, upto="story")
    maria.post(at(draft, "story"), {"story": "Sumiu.", "files": upload(), "stay": "1"})
    form = text(maria.get(at(draft, "story"))).split("<main")[1]
    first = re.search(r'<button[^>]*type="submit"[^>]*>', form)[0]
    assert "name=" not in first


def test_remove_of_a_foreign_file_does_nothing(maria, cast):
    theirs = begin(signed_in(cast.stranger))
    signed_in(cast.stranger).post(at(theirs, "story"), {"story": "Meu.", "files": upload()})
    draft = begin(maria)
    for token in (Evidence.objects.get().token, "\x00", "x" * 3000):
        assert maria.post(at(draft, "story"), {"story": "a", "remove": token}).status_code == 302
    assert Evidence.objects.count() == 1


def test_files_of_the_draft_become_the_cases(maria):
    draft = begin(maria)
    fill(maria, draft)
    maria.post(at(draft, "story"), {"story": "Sumiu.", "files": [upload(), upload(picture((1, 2, 3)), "b.jpg")]})
    maria.post(at(draft, "check"))
    assert Complaint.objects.get().evidence.count() == 2


# -- Twice ------------------------------------------------------------------------------


def test_filing_twice_makes_one_case(maria):
    draft = begin(maria)
    fill(maria, draft)
    first = maria.post(at(draft, "check"))
    second = maria.post(at(draft, "check"), follow=True)
    assert Complaint.objects.count() == 1
    assert second.redirect_chain[-1][0] == first.url
    assert "Este relato já virou um caso" in words(second)
    # Any screen of it leads there now, and changes nothing.
    assert maria.post(at(draft, "order"), ANSWERS["order"]).url == first.url
    draft.refresh_from_db()
    assert draft.data == {}


def test_two_tabs_filing_the_same_order_make_one_case(maria):
    one = begin(maria, "?new=1")
    fill(maria, one)
    two = begin(maria, "?new=2")
    fill(maria, two)
    first = maria.post(at(one, "check"))
    second = maria.post(at(two, "check"), follow=True)
    assert Complaint.objects.count() == 1
    assert second.redirect_chain[-1][0] == first.url
    assert "Você já tem um caso aberto para este pedido" in words(second)


def test_same_order_number_leads_to_the_open_case(maria, cast):
    complaint = make_case(cast.consumer)
    draft = begin(maria)
    fill(maria, draft, upto="order")
    spaced = {**ANSWERS["order"], "number": "8140 9087 4135 8880"}
    response = maria.post(at(draft, "order"), spaced, follow=True)
    assert response.redirect_chain[-1][0] == complaint.get_absolute_url()
    assert "Você já tem um caso aberto para este pedido" in words(response)


def test_same_order_number_of_somebody_else_is_no_matter(maria, cast):
    make_case(cast.stranger)
    draft = begin(maria)
    fill(maria, draft)
    maria.post(at(draft, "check"))
    assert Complaint.objects.filter(user=cast.consumer).count() == 1


def test_two_tabs_on_one_draft_do_not_wipe_each_other(maria, cast):
    draft = begin(maria)
    fill(maria, draft, upto="order")
    other = signed_in(cast.consumer)
    maria.post(at(draft, "order"), ANSWERS["order"])
    other.post(at(draft, "story"), ANSWERS["story"])
    maria.post(at(draft, "wish"), ANSWERS["wish"])
    assert other.get(at(draft, "check")).status_code == 200
    draft.refresh_from_db()
    assert draft.data["item"] == "máquina de solda"
    assert draft.data["story"] == ANSWERS["story"]["story"]


def test_a_draft_deleted_in_another_tab_is_not_found(maria):
    draft = begin(maria)
    maria.post(reverse("draft_delete", args=[draft.token]))
    assert maria.post(at(draft, "order"), ANSWERS["order"]).status_code == 404
    assert maria.get(at(draft, "order")).status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_every_screen_answers_in_english(maria, cast, step):
    cast.consumer.language = "en"
    cast.consumer.save(update_fields=["language"])
    draft = begin(maria)
    fill(maria, draft)
    page = maria.get(at(draft, step))
    assert page.status_code == 200
    assert '<html lang="en"' in text(page)


def test_a_file_that_came_twice_at_once_is_filed_once(maria, cast):
    """An upload on a slow phone is pressed twice: both requests may save the same bytes."""
    draft = begin(maria)
    fill(maria, draft)
    for _press in range(2):
        proof = upload()
        evidence_row(read_upload(proof), proof, user=cast.consumer, draft=draft).save()
    response = maria.post(at(draft, "check"))
    assert response.url == Complaint.objects.get().get_absolute_url()
    shown = Complaint.objects.get().evidence.get()
    assert maria.get(reverse("evidence_shown", args=[shown.complaint.reference, shown.token])).status_code == 200
