"""Django's admin as the staff's door: our sign-in, our second factor, our look."""

from functools import wraps
from typing import NamedTuple

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.presence import note_presence
from complaints.queue_counts import counts
from complaints.queues import MINE, QUEUES
from config.audit import audit_csv, audit_page
from config.figures import figures_csv, figures_page
from config.views import SILENCE_LIMIT, sweeper_state
from config.watching import note_page
from contacts.backends import has_second_factor
from contacts.care import count_unchecked
from contacts.mail_waits import wait_of
from contacts.models import OutgoingEmail
from disputes.waiting import failed_notices


class Card(NamedTuple):
    """A count of things that wait for a person, and where they are."""

    count: int
    label: str
    url: str
    tone: str


class StaffSite(admin.AdminSite):
    site_title = gettext_lazy("Prazo Certo, equipe")
    site_header = gettext_lazy("Prazo Certo, equipe")
    index_title = gettext_lazy("O que precisa de uma pessoa")
    index_template = "admin/index.html"
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Staff enter by the same door as everybody: same limits, same second step.
        self.login = secure_admin_login(self.login)

    def admin_view(self, view, cacheable=False):
        """Wrap a view: staff without a second factor set one up first; what a page shows is written down."""

        @wraps(view)
        def watched(request, *args, **kwargs):
            note_presence(request)
            response = view(request, *args, **kwargs)
            note_page(request, view, response, kwargs.get("object_id", kwargs.get("pk")))
            return response

        inner = super().admin_view(watched, cacheable)

        def guarded(request, *args, **kwargs):
            user = request.user
            if settings.STAFF_SECOND_FACTOR and self.has_permission(request) and not has_second_factor(user):
                messages.info(request, _("Quem é da equipe precisa de um segundo passo para entrar. Ligue um aqui."))
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return guarded

    def get_urls(self):
        return [
            path("audit/", self.admin_view(audit_page), name="audit"),
            path("audit.csv", self.admin_view(audit_csv), name="audit_csv"),
            path("figures/", self.admin_view(figures_page), name="figures"),
            path("figures.csv", self.admin_view(figures_csv), name="figures_csv"),
            *super().get_urls(),
        ]

    def password_change(self, request, extra_context=None):
        """Lead to one's own account, where everybody changes the password, with its limits and its second step."""
        return redirect("profile")

    password_change_done = password_change

    def each_context(self, request):
        """Return what every page of the staff needs, as Django does, but for the list of all models.

        Only the sidebar shows that on every page, and there is none here; the start page makes its own.
        """
        return {
            "site_title": self.site_title, "site_header": self.site_header, "site_url": self.site_url,
            "has_permission": self.has_permission(request), "available_apps": [], "is_popup": False,
            "is_nav_sidebar_enabled": self.enable_nav_sidebar, "log_entries": self.get_log_entries(request),
        }

    def index(self, request, extra_context=None):
        """Show what needs a person, and whether the sweep is alive, above the list of everything."""
        now = timezone.now()
        alive, last = sweeper_state(now)
        context = {
            "cards": waiting(request.user, now), "sweep_alive": alive, "sweep_words": sweep_words(alive, last, now),
            **(extra_context or {}),
        }
        return super().index(request, context)


def waiting(user, now):
    """Return the cards this person may see: the queues, one query for all, then mail and the house's own upkeep."""

    def listing(name, query=""):
        return reverse(f"admin:{name}_changelist") + query

    cards = []

    def card(count, label, *rest):
        # Names of queues and sentences after a number come from many hands: all begin alike.
        cards.append(Card(count, capfirst(str(label)), *rest))

    if user.has_perm("complaints.view_complaint"):
        figures, cases = counts(user, now), listing("complaints_complaint")
        for name, queue in QUEUES.items():
            if queue.tone:
                card(figures[name], queue.label, f"{cases}?queue={name}", queue.tone)
        card(figures[MINE], _("Meus casos abertos"), f"{cases}?queue=open&whose={MINE}", "")
    if user.has_perm("disputes.view_dispute"):
        n = failed_notices().count()
        label = ngettext("aviso ao vendedor voltou", "avisos ao vendedor voltaram", n)
        card(n, label, listing("disputes_dispute", "?notice=failed"), "late")
    if user.has_perm("contacts.view_outgoingemail"):
        mails, states = OutgoingEmail.objects, OutgoingEmail.State
        n = mails.filter(state=states.FAILED).count()
        label = ngettext("e-mail recusado", "e-mails recusados", n)
        card(n, label, listing("contacts_outgoingemail", "?state__exact=failed"), "late")
        n = mails.filter(wait_of("late", now)).count()
        label = ngettext("e-mail espera há mais de 15 minutos", "e-mails esperam há mais de 15 minutos", n)
        card(n, label, listing("contacts_outgoingemail", "?waits=late"), "late")
    if user.has_perm("contacts.change_company"):
        n = count_unchecked(now)
        label = ngettext("contato ou regra sem conferir há 90 dias", "contatos e regras sem conferir há 90 dias", n)
        card(n, label, reverse("admin:unchecked"), "soon")
    return cards


def sweep_words(alive, last, now):
    """Return how the sweep does, in one sentence."""
    if last is None:
        return _("A varredura dos prazos nunca rodou. Sem ela ninguém é avisado: veja se o worker está no ar.")
    ago = ago_words(now - last)
    if alive:
        return _("A varredura dos prazos rodou %(ago)s.") % {"ago": ago}
    return _(
        "A varredura dos prazos parou: rodou pela última vez %(ago)s e devia rodar a cada minuto. "
        "Depois de %(limit)d minutos ninguém é avisado na hora: veja se o worker está no ar."
    ) % {"ago": ago, "limit": SILENCE_LIMIT.total_seconds() // 60}


def ago_words(gone):
    """Return "há 3 minutos" for a span of time."""
    minutes = int(gone.total_seconds() // 60)
    if minutes < 1:
        return _("há menos de um minuto")
    if minutes < 120:
        return ngettext("há %(n)d minuto", "há %(n)d minutos", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return _("há %(n)d horas") % {"n": minutes // 60}
    return _("há %(n)d dias") % {"n": minutes // (24 * 60)}
