"""What sign-up and sign-in do here: mail goes through the queue like every other mail."""

import secrets
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model

from contacts.outgoing import queue


def at_our_address(url):
    """Return a link of a mail on SITE_URL, whatever host the request that asked for it named."""
    parts = urlsplit(url)
    return settings.SITE_URL + urlunsplit(("", "", parts.path, parts.query, parts.fragment))


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix, email, context):
        """Queue an account mail. It may carry a code, so its text is wiped once it is sent."""
        reader = get_user_model().objects.filter(email=email).first()
        ours = {name: at_our_address(value) for name, value in context.items() if name.endswith("_url") and value}
        message = self.render_mail(template_prefix, email, {"site": settings.SITE_URL, **context, **ours})
        html = message.alternatives[0][0] if getattr(message, "alternatives", None) else ""
        queue(
            template_prefix.rsplit("/", 1)[-1],
            dedup_key=f"account:{secrets.token_hex(12)}",
            reader=reader,
            address=email,
            secret=True,
            subject=message.subject,
            text=message.body,
            html=html,
        )

    def save_user(self, request, user, form, commit=True):
        user.display_name = form.cleaned_data.get("display_name", "")
        user.language = request.LANGUAGE_CODE
        return super().save_user(request, user, form, commit=commit)
