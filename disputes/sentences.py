"""The sentences of a dispute on the timeline: as the consumer reads them, and as everybody else does."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.sentences import sentence
from complaints.staff_sentences import for_staff
from complaints.wording import brl, day_of, joined, short_date
from disputes.escalation_words import STEP_DONE, STEP_DONE_BY_BUYER, came_back, place
from disputes.models import Remedy
from disputes.models.disputes import Freight

# {kind: the sentence for the seller and for staff}, from the details of the line.
NEUTRAL = {}


def told(kind, to_buyer, neutral=None):
    """Register both sentences of a kind; without `neutral` one serves all. Functions of a line's details."""
    NEUTRAL[kind] = neutral or to_buyer
    sentence(kind)(lambda event, titles: to_buyer(event.data))
    if neutral:
        for_staff(kind)(lambda event, titles: neutral(event.data))


def neutral_sentence(event):
    """Return the line as the seller and the staff read it; "" for a kind that is not the dispute's."""
    words = NEUTRAL.get(event.kind)
    return words(event.data) if words else ""


def offered(data):
    """Return what a line offers or asks, in words."""
    words = Remedy(data["remedy"]).label
    amount = Decimal(data.get("amount", "0"))
    text = f"{words} ({brl(amount)})" if amount else str(words)
    return f"{text}; {Freight(data['freight_by']).label}" if data.get("freight_by") else text


def money(data, name="amount"):
    return brl(Decimal(data[name]))


def day(data, name="due_on"):
    return short_date(day_of(data[name]))


def is_money(data):
    """Say whether a line about what did not come tells of money: where none is owed, nothing is left of it."""
    return Decimal(data.get("left", "0")) > 0


def noted(text, data, name="note"):
    """Return a sentence with what the side wrote after it."""
    note = data.get(name)
    return f"{text} “{note}”" if note else text


told("dispute_open",
     lambda d: _("Você abriu a disputa e pediu: %(what)s.") % {"what": offered(d)},
     lambda d: noted(_("Quem comprou abriu a disputa e pediu: %(what)s.") % {"what": offered(d)}, d))
told("dispute_seller_accepts", lambda d: _("O vendedor aceitou: %(what)s.") % {"what": offered(d)})
told("dispute_seller_refuses",
     lambda d: _("O vendedor disse não: “%(note)s”") % {"note": d["note"]} if d.get("note")
     else _("O vendedor disse não."))
told("dispute_seller_proposes",
     lambda d: noted(_("O vendedor ofereceu: %(what)s.") % {"what": offered(d)}, d))
told("dispute_seller_silent",
     lambda d: _("O vendedor não respondeu até %(day)s. O caso foi sozinho para o mediador.") % {"day": day(d)})
told("dispute_seller_defaults",
     lambda d: _("O vendedor não respondeu até %(day)s. Nesta loja, isso dá a vitória a você.") % {"day": day(d)},
     lambda d: _("O vendedor não respondeu até %(day)s. Nesta loja, isso dá a vitória a quem comprou.")
     % {"day": day(d)})
told("dispute_buyer_silent",
     lambda d: _("Não houve resposta sua até %(day)s. O caso foi sozinho para o mediador.") % {"day": day(d)},
     lambda d: _("Quem comprou não respondeu até %(day)s. O caso foi sozinho para o mediador.") % {"day": day(d)})
told("dispute_buyer_lapses",
     lambda d: _("Não houve resposta sua até %(day)s. A disputa acabou.") % {"day": day(d)},
     lambda d: _("Quem comprou não respondeu até %(day)s. A disputa acabou.") % {"day": day(d)})
told("dispute_buyer_accepts",
     lambda d: _("Você aceitou a proposta: %(what)s.") % {"what": offered(d)},
     lambda d: _("Quem comprou aceitou a proposta: %(what)s.") % {"what": offered(d)})
told("dispute_buyer_proposes",
     lambda d: noted(_("Você pediu de novo: %(what)s.") % {"what": offered(d)}, d),
     lambda d: noted(_("Quem comprou pediu: %(what)s.") % {"what": offered(d)}, d))
told("dispute_escalate",
     lambda d: noted(_("A equipe passou o caso para o mediador por você."), d) if d.get("by_staff")
     else _("Você não aceitou a resposta e passou o caso para o mediador."),
     lambda d: noted(_("A equipe passou o caso para o mediador por quem comprou."), d) if d.get("by_staff")
     else noted(_("Quem comprou não aceitou a resposta e passou o caso para o mediador."), d))
told("dispute_ask_buyer",
     lambda d: _("O mediador perguntou a você: “%(note)s”") % {"note": d["note"]},
     lambda d: _("O mediador perguntou a quem comprou: “%(note)s”") % {"note": d["note"]})
told("dispute_ask_seller", lambda d: _("O mediador perguntou ao vendedor: “%(note)s”") % {"note": d["note"]})
told("dispute_buyer_answers",
     lambda d: _("Você respondeu ao mediador: “%(note)s”") % {"note": d["note"]},
     lambda d: _("Quem comprou respondeu ao mediador: “%(note)s”") % {"note": d["note"]})
told("dispute_seller_answers", lambda d: _("O vendedor respondeu ao mediador: “%(note)s”") % {"note": d["note"]})
told("dispute_buyer_no_answer",
     lambda d: _("Você não respondeu ao mediador até %(day)s. Ele decide com o que já tem.") % {"day": day(d)},
     lambda d: _("Quem comprou não respondeu ao mediador até %(day)s. Ele decide com o que já tem.") % {"day": day(d)})
told("dispute_seller_no_answer",
     lambda d: _("O vendedor não respondeu ao mediador até %(day)s. Ele decide com o que já tem.") % {"day": day(d)})
for verb in ("judge", "decide"):
    told(f"dispute_{verb}_for_buyer",
         lambda d: _("O mediador decidiu a seu favor. Motivo: %(reasons)s") % {"reasons": d["reasons"]},
         lambda d: _("O mediador decidiu a favor de quem comprou. Motivo: %(reasons)s") % {"reasons": d["reasons"]})
    told(f"dispute_{verb}_split",
         lambda d: _("O mediador decidiu que devem voltar %(amount)s. Motivo: %(reasons)s") % {
             "amount": money(d), "reasons": d["reasons"]},
         lambda d: _("O mediador decidiu que o vendedor devolve %(amount)s. Motivo: %(reasons)s") % {
             "amount": money(d), "reasons": d["reasons"]})
    told(f"dispute_{verb}_for_seller",
         lambda d: _("O mediador decidiu a favor do vendedor. Motivo: %(reasons)s") % {"reasons": d["reasons"]})
for late in ("decision_late", "appeal_late"):
    told(f"dispute_{late}",
         lambda d: _("O mediador se atrasou. O caso continua com ele e você não perde nada."),
         lambda d: _("O mediador se atrasou. O caso continua com ele e ninguém perde nada."))
told("dispute_buyer_appeals",
     lambda d: noted(_("Você pediu que outro mediador decida."), d),
     lambda d: noted(_("Quem comprou pediu que outro mediador decida."), d))
told("dispute_seller_appeals", lambda d: noted(_("O vendedor pediu que outro mediador decida."), d))
told("dispute_buyer_yields",
     lambda d: _("Você aceitou a decisão."), lambda d: _("Quem comprou aceitou a decisão."))
told("dispute_seller_yields", lambda d: _("O vendedor aceitou a decisão."))
told("dispute_win_stands",
     lambda d: _("Até %(day)s ninguém pediu que outro mediador decida. A decisão vale.") % {"day": day(d)})
told("dispute_loss_stands",
     lambda d: _("Até %(day)s ninguém pediu que outro mediador decida. A decisão vale.") % {"day": day(d)})
told("dispute_seller_sends_label",
     lambda d: _("O vendedor disse para onde mandar o produto. A etiqueta vale até %(day)s.") % {
         "day": day(d, "label_until")}
     if d.get("label_until") else _("O vendedor disse para onde mandar o produto."))
told("dispute_seller_waives_return",
     lambda d: _("O vendedor disse que o produto não precisa voltar. Ele tem que pagar assim mesmo."))
told("dispute_label_silent",
     lambda d: _(
         "O vendedor não disse até %(day)s para onde mandar o produto. "
         "Ele tem que pagar, e o produto não precisa voltar.") % {"day": day(d)})
told("dispute_buyer_posts",
     lambda d: _("Você postou o produto em %(day)s.") % {"day": day(d, "posted_on")},
     lambda d: _("Quem comprou postou o produto em %(day)s.") % {"day": day(d, "posted_on")})
told("dispute_counter_refuses",
     lambda d: noted(_("Você tentou postar e o balcão não aceitou."), d),
     lambda d: noted(_("Quem comprou tentou postar e o balcão não aceitou."), d))
told("dispute_label_lapsed",
     lambda d: _("A etiqueta venceu em %(day)s. O vendedor precisa dar outra.") % {"day": day(d)})
told("dispute_return_silent",
     lambda d: _("O produto não foi postado até %(day)s. A disputa acabou sem o dinheiro.") % {"day": day(d)})
told("dispute_seller_confirms_return", lambda d: _("O vendedor confirmou que o produto chegou."))
told("dispute_seller_contests_return",
     lambda d: noted(_("O vendedor diz que o que voltou não está certo. O mediador vai ver."), d))
told("dispute_confirmation_silent",
     lambda d: _("O vendedor não disse nada até %(day)s: vale como se o produto tivesse chegado.") % {"day": day(d)})
told("dispute_money_came",
     lambda d: _("Você contou que o dinheiro veio: %(amount)s.") % {"amount": money(d)} if Decimal(d["amount"])
     else _("Você contou que fizeram o que foi combinado."),
     lambda d: _("Quem comprou contou que o dinheiro veio: %(amount)s.") % {"amount": money(d)} if Decimal(d["amount"])
     else _("Quem comprou contou que fizeram o que foi combinado."))
told("dispute_money_came_in_part",
     lambda d: _("Você contou que vieram %(amount)s. Ainda faltam %(left)s.") % {
         "amount": money(d), "left": money(d, "left")},
     lambda d: _("Quem comprou contou que vieram %(amount)s. Ainda faltam %(left)s.") % {
         "amount": money(d), "left": money(d, "left")})
told("dispute_money_did_not_come",
     lambda d: _("Você contou que o dinheiro não veio.") if is_money(d)
     else _("Você contou que ainda não fizeram o que foi combinado."),
     lambda d: _("Quem comprou contou que o dinheiro não veio.") if is_money(d)
     else _("Quem comprou contou que ainda não fizeram o que foi combinado."))
told("dispute_refund_silent",
     lambda d: _("Passou o dia em que tudo devia estar resolvido (%(day)s).") % {"day": day(d)})
told("dispute_withdraw", lambda d: _("Você desistiu da disputa."), lambda d: _("Quem comprou desistiu da disputa."))
told("bank_form_filled",
     lambda d: _("Você preencheu os dados do banco em %(day)s para receber o dinheiro.") % {"day": day(d, "filled_on")},
     lambda d: _("Quem comprou preencheu os dados do banco em %(day)s.") % {"day": day(d, "filled_on")})
told("notice_sent", lambda d: _("O servidor de e-mail aceitou a mensagem para %(to)s.") % {"to": d["to"]})
told("notice_failed",
     lambda d: _("Um e-mail ao vendedor voltou: %(to)s não recebe. Use outro e-mail ou a carta.") % {
         "to": d["to"]})
told("notice_opened", lambda d: _("A página do vendedor foi aberta com o código da carta.") if d.get("way") == "code"
     else _("A página do vendedor foi aberta pelo link."))
told("notice_resent", lambda d: _("O aviso ao vendedor foi mandado de novo, para %(to)s.") % {"to": d["to"]})
told("notice_revoked", lambda d: _("O link do vendedor foi cancelado."))
told("notice_letter", lambda d: _("A carta para o vendedor foi baixada."))


def costs(data):
    """Return what was told of an order: its freight, a tax paid apart, the seller's address half hidden."""
    parts = []
    if "freight" in data:
        parts.append(_("frete %(amount)s") % {"amount": money(data, "freight")})
    if "tax" in data:
        parts.append(_("imposto pago à parte %(amount)s") % {"amount": money(data, "tax")})
    if "to" in data:
        parts.append(_("e-mail do vendedor %(to)s") % {"to": data["to"]})
    return joined(parts)


told("costs_told",
     lambda d: _("Você informou: %(what)s.") % {"what": costs(d)},
     lambda d: _("Quem comprou informou: %(what)s.") % {"what": costs(d)})


def at_place(text, data):
    """Return what happened to a filing outside, begun with the place: "Procon São Paulo: ninguém respondeu"."""
    return f"{place(data['door'], data.get('body', ''))}: {text}"


def filed(data):
    words = {"day": day(data, "filed_on"), "protocol": data.get("protocol", "")}
    if words["protocol"]:
        return _("você reclamou em %(day)s, protocolo %(protocol)s.") % words
    return _("você reclamou em %(day)s.") % words


def filed_by_buyer(data):
    words = {"day": day(data, "filed_on"), "protocol": data.get("protocol", "")}
    if words["protocol"]:
        return _("quem comprou reclamou em %(day)s, protocolo %(protocol)s.") % words
    return _("quem comprou reclamou em %(day)s.") % words


WAITED = {
    "cgb_consumer": gettext_lazy("acabou em %(day)s o prazo para dar a nota."),
    "ra_rate": gettext_lazy("acabou em %(day)s o prazo para dar a nota."),
    "jec_appeal": gettext_lazy("acabou em %(day)s o prazo para recorrer."),
    "paypal_escalate": gettext_lazy("acabou em %(day)s o prazo para pedir que o PayPal decida."),
    "jec_conciliation": gettext_lazy("passou o dia em que se esperava a audiência de acordo (%(day)s)."),
}
NOBODY = gettext_lazy("ninguém respondeu até %(day)s.")

FACTS_TOLD = {
    "state": gettext_lazy("o seu estado"),
    "gov_br_level": gettext_lazy("o nível da sua conta gov.br"),
    "shop_on_consumidor_gov": gettext_lazy("se a loja está no consumidor.gov.br"),
    "amount_claimed": gettext_lazy("quanto você pede de volta"),
    "paid_to": gettext_lazy("quem recebeu o dinheiro"),
}
told("facts_told",
     lambda d: _("Você contou: %(what)s.") % {"what": joined(FACTS_TOLD[name] for name in d["facts"])},
     lambda d: _("Quem comprou contou mais sobre o caso."))
told("escalation_filed", lambda d: at_place(filed(d), d), lambda d: at_place(filed_by_buyer(d), d))
told("escalation_protocol",
     lambda d: at_place(_("você anotou o protocolo %(protocol)s.") % {"protocol": d["protocol"]}, d),
     lambda d: at_place(_("quem comprou anotou o protocolo %(protocol)s.") % {"protocol": d["protocol"]}, d))
told("escalation_answered",
     lambda d: at_place(came_back(d["door"], d["quality"], day(d, "answered_on")), d),
     lambda d: at_place(came_back(d["door"], d["quality"], day(d, "answered_on"), to_buyer=False), d))
told("escalation_rated",
     lambda d: at_place(STEP_DONE[d["step"]] % {"day": day(d, "rated_on")}, d),
     lambda d: at_place(STEP_DONE_BY_BUYER[d["step"]] % {"day": day(d, "rated_on")}, d))
told("escalation_closed",
     lambda d: at_place(_("você encerrou esta reclamação."), d),
     lambda d: at_place(_("quem comprou encerrou esta reclamação."), d))
told("escalation_silent", lambda d: at_place(WAITED.get(d["waited"], NOBODY) % {"day": day(d)}, d))


told("joint_asked",
     lambda d: _("Perguntamos se o seu caso pode ir, junto com outros, para: %(body)s.") % d,
     lambda d: _("A equipe perguntou se o caso pode ir, junto com outros, para: %(body)s.") % d)
told("joint_agreed",
     lambda d: _("Você aceitou que o caso vá, junto com outros, para: %(body)s.") % d,
     lambda d: _("O consumidor aceitou que o caso vá, junto com outros, para: %(body)s.") % d)
told("joint_declined",
     lambda d: _("Você não quis que o caso fosse, junto com outros, para: %(body)s.") % d,
     lambda d: _("O consumidor não quis que o caso fosse, junto com outros, para: %(body)s.") % d)
told("joint_handed",
     lambda d: _("Entregamos o seu caso, junto com outros, para: %(body)s.") % d,
     lambda d: _("A equipe entregou o caso, junto com outros, para: %(body)s.") % d)
told("joint_dropped",
     lambda d: _("O seu caso não vai mais, junto com outros, para: %(body)s. Motivo: %(reason)s") % d,
     lambda d: _("A equipe desistiu de levar o caso, junto com outros, para: %(body)s. Motivo: %(reason)s") % d)
