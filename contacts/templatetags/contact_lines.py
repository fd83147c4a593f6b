"""Show phone numbers so that a touch dials them."""

import re

from django import template

register = template.Library()

NUMBER = re.compile(r"(?:\(\d\d\)|\d)[\d\s-]+\d")
BRAZIL = "+55"


@register.filter
def phone_lines(text):
    """Split "151 / (68) 3223-7000" into [{"text", "dial"}]; `dial` is "" where there is no one number."""
    lines = []
    for part in text.split(" / "):
        numbers = NUMBER.findall(part)
        dial = re.sub(r"\D", "", numbers[0]) if len(numbers) == 1 else ""
        if dial and numbers[0].startswith("("):
            # With an area code: the full number works from any state.
            dial = BRAZIL + dial
        lines.append({"text": part.strip(), "dial": dial})
    return lines
