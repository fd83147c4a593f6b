"""A joint file: the cases of people who agreed, handed to one body together."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint, SimilarGroup
from complaints.models.cases import new_token
from complaints.models.evidence import private_path
from contacts.models import Body, Company

# Fewer people than this are never handed over together: too easy to tell who is who, too weak to count.
FEWEST = 5


class JointFile(models.Model):
    """What a group of people with the same problem may hand to a body, and whether it was handed."""

    class State(models.TextChoices):
        ASKING = "asking", _("perguntando às pessoas")
        BUILT = "built", _("dossiê pronto")
        HANDED = "handed", _("entregue")
        DROPPED = "dropped", _("desistimos")

    token = models.CharField(max_length=24, unique=True, default=new_token)
    kind = models.CharField(_("o que têm em comum"), max_length=8, choices=SimilarGroup.Kind)
    shop = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("loja"))
    key = models.CharField(max_length=200)
    title = models.CharField(_("nome"), max_length=200)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("para quem"))
    # What the people are told before they agree, and the body reads first.
    words = models.TextField(_("o que vamos dizer"), max_length=3000)
    state = models.CharField(_("situação"), max_length=8, choices=State, default=State.ASKING)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("quem começou")
    )
    made_at = models.DateTimeField(_("começado em"), default=timezone.now)
    # The file as built, private as all evidence; built anew when somebody takes back the yes.
    file = models.FileField(upload_to=private_path, storage=default_storage, max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    built_at = models.DateTimeField(_("montado em"), null=True, blank=True)
    handed_on = models.DateField(_("entregue em"), null=True, blank=True)
    protocol = models.CharField(_("protocolo"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("dossiê conjunto")
        verbose_name_plural = _("dossiês conjuntos")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "shop", "key", "body"], name="one_joint_file_at_a_time",
                condition=Q(state__in=["asking", "built"]),
            ),
        ]

    def __str__(self):
        return self.title


class JointConsent(models.Model):
    """One person's answer: may this case go into the joint file, with name, story and files?"""

    joint = models.ForeignKey(JointFile, models.CASCADE, related_name="consents", db_index=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="joint_consents")
    asked_at = models.DateTimeField(_("perguntado em"), default=timezone.now)
    # Empty: no answer yet, which is no yes.
    agreed = models.BooleanField(_("aceitou"), null=True, blank=True)
    answered_at = models.DateTimeField(_("respondeu em"), null=True, blank=True)

    class Meta:
        verbose_name = _("resposta sobre o dossiê")
        verbose_name_plural = _("respostas sobre o dossiê")
        constraints = [models.UniqueConstraint(fields=["joint", "complaint"], name="one_consent_per_case")]

    def __str__(self):
        return f"{self.joint_id} {self.complaint_id} {self.agreed}"
