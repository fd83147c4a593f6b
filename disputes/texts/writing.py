"""One case written for one channel: its fields, its length, what may be read by everybody. Pure."""

from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import MONEY_OUTCOMES, Payment, Reason
from disputes.texts import english as en
from disputes.texts import portuguese as pt
from disputes.texts.channels import CARD_REASONS, PAYPAL_REASONS, PROBLEM_GROUPS
from disputes.texts.fitting import Part, fit, letters, shorten
from disputes.texts.grounds import ANSWER, CHAIN, law_sentences, term_sentences
from disputes.texts.hiding import without_known
from disputes.texts.words import day_words, english_day, money_words, number_words, one_line

# consumidor.gov.br takes so many letters; a chat window is read when it is short.
PUBLIC_LIMIT, CHAT_LIMIT = 3000, 1000
# Of a long listing the beginning is quoted: a whole page of promises would leave no room for what happened.
LISTING_LIMIT = 300
TEXT, TITLE = gettext_lazy("Texto"), gettext_lazy("Título")
STORY = "Nas minhas palavras: "
# Who gives way first in a narrow text: the later a paragraph comes to the heart of it, the higher.
CONTACT, DISPUTE, PROMISE, FILED, LAW, TERMS, PROOFS = 1, 2, 3, 4, 5, 6, 7


class Field(NamedTuple):
    """One box of a form: what it is called there, what goes in, how many letters it holds and has, who reads it.

    `limit` is None where no limit is known.
    """

    label: str
    body: str
    limit: int | None = None
    count: int = 0
    is_public: bool = False


class Text(NamedTuple):
    """A case in the form of one channel, with what must be known about it and brought along."""

    channel: object
    fields: tuple
    notes: tuple
    bring: tuple


class Sheet:
    """The fields and notes of one text while it is being written."""

    def __init__(self):
        self.fields, self.notes = [], []

    def add(self, label, parts, *, limit=None, is_public=False):
        """Add a box with `parts` (paragraphs, or one string) in it; an empty one is left out."""
        parts = [Part(parts)] if isinstance(parts, str) else parts
        fitted = fit(parts, limit)
        if fitted.body:
            self.fields.append(Field(label, fitted.body, limit, letters(fitted.body), is_public))
        if fitted.is_shortened:
            self.notes.append(
                _("O texto foi encurtado para caber em %(limit)s letras. Confira se ficou o que importa.")
                % {"limit": number_words(limit)})


def write(channel, facts, mask, documents=()):
    """Return the `Text` of a case for `channel`.

    `mask` takes what a person wrote and returns it without personal data; `documents` are what the body asks for.
    """
    facts = replace(
        facts, item=one_line(facts.item), store=one_line(facts.store), paid_to=one_line(facts.paid_to),
        name=one_line(facts.name), listing=shorten(one_line(facts.listing), LISTING_LIMIT),
        story=facts.story.replace("\r\n", "\n").strip())
    if channel.hides:
        # Where everybody reads, the numbers of the case go too; a shop needs them to find the order.
        facts = hidden(facts, mask, numbers=channel.is_public)
    sheet = Sheet()
    WRITERS[channel.slug](sheet, facts)
    bring = tuple(documents) or tuple(BRING.get(channel.slug, ()))
    return Text(channel, tuple(sheet.fields), tuple(sheet.notes), bring)


def hidden(facts, mask, *, numbers):
    """Return the facts with what the person typed made safe for others to read."""
    def safe(text):
        return without_known(mask(text), facts, numbers=numbers).strip() if text else ""
    return replace(
        facts, item=safe(facts.item), store=safe(facts.store), listing=safe(facts.listing), story=safe(facts.story))


def told(facts, *, is_public=False, but=""):
    """Return the paragraphs of what happened."""
    return [
        Part(pt.purchase(facts, is_public=is_public)),
        Part(pt.problem(facts)),
        Part(pt.listing(facts), PROMISE),
        Part(pt.contact(facts, is_public=is_public), CONTACT),
        Part(pt.dispute(facts), DISPUTE),
        Part(pt.filings(facts, is_public=is_public, but=but), FILED),
        Part(pt.unsolved(facts), CONTACT),
        story(facts),
    ]


def story(facts):
    return Part(STORY + facts.story if facts.story else "", is_story=True)


def law(facts, *, chain=False):
    return [
        *(Part(sentence, LAW) for sentence in law_sentences(facts)),
        Part(pt.together(*term_sentences(facts)), TERMS),
        Part(CHAIN if chain and facts.reason != Reason.FRAUD_OUTSIDE else "", LAW),
    ]


def signed(facts):
    """Return name and day, as a letter ends."""
    return Part("\n".join(filter(None, [facts.name, day_words(facts.today)])))


def asked(facts):
    return f"Peço que {pt.wish(facts)[1]}."


def seller(sheet, facts):
    sheet.add(TEXT, [
        Part("Olá."), *told(facts), *law(facts), Part(asked(facts)), Part("Espero a resposta por escrito."),
        Part(first_word(facts.name)),
    ])


def first_word(name):
    """Return the first name; a seller needs no more."""
    return next(iter(name.split()), "")


def seller_english(sheet, facts):
    sheet.add(TEXT, [
        Part("Hello."), Part(en.purchase(facts)), Part(en.problem(facts)), Part(en.listing(facts), PROMISE),
        Part(en.contact(facts), CONTACT), Part(en.dispute(facts), DISPUTE), Part(en.request(facts)), Part(en.LAW, LAW),
        Part(f"{en.STORY}\n{facts.story}" if facts.story else "", is_story=True),
        Part("\n".join(filter(None, [first_word(facts.name), english_day(facts.today)]))),
    ])
    if facts.story:
        sheet.notes.append(
            _("O seu relato fica em português, depois de uma linha em inglês que avisa. Se quiser, apague."))


def shop(sheet, facts):
    if facts.reason == Reason.FRAUD_OUTSIDE:
        wanted = "Peço que vejam o que aconteceu, bloqueiem quem fez isso e me respondam por escrito."
    else:
        wanted = asked(facts)
    sheet.add(TEXT, [
        Part("Olá. Esta é uma reclamação."), *told(facts), Part(wanted),
        Part(f"{ANSWER} Peço também o número do protocolo."),
    ], limit=CHAT_LIMIT)


def ebanx(sheet, facts):
    wanted = "Peço que digam se receberam a ordem de devolver o meu dinheiro, em que dia, e quando ele chega."
    sheet.add(TEXT, [Part("Olá."), *told(facts, but="ebanx"), Part(wanted), signed(facts)])


def paypal(sheet, facts):
    sheet.add(_("Motivo"), PAYPAL_REASONS[facts.reason])
    sheet.add(_("O que aconteceu"), [*told(facts, but="paypal"), Part(asked(facts))])
    sheet.notes.append(_("No PayPal, a disputa se abre até 180 dias depois do pagamento."))


def chargeback(sheet, facts):
    sheet.add(_("Motivo"), CARD_REASONS[facts.reason])
    if facts.amount is not None:
        sheet.add(_("Valor da compra"), money_words(facts.amount, facts.currency))
    if facts.placed_on:
        sheet.add(_("Dia da compra"), day_words(facts.placed_on))
    if facts.paid_to:
        sheet.add(_("Quem recebeu o dinheiro"), facts.paid_to)
    rest = " Peço também que as parcelas que faltam não sejam cobradas." if facts.instalments > 1 else ""
    sheet.add(_("O que aconteceu"), [
        *told(facts, but="chargeback"), Part(pt.proofs(facts), PROOFS),
        Part(f"Peço a contestação desta compra e a devolução do valor.{rest}"), signed(facts),
    ])


def bank(sheet, facts):
    if facts.payment == Payment.PIX:
        wanted = (
            "Peço que o banco abra hoje o pedido de devolução do Pix por golpe (Mecanismo Especial de Devolução, MED) "
            "e que me dê o número do protocolo."
        )
    elif facts.reason == Reason.FRAUD_OUTSIDE:
        wanted = "Peço que o banco veja o que aconteceu e diga como contestar esta compra."
    elif facts.reason in CARD_REASONS:
        wanted = "Peço que o banco receba a contestação desta compra e diga por escrito o que decidiu."
    else:
        wanted = "Peço que o banco veja esta cobrança e diga por escrito o que pode fazer."
    answer = "O banco tem 7 dias corridos para responder (Decreto 11.034/2022, art. 13). Peço o número do protocolo."
    sheet.add(TEXT, [*told(facts, but="bank_sac"), Part(pt.proofs(facts), PROOFS), Part(wanted), Part(answer),
                     signed(facts)])


def consumidor_gov(sheet, facts):
    sheet.add(_("Problema"), PROBLEM_GROUPS[facts.reason])
    sheet.add(
        _("O que aconteceu"), [*told(facts, is_public=True, but="consumidor_gov"), *law(facts)], limit=PUBLIC_LIMIT,
        is_public=True)
    sheet.add(_("O que você pede"), asked(facts), is_public=True)
    sheet.add(_("Número do pedido (só no campo particular)"), facts.number)
    if facts.shop_on_consumidor_gov is None:
        sheet.notes.append(
            _("Veja antes se a empresa aparece na lista do site: só dá para reclamar de empresa inscrita nele."))
    sheet.notes += [public_note(), _("Os nomes dos problemas no site podem ser um pouco diferentes.")]


def reclame_aqui(sheet, facts):
    sheet.add(TITLE, pt.TITLE[facts.reason], is_public=True)
    sheet.add(TEXT, [*told(facts, is_public=True, but="reclame_aqui"), Part(asked(facts))], is_public=True)
    sheet.add(_("Número do pedido (só no campo particular)"), facts.number)
    sheet.notes.append(public_note())


def public_note():
    return _(
        "Todo mundo pode ler este texto. Tiramos dele o seu nome, o número do pedido e os dados pessoais que achamos. "
        "Leia antes de mandar: pode ter sobrado algum.")


def procon(sheet, facts):
    sheet.add(_("Contra quem"), pt.against(facts))
    sheet.add(_("O que aconteceu"), told(facts, but="procon"))
    sheet.add(_("O que diz a lei"), law(facts, chain=True))
    if facts.reason == Reason.FRAUD_OUTSIDE:
        wanted = "Peço que o Procon me oriente e registre o que aconteceu."
    else:
        wanted = f"Peço que o Procon chame a empresa para {pt.wish(facts)[0]} e para responder por escrito."
    sheet.add(_("O que você pede"), [Part(wanted), signed(facts)])
    sheet.add(_("Documentos"), pt.proofs(facts))


def juizado(sheet, facts):
    who = f"Quem pede: {facts.name}" if facts.name else ""
    who = pt.together(who, f"({facts.state})") if who and facts.state else who
    sheet.add(_("As partes"), "\n".join(filter(None, [who, pt.against(facts)])))
    sheet.add(_("O que aconteceu"), told(facts, but="juizado"))
    sheet.add(_("O que diz a lei"), law(facts, chain=True))
    corrected = ", com correção" if facts.outcome in MONEY_OUTCOMES and facts.amount_claimed else ""
    sheet.add(_("O pedido"), [
        Part(f"Peço que a empresa seja obrigada a {pt.wish(facts)[0]}{corrected}."),
        Part(pt.proofs(facts)), signed(facts),
    ])
    value = facts.amount_claimed or facts.amount
    if value:
        sheet.add(_("Valor da causa"), money_words(value, facts.currency))
    sheet.notes.append(
        _("O Juizado também quer o seu nome completo, CPF, RG, profissão, estado civil e endereço. "
          "Não guardamos isso: leve com você."))


WRITERS = {
    "seller": seller, "seller-en": seller_english, "shop": shop, "ebanx": ebanx, "paypal": paypal,
    "chargeback": chargeback, "bank": bank, "consumidor-gov": consumidor_gov, "reclame-aqui": reclame_aqui,
    "procon": procon, "juizado": juizado,
}
ORDER_PAGE, PAID = gettext_lazy("print do pedido, com dia e valor"), gettext_lazy("comprovante do pagamento")
TALK = gettext_lazy("conversa com o vendedor ou a loja")
BRING = {
    "seller": (ORDER_PAGE,),
    "seller-en": (ORDER_PAGE,),
    "shop": (ORDER_PAGE, TALK),
    "ebanx": (gettext_lazy("o seu CPF e o e-mail da compra"), PAID, gettext_lazy("decisão ou promessa de devolver")),
    "paypal": (ORDER_PAGE, TALK, gettext_lazy("fotos do produto ou print do rastreio")),
    "chargeback": (
        gettext_lazy("fatura com a compra"), ORDER_PAGE, TALK,
        gettext_lazy("prova de que você pediu o dinheiro à loja"),
    ),
    "bank": (gettext_lazy("o seu CPF e os dados da conta ou do cartão"), PAID, TALK),
}


def plain(text):
    """Return a text as one file: each box under its name."""
    if len(text.fields) == 1:
        return f"{text.fields[0].body}\n"
    return "\n\n".join(f"{field.label}\n\n{field.body}" for field in text.fields) + "\n"
