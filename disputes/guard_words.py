"""The warnings of `disputes.guards` in plain words; functions, so that the words are looked up when shown."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.wording import brl, long_date


@dataclass(frozen=True)
class Worded:
    """A warning as it is read: a short title, the sentences below it, and whether it is a strong one."""

    code: str
    title: str
    text: str
    strong: bool


def worded(warnings):
    """Return the warnings in words, in their order."""
    return [Worded(warning.code, *WORDS[warning.code](warning.params), warning.strong) for warning in warnings]


WORDS = {
    "not_here_yet": lambda p: (
        _("Não toque em “recebi” na loja ainda"),
        _("Você contou que o produto não chegou. Confirmar diz à loja que ele chegou, mesmo que alguém peça."),
    ),
    "check_first": lambda p: (
        _("Não toque em “recebi” na loja antes de abrir e testar"),
        _("Abra o pacote, confira tudo e teste. Filme a abertura. Só confirme se estiver tudo certo."),
    ),
    "starts_short_window": lambda p: (
        _("Confirmar faz correr um prazo curto"),
        _("No AliExpress, quem confirma o recebimento passa a ter poucos dias para abrir a disputa. "
          "Sem confirmar, o prazo conta do fim da entrega."),
    ),
    "ends_guarantee": lambda p: (
        _("Na Shopee, “Pedido recebido” pode acabar com a garantia"),
        _("Reportagens dizem para só tocar nesse botão depois de conferir o produto: o dinheiro está guardado até lá."),
    ),
    "ends_dispute": lambda p: (
        _("Aceitar encerra a discussão"),
        _("Depois de aceitar, você não pode pedir outra coisa nesta disputa. Aceite só o que resolve o seu problema."),
    ),
    "less_than_asked": lambda p: (
        _("É menos do que você pediu"),
        _("A proposta é de %(offered)s. Você abre mão de %(difference)s.") % {
            "offered": brl(p["offered"]), "difference": brl(p["difference"])},
    ),
    "ends_chargeback": lambda p: (
        _("O cartão também deixa de ser uma saída"),
        _("Hoje você ainda pode contestar no cartão, com segurança até %(day)s. Depois de um acordo, o banco "
          "em geral diz não: o caso já foi resolvido.") % {"day": long_date(p["day"])},
    ),
    "ends_paypal": lambda p: (
        _("O PayPal também deixa de ser uma saída"),
        _("Hoje você ainda pode abrir disputa no PayPal até %(day)s. Depois de um acordo, ele em geral diz não.") % {
            "day": long_date(p["day"])},
    ),
    "tell_the_court": lambda p: (
        _("Há um pedido seu no Juizado"),
        _("Conte lá que fez um acordo, antes ou logo depois de aceitar."),
    ),
    "lawsuit_after_settlement": lambda p: (
        _("Na Justiça fica mais difícil"),
        _("Quem aceita um acordo, em geral, não consegue pedir depois o resto a um juiz."),
    ),
    "cannot_reopen": lambda p: (
        _("Uma disputa encerrada não abre de novo"),
        _("Em geral a loja não deixa abrir outra disputa pelo mesmo problema."),
    ),
    "shop_window_over": lambda p: (
        _("O prazo da loja para abrir disputa já passou"),
        _("Se você desistir desta, não há mais tempo para abrir outra na loja."),
    ),
    "asked_to_withdraw": lambda p: (
        _("O vendedor pediu para você desistir?"),
        _("Promessa não é dinheiro. Espere ele cumprir primeiro: a disputa aberta é a sua garantia."),
    ),
    "money_not_come": lambda p: (
        _("O dinheiro ainda não veio"),
        _("Você já ganhou e está esperando o pagamento. Olhe a fatura ou o extrato antes de encerrar."),
    ),
    "dispute_goes_on": lambda p: (
        _("Há uma disputa aberta neste caso"),
        _("Ela tem prazo. Encerrar o caso aqui faz parar os nossos avisos."),
    ),
    "filed_outside": lambda p: (
        _("Você ainda espera resposta de fora"),
        _("Há uma reclamação sua em outro lugar sem solução. Não vamos mais avisar do prazo dela."),
    ),
    "card_still_open": lambda p: (
        _("Ainda dá tempo de contestar no cartão"),
        _("O dia seguro é %(day)s. Se o problema não foi resolvido, use essa saída antes de encerrar.") % {
            "day": long_date(p["day"])},
    ),
    "case_stays_shut": lambda p: (
        _("O caso não abre de novo"),
        _("Tudo fica guardado para você ler e baixar, mas os prazos param de ser vigiados."),
    ),
    "already_settled": lambda p: (
        _("Este pedido já foi resolvido"),
        _("O que ficou combinado na disputa já veio. Pedir o mesmo dinheiro duas vezes traz problema para você."),
    ),
    "refund_on_its_way": lambda p: (
        _("A loja já vai devolver o dinheiro"),
        _("Espere o dia combinado. Contestar agora pode devolver em dobro, e depois cobram de você."),
    ),
    "dispute_may_close": lambda p: (
        _("Sua disputa na loja ainda está aberta"),
        _("Muitas lojas fecham a disputa quando o cartão é contestado. Isto não está confirmado para todas: "
          "se o prazo do cartão deixa, espere o fim da disputa."),
    ),
    "paypal_or_card": lambda p: (
        _("PayPal ou cartão: escolha um só"),
        _("O PayPal costuma fechar a disputa dele quando a mesma compra é contestada no cartão (não confirmado). "
          "Comece por uma das duas saídas e vá até o fim."),
    ),
    "card_or_paypal": lambda p: (
        _("Você já contestou no cartão"),
        _("O PayPal costuma não aceitar, ou fechar, a disputa de uma compra que foi contestada no cartão "
          "(não confirmado). Espere a resposta do banco."),
    ),
    "card_not_for_regret": lambda p: (
        _("O cartão não serve para arrependimento"),
        _("O banco deve dizer não. Use o direito de desistir em 7 dias, que a lei dá, falando com a loja."),
    ),
    "not_a_card": lambda p: (
        _("Esta compra não foi paga com cartão"),
        _("Contestação é só para cartão. Para Pix ou boleto há outras saídas no seu caso."),
    ),
    "past_safe_days": lambda p: (
        _("O dia seguro já passou: peça hoje"),
        _("O seu banco pode ter um prazo menor. As bandeiras aceitam até %(day)s: ligue hoje e peça por escrito "
          "se disserem não.") % {"day": long_date(p["day"])},
    ),
    "card_window_over": lambda p: (
        _("O prazo do cartão que conhecemos já passou"),
        _("Pergunte ao banco mesmo assim, mas conte mais com as outras saídas."),
    ),
    "not_paypal": lambda p: (
        _("Esta compra não foi paga com PayPal"),
        _("O PayPal só cuida do que foi pago por ele."),
    ),
    "paypal_window_over": lambda p: (
        _("O prazo do PayPal já passou"),
        _("Conte mais com as outras saídas do seu caso."),
    ),
    "paypal_twenty_days": lambda p: (
        _("Depois de abrir, não deixe parada"),
        _("A disputa do PayPal fecha sozinha se ninguém pedir que ele decida (a “reclamação”). "
          "Anote aqui o dia em que abriu e avisamos você."),
    ),
    "settled_before_court": lambda p: (
        _("Já houve um acordo, e ele foi cumprido"),
        _("Um juiz, em geral, não manda pagar de novo o que já foi combinado e pago."),
    ),
    "agreement_runs": lambda p: (
        _("Há um acordo sendo cumprido"),
        _("Espere o dia combinado. Se não cumprirem, a decisão da disputa vira a sua melhor prova."),
    ),
    "nobody_to_sue": lambda p: (
        _("Falta alguém com endereço no Brasil"),
        _("O Juizado precisa mandar a carta para um endereço no Brasil. Veja no comprovante quem recebeu o seu "
          "dinheiro: essa empresa pode responder junto com a loja."),
    ),
    "gives_up_excess": lambda p: (
        _("O valor passa do limite do Juizado"),
        _("Se entrar lá, você abre mão de %(excess)s.") % {"excess": brl(p["excess"])},
    ),
    "needs_lawyer": lambda p: (
        _("Por este valor, é preciso advogado"),
        _("Até 20 salários mínimos você vai sozinho. Acima disso, leve advogado ou procure a Defensoria."),
    ),
    "med_only_pix": lambda p: (
        _("Isto é só para Pix"),
        _("O pedido de devolução por golpe (MED) existe só para pagamento com Pix."),
    ),
    "med_not_fraud": lambda p: (
        _("O banco vai dizer não: isto é só para golpe"),
        _("Compra que não chegou ou veio errada é problema com a loja, não golpe no Pix. Abra a disputa na loja "
          "e veja as outras saídas do seu caso. Contar ao banco um golpe que não houve pode prejudicar você."),
    ),
    "med_window_over": lambda p: (
        _("O prazo para pedir a devolução do Pix já passou"),
        _("Ligue para o banco mesmo assim e faça o boletim de ocorrência."),
    ),
    "med_today": lambda p: (
        _("Foi golpe? Ligue para o banco agora"),
        _("Cada hora conta: o dinheiro só volta se ainda estiver na conta de quem recebeu. "
          "No aplicativo do banco, abra o Pix e toque em contestar; depois faça o boletim de ocorrência."),
    ),
}
