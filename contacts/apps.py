from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _

from contacts.sessions import begin


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Pessoas e contatos")

    def ready(self):
        # Every way of signing in ends here, also those of allauth.
        user_logged_in.connect(begin, dispatch_uid="contacts.sessions.begin")
