"""An order of the demonstration that was kept on the day of purchase and is still on its way."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings

from complaints.choices import Payment, Proof
from complaints.instants import local_date
from complaints.services.kits import keep_files, keep_order
from config.demo_files import tracking_picture


def keep_demo_order(user, shop, now):
    """Keep an order of `user` at `shop`, bought twelve days before `now`, and promised for ten days later."""
    bought = now - timedelta(days=12)
    today = local_date(now, settings.CASE_TIME_ZONE)
    order, _is_new = keep_order(user, {
        "marketplace": shop, "store": "Casa & Cozinha Store", "number": "8150000000000058",
        "item": "liquidificador portátil", "amount": Decimal("139.90"), "freight": Decimal("12.50"),
        "payment_method": Payment.CREDIT_CARD, "instalments": 2, "tracking": "LB000000001SE",
        "placed_on": today - timedelta(days=12), "promised_on": today + timedelta(days=10),
        "protected_until": today + timedelta(days=25), "shipped_on": today - timedelta(days=9),
        "listing_url": "https://www.aliexpress.com/item/1005000000000000.html",
        "listing_words": "Bateria de 2.000 mAh. Copo de vidro de 400 ml.\nGarantia de 90 dias.",
    }, now=bought)
    keep_files(order, [tracking_picture(1)], user=user, shows=Proof.PROMISED_DAY, now=bought)
    return order
