"""Orders kept on the day of purchase: the list, a new one, one of them, and what became of it."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.access import get_kit_for
from complaints.choices import Proof
from complaints.kit_forms import KitDaysForm, KitDetailsForm, KitForm
from complaints.kit_panels import KitPanels
from complaints.limits import over_limit
from complaints.links import BadLink, kit_of
from complaints.models import Order
from complaints.rules import current_rules
from complaints.services.kits import (
    KIT_FIELDS,
    draft_from_kit,
    draft_of,
    end_watch,
    keep_files,
    keep_order,
    update_kit,
    watch_again,
)
from complaints.services.locking import Refused

PAGE = 20
# What each field of files on the form of a new order shows.
FILES_OF_FORM = {"listing_files": Proof.LISTING, "order_files": Proof.ORDER_PAGE}


def say_refusals(view):
    """Wrap a view of one kept order: when a door refuses, say why and show the order."""

    @wraps(view)
    def wrapped(request, token, *args, **kwargs):
        try:
            return view(request, token, *args, **kwargs)
        except Refused as error:
            messages.error(request, error.sentence)
            return redirect("kit", token)

    return wrapped


def rules_in_force():
    return list(current_rules(on_filing=True).values())


@login_required
@require_safe
def kits(request):
    """List one's own kept orders, the watched ones first, each with what comes next."""
    own = Order.objects.filter(user=request.user).exclude(kit_token=None)
    own = own.select_related("marketplace", "user").prefetch_related("complaints")
    ordered = own.order_by(F("watch_ended_at").desc(nulls_first=True), "-watched_from", "-pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    rules, today = rules_in_force(), timezone.localdate()
    rows = [KitPanels(order, rules, today) for order in page]
    return render(request, "complaints/kits.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kit_add(request):
    """Keep an order."""
    today = timezone.localdate()
    if request.method != "POST":
        form = KitForm(initial={"placed_on": today}, today=today, user=request.user)
        return render(request, "complaints/kit_add.html", {"form": form})
    form = KitForm(request.POST, request.FILES, today=today, user=request.user)
    status = 422
    if form.is_valid():
        if too_many := over_limit(request, "kit"):
            form.add_error(None, too_many)
            status = 429
        else:
            try:
                return kept(request, form)
            except Refused as error:
                form.add_error(None, error.sentence)
    return render(request, "complaints/kit_add.html", {"form": form}, status=status)


def kept(request, form):
    """Keep what a valid form holds, with its files, and show it. Raises `Refused` where nothing could be kept."""
    order, is_new = keep_order(request.user, form.cleaned_data)
    if not is_new:
        messages.info(request, _("Esta compra já estava guardada. Aqui está ela."))
        return redirect("kit", order.kit_token)
    messages.success(request, _("Compra guardada. Avisamos você na hora certa."))
    for name, proof in FILES_OF_FORM.items():
        uploads = form.cleaned_data[name]
        if not uploads:
            continue
        too_many = over_limit(request, "evidence")
        refused = [too_many] if too_many else keep_files(order, uploads, user=request.user, shows=proof)[1]
        for sentence in refused:
            messages.warning(request, sentence)
    return redirect("kit", order.kit_token)


@login_required
@require_safe
def kit(request, token):
    """Show a kept order whole: what is asked now, its windows, what was promised, its files."""
    order = get_kit_for(request.user, token)
    panels = KitPanels(order, rules_in_force(), timezone.localdate())
    files = list(order.evidence.all())
    return render(request, "complaints/kit.html", {
        "order": order, "panels": panels, "files": files, "useful": panels.still_useful(files),
        "draft": draft_of(order),
    })


def change(request, token, form_class, template):
    """Show a form about a kept order with what is known, or take it in."""
    order = get_kit_for(request.user, token)
    initial = {name: getattr(order, name) for name in KIT_FIELDS}
    initial["marketplace"] = order.marketplace.slug
    for name in ("amount", "freight"):
        if initial[name] is not None:
            initial[name] = f"{initial[name]:.2f}".replace(".", ",")
    typed = request.POST if request.method == "POST" else None
    form = form_class(typed, initial=initial, today=timezone.localdate(), user=request.user)
    if request.method == "POST" and form.is_valid():
        update_kit(order, form.cleaned_data)
        messages.success(request, _("Guardado. Os prazos foram contados de novo."))
        return redirect("kit", token)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"order": order, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def kit_days(request, token):
    """Tell the days that became known."""
    return change(request, token, KitDaysForm, "complaints/kit_days.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@say_refusals
def kit_details(request, token):
    """Mend or add what was bought, how it was paid and what the listing promised."""
    return change(request, token, KitDetailsForm, "complaints/kit_details.html")


@login_required
@require_POST
def kit_end(request, token):
    """Note that everything came right: no more mails."""
    end_watch(get_kit_for(request.user, token))
    messages.success(request, _("Que bom! Não avisamos mais desta compra. Ela continua guardada aqui."))
    return redirect("kit", token)


@login_required
@require_POST
@say_refusals
def kit_watch(request, token):
    """Send the mails again."""
    watch_again(get_kit_for(request.user, token))
    messages.success(request, _("Pronto: voltamos a avisar você desta compra."))
    return redirect("kit", token)


@login_required
@require_POST
@say_refusals
def kit_problem(request, token):
    """Begin a complaint with all that is known filled in; `arrived` says whether anything came."""
    draft = draft_from_kit(get_kit_for(request.user, token), arrived=request.POST.get("arrived") == "yes")
    return redirect("case_step", draft.token, "reason")


# The signed token is the proof of who asks; there is no session whose power could be borrowed.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def kit_stop(request, token):
    """Show what the link of a mail would stop, or stop it. Mail programs open links by themselves."""
    try:
        order = kit_of(token)
    except BadLink:
        return render(request, "complaints/kit_stop_bad.html", status=410)
    with translation.override(order.user.language), timezone.override(order.user.time_zone):
        if request.method == "POST":
            order = end_watch(order)
        response = render(request, "complaints/kit_stop.html", {"order": order})
    response["Content-Language"] = order.user.language
    response["Referrer-Policy"] = "no-referrer"
    return response
