"""Forms of one missing fact, and of the complaint to the shop with its proof."""

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.fields import DayField
from complaints.forms import PlainForm
from complaints.missing import why_not
from complaints.services.holding import MAX_PROTOCOL, NO_PROOF

ONE_FILE = _("Foto, print ou PDF, até 10 MB.")
NO_FILE = _("Nenhum destes")


class FactForm(PlainForm):
    """The answer to one question: a day, or yes and no. Cleans to a `date` or a `bool`."""

    def __init__(self, *args, question, complaint, today, **kwargs):
        super().__init__(*args, auto_id=f"{question.fact}_%s", **kwargs)
        self.question, self.complaint, self.today = question, complaint, today
        if question.is_day:
            self.fields["value"] = DayField(label=_("O dia"), help_text=question.help)
            return
        self.fields["value"] = forms.ChoiceField(
            label=_("Sua resposta"), widget=forms.RadioSelect,
            choices=[("yes", _("Dura: roupa, aparelho, ferramenta")), ("no", _("Se gasta: comida, creme, remédio"))],
            error_messages={
                "required": _("Escolha uma resposta."), "invalid_choice": _("Escolha uma das duas respostas.")},
        )
        self.helper.layout = Layout(Field("value", wrapper_class="choice-list"))

    def clean_value(self):
        value = self.cleaned_data["value"]
        if not self.question.is_day:
            return value == "yes"
        sentence = why_not(
            self.question.fact, value, placed_on=self.complaint.order.placed_on, today=self.today,
            contacted_on=self.complaint.contacted_on,
        )
        if sentence:
            raise forms.ValidationError(sentence)
        return value


class ProofForm(PlainForm):
    """A day and its proof: a new file, or one the case has already. `files` are the case's own."""

    day = DayField()
    file = forms.FileField(
        label=_("Anexar a prova"), required=False, help_text=ONE_FILE,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    kept = forms.ChoiceField(label=_("Ou escolha um arquivo que já está no caso"), required=False)

    def __init__(self, *args, files, **kwargs):
        super().__init__(*args, **kwargs)
        self.files_of_case = {file.token: file for file in files}
        if not files:
            del self.fields["kept"]
            return
        named = [(file.token, file.caption or file.name) for file in files]
        self.fields["kept"].choices = [("", NO_FILE), *named]

    @property
    def chosen(self):
        """The file of the case that was chosen, or None."""
        return self.files_of_case.get(self.cleaned_data.get("kept"))


class ShopComplaintForm(ProofForm):
    protocol = forms.CharField(
        label=_("Número do protocolo"), max_length=MAX_PROTOCOL, required=False,
        help_text=_("Se a loja deu um. Serve também o número do chamado ou da conversa."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["day", "protocol", "file", "kept"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="complaint_%s", **kwargs)
        self.fields["day"].label = _("Que dia você reclamou com a loja?")
        self.fields["file"].help_text = _("O e-mail ou a conversa em que você reclamou, com a data. %(kinds)s") % {
            "kinds": ONE_FILE}

    def clean(self):
        got = self.cleaned_data.get
        if not (got("protocol") or got("file") or got("kept")) and not self.errors:
            self.add_error("protocol", NO_PROOF)
        return self.cleaned_data


class RefusalForm(ProofForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="refusal_%s", **kwargs)
        self.fields["day"].label = _("Que dia a loja disse não?")
        self.fields["file"].label = _("Anexar a resposta da loja")
