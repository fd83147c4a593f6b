"""How long the staff stay signed in: some hours at most, and not through a long silence. Others keep Django's."""

from django.conf import settings
from django.utils import timezone

SINCE, HERE = "signed_in_at", "last_here_at"
# Written at most this often, in seconds: not every page shall cost a write of the session.
STEP = 60
# A page left open asks by itself for these; that is no sign of a person.
POLLS = {"case_lookers", "batch_part"}


def begin(request, **kwargs):
    """Stamp a session with its beginning, for everybody: who is made staff later is measured from there too."""
    request.session[SINCE] = request.session[HERE] = timezone.now().timestamp()


def is_over(request):
    """Return whether the session of a staff member has lasted, or been silent, too long."""
    now = timezone.now().timestamp()
    since, here = request.session.get(SINCE), request.session.get(HERE)
    if since is None or here is None:
        # Begun before sessions were stamped: measured from today.
        begin(request)
        return False
    return now - since >= settings.STAFF_SESSION_HOURS * 3600 or now - here >= settings.STAFF_SILENCE_MINUTES * 60


def note_here(request):
    """Remember that somebody was here just now, unless the page asked by itself."""
    match = request.resolver_match
    now = timezone.now().timestamp()
    if match is None or match.url_name in POLLS or SINCE not in request.session:
        return
    if not 0 <= now - request.session[HERE] < STEP:
        request.session[HERE] = now
