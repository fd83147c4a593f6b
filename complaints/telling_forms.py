"""The two forms of a story told in one go: the text, and what was understood of it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.choices import REASON_GROUPS, Outcome, Payment, Reason
from complaints.fields import AmountField
from complaints.forms import MAX_NUMBER, PlainForm, StepForm, StoryForm
from complaints.heard import DAY_ROLES, OUTCOMES, REASONS, amounts_of, days_of, personal_words, quote, shop_named
from complaints.wording import long_date
from contacts.models import Company

NOTHING = ("", gettext_lazy("Prefiro responder depois"))


class TellForm(StepForm):
    """The story, whole."""

    story = forms.CharField(
        label=gettext_lazy("Conte o que aconteceu"),
        help_text=gettext_lazy(
            "Do seu jeito. Pode colar a mensagem que você já escreveu. Diga o número do pedido, o valor e os dias, "
            "se souber. Não precisa pôr CPF nem senha."),
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": gettext_lazy("Conte em uma ou duas frases o que aconteceu.")},
    )

    clean_story = StoryForm.clean_story


class HeardForm(PlainForm):
    """What the reader understood, each thing to confirm, to correct or to leave for later."""

    def __init__(self, *args, story, today, **kwargs):
        self.story, self.today = story, today
        self.quotes = {}
        super().__init__(*args, **kwargs)
        self.add_choice(
            "reason", gettext_lazy("O que aconteceu"),
            [(group, [(reason.value, reason.label) for reason in reasons]) for group, reasons in REASON_GROUPS],
            story.category, REASONS,
        )
        self.add_shop()
        self.add_number()
        self.add_amount()
        self.add_choice("payment_method", gettext_lazy("Como pagou"), Payment.choices, story.payment)
        self.add_choice("desired_outcome", gettext_lazy("O que você quer"), Outcome.choices, story.outcome, OUTCOMES)
        self.add_days()
        personal = personal_words(story)
        if personal:
            self.fields["mask"] = forms.BooleanField(
                label=_("Tirar do relato: %(what)s") % {"what": ", ".join(personal)}, required=False, initial=True,
                help_text=_("O relato não precisa desses dados, e outras pessoas podem vir a ler."),
            )

    def add_choice(self, name, label, choices, found, meanings=None):
        value = str(found.value) if found else ""
        value = (meanings or {value: value}).get(value, "")
        self.fields[name] = forms.ChoiceField(
            label=label, required=False, choices=[NOTHING, *choices], initial=str(value)
        )
        self.remember(name, found if value else None)

    def remember(self, name, found):
        if found is not None:
            self.quotes[name] = quote(found, self.story.text)

    def add_shop(self):
        shops = list(Company.objects.exclude(kind=Company.Kind.PAYMENT).order_by("kind", "name"))
        slug, store = shop_named(self.story.company, shops)
        if slug not in {shop.slug for shop in shops}:
            slug = ""
        choices = [NOTHING, *[(shop.slug, shop.shown_name) for shop in shops]]
        self.fields["marketplace"] = forms.ChoiceField(
            label=_("Onde comprou"), required=False, choices=choices, initial=slug
        )
        if store:
            self.fields["store"] = forms.CharField(
                label=_("Nome da loja"), required=False, max_length=120, initial=store
            )
        self.remember("marketplace", self.story.company)

    def add_number(self):
        numbers = list({str(found.value): found for found in self.story.order_numbers}.values())
        self.fields["number"] = forms.CharField(
            label=_("Número do pedido"), required=False, max_length=MAX_NUMBER,
            initial=str(numbers[0].value)[:MAX_NUMBER] if len(numbers) == 1 else "",
            help_text=_("Vi mais de um número: %(numbers)s. Escreva o deste caso; para o outro, abra outro caso.") % {
                "numbers": ", ".join(str(found.value) for found in numbers)} if len(numbers) > 1 else "",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        if numbers:
            self.remember("number", numbers[0])

    def add_amount(self):
        offered, only = amounts_of(self.story)
        if len(offered) > 1:
            self.fields["amount_is"] = forms.ChoiceField(
                label=_("Quanto você pagou no total?"), required=False, widget=forms.RadioSelect, initial="",
                choices=[*[
                    (value, _("%(amount)s (você escreveu “%(words)s”)") % {"amount": shown, "words": words})
                    for value, shown, words in offered
                ], ("", _("Nenhum destes, ou digo depois"))],
            )
            return
        self.fields["amount"] = AmountField(label=_("Quanto pagou no total"), required=False, initial=only)
        if only:
            self.quotes["amount"] = offered[0][2]

    def add_days(self):
        roles = [("", _("nenhum destes dias")), *[(name, label) for name, (label, _words) in DAY_ROLES.items()]]
        taken = set()
        self.days = days_of(self.story, self.today)
        for at, day in enumerate(self.days):
            role = "" if day.role in taken else day.role
            taken.add(role)
            self.fields[f"day_{at}"] = forms.ChoiceField(
                label=long_date(day.on, self.today), required=False, choices=roles, initial=role
            )
            self.quotes[f"day_{at}"] = day.quote

    def clean(self):
        roles = {}
        for at, _day in enumerate(self.days):
            role = self.cleaned_data.get(f"day_{at}")
            if role and role in roles.values():
                self.add_error(f"day_{at}", _("Dois dias não podem ser a mesma coisa. Mude um deles."))
            roles[at] = role
        if self.cleaned_data.get("desired_outcome") == Outcome.ACCESS and (
            self.cleaned_data.get("reason") != Reason.ACCOUNT_ACCESS
        ):
            self.cleaned_data["desired_outcome"] = ""
        return self.cleaned_data

    def answers(self):
        """Return {field of the guided form: what is typed there} of all that was confirmed."""
        cleaned = self.cleaned_data
        answers = {
            name: cleaned.get(name, "")
            for name in ("reason", "marketplace", "store", "number", "payment_method", "desired_outcome")
        }
        answers["amount"] = cleaned.get("amount_is") or self.data.get("amount", "")
        for at, day in enumerate(self.days):
            if cleaned.get(f"day_{at}"):
                answers[cleaned[f"day_{at}"]] = day.on.isoformat()
        return {name: value for name, value in answers.items() if value}

    @property
    def rows(self):
        """Each thing as a line: what was understood, from which words, and the field to change it."""
        return [row for row in (self.row(name) for name in self.fields if name != "mask") if row]

    def row(self, name):
        field = self[name]
        value = field.value() or ""
        return {
            "name": name, "field": field, "label": self.fields[name].label, "quote": self.quotes.get(name, ""),
            "fact": self.fact(name, value), "is_asked": name == "amount_is",
            "is_open": bool(field.errors) or name == "amount_is" or bool(name == "number" and field.help_text),
        }

    def fact(self, name, value):
        """Return a confirmed value in words, "" when there is none."""
        choices = getattr(self.fields[name], "choices", None)
        if not value:
            return ""
        if choices is None:
            return str(value)
        flat = {}
        for key, label in choices:
            flat.update(dict(label) if isinstance(label, list | tuple) else {key: label})
        return str(flat.get(value, ""))
