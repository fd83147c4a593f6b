"""How long the first answer took, in bands: their limits and their words. Values in, values out."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

# Each band with its limit; the last has none.
ANSWER_TIMES = {
    "4h": timedelta(hours=4), "1d": timedelta(days=1), "2d": timedelta(days=2), "5d": timedelta(days=5), "more": None,
}
TIMES = {
    "4h": _("até 4 horas"), "1d": _("de 4 horas a 1 dia"), "2d": _("de 1 a 2 dias"), "5d": _("de 2 a 5 dias"),
    "more": _("mais de 5 dias"),
}
WITHIN_A_DAY = ("4h", "1d")
# A list may ask for the bands of the first day at once.
FIRST_DAY = "day"
SPAN_WORDS = {**TIMES, FIRST_DAY: _("até um dia")}


def span_of(key):
    """Return (longer than, at most) of a band or of the first day; None where that side is open."""
    if key == FIRST_DAY:
        return None, ANSWER_TIMES[WITHIN_A_DAY[-1]]
    keys = list(ANSWER_TIMES)
    at = keys.index(key)
    return ANSWER_TIMES[keys[at - 1]] if at else None, ANSWER_TIMES[key]
