"""Files that prove something. The original bytes are kept and never served inline."""

import secrets

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party, Proof
from complaints.models.cases import Complaint, Draft, new_token
from complaints.models.orders import Order


def private_path(instance, filename):
    """Return a random path: nothing of the person's file name, and nothing guessable."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


class Evidence(models.Model):
    class Kind(models.TextChoices):
        IMAGE = "image", _("imagem")
        PDF = "pdf", "PDF"

    token = models.CharField(max_length=24, unique=True, default=new_token)
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, blank=True, related_name="evidence")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, blank=True, related_name="evidence")
    # Kept with an order on the day of purchase, before there is any case.
    order = models.ForeignKey(Order, models.CASCADE, null=True, blank=True, related_name="evidence")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    party = models.CharField(_("quem deu"), max_length=10, choices=Party, default=Party.BUYER)
    kind = models.CharField(_("tipo"), max_length=5, choices=Kind)
    name = models.CharField(_("nome do arquivo"), max_length=200)
    # Which item of the checklist the file serves, if any.
    shows = models.CharField(_("serve de"), max_length=24, choices=Proof, blank=True)
    caption = models.CharField(_("o que mostra"), max_length=200, blank=True)
    original = models.FileField(upload_to=private_path, storage=default_storage, max_length=200)
    shown = models.FileField(upload_to=private_path, storage=default_storage, max_length=200)
    content_type = models.CharField(max_length=60)
    shown_type = models.CharField(max_length=60)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("tamanho"))
    uploaded_at = models.DateTimeField(_("recebido em"), default=timezone.now)

    class Meta:
        verbose_name = _("prova")
        verbose_name_plural = _("provas")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(complaint__isnull=False) | Q(draft__isnull=False) | Q(order__isnull=False),
                name="evidence_belongs",
            ),
            models.UniqueConstraint(fields=["complaint", "sha256"], name="same_file_once_per_case"),
        ]

    def __str__(self):
        return self.name
