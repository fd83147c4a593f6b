"""Replies with words in braces: filled with facts, refused where none fits, in both languages; and their admin."""

import json
import string
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import SavedReply
from complaints.replies import VARIABLES, Fact, Money, check, fill, sample_facts
from complaints.saved_replies import DATA, clocks_of, facts_of, fingerprint, load_replies
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, text, words

LIST = "/admin/complaints/savedreply/"
FACTS = {
    "nome": "Maria", "valor": Money(Decimal("2040")), "prazo": date(2026, 11, 27), "rastreio": "", "vendedor": None,
    "qual_prazo": Fact("Resposta da loja", "The shop's answer"),
}


@pytest.fixture(autouse=True)
def portuguese():
    with translation.override("pt-br"):
        yield


# -- The text -------------------------------------------------------------------------------


def test_facts_are_worded_in_the_language_of_who_reads():
    text = "{nome}: {valor} até {prazo} ({qual_prazo})"
    filled = fill(text, FACTS, "pt-br")
    assert (filled.text, filled.faults) == (
        "Maria: R$\xa02.040,00 até sexta-feira, 27 de novembro (Resposta da loja)", [])
    assert fill(text, FACTS, "en").text == "Maria: R$2,040.00 até Friday, 27 November (The shop's answer)"


def test_the_faults_are_said_to_the_writer_whatever_the_consumer_reads():
    (fault,) = fill("{rastreio}", FACTS, "en").faults
    assert fault == "Este caso não tem o código de rastreio: tire {rastreio} do texto ou escreva à mão."


def test_a_missing_fact_and_an_unknown_word_stay_as_typed_and_are_named_once():
    filled = fill("{vendedor} {vendedor} {senha} { NOME }", FACTS, "pt-br")
    assert filled.text == "{vendedor} {vendedor} {senha} Maria"
    assert len(filled.faults) == 2
    assert filled.faults[0].startswith("Não conhecemos {senha}. Use uma destas: {nome}, {caso}")
    assert "{vendedor}" in filled.faults[1]


def test_doubled_braces_are_braces_and_a_single_one_is_a_fault():
    assert fill("{{nome}} é {nome}", FACTS, "pt-br") == ("{nome} é Maria", [])
    for typed in ("um { só", "um } só", "{}", "{2x}", "{a b}"):
        assert any("chave sozinha" in fault for fault in fill(typed, FACTS, "pt-br").faults)


def test_what_a_fact_holds_is_not_filled_again():
    assert fill("{nome}", {"nome": "{valor}"}, "pt-br") == ("{valor}", [])


@given(st.text(alphabet=string.ascii_letters + "{} \n1é", max_size=60))
def test_any_text_is_filled_or_refused_in_words(typed):
    filled = fill(typed, sample_facts(), "pt-br")
    assert bool(filled.faults) == bool(check(typed))
    if "{" not in typed and "}" not in typed:
        assert filled == (typed, [])


@given(st.text(max_size=60))
def test_doubling_every_brace_gives_the_text_back(typed):
    doubled = typed.replace("{", "{{").replace("}", "}}")
    assert fill(doubled, {}, "en") == (typed, [])


# -- The replies that come with the product ---------------------------------------------------


def test_every_reply_that_ships_reads_whole_in_both_languages():
    entries = json.loads(DATA.read_text(encoding="utf-8"))["replies"]
    assert len(entries) >= 12 and len({entry["title"] for entry in entries}) == len(entries)
    for entry in entries:
        for name, language in (("body_pt", "pt-br"), ("body_en", "en")):
            filled = fill(entry[name], sample_facts(), language)
            assert filled.faults == [] and "{" not in filled.text and len(filled.text) < 1500


def test_replies_are_loaded_once_and_what_staff_did_stays(house):
    SavedReply.objects.all().delete()
    first = load_replies()
    assert first == (SavedReply.objects.count(), 0, 0)
    reply = SavedReply.objects.first()
    reply.body_pt = "Outro texto."
    reply.save(update_fields=["body_pt"])
    SavedReply.objects.exclude(pk=reply.pk).first().delete()
    assert load_replies() == (0, first.added - 1, 0)
    assert SavedReply.objects.get(pk=reply.pk).body_pt == "Outro texto."


def test_a_text_of_an_older_edition_gets_the_new_words_and_a_changed_one_stays(house, tmp_path):
    load_replies()
    data = json.loads(DATA.read_text(encoding="utf-8"))
    kept, renewed = SavedReply.objects.order_by("pk")[:2]
    for entry in data["replies"]:
        if entry["title"] in (kept.title, renewed.title):
            entry["before"] = [fingerprint(SavedReply(body_pt=entry["body_pt"], body_en=entry["body_en"]))]
            entry["body_pt"] = "Palavras novas."
    kept.body_en = "Ours."
    kept.save(update_fields=["body_en"])
    newer = tmp_path / "replies.json"
    newer.write_text(json.dumps(data), encoding="utf-8")
    assert load_replies(newer).renewed == 1
    assert load_replies(newer).renewed == 0
    assert SavedReply.objects.get(pk=renewed.pk).body_pt == "Palavras novas."
    assert SavedReply.objects.get(pk=kept.pk).body_pt != "Palavras novas."


def test_the_facts_of_a_case_name_every_word(cast, case):
    facts = facts_of(case, clocks_of([case.pk])[case.pk], (), cast.agent, NOW)
    assert set(facts) == set(VARIABLES)
    filled = fill("{nome}, {caso}, {loja}, {produto}, {valor}, {atendente}", facts, "pt-br")
    assert filled.text == f"Maria, {case.shown_reference}, AliExpress, máquina de solda, R$\xa0389,90, Ana"
    nobody = make_case(cast.consumer, shop="outra-loja", number="77", amount=None, amount_claimed=None)
    facts = facts_of(nobody, [], (), cast.agent, NOW)
    assert not facts["loja"] and not facts["prazo"] and not facts["valor"]


# -- Their admin ---------------------------------------------------------------------------------


def sent(**changes):
    return {"title": "Oi", "body_pt": "Oi, {nome}.", "body_en": "Hi, {nome}.", "active": "on", **changes}


def test_a_supervisor_writes_changes_and_switches_off_a_reply(cast):
    sara = signed_in(cast.supervisor)
    assert sara.post(f"{LIST}add/", sent()).status_code == 302
    reply = SavedReply.objects.get(title="Oi")
    assert (reply.changed_by, reply.body_en) == (cast.supervisor, "Hi, {nome}.")
    change = f"{LIST}{reply.pk}/change/"
    shown = words(sara.get(change))
    assert "Oi, Maria." in shown and "Hi, Maria." in shown
    assert sara.post(change, sent(active="")).status_code == 302
    reply.refresh_from_db()
    assert not reply.active
    assert sara.post(f"{LIST}{reply.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("bad", [
    {"body_pt": "Oi, {apelido}."}, {"body_en": "Hi, {nickname}."}, {"body_pt": ""}, {"body_pt": "{"},
    {"body_pt": "x" * 4001}, {"title": ""}, {"body_pt": "a\x00b"},
])
def test_a_reply_that_no_case_can_fill_is_refused_in_words(cast, bad):
    response = signed_in(cast.supervisor).post(f"{LIST}add/", sent(**bad))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert not SavedReply.objects.filter(title="Oi").exists()


def test_the_preview_keeps_nothing(cast):
    sara, url = signed_in(cast.supervisor), reverse("admin:complaints_savedreply_preview")
    page = words(sara.post(url, sent(body_en="Hi, {nickname}.")))
    assert "Oi, Maria." in page and "Não conhecemos {nickname}" in page
    part = text(sara.post(url, sent(), headers={"HX-Request": "true"}))
    assert "Oi, Maria." in part and "<html" not in part
    assert "Escreva um texto" in words(sara.post(url, {}))
    assert sara.get(url).status_code == 405
    assert not SavedReply.objects.filter(title="Oi").exists()


@pytest.mark.parametrize("who", ["agent", "mediator", "auditor"])
def test_the_others_of_the_staff_only_read_replies(cast, who):
    load_replies()
    client, reply = signed_in(getattr(cast, who)), SavedReply.objects.first()
    assert reply.title in text(client.get(LIST))
    assert client.get(f"{LIST}{reply.pk}/change/").status_code == 200
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{reply.pk}/change/", sent()).status_code == 403
    assert client.post(reverse("admin:complaints_savedreply_preview"), sent()).status_code == 403
