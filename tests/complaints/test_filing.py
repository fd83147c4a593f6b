"""One purchase has one open case, however often and from however many tabs it is filed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from complaints.choices import Outcome, Party, Payment, Reason
from complaints.models import Complaint, Deadline, Draft, Message, Order
from complaints.services import cases
from complaints.services.cases import close_complaint, correct_order, file_complaint
from complaints.services.evidence import attach_to_draft
from complaints.services.locking import Refused
from complaints.services.messages import write_message
from complaints.timeline import broken_at
from contacts.models import Company, OutgoingEmail
from tests.base import NOW, ORDER_NUMBER, TODAY, make_case

pytestmark = pytest.mark.usefixtures("house")


def order_fields(**changes):
    return {
        "marketplace": Company.objects.get(slug="aliexpress"), "number": ORDER_NUMBER, "item": "máquina de solda",
        "amount": Decimal("389.90"), "payment_method": Payment.PIX, "placed_on": TODAY - timedelta(days=53), **changes,
    }


def case_fields(**changes):
    return {
        "reason": Reason.NOT_RECEIVED, "story": "Ainda não chegou.", "desired_outcome": Outcome.REFUND,
        "amount_claimed": Decimal("389.90"), **changes,
    }


def picture(tmp_path):
    path = tmp_path / "foto.png"
    Image.new("RGB", (40, 30), "teal").save(path)
    return SimpleUploadedFile("foto.png", path.read_bytes(), "image/png")


def test_filing_writes_case_clocks_line_and_mail_at_once(case):
    assert case.is_open and case.reference
    assert case.deadlines.filter(state=Deadline.State.RUNNING).count() == 3
    assert list(case.events.values_list("kind", flat=True)) == ["filed"]
    row = OutgoingEmail.objects.get()
    assert (row.name, row.dedup_key, row.reader) == ("case_filed", f"filed:{case.pk}", case.user)


def test_the_same_order_number_leads_to_the_open_case(cast, case):
    draft = Draft.objects.create(user=cast.consumer)
    filed = file_complaint(draft, order_fields(), case_fields(), now=NOW)
    assert filed == (case, False)
    assert Complaint.objects.count() == Order.objects.count() == 1


def test_somebody_else_with_that_number_has_a_case_of_their_own(cast, case):
    assert make_case(cast.stranger) != case


def test_a_double_submit_files_once(cast):
    draft = Draft.objects.create(user=cast.consumer)
    first = file_complaint(draft, order_fields(), case_fields(), now=NOW)
    again = file_complaint(draft, order_fields(), case_fields(), now=NOW)
    assert first.is_new and not again.is_new
    assert first.complaint == again.complaint
    assert OutgoingEmail.objects.count() == 1


def test_a_tab_that_looked_too_early_is_led_to_the_case(cast, case, monkeypatch):
    looks = iter([None, case])
    monkeypatch.setattr(cases, "open_case_for", lambda *who: next(looks))
    draft = Draft.objects.create(user=cast.consumer)
    assert file_complaint(draft, order_fields(), case_fields(), now=NOW) == (case, False)
    draft.refresh_from_db()
    assert draft.complaint is None
    assert Complaint.objects.count() == 1


def test_two_drafts_without_a_number_are_two_cases(cast):
    first, second = (
        file_complaint(Draft.objects.create(user=cast.consumer), order_fields(number=""), case_fields(), now=NOW)
        for _draft in range(2)
    )
    assert first.is_new and second.is_new
    assert Order.objects.count() == 2


def test_a_new_case_may_follow_a_closed_one(cast, case):
    close_complaint(case, Complaint.Closing.SOLVED, by=cast.consumer, now=NOW)
    again = make_case(cast.consumer)
    assert again != case and again.order_id == case.order_id
    assert again.deadlines.filter(state=Deadline.State.RUNNING).count() == 3


def test_files_of_the_draft_move_to_the_case(cast, tmp_path):
    draft = Draft.objects.create(user=cast.consumer, data={"story": "Ainda"})
    assert attach_to_draft(draft, [picture(tmp_path), picture(tmp_path)], user=cast.consumer) == []
    complaint = file_complaint(draft, order_fields(), case_fields(), now=NOW).complaint
    evidence = complaint.evidence.get()
    assert (evidence.name, evidence.draft) == ("foto.png", None)
    line = complaint.events.get(kind="evidence_added")
    assert line.data["files"] == [["foto.png", evidence.sha256]]
    draft.refresh_from_db()
    assert draft.data == {} and draft.complaint == complaint
    assert broken_at(complaint) is None


def test_closing_cancels_every_clock_and_happens_once(cast, case):
    close_complaint(case, Complaint.Closing.GIVEN_UP, by=cast.consumer, now=NOW)
    case.refresh_from_db()
    assert (case.state, case.closing, case.closed_at) == ("closed", "given_up", NOW)
    assert not case.deadlines.filter(state=Deadline.State.RUNNING).exists()
    lines = case.events.count()
    with pytest.raises(Refused, match="já está encerrado"):
        close_complaint(case, Complaint.Closing.PAID, by=cast.consumer, now=NOW)
    assert case.events.count() == lines


def test_a_form_sent_twice_writes_one_message(cast, case):
    for _time in range(2):
        write_message(case, "Alguma novidade?", author=cast.consumer, party=Party.BUYER, form_key="k", now=NOW)
    case.refresh_from_db()
    assert Message.objects.count() == 1 and case.awaits_staff
    write_message(case, "Estamos vendo.", author=cast.agent, party=Party.STAFF, form_key="s", now=NOW)
    case.refresh_from_db()
    assert not case.awaits_staff
    assert OutgoingEmail.objects.filter(name="message").count() == 1


def test_dates_that_became_known_start_and_move_clocks(cast, case):
    correct_order(case, {"promised_on": TODAY - timedelta(days=2)}, by=cast.consumer, now=NOW)
    moved = case.deadlines.get(kind="ae_open_after_delivery_time")
    assert moved.due_on == TODAY + timedelta(days=13)
    correct_order(
        case, {"received_on": TODAY, "receipt_confirmed_on": TODAY, "shipped_on": None}, by=cast.consumer, now=NOW
    )
    moved.refresh_from_db()
    assert moved.state == Deadline.State.CANCELLED
    assert case.deadlines.get(kind="ae_open_after_confirm").due_on == TODAY + timedelta(days=15)
    kinds = list(case.events.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["filed", "order_corrected", "clock_corrected", "order_corrected"]
    assert broken_at(case) is None


def test_the_same_dates_again_change_nothing(cast, case):
    before = list(case.deadlines.order_by("pk").values())
    correct_order(case, {"promised_on": case.order.promised_on}, by=cast.consumer, now=NOW + timedelta(hours=1))
    assert list(case.deadlines.order_by("pk").values()) == before
    assert case.events.count() == 1


def test_a_reference_that_is_taken_is_not_given_twice(cast, case, monkeypatch):
    fresh = iter([case.reference, case.reference, "K7QM2XWD"])
    monkeypatch.setattr("complaints.services.cases.new_reference", lambda: next(fresh))
    assert make_case(cast.stranger).reference == "K7QM2XWD"
