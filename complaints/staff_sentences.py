"""The lines of a timeline as the staff and the auditor read them: nobody there is "você"."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.choices import Party, Proof
from complaints.sentences import by_buyer, sentence_of, title, told_day

# {kind: the sentence for the staff}; a kind that is not here says the same to everybody.
FOR_STAFF = {}


def for_staff(*kinds):
    """Register the function that words events of these kinds for the staff; it takes (event, titles).

    One that returns "" leaves the event to the sentence that everybody reads.
    """

    def register(function):
        FOR_STAFF.update(dict.fromkeys(kinds, function))
        return function

    return register


def staff_sentence_of(event, titles):
    """Return the sentence of an event as the staff read it; `titles` maps rule slugs to clock titles."""
    words = FOR_STAFF.get(event.kind)
    return (words and words(event, titles)) or sentence_of(event, titles)


@for_staff("filed")
def filed(event, titles):
    return _("O consumidor contou o que aconteceu e o caso foi registrado.")


@for_staff("evidence_added")
def evidence_added(event, titles):
    n = len(event.data["files"])
    if not by_buyer(event):
        return ""
    return ngettext("O consumidor anexou %(n)d prova.", "O consumidor anexou %(n)d provas.", n) % {"n": n}


@for_staff("evidence_labelled")
def evidence_labelled(event, titles):
    words = {"name": event.data["file"][0], "shows": dict(Proof.choices).get(event.data["shows"], "")}
    if not (words["shows"] and by_buyer(event)):
        return ""
    return _("O consumidor disse o que o arquivo “%(name)s” mostra: %(shows)s.") % words


@for_staff("message")
def message(event, titles):
    if event.data.get("audience") != "both":
        return _("O consumidor escreveu para a equipe.") if by_buyer(event) else _(
            "A equipe escreveu para o consumidor.")
    if by_buyer(event):
        return _("O consumidor escreveu para o vendedor e a equipe.")
    if event.party == Party.SELLER:
        return _("O vendedor escreveu para o consumidor.")
    return _("A equipe escreveu para o consumidor e o vendedor.")


@for_staff("evidence_asked")
def evidence_asked(event, titles):
    n = len(event.data["proofs"])
    return ngettext(
        "A equipe pediu %(n)d prova ao consumidor.", "A equipe pediu %(n)d provas ao consumidor.", n) % {"n": n}


@for_staff("evidence_given")
def evidence_given(event, titles):
    if event.data.get("said"):
        return _("O consumidor avisou que já mandou o que a equipe pediu.")
    return _("O consumidor mandou provas depois do pedido da equipe.")


@for_staff("call", "call_elsewhere")
def call(event, titles):
    if event.data["with"] != "buyer":
        return ""
    if event.data["answered"]:
        return _("A equipe falou com o consumidor por telefone.")
    return _("A equipe tentou falar com o consumidor por telefone.")


@for_staff("mail_bounced")
def mail_bounced(event, titles):
    return _("Um e-mail nosso para o consumidor voltou.")


@for_staff("asked_person")
def asked_person(event, titles):
    return _("O consumidor pediu para falar com uma pessoa.")


@for_staff("order_corrected")
def order_corrected(event, titles):
    return _("O consumidor informou datas do pedido, e os prazos foram contados de novo.")


@for_staff("closed")
def closed(event, titles):
    closing, reason = event.data.get("closing"), event.data.get("reason")
    if event.party == Party.STAFF and closing == "unanswered":
        text = _("A equipe encerrou o caso: o consumidor não respondeu mais.")
        return f"{text} {_('Motivo: %(reason)s') % {'reason': reason}}" if reason else text
    if event.party != Party.STAFF and closing not in ("paid", "solved", "merged"):
        return _("O consumidor encerrou o caso.")
    return ""


@for_staff("clock_done")
def clock_done(event, titles):
    return _("O consumidor avisou que já fez: “%(title)s”.") % {"title": title(event, titles)}


@for_staff("reminders_stopped")
def reminders_stopped(event, titles):
    return _("O consumidor desligou os avisos de “%(title)s”.") % {"title": title(event, titles)}


@for_staff("shop_complaint_proved")
def shop_complaint_proved(event, titles):
    text = _("O consumidor guardou a prova de que reclamou com a loja em %(day)s.") % {
        "day": told_day(event.data["on"])}
    n = len(event.data["stopped"])
    if not n:
        return text
    stopped = ngettext("%(n)d prazo da lei parou nesse dia.", "%(n)d prazos da lei pararam nesse dia.", n) % {"n": n}
    return f"{text} {stopped}"


@for_staff("shop_refused")
def shop_refused(event, titles):
    return _("O consumidor contou que a loja disse não em %(day)s.") % {"day": told_day(event.data["on"])}


FACTS_TOLD = {
    "durable": lambda value: _("O consumidor contou se o produto dura ou se gasta."),
    "defect_seen_on": lambda value: _("O consumidor contou que o defeito apareceu em %(day)s.") % {
        "day": told_day(value)},
    "contacted_on": lambda value: _("O consumidor contou que reclamou com a loja em %(day)s.") % {
        "day": told_day(value)},
    "refund_promised_on": lambda value: _("O consumidor contou que prometeram devolver o dinheiro em %(day)s.") % {
        "day": told_day(value)},
}


@for_staff("fact_told")
def fact_told(event, titles):
    words = FACTS_TOLD.get(event.data.get("fact"))
    return words(event.data["value"]) if words else _("O consumidor contou mais um fato do caso.")
