"""The replies that staff send often: written by supervisors, in both languages, and looked at before they are kept."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.admin.records import ReadOnlyAdmin
from complaints.fields import use_kind_words
from complaints.models import SavedReply
from complaints.replies import VARIABLES, check, fill, sample_facts

LANGUAGES = (("body_pt", "pt-br", gettext_lazy("Em português")), ("body_en", "en", gettext_lazy("Em inglês")))
MOST_LETTERS = 4000


class ReplyTextForm(forms.ModelForm):
    """A reply whose words in braces are all known."""

    class Meta:
        model = SavedReply
        fields = ["title", "body_pt", "body_en", "active"]
        widgets = {
            "body_pt": forms.Textarea(attrs={"rows": 10, "cols": 80}),
            "body_en": forms.Textarea(attrs={"rows": 10, "cols": 80}),
        }
        help_texts = {
            "body_en": gettext_lazy("Sem texto em inglês, quem escreve a um consumidor em inglês recebe um aviso."),
            "active": gettext_lazy("Desligada, a resposta some da lista de quem atende, e fica guardada aqui."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)

    def _clean_body(self, name):
        body = self.cleaned_data[name]
        if faults := check(body):
            raise forms.ValidationError(faults)
        return body

    def clean_body_pt(self):
        return self._clean_body("body_pt")

    def clean_body_en(self):
        return self._clean_body("body_en")


def shown_in_both(texts):
    """Return [(language in words, filled text, sentences about what is wrong)] of {field: text}, of a sample case."""
    facts = sample_facts()
    return [
        (words, *fill(texts[name], facts, language)) for name, language, words in LANGUAGES
        if texts.get(name, "").strip()
    ]


@admin.register(SavedReply)
class SavedReplyAdmin(ReadOnlyAdmin):
    """Read by all of the staff; added and changed by whoever may; switched off, never deleted."""

    form = ReplyTextForm
    change_form_template = "admin/complaints/savedreply/change_form.html"
    list_display = ["name", "active", "has_english", "changed_by", "changed_at"]
    list_filter = ["active"]
    list_select_related = ["changed_by"]
    search_fields = ["title", "body_pt", "body_en"]
    sortable_by = []
    ordering = ["title"]
    fields = ["title", "body_pt", "body_en", "active"]

    @admin.display(description=gettext_lazy("nome"), ordering="title")
    def name(self, reply):
        return reply.shown_title

    @admin.display(description=gettext_lazy("em inglês"), boolean=True)
    def has_english(self, reply):
        return bool(reply.body_en)

    def has_add_permission(self, request):
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request, obj=None):
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.preview_page))
        return [path("preview/", view, name="complaints_savedreply_preview"), *super().get_urls()]

    def save_model(self, request, obj, form, change):
        obj.changed_by, obj.changed_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"variables": VARIABLES.items(), "preview_url": reverse("admin:complaints_savedreply_preview")}
        if obj is not None:
            context["shown"] = shown_in_both({name: getattr(obj, name) for name, *_rest in LANGUAGES})
        return super().render_change_form(request, context, add, change, form_url, obj)

    def preview_page(self, request):
        """Show how both texts read with the facts of a sample case, before they are kept."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        texts = {name: request.POST.get(name, "").replace("\x00", "")[:MOST_LETTERS] for name, *_rest in LANGUAGES}
        context = {"shown": shown_in_both(texts), "is_preview": True}
        if request.headers.get("HX-Request"):
            return TemplateResponse(request, "admin/complaints/savedreply/_shown.html", context)
        return TemplateResponse(request, "admin/complaints/savedreply/preview.html", {
            **self.admin_site.each_context(request), **context, "opts": self.opts, "subtitle": None,
            "title": _("Como a resposta fica"), "texts": texts, "name": request.POST.get("title", "")[:80],
        })
