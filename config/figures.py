"""The page with the desk's figures, and the same as a file of rows.

Numbers of cases come from the tallies, in one statement; each leads to the list of its cases where there is one.
"""

import csv
from datetime import date
from functools import wraps
from typing import NamedTuple

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.validators import MinValueValidator
from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from complaints.fields import use_kind_words
from complaints.instants import ONE_DAY, local_date
from complaints.models import SweepRun, Tally
from complaints.tallies import KEPT_DAYS, MEASURES, RUN
from complaints.wording import when
from config.figure_panels import Links, Numbers, charts_of, day_words, tiles_of
from config.figure_words import key_words, people_of
from config.house_health import mail_lines, sweep_lines
from config.views import SILENCE_LIMIT
from contacts.directory import shops
from contacts.fresh import signed_in_lately
from contacts.models import Company

SEE = "complaints.see_figures"
RANGES = (7, 30, 90)
USUAL = 30
# A cell that begins so is a formula to a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
OLDEST = date(2000, 1, 1)
NOT_A_DAY = gettext_lazy("Não entendi este dia. Escolha no calendário ou escreva assim: 2026-11-22.")


class Scope(NamedTuple):
    """Which figures are shown: the days, the shop (None for all), and the days' name where they are the usual ones."""

    first: date
    last: date
    shop: Company | None
    days: int | None

    @property
    def query(self):
        """The query of this page's address, and of its file's, with these figures."""
        days = {"days": self.days} if self.days else {"since": self.first, "until": self.last}
        return urlencode({**days, **({"shop": self.shop.slug} if self.shop else {})})


class ScopeForm(forms.Form):
    """Days and shop, as they stand in the address."""

    days = forms.ChoiceField(choices=[(str(days), str(days)) for days in RANGES], required=False)
    since = forms.DateField(label=gettext_lazy("De"), required=False)
    until = forms.DateField(label=gettext_lazy("Até"), required=False)
    shop = forms.ChoiceField(label=gettext_lazy("Loja"), required=False)

    def __init__(self, data, today):
        super().__init__(data)
        self.today = today
        # "Another shop" too, last: its cases are counted as all others.
        self.shops = {shop.slug: shop for shop in shops()}
        self.fields["shop"].choices = [
            ("", _("todas as lojas")), *[(slug, shop.shown_name) for slug, shop in self.shops.items()]]
        self.fields["shop"].error_messages["invalid_choice"] = _("Não conheço esta loja. Escolha uma da lista.")
        self.fields["days"].error_messages["invalid_choice"] = _(
            "Escolha 7, 30 ou 90 dias, ou diga de que dia a que dia.")
        for name in ("since", "until"):
            field = self.fields[name]
            field.input_formats, field.error_messages["invalid"] = ["%Y-%m-%d"], NOT_A_DAY
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": str(today)})
            field.validators.append(MinValueValidator(OLDEST, _("Antes do ano 2000 não há números.")))
        use_kind_words(self.fields)

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if self.errors or not (since or until):
            return cleaned
        until = until or self.today
        since = since or until - ONE_DAY * (USUAL - 1)
        if max(since, until) > self.today:
            raise forms.ValidationError(_("Os números vão até hoje. Escolha um dia que já passou, ou hoje."))
        if since > until:
            raise forms.ValidationError(_("O primeiro dia vem depois do último. Troque os dois."))
        if (until - since).days >= KEPT_DAYS:
            raise forms.ValidationError(
                _("São dias demais: escolha no máximo %(days)d de cada vez.") % {"days": KEPT_DAYS})
        cleaned["since"], cleaned["until"] = since, until
        return cleaned

    def scope(self):
        """Return what to show; the usual days of all shops where the address says something else than it can."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        shop = self.shops.get(cleaned.get("shop"))
        if cleaned.get("since"):
            return Scope(cleaned["since"], cleaned["until"], shop, None)
        days = int(cleaned.get("days") or USUAL)
        return Scope(self.today - ONE_DAY * (days - 1), self.today, shop, days)

    def sentences(self):
        """Return what is wrong with the address, a sentence each."""
        return list(dict.fromkeys(str(error) for errors in self.errors.values() for error in errors))


def for_who_sees_figures(view):
    """Wrap a page: 403 for those of the staff who may not see the figures."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return require_safe(guarded)


@for_who_sees_figures
def figures_page(request):
    """Show the figures of a range and a shop; what cannot be read of the address is said, with status 422."""
    now = timezone.now()
    today = local_date(now, settings.CASE_TIME_ZONE)
    form = ScopeForm(request.GET, today)
    scope = form.scope()
    runs = list(SweepRun.objects.order_by("name"))
    counted_at = next((run.last_success for run in runs if run.name == RUN), None)
    # What stands open is shown as it was last counted, be that days ago: the page says when.
    stock_day = local_date(counted_at, settings.CASE_TIME_ZONE) if counted_at else today
    numbers = Numbers(scope, stock_day)
    links = Links(scope)
    context = {
        **admin.site.each_context(request), "title": _("Números da equipe"), "form": form, "scope": scope,
        "ranges": [(days, "?" + scope._replace(
            first=today - ONE_DAY * (days - 1), last=today, days=days).query) for days in RANGES],
        "range_words": day_words(scope.first, scope.last, today), "tiles": tiles_of(numbers, links),
        "charts": charts_of(numbers, links, people_of(numbers.stocks["open_agent"]), today),
        "mail_lines": mail_lines(now), "sweep_lines": sweep_lines(runs, now),
        "counted": counted_at and when(counted_at, now),
        "is_stale": counted_at is None or now - counted_at > SILENCE_LIMIT,
        "csv_url": reverse("admin:figures_csv") + "?" + scope.query,
    }
    return TemplateResponse(request, "admin/figures.html", context, status=200 if form.is_valid() else 422)


# -- The file -------------------------------------------------------------------------------


class Echo:
    """A file that gives back what is written into it, for rows that are sent as they are made."""

    def write(self, text):
        return text


def safe(text):
    """Return a text as a cell: one that a spreadsheet would calculate with becomes plain text."""
    text = str(text)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


@for_who_sees_figures
@signed_in_lately(reads=True)
def figures_csv(request):
    """Send the tallies of a range and a shop as rows; a wrong address sends the page that says what is wrong."""
    form = ScopeForm(request.GET, local_date(timezone.now(), settings.CASE_TIME_ZONE))
    if not form.is_valid():
        return figures_page(request)
    scope = form.scope()
    response = StreamingHttpResponse(rows_of(scope), content_type="text/csv; charset=utf-8")
    name = f"prazo-certo-{scope.first}-{scope.last}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def rows_of(scope):
    """Yield the lines of the file: a row for each tally, with the words of its measure and of its key."""
    tallies = Tally.objects.filter(day__range=(scope.first, scope.last), measure__in=MEASURES)
    if scope.shop:
        tallies = tallies.filter(shop=scope.shop.pk)
    # Whatever a case was filed with, be it no shop of the list any more.
    names, writer = Company.objects.only("slug", "name").in_bulk(), csv.writer(Echo())
    agents = people_of(tallies.filter(measure="open_agent").order_by().values_list("key", flat=True).distinct())
    # Spreadsheets take a file without this mark for one of another alphabet.
    yield "\ufeff" + writer.writerow(["day", "shop", "measure", "key", "n", "shop_words", "measure_words", "key_words"])
    found = tallies.order_by("day", "measure", "shop", "key").values_list("day", "shop", "measure", "key", "n")
    shown = {}
    for day, shop, measure, key, n in found.iterator(chunk_size=5000):
        place = (shop, measure, key)
        if place not in shown:
            slug, name = names[shop].slug, names[shop].name
            words = (name, MEASURES[measure].title, key_words(measure, key, agents))
            shown[place] = ([safe(slug), measure, safe(key)], [safe(text) for text in words])
        yield writer.writerow([day.isoformat(), *shown[place][0], n, *shown[place][1]])
