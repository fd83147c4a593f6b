"""What the tests of kept orders share: how one is kept, filed and looked at."""

from datetime import date, timedelta
from decimal import Decimal

from complaints.choices import Payment
from complaints.models import Order
from complaints.rules import current_rules
from complaints.services.cases import file_complaint
from complaints.services.kits import keep_order
from complaints.watch import windows_for
from contacts.models import Company
from tests.base import NOW, TODAY

DAY = timedelta(days=1)
NUMBER = "8150000000000058"


def keep(user, *, now=NOW, shop="aliexpress", **changes):
    """Keep an order through its door; `changes` override its fields."""
    fields = {
        "marketplace": Company.objects.get(slug=shop), "item": "liquidificador", "amount": Decimal("139.90"),
        "payment_method": Payment.PIX, "placed_on": TODAY, "promised_on": TODAY + 10 * DAY, "number": NUMBER,
        **changes,
    }
    return keep_order(user, fields, now=now)[0]


def file(draft, now=NOW, **changes):
    """File a draft as the guided form would."""
    order = {
        "marketplace": Company.objects.get(slug=draft.data["marketplace"]), "item": draft.data["item"],
        "number": draft.data.get("number", ""), "placed_on": date.fromisoformat(draft.data["placed_on"]),
        "payment_method": draft.data["payment_method"], "amount": Decimal("139.90"), **changes,
    }
    case = {"reason": "not_received", "story": "Não chegou.", "desired_outcome": "refund"}
    return file_complaint(draft, order, case, now=now).complaint


def windows(order):
    """Return {what: window} of an order."""
    order = Order.objects.select_related("marketplace", "user").get(pk=order.pk)
    return {window.what: window for window in windows_for(order, current_rules().values())}
