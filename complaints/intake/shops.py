"""Which company a story is about, as the person spelt it: a shop or platform first, a carrier only alone."""

import re

from complaints.intake.folding import vocabulary

_SHOPS = """
aliexpress|ali express|aliespress|aliexpres|aliexpess|alixpress|aliespres|ali expres|aliexprees|aliexpresse
alibaba|shopee|shoppe|shopp|shopi|chopee|shopy|xopee|shein|sheen|shen|chein|temu|temo|amazon|amazom|amazon prime
amazon brasil|magazine luiza|magazine luisa|magalu|maga luiza|magazineluiza|magazine|luiza labs|americanas
lojas americanas|americana|submarino|shoptime|shop time|soubarato|casas bahia|casa bahia|casasbahia|ponto frio
pontofrio|extra|extra.com|via varejo|carrefour|carefour|carrefur|mercado livre|mercadolivre|mercado libre
mercado livre brasil|netshoes|net shoes|zattini|kanui|dafiti|centauro|kabum|terabyte|terabyteshop|pichau
fast shop|fastshop|girafa|colombo|lojas colombo|havan|polishop|poli shop|renner|lojas renner|riachuelo|cea|c&a
marisa|lojas marisa|pernambucanas|hering|zara|olx|enjoei|elo7|elo 7|repassa|wish|joom|banggood|bang good
gearbest|gear best|dealextreme|tiendamia|ebay|dhgate|lightinthebox|light in the box|tomtop|geekbuying
miniinthebox|romwe|asos|trocafone|trocafy|iplace|apple store|apple|samsung|lg|motorola|xiaomi|mi store|dell
lenovo|positivo|multilaser|multi|philco|mondial|electrolux|brastemp|consul|britania|ifood|i food|uber eats
ubereats|rappi|99food|ze delivery|aiqfome|mcdonalds|mc donalds|mc donald's|burger king|habibs|uber|airbnb
booking|booking.com|decolar|decolar.com|hotel urbano|hurb|123 milhas|123milhas|maxmilhas|cvc|viajanet|latam|gol
azul|smiles|buser|clickbus|click bus|trivago|expedia|ingresso.com|ingresso rapido|ticketmaster|ticket master
sympla|eventim|tickets for fun|ticket360|hotmart|eduzz|monetizze|kiwify|braip|udemy|alura|descomplica|steam
nuuvem|g2a|eneba|kinguin|hype games|playstation|psn|xbox|nintendo|epic games|riot games|garena|google play
netflix|spotify|globoplay|disney plus|hbo max|mobly|madeira madeira|madeiramadeira|tok stok|tok&stok
leroy merlin|leroy|telha norte|westwing|etna|camicado|petz|cobasi|petlove|petlover|drogasil|droga raia|drogaraia
ultrafarma|drogaria sao paulo|onofre|pague menos|panvel|boticario|natura|avon|sephora|beleza na web
epoca cosmeticos|eudora|jequiti|mary kay|growth|growth supplements|integralmedica|max titanium|netfarma|saraiva
cultura|livraria cultura|estante virtual|livraria da travessa|wine|evino|grand cru|grandcru|gran cru|mistral
sam's club|sams club|atacadao|assai|pao de acucar|walmart|wallmart|big|makro|havaianas|nike|adidas|puma
olympikus|vans|decathlon|decatlon|arezzo|melissa|usaflex|shop2gether|farfetch|privalia|posthaus|marabraz
ricardo eletro|ricardoeletro|efacil|gazin|lojas cem|lojas mm|novo mundo|bemol|zema|eletrozema|ortobom|emma
castor|tricae|ri happy|rihappy|pbkids|pb kids|kids mania|alo bebe|bebe store|imaginarium|chilli beans
oticas carol|vivara|pandora|amaro|farm|animale|youcom|oqvestir|stz|insider|lupo|hope|loungerie|dzarm
reserva|vivo|claro|tim|oi|sky|net|nextel|pagseguro|pag seguro|picpay|mercado pago|mercadopago|nubank|itau
bradesco|santander|banco do brasil|caixa|banco inter|c6 bank|paypal|stone|infinitepay|facebook
facebook marketplace|marketplace do facebook|instagram shopping|tiktok shop|tik tok shop|kwai shop|kalunga|gimba
palacio das ferramentas|loja do mecanico|ferramentas kennedy|dutra maquinas|connect parts|connectparts|jocar
hipervarejo|pneustore|pneu store|chinabuy|cissa magazine|cissamagazine|compra certa|taqi|angeloni|zona sul|daki
shopfacil|comprafoods|livelo|esfera|dotz|zoom|buscape|peixe urbano|groupon
"""
_CARRIERS = """
correios|correio|jadlog|jad log|loggi|logi|total express|totalexpress|sequoia|braspress|tnt|fedex|dhl|ups|j&t
j&t express|jt express|jet express|azul cargo|azul cargo express|latam cargo|mandae|melhor envio|kangu|rodonaves
jamef|patrus|cainiao|anjun|imile|i mile|gfl|direct log|directlog|flash courier|dialogo|onlog|rte
favorita transportes|transfolha|carriers|buslog|shopee xpress|shopee express|spx|sht|asap log|mercado envios
gollog|intelipost|shippify|expresso sao miguel|tecmar|daytona express|plimor
"""
# Words of every day: a shop only when spelt as a name after a word of buying.
_EVERYDAY = vocabulary(
    "extra wish dia big wine vivo claro tim oi sky net gol azul multi apple samsung lg motorola xiaomi dell lenovo "
    "positivo philco mondial cultura girafa reserva farm hope emma "
    "castor natura zoom caixa magazine americana consul temo 99 nike adidas puma vans insider stone esfera big "
    "carriers dialogo logi uber shopp shopi melissa pandora growth visa colombo marisa "
    "itau bradesco santander nubank facebook samsung playstation xbox nintendo psn onofre etna mercado pago paypal "
    "picpay pagseguro zara cea shen sheen amaro zema bemol consul rte stz avon steam electrolux brastemp britania "
    "multilaser correio direct sequoia ups")
# Paying houses: named as means far more often than as the other side.
_PAYING = frozenset((
    "pagseguro", "pag seguro", "picpay", "mercado pago", "mercadopago", "nubank", "itau", "bradesco", "santander",
    "banco do brasil", "caixa", "banco inter", "c6 bank", "paypal", "stone", "infinitepay",
))


def _index(*listings):
    """Return first letters of a name -> (name, their place in it, whether it is a carrier), long names first."""
    index = {}
    for carrier, listing in enumerate(listings):
        for name in re.split(r"[|\n]+", listing.strip()):
            letters = re.search(r"[a-z]+", name)
            index.setdefault(letters[0], []).append((name, letters.start(), bool(carrier)))
    return {first: sorted(names, key=lambda entry: -len(entry[0])) for first, names in index.items()}


_INDEX = _index(_SHOPS, _CARRIERS)
_FIRST_LETTERS = frozenset(_INDEX)
_BOUGHT_AT = re.compile(
    r"(?:\b(?:n[ao]|d[ao]|pel[ao]|com a|com o|loja|lojas|site|app|aplicativo|empresa|plataforma|a|o|as|nas)) $", re.A)
_DOMAIN = re.compile(
    r"(?<![a-z0-9@.-])(?:https?://)?(?:www\.)?(?P<name>[a-z0-9][a-z0-9-]{1,40})\.(?:com|net|shop|store|online|site|"
    r"loja|org)(?:\.br)?(?![a-z0-9@])", re.A)
_ENDINGS = (".com", ".net", ".shop", ".store", ".online", ".site", ".loja", ".org")
_NOT_SHOP_DOMAINS = vocabulary(
    "gmail hotmail outlook yahoo icloud uol bol terra live reclameaqui consumidor gov youtube google facebook "
    "instagram whatsapp")
_TITLE = r"[A-ZÀ-Ý0-9][\wÀ-ÿ&'’.-]*"
_NAME = rf"{_TITLE}(?:[ ](?:(?:d[aeo]s?|e|&)[ ])?{_TITLE}){{0,3}}"
_CALLED = re.compile(
    r"(?i:\b(?:loja|lojas|site|empresa|p[aá]gina|plataforma|app|aplicativo|marca|instagram|insta|perfil|vendedora?|"
    r"seti|franquia|restaurante|ag[eê]ncia|editora)"
    r"(?: (?:virtual|online|on-line|do instagram|da internet|d[aeo]|das|dos|no instagram|de \w{4,12} \w{4,12}|"
    r"chamad[ao]|de nome|desta empresa|desta|dessa))*"
    rf"[ :\"'“@]{{1,3}})(?P<name>{_NAME})")
# "Loja do Bule": the word for a shop is part of its name.
_NAMED_SHOP = re.compile(r"Loj\w+ d[aeo]s? $|Loj\w+ d[aeo]s? (?=[A-ZÀ-Ý])")
_CALLED_STEMS = vocabulary(
    "loja lojas site empre pagin plata app aplic marca insta perfi vende seti franq resta agenc edito")
_BOUGHT = re.compile(
    r"(?i:\b(?:(?:comprei|compramos|compra|pedido|compras|adquiri|encomendei|encomenda|contratei)[^.!?\n]{0,48}?\s"
    r"(?:n[ao]s?|pel[ao])|(?:assinante|cliente|assinatura|produtos?|reclama[cç][aã]o|contato)\s"
    rf"(?:[dn][ao]|com [ao]|contra [ao]))\s)(?P<name>{_NAME})")
# Cheaper than the pattern above, which finds nothing without it.
_AT_A_NAME = re.compile(r"\b(?:[Nn][ao]s?|NA|NO|[Pp]el[ao]|[Dd][ao]|[Cc]om [ao]|[Cc]ontra [ao]) [A-ZÀ-Ý0-9]")
_NO_NAME = vocabulary(
    "brasil correios correio pix procon reclame whatsapp instagram facebook internet site natal black friday "
    "boleto receita federal sac janeiro fevereiro março marco abril maio junho julho "
    "agosto setembro outubro novembro dezembro china curitiba são sao rio paulo eu não nao o a os as um uma e que "
    "iphone samsung galaxy smart tv pc playstation xbox kit notebook celular placa cadeira google "
    "confraria app aplicativo cartão cartao crédito credito débito debito paypal whats cpf pascoa páscoa dia mesmo "
    "mesma valor data minha meu qual r$ rs loja lojas empresa produto pedido compra direito código justiça "
    "cidade internet hora cor tamanho até ate já ja de da do na no pela pelo com nada ainda agora hoje mas está "
    "esta só")


_TAIL = re.compile(r"(?: (?:informatica|brasil|oficial|online)|\.com)\b", re.A)


def find_company(reading, taken):
    """Return the company as Found, its value spelt as in the text, or None."""
    listed = _listed(reading, taken)
    shop = next((place for place in listed if place[2] == "shop"), None)
    chosen = shop or _called(reading) or _of_domain(reading) or next(iter(listed), None)
    if chosen is None:
        return None
    start, end = chosen[:2]
    tail = _TAIL.match(reading.plain, end)
    end = tail.end() if tail else end
    found = reading.found("company", None, start, end)
    return type(found)("company", found.words, found.start, found.end, found.words)


def _listed(reading, taken):
    """Return (start, end, sort) of the companies of the list that are named, in the order of the text."""
    plain, places = reading.plain, []
    for first in _FIRST_LETTERS & reading.stems:
        at = plain.find(first)
        while at >= 0:
            place = _name_at(reading, taken, first, at)
            if place:
                places.append(place)
            at = plain.find(first, at + 1)
    # Of two names that begin together the longer was taken; one inside another comes after it.
    return sorted(places)


def _name_at(reading, taken, first, at):
    """Return the place of a listed name whose first letters stand at `at`, or None."""
    plain = reading.plain
    for name, offset, carrier in _INDEX[first]:
        start = at - offset
        end = start + len(name)
        if start < 0 or not plain.startswith(name, start) or not taken.free(start, end):
            continue
        around = plain[start - 1:start] + plain[end:end + 1]
        if start and (around[0].isalnum() or around[0] in "-@") or plain[end:end + 1].isalnum() or around[-1:] == "-":
            continue
        named = reading.written(start, start + 1).isupper() and _BOUGHT_AT.search(plain[max(0, start - 14):start])
        if name in _EVERYDAY and not named:
            continue
        return start, end, "carrier" if carrier else "paying" if name in _PAYING else "shop"
    return None


def _of_domain(reading):
    if not any(ending in reading.plain for ending in _ENDINGS):
        return None
    for match in _DOMAIN.finditer(reading.plain):
        if match["name"] not in _NOT_SHOP_DOMAINS:
            return match.span()
    return None


def _called(reading):
    """Return the place of a name that the story calls a shop, or that something was bought at."""
    if reading.places is not None or reading.text.isupper():
        return None
    text = reading.text[:len(reading.plain)]
    called = () if _CALLED_STEMS.isdisjoint(reading.stems) else (_CALLED,)
    for pattern in (*called, _BOUGHT) if _AT_A_NAME.search(text) else called:
        for match in pattern.finditer(text):
            name = match["name"]
            words = name.split()
            if words[0].strip(".").lower() in _NO_NAME or len(name.strip(".")) < 3 or name[0].isdigit():
                continue
            while len(words) > 1 and (words[-1].strip(".").lower() in _NO_NAME):
                words.pop()
            start = match.start("name")
            if _NAMED_SHOP.match(match[0]):
                start, words = match.start(), text[match.start():start].split() + words
            return start, start + len(" ".join(words).rstrip(".,"))
    return None
