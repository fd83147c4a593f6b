"""What every request must pass before its form is read."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render

CHUNK = 64 * 1024


class BodyLimitMiddleware:
    """Turn away what is larger than any form here, before its files are written to the disk.

    Whoever is not signed in has no files to send: a body above DATA_UPLOAD_MAX_MEMORY_SIZE bytes leads
    to the sign-in, as does an upload after a session has run out. Above MOST_BYTES_POSTED answers 413.
    Stands before the CSRF check, which reads the form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        length = int(length) if length.isdigit() else 0
        if length > settings.MOST_BYTES_POSTED:
            return render(request, "400.html", status=413)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not request.user.is_authenticated:
            # Heard to its end, and kept nowhere: a browser interrupted while it sends shows no answer.
            while request.read(CHUNK):
                pass
            return redirect_to_login(request.path)
        return self.get_response(request)
