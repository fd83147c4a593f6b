"""The folded words in which a case is searched; written when it is filed and when what they repeat changes."""

import re

from complaints.models import CaseText
from contacts.words import fold

NOT_A_WORD = re.compile(r"[^a-z0-9]+")
# Of one code, and of all words together.
MOST_SIGNS, MOST_LETTERS = 40, 8000


def folded_words(text):
    """Return a text as folded words with one space between them: "Não CHEGOU!" becomes "nao chegou"."""
    return NOT_A_WORD.sub(" ", fold(text)).strip()


def folded_code(text):
    """Return a number, a code or an address as one word, whatever stands between its signs."""
    return NOT_A_WORD.sub("", fold(text))


def words_of(complaint, order):
    """Return the words of one case: what was bought, from whom, its numbers, then the story.

    Numbers and the seller's address come whole, without the signs that people write into them.
    """
    codes = (order.number, order.tracking, complaint.contact_protocol, order.store_email)
    texts = [order.item, order.store, order.paid_to, complaint.story]
    parts = [*[folded_code(text)[:MOST_SIGNS] for text in codes], *[folded_words(text) for text in texts]]
    return " ".join(filter(None, parts))[:MOST_LETTERS]


def write_text(complaint):
    """Write the words of a case whose row and order are at hand; one statement."""
    CaseText.objects.update_or_create(complaint=complaint, defaults={"words": words_of(complaint, complaint.order)})
