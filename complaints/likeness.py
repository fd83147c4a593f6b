"""What finds cases about the same seller or the same listing; pure, values in and a key out."""

import re
from urllib.parse import urlsplit

from contacts.words import fold

MOST_SELLER, MOST_LISTING = 120, 200
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
# Names under which people write "no name".
NOBODY = {"", "vendedor", "loja", "seller", "store", "nao sei", "nao lembro", "desconhecido"}
# Parts of an address that differ from phone to phone and not from listing to listing.
LANGUAGE_HOSTS = re.compile(r"^(www|m|pt|br|en|es|produto|articulo)\.")


def seller_key(name):
    """Return the key of a seller's name as typed: "Loja São João!" and "loja sao joao" are one; "" for no name."""
    words = NOT_A_WORD.sub(" ", fold(name or "")).strip()
    return "" if words in NOBODY else words[:MOST_SELLER]


def listing_key(url):
    """Return the key of a listing's address: host and path without what follows "?"; "" where there is none."""
    try:
        parts = urlsplit((url or "").strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "." not in host or parts.path in ("", "/"):
        return ""
    while LANGUAGE_HOSTS.match(host) and host.count(".") > 1:
        host = LANGUAGE_HOSTS.sub("", host)
    return f"{host}{parts.path.rstrip('/')}"[:MOST_LISTING]
