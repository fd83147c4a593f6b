"""The mails about kept orders: when they are queued, what they say, and their truth at the moment they leave."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from complaints.choices import Payment
from complaints.models import Order, Rule
from complaints.services.kits import draft_from_kit, end_watch, update_kit, watch_again
from complaints.watch import PROMISED, PROTECTION
from contacts.models import OutgoingEmail
from contacts.outgoing import send_due
from tests.base import NOW, TODAY
from tests.complaints.kept import DAY, file, keep, windows

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit(cast):
    return keep(cast.consumer)


def queued(order):
    """Return {key: local day and hour} of the mails that wait."""
    rows = OutgoingEmail.objects.filter(name="kit", state="queued", dedup_key__startswith=f"kit:{order.pk}:")
    return {row.dedup_key.split(":", 2)[2]: row.send_after for row in rows}


def nine(day):
    """9 h in Brasília."""
    return NOW + (day - TODAY)


def on(day, *calls, hours=0):
    with time_machine.travel(nine(day) + timedelta(hours=hours), tick=False):
        return [call() for call in calls][-1]


def html_of(mail):
    return unescape(mail.alternatives[0][0])


# -- When mails are queued ----------------------------------------------------------------


def test_mails_are_queued_for_nine_in_the_morning(cast):
    kit = keep(cast.consumer, protected_until=TODAY + 40 * DAY)
    last = TODAY + 40 * DAY
    assert queued(kit) == {
        f"{PROMISED}-0:{TODAY + 10 * DAY}": nine(TODAY + 11 * DAY),
        f"{PROTECTION}-7:{last}": nine(last - 7 * DAY), f"{PROTECTION}-1:{last}": nine(last - DAY),
    }


def test_payment_windows_are_told_seven_days_and_one_before(cast):
    kit = keep(cast.consumer, shop="shopee", payment_method=Payment.PAYPAL, promised_on=None)
    safe = windows(kit)["paypal_open"].safe_on
    assert queued(kit) == {f"paypal_open-7:{safe}": nine(safe - 7 * DAY), f"paypal_open-1:{safe}": nine(safe - DAY)}


def test_the_shops_own_window_is_told_where_the_page_names_no_day(kit):
    safe = windows(kit)["ae_open_after_delivery_time"].safe_on
    assert {f"ae_open_after_delivery_time-{before}:{safe}" for before in (7, 1)} <= set(queued(kit))


def test_arrival_told_stops_the_question_and_starts_the_seven_days(kit, mailoutbox):
    update_kit(kit, {"received_on": TODAY + 9 * DAY}, now=nine(TODAY + 9 * DAY))
    last = TODAY + 16 * DAY
    assert queued(kit)[f"cdc49-1:{last}"] == nine(last - DAY)
    # The row of the question is still there; it is found untrue when its time comes.
    on(TODAY + 11 * DAY, send_due)
    assert mailoutbox == []
    assert OutgoingEmail.objects.get(dedup_key__contains=":promised").state == "cancelled"


def test_moments_that_are_past_queue_nothing(cast):
    kit = keep(cast.consumer, placed_on=TODAY - 60 * DAY, promised_on=TODAY - 40 * DAY)
    assert queued(kit) == {}


def test_one_morning_brings_one_mail(cast):
    kit = keep(cast.consumer, promised_on=TODAY + 10 * DAY, protected_until=TODAY + 12 * DAY)
    mornings = list(queued(kit).values())
    assert len(mornings) == len(set(mornings))
    # What is lost for good comes before the question.
    assert f"{PROTECTION}-1:{TODAY + 12 * DAY}" in queued(kit)
    assert not any(key.startswith(PROMISED) for key in queued(kit))


def test_a_change_that_is_none_queues_nothing_twice(kit):
    before = OutgoingEmail.objects.count()
    update_kit(kit, {"promised_on": kit.promised_on, "tracking": "LB1"}, now=NOW)
    assert OutgoingEmail.objects.count() == before
    update_kit(kit, {"promised_on": TODAY + 20 * DAY}, now=NOW)
    assert f"{PROMISED}-0:{TODAY + 20 * DAY}" in queued(kit)


# -- What mails say -----------------------------------------------------------------------


def test_the_question_after_the_promised_day(kit, mailoutbox):
    on(TODAY + 11 * DAY, send_due)
    mail, = mailoutbox
    assert mail.to == ["maria@example.com"]
    assert mail.subject == "Chegou? liquidificador, prometido para qua, 2 dez"
    assert mail.body.strip().startswith("Diga se a sua compra chegou.")
    for words in (mail.body, html_of(mail)):
        assert "A loja prometeu entregar até quarta-feira, 2 de dezembro." in words
        assert "Liquidificador · AliExpress · R$ 139,90" in words.replace("\xa0", " ")
        assert f"http://localhost:8000/orders/{kit.kit_token}/" in words
        assert "Por que este e-mail? Porque você guardou esta compra" in words
        assert "Parar os avisos desta compra" in words
    assert len(re.findall(r'class="button"', mail.alternatives[0][0])) == 1
    headers = mail.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/orders/stop/" in headers["List-Unsubscribe"]
    assert headers["Auto-Submitted"] == "auto-generated"


def test_the_seven_days_before_they_end(kit, mailoutbox):
    update_kit(kit, {"received_on": TODAY}, now=NOW)
    on(TODAY + 6 * DAY, send_due)
    mail, = mailoutbox
    rule = Rule.objects.get(slug="cdc49", current=True)
    assert mail.subject == f"Falta 1 dia: {rule.title_pt}, até dom, 29 nov (liquidificador)"
    for words in (mail.body, html_of(mail)):
        assert "Se não quer ficar com o produto, avise a loja por escrito." in words
        assert "Falta 1 dia: você tem até amanhã, domingo, 29 de novembro." in words
        assert rule.action_pt in words
        assert rule.silence_pt in words
        assert rule.source_pt in words


def test_the_protection_day(cast, mailoutbox):
    keep(cast.consumer, protected_until=TODAY + 40 * DAY, promised_on=None)
    on(TODAY + 33 * DAY, send_due)
    on(TODAY + 39 * DAY, send_due)
    assert [mail.subject for mail in mailoutbox] == [
        "Faltam 7 dias: proteção ao comprador, até sex, 1 jan 2027 (liquidificador)",
        "Falta 1 dia: proteção ao comprador, até sex, 1 jan 2027 (liquidificador)",
    ]
    for words in (mailoutbox[0].body, html_of(mailoutbox[0])):
        assert "Confira hoje se está tudo certo com esta compra." in words
        assert "disse que a proteção vai até esse dia" in words


def test_mails_speak_english_to_whom_reads_it(cast, mailoutbox):
    cast.consumer.language = "en"
    cast.consumer.save(update_fields=["language"])
    keep(cast.consumer, shop="shopee", payment_method=Payment.PAYPAL, promised_on=None)
    rule = Rule.objects.get(slug="paypal_open", current=True)
    safe = windows(Order.objects.get())["paypal_open"].safe_on
    on(safe - DAY, send_due)
    mail, = mailoutbox
    assert rule.title_en in mail.subject
    assert rule.action_en in mail.body
    assert rule.silence_en in html_of(mail)


# -- No mail that is not true any more ----------------------------------------------------


def sent_on_the_morning_after(kit, mailoutbox):
    on(TODAY + 11 * DAY, send_due)
    return [mail for mail in mailoutbox if "Chegou?" in mail.subject]


def test_no_mail_once_the_watch_has_ended(kit, mailoutbox):
    end_watch(end_watch(kit, now=NOW), now=NOW + DAY)
    kit.refresh_from_db()
    assert kit.watch_ended_at == NOW
    assert sent_on_the_morning_after(kit, mailoutbox) == []
    on(TODAY + 200 * DAY, send_due)
    assert mailoutbox == []
    assert set(OutgoingEmail.objects.filter(name="kit").values_list("state", flat=True)) == {"cancelled"}


def test_mails_come_again_when_the_watch_goes_on(kit, mailoutbox):
    watch_again(end_watch(kit, now=NOW), now=NOW)
    assert len(sent_on_the_morning_after(kit, mailoutbox)) == 1


def test_no_mail_for_a_day_that_was_corrected(kit, mailoutbox):
    update_kit(kit, {"promised_on": TODAY + 20 * DAY}, now=NOW)
    assert sent_on_the_morning_after(kit, mailoutbox) == []
    on(TODAY + 21 * DAY, send_due)
    assert "12 de dezembro" in mailoutbox[-1].body


def test_no_mail_once_there_is_a_case(kit, mailoutbox):
    draft = draft_from_kit(kit, arrived=False, now=NOW)
    file(draft)
    mailoutbox.clear()
    on(NOW.date(), send_due)
    mailoutbox.clear()
    assert sent_on_the_morning_after(kit, mailoutbox) == []


def test_no_mail_about_an_order_that_is_gone(kit, mailoutbox):
    Order.objects.all().delete()
    assert sent_on_the_morning_after(kit, mailoutbox) == []


def test_a_window_is_told_as_it_was_counted_though_its_rule_changed(cast, mailoutbox):
    keep(cast.consumer, shop="shopee", payment_method=Payment.PAYPAL, promised_on=None)
    old = Rule.objects.get(slug="paypal_open", current=True)
    Rule.objects.filter(pk=old.pk).update(current=False)
    newer = Rule.objects.get(pk=old.pk)
    newer.pk, newer.version, newer.n, newer.current = None, old.version + 1, 30, True
    newer.save()
    on(TODAY + 178 * DAY, send_due)
    assert len(mailoutbox) == 1


def test_after_an_outage_only_the_latest_of_a_window_is_sent(cast, mailoutbox):
    kit = keep(cast.consumer, shop="shopee", payment_method=Payment.PAYPAL, promised_on=None)
    on(windows(kit)["paypal_open"].safe_on - DAY, send_due)
    mail, = mailoutbox
    assert mail.subject.startswith("Falta 1 dia: ")


def test_a_window_that_is_over_is_not_announced(kit, mailoutbox):
    """The machine was off for weeks."""
    update_kit(kit, {"received_on": TODAY}, now=NOW)
    on(TODAY + 150 * DAY, send_due)
    assert mailoutbox == []
