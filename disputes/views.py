"""Pages of a dispute. Each asks the door; the door's no is shown as a sentence."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.access import own_complaint_for
from complaints.panels import CasePanels
from complaints.services.locking import Refused
from disputes import services
from disputes.forms import AnswerForm, OpenForm, RefundForm, ReplyForm
from disputes.models import Remedy
from disputes.panels import DisputePanel


def panel_for(request, ref):
    """Return (case, dispute panel) of one's own case. Raises Http404 without a dispute."""
    complaint = own_complaint_for(request.user, ref)
    now = timezone.now()
    panel = DisputePanel(complaint, CasePanels(complaint, request.user, now), now)
    if panel.dispute is None:
        raise Http404
    return complaint, panel


def not_now(request, complaint):
    """Go back to the case from a page whose step has no place any more; nothing was typed yet."""
    messages.info(request, services.NOT_NOW)
    return redirect(complaint)


def typed(request):
    return request.POST if request.method == "POST" else None


def page(request, template, complaint, form, **context):
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"case": complaint, "form": form, **context}, status=status)


def knock(request, complaint, form, door, done):
    """Go through a door; on a refusal put its sentence on the form and return None."""
    try:
        door()
    except Refused as error:
        form.add_error(None, error.sentence)
        return None
    messages.success(request, done)
    return redirect(complaint)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_open(request, ref):
    """Tell that a dispute was opened at the shop."""
    complaint = own_complaint_for(request.user, ref)
    has_open = complaint.disputes.filter(closed_at=None).exists()
    if request.method != "POST" and (has_open or not complaint.is_open):
        return not_now(request, complaint)
    today = complaint.local_day(timezone.now())
    claimed = complaint.amount_claimed
    initial = {"opened_on": today, "amount": f"{claimed:.2f}".replace(".", ",") if claimed else ""}
    if complaint.desired_outcome == "part_refund":
        initial["remedy"] = Remedy.PART_REFUND
    elif complaint.desired_outcome == "replacement":
        initial["remedy"] = Remedy.REPLACEMENT
    form = OpenForm(typed(request), initial=initial, today=today, since=complaint.order.placed_on)
    guides = complaint.order.marketplace.guides.filter(kind="open_dispute")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = knock(
            request, complaint, form,
            lambda: services.open_dispute(
                complaint, by=request.user, remedy=data["remedy"], amount=data["amount"], opened_on=data["opened_on"]
            ),
            _("Disputa anotada. O prazo do vendedor está contando e avisamos você."),
        )
        if done:
            return done
    return page(request, "disputes/open.html", complaint, form, guides=guides)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_answer(request, ref):
    """Write down what the seller answered."""
    complaint, panel = panel_for(request, ref)
    if request.method != "POST" and "seller_accepts" not in panel.moves:
        return not_now(request, complaint)
    form = AnswerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        doors = {
            "accepts": lambda: services.seller_accepts(panel.dispute, by=request.user, note=data["note"]),
            "refuses": lambda: services.seller_refuses(panel.dispute, by=request.user, note=data["note"]),
            "proposes": lambda: services.seller_proposes(
                panel.dispute, by=request.user, remedy=data["remedy"], amount=data["amount"], note=data["note"]
            ),
        }
        done = knock(request, complaint, form, doors[data["answer"]], _("Resposta do vendedor anotada."))
        if done:
            return done
    return page(request, "disputes/answer.html", complaint, form, panel=panel)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_reply(request, ref):
    """Answer the seller: accept, ask for something else, or hand over to the mediator."""
    complaint, panel = panel_for(request, ref)
    if request.method != "POST" and "buyer_proposes" not in panel.moves:
        return not_now(request, complaint)
    form = ReplyForm(typed(request), has_offer=panel.offer is not None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        doors = {
            "accepts": lambda: services.buyer_accepts(panel.dispute, by=request.user),
            "escalate": lambda: services.escalate(panel.dispute, by=request.user, note=data["note"]),
            "proposes": lambda: services.buyer_proposes(
                panel.dispute, by=request.user, remedy=data["remedy"], amount=data["amount"], note=data["note"]
            ),
        }
        done = knock(request, complaint, form, doors[data["reply"]], _("Sua resposta foi anotada."))
        if done:
            return done
    return page(request, "disputes/reply.html", complaint, form, panel=panel)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_refund(request, ref):
    """Tell whether the money came: whole, in part, or not."""
    complaint, panel = panel_for(request, ref)
    if request.method != "POST" and not panel.waits_for_money:
        return not_now(request, complaint)
    today = complaint.local_day(timezone.now())
    turn = str(panel.turn.pk) if panel.turn else ""
    form = RefundForm(
        typed(request), initial={"seen_on": today, "turn": turn}, today=today, since=complaint.order.placed_on
    )
    if request.method == "POST" and form.is_valid() and form.cleaned_data["turn"] not in ("", turn):
        form.add_error(None, _("Você já contou isso uma vez, e está anotado. Volte ao caso e confira."))
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        thanks = {
            "whole": _("Que bom! O caso foi encerrado."),
            "part": _("Anotado. Vamos lembrar você do que falta."),
            "none": _("Anotado. Veja na página o que fazer agora."),
        }
        done = knock(
            request, complaint, form,
            lambda: services.report_refund(
                panel.dispute, by=request.user, came=data["came"], amount=data["amount"], seen_on=data["seen_on"]
            ),
            thanks[data["came"]],
        )
        if done:
            return done
    return page(request, "disputes/refund.html", complaint, form, panel=panel)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_withdraw(request, ref):
    """Warn what withdrawing closes, then do it."""
    complaint, panel = panel_for(request, ref)
    if request.method != "POST" and not panel.can_withdraw:
        return not_now(request, complaint)
    refused = None
    if request.method == "POST":
        try:
            services.withdraw(panel.dispute, by=request.user)
        except Refused as error:
            refused = error.sentence
        else:
            messages.success(request, _("Você desistiu da disputa. O caso continua aberto aqui."))
            return redirect(complaint)
    context = {"case": complaint, "panel": panel, "refused": refused}
    return render(request, "disputes/withdraw.html", context, status=422 if refused else 200)
