"""Signed-in people have limits, are told so in words, and lose nothing they typed."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from complaints import limits
from complaints.limits import MOST_DRAFTS
from complaints.models import Complaint, Draft, Evidence, Message
from complaints.models.cases import new_token
from tests.base import NOW
from tests.complaints.pages import ANSWERS, at, begin, fill, picture, signed_in, text, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


def allow(monkeypatch, action, rate):
    monkeypatch.setitem(limits.RATES, action, rate)


# -- Drafts -------------------------------------------------------------------------------


def test_starting_again_and_again_makes_one_draft(maria):
    tokens = {begin(maria, "?new=1").token for _time in range(50)}
    maria.post(reverse("case_start"))
    assert len(tokens) == Draft.objects.count() == 1


def test_a_blank_draft_takes_the_shop_asked_for_last(maria):
    begin(maria, "?new=1&company=shopee")
    assert begin(maria, "?new=1").data == {}
    assert begin(maria, "?new=1&company=aliexpress").data == {"marketplace": "aliexpress"}
    assert Draft.objects.count() == 1


def test_a_draft_with_an_answer_or_a_file_is_left_alone(maria):
    answered = begin(maria, "?new=1")
    fill(maria, answered, upto="order")
    with_file = begin(maria, "?new=1")
    maria.post(at(with_file, "story"), {"files": upload(), "story": "", "stay": "1"})
    third = begin(maria, "?new=1")
    assert len({answered.pk, with_file.pk, third.pk}) == 3
    answered.refresh_from_db()
    assert answered.data["reason"] == "not_received"
    assert with_file.evidence.exists()


def test_a_twenty_first_unfinished_draft_is_refused_in_words(maria, cast):
    for _number in range(MOST_DRAFTS - 1):
        Draft.objects.create(user=cast.consumer, data={"reason": "not_received"})
    fill(maria, begin(maria, "?new=1"), upto="order")
    assert Draft.objects.count() == MOST_DRAFTS
    refused = maria.get(reverse("case_start") + "?new=1", follow=True)
    assert refused.redirect_chain == [(reverse("cases"), 302)]
    assert "Você já tem 20 relatos para terminar" in words(refused)
    assert Draft.objects.count() == MOST_DRAFTS
    maria.post(reverse("draft_delete", args=[Draft.objects.first().token]))
    assert begin(maria, "?new=1").data == {}


def test_the_drafts_of_others_and_the_filed_ones_do_not_count(maria, cast, case):
    for _number in range(MOST_DRAFTS):
        Draft.objects.create(user=cast.stranger, data={"reason": "not_received"})
        Draft.objects.create(user=cast.consumer, complaint=case)
    assert begin(maria, "?new=1").user == cast.consumer


# -- Rates --------------------------------------------------------------------------------


def test_the_rates_are_those_of_a_person_and_not_of_a_script():
    assert limits.RATES == {
        "message": "30/h/user", "notice": "20/d/user", "evidence": "120/h/user", "filing": "30/d/user",
        "kit": "30/d/user",
    }


def write(client, case, body):
    return client.post(reverse("message_write", args=[case.reference]), {"body": body, "form_key": new_token()})


def test_the_thirty_first_message_of_an_hour_stays_in_its_field(maria, case, cast):
    for number in range(30):
        assert write(maria, case, f"mensagem {number}").status_code == 302
    refused = write(maria, case, "a que sobrou")
    assert refused.status_code == 429
    assert "Você já mandou muitas mensagens nesta hora" in words(refused)
    assert "a que sobrou" in text(refused)
    assert Message.objects.count() == 30
    # Another person is not held up, and an hour later neither is she.
    assert write(signed_in(cast.agent), case, "resposta").status_code == 302
    with time_machine.travel(NOW + timedelta(hours=1, seconds=1), tick=False):
        assert write(maria, case, "a que sobrou").status_code == 302


def test_files_over_the_limit_are_not_judged_and_the_caption_stays(maria, case, monkeypatch):
    allow(monkeypatch, "evidence", "1/h/user")
    page = reverse("evidence_add", args=[case.reference])
    assert maria.post(page, {"files": upload()}).status_code == 302
    assert maria.get(page).status_code == 200
    refused = maria.post(page, {"files": upload(picture((0, 0, 9))), "caption": "a caixa amassada"})
    assert refused.status_code == 429
    assert "Você já mandou muitos arquivos nesta hora" in words(refused)
    assert "a caixa amassada" in text(refused)
    assert case.evidence.count() == 1


def test_the_story_is_kept_when_its_files_are_over_the_limit(maria, monkeypatch):
    allow(monkeypatch, "evidence", "1/h/user")
    draft = begin(maria)
    fill(maria, draft, upto="story")
    story = ANSWERS["story"]["story"]
    maria.post(at(draft, "story"), {"story": story, "files": upload(), "stay": "1"})
    longer = story + " Mandei três mensagens."
    refused = maria.post(at(draft, "story"), {"story": longer, "files": upload(picture((0, 0, 9)))})
    assert refused.status_code == 429
    assert "Você já mandou muitos arquivos nesta hora" in words(refused)
    draft.refresh_from_db()
    assert draft.data["story"] == longer
    assert Evidence.objects.filter(draft=draft).count() == 1
    # Without files the story goes on.
    assert maria.post(at(draft, "story"), {"story": longer}).status_code == 302


def test_filing_over_the_limit_keeps_the_draft(maria, monkeypatch):
    allow(monkeypatch, "filing", "0/d/user")
    draft = begin(maria)
    fill(maria, draft)
    refused = maria.post(at(draft, "check"))
    assert refused.status_code == 429
    assert "Você já registrou muitos casos hoje" in words(refused)
    assert f'href="{at(draft, "check")}"' in text(refused)
    assert not Complaint.objects.exists()
    allow(monkeypatch, "filing", "1/d/user")
    assert maria.post(at(draft, "check")).status_code == 302
    assert Complaint.objects.exists()


def test_the_thirty_first_order_kept_in_a_day_is_refused_and_its_form_kept(maria, monkeypatch):
    allow(monkeypatch, "kit", "1/d/user")
    form = {"marketplace": "aliexpress", "item": "caneca", "payment_method": "pix", "placed_on": "2026-11-22"}
    assert maria.post(reverse("kit_add"), form).status_code == 302
    refused = maria.post(reverse("kit_add"), {**form, "item": "caneca azul"})
    assert refused.status_code == 429
    assert "Você já guardou muitas compras hoje" in words(refused)
    assert "caneca azul" in text(refused)
