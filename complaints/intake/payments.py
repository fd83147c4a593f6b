"""How the order was paid: pix, boleto, credit_card, debit_card, paypal or other, as far as it is said."""

import re

from complaints.intake.beginnings import Begun
from complaints.intake.folding import vocabulary

_METHOD = Begun(
    r"\b(?:(?P<paypal>pay ?pal)"
    r"|(?P<debit_card>cart(?:ao|oes) (?:de |do |no |em )?debito|cartao de deb\b|(?:no|em|por|via|pelo|de|funcao|"
    r"forma) debito(?! automatico)|debito (?:pelo|no|do) cartao|debito online)"
    r"|(?P<credit_card>cart(?:ao|oes|aos|ao de)(?: d[eo])? cred\w*|cartao d[ec] credito|credit card|(?:no|em|via|"
    r"pelo|por|meu|funcao) credito(?! (?:na|no|da|do|para|de) )|master ?card|american express|bandeira (?:visa|elo|"
    r"master\w*)|hipercard|cart(?:ao|oes) (?:visa|elo|master\w*|nubank|virtual))"
    # "no meu cart...": many comments are kept cut off in the middle of a word.
    r"|(?P<card>cart(?= ?(?:\.{2,}|…))|cart(?:ao|oes|aum|ap|ao)(?! (?:de )?(?:memoria|sd|presente|postal|visita|"
    r"vermelho|micro|fidelidade|cnpj|do sus|alimentacao|refeicao|de embarque|de natal|de agradecimento)))"
    r"|(?P<pix>pix|piks)"
    r"|(?P<boleto>bo(?:l|ll|lll)etos?|boleta|buleto|bolet\w*)"
    r"|(?P<other>mercado ?pago|pic ?pay|pag ?seguro|(?<!em )transferenci\w+|transferi\b|ted\b|doc bancario|"
    r"deposit\w+|ame digital|google pay|apple pay|samsung pay|recarga ?pay|spay\b|"
    r"vale[- ]?(?:compras?|presente|troca|alimentacao|refeicao)|(?:recebemos|usei|utilizei|com) (?:o |um |meu "
    r")?vale\b|utilizamos o vale|cartao (?:presente|refeicao|alimentacao)|(?<!um )gift ?cards?|(?:com|usei|"
    r"usando) um gift ?card|"
    r"saldo (?:da |na |do )?(?:carteira|conta|site|shopee|app)|(?:com|usando|meu) (?:o )?saldo|carteira digital|em "
    r"dinheiro|dinheiro em especie|bitcoin\w*|cripto\w*|cheque|crediario|(?:no|pelo|via|em|por|paguei o|"
    r"pagando o) carne\b|parcelas? (?:do|no) carne\b|(?:com|em|meus|minhas|usando) "
    r"(?:os |as |\d+ )?(?:pontos|milhas)|nupay|olx pay|western union|escambo))"
    r"(?![a-z])")
_PAID_BEFORE = re.compile(
    r"(?:pagu?\w*|paid with|pagament\w*|compr\w+|fiz|fis|feito|efetu\w+|realiz\w+|parcel\w+|passei|passad\w+|debit\w+|"
    r"cobr\w+|quitei|quitado|finaliz\w+|forma de pag\w+|\d ?x|vezes|valor|via|utiliz\w+|usei|usando|transferi|"
    r"clonad\w*|fatur\w+)"
    r"[^.!?\n]{0,38}$", re.A)
_BACK = re.compile(
    r"(?:\b(?:ger|emit|d)(?:ou|aram|eram|eu)\b|viraram?|(?:preso|presa|retid[oa]|travado|bloquead[oa])|"
    r"reembols\w*|estorn\w*|devol\w*|ressarc\w*|chaves?|restitu\w*|credit\w+|ofereci|tentei|conta d[oa]|app "
    r"d[oa])[^.!?\n]{0,30}$", re.A)
_DENIED = re.compile(r"\b(?:nao|sem|nem) (?:\w+ ){0,2}$|\bnenhum $", re.A)
_APPROVED_AFTER = re.compile(
    r" (?:ja )?(?:ter |foi |foram |tinha |estava )?(?:sido )?(?:aprov|autoriz|debit|cobr|compens|pago)", re.A)
_NOT_PAYMENT_AFTER = re.compile(
    r" ?: ?\d| (?:para|pra) (?:reembols|estorn|devol|ressarc)|[ :](?:e |eh )?(?:meu |celular |cpf |e-?mail )", re.A)
# In Brazil an order paid in instalments or on a statement is paid by credit card.
_INSTALMENTS = re.compile(
    r"\bparcel\w+ (?:\w+ ){0,2}?(?:em|de) \d{1,2} ?x|\b\d{1,2} ?x (?:de |no |sem juros|r?\$? ?\d)|\b(?:em|"
    r"(?<!mais )de) "
    r"\d{1,2} (?:vezes|parcelas)|\b(?:na|da|minha|pra|"
    r"para a|duas|proxima) (?:minha )?fatu(?:ras?)?\b|\bno (?:visa|master\w*|elo)\b", re.A)
# A card that is asked for, lost or locked pays for nothing.
_CARD_ITSELF = re.compile(
    r"(?:desbloque\w+|solicit\w+|pedi(?:r|do)?|cade|kd|onde (?:ta|esta)|receber|perdi|segunda via|fazer)"
    r"(?: (?:d[oa]|o|um|meu|minha|de))* $", re.A)
_CARD_ITSELF_AFTER = re.compile(
    r" (?:nao (?:chegou|chega|foi entregue|desbloque)|bloquead|de cliente|fidelidade|recusad\w+ na analise)", re.A)
_WALLETS = ("spay", "pic", "mercado", "recarga", "ame")
_CAME_BACK = re.compile(r"\b(?:volt|devolv|estorn|reembols|ca[ií]|retorn)\w*[^.!?\n]{0,30}$", re.A)
_HELD = re.compile(r"(?:preso|presa|retid[oa]|travado|bloquead[oa])(?: \w+){0,2} $", re.A)
_KINDS = {"card": "credit_card"}


_STEMS = vocabulary(
    "pay paypa cart carta debit credi maste ameri bandei bande hiper pix piks bole bolet bolle bulet merca pic "
    "picpa pag pagse trans ted doc "
    "depos spay spayl recar ame googl apple samsu recar vale saldo din dinhe bitco cript chequ credia carne "
    "pont ponto milha nupay "
    "olx weste escam")


def find_payment(reading):
    """Return the means of payment as Found, or None when none is named."""
    plain, best, best_score = reading.plain, None, -9
    marks = []
    for match in () if _STEMS.isdisjoint(reading.stems) else _METHOD.every(reading):
        kind = match.lastgroup
        before = plain[max(0, match.start() - 48):match.start()]
        score = 0
        if _PAID_BEFORE.search(before):
            score += 2
        if _BACK.search(before):
            # Money goes back to the card that paid, but to any Pix key.
            score -= 1 if "card" in kind else 3
        if _DENIED.search(before):
            score -= 6
        if _APPROVED_AFTER.match(plain, match.end()):
            score += 2
        if _NOT_PAYMENT_AFTER.match(plain, match.end()):
            score -= 2
        if kind == "card":
            score -= 0.5
            if _CARD_ITSELF.search(before) or _CARD_ITSELF_AFTER.match(plain, match.end()):
                score -= 2.5
        if match[0].startswith("olx") and score < 2:
            score -= 3
        if match[0].startswith(_WALLETS) and _CAME_BACK.search(before) and not _HELD.search(before):
            score += 2
        marks.append((score, _KINDS.get(kind, kind), match))
    kinds = {kind for _, kind, _ in marks}
    for score, kind, match in marks:
        # "no cartão ... (débito)": the kind is said once, the card many times.
        if match.lastgroup == "card" and "debit_card" in kinds:
            score -= 2
        if score > best_score:
            best, best_score = (kind, match), score
    if best is None or best_score < -1.9:
        instalments = _INSTALMENTS.search(plain)
        return reading.found("payment", "credit_card", *instalments.span()) if instalments else None
    kind, match = best
    return reading.found("payment", kind, match.start(), match.end())
