"""The words of what is counted: keys, people, spans of time."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.admin.words import side
from complaints.choices import Party
from complaints.tallies import MEASURES, NOBODY
from contacts.models import User

HOUR, DAY = 60, 24 * 60
# From here on whole hours say enough.
LONG = 10 * HOUR


def number(n):
    """Return a count with its thousands apart."""
    return formats.number_format(n, force_grouping=True)


def percent(part, whole):
    """Return "86 %" without decimals; never 100 unless it is all, and "–" of nothing."""
    if not whole:
        return "–"
    return f"{100 if part == whole else min(99, round(100 * part / whole))}%"


def span(minutes):
    """Return "45 min", "3 h 20 min", "14 h" or "2 dias e 3 h" of a number of minutes."""
    if minutes < HOUR:
        return f"{minutes} min"
    if minutes < LONG:
        return f"{minutes // HOUR} h {minutes % HOUR} min" if minutes % HOUR else f"{minutes // HOUR} h"
    if minutes < DAY:
        return f"{round(minutes / HOUR)} h"
    days, hours = minutes // DAY, minutes % DAY // HOUR
    words = ngettext("%(n)d dia", "%(n)d dias", days) % {"n": days}
    return _("%(days)s e %(hours)d h") % {"days": words, "hours": hours} if hours else words


def people_of(keys):
    """Return {key: name} of the people that keys of `open_agent` stand for; one query, none without people."""
    ids = [int(key) for key in keys if key != NOBODY]
    people = User.objects.in_bulk(ids) if ids else {}
    return {str(pk): str(people[pk]) if pk in people else _("alguém que saiu da equipe") for pk in ids}


def key_words(measure, key, people):
    """Return what the key of a tally says to a reader; "" for measures that have none."""
    if measure in ("clock_met", "clock_missed") and key in Party.values:
        return str(side(key))
    if measure == "open_agent" and key in people:
        return people[key]
    return str(MEASURES[measure].keys.get(key, key))
