"""One plain sentence for every kind of line on a timeline. Other apps register theirs."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.choices import Party, Proof
from complaints.models import Rule
from complaints.wording import day_of, long_date, short_date

SENTENCES = {}


def sentence(*kinds):
    """Register the function that words events of these kinds; it takes (event, titles)."""

    def register(function):
        for kind in kinds:
            SENTENCES[kind] = function
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


@sentence("note")
def note(event, titles):
    # Read by the staff only: `CasePanels` leaves the line out for everybody else.
    return _("A equipe escreveu uma nota.")


@sentence("asked_person")
def asked_person(event, titles):
    return _("Você pediu para falar com uma pessoa.")


@sentence("assigned")
def assigned(event, titles):
    # Without a name: this line stays for ever, the name of whoever works here need not.
    if event.data.get("agent") is None:
        return _("O caso voltou para a fila da equipe.")
    return _("Uma pessoa da equipe agora cuida deste caso.")


@sentence("order_corrected")
def order_corrected(event, titles):
    return _("Você informou datas do pedido, e os prazos foram contados de novo.")


@sentence("closed")
def closed(event, titles):
    return {
        "paid": _("O caso foi encerrado: o dinheiro veio."),
        "solved": _("O caso foi encerrado: resolveram de outro jeito."),
    }.get(event.data.get("closing"), _("O caso foi encerrado por você."))


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
