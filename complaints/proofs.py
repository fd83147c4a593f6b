"""Which proof helps for which problem.

After what the marketplaces, PayPal and the card networks ask for by reason (help pages of
AliExpress, Mercado Livre, Shopee and PayPal).
"""

from django.utils.translation import gettext_lazy as _

from complaints.choices import Reason

HELPFUL = {
    Reason.NOT_RECEIVED: _("o print do pedido com a data prometida e o print do rastreio."),
    Reason.NO_TRACKING: _("o print do pedido sem código de rastreio e a conversa com o vendedor."),
    Reason.DELIVERED_ELSEWHERE: _("o rastreio mostrando outra cidade e o print do pedido com o seu endereço."),
    Reason.CUSTOMS_HELD: _("o papel da alfândega ou dos Correios que diz o motivo, e o rastreio."),
    Reason.NOT_AS_DESCRIBED: _("o print do anúncio ao lado da foto do produto; para tamanho, a foto com uma régua."),
    Reason.DEFECTIVE: _("um print ou foto do defeito e do número de série; diga no relato se tem vídeo."),
    Reason.DAMAGED: _("fotos da caixa, da etiqueta e do produto quebrado."),
    Reason.WRONG_ITEM: _("a foto do produto que veio, a etiqueta do pacote e o print do pedido."),
    Reason.MISSING_QTY: _("a foto de tudo o que veio e da etiqueta com o peso."),
    Reason.EMPTY_PARCEL: _("a foto do pacote aberto e da etiqueta com o peso."),
    Reason.COUNTERFEIT: _("fotos lado a lado com um original e, se houver, a resposta da marca."),
    Reason.REGRET: _("o dia em que chegou e fotos do produto sem uso."),
    Reason.REFUND_NOT_PAID: _("a decisão ou promessa de devolver, com a data, e o extrato depois dela."),
    Reason.CANCELLED_NOT_REFUNDED: _("a confirmação do cancelamento, com a data, e o extrato depois dela."),
    Reason.SELLER_ASKS_EXTRA: _("o print do anúncio com o preço ou “frete grátis” e a mensagem que pede mais."),
    Reason.OVERCHARGE: _("as linhas da fatura e o total do pedido."),
    Reason.DUPLICATE_CHARGE: _("as duas cobranças na fatura e o total do pedido."),
    Reason.CUSTOMS_TAX: _("o aviso do imposto, o rastreio e o print do que você pagou na compra."),
    Reason.ACCOUNT_ACCESS: _("prints do erro e o número do último pedido. Nunca mande a sua senha."),
    Reason.DISPUTE_CLOSED: _("o print do pedido com a situação e o histórico da disputa."),
    Reason.NO_CONTACT: _("prints das vezes em que você tentou falar, com as datas."),
    Reason.FRAUD_OUTSIDE: _("o comprovante do Pix, a conversa e o boletim de ocorrência."),
}
