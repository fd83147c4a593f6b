"""Warnings before a click that cannot be taken back: which, when, in what words, and on which pages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from complaints.choices import Reason
from disputes import services
from disputes.facts import facts_before
from disputes.guard_words import WORDS, worded
from disputes.guards import BEFORE, Action, warnings
from disputes.guidance import CaseFacts, Filed, Window
from disputes.models import Remedy
from disputes.templatetags.disputes import guards
from tests.base import NOW, make_case
from tests.complaints.pages import words

TODAY = date(2026, 11, 22)
IN_A_MONTH = Window(TODAY + timedelta(days=30))
GONE = Window(TODAY - timedelta(days=2), is_over=True)
WAGE = Decimal("1621")
AE = {"windows": {"ae_open_after_delivery_time": Window(TODAY + timedelta(days=5), of_shop=True)}}
ARRIVED = {"reason": "defective", "received_on": TODAY}
RICH = {"minimum_wage": WAGE, "can_be_sued_here": True}

# (action, what is known, warnings told, "!" marks the strong ones)
TOLD = [
    ("confirm_receipt", AE, "not_here_yet! starts_short_window!"),
    ("confirm_receipt", {**AE, **ARRIVED}, "check_first! starts_short_window!"),
    ("confirm_receipt", {**AE, "receipt_confirmed_on": TODAY}, ""),
    ("confirm_receipt", {**ARRIVED, "windows": {"shopee_open": IN_A_MONTH}, "shop": "shopee"},
     "check_first! ends_guarantee!"),
    ("confirm_receipt", {**ARRIVED, "windows": {"shopee_open": GONE}, "shop": "shopee"}, ""),
    ("accept_offer", {"offer_amount": Decimal("60"), "asked_amount": Decimal("219")},
     "ends_dispute! less_than_asked! lawsuit_after_settlement"),
    ("accept_offer", {"offer_amount": Decimal("219"), "asked_amount": Decimal("219")},
     "ends_dispute! lawsuit_after_settlement"),
    ("accept_offer", {"windows": {"card_safe": IN_A_MONTH}}, "ends_dispute! ends_chargeback lawsuit_after_settlement"),
    ("accept_offer", {"windows": {"paypal_open": IN_A_MONTH}}, "ends_dispute! ends_paypal lawsuit_after_settlement"),
    ("accept_offer", {"filed": (Filed("juizado"),)}, "ends_dispute! tell_the_court! lawsuit_after_settlement"),
    ("withdraw", {"dispute_mode": "tracked"}, "cannot_reopen! asked_to_withdraw"),
    ("withdraw", {"dispute_mode": "hosted"}, "asked_to_withdraw"),
    ("withdraw", {"windows": {"ae_open_after_confirm": Window(TODAY, is_over=True, of_shop=True)}},
     "cannot_reopen! shop_window_over! asked_to_withdraw"),
    ("withdraw", {"dispute_state": "refund_due"}, "cannot_reopen! money_not_come! asked_to_withdraw"),
    ("close_case", {}, "case_stays_shut"),
    ("close_case", {"dispute_state": "refund_late", "dispute_mode": "tracked"},
     "dispute_goes_on! money_not_come! case_stays_shut"),
    ("close_case", {"filed": (Filed("procon"),), "windows": {"card_safe": IN_A_MONTH}},
     "filed_outside! card_still_open case_stays_shut"),
    ("chargeback", {"payment": "credit_card", "windows": {"card_safe": IN_A_MONTH}}, ""),
    ("chargeback", {"payment": "credit_card", "dispute_state": "mediation"}, "dispute_may_close!"),
    ("chargeback", {"payment": "credit_card", "dispute_state": "refund_due"}, "refund_on_its_way!"),
    ("chargeback", {"payment": "credit_card", "dispute_state": "paid"}, "already_settled!"),
    ("chargeback", {"payment": "credit_card", "filed": (Filed("paypal"),)}, "paypal_or_card!"),
    ("chargeback", {"payment": "credit_card", "reason": "regret"}, "card_not_for_regret!"),
    ("chargeback", {"payment": "credit_card", "windows": {"card_safe": GONE, "card_network": IN_A_MONTH}},
     "past_safe_days"),
    ("chargeback", {"payment": "credit_card", "windows": {"card_safe": GONE, "card_network": GONE}},
     "card_window_over!"),
    ("chargeback", {"payment": "pix"}, "not_a_card!"),
    ("paypal", {"payment": "paypal"}, "paypal_twenty_days"),
    ("paypal", {"payment": "paypal", "filed": (Filed("chargeback"),)}, "card_or_paypal! paypal_twenty_days"),
    ("paypal", {"payment": "pix"}, "not_paypal! paypal_twenty_days"),
    ("juizado", {**RICH, "amount": Decimal("389.90")}, ""),
    ("juizado", {**RICH, "amount": 20 * WAGE}, ""),
    ("juizado", {**RICH, "amount": 30 * WAGE}, "needs_lawyer!"),
    ("juizado", {**RICH, "amount": 41 * WAGE}, "gives_up_excess!"),
    ("juizado", {**RICH, "dispute_state": "paid"}, "settled_before_court!"),
    ("juizado", {**RICH, "dispute_state": "refund_due"}, "agreement_runs!"),
    ("juizado", {**RICH, "dispute_state": "refund_late"}, ""),
    ("juizado", {}, "nobody_to_sue!"),
    ("juizado", {"paid_to": "Alipay Brasil"}, ""),
    ("med", {"payment": "pix"}, "med_not_fraud!"),
    ("med", {"payment": "pix", "reason": "fraud_outside"}, "med_today!"),
    ("med", {"payment": "pix", "reason": "fraud_outside", "windows": {"med_request": GONE}}, "med_window_over!"),
    ("med", {"payment": "boleto", "reason": "fraud_outside"}, "med_only_pix!"),
    ("procon", {}, ""),
    ("chargeback", {"payment": "pix", "is_open": False}, ""),
]


@pytest.mark.parametrize(("action", "known", "told"), TOLD)
def test_warnings(action, known, told):
    found = warnings(action, CaseFacts(today=TODAY, **known))
    assert " ".join(f"{one.code}{'!' if one.strong else ''}" for one in found) == told


def test_every_warning_that_has_words_is_given_somewhere():
    given = {word.strip("!") for _action, _known, told in TOLD for word in told.split()}
    assert set(WORDS) - given == {"paypal_window_over"}
    assert set(BEFORE) == set(Action)


def test_the_difference_is_said_in_money():
    facts = CaseFacts(today=TODAY, offer_amount=Decimal("60"), asked_amount=Decimal("2040"))
    less = next(one for one in worded(warnings("accept_offer", facts)) if one.code == "less_than_asked")
    assert "R$\xa060,00" in less.text
    assert "R$\xa01.980,00" in less.text


# -- On the pages -----------------------------------------------------------------------------


def seen(client, name, case, query=""):
    return words(client.get(reverse(name, args=[case.reference]) + query)).replace("\xa0", " ")


@pytest.mark.django_db
@pytest.mark.usefixtures("nine_in_the_morning")
class TestOnThePages:
    def test_case_page_until_receipt_is_confirmed(self, maria, case):
        assert "Não toque em “recebi” na loja ainda" in seen(maria, "case", case)
        case.order.receipt_confirmed_on = TODAY
        case.order.save()
        assert "Não toque em" not in seen(maria, "case", case)

    def test_case_page_of_a_shop_without_such_a_window(self, cast, maria):
        scam = make_case(cast.consumer, reason=Reason.FRAUD_OUTSIDE, shop="outra-loja")
        assert "Não toque em" not in seen(maria, "case", scam)

    def test_dates(self, maria, case):
        assert "Confirmar faz correr um prazo curto" in seen(maria, "dates_edit", case)

    def test_accept_and_withdraw(self, cast, maria):
        case = make_case(cast.consumer, payment_method="credit_card")
        dispute = services.open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
        services.seller_proposes(dispute, by=cast.consumer, remedy=Remedy.PART_REFUND, amount=120, note="Só isso.")
        page = seen(maria, "dispute_accept", case)
        assert "O cartão também deixa de ser uma saída" in page
        # The page says these in its own words.
        assert "É menos do que você pediu" not in page
        page = seen(maria, "dispute_withdraw", case)
        assert "O vendedor pediu para você desistir?" in page

    def test_close(self, cast, maria):
        case = make_case(cast.consumer, payment_method="credit_card", placed_on=date(2026, 11, 1))
        assert "Ainda dá tempo de contestar no cartão" in seen(maria, "case_close", case)

    def test_filing_outside(self, maria, case):
        page = seen(maria, "escalation_add", case, "?door=med")
        assert "isto é só para golpe" in page
        assert "Antes de continuar" not in seen(maria, "escalation_add", case, "?door=procon")

    def test_the_tag_reads_little_and_knows_closed_cases(self, cast, case, django_assert_max_num_queries):
        facts = facts_before(case, cast.consumer, NOW)
        assert facts.dispute_state is None
        with django_assert_max_num_queries(6):
            assert [one.code for one in guards(case, "med")] == ["med_not_fraud"]
        with django_assert_max_num_queries(0):
            assert guards(case, "procon") == []
            case.state = "closed"
            assert guards(case, "med") == []
