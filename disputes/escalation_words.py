"""What is said of filings outside: doors, answers, steps and what comes next, in plain words."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.escalations import COURSES, OwnStep, Quality
from disputes.models.escalations import Door

# What each door is good for, in one line.
HINTS = {
    Door.SHOP_HELP: gettext_lazy("Chat, e-mail ou formulário da loja"),
    Door.BANK_SAC: gettext_lazy("A reclamação por telefone ou no aplicativo do banco"),
    Door.CHARGEBACK: gettext_lazy("Pediu ao banco do cartão para desfazer a compra"),
    Door.PAYPAL: gettext_lazy("Abriu o problema na Central de Soluções"),
    Door.MED: gettext_lazy("Contestou o Pix no aplicativo do banco"),
    Door.EBANX: gettext_lazy("Falou com a empresa que recebeu o pagamento"),
    Door.RECLAME_AQUI: gettext_lazy("Site público de reclamações"),
    Door.CONSUMIDOR_GOV: gettext_lazy("Site do governo em que a empresa responde"),
    Door.PROCON: gettext_lazy("O órgão que defende quem compra no seu estado ou cidade"),
    Door.JUIZADO: gettext_lazy("O juiz das causas pequenas"),
    Door.DEFENSORIA: gettext_lazy("Advogado de graça para quem ganha pouco"),
    Door.PROTESTE: gettext_lazy("Associação de consumidores"),
    Door.POLICE: gettext_lazy("Em caso de golpe"),
    Door.OTHER: gettext_lazy("Ouvidoria, Banco Central, Correios…"),
}
# Said instead of a day where no clock starts.
NO_CLOCK = {
    Door.CHARGEBACK: gettext_lazy(
        "Não achamos um prazo seguro para o banco responder. Pergunte a ele até que dia responde e anote."),
    Door.EBANX: gettext_lazy(
        "O prazo da Ebanx só conta depois que você preenche os dados do banco no formulário dela."),
    Door.RECLAME_AQUI: gettext_lazy(
        "No Reclame AQUI a empresa não tem prazo para responder. Olhe de vez em quando; quando ela responder, "
        "conte aqui: aí você tem 6 meses para dar a nota."),
    Door.DEFENSORIA: gettext_lazy("Não há um prazo certo. Pergunte na Defensoria o dia da próxima conversa e anote."),
    Door.PROTESTE: gettext_lazy("Não há um prazo certo. Pergunte à PROTESTE quando ela responde e anote."),
    Door.POLICE: gettext_lazy("O boletim não tem resposta com prazo: ele serve de prova. Anexe uma cópia ao caso."),
    Door.OTHER: gettext_lazy("Não sabemos o prazo deste lugar. Pergunte até que dia respondem e anote."),
}
ANSWERS = {
    Quality.ASKS_DATA: gettext_lazy("Só pediram dados ou documentos"),
    Quality.STANDARD: gettext_lazy("Mandaram um texto pronto, que não resolve"),
    Quality.OFFER: gettext_lazy("Fizeram uma oferta"),
    Quality.REFUSAL: gettext_lazy("Disseram não"),
    Quality.SOLVED: gettext_lazy("Resolveram o meu problema"),
}
# Where an answer comes in another shape; None: it does not come there.
OTHER_ANSWERS = {
    Door.MED: {
        Quality.STANDARD: None,
        Quality.OFFER: gettext_lazy("Aceitaram, mas só uma parte do dinheiro voltou"),
        Quality.REFUSAL: gettext_lazy("Negaram, ou não há mais dinheiro na conta de quem recebeu"),
        Quality.SOLVED: gettext_lazy("O dinheiro todo voltou"),
    },
    Door.JUIZADO: {
        Quality.ASKS_DATA: gettext_lazy("Pediram documentos ou marcaram outro dia"),
        Quality.STANDARD: None,
        Quality.OFFER: gettext_lazy("A empresa ofereceu um acordo"),
        Quality.REFUSAL: gettext_lazy("Saiu a decisão, e ela não me deu tudo o que pedi"),
        Quality.SOLVED: gettext_lazy("Fizemos acordo ou ganhei, e já cumpriram"),
    },
}
STEP_TITLES = {
    OwnStep.RATE: gettext_lazy("Já dei a minha nota"),
    OwnStep.DECISION: gettext_lazy("Já pedi que o PayPal decida"),
    OwnStep.APPEAL: gettext_lazy("Já entrei com o recurso"),
}
STEP_DAYS = {
    OwnStep.RATE: gettext_lazy("Que dia você deu a nota?"),
    OwnStep.DECISION: gettext_lazy("Que dia você pediu?"),
    OwnStep.APPEAL: gettext_lazy("Que dia você entrou com o recurso?"),
}
# A line of the timeline, after the place.
STEP_DONE = {
    OwnStep.RATE: gettext_lazy("você deu a sua nota em %(day)s."),
    OwnStep.DECISION: gettext_lazy("você pediu em %(day)s que o PayPal decida."),
    OwnStep.APPEAL: gettext_lazy("você entrou com o recurso em %(day)s."),
}
# The same as the staff read it.
STEP_DONE_BY_BUYER = {
    OwnStep.RATE: gettext_lazy("quem comprou deu a sua nota em %(day)s."),
    OwnStep.DECISION: gettext_lazy("quem comprou pediu em %(day)s que o PayPal decida."),
    OwnStep.APPEAL: gettext_lazy("quem comprou entrou com o recurso em %(day)s."),
}
# What came back, as a line of the timeline says it.
CAME_BACK = {
    Quality.ASKS_DATA: gettext_lazy("em %(day)s pediram dados ou documentos a você."),
    Quality.STANDARD: gettext_lazy("em %(day)s responderam com um texto pronto, que não resolve."),
    Quality.OFFER: gettext_lazy("em %(day)s fizeram uma oferta."),
    Quality.REFUSAL: gettext_lazy("em %(day)s disseram não."),
    Quality.SOLVED: gettext_lazy("em %(day)s resolveram o problema."),
}
OTHER_CAME_BACK = {
    Door.MED: {
        Quality.OFFER: gettext_lazy("em %(day)s voltou só uma parte do dinheiro."),
        Quality.REFUSAL: gettext_lazy("em %(day)s o banco disse que o dinheiro não volta."),
        Quality.SOLVED: gettext_lazy("em %(day)s o dinheiro todo voltou."),
    },
    Door.JUIZADO: {
        Quality.OFFER: gettext_lazy("em %(day)s a empresa ofereceu um acordo."),
        Quality.REFUSAL: gettext_lazy("em %(day)s saiu a decisão, e ela não deu tudo o que você pediu."),
    },
}


# The same where it speaks of who reads, as the staff read it.
CAME_BACK_TO_BUYER = {
    (Door.JUIZADO, Quality.REFUSAL): gettext_lazy(
        "em %(day)s saiu a decisão, e ela não deu tudo o que quem comprou pediu."),
}
ASKED_THE_BUYER = gettext_lazy("em %(day)s pediram dados ou documentos a quem comprou.")


def came_back(door, quality, day, *, to_buyer=True):
    """Return what came back on `day` (in words), as a line of the timeline says it after the place."""
    if not to_buyer:
        words = ASKED_THE_BUYER if quality == Quality.ASKS_DATA else CAME_BACK_TO_BUYER.get((door, quality))
        if words:
            return words % {"day": day}
    return OTHER_CAME_BACK.get(door, {}).get(quality, CAME_BACK[quality]) % {"day": day}


def has_own_words(door, quality):
    """Say whether an answer has another shape at this door than elsewhere."""
    return quality in OTHER_ANSWERS.get(door, {})


def place(door, body_name=""):
    """Return where something was filed: the body's own name, or the door's."""
    # The address of a site stays as it is written.
    return body_name or (str(Door(door).label) if door == Door.CONSUMIDOR_GOV else capfirst(str(Door(door).label)))


def answers_of(door):
    """Return [(quality, words)] of the answers that may come at a door."""
    other = OTHER_ANSWERS.get(door, {})
    return [(quality, words) for quality, usual in ANSWERS.items() if (words := other.get(quality, usual)) is not None]


def next_words(door):
    """Return where to go when a door did not help, as a sentence; "" where it is the last one."""
    following = COURSES[door].next_door
    return _("Se não resolver, o próximo lugar é: %(where)s.") % {"where": place(following)} if following else ""
