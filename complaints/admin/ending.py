"""Close a case in the name of the staff, or open it again: with a reason, and with what its consumer will read."""

import zoneinfo
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints.admin.batch_forms import ENDS
from complaints.admin.words import UNREACHED
from complaints.bounces import buyer_unreached
from complaints.fields import use_kind_words
from complaints.models import Deadline, Event
from complaints.sentences import sentence_of
from complaints.services.closing import IN_DISPUTE, MAIL_WAITS, MOST_REASON, close_one, reopen_one, why_not_reopened
from complaints.services.locking import CLOSED, Refused
from contacts.fresh import ask_again, is_fresh
from contacts.models import OutgoingEmail
from contacts.outgoing import write
from contacts.seen import What, note_seen

LOOK = "look"


class Told(NamedTuple):
    """What a consumer reads, in that person's language: the line of the timeline, and the mail ("" for none)."""

    language: str
    line: str
    subject: str
    mail: str


class EndForm(forms.Form):
    """Why; the consumer reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Motivo"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Escreva o motivo. O consumidor lê este motivo."),
                        "max_length": gettext_lazy("O motivo é longo demais. Escreva no máximo 400 letras.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)


class CloseForm(EndForm):
    closing = forms.ChoiceField(
        label=gettext_lazy("Como o caso acabou"), choices=ENDS, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Escolha como o caso acabou."),
                        "invalid_choice": gettext_lazy("Escolha como o caso acabou.")})
    field_order = ["closing", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "O consumidor lê este motivo no caso e em um e-mail, 10 minutos depois.")


class ReopenForm(EndForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Motivo para abrir de novo")
        self.fields["reason"].help_text = _("O consumidor lê este motivo na linha do tempo do caso.")


class EndingPages:
    """Mixin of the admin of cases: the pages that close a case and open it again."""

    def get_urls(self):
        def page(name, view):
            view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(view))
            return path(f"<int:pk>/{name}/", view, name=f"complaints_complaint_{name}")

        return [page("close", self.close_page), page("reopen", self.reopen_page), *super().get_urls()]

    def close_page(self, request, pk):
        """Close the case; whoever does shows password or second factor again, as for many cases at once."""
        case = self.case_for_change(request, pk)
        shut = "" if case.is_open else str(CLOSED)
        return self.ending_page(
            request, case, CloseForm, close_one, shut=shut or why_not_closed(case, case.deadlines.all()),
            title=_("Encerrar o caso"), button=_("Encerrar o caso"), closes=True)

    def reopen_page(self, request, pk):
        """Open a case again that the staff closed: clocks and all stand as before."""
        case = self.case_for_change(request, pk)
        return self.ending_page(
            request, case, ReopenForm, reopen_one, shut=why_not_reopened(case, by=request.user, now=timezone.now()),
            title=_("Abrir o caso de novo"), button=_("Abrir o caso de novo"), closes=False)

    def ending_page(self, request, case, form_class, door, *, shut, closes, **words):
        form = form_class(request.POST if request.method == "POST" else None)
        looks, told = request.POST.get("act") == LOOK, None
        if request.method == "POST" and form.is_valid():
            if closes and not looks and not shut and not is_fresh(request):
                return ask_again(request)
            try:
                if looks:
                    told = rehearse(case, door, form.cleaned_data, request.user)
                else:
                    door(case, **form.cleaned_data, by=request.user)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                if not looks:
                    messages.success(request, closed_words(case) if closes else _("O caso está aberto de novo."))
                    return redirect("admin:complaints_complaint_change", case.pk)
        note_seen(request, What.CASE, case=case)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "subtitle": None, "case": case, "form": form,
            "shut": shut, "reading": told, "closes": closes, **words,
            "back": reverse("admin:complaints_complaint_change", args=[case.pk]),
        }
        status = 422 if request.method == "POST" and told is None else 200
        return TemplateResponse(request, "admin/complaints/ending.html", context, status=status)


def why_not_closed(case, clocks):
    """Return the sentence that refuses to close an open case with these clocks, "" for one that may be."""
    live = (Deadline.State.RUNNING, Deadline.State.PAUSED)
    return str(IN_DISPUTE) if any(clock.owner == "dispute" and clock.state in live for clock in clocks) else ""


def closed_words(case):
    """Return what the page says after a case was closed: whether and when its consumer hears of it."""
    if buyer_unreached(case):
        return f"{_('Caso encerrado.')} {UNREACHED}"
    return _(
        "Caso encerrado. O consumidor recebe um e-mail daqui a %(n)d minutos. Foi engano? Abra de novo antes, "
        "e o e-mail não sai.") % {"n": MAIL_WAITS.seconds // 60}


def rehearse(case, door, values, by):
    """Return what the consumer would read: the door itself is used, and everything is taken back.

    Raises `Refused` as the door does.
    """
    reader = case.user
    mails = OutgoingEmail.objects.filter(reader=reader).select_related("reader").order_by("-pk")
    with transaction.atomic():
        before = mails.first()
        door(case, **values, by=by)
        event = Event.objects.filter(complaint=case).select_related("complaint").latest("seq")
        mail = mails.first()
        message = write([mail])[0] if mail and mail != before else None
        with translation.override(reader.language), timezone.override(zoneinfo.ZoneInfo(reader.time_zone)):
            line = sentence_of(event, {})
        transaction.set_rollback(True)
    return Told(reader.language, line, message.subject if message else "", message.body if message else "")


def ending_of(case, panels, *, by, may_change, now):
    """Return (name of the page, why it would refuse) of closing or reopening a case; None for whoever only reads."""
    if not may_change:
        return None
    if case.is_open:
        return "close", why_not_closed(case, panels.clocks)
    return "reopen", why_not_reopened(case, by=by, now=now)
