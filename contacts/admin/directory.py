"""What staff see and change of the directory: companies with their channels and guides, bodies, checked links."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contacts.admin.care import CarePages, care_lines
from contacts.columns import CalmDates, OnlyRead
from contacts.link_checks import seen_of
from contacts.models import Body, Channel, Company, Guide, LinkCheck, Revision
from contacts.previews import Preview, PreviewFirst, Section, faces
from contacts.reasons import ReasonedForm, ReasonLogged
from contacts.revisions import begin, changes_of, label_of, record, snapshot, stamp
from contacts.staff_words import StaffWords


class LinesField(forms.CharField):
    """A list of texts, written one per line: staff must not have to write JSON."""

    def __init__(self, *args, encoder=None, decoder=None, **kwargs):
        kwargs["widget"] = forms.Textarea(attrs={"rows": 6, "cols": 70})
        # A callable default would send the old lines along in a hidden field.
        kwargs["show_hidden_initial"] = False
        super().__init__(*args, **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class CheckedForm(forms.ModelForm):
    """A change says where it comes from and when somebody looked.

    One that names no other day counts as checked today, so that loading the files keeps it.
    """

    SOURCES = ("source", "source_url")

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("O dia em que você conferiu não pode estar no futuro."))
        return day

    def clean(self):
        cleaned = super().clean()
        if not self.changed_data:
            return cleaned
        if not any(cleaned.get(name) or name in self.errors for name in self.SOURCES):
            self.add_error(self.SOURCES[0], _("Diga de onde veio: a fonte ou o endereço dela."))
        if "checked_on" not in self.changed_data:
            cleaned["checked_on"] = timezone.localdate()
        return cleaned


class StampedForm(ReasonedForm, CheckedForm):
    """Refuses to write over what somebody else changed since the page was opened."""

    # The newest version when the page was opened, as the browser sends it back.
    seen = ""

    def clean(self):
        cleaned = super().clean()
        if self.seen and self.instance.pk and self.seen != stamp(self.instance):
            self.add_error(None, _(
                "Alguém mudou isto enquanto você escrevia. Veja no histórico o que mudou. O que você digitou continua "
                "aqui: copie, abra a página de novo e escreva outra vez o que faltar."))
        return cleaned


# What is in the public address of an entry.
SLUG = _("Nome no endereço da página")
SLUG_HELP = _("Letras sem acento, números e traços. Mudar quebra os links que já existem.")


class CompanyForm(StampedForm):
    class Meta:
        labels = {"slug": SLUG}
        help_texts = {"slug": SLUG_HELP}


# Longer than a year is a slip of the pen.
MOST_ANSWER_DAYS = 365


class BodyForm(StampedForm):
    SOURCES = ("sources",)

    class Meta:
        labels = {"slug": SLUG}
        help_texts = {"slug": SLUG_HELP}

    def clean_answer_days(self):
        days = self.cleaned_data["answer_days"]
        if days is not None and not 1 <= days <= MOST_ANSWER_DAYS:
            raise forms.ValidationError(_("Confira os dias: vão de 1 a %(most)d.") % {"most": MOST_ANSWER_DAYS})
        return days

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer_days") is not None and not cleaned.get("answer_trust"):
            self.add_error("answer_trust", _("Diga quanto se pode confiar nesses dias."))
        return cleaned


OVERRIDES = {
    models.JSONField: {"form_class": LinesField},
    models.URLField: {"assume_scheme": "https"},
    # The browser's own: Django's shows how far the reader's clock is from UTC, as if something were wrong.
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
}


class PartInline(admin.StackedInline):
    form = CheckedForm
    formfield_overrides = OVERRIDES
    extra = 0
    classes = ["collapse"]
    ordering = ["position", "pk"]


class ChannelInline(PartInline):
    model = Channel


class GuideInline(PartInline):
    model = Guide


class RecordedAdmin(PreviewFirst, ReasonLogged, StaffWords, CalmDates, admin.ModelAdmin):
    """Rows whose every change leaves a version in their history, in the transaction of the change."""

    formfield_overrides = OVERRIDES
    prepopulated_fields = {"slug": ["name"]}
    show_full_result_count = False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.seen = request.POST.get("_seen", "")
        return form

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
            record(obj, Revision.Action.ADDED, request.user, form.cleaned_data["change_reason"])
            return
        begin(obj)
        if form.changed_data:
            obj.save(update_fields=sorted({*form.changed_data, "checked_on", "search"}))
            record(obj, Revision.Action.CHANGED, request.user, form.cleaned_data["change_reason"])

    def save_formset(self, request, form, formset, change):
        for part in formset.initial_forms:
            if part.has_changed():
                begin(part.instance)
        formset.save()
        reason = form.cleaned_data["change_reason"]
        for row in formset.new_objects:
            record(row, Revision.Action.ADDED, request.user, reason)
        for row, _names in formset.changed_objects:
            record(row, Revision.Action.CHANGED, request.user, reason)

    def preview(self, request, form, formsets):
        sections = [section(form.instance._meta.model.objects, form, "")]
        for formset in formsets:
            rows, kind = formset.model.objects, capfirst(formset.model._meta.verbose_name)
            gone = formset.deleted_forms
            sections += [section(rows, part, kind, part in gone) for part in formset.forms if part.has_changed()]
        return Preview([one for one in sections if one.changes], self.faces(form, formsets))

    def history_view(self, request, object_id, extra_context=None):
        """Lead to the history of versions, which says more than Django's own."""
        return redirect("admin:revisions", label_of(self.model), unquote(object_id))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None:
            context |= {"cared": care_lines(request, obj), "seen": request.POST.get("_seen") or stamp(obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)


def section(rows, form, kind, is_deleted=False):
    """Return what a form changes in its row, or what it adds or takes away."""
    row = form.instance
    standing = rows.filter(pk=row.pk).first() if row.pk else None
    before = snapshot(standing) if standing else {}
    after = {} if is_deleted else snapshot(row)
    title = name_of_form(row, kind)
    if is_deleted:
        title = _("%(what)s: sai do guia") % {"what": title}
    elif not standing:
        title = _("%(what)s: novo") % {"what": title}
    # The place in the list of parts and the company itself are no news of a part that is new.
    changed = changes_of(type(row), before, after)
    return Section(title, changed if standing else [one for one in changed if one.new and one.new != _("(vazio)")])


def name_of_form(row, kind):
    name = getattr(row, "name", "") or getattr(row, "label", "") or getattr(row, "title", "")
    return f"{kind}: {name}" if kind else name


def parts_as_typed(formset):
    """Return the rows of a formset as they would stand after saving, in their order."""
    rows = [
        part.instance for part in formset.forms
        if part not in formset.deleted_forms and (part.instance.pk or part.has_changed())
    ]
    return sorted(rows, key=lambda row: (row.position, row.pk or float("inf")))


@admin.register(Company)
class CompanyAdmin(CarePages, RecordedAdmin):
    form = CompanyForm
    inlines = [ChannelInline, GuideInline]
    list_display = ["name", "kind", "country", "trust", "checked_on"]
    list_filter = ["kind", "trust"]
    search_fields = ["name", "search"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # The company is saved before its channels and guides, whose words are searched too.
        form.instance.save(update_fields=["search"])

    def faces(self, form, formsets):
        company = form.instance
        channels, guides = (parts_as_typed(formset) for formset in formsets)
        # The public page asks the company for its parts: these are the ones just typed.
        company._prefetched_objects_cache = {"channels": channels, "guides": guides}
        seen = seen_of([company.website, *(channel.url for channel in channels)])
        shown = faces("admin/contacts/_company_face.html", {"company": company, "seen": seen})
        company._prefetched_objects_cache = {}
        return shown


@admin.register(Body)
class BodyAdmin(RecordedAdmin):
    form = BodyForm
    list_display = ["name", "kind", "state", "phone", "trust", "checked_on"]
    list_filter = ["kind", "trust", "state"]
    search_fields = ["name", "city", "search"]

    def faces(self, form, formsets):
        return faces("admin/contacts/_body_face.html", {"body": form.instance, "seen": seen_of([form.instance.url])})


FAULT_TONES = {"": "done", LinkCheck.Fault.ROBOTS: "quiet", LinkCheck.Fault.REFUSED: "soon"}


@admin.register(LinkCheck)
class LinkCheckAdmin(OnlyRead, StaffWords, CalmDates, admin.ModelAdmin):
    """Whether the addresses of the directory still open, the failing ones first. Only to read."""

    formfield_overrides = OVERRIDES
    list_display = ["link", "state_words", "status", "failures", "last_ok_at", "last_tried_at"]
    list_display_links = None
    list_filter = ["fault"]
    search_fields = ["url"]
    ordering = ["-failures", "url"]
    sortable_by = []
    actions = None
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=_("endereço"))
    def link(self, row):
        return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', row.url, row.url)

    @admin.display(description=_("situação"))
    def state_words(self, row):
        words = row.get_fault_display() if row.fault else _("abriu")
        return format_html('<span class="tag tag--{} nobreak">{}</span>', FAULT_TONES.get(row.fault, "late"), words)
