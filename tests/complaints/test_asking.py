"""Asking the consumer for proof: the message, the clock, and the case back before the staff whatever comes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from complaints.choices import Party, Proof
from complaints.links import path_for
from complaints.models import Complaint, Deadline, Message
from complaints.services.asking import ask_evidence
from complaints.services.cases import close_complaint
from complaints.services.clocks import mark_done
from complaints.services.evidence import attach
from complaints.services.locking import Refused
from complaints.services.messages import write_message
from complaints.standing import adrift
from complaints.sweep import sweep
from complaints.timeline import broken_at
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from tests.base import NOW, make_case
from tests.complaints.pages import picture, signed_in, text, upload, words

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
PROOFS = [Proof.TRACKING, Proof.ORDER_PAGE]
State = Deadline.State


def ask(case, by, now=NOW, **more):
    return ask_evidence(case, PROOFS, "Oi, Maria.", by=by, now=now, **more)


def fresh(case):
    return Complaint.objects.get(pk=case.pk)


def kinds(case):
    return list(case.events.order_by("seq").values_list("kind", flat=True))


def test_asking_writes_to_the_consumer_and_starts_seven_days(cast, case):
    write_message(case, "Alguém aí?", author=cast.consumer, party=Party.BUYER, form_key="a", now=NOW)
    clock = ask(case, cast.agent)
    assert (clock.kind, clock.owner, clock.party, clock.state) == (
        "house_evidence_asked", "desk", Party.BUYER, State.RUNNING)
    assert (clock.due_on - NOW.date()).days == 7
    message = Message.objects.get(complaint=case, party=Party.STAFF)
    assert message.body.startswith("Oi, Maria.\n\nPara seguir com o seu caso, precisamos de:\n- print do rastreio\n")
    assert not fresh(case).awaits_staff
    assert kinds(case)[-2:] == ["message", "evidence_asked"]
    assert adrift() == [] and broken_at(case) is None


def test_the_mail_names_the_proofs_in_the_language_of_the_consumer(cast, case, mailoutbox):
    cast.consumer.language = "en"
    cast.consumer.save(update_fields=["language"])
    ask(case, cast.agent)
    OutgoingEmail.objects.exclude(name="message").delete()
    send_due(NOW)
    (mail,) = mailoutbox
    body, html = Message.objects.get(complaint=case).body, mail.alternatives[0][0]
    assert body in mail.body
    assert all(line.removeprefix("- ") in html for line in body.splitlines() if line.startswith("- "))


def test_asked_again_while_it_runs_is_refused_and_the_same_form_asks_once(cast, case):
    clock = ask(case, cast.agent, form_key="k")
    assert ask(case, cast.agent, form_key="k") == clock
    with pytest.raises(Refused, match="Já pedimos provas"):
        ask(case, cast.agent)
    assert Message.objects.filter(complaint=case).count() == 1


@pytest.mark.parametrize("proofs", [[], list(Proof)[:9]])
def test_nothing_and_too_much_are_not_asked_for(cast, case, proofs):
    with pytest.raises(Refused):
        ask_evidence(case, proofs, "", by=cast.agent, now=NOW)
    assert kinds(case) == ["filed"]


def test_a_closed_case_is_asked_for_nothing(cast, case):
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    with pytest.raises(Refused, match="encerrado"):
        ask(case, cast.agent)


def test_files_of_the_consumer_meet_the_clock_and_the_staff_look_next(cast, case):
    clock = ask(case, cast.agent)
    attach(case, [upload()], user=cast.agent, party=Party.STAFF, now=NOW)
    clock.refresh_from_db()
    assert clock.state == State.RUNNING
    attach(case, [upload(picture((1, 2, 3)))], user=cast.consumer, now=NOW)
    clock.refresh_from_db()
    assert (clock.state, fresh(case).awaits_staff) == (State.MET, True)
    assert case.deadlines.running().filter(kind="house_team_answer").exists()
    assert kinds(case)[-2:] == ["evidence_added", "evidence_given"]
    # More files tell nothing more, and now one may ask anew.
    attach(case, [upload(picture((9, 9, 9)))], user=cast.consumer, now=NOW)
    assert kinds(case).count("evidence_given") == 1
    assert ask(case, cast.agent).state == State.RUNNING
    assert adrift() == []


def test_files_that_nobody_asked_for_call_nobody(cast, case):
    attach(case, [upload()], user=cast.consumer, now=NOW)
    assert not fresh(case).awaits_staff


def test_the_consumer_says_on_the_page_that_it_was_sent(cast, case, maria):
    clock = ask(case, cast.agent)
    done = reverse("clock_done", args=[case.reference, clock.pk])
    shown = text(maria.get(case.get_absolute_url()))
    assert done in shown and "Mandar as provas" in shown
    assert maria.post(done).status_code == 302
    clock.refresh_from_db()
    assert (clock.state, fresh(case).awaits_staff) == (State.MET, True)
    page = words(maria.get(case.get_absolute_url()))
    assert "Você avisou que já mandou o que a equipe pediu." in page and "A equipe pediu 2 provas a você." in page


def test_the_link_of_a_reminder_says_so_too(cast, case, client):
    clock = ask(case, cast.agent)
    page = words(client.get(path_for(clock, "done")))
    assert "Sim, já fiz" in page and "disputa" not in page
    assert "disputa" not in words(client.post(path_for(clock, "done")))
    assert fresh(case).awaits_staff
    with pytest.raises(Refused):
        mark_done(clock, now=NOW)


def test_who_stays_silent_gives_the_case_back_with_a_word_to_both(cast, case, django_assert_max_num_queries):
    others = [make_case(cast.consumer, number=f"55{n}") for n in range(6)]
    clock = ask(case, cast.agent)
    for other in others:
        ask(other, cast.agent)
    Deadline.objects.exclude(owner="desk").update(wake_at=None, state=State.MET)
    Complaint.objects.filter(pk=case.pk).update(deferred_until=NOW.date() + timedelta(days=30))
    with django_assert_max_num_queries(25):
        assert sweep(clock.due_at) == 7
    clock.refresh_from_db()
    assert clock.state == State.MISSED
    after = fresh(case)
    assert (after.awaits_staff, after.deferred_until, after.late_at) == (True, None, None)
    assert Complaint.objects.filter(awaits_staff=True).count() == 7
    assert kinds(case)[-1] == "clock_missed"
    assert OutgoingEmail.objects.filter(name="reminder", context__clock=clock.pk, context__key="after").exists()
    # Proof that comes late still calls the staff, once.
    write_message(
        case, "Seguimos.", author=cast.agent, party=Party.STAFF, form_key="z", now=clock.due_at)
    attach(case, [upload()], user=cast.consumer, now=clock.due_at)
    assert fresh(case).awaits_staff and kinds(case).count("evidence_given") == 1


def test_the_end_of_a_request_leaves_a_closed_case_alone(cast, case):
    clock = ask(case, cast.agent)
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    sweep(clock.due_at + timedelta(days=1))
    assert not fresh(case).awaits_staff


# -- The page ------------------------------------------------------------------------------------


def page(case):
    return reverse("admin:complaints_complaint_ask", args=[case.pk])


def test_the_agent_asks_on_a_page_that_puts_first_what_helps(cast, case):
    ana = signed_in(cast.agent)
    shown = words(ana.get(page(case)))
    first, rest = shown.split("Outras provas")
    assert "print do rastreio" in first.split("Ajuda neste caso e ainda falta")[1] and "print do rastreio" not in rest
    response = ana.post(page(case), {"proofs": ["tracking"], "text": "Oi.", "form_key": "k"})
    assert response.status_code == 302
    assert case.deadlines.running().filter(owner="desk").exists()
    again = ana.post(page(case), {"proofs": ["tracking"], "text": "De novo.", "form_key": "k2"})
    assert again.status_code == 422
    assert "Já pedimos provas" in words(again) and "De novo." in text(again)


@pytest.mark.parametrize("bad", [
    {}, {"proofs": ["gold"]}, {"proofs": ["tracking"], "text": "x" * 2001}, {"proofs": ["tracking"], "text": "a\x00"},
    {"proofs": [proof.value for proof in Proof]},
])
def test_bad_input_is_refused_in_words(cast, case, bad):
    response = signed_in(cast.agent).post(page(case), {"form_key": "k", **bad})
    assert response.status_code == 422
    assert "errorlist" in text(response)
    assert not Message.objects.exists()
