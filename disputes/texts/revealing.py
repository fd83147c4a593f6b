"""What names a person by its very form, whatever words stand around it: a last net before a text is read by others.

The reader of stories understands sentences and is careful not to take an order's number for a telephone. Here the
mistake that counts is the other one: what is hidden for nothing can be written again, what was published cannot be
taken back. Pure.
"""

import re

from complaints.intake.registers import is_cpf

HIDDEN = "•••"
# People break a number up with these.
_GAP = r"[ \t.,_*/\-\u00a0\u2010-\u2015]{0,3}"
_ELEVEN = re.compile(rf"(?<!\d)(?=((?:\d{_GAP}){{10}}\d)(?!\d))")
_CARD = re.compile(r"(?<!\d)\d{4}([ .\-]?)\d{4}\1\d{4}\1\d{1,7}(?!\d)")
_PIX_KEY = re.compile(r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])", re.IGNORECASE)
_POSTCODE = re.compile(r"\bcep\b[^\d\n]{0,12}(\d{2}\.?\d{3}[ .\-]?\d{3})(?!\d)", re.IGNORECASE)
_PAPER = re.compile(
    r"\b(?:rg|identidade|cnh|pis|t[ií]tulo de eleitor|ag[êe]ncia|ag|conta(?: corrente)?|cc|senha|cvv)\b"
    r"[^\w\n]{0,3}(?:n[º°o.]{0,2}|número|é|e)?[^\w\n]{0,3}(\d[\d.\-]{2,18}(?: \d{3,4}){0,3}[\dx]?)(?![\d,])",
    re.IGNORECASE)
_BORN = re.compile(r"\bnasc\w{1,10}(?: em)?[^\w\n]{0,3}(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4})", re.IGNORECASE)
_SPELT_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64} {0,2}(?:[\[({] ?(?:arroba|at) ?[\])}]|\barroba\b) {0,2}[\w-]{2,40}"
    r"(?: {0,2}(?:[\[({] ?(?:ponto|dot) ?[\])}]|\bponto\b|\.) {0,2}[a-z]{2,10}){1,3}", re.IGNORECASE)

# Where everybody reads, any of these too.
_MAIL = re.compile(r"(?<![^\s,;:<>()\[\]\"'])[^\s,;:<>()\[\]\"'@]{0,64}@[^\s,;:<>()\[\]\"']{2,100}")
_LINK = re.compile(r"\b(?:https?://|www\.|wa\.me/|t\.me/)[^\s<>\"]{1,2000}", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\d,])\d{9,}(?![\d,])")


def without_revealing(text, *, is_public, kept=()):
    """Return `text` without the numbers and addresses that lead to a person.

    `kept` are numbers that whoever reads it needs. With `is_public` every link, mail address and long number goes.
    """
    kept = {figures(number) for number in kept}
    if is_public:
        text = _LINK.sub(HIDDEN, text)
        text = _MAIL.sub(HIDDEN, text)
    text = _PIX_KEY.sub(HIDDEN, _SPELT_MAIL.sub(HIDDEN, text))
    for pattern in (_POSTCODE, _PAPER, _BORN):
        text = pattern.sub(lambda found: found[0][: found.start(1) - found.start()] + HIDDEN, text)
    text = _CARD.sub(lambda found: found[0] if not is_card(found[0]) or figures(found[0]) in kept else HIDDEN, text)
    text = _without_cpfs(text, kept)
    return _LONG_NUMBER.sub(HIDDEN, text) if is_public else text


def _without_cpfs(text, kept):
    pieces, done = [], 0
    for found in _ELEVEN.finditer(text):
        start, end = found.span(1)
        digits = figures(found[1])
        if start < done or digits in kept or not is_cpf(digits):
            continue
        pieces += [text[done:start], HIDDEN]
        done = end
    return "".join([*pieces, text[done:]])


def figures(text):
    """Return the digits of a text, of whatever script, as 0 to 9."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def is_card(number):
    """Say whether the digits are those of a payment card, by the check digit of ISO/IEC 7812 (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(figures(number))):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
