"""Days and amounts as the texts write them, whatever language the page is read in. Pure."""

from django.utils.translation import get_language

from complaints.money import NO_BREAK_SPACE, format_money

MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
    "dezembro",
)
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)


def day_words(day):
    """Return "27 de novembro de 2026", and "1º de novembro de 2026"."""
    number = "1º" if day.day == 1 else str(day.day)
    return f"{number} de {MONTHS[day.month - 1]} de {day.year}"


def english_day(day):
    """Return "27 November 2026"."""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def money_words(amount, currency):
    """Return "R$ 2.040,00"; with a plain space, since some forms refuse the other."""
    return format_money(amount, currency, "pt-br").replace(NO_BREAK_SPACE, " ")


def english_money(amount, currency):
    """Return "R$2,040.00"."""
    return format_money(amount, currency, "en").replace(NO_BREAK_SPACE, " ")


def one_line(text):
    """Return what a person typed into a field of one line, without gaps."""
    return " ".join(text.split())


def number_words(number):
    """Return "1.240", or "1,240" where the page is read in English."""
    text = f"{number:,}"
    return text if (get_language() or "").startswith("en") else text.replace(",", ".")
