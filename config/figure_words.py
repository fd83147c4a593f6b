"""The words of what is counted: keys, people, spans of time."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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


# Whole sentences: Portuguese joins "de" with the article that follows.
OF_PARTY = {
    Party.BUYER: gettext_lazy("ver os casos com prazo do consumidor"),
    Party.SELLER: gettext_lazy("ver os casos com prazo do vendedor"),
    Party.SUPPLIER: gettext_lazy("ver os casos com prazo da loja"),
    Party.COMPANY: gettext_lazy("ver os casos com prazo da empresa"),
    Party.PLATFORM: gettext_lazy("ver os casos com prazo da plataforma"),
    Party.PAYMENT: gettext_lazy("ver os casos com prazo da empresa de pagamento"),
    Party.BANK: gettext_lazy("ver os casos com prazo do banco"),
    Party.BANKS: gettext_lazy("ver os casos com prazo dos bancos"),
    Party.COURT: gettext_lazy("ver os casos com prazo do juizado"),
    Party.MEDIATOR: gettext_lazy("ver os casos com prazo do mediador"),
    Party.STAFF: gettext_lazy("ver os casos com prazo da equipe"),
}


def link_words(label, measure="", key=""):
    """Return what a number's link leads to, for those who hear the page: `label` is that of its line."""
    if measure in ("clock_met", "clock_missed") and key in OF_PARTY:
        return str(OF_PARTY[key])
    if measure == "open_agent":
        return _("ver os casos sem ninguém") if key == NOBODY else _("ver os casos de %(who)s") % {"who": label}
    return _("ver os casos: %(label)s") % {"label": label}


def key_words(measure, key, people):
    """Return what the key of a tally says to a reader; "" for measures that have none."""
    if measure in ("clock_met", "clock_missed") and key in Party.values:
        return str(side(key))
    if measure == "open_agent" and key in people:
        return people[key]
    return str(MEASURES[measure].keys.get(key, key))
