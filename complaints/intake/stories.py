"""A story as a whole: read, hidden where it names people, and in the shape that machines ask for."""

from dataclasses import dataclass

from complaints.intake.days import find_dates
from complaints.intake.disputes import find_dispute
from complaints.intake.folding import MAX_LENGTH, Found, fold
from complaints.intake.money import find_amounts
from complaints.intake.numbers import find_numbers
from complaints.intake.payments import find_payment
from complaints.intake.people import MASKS, find_links, find_personal
from complaints.intake.places import Taken
from complaints.intake.reasons import find_reason, weigh
from complaints.intake.shops import find_company
from complaints.intake.spelling import by_ear
from complaints.intake.wishes import find_outcome


@dataclass(frozen=True, slots=True)
class Story:
    """What a text says. Amounts are Decimals of reais; dates are ISO 8601, "--03-05" where no year is said.

    An amount that can be read in two ways carries its readings in `unclear`, the likelier one first.
    """

    text: str
    order_numbers: tuple[Found, ...]
    amounts: tuple[Found, ...]
    payment: Found | None
    company: Found | None
    category: Found | None
    outcome: Found | None
    dates: tuple[Found, ...]
    pii: tuple[Found, ...]
    dispute: Found | None
    tracking: tuple[Found, ...]
    protocols: tuple[Found, ...]


def read(text: str) -> Story:
    """Read the first 20,000 characters of a story. Never raises on any string."""
    reading = fold(text)
    taken = Taken(len(reading.plain))
    emails = find_links(reading, taken)
    company = find_company(reading, taken)
    heard = by_ear(reading)
    if heard is not reading:
        reading, taken = heard, Taken(len(heard.plain))
        emails = find_links(reading, taken)
    dates = find_dates(reading, taken)
    numbers = find_numbers(reading, taken)
    amounts = find_amounts(reading, taken)
    weighed = weigh(reading)
    category = find_reason(reading, weighed)
    return Story(
        text=text, order_numbers=tuple(numbers.orders), amounts=amounts, payment=find_payment(reading),
        company=company, category=category, outcome=find_outcome(reading, category, weighed), dates=dates,
        pii=find_personal(reading, emails, numbers), dispute=find_dispute(reading, numbers.protocols),
        tracking=tuple(numbers.tracking), protocols=tuple(numbers.protocols),
    )


def masked(story: Story, keep=(), masks=MASKS) -> str:
    """Return the text with personal data replaced, except the kinds in `keep` ("name", "phone", ...).

    What lies beyond the part that was read is left out: nobody looked for personal data there.
    """
    pieces, done = [], 0
    for item in sorted(story.pii, key=lambda item: (item.start, -item.end)):
        if item.value in keep:
            continue
        if item.start >= done:
            pieces += [story.text[done:item.start], masks[item.value]]
        # Two that overlap are hidden by one mask.
        done = max(done, item.end)
    return "".join([*pieces, story.text[done:MAX_LENGTH]])


def labels(story: Story) -> dict:
    """Return a story in the shape of `manage.py read_story`, ready for JSON; amounts as numbers."""
    return {
        "order_numbers": [found.value for found in story.order_numbers],
        "amounts_brl": [float(found.value) for found in story.amounts],
        "payment_method": _value(story.payment),
        "company": _value(story.company),
        "category": _value(story.category) or "other",
        "desired_outcome": _value(story.outcome),
        "dates": [found.value for found in story.dates],
        "pii": sorted({found.value for found in story.pii}),
        "dispute_already": _value(story.dispute),
    }


def _value(found):
    return None if found is None else found.value
