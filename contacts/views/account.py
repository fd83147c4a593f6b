"""Pages about the person: profile, emergency codes, language."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from contacts.choices import Language
from contacts.forms import EmergencySignInForm, ProfileForm
from contacts.models import EmergencyCode, User

YEAR = 365 * 24 * 60 * 60
# Twelve signs of thirty leave nothing to guess; the limits keep the hashing and the logs quiet.
EMERGENCY_RATES = {"emergency_sign_in": "20/h/ip,5/5m/key"}


def remember_language(response, code):
    """Set the language cookie for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE, httponly=True,
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request):
    """Show and change the name, language, state and time zone of the reader."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        person.save(update_fields=form.changed_data)
        with translation.override(person.language):
            messages.success(request, _("Pronto, guardamos seus dados."))
        return remember_language(redirect("profile"), person.language)
    return render(request, "contacts/profile.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required(allow_get=True)
def emergency_codes(request):
    """Explain the emergency codes; a POST makes new ones and shows them this once.

    Someone with a password or a second factor must have shown it lately; someone who signs
    in by mailed code alone has nothing more to show.
    """
    if request.method == "POST":
        codes = EmergencyCode.renew(request.user)
        notify(request, request.user, "emergency_codes_made")
        return render(request, "contacts/emergency_codes.html", {"codes": codes})
    held = EmergencyCode.objects.filter(user=request.user)
    counts = held.aggregate(made=Count("pk"), unused=Count("pk", filter=Q(used_at=None)))
    return render(request, "contacts/emergency_codes.html", counts)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code")
def emergency_sign_in(request):
    """Let a person in who has lost the mailbox: e-mail and one unused emergency code.

    A wrong code, an unknown address and a closed account get the same answer after the same
    work. A second factor is still asked where the person has one. Answers 429 after 5 tries
    in 5 minutes for one address or 20 in an hour from one network address.
    """
    if request.user.is_authenticated:
        return redirect("account_email")
    form = EmergencySignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        allowed = ratelimit.consume(
            request, app="contacts", action="emergency_sign_in", config=EMERGENCY_RATES, key=address
        )
        if not allowed:
            return ratelimit.respond_429(request)
        person = User.objects.filter(email=address, is_active=True).first()
        # Nobody has the key 0: the same statement runs, and finds nothing.
        if EmergencyCode.spend(person or User(pk=0), form.cleaned_data["code"]) and person:
            notify(request, person, "emergency_codes_used")
            return let_in(request, person)
        form.add_error(
            None, _("Este e-mail e este código não combinam, ou o código já foi usado. Confira os dois.")
        )
    return render(request, "contacts/emergency_sign_in.html", {"form": form})


def notify(request, person, name):
    """Mail the person that something about the account happened, with where it came from."""
    with translation.override(person.language):
        get_adapter(request).send_notification_mail(f"account/email/{name}", person)


def let_in(request, person):
    """Sign the person in through the usual stages and lead to where the address can be changed."""
    record_authentication(request, person, method="emergency_code")
    # The mailbox is what is lost: its address must not be asked to prove itself again.
    login = Login(user=person, email_verification="none", redirect_url=reverse("account_email"))
    response = perform_login(request, login)
    with translation.override(person.language):
        if request.user.is_authenticated:
            messages.success(request, _("Você entrou. Agora coloque aqui um e-mail que você consegue abrir."))
        else:
            messages.info(
                request, _("O código valeu. Falta só o segundo passo; depois troque o e-mail da conta.")
            )
    return response


@require_POST
def language(request):
    """Switch the language, remember it, and go back to the page the reader was on."""
    code = request.POST.get("language", "")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(back if safe else reverse("home"))
    if code not in Language.values:
        return response
    if request.user.is_authenticated and request.user.language != code:
        request.user.language = code
        request.user.save(update_fields=["language"])
    return remember_language(response, code)
