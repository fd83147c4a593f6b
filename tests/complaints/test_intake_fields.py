"""Dates, payment, company, reason, wish and dispute, each from sentences as people write them."""

import pytest

from complaints.intake import labels, read


def value_of(text, field):
    found = getattr(read(text), field)
    return found and found.value


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("comprei em 05/03/2024", ["2024-03-05"]),
        ("no dia 5/3/24 e depois", ["2024-03-05"]),
        ("dia 07 /09 paguei", ["--09-07"]),
        ("em 15/1 fiz a compra", ["--01-15"]),
        ("12.04.2023 e 13-04-23", ["2023-04-12", "2023-04-13"]),
        ("2024-02-29 foi a entrega", ["2024-02-29"]),
        ("5 de março de 2024", ["2024-03-05"]),
        ("dia 1º de abril", ["--04-01"]),
        ("23/março/2022 e 9.Dez", ["2022-03-23", "--12-09"]),
        ("03/06/2023respectivos pedidos", ["2023-06-03"]),
        ("em MARÇO de 2024 e Dezembro/2023", ["2024-03", "2023-12"]),
        ("desde junho espero, até Agosto", ["junho", "Agosto"]),
        ("ontem, dia 7, às 14h", []),
        ("atende 24/7 e veio 1/2 do pedido", []),
        ("31/02/2024 não existe", []),
        ("falei com o Marco do suporte", []),
        ("avenida Sete de Setembro 40", []),
    ],
)
def test_dates(text, dates):
    assert [found.value for found in read(text).dates] == dates


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("paguei no pix", "pix"),
        ("PAGAMENTO VIA BOLETO BANCÁRIO", "boleto"),
        ("comprei no cartão em 6x", "credit_card"),
        ("passei no crédito em 3 vezes", "credit_card"),
        ("foi no cartão de débito", "debit_card"),
        ("pagamento por débito", "debit_card"),
        ("comprei pelo PayPal", "paypal"),
        ("fiz uma transferência bancária", "other"),
        ("usei o saldo do mercado pago", "other"),
        ("Cartão de credito visa", "credit_card"),
        ("já foram 3 parcelas, 10x de 45,00", "credit_card"),
        ("comprei um cartão de memória", None),
        ("me devolvam, minha chave pix é o celular", None),
        ("não apareceu boleto nenhum", None),
        ("comprei e não chegou", None),
    ],
)
def test_payment(text, method):
    assert value_of(text, "payment") == method


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("comprei na Magazine Luiza e não chegou", "Magazine Luiza"),
        ("a SHOPEE não resolve", "SHOPEE"),
        ("comprei no aliespress", "aliespress"),
        ("os Correios perderam a encomenda da Shein", "Shein"),
        ("a Jadlog sumiu com a caixa", "Jadlog"),
        ("comprei na loja Bule de Prata", "Bule de Prata"),
        ("comprei uma mesa na Marcenaria Ouro Fino ontem", "Marcenaria Ouro Fino"),
        ("comprei em www.lojadobule.com.br", "lojadobule"),
        ("paguei pelo mercado pago na netshoes", "netshoes"),
        ("quero meu dinheiro, que dia horrivel, extra cansada", None),
        ("meu e-mail é ana.souza@gmail.com", None),
    ],
)
def test_company_is_spelt_as_in_the_text(text, company):
    found = read(text).company
    assert (found and found.value.removeprefix("www.").removesuffix(".com.br")) == company


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Comprei e até agora nada", "not_received"),
        ("NÃO RECEBI MEU PRODUTO", "not_received"),
        ("faz dois meses que espero o sofá", "not_received"),
        ("consta como entregue mas ninguém viu", "delivery_problem"),
        ("mandaram para o endereço errado", "delivery_problem"),
        ("o pacote foi devolvido ao remetente", "delivery_problem"),
        ("a chaleira parou de funcionar", "defective"),
        ("chegou tudo quebrado", "defective"),
        ("veio com defeito na tampa", "defective"),
        ("pedi azul e veio verde", "wrong_item"),
        ("mandaram outro produto", "wrong_item"),
        ("veio um tijolo na caixa", "wrong_item"),
        ("nada a ver com a foto do anúncio", "not_as_described"),
        ("a qualidade é péssima", "not_as_described"),
        ("faltaram duas peças", "incomplete"),
        ("o pacote veio vazio", "incomplete"),
        ("comprei 6 copos e só chegaram 4", "incomplete"),
        ("a bolsa é réplica, não é original", "counterfeit"),
        ("foi taxado e ficou na alfândega", "customs_tax"),
        ("prometeram o reembolso e não caiu", "refund_not_paid"),
        ("devolvi e não me devolveram o dinheiro", "refund_not_paid"),
        ("cadê meu estorno?", "refund_not_paid"),
        ("mudaram o preço depois da compra", "extra_charge"),
        ("cobraram frete que era grátis", "extra_charge"),
        ("fui cobrado duas vezes", "undue_charge"),
        ("não reconheço essa compra no meu cartão", "undue_charge"),
        ("não consigo entrar na minha conta", "account_access"),
        ("minha conta foi bloqueada sem motivo", "account_access"),
        ("meu pedido foi cancelado pela loja", "cancellation"),
        ("quero cancelar a assinatura", "cancellation"),
        ("caí num golpe, o site é falso", "scam"),
        ("não recebi meu dinheiro de volta", "refund_not_paid"),
        ("ainda não recebi, quero meu dinheiro de volta", "not_received"),
        ("queria uma cor mais bonita no site", "other"),
    ],
)
def test_reason(text, reason):
    assert labels(read(text))["category"] == reason


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("quero meu dinheiro de volta", "refund"),
        ("qro meu dinhero devolta, nao chegou", "refund"),
        ("solicito o estorno imediato", "refund"),
        ("DEVOLVAM O QUE PAGUEI", "refund"),
        ("quero os 300 de volta", "refund"),
        ("exijo a troca do produto", "replacement"),
        ("veio quebrado, quero outro", "replacement"),
        ("só quero receber meu produto", "delivery"),
        ("peço que entreguem logo", "delivery"),
        ("mandem a peça que falta", "delivery"),
        ("gostaria de cancelar a compra", "cancellation"),
        ("cancelem essa assinatura", "cancellation"),
        ("preciso saber onde está a encomenda", "information"),
        ("foi taxado, como faço agora?", "information"),
        ("quero recuperar minha conta", "access"),
        ("aguardo retorno", None),
        ("não quero troca, quero reembolso", "refund"),
        ("prometeram o estorno e não caiu", "refund"),
        ("a loja é uma vergonha", None),
    ],
)
def test_outcome(text, outcome):
    assert value_of(text, "outcome") == outcome


@pytest.mark.parametrize(
    ("text", "dispute"),
    [
        ("abri uma disputa e perdi", True),
        ("já registrei reclamação no Procon", True),
        ("protocolo 2024551209", True),
        ("não consigo abrir disputa", False),
        ("se não resolverem vou abrir reclamação no Procon", None),
        ("mandei mensagem e não respondem", None),
    ],
)
def test_dispute(text, dispute):
    assert value_of(text, "dispute") is dispute
