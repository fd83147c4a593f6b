"""What each mail is about, in words for the staff."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "reminder": _("aviso de prazo"), "case_filed": _("caso registrado"), "case_merged": _("casos juntados"),
    "case_split": _("caso separado em dois"), "to_mediator": _("passado ao mediador pela equipe"),
    "case_closed": _("caso encerrado pela equipe"), "case_reopened": _("caso aberto de novo"),
    "joint_asked": _("pergunta sobre um dossiê"), "joint_handed": _("dossiê entregue"),
    "joint_dropped": _("dossiê que não vai mais"),
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
