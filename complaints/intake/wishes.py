"""What the person asks for, as far as it is asked; for a refund that was promised it is plain without words."""

import re

from complaints.intake.askings import ASKINGS
from complaints.intake.beginnings import Begun
from complaints.intake.folding import vocabulary
from complaints.intake.sayings import Sayings

_ASKED = Begun(
    r"\b(?P<verb>quero|qro|quer[oe]mos|queria|queremos|gostaria(?:mos)?|exijo|exigimos|solicito|solicitamos|peco|"
    r"pedimos|preciso|precisamos|necessito|desejo|desejamos|espero|esperamos|aguardo|aguardamos|requeiro|"
    r"reivindico|reinvindico|poderiam?|podem|pode|(?<!a )favor|pf|pfv|tem como|teria como|pretendo|prefiro|"
    r"so quero|faco "
    r"questao|tenho (?:o )?direito|tenho interesse|cade|exigo|solicitar|venho (?:\w+ ){0,4}(?:pedir|solicitar)|"
    r"caso contrario|"
    r"ou|vim (?:aqui )?(?=pedir|solicitar|saber|cancelar|exigir|reclamar)|como (?:faco|fasso|posso|devo|fazer|"
    r"proceder|fica|ficou|vou)|ajud\w+|me (?=devolv|mand|envi|estorn|"
    r"reembols)|providenci\w+|que (?=(?:devolv|estorn|reembols|entreg|envi|mand|troqu|cancel|"
    r"resol)[aeiou]\w*))(?![a-z])")
_BID = Begun(
    r"\b(?:(?P<refund>(?:para|pra) (?:me )?(?:devolver|estornar|reembolsar)(?:em)?\b(?! (?:o |meu |a |minha "
    r")*(?:produto|mercadoria|pacote))|devolv(?:am|a|e|ao)\b(?! (?:o |meu |a |minha )*(?:produto|mercadoria|"
    r"pacote))|estorn(?:em|"
    r"e)\b|reembols(?:em|e)\b|restituam|ressarcam|me devolv\w+)"
    r"|(?P<replacement>troquem|substituam|troca (?:por favor|pra mim|isso)|quero outr[oa]\b|reponham)"
    r"|(?P<cancellation>cancelem|alguem cancel\w+|cancela (?:ai|isso|por favor|meu|minha|essa))"
    r"|(?P<access>desbloqueiem|liberem (?:a |o )?(?:minha|meu) (?:conta|acesso)|devolvam minha conta)"
    r"|(?P<delivery>mandem|enviem|entreguem|despachem|me envi(?:em|e)|tentem (?:entregar|de novo|novamente)|"
    r"(?:mande|envie|entregue|manda) (?:logo |o |a )*(?:meu|minha|produto|o que))"
    r"|(?P<information>me (?:expliqu\w+|inform\w+|ajudem|respondam)|expliquem|informem|alguem me (?:explica|ajuda|"
    r"informa|responde)))(?![a-z])")
_DONE = Begun(
    r"\b(?:pedi|solicitei|solicitando|solicitad[oa]|solicitacao|pedindo|exigi|tentando|tentei|requisitei|requeri|"
    r"queria\w*|pretendia)(?![a-z])")
_OUTCOME = re.compile(
    r"\b(?:(?P<refund>(?:meu |o |nosso )?(?:dinheiro|dinhero|din)\b(?: de volta| devolta)?|reembols\w*|rembols\w*|"
    r"reenbols\w*|estorn\w*|extorn\w*|ressarc\w*|resarc\w*|restitu\w*|(?:a )?devoluc\w+ (?:\w+ ){0,2}(?:valor\w*|"
    r"dinheiro|quantia|pagamento|integral|imediata|frete|meu)|devolv\w+ (?:\w+ ){0,3}(?:valor\w*|dinheiro|grana|"
    r"quantia)|valor(?:es)? (?:\w+ ){0,3}(?:de volta|devolvid\w*)|meu valor|grana|de volta (?:o )?(?:meu "
    r")?(?:dinheiro|valor)|receber (?:o |meu )*(?:valor|dinheiro)|credit\w+ (?:\w+ ){0,3}(?:valor|conta)|devolvam|"
    r"devolver? o que paguei|indenizac\w+|meus? (?:\d+ )?rea(?:l|is)|(?:r\$ ?)?[\d.,]+ de volta|tudo de volta|meu "
    r"vale)"
    r"|(?P<replacement>(?:a |uma |efetuar |fazer )?trocas?\b|trocar\w*|troquem|troque|substitui\w*|substituam|"
    r"(?:um|uma) nov[oa]\b|outr[oa]s? (?!(?:coisa|loja|solucao|resposta|data|forma|vez|empresa|lugar|site|dia|"
    r"pessoa)\b)\w+|(?:um |uma "
    r")?nov[oa] (?:produto|aparelho|item|peca|envio|remessa|celular|unidade)|reparo|conserto|consertar\w*|"
    r"reenvi\w+|(?:produto|item|o|a) (?:\w+ )?(?:certo|corret[oa])|arrumar|garantia)"
    r"|(?P<cancellation>cancel\w*|suspend\w+ (?:a )?(?:cobranc|assinat)\w*|parem de cobrar|parar de cobrar|"
    r"desist\w+|encerrar|excluir|retir\w+ (?:\w+ ){0,2}cobranca)"
    r"|(?P<access>acess\w+|entrar (?:na|no|em (?!contato))|recuper\w+ (?:\w+ ){0,2}(?:conta|acesso|senha|cadastro)|"
    r"desbloque\w+|minha conta (?:de volta|liberada|desbloqueada)|logar|liberem minha conta|redefinir)"
    r"|(?P<delivery>entreg\w*|(?:receber|recebo|receba|receber?ei) (?!(?:\w+ ){0,2}(?:resposta|retorno|ligac|"
    r"contato|informac|posicion|e-?mail))|que (?:\w+ ){0,3}(?:envie\w*|mande\w*|entregu\w*|chegue\w*|despach\w*)|"
    r"envi(?:ar|em|e|o|am)\b(?! (?:\w+ ){0,2}(?:e-?mail|codigo|mensag|foto|comprov|nota))|mand(?:ar|em|e)\b(?! "
    r"(?:\w+ ){0,2}(?:e-?mail|codigo|mensag|foto|comprov))|despach\w+|(?:o |a |os |as )?(?:meus?|minhas?|nosso|"
    r"nossa) (?:\w+ )?(?:produtos?|pedidos?|compras?|encomendas?|mercadorias?|itens|item|pecas?|livros?|celular|"
    r"roupas?|tenis|pacote)(?! (?:foi|nao|esta|consta|cancel|seja cancel))|(?:o |os )produtos?(?! (?:\w+ "
    r"){0,2}(?:troc|devol|cancel))|cumpr\w+ (?:\w+ ){0,3}(?:oferta|prazo|entrega|anunci\w+)|conclua\w*|finaliz\w+ "
    r"(?:o |meu )+pedido|o que falt\w+|(?:meus?|minhas?) (?!(?:direito|conta|cadastro|cpf|email|e-mail|resposta|"
    r"senha|cartao|caso|problema|nome|filh\w+|reclamac\w+|indignac\w+|credito|desconto|acesso)s?\b)\w{4,}|^"
    r"d[oa]s? (?!(?:reembols|estorn|dinheiro|valor|cancel|troca|acess|resposta|retorno|codigo|solu|posic|ajuda|"
    r"contato|nota)\w*)\w{4,}|(?:item|peca|parte|itens|produto)\w* (?:que )?falt\w+|o restante|minha compra)"
    r"|(?P<information>provas?\b|comprovante|canhoto|saber|sabe[rn]?\b|informac\w+|informe\w*|satisfac\w+|"
    r"esclarec\w+|explica\w+|previs\w+|"
    r"orienta\w+|posic(?:ao|ionamento) (?:sobre|do|da|de)|onde (?:\w+ ){0,2}(?:esta|encontra)|rastre\w+|entender|"
    r"(?:codigo|numero) de rastre\w+|status|proceder|(?:fazer|agir)\b(?! (?:o |a |um |uma )?\w)|faco\b|devo\b|"
    r"quando (?:vou|vai|ira|sera)|nota fiscal))", re.A)
_QUESTIONS = re.compile(
    r"como (?:devo |posso |faco |fasso )?(?:proceder|fazer|resolver|fico|agir)|o que (?:devo |posso |eu )?(?:faco|"
    r"fazer|devo)|(?:gostaria|queria|quero|preciso) (?:de )?saber|quando (?:vai|vou|ira) (?:cheg|receb|entreg)|"
    r"alguem (?:sabe|pode|poderia|me explica)|\be agora\b|(?:como|quando|posso|alguem(?! mais)|qual|sera que|isso "
    r"(?:ta|esta|e) (?:certo|normal|legal))\b(?! (?:assim|pode|e que))[^.!?\n]{0,60}\?|(?:uma|dar) (?:posicao|"
    r"satisfacao|luz)\b[^.]{0,10} (?:eu )?agradeco|poderiam? (?:verificar|me informar)|previsao de (?:entrega|"
    r"chegada)[^.]{0,30}\?|onde (?:esta|ta) (?:o )?meu|satisfacao, eu agradeco", re.A)
# Beginnings of words without which the patterns above need not be tried; see Reading.stems.
_BID_STEMS = vocabulary(
    "para pra devol estor reemb resti ressa me troqu subst troca repon quero cance algue desbl liber mande mand "
    "manda envie "
    "entre despa tente expli infor")
_DONE_STEMS = vocabulary("pedi solic pedin exigi tenta tente requi reque queri prete")
_BACK_STEMS = vocabulary("dinhe valor grana quant devol estor reemb")
_QUESTION_STEMS = vocabulary(
    "como faco fazer devo quand algue onde agora posso qual sera isso satis posic luz poder previ saber")
_DENIED = re.compile(r"\b(?:nao|sem|denunciar|reclamar)\b", re.A)
# Many ask without the mark.
_UNMARKED_STEMS = vocabulary("proce saber satis posic luz agora verif fazer faco agir resol expli")
_REFUSED = re.compile(r"\b(?:nao|nem|n|sem) (?:(?:me|mais|se|eu|te|lhe) ){0,2}$", re.A)
_MONEY_BACK = re.compile(
    r"(?:dinheiro|valor|grana|quantia|valores) (?:\w+ ){0,3}(?:de volta|devolta)|me devolv(?:a|am|e|er)\b|"
    r"devolv(?:am|a) (?:o )?meu|devolver (?:o )?(?:meu )?(?:dinheiro|valor)|\bestornem|\breembolsem|reembolso "
    r"imediato|estorno imediato", re.A)
_HEADING_REFUND = re.compile(
    r"[^\n]{0,70}?\b(?P<refund>reembols\w+|estorno|ressarcimento|devolucao d[oe] \w+)[^\n]{0,60}\n", re.A)
# Questions that are no mere outcry.
_BARE_QUESTION = re.compile(
    r"(?:^|[.!?\n,])\s*((?:e |mas |gente |pessoal |oi |ola )?(?:como|quando|qdo|cade|kd|onde|posso|pode|podem|"
    r"tem|alguem|"
    r"qual|o ?que|por ?que|pq|sera|isso|sou|tenho|devo|quem|existe|da pra|consigo|quanto|quantos|vai|vou|vao|estao|"
    r"esta|vale|voces|vcs|ainda|eu|que (?:cobranca|compra|valor))\b[^.!?\n]{0,90}\?"
    r"|\b(?:tem (?:garantia|direito|conserto|solucao|como)|(?:e|eh) (?:golpe|seguro|confiavel|normal|certo|"
    r"original)|direito de)"
    r"[^.!?\n]{0,30}\?)")
# What was asked before is told; a voucher is no trade.
_ALREADY = re.compile(
    r"\b(?:solicitei|pedi|fiz|fizeram|apos|depois|foi|ja|vale|abri|iniciei|meu|prometeram)(?: (?:o|a|de|do|da|um|uma|"
    r"pra|para|ter))?[ -]$")
_WANTING = ("quer", "qro", "preciso", "so quero")
_THING_WANTED = re.compile(
    r"(?:o|a|os|as) (?!(?:respo|retor|solu|posi|contat|atend|numer|codig|nota|mesm|minim|direit|client|pessoa|empres|"
    r"loja|justic|respeit|provid|protoc|link|telefon|descont|credit|devolu|verdad|melhor|certo|ajuda|opin|aten[cdt]|"
    r"compr|email|e-mail|endere|nome|satisf|explic|confirm|quanto|cumpri)\w*)\w{4,}", re.A)
_MAIN = re.compile(r"^[^.!?\n;]{0,85}")
# What a reason asks for by itself.
_PLAIN = {"refund_not_paid": "refund", "account_access": "access"}
_SAYINGS = Sayings(ASKINGS)
_ORDER = ("refund", "replacement", "cancellation", "access", "delivery", "other", "information")


def find_outcome(reading, category, weighed):
    """Return the wanted outcome as Found, or None when nothing is asked; "other" stands for none of the kinds."""
    plain = reading.plain
    asked = {}

    def hear(kind, worth, start, end):
        known = asked.get(kind)
        asked[kind] = (worth + (known[0] * 0.5 if known else 0), *(known[1:] if known else (start, end)))

    done = () if _DONE_STEMS.isdisjoint(reading.stems) else ((_DONE, 1.4),)
    for pattern, worth in ((_ASKED, 3), *done):
        for match in pattern.every(reading):
            _hear_clause(plain, match, worth, category, hear)
    for match in () if _BID_STEMS.isdisjoint(reading.stems) else _BID.every(reading):
        if not _REFUSED.search(plain[max(0, match.start() - 14):match.start()]):
            hear(match.lastgroup, 1.6 if match.lastgroup == "information" else 2.6, *match.span())
    heading = _HEADING_REFUND.match(plain) if "\n" in plain[:140] else None
    if heading:
        hear("refund", 1.2, *heading.span("refund"))
    back = None if _BACK_STEMS.isdisjoint(reading.stems) else _MONEY_BACK.search(plain)
    if back and not _told(plain, back):
        hear("refund", 2.2, *back.span())
    stems = _QUESTION_STEMS if "?" in plain else _UNMARKED_STEMS
    question = None if stems.isdisjoint(reading.stems) else _QUESTIONS.search(plain)
    if question:
        hear("information", 2, *question.span())
    for kind, worth, match in _SAYINGS.heard(reading):
        before = plain[max(0, match.start() - 18):match.start()]
        if not _REFUSED.search(before):
            hear(kind, worth * 0.45 if _ALREADY.search(before) else worth, *match.span())
    if not asked and "?" in plain:
        bare = _BARE_QUESTION.search(plain)
        if bare:
            hear("information", 0.5, *bare.span(1))
    reason = category.value if category else None
    asked = {kind: heard for named, heard in asked.items() for kind in [_meant(named, reason)]}
    wanted = _PLAIN.get(reason)
    if wanted:
        worth, *place = asked.get(wanted, (1, None, None))
        asked[wanted] = (worth + 1.5, *place)
    if not asked and weighed.get("refund_not_paid", (0,))[0] >= 2.2:
        asked["refund"] = (1, *weighed["refund_not_paid"][1:])
    if not asked:
        return None
    # Asking how to get something is asking for it.
    if len(asked) > 1 and "information" in asked:
        worth, *place = asked["information"]
        asked["information"] = (worth * 0.6, *place)
    kind = max(asked, key=lambda kind: (round(asked[kind][0], 2), -_ORDER.index(kind)))
    _, start, end = asked[kind]
    if start is None:
        return type(category)("outcome", kind, category.start, category.end, category.words)
    return reading.found("outcome", kind, start, end)


def _meant(kind, reason):
    """Return what a wish means for this reason: who got the wrong thing and wants the right one wants it replaced."""
    if kind == "delivery" and reason in ("defective", "wrong_item", "not_as_described", "counterfeit"):
        return "replacement"
    if kind == "replacement" and reason in ("not_received", "delivery_problem", "incomplete"):
        return "delivery"
    if kind == "replacement" and reason == "account_access":
        return "access"
    return kind


def _hear_clause(plain, match, worth, category, hear):
    """Hear what is asked in the words after one verb of asking."""
    verb = match[0]
    if _REFUSED.search(plain[max(0, match.start() - 14):match.start()]) and not verb.startswith("so "):
        return
    begin = match.end() + (plain[match.end():match.end() + 1] == " ")
    clause = _MAIN.match(plain[begin:begin + 90])[0]
    first = _OUTCOME.search(clause)
    if not first:
        if verb.startswith(_WANTING) and _THING_WANTED.match(clause):
            hear("delivery", worth * 0.7, match.start(), begin + len(_THING_WANTED.match(clause)[0]))
        return
    # "I want the tracking code and the parcel" asks for the parcel.
    if first[0].startswith(("rastr", "codigo", "numero", "status")):
        first = next((wish for wish in _OUTCOME.finditer(clause) if wish.lastgroup != "information"), first)
    kind, at, distance = first.lastgroup, begin + first.start(), first.start()
    if kind == "information" and verb.startswith(("aguard", "esper")):
        return
    if worth < 2 and (distance > 30 or plain[:match.start()].endswith("conforme ")):
        return
    if verb == "ou":
        # "My goods or my money": the second wish counts less than the first.
        if distance > 22 or kind not in ("refund", "delivery", "replacement", "cancellation"):
            return
        worth = 1.6
    # "Where is my parcel?" is a way to say that it did not come.
    if verb == "cade" and kind != "refund":
        return
    if kind != "refund" and _DENIED.search(clause[:distance]):
        return
    if distance > 45:
        worth *= 0.5
    if kind == "replacement" and re.search(r"(?:nao quero|em troca)", clause[:first.end()]):
        return
    # "I want the refund of the cancelled order" asks for one thing.
    hear(kind, worth, match.start(), at + len(first[0]))


def _told(plain, match):
    """Say whether the words tell what was not given, not what is asked for."""
    before = plain[max(0, match.start() - 26):match.start()]
    return bool(re.search(r"\b(?:nao|recebi|recebeu|nem|disse\w*|ia|vao|prometeu)\b[^.]{0,20}$", before))
