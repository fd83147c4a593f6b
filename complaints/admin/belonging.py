"""Which cases belong together: merge, split, link."""

from functools import cached_property, partial
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints.alike import MERGE, look_apart, suggestions, traits_of, unlike
from complaints.choices import Party, Reason
from complaints.fields import AmountField, use_kind_words
from complaints.models import CaseLink, Deadline, Order
from complaints.models.cases import new_token
from complaints.panels import clock_card
from complaints.services.belonging import (
    MOST_REASON,
    MOST_STORY,
    WARNERS,
    bound,
    case_by,
    holding_files,
    link,
    merge,
    plan_of,
    refuses_merge,
    split,
    unlink,
)
from complaints.services.locking import Refused
from complaints.services.messages import TEAM_ANSWER
from complaints.wording import brl, joined, long_date, when
from contacts.models import AccessRecord
from contacts.seen import note_seen

Kind = CaseLink.Kind
REFERENCE_LETTERS = 20
# Facts as the page says that the case that stays takes them over.
FACT_WORDS = {
    "number": gettext_lazy("número do pedido"), "store": gettext_lazy("vendedor"),
    "store_email": gettext_lazy("e-mail do vendedor"), "tracking": gettext_lazy("código de rastreio"),
    "amount": gettext_lazy("valor pago"), "freight": gettext_lazy("frete"), "tax": gettext_lazy("imposto"),
    "listing_url": gettext_lazy("endereço do anúncio"), "listing_words": gettext_lazy("texto do anúncio"),
    "paid_to": gettext_lazy("quem recebeu o dinheiro"), "durable": gettext_lazy("se o produto dura"),
    "placed_on": gettext_lazy("dia da compra"), "promised_on": gettext_lazy("dia prometido"),
    "protected_until": gettext_lazy("proteção ao comprador"), "shipped_on": gettext_lazy("dia do envio"),
    "received_on": gettext_lazy("dia em que chegou"),
    "receipt_confirmed_on": gettext_lazy("dia em que confirmou que recebeu"),
    "amount_claimed": gettext_lazy("valor pedido"), "contacted_on": gettext_lazy("dia em que reclamou com a loja"),
    "refused_on": gettext_lazy("dia em que a loja disse não"), "defect_seen_on": gettext_lazy("dia do defeito"),
    "refund_promised_on": gettext_lazy("dia em que prometeram devolver"),
    "shop_on_consumidor_gov": gettext_lazy("se a loja está no consumidor.gov.br"),
}


# What tells one purchase from another, as the page names it, and how the page shows it.
PURCHASE_WORDS = {
    "number": gettext_lazy("número do pedido"), "shop": gettext_lazy("loja"), "item": gettext_lazy("produto"),
    "amount": gettext_lazy("valor pago"),
}
SHOWN = {
    "number": lambda order: order.number_shown, "shop": lambda order: order.marketplace.name,
    "item": lambda order: order.item, "amount": lambda order: brl(order.amount),
}


class Tie:
    """A case tied to the one on the page, as its row says it."""

    def __init__(self, row, case):
        self.row, self.case = row, row.second if row.first_id == case.pk else row.first
        self.may_be_undone = row.kind == Kind.RELATED
        # The case that came out of the other was written later.
        later = self.case.pk > case.pk
        self.is_merged_here = self.case.merged_into_id == case.pk
        self.words = {
            Kind.RELATED: _("tem a ver com este"),
            Kind.SPLIT: _("saiu deste caso") if later else _("este caso saiu dele"),
            Kind.MERGED: _("juntado a este") if self.is_merged_here else _("este foi juntado a ele"),
        }[row.kind]


class Belongs:
    """What ties a case to others, and what might: three queries, whatever is found."""

    def __init__(self, case, user, now):
        self.case, self.user, self.now = case, user, now
        self.may_change = user.has_perm("complaints.change_complaint") and user.pk != case.user_id

    @cached_property
    def ties(self):
        rows = CaseLink.objects.filter(Q(first=self.case) | Q(second=self.case)).select_related(
            "first__order", "first__user", "second__order", "second__user").order_by("pk")
        return [Tie(row, self.case) for row in rows]

    @cached_property
    def suggestions(self):
        """Cases that may belong here and are not tied to it; those of the reader's own are left out."""
        known = {tie.case.pk for tie in self.ties}
        found = [row for row in suggestions(self.case, known=known) if row.case.user_id != self.user.pk]
        for row in found:
            row.case.merges, row.case.why = row.how == MERGE, joined(row.why)
            row.case.merge_url = merge_url(*in_order(self.case, row.case)) if row.case.merges else ""
            row.case.is_same_person = row.case.user_id == self.case.user_id
        return [row.case for row in found]

    @property
    def case_ids(self):
        """The ids of all cases whose data stand here, of whomever."""
        return [*[tie.case.pk for tie in self.ties], *[case.pk for case in self.suggestions]]


def in_order(case, other):
    """Return two cases as (the one that ends, the one that stays): the older one stays."""
    return (case, other) if other.filed_at <= case.filed_at else (other, case)


def merge_url(source, target):
    url = reverse("admin:case_merge", args=[source.pk])
    return f"{url}?{urlencode({'other': target.shown_reference})}"


class Seen:
    """One of two cases side by side: its facts in a fixed order, its clocks and files."""

    def __init__(self, case, now):
        self.case, order, today = case, case.order, case.local_day(now)

        def day(value):
            return long_date(value, today) if value else ""

        self.facts = [
            (_("Registrado"), when(case.filed_at, now)),
            (_("O que aconteceu"), case.get_reason_display()),
            (_("O que comprou"), order.item),
            (_("Loja"), ", ".join(filter(None, [order.marketplace.shown_name, order.store]))),
            (_("Pedido"), order.number_shown),
            (_("Rastreio"), order.tracking),
            (_("Valor pago"), brl(order.amount) if order.amount is not None else ""),
            (_("Compra"), day(order.placed_on)),
            (_("Prometido para"), day(order.promised_on)),
            (_("Chegou"), day(order.received_on)),
            (_("Reclamou com a loja"), day(case.contacted_on)),
            (_("O que quer"), case.get_desired_outcome_display()),
        ]
        self.files = list(case.evidence.all())
        live = [Deadline.State.RUNNING, Deadline.State.PAUSED]
        clocks = list(case.deadlines.filter(state__in=live).select_related("rule"))
        for clock in clocks:
            clock.complaint = case
        self.clocks = [clock_card(clock, now) for clock in clocks]


def compared(stays, ends):
    """Return (title, of the case that stays, of the one that ends, are they the same) for every fact one has."""
    pairs = zip(stays.facts, ends.facts, strict=True)
    return [(title, one, other, one == other) for (title, one), (_title, other) in pairs if one or other]


class Warned(NamedTuple):
    """That two cases look like two purchases: their differences (title, of what stays, of what ends), in words."""

    rows: list
    names: str


def warned_of(source, target):
    """Return why these two rather stay two, or None where they look like the same purchase."""
    ends, stays = traits_of(source), traits_of(target)
    if not look_apart(ends, stays):
        return None
    names = unlike(ends, stays)
    rows = [(PURCHASE_WORDS[name], SHOWN[name](target.order), SHOWN[name](source.order)) for name in names]
    return Warned(rows, joined([str(PURCHASE_WORDS[name]) for name in names]))


def sentences_of(plan, source, target):
    """Return what a merge will do, a sentence each."""
    refs = {"old": source.shown_reference, "ref": target.shown_reference}
    lines = [_("O caso %(old)s é encerrado e aponta para o %(ref)s. O consumidor recebe um e-mail.") % refs]
    if plan.files:
        names = joined([row.name for row in plan.files])
        lines.append(_("Estas provas vão para o %(ref)s: %(names)s.") % {**refs, "names": names})
    if plan.twins:
        names = joined([row.name for row in plan.twins])
        lines.append(_("Já estão nos dois casos, e não ficam em dobro: %(names)s.") % {"names": names})
    if plan.messages:
        lines.append(_("As mensagens e notas do %(old)s (%(n)d) vão para a conversa do %(ref)s.") % {
            **refs, "n": plan.messages})
    if ending := [clock.rule.title for clock in plan.clocks if clock.kind != TEAM_ANSWER]:
        lines.append(_("Param de contar os prazos do %(old)s: %(titles)s.") % {**refs, "titles": joined(ending)})
    if plan.facts:
        names = joined([str(FACT_WORDS[name]) for name in plan.facts])
        lines.append(_("O %(ref)s passa a saber: %(names)s. Os prazos dele são contados de novo.") % {
            **refs, "names": names})
    if plan.waits:
        lines.append(_("O consumidor espera a equipe. Ele continua esperando no %(ref)s, desde o mesmo dia.") % refs)
    if source.order.number and not target.order.number and "number" not in plan.facts:
        lines.append(_("Atenção: o número do pedido fica só no %(old)s. Se puder, junte ao contrário.") % refs)
    return [*lines, *[sentence for warner in WARNERS if (sentence := warner(source, target))]]


class OtherForm(forms.Form):
    """The reference of another case, as typed."""

    other = forms.CharField(
        label=gettext_lazy("Número do outro caso"), max_length=REFERENCE_LETTERS,
        help_text=gettext_lazy("Oito letras e números, como ABCD-EFGH."),
        error_messages={"required": gettext_lazy("Escreva o número do outro caso.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Motivo"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("O consumidor lê este motivo no caso e no e-mail."),
        error_messages={"required": gettext_lazy("Escreva o motivo.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        use_kind_words(self.fields)


class MergeForm(WhyForm):
    confirm = forms.BooleanField(
        label=gettext_lazy("Conferi os dois casos: são sobre a mesma coisa."),
        error_messages={"required": gettext_lazy("Marque que conferiu os dois casos.")},
    )


    def warn(self, names):
        """Ask for more than a tick out of habit where the cases look like two purchases."""
        self.fields["confirm"].label = (
            _("Vi o que muda de um para o outro (%(names)s). Mesmo assim os dois são sobre a mesma coisa.") % {
                "names": names} if names else
            _("Conferi os dois casos: são sobre a mesma coisa, mesmo sem nada que mostre isso."))


class SplitForm(WhyForm):
    item = forms.CharField(
        label=gettext_lazy("O que foi comprado"), max_length=Order._meta.get_field("item").max_length,
        help_text=gettext_lazy("Só o produto do caso novo."),
        error_messages={"required": gettext_lazy("Escreva o que foi comprado.")},
    )
    reason = forms.ChoiceField(label=gettext_lazy("O que aconteceu com ele"), choices=Reason.choices)
    amount = AmountField(
        label=gettext_lazy("Quanto custou"), required=False,
        help_text=gettext_lazy("Só este produto, em reais. Em branco se ninguém sabe."),
    )
    story = forms.CharField(
        label=gettext_lazy("O que o consumidor contou sobre ele"), max_length=MOST_STORY,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Copie as palavras dele. Ele lê este texto no caso novo."),
        error_messages={"required": gettext_lazy("Conte o que aconteceu.")},
    )
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("Provas que vão para o caso novo"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("As outras ficam no caso de agora."),
        error_messages={"invalid_choice": gettext_lazy("Um dos arquivos não está mais neste caso. Escolha de novo.")},
    )
    form_key = forms.CharField(max_length=24, widget=forms.HiddenInput)
    field_order = ["item", "reason", "amount", "story", "evidence", "why", "form_key"]

    def __init__(self, *args, files, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [(row.token, row.caption or row.name) for row in files]
        if not files:
            del self.fields["evidence"]


class BelongingPages:
    """Mixin of the admin of cases: the pages that join and part cases."""

    def get_urls(self):
        pages = [("merge", self.merge_page), ("split", self.split_page), ("link", self.link_page)]
        return [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(require_http_methods(["GET", "POST"])(page)),
                 name=f"case_{name}")
            for name, page in pages
        ] + super().get_urls()

    def belonging_page(self, request, case, template, *, status=200, others=(), **more):
        """Show one of these pages, and write down whose data stand on it."""
        note_seen(request, AccessRecord.What.CASE, case=case, cases=[case.pk, *[other.pk for other in others]])
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "case": case,
            "back": reverse("admin:complaints_complaint_change", args=[case.pk]), **more,
        }
        return TemplateResponse(request, f"admin/complaints/{template}.html", context, status=status)

    def merge_page(self, request, pk):
        """Show two cases side by side and what merging them will do, then merge them: this one ends."""
        case, now = self.case_for_change(request, pk), timezone.now()
        title = _("Juntar a outro caso")
        asked = OtherForm(request.GET if "other" in request.GET else None)
        try:
            other = case_by(asked.cleaned_data["other"]) if asked.is_valid() else None
        except Refused as error:
            asked.add_error("other", error.sentence)
            other = None
        if other is None:
            status = 422 if asked.is_bound else 200
            return self.belonging_page(request, case, "merge", status=status, title=title, form=asked, suggested=[
                row for row in Belongs(case, request.user, now).suggestions if row.merges])
        form = MergeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                merge(case, other, by=request.user, reason=form.cleaned_data["why"], now=now)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                words = {"old": case.shown_reference, "ref": other.shown_reference}
                messages.success(request, _("O caso %(old)s agora faz parte deste, o %(ref)s.") % words)
                return redirect("admin:complaints_complaint_change", other.pk)
        shut = refuses_merge(case, other, request.user)
        context = {"title": title, "form": form, "other": other, "shut": shut}
        # Two people's cases are not laid side by side.
        is_shown = case.user_id == other.user_id and case.pk != other.pk
        if is_shown:
            stays, ends = Seen(other, now), Seen(case, now)
            warned = None if shut else warned_of(case, other)
            if warned:
                form.warn(warned.names)
            context |= {
                "warned": warned,
                "stays_and_ends": [stays, ends], "facts": compared(stays, ends), "turned": merge_url(other, case),
                "effects": [] if shut else sentences_of(plan_of(case, other, now), case, other),
            }
        status = 422 if request.method == "POST" else 200
        return self.belonging_page(
            request, case, "merge", status=status, others=[other] if is_shown else [], **context)

    def split_page(self, request, pk):
        """Make a case of its own of another problem told in this one."""
        case = self.case_for_change(request, pk)
        stay = bound(case, whole=False)
        held = holding_files(case)
        free = [] if stay else [
            row for row in case.evidence.all() if row.pk not in held and row.party != Party.SELLER]
        form = SplitForm(request.POST if request.method == "POST" else None, files=free,
                         initial={"form_key": new_token(), "reason": case.reason, "story": case.story})
        if request.method == "POST" and form.is_valid():
            try:
                fresh = split(case, by=request.user, now=timezone.now(), **form.cleaned_data)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, _("O caso %(ref)s foi aberto. O consumidor recebe um e-mail.") % {
                    "ref": fresh.shown_reference})
                return redirect("admin:complaints_complaint_change", fresh.pk)
        status = 422 if request.method == "POST" else 200
        return self.belonging_page(
            request, case, "split", status=status, title=_("Separar um problema em outro caso"), form=form, stay=stay,
            shut="" if case.is_open else _("Este caso já está encerrado."))

    def link_page(self, request, pk):
        """Note that this case has to do with another, or take that back."""
        case, now = self.case_for_change(request, pk), timezone.now()
        form = OtherForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            undo = "undo" in request.POST
            act = partial(unlink if undo else link, case, form.cleaned_data["other"], by=request.user, now=now)
            try:
                act()
            except Refused as error:
                form.add_error("other", error.sentence)
            else:
                messages.success(
                    request, _("A ligação foi desfeita.") if undo else _("Os dois casos estão ligados."))
                return redirect("admin:complaints_complaint_change", case.pk)
        belongs = Belongs(case, request.user, now)
        status = 422 if request.method == "POST" else 200
        return self.belonging_page(
            request, case, "link", status=status, title=_("Ligar a outro caso"), form=form, belongs=belongs,
            others=[*[tie.case for tie in belongs.ties], *belongs.suggestions])
