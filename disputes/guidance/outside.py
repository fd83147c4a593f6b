"""Doors of bodies outside: consumidor.gov.br, Procon, court, public defender, and the places that only press. Pure."""

from complaints.choices import Reason
from disputes.guidance.case import ALONE_WAGES, CHARGED, MOST_WAGES
from disputes.guidance.doors import DoorName, Status, Takes
from disputes.guidance.option import after_filing, day_status, option
from disputes.lifecycle import State

ENOUGH_LEVELS = ("silver", "gold")


def reclame_aqui(facts):
    door, said = DoorName.RECLAME_AQUI, {"rules": ("ra_rate",), "sources": ("ra_blog",), "takes_it": Takes.YES}
    if facts.is_fraud:
        return option(facts, door, Status.CLOSED, "no_company_behind", **{**said, "takes_it": Takes.NO})
    rating = facts.window("ra_rate")
    filing = facts.filed_at(door)
    if filing and rating and not filing.rated and filing.state != "closed":
        return option(
            facts, door, day_status(facts, rating.safe_on), "rate_the_answer", until=rating.safe_on, **said)
    return after_filing(facts, door, **said) or option(
        facts, door, Status.OPEN, "complain_in_public", reasons=("no_duty_to_answer",), **said)


def consumidor_gov(facts):
    door, said = DoorName.CONSUMIDOR_GOV, {"rules": ("cgb_company", "cgb_consumer"), "sources": ("cgb_faq",)}
    if facts.is_fraud:
        return option(facts, door, Status.CLOSED, "no_company_behind", takes_it=Takes.NO, **said)
    rating, filing = facts.window("cgb_consumer"), facts.filed_at(door)
    if filing and rating and not filing.rated and filing.state != "closed":
        return option(
            facts, door, day_status(facts, rating.safe_on), "rate_the_answer", until=rating.safe_on,
            takes_it=Takes.YES, **said)
    filed = after_filing(facts, door, window="cgb_company", takes_it=Takes.YES, **said)
    if filed:
        return filed
    if facts.on_consumidor_gov is False:
        return option(
            facts, door, Status.CLOSED, "shop_not_registered", takes_it=Takes.NO, reasons=("not_registered",), **said)
    if facts.on_consumidor_gov is None:
        unknown = ("registration_unknown",)
        asks = facts.asks("shop_on_consumidor_gov", *([] if facts.gov_br_level else ["gov_br_level"]))
        if facts.gov_br_level and facts.gov_br_level not in ENOUGH_LEVELS:
            unknown += ("gov_br_level_low",)
        return option(facts, door, Status.NEEDS_FACTS, "is_the_shop_there", reasons=unknown, asks=asks, **said)
    # An old report is worth a look before the person writes it all down.
    told = () if facts.person_looked_it_up else ("listed_by_report",)
    if not facts.gov_br_level:
        return option(
            facts, door, Status.NEEDS_FACTS, "which_gov_br_level", reasons=("gov_br_level_unknown", *told),
            asks=facts.asks("gov_br_level"), **said)
    if facts.gov_br_level not in ENOUGH_LEVELS:
        return option(
            facts, door, Status.LATER, "raise_gov_br_level", takes_it=Takes.NO, reasons=("gov_br_level_low", *told),
            asks=facts.asks("gov_br_level"), **said)
    return option(facts, door, Status.OPEN, "complain_at_consumidor_gov", takes_it=Takes.YES, reasons=told, **said)


def procon(facts):
    door, mine = DoorName.PROCON, facts.procon
    said = {"rules": ("cip_default",), "sources": ("procon_pages",), "body": mine.slug if mine else ""}
    filed = after_filing(facts, door, window="cip_default", takes_it=Takes.YES, **said)
    if filed:
        return filed
    if facts.is_fraud:
        return option(facts, door, Status.CLOSED, "no_company_behind", takes_it=Takes.NO, **said)
    if not facts.state or mine is None:
        return option(
            facts, door, Status.NEEDS_FACTS, "which_state", asks=facts.asks("state"), reasons=("state_unknown",),
            **said)
    days = {"days": mine.answer_days, "unit": mine.answer_unit} if mine.answer_days else {}
    if facts.shop_is_foreign and facts.can_be_sued_here is not True:
        if mine.takes_foreign_shops is False:
            return option(
                facts, door, Status.CLOSED, "procon_no_foreign", takes_it=Takes.NO, reasons=("no_foreign_shops",),
                **said)
        if mine.takes_foreign_shops is None:
            return option(
                facts, door, Status.OPEN, "ask_procon_first", params=days, reasons=("foreign_shop_unknown",),
                asks=() if facts.paid_to else facts.asks("paid_to"), **said)
    return option(facts, door, Status.OPEN, "complain_at_procon", params=days, takes_it=Takes.YES, **said)


def worth(facts):
    """Return where the amount lies: alone, lawyer, over, or unknown."""
    if facts.amount is None or not facts.minimum_wage or facts.currency != "BRL":
        return "unknown"
    if facts.amount <= ALONE_WAGES * facts.minimum_wage:
        return "alone"
    return "lawyer" if facts.amount <= MOST_WAGES * facts.minimum_wage else "over"


def juizado(facts):
    door, value = DoorName.JUIZADO, worth(facts)
    more = ("cdc42",) if facts.reason in CHARGED else ()
    if facts.shop == "aliexpress":
        more += ("alipay_case",)
    said = {
        "rules": ("jec_conciliation", "jec_appeal"),
        "sources": ("l9099_3", "l9099_9", "l9099_18", "l9099_54", "cdc7_18_25", *more),
        "body": facts.juizado,
    }
    filed = after_filing(facts, door, window="jec_conciliation", takes_it=Takes.YES, **said)
    if filed:
        return filed
    if facts.is_settled:
        return option(facts, door, Status.EXCLUDED, "settled_before", takes_it=Takes.NO, **said)
    if facts.is_agreed and facts.dispute_state != State.REFUND_LATE:
        return option(
            facts, door, Status.LATER, "wait_for_agreement", until=facts.dispute_turn_until, **said)
    reasons, asks = _court_reasons(facts, value)
    said["params"] = _court_params(facts, value)
    sued = facts.can_be_sued_here is True or bool(facts.paid_to)
    if not sued:
        if "paid_to" in facts.not_known and facts.can_be_sued_here is False:
            return option(
                facts, door, Status.CLOSED, "nobody_in_brazil", takes_it=Takes.NO, reasons=reasons, asks=asks, **said)
        return option(facts, door, Status.NEEDS_FACTS, "who_received_the_money", reasons=reasons, asks=asks, **said)
    if not facts.state:
        return option(facts, door, Status.NEEDS_FACTS, "which_state", reasons=reasons, asks=asks, **said)
    takes = Takes.UNKNOWN if value == "unknown" or facts.can_be_sued_here is not True else Takes.YES
    why = {
        "alone": "sue_alone", "lawyer": "sue_with_lawyer", "over": "sue_and_waive", "unknown": "sue_value_unknown",
    }[value]
    return option(facts, door, Status.OPEN, why, takes_it=takes, reasons=reasons, asks=asks, **said)


def _court_reasons(facts, value):
    """Return (codes of what decides whether the court takes it, facts to ask)."""
    reasons, asks = [], []
    if value == "unknown":
        reasons.append("not_in_reais" if facts.currency != "BRL" else "value_unknown")
        if facts.amount is None:
            asks.append("amount_claimed")
    else:
        reasons.append({"alone": "up_to_20_wages", "lawyer": "over_20_wages", "over": "over_40_wages"}[value])
    if facts.can_be_sued_here is not True:
        if not facts.paid_to:
            reasons.append("no_brazilian_defendant")
            asks.append("paid_to")
        elif facts.shop == "aliexpress":
            reasons.append("payment_company_answers")
        else:
            reasons.append("payment_company_may_answer")
    else:
        reasons.append("address_from_directory")
    if not facts.state:
        reasons.append("state_unknown")
        asks.append("state")
    return tuple(reasons), facts.asks(*asks)


def _court_params(facts, value):
    """Return the amounts of the sentences: the limits of this year and what would be given up."""
    wage = facts.minimum_wage
    if not wage:
        return {}
    params = {"alone": ALONE_WAGES * wage, "most": MOST_WAGES * wage, "year": facts.wage_year or facts.today.year}
    if value == "over":
        params["excess"] = facts.amount - MOST_WAGES * wage
    if facts.paid_to:
        params["paid_to"] = facts.paid_to
    return params


def defensoria(facts):
    door = DoorName.DEFENSORIA
    said = {
        "rules": (), "sources": ("defensoria_texts", "l9099_9"), "body": facts.defensoria,
        "reasons": ("low_income_only",),
    }
    filed = after_filing(facts, door, **said)
    if filed:
        return filed
    if facts.is_settled:
        return option(facts, door, Status.CLOSED, "paid_there", takes_it=Takes.NO, **said)
    if not facts.state:
        return option(facts, door, Status.NEEDS_FACTS, "which_state", asks=facts.asks("state"), **said)
    court = facts.filed_at(DoorName.JUIZADO)
    if court and court.quality == "refusal":
        return option(facts, door, Status.OPEN, "defender_for_appeal", **said)
    if worth(facts) in ("lawyer", "over"):
        return option(facts, door, Status.OPEN, "defender_for_value", **said)
    return option(facts, door, Status.LATER, "defender_if_needed", **said)


def proteste(facts):
    door, said = DoorName.PROTESTE, {"rules": (), "sources": ("proteste_texts",), "reasons": ("members_mainly",)}
    if facts.is_fraud:
        return option(facts, door, Status.CLOSED, "no_company_behind", takes_it=Takes.NO, **said)
    return after_filing(facts, door, **said) or option(facts, door, Status.OPEN, "if_you_are_a_member", **said)


def police(facts):
    door, said = DoorName.POLICE, {"rules": (), "sources": ("practice",), "takes_it": Takes.YES}
    if facts.reason != Reason.FRAUD_OUTSIDE:
        return option(facts, door, Status.CLOSED, "police_only_scam", **{**said, "takes_it": Takes.NO})
    filed = after_filing(facts, door, **said)
    if filed or "police_report" in facts.proofs:
        return filed or option(facts, door, Status.USED, "report_is_here", **said)
    return option(facts, door, Status.DO_TODAY, "report_today", **said)
