"""Forms about the person: sign-up, profile, emergency sign-in."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from contacts.choices import State
from contacts.models import User


class SignupForm(AllauthSignupForm):
    """Name, e-mail and, for those who want one, a password; without it a code comes by mail each time."""

    display_name = forms.CharField(
        label=_("Como quer ser chamado?"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["display_name", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Seu e-mail")
        self.fields["email"].help_text = _("É por ele que avisamos antes de cada prazo acabar.")
        password = self.fields["password1"]
        password.label = _("Senha (se quiser uma)")
        password.help_text = _("Sem senha, mandamos um código para o seu e-mail cada vez que você entrar.")


    def try_save(self, request):
        password = self.cleaned_data.get("password1")
        if self.account_already_exists and password:
            # A new account hashes the password: a quicker answer would tell that the address has one.
            make_password(password)
        return super().try_save(request)


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["display_name", "language", "state", "time_zone"]
        help_texts = {
            "state": _("Serve para contar os feriados do seu estado e mostrar o Procon certo."),
            "time_zone": _("Os avisos chegam às 9 da manhã deste horário."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Prefiro não dizer")), *State.choices]


class EmergencySignInForm(forms.Form):
    email = forms.EmailField(label=_("E-mail da conta"))
    code = forms.CharField(
        label=_("Código de emergência"), max_length=40,
        help_text=_("São 12 letras e números, como ABCD-2345-EFGH. Cada código vale uma vez."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
