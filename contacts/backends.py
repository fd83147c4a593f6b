"""Who comes with a request, in two queries: the person with the second factor, and all permissions at once."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from contacts.models import User


class PeopleBackend(AuthenticationBackend):
    """allauth's backend with fewer queries. Sessions made by its parent, which stays in the settings, go on."""

    def authenticate(self, request, **credentials):
        """Return the person, or refuse for all backends: the parent would hash the same password again."""
        user = super().authenticate(request, **credentials)
        if user is None and credentials.get("password"):
            raise PermissionDenied
        return user

    def get_user(self, user_id):
        """Return an active person, who knows whether a second factor stood when the request came."""
        people = User.objects.annotate(had_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
        user = people.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        """Return the permissions of a person and of the groups, read once for each request."""
        if user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            # The name under which Django's own backend looks as well.
            user_obj._perm_cache = permissions_of(user_obj)
        return user_obj._perm_cache


def permissions_of(user):
    """Return {"app.codename", ...} given to a person or to one of the groups; one query."""
    own = User.user_permissions.through.objects.filter(user=user).values("permission")
    groups = User.groups.through.objects.filter(user=user).values("group")
    of_groups = Group.permissions.through.objects.filter(group__in=groups).values("permission")
    rows = Permission.objects.filter(Q(pk__in=own) | Q(pk__in=of_groups)).order_by()
    return {f"{app}.{name}" for app, name in rows.values_list("content_type__app_label", "codename")}


def has_second_factor(user):
    """Return whether a person signs in with a second factor; no query for who came with this request.

    A factor added since counts at once: a no is asked again.
    """
    return getattr(user, "had_factor", False) or is_mfa_enabled(user)
