"""Choices used by more than one app, each with the one description that page, mail and admin show."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    PORTUGUESE = "pt-br", "Português"
    ENGLISH = "en", "English"


class GovBrLevel(models.TextChoices):
    """How far a gov.br account has proved who its owner is."""

    NONE = "none", _("não tenho conta gov.br")
    BRONZE = "bronze", _("bronze")
    SILVER = "silver", _("prata")
    GOLD = "gold", _("ouro")


class Trust(models.TextChoices):
    """How far a stated fact can be relied on; shown beside it as its trust mark."""

    LAW = "law", _("está na lei")
    OFFICIAL = "official", _("página oficial")
    THIRD_PARTY = "third_party", _("fonte indireta")
    ARTICLE = "article", _("artigo sobre a loja")
    MEMORY = "memory", _("não confirmado")
    DOUBT = "doubt", _("duvidoso")
    OURS = "ours", _("compromisso nosso")


class AnswerUnit(models.TextChoices):
    CALENDAR = "calendar_days", _("dias corridos")
    BUSINESS = "business_days", _("dias úteis")


class State(models.TextChoices):
    """The 27 federative units of Brazil."""

    AC = "AC", "Acre"
    AL = "AL", "Alagoas"
    AP = "AP", "Amapá"
    AM = "AM", "Amazonas"
    BA = "BA", "Bahia"
    CE = "CE", "Ceará"
    DF = "DF", "Distrito Federal"
    ES = "ES", "Espírito Santo"
    GO = "GO", "Goiás"
    MA = "MA", "Maranhão"
    MT = "MT", "Mato Grosso"
    MS = "MS", "Mato Grosso do Sul"
    MG = "MG", "Minas Gerais"
    PA = "PA", "Pará"
    PB = "PB", "Paraíba"
    PR = "PR", "Paraná"
    PE = "PE", "Pernambuco"
    PI = "PI", "Piauí"
    RJ = "RJ", "Rio de Janeiro"
    RN = "RN", "Rio Grande do Norte"
    RS = "RS", "Rio Grande do Sul"
    RO = "RO", "Rondônia"
    RR = "RR", "Roraima"
    SC = "SC", "Santa Catarina"
    SP = "SP", "São Paulo"
    SE = "SE", "Sergipe"
    TO = "TO", "Tocantins"


TIME_ZONES = [
    ("America/Sao_Paulo", _("Brasília, São Paulo, Sul, Sudeste, Nordeste")),
    ("America/Noronha", _("Fernando de Noronha")),
    ("America/Manaus", _("Amazonas, Rondônia, Roraima")),
    ("America/Cuiaba", _("Mato Grosso, Mato Grosso do Sul")),
    ("America/Rio_Branco", _("Acre")),
    ("Europe/Lisbon", "Lisboa"),
    ("America/New_York", _("Nova York")),
    ("UTC", "UTC"),
]
