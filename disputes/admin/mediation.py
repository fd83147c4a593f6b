"""The mediator's pages: read both sides, ask one of them, rehearse a decision, decide."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from complaints.choices import Party
from complaints.models import Deadline
from complaints.services.locking import Refused
from complaints.wording import long_date
from contacts.fresh import signed_in_lately
from disputes.admin.desk import DECIDE
from disputes.admin.forms import AskForm, DecisionForm
from disputes.lifecycle import TURN_RULES, State
from disputes.models import Decision, Dispute
from disputes.services.mediation import ask, decide
from disputes.services.taking import OWNER, current_rules, lay_turn
from disputes.told import remedy_words

Outcome = Decision.Outcome
ASKED = {Party.BUYER: State.ASKED_BUYER, Party.SELLER: State.ASKED_SELLER}


def rehearse(dispute, mediator, values):
    """Return what a decision would do, as sentences: the door itself is used, and everything is taken back.

    Raises `Refused` as the door does.
    """
    with transaction.atomic():
        decision = decide(dispute, mediator=mediator, **values)
        after = Dispute.objects.get(pk=dispute.pk)
        turn = Deadline.objects.filter(
            owner=OWNER, subject_id=dispute.pk, state=Deadline.State.RUNNING).select_related("rule").first()
        link = after.seller_links.filter(revoked_at=None).first()
        transaction.set_rollback(True)
    if decision.outcome == Outcome.SELLER:
        lines = [_("A disputa acaba a favor do vendedor e nada é devolvido."),
                 _("O caso continua aberto para o consumidor procurar outros caminhos.")]
    else:
        lines = [_("O consumidor ganha: %(what)s.") % {
            "what": remedy_words(after.agreed_remedy, after.agreed_amount, after.agreed_freight_by)}]
    lines += [appeal_words(decision)]
    if turn and not decision.appeal_until:
        lines.append(_("Começa o prazo “%(title)s”, até %(day)s.") % {
            "title": turn.rule.title, "day": long_date(turn.due_on)})
    return [*lines, told_words(after, link)]


def appeal_words(decision):
    """Return whether a decision can be appealed, by whom and until when."""
    if not decision.appeal_until:
        return _("Esta decisão é definitiva: aqui não cabe recurso.")
    words = {
        Outcome.BUYER: _("Cabe recurso do vendedor até %(day)s. Se ele não recorrer, a decisão vale."),
        Outcome.SELLER: _("Cabe recurso do consumidor até %(day)s. Se ele não recorrer, a decisão vale."),
        Outcome.SPLIT: _("Cabe recurso dos dois lados até %(day)s. Se ninguém recorrer, a decisão vale."),
    }
    return words[decision.outcome] % {"day": long_date(decision.appeal_until)}


def told_words(dispute, link):
    """Return who is told of a decision, and that it stands as written."""
    if not dispute.is_hosted:
        return _("O consumidor recebe um e-mail agora, com os motivos. A decisão não pode ser mudada depois.")
    if link and link.address:
        return _("Os dois lados recebem um e-mail agora, com os motivos. O texto não pode ser mudado depois.")
    return _(
        "O consumidor recebe um e-mail agora, com os motivos. O vendedor não tem e-mail neste caso: ele só lê com o "
        "código da carta. O texto não pode ser mudado depois.")


def answer_days(desk):
    """Return {party: the safe day until which it would answer a question asked now, in words}."""
    parties = [Party.BUYER, Party.SELLER] if desk.dispute.is_hosted else [Party.BUYER]
    rules = current_rules(slug__in=TURN_RULES)
    clocks = {
        party: lay_turn(desk.complaint, Dispute(pk=desk.dispute.pk, state=ASKED[party]), rules, desk.now)
        for party in parties
    }
    return {party: long_date(clock.safe_on, desk.today) for party, clock in clocks.items()}


class MediationPages:
    """Mixin of the admin of disputes: the pages that only somebody who may decide can open."""

    @signed_in_lately
    def decide_page(self, request, pk):
        """Show both sides, then what a decision would do, then decide. PermissionDenied without the permission."""
        dispute = self.dispute_for(request, pk, DECIDE)
        context = self.page_of(request, dispute)
        form = DecisionForm(request.POST if request.method == "POST" else None, desk=context["desk"])
        preview, status, unticked = [], 200, False
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    if form.is_confirmed:
                        decide(dispute, mediator=request.user, **form.values())
                        messages.success(request, _("Decisão registrada. O consumidor recebe os motivos por e-mail."))
                        return redirect("admin:complaints_complaint_change", dispute.complaint_id)
                    preview, status = rehearse(dispute, request.user, form.values()), 200
                    unticked = form.cleaned_data["looked_at"] == form.fingerprint
                    form.data = form.data.copy()
                    form.data["looked_at"] = form.fingerprint
                except Refused as error:
                    form.add_error(None, error.sentence)
        context |= {
            **self.admin_site.each_context(request), "opts": self.opts,
            "title": _("Decidir a disputa do caso %(ref)s") % {"ref": dispute.complaint.shown_reference},
            "form": form, "preview": preview, "unticked": unticked,
        }
        return TemplateResponse(request, "admin/disputes/decide.html", context, status=status)

    def ask_page(self, request, pk):
        """Ask one side something. PermissionDenied without the permission to decide."""
        dispute = self.dispute_for(request, pk, DECIDE)
        desk = self.desk_of(request, dispute)
        form = AskForm(request.POST if request.method == "POST" else None, days=answer_days(desk))
        return self.door_page(
            request, desk, form, lambda party, text: ask(dispute, mediator=request.user, party=Party(party), text=text),
            title=_("Perguntar a um dos lados"), button=_("Perguntar e parar o prazo da decisão"),
            done=_("Pergunta feita. O prazo da decisão parou até a resposta."),
            shut="" if desk.may_mediate else desk.barred if desk.waits_for_mediator else _(
                "Esta disputa não espera uma decisão agora."),
            template="ask.html",
        )
