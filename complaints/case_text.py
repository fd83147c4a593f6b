"""The folded words in which a case is searched; written when it is filed and wherever what they repeat changes."""

import re

from complaints.likeness import listing_key
from complaints.models import CaseText, Complaint
from contacts.renames import renamed
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


def shop_word(pk):
    """Return the word that stands for a shop among the words of its cases, whatever the shop is called today."""
    return f"shop{pk}x"


def words_of(complaint, order):
    """Return the words of one case: its numbers, shop and consumer, what was bought and from whom, then the story.

    Numbers and the seller's address come whole, without the signs that people write into them. The person of the
    case is asked for the name.
    """
    codes = (order.number, order.tracking, complaint.contact_protocol, order.store_email)
    texts = [
        complaint.user.display_name, order.item, order.store, order.paid_to, listing_key(order.listing_url),
        complaint.story,
    ]
    parts = [*[folded_code(text)[:MOST_SIGNS] for text in codes], shop_word(order.marketplace_id)]
    return " ".join(filter(None, [*parts, *[folded_words(text) for text in texts]]))[:MOST_LETTERS]


def write_text(complaint):
    """Write the words of a case whose row and order are at hand; one statement."""
    CaseText.objects.update_or_create(complaint=complaint, defaults={"words": words_of(complaint, complaint.order)})


def write_texts(cases):
    """Write anew the words of all cases of a queryset, for the changes that reach several."""
    for case in cases.select_related("order", "user").order_by("pk"):
        write_text(case)


@renamed
def write_texts_of(user):
    """Let the cases of somebody who changed the name be found by the new one, and no more by the old one."""
    write_texts(Complaint.objects.filter(user=user))
