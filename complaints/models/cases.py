"""The case about an order, its draft, its messages and who has read them."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.choices import Outcome, Party, Reason
from complaints.instants import local_date
from complaints.models.clocks import Deadline
from complaints.models.orders import Order
from complaints.reference import new_reference, shown
from contacts.models import Company


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



# What puts an open case before a person of the staff, each a column of its own row. Moments are not part of
# it: how near an end is, and until when somebody put a case off, is asked with the clock in hand.
NEEDS = (
    Q(asked_person_at__isnull=False) | Q(awaits_staff=True) | Q(poisoned=True) | Q(bounced_at__isnull=False)
    | Q(shop_unknown=True) | Q(team_at__isnull=False) | Q(late_at__isnull=False)
)
OPEN = Q(state="open")


class Complaint(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("aberto")
        CLOSED = "closed", _("encerrado")

    class Closing(models.TextChoices):
        PAID = "paid", _("resolvido: o dinheiro veio")
        SOLVED = "solved", _("resolvido de outro jeito")
        GIVEN_UP = "given_up", _("desistiu")
        # By the staff only.
        UNANSWERED = "unanswered", _("o consumidor não respondeu mais")
        NOT_OURS = "not_ours", _("não é um caso que possamos cuidar")
        MERGED = "merged", _("juntado a outro caso")

    reference = models.CharField(_("caso"), max_length=8, default=new_reference, editable=False)
    # Whatever the sweep writes into a row is written into each index of the row: few of them are whole.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="complaints", verbose_name=_("consumidor"),
        db_index=False,
    )
    order = models.ForeignKey(Order, models.CASCADE, related_name="complaints", verbose_name=_("pedido"))
    reason = models.CharField(_("o que aconteceu"), max_length=24, choices=Reason)
    story = models.TextField(_("relato"))
    desired_outcome = models.CharField(_("o que quer"), max_length=12, choices=Outcome)
    amount_claimed = models.DecimalField(_("valor pedido"), max_digits=12, decimal_places=2, null=True, blank=True)
    contacted_on = models.DateField(_("reclamou com a loja em"), null=True, blank=True)
    # What proves the complaint to the shop, and its clear refusal: they hold and free the windows of CDC art. 26.
    contact_proof = models.ForeignKey(
        "complaints.Evidence", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("prova da reclamação"),
    )
    contact_protocol = models.CharField(_("protocolo da loja"), max_length=60, blank=True)
    refused_on = models.DateField(_("a loja disse não em"), null=True, blank=True)
    refusal_proof = models.ForeignKey(
        "complaints.Evidence", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
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
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned", db_index=False,
        verbose_name=_("atendente"), limit_choices_to={"is_staff": True},
    )
    awaits_staff = models.BooleanField(_("espera a equipe"), default=False)
    # Since when the consumer waits for a person; empty again once the staff have answered.
    asked_person_at = models.DateTimeField(_("pediu uma pessoa em"), null=True, blank=True)
    filed_at = models.DateTimeField(_("registrado em"), default=timezone.now)
    closed_at = models.DateTimeField(_("encerrado em"), null=True, blank=True)
    # The case into which this one was merged.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("juntado a"),
        db_index=False,
    )

    # -- For the staff's desk: lists of a million cases are read from these ------------------
    # The shop of the order, and what finds cases about the same seller or listing (`complaints.likeness`).
    shop = models.ForeignKey(
        Company, models.PROTECT, related_name="cases", verbose_name=_("loja"), db_index=False
    )
    shop_unknown = models.BooleanField(_("loja fora da lista"), default=False)
    seller_key = models.CharField(max_length=120, blank=True, editable=False)
    listing_key = models.CharField(max_length=200, blank=True, editable=False)
    # Ends of running clocks: the next one of all, of the team's own, of the mediator's; and whether the sweep
    # fails on one. Kept by `complaints.standing` wherever clocks are written.
    next_at = models.DateTimeField(_("próximo fim"), null=True, blank=True, editable=False)
    team_at = models.DateTimeField(_("próximo fim da equipe"), null=True, blank=True, editable=False)
    mediation_at = models.DateTimeField(_("fim da mediação"), null=True, blank=True, editable=False)
    poisoned = models.BooleanField(_("a varredura falhou"), default=False, editable=False)
    # Since when a clock of the team's own is over and was not kept; what keeps it late empties it again.
    late_at = models.DateTimeField(_("equipe atrasada desde"), null=True, blank=True, editable=False)
    # Since when a mail of this case lies undelivered, to the consumer or to the seller.
    bounced_at = models.DateTimeField(_("e-mail voltou em"), null=True, blank=True)
    # The first time the consumer wrote to the staff, and the staff's first answer.
    first_asked_at = models.DateTimeField(_("falou com a equipe em"), null=True, blank=True)
    first_answered_at = models.DateTimeField(_("primeira resposta em"), null=True, blank=True)
    # The day on which the case comes back to the queues ("show me Thursday"); a word of the consumer ends it.
    deferred_until = models.DateField(_("adiado até"), null=True, blank=True)
    deferred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("adiado por"),
    )
    needs_person = models.GeneratedField(
        expression=Case(When(NEEDS & OPEN, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(_("precisa de uma pessoa")), db_persist=True,
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("caso")
        verbose_name_plural = _("casos")
        ordering = ["-filed_at"]
        indexes = [
            models.Index(fields=["user", "-filed_at"], name="cases_of_user"),
            # One small index for each queue, in the order in which it is read.
            models.Index(fields=["next_at", "id"], name="cases_needing", condition=Q(needs_person=True)),
            models.Index(fields=["next_at", "id"], name="cases_open", condition=OPEN),
            models.Index(fields=["agent", "next_at"], name="cases_of_agent", condition=OPEN),
            models.Index(fields=["shop", "reason", "next_at"], name="cases_of_shop", condition=OPEN),
            models.Index(fields=["next_at"], name="cases_asking", condition=OPEN & Q(asked_person_at__isnull=False)),
            models.Index(fields=["next_at"], name="cases_waiting", condition=OPEN & Q(awaits_staff=True)),
            models.Index(fields=["next_at"], name="cases_poisoned", condition=OPEN & Q(poisoned=True)),
            models.Index(fields=["next_at"], name="cases_bounced", condition=OPEN & Q(bounced_at__isnull=False)),
            models.Index(fields=["next_at"], name="cases_without_shop", condition=OPEN & Q(shop_unknown=True)),
            models.Index(fields=["team_at"], name="cases_of_team", condition=OPEN & Q(team_at__isnull=False)),
            models.Index(fields=["next_at"], name="cases_late", condition=OPEN & Q(late_at__isnull=False)),
            models.Index(
                fields=["mediation_at"], name="cases_to_judge", condition=OPEN & Q(mediation_at__isnull=False)),
            models.Index(fields=["deferred_until"], name="cases_deferred", condition=Q(deferred_until__isnull=False)),
            models.Index(fields=["seller_key"], name="cases_of_seller", condition=OPEN & ~Q(seller_key="")),
            models.Index(fields=["listing_key"], name="cases_of_listing", condition=OPEN & ~Q(listing_key="")),
            # Rows that somebody or something else may leave behind.
            models.Index(fields=["agent"], name="cases_with_agent", condition=Q(agent__isnull=False)),
            models.Index(fields=["contact_proof"], name="cases_with_proof", condition=Q(contact_proof__isnull=False)),
            models.Index(fields=["refusal_proof"], name="cases_with_refusal", condition=Q(refusal_proof__isnull=False)),
            models.Index(fields=["merged_into"], name="cases_merged", condition=Q(merged_into__isnull=False)),
            # What the counts of a day look up.
            models.Index(fields=["filed_at"], name="cases_by_filing"),
            models.Index(fields=["closed_at"], name="cases_by_closing", condition=Q(closed_at__isnull=False)),
            models.Index(fields=["first_asked_at"], name="cases_by_asking", condition=Q(first_asked_at__isnull=False)),
            models.Index(fields=["first_answered_at"], name="cases_by_answer",
                         condition=Q(first_answered_at__isnull=False)),
        ]
        constraints = [
            # A constraint, not unique=True, which would cost a second index for LIKE on PostgreSQL.
            models.UniqueConstraint(fields=["reference"], name="one_case_per_reference"),
            models.UniqueConstraint(fields=["order"], name="one_open_case_per_order", condition=Q(state="open")),
        ]
        permissions = [
            ("bulk_complaint", "Can change many cases at once"),
            ("hand_over_complaint", "Can give a colleague's cases to somebody else"),
            ("see_figures", "Can see the figures of the desk"),
        ]

    def __str__(self):
        return shown(self.reference)

    @property
    def closing_told(self):
        """How the case ended, as its own consumer reads it."""
        return gettext("sem resposta sua") if self.closing == self.Closing.UNANSWERED else self.get_closing_display()

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
