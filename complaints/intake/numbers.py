"""What the numbers of a story are: of an order, of a parcel, of a protocol, of a telephone, or of nothing here.

The word nearest before a number says what it is; its shape decides only where no word does. Shapes follow what
the shops print: 16 digits (AliExpress, Mercado Livre), 3-7-7 (Amazon), date and eight signs (Shopee), a letter v
and a shop (VTEX); the parcels' codes follow the Universal Postal Union's S10.
"""

import re
from functools import lru_cache

from complaints.intake.folding import vocabulary
from complaints.intake.registers import is_cnpj, is_cpf, is_mobile, is_phone

_WINDOW = 64

# Codes that begin with letters, looked for only where letters and digits meet in such a way.
_LETTERED = re.compile(
    r"(?P<postal>(?<![a-z0-9])[a-z]{2} ?\d{3}[ .]?\d{3}[ .]?\d{3} ?(?:br|cn|hk|sg|us|de|nl|se|my|jp|kr|ch|gb|fr|es|"
    r"pt|it|ee|lt|fi|tr)(?![a-z0-9]))"
    r"|(?P<temu>(?<![a-z0-9])po-\d{3}-\d{10,20}(?!\d))"
    r"|(?P<uuid>(?<![a-z0-9])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![a-z0-9]))", re.A)
_LETTERED_HINT = re.compile(
    r"[a-z]{2} ?\d{3}[ .]?\d{3}[ .]?\d{3} ?[a-z]{2}|po-\d|[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]", re.A)
_START = re.compile(r"[0-9(+]")
_TOKEN = re.compile(
    r"(?P<cnpj>(?<!\d)\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}(?!\d))"
    r"|(?P<cpf>(?<!\d)\d{3}\.\d{3}\.\d{3} ?[-./ ]? ?\d{2}(?!\d))"
    r"|(?P<amazon>(?<![a-z0-9])\d{3}[- ]\d{7}[- ]\d{7}(?!\d))"
    r"|(?P<fours>(?<!\d)\d{4} \d{4} \d{4} \d{4}(?!\d))"
    r"|(?P<cep>(?<!\d)\d{2}\.?\d{3}-\d{3}(?![\d-]))"
    r"|(?P<phone>(?<![\d.,/])(?:\+ ?|(?=55))?(?:55[ .-]?)?(?:\( ?0?\d\d ?\) ?[.-]?|0?\d\d ?[ .-] ?)(?:9 "
    r"?[.-]?)?\d{4} ?[-. ]? ?\d{4}(?![\d-])"
    r"|(?<![\d.,/-])(?:\+ ?55 ?)?\d{0,2}9?\d{4}-\d{4}(?![\d-])|(?<!\d)9 ?\d{4}[ .-]\d{4}(?![\d-]))"
    r"|(?P<free>(?<!\d)0[38]00[ .-]?\d{3}[ .-]?\d{3,4}(?!\d))"
    r"|(?P<grouped>(?<![\d.,$])\d{1,4}(?:\.\d{3}){1,5}(?![\d.,]|,\d))"
    r"|(?P<plain>\d[a-z0-9]{0,60}(?:-[a-z0-9]{1,14}){0,3})", re.A)
# What one word before a number says about it. The first that fits counts.
_WORD_KINDS = re.compile(
    r"(?P<tracking>rastr\w*|rastei\w*|ratrei\w*|tracking|objeto|etiqueta|sedex|awb|minuta|obj)"
    r"|(?P<protocol>protoc?o?l\w*|prot|chamad[ao]s?|tic?ke?ts?|ocorrencia|manifestacao|boletim|bo|processo|"
    r"atendimento|solicitac\w+|"
    r"reclamac\w+|disputa|caso|demanda|sinistro|autorizacao|devolucao|postagem|reversa|case|sr|rma|cte)"
    r"|(?P<invoice>fisca\w+|nfc?e?|danfe|nota|serie|boletos?|fatura|contrato|matricula|apolice)"
    r"|(?P<phone>telefon\w*|fones?|tel|cel|celular\w*|whats?\w*|wats\w*|zap\w*|contatos?|lig\w{1,4}|sms|ddd|0800|sac)"
    r"|(?P<cpf>cpf\w*)|(?P<cnpj>cnpj\w*)|(?P<rg>rg|identidade|cnh)|(?P<cep>cep)|(?P<pix>chave)"
    r"|(?P<card>cartao|final|finais|terminad\w+|digitos|bandeira|agencia|ag|conta|banco|bin|cvv|pin)"
    r"|(?P<product>sku|ref|referencia|modelos?|imei|ean|lote|anuncio|asin|mlb|tamanho|tam|cupo[mn]|vouchers?|store|"
    r"shop\w*|versao|galaxy|iphone|moto|produto|item)"
    r"|(?P<address>rua|av|avenida|travessa|alameda|rodovia|quadra|qd|lt|bloco|apto|apartamento|ap|casa|cond\w*|"
    r"bairro|residencial|estrada|km)"
    r"|(?P<money>valor\w*|preco|r|rs|custou|custa\w*|pag(?:u\w*|o|ar|amos)|cobra\w*|por|desconto|frete|quantia|"
    r"reais|parcela\w*|entrada|limite)"
    r"|(?P<time>dias?|prazo|data|ano|ate|desde|entre|cerca|apenas)"
    r"|(?P<order>pedid\w*|pedio|peido|pediod\w*|pdido\w*|pedd?ido\w*|pededo|ped|co[mn]pras?|ordem|ordens|"
    r"orde[rn]s?|e[mn]comendas?|vendas?|reservas?|localizador\w*|transacao|carrinho|oc|ingressos?)"
    r"|(?P<id>id)", re.A)
# Words that say something else after "código de", "número do", "id do".
_OF_SOMETHING = {
    "envio": "tracking", "transporte": "tracking", "correio": "tracking", "correios": "tracking", "barras": "invoice",
    "acesso": "invoice", "servico": "protocol", "loja": "product", "vendedor": "product", "vendedora": "product",
    "cliente": "product", "cadastro": "product", "usuario": "product", "peca": "product", "pix": "pix",
}
_NUMBERED = ("cod", "id", "num", "chave", "ordem")
_WORD = re.compile(r"[a-z]+[0-9]?|0800")
_GAP_WORDS = vocabulary(
    "numero numeros numeracao nunero mumero numro num nums nr nrs nro no n nos ns nm nmr cod codigo codigos id ids "
    "ref e eh de do da dos das sob "
    "com o a os as foi sao seguinte seguintes meu minha meus este esse esta essa sendo segue seguem referente "
    "abaixo cujo "
    "qual aqui site app loja internet online gerado gerou tem feito realizado numeral identificacao respectivos "
    "respectivo ")
_NUMBER_SAID = re.compile(r"(?<![a-z])(?:n[uo]?m\w*|nr\w{0,2}|n|no|id|cod\w*|#)[\s.:o#=-]*$|#\s*$")
_MARK_NEAR = re.compile(r"#|pedid|(?<![a-z])n[o.]|num|cod|order|ped\b|:")
_NUMBER_OF = re.compile(
    r"(?<![a-z])(?:n[uo]?m\w*|n[or.]{0,2}|cod\w*|id) d[aeo]s? (?:meu |minha )?[a-z]+[^a-z0-9]{0,6}(?:e |eh )?$", re.A)
_GAP_BROKEN = re.compile(r"[.!?]\s+[a-z]{3,}|\n\s*\n|\d{2,}|\br\$")
_UNIT_AFTER = re.compile(
    r"\s?(?:reais|real\b|conto|pila|dias\b|meses\b|anos?\b|horas?\b|hrs?\b|h\b|min|%|x\b|unid|itens\b|pecas\b|"
    r"pares\b|gb\b|tb\b|mb\b|ml\b|kg\b|mg\b|g\b|cm\b|mm\b|m\b|w\b|watts|v\b|volts|mah\b|mil\b|vezes\b|parcelas\b|"
    r",\d{1,2}(?!\d)|\.\d{2}(?![\d/]))"
)
_CENTS_AFTER = re.compile(r",\d{2}(?!\d)")
_LIST_BETWEEN = re.compile(
    r"(?: (?:no dia|dia|em|de|do dia) \d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)?[\s,;/e&+|()#-]{1,6}(?:(?:tambem|nem|"
    r"o|n|no|nr|"
    r"numero|pedido|e|outro|a)[\s.:#o]{1,3}){0,4}\Z")
_NUMBER_THEN_ORDER = re.compile(
    r"\)?\s?[,:=-]?\s?\(?(?:(?:e|eh|este|esse|o|que|foi|seria|meu)\s){0,4}(?:n[uo]?m\w*|n[or.]{0,2}|cod\w*|"
    r"id)\s(?:d[oae]\s)?(?:meu\s|minha\s)?(?:pedid|compra|ordem)"
    r"|[\s,:=-]{1,3}\(?(?:(?:e|eh|esse|este|esse ai|foi) ){1,2}(?:o |a )?(?:meu |minha |do )?(?:pedido|compra|"
    r"numero do pedido)")
_LETTERS_AND_FIGURES = re.compile(r"[a-z]{2,3}\d{8,13}")
_SHOPEE = re.compile(r"2[0-6](?:0[1-9]|1[0-2])[0-3]\d[0-9A-Z]{8}")
_SHEIN = re.compile(r"(?:gsh|gso|uso|bso|bro|usr)[a-z0-9]{10,13}")
_VTEX = re.compile(r"v\d{6,12}[a-z]{2,6}(?:-\d\d)?|v?\d{6,13}-[a-z]{3,5}(?:-\d\d)?|\d{11,13}-0\d")
_PARCEL = re.compile(
    r"(?:nx|lp|aq|bz|br|gc|sm|ly|lb|ua|aa|ax|ns|nm|am|ov|qb|tb|ot|uj|cn|sy|yt|la|lo|pac)\d{9,17}[a-z]{0,2}")
_OWN_PREFIX = re.compile(r"(?:n|no|nr|nro|num|numero|id|pedido|pedidos|compra|de|e|eh|o|cod|codigo|ordem|order)\Z")
_LENIENT = {"tracking", "protocol", "phone", "invoice", "cpf", "cnpj", "rg", "cep", "pix"}
_STOPPED = vocabulary(
    "tracking protocol invoice phone cpf cnpj rg cep pix card product address money time")


class Numbers:
    """What the numbers of one text were found to be."""

    __slots__ = ("orders", "tracking", "protocols", "phones", "cpfs", "ceps")

    def __init__(self):
        self.orders, self.tracking, self.protocols = [], [], []
        self.phones, self.cpfs, self.ceps = [], [], []


def find_numbers(reading, taken):
    """Return the Numbers of a text; what is found is noted in `taken`."""
    plain, numbers = reading.plain, Numbers()
    order_named = "pedid" in plain or "compr" in plain or "ordem" in plain
    last_order = None
    for match in _tokens(plain):
        start, end = match.span()
        if not taken.free(start, end):
            continue
        shape = match.lastgroup
        if shape == "plain":
            start, end = _whole_code(reading, start, end)
        code = plain[start:end]
        digits = sum(map(str.isdigit, code))
        mixed = digits < len(code) >= 6 and code.isalnum() and code[0].isalnum()
        if mixed and _SHEIN.fullmatch(code):
            shape = "temu"
        if mixed and digits < 4:
            cue, gap, close = _cue_before(plain, start)
            kind = "order" if cue == "order" and close and len(gap) <= 20 else None
            _note(numbers, kind, reading, start, end, taken)
            continue
        # "boleto 212,44": the figure of a price, not the number of a bill.
        if shape == "plain" and digits == len(code) <= 4 and _CENTS_AFTER.match(plain, end):
            continue
        if digits < 4 and (digits < 2 or not _MARK_NEAR.search(plain[max(0, start - 14):start])):
            continue
        cue, gap, close = _cue_before(plain, start)
        kind = _kind_of_shape(shape, code, digits, cue, close, reading, start)
        if kind is None:
            kind = _kind_of_cue(plain, start, end, digits, code, cue, gap, close, order_named)
        if kind in (None, "order_list") and last_order is not None:
            between = plain[last_order[1]:start]
            similar = abs(digits - last_order[2]) <= 1 and digits >= 4
            if similar and len(between) <= 36 and _LIST_BETWEEN.match(between) and not _UNIT_AFTER.match(plain, end):
                kind = "order"
        if kind == "order":
            last_order = (start, end, digits)
        _note(numbers, kind, reading, start, end, taken)
    numbers.orders.sort(key=lambda order: order.start)
    return numbers


def _tokens(plain):
    """Yield what may be a number, first the codes that begin with letters."""
    if _LETTERED_HINT.search(plain):
        yield from _LETTERED.finditer(plain)
    start = _START.search(plain)
    while start:
        token = _TOKEN.match(plain, start.start())
        if token:
            yield token
        start = _START.search(plain, token.end() if token else start.end())


def _whole_code(reading, start, end):
    """Return where a code of digits and letters begins and ends, without the words glued to it."""
    plain = reading.plain
    first = start
    while first > 0 and start - first < 13 and "a" <= plain[first - 1] <= "z":
        first -= 1
    prefix = plain[first:start]
    if first > 0 and plain[first - 1].isalnum():
        prefix = ""
    if not prefix and start > 1 and plain[start - 1] == "-":
        first = start - 1
        while first > 0 and start - first < 6 and "a" <= plain[first - 1] <= "z":
            first -= 1
        prefix = plain[first:start]
        glued = first > 0 and plain[first - 1].isalnum()
        if glued or len(prefix) < 2 or _OWN_PREFIX.match(prefix[:-1]):
            prefix = ""
    code = plain[start:end]
    shopee = _SHOPEE.match(reading.written(start, end))
    if shopee and not plain[start:start + 14].isdigit():
        return start, start + 14
    # "02-880471926Data": a form pasted without its line ends.
    pasted = re.match(r"\d{2}-\d{6,9}(?=[a-z]{3})", code)
    if pasted:
        return start, start + pasted.end()
    whole = _mixed(reading, start)
    if whole:
        return whole
    tail = re.match(r"\d+", code).end()
    vtex = _VTEX.match(plain[start - 1:end] if prefix == "v" else code)
    if vtex:
        begin = start - 1 if prefix == "v" else start
        return begin, begin + vtex.end()
    rest = code[tail:]
    if rest and (tail >= 4 or not re.search(r"\d", rest)):
        hyphen = re.match(r"(?:-\d{1,9}(?!\d|[a-z]{1,2}(?![a-z])|[a-z]+\d))+", rest)
        letter = re.match(r"-[a-z](?![a-z0-9])", rest) and reading.written(start + tail, start + tail + 2).isupper()
        mixed = re.match(r"[a-z]{1,3}\d[a-z0-9]*", rest) and reading.written(start, end).isupper()
        if hyphen:
            end = start + tail + hyphen.end()
        elif letter:
            end = start + tail + 2
        elif not mixed:
            end = start + tail
    if prefix and not _OWN_PREFIX.match(prefix) and len(prefix) <= 6:
        upper = reading.written(start - len(prefix), start).isupper()
        short = len(prefix) <= 3 and prefix not in ("mim", "e", "a", "o")
        if _kind_of_word(prefix):
            return start, end
        if upper or short:
            start -= len(prefix)
    return start, end


def _mixed(reading, start):
    """Return the place of a code that mixes letters and digits, such as 8KQ72LXA, or None."""
    plain, first, last = reading.plain, start, start
    while first > 0 and start - first < 20 and plain[first - 1].isalnum():
        first -= 1
    while last < len(plain) and last - start < 20 and plain[last].isalnum():
        last += 1
    code = plain[first:last]
    if not 6 <= last - first <= 20 or code.isdigit():
        return None
    changes = sum(one.isdigit() != other.isdigit() for one, other in zip(code, code[1:], strict=False))
    if _SHEIN.fullmatch(code) and changes >= 3:
        return first, last
    if changes >= 2 and reading.written(first, last).isupper():
        return first, last
    return None


@lru_cache(maxsize=8192)
def _kind_of_word(word):
    match = _WORD_KINDS.fullmatch(word.rstrip("123456789"))
    return match.lastgroup if match else None


def _cue_before(plain, start):
    """Return the class of the nearest telling word, what stands between it and the number, and if they belong."""
    window = plain[max(0, start - _WINDOW):start]
    words = list(_WORD.finditer(window))
    for place in range(len(words) - 1, -1, -1):
        word = words[place][0]
        kind = _kind_of_word(word)
        if word in _OF_SOMETHING and any(
                before[0].startswith(_NUMBERED) for before in words[max(0, place - 2):place]):
            kind = _OF_SOMETHING[word]
        elif word == "servico" or kind == "product" and word in ("produto", "item") and place < len(words) - 3:
            kind = None
        if kind is None or (place == 0 and words[0].start() == 0 and start > _WINDOW):
            continue
        gap = window[words[place].end():]
        close = len(gap) <= 44 and not _GAP_BROKEN.search(gap)
        return kind, gap, close
    return None, "", False


def _kind_of_shape(shape, code, digits, cue, close, reading, start):
    """Return what a number is by its shape alone, or None where a word has to say it."""
    cued_order = cue in ("order", "id") and close
    if shape == "postal":
        return "tracking"
    if shape in ("cnpj", "free"):
        return "company"
    if shape == "cpf":
        return "cpf"
    if shape == "cep":
        return "order" if cued_order else ("cep" if cue in ("cep", "address") or not close else None)
    if shape in ("uuid", "amazon", "temu"):
        return "order" if not close or cue not in ("tracking", "protocol", "pix") else cue
    if shape == "phone":
        if cued_order and digits != 11 and "(" not in code:
            return None
        if is_phone(re.sub(r"\D", "", code)):
            return "phone"
        return None
    if shape == "plain":
        if _PARCEL.fullmatch(code) and not cued_order:
            return "tracking"
        if _SHOPEE.fullmatch(reading.written(start, start + len(code))) and not code.isdigit() and not (
                close and cue in ("tracking", "protocol")):
            return "order"
        if ("-" in code or code.startswith("v")) and _VTEX.fullmatch(code) and not (close and cue in _STOPPED):
            return "order"
    return None


def _kind_of_cue(plain, start, end, digits, code, cue, gap, close, order_named):
    """Return what the words around a number make of it, or None."""
    said = _NUMBER_SAID.search(plain[max(0, start - 14):start])
    coded = said and said[0].startswith("cod")
    words = re.findall(r"[a-z]+", gap)
    strange = [word for word in words if word not in _GAP_WORDS]
    if close and cue in _LENIENT and len(strange) <= (7 if cue == "phone" and digits >= 10 and not said else 3):
        kind = _kind_of_register(cue, digits, code, said, strange)
        if kind != "weak":
            return kind
    if _UNIT_AFTER.match(plain, end) and not (said and digits >= 5):
        return None
    if close and cue == "order" and _is_order(plain, start, digits, code, words, strange, said, gap):
        return "order"
    if close and cue == "id" and digits >= 6 and not strange:
        return "order"
    if close and cue == "card" and digits <= 6:
        return None
    if digits == len(code):
        if digits == 11 and is_cpf(code) and not is_mobile(code):
            return "cpf"
        if 10 <= digits <= 13 and is_mobile(code) and not said:
            return "phone"
        if digits == 14 and is_cnpj(code):
            return "company"
        if 15 <= digits <= 17 and not (close and cue in _STOPPED - {"time", "money", "address"}):
            return "order"
    # The courses and tickets number what they sell so: HP and ten digits.
    if (cue in (None, "time") or not close) and not said and order_named and _LETTERS_AND_FIGURES.fullmatch(code):
        return "order"
    before = plain[start - 1:start]
    if before == "#" and digits >= 4:
        return "order"
    if digits >= 5 and _NUMBER_THEN_ORDER.match(plain, end):
        return "order"
    enough = digits >= 6 or digits >= 4 and said and "numero" in said[0]
    apart = cue in (None, "order", "time", "money") or not close
    if said and not coded and enough and order_named and apart:
        return "order"
    return "order_list"


def _kind_of_register(cue, digits, code, said, strange):
    """Return what a number after the word of a register is, or "weak" when that word decides nothing."""
    if cue == "tracking":
        return "tracking" if digits >= 6 else "weak"
    if cue == "protocol":
        return "protocol" if digits >= 4 and (said or digits >= 6 or not strange) else "weak"
    if cue == "phone":
        if 8 <= digits <= 13 and not (said and digits > 11 and not code.startswith("55")):
            return "phone"
        return "other" if digits < 8 and not said else "weak"
    if cue == "cpf":
        return "cpf" if digits >= 9 else "weak"
    if cue == "pix":
        if digits == 11 and is_cpf(code) and not is_mobile(code):
            return "cpf"
        return "phone" if 10 <= digits <= 13 else "weak"
    if cue == "cep":
        return "cep" if digits == 8 else "weak"
    return "other" if digits >= 3 else "weak"


def _is_order(plain, start, digits, code, words, strange, said, gap):
    """Say whether a number after the word for an order is its number."""
    marked = bool(said) or "#" in gap or (":" in gap and digits >= 3)
    marked = marked or bool(_NUMBER_OF.search(plain[max(0, start - 40):start]))
    if strange and (len(strange) > 2 or digits < 5 or len(strange) > 1 and digits == len(code) == 5 and not marked):
        return False
    if digits < 2 or (digits < 4 and not marked) or (digits < 3 and ":" not in gap and "#" not in gap):
        return False
    bare = not marked and digits == len(code) and not any(sign in gap for sign in ":()")
    if bare and digits == 4 and (code.startswith(("19", "20")) or "de" in words):
        return False
    if bare and digits < 6 and plain[:start].rstrip(" de").endswith(("compra", "compras", "venda", "encomenda")):
        return False
    return digits <= 24


def _note(numbers, kind, reading, start, end, taken):
    """Put a number on its list, once."""
    lists = {
        "order": numbers.orders, "tracking": numbers.tracking, "protocol": numbers.protocols,
        "phone": numbers.phones, "cpf": numbers.cpfs, "cep": numbers.ceps,
    }
    if kind in ("company", "other"):
        taken.add(start, end)
    if kind not in lists:
        return
    taken.add(start, end)
    value = reading.written(start, end)
    if value.count(" ") == 3:
        value = value.replace(" ", "")
    # An order told twice is one; personal data has to be hidden wherever it stands.
    if kind in ("phone", "cpf", "cep") or all(found.value != value for found in lists[kind]):
        lists[kind].append(reading.found(kind, value, start, end))
