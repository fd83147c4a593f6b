"""A purchase."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Payment
from contacts.models import Company


def grouped(number):
    """Return an order number in groups of four digits, easier to compare with a screen."""
    if not number.isdigit():
        return number
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


class Order(models.Model):
    """What was bought, where, how it was paid, and the dates that clocks start from."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="orders", verbose_name=_("quem comprou")
    )
    marketplace = models.ForeignKey(Company, models.PROTECT, related_name="orders", verbose_name=_("loja"))
    store = models.CharField(_("vendedor"), max_length=120, blank=True)
    store_email = models.EmailField(_("e-mail do vendedor"), blank=True)
    number = models.CharField(_("número do pedido"), max_length=40, blank=True)
    item = models.CharField(_("o que comprou"), max_length=160)
    amount = models.DecimalField(
        _("valor pago"), max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )
    freight = models.DecimalField(_("frete"), max_digits=12, decimal_places=2, null=True, blank=True)
    tax = models.DecimalField(_("imposto pago à parte"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("moeda"), max_length=3, default="BRL")
    payment_method = models.CharField(_("como pagou"), max_length=12, choices=Payment)
    instalments = models.PositiveSmallIntegerField(_("parcelas"), default=1)
    tracking = models.CharField(_("código de rastreio"), max_length=60, blank=True)
    placed_on = models.DateField(_("dia da compra"))
    promised_on = models.DateField(_("prometido para"), null=True, blank=True)
    protected_until = models.DateField(_("proteção ao comprador até"), null=True, blank=True)
    shipped_on = models.DateField(_("enviado em"), null=True, blank=True)
    received_on = models.DateField(_("chegou em"), null=True, blank=True)
    receipt_confirmed_on = models.DateField(_("recebimento confirmado em"), null=True, blank=True)
    durable = models.BooleanField(_("é um produto que dura"), null=True, blank=True)
    # What the listing promised on the day of the purchase, before anybody can change it.
    listing_url = models.URLField(_("endereço do anúncio"), max_length=500, blank=True)
    listing_words = models.TextField(_("o que o anúncio prometia"), blank=True)
    # Who received the money: often the only name in Brazil that can be called to account.
    paid_to = models.CharField(_("quem recebeu o dinheiro"), max_length=160, blank=True)
    # An order kept on the day of purchase: its address, and whether it is still watched.
    kit_token = models.CharField(max_length=24, unique=True, null=True, blank=True, editable=False)
    watched_from = models.DateTimeField(_("guardado em"), null=True, blank=True)
    watch_ended_at = models.DateTimeField(_("deixou de ser vigiado em"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pedido")
        verbose_name_plural = _("pedidos")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "marketplace", "number"], name="one_order_per_number", condition=~Q(number="")
            ),
        ]

    def __str__(self):
        return self.number or self.item

    @property
    def number_shown(self):
        return grouped(self.number)
