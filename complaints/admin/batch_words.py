"""What a change of many cases will do, does and did, in sentences."""

from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.instants import end_of_day
from complaints.models import Batch, Complaint
from complaints.services.claiming import LOAD
from complaints.wording import long_date

Action = Batch.Action

WILL = {
    Action.ASSIGN: lambda n: ngettext("%(n)s caso vai mudar de mãos", "%(n)s casos vão mudar de mãos", n),
    Action.SHARE: lambda n: ngettext("%(n)s caso vai ser repartido", "%(n)s casos vão ser repartidos", n),
    Action.DEFER: lambda n: ngettext("%(n)s caso vai ser adiado", "%(n)s casos vão ser adiados", n),
    Action.NOTE: lambda n: ngettext("%(n)s caso vai ganhar a nota", "%(n)s casos vão ganhar a nota", n),
    Action.REPLY: lambda n: ngettext(
        "%(n)s caso vai receber a mensagem", "%(n)s casos vão receber a mensagem", n),
    Action.CLOSE: lambda n: ngettext("%(n)s caso vai ser encerrado", "%(n)s casos vão ser encerrados", n),
    Action.REOPEN: lambda n: ngettext("%(n)s caso vai ser aberto de novo", "%(n)s casos vão ser abertos de novo", n),
}
NOW = {
    Action.ASSIGN: lambda n: ngettext("Mudar %(n)s caso de mãos agora", "Mudar %(n)s casos de mãos agora", n),
    Action.SHARE: lambda n: ngettext("Repartir %(n)s caso agora", "Repartir %(n)s casos agora", n),
    Action.DEFER: lambda n: ngettext("Adiar %(n)s caso agora", "Adiar %(n)s casos agora", n),
    Action.NOTE: lambda n: ngettext("Escrever a nota em %(n)s caso agora", "Escrever a nota em %(n)s casos agora", n),
    Action.REPLY: lambda n: ngettext(
        "Enviar a mensagem em %(n)s caso agora", "Enviar a mensagem em %(n)s casos agora", n),
    Action.CLOSE: lambda n: ngettext("Encerrar %(n)s caso agora", "Encerrar %(n)s casos agora", n),
    Action.REOPEN: lambda n: ngettext("Abrir de novo %(n)s caso agora", "Abrir de novo %(n)s casos agora", n),
}
UNDO = {
    Action.ASSIGN: lambda n: ngettext(
        "Devolver %(n)s caso a quem cuidava antes", "Devolver %(n)s casos a quem cuidava antes", n),
    Action.DEFER: lambda n: ngettext("Desfazer o adiamento de %(n)s caso", "Desfazer o adiamento de %(n)s casos", n),
    Action.CLOSE: lambda n: ngettext("Abrir de novo %(n)s caso", "Abrir de novo %(n)s casos", n),
}
UNDO[Action.SHARE] = UNDO[Action.ASSIGN]


def figure(n):
    """Return a number as it is read: 4.812."""
    return number_format(n, force_grouping=True)


def counted(words, action, n):
    """Return the sentence about `n` cases from one of the tables above."""
    return words[Action(action)](n) % {"n": figure(n)}


def back_before(batch):
    """Return the sentence about cases that a clock of the team brings back before the day they would be put off to.

    "" for no such case; one query where cases are put off.
    """
    until = batch.params.get("until") if batch.action == Action.DEFER else None
    if not until:
        return ""
    # They come back when `queues.NEAR`, a day, is left.
    ends = end_of_day(date.fromisoformat(until), settings.CASE_TIME_ZONE)
    n = batch.items.filter(complaint__team_at__lt=ends).count()
    return n and ngettext(
        "Em %(n)s caso um prazo da equipe acaba antes: ele volta às filas quando faltar um dia.",
        "Em %(n)s casos um prazo da equipe acaba antes: eles voltam às filas quando faltar um dia.", n,
    ) % {"n": figure(n)}


def asked_for(batch):
    """Return [(name, value)] of what was asked besides the action; a query where a colleague is named."""
    params, action = batch.params, batch.action
    if batch.undo_of_id and action != Action.REOPEN:
        return [(_("O que faz"), _("põe de volta o que estava antes"))]
    if action == Action.ASSIGN:
        agent = get_user_model().objects.filter(pk=params.get("agent")).first() if params.get("agent") else None
        return [(_("Quem vai cuidar"), str(agent or _("ninguém: voltam para a fila")))]
    if action == Action.SHARE:
        how = _("primeiro quem tem menos casos") if params.get("how") == LOAD else _("um caso por vez para cada pessoa")
        return [(_("Quem recebe"), how)]
    if action == Action.DEFER:
        until = params.get("until")
        return [(_("Mostrar de novo em"), long_date(date.fromisoformat(until)) if until else _("hoje"))]
    if action == Action.NOTE:
        return [(_("Nota da equipe"), params.get("body", ""))]
    if action == Action.REPLY:
        texts = [(_("Mensagem"), params.get("body_pt", "")), (_("Mensagem em inglês"), params.get("body_en", ""))]
        return [
            (_("%(name)s, antes de entrar o que é de cada caso") % {"name": name} if "{" in text else name, text)
            for name, text in texts if text
        ]
    reason = [(_("Motivo"), params.get("reason", ""))]
    if action == Action.CLOSE:
        return [(_("Como acabaram"), str(dict(Complaint.Closing.choices).get(params.get("closing"), ""))), *reason]
    return reason
