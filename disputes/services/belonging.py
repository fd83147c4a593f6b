"""What a dispute or a filing outside means for cases that are brought together or parted."""

from django.utils.translation import gettext as _

from complaints.services.belonging import on_binding, on_warning
from disputes.lifecycle import OPEN_STATES
from disputes.models import Escalation


@on_binding
def held_by_dispute(complaint, whole):
    """Say why a case with a dispute stays whole: what both sides read and wrote there is the record of it."""
    if not complaint.disputes.exists():
        return ""
    if whole:
        return _(
            "Este caso tem uma disputa, e o que os dois lados leram e escreveram fica com ela. "
            "Junte ao contrário: o outro caso entra neste.")
    return _("Este caso tem uma disputa, e os dois lados já leem as provas nele: os arquivos ficam aqui.")


@on_binding
def held_by_filing(complaint, whole):
    """Say why a case that waits for an answer from outside stays open."""
    if whole and complaint.escalations.exclude(state=Escalation.State.CLOSED).exists():
        return _(
            "Este caso espera a resposta de uma reclamação feita fora daqui. "
            "Junte ao contrário, ou espere a resposta.")
    return ""


@on_warning
def seller_will_read(source, target):
    """Say that the seller in the other case's dispute will read what comes into it."""
    if source.evidence.exists() and target.disputes.filter(mode="hosted", state__in=sorted(OPEN_STATES)).exists():
        return _("No caso que fica corre uma disputa aqui: o vendedor passa a ver as provas que vêm junto.")
    return ""
