"""The short phrases of the reader: their language, and the families of ways to say one thing."""

import pytest

from complaints.intake import labels, read
from complaints.intake.askings import ASKINGS
from complaints.intake.dealings import DEALINGS
from complaints.intake.folding import fold
from complaints.intake.sayings import Sayings
from complaints.intake.troubles import TROUBLES


def heard(phrase, text):
    return bool(list(Sayings([("it", 1, phrase)]).heard(fold(text))))


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("quero outro", "QUERO, outro!", True),
        ("quero outro", "quero um outro", False),
        ("quero [um] outro", "quero um outro", True),
        ("quebr* .. semana", "quebrou na primeira semana", True),
        ("quebr* .. semana", "quebrou. Na outra semana", False),
        ("veio ... tijolo", "veio, dentro da caixa bem fechada, um tijolo", True),
        ("veio ... tijolo", "veio. Era um tijolo", False),
        ("paguei #", "paguei R$ 45,90", True),
        ("paguei #", "paguei tudo", False),
        ("(entrega|entregam) em ?", "vocês entregam em Natal?", True),
        ("(entrega|entregam) em ?", "vocês entregam em Natal.", False),
        ("e agora .", "sumiu tudo, e agora?", True),
        ("e agora .", "sumiu tudo e agora ninguém atende", False),
        ("faltou !(respeito)", "faltou respeito", False),
        ("faltou !(respeito)", "faltou a tampa", True),
        ("reembolso", "o reembolsador", False),
    ],
)
def test_the_language_of_phrases(phrase, text, stands):
    assert heard(phrase, text) is stands


def test_a_phrase_without_a_word_is_refused():
    with pytest.raises(ValueError, match="no word"):
        Sayings([("it", 1, "# ..")])


def test_a_family_counts_once_and_a_long_phrase_may_go_on():
    family = Sayings([("it", 2, "\n        (azul|\n            verde) claro\n        claro\n    ")])
    found = list(family.heard(fold("é verde claro, muito claro")))
    assert [(kind, weight, match[0]) for kind, weight, match in found] == [("it", 2, "verde claro")]


@pytest.mark.parametrize("families", [TROUBLES, DEALINGS, ASKINGS])
def test_every_family_can_be_heard(families):
    assert Sayings(families)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a chaleira nao chego ainda", "not_received"),
        ("falam que entregaram pra um vizinho que ninguem conhece", "delivery_problem"),
        ("jogaram o bule por cima do muro", "delivery_problem"),
        ("a chaleira pifou na segunda semana de uso", "defective"),
        ("a estante veio cheia de cupim", "defective"),
        ("comprei o bule de 220v e mandaram 110v", "wrong_item"),
        ("recebi a encomenda de outra pessoa", "wrong_item"),
        ("no anúncio era inox, mas é de plástico", "not_as_described"),
        ("a toalha é bem menor que na foto", "not_as_described"),
        ("comprei 8 pratos e vieram 6", "incomplete"),
        ("a mesa veio sem os parafusos", "incomplete"),
        ("o perfume não fixa, é pirata", "counterfeit"),
        ("fui cobrada em duplicidade na fatura", "undue_charge"),
        ("sujaram meu nome no serasa", "undue_charge"),
        ("prometeram frete grátis e cobraram a entrega", "extra_charge"),
        ("devolveram só metade do que paguei", "refund_not_paid"),
        ("paguei e o pagamento ficou pendente, o dinheiro saiu da conta", "refund_not_paid"),
        ("perfil fake, fiz o pix e me bloqueou no zap", "scam"),
        ("caí numa central falsa de atendimento", "scam"),
        ("hackearam meu cadastro na loja", "account_access"),
        ("comprei o bule por engano, cancelem", "cancellation"),
        ("parabéns à loja, chegou rapidíssimo", "other"),
        ("vocês entregam em Corumbá?", "other"),
        ("esse telefone 0800 não funciona", "other"),
        ("como envio meu currículo pra loja", "other"),
        ("paguei no pix e nao chegou, quero meu dinheiro", "not_received"),
        ("pagamento aprovado dia 3 e nao recebi nada", "not_received"),
        ("comprei um kit com 6 copos e nao recebi", "not_received"),
        ("comprei uma mesa de vidro e veio quebrada", "defective"),
    ],
)
def test_reasons_in_other_words(text, reason):
    assert labels(read(text))["category"] == reason


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("kd meu dinheiro", "refund"),
        ("chave pix pra reembolso 31988887777", "refund"),
        ("libera meu dinheiro", "refund"),
        ("veio o bule errado, qro outro", "replacement"),
        ("veio o bule errado, mandem o certo", "replacement"),
        ("nao chegou, quero o bule que comprei", "delivery"),
        ("me mandem o que faltou", "delivery"),
        ("cumpram a oferta", "delivery"),
        ("como paro de pagar? parem de me cobrar", "cancellation"),
        ("cadê meu bule", "information"),
        ("meu bule sumiu, e agora", "information"),
        ("exijo o canhoto assinado", "information"),
        ("posso devolver?", "information"),
        ("quero falar com um atendente humano", "other"),
        ("solicitei o cancelamento e o estorno nunca apareceu", "refund"),
        ("eles não devolvem nem respondem? que vergonha", "refund"),
        ("a loja enviou outro código e sumiu", None),
    ],
)
def test_wishes_in_other_words(text, outcome):
    assert labels(read(text))["desired_outcome"] == outcome


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("01-700123456 esse é o meu pedido", ["01-700123456"]),
        ("Pedido: 01-700123456Data: 12/05/2022", ["01-700123456"]),
        ("numero do pedido 40551 e nem o 40552 chegou", ["40551", "40552"]),
        ("o pedido 40551 no dia 3/8 e o 40552 no dia 4/8", ["40551", "40552"]),
        ("comprei um curso, HP1720012345 e não liberaram", ["HP1720012345"]),
    ],
)
def test_orders_written_in_haste(text, orders):
    assert labels(read(text))["order_numbers"] == orders


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("saiu 48 reais e 50 centavos da conta", [48.5]),
        ("mandei 350 e ele sumiu", [350.0]),
        ("paguei no boleto 212,40, faltou uma peça", [212.4]),
        ("2 ingressos de 140 cada", [140.0]),
        ("mandei 20 mensagens", []),
    ],
)
def test_amounts_written_in_haste(text, amounts):
    assert labels(read(text))["amounts_brl"] == amounts


@pytest.mark.parametrize("text", ["280.239 no pix e nada", "foi no pix valor 280.239"])
def test_an_amount_with_a_slipped_dot_keeps_its_readings(text):
    amount, = read(text).amounts
    assert [str(value) for value in amount.unclear] == ["280.23", "280.24", "280239.00"]


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("quero desbloquear meu cartão da loja", None),
        ("a loja gerou um vale troca e não deixa usar", None),
        ("paguei no carnê", "other"),
        ("o dinheiro não voltou para minha conta do spay", "other"),
        ("o estorno não apareceu na minha fatura", "credit_card"),
        ("já liguei mais de 10 vezes", None),
        ("devolvam, pix: 529.982.247-25", None),
    ],
)
def test_what_is_named_without_paying_with_it(text, method):
    assert labels(read(text))["payment_method"] == method


def test_a_cpf_glued_to_its_word_is_personal():
    assert labels(read("segue meu cpf52998224725 pra conferir"))["pii"] == ["cpf"]


def test_a_cpf_given_as_pix_key_is_both():
    assert labels(read("devolvam no meu pix: 529.982.247-25"))["pii"] == ["cpf", "pix_key"]
