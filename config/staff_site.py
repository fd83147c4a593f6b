"""Django's admin as the staff's door: our sign-in, our second factor, our look."""

from datetime import timedelta
from typing import NamedTuple

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.models import Complaint, Deadline
from config.views import SILENCE_LIMIT, sweeper_state
from contacts.models import OutgoingEmail
from disputes.waiting import failed_notices, to_decide

# Mail that was due this long ago and still waits: nobody sends.
MAIL_LIMIT = timedelta(minutes=15)


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
        """Wrap a view so that staff without a second factor are first led to setting one up."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            user = request.user
            if settings.STAFF_SECOND_FACTOR and self.has_permission(request) and not is_mfa_enabled(user):
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return guarded

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
    """Return the cards this person may see; one count each."""

    def listing(name, query=""):
        return reverse(f"admin:{name}_changelist") + query

    cards = []

    def card(*values):
        cards.append(Card(*values))

    if user.has_perm("complaints.view_complaint"):
        n = Complaint.objects.needing_a_person(now).count()
        label = ngettext("caso precisa de uma pessoa", "casos precisam de uma pessoa", n)
        card(n, label, listing("complaints_complaint"), "soon")
    if user.has_perm("disputes.view_dispute"):
        n = to_decide().count()
        label = ngettext("disputa espera uma decisão", "disputas esperam uma decisão", n)
        card(n, label, listing("disputes_dispute", "?stage=reading"), "soon")
        n = failed_notices().count()
        label = ngettext("aviso ao vendedor voltou", "avisos ao vendedor voltaram", n)
        card(n, label, listing("disputes_dispute", "?notice=failed"), "late")
    if user.has_perm("complaints.view_deadline"):
        n = Deadline.objects.running().filter(failures__gt=0).count()
        label = ngettext("prazo em que a varredura falhou", "prazos em que a varredura falhou", n)
        card(n, label, listing("complaints_deadline", "?poison=yes"), "late")
    if user.has_perm("contacts.view_outgoingemail"):
        mails, states = OutgoingEmail.objects, OutgoingEmail.State
        n = mails.filter(state=states.FAILED).count()
        label = ngettext("e-mail recusado", "e-mails recusados", n)
        card(n, label, listing("contacts_outgoingemail", "?state__exact=failed"), "late")
        n = mails.filter(state=states.QUEUED, send_after__lte=now - MAIL_LIMIT).count()
        label = ngettext("e-mail espera há mais de 15 minutos", "e-mails esperam há mais de 15 minutos", n)
        card(n, label, listing("contacts_outgoingemail", "?state__exact=queued"), "late")
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
