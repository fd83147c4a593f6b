"""Keep what identifies a person out of texts that others read. Pure."""

import re

from disputes.texts.revealing import HIDDEN, without_revealing

# Little words inside names, which stand everywhere else too.
SMALL = {"da", "de", "do", "das", "dos", "e"}
LEAST = 3


def without_known(text, facts, *, numbers=True):
    """Return `text` without what identifies the person.

    With `numbers`, without those of order and protocols and all that may lead somewhere too: everybody reads it.
    """
    known = [facts.number, facts.tracking, facts.contact_protocol, *(filing.protocol for filing in facts.filings)]
    if numbers:
        for number in known:
            text = _hide_number(text, number)
    text = without_revealing(text, is_public=numbers, kept=() if numbers else known)
    if facts.email:
        text = re.sub(re.escape(facts.email), HIDDEN, text, flags=re.IGNORECASE)
    return _hide_name(text, facts.name)


def _hide_number(text, number):
    signs = [sign for sign in number if sign.isalnum()]
    if len(signs) < LEAST:
        return text
    # People copy the same number with and without gaps.
    pattern = r"[\s.\-/]*".join(map(re.escape, signs))
    return re.sub(rf"(?<!\w){pattern}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)


def _hide_name(text, name):
    words = [word for word in name.split() if len(word) >= LEAST and word.lower() not in SMALL]
    if not words:
        return text
    text = re.sub(rf"(?<!\w){re.escape(name.strip())}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    for word in words:
        # As a name is written: "Rosa" is hidden, and the colour rosa is not.
        for written in {word, word.upper(), word.capitalize()} - {word.lower()}:
            text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", HIDDEN, text)
    return text
