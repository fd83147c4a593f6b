"""The doors of one clock: count it from another day, give it days, stop it, let it run on; and how it would end."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.admin.door_forms import CorrectForm, ExtendForm, ReasonedForm
from complaints.models import Deadline
from complaints.services.clocks import correct_clock, extend_clock, pause_clock, resume_clock
from complaints.services.locking import Refused
from complaints.wording import explain, long_date


class ClockDoor(NamedTuple):
    """A door of a clock: its words, its form, and what its new end depends on (None: it gets no new end)."""

    words: str
    title: str
    button: str
    done: str
    form: type
    act: Callable
    asks: tuple | None = None
    lead: str = ""


CLOCK_DOORS = {
    "correct": ClockDoor(
        gettext_lazy("Corrigir o começo"), gettext_lazy("Corrigir o começo de um prazo"),
        gettext_lazy("Contar de novo"), gettext_lazy("Prazo contado de novo."), CorrectForm, correct_clock,
        ("start_on",), gettext_lazy("Os dias dados a mais continuam valendo."),
    ),
    "extend": ClockDoor(
        gettext_lazy("Dar mais dias"), gettext_lazy("Dar mais dias a um prazo"), gettext_lazy("Dar mais dias"),
        gettext_lazy("O prazo ganhou mais dias."), ExtendForm, extend_clock, ("days",),
    ),
    "pause": ClockDoor(
        gettext_lazy("Parar"), gettext_lazy("Parar um prazo"), gettext_lazy("Parar o prazo"),
        gettext_lazy("O prazo parou. Os dias que faltam ficam guardados."), ReasonedForm, pause_clock,
        lead=gettext_lazy("Os dias que faltam ficam guardados até alguém continuar a contar."),
    ),
    "resume": ClockDoor(
        gettext_lazy("Continuar a contar"), gettext_lazy("Continuar um prazo parado"),
        gettext_lazy("Continuar a contar"), gettext_lazy("O prazo voltou a contar."), forms.Form, resume_clock, (),
        gettext_lazy("Os dias que faltavam são contados de novo a partir de hoje."),
    ),
}


def doors_of(clock, now):
    """Return the names of the doors that are open for a clock at `now`."""
    if clock.state == Deadline.State.PAUSED:
        return ["resume"]
    if clock.state != Deadline.State.RUNNING:
        return []
    return ["correct", "extend"] if clock.is_overdue(now) else ["correct", "extend", "pause"]


class OpenDoor:
    """One door of one clock, with its form: on a page of its own, or among the clocks of the case."""

    def __init__(self, name, clock, data=None):
        self.name, self.clock, self.data, self.door = name, clock, data, CLOCK_DOORS[name]
        self.place = f"{name}-{clock.pk}"
        self.preview = None
        self._form = None

    def __getattr__(self, name):
        return getattr(self.door, name)

    @property
    def form(self):
        """The form; made when it is first asked for, so that who only reads pays nothing."""
        if self._form is None:
            first = {"start_on": self.clock.start_on} if self.name == "correct" else {}
            self._form = self.door.form(self.data, initial=first, auto_id=f"{self.place}_%s")
        return self._form

    @property
    def url(self):
        return reverse(
            f"admin:complaints_complaint_{self.name}", args=[self.clock.complaint_id, self.clock.pk])

    @property
    def looks(self):
        """Whether its new end can be looked at first."""
        return self.door.asks is not None

    def look(self, by, now, *, alone=False):
        """Say how the clock would end, where what that depends on is filled in; `alone`, nothing else is asked."""
        form = self.form
        form.is_valid()
        if alone:
            for name in [name for name in form.errors if name not in self.door.asks]:
                del form.errors[name]
        if self.looks and all(name in form.cleaned_data for name in self.door.asks):
            given = {name: form.cleaned_data[name] for name in self.door.asks}
            more = {} if self.name == "resume" else {"reason": ""}
            try:
                clock = self.door.act(self.clock, **given, **more, by=by, now=now, rehearse=True)
            except Refused as error:
                if alone:
                    form.add_error(None, error.sentence)
            else:
                self.preview = preview_of(self.clock, clock, now)


class Preview(NamedTuple):
    """How a clock would end: the sentence, whether it is over then, and the sum."""

    sentence: str
    is_over: bool
    why: list


def preview_of(before, after, now):
    """Return the `Preview` of a change, from the clock as it is and as it would be."""
    today = before.complaint.local_day(now)
    day = long_date(after.due_on, today)
    if after.due_at <= now:
        return Preview(_("Contado assim, este prazo já acabou: %(day)s.") % {"day": day}, True, explain(after))
    if after.state == Deadline.State.PAUSED:
        return Preview(_("Contado assim, este prazo fica parado: %(why)s") % {
            "why": after.paused_why}, False, explain(after))
    words = {"new": day, "safe": long_date(after.safe_on, today)}
    if before.state == Deadline.State.PAUSED:
        text = _("O prazo passa a acabar em %(new)s.") % words
    else:
        text = _moved(before.due_on, after.due_on, today) % words
    if after.safe_on < after.due_on:
        text += " " + _("Por segurança, conte até %(safe)s.") % words
    return Preview(text, False, explain(after))


def _moved(old: date, new: date, today):
    """Return the sentence about an end that moves, its new day still to be filled in."""
    gap = (new - old).days
    if not gap:
        return _("O fim não muda: continua sendo %(new)s.")
    words = {"old": long_date(old, today), "n": abs(gap), "new": "%(new)s"}
    if gap > 0:
        return ngettext(
            "Agora acaba em %(old)s. Passa a acabar em %(new)s: %(n)d dia depois.",
            "Agora acaba em %(old)s. Passa a acabar em %(new)s: %(n)d dias depois.", gap) % words
    return ngettext(
        "Agora acaba em %(old)s. Passa a acabar em %(new)s: %(n)d dia antes.",
        "Agora acaba em %(old)s. Passa a acabar em %(new)s: %(n)d dias antes.", -gap) % words
