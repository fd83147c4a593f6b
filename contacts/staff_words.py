"""The admin in our words: titles that name the thing, one word for keeping, a history that is no dead end.

Django's own Portuguese takes every thing for a masculine one: these sentences fit any word.
"""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.reasons import logged_words


class StaffWords:
    """Mixin of a ModelAdmin, before `admin.ModelAdmin`. `page_name(row)` says what its page is called."""

    def page_name(self, row):
        return str(row)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {
            "title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        kind = capfirst(self.opts.verbose_name)
        ours = {"title": _("Acrescentar: %(kind)s") % {"kind": self.opts.verbose_name}, "subtitle": None}
        if obj is not None:
            name = self.page_name(obj)
            ours = {"title": kind, "subtitle": name, "page_name": name}
        # A page that calls itself otherwise than by its name keeps its title.
        context |= ours if context.get("subtitle") or obj is None else {"page_name": ours["page_name"]}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request, object_id, extra_context=None):
        """Show what the log says was changed, each line in words; where nothing was, what will be here."""
        response = super().history_view(request, object_id, extra_context)
        context = getattr(response, "context_data", None)
        if context and "action_list" in context:
            name = self.page_name(context["object"])
            entries = list(context["action_list"])
            for entry in entries:
                entry.words = logged_words(entry)
            context |= {"title": _("Histórico: %(name)s") % {"name": name}, "page_name": name, "entries": entries}
        return response

    # -- Saved ------------------------------------------------------------------------------

    def response_add(self, request, obj, *args, **kwargs):
        request.saved_words = self.saved_words(request, obj)
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request, obj):
        request.saved_words = self.saved_words(request, obj)
        return super().response_change(request, obj)

    def saved_words(self, request, obj):
        """Return what is said after saving, with a way back to what was saved."""
        name = self.page_name(obj)
        if "_continue" in request.POST:
            return format_html("{} {}", _("Guardado: %(name)s.") % {"name": name}, _("A página continua aberta aqui."))
        if "_addanother" in request.POST:
            return format_html("{} {}", _("Guardado: %(name)s.") % {"name": name}, _("Abaixo, a próxima ficha."))
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return format_html('{} <a href="{}">{}</a>', _("Guardado:"), page, name)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        saved = getattr(request, "saved_words", "")
        super().message_user(request, saved or message, level, *args, **kwargs)
