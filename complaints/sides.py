"""Which side a window belongs to: the shop, the law, the payment, an outside body, or this house. Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.choices import Trust


class Side(models.TextChoices):
    """Who set the window, in the one word shown beside it."""

    SHOP = "shop", _("loja")
    LAW = "law", _("lei")
    PAYMENT = "payment", _("pagamento")
    OUTSIDE = "outside", _("órgão")
    HOUSE = "house", _("nossa casa")


# The first word of a rule's name says whose rule it is.
FAMILIES = {
    Side.SHOP: {"ae", "shopee", "ml", "amazon", "shein", "temu", "magalu", "shop"},
    Side.PAYMENT: {"card", "med", "pix", "paypal", "ebanx", "bank", "boleto"},
    Side.OUTSIDE: {"cgb", "cip", "procon", "ra", "jec", "defensoria", "body"},
}
SIDE_OF_FAMILY = {family: side for side, families in FAMILIES.items() for family in families}


def side_of(rule):
    """Return the `Side` of a rule: by the family its name begins with, else by what vouches for it."""
    if rule.trust == Trust.OURS:
        return Side.HOUSE
    side = SIDE_OF_FAMILY.get(rule.slug.partition("_")[0])
    if side:
        return side
    if rule.trust == Trust.LAW:
        return Side.LAW
    return Side.SHOP if rule.applies.get("marketplaces") else Side.OUTSIDE
