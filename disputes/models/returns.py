"""The way of a product back to the seller."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models import Evidence
from disputes.models.disputes import Dispute, Freight


class ReturnLeg(models.Model):
    """Label, posting and arrival of one return, with the proof each side gave."""

    dispute = models.OneToOneField(Dispute, models.CASCADE, related_name="return_leg")
    freight_by = models.CharField(_("envio de volta"), max_length=6, choices=Freight)
    label = models.CharField(_("etiqueta ou código de postagem"), max_length=300, blank=True)
    label_file = models.ForeignKey(Evidence, models.SET_NULL, null=True, blank=True, related_name="+")
    label_until = models.DateField(_("etiqueta vale até"), null=True, blank=True)
    # How many labels the seller has given: a second one that runs out is the buyer's loss.
    labels = models.PositiveSmallIntegerField(_("etiquetas"), default=0)
    address = models.TextField(_("endereço da devolução"), blank=True, max_length=600)
    carrier = models.CharField(_("transportadora"), max_length=60, blank=True)
    tracking = models.CharField(_("código de rastreio"), max_length=60, blank=True)
    posted_on = models.DateField(_("postado em"), null=True, blank=True)
    posting_proof = models.ForeignKey(Evidence, models.SET_NULL, null=True, blank=True, related_name="+")
    refused_on = models.DateField(_("recusado no balcão em"), null=True, blank=True)
    refusal_note = models.CharField(_("o que disseram no balcão"), max_length=600, blank=True)
    refusal_proof = models.ForeignKey(Evidence, models.SET_NULL, null=True, blank=True, related_name="+")
    arrived_at = models.DateTimeField(_("chegou ao vendedor em"), null=True, blank=True)
    contested_at = models.DateTimeField(_("contestada em"), null=True, blank=True)

    class Meta:
        verbose_name = _("devolução")
        verbose_name_plural = _("devoluções")

    def __str__(self):
        return f"{self.dispute_id}: {self.tracking}"
