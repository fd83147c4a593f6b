"""How the boxes of a text are shown: how high they stand, and how many letters they hold."""

from django import template
from django.utils.translation import gettext as _

from disputes.texts.words import number_words

register = template.Library()
# Letters in a line of a box on a wide page, and the most lines it opens with.
WIDTH, MOST = 60, 18
# Nobody counts the letters of so few.
FEW = 60


@register.filter
def rows(field):
    """Return the height of a box in lines; a long text scrolls."""
    lines = sum(1 + len(line) // WIDTH for line in field.body.split("\n"))
    return min(max(lines, 1), MOST)


@register.filter
def letters_words(field):
    """Return "1.240 de 3.000 letras", or "1.240 letras" where no limit is known; "" for a few words."""
    words = {"count": number_words(field.count)}
    if field.limit is None and field.count <= FEW:
        return ""
    if field.limit is None:
        return _("%(count)s letras") % words
    return _("%(count)s de %(limit)s letras") % {**words, "limit": number_words(field.limit)}
