"""Cases worked by hand: what is known of a case in, and how its doors must stand. Read it as a table.

Each row: a name, what is known, the doors that come first, and how others stand ("status why").
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from disputes.guidance import CaseFacts, Filed, Procon, Window, options
from disputes.guidance.doors import SOURCES

TODAY = date(2026, 11, 22)
WAGE = Decimal("1621")


def on(days, **said):
    return Window(TODAY + timedelta(days=days), **said)


GONE = Window(TODAY - timedelta(days=3), is_over=True)
SHOP = {"ae_open_after_delivery_time": on(5, of_shop=True)}
SHOP_GONE = {"ae_open_after_delivery_time": Window(TODAY - timedelta(days=3), is_over=True, of_shop=True)}
CARD = {"card_safe": on(40), "card_network": on(70)}
ASKED = {"contacted_on": TODAY - timedelta(days=2)}
HERE = {
    "state": "SP", "procon": Procon("procon-sp"), "juizado": "juizado-tjsp", "defensoria": "defensoria-sp",
    "minimum_wage": WAGE, "amount": Decimal("389.90"),
}
SUABLE = {**HERE, "can_be_sued_here": True, "shop": "shopee"}
SILVER = {"gov_br_level": "silver", "on_consumidor_gov": True}


def running(state, days=4, mode="tracked", **said):
    return {"dispute_state": state, "dispute_mode": mode, "dispute_turn_until": TODAY + timedelta(days=days), **said}


def filed(door, state="filed", quality="", **said):
    return Filed(door, state, quality, filed_on=TODAY - timedelta(days=5), **said)


# fmt: off
CASES = [
    # -- Nothing came, Pix, AliExpress: the shop's dispute is the way, and MED is not.
    ("pix, not come, window runs", {"windows": SHOP}, ["shop_dispute", "shop_help"],
     {"shop_dispute": "open open_shop_dispute", "med": "closed med_only_fraud",
         "chargeback": "closed not_paid_by_card"}),
    ("last safe day is today", {"windows": {"ae_open_after_delivery_time": on(0, of_shop=True)}}, ["shop_dispute"],
     {"shop_dispute": "do_today open_shop_dispute"}),
    ("safe day behind, last day not", {"windows": {"ae_open_after_delivery_time": on(-1, of_shop=True)}},
     ["shop_dispute"], {"shop_dispute": "do_today open_shop_dispute"}),
    ("shop window over", {"windows": SHOP_GONE}, ["shop_help"], {"shop_dispute": "closed shop_window_over"}),
    ("button not there yet", {"windows": {"ae_first_day": on(6, of_shop=True, is_start=True)}}, ["shop_help"],
     {"shop_dispute": "later button_not_there_yet"}),
    ("no window known at this shop", {"shop": "amazon"}, ["shop_dispute"],
     {"shop_dispute": "open open_shop_dispute_undated"}),
    ("a shop that is not listed", {"shop": "outra-loja", "shop_is_foreign": None}, ["shop_dispute"],
     {"shop_dispute": "open look_for_a_dispute"}),
    ("the person's state is not known", {}, [], {"procon": "needs_facts which_state",
     "defensoria": "needs_facts which_state"}),
    # -- The shop itself: five days by decree.
    ("asked two days ago", {**ASKED, "windows": {"d7962_answer": on(3)}}, [],
     {"shop_help": "waiting shop_must_answer"}),
    ("asked and silent", {**ASKED, "windows": {"d7962_answer": GONE}}, [], {"shop_help": "used shop_was_silent"}),
    ("asked and refused", {**ASKED, "refused_on": TODAY}, [], {"shop_help": "used shop_refused"}),
    ("help filed with a protocol", {"filed": (filed("shop_help"),), "windows": {"d7962_answer": on(2)}}, [],
     {"shop_help": "waiting waiting_there"}),
    ("help answered: only asks data", {"filed": (filed("shop_help", "answered", "asks_data"),)}, [],
     {"shop_help": "open they_asked_data"}),
    # -- A dispute that runs at the shop.
    ("waiting for the seller", {**running("waiting_seller"), "windows": SHOP}, ["shop_dispute", "shop_help"],
     {"shop_dispute": "waiting dispute_runs", "hosted_dispute": "excluded one_dispute_at_a_time"}),
    ("the person's turn", running("waiting_buyer", days=2), ["shop_dispute"], {"shop_dispute": "open your_turn"}),
    ("the person's turn ends today", running("waiting_buyer", days=0), ["shop_dispute"],
     {"shop_dispute": "do_today your_turn"}),
    ("product to be posted", running("return_due", days=9), ["shop_dispute"], {"shop_dispute": "open your_turn"}),
    ("won, the money is due", running("refund_due", days=10), ["shop_dispute", "shop_help", "ebanx"], {
        "shop_dispute": "waiting wait_for_money", "juizado": "later wait_for_agreement",
        "ebanx": "open ask_ebanx_for_refund"}),
    ("won, the money is late", running("refund_late", days=10), ["shop_dispute"],
     {"shop_dispute": "open your_turn_late_money"}),
    ("lost at the shop", {**HERE, "dispute_state": "lost", "dispute_mode": "tracked", "windows": SHOP}, ["shop_help"],
     {"shop_dispute": "closed dispute_is_over", "hosted_dispute": "open open_here"}),
    ("gave up the dispute", {"dispute_state": "withdrawn", "dispute_mode": "tracked"}, [],
     {"shop_dispute": "closed dispute_is_over"}),
    ("paid as agreed", {**SUABLE, "dispute_state": "paid", "dispute_mode": "tracked", "can_open_dispute": False}, [],
     {"shop_dispute": "closed paid_there", "juizado": "excluded settled_before",
         "hosted_dispute": "closed paid_there"}),
    ("a dispute here, seller's turn", running("waiting_seller", mode="hosted"), ["hosted_dispute", "shop_dispute"],
     {"hosted_dispute": "waiting dispute_runs"}),
    ("a dispute here, one's own turn", running("asked_buyer", mode="hosted"), ["hosted_dispute"],
     {"hosted_dispute": "open your_turn"}),
    ("the shop shut the dispute", {"reason": "dispute_closed"}, ["shop_help"],
     {"shop_dispute": "closed dispute_was_closed"}),
    ("shop promised, money did not come", {"reason": "refund_not_paid"}, ["shop_help", "ebanx"],
     {"shop_dispute": "used already_won"}),
    # -- Card: 90 days are safe, 120 the networks' own; a dispute at the shop first where the days allow it.
    ("card in time", {"payment": "credit_card", "windows": {**SHOP, **CARD}}, ["shop_dispute", "shop_help"],
     {"chargeback": "open contest_on_card", "bank_sac": "later after_bank_refuses"}),
    ("card, five days left", {"payment": "credit_card", "windows": {"card_safe": on(5)}}, ["chargeback"],
     {"chargeback": "open contest_on_card"}),
    ("card, past the safe day", {"payment": "credit_card", "windows": {"card_safe": GONE, "card_network": on(20)}},
     ["chargeback"], {"chargeback": "do_today past_safe_ask_now"}),
    ("card, all days over", {"payment": "credit_card", "windows": {"card_safe": GONE, "card_network": GONE}}, [],
     {"chargeback": "closed card_window_over"}),
    ("card while the shop's dispute runs", {"payment": "credit_card", "windows": CARD, **running("waiting_seller")}, [],
     {"chargeback": "excluded dispute_first"}),
    ("card ends before the dispute does", {
        "payment": "credit_card", "windows": {"card_safe": on(6)}, **running("mediation")},
     ["chargeback", "shop_dispute"],
     {"chargeback": "open card_ends_before_dispute"}),
    ("card while the refund is on its way", {"payment": "credit_card",
     "windows": CARD, **running("refund_due", 10)}, [],
     {"chargeback": "excluded refund_is_coming"}),
    ("card when the refund did not come", {"payment": "credit_card", "windows": CARD, **running("refund_late")},
     ["shop_dispute"], {"chargeback": "open contest_on_card"}),
    ("card after a lost dispute", {
        "payment": "credit_card", "windows": CARD, "dispute_state": "lost", "dispute_mode": "tracked"}, [],
     {"chargeback": "open contest_on_card"}),
    ("card contested already", {"payment": "credit_card", "windows": CARD, "filed": (filed("chargeback"),)}, [],
     {"chargeback": "waiting waiting_there"}),
    ("bank refused the chargeback", {
        "payment": "credit_card", "filed": (filed("chargeback", "answered", "refusal"),)}, [],
     {"chargeback": "used no_help_there", "bank_sac": "open bank_said_no"}),
    ("card and regret", {"payment": "credit_card", "reason": "regret", "windows": CARD}, [],
     {"chargeback": "closed card_not_this_reason"}),
    ("card and an unexpected tax", {"payment": "credit_card", "reason": "customs_tax", "windows": CARD}, [],
     {"chargeback": "closed card_not_this_reason"}),
    ("charged twice on the card", {"payment": "credit_card", "reason": "duplicate_charge", "windows": CARD}, [],
     {"chargeback": "open contest_on_card", "bank_sac": "open tell_the_bank"}),
    ("debit card", {"payment": "debit_card"}, [], {"chargeback": "open contest_on_card_undated"}),
    # -- PayPal or the card, never both.
    ("paypal in time", {"payment": "paypal", "windows": {"paypal_open": on(100)}}, [],
     {"paypal": "open open_paypal", "chargeback": "excluded paypal_first", "bank_sac": "closed not_a_bank_payment"}),
    ("paypal, to be escalated", {
        "payment": "paypal", "windows": {"paypal_open": on(90), "paypal_escalate": on(3)},
        "filed": (filed("paypal"),)}, ["paypal"], {"paypal": "open escalate_paypal",
            "chargeback": "excluded paypal_first"}),
    ("paypal, never escalated", {
        "payment": "paypal", "windows": {"paypal_escalate": GONE}, "filed": (filed("paypal"),)}, [],
     {"paypal": "closed paypal_closed_itself"}),
    ("paypal after the card was contested", {
        "payment": "paypal", "windows": {"paypal_open": on(90)}, "filed": (filed("chargeback"),)}, [],
     {"paypal": "excluded card_was_contested"}),
    ("paypal over, a card behind it", {"payment": "paypal", "windows": {"paypal_open": GONE}}, [],
     {"paypal": "closed paypal_window_over", "chargeback": "open card_behind_paypal"}),
    ("paypal and regret", {"payment": "paypal", "reason": "regret"}, [], {"paypal": "closed paypal_not_this_reason"}),
    ("card while a paypal dispute is told of", {
        "payment": "credit_card", "windows": CARD, "filed": (filed("paypal"),)}, [],
     {"chargeback": "excluded paypal_is_open"}),
    # -- Pix by fraud: today. A commercial quarrel: never.
    ("scam by pix", {"reason": "fraud_outside", "windows": {"med_request": on(70)}}, ["med", "police"],
     {"med": "do_today phone_the_bank_now", "police": "do_today report_today", "shop_dispute": "closed paid_outside",
      "consumidor_gov": "closed no_company_behind", "bank_sac": "open tell_the_bank"}),
    ("scam by pix, too late", {"reason": "fraud_outside", "windows": {"med_request": GONE}}, ["police"],
     {"med": "closed med_window_over"}),
    ("scam by pix, bank was asked", {
        "reason": "fraud_outside", "windows": {"med_analysis": on(4)}, "filed": (filed("med"),)}, ["police"],
     {"med": "waiting waiting_there"}),
    ("scam by pix, bank said no", {"reason": "fraud_outside", "filed": (filed("med", "answered", "refusal"),)},
     ["police", "bank_sac"], {"med": "used no_help_there", "bank_sac": "open bank_said_no"}),
    ("scam, the report is in the case", {
        "reason": "fraud_outside", "windows": {"med_request": on(70)}, "proofs": frozenset({"police_report"})}, ["med"],
     {"police": "used report_is_here"}),
    ("scam by card", {"reason": "fraud_outside", "payment": "credit_card", "windows": CARD}, ["chargeback", "police"],
     {"chargeback": "do_today card_fraud", "med": "closed not_paid_by_pix"}),
    ("scam by boleto", {"reason": "fraud_outside", "payment": "boleto"}, ["police", "bank_sac"],
     {"med": "closed not_paid_by_pix", "chargeback": "closed not_paid_by_card"}),
    ("pix, wrong item: no MED", {"reason": "wrong_item", "windows": {"med_request": on(70)}}, [],
     {"med": "closed med_only_fraud", "police": "closed police_only_scam"}),
    # -- Ebanx pays Pix and boleto of AliExpress once the refund is granted.
    ("boleto, ebanx got it, refund promised", {
        "payment": "boleto", "reason": "refund_not_paid", "paid_to": "EBANX LTDA"}, ["shop_help", "ebanx"],
     {"ebanx": "open ask_ebanx_for_refund"}),
    ("another company got the money", {"paid_to": "Alipay Brasil"}, [], {"ebanx": "closed another_company_received"}),
    ("ebanx has no part in shopee", {"shop": "shopee"}, [], {"ebanx": "closed not_through_ebanx"}),
    # -- The law: seven days, the guarantee, thirty days to mend.
    ("regret in time", {"reason": "regret", "received_on": TODAY, "windows": {"cdc49": on(6)}}, ["withdrawal"],
     {"withdrawal": "open withdraw_in_seven_days", "guarantee": "closed not_this_reason"}),
    ("regret, last day", {"reason": "regret", "received_on": TODAY, "windows": {"cdc49": on(0)}}, ["withdrawal"],
     {"withdrawal": "do_today withdraw_in_seven_days"}),
    ("regret, too late", {"reason": "regret", "received_on": TODAY, "windows": {"cdc49": GONE}}, [],
     {"withdrawal": "closed seven_days_over"}),
    ("regret, day of arrival unknown", {"reason": "regret"}, ["withdrawal"],
     {"withdrawal": "needs_facts when_did_it_arrive"}),
    ("defect within seven days", {
        "reason": "defective", "received_on": TODAY, "windows": {"cdc49": on(4), "cdc26_durable": on(80)}},
     ["withdrawal"], {"withdrawal": "open withdraw_also", "guarantee": "open guarantee_in_time"}),
    ("defect, the shop mends", {
        "reason": "defective", "received_on": TODAY, **ASKED, "windows": {"cdc18": on(25),
            "cdc26_durable": on(60, held=True)}},
     [], {"guarantee": "waiting thirty_days_to_mend"}),
    ("defect, thirty days gone", {
        "reason": "defective", "received_on": TODAY, **ASKED, "windows": {"cdc18": GONE}}, [],
     {"guarantee": "open choose_after_thirty_days"}),
    ("defect, the shop refused", {"reason": "defective", **ASKED, "refused_on": TODAY}, [],
     {"guarantee": "open choose_after_refusal"}),
    ("something is missing: no wait", {"reason": "missing_qty", "received_on": TODAY,
     "windows": {"cdc26_durable": on(80)}},
     [], {"guarantee": "open guarantee_at_once"}),
    ("guarantee is held by a proved complaint", {
        "reason": "counterfeit", **ASKED, "windows": {"cdc26_durable": on(60, held=True)}}, [],
     {"guarantee": "waiting guarantee_held"}),
    ("guarantee over", {"reason": "counterfeit", "received_on": TODAY, "windows": {"cdc26_nondurable": GONE}}, [],
     {"guarantee": "closed guarantee_over"}),
    ("not come is no defect", {}, [], {"guarantee": "closed not_arrived_is_offer",
     "withdrawal": "closed not_this_reason"}),
    # -- consumidor.gov.br: registered, and an account of silver or gold.
    ("nobody looked the shop up", HERE, [], {"consumidor_gov": "needs_facts is_the_shop_there"}),
    ("shop not registered", {**HERE, "on_consumidor_gov": False}, [], {"consumidor_gov": "closed shop_not_registered"}),
    ("registered, level unknown", {"on_consumidor_gov": True}, [],
     {"consumidor_gov": "needs_facts which_gov_br_level"}),
    ("registered, bronze", {"on_consumidor_gov": True, "gov_br_level": "bronze"}, [],
     {"consumidor_gov": "later raise_gov_br_level"}),
    ("registered, no account", {"on_consumidor_gov": True, "gov_br_level": "none"}, [],
     {"consumidor_gov": "later raise_gov_br_level"}),
    ("registered, silver", SILVER, [], {"consumidor_gov": "open complain_at_consumidor_gov"}),
    ("registered, gold", {**SILVER, "gov_br_level": "gold"}, [], {"consumidor_gov": "open complain_at_consumidor_gov"}),
    ("filed there", {**SILVER, "filed": (filed("consumidor_gov"),), "windows": {"cgb_company": on(5)}}, [],
     {"consumidor_gov": "waiting waiting_there"}),
    ("silent there", {**SILVER, "filed": (filed("consumidor_gov"),), "windows": {"cgb_company": GONE}}, [],
     {"consumidor_gov": "open answer_is_late"}),
    ("answered there, to be rated", {
        **SILVER, "filed": (filed("consumidor_gov", "answered", "standard"),), "windows": {"cgb_consumer": on(3)}},
     ["consumidor_gov"], {"consumidor_gov": "open rate_the_answer"}),
    ("solved there", {**SILVER, "filed": (filed("consumidor_gov", "answered", "solved"),)}, [],
     {"consumidor_gov": "used solved_there"}),
    # -- Reclame AQUI, Proteste.
    ("public complaint", {}, [], {"reclame_aqui": "open complain_in_public", "proteste": "open if_you_are_a_member"}),
    ("answered in public, six months to rate", {
        "filed": (filed("reclame_aqui", "answered", "offer"),), "windows": {"ra_rate": on(120)}}, [],
     {"reclame_aqui": "open rate_the_answer"}),
    ("an offer in public", {"filed": (filed("reclame_aqui", "answered", "offer"),)}, [],
     {"reclame_aqui": "open they_offered"}),
    # -- Procon: some take no shop from abroad.
    ("procon, foreign shop, not known", HERE, [], {"procon": "open ask_procon_first"}),
    ("procon that refuses foreign shops", {
        **HERE, "procon": Procon("procon-mg", takes_foreign_shops=False)}, [], {"procon": "closed procon_no_foreign"}),
    ("the same procon, shop with an address here", {
        **SUABLE, "procon": Procon("procon-mg", takes_foreign_shops=False)}, [], {"procon": "open complain_at_procon"}),
    ("procon that takes them", {**HERE, "procon": Procon("procon-xx", 10, "calendar_days", True)}, [],
     {"procon": "open complain_at_procon"}),
    ("filed at the procon", {**HERE, "filed": (filed("procon"),), "windows": {"cip_default": on(6)}}, [],
     {"procon": "waiting waiting_there"}),
    # -- The small-claims court: value, somebody in Brazil, a state.
    ("up to 20 wages", SUABLE, [], {"juizado": "open sue_alone", "defensoria": "later defender_if_needed"}),
    ("exactly 20 wages", {**SUABLE, "amount": 20 * WAGE}, [], {"juizado": "open sue_alone"}),
    ("a cent over 20 wages", {**SUABLE, "amount": 20 * WAGE + Decimal("0.01")}, [],
     {"juizado": "open sue_with_lawyer", "defensoria": "open defender_for_value"}),
    ("exactly 40 wages", {**SUABLE, "amount": 40 * WAGE}, [], {"juizado": "open sue_with_lawyer"}),
    ("over 40 wages", {**SUABLE, "amount": 40 * WAGE + 1}, [], {"juizado": "open sue_and_waive"}),
    ("an older, lower wage", {**SUABLE, "minimum_wage": Decimal("1412"), "amount": Decimal("29000")}, [],
     {"juizado": "open sue_with_lawyer"}),
    ("no amount told", {**SUABLE, "amount": None}, [], {"juizado": "open sue_value_unknown"}),
    ("an amount in dollars", {**SUABLE, "currency": "USD"}, [], {"juizado": "open sue_value_unknown"}),
    ("nobody in Brazil is known", HERE, [], {"juizado": "needs_facts who_received_the_money"}),
    ("the payment company is known", {**HERE, "paid_to": "Alipay Brasil"}, [], {"juizado": "open sue_alone"}),
    ("nobody in Brazil, and it cannot be found", {
        **HERE, "can_be_sued_here": False, "not_known": frozenset({"paid_to"})}, [],
     {"juizado": "closed nobody_in_brazil"}),
    ("court refused, appeal wants a lawyer", {**SUABLE, "filed": (filed("juizado", "answered", "refusal"),)}, [],
     {"juizado": "used no_help_there", "defensoria": "open defender_for_appeal"}),
    # -- The end.
    ("the case is closed", {**SUABLE, "is_open": False, "windows": SHOP}, [],
     {"shop_dispute": "closed case_closed", "juizado": "closed case_closed"}),
    ("account access", {"reason": "account_access"}, ["shop_help"],
     {"shop_dispute": "closed not_this_reason", "hosted_dispute": "closed not_this_reason"}),
    ("marked as done, no protocol told", {"payment": "credit_card", "windows": {"card_safe": on(40, met=True)}}, [],
     {"chargeback": "waiting marked_done"}),
]
# fmt: on


def found(facts):
    return {each.door: each for each in options(facts)}


def told(**said):
    return CaseFacts(today=TODAY, **said)


@pytest.mark.parametrize(("said", "first", "doors"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_worked_cases(said, first, doors):
    every = options(told(**said))
    assert [each.door for each in every][: len(first)] == first
    stands = {each.door: f"{each.status} {each.why}" for each in every}
    assert {door: stands[door] for door in doors} == doors


def test_there_are_enough_of_them():
    assert len(CASES) >= 60
    assert len({row[0] for row in CASES}) == len(CASES)


# (what is known, door, what is said of it)
SAID = [
    ({**SUABLE}, "juizado", {"takes_it": "yes", "reasons": ("up_to_20_wages", "address_from_directory"),
        "asks": (), "body": "juizado-tjsp"}),
    ({**HERE}, "juizado", {"takes_it": "unknown", "asks": ("paid_to",)}),
    ({**HERE, "paid_to": "Alipay Brasil"}, "juizado", {
        "takes_it": "unknown", "reasons": ("up_to_20_wages", "payment_company_answers")}),
    ({**SUABLE, "amount": 40 * WAGE + 100}, "juizado", {"reasons": ("over_40_wages", "address_from_directory")}),
    ({}, "juizado", {"asks": ("amount_claimed", "paid_to", "state")}),
    ({}, "consumidor_gov", {"asks": ("shop_on_consumidor_gov", "gov_br_level"), "body": "consumidor-gov-br"}),
    ({"gov_br_level": "bronze"}, "consumidor_gov", {"reasons": ("registration_unknown", "gov_br_level_low")}),
    ({"not_known": frozenset({"shop_on_consumidor_gov"})}, "consumidor_gov", {"asks": ("gov_br_level",)}),
    ({"on_consumidor_gov": False}, "consumidor_gov", {"takes_it": "no", "reasons": ("not_registered",)}),
    ({**SILVER}, "consumidor_gov", {"takes_it": "yes", "reasons": ("listed_by_report",)}),
    ({**SILVER, "person_looked_it_up": True}, "consumidor_gov", {"reasons": ()}),
    ({}, "med", {"takes_it": "no", "reasons": ("no_fraud",), "trust": "third_party"}),
    ({"payment": "credit_card", "windows": CARD}, "chargeback", {
        "takes_it": "yes", "until": TODAY + timedelta(days=40), "trust": "third_party"}),
    ({"payment": "credit_card", "reason": "no_contact", "windows": CARD}, "chargeback", {
        "takes_it": "unknown", "reasons": ("depends_on_problem",)}),
    ({"payment": "debit_card"}, "chargeback", {"takes_it": "unknown", "reasons": ("debit_ask_bank",)}),
    ({**HERE, "procon": Procon("procon-pi", 10)}, "procon", {
        "params": {"days": 10, "unit": "calendar_days"}, "body": "procon-pi", "asks": ("paid_to",)}),
    ({"state": ""}, "procon", {"asks": ("state",), "takes_it": "unknown"}),
    ({}, "proteste", {"takes_it": "unknown", "reasons": ("members_mainly",), "cost": "members"}),
]


@pytest.mark.parametrize(("said", "door", "expected"), SAID,
    ids=[f"{door}-{n}" for n, (_s, door, _e) in enumerate(SAID)])
def test_what_is_said_of_a_door(said, door, expected):
    option = found(told(**said))[door]
    assert {name: getattr(option, name) for name in expected} == expected


def closes(door, **said):
    return {(each.door, each.code) for each in found(told(**said))[door].excludes}


def test_what_a_door_closes():
    assert ("shop_dispute", "shop_closes_when_card_contested") in closes(
        "chargeback", payment="credit_card", windows=CARD)
    assert ("paypal", "paypal_closes_when_card_contested") in closes("chargeback", payment="paypal")
    assert ("chargeback", "card_and_paypal_exclude") in closes("paypal", payment="paypal")
    assert ("shop_dispute", "closing_is_final") in closes("shop_dispute", windows=SHOP)
    assert ("juizado", "agreement_binds") in closes("shop_dispute", windows=SHOP)
    assert ("chargeback", "agreement_ends_card") in closes("shop_dispute", payment="credit_card", windows=SHOP)
    assert ("chargeback", "agreement_ends_card") not in closes("shop_dispute", payment="pix", windows=SHOP)


def test_what_cannot_be_found_in_a_text_is_said_to_be_unconfirmed():
    for each in options(told(payment="paypal")):
        for exclusion in each.excludes:
            if "card_contested" in exclusion.code or exclusion.code.startswith("agreement"):
                assert SOURCES[exclusion.source].trust == "memory"


def test_documents_have_and_missing():
    option = found(told(
        proofs=frozenset({"order_page", "tracking"}), checklist=("promised_day", "tracking",
            "order_page")))["shop_dispute"]
    assert option.documents == ("order_page", "promised_day", "tracking")
    assert option.have == ("order_page", "tracking")
    assert option.missing == ("promised_day",)


def test_papers_of_ones_own_are_not_missing_proofs():
    option = found(told(**SUABLE))["juizado"]
    assert "identity" in option.documents
    assert "identity" not in option.missing
