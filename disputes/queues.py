"""What narrows the staff's list of cases by their disputes; loaded with the staff's pages of this floor."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from complaints.instants import ONE_DAY, end_of_day, local_date
from complaints.models import Complaint, Event
from complaints.queues import FILTERS, Filter, one_of
from disputes.lifecycle import WITH_MEDIATOR
from disputes.models import Dispute
from disputes.tallies import AGE_WORDS, AGES, NO_DISPUTE, TO_MEDIATOR, latest


def of_state(cases, filters, user, now):
    """Narrow to cases whose latest dispute stands so, or to those without any."""
    if filters["dispute"] == NO_DISPUTE:
        return cases.filter(disputes=None)
    return cases.filter(pk__in=latest().filter(state=filters["dispute"]).values("complaint"))


def of_age(cases, filters, user, now):
    """Narrow to open cases that a mediator has had for so many days: those that came since one day and not another.

    Says what `tallies.age` says, in conditions that need not put every line of a timeline in order.
    """
    keys, today = list(AGES), local_date(now, settings.CASE_TIME_ZONE)
    at = keys.index(filters["aged"])
    held = Dispute.objects.filter(state__in=sorted(WITH_MEDIATOR), complaint__state=Complaint.State.OPEN)
    if AGES[keys[at]] is not None:
        held = held.filter(came_since(today - ONE_DAY * AGES[keys[at]]))
    if at:
        held = held.filter(~came_since(today - ONE_DAY * AGES[keys[at - 1]]))
    return cases.filter(state=Complaint.State.OPEN, pk__in=held.values("complaint"))


def came_since(day):
    """Return the condition that the case of a dispute came to a mediator on this day or later."""
    begin = end_of_day(day - ONE_DAY, settings.CASE_TIME_ZONE)
    return Exists(Event.objects.filter(complaint=OuterRef("complaint"), kind__in=TO_MEDIATOR, at__gte=begin))


def state_words(state):
    if state == NO_DISPUTE:
        return _("sem disputa")
    return _("disputa: %(state)s") % {"state": Dispute.State(state).label}


def age_words(bucket):
    return _("com o mediador há: %(days)s") % {"days": AGE_WORDS[bucket]}


FILTERS["dispute"] = Filter(one_of({NO_DISPUTE, *Dispute.State.values}), of_state, state_words)
FILTERS["aged"] = Filter(one_of(AGES), of_age, age_words)
