"""Pages of money that is waited for: the payment company's form, and the letter that chases it."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disputes import services
from disputes.chase import chase_letter, debt_of, next_doors, recipients
from disputes.forms import BankForm
from disputes.lifecycle import WAITING_FOR_MONEY, State
from disputes.services.refunds import goes_through_ebanx
from disputes.views.knocking import home_of, knock, not_now, own_room, page, typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_bank_form(request, ref):
    """Tell that the payment company's form with the bank data was filled in."""
    room = own_room(request, ref)
    complaint, home = room.complaint, home_of(room.dispute)
    if request.method != "POST" and (room.state not in WAITING_FOR_MONEY or not goes_through_ebanx(room.order)):
        return not_now(request, home)
    today = complaint.local_day(timezone.now())
    form = BankForm(typed(request), initial={"filled_on": today}, today=today, since=complaint.order.placed_on)
    if request.method == "POST" and form.is_valid():
        done = knock(
            request, home, form,
            lambda: services.bank_form_filled(
                room.dispute, by=request.user, filled_on=form.cleaned_data["filled_on"]),
            _("Anotado. O prazo do depósito está contando."),
        )
        if done:
            return done
    return page(request, "disputes/bank_form.html", complaint, form, dispute=room.dispute, room=room)


@login_required
@require_safe
def dispute_chase(request, ref):
    """Show a letter that asks for the money, ready to copy, and whom to turn to next."""
    room = own_room(request, ref)
    if room.state != State.REFUND_LATE or not room.dispute.agreed_amount:
        return not_now(request, home_of(room.dispute))
    people = recipients(room)
    to = request.GET.get("to", "")
    to = to if to in people else "seller" if room.dispute.is_hosted else "shop"
    link = room.link
    language = link.language if to == "seller" and link else None
    debt = debt_of(room)
    return render(request, "disputes/chase.html", {
        "room": room, "case": room.complaint, "back_url": home_of(room.dispute), "to": to, "debt": debt,
        "recipients": people.items(), "letter": chase_letter(debt, to, room.today, language),
        "doors": next_doors(room.order, room.complaint.user.state),
        "language": link.get_language_display() if language else "",
    })
