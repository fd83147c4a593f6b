"""What staff see of the mail that goes out."""

import re

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.columns import CalmDates, OnlyRead
from contacts.mail_cases import links_of
from contacts.mail_kinds import KINDS, mail_words
from contacts.mail_waits import WAITS, wait_of
from contacts.models import OutgoingEmail
from contacts.outgoing import note_bounce, retry
from contacts.staff_words import StaffWords


class MailFilter(admin.SimpleListFilter):
    """By kind; the mails about signing in are one kind."""

    title = _("assunto")
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [*KINDS.items(), ("account", _("conta e entrada"))]

    def queryset(self, request, queryset):
        if self.value() == "account":
            return queryset.exclude(name__in=KINDS)
        return queryset.filter(name=self.value()) if self.value() in KINDS else queryset


class WaitFilter(admin.SimpleListFilter):
    """By what the mail waits for: the lists behind the numbers of the start page and of the figures."""

    title = _("fila do correio")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return list(WAITS.items())

    def queryset(self, request, queryset):
        return queryset.filter(wait_of(self.value(), timezone.now())) if self.value() in WAITS else queryset


TONES = {
    OutgoingEmail.State.QUEUED: "soon",
    OutgoingEmail.State.SENDING: "soon",
    OutgoingEmail.State.SENT: "done",
    OutgoingEmail.State.FAILED: "late",
}
WORDS = ["subject", "plain_text"]
HIDDEN = ["context", "text", "html", "claim"]
SIGNED_LINK = re.compile(r"(/reminders/\w+/|/orders/stop/|/answer/)[\w:.-]+")


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(OnlyRead, StaffWords, CalmDates, admin.ModelAdmin):
    """What went out, what waits and what was refused. Only to read, to try again and to mark as returned."""

    list_display = [
        "about", "reader", "state_words", "created_at", "send_after", "attempts", "last_error",
    ]
    list_filter = [WaitFilter, "state", MailFilter, "secret"]
    list_select_related = ["reader"]
    search_fields = ["dedup_key", "address", "reader__email"]
    ordering = ["-pk"]
    actions = ["try_again", "mark_as_returned"]
    show_full_result_count = False
    fields = [
        "about", "cases", "reader", "to", "state_words", "created_at", "send_after", "sent_at",
        "secret", "attempts", "last_error", *WORDS,
    ]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if obj is not None:
            # What waits has no subject yet, and of what was not tried there is nothing to tell.
            left_out = WORDS if obj.secret else [] if obj.subject else ["subject"]
            left_out = [*left_out, *([] if obj.last_error else ["last_error"]), *([] if obj.secret else ["secret"])]
            return [name for name in fields if getattr(name, "__name__", name) not in left_out]
        return fields

    def lookup_allowed(self, lookup, value, request):
        # An address such as ?text__contains= would tell a code that waits in the queue, sign by sign.
        return lookup.split("__")[0] not in (*HIDDEN, *WORDS) and super().lookup_allowed(lookup, value, request)

    def page_name(self, row):
        """The subject as it went out; what waits has none yet, and that of a secret mail may hold its code."""
        return str(row.subject if row.subject and not row.secret else capfirst(str(mail_words(row.name))))

    @admin.display(description=_("caso"))
    def cases(self, row):
        """The cases a mail is about, as links; "-" for mail about an account."""
        links = ((url, reference) for reference, url in links_of(row))
        return format_html_join(", ", '<a class="case-link" href="{}">{}</a>', links) or "-"

    @admin.display(description=_("endereço"))
    def to(self, row):
        return row.address or getattr(row.reader, "email", "") or "-"

    @admin.display(description=_("o que é"), ordering="name")
    def about(self, row):
        return mail_words(row.name)

    @admin.display(description=_("texto"))
    def plain_text(self, row):
        """The text without its secret links: whoever has one acts in the reader's name."""
        return SIGNED_LINK.sub(r"\1…", row.text) or _("O texto é escrito na hora de mandar.")

    @admin.display(description=_("situação"), ordering="state")
    def state_words(self, row):
        tone = TONES.get(row.state, "quiet")
        return format_html('<span class="tag tag--{}">{}</span>', tone, row.get_state_display())

    @admin.action(description=_("Tentar de novo os recusados"), permissions=["retry"])
    def try_again(self, request, queryset):
        count = retry(queryset, by=request.user)
        messages.success(
            request,
            ngettext("%(count)d e-mail voltou para a fila.", "%(count)d e-mails voltaram para a fila.", count)
            % {"count": count},
        )

    @admin.action(description=_("Marcar como devolvido"), permissions=["retry"])
    def mark_as_returned(self, request, queryset):
        count = note_bounce(queryset, _("devolvido; anotado por %(who)s") % {"who": request.user}, by=request.user)
        messages.success(
            request,
            ngettext(
                "%(count)d e-mail enviado foi marcado como devolvido.",
                "%(count)d e-mails enviados foram marcados como devolvidos.",
                count,
            )
            % {"count": count},
        )

    def has_retry_permission(self, request):
        return request.user.has_perm("contacts.change_outgoingemail")
