"""Read what a mail server says of a mail that it could not deliver after all (RFC 3464).

Pure: bytes in, values out. A report comes from anywhere, so nothing in it is trusted to be well made.
"""

import re
from email import message_from_bytes
from typing import NamedTuple

# Printable signs without the brackets: what is found here is looked up in a database.
MESSAGE_ID = re.compile(r"<([!-;=?-~]{1,250})>")
ADDRESS = re.compile(r"""[^\s<>;,:"()@]{1,64}@[^\s<>;,:"()@]{1,255}""")
STATUS = re.compile(r"\b[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")
RETURNED = {"message/rfc822", "message/global", "message/rfc822-headers", "message/global-headers"}


class Bounce(NamedTuple):
    """A mail that was not delivered: its Message-ID without brackets, the status code ("5.1.1"
    or "") and the addresses it was meant for, in lower case."""

    message_id: str
    status: str
    addresses: frozenset


def bounces_in(data):
    """Return the `Bounce`s that a message (bytes) reports; empty for anything but a report of failure."""
    try:
        return _bounces_in(message_from_bytes(data))
    except Exception:  # the parser of the standard library stumbles over some malformed messages
        return []


def _bounces_in(report):
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return []
    parts = report.get_payload()
    blocks = [
        block for part in parts if part.get_content_type() == "message/delivery-status" and part.is_multipart()
        for block in part.get_payload()
    ]
    failed = [block for block in blocks if has_failed(block)]
    if not failed:
        return []
    originals = [original for part in parts for original in originals_in(part)]
    # The returned mail itself is the best witness; some servers name it only elsewhere.
    witnesses = [
        *(original.get("Message-ID") for original in originals),
        *(block.get(name) for block in blocks for name in ("Original-Message-ID", "X-Original-Message-ID")),
        report.get("In-Reply-To"), report.get("References"),
    ]
    ids = next(filter(None, (MESSAGE_ID.findall(str(words or "")) for words in witnesses)), [])
    named = [block.get(name) for block in failed for name in ("Original-Recipient", "Final-Recipient")]
    named += [original.get("To") for original in originals]
    addresses = frozenset(
        address.lower() for words in named for address in ADDRESS.findall(str(words or ""))
    )
    status = next(filter(None, map(status_of, failed)), "")
    return [Bounce(message_id, status, addresses) for message_id in dict.fromkeys(ids)]


def has_failed(block):
    """Say whether the block of one recipient tells of a failure: a delay is none."""
    action = str(block.get("Action", "")).strip().lower()
    return action == "failed" or (not action and status_of(block).startswith("5"))


def status_of(block):
    """Return the status code of a recipient's block, or ""."""
    found = STATUS.search(str(block.get("Status", "")))
    return found[0] if found else ""


def originals_in(part):
    """Return the returned mail that a part holds, whole or only its headers, as a list of messages."""
    kind = part.get_content_type()
    if kind in RETURNED and part.is_multipart():
        return part.get_payload()
    if kind == "text/rfc822-headers":
        return [message_from_bytes(part.get_payload(decode=True) or b"")]
    return []
