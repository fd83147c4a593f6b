"""Speak the reader's language and show the reader's hours, on every request."""

import zoneinfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

LANGUAGE_CODES = {code for code, _name in settings.LANGUAGES}


class ReaderMiddleware:
    """Activate language and time zone: of the signed-in person, else of the cookie, else Brazil's.

    The browser's own language is not asked: the product is Brazil-first, and a phone bought
    abroad must not turn the page into English for someone who does not read it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        zone = settings.CASE_TIME_ZONE
        if user.is_authenticated:
            language, zone = user.language, user.time_zone
        if language not in LANGUAGE_CODES:
            language = settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            response = self.get_response(request)
            # Lazy templates must be rendered while the language is active.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        if user.is_authenticated and "Cache-Control" not in response.headers:
            # After signing out on a shared phone, "back" must not show the case again.
            add_never_cache_headers(response)
        return response
