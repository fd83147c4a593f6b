"""The case about an order, its draft, its messages and who has read them."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Outcome, Party, Reason
from complaints.instants import local_date
from complaints.models.clocks import Deadline
from complaints.models.orders import Order
from complaints.reference import new_reference, shown


def new_token():
    """Return an unguessable name for an address."""
    return secrets.token_urlsafe(12)


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the cases this person may see: one's own, or all for staff with the permission."""
        if user.is_staff and user.is_active and user.has_perm("complaints.view_complaint"):
            return self
        return self.filter(user=user)

    def with_next_clock(self):
        """Annotate `next_due_at`, `next_due_on`, `next_kind` of the running clock that ends first."""
        clocks = Deadline.objects.filter(complaint=OuterRef("pk"), state=Deadline.State.RUNNING).order_by("due_at")
        return self.annotate(
            next_due_at=Subquery(clocks.values("due_at")[:1]),
            next_due_on=Subquery(clocks.values("safe_on")[:1]),
            next_rule=Subquery(clocks.values("rule")[:1]),
        )

    def needing_a_person(self, now):
        """Return open cases where staff must act: mediation due, an unanswered message, a poison clock."""
        poison = Deadline.objects.filter(complaint=OuterRef("pk"), state=Deadline.State.RUNNING, failures__gt=0)
        ours = Deadline.objects.filter(
            complaint=OuterRef("pk"), state=Deadline.State.RUNNING, party__in=[Party.MEDIATOR, Party.STAFF]
        )
        return self.filter(Q(awaits_staff=True) | Exists(poison) | Exists(ours), state=Complaint.State.OPEN)


class Complaint(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("aberto")
        CLOSED = "closed", _("encerrado")

    class Closing(models.TextChoices):
        PAID = "paid", _("resolvido: o dinheiro veio")
        SOLVED = "solved", _("resolvido de outro jeito")
        GIVEN_UP = "given_up", _("desistiu")

    reference = models.CharField(_("caso"), max_length=8, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="complaints", verbose_name=_("consumidor")
    )
    order = models.ForeignKey(Order, models.CASCADE, related_name="complaints", verbose_name=_("pedido"))
    reason = models.CharField(_("o que aconteceu"), max_length=24, choices=Reason)
    story = models.TextField(_("relato"))
    desired_outcome = models.CharField(_("o que quer"), max_length=12, choices=Outcome)
    amount_claimed = models.DecimalField(_("valor pedido"), max_digits=12, decimal_places=2, null=True, blank=True)
    contacted_on = models.DateField(_("reclamou com a loja em"), null=True, blank=True)
    # What proves the complaint to the shop, and its clear refusal: they hold and free the windows of CDC art. 26.
    contact_proof = models.ForeignKey(
        "complaints.Evidence", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("prova da reclamação"),
    )
    contact_protocol = models.CharField(_("protocolo da loja"), max_length=60, blank=True)
    refused_on = models.DateField(_("a loja disse não em"), null=True, blank=True)
    refusal_proof = models.ForeignKey(
        "complaints.Evidence", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("prova da recusa"),
    )
    # What the person found out about the shop; empty: not looked up.
    shop_on_consumidor_gov = models.BooleanField(_("a loja está no consumidor.gov.br"), null=True, blank=True)
    # Names of facts that the person was asked and does not know: they are not asked again.
    not_known = models.JSONField(default=list, blank=True)
    defect_seen_on = models.DateField(_("defeito apareceu em"), null=True, blank=True)
    refund_promised_on = models.DateField(_("prometeram devolver em"), null=True, blank=True)
    state = models.CharField(_("situação"), max_length=8, choices=State, default=State.OPEN)
    closing = models.CharField(_("como acabou"), max_length=10, choices=Closing, blank=True)
    time_zone = models.CharField(_("fuso horário"), max_length=40, default=settings.CASE_TIME_ZONE)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned",
        verbose_name=_("atendente"), limit_choices_to={"is_staff": True},
    )
    awaits_staff = models.BooleanField(_("espera a equipe"), default=False)
    # Since when the consumer waits for a person; empty again once the staff have answered.
    asked_person_at = models.DateTimeField(_("pediu uma pessoa em"), null=True, blank=True)
    filed_at = models.DateTimeField(_("registrado em"), default=timezone.now)
    closed_at = models.DateTimeField(_("encerrado em"), null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("caso")
        verbose_name_plural = _("casos")
        ordering = ["-filed_at"]
        indexes = [models.Index(fields=["user", "-filed_at"], name="cases_of_user")]
        constraints = [
            models.UniqueConstraint(fields=["order"], name="one_open_case_per_order", condition=Q(state="open")),
        ]

    def __str__(self):
        return shown(self.reference)

    @property
    def shown_reference(self):
        return shown(self.reference)

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def contact_is_proved(self):
        """Whether the complaint to the shop can be proved: by its number or by a file."""
        return bool(self.contacted_on and (self.contact_protocol or self.contact_proof_id))

    def get_absolute_url(self):
        return reverse("case", args=[self.reference])

    def local_day(self, moment):
        """Return the day of an aware instant in the case's time zone: the legal day."""
        return local_date(moment, self.time_zone)


class Draft(models.Model):
    """A complaint being written: what was typed, as it was typed, right or wrong."""

    token = models.CharField(max_length=24, unique=True, default=new_token)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    data = models.JSONField(default=dict)
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, blank=True, related_name="drafts")
    # The order kept on the day of purchase that this draft is about.
    order = models.ForeignKey(Order, models.SET_NULL, null=True, blank=True, related_name="drafts")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rascunho")
        verbose_name_plural = _("rascunhos")
        ordering = ["-updated_at"]

    def __str__(self):
        return self.token


class Message(models.Model):
    """What is written in the case, and who may read it."""

    class Audience(models.TextChoices):
        """Who reads a message. No party ever reads a note, on a page or in a mail."""

        TEAM = "team", _("o consumidor e a equipe")
        BOTH = "both", _("os dois lados e a equipe")
        NOTE = "note", _("só a equipe")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="messages")
    # The seller has no account: `party` says who wrote.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    party = models.CharField(max_length=10, choices=Party)
    audience = models.CharField(max_length=4, choices=Audience, default=Audience.TEAM)
    # The dispute whose two sides read a message for both; this floor knows no disputes.
    room = models.PositiveBigIntegerField(null=True, blank=True)
    body = models.TextField(_("mensagem"), max_length=5000)
    # The form that wrote it: the same form sent twice writes one message.
    form_key = models.CharField(max_length=24, default=new_token)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mensagem")
        verbose_name_plural = _("mensagens")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["complaint", "id"], name="messages_of_case")]
        constraints = [models.UniqueConstraint(fields=["complaint", "form_key"], name="one_message_per_form")]

    def __str__(self):
        return f"{self.complaint_id}:{self.pk}"


class ReadMark(models.Model):
    """The newest message of a case that one reader has seen."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="read_marks", db_index=False)
    # "user:12" for a person with an account, "seller:7" for the seller in dispute 7.
    reader = models.CharField(max_length=40)
    message_id = models.PositiveBigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("marca de leitura")
        verbose_name_plural = _("marcas de leitura")
        constraints = [models.UniqueConstraint(fields=["complaint", "reader"], name="one_mark_per_reader")]

    def __str__(self):
        return f"{self.complaint_id} {self.reader}"
