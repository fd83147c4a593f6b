"""Open a dispute here, and keep the seller's way into it: the link, the letter, another address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.access import own_complaint_for
from complaints.choices import Party
from complaints.limits import over_limit
from complaints.panels import CasePanels
from complaints.rules import current_rules
from complaints.services.clocks import lay
from complaints.services.locking import Refused
from complaints.wording import brl
from contacts.models import Channel
from contacts.words import mask_address
from disputes import services
from disputes.forms import AddressForm, HostForm
from disputes.ledger import owed_for
from disputes.lifecycle import TURN, State, silent_move
from disputes.models import Remedy
from disputes.notices import notice_of
from disputes.panels import DisputePanel
from disputes.room_words import WINS
from disputes.services.notice import guess_language
from disputes.services.taking import turn_rule
from disputes.views.knocking import HOSTED, knock, not_now, own_room, page, typed

ASKED = {
    "part_refund": Remedy.PART_REFUND, "replacement": Remedy.REPLACEMENT, "delivery": Remedy.RESEND,
}
NOTICE_LINES = {"notice_sent", "notice_failed", "notice_opened", "notice_resent", "notice_revoked", "notice_letter"}


def known_address(order):
    """Return the address at which a seller is most likely reached: of the order, of the shop, or ""."""
    if order.store_email:
        return order.store_email
    channel = order.marketplace.channels.filter(
        kind=Channel.Kind.EMAIL, availability=Channel.Availability.AVAILABLE
    ).exclude(value="").first()
    return channel.value if channel else ""


def first_turn(complaint, now):
    """Return (the unsaved clock of the seller's answer, what silence does here in words)."""
    rule = turn_rule(State.WAITING_SELLER, complaint, current_rules(slug__in=TURN[State.WAITING_SELLER][1]))
    start = now if rule.unit == "hours" else complaint.local_day(now)
    return lay(complaint, rule, start, now=now), WINS["what"][silent_move(State.WAITING_SELLER, rule.on_expiry)]


def typed_amount(amount):
    """Return an amount as one types it: "389,90"; "" for none."""
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_host(request, ref):
    """Open a dispute here, after saying what the seller sees, what silence does and what it does not stop."""
    complaint = own_complaint_for(request.user, ref)
    now = timezone.now()
    order = complaint.order
    panel = DisputePanel(complaint, CasePanels(complaint, request.user, now), now)
    if request.method != "POST" and not panel.can_open:
        return not_now(request, complaint)
    claimed = complaint.amount_claimed
    initial = {
        "remedy": ASKED.get(complaint.desired_outcome, Remedy.FULL_REFUND),
        "amount": typed_amount(claimed) if claimed != owed_for(order) else "",
        "freight": typed_amount(order.freight), "tax": typed_amount(order.tax), "address": known_address(order),
        "language": guess_language(complaint),
    }
    form = HostForm(typed(request), initial=initial, paid=order.amount)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["address"]:
            thanks = _("Disputa aberta. O aviso ao vendedor está saindo para %(to)s.") % {
                "to": mask_address(data["address"].lower())}
        else:
            thanks = _("Disputa aberta. Agora pegue a carta e mande ao vendedor.")
        to = reverse("dispute_room", args=[complaint.reference])
        if data["address"] and (too_many := over_limit(request, "notice")):
            form.add_error("address", too_many)
        elif done := knock(
            request, to, form, lambda: services.host_dispute(complaint, by=request.user, **data), thanks
        ):
            return done
    turn, silence = first_turn(complaint, now)
    return page(
        request, "disputes/host.html", complaint, form, panel=panel, order=order, turn=turn, silence=silence,
        paid=brl(order.amount) if order.amount else "", shop_until=panel.shop_until,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_seller(request, ref):
    """Show what reached the seller; send again, to another address, or close the way in."""
    room = own_room(request, ref, **HOSTED)
    do = request.POST.get("do") or request.GET.get("do", "")
    form = AddressForm(
        request.POST if do == "change" and request.method == "POST" else None,
        initial={"language": room.link.language if room.link else guess_language(room.complaint)},
    )
    refused = ""
    if request.method == "POST":
        doors = {
            "resend": lambda: services.resend(room.dispute, by=request.user, party=Party.BUYER),
            "revoke": lambda: services.revoke(room.dispute, by=request.user, party=Party.BUYER),
            "change": lambda: services.resend(room.dispute, by=request.user, party=Party.BUYER, **form.cleaned_data),
        }
        thanks = {
            "resend": _("O aviso está saindo de novo."),
            "revoke": _("O link foi cancelado. O vendedor não entra mais por ele."),
            "change": _("O aviso está saindo para o novo e-mail."),
        }
        if do in doors and (do != "change" or form.is_valid()):
            try:
                if do != "revoke" and (too_many := over_limit(request, "notice")):
                    raise Refused(too_many)
                doors[do]()
            except Refused as error:
                refused = error.sentence
            else:
                messages.success(request, thanks[do])
                return redirect("dispute_seller", room.complaint.reference)
    lines = [event for event in room.events if event.kind in NOTICE_LINES]
    return render(request, "disputes/seller_link.html", {
        "room": room, "case": room.complaint, "form": form, "refused": refused, "lines": lines,
        "notice": notice_of(room.link), "address": mask_address(room.link.address) if room.link else "",
        "asks_to_revoke": do == "revoke" and request.method != "POST" and room.link is not None,
    }, status=422 if request.method == "POST" else 200)
