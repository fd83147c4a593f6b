"""What the logs may say: a link that works without signing in, and an address, never stand in them.

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
ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


def discreet(text: str) -> str:
    """Return `text` with the tokens of links and the e-mail addresses cut out."""
    for link in (LINK, DOOR):
        text = link.sub(r"\1[token]", text)
    return ADDRESS.sub("[address]", SIGNED.sub("[token]", text))


class Discreet(logging.Formatter):
    """Write a record, its traceback too, without tokens and addresses."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
