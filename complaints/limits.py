"""How much one person may do: far above what a true case needs, far below what a script does."""

from allauth.core.internal import ratelimit
from django.utils.translation import gettext_lazy as _

# Times per hour or day for each person. Evidence counts what is sent at once, however many files it holds.
# Sellers have no account: theirs are counted by a key, the dispute they answer in.
RATES = {
    "message": "30/h/user", "seller_message": "30/h/key", "evidence": "120/h/user", "filing": "30/d/user",
}
MANY_MESSAGES = _("Você já mandou muitas mensagens nesta hora. Esta não foi enviada. Espere um pouco e mande de novo.")
SENTENCES = {
    "message": MANY_MESSAGES,
    "seller_message": MANY_MESSAGES,
    "evidence": _("Você já mandou muitos arquivos nesta hora. Espere um pouco e mande os que faltam."),
    "filing": _(
        "Você já registrou muitos casos hoje. O que você escreveu está guardado no rascunho: "
        "volte amanhã e registre."
    ),
}
MOST_DRAFTS = 20
"""Unfinished drafts that one person may keep."""


def over_limit(request, action, key=None):
    """Count one `action` of the person who asks, or under `key`; return the sentence that refuses it, or None."""
    if ratelimit.consume(request, app="complaints", action=action, key=key, config=RATES):
        return None
    return SENTENCES[action]
