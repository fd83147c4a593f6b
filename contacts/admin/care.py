"""The pages on which staff look after the directory: history, going back, what nobody checked for long."""

import csv
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.care import SOURCES, STALE_DAYS, days_since, last_editor, link_words, shops_named, unchecked, who_of
from contacts.columns import written
from contacts.fresh import signed_in_lately
from contacts.link_checks import seen_of
from contacts.models import Body, Channel, Company, Guide, Revision
from contacts.reasons import reason_field, with_reason
from contacts.revisions import (
    NotRestored,
    changes_of,
    covered,
    find_row,
    label_of,
    name_of,
    restore,
    snapshot,
    versions_of,
)

VERSIONS = 30
ENTRIES = 100
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Action = Revision.Action
TONES = {Action.LOADED: "quiet", Action.ADDED: "done", Action.CHANGED: "soon", Action.RESTORED: "soon"}


class Version(NamedTuple):
    """One version as the history shows it."""

    number: int
    how: str
    tone: str
    at: str
    who: str
    reason: str
    changes: list
    restored_from: int | None = None
    restore_url: str = ""
    source: str = ""


class CareLine(NamedTuple):
    """One row that somebody looks after: when it was checked, and the ways to its history and its button."""

    name: str
    trust: str
    checked_on: str
    is_old: bool
    who: str
    history: str
    check: str


def may(request, verb, model):
    return request.user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")


# -- Beside the form ------------------------------------------------------------------------


def care_lines(request, row):
    """Return a `CareLine` of a row, and of its channels and guides where it has them. One query for each kind."""
    sets = [(type(row), {"pk": row.pk})]
    if isinstance(row, Company):
        sets += [(Channel, {"company": row}), (Guide, {"company": row})]
    lines = []
    for model, conditions in sets:
        label, own = label_of(model), model is type(row)
        rows = model.objects.filter(**conditions).annotate(**last_editor(label))
        for part in rows.order_by(*([] if own else ["position", "pk"])):
            kind = capfirst(model._meta.verbose_name)
            name = kind if own else f"{kind}: {short_name(part)}"
            lines.append(CareLine(
                name, part.get_trust_display(), written(part.checked_on), days_since(part.checked_on) >= STALE_DAYS,
                who_of(part), reverse("admin:revisions", args=[label, part.pk]),
                reverse("admin:checked_today", args=[label, part.pk]) if may(request, "change", model) else "",
            ))
    return lines


def short_name(part):
    return part.label if isinstance(part, Channel) else part.title


# -- History --------------------------------------------------------------------------------


class RestoreForm(forms.Form):
    reason = reason_field()


def two_versions(request, find, differences):
    """Return ({numbers, changes} or None, sentence or "") of the two versions asked for in the address.

    `find` takes their numbers and returns {number: version}, more where it likes; `differences` takes the older and
    the newer one.
    """
    asked = [request.GET.get(name, "").strip() for name in ("a", "b")]
    if not any(asked):
        return None, ""
    numbers = [number_of(text) for text in asked]
    if None in numbers or numbers[0] == numbers[1]:
        return None, _("Escolha duas versões diferentes para comparar.")
    found = find(numbers)
    if not set(numbers) <= set(found):
        return None, _("Uma dessas versões não existe.")
    old, new = sorted(numbers)
    return {"old": old, "new": new, "changes": differences(found[old], found[new])}, ""


def number_of(text):
    """Return the number of a version that came in an address, or None for anything that is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def version_of(row, revision, before, may_restore, is_newest):
    restore_url = ""
    changed = changes_of(type(row), before, revision.fields) if before is not None else []
    if may_restore and not is_newest:
        restore_url = reverse("admin:revision_restore", args=[revision.model, revision.object_id, revision.number])
    return Version(
        revision.number, revision.get_action_display(), TONES.get(revision.action, "quiet"), written(revision.at),
        str(revision.by or ""), revision.reason, changed, revision.restored_from, restore_url,
    )


def form_page(row):
    """Return (address, name) of the form in which a row is changed: parts stand in their company's."""
    whole = row if isinstance(row, Company | Body) else row.company
    return reverse(f"admin:contacts_{whole._meta.model_name}_change", args=[whole.pk]), str(whole)


class CarePages:
    """Mixin of the ModelAdmin of companies that carries the pages for the whole directory."""

    def get_urls(self):
        def page(address, view, name, methods):
            return path(address, self.admin_site.admin_view(methods(view)), name=name)

        both = require_http_methods(["GET", "POST"])
        return [
            page("revisions/<str:label>/<int:pk>/", self.revisions, "revisions", require_safe),
            page("revisions/<str:label>/<int:pk>/<int:number>/", self.revision_restore, "revision_restore", both),
            page("checked/<str:label>/<int:pk>/", self.checked_today, "checked_today", require_POST),
            page("unchecked/", self.unchecked, "unchecked", require_safe),
            page("unchecked.csv", self.unchecked_csv, "unchecked_csv", require_safe),
            *super().get_urls(),
        ]

    def get_row(self, request, label, pk, verb):
        """Return a row whose changes are kept. 404 for what is none, 403 for who may not `verb` it."""
        model = covered(label)
        if model is None:
            raise Http404
        if not (may(request, "view", model) and may(request, verb, model)):
            raise PermissionDenied
        row = find_row(label, pk)
        if row is None:
            raise Http404
        return row

    def page(self, request, template, context, status=200):
        context = {**self.admin_site.each_context(request), "subtitle": None, **context}
        return TemplateResponse(request, template, context, status=status)

    def revisions(self, request, label, pk):
        """Show the versions of one row, the newest first; `a` and `b` compare two, `before` pages on."""
        row = self.get_row(request, label, pk, "view")
        rows = versions_of(row)
        start = number_of(request.GET.get("before", ""))
        shown = list((rows.filter(number__lt=start) if start else rows)[: VERSIONS + 1])
        may_restore = may(request, "change", type(row))
        versions = []
        for position, revision in enumerate(shown[:VERSIONS]):
            older = shown[position + 1].fields if position + 1 < len(shown) else None
            versions.append(version_of(row, revision, older, may_restore, is_newest=position == 0 and not start))
        compared, problem = self.compared(request, row)
        page, whole = form_page(row)
        context = {
            "title": _("Histórico: %(name)s") % {"name": name_of(row)}, "row": row, "versions": versions,
            "older": shown[VERSIONS - 1].number if len(shown) > VERSIONS else None, "compared": compared,
            "problem": problem, "form_page": page, "form_name": whole, "form_list": whole_list(row), "label": label,
            "a": number_of(request.GET.get("a", "")), "b": number_of(request.GET.get("b", "")), "comparable": True,
        }
        return self.page(request, "admin/contacts/revisions.html", context, status=422 if problem else 200)

    def compared(self, request, row):
        """Return what `two_versions` does, of the revisions of a row."""
        return two_versions(
            request, lambda numbers: {one.number: one for one in versions_of(row).filter(number__in=numbers)},
            lambda old, new: changes_of(type(row), old.fields, new.fields))

    @signed_in_lately
    def revision_restore(self, request, label, pk, number):
        """Show what an older version would change, and bring it back with a reason. 403 for who only reads."""
        row = self.get_row(request, label, pk, "change")
        revision = versions_of(row).filter(number=number).first()
        if revision is None:
            raise Http404
        form = RestoreForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                fresh = restore(revision, request.user, form.cleaned_data["reason"])
            except NotRestored as error:
                form.add_error(None, error.sentence)
            else:
                said = _("Voltou à versão %(number)d.") % {"number": number}
                self.log_change(request, row, with_reason(fresh.reason, said))
                messages.success(request, _("%(name)s voltou à versão %(number)d. É agora a versão %(fresh)d.") % {
                    "name": name_of(row), "number": number, "fresh": fresh.number})
                return redirect("admin:revisions", label, pk)
        page, whole = form_page(row)
        context = {
            "title": _("Voltar à versão %(number)d") % {"number": number}, "row": row, "name": name_of(row),
            "form": form, "revision": revision, "at": written(revision.at), "form_page": page, "form_name": whole,
            "form_list": whole_list(row), "back": reverse("admin:revisions", args=[label, pk]),
            "changes": without_day(changes_of(type(row), snapshot(row), revised(row, revision)), type(row)),
        }
        return self.page(request, "admin/contacts/restore.html", context, 422 if request.method == "POST" else 200)

    # -- Checking -------------------------------------------------------------------------

    def checked_today(self, request, label, pk):
        """Note that somebody looked today and nothing has changed. 403 for who only reads."""
        source = SOURCES.get(label)
        if source is None:
            raise Http404
        if not request.user.has_perm(source.permission):
            raise PermissionDenied
        row = source.find(pk)
        if row is None:
            raise Http404
        noted = source.check(row, request.user, timezone.now())
        name = name_of(row) if covered(label) else str(getattr(row, "title", "") or row)
        if noted:
            self.log_change(request, row, noted.reason)
            messages.success(request, _("Anotado: você conferiu hoje e nada mudou. %(name)s") % {"name": name})
        else:
            messages.info(request, _("Já estava anotado hoje: %(name)s") % {"name": name})
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
            back = reverse("admin:unchecked")
        return redirect(back)

    def entries(self, request):
        """Return (entries, kind, shop) as asked for in the address; what is unknown there counts as all."""
        if not may(request, "view", Company):
            raise PermissionDenied
        kind, shop = (request.GET.get(name, "") for name in ("kind", "shop"))
        shops = shops_named()
        kind = kind if kind in SOURCES else ""
        shop = shop if shop in dict(shops) else ""
        return unchecked(kind=kind, shop=shop, may_see=request.user.has_perm), kind, shop, shops

    def unchecked(self, request):
        """List what nobody checked for 90 days, the oldest first."""
        entries, kind, shop, shops = self.entries(request)
        start = min(number_of(request.GET.get("from", "")) or 0, len(entries))
        shown = entries[start: start + ENTRIES]
        seen = seen_of({url for entry in shown for url in entry.urls})
        rows = [
            {
                "entry": entry, "day": written(entry.checked_on), "days": days_since(entry.checked_on),
                "link": link_words(entry.urls, seen),
                "may_check": request.user.has_perm(SOURCES[entry.label].permission),
                "check": reverse("admin:checked_today", args=[entry.label, entry.pk]),
            }
            for entry in shown
        ]
        count = len(entries)
        context = {
            "title": _("Faz tempo que ninguém confere"), "rows": rows, "kind": kind, "shop": shop, "shops": shops,
            "kinds": [(label, source.words) for label, source in SOURCES.items()], "days": STALE_DAYS,
            "count_words": ngettext(
                "%(count)d item sem conferir há %(days)d dias ou mais.",
                "%(count)d itens sem conferir há %(days)d dias ou mais.", count) % {"count": count, "days": STALE_DAYS},
            "count": count, "start": start, "more": start + ENTRIES if start + ENTRIES < count else None,
            "less": max(start - ENTRIES, 0) if start else None,
        }
        return self.page(request, "admin/contacts/unchecked.html", context)

    def unchecked_csv(self, request):
        """Give the whole report as a file for a spreadsheet."""
        entries, _kind, _shop, _shops = self.entries(request)
        seen = seen_of({url for entry in entries for url in entry.urls})
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="sem-conferir-{timezone.localdate().isoformat()}.csv"'
        # Without this mark a spreadsheet takes the accents for something else.
        response.write("\ufeff")
        sheet = csv.writer(response)
        sheet.writerow(map(str, HEADINGS))
        for entry in entries:
            sheet.writerow(map(harmless, [
                entry.kind, entry.name, entry.shop, entry.trust_words, entry.checked_on.isoformat(),
                days_since(entry.checked_on), entry.who, link_words(entry.urls, seen)[1], " ".join(entry.urls),
            ]))
        return response


HEADINGS = [
    gettext_lazy("tipo"), gettext_lazy("nome"), gettext_lazy("loja"), gettext_lazy("confiança"),
    gettext_lazy("conferido em"), gettext_lazy("dias"), gettext_lazy("quem conferiu"),
    gettext_lazy("última visita ao endereço"), gettext_lazy("endereços"),
]


def harmless(value):
    """Return a value as text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def whole_list(row):
    """Return (address, name) of the list in which a row, or its company, stands."""
    model = Body if isinstance(row, Body) else Company
    return reverse(f"admin:contacts_{model._meta.model_name}_changelist"), capfirst(model._meta.verbose_name_plural)


def revised(row, revision):
    """Return the fields as they would stand after going back: what the version does not know stays."""
    standing = snapshot(row)
    return {name: revision.fields.get(name, value) for name, value in standing.items()}


def without_day(changed, model):
    """Leave out the day of the check: going back sets it to today whatever the version says."""
    label = capfirst(str(model._meta.get_field("checked_on").verbose_name))
    return [one for one in changed if one.label != label]
