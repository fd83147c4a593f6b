"""Hand the dispute of a case to the mediator for its consumer."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints.fields import use_kind_words
from complaints.models import Deadline
from complaints.services.locking import Refused
from complaints.wording import long_date
from contacts.models import AccessRecord
from contacts.seen import note_seen
from disputes.lifecycle import JUDGED, TABLE, WITH_MEDIATOR, Move, State, is_open, silent_move
from disputes.models import Dispute
from disputes.services.negotiation import escalate
from disputes.services.taking import OWNER

MOST_REASON = 600


class MoveForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Motivo"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("O consumidor, o vendedor e o mediador leem este motivo."),
        error_messages={"required": gettext_lazy("Escreva por que o caso vai para o mediador.")},
    )
    # The turn that the page showed: another one may have begun since.
    turn = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)


def dispute_of(case):
    """Return the open dispute of a case, or else the latest one, or None; with what its state may ask for."""
    rows = list(Dispute.objects.filter(complaint=case).select_related("return_leg").prefetch_related("decisions"))
    return next((row for row in rows if row.is_open), rows[0] if rows else None)


def turn_of(dispute):
    """Return the running clock of a dispute, or None."""
    if dispute is None:
        return None
    rows = Deadline.objects.filter(owner=OWNER, subject_id=dispute.pk, state=Deadline.State.RUNNING)
    return rows.select_related("rule").first()


def shut_because(dispute, turn, now):
    """Return why the table does not let the consumer go to the mediator now, and when it will; "" when it does."""
    if dispute is None:
        return _("Este caso não tem disputa. Quem abre a disputa é o consumidor, na página do caso dele.")
    state = dispute.state_at(turn if turn and turn.due_at <= now else None)
    if state in TABLE[Move.ESCALATE].sources:
        return ""
    if state == State.WAITING_SELLER:
        return waiting_words(turn)
    if state in WITH_MEDIATOR:
        return _("Este caso já está com o mediador.")
    if state in JUDGED:
        return _("O mediador já decidiu. Agora só cabe recurso, de quem perdeu.")
    if not is_open(state):
        return _("A disputa já acabou. Se o problema continua, o consumidor abre outra na página do caso.")
    return _("Os dois lados já combinaram, ou foi decidido, o que fazer. O mediador só volta se algo for contestado.")


def waiting_words(turn):
    """Return when a dispute that waits for the seller can go to the mediator."""
    if turn is None:
        return _("A vez é do vendedor. Quando ele responder, dá para mandar para o mediador.")
    words = {"day": long_date(turn.due_on)}
    text = _(
        "A vez é do vendedor, até %(day)s. Se ele disser não ou oferecer outra coisa antes, dá para mandar.") % words
    if silent_move(State.WAITING_SELLER, turn.rule.on_expiry) == Move.SELLER_DEFAULTS:
        return f"{text} {_('Se ele ficar calado, o consumidor ganha sem mediador.')}"
    return f"{text} {_('Se ele ficar calado, o caso vai sozinho para o mediador depois desse dia.')}"


class MovingPages:
    """Mixin of the admin of cases on this floor: the page that hands the dispute to the mediator."""

    def get_urls(self):
        view = require_http_methods(["GET", "POST"])(self.mediate_page)
        return [path("<int:pk>/mediate/", self.admin_site.admin_view(view), name="case_mediate"), *super().get_urls()]

    def mediate_page(self, request, pk):
        """Hand the dispute to the mediator for the consumer, with a reason; or say when that becomes possible."""
        case, now = self.case_for_change(request, pk), timezone.now()
        dispute = dispute_of(case)
        turn = turn_of(dispute)
        shut = shut_because(dispute, turn, now)
        form = MoveForm(request.POST if request.method == "POST" else None, initial={"turn": turn.pk if turn else None})
        if request.method == "POST" and form.is_valid():
            try:
                if dispute is None:
                    raise Refused(shut)
                note, seen = form.cleaned_data["note"], form.cleaned_data["turn"]
                escalate(dispute, by=request.user, note=note, seen=seen, now=now)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, _("O caso está com o mediador. O consumidor recebe um e-mail."))
                return redirect("admin:complaints_complaint_change", case.pk)
        note_seen(request, AccessRecord.What.CASE, case=case)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "case": case, "dispute": dispute, "turn": turn,
            "form": form, "shut": shut, "title": _("Mandar para o mediador"),
            "back": reverse("admin:complaints_complaint_change", args=[case.pk]),
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/complaints/mediate.html", context, status=status)
