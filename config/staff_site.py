"""Django's admin as the staff's door: our sign-in, our second factor, our look."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class StaffSite(admin.AdminSite):
    site_title = _("Prazo Certo, equipe")
    site_header = _("Prazo Certo, equipe")
    index_title = _("O que precisa de uma pessoa")
    index_template = "admin/index.html"
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Staff enter by the same door as everybody: same limits, same second step.
        self.login = secure_admin_login(self.login)

    def admin_view(self, view, cacheable=False):
        """Wrap a view so that staff without a second factor are first led to setting one up."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            user = request.user
            if settings.STAFF_SECOND_FACTOR and self.has_permission(request) and not is_mfa_enabled(user):
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return guarded
