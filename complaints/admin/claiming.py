"""Who looks after a case: take it, hand it over, put it off, and who else has it open."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.admin.deferring import MOST_ENDS, DeferForm, ends_of, is_late
from complaints.forms import MessageForm
from complaints.models import Complaint
from complaints.models.cases import new_token
from complaints.presence import CHANGE, is_here, look, staff_of_cases
from complaints.queues import Filters, today_of
from complaints.services.claiming import claim, claim_next, defer, hand_over, why_not_handed
from complaints.services.locking import Refused
from complaints.wording import joined, long_date, when
from contacts.seen import What, note_seen

MOST_DIGITS = 18


class ColleagueField(forms.ModelChoiceField):
    """A colleague who may look after cases; each with whether that person is here now."""

    def __init__(self, **options):
        super().__init__(queryset=get_user_model().objects.none(), **options)
        self.error_messages["invalid_choice"] = gettext_lazy("Essa pessoa não pode cuidar de casos. Escolha outra.")

    def label_from_instance(self, user):
        return colleague_words(user, timezone.now())


class HandOverForm(MessageForm):
    to = ColleagueField(
        label=gettext_lazy("Quem passa a cuidar do caso"), required=False,
        empty_label=gettext_lazy("ninguém: volta para a fila da equipe"),
    )
    field_order = ["to", "body"]

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues
        body = self.fields["body"]
        body.label = gettext_lazy("Nota para quem vai cuidar do caso")
        body.help_text = gettext_lazy("O que já foi feito e o que falta. Só a equipe lê.")
        body.error_messages["required"] = gettext_lazy("Escreva uma nota para quem vai cuidar do caso.")
        body.widget.attrs["rows"] = 6


class ClaimPages:
    """Mixin of the admin of cases: the pages that say who looks after a case."""

    def get_urls(self):
        def page(place, view, name, methods):
            return path(place, self.admin_site.admin_view(methods(view)), name=name)

        form = require_http_methods(["GET", "POST"])
        lookers = for_polls(self.admin_site.admin_view(require_safe(self.lookers_page)))
        return [
            page("claim-next/", self.claim_next_page, "claim_next", require_POST),
            page("<int:pk>/claim/", self.claim_page, "case_claim", form),
            page("<int:pk>/hand-over/", self.hand_over_page, "case_hand_over", form),
            # The address that this page had before.
            page("<int:pk>/assign/", self.assign_page, "complaints_complaint_assign", form),
            page("<int:pk>/defer/", self.defer_page, "case_defer", form),
            path("<int:pk>/lookers/", lookers, name="case_lookers"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        now = timezone.now()
        lookers = look(obj, request.user, now)
        context |= {
            "lookers": lookers, "lookers_words": lookers_words(lookers), "handed": context["handed"],
            "may_hand_over": may_hand_over(request.user, obj), "is_deferred": is_deferred(obj, now),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # -- Take, give ---------------------------------------------------------------------

    def claim_page(self, request, pk):
        """Take a case that nobody has; whoever came second reads who was first."""
        case = self.case_for_change(request, pk)
        if request.method == "GET":
            # Where signing in again leads whoever was signed out meanwhile: nothing changes by a link.
            return redirect("admin:complaints_complaint_change", case.pk)
        try:
            claim(case, by=request.user)
        except Refused as error:
            messages.error(request, error.sentence)
        else:
            messages.success(request, _("Agora você cuida deste caso."))
        return redirect("admin:complaints_complaint_change", case.pk)

    def claim_next_page(self, request):
        """Take the next free case of a list, named by its query, and open it."""
        if not (self.has_view_permission(request) and request.user.has_perm(CHANGE)):
            raise PermissionDenied
        filters = Filters(request.POST.get("query", ""))
        case = claim_next(filters, by=request.user)
        if case is None:
            messages.info(request, _("Nesta lista não há caso livre: alguém já cuida de cada um."))
            return redirect(f"{reverse('admin:complaints_complaint_changelist')}?{filters.query}")
        messages.success(request, _("Agora você cuida deste caso."))
        return redirect("admin:complaints_complaint_change", case.pk)

    def assign_page(self, request, pk):
        return redirect("admin:case_hand_over", self.case_for_change(request, pk).pk)

    def hand_over_page(self, request, pk):
        """Give the case to a colleague, with a note; one's own, nobody's, or as a supervisor anybody's."""
        case = self.case_for_change(request, pk)
        colleagues = staff_of_cases().exclude(pk=case.user_id).select_related("presence")
        if request.method == "POST":
            # The same form sent twice names whoever has the case by now.
            form = HandOverForm(request.POST, colleagues=colleagues)
        else:
            form = HandOverForm(
                colleagues=colleagues.exclude(pk=case.agent_id or 0), initial={"form_key": new_token()})
        if case.agent_id is None:
            form.fields["to"].required, form.fields["to"].empty_label = True, _("escolha uma pessoa")
            form.fields["to"].error_messages["required"] = _("Escolha quem vai cuidar do caso.")

        def act(to, body, form_key):
            hand_over(case, to, body, by=request.user, form_key=form_key)
            return _("%(name)s agora cuida do caso e lê a sua nota.") % {"name": to} if to else _(
                "O caso voltou para a fila da equipe, com a sua nota.")

        return self.claiming_page(request, case, form, act, "admin/complaints/hand_over.html", {
            "title": _("Passar o caso a outra pessoa"), "shut": why_not_handed(case, request.user),
        })

    # -- Put off ------------------------------------------------------------------------

    def defer_page(self, request, pk):
        """Put the case off until a day, or bring it back."""
        case = self.case_for_change(request, pk)
        now = timezone.now()
        today, ends = today_of(now), ends_of(case, now)
        back = "back" in request.POST
        form = forms.Form(request.POST) if back else DeferForm(posted(request), today=today, ends=ends)

        def act(until=None):
            defer(case, until, by=request.user)
            return _(
                "O caso volta às filas em %(day)s, ou antes, se o consumidor escrever ou a equipe tiver prazo.") % {
                "day": long_date(until, today)} if until else _("O caso está de volta nas filas.")

        return self.claiming_page(request, case, form, act, "admin/complaints/defer.html", {
            "title": _("Adiar o caso"), "is_deferred": is_deferred(case, now), "is_back": back,
            "ends": ends[:MOST_ENDS], "is_late": is_late(case, now),
        })

    def claiming_page(self, request, case, form, act, template, context):
        """Show a form and, when it is sent, go through the door, which says what was done or why not."""
        if request.method == "POST" and form.is_valid():
            try:
                done = act(**form.cleaned_data)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, done)
                return redirect("admin:complaints_complaint_change", case.pk)
        note_seen(request, What.CASE, case=case)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "case": case, "form": form, "subtitle": None,
            "back": reverse("admin:complaints_complaint_change", args=[case.pk]), **context,
        }
        return TemplateResponse(request, template, context, status=422 if request.method == "POST" else 200)

    # -- Who else has it open -----------------------------------------------------------

    def lookers_page(self, request, pk):
        """Answer the poll of an open case page: who else has it open."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        case = Complaint.objects.filter(pk=pk).only("pk").first()
        if case is None:
            raise Http404
        lookers = look(case, request.user, timezone.now())
        return TemplateResponse(request, "admin/complaints/_lookers.html", {
            "case": case, "lookers": lookers, "lookers_words": lookers_words(lookers),
            "news": lookers_news(lookers, request.GET.get("who", "")), "is_poll": True,
        })


def posted(request):
    """Return what a form was sent with, be it nothing; None where none was sent."""
    return request.POST if request.method == "POST" else None


def for_polls(view):
    """Wrap a view of the staff's site that scripts ask: where a page is led to the sign-in they get 401."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.headers.get("HX-Request") and response.status_code == 302:
            return HttpResponse(status=401)
        return response

    return wrapped


def lookers_words(lookers):
    """Return one sentence about all who have a case open, however many; "" for nobody."""
    if not lookers:
        return ""
    if len(lookers) == 1:
        return _("%(name)s também está com este caso aberto (%(ago)s).") % {
            "name": lookers[0].name, "ago": lookers[0].ago}
    names = joined(f"{row.name} ({row.ago})" for row in lookers)
    return _("%(names)s também estão com este caso aberto.") % {"names": names}


def lookers_news(lookers, known):
    """Return what a screen reader is told where others look than those the page knew, "3,5"; "" where not."""
    ids = {int(text) for text in known.split(",") if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS}
    if ids == {looker.user_id for looker in lookers}:
        return ""
    if not lookers:
        return _("Agora só você está com este caso aberto.")
    return _("Com este caso aberto, além de você: %(names)s.") % {"names": joined(row.name for row in lookers)}


def colleague_words(user, now):
    """Return "Bia (presente)" or "Caio (visto ontem, 18h00)", for somebody whose `presence` is loaded."""
    presence = getattr(user, "presence", None)
    if presence is None:
        return str(user)
    if not is_here(presence, now):
        return _("%(name)s (não está agora; última vez: %(when)s)") % {
            "name": user, "when": when(presence.seen_at, now)}
    if presence.takes_cases:
        return _("%(name)s (presente)") % {"name": user}
    return _("%(name)s (presente, mas não recebe casos novos)") % {"name": user}


def may_hand_over(user, case):
    return user.has_perm(CHANGE) and not why_not_handed(case, user)


def is_deferred(case, now):
    """Whether a case waits for a day to come back to the queues."""
    return case.is_open and case.deferred_until is not None and case.deferred_until > today_of(now)
