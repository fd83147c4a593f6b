"""Mail of a case that came back: the case says so, until a later one arrives or somebody saw to it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from complaints.bounces import CASE_OF, settle_bounce
from complaints.choices import Party
from complaints.models import Complaint
from complaints.sentences import sentence_of
from complaints.services.cases import close_complaint
from complaints.services.locking import Refused
from complaints.services.messages import write_message
from complaints.timeline import broken_at
from contacts import outgoing
from contacts.models import OutgoingEmail
from contacts.outgoing import note_bounce, send_due
from disputes import services
from disputes.services.notice import live_link
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, words
from tests.disputes.desk import hosted

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
LATER = NOW + timedelta(hours=3)


def write(case, cast, key="a", now=NOW):
    write_message(case, "Oi.", author=cast.agent, party=Party.STAFF, form_key=key, now=now)
    return OutgoingEmail.objects.filter(name="message").latest("pk")


def fresh(case):
    return Complaint.objects.get(pk=case.pk)


def kinds(case):
    return list(case.events.order_by("seq").values_list("kind", flat=True))


def returned(row, now=NOW):
    assert note_bounce(row, "5.1.1", now) == 1


@pytest.fixture
def bounced(cast, case):
    row = write(case, cast)
    send_due(NOW)
    returned(row)
    return case


def test_a_mail_that_came_back_puts_the_case_before_the_staff(bounced, cast, maria):
    after = fresh(bounced)
    assert (after.bounced_at, after.needs_person) == (NOW, True)
    assert kinds(bounced)[-1] == "mail_bounced"
    assert "Um e-mail nosso para você voltou." in words(maria.get(bounced.get_absolute_url()))
    page = words(signed_in(cast.agent).get(reverse("admin:complaints_complaint_change", args=[bounced.pk])))
    assert "Um e-mail deste caso voltou" in page and "Já cuidei do e-mail" in page
    assert broken_at(bounced) is None


def test_a_second_one_says_nothing_new(bounced, cast):
    row = write(bounced, cast, "b", LATER)
    OutgoingEmail.objects.filter(pk=row.pk).update(state="sent")
    returned(row, LATER)
    assert fresh(bounced).bounced_at == NOW
    assert kinds(bounced).count("mail_bounced") == 1


def test_a_later_mail_that_arrives_takes_all_cases_of_this_reader_off_the_queue(bounced, cast, maria):
    other = make_case(cast.consumer, number="77")
    write(other, cast, now=LATER)
    send_due(LATER)
    assert fresh(bounced).bounced_at is None
    assert kinds(bounced)[-1] == "mail_arrived"
    assert "voltou a aceitar" not in words(maria.get(bounced.get_absolute_url()))


def test_a_mail_refused_for_good_is_heard_for_every_kind_of_letter(cast, case, monkeypatch):
    assert {
        "case_filed", "message", "reminder", "mediation", "decided", "decision_late", "dispute_moved",
    } <= set(CASE_OF)
    row = OutgoingEmail.objects.get(name="case_filed")
    monkeypatch.setattr(outgoing, "write", lambda rows: 1 / 0)
    OutgoingEmail.objects.filter(pk=row.pk).update(attempts=outgoing.MAX_ATTEMPTS)
    send_due(NOW)
    row.refresh_from_db()
    assert row.state == OutgoingEmail.State.FAILED
    assert fresh(case).bounced_at == NOW


def test_a_closed_case_is_left_alone(cast, case):
    row = write(case, cast)
    send_due(NOW)
    close_complaint(case, "solved", by=cast.consumer, now=NOW)
    returned(row)
    assert fresh(case).bounced_at is None


def test_somebody_saw_to_it(bounced, cast):
    with pytest.raises(Refused, match="o que foi feito"):
        settle_bounce(bounced, " ", by=cast.agent, now=LATER)
    settle_bounce(bounced, "Liguei: o e-mail certo está na conta.", by=cast.agent, now=LATER)
    assert fresh(bounced).bounced_at is None
    line = bounced.events.get(kind="bounce_settled")
    assert sentence_of(line, {}) == "A equipe cuidou do e-mail que voltou: “Liguei: o e-mail certo está na conta.”"
    with pytest.raises(Refused, match="Nenhum e-mail"):
        settle_bounce(bounced, "De novo.", by=cast.agent, now=LATER)
    # The next one that comes back is told anew.
    row = write(bounced, cast, "b", LATER)
    OutgoingEmail.objects.filter(pk=row.pk).update(state="sent")
    returned(row, LATER)
    assert fresh(bounced).bounced_at == LATER and kinds(bounced).count("mail_bounced") == 2


def test_the_page_settles_it(bounced, cast):
    url, ana = reverse("admin:complaints_complaint_bounce", args=[bounced.pk]), signed_in(cast.agent)
    for bad in ({}, {"note": "x" * 401}, {"note": "a\x00"}):
        assert ana.post(url, bad).status_code == 422
    assert ana.post(url, {"note": "Liguei."}).status_code == 302
    assert fresh(bounced).bounced_at is None
    assert ana.post(url, {"note": "Liguei."}).status_code == 422


def test_the_mail_to_a_seller_counts_too_and_each_side_is_cleared_by_its_own(cast):
    dispute = hosted(cast.consumer)
    case = dispute.complaint
    OutgoingEmail.objects.all().delete()
    services.notice.note_delivery(live_link(dispute).pk, "failed", mail="seller_notice", error="550", now=NOW)
    assert fresh(case).bounced_at == NOW
    assert "mail_bounced" not in kinds(case)
    # A mail that reaches the consumer is no news of the seller.
    write(case, cast, now=LATER)
    send_due(LATER)
    assert fresh(case).bounced_at == NOW
    services.resend(dispute, by=cast.agent, party=Party.STAFF, address="outra@example.net", now=LATER)
    services.notice.note_delivery(live_link(dispute).pk, "sent", mail="seller_notice", now=LATER)
    assert fresh(case).bounced_at is None
