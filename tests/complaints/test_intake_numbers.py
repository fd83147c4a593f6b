"""Which numbers of a story are orders, and which are not."""

import pytest

from complaints.intake import read
from complaints.intake.registers import is_cnpj, is_cpf, is_mobile, is_phone


def orders(text):
    return [found.value for found in read(text).order_numbers]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Meu pedido 448120 não saiu do lugar", ["448120"]),
        ("PEDIDO Nº 90871 ATRASADO", ["90871"]),
        ("pedidio n. 7719203 cade", ["7719203"]),
        ("o numero da minha compra é 330281", ["330281"]),
        ("Número do pedido: 551\nPedido: 60931", ["551", "60931"]),
        ("pedido #83", ["83"]),
        ("o pedido é#771203e ninguém viu", ["771203"]),
        ("Pedido: 1004410233Prazo: 5 dias", ["1004410233"]),
        ("pedidos 660012, 660013 e 660047 todos parados", ["660012", "660013", "660047"]),
        ("Pedido1) 7712 dia 2/3\nPedido2) 7790 dia 4/3", ["7712", "7790"]),
        ("O pedido da assinatura 220981 veio errado", ["220981"]),
        ("(ID 8190227733110044) comprei um drone", ["8190227733110044"]),
        ("Amazon 702-8812345-0091823 não chegou", ["702-8812345-0091823"]),
        ("order 5520018 never arrived, comprei em site gringo", ["5520018"]),
        ("Shopee 240711QK8T2MNP veio vazio", ["240711QK8T2MNP"]),
        ("pedido LU-7712009835 da magalu", ["LU-7712009835"]),
        ("Pedido 02-991827364 na americanas", ["02-991827364"]),
        ("v55120917bldc nunca saiu da separação", ["v55120917bldc"]),
        ("meu pedido da netshoes 1283390155-02 sumiu", ["1283390155-02"]),
        ("ML 2000007788112233 veio com defeito", ["2000007788112233"]),
        ("pedido 4471-B, por favor", ["4471-B"]),
        ("temu PO-118-22334455667788990 incompleto", ["PO-118-22334455667788990"]),
        ("localizador QX7T2B da viagem", ["QX7T2B"]),
        ("fiz a compra no site, numero 88120 ta la", ["88120"]),
        ("id do pedido 3f2b8c1e-77aa-4c11-9b02-55d0e1f2a3b4", ["3f2b8c1e-77aa-4c11-9b02-55d0e1f2a3b4"]),
        ("a ordem de compra 5512093 foi paga", ["5512093"]),
    ],
)
def test_orders_are_found_however_they_are_written(text, numbers):
    assert orders(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "rastreio LX998877665CN parado em Curitiba",
        "código de rastreamento: 77120098123456",
        "o rastreio AB 123 456 789 BR não atualiza",
        "NX009182736BR foi taxado",
        "Protocolo 20240511009182 e nada do pedido",
        "abri o chamado nº 5512098 no chat",
        "ticket #44120 aberto pelo pedido que sumiu",
        "meu telefone é (41) 99812-3344, comprei ontem",
        "me chama no zap 41998123344 sobre a compra",
        "+55 41 99812 3344",
        "cpf 52998224725 do comprador",
        "CPF: 529.982.247-25",
        "o cnpj da loja é 11.222.333/0001-81",
        "cep 80010-120, a encomenda voltou",
        "nota fiscal 000812 da compra",
        "NF 45120, série 1",
        "a loja Shop912388123 Store não responde",
        "a compra foi de 1500 reais",
        "pedido de 349,90 no cartão",
        "fiz o pedido em 12/03/2024",
        "meu pedido de 2023 até hoje",
        "comprei um Galaxy A54 e um iPhone 13",
        "pedi 3 camisetas e 2 calças",
        "a chave pix 41998123344 é minha",
        "cartão final 4410",
        "moro na rua das Palmeiras, 1204",
        "o prazo do pedido era de 15 dias úteis",
        "liguei no 0800 729 0722 pelo pedido",
        "comprei uma TV de 50 polegadas 4K",
        "código do produto 771203",
        "boleto 23793.38128 60000.000003 00000.000400 1 84340000012345",
    ],
)
def test_other_numbers_are_no_orders(text):
    assert orders(text) == []


def test_parcels_and_protocols_are_kept_apart():
    story = read("Pedido 551209, rastreio QB112233445BR, protocolo 20240099")
    assert [found.value for found in story.order_numbers] == ["551209"]
    assert [found.value for found in story.tracking] == ["QB112233445BR"]
    assert [found.value for found in story.protocols] == ["20240099"]


def test_the_same_number_is_told_once():
    assert orders("pedido 551209. Repito: pedido 551209!") == ["551209"]


def test_check_digits_of_registers():
    assert is_cpf("52998224725")
    assert not is_cpf("52998224726")
    assert not is_cpf("11111111111")
    assert is_cnpj("11222333000181")
    assert not is_cnpj("11222333000182")


@pytest.mark.parametrize(
    ("digits", "person"), [("41998123344", True), ("5541998123344", True), ("40041234", False), ("20998123344", False)],
)
def test_telephones_of_people(digits, person):
    assert is_phone(digits) is person
    assert is_mobile(digits) is person
