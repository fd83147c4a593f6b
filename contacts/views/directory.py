"""Pages anybody can read without an account: who can be reached, and how."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from contacts.choices import State
from contacts.directory import (
    ANY_SHOP,
    bodies_for,
    found,
    guide_before_writing,
    kinds_of_bodies,
    search_words,
    shops,
    with_parts,
)
from contacts.link_checks import seen_of
from contacts.models import Body, Company

MAX_QUERY = 100


@require_safe
def directory(request):
    """Show the companies and the kinds of bodies; with `q`, what was found."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:MAX_QUERY]
    words = search_words(query)
    companies = Company.objects.all()
    context = {"query": query, "searched": bool(words), "several": len(words) > 1}
    if words:
        context["bodies"] = list(found(Body.objects.all(), words))
        companies = found(companies, words)
    else:
        companies = companies.exclude(slug=ANY_SHOP)
        context["kinds"] = kinds_of_bodies()
    context["companies"] = list(companies)
    return render(request, "contacts/directory.html", context)


@require_safe
def company(request, slug):
    """Show one company: its channels, also those that do not exist, and its guides."""
    shown = get_object_or_404(with_parts(Company.objects.all()), slug=slug)
    urls = [shown.website, *(channel.url for channel in shown.channels.all())]
    context = {"company": shown, "any_shop": ANY_SHOP, "seen": seen_of(urls)}
    return render(request, "contacts/company.html", context)


@require_safe
def bodies(request):
    """List the bodies by kind and state; a signed-in reader starts with the own state."""
    kind = request.GET.get("kind", "")
    state = request.GET.get("state", getattr(request.user, "state", ""))
    context = {
        "kind": kind if kind in Body.Kind.values else "",
        "state": state if state in State.values else "",
        "kinds": Body.Kind.choices,
        "states": State.choices,
    }
    context["bodies"] = bodies_for(context["kind"], context["state"])
    return render(request, "contacts/bodies.html", context)


@require_safe
def body(request, slug):
    """Show one body: what it is for, what to bring, how to reach it."""
    shown = get_object_or_404(Body, slug=slug)
    return render(request, "contacts/body.html", {"body": shown, "seen": seen_of([shown.url])})


@require_safe
def before_you_write(request):
    """Let the reader choose the shop, then show what to read before telling the story."""
    slug = request.GET.get("company")
    if not slug:
        return render(request, "contacts/before_you_write_choice.html", {"shops": shops()})
    shop = get_object_or_404(Company, slug=slug.replace("\0", ""))
    context = {"company": shop, "guide": guide_before_writing(shop)}
    return render(request, "contacts/before_you_write.html", context)
