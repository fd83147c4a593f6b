"""Which clocks say, once ended, whether somebody kept a day: what is counted, and what the list of cases shows."""

from django.db.models import F

from complaints.models import Deadline, Rule

# The first day of something, or the day a file may be thrown away, is nobody's to keep.
KEPT_KINDS = (Rule.Kind.DEADLINE, Rule.Kind.EXPECTATION)


def ended_clocks():
    """Return the clocks whose end was met or missed; not those that were over before they were laid on the case."""
    ended = Deadline.objects.filter(state__in=[Deadline.State.MET, Deadline.State.MISSED])
    return ended.filter(rule__kind__in=KEPT_KINDS, due_at__gt=F("opened_at"))
