"""What staff see of the mail that goes out."""

import re

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.columns import CalmDates, OnlyRead
from contacts.models import OutgoingEmail
from contacts.outgoing import note_bounce, retry

KINDS = {
    "reminder": _("aviso de prazo"), "case_filed": _("caso registrado"), "case_merged": _("casos juntados"),
    "case_split": _("caso separado em dois"), "to_mediator": _("passado ao mediador pela equipe"),
    "case_closed": _("caso encerrado pela equipe"), "case_reopened": _("caso aberto de novo"),
    "joint_asked": _("pergunta sobre um dossiê"), "joint_handed": _("dossiê entregue"),
    "kit": _("aviso de uma compra guardada"), "message": _("mensagem da equipe"),
    "mediation": _("disputa com o mediador"), "decided": _("decisão do mediador"),
    "decision_late": _("decisão atrasada"), "decisions_are_late": _("decisões atrasadas"),
    "dispute_moved": _("novidade na disputa"), "seller_notice": _("aviso ao vendedor"),
    "seller_moved": _("novidade para o vendedor"), "seller_reminder": _("lembrete ao vendedor"),
    "seller_message": _("mensagem para o vendedor"), "seller_decided": _("decisão para o vendedor"),
}
ACCOUNT_KINDS = {
    "account_already_exists": _("o e-mail já tem conta"), "email_changed": _("e-mail da conta trocado"),
    "email_confirm": _("e-mail confirmado"), "email_confirmation": _("confirmar o e-mail"),
    "email_confirmation_signup": _("confirmar o e-mail da conta nova"), "email_deleted": _("e-mail tirado da conta"),
    "emergency_codes_made": _("códigos de emergência novos"),
    "emergency_codes_used": _("entrada com código de emergência"), "login_code": _("código para entrar"),
    "password_changed": _("senha trocada"), "password_reset": _("senha apagada"),
    "password_reset_code": _("código para trocar a senha"), "password_reset_key": _("link para trocar a senha"),
    "password_set": _("senha criada"), "recovery_codes_generated": _("códigos de reserva novos"),
    "totp_activated": _("aplicativo de códigos ligado"), "totp_deactivated": _("aplicativo de códigos desligado"),
    "unknown_account": _("e-mail sem conta"), "webauthn_added": _("chave de segurança nova"),
    "webauthn_removed": _("chave de segurança tirada"),
}


def mail_words(name):
    """Return what a mail is about; a kind without words keeps its name."""
    return KINDS.get(name) or ACCOUNT_KINDS.get(name) or name


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


TONES = {
    OutgoingEmail.State.QUEUED: "soon",
    OutgoingEmail.State.SENDING: "soon",
    OutgoingEmail.State.SENT: "done",
    OutgoingEmail.State.FAILED: "late",
}
WORDS = ["subject", "context", "plain_text"]
HIDDEN = ["text", "html", "claim"]
SIGNED_LINK = re.compile(r"(/reminders/\w+/|/orders/stop/|/answer/)[\w:.-]+")


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(OnlyRead, CalmDates, admin.ModelAdmin):
    """What went out, what waits and what was refused. Only to read, to try again and to mark as returned."""

    list_display = [
        "created_at", "about", "reader", "state_words", "send_after", "attempts", "last_error",
    ]
    list_filter = ["state", MailFilter, "secret"]
    list_select_related = ["reader"]
    search_fields = ["dedup_key", "address", "reader__email"]
    ordering = ["-pk"]
    actions = ["try_again", "mark_as_returned"]
    show_full_result_count = False
    fields = [
        "about", "dedup_key", "reader", "address", "secret", "state_words", "created_at", "send_after",
        "sent_at", "attempts", "last_error", *WORDS,
    ]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if obj is not None and obj.secret:
            return [name for name in fields if name not in WORDS]
        return fields

    def lookup_allowed(self, lookup, value, request):
        # An address such as ?text__contains= would tell a code that waits in the queue, sign by sign.
        return lookup.split("__")[0] not in (*HIDDEN, *WORDS) and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("o que é"), ordering="name")
    def about(self, row):
        return mail_words(row.name)

    @admin.display(description=_("texto"))
    def plain_text(self, row):
        """The text without its secret links: whoever has one acts in the reader's name."""
        return SIGNED_LINK.sub(r"\1…", row.text)

    @admin.display(description=_("situação"), ordering="state")
    def state_words(self, row):
        tone = TONES.get(row.state, "quiet")
        return format_html('<span class="tag tag--{}">{}</span>', tone, row.get_state_display())

    @admin.action(description=_("Tentar de novo os recusados"), permissions=["retry"])
    def try_again(self, request, queryset):
        count = retry(queryset)
        messages.success(
            request,
            ngettext("%(count)d e-mail voltou para a fila.", "%(count)d e-mails voltaram para a fila.", count)
            % {"count": count},
        )

    @admin.action(description=_("Marcar como devolvido"), permissions=["retry"])
    def mark_as_returned(self, request, queryset):
        count = note_bounce(queryset, _("devolvido; anotado por %(who)s") % {"who": request.user})
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
