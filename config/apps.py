from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import autodiscover_modules


class ConfigApp(AppConfig):
    """The top floor: commands, system checks and the admin site that compose all apps."""

    name = "config"
    # Two configurations live in this module; Django takes the marked one.
    default = True
    verbose_name = "Prazo Certo"

    def ready(self):
        # Each app says in these modules what it answers for: checks, mails it can
        # write, clocks whose end it handles, addresses it shows, figures it counts, facts
        # somebody must check, facts a saved reply may tell. Nobody below has to import it.
        autodiscover_modules(
            "checks", "mails", "clock_ends", "sentences", "link_sources", "tallies", "care", "reply_facts")


class StaffAdminConfig(SimpleAdminConfig):
    """Django's admin on our own site object (same sign-in, same policy, own look)."""

    default_site = "config.staff_site.StaffSite"

    def ready(self):
        super().ready()
        autodiscover_modules("admin")
