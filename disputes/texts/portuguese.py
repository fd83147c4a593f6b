"""The facts as sentences in Portuguese, in the first person; a fact that is not known leaves its sentence out. Pure."""

from complaints.choices import NOT_ARRIVED, Outcome, Payment, Reason
from disputes.lifecycle import Move
from disputes.texts.words import day_words, money_words

PAID_BY = {
    Payment.PIX: "por Pix", Payment.BOLETO: "por boleto", Payment.CREDIT_CARD: "com cartão de crédito",
    Payment.DEBIT_CARD: "com cartão de débito", Payment.PAYPAL: "pelo PayPal",
}
PROBLEM = {
    Reason.NOT_RECEIVED: "Até hoje o produto não chegou.",
    Reason.NO_TRACKING: "Não mandaram o código de rastreio, e o produto não chegou.",
    Reason.DELIVERED_ELSEWHERE: "O produto foi para outro endereço ou voltou para quem mandou. Eu não recebi.",
    Reason.CUSTOMS_HELD: "O produto está parado na alfândega. Eu não recebi.",
    Reason.NOT_AS_DESCRIBED: "O produto veio diferente do anúncio.",
    Reason.DEFECTIVE: "O produto tem defeito ou não funciona.",
    Reason.DAMAGED: "O produto chegou quebrado.",
    Reason.WRONG_ITEM: "Mandaram o produto errado.",
    Reason.MISSING_QTY: "Veio menos do que eu comprei.",
    Reason.EMPTY_PARCEL: "O pacote veio vazio.",
    Reason.COUNTERFEIT: "O produto que recebi é falsificado.",
    Reason.REGRET: "Desisti da compra.",
    Reason.REFUND_NOT_PAID: "Prometeram devolver o meu dinheiro, e ele não veio.",
    Reason.CANCELLED_NOT_REFUNDED: "A compra foi cancelada, e não devolveram o meu dinheiro.",
    Reason.SELLER_ASKS_EXTRA: "Depois da compra, o vendedor pediu mais dinheiro.",
    Reason.OVERCHARGE: "Cobraram a mais por esta compra.",
    Reason.DUPLICATE_CHARGE: "Cobraram esta compra duas vezes.",
    Reason.CUSTOMS_TAX: "Veio um imposto que eu não esperava.",
    Reason.ACCOUNT_ACCESS: "Não consigo entrar na minha conta da loja.",
    Reason.DISPUTE_CLOSED: "Não consigo usar a disputa da loja: ela não abre ou foi fechada.",
    Reason.NO_CONTACT: "Não acho na loja com quem falar.",
    Reason.FRAUD_OUTSIDE: "Foi um golpe: paguei fora da loja.",
}
TITLE = {
    Reason.NOT_RECEIVED: "Comprei e o produto não chegou",
    Reason.NO_TRACKING: "Não mandaram o código de rastreio",
    Reason.DELIVERED_ELSEWHERE: "O produto foi para outro endereço ou voltou",
    Reason.CUSTOMS_HELD: "Produto parado na alfândega",
    Reason.NOT_AS_DESCRIBED: "O produto veio diferente do anúncio",
    Reason.DEFECTIVE: "O produto veio com defeito ou não funciona",
    Reason.DAMAGED: "O produto chegou quebrado",
    Reason.WRONG_ITEM: "Mandaram o produto errado",
    Reason.MISSING_QTY: "Veio menos do que comprei",
    Reason.EMPTY_PARCEL: "O pacote veio vazio",
    Reason.COUNTERFEIT: "O produto é falsificado",
    Reason.REGRET: "Desisti da compra e quero o dinheiro de volta",
    Reason.REFUND_NOT_PAID: "Prometeram devolver o dinheiro e ele não veio",
    Reason.CANCELLED_NOT_REFUNDED: "Compra cancelada e dinheiro não devolvido",
    Reason.SELLER_ASKS_EXTRA: "O vendedor pediu mais dinheiro depois da compra",
    Reason.OVERCHARGE: "Cobraram a mais pela compra",
    Reason.DUPLICATE_CHARGE: "Cobraram a mesma compra duas vezes",
    Reason.CUSTOMS_TAX: "Veio um imposto que eu não esperava",
    Reason.ACCOUNT_ACCESS: "Não consigo entrar na minha conta",
    Reason.DISPUTE_CLOSED: "Não consigo usar a disputa da loja",
    Reason.NO_CONTACT: "Não acho com quem falar na loja",
    Reason.FRAUD_OUTSIDE: "Golpe com o nome da loja",
}
# Problems that are measured against the listing.
AGAINST_THE_LISTING = {
    Reason.NOT_AS_DESCRIBED, Reason.WRONG_ITEM, Reason.MISSING_QTY, Reason.COUNTERFEIT, Reason.SELLER_ASKS_EXTRA,
    Reason.CUSTOMS_TAX,
}
# What a side does.
REMEDY = {
    "full_refund": "devolver todo o dinheiro", "part_refund": "devolver uma parte do dinheiro",
    "return_refund": "receber o produto de volta e devolver o dinheiro", "replacement": "trocar o produto",
    "resend": "mandar o produto de novo", "repair": "consertar o produto",
}
ANSWERS = {
    "none": "Ninguém respondeu.", "asks_data": "A empresa só pediu dados.",
    "standard": "A empresa respondeu, mas não resolveu.", "offer": "A empresa fez uma oferta.",
    "refusal": "A empresa disse não.", "solved": "A empresa disse que resolveu.",
}
PLACES = {
    "shop_help": "no atendimento da loja", "bank_sac": "no SAC do banco",
    "chargeback": "no banco do cartão, para contestar a compra", "paypal": "no PayPal",
    "med": "no banco, para pedir a devolução do Pix", "ebanx": "no Ebanx", "reclame_aqui": "no Reclame AQUI",
    "consumidor_gov": "no consumidor.gov.br", "procon": "no Procon", "juizado": "no Juizado Especial Cível",
    "defensoria": "na Defensoria Pública", "proteste": "na PROTESTE", "police": "na polícia",
}


def together(*sentences):
    return " ".join(sentence for sentence in sentences if sentence)


def purchase(facts, *, is_public=False):
    """Return who sold what, when, for how much; without the order's number where everybody reads it."""
    when = f"Em {day_words(facts.placed_on)} comprei" if facts.placed_on else "Comprei"
    where = f" na loja {facts.shop}" if facts.shop else ""
    what = f"o produto “{facts.item}”" if facts.item else "um produto"
    seller = f"O vendedor é {facts.store}." if facts.store else ""
    number = f"O número do pedido é {facts.number}." if facts.number and not is_public else ""
    return together(f"{when}{where} {what}.", seller, number, payment(facts))


def payment(facts):
    """Return how much was paid, and how."""
    by = PAID_BY.get(facts.payment, "")
    sentences = []
    if facts.amount is not None:
        by = f" {by}" if by else ""
        parts = f", em {facts.instalments} parcelas" if facts.instalments > 1 else ""
        sentences.append(f"Paguei {money_words(facts.amount, facts.currency)}{by}{parts}.")
    elif by:
        sentences.append(f"Paguei {by}.")
    if facts.amount is not None and facts.freight:
        sentences.append(f"Desse valor, {money_words(facts.freight, facts.currency)} são do frete.")
    if facts.tax:
        sentences.append(f"Paguei à parte {money_words(facts.tax, facts.currency)} de imposto.")
    return together(*sentences)


def problem(facts):
    """Return what was promised and what happened."""
    arrived = facts.received_on and facts.reason not in NOT_ARRIVED
    return together(
        f"A entrega estava prometida para {day_words(facts.promised_on)}." if facts.promised_on else "",
        f"O produto chegou em {day_words(facts.received_on)}." if arrived else "",
        PROBLEM[facts.reason],
        f"O defeito apareceu em {day_words(facts.defect_seen_on)}." if facts.defect_seen_on else "",
        f"A promessa de devolver o dinheiro é de {day_words(facts.refund_promised_on)}."
        if facts.refund_promised_on else "",
    )


def listing(facts):
    """Return what the listing promised, where the problem is that something else came."""
    return f"O anúncio dizia: “{facts.listing}”" if facts.listing and facts.reason in AGAINST_THE_LISTING else ""


def contact(facts, *, is_public=False):
    """Return that the shop was told, and what it said."""
    protocol = f" (protocolo {facts.contact_protocol})" if facts.contact_protocol and not is_public else ""
    return together(
        f"Reclamei com a loja em {day_words(facts.contacted_on)}{protocol}." if facts.contacted_on else "",
        f"A loja disse não em {day_words(facts.refused_on)}." if facts.refused_on else "",
    )


def unsolved(facts):
    """Return that it did not help, where something was tried and the case is open."""
    tried = facts.contacted_on or facts.refused_on or facts.steps or facts.filings
    return "Até hoje o problema não foi resolvido." if facts.is_open and tried else ""


def offered(step, currency):
    words = REMEDY.get(step.remedy, "")
    return f"{words} ({money_words(step.amount, currency)})" if words and step.amount else words


def _opened(step, facts):
    where = {True: " no site da loja", False: " pelo Prazo Certo", None: ""}[facts.dispute_at_shop]
    asked = offered(step, facts.currency)
    return together(
        f"Em {day_words(step.on)} abri uma disputa{where}.", f"Pedi ao vendedor para {asked}." if asked else "")


def _offer(beginning, bare=""):
    def told(step, facts):
        what = offered(step, facts.currency)
        if what:
            return f"Em {day_words(step.on)} {beginning} {what}."
        return f"Em {day_words(step.on)} {bare}." if bare else ""
    return told


def _said(words):
    return lambda step, facts: f"Em {day_words(step.on)} {words}."


def _brought(words):
    return lambda step, facts: (
        f"Em {day_words(step.on)} {words} {money_words(step.amount, facts.currency)}." if step.amount else "")


def _split(step, facts):
    amount = f": {money_words(step.amount, facts.currency)}" if step.amount else ""
    return f"Em {day_words(step.on)} a disputa foi decidida em parte a meu favor{amount}."


STEPS = {
    Move.OPEN: _opened,
    Move.SELLER_ACCEPTS: _offer("o vendedor aceitou", "o vendedor aceitou"),
    Move.SELLER_REFUSES: _said("o vendedor disse não"),
    Move.SELLER_PROPOSES: _offer("o vendedor ofereceu"),
    Move.SELLER_SILENT: lambda step, facts: f"O vendedor não respondeu até {day_words(step.on)}.",
    Move.SELLER_DEFAULTS: lambda step, facts: f"O vendedor não respondeu até {day_words(step.on)}.",
    Move.BUYER_ACCEPTS: _offer("aceitei a proposta do vendedor:", "aceitei a proposta do vendedor"),
    Move.BUYER_PROPOSES: _offer("propus ao vendedor"),
    Move.ESCALATE: _said("pedi que um mediador decidisse"),
    Move.JUDGE_FOR_BUYER: _said("a disputa foi decidida a meu favor"),
    Move.DECIDE_FOR_BUYER: _said("a disputa foi decidida a meu favor"),
    Move.JUDGE_SPLIT: _split,
    Move.DECIDE_SPLIT: _split,
    Move.JUDGE_FOR_SELLER: _said("a disputa foi decidida a favor do vendedor"),
    Move.DECIDE_FOR_SELLER: _said("a disputa foi decidida a favor do vendedor"),
    Move.BUYER_APPEALS: _said("pedi uma nova decisão"),
    Move.SELLER_APPEALS: _said("o vendedor pediu uma nova decisão"),
    Move.BUYER_POSTS: _said("mandei o produto de volta"),
    Move.SELLER_CONFIRMS_RETURN: _said("o vendedor confirmou que o produto voltou"),
    Move.MONEY_CAME: _brought("recebi"),
    Move.MONEY_CAME_IN_PART: _brought("recebi só uma parte:"),
    Move.MONEY_DID_NOT_COME: _said("o dinheiro ainda não tinha vindo"),
    Move.WITHDRAW: _said("desisti da disputa"),
}


def dispute(facts):
    """Return the dispute step by step."""
    return together(*(STEPS[step.move](step, facts) for step in facts.steps if step.move in STEPS))


def filings(facts, *, is_public=False, but=""):
    """Return what was registered elsewhere and what came back; without numbers where everybody reads it."""
    told = []
    for filing in sorted(facts.filings, key=lambda filing: filing.on):
        if filing.door == but and but:
            continue
        place = PLACES.get(filing.door) or (f"em {filing.name}" if filing.name else "em outro lugar")
        protocol = f" (protocolo {filing.protocol})" if filing.protocol and not is_public else ""
        told.append(f"Em {day_words(filing.on)} registrei o caso {place}{protocol}.")
        answer = ANSWERS.get(filing.quality, "")
        if answer and filing.answered_on and filing.quality != "none":
            answer = f"{answer.removesuffix('.')} em {day_words(filing.answered_on)}."
            # Read aloud: "A empresa disse não em 3 de maio", but "respondeu em 3 de maio, mas não resolveu".
            if filing.quality == "standard":
                answer = f"A empresa respondeu em {day_words(filing.answered_on)}, mas não resolveu."
        elif not answer and filing.answered_on:
            answer = f"A empresa respondeu em {day_words(filing.answered_on)}."
        told.append(answer)
    return together(*told)


def wish(facts):
    """Return what is asked, as (to do, that it be done): "devolver R$ 10,00" and "devolvam R$ 10,00"."""
    amount = money_words(facts.amount_claimed, facts.currency) if facts.amount_claimed else ""
    back = f"e {{}} {amount}" if amount else ""
    return {
        Outcome.REFUND: (f"devolver {amount or 'todo o dinheiro'}", f"devolvam {amount or 'todo o dinheiro'}"),
        Outcome.PART_REFUND: (
            f"devolver uma parte do dinheiro{': ' + amount if amount else ''}",
            f"devolvam uma parte do dinheiro{': ' + amount if amount else ''}",
        ),
        Outcome.REPLACEMENT: ("trocar o produto, sem custo para mim", "troquem o produto, sem custo para mim"),
        Outcome.DELIVERY: ("entregar o produto que comprei", "entreguem o produto que comprei"),
        Outcome.CANCELLATION: (
            together("cancelar a compra ou a cobrança", back.format("devolver")),
            together("cancelem a compra ou a cobrança", back.format("devolvam")),
        ),
        Outcome.INFORMATION: ("explicar por escrito o que vai ser feito", "expliquem por escrito o que vai ser feito"),
        Outcome.ACCESS: ("devolver o meu acesso à conta", "devolvam o meu acesso à conta"),
    }[facts.outcome]


def against(facts):
    """Return whom the complaint is about, one a line."""
    lines = [
        f"Loja: {facts.shop}" if facts.shop else "",
        f"Vendedor: {facts.store}" if facts.store else "",
        f"Quem recebeu o dinheiro: {facts.paid_to}" if facts.paid_to else "",
    ]
    return "\n".join(line for line in lines if line)


def proofs(facts):
    """Return the proofs of the case as a sentence."""
    return f"Tenho estas provas: {'; '.join(facts.proofs)}." if facts.proofs else ""
