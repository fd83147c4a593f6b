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
from disputes.services.joining import answer_joint, build_joint, drop_joint, hand_joint, may_be_read, start_joint
from tests.base import NOW, TODAY, make_case, person
from tests.complaints.pages import signed_in

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


def test_one_joint_file_of_a_group_for_a_procon_and_only_for_a_procon(cast, joint, group, procon):
    with pytest.raises(Refused, match="Já existe"):
        start_joint(group, procon, "x", by=cast.supervisor, now=NOW)
    court = Body.objects.exclude(kind="procon").first()
    with pytest.raises(Refused, match="vai para um Procon"):
        start_joint(group, court, "x", by=cast.supervisor, now=NOW)
    drop_joint(joint, by=cast.supervisor, now=NOW)
    assert start_joint(group, procon, "x", by=cast.supervisor, now=NOW).state == "asking"


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
        assert not any(words in text for text in (*names, table, summary))
    assert len(list(csv.reader(io.StringIO(table)))) == 6
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
    text = client.get(url).content.decode()
    assert "Seis pessoas não receberam." in text and "O seu nome, o seu e-mail" in text
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
    text = desk.get(reverse("admin:similar_group", args=[group.pk])).content.decode()
    assert f"queue=open&amp;group={group.pk}" in text and cases[0].shown_reference in text
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


@pytest.mark.parametrize("role", ["agent", "mediator", "auditor"])
def test_who_only_reads_sees_groups_and_starts_nothing(cast, group, joint, role):
    client = signed_in(getattr(cast, role))
    assert client.get(reverse("admin:similar")).status_code == 200
    assert client.get(reverse("admin:joint", args=[joint.token])).status_code == 200
    assert client.get(reverse("admin:joint_new", args=[group.pk])).status_code == 403
    assert client.get(reverse("admin:joint_file", args=[joint.token])).status_code == 403
    for name in ("joint_build", "joint_hand", "joint_drop"):
        assert client.post(reverse(f"admin:{name}", args=[joint.token])).status_code == 403


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
