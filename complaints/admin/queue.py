"""The staff's list of cases: queues with their counts, what narrows them, lists kept by each, thirty rows a page."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from complaints.admin.queue_rows import dress, with_columns
from complaints.choices import REASON_GROUPS, Reason
from complaints.models import Complaint, SavedView
from complaints.paging import Page, turn
from complaints.presence import CHANGE
from complaints.queue_counts import counts, counts_within
from complaints.queues import EVERYBODY, MINE, QUEUES, UNASSIGNED, Filters, narrowed
from complaints.search import NEWEST
from complaints.services.locking import Refused
from complaints.wording import joined
from contacts.models import AccessRecord, Company, User
from contacts.seen import note_seen

BULK = "complaints.bulk_complaint"
ROWS = 30
MOST_VIEWS = 30
LIST = "admin:complaints_complaint_changelist"


class ViewForm(forms.ModelForm):
    """The name under which somebody keeps a list."""

    class Meta:
        model = SavedView
        fields = ["name"]
        labels = {"name": gettext_lazy("Nome desta lista")}
        error_messages = {
            "name": {
                "required": gettext_lazy("Escreva um nome para a lista."),
                "max_length": gettext_lazy("Use no máximo 60 letras no nome."),
            },
        }


def keep_view(user, name, query):
    """Keep a list under a name. Raises `Refused` where that cannot be, with the sentence for the person."""
    views = SavedView.objects.filter(user=user)
    if len(query) > SavedView._meta.get_field("query").max_length:
        raise Refused(_("Esta lista é comprida demais para guardar. Tire algum filtro."))
    if views.count() >= MOST_VIEWS:
        raise Refused(_("Você já guarda %(n)d listas. Apague uma para guardar outra.") % {"n": MOST_VIEWS})
    try:
        with transaction.atomic():
            return views.create(user=user, name=name, query=query)
    except IntegrityError as error:
        raise Refused(_("Você já tem uma lista com esse nome. Escolha outro.")) from error


class QueuePages:
    """Mixin of the admin of cases: the list and its buttons."""

    def get_queryset(self, request):
        return Complaint.objects.select_related("order__marketplace", "user", "agent").order_by("-pk")

    def get_urls(self):
        pages = [
            ("lists/save/", self.save_view, "view_save"),
            ("lists/<int:pk>/delete/", self.delete_view_kept, "view_delete"),
        ]
        return [
            path(place, self.admin_site.admin_view(require_POST(page)), name=name) for place, page, name in pages
        ] + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        """Show one page of a list."""
        return require_safe(self.list_page)(request, Filters(request.GET))

    def must_see_lists(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied

    def list_page(self, request, filters, form=None, status=200):
        self.must_see_lists(request)
        now = timezone.now()
        page, finds = self.page_of(request, filters, now)
        searched = filters.search(now)
        # A search is one page, of everything: nobody asks it how full the queues are, nor narrows it.
        views, shops = ([], []) if searched else choices_of(request.user)
        figures = {} if searched else counts(request.user, now)
        within = figures
        if figures and any(name in filters.texts for name in KEPT):
            within = counts_within(filters, request.user, now)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "subtitle": None,
            "title": _("Busca: %(words)s") % {"words": filters["q"]} if searched else filters.queue.label,
            "filters": filters, "empty": filters.queue.empty, "page": page, "searched": searched, "now": now,
            "queues": [queue_link(filters, name, within) for name in QUEUES],
            "own": [own_link(filters, *link, figures) for link in OWN],
            "whose": [whose_link(filters, name, label) for name, label in WHOSE],
            "whose_name": self.name_of_other(filters, page), "chips": chips(filters),
            "spelt": spelt(searched) if searched else [], "finds": finds,
            "found_words": found_words(finds, searched) if finds else "",
            "everything_words": everything_words(finds), "folded_words": self.folded_words(filters, page, shops),
            "form_texts": [pair for pair in filters.texts.items() if pair[0] not in ("shop", "reason")],
            "shops": shops, "reasons": REASON_GROUPS, "views": views, "view_form": form or ViewForm(),
            "may_change": request.user.has_perm(CHANGE), "may_bulk": request.user.has_perm(BULK),
            "is_narrowed": bool(filters.but(queue=None)),
            "may_clear": bool(filters.but(queue=None, whose=None, q=None)),
            "free_query": Filters(filters.but(whose=UNASSIGNED)).query,
            "after_query": here(filters.but(), page.after), "before_query": here(filters.but(), page.before),
        }
        seen = AccessRecord.What.SEARCH if searched else AccessRecord.What.LIST
        subject = filters["q"] if searched else filters.query or filters["queue"]
        note_seen(request, seen, subject, cases=[case.pk for case in page.rows])
        return TemplateResponse(request, "admin/complaints/complaint/change_list.html", context, status=status)

    def page_of(self, request, filters, now):
        """Return (the `Page` of a list, its rows dressed for reading; the `Finds` of a search, None elsewhere)."""
        cases, show = narrowed(filters, request.user, now), partial(self.with_columns, user=request.user, now=now)
        finds = None
        if "q" in filters:
            finds = filters.search(now).page(
                cases, filters.after, ROWS, show, is_whole=not filters.but(q=None))
            end = finds.start + len(finds.cases)
            page = Page(
                finds.cases, str(end) if end < finds.total else "",
                str(max(finds.start - ROWS, 0)) if finds.start else "",
            )
        else:
            page = turn(cases, filters.queue.order, filters.after, ROWS, show)
        for case in page.rows:
            dress(case, request.user, now)
        self.dress_more(page.rows, now)
        return page, finds

    def with_columns(self, cases, user, now):
        """Return the cases with what their rows show; a floor above adds its own columns."""
        return with_columns(cases, user, now)

    def dress_more(self, cases, now):
        """Give the rows what a floor above knows of them."""

    def name_of_other(self, filters, page):
        """Return the name of the colleague whose cases are listed, "" for none or for oneself."""
        if filters["whose"] in (EVERYBODY, MINE, UNASSIGNED):
            return ""
        agent = page.rows[0].agent if page.rows else User.objects.filter(pk=filters["whose"], is_staff=True).first()
        return str(agent or _("alguém que não é da equipe"))

    def folded_words(self, filters, page, shops):
        """Return what a phone says of the list while its queues and filters are folded away."""
        said = [] if "q" in filters else [str(filters.queue.label)]
        if filters["whose"] in (MINE, UNASSIGNED):
            said += [str(label) for name, label in WHOSE if name == filters["whose"]]
        said += [shop["name"] for shop in shops if shop["slug"] == filters.texts.get("shop")]
        if "reason" in filters:
            said.append(str(Reason(filters["reason"]).label))
        return " · ".join(said)

    def save_view(self, request):
        """Keep the list on the page under a name of one's own."""
        self.must_see_lists(request)
        filters, form = Filters(request.POST.get("query", "")), ViewForm(request.POST)
        if form.is_valid():
            try:
                view = keep_view(request.user, form.cleaned_data["name"], filters.query)
            except Refused as error:
                form.add_error("name", error.sentence)
            else:
                messages.success(request, _("Lista guardada: %(name)s.") % {"name": view.name})
                return redirect(address(filters.query))
        return self.list_page(request, filters, form, status=422)

    def delete_view_kept(self, request, pk):
        """Throw a kept list away; the cases in it are not touched."""
        self.must_see_lists(request)
        view = get_object_or_404(SavedView, pk=pk, user=request.user)
        view.delete()
        messages.success(request, _("Lista apagada: %(name)s. Os casos continuam onde estavam.") % {"name": view.name})
        return redirect(address(Filters(request.POST.get("query", "")).query))


WHOSE = [
    (EVERYBODY, gettext_lazy("Toda a equipe")), (MINE, gettext_lazy("Meus casos")),
    (UNASSIGNED, gettext_lazy("Sem dono")),
]
# What goes along from queue to queue; their counts are counted within it.
KEPT = ("whose", "shop", "reason")
OWN = [(MINE, gettext_lazy("Meus casos abertos")), (UNASSIGNED, gettext_lazy("Abertos sem dono"))]


def address(query):
    return f"{reverse(LIST)}?{query}" if query else reverse(LIST)


def here(query, cursor):
    """Return the query of a page of a list, "" where there is no such page."""
    return f"{query}{'&' if query else ''}after={cursor}" if cursor else ""


def queue_link(filters, name, figures):
    """Return a queue as a link that keeps whose cases, which shop and what reason are looked at."""
    kept = {key: filters.texts.get(key) for key in KEPT}
    query = Filters({**{key: text for key, text in kept.items() if text}, "queue": name}).query
    return {
        "name": name, "label": QUEUES[name].label, "count": figures.get(name), "tone": QUEUES[name].tone,
        "query": query, "is_here": name == filters["queue"] and "q" not in filters,
    }


def own_link(filters, whose, label, figures):
    query = Filters({"queue": "open", "whose": whose}).query
    return {"label": label, "count": figures.get(whose), "query": query, "is_here": filters.query == query}


def whose_link(filters, name, label):
    return {"label": label, "query": Filters(filters.but(whose=name)).query, "is_here": filters["whose"] == name}


def chips(filters):
    """Return what narrows a list beyond the fields on the page, each with the query of the list without it."""
    return [{"words": words, "query": Filters(filters.but(**{name: None})).query}
            for name, words in filters.sentences()]


def spelt(searched):
    """Return a sentence for each word that was searched in other spellings, too."""
    return [
        _("Procuramos também por %(words)s, porque “%(typed)s” quase não aparece.") % {
            "words": joined(f"“{word}”" for word in words), "typed": typed}
        for typed, words in searched.words.items()
    ]


def found_words(finds, searched):
    """Return in one sentence which of how many finds are shown, and what to do where there are more."""
    if not finds.total:
        return ""
    end, total = finds.start + len(finds.cases), formats.number_format(finds.total, force_grouping=True)
    place = {"from": finds.start + 1, "to": end, "total": total}
    if finds.more:
        words = _(
            "Mostrando do %(from)dº ao %(to)dº dos %(total)s casos mais novos. Há mais casos com isso: escreva mais "
            "palavras para chegar ao certo.") % place
    elif finds.total > len(finds.cases):
        words = _("Mostrando do %(from)dº ao %(to)dº de %(total)s casos encontrados, os mais novos primeiro.") % place
    else:
        words = ngettext("%(total)s caso encontrado.", "%(total)s casos encontrados.", finds.total) % place
    if searched.is_of_newest and not finds.more:
        most = formats.number_format(NEWEST, force_grouping=True)
        words += " " + _("Procuramos só nos %(most)s casos mais novos, porque muitos têm essas palavras.") % {
            "most": most}
    return words


def everything_words(finds):
    """Return what the box says that takes all cases of a list."""
    if finds is None:
        return _("Todos os casos desta lista, também os das outras páginas")
    total = {"total": formats.number_format(finds.total, force_grouping=True)}
    if finds.more:
        return _("Os %(total)s casos mais novos desta busca, também os das outras páginas") % total
    if finds.total > len(finds.cases):
        return _("Todos os %(total)s casos desta busca, também os das outras páginas") % total
    return _("Todos os casos desta busca")


def choices_of(user):
    """Return (the lists somebody keeps, the shops one can choose); one query for both."""
    views = SavedView.objects.filter(user=user).order_by().values_list("pk", "name", "query", Value("view"))
    kinds = [Company.Kind.MARKETPLACE, Company.Kind.OTHER]
    shops = Company.objects.filter(kind__in=kinds).order_by().values_list(
        "pk", "name", "slug", Value("shop"))
    rows = sorted(views.union(shops, all=True), key=lambda row: row[1].casefold())
    return (
        [{"pk": pk, "name": name, "query": text} for pk, name, text, kind in rows if kind == "view"],
        [{"slug": text, "name": name} for pk, name, text, kind in rows if kind == "shop"],
    )
