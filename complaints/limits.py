"""How much one person may do: far above what a true case needs, far below what a script does."""

from allauth.core.internal import ratelimit
from django.utils.translation import gettext_lazy as _

# Times per hour or day for each person. Evidence counts what is sent at once, however many files it holds.
# Notices go to addresses that somebody typed: nobody shall reach many strangers through us.
RATES = {
    "message": "30/h/user", "notice": "20/d/user", "evidence": "120/h/user", "filing": "30/d/user",
    "kit": "30/d/user",
}
SENTENCES = {
    "message": _(
        "Você já mandou muitas mensagens nesta hora. Esta não foi enviada. Espere um pouco e mande de novo."
    ),
    "notice": _("Você já mandou muitos avisos a vendedores hoje. Use a carta, ou volte amanhã."),
    "evidence": _("Você já mandou muitos arquivos nesta hora. Espere um pouco e mande os que faltam."),
    "filing": _(
        "Você já registrou muitos casos hoje. O que você escreveu está guardado no rascunho: "
        "volte amanhã e registre."
    ),
    "kit": _("Você já guardou muitas compras hoje. Volte amanhã para guardar esta."),
}
MOST_DRAFTS = 20
"""Unfinished drafts that one person may keep."""
MOST_KITS = 100
"""Orders that one person may have watched at the same time."""


def over_limit(request, action):
    """Count one `action` of the person who asks; return the sentence that refuses it, or None."""
    if ratelimit.consume(request, app="complaints", action=action, config=RATES):
        return None
    return SENTENCES[action]
