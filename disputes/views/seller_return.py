"""The product on its way back, as the seller sees it: address and label, the return let go, the arrival."""

import hashlib

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.choices import Party
from complaints.services.evidence import attach
from complaints.services.locking import Refused
from disputes import services
from disputes.lifecycle import Move
from disputes.limits import over_limit
from disputes.models.disputes import Freight
from disputes.seller_forms import ArrivalForm, LabelForm, SellerForm
from disputes.views.seller import room_of, with_link
from disputes.views.seller_answers import METHODS, knock, not_now, page, shown_form, turn_of, typed

ARRIVING = [Move.SELLER_CONFIRMS_RETURN, Move.SELLER_CONTESTS_RETURN]


@with_link
@require_http_methods(METHODS)
def seller_return(request, link):
    """Show the one step of the return that is the seller's now; `way` names it in a form that comes back."""
    room = room_of(link)
    asked = request.POST if request.method == "POST" else request.GET
    way = asked.get("way") or ("arrival" if ARRIVING[0] in room.moves else "label")
    pages = {"waive": waive_page, "arrival": arrival_page, "label": label_page}
    if room.leg is None or way not in pages:
        return not_now(request, link)
    return pages[way](request, link, room)


def label_page(request, link, room):
    if request.method != "POST" and Move.SELLER_SENDS_LABEL not in room.moves:
        return not_now(request, link)
    pays = room.leg.freight_by == Freight.SELLER
    form = LabelForm(
        typed(request), request.FILES or None, initial={"seen": turn_of(room), "address": room.leg.address}, pays=pays
    )
    if request.method == "POST" and form.is_valid():
        done = knock(
            request, link, room, form, [Move.SELLER_SENDS_LABEL], lambda: give_label(request, link, form.cleaned_data),
            _("Pronto: quem comprou já sabe para onde mandar o produto."),
        )
        if done:
            return done
    return page(request, "label", link, room, form, way="label")


def give_label(request, link, data):
    """Keep the file of the label among the proofs and go through the door. Raises `Refused`."""
    upload, file = data.get("file"), None
    if upload:
        if too_many := over_limit(request, "evidence", link.pk):
            raise Refused(too_many)
        case = link.dispute.complaint
        digest = hashlib.sha256(upload.read()).hexdigest()
        upload.seek(0)
        _added, refused = attach(
            case, [upload], user=None, party=Party.SELLER, caption=_("Etiqueta para devolver o produto")
        )
        if refused:
            raise Refused(refused[0])
        file = case.evidence.get(sha256=digest)
    services.send_label(
        link.dispute, address=data["address"], label=data.get("label", ""), label_until=data.get("label_until"),
        file=file,
    )


def waive_page(request, link, room):
    if request.method != "POST" and Move.SELLER_WAIVES_RETURN not in room.moves:
        return not_now(request, link)
    form = shown_form(request, room, SellerForm)
    if request.method == "POST" and form.is_valid():
        done = knock(
            request, link, room, form, [Move.SELLER_WAIVES_RETURN], lambda: services.waive_return(link.dispute),
            _("Combinado: o produto fica com quem comprou."),
        )
        if done:
            return done
    return page(request, "waive", link, room, form, way="waive")


def arrival_page(request, link, room):
    if request.method != "POST" and Move.SELLER_CONFIRMS_RETURN not in room.moves:
        return not_now(request, link)
    form = shown_form(request, room, ArrivalForm)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        is_right = data["arrived"] == "yes"
        done = knock(
            request, link, room, form, ARRIVING[:1] if is_right else ARRIVING[1:],
            lambda: services.confirm_return(link.dispute) if is_right
            else services.contest_return(link.dispute, note=data["note"]),
            _("Anotado: o produto voltou.") if is_right else _("Anotado. O mediador vai ver o que há de errado."),
        )
        if done:
            return done
    return page(request, "arrival", link, room, form, way="arrival")
