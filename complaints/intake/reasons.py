"""What went wrong, weighed from the phrases of a story: each phrase speaks for a reason with a weight.

A phrase counts more in the heading, which most complaint sites ask for first, and a reason is not made stronger
without end by repeating it.
"""

import re

from complaints.intake.beginnings import Begun
from complaints.intake.dealings import DEALINGS
from complaints.intake.phrases import PHRASES
from complaints.intake.sayings import Sayings
from complaints.intake.troubles import TROUBLES

_COMPILED = tuple(
    (reason, weight, Begun(rf"\b(?:{pattern})")) for reason, weight, _, pattern in PHRASES)
# Beginning of a word -> the numbers of the phrases that are worth trying where it stands.
_TRIED_FOR = {}
for _number, (_, _, _stems, _) in enumerate(PHRASES):
    for _stem in _stems.split():
        _TRIED_FOR.setdefault(_stem, []).append(_number)
_SAYINGS = Sayings((*TROUBLES, *DEALINGS))
# Below this nothing was really said; somebody who writes about an order then mostly waits for it.
_HINT = 1.2
_AWAITED = re.compile(r"\b(?:compr(?:ei|as?|amos)|pedidos?|encomend\w+|entreg\w+|paguei|rastre\w+|prazo)\b", re.A)
_ARRIVED = frozenset(("defective", "wrong_item", "not_as_described", "incomplete", "counterfeit"))
_HEADING = re.compile(r"[^\n]{4,110}\n")


def weigh(reading):
    """Return reason -> (weight, start, end): how much speaks for each reason, and its strongest words."""
    plain = reading.plain
    heading = _HEADING.match(plain)
    heading_end = heading.end() if heading and len(plain) > heading.end() + 20 else 0
    weights, places = {}, {}

    def weigh_in(reason, weight, match, beside=0.4):
        worth = weight * 1.4 if match.start() < heading_end else weight
        known = weights.get(reason)
        # The strongest phrase counts wholly, what comes beside it a little.
        weights[reason] = worth if known is None else max(known, worth) + beside * min(known, worth)
        if known is None or worth > places[reason][0]:
            places[reason] = (worth, *match.span())

    for number in sorted({number for stem in _TRIED_FOR.keys() & reading.stems for number in _TRIED_FOR[stem]}):
        reason, weight, pattern = _COMPILED[number]
        match = pattern.first(reading)
        if match:
            weigh_in(reason, weight, match)
    for reason, weight, match in _SAYINGS.heard(reading):
        weigh_in(reason, weight, match, beside=0.2)
    return {reason: (weights[reason], *places[reason][1:]) for reason in weights}


def find_reason(reading, weighed):
    """Return the heaviest reason as Found, or None when nothing is recognised; `weighed` comes from `weigh`."""
    if not weighed or max(weight for weight, _, _ in weighed.values()) < _HINT:
        awaited = _AWAITED.search(reading.plain)
        if awaited:
            return reading.found("category", "not_received", *awaited.span())
    if not weighed:
        return None
    weights = {reason: weight for reason, (weight, _, _) in weighed.items()}
    _settle(weights)
    reason = max(weights, key=weights.get)
    _, start, end = weighed[reason]
    return reading.found("category", reason, start, end)


def _settle(weights):
    """Let the reasons of one story bear upon each other."""
    # A false site or bill is a cheat, not a false article.
    if weights.get("scam", 0) >= 5 and weights.get("counterfeit"):
        weights["counterfeit"] *= 0.5
    if weights.get("customs_tax", 0) >= 5 and weights.get("extra_charge"):
        weights["extra_charge"] *= 0.7
    # Two bought and one came: counted, not mistaken.
    if weights.get("incomplete", 0) >= 4.9 and weights.get("wrong_item"):
        weights["wrong_item"] *= 0.7
    # A parcel that never came and one that went astray are one complaint said in two ways.
    missing = weights.get("not_received", 0)
    astray = weights.get("delivery_problem", 0)
    if missing and astray:
        stronger = "not_received" if missing >= astray else "delivery_problem"
        weights[stronger] = max(missing, astray) + 0.5 * min(missing, astray)
    arrived = max((weights.get(reason, 0) for reason in _ARRIVED), default=0)
    # "It did not come" about a part of what came.
    if arrived >= 3.4 and missing and missing < 5:
        weights["not_received"] = missing * 0.7
    # Money taken without leave is the root, the refund that does not come its consequence.
    if weights.get("undue_charge", 0) >= 4 and weights.get("refund_not_paid"):
        weights["refund_not_paid"] *= 0.7
    # To call a late shop thieves is anger; with nothing else said it is the complaint.
    if weights.get("scam") and (missing or arrived >= 3):
        weights["scam"] *= 0.8
    # A desk that does not answer is the complaint only where no order went wrong.
    if weights.get("other") and (missing >= 2.2 or weights.get("refund_not_paid", 0) >= 3.4
                                 or weights.get("cancellation", 0) >= 3 or arrived >= 4.4):
        weights["other"] *= 0.5
    if weights.get("not_as_described") and weights.get("wrong_item"):
        heavier = max(("wrong_item", "not_as_described"), key=weights.get)
        weights[heavier] += 0.8
