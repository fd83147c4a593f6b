"""Files kept with an order: add, label, take away, and hand out to their owner alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.access import get_kit_file_for, get_kit_for
from complaints.evidence_forms import KitFilesForm, LabelForm
from complaints.limits import over_limit
from complaints.proofs import KIT, proof_of
from complaints.services.kits import keep_files, label_kit_file, remove_kit_file
from complaints.views.files import hand_out_original, hand_out_shown
from complaints.views.kits import say_refusals


def to_files(token):
    return HttpResponseRedirect(reverse("kit", args=[token]) + "#files")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def kit_file_add(request, token):
    """Keep more files with an order."""
    order = get_kit_for(request.user, token)
    if request.method != "POST":
        form = KitFilesForm(items=KIT, initial={"shows": proof_of(request.GET.get("shows", ""))})
        return render(request, "complaints/kit_file_add.html", {"order": order, "form": form})
    form = KitFilesForm(request.POST, request.FILES, items=KIT)
    status = 422
    if too_many := over_limit(request, "evidence"):
        form.add_error("files", too_many)
        status = 429
    elif form.is_valid():
        added, refused = keep_files(
            order, form.cleaned_data["files"], user=request.user, shows=form.cleaned_data["shows"]
        )
        if added:
            messages.success(request, _("Arquivo guardado.") if added == 1 else _("Arquivos guardados: %d.") % added)
        if not refused:
            return to_files(token)
        for sentence in refused:
            form.add_error("files", sentence)
    return render(request, "complaints/kit_file_add.html", {"order": order, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def kit_file_label(request, token, file):
    """Say what a file kept with an order shows."""
    evidence = get_kit_file_for(request.user, token, file)
    form = LabelForm(
        request.POST if request.method == "POST" else None, items=KIT, initial={"shows": evidence.shows}
    )
    if request.method == "POST" and form.is_valid():
        label_kit_file(evidence, form.cleaned_data["shows"])
        messages.success(request, _("Anotado."))
        return to_files(token)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "complaints/kit_file_label.html", {"order": evidence.order, "file": evidence, "form": form},
        status=status,
    )


@login_required
@require_POST
def kit_file_remove(request, token, file):
    """Take a file away from an order."""
    remove_kit_file(get_kit_file_for(request.user, token, file))
    messages.success(request, _("O arquivo foi apagado."))
    return to_files(token)


@login_required
@require_safe
def kit_file_shown(request, token, file):
    """Show the cleaned copy: an image inline, a PDF as a download."""
    return hand_out_shown(request, get_kit_file_for(request.user, token, file))


@login_required
@require_safe
def kit_file_original(request, token, file):
    """Hand out the original bytes, only ever as a download."""
    return hand_out_original(request, get_kit_file_for(request.user, token, file))
