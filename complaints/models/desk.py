"""What the staff's desk keeps: saved views and replies, who looks at a case now, which cases belong together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.models.cases import Complaint
from complaints.reply_names import SHIPPED_TITLES
from contacts.words import Bilingual


class SavedView(models.Model):
    """A list of cases that one of the staff comes back to, as the query of its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("nome"), max_length=60)
    # "queue=late&whose=mine&shop=shopee", with known names only.
    query = models.CharField(max_length=400)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lista guardada")
        verbose_name_plural = _("listas guardadas")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_per_name")]

    def __str__(self):
        return self.name


class SavedReply(models.Model):
    """A reply that staff send often; words in braces stand for facts of the case (`complaints.replies`)."""

    title = models.CharField(_("nome"), max_length=80, unique=True)
    body_pt = models.TextField(_("texto"), max_length=4000)
    body_en = models.TextField(_("texto em inglês"), max_length=4000, blank=True)
    active = models.BooleanField(_("em uso"), default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("mudada por"),
    )
    changed_at = models.DateTimeField(_("mudada em"), default=timezone.now, editable=False)

    body = Bilingual()

    class Meta:
        verbose_name = _("resposta pronta")
        verbose_name_plural = _("respostas prontas")
        ordering = ["title"]

    def __str__(self):
        return self.shown_title

    @property
    def shown_title(self):
        """The name as the reader's pages show it: those that come with the product have one in English, too."""
        return gettext(self.title) if self.title in SHIPPED_TITLES else self.title


class Looking(models.Model):
    """Somebody of the staff has a case open; a page that is closed stops saying so within a minute."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="lookers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("página aberta")
        verbose_name_plural = _("páginas abertas")
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="one_look_per_person")]

    def __str__(self):
        return f"{self.complaint_id} {self.user_id}"


class CaseLink(models.Model):
    """Two cases that belong together; the one with the smaller id comes first."""

    class Kind(models.TextChoices):
        RELATED = "related", _("tem a ver com")
        SPLIT = "split", _("saiu do mesmo caso")
        MERGED = "merged", _("juntado")

    first = models.ForeignKey(Complaint, models.CASCADE, related_name="links_on", db_index=False)
    second = models.ForeignKey(Complaint, models.CASCADE, related_name="links_back")
    kind = models.CharField(_("como"), max_length=8, choices=Kind, default=Kind.RELATED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ligação entre casos")
        verbose_name_plural = _("ligações entre casos")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_link_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="smaller_case_first"),
        ]

    def __str__(self):
        return f"{self.first_id} {self.kind} {self.second_id}"
