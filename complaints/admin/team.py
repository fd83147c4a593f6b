"""The team: who is here, who has how many cases, and all cases of somebody who is away given to others."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.admin.claiming import ColleagueField, posted
from complaints.batches import BULK, preview, start
from complaints.models import Batch, Complaint
from complaints.presence import CHANGE, HAND_OVER, HERE, is_here, leads, set_takes_cases, staff_of_cases
from complaints.queues import QUEUES
from complaints.services.claiming import LOAD, TURN
from complaints.services.locking import Refused
from contacts.models import Presence
from contacts.reasons import log_change

PERSON = "person"
SAYS = {"1": gettext_noop("Recebe casos novos."), "0": gettext_noop("Não recebe casos novos.")}


class Mate(NamedTuple):
    """One line of the team's table; `since` is when that person was last here, None for never."""

    user: object
    is_here: bool
    takes: bool
    cares: bool
    since: datetime | None
    open: int
    late: int


class ReassignForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("Quem recebe os casos"), widget=forms.RadioSelect, initial=LOAD, choices=[
            (LOAD, gettext_lazy("quem está presente e recebe casos novos, primeiro quem tem menos casos")),
            (TURN, gettext_lazy("quem está presente e recebe casos novos, um caso por vez para cada pessoa")),
            (PERSON, gettext_lazy("uma pessoa só")),
        ],
        error_messages={"required": gettext_lazy("Escolha quem recebe os casos.")},
    )
    to = ColleagueField(label=gettext_lazy("Qual pessoa"), required=False, empty_label=gettext_lazy("escolha"))

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues

    def clean(self):
        said = super().clean()
        if said.get("how") == PERSON and said.get("to") is None and "to" not in self.errors:
            self.add_error("to", _("Escolha a pessoa."))
        return said


class TeamPages:
    """Mixin of the admin of cases: the pages of the team, beside the list."""

    def get_urls(self):
        def page(place, view, name, methods):
            return path(place, self.admin_site.admin_view(methods(view)), name=name)

        return [
            page("team/", self.team_page, "team", require_safe),
            page("team/presence/", self.presence_page, "presence", require_POST),
            page("team/<int:pk>/", self.reassign_page, "team_reassign", require_http_methods(["GET", "POST"])),
            *super().get_urls(),
        ]

    def team_page(self, request):
        """Show who is here, and how many cases everybody has."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        mates = team(now)
        return self.team_answer(request, "admin/complaints/team.html", {
            "title": _("Equipe"), "mates": mates, "now": now, "may_reassign": may_reassign(request.user),
            "own": next((mate for mate in mates if mate.user == request.user and mate.cares), None),
            "here": sum(mate.is_here for mate in mates),
        })

    def presence_page(self, request):
        """Say whether one takes new cases from now on."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        takes = request.POST.get("takes")
        if takes not in ("0", "1"):
            messages.error(request, _("Não entendi. Escolha se você recebe casos novos ou não."))
        else:
            with transaction.atomic():
                set_takes_cases(request.user, takes == "1")
                log_change(request.user, Presence.objects.filter(user=request.user), SAYS[takes])
            messages.success(request, _("Você recebe casos novos.") if takes == "1" else _(
                "Você não recebe casos novos até ligar de novo. Os que já são seus continuam com você."))
        return redirect("admin:team")

    def reassign_page(self, request, pk):
        """Give all open cases of somebody to one colleague or to those who are here; first say what will happen."""
        if not (self.has_view_permission(request) and may_reassign(request.user)):
            raise PermissionDenied
        person = get_user_model().objects.filter(pk=pk).first()
        ids = list(open_cases().filter(agent=pk).order_by("pk").values_list("pk", flat=True)) if person else []
        if person is None or not (person.is_staff or ids):
            # Consumers are nobody's colleagues.
            raise Http404
        colleagues = staff_of_cases().exclude(pk=pk).select_related("presence")
        form = ReassignForm(posted(request), colleagues=colleagues)
        outcome, status = None, 422 if request.method == "POST" else 200
        if request.method == "POST" and form.is_valid() and ids:
            action, params = wanted(form.cleaned_data, person)
            try:
                if "confirm" in request.POST:
                    return redirect("admin:batch", start(action, params, ids, by=request.user).token)
                outcome, status = preview(action, params, ids, by=request.user), 200
            except Refused as error:
                form.add_error(None, error.sentence)
        return self.team_answer(request, "admin/complaints/team_reassign.html", {
            "title": _("Passar os casos de %(name)s") % {"name": person}, "person": person, "form": form,
            "total": len(ids), "outcome": outcome and {
                "n": len(outcome.done), "shares": shares_of(outcome), "reasons": reasons_of(outcome),
            },
        }, status)

    def team_answer(self, request, template, context, status=200):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "subtitle": None, **context}
        return TemplateResponse(request, template, {**context, "back": reverse("admin:team")}, status=status)


# -- What the pages count ---------------------------------------------------------------


def open_cases():
    return Complaint.objects.filter(state=Complaint.State.OPEN)


def count_by_agent(cases):
    """Return a Counter {id of the agent: how many of these cases}; one query."""
    rows = cases.filter(agent__isnull=False).order_by().values_list("agent")
    return Counter(dict(rows.annotate(n=Count("*"))))


def team(now):
    """Return the `Mate`s: the staff of cases, whoever else is here, and whoever has an open case; six queries."""
    loads = count_by_agent(open_cases())
    late = count_by_agent(Complaint.objects.filter(QUEUES["late"].holds(now)))
    staff = set(staff_of_cases().order_by().values_list("pk", flat=True))
    leading = set(leads().values_list("pk", flat=True))
    here = Presence.objects.filter(seen_at__gt=now - HERE, user__is_staff=True).values_list("pk", flat=True)
    mates = []
    for user in get_user_model().objects.filter(pk__in=staff | set(loads) | set(here)).select_related("presence"):
        row, cares = getattr(user, "presence", None), user.pk in staff
        mates.append(Mate(
            user, is_here(row, now), cares and (row.takes_cases if row else user.pk not in leading), cares,
            row and row.seen_at, loads[user.pk], late[user.pk],
        ))
    return sorted(mates, key=lambda mate: (not mate.is_here, str(mate.user).casefold(), mate.user.pk))


def may_reassign(user):
    """Whether somebody may give a colleague's cases away, all at once."""
    return user.has_perm(HAND_OVER) and user.has_perm(BULK)


# -- All cases of somebody --------------------------------------------------------------


def wanted(said, person):
    """Return (action, params) of the batch that a valid form asks for."""
    if said["how"] == PERSON:
        return Batch.Action.ASSIGN, {"agent": said["to"].pk}
    return Batch.Action.SHARE, {"how": said["how"], "without": person.pk}


def shares_of(outcome):
    """Return [(who, how many)] of those who are given cases, the most first; one query."""
    given = Counter(row["to"] for row in outcome.done.values())
    people = get_user_model().objects.in_bulk(given)
    return [(people[pk], n) for pk, n in given.most_common()]


def reasons_of(outcome):
    """Return [(why, how many)] of the refused cases."""
    return Counter(outcome.refused.values()).most_common()
