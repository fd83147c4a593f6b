"""The directory: companies, their channels and guides, and the bodies one can turn to."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from contacts.choices import AnswerUnit, State, Trust
from contacts.words import Bilingual, fold

# What the directory calls every shop that is not listed.
OTHER_SHOP = gettext_noop("Outra loja")


def searchable(texts):
    """Return texts as the one folded line that is searched; spaces around it make every word whole."""
    return f" {' '.join(fold(' '.join(texts)).split())} "


def in_order(parts):
    # Sorted here, not by the database: prefetched rows must serve as well.
    return sorted(parts, key=lambda part: (part.position, part.pk))


class Sourced(models.Model):
    """A fact with where it comes from, how far it can be trusted and the day it was checked."""

    source = models.CharField(_("fonte"), max_length=300, blank=True)
    source_url = models.URLField(_("endereço da fonte"), max_length=500, blank=True)
    trust = models.CharField(_("confiança"), max_length=12, choices=Trust, default=Trust.MEMORY)
    checked_on = models.DateField(_("conferido em"))

    class Meta:
        abstract = True


class Company(Sourced):
    class Kind(models.TextChoices):
        MARKETPLACE = "marketplace", _("loja")
        PAYMENT = "payment", _("pagamento")
        OTHER = "other", _("outra")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("nome"), max_length=120)
    kind = models.CharField(_("tipo"), max_length=12, choices=Kind)
    country = models.CharField(_("país"), max_length=2, blank=True)
    website = models.URLField(_("site"), blank=True)
    summary_pt = models.TextField(_("resumo"), blank=True)
    summary_en = models.TextField(_("resumo em inglês"), blank=True)
    brazilian_entity_pt = models.TextField(_("quem responde no Brasil"), blank=True)
    brazilian_entity_en = models.TextField(_("quem responde no Brasil, em inglês"), blank=True)
    # Empty: not known, and then the person is asked to look.
    on_consumidor_gov = models.BooleanField(_("está no consumidor.gov.br"), null=True, blank=True)
    can_be_sued_here = models.BooleanField(_("tem endereço no Brasil"), null=True, blank=True)
    order_number_pattern = models.CharField(_("forma do número do pedido"), max_length=120, blank=True)
    order_number_hint_pt = models.CharField(_("dica do número"), max_length=240, blank=True)
    order_number_hint_en = models.CharField(_("dica do número em inglês"), max_length=240, blank=True)
    order_number_example = models.CharField(_("exemplo de número"), max_length=60, blank=True)
    search = models.TextField(editable=False, blank=True)

    summary = Bilingual()
    brazilian_entity = Bilingual()
    order_number_hint = Bilingual()

    class Meta:
        verbose_name = _("empresa")
        verbose_name_plural = _("empresas")
        ordering = ["name"]

    def __str__(self):
        return self.shown_name

    @property
    def shown_name(self):
        """The name as pages show it: names are the same in all languages, but that of any other shop is a word."""
        return gettext(self.name) if self.name == OTHER_SHOP else self.name

    def search_text(self):
        """Return what is searched: the company, its channels and its guides, in both languages.

        Two queries, unless channels and guides are prefetched.
        """
        texts = [self.name, self.summary_pt, self.summary_en]
        if self.pk:
            for channel in in_order(self.channels.all()):
                texts += [channel.label_pt, channel.label_en, channel.value, channel.note_pt, channel.note_en]
            for guide in in_order(self.guides.all()):
                texts += [guide.title_pt, guide.title_en, *guide.steps_pt, *guide.steps_en]
        return searchable(texts)

    def save(self, *args, **kwargs):
        self.search = self.search_text()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("company", args=[self.slug])


class Channel(Sourced):
    """One way to reach a company; it may be *known not to exist*, and then the page says so."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("telefone")
        CHAT = "chat", _("chat")
        HELP_CENTRE = "help_centre", _("central de ajuda")
        APP = "app", _("aplicativo")
        SITE = "site", _("site")
        EMAIL = "email", _("e-mail")
        SOCIAL = "social", _("redes sociais")
        FORM = "form", _("formulário")
        SELLER = "seller", _("vendedor")

    class Availability(models.TextChoices):
        AVAILABLE = "available", _("existe")
        NONE = "none", _("não existe")
        UNKNOWN = "unknown", _("não sabemos")

    company = models.ForeignKey(Company, models.CASCADE, related_name="channels")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("tipo"), max_length=12, choices=Kind)
    label_pt = models.CharField(_("nome"), max_length=160)
    label_en = models.CharField(_("nome em inglês"), max_length=160)
    value = models.CharField(_("contato"), max_length=300, blank=True)
    url = models.URLField(_("endereço"), max_length=500, blank=True)
    availability = models.CharField(_("existe?"), max_length=10, choices=Availability)
    note_pt = models.TextField(_("observação"), blank=True)
    note_en = models.TextField(_("observação em inglês"), blank=True)

    label = Bilingual()
    note = Bilingual()

    class Meta:
        verbose_name = _("canal")
        verbose_name_plural = _("canais")
        ordering = ["company", "position"]

    def __str__(self):
        return f"{self.company_id}: {self.label_pt}"


class Guide(Sourced):
    """Step-by-step instructions for one thing to do with one company."""

    class Kind(models.TextChoices):
        BEFORE_YOU_WRITE = "before_you_write", _("leia antes de escrever")
        CONTACT_APP = "contact_app", _("falar pelo aplicativo")
        CONTACT_SITE = "contact_site", _("falar pelo site")
        CONTACT_SELLER = "contact_seller", _("falar com o vendedor")
        OPEN_DISPUTE = "open_dispute", _("abrir disputa")
        REFUND = "refund", _("receber o dinheiro de volta")

    company = models.ForeignKey(Company, models.CASCADE, related_name="guides")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("tipo"), max_length=20, choices=Kind)
    title_pt = models.CharField(_("título"), max_length=160)
    title_en = models.CharField(_("título em inglês"), max_length=160)
    steps_pt = models.JSONField(_("passos"), default=list)
    steps_en = models.JSONField(_("passos em inglês"), default=list)
    tip_pt = models.TextField(_("dica"), blank=True)
    tip_en = models.TextField(_("dica em inglês"), blank=True)

    title = Bilingual()
    steps = Bilingual()
    tip = Bilingual()

    class Meta:
        verbose_name = _("passo a passo")
        verbose_name_plural = _("passos a passo")
        ordering = ["company", "position"]

    def __str__(self):
        return f"{self.company_id}: {self.title_pt}"


class Body(models.Model):
    """An outside body that takes complaints: consumidor.gov.br, a Procon, a court, ..."""

    class Kind(models.TextChoices):
        CONSUMIDOR_GOV_BR = "consumidor_gov_br", "consumidor.gov.br"
        PROCON = "procon", _("Procons")
        PROTESTE = "proteste", "PROTESTE"
        DEFENSORIA = "defensoria", _("Defensorias Públicas")
        JUIZADO = "juizado", _("Juizados Especiais Cíveis")
        RECLAME_AQUI = "reclame_aqui", "Reclame AQUI"
        OTHER = "other", _("Outros órgãos")

    slug = models.SlugField(unique=True)
    kind = models.CharField(_("tipo"), max_length=20, choices=Kind)
    name = models.CharField(_("nome"), max_length=160)
    state = models.CharField(_("estado"), max_length=2, choices=[("BR", _("todo o Brasil")), *State.choices])
    city = models.CharField(_("cidade"), max_length=80, blank=True)
    url = models.URLField(_("site"), max_length=300, blank=True)
    url_trust = models.CharField(_("confiança no site"), max_length=12, choices=Trust, blank=True)
    phone = models.CharField(_("telefone"), max_length=120, blank=True)
    phone_trust = models.CharField(_("confiança no telefone"), max_length=12, choices=Trust, blank=True)
    other_channels_pt = models.JSONField(_("outros canais"), default=list, blank=True)
    other_channels_en = models.JSONField(_("outros canais em inglês"), default=list, blank=True)
    what_for_pt = models.TextField(_("para que serve"))
    what_for_en = models.TextField(_("para que serve, em inglês"))
    documents_pt = models.JSONField(_("documentos"), default=list, blank=True)
    documents_en = models.JSONField(_("documentos em inglês"), default=list, blank=True)
    # The days a company has to answer this body, where the body sets its own; they differ from Procon to Procon.
    answer_days = models.PositiveSmallIntegerField(_("dias para a empresa responder"), null=True, blank=True)
    answer_unit = models.CharField(
        _("dias corridos ou úteis"), max_length=16, choices=AnswerUnit, default=AnswerUnit.CALENDAR
    )
    answer_trust = models.CharField(_("confiança nos dias"), max_length=12, choices=Trust, blank=True)
    # Empty: not known.
    takes_foreign_shops = models.BooleanField(_("atende loja sem sede no Brasil"), null=True, blank=True)
    notes_pt = models.TextField(_("observações"), blank=True)
    notes_en = models.TextField(_("observações em inglês"), blank=True)
    sources = models.JSONField(_("fontes"), default=list, blank=True)
    trust = models.CharField(_("confiança"), max_length=12, choices=Trust)
    checked_on = models.DateField(_("conferido em"))
    search = models.TextField(editable=False, blank=True)

    other_channels = Bilingual()
    what_for = Bilingual()
    documents = Bilingual()
    notes = Bilingual()

    class Meta:
        verbose_name = _("órgão")
        verbose_name_plural = _("órgãos")
        ordering = ["kind", "state", "name"]

    def __str__(self):
        return self.name

    def search_text(self):
        # In Portuguese whoever saves: the words are searched in every language.
        with translation.override(settings.LANGUAGE_CODE):
            return searchable([
                self.name, self.state, self.get_state_display(), self.city, self.get_kind_display(), self.phone,
                self.what_for_pt, self.what_for_en, *self.documents_pt, *self.documents_en, self.notes_pt,
                self.notes_en,
            ])

    def save(self, *args, **kwargs):
        self.search = self.search_text()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("body", args=[self.slug])
