"""A joint file: asked, answered, built and handed over; only of people who agreed, never of fewer than five."""

import csv
import io
import zipfile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from complaints.models import SimilarGroup
from complaints.services.cases import close_complaint
from complaints.services.closing import close_many, reopen_many
from complaints.services.locking import Refused
from complaints.similar import group_cases
from complaints.timeline import broken_at
from config.demo_files import tracking_picture
from contacts.models import AccessRecord, Body, OutgoingEmail
from contacts.outgoing import send_due
from disputes.models import JointConsent, JointFile
from disputes.services import joining
from disputes.services.joining import (
    UnderWay,
    answer_joint,
    build_joint,
    drop_joint,
    hand_joint,
    may_be_read,
    open_joint,
    start_joint,
    why_dropped,
)
from tests.base import NOW, TODAY, make_case, person
from tests.complaints.pages import signed_in, text

STORY = "Comprei e a loja sumiu. Nunca mais respondeu."


@pytest.fixture(autouse=True)
def sunday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cases(house):
    """Six people who wait for the same seller."""
    return [
        make_case(person(f"pessoa{n}@example.com", f"Pessoa {n}"), number=f"71{n}", store="Loja Sumiu", story=STORY)
        for n in range(6)
    ]


@pytest.fixture
def group(cases):
    group_cases(NOW)
    return SimilarGroup.objects.get(kind="seller")


@pytest.fixture
def procon(house):
    return Body.objects.get(slug="procon-sp")


@pytest.fixture
def joint(cast, group, procon):
    return start_joint(group, procon, "Seis pessoas não receberam.", by=cast.supervisor, now=NOW)


def consent(joint, case):
    return JointConsent.objects.get(joint=joint, complaint=case)


def agree(joint, cases, yes=True):
    for case in cases:
        answer_joint(consent(joint, case), yes, by=case.user, now=NOW)


def fresh(joint):
    return JointFile.objects.get(pk=joint.pk)


def names_in(joint):
    with fresh(joint).file.open("rb") as file, zipfile.ZipFile(file) as archive:
        return archive.namelist(), archive.read("casos.csv").decode("utf-8-sig"), archive.read("resumo.html").decode()


# -- Asking ------------------------------------------------------------------------------


def test_everybody_of_the_group_is_asked_once(joint, cases, mailoutbox):
    assert {row.complaint_id for row in joint.consents.all()} == {case.pk for case in cases}
    assert all(row.agreed is None for row in joint.consents.all())
    send_due(NOW)
    asked = [mail for mail in mailoutbox if "pode ir junto ao Procon" in mail.subject]
    assert sorted(mail.to[0] for mail in asked) == [f"pessoa{n}@example.com" for n in range(6)]
    for body in (asked[0].body, asked[0].alternatives[0].content):
        assert "Só vai o caso de quem aceitar" in body and "/joint/" in body and "Procon" in body
    assert all(broken_at(case) is None for case in cases)


def test_four_people_are_not_asked_at_all(cast, cases, group, procon):
    for case in cases[:2]:
        close_complaint(case, "solved", by=case.user, now=NOW)
    with pytest.raises(Refused, match="menos de 5 pessoas"):
        start_joint(group, procon, "x", by=cast.supervisor, now=NOW)
    assert not JointFile.objects.exists() and not OutgoingEmail.objects.filter(name="joint_asked").exists()


def test_a_group_has_one_joint_file_at_a_time_whatever_procon_it_is_for(cast, joint, cases, group, procon):
    elsewhere = Body.objects.filter(kind="procon").exclude(pk=procon.pk).first()
    for state in ("asking", "built"):
        for body in (procon, elsewhere):
            with pytest.raises(UnderWay, match="Já existe um dossiê deste grupo em andamento") as refused:
                start_joint(group, body, "x", by=cast.supervisor, now=NOW)
            assert refused.value.joint == joint
        if state == "asking":
            agree(joint, cases)
            build_joint(joint, by=cast.supervisor, now=NOW)
    assert JointFile.objects.count() == 1
    assert OutgoingEmail.objects.filter(name="joint_asked").count() == 6
    drop_joint(joint, "Outro Procon cuida disto.", by=cast.supervisor, now=NOW)
    assert start_joint(group, elsewhere, "x", by=cast.supervisor, now=NOW).state == "asking"


def test_a_joint_file_goes_only_to_a_procon(cast, group):
    court = Body.objects.exclude(kind="procon").first()
    with pytest.raises(Refused, match="vai para um Procon"):
        start_joint(group, court, "x", by=cast.supervisor, now=NOW)


def test_who_has_answered_or_closed_the_case_gets_no_mail_any_more(joint, cases, mailoutbox):
    agree(joint, cases[:1])
    close_complaint(cases[1], "solved", by=cases[1].user, now=NOW)
    send_due(NOW)
    assert len([mail for mail in mailoutbox if "pode ir junto" in mail.subject]) == 4


# -- Building ----------------------------------------------------------------------------


def test_four_yes_build_nothing_and_the_fifth_does(cast, joint, cases):
    agree(joint, cases[:4])
    agree(joint, cases[5:], yes=False)
    with pytest.raises(Refused, match="Até agora são 4"):
        build_joint(joint, by=cast.supervisor, now=NOW)
    assert not fresh(joint).file
    agree(joint, cases[4:5])
    assert build_joint(joint, by=cast.supervisor, now=NOW).state == "built"


def test_only_those_who_agreed_are_in_the_file(cast, joint, cases):
    agree(joint, cases[:5])
    build_joint(joint, by=cast.supervisor, now=NOW)
    names, table, summary = names_in(joint)
    for case in cases[:5]:
        assert f"{case.shown_reference}/relato.txt" in names
        assert case.user.email in table and case.shown_reference in summary
    left_out = cases[5]
    for words in (left_out.shown_reference, left_out.user.email, left_out.order.number):
        assert not any(words in told for told in (*names, table, summary))
    assert len(list(csv.reader(io.StringIO(table)))) == 6
    assert "Montado em domingo, 22 de novembro de 2026 pelo Prazo Certo" in summary
    assert len(fresh(joint).sha256) == 64


def test_the_file_holds_the_proof_of_the_consumer(cast, joint, cases):
    signed_in(cases[0].user).post(
        reverse("evidence_add", args=[cases[0].reference]), {"files": [tracking_picture(0)]})
    agree(joint, cases)
    build_joint(joint, by=cast.supervisor, now=NOW)
    names, _table, _summary = names_in(joint)
    assert [name for name in names if "prova-01" in name and name.startswith(cases[0].shown_reference)]


def test_who_takes_the_yes_back_is_in_no_file_any_more(cast, joint, cases):
    agree(joint, cases)
    build_joint(joint, by=cast.supervisor, now=NOW)
    agree(joint, cases[:1], yes=False)
    assert fresh(joint).state == "asking" and not fresh(joint).file
    build_joint(joint, by=cast.supervisor, now=NOW)
    assert cases[0].user.email not in names_in(joint)[1]


def test_a_case_closed_meanwhile_does_not_count(cast, joint, cases):
    agree(joint, cases)
    for case in cases[:2]:
        close_complaint(case, "solved", by=case.user, now=NOW)
    with pytest.raises(Refused, match="Até agora são 4"):
        build_joint(joint, by=cast.supervisor, now=NOW)


def test_a_case_that_closes_while_the_file_is_made_leaves_no_file_of_four(cast, joint, cases, monkeypatch):
    """The people are counted among the very cases that are written."""
    agree(joint, cases[:5])
    enough = joining.must_be_others

    def closes_meanwhile(joint, by):
        enough(joint, by)
        close_complaint(cases[0], "solved", by=cases[0].user, now=NOW)

    monkeypatch.setattr(joining, "must_be_others", closes_meanwhile)
    with pytest.raises(Refused, match="Até agora são 4"):
        build_joint(joint, by=cast.supervisor, now=NOW)
    assert not fresh(joint).file


@pytest.mark.parametrize("how", ["takes the yes back", "closes the case"])
def test_the_fifth_person_gone_nothing_is_built_read_or_handed_over(cast, joint, cases, how):
    agree(joint, cases[:5])
    build_joint(joint, by=cast.supervisor, now=NOW)
    before = fresh(joint)
    if how == "takes the yes back":
        agree(joint, cases[:1], yes=False)
    else:
        close_complaint(cases[0], "solved", by=cases[0].user, now=NOW)
    # Also for whoever looked at it before.
    assert open_joint(before) is None and open_joint(fresh(joint)) is None
    for door in (lambda: build_joint(before, by=cast.supervisor, now=NOW),
                 lambda: hand_joint(before, TODAY, "1", by=cast.supervisor, now=NOW)):
        with pytest.raises(Refused, match="Até agora são 4"):
            door()
    assert not any(case.escalations.exists() for case in cases)


# -- Giving up ---------------------------------------------------------------------------


def test_who_said_yes_is_told_that_it_is_given_up_and_why(cast, joint, cases, mailoutbox):
    agree(joint, cases[:5])
    agree(joint, cases[5:], yes=False)
    build_joint(joint, by=cast.supervisor, now=NOW)
    name = fresh(joint).file.name
    send_due(NOW)
    mailoutbox.clear()
    drop_joint(joint, " O vendedor devolveu o dinheiro a <todos>. ", by=cast.supervisor, now=NOW)
    dropped = fresh(joint)
    assert dropped.state == "dropped" and not dropped.file and open_joint(dropped) is None
    assert name and why_dropped(dropped) == "O vendedor devolveu o dinheiro a <todos>."
    for case in cases:
        assert case.events.first().kind == "joint_dropped" and broken_at(case) is None
    send_due(NOW)
    assert sorted(mail.to[0] for mail in mailoutbox) == [f"pessoa{n}@example.com" for n in range(5)]
    mail = mailoutbox[0]
    html = mail.alternatives[0].content
    assert "não vai mais ao Procon junto com outros" in mail.subject
    assert "O vendedor devolveu o dinheiro a <todos>." in mail.body and "a &lt;todos&gt;." in html
    for body in (mail.body, html):
        assert "Você não precisa fazer nada" in body and "nada do seu caso foi entregue" in body
        assert "a página do caso mostra como" in body
        assert "Para parar os e-mails" in body
    with pytest.raises(Refused, match="já foi entregue ou encerrado"):
        drop_joint(joint, "De novo.", by=cast.supervisor, now=NOW)
    assert "Motivo: O vendedor devolveu" in text(signed_in(cases[0].user).get(cases[0].get_absolute_url()))


def test_nothing_is_given_up_without_a_reason(cast, joint):
    with pytest.raises(Refused, match="Escreva por que"):
        drop_joint(joint, "  ", by=cast.supervisor, now=NOW)
    assert fresh(joint).state == "asking"


# -- Handing over ------------------------------------------------------------------------


def test_handing_over_gives_each_case_the_filing_its_clock_and_a_mail(cast, joint, cases, mailoutbox):
    agree(joint, cases[:5])
    build_joint(joint, by=cast.supervisor, now=NOW)
    hand_joint(joint, TODAY, "2026-778", by=cast.supervisor, now=NOW)
    for case in cases[:5]:
        filing = case.escalations.get()
        assert (filing.door, filing.protocol, filing.body_id) == ("procon", "2026-778", joint.body_id)
        assert broken_at(case) is None
    assert not cases[5].escalations.exists()
    send_due(NOW)
    told = [mail for mail in mailoutbox if "foi entregue ao Procon" in mail.subject]
    assert len(told) == 5
    for body in (told[0].body, told[0].alternatives[0].content):
        assert "2026-778" in body
    with pytest.raises(Refused, match="já foi entregue"):
        agree(joint, cases[:1], yes=False)
    with pytest.raises(Refused, match="já foi entregue"):
        hand_joint(joint, TODAY, "", by=cast.supervisor, now=NOW)


def test_nothing_is_handed_over_unbuilt_or_on_a_day_to_come(cast, joint, cases):
    agree(joint, cases)
    with pytest.raises(Refused, match="Monte o dossiê"):
        hand_joint(joint, TODAY, "", by=cast.supervisor, now=NOW)
    build_joint(joint, by=cast.supervisor, now=NOW)
    with pytest.raises(Refused, match="Confira o dia"):
        hand_joint(joint, TODAY.replace(day=23), "", by=cast.supervisor, now=NOW)


def test_nobody_builds_or_hands_over_a_file_with_the_own_case(cast, joint, cases):
    agree(joint, cases)
    boss = cases[0].user
    with pytest.raises(Refused, match="Um dos casos é seu"):
        build_joint(joint, by=boss, now=NOW)
    build_joint(joint, by=cast.supervisor, now=NOW)
    with pytest.raises(Refused, match="Um dos casos é seu"):
        hand_joint(joint, TODAY, "", by=boss, now=NOW)


@pytest.mark.parametrize("turn", ["closed", "opened again"])
def test_a_file_that_holds_other_cases_than_agree_now_is_built_anew_first(cast, joint, cases, turn):
    agree(joint, cases)
    if turn == "opened again":
        close_many([cases[0].pk], "unanswered", "Sem resposta.", cast.agent, NOW)
    build_joint(joint, by=cast.supervisor, now=NOW)
    assert may_be_read(fresh(joint))
    if turn == "closed":
        close_complaint(cases[0], "solved", by=cases[0].user, now=NOW)
    else:
        reopen_many([cases[0].pk], cast.agent, "Foi engano.", NOW)
    assert not may_be_read(fresh(joint))
    with pytest.raises(Refused, match="Monte o dossiê"):
        hand_joint(joint, TODAY, "", by=cast.supervisor, now=NOW)
    build_joint(joint, by=cast.supervisor, now=NOW)
    hand_joint(joint, TODAY, "", by=cast.supervisor, now=NOW)
    names, _table, _summary = names_in(joint)
    for case in cases:
        assert case.escalations.exists() == (f"{case.shown_reference}/relato.txt" in names)


# -- The consumer's page -----------------------------------------------------------------


def answer_url(joint, case):
    return reverse("joint_answer", args=[case.reference, joint.token])


def test_the_page_says_what_goes_and_takes_the_answer(joint, cases):
    client, url = signed_in(cases[0].user), answer_url(joint, cases[0])
    shown = text(client.get(url))
    assert "Seis pessoas não receberam." in shown and "O seu nome, o seu e-mail" in shown
    assert client.post(url, {"answer": "yes"}).status_code == 302
    assert consent(joint, cases[0]).agreed is True
    assert "Você disse sim." in client.get(url).content.decode()
    client.post(url, {"answer": "no"})
    assert consent(joint, cases[0]).agreed is False


def test_no_answer_is_no_yes(joint, cases):
    client = signed_in(cases[0].user)
    for typed in ({}, {"answer": "maybe"}, {"answer": "\x00"}):
        assert client.post(answer_url(joint, cases[0]), typed).status_code == 422
    assert consent(joint, cases[0]).agreed is None


def test_nobody_answers_for_somebody_else(cast, joint, cases):
    url = answer_url(joint, cases[0])
    assert signed_in(cast.stranger).get(url).status_code == 404
    assert signed_in(cases[1].user).post(url, {"answer": "yes"}).status_code == 404
    for role in ("agent", "mediator", "supervisor", "auditor"):
        client = signed_in(getattr(cast, role))
        assert client.get(url).status_code == client.post(url, {"answer": "yes"}).status_code == 403
    assert Client().get(url).status_code == 302
    assert consent(joint, cases[0]).agreed is None
    assert signed_in(cases[0].user).put(url).status_code == 405
    assert signed_in(cases[0].user).get(url.replace(joint.token, "outro")).status_code == 404


# -- The staff's pages -------------------------------------------------------------------


@pytest.fixture
def desk(cast):
    return signed_in(cast.supervisor)


def test_the_groups_lead_to_their_cases_and_to_a_joint_file(desk, group, cases):
    assert "Loja Sumiu" in desk.get(reverse("admin:similar")).content.decode()
    shown = text(desk.get(reverse("admin:similar_group", args=[group.pk])))
    assert f"queue=open&group={group.pk}" in shown and cases[0].shown_reference in shown
    record = AccessRecord.objects.latest("pk")
    assert record.what == "list" and set(record.cases) == {case.pk for case in cases}


def test_the_whole_way_on_the_pages(desk, group, cases, procon):
    url = reverse("admin:joint_new", args=[group.pk])
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"body": procon.pk, "words": " "}).status_code == 422
    assert desk.post(url, {"body": procon.pk, "words": "Não receberam."}).status_code == 302
    joint = JointFile.objects.get()
    page = reverse("admin:joint", args=[joint.token])
    assert "Faltam 5 pessoas" in desk.get(page).content.decode()
    desk.post(reverse("admin:joint_build", args=[joint.token]))
    assert not fresh(joint).file
    agree(joint, cases)
    desk.post(reverse("admin:joint_build", args=[joint.token]))
    response = desk.get(reverse("admin:joint_file", args=[joint.token]))
    assert response["Content-Type"] == "application/zip" and response["Content-Disposition"].startswith("attachment")
    assert AccessRecord.objects.latest("pk").what == "export"
    hand = reverse("admin:joint_hand", args=[joint.token])
    assert desk.post(hand, {"handed_on": "", "protocol": "1"}).status_code == 422
    assert desk.post(hand, {"handed_on": TODAY.isoformat(), "protocol": "1"}).status_code == 302
    assert fresh(joint).state == "handed"


def test_the_file_is_gone_where_fewer_than_five_still_agree(desk, cast, joint, cases):
    agree(joint, cases[:5])
    build_joint(joint, by=cast.supervisor, now=NOW)
    close_complaint(cases[0], "solved", by=cases[0].user, now=NOW)
    assert desk.get(reverse("admin:joint_file", args=[joint.token])).status_code == 404


def test_a_group_with_a_file_under_way_leads_to_it(desk, group, joint, procon):
    page = reverse("admin:joint", args=[joint.token])
    new = reverse("admin:joint_new", args=[group.pk])
    shown = text(desk.get(reverse("admin:similar_group", args=[group.pk])))
    assert "Abrir o dossiê em andamento" in shown and new not in shown
    first = text(desk.get(new))
    assert page in first and "Perguntar a todos" not in first
    # Begun by somebody else while this form was open: what was typed stays.
    response = desk.post(new, {"body": procon.pk, "words": "Não receberam nada."})
    assert response.status_code == 422
    again = text(response)
    assert page in again and "Não receberam nada." in again and "Já existe um dossiê deste grupo" in again
    assert JointFile.objects.count() == 1


def test_giving_up_asks_first_and_wants_a_reason(desk, joint, cases):
    agree(joint, cases[:2])
    page, drop = (reverse(f"admin:{name}", args=[joint.token]) for name in ("joint", "joint_drop"))
    assert f'href="{drop}"' in text(desk.get(page))
    asked = text(desk.get(drop))
    assert "2 pessoas disseram sim e recebem um e-mail com o motivo." in asked
    refused = desk.post(drop, {"reason": " "})
    assert refused.status_code == 422 and "Escreva por que o dossiê não vai" in text(refused)
    assert fresh(joint).state == "asking"
    done = text(desk.post(drop, {"reason": "A loja pagou."}, follow=True))
    assert "2 pessoas que disseram sim recebem um e-mail." in done and "Motivo: A loja pagou." in done
    assert fresh(joint).state == "dropped"
    assert "já foi entregue ou encerrado" in text(desk.get(drop, follow=True))


@pytest.mark.parametrize(("protocol", "said"), [
    ("2026-1", "Cada pessoa recebe um e-mail com o protocolo."),
    ("  ", "sem número de protocolo. Cada pessoa recebe um e-mail com o dia da entrega."),
])
def test_after_handing_over_the_page_says_what_the_mail_says(desk, cast, joint, cases, mailoutbox, protocol, said):
    agree(joint, cases)
    build_joint(joint, by=cast.supervisor, now=NOW)
    hand = reverse("admin:joint_hand", args=[joint.token])
    shown = text(desk.post(hand, {"handed_on": TODAY.isoformat(), "protocol": protocol}, follow=True))
    assert said in shown
    send_due(NOW)
    mail = next(mail for mail in mailoutbox if "foi entregue ao Procon" in mail.subject)
    assert ("O protocolo é" in mail.body) == bool(protocol.strip())


def test_the_page_says_that_it_is_a_joint_file(desk, joint):
    assert "<h1>Dossiê conjunto: Loja Sumiu</h1>" in text(desk.get(reverse("admin:joint", args=[joint.token])))


@pytest.mark.parametrize("role", ["agent", "mediator", "auditor"])
def test_who_only_reads_sees_groups_and_starts_nothing(cast, group, joint, role):
    client = signed_in(getattr(cast, role))
    assert client.get(reverse("admin:similar")).status_code == 200
    assert client.get(reverse("admin:joint", args=[joint.token])).status_code == 200
    assert client.get(reverse("admin:joint_new", args=[group.pk])).status_code == 403
    assert client.get(reverse("admin:joint_file", args=[joint.token])).status_code == 403
    for name in ("joint_build", "joint_hand", "joint_drop"):
        assert client.post(reverse(f"admin:{name}", args=[joint.token])).status_code == 403
    assert client.get(reverse("admin:joint_drop", args=[joint.token])).status_code == 403
    assert fresh(joint).state == "asking"


def test_strangers_and_wrong_ways(cast, desk, group, joint):
    for name, args in (("similar", []), ("similar_group", [group.pk]), ("joint", [joint.token])):
        assert signed_in(cast.stranger).get(reverse(f"admin:{name}", args=args)).status_code == 302
        assert desk.post(reverse(f"admin:{name}", args=args)).status_code == 405
    assert desk.get(reverse("admin:joint_build", args=[joint.token])).status_code == 405
    assert desk.get(reverse("admin:similar_group", args=[999])).status_code == 404
    assert desk.get(reverse("admin:joint", args=["nada"])).status_code == 404


@pytest.mark.parametrize("query", ["?kind=x", "?shop=%00", "?shop=nada", "?page=-1", "?page=x", "?page=9999999999"])
def test_nothing_typed_into_the_address_breaks_the_list(desk, group, query):
    assert desk.get(reverse("admin:similar") + query).status_code == 200
