"""Whether a dispute, a complaint or a numbered protocol is already lodged, as far as the story says it."""

import re

from complaints.intake.beginnings import Begun
from complaints.intake.folding import vocabulary

_CANNOT = re.compile(
    r"\b(?:(?:nao (?:estou |to )?consig\w*|nao consegui\w*|nao (?:da|deu|posso|pude|permite|deixa\w*)|impossivel|"
    r"sem (?:conseguir|opcao de))[^.!?\n]{0,24}"
    r"(?:abrir|fazer|registrar|iniciar|contestar)[^.!?\n]{0,14}(?:disput|reclama|contesta|media|chamado|ticket|"
    r"denuncia)"
    r"|(?:ainda )?nao (?:abri|fiz|registrei)[^.!?\n]{0,12}(?:disput|reclamac|contestac|chamado|bo\b))", re.A)
_LODGED = Begun(
    r"\b(?:(?:abri|abrimos|abrir?am|aberto|aberta|abertos|abertas|abertura de|registrei|registramos|"
    r"registrad[oa]s?|fiz|fizemos|feita|feito|efetuei|formalizei|entrei|entramos|dei entrada|acionei|acionamos|"
    r"iniciei|criei|"
    r"tenho|ja tem|mandei|encaminhei|lavrei|conclui)(?: \w+){0,5}? (?:disput\w+|reclamac\w+|reclamaco\w+|reclame "
    r"aqui|chamad[oa]s?|ticke?ts?|contestac\w+|protocol\w+|procon|boletim|b\.?o\b|mediac\w+|ocorrencia\w*|"
    r"denuncia\w*|processo|solicitac\w+ de (?:reembols|devoluc|troca|cancel|estorn)\w*|acao judicial|juizado|"
    r"pequenas causas|med\b)"
    r"|(?:abri|fiz|registrei) (?:uma )?manifestac\w+|pedi (?:a |o )?(?:devoluc\w+|reembolso|estorno)[^.!?\n]{0,40} "
    r"(?:negou|negaram|recus\w+)"
    r"|disputa (?:\w+ ){0,2}(?:concluida|aberta|encerrada|acabou|fechada|ganha|perdida|negada|finalizada|foi|esta|"
    r"nao|venceu)|(?:na|apos a?|da|perdi a|ganhei a|resolver a|entrei na|minha) disputa(?! (?:pq|porque))"
    r"|(?:terceira|segunda|quarta) vez que (?:eu )?reclam\w+|fech(?:ou|aram) a disputa|(?:reclamei|denunciei|"
    r"contestei|protocolei)(?! (?:com o (?:motoboy|entregador)))|protoc?o?los?(?: de atendimento| do? "
    r"\w{2,12})?(?: (?:n\w{0,6}|e|:|sob))*[\s:.#o-]{0,4}\d{4,}"
    r"|(?:chamado|ticket|ocorrencia|reclamacao|disputa|caso)(?: (?:n\w{0,6}))?[\s:.#o-]{1,4}\d{4,}|sob o "
    r"(?:protocolo|numero de protocolo)|(?:varios|diversos|alguns|muitos|\d+) protocolos|protocolos:|numeros? de "
    r"protocolo)")
_STEMS = vocabulary(
    "dispu manif devol reemb estor recla chama ticke tiket contes conte proto procon proco bolet bo b medi "
    "media ocorr denun proce solic "
    "acao juiza causa caso med")


def find_dispute(reading, protocols):
    """Return a Found with True where one is lodged, False where it could not be, and None where nothing is said."""
    plain = reading.plain
    if _STEMS.isdisjoint(reading.stems):
        return None
    lodged = next((match for match in _LODGED.every(reading) if not _threatened(plain, match)), None)
    cannot = _CANNOT.search(plain)
    if cannot and (lodged is None or cannot.start() <= lodged.start() <= cannot.end() + 20):
        return reading.found("dispute", False, *cannot.span())
    if lodged:
        return reading.found("dispute", True, *lodged.span())
    if protocols:
        first = protocols[0]
        return type(first)("dispute", True, first.start, first.end, first.words)
    return None


def _threatened(plain, match):
    """Say whether the words tell what will be done, or was not, rather than what was done."""
    before = plain[max(0, match.start() - 22):match.start()]
    return bool(re.search(
        r"(?:vou|irei|nao|para|vai|caso|se|nem|possa|posso|sem|ter que|quero)(?: \w+){0,2} $", before))
