"""The names of the saved replies that come with the product, so that English pages name them in English."""

from django.utils.translation import gettext_noop as _

SHIPPED_TITLES = frozenset({
    _("Recebemos o seu caso"),
    _("Espere a resposta da loja até o prazo"),
    _("O que fazer antes do prazo acabar"),
    _("O produto não chegou: abra a disputa na loja"),
    _("Mande o rastreio e o print do pedido"),
    _("Guarde a prova de que reclamou com a loja"),
    _("A proposta do vendedor: o que ela fecha"),
    _("O dinheiro está para chegar: onde olhar"),
    _("Paguei por Pix e foi golpe: fale com o banco hoje"),
    _("Esta porta se fechou: quem mais pode ajudar"),
    _("Não conseguimos falar com você"),
    _("Deu certo: podemos encerrar o caso?"),
})
