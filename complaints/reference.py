"""References of cases: short, random, with a check character; never a primary key.

Seven random signs and one check sign over an alphabet of 31 (no I, O, U, 0, 1). 31 being
prime, any single wrong sign and any two swapped neighbours are noticed.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
LENGTH = 8


def check_sign(body):
    """Return the check character of the seven signs in `body`."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[total % len(ALPHABET)]


def new_reference():
    """Return a fresh random reference without hyphen, for example "K7QM2XWD"."""
    body = "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH - 1))
    return body + check_sign(body)


def normalise(text):
    """Return the reference typed as `text`, or "" when it cannot be one (length, signs, check)."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum())[: LENGTH + 1]
    if len(plain) != LENGTH or any(sign not in ALPHABET for sign in plain):
        return ""
    return plain if check_sign(plain[:-1]) == plain[-1] else ""


def shown(reference):
    """Return the reference as people read it: "K7QM-2XWD"."""
    return f"{reference[:4]}-{reference[4:]}"
