"""Who of the staff is here, who takes cases, and who else has a case open."""

from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.models import Looking
from contacts.models import Presence, User

CHANGE = "complaints.change_complaint"
# Who may give away the cases of colleagues leads the team, and gets no new cases without asking for them.
HAND_OVER = "complaints.hand_over_complaint"
# Whoever opened a page of the staff this long ago counts as present.
HERE = timedelta(minutes=10)
# How exactly that is known: one write a minute for each person.
EXACT = timedelta(minutes=1)
# An open page asks every 20 seconds; a row older than this is of a page that was closed.
OPEN = timedelta(minutes=1)
LAST_NOTED = "here_at"


class Looker(NamedTuple):
    """A colleague who has a case open, and how long ago that was last heard."""

    user_id: int
    name: str
    ago: str


# -- Who is here ----------------------------------------------------------------------------


def staff_of_cases():
    """Return the active staff who may look after cases, as a queryset; one query, whatever their number.

    Found through their groups and rights, never among all people; who may do everything counts once seen at work.
    """
    return staff_with(CHANGE).order_by("display_name", "email")


def leads():
    """Return the active staff who lead a team, as a queryset like `staff_of_cases`."""
    return staff_with(HAND_OVER)


def staff_with(permission):
    """Return the active staff with a right of their own or of a group, in no order."""
    app, name = permission.split(".")
    right = {"permission__content_type__app_label": app, "permission__codename": name}
    in_groups = User.groups.through.objects.filter(
        group__in=Group.permissions.through.objects.filter(**right).values("group")).values("user")
    by_themselves = User.user_permissions.through.objects.filter(**right).values("user")
    chiefs = Presence.objects.filter(user__is_superuser=True).values("user")
    staff = User.objects.filter(pk__in=in_groups.union(by_themselves, chiefs))
    return staff.filter(is_staff=True, is_active=True)


def note_presence(request, now=None):
    """Note that one of the staff opened a page: at most once a minute, else without a query.

    The polls of a page left open say nothing about who sits before it. Whoever leads the team begins as somebody who
    takes no cases, everybody else as somebody who does; what was said since stays.
    """
    if request.headers.get("HX-Request"):
        return
    now = now or timezone.now()
    last = request.session.get(LAST_NOTED, 0)
    if 0 <= now.timestamp() - last < EXACT.total_seconds():
        return
    request.session[LAST_NOTED] = now.timestamp()
    write_presence(request.user, ["seen_at"], seen_at=now, takes_cases=not request.user.has_perm(HAND_OVER))


def set_takes_cases(user, takes, now=None):
    """Write whether somebody takes new cases; whoever says so is here."""
    write_presence(user, ["seen_at", "takes_cases"], seen_at=now or timezone.now(), takes_cases=takes)


def write_presence(user, names, **values):
    """Make somebody's row, or change the named columns of it; one statement."""
    Presence.objects.bulk_create(
        [Presence(user=user, **values)], update_conflicts=True, unique_fields=["user"], update_fields=names)


def is_here(presence, now):
    """Whether somebody with this row (or None) is present at `now`."""
    return presence is not None and presence.seen_at > now - HERE


def takers(now):
    """Return the rows of those who are here and take cases, the one whose turn it is first; locked.

    The caller is in a transaction. Locked in the order of their ids, so that two who share out cases at once wait
    for each other.
    """
    rows = Presence.objects.select_for_update(of=("self",), no_key=True).select_related("user").filter(
        seen_at__gt=now - HERE, takes_cases=True, user__in=staff_with(CHANGE).values("pk"))
    # Never given one: first of all.
    return sorted(rows.order_by("pk"), key=lambda row: (row.given_at is not None, row.given_at or now, row.pk))


# -- Who has a case open --------------------------------------------------------------------


def look(case, user, now):
    """Note that somebody has a case open, and return the `Looker`s beside; rows of closed pages are cleared."""
    # One bare statement: a page that is opened often need not begin and end a transaction for it.
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Looking._meta.db_table} (complaint_id, user_id, seen_at) VALUES (%s, %s, %s) "
            "ON CONFLICT (complaint_id, user_id) DO UPDATE SET seen_at = excluded.seen_at",
            [case.pk, user.pk, connection.ops.adapt_datetimefield_value(now)])
    rows = list(case.lookers.exclude(user=user).select_related("user").order_by("-seen_at", "pk"))
    still = [row for row in rows if row.seen_at > now - OPEN]
    if len(still) < len(rows):
        case.lookers.filter(seen_at__lte=now - OPEN).delete()
    return [Looker(row.user_id, row.user.get_short_name(), seconds_ago(now - row.seen_at)) for row in still]


def seconds_ago(gone):
    """Return "há 12 segundos"."""
    n = max(int(gone.total_seconds()), 0)
    return ngettext("há %(n)d segundo", "há %(n)d segundos", n) % {"n": n} if n else _("agora mesmo")
