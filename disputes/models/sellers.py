"""The seller's way into one dispute: a link in a mail, or a code in a letter; no account.

Neither the token nor the code is stored. Both are made of the project's secret key and a random
salt, so that a mail can be sent again and a letter be printed again; what is stored finds them
and cannot be turned back.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from complaints.reference import ALPHABET, check_sign
from contacts.choices import Language
from disputes.models.disputes import Dispute

CODE_LENGTH = 10
OUTLIVES_DISPUTE = timedelta(days=30)


def new_salt():
    return secrets.token_hex(16)


def digest(secret):
    """Return what is stored of a token or a code: its SHA-256 under the project's secret key."""
    return salted_hmac("seller-secret", secret, algorithm="sha256").hexdigest()


def typed_code(text):
    """Return a code as typed, in its plain form, or "" when it cannot be one (length, signs, check)."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum())[: CODE_LENGTH + 1]
    if len(plain) != CODE_LENGTH or any(sign not in ALPHABET for sign in plain):
        return ""
    return plain if check_sign(plain[:-1]) == plain[-1] else ""


class SellerLink(models.Model):
    """One way in for the seller of one dispute; a dispute has at most one that is not revoked."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="seller_links")
    # Empty: there is only the letter.
    address = models.EmailField(_("e-mail do vendedor"), blank=True)
    language = models.CharField(_("idioma do vendedor"), max_length=5, choices=Language)
    salt = models.CharField(max_length=32, default=new_salt)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("quem mandou")
    )
    made_at = models.DateTimeField(_("feito em"), default=timezone.now)
    # Counts the mails, for their keys: each asked-for mail is one of its own.
    sends = models.PositiveSmallIntegerField(_("envios"), default=0)
    sent_at = models.DateTimeField(_("entregue ao servidor em"), null=True, blank=True)
    failed_at = models.DateTimeField(_("devolvido em"), null=True, blank=True)
    failure = models.CharField(_("por que voltou"), max_length=300, blank=True)
    openings = models.PositiveIntegerField(_("aberturas"), default=0)
    opened_at = models.DateTimeField(_("aberto por último em"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("cancelado em"), null=True, blank=True)

    class Meta:
        verbose_name = _("link do vendedor")
        verbose_name_plural = _("links de vendedores")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dispute"], name="one_live_seller_link", condition=Q(revoked_at=None)),
        ]

    def __str__(self):
        return f"link {self.pk} of dispute {self.dispute_id}"

    @property
    def token(self):
        """The secret in the link's address."""
        return salted_hmac("seller-link", self.salt, algorithm="sha256").hexdigest()[:48]

    @property
    def code(self):
        """The secret in a letter: nine signs and a check sign, to be typed."""
        number = int(salted_hmac("seller-code", self.salt, algorithm="sha256").hexdigest(), 16)
        signs = ""
        for _sign in range(CODE_LENGTH - 1):
            number, at = divmod(number, len(ALPHABET))
            signs += ALPHABET[at]
        return signs + check_sign(signs)

    @property
    def shown_code(self):
        return f"{self.code[:5]}-{self.code[5:]}"

    def is_live(self, now):
        """Say whether the link opens at `now`: not revoked, and at most 30 days after the dispute's end."""
        closed_at = self.dispute.closed_at
        return self.revoked_at is None and (closed_at is None or now < closed_at + OUTLIVES_DISPUTE)

    def seal(self):
        """Set what finds the token and the code."""
        self.token_hash, self.code_hash = digest(self.token), digest(self.code)
