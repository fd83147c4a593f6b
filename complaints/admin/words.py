"""How the staff's pages name sides and days: the consumer is "o consumidor" here, not "você"."""

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from complaints.bounces import buyer_unreached
from complaints.choices import Party
from complaints.panels import clock_card
from complaints.wording import long_date, short_date

CONSUMER = _("o consumidor")
UNREACHED = _(
    "O e-mail do consumidor está voltando: ele só lê isto se abrir a página do caso. Ligue, ou confira o e-mail dele.")


def side(party):
    """Return who acts, as the staff read it."""
    return CONSUMER if party == Party.BUYER else Party(party).label


def sent_words(case):
    """Return what the page says after a message to the consumer: whether a mail takes it there, too."""
    if buyer_unreached(case):
        return f"{_('Mensagem guardada no caso.')} {UNREACHED}"
    if not case.user.is_active:
        return str(_("Mensagem guardada no caso. A conta do consumidor está desligada: talvez ninguém leia."))
    return str(_("Mensagem enviada. O consumidor lê no caso e recebe um e-mail."))


def due_badge(tone, figure, unit):
    """Return the days left of a clock as a coloured word; the word alone says it too."""
    return format_html('<span class="due due--{}">{} {}</span>', tone, figure, unit)


def clock_badge(clock, now):
    """Return the badge of a clock whose case and rule are loaded."""
    card = clock_card(clock, now)
    return due_badge(card.tone, card.figure, card.unit)


def clock_dates(clock, over, today=None):
    """Return until when a clock runs, with the legal last day where the safe day comes before it."""
    if over:
        return _("acabou em %(day)s") % {"day": long_date(clock.due_on)}
    if clock.safe_on < (today or timezone.localdate()) < clock.due_on:
        return _("o dia seguro já passou; último dia: %(last)s") % {"last": long_date(clock.due_on)}
    if clock.safe_on != clock.due_on:
        return _("até %(safe)s por segurança; o último dia é %(last)s") % {
            "safe": long_date(clock.safe_on), "last": long_date(clock.due_on)}
    return _("até %(day)s") % {"day": long_date(clock.due_on)}


def clock_days(safe_on, due_on, over, today=None):
    """Return for a list until when a clock runs: the safe day the person reads, the last day in small type."""
    if over:
        return format_html('<span class="nobreak">{}</span>', _("acabou em %(day)s") % {"day": short_date(due_on)})
    last = _("último dia %(day)s") % {"day": short_date(due_on)}
    if safe_on < (today or timezone.localdate()) < due_on:
        return format_html('{} <small class="quiet">{}</small>', last, _("o dia seguro já passou"))
    safe = format_html('<span class="nobreak">{}</span>', short_date(safe_on))
    if safe_on == due_on:
        return safe
    return format_html('{} <small class="quiet nobreak">{}</small>', safe, last)
