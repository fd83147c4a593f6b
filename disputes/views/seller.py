"""The seller's room: no account, no cookie; the token in the address is the key to one dispute."""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.choices import Party
from complaints.conversation import Conversation, Live, asked_since, live_response, newest_line
from complaints.forms import MessageForm
from complaints.models import Message
from complaints.models.cases import new_token
from complaints.services.locking import Refused
from complaints.services.messages import MOST_LETTERS, write_message
from contacts.choices import Language
from disputes import services
from disputes.access import get_link_by_code, get_link_for, is_for_seller
from disputes.claim import Claim
from disputes.lifecycle import Move
from disputes.limits import over_limit
from disputes.models.sellers import OUTLIVES_DISPUTE, typed_code
from disputes.room import Room
from disputes.seller_forms import CodeForm

BOTH = Message.Audience.BOTH
AT_ONCE = timedelta(minutes=1)


def kept_to_oneself(response):
    """Keep a page whose address is a secret out of caches, of search engines and of other sites' logs.

    Not "no-referrer": browsers then send forms with the origin "null", which the CSRF check must refuse.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if "Cache-Control" not in response:
        add_never_cache_headers(response)
    return response


def gone(request):
    """Answer 404 for a link that opens nothing, in the language of whoever asks."""
    return kept_to_oneself(render(request, "disputes/seller/gone.html", status=404))


def must_be_somebody_else(request, link):
    """Raise Http404 for the person who bought: nobody answers oneself. Whoever signs out leaves the receipts."""
    if request.user.is_authenticated and request.user.pk == link.dispute.complaint.user_id:
        raise Http404


def language_of(request, link):
    """Return the language that the reader chose at the foot of a page, else the one of the link."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in Language.values else link.language


def with_link(view):
    """Wrap a page of the seller: it gets the live link, and speaks its language in the hours of the case."""

    @wraps(view)
    def wrapped(request, token, *args, **kwargs):
        try:
            link = get_link_for(token, timezone.now())
            must_be_somebody_else(request, link)
            language = language_of(request, link)
            with translation.override(language), timezone.override(link.dispute.complaint.time_zone):
                response = view(request, link, *args, **kwargs)
        except Http404:
            return gone(request)
        response["Content-Language"] = language
        return kept_to_oneself(response)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
def seller_code(request):
    """Take the code of a letter and lead to the room."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if too_many := over_limit(request, "code") or (typed_code(typed) and over_limit(request, "codes")):
            form.add_error(None, too_many)
            status = 429
        elif not typed_code(typed):
            form.add_error("code", _(
                "Falta ou sobra uma letra, ou alguma está trocada. Confira na carta e digite de novo. "
                "Não há O, I nem U, nem 0 e 1."
            ))
        else:
            try:
                link = get_link_by_code(typed, timezone.now())
                must_be_somebody_else(request, link)
                services.note_opening(link, by_code=True)
                return kept_to_oneself(redirect("seller_room", link.token))
            except Http404:
                form.add_error("code", _(
                    "Este código não abre nada. Ele pode ter sido cancelado, ou a disputa já acabou há mais de "
                    "30 dias. Peça uma carta nova a quem comprou."
                ))
    return kept_to_oneself(render(request, "disputes/seller/code.html", {"form": form}, status=status))


def room_of(link):
    return Room(link.dispute, Party.SELLER, timezone.now())


def can_write(room):
    """Say whether messages and proof may still be added."""
    return room.is_open and room.complaint.is_open


@with_link
@require_safe
def seller_room(request, link):
    """Show who claims what, until when, what silence does, and all that both sides said and gave."""
    now = timezone.now()
    # A page loaded again at once is the same visit: no need to knock at the door.
    if request.method == "GET" and (link.opened_at is None or now - link.opened_at > AT_ONCE):
        services.note_opening(link, now=now)
    return show_room(request, link)


def show_room(request, link, *, form=None, status=200):
    room = room_of(link)
    link_files(room, link)
    live = live_of(request, room, link)
    response = render(request, "disputes/seller/room.html", {
        "link": link, "room": room, "case": room.complaint, "claim": Claim(room), "live": live,
        "conversation": live.conversation, "choices": choices_of(room, link), "can_write": can_write(room),
        "accept_late": Move.SELLER_ACCEPTS in room.moves and Move.SELLER_REFUSES not in room.moves,
        "form": form or MessageForm(initial={"form_key": new_token()}), "most_letters": MOST_LETTERS,
        "add_url": reverse("seller_evidence_add", args=[link.token]) if can_write(room) else "",
        "open_until": timezone.localdate(link.dispute.closed_at + OUTLIVES_DISPUTE) if link.dispute.closed_at else None,
    }, status=status)
    if request.method == "GET":
        live.conversation.mark_read()
    return response


def link_files(room, link):
    """Give the files of both sides their addresses; of what the staff keep only what a decision used is named."""
    room.link_files(
        lambda file: reverse("seller_evidence", args=[link.token, file]),
        lambda file: reverse("seller_evidence_original", args=[link.token, file]),
    )
    used = {file.pk for decision in room.decisions for file in decision.used}
    room.evidence = [file for file in room.evidence if is_for_seller(file, room.dispute) or file.pk in used]
    for file in room.evidence:
        if not is_for_seller(file, room.dispute):
            file.url = ""
        if file.party != Party.SELLER or not file.url:
            file.original_url = ""


def choices_of(room, link):
    """Return the answers that this turn leaves to the seller, as (address, what it is, what follows)."""
    def page(name):
        return reverse(name, args=[link.token])

    if Move.SELLER_REFUSES in room.moves:
        return [
            (page("seller_accept"), _("Aceitar"), _("Você faz o que foi pedido: %(what)s.") % {"what": room.asked}),
            (page("seller_propose"), _("Fazer outra proposta"),
             _("Quem comprou responde, e o prazo passa a ser de lá.")),
            (page("seller_refuse"), _("Recusar e dizer por quê"),
             _("Quem comprou lê os seus motivos e pode chamar um mediador.")),
        ]
    if Move.SELLER_YIELDS in room.moves:
        return [
            (page("seller_decision") + "?way=accept", _("Aceitar a decisão"), _("Ela passa a valer já.")),
            (page("seller_decision"), _("Pedir outra leitura"),
             _("Outro mediador lê tudo de novo, uma vez só. Você escreve os motivos.")),
        ]
    return []


def live_of(request, room, link, *, since=None):
    """Return what follows the conversation of both sides on the seller's page."""
    case, dispute = room.complaint, room.dispute
    conversation = Conversation(
        case, viewer=None, reader=f"seller:{dispute.pk}", audiences={BOTH}, room=dispute.pk, now=room.now,
        everything="all" in request.GET,
    )
    return Live(
        conversation, url=reverse("seller_live", args=[link.token]),
        page_url=reverse("seller_room", args=[link.token]), since=since,
        line=newest_line(room.case_lines) if since is None else None,
        events=case.events.filter(kind__startswith="dispute_", data__dispute=dispute.pk),
    )


@with_link
@require_safe
def seller_live(request, link):
    """Answer the poll of the seller's page: 304, or the conversation anew."""
    return live_response(request, live_of(request, room_of(link), link, since=asked_since(request)))


@with_link
@require_POST
def seller_message(request, link):
    """Write to both: the person who bought, and the staff."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show_room(request, link, form=form, status=422)
    try:
        if not can_write(room_of(link)):
            raise Refused(_("Esta disputa já acabou: não dá mais para escrever nela."))
        if too_many := over_limit(request, "message", link.pk):
            form.add_error("body", too_many)
            return show_room(request, link, form=form, status=429)
        write_message(
            link.dispute.complaint, form.cleaned_data["body"], author=None, party=Party.SELLER, audience=BOTH,
            room=link.dispute_id, form_key=form.cleaned_data["form_key"],
        )
    except Refused as error:
        form.add_error("body", error.sentence)
        return show_room(request, link, form=form, status=422)
    messages.success(request, _("Mensagem enviada. A resposta chega aqui e no seu e-mail."))
    return redirect(reverse("seller_room", args=[link.token]) + "#messages")
