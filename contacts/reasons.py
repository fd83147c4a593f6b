"""What the staff change, and why, stands in Django's own log of the admin."""


from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.change_words import said_changes

MOST_REASON = 400


def reason_field():
    """Return the field in which staff say why."""
    return forms.CharField(
        label=gettext_lazy("Motivo da mudança"), max_length=MOST_REASON, strip=True,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 70}),
        help_text=gettext_lazy("Fica no histórico, com o seu nome e o dia."),
        error_messages={"required": gettext_lazy("Escreva o motivo da mudança.")},
    )


def log_change(by, rows, sentence, more=""):
    """Write into the log that `by` changed each of these rows, for changes that no form of the admin makes.

    The sentence is kept as it is in the source, marked with `gettext_noop`, and worded when it is read
    (`logged_words`); what belongs to this change alone stands below it.
    """
    if rows:
        LogEntry.objects.log_actions(by.pk, rows, CHANGE, change_message=f"{sentence}\n{more}".strip())


def logged_words(entry):
    """Return what an entry of the log says was changed, in the active language where it has words in it."""
    head, _newline, more = entry.get_change_message().partition("\n")
    return " ".join(filter(None, [_(head) if head else "", more]))


def with_reason(reason, message):
    """Return a line of the log: the reason, then what the admin writes by itself (text or its list of changes)."""
    if isinstance(message, list):
        message = said_changes(message)
    return _("Motivo: %(reason)s. %(changes)s") % {"reason": reason.rstrip("."), "changes": message}


class ReasonedForm(forms.ModelForm):
    """A form of the admin that asks why."""

    change_reason = reason_field()

    @cached_property
    def changed_data(self):
        # The reason alone changes nothing.
        return [name for name in super().changed_data if name != "change_reason"]


class ReasonLogged:
    """Mixin of a ModelAdmin whose form is a `ReasonedForm`: the reason goes into the log."""

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        allowed = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if allowed:
            return fields
        return [name for name in fields if name != "change_reason"]

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        return with_reason(form.cleaned_data["change_reason"], message)
