"""How much somebody without an account may do: by address of the net, by link, and all together."""

from allauth.core.internal import ratelimit
from django.utils.translation import gettext_lazy as _

# "key" is the link, or one key for everybody: whoever guesses codes from many places is stopped too.
RATES = {"code": "10/m/ip,60/h/ip", "codes": "20000/h/key", "message": "30/h/key", "evidence": "60/h/key"}
SENTENCES = {
    "code": _("Muitas tentativas seguidas. Espere alguns minutos e digite o código de novo."),
    "codes": _("Muita gente está digitando códigos agora. Espere uma hora e tente de novo."),
    "message": _("Você já mandou muitas mensagens nesta hora. Esta não foi enviada. Espere um pouco e mande de novo."),
    "evidence": _("Você já mandou muitos arquivos nesta hora. Espere um pouco e mande os que faltam."),
}


def over_limit(request, action, key="all"):
    """Count one `action` of whoever asks; return the sentence that refuses it, or None."""
    if ratelimit.consume(request, app="disputes", action=action, config=RATES, key=str(key)):
        return None
    return SENTENCES[action]
