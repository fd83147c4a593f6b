"""Lists of the admin whose rows stand upright on a phone: each cell says of which column it is."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()
# Both "<td" and "<th": what follows is the rest of the tag.
TAG = 3
EMPTY = re.compile(r"<t[dh][^>]*>(?:-|&nbsp;)?</t[dh]>")


@register.filter
def labelled(cells, headers):
    """Return the cells of a row of the admin, each with its column's name, and a mark where nothing is in it."""
    return [with_label(cell, header) for cell, header in zip(cells, headers, strict=True)]


def with_label(cell, header):
    if 'class="action-checkbox"' in cell:
        return cell
    empty = SafeString(" data-empty") if EMPTY.fullmatch(cell) else ""
    label = format_html(' data-label="{}"{}', capfirst(str(header["text"])), empty)
    return SafeString(cell[:TAG] + label + cell[TAG:])
