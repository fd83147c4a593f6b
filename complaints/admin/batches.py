"""Change many cases at once: choose what, see what would happen, confirm, watch, read the report, undo."""

import re
from collections import defaultdict
from typing import NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import batches
from complaints.admin.batch_forms import BatchForm, UndoForm
from complaints.admin.batch_words import NOW, UNDO, WILL, asked_for, back_before, counted, figure
from complaints.admin.records import ReadOnlyAdmin
from complaints.batches import BULK, MOST, Action, ItemState, State
from complaints.models import Batch, BatchItem, Complaint
from complaints.queues import Filters, cases_of
from complaints.services.locking import Refused
from complaints.services.writing_many import examples_of
from contacts.fresh import ask_again, is_fresh, signed_in_lately
from contacts.seen import What, note_seen
from contacts.sheets import csv_response

# Who reads the figures of the whole desk reads what everybody changed: supervisor and auditor.
READS_ALL = "complaints.see_figures"
# What reaches many people at once and cannot be taken back from them: whoever confirms it shows again who that is.
ASK_AGAIN = {Action.CLOSE, Action.REPLY}
EXAMPLES, SAMPLE = 5, 20
CASE_ID = re.compile(r"[1-9]\d{0,17}", re.ASCII)
LIST = "admin:complaints_complaint_changelist"


class Reason(NamedTuple):
    """Why some cases are refused: the sentence, how many, and a few of them."""

    why: str
    count: str
    cases: list


def chosen_ids(request, now):
    """Return the ids that the list posted. Raises `Refused` for none and for too many."""
    if request.POST.get("everything"):
        cases = cases_of(Filters(request.POST.get("query", "")), request.user, now)
        ids = list(cases.values_list("pk", flat=True)[: MOST + 1])
    else:
        ids = [int(text) for text in request.POST.getlist("case") if CASE_ID.fullmatch(text)]
    return batches.known(ids)


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """The list of changes, and the pages of one."""

    list_display = ["what", "made_by", "made_at", "state", "total", "done", "refused"]
    list_display_links = None
    list_select_related = ["made_by", "undo_of"]
    sortable_by = []
    ordering = ["-pk"]

    def get_urls(self):
        def page(place, view, name, methods):
            return path(place, self.admin_site.admin_view(methods(never_cache(view))), name=name)

        return [
            page("new/", self.new_page, "batch_new", require_http_methods(["GET", "HEAD", "POST"])),
            page("one/<slug:token>/", self.batch_page, "batch", require_http_methods(["GET", "HEAD", "POST"])),
            page("one/<slug:token>/part/", self.part_page, "batch_part", require_safe),
            page("one/<slug:token>/undo/", self.undo_page, "batch_undo", require_POST),
            page("one/<slug:token>/table.csv", self.csv_page, "batch_csv", require_safe),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).exclude(state=State.STOPPED, begun_at=None)
        return rows if request.user.has_perm(READS_ALL) else rows.filter(made_by=request.user)

    @admin.display(description=gettext_lazy("o quê"))
    def what(self, batch):
        undone = batch.undo_of
        label = _("desfazer: %(what)s") % {"what": undone.get_action_display()} if undone else (
            batch.get_action_display())
        return format_html('<a href="{}">{}</a>', reverse("admin:batch", args=[batch.token]), label)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the page of a batch."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = self.get_object(request, object_id)
        if batch is None:
            raise Http404
        return redirect("admin:batch", batch.token)

    # -- Getters ---------------------------------------------------------------------

    def batch_for(self, request, token):
        """Return a batch this person may read. Raises PermissionDenied, Http404.

        One that is only looked at yet is its maker's alone.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(Batch.objects.select_related("made_by", "undo_of"), token=token)
        mine = batch.made_by_id == request.user.pk
        if not mine and (batches.is_draft(batch) or not request.user.has_perm(READS_ALL)):
            raise Http404
        return batch

    def context(self, request, title, **more):
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **more}

    # -- Choose ----------------------------------------------------------------------

    def new_page(self, request):
        """Ask what to do with the chosen cases; what was said well becomes a batch that is looked at first."""
        if not request.user.has_perm(BULK):
            raise PermissionDenied
        if request.method != "POST":
            # The address that a refused form leaves behind, opened again: nothing is chosen there.
            return redirect("admin:complaints_complaint_changelist")
        now, said = timezone.now(), request.POST
        form = BatchForm(said if "preview" in said else None, initial={"action": said.get("action")})
        ids, error = [], ""
        try:
            ids = chosen_ids(request, now)
        except Refused as refusal:
            error = refusal.sentence
        if ids and form.is_bound and form.is_valid():
            batch = batches.draft(form.cleaned_data["action"], form.params(), ids, by=request.user, now=now)
            return redirect("admin:batch", batch.token)
        everything = bool(said.get("everything"))
        context = self.context(
            request, _("Mudar os casos escolhidos"), form=form, error=error, count=figure(len(ids)), n=len(ids),
            everything=everything, query=Filters(said.get("query", "")).query, ids=[] if everything else ids,
        )
        wrong = error or (form.is_bound and not form.is_valid())
        return TemplateResponse(request, "admin/complaints/batch/new.html", context, status=422 if wrong else 200)

    # -- Look, confirm, watch, report ----------------------------------------------------

    def batch_page(self, request, token):
        """Show what a batch would do, does or did; a POST confirms one that was looked at."""
        batch = self.batch_for(request, token)
        if request.method == "POST":
            if not (request.user.has_perm(BULK) and batch.made_by_id == request.user.pk):
                raise PermissionDenied
            if batch.action in ASK_AGAIN and batch.total > 1 and not is_fresh(request):
                return ask_again(request)
            batches.confirm(batch)
            return redirect("admin:batch", token)
        if batches.is_draft(batch):
            return self.preview_page(request, batch)
        refused, sample = report_of(batch)
        self.note(request, batch, refused, sample)
        context = self.context(
            request, title_of(batch), **state_of(batch), facts=asked_for(batch), reasons=refused, sample=sample,
            **self.undoing(request, batch),
        )
        return TemplateResponse(request, "admin/complaints/batch/report.html", context)

    def preview_page(self, request, batch, form=None):
        """Show what will change and what will be refused, asked of the door itself."""
        error, reasons, sample, n = "", [], [], 0
        ids = batch.items.order_by("pk").values_list("complaint_id", flat=True)
        try:
            outcome = batches.rehearse(batch, dict.fromkeys(ids, {}))
        except Refused as refusal:
            error = refusal.sentence
        else:
            n = len(outcome.done)
            reasons, sample = shown_of(outcome)
        examples = filled_of(batch, sample) if batch.action == Action.REPLY else []
        self.note(request, batch, reasons, sample)
        left = batch.total - n
        context = self.context(
            request, title_of(batch), batch=batch, facts=asked_for(batch), error=error, n=n, reasons=reasons,
            sample=sample, will=counted(WILL, batch.action, n), left=left, left_words=figure(left),
            button=counted(NOW, batch.action, n), more=n > len(sample), examples=examples,
            back=back_before(batch),
        )
        return TemplateResponse(request, "admin/complaints/batch/preview.html", context, status=422 if error else 200)

    def part_page(self, request, token):
        """Show how far a batch is, for a page that asks by itself; at its end that page is loaded anew."""
        batch = self.batch_for(request, token)
        context = {**state_of(batch), "is_poll": True}
        response = TemplateResponse(request, "admin/complaints/batch/_progress.html", context)
        if not context["is_going"]:
            response["HX-Refresh"] = "true"
        return response

    def note(self, request, batch, reasons, sample):
        cases = [case.pk for reason in reasons for case in reason.cases] + [case.pk for case in sample]
        note_seen(request, What.LIST, f"complaints.batch {batch.token}", cases=cases)

    # -- Undo, table -----------------------------------------------------------------

    def may_undo(self, request, batch):
        mine = batch.made_by_id == request.user.pk
        return request.user.has_perm(BULK) and (mine or request.user.has_perm("complaints.hand_over_complaint"))

    def undoing(self, request, batch, form=None):
        """Return what the page says of undoing: a button, or why there is none."""
        if batch.action not in batches.UNDOES or batch.undo_of_id or not self.may_undo(request, batch):
            return {}
        back = Batch.objects.filter(undo_of=batch).first()
        if back:
            return {"undone_by": back}
        if sentence := batches.why_not_undone(batch):
            return {"why_not_undone": sentence if batch.state == State.DONE else ""}
        return {
            "undo_button": counted(UNDO, batch.action, batch.done),
            "undo_form": (form or UndoForm()) if batch.action == Action.CLOSE else None,
        }

    @signed_in_lately
    def undo_page(self, request, token):
        """Ask for a batch that puts back what this one did."""
        batch = self.batch_for(request, token)
        if not self.may_undo(request, batch):
            raise PermissionDenied
        form = UndoForm(request.POST) if batch.action == Action.CLOSE else None
        try:
            if form and not form.is_valid():
                raise Refused(" ".join(form.errors["reason"]))
            back = batches.undo(batch, by=request.user, reason=form.cleaned_data["reason"] if form else "")
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("admin:batch", token)
        return redirect("admin:batch", back.token)

    @signed_in_lately(reads=True)
    def csv_page(self, request, token):
        """Hand out what became of each case as a table."""
        batch = self.batch_for(request, token)
        rows = batch.items.order_by("pk").values_list("complaint__reference", "complaint_id", "state", "why")
        rows = list(rows)
        note_seen(request, What.EXPORT, f"complaints.batch {batch.token}", cases=[row[1] for row in rows])
        states = dict(ItemState.choices)
        header = [_("caso"), _("situação"), _("por quê")]
        return csv_response(f"lote-{batch.token}.csv", header, (
            [f"{reference[:4]}-{reference[4:]}", str(states[state]), why] for reference, _pk, state, why in rows
        ))


def title_of(batch):
    # To undo a closing is to reopen: what is undone says it better than what is done.
    what = (batch.undo_of or batch).get_action_display()
    return _("Desfazer: %(what)s") % {"what": what} if batch.undo_of_id else str(what).capitalize()


def state_of(batch):
    """Return what the progress of a batch shows."""
    gone = batch.done + batch.refused
    return {
        "batch": batch, "gone": gone, "is_going": batch.state in batches.TO_DO, "gone_words": figure(gone),
        "total_words": figure(batch.total), "done_words": figure(batch.done), "refused_words": figure(batch.refused),
        "left_words": figure(max(batch.total - gone, 0)), "percent": 100 * gone // batch.total if batch.total else 100,
    }


def lean(rows):
    """Return cases with what a line about them shows, and no more."""
    return rows.select_related("order", "user").defer("story")


def shown_of(outcome):
    """Return (reasons, sample) of a rehearsal; one query for all cases that are shown."""
    groups = defaultdict(list)
    for pk, sentence in outcome.refused.items():
        groups[sentence].append(pk)
    sample = list(outcome.done)[:SAMPLE]
    wanted = {*sample, *(pk for ids in groups.values() for pk in ids[:EXAMPLES])}
    cases = lean(Complaint.objects).in_bulk(wanted)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    reasons = [
        Reason(why, figure(len(ids)), [cases[pk] for pk in ids[:EXAMPLES] if pk in cases]) for why, ids in ordered
    ]
    return reasons, [cases[pk] for pk in sample if pk in cases]


def filled_of(batch, cases):
    """Return how the message of a batch reads in the first of these cases that would get it, in each language."""
    texts = (batch.params.get("body_pt", ""), batch.params.get("body_en", ""))
    return examples_of([case.pk for case in cases], *texts, batch.made_by) if cases else []


def report_of(batch):
    """Return (reasons, sample) of what a batch did until now; three queries, whatever the number of reasons."""
    refused = batch.items.filter(state=ItemState.REFUSED).annotate(
        count=Window(Count("pk"), partition_by=[F("why")]),
        place=Window(RowNumber(), partition_by=[F("why")], order_by="pk"),
    )
    rows = refused.filter(place__lte=EXAMPLES).order_by("-count", "why", "pk")[: EXAMPLES * 40]
    rows = list(rows.values_list("why", "count", "complaint_id"))
    sample = list(BatchItem.objects.filter(batch=batch, state=ItemState.DONE).order_by("pk").values_list(
        "complaint_id", flat=True)[:SAMPLE])
    cases = lean(Complaint.objects).in_bulk({*sample, *(pk for _why, _count, pk in rows)})
    groups = {}
    for why, count, pk in rows:
        groups.setdefault(why, Reason(why, figure(count), [])).cases.append(cases[pk])
    return list(groups.values()), [cases[pk] for pk in sample if pk in cases]
