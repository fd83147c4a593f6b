"""Pages of a dispute at the shop, and the steps both kinds share. Each asks the door; its no is a sentence."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.access import own_complaint_for
from complaints.services.locking import Refused
from disputes import services
from disputes.forms import AnswerForm, OpenForm, RefundForm, ReplyForm
from disputes.models import Remedy
from disputes.views.knocking import home_of, knock, not_now, page, panel_for, typed


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
                panel.dispute, by=request.user, remedy=data["remedy"], amount=data["amount"],
                freight_by=data["freight_by"], post_by=data["post_by"], note=data["note"],
            ),
        }
        done = knock(request, complaint, form, doors[data["answer"]], _("Resposta do vendedor anotada."))
        if done:
            return done
    return page(request, "disputes/answer.html", complaint, form, dispute=panel.dispute, panel=panel)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_reply(request, ref):
    """Answer the seller: accept, ask for something else, or hand over to the mediator."""
    complaint, panel = panel_for(request, ref)
    if request.method != "POST" and "buyer_proposes" not in panel.moves:
        return not_now(request, home_of(panel.dispute))
    dispute = panel.dispute
    form = ReplyForm(
        typed(request), has_offer=panel.offer is not None, initial={"seen": panel.turn.pk if panel.turn else None})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["reply"] == "accepts":
            # Asked a second time there, with what it gives and ends.
            return redirect("dispute_accept", complaint.reference)
        said = {"by": request.user, "note": data["note"], "seen": data["seen"]}
        doors = {
            "escalate": lambda: services.escalate(dispute, **said),
            "proposes": lambda: services.buyer_proposes(
                dispute, remedy=data["remedy"], amount=data["amount"], freight_by=data["freight_by"],
                post_by=data["post_by"], **said,
            ),
        }
        thanks = _("Sua resposta foi anotada.")
        if dispute.is_hosted:
            thanks = _("Sua resposta foi entregue ao vendedor.") if data["reply"] == "proposes" else _(
                "O caso está com o mediador. O vendedor foi avisado.")
        done = knock(request, home_of(dispute), form, doors[data["reply"]], thanks)
        if done:
            return done
    return page(request, "disputes/reply.html", complaint, form, dispute=dispute, panel=panel)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_refund(request, ref):
    """Tell whether the money came: whole, in part, or not."""
    complaint, panel = panel_for(request, ref)
    if request.method != "POST" and not panel.waits_for_money:
        return not_now(request, home_of(panel.dispute))
    today = complaint.local_day(timezone.now())
    turn = str(panel.turn.pk) if panel.turn else ""
    form = RefundForm(
        typed(request), initial={"seen_on": today, "turn": turn}, today=today, since=complaint.order.placed_on,
        asks_money=panel.dispute is None or panel.dispute.asks_money,
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
            request, home_of(panel.dispute), form,
            lambda: services.report_refund(
                panel.dispute, by=request.user, came=data["came"], amount=data.get("amount"), seen_on=data["seen_on"]
            ),
            thanks[data["came"]],
        )
        if done:
            return done
    return page(request, "disputes/refund.html", complaint, form, dispute=panel.dispute, panel=panel)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_withdraw(request, ref):
    """Warn what withdrawing closes, then do it."""
    complaint, panel = panel_for(request, ref)
    if request.method != "POST" and not panel.can_withdraw:
        return not_now(request, home_of(panel.dispute))
    refused = None
    if request.method == "POST":
        try:
            services.withdraw(panel.dispute, by=request.user)
        except Refused as error:
            refused = error.sentence
        else:
            messages.success(request, _("Você desistiu da disputa. O caso continua aberto aqui."))
            return redirect(complaint)
    context = {"case": complaint, "panel": panel, "refused": refused, "back_url": home_of(panel.dispute)}
    return render(request, "disputes/withdraw.html", context, status=422 if refused else 200)
