"""What is counted and indexed beforehand, so that no page of the staff reads a million rows.

All of it can be thrown away and made anew from the cases.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.cases import Complaint
from contacts.models import Company


class Tally(models.Model):
    """How many of something there were on one day at one shop.

    A flow (`filed`, `clock_met`) counts what happened on the day; a stock (`open_queue`, `open_agent`) is what
    stood there when the day was last counted. `complaints.tallies` says which is which.
    """

    # In the zone of the cases.
    day = models.DateField(_("dia"))
    shop = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    measure = models.CharField(max_length=20)
    key = models.CharField(max_length=40, blank=True)
    n = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("contagem")
        verbose_name_plural = _("contagens")
        constraints = [
            models.UniqueConstraint(fields=["day", "shop", "measure", "key"], name="one_tally_per_day"),
        ]
        indexes = [models.Index(fields=["measure", "day"], name="tallies_of_measure")]

    def __str__(self):
        return f"{self.day} {self.measure}:{self.key} {self.n}"


class SimilarGroup(models.Model):
    """Cases with the same seller, the same listing, or the same shop and reason, counted together."""

    class Kind(models.TextChoices):
        SELLER = "seller", _("mesmo vendedor")
        LISTING = "listing", _("mesmo anúncio")
        REASON = "reason", _("mesmo problema na mesma loja")

    kind = models.CharField(_("o que têm em comum"), max_length=8, choices=Kind)
    shop = models.ForeignKey(Company, models.CASCADE, related_name="+", verbose_name=_("loja"))
    # The seller's or the listing's key, or the reason.
    key = models.CharField(max_length=200)
    title = models.CharField(_("nome"), max_length=200)
    open_cases = models.PositiveIntegerField(_("casos abertos"), default=0)
    people = models.PositiveIntegerField(_("pessoas"), default=0)
    newest_at = models.DateTimeField(_("último caso em"))
    counted_at = models.DateTimeField(_("contado em"))

    class Meta:
        verbose_name = _("grupo de casos parecidos")
        verbose_name_plural = _("grupos de casos parecidos")
        constraints = [models.UniqueConstraint(fields=["kind", "shop", "key"], name="one_group_per_key")]
        indexes = [models.Index(fields=["kind", "-open_cases"], name="groups_by_size")]

    def __str__(self):
        return f"{self.kind}: {self.title}"


class CaseText(models.Model):
    """The folded words in which a case is searched: story, goods, seller, numbers (`complaints.search`).

    On PostgreSQL the table has one column more, `vector`, which the database makes of `words`.
    """

    complaint = models.OneToOneField(Complaint, models.CASCADE, primary_key=True, related_name="text")
    words = models.TextField()

    class Meta:
        verbose_name = _("texto de busca")
        verbose_name_plural = _("textos de busca")

    def __str__(self):
        return f"{self.complaint_id}"


class Word(models.Model):
    """A word that cases are written with and in how many: misspelt searches are led to known words."""

    word = models.CharField(max_length=40, unique=True)
    cases = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("palavra")
        verbose_name_plural = _("palavras")
        indexes = [models.Index(fields=["-cases"], name="words_by_use", condition=Q(cases__gt=1000))]

    def __str__(self):
        return self.word
