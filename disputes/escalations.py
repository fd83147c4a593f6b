"""What follows a filing outside: which clock starts, which an answer starts, and what silence leads to. Pure.

A table with a row for each door. Clocks are named by the slug of their rule; days and sources stand in the rules.
Where no source gives a time, no clock starts: `disputes.escalation_words.NO_CLOCK` says so to the reader.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from complaints.choices import Party, Reason
from contacts.models import Body
from disputes.models.escalations import Door, Escalation

Quality = Escalation.Quality
OWNER = "escalation"


class OwnStep(StrEnum):
    """What the person still has to do at the door, once there is an answer."""

    RATE = "rate"
    DECISION = "decision"
    APPEAL = "appeal"


@dataclass(frozen=True)
class Course:
    """How things go at one door."""

    answers: Party = Party.COMPANY
    # The clock from the day of filing: until the other side answers, or, where it is `mine`, until the own step.
    waits: str = ""
    mine: bool = False
    # The same wait where the body says how many days it gives.
    waits_own: str = ""
    # A second clock of the filing day, of nobody in particular: when the money itself should be back.
    also: str = ""
    # The clock that an answer of each quality starts.
    after: dict = field(default_factory=dict)
    # Only the first answer starts it.
    after_first: bool = False
    step: OwnStep | None = None
    # Windows of the case that were for this filing: it meets them.
    meets: tuple = ()
    # The reasons for which the door opens; empty: any.
    reasons: tuple = ()
    bodies: str = ""
    # Whom to turn to when this door does not help.
    next_door: Door | None = None
    is_answered: bool = True


UNSOLVED = (Quality.STANDARD, Quality.OFFER, Quality.REFUSAL)

COURSES = {
    Door.SHOP_HELP: Course(
        answers=Party.SUPPLIER, waits="d7962_answer", meets=("d7962_answer",), next_door=Door.CONSUMIDOR_GOV),
    Door.BANK_SAC: Course(answers=Party.BANK, waits="sac_answer", next_door=Door.CONSUMIDOR_GOV),
    Door.CHARGEBACK: Course(answers=Party.BANK, meets=("card_safe", "card_network"), next_door=Door.BANK_SAC),
    Door.PAYPAL: Course(
        answers=Party.SELLER, waits="paypal_escalate", mine=True, step=OwnStep.DECISION, meets=("paypal_open",),
        next_door=Door.PROCON),
    Door.MED: Course(
        answers=Party.BANKS, waits="med_analysis", also="med_total", meets=("med_request",),
        reasons=(Reason.FRAUD_OUTSIDE,), next_door=Door.BANK_SAC),
    Door.EBANX: Course(answers=Party.PAYMENT, next_door=Door.PROCON),
    Door.RECLAME_AQUI: Course(
        after=dict.fromkeys((*UNSOLVED, Quality.ASKS_DATA), "ra_rate"), after_first=True, step=OwnStep.RATE,
        bodies=Body.Kind.RECLAME_AQUI, next_door=Door.PROCON),
    Door.CONSUMIDOR_GOV: Course(
        waits="cgb_company", after=dict.fromkeys(UNSOLVED, "cgb_consumer"), step=OwnStep.RATE,
        bodies=Body.Kind.CONSUMIDOR_GOV_BR, next_door=Door.PROCON),
    Door.PROCON: Course(
        answers=Party.SUPPLIER, waits="cip_default", waits_own="cip_body", bodies=Body.Kind.PROCON,
        next_door=Door.JUIZADO),
    Door.JUIZADO: Course(
        answers=Party.COURT, waits="jec_conciliation", after={Quality.REFUSAL: "jec_appeal"}, step=OwnStep.APPEAL,
        bodies=Body.Kind.JUIZADO, next_door=Door.DEFENSORIA),
    Door.DEFENSORIA: Course(bodies=Body.Kind.DEFENSORIA, next_door=Door.JUIZADO),
    Door.PROTESTE: Course(bodies=Body.Kind.PROTESTE, next_door=Door.PROCON),
    Door.POLICE: Course(is_answered=False),
    Door.OTHER: Course(next_door=Door.PROCON),
}
# Clocks that are the person's own to keep; all others of a filing wait for somebody else.
OWN_CLOCKS = frozenset(
    {slug for course in COURSES.values() for slug in course.after.values()}
    | {course.waits for course in COURSES.values() if course.mine}
)


def wait_of(door, answer_days=None, answer_unit=""):
    """Return (slug, own count) of the clock that runs from the day of filing; ("", none) where there is none.

    `answer_days` are those the body itself gives the other side, in `answer_unit`, None where they are not known.
    """
    course = COURSES[door]
    if answer_days and course.waits_own:
        return course.waits_own, (answer_days, answer_unit)
    return course.waits, (None, "")


def clock_after(door, quality):
    """Return the slug of the clock that an answer of this quality starts, "" for none."""
    return COURSES[door].after.get(quality, "")
