"""Speak the reader's language and show the reader's hours; end the staff's sessions and write down what they see."""

import zoneinfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from contacts.seen import note_handed_out
from contacts.sessions import is_over, note_here

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


class StaffMiddleware:
    """End a staff session that has lasted too long; write down what of other people a page of it shows.

    The record is written before the answer leaves: what cannot be written down is not shown. Consumers pass.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not (request.user.is_authenticated and request.user.is_staff):
            return self.get_response(request)
        if is_over(request):
            logout(request)
            messages.info(request, _("Por segurança, quem é da equipe entra de novo depois de um tempo."))
            return self.get_response(request)
        response = self.get_response(request)
        # Signing out, in this very request, leaves nobody to remember.
        if request.user.is_authenticated:
            note_here(request)
            note_handed_out(request, response)
        return response
