"""Ask for the sign-in again before what cannot be taken back: a decision, a bulk closing, an export, a right."""

import time
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.internal.httpkit import serialize_request
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.shortcuts import redirect

# A mailed code alone does not prove who sits there now: whoever has the open browser may have the mailbox too.
PROOFS = {"password", "mfa"}


def signed_in_lately(view=None, *, reads=False):
    """Let a view act only for somebody who showed password or second factor in the last minutes.

    The others are asked, and come back to what they were doing: what was posted waits in the session and goes
    through by itself once the answer is right, so that no text is lost. Reading is free; with `reads` it is
    asked for too (exports). Works on functions and on methods.
    """
    if view is None:
        return lambda view: signed_in_lately(view, reads=reads)

    @wraps(view)
    def guarded(*args, **kwargs):
        request = next(arg for arg in args[:2] if isinstance(arg, HttpRequest))
        if (reads or request.method not in ("GET", "HEAD", "OPTIONS")) and not is_fresh(request):
            return ask_again(request)
        return view(*args, **kwargs)

    return guarded


def is_fresh(request):
    """Return whether the reader showed password or second factor within STAFF_FRESH_MINUTES.

    Somebody who has neither has nothing to show, and passes; staff have, as STAFF_SECOND_FACTOR demands.
    """
    shown = [
        record["at"] for record in get_authentication_records(request, request.user) if record["method"] in PROOFS
    ]
    if shown and 0 <= time.time() - max(shown) < settings.STAFF_FRESH_MINUTES * 60:
        return True
    return not get_adapter(request).get_reauthentication_methods(request.user)


def ask_again(request):
    """Return the way to the page that asks, and keep what was posted."""
    way_back = request.get_full_path()
    if request.method == "POST":
        request.session[STATE_SESSION_KEY] = {"request": serialize_request(request)}
        # The query goes along in what is kept; allauth compares the path alone.
        way_back = request.path
    else:
        # What was posted here earlier and given up must not go through now.
        request.session.pop(STATE_SESSION_KEY, None)
    url = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
    return redirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: way_back})}")
