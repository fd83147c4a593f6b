"""Personal data in a story: what must not be shown to others, and the words to put in its place."""

import re

from complaints.intake.beginnings import Begun
from complaints.intake.folding import Found, vocabulary

# In the language of the product; a caller may hand in others.
MASKS = {
    "phone": "[telefone]", "cpf": "[CPF]", "email": "[e-mail]", "name": "[nome]", "address": "[endereço]",
    "pix_key": "[chave Pix]",
}

_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}(?:@ ?| @ ?(?=gmail|hotmail|yahoo|outlook|"
    r"icloud))[a-z0-9-]{1,40}(?:\.[a-z0-9-]{2,20}){0,3}", re.A)
# Desks of a company, not people.
_DESK = re.compile(
    r"^(?:sac|suporte|support|atendimento|contato|contatos|faleconosco|fale|vendas|loja|ajuda|help|info|no-?reply|"
    r"nao-?responda|relacionamento|ouvidoria|financeiro|cobranca|trocas?|marketing|comercial|service|customer\w*|"
    r"pedidos?|devoluc\w*|posvenda\w*|cac|resposta|juridico|admin\w*|service\w*|care|hello|ola|central\w*)\b", re.A)
_FREE_MAIL = (
    "gmail", "hotmail", "outlook", "yahoo", "icloud", "live.", "msn", "uol", "bol.", "terra", "ig.", "globo", "proton",
    "ymail", "oi.com", "gmai", "hotmai",
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,300}", re.A)

_KEY = re.compile(
    r"(?<![a-z])(?:minha chave|chave (?:e|eh)\b|chave\s?:|quero (?:o dinheiro )?no pix|(?:chaves?|meu) (?:do |de |"
    r"da |o |e )?(?:meu )?pix|chave "
    r"pix|pix ?:|pix (?=[\d(+]{2})|pix (?:e|eh|:|cpf|celular|telefone|e-?mail|do cpf|para (?:o )?(?:cpf|numero|"
    r"celular))|(?:faz|mand|devolv|deposit|transfer)\w{0,12}[^.\n]{0,24} (?:no|pro|pelo|para o|via) "
    r"(?:meu )?pix)", re.A)
_SHOP_KEY = re.compile(
    r"(?:chave|pix)[^.\n]{0,20}(?:da loja|da empresa|do vendedor|da vendedora|deles|do site|da conta de)|(?:paguei|"
    r"fiz (?:o |um )?pix|transferi|mandei|enviei)[^.\n]{0,40}(?:chave|pix)", re.A)

_OWN_KEY = re.compile(r" ?(?:e |eh |o |a )?(?:meu|minha|nosso)\b", re.A)

_STREET = re.compile(
    r"(?<![a-z])(?:(?:rua|r\.|avenida|av\.?|travessa|alameda|al\.|rodovia|estrada|praca|viela|ladeira|servidao|largo)"
    r" (?!(?:da? )?(?:entrega|frente|cima|baixo|mesma)\b)(?:(?:d[aeo]s?|das|dos) )?[a-z0-9.'-]{1,20}(?: "
    r"[a-z.'0-9-]{1,20}){0,5}?"
    r"[\s,]{1,3}(?:n[ro.]{0,3} ?|numero |num ?|casa |lote |lt |n: ?)?(?:\d{1,5}|s/?n\b)(?:[\s,-]{1,3}(?:ap\w*|"
    r"bloco|casa|"
    r"bl)\.? ?\w{1,5})?"
    r"|(?:moro|resido|endereco(?: de entrega| correto| certo| e| completo)?)[\s:,]{1,3}(?:na |no |em |e |: ?|a "
    r")?(?:rua|avenida|av\.?|travessa|alameda|quadra|rodovia|estrada|praca)[ .]{1,2}[a-z0-9' -]{2,40}"
    r"(?:,? ?(?:n\w{0,5}\.? ?)?\d{1,5})?(?:,? (?:ap\w*|bloco|casa)\.? ?\w{1,5})?"
    r"|(?:rua|avenida|travessa|alameda|praca|rodovia|estrada) (?:[a-z.']{1,15} ){1,5}?(?:numero|num|n|nro)\b[ .:]{1,3}"
    r"(?:cento|cem|mil|duz|trez|quat|quin|seis|sete|oito|nove|dez|onze|doze|treze|vinte|trinta|quare|cinq|sess|seten|"
    r"oiten|noven|um|dois|tres|cinco)[a-z]{0,10}(?: e [a-z]{3,12}){0,3}"
    r"|endereco(?: de entrega| completo| correto| certo)?: ?[a-z][a-z0-9 .,'/-]{6,70}"
    r"|(?:quadra|qd|qr|sqn|sqs|qnm|conjunto|conj)\.? ?\w{1,4}[\s,]{1,3}(?:lote|lt|bloco|bl|casa|conjunto|conj|"
    r"ap\w*)\.? ?\w{1,4}"
    r"|(?:apto|apartamento|apt)\.? ?\d{1,5})", re.A)
_STREET_STEMS = vocabulary(
    "rua r av aveni moro resid apto apart apt quadr qd qr sqn sqs qnm conj conju trave alame al rodov estra ender "
    "praca ladei viela servi largo")
_NAME_WORD = r"[A-ZÀ-Ý](?:[a-zà-ÿ'’]{1,15}|\.|[A-ZÀ-Ý]{1,15})"
_NAME_CUE = Begun(
    r"\b(?:me chamo|meu nome (?:completo )?(?:e|eh|:)|sou [oa] |em nome d[eao]s?|nome(?: completo)?:|"
    r"nome completo\b|nome d[oa] "
    r"(?:titular|cliente|comprador|compradora|destinatario|mae):?|titular(?: d[oa] \w{4,9})?(?: e| eh)?:?|"
    r"destinatari[oa]:?|"
    r"chamad[oa]|senhora?|sr\.|sra\.|atendente|vendedora?|ass(?::|\.|inado[:.])|att\b[.,:]?|atenciosamente[.,]?|"
    r"cordialmente[,.]?|grat[oa][.,!]?|obrigad[oa][.,!]?|obg\b[.,]?|"
    r"(?:minha|meu) (?:esposa|esposo|marido|mae|pai|filha|filho|irma|irmao|amiga|amigo|namorad[oa]|avo|tia|tio|"
    r"sogra|sogro|prima|primo|neta|neto)\b[,:]?|me chama(?:m|ndo) de|aqui (?:e|quem fala e) "
    r"[oa]|falo com|cpf(?::| )[: ]*[\d.\- ]{11,16}[,\s-]+)[\s:,-]{0,3}")
_NAMES = re.compile(rf"{_NAME_WORD}(?: (?:d[aeo]s? )?{_NAME_WORD}){{0,5}}")
_SIGNED_OFF = re.compile(rf"\n\s*({_NAME_WORD}(?: (?:d[aeo]s? )?{_NAME_WORD}){{0,4}}\.{{0,2}})\s*$")
# Written small after one of these a name goes as far as its own words do.
_SMALL_CUE = re.compile(
    r"\b(?:me chamo|meu nome (?:completo )?(?:e|eh|:)|nome(?: completo)?:|em nome d[eao]|"
    r"titular(?: d[oa] \w{4,9})?(?: e| eh)?:|(?:aqui e|sou) [oa](?= [a-z]{3,14} d[aeo]s? [a-z]{3,}))[\s:,-]{1,3}", re.A)
_SMALL_WORD = (
    r"(?!(?:e|eu|nao|comprei|fiz|moro|tenho|sou|estou|to|quero|queria|gostaria|venho|cpf|rg|tel|telefone|celular|"
    r"whats\w*|zap|email|meu|minha|no|na|em|que|com|pedido|compra|paguei|cliente|dono|dona|loja|empresa|outra|outro|"
    r"pessoa|titular|destinatario|mesma|mesmo|comprador\w*|responsavel|terceiros?|mae|pai|esposa|marido|filh[oa]|"
    r"minha|voces|moradora?|aposentad[oa]|cadastrad[oa]|uma?|um|o|a|os|as|ja|desde|ha|solicit\w+|porque|mas|"
    r"recebi|preciso|aguardo|boa|bom|ola|oi)\b)[a-z]{2,15}")
_SMALL_NAME = re.compile(rf"{_SMALL_WORD}(?: (?:(?:d[aeo]s?|e) )?{_SMALL_WORD}){{0,3}}(?![a-z])", re.A)
# "@" and the letters after it are a person where the person says whose they are.
_HANDLE = re.compile(
    r"(?<![a-z])(?:meu|minha) (?:insta\w{0,6}|ig|face\w{0,4}|twitter|tiktok|perfil|arroba|user|usuario)"
    r"(?: (?:e|eh|:))?[\s:]{0,3}(?P<handle>@[a-z0-9._]{3,30}|[a-z0-9]{2,20}[._][a-z0-9._]{1,20})", re.A)
_SMALL_STEMS = vocabulary("chamo nome titul sou aqui")
_HANDLE_STEMS = vocabulary("insta ig face faceb twitt tikto perfi arrob user usuar")
_INITIALS = re.compile(r"(?:[A-Za-zÀ-ÿ]\. ?){1,5}")
_NOT_NAMES = vocabulary(
    "eu não nao o a os as um uma e é pelo pela por para no na de da do com desde aguardo quero fiz comprei pedido "
    "loja magalu amazon shopee "
    "reclame ola olá bom boa att obrigado obrigada já ja mas agora até ate que meu minha estou preciso favor cpf "
    "rg email telefone pix brasil "
    "esse essa este esta está isso comprou recebeu estava quer tem pediu pagou fez foi era ficou só so "
    "ainda segue número numero nome cliente produto empresa")


def find_links(reading, taken):
    """Note e-mail addresses and links as taken, and return the people's addresses as Found."""
    plain, emails = reading.plain, []
    if "http" in plain or "www." in plain:
        for match in _LINK.finditer(plain):
            taken.add(*match.span())
    if "@" in plain:
        for match in _EMAIL.finditer(plain):
            name, _, host = match[0].partition("@")
            known = any(free in host for free in _FREE_MAIL)
            if not taken.free(*match.span()) or not (known or "." in host):
                continue
            taken.add(*match.span())
            if known or not _DESK.match(name):
                emails.append(reading.found("email", "email", *match.span()))
    return emails


def find_personal(reading, emails, numbers):
    """Return all personal data as Found, kind and value being the kind of data, in the order of the text."""
    plain = reading.plain
    found = list(emails)
    found += [_as_personal(number, "phone") for number in numbers.phones]
    found += [_as_personal(number, "cpf") for number in numbers.cpfs]
    found += [_as_personal(number, "address") for number in numbers.ceps]
    if not _STREET_STEMS.isdisjoint(reading.stems):
        found += [reading.found("address", "address", *match.span()) for match in _STREET.finditer(plain)]
    found += _keys(reading, found)
    found += _people_named(reading)
    return tuple(sorted(found, key=lambda item: (item.start, item.end)))


def _as_personal(number, kind):
    return Found(kind, kind, number.start, number.end, number.words)


def _keys(reading, found):
    """Return telephones, CPFs and e-mails that are given as the person's Pix key."""
    keys = []
    if "pix" not in reading.plain and "chave" not in reading.plain:
        return keys
    for match in _KEY.finditer(reading.plain):
        around = reading.plain[max(0, match.start() - 30):match.end() + 30]
        if _SHOP_KEY.search(around) and not _OWN_KEY.match(reading.plain, match.end()):
            continue
        end = reading.found("place", None, match.end() - 1, match.end()).end
        for item in found:
            if item.kind in ("phone", "cpf", "email") and end <= item.start <= end + 45:
                keys.append(Found("pix_key", "pix_key", item.start, item.end, item.words))
                break
        else:
            code = re.compile(
                r"[\s:eéh-]{1,6}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{13,23})").match(reading.plain, match.end())
            if code:
                keys.append(reading.found("pix_key", "pix_key", *code.span(1)))
    return keys


def _people_named(reading):
    names, plain, text = [], reading.plain, reading.text
    for match in _NAME_CUE.every(reading):
        start = reading.found("place", None, match.end() - 1, match.end()).end
        end = _end_of_name(text, start)
        if end > start:
            names.append(Found("name", "name", start, end, text[start:end]))
    if not _SMALL_STEMS.isdisjoint(reading.stems):
        for match in _SMALL_CUE.finditer(plain):
            name = _SMALL_NAME.match(plain, match.end())
            if name:
                names.append(reading.found("name", "name", *name.span()))
    if not _HANDLE_STEMS.isdisjoint(reading.stems):
        names += [reading.found("name", "name", *match.span("handle")) for match in _HANDLE.finditer(plain)]
    last = _SIGNED_OFF.search(text[-80:] if len(text) <= 20_000 else "")
    if last and last[1].split()[0].strip(".").lower() not in _NOT_NAMES:
        offset = max(0, len(text) - 80)
        start, end = last.start(1) + offset, last.end(1) + offset
        if all(name.end <= start or end <= name.start for name in names):
            names.append(Found("name", "name", start, end, text[start:end]))
    return names


def _end_of_name(text, start):
    """Return where the name that begins at `start` ends; `start` itself when there is none."""
    initials = _INITIALS.match(text, start)
    if initials and initials.end() - start >= 2:
        return start + len(initials[0].rstrip())
    name = _NAMES.match(text, start)
    if not name or name[0].split()[0].strip(".").lower() in _NOT_NAMES:
        return start
    return name.end()
