"""Why a case is before a person of the staff now, in sentences, each with the door that takes it off the queue."""

from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints.admin.words import CONSUMER
from complaints.models import Message
from complaints.standing import OURS
from complaints.wording import long_date, until, when

SOON = timedelta(days=1)


class Need(NamedTuple):
    """One reason: its tone ("late", "soon" or ""), its sentence, and the doors (name, words) that answer it."""

    tone: str
    text: str
    doors: tuple = ()


def needs_of(case, panels, now):
    """Return the `Need`s of a case at `now`, the most pressing first; [] where nothing waits for the staff."""
    if not case.is_open:
        return []
    return sorted(_needs(case, panels, now), key=lambda need: ("late", "soon", "").index(need.tone))


def _needs(case, panels, now):
    today = case.local_day(now)
    answer = (("no_answer", _("Não precisa de resposta")),)
    if case.asked_person_at:
        yield Need("late" if _is_late(case.team_at, now) else "soon", _(
            "%(who)s pediu para falar com uma pessoa: %(when)s.") % {
                "who": _capitalised(CONSUMER), "when": when(case.asked_person_at, now)} + _by(case, today), answer)
    elif case.awaits_staff:
        last = panels.conversation.rows[0] if panels.conversation.rows else None
        if last is not None and last.party == "buyer" and last.audience != Message.Audience.NOTE:
            text = _("O consumidor escreveu e espera a equipe: %(when)s.") % {"when": when(last.written_at, now)}
        else:
            text = _("O caso espera a equipe.")
        yield Need("late" if _is_late(case.team_at, now) else "soon", text + _by(case, today), answer)
    if case.late_at:
        yield Need("late", _("A equipe passou do prazo, que acabou em %(day)s.") % {
            "day": long_date(_late_on(case, panels), today)})
    if case.mediation_at:
        tone = "late" if _is_late(case.mediation_at, now) else "soon" if case.mediation_at <= now + SOON else ""
        yield Need(tone, _("O mediador precisa decidir até %(day)s.") % {
            "day": until(case.local_day(case.mediation_at - timedelta(seconds=1)), today)})
    if case.bounced_at:
        yield Need("late", _(
            "Um e-mail deste caso voltou: %(when)s. Ligue, ou confira o e-mail, e diga o que foi feito.") % {
                "when": when(case.bounced_at, now)},
            (("bounce", _("Já cuidei do e-mail")), ("call", _("Anotar ligação"))))
    for clock in panels.poison:
        yield Need("late", _("A varredura falhou %(n)d vezes no prazo “%(title)s”: %(error)s") % {
            "n": clock.failures, "title": clock.rule.title, "error": clock.last_error})
    if case.shop_unknown:
        yield Need("soon", _("O consumidor não achou a loja na lista, e sem ela os prazos da loja não contam."),
                   (("shop", _("Dizer qual é a loja")),))


def _late_on(case, panels):
    """Return the last day of the team's own clock that was not kept."""
    ours = (clock for clock in panels.clocks if clock.party in OURS)
    kept = next((clock for clock in ours if case.late_at in (clock.due_at, clock.closed_at)), None)
    return kept.due_on if kept else case.local_day(case.late_at - timedelta(seconds=1))


def _is_late(moment, now):
    return moment is not None and moment <= now


def _by(case, today):
    """Return " Responda até ...", where the team's own clock runs."""
    if case.team_at is None or case.mediation_at == case.team_at:
        return ""
    last = case.local_day(case.team_at - timedelta(seconds=1))
    if last < today:
        return " " + _("Era para responder até %(day)s.") % {"day": long_date(last, today)}
    return " " + _("Responda até %(day)s.") % {"day": until(last, today)}


def _capitalised(words):
    text = str(words)
    return text[:1].upper() + text[1:]
