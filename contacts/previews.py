"""See before saving: a form of the admin that can be sent only to look at what it would change."""

from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy

PREVIEW = "_preview"
IN_LANGUAGE = {"pt-br": gettext_lazy("Em português"), "en": gettext_lazy("Em inglês")}


class Section(NamedTuple):
    """What changes in one row: whose it is, and its `contacts.differences.Change`s."""

    title: str
    changes: list


class Face(NamedTuple):
    """A part of a public page in one language, as it would look."""

    language: str
    words: str
    html: str


class Preview(NamedTuple):
    """What saving would do, said before it is done."""

    sections: list
    faces: list = ()
    notes: list = ()


def faces(template, context):
    """Return a `Face` of a public partial for each language of the site."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            html = render_to_string(template, {**context, "prefix": f"{code}-"})
        found.append(Face(code, str(IN_LANGUAGE[code]), html))
    return found


class Rehearsed:
    """Mix into a form that is sent to be looked at: it remembers whether it was right, and is never saved."""

    is_right = False

    def is_valid(self):
        self.is_right = super().is_valid()
        return False


class PreviewFirst:
    """Mixin of a ModelAdmin: "Ver antes de guardar" shows the form again, as typed, below what it would change.

    The class gives `preview(request, form, formsets)`, which returns a `Preview`.
    """

    change_form_template = "admin/contacts/preview_form.html"

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST" and PREVIEW in request.POST:
            return type(form)(form.__name__, (Rehearsed, form), {})
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        context["may_write"] = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        if getattr(form, "is_right", False) and all(formset.is_valid() for formset in formsets):
            context["preview"] = self.preview(request, form, formsets)
        return super().render_change_form(request, context, add, change, form_url, obj)
