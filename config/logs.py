"""What the logs may say: a link that works without signing in, an address, the words of a search never stand in them.

A formatter and not a filter, because a traceback and an exception's text are written by the formatter alone.
"""

import logging
import re

# The link of a reminder, as `complaints.urls` knows it; whoever has it may act for the reader.
LINK = re.compile(r"(/reminders/\w+/)[^/\s?\"'<>]+")
# The seller's way in, as `disputes.urls` knows it, also where it stands inside another address.
DOOR = re.compile(r"((?:/|%2F)answer(?:/|%2F))[^/\s?&#%\"'<>]+", re.IGNORECASE)
# What django.core.signing makes: payload, time and signature, wherever it stands.
SIGNED = re.compile(r"[\w.-]+:[\w-]{4,}:[\w-]{27,}")
# As people write it, and as a browser writes it in an address.
ADDRESS = re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# What the staff search for: names, addresses, numbers of orders.
SEARCH = re.compile(r"([?&](?:amp;)?q=)[^&\s\"'<>#]+")
# The same inside the address of a sign-in, which leads back to the search.
SEARCH_AFTER = re.compile(r"((?:%3F|%26)q%3D)(?:(?!%26|%23)[^&\s\"'<>#])+", re.IGNORECASE)


def discreet(text: str) -> str:
    """Return `text` with the tokens of links, the words of searches and the e-mail addresses cut out."""
    for link in (LINK, DOOR):
        text = link.sub(r"\1[token]", text)
    for search in (SEARCH, SEARCH_AFTER):
        text = search.sub(r"\1[words]", text)
    return ADDRESS.sub("[address]", SIGNED.sub("[token]", text))


class Discreet(logging.Formatter):
    """Write a record, its traceback too, without tokens, searches and addresses."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
