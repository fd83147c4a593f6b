"""Amounts of reais in running text: figures, words, "2 mil", "R$ 59.90"; other currencies are left out.

An amount that can be read in two ways keeps both readings, the likelier one first, so that it can be asked.
"""

import re
from decimal import Decimal

CENT = Decimal("0.01")
_HIGHEST = Decimal(1_000_000)
# A grouped figure from here on is a strange price for an order: the dot may well be a decimal one.
_STRANGE_THOUSANDS = Decimal(30_000)

_FIGURE = (
    r"\d{1,3}(?:[. ]\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3})+\.\d{2}(?!\d)|\d{1,3}(?:,\d{3})+\.\d{2}|\d{1,7} ?[.,] "
    r"?\d{2}(?![\d])|\d{1,7}[.,]\d{1,5}|\d{1,3}(?:\.\d{3})+|\d{1,7}"
)
_FOREIGN_BEFORE = re.compile(r"(?<![a-z])(?:us|u|usd|eur|euros?|au|ca|dolar\w*|libras?|\u20ac|\u00a3)\s?\$?\s?$", re.A)
_FOREIGN_AFTER = re.compile(
    r"\s?(?:us\b|u\$|usd|dolar|dollar|euros?\b|eur\b|libras?\b|\u20ac|\u00a3|ienes|yuan|bitcoin|btc|pesos?\b)", re.A)
_SIGNED = re.compile(
    rf"(?P<sign>r ?\$|(?<![a-z])rs ?\$?|\$ ?r|\$|(?<![a-z])brl)[\s.:=]{{0,3}}(?P<figure>{_FIGURE})(?P<thousand> "
    rf"?mil\b| ?k\b)?", re.A)
_NAMED = re.compile(
    rf"(?<![\d.,/#-])(?P<figure>{_FIGURE}) ?(?P<thousand>mil\b|k\b)? ?(?P<name>e pouc[oa]s?(?: reais)?\b|reais|"
    rf"reias|reaiss?|reals|real\b|"
    rf"reis\b|contos?\b|pilas?\b|mangos\b|pratas?\b|r\$|\$(?!\d)|(?:de )?reais)(?: e (?P<cents>\d{{1,2}}) cent\w+)?",
    re.A)
_CENTS = re.compile(
    r"(?<![\d.,/:#$-])(?P<figure>\d{1,3}(?:\.\d{3})+,\d{2}|\d{1,6},\d{2})(?![\d/]|[.,]\d)", re.A)
_THOUSAND_SAID = re.compile(
    r"(?<![\d.,/#-])(?P<figure>\d{1,3}(?:[.,]\d{1,2})?) ?(?P<thousand>mil\b)(?! (?:vezes|pessoas|clientes|recla|km|"
    r"segui|descul|"
    r"mah|pontos|milhas|unidades|itens|avalia|estrelas|dolar|euro|horas|anos|outr))", re.A)
# A price in thousands stands well without a sign or a word.
_THOUSANDS = re.compile(r"(?<![\d.,/:#$-])(?P<figure>[1-9]\d?\.\d{3})(?![\d/]|[.,-]\d)", re.A)
_CUED = re.compile(
    r"(?<![a-z])(?:valor(?:es)?(?: \w{1,12}){0,4}?|quantia|pre[cs]os?(?: \w{1,10}){0,2}?|cust(?:a|ou|ava|aram)(?: "
    r"\w{1,8})?|paguei(?: \w{1,10}){0,4}?|pag(?:ar|amos|o|a|ando)(?: \w{1,8}){0,2}?|"
    r"total(?: \w{1,8}){0,3}?|cobra(?:ram|do|da|ndo|nca|r)(?: \w{1,8}){0,3}?|cobrou(?: \w{1,8}){0,3}?|frete(?: "
    r"\w{1,8}){0,3}?|taxas?(?: \w{1,8}){0,2}?|pix(?: \w{1,8}){0,2}?|boleto de|"
    r"compra de|pedido de|prejuizo(?: \w{1,8})?|gastei(?: \w{1,8})?|debitad[oa](?: \w{1,8}){0,2}?|por apenas|dei|"
    r"transferi|depositei|mandei|perdi|outro de|outra de|"
    r"mais|por|de|parcelas?(?: de)?|vezes de|x(?: de)?)"
    rf"[\s:=(]{{1,3}}(?P<figure>{_FIGURE})(?P<thousand> ?mil\b)?", re.A)
_WEAK_CUES = ("mais", "por", "de", "dei", "perdi", "outro de", "outra de")
_VAGUE_CUES = (
    "x", "vezes", "parcelas", "parcela", "pix", "pedido", "compra", "total", "taxa", "taxas", "pagar", "pago", "paga")
_FIRM_CUE = re.compile(r"\b(?:valor|quantia|pre[cs]o|cust|paguei|frete|cobr|gastei|debitad)", re.A)
_NOT_MONEY_AFTER = re.compile(
    r"\s?(?:x\b|%|por ?cento|dias?\b|meses\b|mes\b|anos?\b|semanas?\b|horas?\b|hrs?\b|h\b|hs\b|min\w*|minutos|"
    r"segundos|unid\w*|itens\b|item\b|pecas?\b|peças\b|produtos?\b|pares?\b|par\b|"
    r"gb\b|tb\b|mb\b|ml\b|lt?s?\b|litros?\b|kg\b|kilos?|quilos?|mg\b|g\b|gr\b|gramas|cm\b|mm\b|m\b|m2|metros?|"
    r"pol\b|polegadas|\"|w\b|watts|v\b|volts|mah\b|hz\b|ghz|vezes|parcelas\b|pontos|milhas|estrelas|"
    r"pessoas|cartoes|compras|pedidos|ligac\w+|reclamac\w+|protocol\w+|mensage\w+|msgs?\b|e-?mails?|fotos?|"
    r"videos?|vestidos?|camis\w+|calcas?|tenis|uteis|de "
    r"(?:jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez)|[/:]\d|(?:a|o|e) \d+ dias|[a-z]{1,3}\d)", re.A)
_NOT_PAID_BEFORE = re.compile(
    r"(?:desconto|descontos|cupom|cupons|cupon|cashback|cash back|vale[- ]compras?|vale|bonus|voucher|economia|"
    r"salario|acima|a partir|superior(?:es)? a|maiores? que|frete gratis\w* \w+|indenizacao|danos morais|"
    r"faturamento)"
    r"(?: \w{1,9}){0,4}?[\s:(]{0,3}$", re.A)
_BOUGHT_BEFORE = re.compile(r"compr(?:ei|a|amos|ado)|adquiri|paguei", re.A)

_UNITS = {
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7,
    "oito": 8, "nove": 9,
    "dez": 10, "onze": 11, "doze": 12, "treze": 13, "quatorze": 14, "catorze": 14, "quinze": 15, "dezesseis": 16,
    "dezessete": 17, "dezoito": 18, "dezenove": 19, "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50,
    "cincoenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80, "noventa": 90, "cem": 100, "cento": 100,
    "duzentos": 200, "trezentos": 300, "quatrocentos": 400, "quinhentos": 500, "seiscentos": 600,
    "setecentos": 700, "oitocentos": 800, "novecentos": 900,
}
_NUMBER_WORD = "|".join(sorted(_UNITS, key=len, reverse=True))
_PAID_BY_STEMS = frozenset(("pix", "bolet", "carta", "debit", "credi", "dinhe", "espec", "cada", "vista"))
_NUMBER_WORDS = frozenset(_UNITS) | {"mil"}
_WORDS = re.compile(
    rf"(?<![a-z])(?P<words>(?:{_NUMBER_WORD}|mil)(?:(?: e |, | )(?:{_NUMBER_WORD}|mil)){{0,9}})"
    rf"(?: (?:de )?(?:reais|real|contos?|pilas?)(?![a-z])(?: e (?P<cents>(?:{_NUMBER_WORD})(?: e "
    rf"(?:{_NUMBER_WORD}))?) centavos)?)", re.A)
_MIL_WORDS = re.compile(
    rf"(?<![a-z])(?:valor|paguei|custou|gastei|total|perdi|quase|cerca)(?: [a-z]{{1,6}}){{0,2}}? "
    rf"(?P<words>(?:(?:{_NUMBER_WORD}) )?mil(?: e (?:{_NUMBER_WORD}))?)(?![a-z])(?! (?:vezes|pessoas|desculpas))", re.A)
# "280,00 no pix", "140 cada".
_PAID_BY = re.compile(
    rf"(?<![\d.,/:#$-])(?P<figure>{_FIGURE}) (?:(?:(?:n[oa]|em|via|pelo|por|de) )(?:pix|boleto|cartao|debito|credito|"
    rf"dinheiro|especie)\b|(?:cada|a vista)\b)", re.A)
_GLUED = frozenset(".,/#-")
_AT_FIGURES = frozenset((_PAID_BY, _NAMED, _CENTS, _THOUSANDS, _THOUSAND_SAID))


def readings(figure):
    """Return what a figure can mean in reais, the likelier reading first; empty when it is no amount."""
    tight = re.sub(r" ?([.,]) ?", r"\1", figure).replace(" ", ".")
    marks = [sign for sign in tight if sign in ".,"]
    if not marks:
        return _within(Decimal(tight))
    whole, mark, tail = tight.rpartition(marks[-1])
    bare = re.sub(r"\D", "", whole)
    if len(set(marks)) == 2 or (len(marks) > 1 and len(tail) == 2):
        return _within(Decimal(f"{bare}.{tail}"))
    if len(marks) > 1:
        return _within(Decimal(bare + tail))
    if len(tail) in (1, 2):
        return _within(Decimal(f"{bare}.{tail:0<2}"))
    if len(tail) == 3:
        thousands, slipped = Decimal(bare + tail), Decimal(f"{bare}.{tail[:2]}")
        if bare.startswith("0") or len(bare) > 3:
            return _within(slipped)
        if thousands >= _STRANGE_THOUSANDS:
            return _within(slipped, Decimal(f"{bare}.{tail}").quantize(CENT), thousands)
        return _within(thousands) if mark == "." else _within(thousands, slipped)
    if len(bare) <= 3 and len(tail) == 5:
        return _within(Decimal(f"{bare}{tail[:3]}.{tail[3:]}"))
    return _within(Decimal(f"{bare}.{tail[:2]}"))


def _within(*amounts):
    kept = []
    for amount in amounts:
        amount = amount.quantize(CENT)
        if 0 < amount < _HIGHEST and amount not in kept:
            kept.append(amount)
    return tuple(kept)


def from_words(words):
    """Return what Brazilian number words say, as a Decimal: "mil e duzentos" is 1200."""
    total = group = 0
    for word in re.findall(r"[a-z]+", words):
        if word == "mil":
            total, group = total + (group or 1) * 1000, 0
        elif word in _UNITS:
            group += _UNITS[word]
    return Decimal(total + group)


def find_amounts(reading, taken):
    """Return the amounts as Found, each value once, in the order of the text; a value is a Decimal of reais."""
    plain, amounts, seen = reading.plain, [], set()

    def add(start, end, values):
        taken.add(start, end)
        if values and values[0] not in seen:
            seen.add(values[0])
            amounts.append(reading.found("amount", values[0], start, end, values if len(values) > 1 else ()))

    # No price begins inside a date or a number that is known, or behind one of these signs.
    begins = [place for place in reading.digits
              if plain[place - 1:place] not in _GLUED and taken.free(place, place + 1)]

    def at_figures(pattern):
        for place in begins:
            match = pattern.match(plain, place)
            if match:
                yield match

    def figures(pattern, accept):
        matches = at_figures(pattern) if pattern in _AT_FIGURES else pattern.finditer(plain)
        for match in matches:
            start, end = match.span("figure")
            if taken.free(start, end) and accept(match):
                values = _values(match)
                if _is_paid(plain, match.start()):
                    add(match.start() if pattern is not _CUED else start, max(end, match.end()), values)
                else:
                    taken.add(start, end)

    if "$" in plain or "rs" in plain or "brl" in plain:
        figures(_SIGNED, lambda match: _is_signed_real(plain, match))
    if any(name in plain for name in ("rea", "rei", "conto", "pila", "$", "mango", "prata", " e pouc")):
        figures(_NAMED, lambda match: not _FOREIGN_BEFORE.search(plain[max(0, match.start() - 8):match.start()]))
        if not _NUMBER_WORDS.isdisjoint(reading.stems):
            _spoken(_WORDS, reading, taken, add)
    if "mil" in reading.stems:
        figures(_THOUSAND_SAID, lambda match: True)
        _spoken(_MIL_WORDS, reading, taken, add)
    if not _PAID_BY_STEMS.isdisjoint(reading.stems):
        figures(_PAID_BY, lambda match: len(match["figure"]) > 1)
    figures(_CENTS, lambda match: _is_bare(plain, match))
    figures(_CUED, lambda match: _is_cued(plain, match))
    figures(_THOUSANDS, lambda match: _is_bare(plain, match))
    return tuple(sorted(amounts, key=lambda amount: amount.start))


def _values(match):
    values = readings(match["figure"])
    cents = match.groupdict().get("cents")
    if cents:
        values = tuple(value + Decimal(cents) / 100 for value in values)
    if match.groupdict().get("thousand"):
        return _within(*(value * 1000 for value in values if value < 1000))
    return values


def _is_paid(plain, start):
    """Say whether an amount was paid, charged or demanded, not given away or merely talked about."""
    before = plain[max(0, start - 42):start]
    return not _NOT_PAID_BEFORE.search(before) or bool(_BOUGHT_BEFORE.search(before))


def _is_signed_real(plain, match):
    before = plain[max(0, match.start() - 8):match.start()]
    if match["sign"] in ("rs", "brl") and len(match["figure"]) > 7:
        return False
    if match["sign"] == "$" and re.search(r"(?:us?|au|ca|hk)\s?$", before):
        return False
    return not _FOREIGN_AFTER.match(plain, match.end())


def _is_bare(plain, match):
    """Say whether a figure with cents and no sign is money."""
    before = plain[max(0, match.start() - 8):match.start()]
    if _FOREIGN_BEFORE.search(before) or _FOREIGN_AFTER.match(plain, match.end()):
        return False
    return not _NOT_MONEY_AFTER.match(plain, match.end())


def _is_cued(plain, match):
    """Say whether a figure after a word of paying is money; a bare small count is not."""
    figure, after = match["figure"], match.end()
    exact = bool(re.search(r"[.,] ?\d\d$", figure))
    glued = plain[after:after + 1].isalnum() or plain[after:after + 1] in ("/", "-", ":")
    if glued and not match["thousand"] and not (exact and plain[after].isalpha()):
        return False
    if _NOT_MONEY_AFTER.match(plain, after) or _FOREIGN_AFTER.match(plain, after):
        return False
    cue = re.match(r"[a-z]+(?: de$)?", match[0])[0]
    weak = (cue in _WEAK_CUES or cue in _VAGUE_CUES) and not _FIRM_CUE.search(match[0])
    if match["thousand"]:
        return cue not in ("mais", "de") or "," in figure
    if re.search(r"[.,]", figure):
        return exact or not weak
    if cue in _WEAK_CUES:
        return cue == "por" and len(figure) in (2, 3) and not re.match(r" [a-z]", plain[after:after + 2])
    if re.match(r"\s(?:19|20)\d\d$", match[0][-5:]) and weak:
        return False
    return 2 <= len(figure) <= 5


def _spoken(pattern, reading, taken, add):
    for match in pattern.finditer(reading.plain):
        start, end = match.span("words")
        if not taken.free(start, end):
            continue
        value = from_words(match["words"])
        cents = match.groupdict().get("cents")
        if cents:
            value += from_words(cents) / 100
        if _is_paid(reading.plain, start):
            add(start, match.end(), _within(value))
