"""The facts as sentences in English, for sellers abroad. Pure.

English constants, not translations of the Portuguese: this text is written in English whatever the page is read in.
"""

from complaints.choices import NOT_ARRIVED, Outcome, Payment, Reason
from disputes.lifecycle import Move
from disputes.texts.portuguese import AGAINST_THE_LISTING, together
from disputes.texts.words import english_day, english_money

PAID_BY = {
    Payment.PIX: "by Pix", Payment.BOLETO: "by boleto", Payment.CREDIT_CARD: "by credit card",
    Payment.DEBIT_CARD: "by debit card", Payment.PAYPAL: "through PayPal",
}
PROBLEM = {
    Reason.NOT_RECEIVED: "The product has not arrived.",
    Reason.NO_TRACKING: "I was given no tracking code, and the product has not arrived.",
    Reason.DELIVERED_ELSEWHERE: "The parcel went to another address or back to the sender. I did not receive it.",
    Reason.CUSTOMS_HELD: "The parcel is held at customs. I did not receive it.",
    Reason.NOT_AS_DESCRIBED: "The product is not as described in the listing.",
    Reason.DEFECTIVE: "The product is defective or does not work.",
    Reason.DAMAGED: "The product arrived damaged.",
    Reason.WRONG_ITEM: "I received the wrong product.",
    Reason.MISSING_QTY: "I received less than I bought.",
    Reason.EMPTY_PARCEL: "The parcel was empty.",
    Reason.COUNTERFEIT: "The product I received is counterfeit.",
    Reason.REGRET: "I have withdrawn from the purchase.",
    Reason.REFUND_NOT_PAID: "I was promised a refund, and it has not come.",
    Reason.CANCELLED_NOT_REFUNDED: "The purchase was cancelled, and my money was not returned.",
    Reason.SELLER_ASKS_EXTRA: "After the purchase I was asked for more money.",
    Reason.OVERCHARGE: "I was charged too much for this purchase.",
    Reason.DUPLICATE_CHARGE: "I was charged twice for this purchase.",
    Reason.CUSTOMS_TAX: "I was charged a tax that I did not expect.",
    Reason.ACCOUNT_ACCESS: "I cannot enter my account at the shop.",
    Reason.DISPUTE_CLOSED: "I cannot use the shop's dispute: it does not open or was closed.",
    Reason.NO_CONTACT: "I cannot find anyone at the shop to talk to.",
    Reason.FRAUD_OUTSIDE: "It was a fraud: I paid outside the shop.",
}
REMEDY = {
    "full_refund": "a full refund", "part_refund": "a partial refund", "return_refund": "a return with refund",
    "replacement": "a replacement", "resend": "a new shipment", "repair": "a repair",
}


def purchase(facts):
    """Return who sold what, when, for how much."""
    when = f"On {english_day(facts.placed_on)} I bought" if facts.placed_on else "I bought"
    where = f" at {facts.shop}" if facts.shop else ""
    what = f" this product{where}: “{facts.item}”" if facts.item else f" a product{where}"
    paid = ""
    by = f" {PAID_BY[facts.payment]}" if facts.payment in PAID_BY else ""
    if facts.amount is not None:
        parts = f", in {facts.instalments} instalments" if facts.instalments > 1 else ""
        paid = f"I paid {english_money(facts.amount, facts.currency)}{by}{parts}."
    return together(
        f"{when}{what}.", f"The order number is {facts.number}." if facts.number else "", paid,
        f"Of this, {english_money(facts.freight, facts.currency)} was for shipping."
        if facts.amount is not None and facts.freight else "",
        f"I paid {english_money(facts.tax, facts.currency)} of tax apart." if facts.tax else "",
    )


def problem(facts):
    """Return what was promised and what happened."""
    arrived = facts.received_on and facts.reason not in NOT_ARRIVED
    return together(
        f"Delivery was promised for {english_day(facts.promised_on)}." if facts.promised_on else "",
        f"The parcel arrived on {english_day(facts.received_on)}." if arrived else "",
        PROBLEM[facts.reason],
        f"The defect appeared on {english_day(facts.defect_seen_on)}." if facts.defect_seen_on else "",
        f"The refund was promised on {english_day(facts.refund_promised_on)}." if facts.refund_promised_on else "",
    )


def listing(facts):
    """Return what the listing promised, where the problem is that something else came."""
    return f"The listing said: “{facts.listing}”" if facts.listing and facts.reason in AGAINST_THE_LISTING else ""


def contact(facts):
    """Return that the shop was told, and what it said."""
    return together(
        f"I complained to the shop on {english_day(facts.contacted_on)}." if facts.contacted_on else "",
        f"The shop refused on {english_day(facts.refused_on)}." if facts.refused_on else "",
    )


def offered(step, currency):
    words = REMEDY.get(step.remedy, "")
    return f"{words} ({english_money(step.amount, currency)})" if words and step.amount else words


def _opened(step, facts):
    asked = offered(step, facts.currency)
    return f"On {english_day(step.on)} I opened a dispute{' and asked for ' + asked if asked else ''}."


def _offer(words):
    def told(step, facts):
        what = offered(step, facts.currency)
        return f"On {english_day(step.on)} {words} {what}." if what else ""
    return told


def _said(words):
    return lambda step, facts: f"On {english_day(step.on)} {words}."


def _brought(words):
    return lambda step, facts: (
        f"On {english_day(step.on)} I received {words}{english_money(step.amount, facts.currency)}."
        if step.amount else "")


STEPS = {
    Move.OPEN: _opened,
    Move.SELLER_ACCEPTS: _offer("you agreed to"),
    Move.SELLER_REFUSES: _said("you refused"),
    Move.SELLER_PROPOSES: _offer("you offered"),
    Move.SELLER_SILENT: lambda step, facts: f"I had no answer from you by {english_day(step.on)}.",
    Move.SELLER_DEFAULTS: lambda step, facts: f"I had no answer from you by {english_day(step.on)}.",
    Move.BUYER_ACCEPTS: _offer("I accepted your offer:"),
    Move.BUYER_PROPOSES: _offer("I proposed"),
    Move.JUDGE_FOR_BUYER: _said("the dispute was decided in my favour"),
    Move.DECIDE_FOR_BUYER: _said("the dispute was decided in my favour"),
    Move.JUDGE_SPLIT: _said("the dispute was decided partly in my favour"),
    Move.DECIDE_SPLIT: _said("the dispute was decided partly in my favour"),
    Move.JUDGE_FOR_SELLER: _said("the dispute was decided in your favour"),
    Move.DECIDE_FOR_SELLER: _said("the dispute was decided in your favour"),
    Move.BUYER_POSTS: _said("I sent the product back"),
    Move.MONEY_CAME: _brought(""),
    Move.MONEY_CAME_IN_PART: _brought("only "),
    Move.MONEY_DID_NOT_COME: _said("the money had still not come"),
    Move.WITHDRAW: _said("I withdrew the dispute"),
}


def dispute(facts):
    """Return the dispute step by step, as told to the seller."""
    return together(*(STEPS[step.move](step, facts) for step in facts.steps if step.move in STEPS))


def request(facts):
    """Return what is asked of the seller."""
    amount = english_money(facts.amount_claimed, facts.currency) if facts.amount_claimed else ""
    return {
        Outcome.REFUND: f"I ask you to refund {amount or 'all that I paid'}.",
        Outcome.PART_REFUND: f"I ask you to refund part of the price{': ' + amount if amount else ''}.",
        Outcome.REPLACEMENT: "I ask you to replace the product at no cost to me.",
        Outcome.DELIVERY: "I ask you to deliver the product that I bought.",
        Outcome.CANCELLATION: "I ask you to cancel the purchase or the charge"
                              f"{' and to refund ' + amount if amount else ''}.",
        Outcome.INFORMATION: "I ask you to tell me in writing what you will do.",
        Outcome.ACCESS: "I ask you to give me back access to my account.",
    }[facts.outcome]


LAW = (
    "Brazilian consumer law applies to this sale (Consumer Protection Code, Law 8.078/1990). Please answer in writing "
    "and within 5 days (Decree 7.962/2013, article 4)."
)
STORY = "This is what I wrote about it, in Portuguese:"
