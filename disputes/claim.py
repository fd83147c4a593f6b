"""What the seller is told of a claim: who claims what, about which order, until when, and what silence does.

Of the person who bought no more than the first name: no address, no number, no story.
"""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.money import format_money
from complaints.wording import in_english, long_date
from disputes.models import MONEY_REMEDIES

LONGEST_NAME = 30


def reais(amount):
    """Return an amount as the reader writes it."""
    return format_money(amount, "BRL", get_language() or "pt-br")


def first_name(person):
    """Return the first name that a person gave, "" when it may be something else, such as an address."""
    first = next(iter(person.display_name.split()), "")
    is_name = first.replace("-", "").replace("'", "").isalpha() and len(first) <= LONGEST_NAME
    return first if is_name else ""


def subject_day(day, today):
    """Return a day for the subject of a mail: "sexta, 27/11"; in English "Friday, 27 November"."""
    if in_english():
        return long_date(day, today)
    return f"{long_date(day, today).split(',')[0].removesuffix('-feira')}, {day:%d/%m}"


class Claim:
    """A dispute in the words of page, mail and letter to the seller; reads `room`, made for the seller."""

    def __init__(self, room):
        self.room, self.dispute, self.order = room, room.dispute, room.order
        self.case = room.complaint

    @property
    def who(self):
        """Who claims, as the first words of a sentence."""
        return first_name(self.case.user) or _("Quem comprou")

    @property
    def headline(self):
        """Who asks for what: "Maria pede R$ 389,90 de volta"."""
        if self.dispute.remedy in MONEY_REMEDIES and self.dispute.amount:
            return _("%(who)s pede %(amount)s de volta") % {
                "who": self.who, "amount": reais(self.dispute.amount)}
        return _("%(who)s pede: %(what)s") % {"who": self.who, "what": self.room.asked}

    @property
    def reason(self):
        return self.dispute.get_reason_display()

    @property
    def facts(self):
        """The order as (name, value) pairs, in the order a seller looks it up."""
        order, today = self.order, self.room.today
        rows = [(_("Loja"), order.marketplace.shown_name)]
        if order.number:
            rows.append((_("Pedido"), order.number_shown))
        rows.append((_("Produto"), order.item))
        rows.append((_("Compra"), long_date(order.placed_on, today)))
        if order.amount is not None:
            rows.append((_("Valor pago"), reais(self.room.ledger.owed)))
        return rows

    @property
    def note(self):
        """What the person wrote to the seller when the dispute was opened."""
        opening = next((line for line in self.room.events if line.kind == "dispute_open"), None)
        return opening.data.get("note", "") if opening else ""

    @property
    def until(self):
        """The last safe day of the turn that runs, in words; "" when none does."""
        return self.room.until_words

    @property
    def until_subject(self):
        """The same day, short enough for the subject of a mail; "" when none runs."""
        return subject_day(self.last_day, self.room.today) if self.last_day else ""

    @property
    def last_day(self):
        if not self.room.card:
            return None
        turn = self.room.turn
        return max(turn.safe_on, min(self.room.today, turn.due_on))

    @property
    def silence(self):
        """What happens when nobody does anything, in one sentence; "" in a closed dispute."""
        return self.room.silence[0]["what"] if self.room.silence else ""
