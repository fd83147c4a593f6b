"""What the law says about each problem, in sentences a person can stand behind.

Sources: Código de Defesa do Consumidor (Lei 8.078/1990), Decreto 7.962/2013.
"""

from complaints.choices import Reason
from disputes.texts.words import day_words

LAW = {
    "offer": (
        "O Código de Defesa do Consumidor (Lei 8.078/1990), arts. 30 e 35, diz que a oferta obriga quem vende. Se ela "
        "não é cumprida, eu posso escolher: a entrega, um produto igual, ou o cancelamento com a devolução do que "
        "paguei, com correção."
    ),
    "defect": (
        "O Código de Defesa do Consumidor (Lei 8.078/1990), art. 18, § 1º, dá até 30 dias para resolver o defeito. "
        "Se não resolvem, eu posso escolher: a troca, a devolução do que paguei, com correção, ou um desconto no preço."
    ),
    "quantity": (
        "O Código de Defesa do Consumidor (Lei 8.078/1990), art. 19, diz que, se vem menos do que foi comprado, eu "
        "posso escolher: receber o que falta, a troca, um desconto no preço ou a devolução do que paguei."
    ),
    "fake": (
        "O Código de Defesa do Consumidor (Lei 8.078/1990), art. 18, § 6º, diz que produto falsificado é impróprio "
        "para o uso."
    ),
    "regret": (
        "O Código de Defesa do Consumidor (Lei 8.078/1990), art. 49, dá 7 dias, contados do recebimento, para desistir "
        "de uma compra feita pela internet. O que foi pago deve ser devolvido de imediato, com correção."
    ),
    "charge": (
        "O Código de Defesa do Consumidor (Lei 8.078/1990), art. 42, parágrafo único, diz que quem paga uma cobrança "
        "indevida recebe em dobro o que pagou a mais, com correção, a não ser que o engano seja justificável."
    ),
    "excess": (
        "O Código de Defesa do Consumidor (Lei 8.078/1990), art. 39, V, proíbe exigir do consumidor uma vantagem "
        "excessiva."
    ),
    "price": (
        "O Decreto 7.962/2013, art. 2º, manda o site mostrar, junto do preço, as despesas a mais da compra."
    ),
    "service": (
        "O Decreto 7.962/2013, art. 4º, manda a loja da internet ter um atendimento eletrônico que funcione e "
        "responder em até 5 dias."
    ),
    "clauses": (
        "O Código de Defesa do Consumidor (Lei 8.078/1990), art. 51, diz que não vale a regra de contrato que tira um "
        "direito do consumidor."
    ),
}
CHAIN = (
    "Quem participou da venda responde junto (Código de Defesa do Consumidor, art. 7º, parágrafo único, e art. 25, "
    "§ 1º)."
)
ANSWER = "A lei dá à loja 5 dias para responder (Decreto 7.962/2013, art. 4º, parágrafo único)."
OF_REASON = {
    Reason.NOT_RECEIVED: ("offer",),
    Reason.NO_TRACKING: ("offer",),
    Reason.DELIVERED_ELSEWHERE: ("offer",),
    Reason.CUSTOMS_HELD: ("offer",),
    Reason.NOT_AS_DESCRIBED: ("offer",),
    Reason.DEFECTIVE: ("defect",),
    Reason.DAMAGED: ("defect",),
    Reason.WRONG_ITEM: ("offer",),
    Reason.MISSING_QTY: ("quantity",),
    Reason.EMPTY_PARCEL: ("offer",),
    Reason.COUNTERFEIT: ("fake", "offer"),
    Reason.REGRET: ("regret",),
    Reason.REFUND_NOT_PAID: ("offer",),
    Reason.CANCELLED_NOT_REFUNDED: ("offer",),
    Reason.SELLER_ASKS_EXTRA: ("offer", "excess"),
    Reason.OVERCHARGE: ("charge",),
    Reason.DUPLICATE_CHARGE: ("charge",),
    Reason.CUSTOMS_TAX: ("price",),
    Reason.ACCOUNT_ACCESS: ("service",),
    Reason.DISPUTE_CLOSED: ("clauses",),
    Reason.NO_CONTACT: ("service",),
    Reason.FRAUD_OUTSIDE: (),
}
REPAIR_OVER = "O prazo para resolver o defeito acabou em {day} (Código de Defesa do Consumidor, art. 18, § 1º)."
REPAIR_RUNS = "A empresa tem até {day} para resolver o defeito (Código de Defesa do Consumidor, art. 18, § 1º)."
ANSWER_OVER = "A loja tinha até {day} para me responder (Decreto 7.962/2013, art. 4º, parágrafo único)."
ANSWER_RUNS = "A loja tem até {day} para me responder (Decreto 7.962/2013, art. 4º, parágrafo único)."
REGRET_IN_TIME = (
    "Falei com a loja dentro do prazo para desistir, que ia até {day} (Código de Defesa do Consumidor, art. 49)."
)
REGRET_RUNS = "O prazo para desistir da compra vai até {day} (Código de Defesa do Consumidor, art. 49)."
DEFECT_IN_TIME = (
    "Reclamei dentro do prazo para reclamar do produto, que ia até {day} (Código de Defesa do Consumidor, art. 26)."
)


def law_sentences(facts):
    """Return what the law says about the problem of a case."""
    return [LAW[key] for key in OF_REASON[facts.reason]]


def term_sentences(facts):
    """Return the terms of the law that lie on a case, each with its last day."""
    told, contacted = [], facts.contacted_on
    for term in sorted(facts.terms, key=lambda term: (term.due_on, term.rule)):
        template = None
        if term.rule == "cdc18" and contacted:
            template = REPAIR_OVER if term.is_over else REPAIR_RUNS
        elif term.rule == "d7962_answer" and contacted and not facts.refused_on:
            template = ANSWER_OVER if term.is_over else ANSWER_RUNS
        elif term.rule == "cdc49" and facts.reason == Reason.REGRET:
            if contacted and contacted <= term.due_on:
                template = REGRET_IN_TIME
            elif not contacted and not term.is_over:
                template = REGRET_RUNS
        elif term.rule.startswith("cdc26") and contacted and contacted <= term.due_on:
            template = DEFECT_IN_TIME
        # Where it is not known whether a product lasts, two windows run: the shorter one says enough.
        if template and not (template == DEFECT_IN_TIME and any(known == template for known, _day in told)):
            told.append((template, term.due_on))
    return [template.format(day=day_words(day)) for template, day in told]
