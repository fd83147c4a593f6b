"""What the record of a look says: which cases stood on pages that are not a case's own."""

import pytest
from django.urls import reverse

from complaints.models import Message
from complaints.services.messages import write_message
from config.mail_cases import about_case, cases_of_mails
from contacts.models import AccessRecord, OutgoingEmail
from disputes.lifecycle import State
from disputes.models import SellerLink
from tests.base import NOW, make_case, person
from tests.complaints.pages import signed_in
from tests.disputes.door import hosted

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")


@pytest.fixture
def dispute(case, cast):
    return hosted(State.WAITING_SELLER, case, cast, address="", note="Nada chegou aqui.")


def mail(name="message", **fields):
    return OutgoingEmail.objects.create(name=name, dedup_key=f"k{OutgoingEmail.objects.count()}", **fields)


def latest():
    return AccessRecord.objects.latest("pk")


def page(row, name="change"):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{name}", args=[row.pk])


# -- The letter --------------------------------------------------------------------------


def test_whoever_reads_the_letter_of_a_dispute_is_written_down_with_the_case(cast, case, dispute):
    client = signed_in(cast.agent)
    AccessRecord.objects.all()._raw_delete("default")
    assert client.get(page(dispute, "letter")).status_code == 200
    assert client.post(page(dispute, "letter")).status_code == 302
    assert client.get(page(dispute, "letter")).status_code == 200
    assert client.get(page(dispute, "letter_text"))["Content-Type"].startswith("text/plain")
    looks = AccessRecord.objects.order_by("pk").values_list("what", "subject", "case")
    assert list(looks) == [("dispute", "letter", case.pk)] * 2 + [("file", "letter", case.pk)]


def test_a_letter_that_was_not_made_shows_nothing(cast, dispute):
    client = signed_in(cast.agent)
    assert client.get(page(dispute, "letter_text")).url == page(dispute, "letter")
    assert not AccessRecord.objects.exists()


# -- Mails -------------------------------------------------------------------------------


def test_each_mail_leads_to_its_cases(cast, case, dispute):
    other = make_case(cast.consumer, number="8150000000000011")
    message = write_message(case, "Oi?", author=cast.consumer, party="buyer", form_key="a", now=NOW)
    wanted = {
        mail("reminder", context={"clock": case.deadlines.first().pk, "key": "d3"}): [case.pk],
        mail(context={"message": Message.objects.latest("pk").pk if message is None else message.pk}): [case.pk],
        mail("dispute_moved", context={"dispute": dispute.pk, "move": "x"}): [case.pk],
        mail("seller_notice", context={"link": SellerLink.objects.get().pk, "language": "en"}): [case.pk],
        mail("case_merged", context={"source": other.pk, "target": case.pk}): sorted([case.pk, other.pk]),
        mail("kit", context={"order": case.order_id, "key": "x", "rule": None}): [case.pk],
        mail("joint_asked", context={"joint": 1, "complaint": other.pk}): [other.pk],
        mail("login_code", context={"code": "123456", "clock": "x"}): [],
        mail("message", context={"message": 999999}): [],
    }
    assert cases_of_mails(list(wanted)) == {row.pk: cases for row, cases in wanted.items()}
    found = OutgoingEmail.objects.filter(about_case(case), pk__in=[row.pk for row in wanted])
    assert {row.pk for row in found} == {row.pk for row, cases in wanted.items() if case.pk in cases}


def test_a_mail_and_its_history_name_the_case(cast, case):
    row = mail(reader=cast.consumer, context={"complaint": case.pk})
    client = signed_in(cast.agent)
    for name in ("change", "history"):
        assert client.get(page(row, name)).status_code == 200
        look = latest()
        assert (look.what, look.subject, look.cases) == ("mail", f"contacts.outgoingemail {row.pk}", [case.pk])


def test_a_letter_of_many_reminders_names_the_cases_of_all(cast, case):
    other = make_case(cast.consumer, number="8150000000000011")
    sent = {"name": "case_closed", "reader": cast.consumer, "sent_at": NOW}
    letter = mail(state="sent", context={"complaint": case.pk}, **sent)
    mail(state="merged", context={"complaint": other.pk}, **sent)
    mail(state="merged", context={"complaint": 999}, **{**sent, "name": "case_reopened"})
    signed_in(cast.agent).get(page(letter))
    assert latest().cases == sorted([case.pk, other.pk])


def test_a_list_of_mails_names_the_cases_of_all_with_as_many_queries_for_ten_as_for_two(
        cast, case, django_assert_max_num_queries):
    OutgoingEmail.objects.all().delete()
    client, url, cases = signed_in(cast.agent), reverse("admin:contacts_outgoingemail_changelist"), []
    for count in (2, 10):
        for n in range(count):
            one = make_case(person(f"p{count}-{n}@example.com", "P"), number=f"91{count}{n}")
            cases.append(one.pk)
            mail(context={"complaint": one.pk} if n % 2 else {"clock": one.deadlines.first().pk})
        client.get(url)
        with django_assert_max_num_queries(14):
            client.get(url + "?q=")
    assert set(cases) <= set(latest().cases)


def test_the_history_of_each_row_of_a_case_names_it(cast, case, dispute):
    boss = person("chefe@example.com", "Rui", role="supervisor", is_superuser=True)
    client = signed_in(boss)
    for row in (case.deadlines.first(), case.events.first(), dispute, SellerLink.objects.get(), case):
        assert client.get(page(row, "history")).status_code == 200, row
        look = latest()
        assert look.case == case.pk, row
        assert look.subject.endswith(f" {row.pk}")
