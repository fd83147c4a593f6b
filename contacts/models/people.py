"""People who sign in: consumers and staff. Sellers come by a link and have no account."""

import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.choices import TIME_ZONES, GovBrLevel, Language, State
from contacts.renames import tell_renamed

EMERGENCY_CODES = 8
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class UserManager(BaseUserManager):
    """Make users whose login is a lower-case e-mail address."""

    def create_user(self, email, password=None, **fields):
        """Create a user. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Create a user who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username):
        return self.get(email=username.lower())


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), unique=True)
    display_name = models.CharField(_("como quer ser chamado"), max_length=80, blank=True)
    language = models.CharField(_("idioma"), max_length=5, choices=Language, default=Language.PORTUGUESE)
    time_zone = models.CharField(
        _("fuso horário"), max_length=40, choices=TIME_ZONES, default=settings.CASE_TIME_ZONE
    )
    state = models.CharField(_("estado"), max_length=2, choices=State, blank=True)
    # consumidor.gov.br lets in accounts of level silver or gold only.
    gov_br_level = models.CharField(_("nível da conta gov.br"), max_length=6, choices=GovBrLevel, blank=True)
    is_staff = models.BooleanField(_("da equipe"), default=False)
    is_active = models.BooleanField(_("ativo"), default=True)
    date_joined = models.DateTimeField(_("entrou em"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("pessoa")
        verbose_name_plural = _("pessoas")
        # A few among very many.
        indexes = [models.Index(fields=["id"], name="people_of_staff", condition=models.Q(is_staff=True))]

    def __str__(self):
        return self.display_name or self.email

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user.name_kept = user.__dict__.get("display_name")
        return user

    def save(self, *args, **kwargs):
        """Write the person; whoever repeats the name elsewhere hears of a new one in the same transaction."""
        fields = kwargs.get("update_fields")
        name = self.__dict__.get("display_name") if fields is None or "display_name" in fields else None
        if name is None or self._state.adding or name == getattr(self, "name_kept", None):
            super().save(*args, **kwargs)
        else:
            with transaction.atomic():
                super().save(*args, **kwargs)
                tell_renamed(self)
        if name is not None:
            self.name_kept = name

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name.split(" ")[0] if self.display_name else self.email.split("@")[0]


class EmergencyCode(models.Model):
    """A single-use code that lets a person in who has lost the mailbox; only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="emergency_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_emergency_code")]

    def __str__(self):
        return f"code of {self.user_id}"

    @staticmethod
    def digest_of(user, code):
        """Return the keyed SHA-256 of a code as typed: case, spaces and hyphens do not matter."""
        plain = "".join(sign for sign in code.upper() if sign.isalnum())
        return hashlib.sha256(f"{settings.SECRET_KEY}:{user.pk}:{plain}".encode()).hexdigest()

    @classmethod
    def renew(cls, user):
        """Replace the user's codes and return the new ones in clear text, to be shown once."""
        codes = ["".join(secrets.choice(CODE_SIGNS) for _sign in range(12)) for _code in range(EMERGENCY_CODES)]
        cls.objects.filter(user=user).delete()
        cls.objects.bulk_create([cls(user=user, digest=cls.digest_of(user, code)) for code in codes])
        return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]

    @classmethod
    def spend(cls, user, code):
        """Use up a code; return whether it was an unused code of this user."""
        unused = cls.objects.filter(user=user, digest=cls.digest_of(user, code), used_at=None)
        return unused.update(used_at=timezone.now()) == 1
