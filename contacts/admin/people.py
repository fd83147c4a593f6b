"""What staff see of people and their roles; the back doors to accounts are closed."""

import allauth.account.admin
import allauth.mfa.admin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, Permission
from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.columns import CalmDates, calm
from contacts.fresh import signed_in_lately
from contacts.models import User
from contacts.staff_words import StaffWords

# Back doors: the one shows the secrets of second factors, the other changes where codes are mailed.
# Their modules are imported above, so that nothing registers them again.
BACK_DOORS = {allauth.mfa.admin: Authenticator, allauth.account.admin: EmailAddress}
for back_door in BACK_DOORS.values():
    admin.site.unregister(back_door)

# The groups keep their names, which code and installations refer to.
ROLES = {
    "agent": _("atendente"), "mediator": _("mediador"), "supervisor": _("supervisor"), "auditor": _("auditor"),
}
SWITCHES = {"is_active": _("conta ativa"), "is_staff": _("é da equipe"), "is_superuser": _("pode tudo")}
RIGHTS = ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]


def role_words(group):
    """Return a role as people call it; a group that somebody added keeps its own name."""
    return ROLES.get(group.name, group.name)


def turned(words, before, after):
    return f"{words}: {before} → {after}"


def rights_changed(form):
    """Return what a form changes of somebody's rights, before and after: ["papel: mediador → supervisor", ...]."""
    said, had, lines = form.cleaned_data, form.initial, []
    if "groups" in form.changed_data:
        before, after = (
            ", ".join(sorted(str(role_words(group)) for group in groups)) or gettext("nenhum")
            for groups in (had.get("groups", ()), said["groups"])
        )
        lines.append(turned(gettext("papel"), before, after))
    for name, words in SWITCHES.items():
        if name in form.changed_data:
            before, after = (gettext("sim") if on else gettext("não") for on in (had.get(name), said[name]))
            lines.append(turned(words, before, after))
    if "user_permissions" in form.changed_data:
        before, after = (
            {f"{one.content_type.app_label}.{one.codename}" for one in permissions}
            for permissions in (had.get("user_permissions", ()), said["user_permissions"])
        )
        lines.append(gettext("permissões a mais: %(more)s; a menos: %(less)s") % {
            "more": ", ".join(sorted(after - before)) or "–", "less": ", ".join(sorted(before - after)) or "–"})
    return lines


class RoleFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        return [(group.pk, role_words(group)) for group in Group.objects.order_by("name")]


class PersonForm(forms.ModelForm):
    class Meta:
        labels = {
            "is_active": _("Conta ativa"), "is_staff": _("É da equipe"), "is_superuser": _("Pode tudo"),
            "groups": _("Papéis"), "user_permissions": _("Permissões além do papel"),
        }
        help_texts = {
            "is_active": _("Desligada, a pessoa não entra mais. O que ela fez continua guardado."),
            "is_staff": _("Abre as páginas da equipe. O que ela pode fazer ali vem dos papéis."),
            "is_superuser": _("Tem todas as permissões, também a de dar papéis. Deixe para quem cuida da instalação."),
            "groups": _("A pessoa pode o que os seus papéis podem."),
            "user_permissions": _("Só para o que nenhum papel dá."),
        }

    def clean_email(self):
        # Before the check that it is unique: addresses are kept in lower case.
        return self.cleaned_data["email"].lower()


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(StaffWords, GroupAdmin):
    """Roles, with the browser's own list for permissions: Django's two-box one misuses an aria attribute."""

    filter_horizontal = []
    list_display = ["role"]

    @signed_in_lately
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    @signed_in_lately
    def delete_view(self, request, *args, **kwargs):
        return super().delete_view(request, *args, **kwargs)

    @admin.display(description=_("grupo"), ordering="name")
    def role(self, group):
        return role_words(group)

    def page_name(self, group):
        return str(role_words(group))


@admin.register(User)
class UserAdmin(StaffWords, CalmDates, admin.ModelAdmin):
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

    @signed_in_lately
    def changeform_view(self, request, *args, **kwargs):
        """Show or change a person; whoever changes one shows password or second factor again."""
        return super().changeform_view(request, *args, **kwargs)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def lookup_allowed(self, lookup, value, request):
        # An address such as ?password__startswith= would tell the hash, sign by sign.
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("papéis"))
    def roles(self, person):
        return ", ".join(str(role_words(group)) for group in person.groups.all()) or "-"

    def get_fieldsets(self, request, obj=None):
        """Who may not give rights reads the roles in words."""
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        shown = ["is_active", "is_staff", "is_superuser", "roles"]
        return [(name, {"fields": shown} if options["fields"] is RIGHTS else options) for name, options in fieldsets]

    def get_readonly_fields(self, request, obj=None):
        fixed = list(super().get_readonly_fields(request, obj))
        if obj is not None:
            fixed.append("email")
        if not request.user.is_superuser:
            fixed += [*RIGHTS, "roles"]
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

    def construct_change_message(self, request, form, formsets, add=False):
        """Say what was before and after of each right; of all else, which fields. In the language of the house."""
        with translation.override(settings.LANGUAGE_CODE):
            lines = rights_changed(form)
            others = [str(form.fields[name].label).lower() for name in form.changed_data if name not in RIGHTS]
            if others and not add:
                lines.append(gettext("mudou: %(fields)s") % {"fields": get_text_list(others, gettext("e"))})
            return "; ".join(lines) or ("" if add else gettext("nada mudou"))

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        # Cases and their history name people: an account is closed (not active), never deleted here.
        return False
