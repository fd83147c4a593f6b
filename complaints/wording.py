"""Say dates, sums and events in plain words of the active language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from complaints.choices import Party
from complaints.money import format_money
from contacts.days import calm as calm
from contacts.days import clock_time as clock_time
from contacts.days import in_english as in_english
from contacts.days import long_date, short_date
from contacts.days import when as when


def day_of(value):
    """Return the day of an ISO date, or the day an ISO instant has in the active zone."""
    if len(value) == 10:
        return date.fromisoformat(value)
    return timezone.localtime(datetime.fromisoformat(value)).date()


def joined(items):
    """Return "a, b e c"."""
    items = [str(item) for item in items]
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s e %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def who(party):
    """Return who must act, as a reader is told: "você", "o vendedor"."""
    return Party(party).label


UNITS = {
    "calendar_days": lambda n: ngettext("%(n)d dia corrido", "%(n)d dias corridos", n) % {"n": n},
    "business_days": lambda n: ngettext("%(n)d dia útil", "%(n)d dias úteis", n) % {"n": n},
    "months": lambda n: ngettext("%(n)d mês", "%(n)d meses", n) % {"n": n},
    "years": lambda n: ngettext("%(n)d ano", "%(n)d anos", n) % {"n": n},
    "hours": lambda n: ngettext("%(n)d hora", "%(n)d horas", n) % {"n": n},
}


# What is told of a clock that stands still: where it would have ended by itself says nothing any more.
TOLD_WHEN_STOPPED = ("start", "count", "pause", "resume", "extend")


def explain(clock):
    """Return the sum of a clock as sentences: start, count, days skipped, rolling, the safe day, the zone."""
    if clock.paused_at:
        return explain_stopped(clock)
    sentences = []
    skipped = [step for step in clock.sum if step["step"] == "skip" and step["why"] == "holiday"]
    for step in clock.sum:
        sentence = _sentence(step, clock)
        if sentence:
            sentences.append(sentence)
    if skipped:
        names = joined(f"{short_date(day_of(step['on']))} ({step['name']})" for step in skipped)
        sentences.insert(2, _("Feriados pulados: %(days)s.") % {"days": names})
    is_last_day = clock.rule.kind != "earliest"
    if is_last_day and clock.rule.shown_zone and clock.rule.shown_zone != clock.complaint.time_zone:
        sentences.append(
            _("A loja mostra a hora da Califórnia. Conte até 23h59 de Brasília deste dia e não perde nada."))
    return sentences


def explain_stopped(clock):
    """Return the sum of a clock that stands still: its start, its whole term, when it stopped and what is left."""
    told = [_sentence(step, clock) for step in clock.sum if step["step"] in TOLD_WHEN_STOPPED]
    stopped = timezone.localtime(clock.paused_at, ZoneInfo(clock.complaint.time_zone)).date()
    left = days_kept(clock.sum, stopped)
    if left is None:
        told.append(_("Parou de contar em %(day)s.") % {"day": short_date(stopped)})
    else:
        words = {"day": short_date(stopped), "days": days(left)}
        told.append(_("Parou de contar em %(day)s. Ficaram guardados: %(days)s.") % words)
    if clock.rule.suspended_by:
        told.append(_("Se a loja disser não com clareza, o que ficou guardado conta a partir do dia seguinte."))
    return told


def days_kept(steps, stopped):
    """Return how many calendar days a term had left on the day it stopped; None where it counts other things."""
    unit = next((step["unit"] for step in steps if step["step"] == "term"), "")
    end = next((step["on"] for step in steps if step["step"] == "raw_end"), "")
    if not end or unit in ("hours", "business_days"):
        return None
    return max(0, (date.fromisoformat(end) - stopped).days)


def start_of(clock):
    """Return the start event of a clock in words; a complaint to the shop not yet made is said to be so."""
    if clock.start_event == "demand_sent" and not clock.complaint.contacted_on:
        return _("o dia em que você registrou o caso aqui; mande a mesma reclamação à loja nesse dia")
    if clock.start_event == "dispute_closed_won" and clock.start_on == clock.complaint.refund_promised_on:
        return _("o dia em que prometeram devolver o dinheiro")
    return clock.rule.start


def _sentence(step, clock):
    kind = step["step"]
    if kind == "start":
        words = {"day": short_date(day_of(step.get("on") or step["at"])), "event": start_of(clock)}
        if step.get("counts"):
            return _("Começa em %(day)s: %(event)s. Esse dia já conta.") % words
        return _("Começa em %(day)s: %(event)s. Esse dia não conta.") % words
    if kind == "count":
        unit, n = step["unit"], step["n"]
        if unit == "seconds":
            # What ran of a term in hours that was stopped; whole hours are enough to follow the sum.
            unit, n = "hours", n // 3600
        words = {"n": UNITS[unit](n), "last": short_date(day_of(step["to"]))}
        if step["unit"] == "business_days":
            return _("Contam %(n)s, sem sábado, domingo e feriado: até %(last)s.") % words
        return _("Contam %(n)s: até %(last)s.") % words
    if kind == "roll":
        words = {"day": short_date(day_of(step["from"])), "next": short_date(day_of(step["to"])),
                 "why": step.get("name") or _("fim de semana")}
        return _("%(day)s é %(why)s: pela lei, passa para %(next)s. Não conte com isso: aja antes.") % words
    if kind == "no_roll":
        words = {"day": short_date(day_of(step["on"])), "why": step.get("name") or _("fim de semana")}
        return _("%(day)s é %(why)s, e aqui o prazo não pula para o dia seguinte.") % words
    if kind == "cap":
        return _("Nunca passa de %(day)s.") % {"day": short_date(day_of(step["to"]))}
    if kind == "safe" and step.get("margin_days") and clock.safe_on < clock.due_on:
        return _("Por segurança, conte até %(day)s: um dia antes.") % {"day": short_date(day_of(step["on"]))}
    if kind == "pause":
        return _("Parou de contar em %(day)s.") % {"day": short_date(day_of(step.get("on") or step["at"]))}
    if kind == "resume":
        return _("Voltou a contar em %(day)s.") % {"day": short_date(day_of(step.get("on") or step["at"]))}
    if kind == "extend":
        return _("Ganhou mais %(days)s.") % {"days": days(step["n"])}
    return ""


def until(day, today):
    """Return "hoje, até 23h59", "amanhã" or the long date: the words after "até"."""
    left = (day - today).days
    if left == 0:
        return _("hoje, 23h59")
    if left == 1:
        return _("amanhã, %(day)s") % {"day": long_date(day, today)}
    return long_date(day, today)


def days(n):
    """Return "1 dia" or "5 dias"."""
    return ngettext("%(n)d dia", "%(n)d dias", n) % {"n": n}


def brl(amount):
    """Return an amount in reais as the active language writes it: "R$ 2.040,00"."""
    return format_money(amount, "BRL", get_language() or "pt-br")


def away(n):
    """Return how far a day is from today, in round words: "hoje", "7 dias", "3 meses", "1 ano"."""
    if not n:
        return _("hoje")
    if n >= 365:
        return ngettext("%(n)d ano", "%(n)d anos", n // 365) % {"n": n // 365}
    if n > 30:
        return ngettext("%(n)d mês", "%(n)d meses", n // 30) % {"n": n // 30}
    return days(n)
