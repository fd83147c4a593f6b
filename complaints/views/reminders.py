"""The links of a reminder: done, tomorrow, stop. They work without signing in.

Opening a link changes nothing (mail programs open links by themselves); its one button does.
A mail program's one-click unsubscribe (RFC 8058) posts straight away.
"""

from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from complaints.links import BadLink, clock_of
from complaints.services.clocks import mark_done, remind_tomorrow, stop_reminders
from complaints.services.locking import Refused

DOORS = {"done": mark_done, "tomorrow": remind_tomorrow, "stop": stop_reminders}


# The signed token is the proof of who asks; there is no session whose power could be borrowed.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reminder(request, purpose, token):
    """Show what a link would do, or do it."""
    try:
        clock = clock_of(purpose, token)
    except BadLink:
        return render(request, "complaints/reminder_bad.html", status=410)
    reader = clock.complaint.user
    context = {"clock": clock, "purpose": purpose, "case": clock.complaint}
    # Nobody need be signed in: the page speaks the language and the hours of the mail's reader.
    with translation.override(reader.language), timezone.override(reader.time_zone):
        if request.method == "POST":
            try:
                DOORS[purpose](clock)
                context["was_done"] = True
            except Refused as error:
                context["refused"] = error.sentence
        response = render(request, "complaints/reminder.html", context)
    response["Content-Language"] = reader.language
    response["Referrer-Policy"] = "no-referrer"
    return response
