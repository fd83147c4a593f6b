"""What the demonstration's people filed outside: a site whose answer is waited for, a Procon with a ready-made one."""

from datetime import timedelta

from complaints.models import Complaint
from contacts.models import Body
from disputes import services
from disputes.models import Door
from disputes.models.escalations import Escalation


def make_filings(now):
    """Note both filings in cases that are there already: money that is late, and a dispute that was lost."""

    def filed(number, door, slug, days, protocol):
        case = Complaint.objects.select_related("user").get(order__number=number)
        at = now - timedelta(days=days)
        return services.file_outside(
            case, door, by=case.user, body=Body.objects.get(slug=slug), filed_on=case.local_day(at), protocol=protocol,
            form_key=f"demo-{slug}", now=at,
        )

    filed("SP240006", Door.CONSUMIDOR_GOV, "consumidor-gov-br", 4, "2026.11/00004711")
    answered = filed("8150000000000034", Door.PROCON, "procon-sp", 18, "SP-2026-118233")
    at = now - timedelta(days=9)
    services.note_answer(
        answered, by=answered.complaint.user, quality=Escalation.Quality.STANDARD,
        answered_on=answered.complaint.local_day(at), now=at,
        answer="Prezado cliente, lamentamos o ocorrido. Sua manifestação é muito importante para nós.",
    )
