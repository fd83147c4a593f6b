"""Load the replies that come with the product, and fill one with the facts of a case."""

import json
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from complaints.models import SavedReply
from complaints.replies import Fact, Money

DATA = Path(__file__).parent / "data" / "replies.json"


class LoadedReplies(NamedTuple):
    """How many replies a load wrote, and how many were there already, changed by staff or not."""

    added: int = 0
    same: int = 0


@transaction.atomic
def load_replies(path=DATA):
    """Write the replies of the data file when there is none at all; nothing is ever overwritten or brought back.

    Returns `LoadedReplies`.
    """
    entries = json.loads(Path(path).read_text(encoding="utf-8"))["replies"]
    known = SavedReply.objects.count()
    if known:
        return LoadedReplies(0, known)
    SavedReply.objects.bulk_create([SavedReply(**entry) for entry in entries])
    return LoadedReplies(len(entries), 0)


def facts_of(complaint, clock, writer):
    """Return what `complaints.replies.fill` wants of a case whose order and consumer are loaded.

    `clock` is the one that ends next, with its rule, or None; `writer` is who of the staff writes.
    """
    order = complaint.order
    amount = complaint.amount_claimed or order.amount
    currency = order.currency if amount == order.amount else "BRL"
    return {
        "nome": complaint.user.display_name and complaint.user.get_short_name(), "caso": complaint.shown_reference,
        "loja": order.marketplace.name if not complaint.shop_unknown else "", "vendedor": order.store,
        "produto": order.item, "pedido": order.number_shown,
        "valor": Money(amount, currency) if amount else None, "rastreio": order.tracking, "compra": order.placed_on,
        "prometido": order.promised_on, "prazo": clock.safe_on if clock else None,
        "qual_prazo": Fact(clock.rule.title_pt, clock.rule.title_en) if clock else None,
        "atendente": writer.get_short_name(),
    }
