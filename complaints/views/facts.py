"""One missing fact of a case, and the complaint to the shop that holds the windows of the law."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from complaints.access import own_complaint_for
from complaints.choices import Party
from complaints.fact_forms import FactForm, RefusalForm, ShopComplaintForm
from complaints.missing import FAULTY, QUESTIONS
from complaints.services.facts import put_off_fact, tell_fact
from complaints.services.holding import held_clocks, prove_complaint, prove_refusal
from complaints.services.locking import Refused
from complaints.views.cases import closed_already, say_refusals, to_part
from complaints.views.files import taken_in
from complaints.wording import joined, until


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def fact_answer(request, ref, fact):
    """Ask for one fact of a case and take the answer: the fact, "not yet", or "I do not know"."""
    complaint = own_complaint_for(request.user, ref)
    question = QUESTIONS.get(fact)
    if question is None:
        raise Http404
    if not complaint.is_open:
        return closed_already(request, complaint)
    today = complaint.local_day(timezone.now())
    typed = request.POST if request.method == "POST" else None
    form = FactForm(typed, question=question, complaint=complaint, today=today)
    status = 200
    if request.method == "POST":
        answer = request.POST.get("answer")
        if answer == "unknown" or answer == "not_yet" and question.not_yet:
            put_off_fact(complaint, fact, happened=answer == "unknown")
            messages.info(request, put_off_words(question, answer))
            return to_part(complaint, "clocks")
        if form.is_valid():
            try:
                moved = tell_fact(complaint, fact, form.cleaned_data["value"], by=request.user)
            except Refused as error:
                form.add_error("value", error.sentence)
            else:
                messages.success(request, moved_words(moved, today))
                return to_part(complaint, "clocks")
        status = 422
    return render(request, "complaints/fact.html", {
        "case": complaint, "question": question, "form": form,
    }, status=status)


def put_off_words(question, answer):
    if answer == "unknown" or question.never:
        return _("Anotado. Se descobrir depois, conte em “Informar ou corrigir datas”.")
    return _("Anotado. Perguntamos de novo daqui a uma semana.")


def moved_words(clocks, today):
    """Say which clocks an answer started or moved, and until when each runs."""
    if not clocks:
        return _("Guardado. Nenhum prazo mudou.")
    ends = [
        _("o prazo “%(title)s” acaba em %(day)s") % {"title": clock.rule.title, "day": until(clock.safe_on, today)}
        for clock in sorted(clocks, key=lambda clock: clock.safe_on)
    ]
    return _("Guardado. Agora %(ends)s.") % {"ends": joined(ends)}


def given_or_chosen(request, complaint, form, caption):
    """Return the form's file as evidence, or the one chosen among the case's; None without either, or when refused."""
    return taken_in(request, complaint, form, caption) if form.cleaned_data.get("file") else form.chosen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def shop_complaint(request, ref):
    """Keep the proof of a complaint to the shop, and later of its refusal."""
    complaint = own_complaint_for(request.user, ref)
    if not complaint.is_open:
        return closed_already(request, complaint)
    files = [file for file in complaint.evidence.all() if file.party == Party.BUYER]
    part = request.POST.get("part") if request.method == "POST" else ""
    typed = lambda name: (request.POST, request.FILES) if part == name else ()  # noqa: E731
    proof_form = ShopComplaintForm(*typed("complaint"), files=files, initial={
        "day": complaint.contacted_on, "protocol": complaint.contact_protocol,
        "kept": token_of(files, complaint.contact_proof_id),
    })
    refusal_form = None
    if complaint.contact_is_proved:
        refusal_form = RefusalForm(*typed("refusal"), files=files, initial={
            "day": complaint.refused_on, "kept": token_of(files, complaint.refusal_proof_id)})
    status = 200
    if request.method == "POST":
        form, keep = (refusal_form, keep_refusal) if part == "refusal" else (proof_form, keep_complaint)
        if form is not None and form.is_valid() and keep(request, complaint, form):
            return to_part(complaint, "clocks")
        status = 422
    return render(request, "complaints/shop_complaint.html", {
        "case": complaint, "proof_form": proof_form, "refusal_form": refusal_form,
        "held": held_clocks(complaint), "can_hold": complaint.reason in FAULTY,
    }, status=status)


def token_of(files, pk):
    return next((file.token for file in files if file.pk == pk), "")


def keep_complaint(request, complaint, form):
    """Go through the door with a complaint told; return whether it was taken."""
    proof = given_or_chosen(request, complaint, form, _("reclamação à loja"))
    if form.errors:
        return False
    data = form.cleaned_data
    try:
        held = prove_complaint(complaint, data["day"], protocol=data["protocol"], proof=proof, by=request.user)
    except Refused as error:
        form.add_error("day", error.sentence)
        return False
    n = len(held.stopped)
    if n:
        words = ngettext("Prova guardada. %(n)d prazo da lei parou.", "Prova guardada. %(n)d prazos da lei pararam.", n)
        messages.success(request, words % {"n": n})
    else:
        messages.success(request, _("Prova guardada."))
    return True


def keep_refusal(request, complaint, form):
    """Go through the door with a refusal told; return whether it was taken."""
    proof = given_or_chosen(request, complaint, form, _("resposta da loja"))
    if form.errors:
        return False
    try:
        held = prove_refusal(complaint, form.cleaned_data["day"], proof=proof, by=request.user)
    except Refused as error:
        form.add_error("day", error.sentence)
        return False
    messages.success(request, moved_words(held.running, complaint.local_day(timezone.now())))
    return True
