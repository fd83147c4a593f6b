"""Amounts of money as Brazilians type and read them.

Reading never guesses: a text with two honest readings is refused with both of them, so that the person can
choose. The sentences shown to people are made elsewhere, from the codes of `AmountError`.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
# Amounts from this one on are typing slips: no order of a consumer costs ten million reais.
TOO_LARGE = Decimal(10_000_000)

NO_BREAK_SPACE = "\u00a0"

# Wide enough for any amount a caller can hold, so that formatting never runs out of digits.
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)

_MINUS = "-\u2010\u2011\u2012\u2013\u2014\u2212"
# Characters that show nothing and come along when text is copied from a page or a chat.
_INVISIBLE = str.maketrans("", "", "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad")
_SPACES = re.compile(r"\s+")
_BRL_BEFORE = re.compile(r"^(?:R ?\$|BRL|RS(?=[ \d]))\s?:?", re.IGNORECASE)
_BRL_AFTER = re.compile(r"(?:reais|real|R ?\$|BRL)[.!]?$", re.IGNORECASE)
_OTHER_CURRENCY = re.compile(r"[$€£¥]|\b(?:USD?|EUR|GBP|CNY|d[oó]lar(?:es)?|euros?)\b", re.IGNORECASE)
_NUMBER_WORDS = re.compile(
    # A number may touch its word ("2mil"), so only a letter before it spoils the match.
    r"(?<![^\W\d_])(?:zero|uma?|dois|duas|tr[eê]s|quatro|cinco|seis|meia|sete|oito|nove|dez|onze|doze|treze|"
    r"(?:ca|qua)torze|quinze|de[sz][ae]sseis|de[sz][ae]ssete|dezoito|de[sz][ae]nove|vinte|trinta|quarenta|"
    r"cinq[uü]enta|sessenta|setenta|oitenta|noventa|cem|cento|duzent[ao]s|trezent[ao]s|quatrocent[ao]s|"
    r"quinhent[ao]s|seiscent[ao]s|setecent[ao]s|oitocent[ao]s|novecent[ao]s|mil|milh(?:ão|ao|ões|oes)|"
    r"conto|contos|pila|pilas|centavos?|reais|real)\b",
    re.IGNORECASE,
)

_NUMBER_CHARACTERS = re.compile(r"[0-9., ]+")
_PLAIN = re.compile(r"[0-9]+")
_GROUPED_BY_DOT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_GROUPED_BY_COMMA = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_GROUPED_BY_SPACE = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")


class AmountError(ValueError):
    """A text that is no acceptable amount.

    `code` is one of "empty", "ambiguous", "words", "negative", "zero", "too_many_decimals", "too_large",
    "not_a_number". `details` holds what a sentence about it needs: `readings` (two Decimals, the smaller
    first) for "ambiguous", `limit` for "too_large", `reason="other_currency"` for "not_a_number" when the
    text names another currency.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def parse_brl(text: str) -> Decimal:
    """Read an amount in reais, to the cent, from what a person typed: "R$ 2.040,00", "2040.00", "389,9".

    Raises AmountError, and nothing else, for any text that is not exactly one positive amount below ten
    million. A single dot before exactly three digits ("2.040") may be a thousand or a decimal mark: that is
    the code "ambiguous", never a guess.
    """
    bare = _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()
    if bare[:1] == "(" and bare[-1:] == ")":
        bare, negative = bare[1:-1].strip(), True
    else:
        bare, negative = _strip_minus(bare)
    bare = _BRL_BEFORE.sub("", bare, count=1).strip()
    bare, minus_after_sign = _strip_minus(bare)
    negative = negative or minus_after_sign
    number = _BRL_AFTER.sub("", bare, count=1).strip()
    if not number:
        raise AmountError("not_a_number" if negative else "empty")
    if _NUMBER_WORDS.search(number):
        raise AmountError("words")
    try:
        amount = _read_number(number)
    except AmountError as error:
        # Being below zero is the first thing to put right in a text that is a number at all.
        if negative and error.code != "not_a_number":
            raise AmountError("negative") from None
        raise
    if negative:
        raise AmountError("negative")
    if amount == 0:
        raise AmountError("zero")
    return amount


def format_brl(amount: Decimal) -> str:
    """Write an amount of reais the Brazilian way: "R$ 2.040,00", with a no-break space after the sign."""
    return format_money(amount, "BRL", "pt")


_SIGNS = {"BRL": "R$", "USD": "US$", "EUR": "€", "GBP": "£", "CNY": "CN¥", "JPY": "JP¥"}
_WITHOUT_CENTS = {"JPY", "KRW", "CLP", "PYG"}


def format_money(amount: Decimal, currency: str, language: str) -> str:
    """Write `amount` in `currency` (ISO 4217, such as "BRL") for a reader of `language` ("pt-br", "en").

    English groups with commas and sets the sign against the number; every other language is written the
    Brazilian way. Rounds half a cent up. Raises ValueError when the amount is not a finite number.
    """
    if not amount.is_finite():
        raise ValueError("only a finite amount can be written")
    code = currency.upper()
    digits = 0 if code in _WITHOUT_CENTS else 2
    rounded = amount.quantize(Decimal(1).scaleb(-digits), context=_WIDE)
    minus = "-" if rounded < 0 else ""
    # abs() would round to the digits of the thread's context.
    number = f"{rounded.copy_abs():,.{digits}f}"
    sign = _SIGNS.get(code, code)
    if language.lower().startswith("en"):
        gap = "" if code in _SIGNS else NO_BREAK_SPACE
        return f"{minus}{sign}{gap}{number}"
    number = number.translate(str.maketrans(",.", ".,"))
    return f"{minus}{sign}{NO_BREAK_SPACE}{number}"


def _strip_minus(text: str) -> tuple[str, bool]:
    if text and text[0] in _MINUS:
        return text[1:].strip(), True
    if text and text[-1] in _MINUS:
        return text[:-1].strip(), True
    return text, False


def _read_number(number: str) -> Decimal:
    tight = re.sub(r" ?([.,]) ?", r"\1", number)
    if not (_NUMBER_CHARACTERS.fullmatch(tight) and _PLAIN.search(tight)):
        if _OTHER_CURRENCY.search(number):
            raise AmountError("not_a_number", reason="other_currency")
        raise AmountError("not_a_number")

    commas, dots = tight.count(","), tight.count(".")
    if commas and dots:
        # The mark written last is the decimal one, and the other one must group by thousands.
        mark = "," if tight.rindex(",") > tight.rindex(".") else "."
        grouping = _GROUPED_BY_DOT if mark == "," else _GROUPED_BY_COMMA
        whole, _, decimals = tight.rpartition(mark)
        if not grouping.fullmatch(whole):
            raise AmountError("not_a_number")
        return _amount(whole, decimals)
    if commas > 1 or dots > 1:
        grouping = _GROUPED_BY_DOT if dots else _GROUPED_BY_COMMA
        if not grouping.fullmatch(tight):
            raise AmountError("not_a_number")
        return _amount(tight, "")

    whole, mark, decimals = tight.replace(",", ".").partition(".")
    if whole and not (_PLAIN.fullmatch(whole) or _GROUPED_BY_SPACE.fullmatch(whole)):
        raise AmountError("not_a_number")
    if dots and len(decimals) == 3 and _PLAIN.fullmatch(decimals) and len(whole) <= 3 and whole[:1] not in ("", "0"):
        small = Decimal(f"{whole}.{decimals}").quantize(CENT, context=_WIDE)
        raise AmountError("ambiguous", readings=(small, Decimal(whole + decimals)))
    return _amount(whole, decimals)


def _amount(whole: str, decimals: str) -> Decimal:
    if decimals and not _PLAIN.fullmatch(decimals):
        raise AmountError("not_a_number")
    digits = re.sub(r"[., ]", "", whole).lstrip("0") or "0"
    if len(digits) >= len(str(TOO_LARGE)):
        raise AmountError("too_large", limit=TOO_LARGE)
    if len(decimals) > 2:
        raise AmountError("too_many_decimals")
    return Decimal(f"{digits}.{decimals:0<2}")
