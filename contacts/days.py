"""Say days and hours in plain words of the active language."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def in_english():
    return (get_language() or "").startswith("en")


def long_date(day, today=None):
    """Return "sexta-feira, 27 de novembro", with the year when it is not this year's."""
    today = today or timezone.localdate()
    year = "" if day.year == today.year else (" Y" if in_english() else r" \d\e Y")
    pattern = "l, j F" if in_english() else r"l, j \d\e F"
    return calm(date_format(day, pattern + year))


def short_date(day, today=None):
    """Return "sex, 27 nov"; for lines where the weekday matters and room is scarce."""
    today = today or timezone.localdate()
    year = "" if day.year == today.year else " Y"
    text = date_format(day, "D, j M" + year)
    # Django's catalogue writes this one weekday without its accent.
    return text if in_english() else calm(text).replace("sab,", "sáb,")


def calm(text):
    """Portuguese writes weekdays and months in lower case; Django's catalogue does not."""
    return text if in_english() else text.lower()


def clock_time(moment):
    """Return "9h05" or "09:05" of an aware instant, in the active zone."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i") if in_english() else f"{local.hour}h{local.minute:02d}"


def when(moment, now):
    """Return "hoje, 9h12", "ontem, 18h00" or "qua, 30 set, 9h12"."""
    day, today = timezone.localtime(moment).date(), timezone.localtime(now).date()
    if day == today:
        return _("hoje, %(time)s") % {"time": clock_time(moment)}
    if (today - day).days == 1:
        return _("ontem, %(time)s") % {"time": clock_time(moment)}
    return f"{short_date(day, today)}, {clock_time(moment)}"
