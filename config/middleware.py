"""What every request must pass before its form is read."""

import re

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from disputes.access import get_link_for

CHUNK = 64 * 1024
# The two pages on which a seller, who has no account, sends files.
SELLER_UPLOAD = re.compile(r"^/answer/([\w-]+)/(?:evidence/add|return)/$", re.ASCII)
MOST_BYTES_OF_A_SELLER = 50 * 1024 * 1024


class BodyLimitMiddleware:
    """Turn away what is larger than any form here, before its files are written to the disk.

    Whoever is not signed in has no files to send: a body above DATA_UPLOAD_MAX_MEMORY_SIZE bytes leads
    to the sign-in, as does an upload after a session has run out. A seller comes with the token of a live
    link instead, and may send MOST_BYTES_OF_A_SELLER. Above that, or MOST_BYTES_POSTED, answers 413.
    Stands before the CSRF check, which reads the form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        length = int(length) if length.isdigit() else 0
        if length > settings.MOST_BYTES_POSTED:
            return render(request, "400.html", status=413)
        if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.get_response(request)
        if seller := SELLER_UPLOAD.match(request.path):
            return self.seller_upload(request, seller[1], length)
        if not request.user.is_authenticated:
            hear_out(request)
            return redirect_to_login(request.path)
        return self.get_response(request)

    def seller_upload(self, request, token, length):
        """Let the files of a seller through whose link is live; nothing is read before that is known."""
        try:
            get_link_for(token, timezone.now())
        except Http404:
            hear_out(request)
            return render(request, "disputes/seller/gone.html", status=404)
        if length > MOST_BYTES_OF_A_SELLER:
            return render(request, "400.html", status=413)
        return self.get_response(request)


def hear_out(request):
    """Read a body to its end and keep it nowhere: a browser interrupted while it sends shows no answer."""
    while request.read(CHUNK):
        pass
