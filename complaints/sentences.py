"""One plain sentence for every kind of line on a timeline. Other apps register theirs."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.choices import Party, Proof
from complaints.models import Rule
from complaints.reference import shown
from complaints.wording import day_of, long_date, short_date

SENTENCES = {}
# Kinds of lines that are the staff's own business: no party reads them, or hears that there is news.
STAFF_ONLY = set()


def sentence(*kinds, staff_only=False):
    """Register the function that words events of these kinds; it takes (event, titles).

    Kinds with `staff_only` are named in this module alone: who follows a case leaves them out by name.
    """

    def register(function):
        for kind in kinds:
            SENTENCES[kind] = function
            if staff_only:
                STAFF_ONLY.add(kind)
        return function

    return register


def sentence_of(event, titles):
    """Return the sentence of an event; `titles` maps rule slugs to clock titles."""
    words = SENTENCES.get(event.kind)
    return words(event, titles) if words else _("Aconteceu algo neste caso.")


def titles_of(events):
    """Return {rule slug: title in the active language} for the clocks that events speak of; one query."""
    slugs = {event.data["clock"] for event in events if "clock" in event.data}
    return {rule.slug: rule.title for rule in Rule.objects.filter(slug__in=slugs, current=True)} if slugs else {}


def title(event, titles):
    return titles.get(event.data.get("clock"), _("um prazo"))


def by_buyer(event):
    return event.party == Party.BUYER


@sentence("filed")
def filed(event, titles):
    return _("Você contou o que aconteceu e o caso foi registrado.")


@sentence("evidence_added")
def evidence_added(event, titles):
    n = len(event.data["files"])
    if by_buyer(event):
        return ngettext("Você anexou %(n)d prova.", "Você anexou %(n)d provas.", n) % {"n": n}
    if event.party == Party.SELLER:
        return ngettext("O vendedor anexou %(n)d prova.", "O vendedor anexou %(n)d provas.", n) % {"n": n}
    return ngettext("A equipe anexou %(n)d arquivo.", "A equipe anexou %(n)d arquivos.", n) % {"n": n}


@sentence("evidence_labelled")
def evidence_labelled(event, titles):
    words = {"name": event.data["file"][0], "shows": dict(Proof.choices).get(event.data["shows"], "")}
    if not words["shows"]:
        return _("O arquivo “%(name)s” ficou sem dizer o que mostra.") % words
    if by_buyer(event):
        return _("Você disse o que o arquivo “%(name)s” mostra: %(shows)s.") % words
    return _("A equipe anotou o que o arquivo “%(name)s” mostra: %(shows)s.") % words


@sentence("message")
def message(event, titles):
    if event.data.get("audience") != "both":
        return _("Você escreveu para a equipe.") if by_buyer(event) else _("A equipe escreveu para você.")
    if by_buyer(event):
        return _("Você escreveu para o vendedor e a equipe.")
    if event.party == Party.SELLER:
        return _("O vendedor escreveu para você.")
    return _("A equipe escreveu para você e o vendedor.")


@sentence("note", staff_only=True)
def note(event, titles):
    return _("A equipe escreveu uma nota.")


@sentence("evidence_asked")
def evidence_asked(event, titles):
    n = len(event.data["proofs"])
    return ngettext("A equipe pediu %(n)d prova a você.", "A equipe pediu %(n)d provas a você.", n) % {"n": n}


@sentence("evidence_given")
def evidence_given(event, titles):
    if event.data.get("said"):
        return _("Você avisou que já mandou o que a equipe pediu.")
    return _("Você mandou provas depois do pedido da equipe.")


# Whom the staff talked to, and whom they tried to reach.
CALLS = {
    "buyer": (
        lambda: _("A equipe falou com você por telefone."), lambda: _("A equipe tentou falar com você por telefone.")),
    "seller": (
        lambda: _("A equipe falou com o vendedor por telefone."),
        lambda: _("A equipe tentou falar com o vendedor por telefone.")),
    "shop": (
        lambda: _("A equipe falou com a loja por telefone."),
        lambda: _("A equipe tentou falar com a loja por telefone.")),
    "other": (
        lambda: _("A equipe falou com outra pessoa por telefone."),
        lambda: _("A equipe tentou falar com outra pessoa por telefone.")),
}


@sentence("call")
def call(event, titles):
    talked, tried = CALLS[event.data["with"]]
    return talked() if event.data["answered"] else tried()


# A call with somebody else, of which no party is told.
sentence("call_elsewhere", staff_only=True)(call)


@sentence("no_answer_needed", staff_only=True)
def no_answer_needed(event, titles):
    return _("A equipe viu a mensagem e anotou que não precisa de resposta.")


@sentence("shop_named")
def shop_named(event, titles):
    if not event.data["shop"]:
        return _("A equipe anotou que a loja deste caso não está na nossa lista.")
    return _("A equipe anotou em que loja foi a compra: %(shop)s.") % {"shop": event.data["shop"]}


@sentence("mail_bounced")
def mail_bounced(event, titles):
    return _("Um e-mail nosso para você voltou. Confira o seu e-mail na sua conta.")


@sentence("mail_arrived", staff_only=True)
def mail_arrived(event, titles):
    return _("O servidor de e-mail voltou a aceitar as mensagens para o consumidor.")


@sentence("bounce_settled", staff_only=True)
def bounce_settled(event, titles):
    return _("A equipe cuidou do e-mail que voltou: “%(note)s”") % {"note": event.data["note"]}


@sentence("linked", staff_only=True)
def linked(event, titles):
    return _("A equipe ligou este caso ao caso %(ref)s.") % {"ref": shown(event.data["ref"])}


@sentence("unlinked", staff_only=True)
def unlinked(event, titles):
    return _("A equipe desfez a ligação com o caso %(ref)s.") % {"ref": shown(event.data["ref"])}


@sentence("merged_away")
def merged_away(event, titles):
    return _("A equipe juntou este caso ao caso %(ref)s. Motivo: %(reason)s") % {
        "ref": shown(event.data["ref"]), "reason": event.data["reason"]}


@sentence("merged_in")
def merged_in(event, titles):
    text = _("A equipe juntou a este caso o caso %(ref)s. Motivo: %(reason)s") % {
        "ref": shown(event.data["ref"]), "reason": event.data["reason"]}
    n = len(event.data["files"])
    if not n:
        return text
    came = ngettext("%(n)d prova veio junto.", "%(n)d provas vieram junto.", n) % {"n": n}
    return f"{text} {came}"


@sentence("split_off")
def split_off(event, titles):
    return _("A equipe separou deste caso outro problema, agora no caso %(ref)s. Motivo: %(reason)s") % {
        "ref": shown(event.data["ref"]), "reason": event.data["why"]}


@sentence("split_from")
def split_from(event, titles):
    return _("A equipe abriu este caso a partir do caso %(ref)s. Motivo: %(reason)s") % {
        "ref": shown(event.data["ref"]), "reason": event.data["why"]}


@sentence("asked_person")
def asked_person(event, titles):
    return _("Você pediu para falar com uma pessoa.")


@sentence("assigned")
def assigned(event, titles):
    # Without a name: this line stays for ever, the name of whoever works here need not.
    if event.data.get("agent") is None:
        return _("O caso voltou para a fila da equipe.")
    return _("Uma pessoa da equipe agora cuida deste caso.")


@sentence("deferred", staff_only=True)
def deferred(event, titles):
    return _("A equipe adiou este caso até %(day)s.") % {"day": long_date(day_of(event.data["until"]))}


@sentence("deferral_ended", staff_only=True)
def deferral_ended(event, titles):
    return _("A equipe trouxe de volta este caso, que estava adiado.")


@sentence("order_corrected")
def order_corrected(event, titles):
    return _("Você informou datas do pedido, e os prazos foram contados de novo.")


@sentence("closed")
def closed(event, titles):
    if event.party == Party.STAFF:
        text = {
            "solved": _("A equipe encerrou o caso: o problema foi resolvido."),
            "unanswered": _("A equipe encerrou o caso: você não respondeu mais."),
            "not_ours": _("A equipe encerrou o caso: não é um caso que possamos cuidar."),
            "merged": _("O caso foi encerrado: ele continua em outro caso."),
        }.get(event.data.get("closing"), _("A equipe encerrou o caso."))
        reason = event.data.get("reason")
        return f"{text} {_('Motivo: %(reason)s') % {'reason': reason}}" if reason else text
    return {
        "paid": _("O caso foi encerrado: o dinheiro veio."),
        "solved": _("O caso foi encerrado: resolveram de outro jeito."),
        "merged": _("O caso foi encerrado: ele continua em outro caso."),
    }.get(event.data.get("closing"), _("O caso foi encerrado por você."))


@sentence("reopened")
def reopened(event, titles):
    text = _("A equipe abriu o caso de novo, e os prazos voltaram a contar.")
    reason = event.data.get("reason")
    return f"{text} {_('Motivo: %(reason)s') % {'reason': reason}}" if reason else text


@sentence("clock_missed")
def clock_missed(event, titles):
    day = short_date(day_of(event.data["due_on"]))
    return _("Passou o prazo “%(title)s” (%(day)s).") % {"title": title(event, titles), "day": day}


@sentence("clock_done")
def clock_done(event, titles):
    return _("Você avisou que já fez: “%(title)s”.") % {"title": title(event, titles)}


@sentence("reminders_stopped")
def reminders_stopped(event, titles):
    return _("Você desligou os avisos de “%(title)s”.") % {"title": title(event, titles)}


@sentence("clock_corrected", "clock_extended", "clock_resumed")
def clock_moved(event, titles):
    words = {"title": title(event, titles), "day": long_date(day_of(event.data["due_on"]))}
    text = _("O prazo “%(title)s” agora vai até %(day)s.") % words
    reason = event.data.get("reason")
    return f"{text} {_('Motivo: %(reason)s') % {'reason': reason}}" if reason else text


@sentence("clock_paused")
def clock_paused(event, titles):
    return _("O prazo “%(title)s” parou de contar. Motivo: %(reason)s") % {
        "title": title(event, titles), "reason": event.data.get("reason", "")}


@sentence("shop_complaint_proved")
def shop_complaint_proved(event, titles):
    text = _("Você guardou a prova de que reclamou com a loja em %(day)s.") % {
        "day": long_date(day_of(event.data["on"]))}
    n = len(event.data["stopped"])
    if not n:
        return text
    stopped = ngettext("%(n)d prazo da lei parou nesse dia.", "%(n)d prazos da lei pararam nesse dia.", n) % {"n": n}
    return f"{text} {stopped}"


@sentence("shop_refused")
def shop_refused(event, titles):
    return _("Você contou que a loja disse não em %(day)s.") % {"day": long_date(day_of(event.data["on"]))}


FACTS_TOLD = {
    "durable": lambda value: _("Você contou se o produto dura ou se gasta."),
    "defect_seen_on": lambda value: _("Você contou que o defeito apareceu em %(day)s.") % {"day": told_day(value)},
    "contacted_on": lambda value: _("Você contou que reclamou com a loja em %(day)s.") % {"day": told_day(value)},
    "refund_promised_on": lambda value: _("Você contou que prometeram devolver o dinheiro em %(day)s.") % {
        "day": told_day(value)},
}


def told_day(value):
    return long_date(day_of(value))


@sentence("fact_told")
def fact_told(event, titles):
    words = FACTS_TOLD.get(event.data.get("fact"))
    return words(event.data["value"]) if words else _("Você contou mais um fato do caso.")
