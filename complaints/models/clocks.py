"""Rules as data, and the clocks that run under them."""

from dataclasses import replace

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.calendar import Term, Unit
from complaints.choices import Party
from contacts.choices import Trust
from contacts.words import Bilingual


class Rule(models.Model):
    """Who must do what within n days of which event, counted how, and what silence does.

    Dated and versioned: a changed rule is a new row, and a running clock keeps the version
    it started under.
    """

    class Kind(models.TextChoices):
        DEADLINE = "deadline", _("prazo")
        EARLIEST = "earliest", _("primeiro dia")
        EXPECTATION = "expectation", _("previsão")
        RETENTION = "retention", _("guarda")

    slug = models.CharField(_("regra"), max_length=40)
    version = models.PositiveIntegerField(_("versão"), default=1)
    current = models.BooleanField(_("em vigor"), default=True)
    actor = models.CharField(_("quem age"), max_length=10, choices=Party)
    n = models.PositiveIntegerField("n")
    unit = models.CharField(_("unidade"), max_length=16, choices=[(unit.value, unit.value) for unit in Unit])
    start_event = models.CharField(_("começa com"), max_length=48)
    exclude_start_day = models.BooleanField(_("não conta o primeiro dia"), default=True)
    include_last_day = models.BooleanField(_("conta o último dia"), default=True)
    roll_if_holiday = models.BooleanField(_("passa para o dia útil seguinte"), default=False)
    kind = models.CharField(_("tipo"), max_length=12, choices=Kind, default=Kind.DEADLINE)
    on_expiry = models.CharField(_("o silêncio"), max_length=40, blank=True)
    safe_margin_days = models.PositiveSmallIntegerField(_("margem em dias"), default=0)
    cap_days = models.PositiveIntegerField(_("teto em dias"), null=True, blank=True)
    cap_event = models.CharField(_("teto conta de"), max_length=48, blank=True)
    suspended_by = models.CharField(_("para com"), max_length=40, blank=True)
    applies = models.JSONField(_("vale para"), default=dict, blank=True)
    on_filing = models.BooleanField(_("começa no registro"), default=False)
    title_pt = models.CharField(_("nome"), max_length=80)
    title_en = models.CharField(_("nome em inglês"), max_length=80)
    action_pt = models.CharField(_("o que fazer"), max_length=400)
    action_en = models.CharField(_("o que fazer, em inglês"), max_length=400)
    silence_pt = models.CharField(_("se ninguém fizer nada"), max_length=400)
    silence_en = models.CharField(_("se ninguém fizer nada, em inglês"), max_length=400)
    after_pt = models.CharField(_("depois do fim"), max_length=400)
    after_en = models.CharField(_("depois do fim, em inglês"), max_length=400)
    start_pt = models.CharField(_("conta a partir de"), max_length=200)
    start_en = models.CharField(_("conta a partir de, em inglês"), max_length=200)
    varies_pt = models.CharField(_("varia"), max_length=400, blank=True)
    varies_en = models.CharField(_("varia, em inglês"), max_length=400, blank=True)
    doubt_pt = models.CharField(_("dúvida"), max_length=400, blank=True)
    doubt_en = models.CharField(_("dúvida, em inglês"), max_length=400, blank=True)
    trust = models.CharField(_("confiança"), max_length=12, choices=Trust)
    source_pt = models.CharField(_("fonte"), max_length=200)
    source_en = models.CharField(_("fonte, em inglês"), max_length=200)
    source_url = models.URLField(_("endereço da fonte"), max_length=300, blank=True)
    shown_zone = models.CharField(_("fuso mostrado pela loja"), max_length=40, blank=True)
    valid_from = models.DateField(_("vale desde"))
    content_hash = models.CharField(max_length=64, editable=False)
    # Filled when staff made this version: loading the data file then leaves the rule alone.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("mudada por"),
    )
    changed_at = models.DateTimeField(_("mudada em"), null=True, blank=True, editable=False)
    change_reason = models.CharField(_("motivo da mudança"), max_length=400, blank=True, editable=False)

    title = Bilingual()
    action = Bilingual()
    silence = Bilingual()
    after = Bilingual()
    start = Bilingual()
    varies = Bilingual()
    doubt = Bilingual()
    source = Bilingual()

    class Meta:
        verbose_name = _("regra")
        verbose_name_plural = _("regras")
        ordering = ["slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_rule_per_version"),
            models.UniqueConstraint(fields=["slug"], name="one_current_rule", condition=Q(current=True)),
        ]

    def __str__(self):
        return f"{self.title} (v{self.version})"

    def is_after(self, other):
        """Say whether this version replaces the `other` of the same rule, once its day has come."""
        return (self.valid_from, self.version) > (other.valid_from, other.version)

    def term(self, cap_on=None):
        """Return the rule's count as a value for `complaints.calendar`."""
        return Term(
            n=self.n, unit=Unit(self.unit), exclude_start_day=self.exclude_start_day,
            include_last_day=self.include_last_day, roll_if_holiday=self.roll_if_holiday,
            safe_margin_days=self.safe_margin_days, cap_on=cap_on,
        )


class DeadlineQuerySet(models.QuerySet):
    def running(self):
        return self.filter(state=Deadline.State.RUNNING)

    def overdue(self, now):
        """Return clocks whose end has passed unmet: swept or not, the answer is the same."""
        return self.filter(
            Q(state=Deadline.State.RUNNING, due_at__lte=now) | Q(state=Deadline.State.MISSED)
        )


class Deadline(models.Model):
    """A clock: one rule laid on one case, with its sum. `due_at` is the first instant too late."""

    class State(models.TextChoices):
        RUNNING = "running", _("correndo")
        PAUSED = "paused", _("parado")
        MET = "met", _("cumprido")
        MISSED = "missed", _("passou")
        CANCELLED = "cancelled", _("cancelado")

    complaint = models.ForeignKey("complaints.Complaint", models.CASCADE, related_name="deadlines")
    rule = models.ForeignKey(
        Rule, models.PROTECT, related_name="deadlines", verbose_name=_("regra"), db_index=False
    )
    kind = models.CharField(_("tipo"), max_length=40)
    # Who hands out and ends this clock ("dispute"), and which of theirs it belongs to.
    owner = models.CharField(max_length=10, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    party = models.CharField(_("quem age"), max_length=10, choices=Party)
    start_event = models.CharField(max_length=48)
    start_on = models.DateField(_("começou em"))
    start_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("até"))
    due_at = models.DateTimeField(_("acaba em"))
    safe_on = models.DateField(_("dia seguro"))
    sum = models.JSONField(_("conta"), default=list)
    # A count of its own instead of the rule's: the days that one body sets for itself.
    own_n = models.PositiveIntegerField(_("dias próprios"), null=True, blank=True)
    own_unit = models.CharField(_("unidade própria"), max_length=16, blank=True, db_default="")
    state = models.CharField(_("situação"), max_length=10, choices=State, default=State.RUNNING)
    # The file that proves what holds a paused clock.
    held_by = models.ForeignKey(
        "complaints.Evidence", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("parado por"),
        db_index=False,
    )
    opened_at = models.DateTimeField(_("aberto em"))
    closed_at = models.DateTimeField(_("terminou em"), null=True, blank=True)
    paused_at = models.DateTimeField(_("parado em"), null=True, blank=True)
    paused_why = models.CharField(_("por que parou"), max_length=200, blank=True)
    muted = models.BooleanField(_("avisos desligados"), default=False)
    snoozed_to = models.DateTimeField(_("lembrar em"), null=True, blank=True)
    wake_at = models.DateTimeField(_("próximo exame"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("falhas"), default=0)
    last_error = models.CharField(_("último erro"), max_length=200, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("prazo")
        verbose_name_plural = _("prazos")
        ordering = ["due_at", "pk"]
        indexes = [
            # The sweep looks here and nowhere else.
            models.Index(fields=["wake_at"], name="clock_wakes", condition=Q(state="running")),
            # The counts of a day look here.
            models.Index(fields=["closed_at"], name="clocks_by_end", condition=Q(state__in=["met", "missed"])),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "subject_id"], name="one_running_clock_per_subject",
                condition=Q(state="running") & ~Q(owner=""),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.due_on}"

    def term(self, cap_on=None):
        """Return the count of this clock: the rule's, or the days that one body sets for itself."""
        term = self.rule.term(cap_on)
        if self.own_n is not None:
            term = replace(term, n=self.own_n, unit=Unit(self.own_unit or self.rule.unit))
        return term

    def is_overdue(self, now):
        """Say whether the end has passed unmet at the instant `now` (aware)."""
        if self.state == self.State.RUNNING:
            return self.due_at <= now
        return self.state == self.State.MISSED


class SweepRun(models.Model):
    """The last success of each recurring job: a dead sweeper must be loud."""

    name = models.CharField(_("tarefa"), max_length=20, unique=True)
    last_success = models.DateTimeField(_("último sucesso"), default=timezone.now)
    last_error = models.CharField(_("último erro"), max_length=200, blank=True)
    last_error_at = models.DateTimeField(_("quando falhou"), null=True, blank=True)
    last_count = models.PositiveIntegerField(_("relógios tratados"), default=0)

    class Meta:
        verbose_name = _("varredura")
        verbose_name_plural = _("varreduras")

    def __str__(self):
        return self.name
