"""How many stories the reader reads in a second of one core, on stories put together here."""

import itertools
import random
import time

from complaints.intake import labels, read

# One slot a sentence; every story takes one of each, so that each part of the reader has work.
OPENINGS = (
    "Bom dia, comprei uma chaleira elétrica no site da Loja do Bule dia {day}.",
    "COMPREI DUAS CADEIRAS DE PRAIA EM {day} E ATÉ AGORA NADA",
    "No dia {day} fiz um pedido de tinta e pincel e paguei tudo à vista.",
    "oi boa tarde eu fis uma compra de um violao pra minha filha em {day}",
)
NUMBERS = (
    "Número do pedido: {number}.", "pedido #{number}", "O pedido é o {number}, rastreio AB{parcel}BR.",
    "Protocolo {parcel}, pedido nº {number}",
)
TROUBLES = (
    "O prazo de entrega era de 8 dias úteis e já se passaram dois meses, o produto não chegou e ninguém responde.",
    "Chegou com defeito, não liga de jeito nenhum, e a loja disse que o problema é da fábrica.",
    "Veio de outra cor e faltando uma peça; mandei foto pelo chat e só dão desculpas.",
    "Prometeram o estorno em sete dias e até hoje não devolveram nada na minha conta.",
)
MONEY = (
    "Paguei R$ {amount} no pix.", "O valor foi de {amount} reais no cartão de crédito em 3x.", "boleto de {amount}",
    "Foram R${amount} no débito",
)
WISHES = (
    "Quero meu dinheiro de volta, meu telefone é (31) 98888-{tail}.", "Solicito a troca do produto o quanto antes.",
    "Exijo a entrega ou vou ao Procon!!!", "Gostaria de saber o que posso fazer.",
)


def made_stories(count, seed=7):
    """Return `count` stories, the same for the same seed."""
    dice = random.Random(seed)
    parts = itertools.cycle(itertools.product(OPENINGS, NUMBERS, TROUBLES, MONEY, WISHES))
    return [
        " ".join(next(parts)).format(
            day=f"{dice.randint(1, 28):02d}/{dice.randint(1, 12):02d}/2024", number=dice.randint(10**5, 10**10),
            parcel=dice.randint(10**8, 10**9 - 1), amount=f"{dice.randint(10, 999)},{dice.randint(10, 99)}",
            tail=dice.randint(1000, 9999))
        for _ in range(count)
    ]


def measure(count=4000):
    """Return {stories, signs, stories_per_second}: signs is the mean length, seconds are of processor time."""
    texts = made_stories(count)
    # What is remembered about words fills during the first stories.
    for text in texts[:200]:
        labels(read(text))
    begun = time.process_time()
    for text in texts:
        labels(read(text))
    seconds = time.process_time() - begun
    return {
        "stories": count, "signs": round(sum(map(len, texts)) / count),
        "stories_per_second": round(count / seconds),
    }
