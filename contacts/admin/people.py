"""What staff see of people and their roles; the back doors to accounts are closed."""

import allauth.account.admin
import allauth.mfa.admin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _

from contacts.columns import CalmDates, calm
from contacts.fresh import signed_in_lately
from contacts.models import User

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

    @signed_in_lately
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    @signed_in_lately
    def delete_view(self, request, *args, **kwargs):
        return super().delete_view(request, *args, **kwargs)

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

    @signed_in_lately
    def changeform_view(self, request, *args, **kwargs):
        """Show or change a person; whoever changes one shows password or second factor again."""
        return super().changeform_view(request, *args, **kwargs)

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
