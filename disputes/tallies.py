"""What the desk's figures count of disputes: where the open cases stand, and how long mediators have had theirs."""

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from complaints.instants import ONE_DAY, end_of_day, local_date
from complaints.models import Complaint, Event
from complaints.tallies import counts, grouped, measure
from disputes.lifecycle import READING, TABLE, WITH_MEDIATOR
from disputes.models import Dispute

NO_DISPUTE = "none"
# Lines of the timeline with which a dispute comes to a mediator, the first time or again.
TO_MEDIATOR = sorted(
    f"dispute_{move}" for move, step in TABLE.items()
    if set(step.targets) & READING and not step.sources & WITH_MEDIATOR
)
# Days since then, each bucket with its last.
AGES = {"0-2": 2, "3-7": 7, "8+": None}
AGE_WORDS = {"0-2": _("até 2 dias"), "3-7": _("de 3 a 7 dias"), "8+": _("8 dias ou mais")}

measure(
    "open_state", _("casos abertos, por situação da disputa"),
    {NO_DISPUTE: _("sem disputa"), **dict(Dispute.State.choices)}, stock=True,
)
measure("mediation_age", _("disputas com o mediador, por dias de espera"), AGE_WORDS, stock=True)


def latest():
    """Return the latest dispute of each case."""
    later = Dispute.objects.filter(complaint=OuterRef("complaint"), pk__gt=OuterRef("pk"))
    return Dispute.objects.filter(~Exists(later))


def with_mediator():
    """Return the disputes that a mediator has, each with `since`: when it last came to one."""
    came = Event.objects.filter(complaint=OuterRef("complaint"), kind__in=TO_MEDIATOR).order_by("-seq")
    rows = Dispute.objects.filter(state__in=sorted(WITH_MEDIATOR), complaint__state=Complaint.State.OPEN)
    return rows.annotate(since=Subquery(came.values("at")[:1]))


def begins_of(now):
    """Return {bucket: the first instant of its first day} of the buckets that have one."""
    today = local_date(now, settings.CASE_TIME_ZONE)
    zone = settings.CASE_TIME_ZONE
    return {key: end_of_day(today - ONE_DAY * (most + 1), zone) for key, most in AGES.items() if most}


def age(now):
    """Return the bucket of a dispute's days with the mediator, as an expression over `since`; whole days passed."""
    begins = [When(since__gte=begin, then=Value(key)) for key, begin in begins_of(now).items()]
    return Case(*begins, default=Value("8+"))


@counts("open_state", stock=True)
def count_states(now):
    """Count the open cases by where their latest dispute stands, those without one apart."""
    today, disputed = local_date(now, settings.CASE_TIME_ZONE), {}
    rows = latest().filter(complaint__state=Complaint.State.OPEN)
    for shop, state, n in grouped(rows, "complaint__shop", "state", n=Count("pk")):
        disputed[shop] = disputed.get(shop, 0) + n
        yield today, "open_state", shop, state, n
    for shop, n in grouped(Complaint.objects.filter(state=Complaint.State.OPEN), "shop", n=Count("pk")):
        # The two statements are not of one instant.
        yield today, "open_state", shop, NO_DISPUTE, max(0, n - disputed.get(shop, 0))


@counts("mediation_age", stock=True)
def count_ages(now):
    """Sort the disputes of the mediators by age here, not in the database, which would look each one up twice."""
    today, begins = local_date(now, settings.CASE_TIME_ZONE), begins_of(now)
    for shop, since in with_mediator().order_by().values_list("complaint__shop", "since").iterator():
        bucket = next((key for key, begin in begins.items() if since and since >= begin), "8+")
        yield today, "mediation_age", shop, bucket, 1
