"""The staff at work: who is here, and what they have looked at."""

from django.conf import settings
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """When somebody of the staff was last here, and whether that person takes new cases."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="presence", verbose_name=_("pessoa")
    )
    seen_at = models.DateTimeField(_("visto em"))
    takes_cases = models.BooleanField(_("recebe casos novos"), default=True)
    # Whose turn it is when cases are shared out one by one: whoever was given one longest ago.
    given_at = models.DateTimeField(_("recebeu um caso em"), null=True, blank=True)

    class Meta:
        verbose_name = _("presença")
        verbose_name_plural = _("presenças")

    def __str__(self):
        return f"{self.user_id}"


class RecordIsFinal(Exception):
    """Raised when code tries to change or delete what was written about a look."""


class AccessRecordQuerySet(models.QuerySet):
    """Records can be read and added. Who is erased leaves them without a name, by cascade."""

    def of_case(self, pk):
        """Keep the looks at a case, by itself or on a page beside others."""
        return self.of_cases([pk])

    def of_cases(self, cases, other=None):
        """Keep the looks at any of these cases, by itself or beside others, and those of the condition `other`."""
        found = models.Q(case__in=cases)
        if other is not None:
            found |= other
        for pk in cases:
            beside = models.Q(cases__contains=[pk])
            if connection.vendor != "postgresql":
                table = self.model._meta.db_table
                one = f"EXISTS (SELECT 1 FROM json_each({table}.cases) WHERE value = %s)"
                beside = models.Q(RawSQL(one, [pk], models.BooleanField()))
            found |= beside
        return self.filter(found)

    def update(self, **fields):
        raise RecordIsFinal("What was seen is written once.")

    def delete(self):
        raise RecordIsFinal("What was seen is written once.")


class AccessRecord(models.Model):
    """One look of one of the staff at personal data. Written before the page is shown; never changed."""

    class What(models.TextChoices):
        CASE = "case", _("um caso")
        DISPUTE = "dispute", _("uma disputa")
        FILE = "file", _("um arquivo")
        LIST = "list", _("uma lista de casos")
        SEARCH = "search", _("uma busca")
        RECORD = "record", _("um registro")
        MAIL = "mail", _("um e-mail")
        PERSON = "person", _("uma pessoa")
        EXPORT = "export", _("uma exportação")

    at = models.DateTimeField(_("quando"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False, verbose_name=_("quem")
    )
    # Kept when the account is erased.
    user_key = models.PositiveBigIntegerField()
    what = models.CharField(_("o que viu"), max_length=8, choices=What)
    # The reference of a case, the words of a search, the name of a list.
    subject = models.CharField(_("qual"), max_length=200, blank=True)
    # The ids of the cases whose data stood on the page, [] where it was none.
    cases = models.JSONField(_("casos"), default=list)
    # The case, where it is one.
    case = models.PositiveBigIntegerField(_("caso"), null=True, blank=True)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("acesso a dados pessoais")
        verbose_name_plural = _("acessos a dados pessoais")
        ordering = ["-pk"]
        permissions = [("export_audit", "Can export what the staff saw and changed")]
        indexes = [
            models.Index(fields=["user_key", "-id"], name="access_of_person"),
            models.Index(fields=["case", "-id"], name="access_to_case", condition=models.Q(case__isnull=False)),
            models.Index(fields=["at"], name="access_by_day"),
        ]

    def __str__(self):
        return str(self.get_what_display())

    def save(self, *args, **kwargs):
        if self.pk:
            raise RecordIsFinal("What was seen is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise RecordIsFinal("What was seen is written once.")
