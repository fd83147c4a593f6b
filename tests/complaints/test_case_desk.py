"""Working a case on one screen: what is shown and why, the answer written below the messages, who may do what."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.admin.case_page import NEWEST_MESSAGES
from complaints.bounces import BUYER, note_returned
from complaints.choices import Party, Proof
from complaints.models import Complaint, Deadline, Event, Evidence, Message, SavedReply
from complaints.panels import FOLD_AFTER
from complaints.reply_names import SHIPPED_TITLES
from complaints.saved_replies import DATA, load_replies
from complaints.services.asking import ask_evidence
from complaints.services.belonging import link
from complaints.services.cases import close_complaint
from complaints.services.messages import ask_for_person, write_message
from complaints.timeline import Line, append_all
from contacts.models import AccessRecord, OutgoingEmail, User
from contacts.outgoing import send_due
from disputes import services
from disputes.models import Door
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, text, words
from tests.disputes.desk import hosted, to_appeal, to_mediator

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
NOTE = Message.Audience.NOTE
# Session, person, permissions, presence of who looks: all of it.
MOST_QUERIES = 20


def page(case):
    return reverse("admin:complaints_complaint_change", args=[case.pk])


def door(name, case):
    return reverse(f"admin:complaints_complaint_{name}", args=[case.pk])


def ask_for_help(case, cast):
    write_message(case, "Alguém aí?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)


@pytest.fixture
def ana(cast):
    """The browser in which the agent is signed in."""
    return signed_in(cast.agent)


# -- What is shown --------------------------------------------------------------------------


def test_other_peoples_cases_beside_the_case_are_written_down(cast, case, ana):
    near = make_case(cast.stranger, number="77", store="Loja Sumiu")
    own = make_case(cast.agent, number="78", store="Loja Sumiu")
    link(case, near.reference, by=cast.agent, now=NOW)
    assert near.shown_reference in text(ana.get(page(case)))
    assert AccessRecord.objects.latest("pk").cases == [near.pk]
    link(own, near.reference, by=cast.supervisor, now=NOW)
    assert near.shown_reference in text(ana.get(page(own)))
    assert (AccessRecord.objects.latest("pk").case, AccessRecord.objects.latest("pk").cases) == (own.pk, [near.pk])


def test_of_the_own_case_nobody_reads_the_lines_of_the_staff(cast, ana):
    own = make_case(cast.agent, number="78")
    append_all([Line(own.pk, "bounce_settled", Party.STAFF, cast.supervisor.pk, {"note": "Liguei para ela."})], NOW)
    assert "Liguei para ela." not in text(ana.get(page(own)))
    assert "Liguei para ela." in text(signed_in(cast.supervisor).get(page(own)))


def test_the_page_says_why_the_case_waits_and_which_door_answers(cast, case, ana):
    assert "Nada espera uma pessoa da equipe neste caso agora." in words(ana.get(page(case)))
    ask_for_help(case, cast)
    Complaint.objects.filter(pk=case.pk).update(shop_unknown=True, bounced_at=NOW)
    Deadline.objects.filter(pk=case.deadlines.running().first().pk).update(failures=3, last_error="KeyError")
    shown = words(ana.get(page(case)))
    for sentence in (
        "O consumidor escreveu e espera a equipe: hoje, 9h00. Responda até terça-feira, 24 de novembro.",
        "Um e-mail deste caso voltou: hoje, 9h00.", "A varredura falhou 3 vezes no prazo", "KeyError",
        "sem ela os prazos da loja não contam",
    ):
        assert sentence in shown
    body = text(ana.get(page(case)))
    assert all(door(name, case) in body for name in ("no_answer", "shop", "bounce", "ask", "call", "reply"))
    ask_for_person(case, [], by=cast.consumer, now=NOW)
    assert "O consumidor pediu para falar com uma pessoa: hoje, 9h00." in words(ana.get(page(case)))


def test_a_late_answer_is_said_to_be_late(cast, case, ana):
    ask_for_help(case, cast)
    due, late = case.deadlines.get(kind="house_team_answer").due_at, NOW.replace(day=21, hour=3)
    Complaint.objects.filter(pk=case.pk).update(team_at=NOW - timedelta(days=1), late_at=late)
    shown = words(ana.get(page(case)))
    assert "Era para responder até" in shown
    assert "A equipe passou do prazo, que acabou em sexta-feira, 20 de novembro." in shown
    assert "urgente" in shown and due > NOW


def test_the_next_step_stands_there_as_the_consumer_reads_it(case, ana, maria):
    step = words(maria.get(case.get_absolute_url())).split("O que fazer agora ")[1].split(".")[0]
    assert f"O consumidor lê como próximo passo: “{step}." in words(ana.get(page(case)))


def test_messages_come_newest_last_and_older_ones_are_folded(cast, case, ana):
    for n in range(NEWEST_MESSAGES + 5):
        write_message(case, f"aviso {n:02}", author=cast.consumer, party=Party.BUYER, form_key=f"k{n}", now=NOW)
    body = text(ana.get(page(case)))
    assert "aviso 04" not in body and "Ver mais 5 mensagens antigas" in body
    assert body.index("aviso 33") < body.index("aviso 34") < body.index('id="reply"')
    folded = body.split('class="desk-older"')[1].split("</details>")[0]
    assert "aviso 05" in folded and "aviso 34" not in folded
    assert "aviso 00" in text(ana.get(page(case) + "?all=1"))


def test_long_timelines_are_folded_and_one_touch_away(cast, case, ana):
    lines = [Line(case.pk, "call", "staff", cast.agent.pk, {"with": "shop", "answered": True}) for _n in range(30)]
    append_all(lines, NOW)
    body = words(ana.get(page(case)))
    assert body.count("A equipe falou com a loja por telefone. (Ana)") == FOLD_AFTER
    assert "Ver mais 19 linhas" in body
    assert words(ana.get(page(case) + "?timeline=all")).count("A equipe falou com a loja por telefone.") == 30


def test_files_are_looked_at_on_the_page(case, ana):
    for number, kind in enumerate(("image", "pdf")):
        Evidence.objects.create(
            complaint=case, kind=kind, name=f"prova.{kind}", original="x", shown="x", content_type="image/png",
            shown_type="image/png", sha256=str(number) * 64, size=1, uploaded_at=NOW, shows="tracking")
    body = text(ana.get(page(case)))
    image, pdf = case.evidence.order_by("pk")
    assert f'<img src="{reverse("evidence_shown", args=[case.reference, image.token])}"' in body
    assert f'<img src="{reverse("evidence_shown", args=[case.reference, pdf.token])}"' not in body
    assert "print do rastreio" in body and "Ainda ajudaria:" in body


def test_a_note_of_the_colleague_who_gave_the_case_stands_on_top(cast, case, ana):
    note = write_message(
        case, "Falta ligar.", author=cast.supervisor, party=Party.STAFF, audience=NOTE, form_key="n", now=NOW)
    append_all([Line(case.pk, "assigned", "staff", cast.supervisor.pk, {"agent": cast.agent.pk, "note": note.pk})], NOW)
    Complaint.objects.filter(pk=case.pk).update(agent=cast.agent)
    assert "Sara passou este caso a você (hoje, 9h00):" in words(ana.get(page(case)))
    assert "passou este caso a você" not in words(signed_in(cast.auditor).get(page(case)))


def test_every_look_at_a_case_is_written_down_once(cast, case, ana):
    ana.get(page(case))
    record = AccessRecord.objects.get(user=cast.agent, what="case")
    assert (record.case, record.subject) == (case.pk, case.reference)


@pytest.mark.parametrize("pk", ["999999", "9" * 30, "٣", "x", "-1", "1'"])
def test_a_case_that_is_not_there_is_not_found(ana, case, pk):
    assert ana.get(f"/admin/complaints/complaint/{pk}/change/").status_code == 404


def test_the_mediator_is_offered_only_when_the_door_is_open(cast, case, ana):
    dispute = services.open_dispute(
        case, by=cast.consumer, remedy="full_refund", mode="hosted", address="loja@example.net", now=NOW)
    mediate = reverse("admin:case_mediate", args=[case.pk])
    shown = ana.get(page(case))
    assert mediate not in text(shown) and "Mandar para o mediador: A vez é do vendedor, até" in words(shown)
    services.seller_refuses(dispute, note="Não.", now=NOW)
    shown = ana.get(page(case))
    assert f'href="{mediate}"' in text(shown) and "A vez é do vendedor" not in words(shown)
    # One name for it, on the way there and there.
    assert words(ana.get(mediate)).count("Mandar para o mediador") >= 2
    assert mediate not in text(signed_in(cast.auditor).get(page(case)))


def test_a_colleague_or_two_who_look_are_one_sentence(cast, case, ana):
    for who in (cast.supervisor, cast.auditor):
        signed_in(who).get(page(case))
    shown = words(ana.get(page(case)))
    assert shown.count("com este caso aberto") == 1
    assert "Caio (agora mesmo) e Sara (agora mesmo) também estão com este caso aberto." in shown.replace(
        "Sara (agora mesmo) e Caio (agora mesmo)", "Caio (agora mesmo) e Sara (agora mesmo)")


def test_a_shop_that_is_not_listed_and_saved_replies_have_english_names(cast, ana):
    load_replies()
    case = make_case(cast.consumer, shop="outra-loja", number="79")
    SavedReply.objects.create(title="Da casa", body_pt="Oi.")
    entries = json.loads(DATA.read_text(encoding="utf-8"))["replies"]
    assert {entry["title"] for entry in entries} == SHIPPED_TITLES
    assert "Outra loja" in words(ana.get(page(case))) and entries[0]["title"] in words(ana.get(page(case)))
    User.objects.filter(pk=cast.agent.pk).update(language="en")
    shown = words(ana.get(page(case)))
    assert "Another shop" in shown and "Outra loja" not in shown
    assert "Da casa" in shown and not [entry["title"] for entry in entries if entry["title"] in shown]


def test_the_language_is_switched_on_the_page_and_remembered(cast, case, ana):
    assert 'name="language" value="en"' in text(ana.get(page(case)))
    assert ana.post(reverse("language"), {"language": "en", "next": page(case)}).url == page(case)
    assert User.objects.get(pk=cast.agent.pk).language == "en"
    assert '<html lang="en"' in text(ana.get(page(case)))
    # Not on the answer to a form, where it would throw away what was typed.
    assert 'class="desk-language"' not in text(send(ana, case, "Oi, {apelido}."))


# -- The answer -------------------------------------------------------------------------------


def send(client, case, body, act="send", key="k", **more):
    return client.post(door("reply", case), {"body": body, "form_key": key, "act": act, "reply": "", **more})


def test_the_answer_is_written_below_the_messages_and_filled_with_facts(cast, case, ana, mailoutbox):
    ask_for_help(case, cast)
    for _twice in range(2):
        response = send(ana, case, "Oi, {nome}: o caso {caso} é sobre {produto}. {{sic}}")
        assert response.url == f"{page(case)}#messages"
    message = Message.objects.get(party=Party.STAFF)
    assert message.body == f"Oi, Maria: o caso {case.shown_reference} é sobre máquina de solda. {{sic}}"
    case.refresh_from_db()
    assert (case.awaits_staff, case.first_answered_at) == (False, NOW)
    OutgoingEmail.objects.exclude(name="message").delete()
    send_due(NOW)
    (mail,) = mailoutbox
    assert message.body in mail.body and "sobre máquina de solda" in mail.alternatives[0][0]


def test_a_note_is_kept_as_it_was_typed(case, ana, maria):
    assert send(ana, case, "Ligar amanhã {nome} {", act="note").status_code == 302
    note = Message.objects.get()
    assert (note.audience, note.body) == (NOTE, "Ligar amanhã {nome} {")
    assert "Ligar amanhã" not in text(maria.get(case.get_absolute_url()))


@pytest.mark.parametrize(("typed", "said"), [
    ("Oi, {apelido}.", "Não conhecemos {apelido}."), ("Rastreio {rastreio}", "Este caso não tem o código de rastreio"),
    ("Só {", "chave sozinha"), ("", "Escreva a mensagem antes de mandar."), ("a\x00b", "sinal invisível"),
    ("x" * 5001, "no máximo 5000"),
])
def test_what_cannot_be_sent_is_said_and_stays_in_the_box(case, ana, typed, said):
    response = send(ana, case, typed)
    assert response.status_code == 422
    assert said in words(response)
    if typed.startswith(("Oi", "Rastreio")):
        assert typed in response.context["desk"].form["body"].value()
        assert typed in text(response)
    assert not Message.objects.exists()


def test_a_text_that_grows_too_long_when_filled_is_refused(case, ana):
    response = send(ana, case, "{produto} " * 480)
    assert response.status_code == 422 and "longa demais" in words(response)


def test_what_cannot_be_sent_stays_on_the_page_of_a_disputed_case_too(cast, ana):
    case = hosted(cast.consumer).complaint
    response = send(ana, case, "Oi, {apelido}.")
    assert response.status_code == 422
    assert "Oi, {apelido}." in text(response) and "Ver os dois lados" in words(response)


def test_looking_first_sends_nothing(case, ana):
    response = send(ana, case, "Oi, {nome}.", act="look")
    assert response.status_code == 200
    assert "O consumidor vai ler assim: Oi, Maria." in words(response)
    part = send(ana, case, "Oi, {nome} {apelido}.", act="look", key="k")
    assert part.status_code == 422 and "Por enquanto ficaria assim:" in words(part)
    fragment = ana.post(
        door("reply", case), {"body": "Oi, {nome} {x}.", "act": "look", "form_key": "k"},
        headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "<html" not in text(fragment) and 'id="reply"' in text(fragment) and "Não conhecemos {x}" in words(fragment)
    assert not Message.objects.exists()


def test_a_saved_reply_is_put_below_what_is_typed_and_shown_filled(case, ana):
    load_replies()
    reply = SavedReply.objects.get(title__startswith="Recebemos")
    assert reply.title in text(ana.get(page(case)))
    response = send(ana, case, "Antes disso:", act="use", reply=reply.pk)
    assert response.status_code == 200
    assert response.context["desk"].form["body"].value() == f"Antes disso:\n\n{reply.body_pt}"
    assert "Aqui é Ana, da equipe" in words(response)
    for bad in ("", "999", "x", "٣"):
        refused = send(ana, case, "Fica.", act="use", reply=bad)
        assert refused.status_code == 422
        assert "Escolha uma resposta pronta" in words(refused) and "Fica." in text(refused)


def test_a_reply_that_was_switched_off_is_not_offered(case, ana):
    reply = SavedReply.objects.create(title="Velha", body_pt="Oi.", active=False)
    assert "Velha" not in text(ana.get(page(case)))
    assert send(ana, case, "", act="use", reply=reply.pk).status_code == 422


def test_an_english_reader_gets_english_or_the_writer_a_warning(cast, case, ana):
    cast.consumer.language = "en"
    cast.consumer.save(update_fields=["language"])
    both = SavedReply.objects.create(title="Duas", body_pt="Oi, {nome}.", body_en="Hi, {nome}: {valor}.")
    one = SavedReply.objects.create(title="Uma", body_pt="Oi, {nome}.")
    response = send(ana, case, "", act="use", reply=both.pk)
    assert "Hi, Maria: R$389.90." in words(response)
    response = send(ana, case, "", act="use", reply=one.pk)
    assert "só existe em português" in words(response) and "Oi, Maria." in words(response)


def test_the_page_says_whether_a_mail_takes_the_answer_there(cast, case, ana):
    """At once after sending: by mail, not by mail because they come back, to nobody who signs in."""
    def after(key):
        return words(ana.get(send(ana, case, "Oi.", key=key).url))

    assert "Mensagem enviada. O consumidor lê no caso e recebe um e-mail." in after("a")
    User.objects.filter(pk=cast.consumer.pk).update(is_active=False)
    assert "A conta do consumidor está desligada" in after("b")
    note_returned(case, BUYER, NOW)
    shown = after("c")
    assert "Mensagem guardada no caso. O e-mail do consumidor está voltando" in shown
    assert "recebe um e-mail" not in shown
    written = ana.post(door("write", case), {"body": "Oi.", "form_key": "d"}, follow=True)
    assert "O e-mail do consumidor está voltando" in words(written)


def test_nobody_writes_in_a_closed_case(cast, case, ana):
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    assert 'id="reply"' not in text(ana.get(page(case)))
    assert send(ana, case, "Oi.").status_code == 422
    assert not Message.objects.exists()


# -- Who may -------------------------------------------------------------------------------------

DOORS = ("write", "note", "ask", "call", "no_answer", "shop", "bounce")


@pytest.mark.parametrize("who", ["auditor", "mediator"])
def test_who_only_reads_sees_the_case_and_no_form(cast, case, who):
    ask_for_help(case, cast)
    Complaint.objects.filter(pk=case.pk).update(shop_unknown=True, bounced_at=NOW)
    client = signed_in(getattr(cast, who))
    body = text(client.get(page(case)))
    assert case.story in body and 'id="reply"' not in body
    for name in (*DOORS, "reply"):
        assert door(name, case) not in body
        assert client.post(door(name, case), {"body": "x", "act": "send", "form_key": "k"}).status_code == 403
    assert not Message.objects.filter(party=Party.STAFF).exists()


def test_nobody_of_the_staff_works_on_the_own_case(cast, ana):
    own = make_case(cast.agent, number="77")
    body = text(ana.get(page(own)))
    assert "Este caso é seu" in body and 'id="reply"' not in body and door("ask", own) not in body
    for name in (*DOORS, "reply"):
        assert ana.post(door(name, own), {"body": "x", "act": "send", "form_key": "k"}).status_code == 403


@pytest.mark.parametrize("who", ["consumer", "stranger"])
def test_strangers_reach_no_door(cast, case, who):
    client = signed_in(getattr(cast, who))
    for url in [page(case), *[door(name, case) for name in (*DOORS, "reply")]]:
        for response in (client.get(url), client.post(url, {"body": "x", "act": "send", "form_key": "k"})):
            assert response.status_code in (302, 403, 405)
    assert not Message.objects.exists()


def test_wrong_methods_and_wrong_cases_are_refused(case, ana):
    assert ana.get(door("reply", case)).url == page(case)
    assert ana.put(door("reply", case)).status_code == 405
    assert ana.post(page(case), {"story": "outra"}).status_code == 403
    for name in DOORS:
        assert ana.put(door(name, case)).status_code == 405
        assert ana.get(reverse(f"admin:complaints_complaint_{name}", args=[987654])).status_code == 404
    assert ana.post(reverse("admin:complaints_complaint_reply", args=[987654])).status_code == 404


# -- Fast ---------------------------------------------------------------------------------------------


def fill(case, cast, numbers):
    """Add one of everything to a case for each of the numbers."""
    kind = case.deadlines.first().kind
    for number in numbers:
        write_message(case, f"oi {number}", author=case.user, party=Party.BUYER, form_key=f"m{number}", now=NOW)
        Evidence.objects.create(
            complaint=case, kind="image", name=f"{number}.png", original="x", shown="x", content_type="image/png",
            shown_type="image/png", sha256=f"{number:064}", size=1, uploaded_at=NOW)
        services.file_outside(
            case, door=Door.PROCON, by=case.user, filed_on=NOW.date(), protocol=f"2026.{number}",
            form_key=f"f{number}", now=NOW)
        append_all([Line(case.pk, "clock_done", "buyer", None, {"clock": kind})] * 3, NOW)


def count(client, case):
    client.get(page(case))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page(case)).status_code == 200
    return len(seen)


def test_a_case_full_of_everything_takes_the_same_few_queries(cast, ana):
    load_replies()
    dispute = hosted(cast.consumer)
    case = to_appeal_of(dispute, cast).complaint
    other = make_case(cast.consumer, number="8150000000000011")
    Complaint.objects.filter(pk=case.pk).update(agent=cast.agent, shop_unknown=True, bounced_at=NOW)
    signed_in(cast.supervisor).get(page(case))
    fill(case, cast, range(1))
    ask_evidence(case, [Proof.TRACKING], "", by=cast.agent, now=NOW)
    few = count(ana, case)
    fill(case, cast, range(1, 10))
    note = write_message(
        case, "Falta.", author=cast.supervisor, party=Party.STAFF, audience=NOTE, form_key="n", now=NOW)
    append_all([Line(case.pk, "assigned", "staff", cast.supervisor.pk, {"agent": cast.agent.pk, "note": note.pk})], NOW)
    for number in range(20):
        write_message(case, f"nota {number}", author=cast.agent, party=Party.STAFF, audience=NOTE,
                      form_key=f"s{number}", now=NOW)
    assert Event.objects.filter(complaint=case).count() > 40 and case.messages.count() >= 30
    assert count(ana, case) == few <= MOST_QUERIES
    assert count(ana, other) <= MOST_QUERIES


def to_appeal_of(dispute, cast):
    """Let both sides offer, a mediator decide and the consumer appeal."""
    services.seller_proposes(
        dispute, remedy="part_refund", amount=100, note="Metade.", now=NOW - timedelta(days=3, hours=2))
    services.buyer_proposes(dispute, by=cast.consumer, remedy="full_refund", amount=dispute.complaint.amount_claimed,
                            note="Tudo.", now=NOW - timedelta(days=3, hours=1))
    return to_appeal(to_mediator(dispute), cast.mediator)
