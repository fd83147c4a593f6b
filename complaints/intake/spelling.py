"""Words spelt by ear, put right for the phrases: "xegou", "dinhero" and "devovi" are read as what they sound like.

Only words of buying and complaining are put right, and only where what is written is no word of its own. The text
of the person stays as it is: every sign of the plain twin still leads to its place in the text.
"""

import re
from functools import lru_cache
from os.path import commonprefix

from complaints.intake.folding import as_read, vocabulary

# What is looked for in a story, spelt well and folded.
_WELL_SPELT = vocabulary(
    "aconteceu acontece amassado anuncio aparelho aplicativo assinatura atendente atendimento atrasado atraso aviso "
    "balcao banco bloqueado bloqueou boleto boletos cadastro caixa cancela cancelado cancelamento cancelar cancelaram "
    "cancelei cancelem cancelou cartao celular chega chegar chegaram chegou chegando cobrado cobranca cobrando "
    "cobraram cobrou codigo comprei comprou compramos comprar comprovante conserto consigo consegui credito "
    "debito defeito demora demorando demorou deposito descontando desconto desisti devolucao devolva devolvam devolve "
    "devolvem devolver devolveram devolveu devolvi devolvido diferente dinheiro direito divida documento embalagem "
    "encomenda endereco enganado enganada entrega entregar entregaram entregou entregue entregador enviado enviaram "
    "enviei envio enviou errada errado estornar estornaram estorno exijo falsificado falso faltando faltou fatura "
    "favor fechou funciona funcionando funcionar funcionou garantia geladeira golpe gostaria loja mandar mandaram "
    "mandei mandou maquina mensagem mercadoria motoboy ninguem original pagamento pagar paguei parcela parcelas "
    "pedido pedidos pessima prazo precisa preciso problema processo produto produtos promessa propaganda quebrada "
    "quebrado quebrou queimou queria quero rasgado rastreio rastreamento recebemos receber recebeu recebi recebo "
    "reclamacao reclamar reembolsar reembolso resolve resolver resolvem responde respondem resposta roubaram salario "
    "seguranca senhores solucao substituir televisao telefone tamanho trabalho transportadora troca trocar vendedor "
    "vizinho voltou semana semanas chave chorando cheio vazio vazia faltam pacote cor veio mes meses dias fogao "
    "fechado bicicleta original perfume sapato vestido")
# Words of their own that sound like one of those.
_OWN_WORDS = vocabulary(
    "boleta cobre cobra cores cumpra caia dia dividas davida envia enviou entregues entregas entregada faca fatura "
    "faz fazer ganha loga lojas manda mande mas mais me meia mesa mexe mexes mes moca pago paga pague pedida pedidas "
    "pede peco pedi posto prece preso quer queixa resposto rasga seta seita soluca seguranca tem trabalha troco "
    "troque vem veia veias via viu vaga vendido visinha intriga trata favo falho falo falsa faltei chaga chego chegue "
    "cheguei chegam cheia cheias cheios entregam entreguei entregas entregue recebem recebe recebia recebida "
    "recebido devolvo devolvemos devolvida devolva compra compre compro compraram resolva resolvo cobrem cobri "
    "mande mandam mando pagaram pagam paguem pagou quebra quebre errado erra cancelo cancele funcione funcionam "
    "responda responder respondo enviem envie envios direita direta direto devido devida fatu "
    "fixado fixada fixar dividido dividida divide "
    "maquinas celulares debita credita desista desiste descontado golpes pessimo pessimos deposita deposite dinheiros "
    "precisam precise precisei processa processos queremos queiro querem tela telefonei consiga conseguiu conseguir "
    "loje pasta prezo anuncia anuncie bloqueio bloqueia bloqueei cadastre conserta conserte consertei chora chave "
    "mesmo meu meus minha coro curo cora cura coroa vai vao vei vez vezes vaso vasos vaza vasa vasia viaja fecha "
    "feche fechada feixe fechei diz dez deus deu doze sapata vestida vestidos")
# Too short, or too far from the sound, for a rule.
_SAID = {
    "fas": "faz", "fais": "faz", "fis": "fiz", "pidi": "pedi", "meis": "mes", "meiz": "mes", "dvolta": "de volta",
    "devolta": "de volta", "veis": "vez", "reaz": "reais", "reaes": "reais", "bolheto": "boleto", "boletu": "boleto",
    "buleto": "boleto", "favo": "favor", "ngm": "ninguem", "ngn": "ninguem", "salaro": "salario",
    "kero": "quero", "keru": "quero", "queru": "quero", "veo": "veio", "vein": "veio", "chegow": "chegou",
    "dinhro": "dinheiro", "dinhiro": "dinheiro", "pdido": "pedido", "cartaum": "cartao", "kartao": "cartao",
    "receby": "recebi", "prometero": "prometeram", "mandaro": "mandaram",
    "entregaro": "entregaram", "cobraro": "cobraram", "devolvero": "devolveram",
}
_SOUNDS = (
    ("sch", "x"), ("ch", "x"), ("sh", "x"), ("lh", "li"), ("nh", "n"), ("ph", "f"), ("h", ""), ("qu", "k"),
    ("gue", "ge"), ("gui", "gi"), ("sce", "se"), ("sci", "si"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("q", "k"),
    ("ss", "s"), ("z", "s"), ("y", "i"), ("w", "u"), ("ou", "o"), ("ei", "e"), ("ai", "a"), ("rr", "r"),
)
_LOST_L = re.compile(r"l(?=[bcdfgjkmnpqrstvxz])")
_TWICE = re.compile(r"([a-z])\1+")
_ENDING = re.compile(r"(?:r|s(?=$))$")
_NASAL = re.compile(r"(?:aum|ao|am|om|on|aun)$")
_WORD = re.compile(r"(?<![\w@./:#-])[a-z]{3,16}(?![\w@:/-]|\.[a-z0-9])", re.A)
# "num chegou": "in a" elsewhere, "not" before one of these.
_NOT_HEARD = re.compile(
    r"(?<![\w@.-])(?:num|nun|naun|naum|nam|nau)(?= (?:me |mi |se |ta |foi |vei|cheg|xeg|receb|reseb|ressb|entreg|"
    r"devov|devolv|funcion|lig|consig|quer|poss|pod|tem |tenho|sei|sab|vem |vou|e |era |serv|respond|atend|resolv|"
    r"pag|vao|vai|cai|volt|deu|da |dao |est|fiz|fis |mand|aceit|aguent|obedec))")


def sound(word):
    """Return how a folded word sounds, in a rough spelling of its own: words that sound alike have one sound."""
    for written, heard in _SOUNDS:
        if written in word:
            word = word.replace(written, heard)
    word = _NASAL.sub("an", _TWICE.sub(r"\1", _LOST_L.sub("", word)))
    return _ENDING.sub("", word).replace("e", "i").replace("o", "u").replace("sk", "k") or word


def _heard_as():
    heard = {}
    for word in sorted(_WELL_SPELT, key=lambda one: (len(one), one)):
        heard.setdefault(sound(word), []).append(word)
    return heard


_HEARD_AS = _heard_as()
_KEPT = _WELL_SPELT | _OWN_WORDS


@lru_cache(maxsize=16_384)
def spelt(word):
    """Return how a folded word is spelt that is spelt by ear, or None where nothing is to be put right."""
    if word in _SAID or len(word) < 4 or word in _KEPT:
        return _SAID.get(word)
    alike = _HEARD_AS.get(sound(word))
    if not alike:
        return None
    meant = next((one for one in alike if one[-1] == word[-1]), alike[0])
    # What differs only at the end is grammar, not spelling.
    same = len(commonprefix((word, meant)))
    return None if same >= max(len(word), len(meant)) - 1 else meant


def by_ear(reading):
    """Return a Reading in which words spelt by ear are put right, the same one where there are none."""
    changes = [(match.start(), match.end(), meant) for match in _WORD.finditer(reading.plain)
               if (meant := spelt(match[0]))]
    if not reading.stems.isdisjoint(_NOTS):
        changes += [(match.start(), match.end(), "nao") for match in _NOT_HEARD.finditer(reading.plain)]
    if not changes:
        return reading
    pieces, places, done = [], [], 0
    known = reading.places or range(len(reading.plain))
    for start, end, meant in sorted(changes):
        pieces += (reading.plain[done:start], meant)
        places += known[done:start]
        # The last sign of the word leads to the last sign that was written.
        places += [known[min(start + step, end - 1)] for step in range(len(meant) - 1)]
        places.append(known[end - 1])
        done = end
    pieces.append(reading.plain[done:])
    places += known[done:]
    return as_read(reading.text, "".join(pieces), tuple(places))


_NOTS = vocabulary("num nun naun naum nam nau")
