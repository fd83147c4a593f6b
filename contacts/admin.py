"""What staff see of the directory, of people and of the mail that goes out."""

import re

import allauth.account.admin
import allauth.mfa.admin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.columns import CalmDates, OnlyRead, calm
from contacts.models import Body, Channel, Company, Guide, LinkCheck, OutgoingEmail, User
from contacts.outgoing import note_bounce, retry
from contacts.reasons import ReasonedForm, ReasonLogged

# -- The directory ----------------------------------------------------------------------


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
    """A change that names no other day counts as checked today, so that loading the files keeps it."""

    def save(self, commit=True):
        if self.changed_data and "checked_on" not in self.changed_data:
            self.instance.checked_on = timezone.localdate()
        return super().save(commit=commit)


class CompanyForm(ReasonedForm, CheckedForm):
    pass


# Longer than a year is a slip of the pen.
MOST_ANSWER_DAYS = 365


class BodyForm(ReasonedForm, CheckedForm):
    def clean_answer_days(self):
        days = self.cleaned_data["answer_days"]
        if days is not None and not 1 <= days <= MOST_ANSWER_DAYS:
            raise forms.ValidationError(_("Confira os dias: vão de 1 a %(most)d.") % {"most": MOST_ANSWER_DAYS})
        return days

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer_days") is not None and not cleaned.get("answer_trust"):
            self.add_error("answer_trust", _("Diga quanto se pode confiar nesses dias."))
        if cleaned.get("answer_days") is not None and not cleaned.get("sources"):
            self.add_error("sources", _("Diga de onde vieram os dias para a empresa responder."))
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


@admin.register(Company)
class CompanyAdmin(ReasonLogged, CalmDates, admin.ModelAdmin):
    form = CompanyForm
    formfield_overrides = OVERRIDES
    inlines = [ChannelInline, GuideInline]
    list_display = ["name", "kind", "country", "trust", "checked_on"]
    list_filter = ["kind", "trust"]
    search_fields = ["name", "search"]
    prepopulated_fields = {"slug": ["name"]}
    show_full_result_count = False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # The company is saved before its channels and guides, whose words are searched too.
        form.instance.save(update_fields=["search"])


@admin.register(Body)
class BodyAdmin(ReasonLogged, CalmDates, admin.ModelAdmin):
    form = BodyForm
    formfield_overrides = OVERRIDES
    list_display = ["name", "kind", "state", "phone", "trust", "checked_on"]
    list_filter = ["kind", "trust", "state"]
    search_fields = ["name", "city", "search"]
    prepopulated_fields = {"slug": ["name"]}
    show_full_result_count = False


FAULT_TONES = {"": "done", LinkCheck.Fault.ROBOTS: "quiet", LinkCheck.Fault.REFUSED: "soon"}


@admin.register(LinkCheck)
class LinkCheckAdmin(OnlyRead, CalmDates, admin.ModelAdmin):
    """Whether the addresses of the directory still open, the failing ones first. Only to read."""

    list_display = ["link", "state_words", "status", "failures", "last_ok_at", "last_tried_at"]
    list_display_links = None
    list_filter = ["fault"]
    search_fields = ["url"]
    ordering = ["-failures", "url"]
    sortable_by = []
    actions = None
    list_per_page = 50
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    @admin.display(description=_("endereço"))
    def link(self, row):
        return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', row.url, row.url)

    @admin.display(description=_("situação"))
    def state_words(self, row):
        words = row.get_fault_display() if row.fault else _("abriu")
        return format_html('<span class="tag tag--{} nobreak">{}</span>', FAULT_TONES.get(row.fault, "late"), words)


# -- People -----------------------------------------------------------------------------

# Back doors: the one shows the secrets of second factors, the other changes where codes are mailed.
# Their modules are imported above, so that nothing registers them again.
BACK_DOORS = {allauth.mfa.admin: Authenticator, allauth.account.admin: EmailAddress}
for back_door in BACK_DOORS.values():
    admin.site.unregister(back_door)

# The groups keep their names, which code and installations refer to.
ROLES = {
    "agent": _("atendente"), "mediator": _("mediador"), "supervisor": _("supervisor"), "auditor": _("auditor"),
}
RIGHTS = ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]


def role_words(group):
    """Return a role as people call it; a group that somebody added keeps its own name."""
    return ROLES.get(group.name, group.name)


class RoleFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        return [(group.pk, role_words(group)) for group in Group.objects.order_by("name")]


class PersonForm(forms.ModelForm):
    def clean_email(self):
        # Before the check that it is unique: addresses are kept in lower case.
        return self.cleaned_data["email"].lower()


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Roles, with the browser's own list for permissions: Django's two-box one misuses an aria attribute."""

    filter_horizontal = []
    list_display = ["role"]

    @admin.display(description=_("grupo"), ordering="name")
    def role(self, group):
        return role_words(group)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["subtitle"] = role_words(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


@admin.register(User)
class UserAdmin(CalmDates, admin.ModelAdmin):
    """People. No passwords here: staff come in with a mailed code and their second factor.

    The e-mail address is the key to an account, so that it is written once, when a person is
    added; the person changes it alone. Rights are given by a superuser only.
    """

    form = PersonForm
    list_display = ["email", "display_name", "is_staff", "roles", "state", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", ("groups", RoleFilter)]
    search_fields = ["email", "display_name"]
    ordering = ["-pk"]
    readonly_fields = [calm(User, "date_joined"), calm(User, "last_login")]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["email", "display_name", "language", "state", "time_zone"]}),
        (_("O que pode fazer"), {"fields": RIGHTS}),
        (_("Quando"), {"fields": readonly_fields}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def lookup_allowed(self, lookup, value, request):
        # An address such as ?password__startswith= would tell the hash, sign by sign.
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("grupos"))
    def roles(self, person):
        return ", ".join(str(role_words(group)) for group in person.groups.all()) or "-"

    def get_readonly_fields(self, request, obj=None):
        fixed = list(super().get_readonly_fields(request, obj))
        if obj is not None:
            fixed.append("email")
        if not request.user.is_superuser:
            fixed += RIGHTS
        return fixed

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "user_permissions":
            kwargs["queryset"] = Permission.objects.select_related("content_type")
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label_from_instance = role_words
        return field

    def save_model(self, request, obj, form, change):
        if change:
            if form.changed_data:
                # Groups and permissions are rows of their own, saved after the person.
                own = [name for name in form.changed_data if name not in ("groups", "user_permissions")]
                obj.save(update_fields=own)
            return
        obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        # Cases and their history name people: an account is closed (not active), never deleted here.
        return False


# -- Mail -------------------------------------------------------------------------------

KINDS = {
    "reminder": _("aviso de prazo"), "case_filed": _("caso registrado"), "message": _("mensagem da equipe"),
    "mediation": _("disputa com o mediador"), "decided": _("decisão do mediador"),
    "decision_late": _("decisão atrasada"), "decisions_are_late": _("decisões atrasadas"),
    "dispute_moved": _("novidade na disputa"), "seller_notice": _("aviso ao vendedor"),
    "seller_moved": _("novidade para o vendedor"), "seller_reminder": _("lembrete ao vendedor"),
    "seller_message": _("mensagem para o vendedor"), "seller_decided": _("decisão para o vendedor"),
}
ACCOUNT_KINDS = {
    "account_already_exists": _("o e-mail já tem conta"), "email_changed": _("e-mail da conta trocado"),
    "email_confirm": _("e-mail confirmado"), "email_confirmation": _("confirmar o e-mail"),
    "email_confirmation_signup": _("confirmar o e-mail da conta nova"), "email_deleted": _("e-mail tirado da conta"),
    "emergency_codes_made": _("códigos de emergência novos"),
    "emergency_codes_used": _("entrada com código de emergência"), "login_code": _("código para entrar"),
    "password_changed": _("senha trocada"), "password_reset": _("senha apagada"),
    "password_reset_code": _("código para trocar a senha"), "password_reset_key": _("link para trocar a senha"),
    "password_set": _("senha criada"), "recovery_codes_generated": _("códigos de reserva novos"),
    "totp_activated": _("aplicativo de códigos ligado"), "totp_deactivated": _("aplicativo de códigos desligado"),
    "unknown_account": _("e-mail sem conta"), "webauthn_added": _("chave de segurança nova"),
    "webauthn_removed": _("chave de segurança tirada"),
}


def mail_words(name):
    """Return what a mail is about; a kind without words keeps its name."""
    return KINDS.get(name) or ACCOUNT_KINDS.get(name) or name


class MailFilter(admin.SimpleListFilter):
    """By kind; the mails about signing in are one kind."""

    title = _("assunto")
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [*KINDS.items(), ("account", _("conta e entrada"))]

    def queryset(self, request, queryset):
        if self.value() == "account":
            return queryset.exclude(name__in=KINDS)
        return queryset.filter(name=self.value()) if self.value() in KINDS else queryset


TONES = {
    OutgoingEmail.State.QUEUED: "soon",
    OutgoingEmail.State.SENDING: "soon",
    OutgoingEmail.State.SENT: "done",
    OutgoingEmail.State.FAILED: "late",
}
WORDS = ["subject", "context", "plain_text"]
HIDDEN = ["text", "html", "claim"]
SIGNED_LINK = re.compile(r"(/reminders/\w+/|/orders/stop/|/answer/)[\w:.-]+")


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(OnlyRead, CalmDates, admin.ModelAdmin):
    """What went out, what waits and what was refused. Only to read, to try again and to mark as returned."""

    list_display = [
        "created_at", "about", "reader", "state_words", "send_after", "attempts", "last_error",
    ]
    list_filter = ["state", MailFilter, "secret"]
    list_select_related = ["reader"]
    search_fields = ["dedup_key", "address", "reader__email"]
    ordering = ["-pk"]
    actions = ["try_again", "mark_as_returned"]
    show_full_result_count = False
    fields = [
        "about", "dedup_key", "reader", "address", "secret", "state_words", "created_at", "send_after",
        "sent_at", "attempts", "last_error", *WORDS,
    ]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if obj is not None and obj.secret:
            return [name for name in fields if name not in WORDS]
        return fields

    def lookup_allowed(self, lookup, value, request):
        # An address such as ?text__contains= would tell a code that waits in the queue, sign by sign.
        return lookup.split("__")[0] not in (*HIDDEN, *WORDS) and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("o que é"), ordering="name")
    def about(self, row):
        return mail_words(row.name)

    @admin.display(description=_("texto"))
    def plain_text(self, row):
        """The text without its secret links: whoever has one acts in the reader's name."""
        return SIGNED_LINK.sub(r"\1…", row.text)

    @admin.display(description=_("situação"), ordering="state")
    def state_words(self, row):
        tone = TONES.get(row.state, "quiet")
        return format_html('<span class="tag tag--{}">{}</span>', tone, row.get_state_display())

    @admin.action(description=_("Tentar de novo os recusados"), permissions=["retry"])
    def try_again(self, request, queryset):
        count = retry(queryset)
        messages.success(
            request,
            ngettext("%(count)d e-mail voltou para a fila.", "%(count)d e-mails voltaram para a fila.", count)
            % {"count": count},
        )

    @admin.action(description=_("Marcar como devolvido"), permissions=["retry"])
    def mark_as_returned(self, request, queryset):
        count = note_bounce(queryset, _("devolvido; anotado por %(who)s") % {"who": request.user})
        messages.success(
            request,
            ngettext(
                "%(count)d e-mail enviado foi marcado como devolvido.",
                "%(count)d e-mails enviados foram marcados como devolvidos.",
                count,
            )
            % {"count": count},
        )

    def has_retry_permission(self, request):
        return request.user.has_perm("contacts.change_outgoingemail")
