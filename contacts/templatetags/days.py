"""Write a day the way it is said."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts.choices import Trust
from contacts.models import LinkCheck

# Nobody looked these up in a text of the law or on a page of who should know.
READ = {Trust.THIRD_PARTY, Trust.ARTICLE}
UNSURE = {Trust.MEMORY, Trust.DOUBT}

register = template.Library()


@register.filter
def long_day(day):
    """Return "22 de novembro de 2026" or "22 November 2026", by the active language."""
    if (get_language() or "").startswith("en"):
        return date_format(day, "j F Y")
    # Django's Portuguese months begin with a capital letter; inside a sentence they do not.
    return date_format(day, r"j \d\e F \d\e Y").lower()


@register.filter
def checked_words(item):
    """Say on which day a fact (its `trust` and `checked_on`) was confirmed, read, or only noted down."""
    day = {"day": long_day(item.checked_on)}
    if item.trust in UNSURE:
        return _("Anotado em %(day)s, ainda não confirmado.") % day
    if item.trust in READ:
        return _("Lido em %(day)s.") % day
    return _("Conferido em %(day)s.") % day


@register.filter
def opened_words(seen, url):
    """Say when an address was last seen working, or why it was not; "" when nobody has tried it.

    `seen` is {url: LinkCheck} of the page. A site that keeps robots out has not failed: nothing new is said of it.
    """
    check = (seen or {}).get(url)
    if check is None:
        return ""
    last = {"day": long_day(timezone.localtime(check.last_ok_at).date())} if check.last_ok_at else None
    if check.fault in ("", LinkCheck.Fault.ROBOTS):
        return _("Visto funcionando em %(day)s.") % last if last else ""
    if check.fault == LinkCheck.Fault.REFUSED:
        first = _("Não deixou o nosso robô entrar na última visita; no seu navegador pode abrir.")
    else:
        first = _("Não abriu na última tentativa (%(why)s).") % {"why": check.get_fault_display()}
    return f"{first} {_('Funcionou em %(day)s.') % last}" if last else first


@register.filter
def has_failed(seen, url):
    """Say whether the last visit to an address failed."""
    check = (seen or {}).get(url)
    return bool(check and check.failures)
