"""Groups of similar cases, and the joint files that are made of them."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.admin import ReadOnlyAdmin
from complaints.fields import DayField
from complaints.models import Complaint, SimilarGroup
from complaints.services.locking import Refused
from complaints.similar import cases_of_group, title_of
from contacts.fresh import signed_in_lately
from contacts.models import Body, Company
from contacts.seen import What, note_seen
from disputes.models import JointFile
from disputes.models.joint import FEWEST
from disputes.services.joining import (
    LIVE,
    UnderWay,
    build_joint,
    drop_joint,
    groups_with_files,
    hand_joint,
    is_current,
    live_joint,
    may_be_read,
    open_joint,
    people_in,
    start_joint,
    why_dropped,
)

ROWS, SHOWN = 50, 20
READ, JOIN = "complaints.view_complaint", "disputes.change_jointfile"
State = JointFile.State


class JointForm(forms.Form):
    body = forms.ModelChoiceField(
        label=gettext_lazy("Para qual Procon"), queryset=Body.objects.none(),
        empty_label=gettext_lazy("escolha um Procon"),
        error_messages={"required": gettext_lazy("Escolha um Procon.")},
    )
    words = forms.CharField(
        label=gettext_lazy("O que vamos dizer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "As pessoas leem isto antes de aceitar, e o Procon lê primeiro. Diga o que aconteceu com todos e o que "
            "se pede. Não escreva nomes."),
        error_messages={"required": gettext_lazy("Escreva o que vamos dizer ao Procon.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(kind=Body.Kind.PROCON).order_by("state", "name")


class HandForm(forms.Form):
    handed_on = DayField(label=gettext_lazy("Dia em que foi entregue"))
    protocol = forms.CharField(
        label=gettext_lazy("Número do protocolo"), max_length=60, required=False,
        help_text=gettext_lazy("Se o Procon deu um. As pessoas recebem este número por e-mail."),
    )


class DropForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Por que o dossiê não vai"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Todos do grupo leem isto no caso, e quem disse sim também por e-mail. Não escreva nomes."),
        error_messages={"required": gettext_lazy("Escreva por que o dossiê não vai: quem disse sim vai ler.")},
    )


@admin.register(SimilarGroup)
class SimilarGroupAdmin(ReadOnlyAdmin):
    """The groups by size, and one group whole."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(require_safe(self.list_page)), name="similar"),
            path("<int:pk>/", view(require_safe(self.group_page)), name="similar_group"),
            path("<int:pk>/joint/", view(require_http_methods(["GET", "HEAD", "POST"])(self.joint_page)),
                 name="joint_new"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the page of the group."""
        if not str(object_id).isdigit():
            raise Http404
        return redirect("admin:similar_group", self.group_for(int(object_id)).pk)

    def may_read(self, request):
        if not (self.has_view_permission(request) and request.user.has_perm(READ)):
            raise PermissionDenied

    def list_page(self, request):
        """Show the groups, the largest first; by kind and shop where the address says so."""
        self.may_read(request)
        kind, shop = request.GET.get("kind", ""), request.GET.get("shop", "").replace("\x00", "")
        groups = groups_with_files(SimilarGroup.objects.select_related("shop")).order_by("-open_cases", "pk")
        kind = kind if kind in SimilarGroup.Kind.values else ""
        if kind:
            groups = groups.filter(kind=kind)
        if shop:
            groups = groups.filter(shop__slug=shop)
        page = Paginator(groups, ROWS).get_page(request.GET.get("page"))
        for group in page:
            group.words = title_of(group.kind, group.title)
        return self.answer(request, "similar.html", _("Casos parecidos"), {
            "page": page, "kind": kind, "shop": shop, "kinds": SimilarGroup.Kind.choices,
            "shops": Company.objects.filter(kind__in=["marketplace", "other"]).only("slug", "name"),
        })

    def group_for(self, pk):
        group = get_object_or_404(SimilarGroup.objects.select_related("shop"), pk=pk)
        group.words = title_of(group.kind, group.title)
        return group

    def group_page(self, request, pk):
        """Show one group: how many, since when, its newest cases, and what can be done for all of them."""
        self.may_read(request)
        group = self.group_for(pk)
        cases = cases_of_group(group)
        shown = list(cases.select_related("user", "order").order_by("-filed_at")[:SHOWN])
        note_seen(request, What.LIST, subject_of(group), cases=[case.pk for case in shown])
        joints = JointFile.objects.filter(kind=group.kind, shop=group.shop_id, key=group.key).select_related("body")
        return self.answer(request, "similar_group.html", group.words, {
            "group": group, "shown": shown, "joints": with_answers(joints), "fewest": FEWEST,
            "query": f"queue=open&group={group.pk}", "may_join": request.user.has_perm(JOIN),
            "under_way": live_joint(group),
            "may_write": request.user.has_perm("complaints.bulk_complaint"),
        })

    def joint_page(self, request, pk):
        """Begin a joint file, or lead to the one of this group that is under way. PermissionDenied for who may not."""
        self.may_read(request)
        if not request.user.has_perm("disputes.add_jointfile"):
            raise PermissionDenied
        group = self.group_for(pk)
        form, under_way = JointForm(request.POST if request.method == "POST" else None), live_joint(group)
        if request.method == "POST" and form.is_valid():
            try:
                joint = start_joint(group, by=request.user, **form.cleaned_data)
            except UnderWay as error:
                # What was typed stays on the page, beside the way to the other.
                under_way = error.joint
                form.add_error(None, error.sentence)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, _("Perguntamos a todos por e-mail. Só vai o caso de quem aceitar."))
                return redirect("admin:joint", joint.token)
        return self.answer(request, "joint_new.html", _("Começar um dossiê conjunto"), {
            "group": group, "form": form, "fewest": FEWEST, "under_way": under_way,
        }, status=422 if request.method == "POST" else 200)

    def answer(self, request, template, title, context, status=200):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/disputes/{template}", context, status=status)


def subject_of(group):
    """Return what the record of a look calls a group, which may be gone when it is read: kind and name stand there."""
    return f"complaints.similargroup {group.pk} {group.kind} {group.title}"


def with_answers(joints):
    """Annotate joint files with how many were asked, said yes and said no."""
    return joints.annotate(
        asked=Count("consents"), yes=Count("consents", filter=Q(consents__agreed=True)),
        no=Count("consents", filter=Q(consents__agreed=False)),
    ).order_by("-pk")


def name_of(joint):
    """Return what a joint file is called on its pages."""
    return _("Dossiê conjunto: %(title)s") % {"title": title_of(joint.kind, joint.title)}


@admin.register(JointFile)
class JointFileAdmin(ReadOnlyAdmin):
    """Joint files: what was answered, the file itself, and that it was handed over."""

    list_display = ["title", "body", "state", "made_by", "made_at", "handed_on", "protocol"]
    list_select_related = ["body", "made_by"]
    sortable_by = []
    fields = ["title", "body", "state"]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("one/<slug:token>/", view(require_safe(self.joint_page)), name="joint"),
            path("one/<slug:token>/build/", view(require_POST(self.build_page)), name="joint_build"),
            path("one/<slug:token>/hand/", view(require_POST(self.hand_page)), name="joint_hand"),
            path("one/<slug:token>/drop/", view(require_http_methods(["GET", "HEAD", "POST"])(self.drop_page)),
                 name="joint_drop"),
            path("one/<slug:token>/file.zip", view(require_safe(self.file_page)), name="joint_file"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the page of the joint file."""
        joint = JointFile.objects.filter(pk=object_id).first() if str(object_id).isdigit() else None
        if joint is None:
            raise Http404
        return redirect("admin:joint", joint.token)

    def joint_for(self, request, token, *, change=False):
        """Return a joint file for whoever may read it. Raises PermissionDenied, Http404."""
        if not (self.has_view_permission(request) and request.user.has_perm(READ)):
            raise PermissionDenied
        if change and not request.user.has_perm(JOIN):
            raise PermissionDenied
        return get_object_or_404(with_answers(JointFile.objects.select_related("body", "shop", "made_by")), token=token)

    def joint_page(self, request, token, form=None, status=200):
        """Show who was asked, how many said yes, and the next step."""
        joint = self.joint_for(request, token)
        cases = Complaint.objects.filter(joint_consents__joint=joint, joint_consents__agreed=True)
        shown = list(cases.select_related("user", "order").order_by("pk")[:SHOWN])
        note_seen(request, What.LIST, f"disputes.jointfile {joint.pk}", cases=[case.pk for case in shown])
        people = people_in(joint)
        return TemplateResponse(request, "admin/disputes/joint.html", {
            **self.admin_site.each_context(request), "opts": self.opts, "title": name_of(joint),
            "why_dropped": why_dropped(joint) if joint.state == State.DROPPED else "", "joint": joint, "shown": shown,
            "people": people, "fewest": FEWEST, "enough": people >= FEWEST,
            "missing": max(FEWEST - people, 0), "is_live": joint.state in LIVE, "may_join": request.user.has_perm(JOIN),
            "form": form or HandForm(initial={"handed_on": timezone.localdate()}),
            "is_built": is_current(joint), "has_file": bool(joint.file) and may_be_read(joint),
        }, status=status)

    def act(self, request, token, door, done):
        joint = self.joint_for(request, token, change=True)
        try:
            door(joint, by=request.user)
        except Refused as error:
            messages.error(request, error.sentence)
        else:
            messages.success(request, done)
        return redirect("admin:joint", token)

    def build_page(self, request, token):
        """Make the file of those who agreed."""
        return self.act(request, token, build_joint, _("O dossiê está pronto para baixar."))

    def drop_page(self, request, token):
        """Say what giving the joint file up does, ask why, and do it."""
        joint = self.joint_for(request, token, change=True)
        if joint.state not in LIVE:
            messages.error(request, _("Este dossiê já foi entregue ou encerrado."))
            return redirect("admin:joint", token)
        form = DropForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                drop_joint(joint, by=request.user, **form.cleaned_data)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, ngettext(
                    "O dossiê foi encerrado. Nada foi entregue. %(n)d pessoa que disse sim recebe um e-mail.",
                    "O dossiê foi encerrado. Nada foi entregue. %(n)d pessoas que disseram sim recebem um e-mail.",
                    joint.yes) % {"n": joint.yes} if joint.yes else _("O dossiê foi encerrado. Nada foi entregue."))
                return redirect("admin:joint", token)
        return TemplateResponse(request, "admin/disputes/joint_drop.html", {
            **self.admin_site.each_context(request), "opts": self.opts, "title": _("Desistir deste dossiê"),
            "joint": joint, "name": name_of(joint), "form": form,
        }, status=422 if request.method == "POST" else 200)

    @signed_in_lately
    def hand_page(self, request, token):
        """Note that the file was handed over."""
        joint = self.joint_for(request, token, change=True)
        form = HandForm(request.POST)
        if form.is_valid():
            try:
                hand_joint(joint, by=request.user, **form.cleaned_data)
            except Refused as error:
                form.add_error(None, error.sentence)
            else:
                said = (
                    _("Entrega anotada. Cada pessoa recebe um e-mail com o protocolo.")
                    if form.cleaned_data["protocol"] else
                    _("Entrega anotada, sem número de protocolo. Cada pessoa recebe um e-mail com o dia da entrega.")
                )
                messages.success(request, said)
                return redirect("admin:joint", token)
        return self.joint_page(request, token, form, 422)

    @signed_in_lately(reads=True)
    def file_page(self, request, token):
        """Hand out the file as built, while five people still agree."""
        joint = self.joint_for(request, token, change=True)
        file = open_joint(joint)
        if file is None:
            raise Http404
        cases = list(joint.consents.filter(agreed=True).values_list("complaint", flat=True))
        note_seen(request, What.EXPORT, f"disputes.jointfile {joint.pk}", cases=cases)
        return FileResponse(
            file, as_attachment=True, filename=f"dossie-{joint.token}.zip",
            content_type="application/zip",
        )

