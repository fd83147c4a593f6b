"""Forms about what a file shows: its item of the checklist."""

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms import EvidenceForm, PlainForm
from complaints.proofs import choices_for

QUESTION = _("O que este arquivo mostra?")


def shows_field(**options):
    return forms.ChoiceField(label=QUESTION, required=False, **options)


class LabelForm(PlainForm):
    """Say which item one file serves. `items` are those that matter here, listed first."""

    shows = shows_field()

    def __init__(self, *args, items=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shows"].choices = choices_for(items)


class OwnEvidenceForm(EvidenceForm):
    """Files of the consumer or the staff, with the item that they serve."""

    shows = shows_field(help_text=_("Se mandar vários de uma vez, vale para todos. Dá para mudar depois."))

    field_order = ["files", "shows", "caption"]

    def __init__(self, *args, items=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shows"].choices = choices_for(items)
        if "caption" in self.fields:
            self.fields["caption"].label = _("Quer explicar com suas palavras?")


class KitFilesForm(OwnEvidenceForm):
    """Files kept with an order; their names say the rest."""

    caption = None
