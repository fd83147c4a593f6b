"""System checks: what must hold for clocks and mails to be right."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.checks import Error, Warning, register


@register()
def time_is_utc(app_configs, **kwargs):
    """Inside, every instant is UTC; a legal day is a date in the case's zone."""
    faults = []
    if settings.TIME_ZONE != "UTC" or not settings.USE_TZ:
        faults.append(Error("TIME_ZONE must be UTC and USE_TZ true.", id="config.E001"))
    try:
        ZoneInfo(settings.CASE_TIME_ZONE)
    except ZoneInfoNotFoundError:
        faults.append(Error(f"Time zone {settings.CASE_TIME_ZONE} is unknown; install tzdata.", id="config.E002"))
    return faults


@register(deploy=True)
def mail_reaches_people(app_configs, **kwargs):
    """In production a mail must leave the machine."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return [Warning("Mail is not sent by SMTP; set EMAIL_URL.", id="config.W001")]
    return []
