"""Pages that belong to no single app: the front door, the state of health, refused requests."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.models import SweepRun

# The sweep pokes every minute; this long without a success means that nobody is warned.
SILENCE_LIMIT = timedelta(minutes=10)


@require_safe
def home(request):
    """Say what this is and where to start; whoever is signed in goes to the cases."""
    if request.user.is_authenticated:
        return redirect("cases")
    return render(request, "home.html")


def sweeper_state(now):
    """Return (is alive, last success or None) of the sweep."""
    run = SweepRun.objects.filter(name="sweep").first()
    return bool(run and now - run.last_success <= SILENCE_LIMIT), run and run.last_success


@require_safe
def health(request):
    """Answer 200 when the database answers and the sweep ran lately, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        alive, last = sweeper_state(timezone.now())
    except DatabaseError as error:
        return JsonResponse({"database": type(error).__name__, "sweep": "unknown"}, status=503)
    answer = {"database": "ok", "sweep": "ok" if alive else "silent", "last_sweep": last and last.isoformat()}
    return JsonResponse(answer, status=200 if alive else 503)


def csrf_failure(request, reason=""):
    """Explain a form that came too late or from elsewhere, in words."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)
