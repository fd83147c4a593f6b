"""The codes of `disputes.guidance` in plain words; functions, so that the words are looked up when shown."""

from django.utils.translation import gettext as _

from complaints.choices import Proof
from complaints.wording import UNITS, brl

# door: (what to do, what it is called in the middle of a sentence)
DOORS = {
    "shop_help": (lambda: _("Reclamar no atendimento da loja"), lambda: _("o atendimento da loja")),
    "shop_dispute": (lambda: _("Abrir a disputa dentro da loja"), lambda: _("a disputa na loja")),
    "hosted_dispute": (lambda: _("Abrir a disputa aqui, com mediador"), lambda: _("a disputa aqui")),
    "withdrawal": (lambda: _("Desistir da compra em 7 dias"), lambda: _("a desistência da compra")),
    "guarantee": (lambda: _("Usar a garantia da lei"), lambda: _("a garantia da lei")),
    "bank_sac": (lambda: _("Reclamar no SAC do banco ou do cartão"), lambda: _("o SAC do banco")),
    "chargeback": (lambda: _("Contestar a compra no cartão"), lambda: _("a contestação no cartão")),
    "paypal": (lambda: _("Abrir disputa no PayPal"), lambda: _("a disputa no PayPal")),
    "med": (lambda: _("Pedir ao banco o Pix de volta, por golpe (MED)"), lambda: _("a devolução do Pix")),
    "ebanx": (lambda: _("Cobrar o reembolso na Ebanx"), lambda: _("a Ebanx")),
    "reclame_aqui": (lambda: _("Reclamar no Reclame AQUI"), lambda: _("o Reclame AQUI")),
    "consumidor_gov": (lambda: _("Reclamar no consumidor.gov.br"), lambda: _("o consumidor.gov.br")),
    "procon": (lambda: _("Reclamar no Procon"), lambda: _("o Procon")),
    "juizado": (lambda: _("Pedir a um juiz, no Juizado Especial Cível"), lambda: _("o Juizado")),
    "defensoria": (lambda: _("Pedir advogado de graça na Defensoria"), lambda: _("a Defensoria")),
    "proteste": (lambda: _("Pedir ajuda à PROTESTE"), lambda: _("a PROTESTE")),
    "police": (lambda: _("Fazer o boletim de ocorrência"), lambda: _("o boletim de ocorrência")),
}
STATUS = {
    "do_today": lambda: _("faça hoje"),
    "open": lambda: _("dá para usar"),
    "needs_facts": lambda: _("falta saber uma coisa"),
    "waiting": lambda: _("esperando"),
    "later": lambda: _("mais tarde"),
    "used": lambda: _("já usada"),
    "excluded": lambda: _("agora não"),
    "closed": lambda: _("não serve aqui"),
}
COSTS = {
    "free": lambda: _("De graça."),
    "free_ask_bank": lambda: _("Em geral é de graça; pergunte ao seu banco."),
    "free_first": lambda: _("De graça até a decisão do juiz. Se alguém recorrer, há custas e precisa de advogado."),
    "return_on_shop": lambda: _("De graça: o dinheiro volta inteiro, e a devolução é por conta de quem vendeu."),
    "members": lambda: _("Ajuda no seu caso: principalmente para sócios, que pagam."),
}
TAKES = {
    "yes": lambda: _("Deve aceitar o seu caso."),
    "no": lambda: _("Não deve aceitar o seu caso."),
    "unknown": lambda: _("Não sabemos se aceita o seu caso."),
}
EXCLUDES = {
    "closing_is_final": lambda: _(
        "Encerrar a disputa, ou aceitar uma proposta, não tem volta: em geral não abre outra."),
    "agreement_binds": lambda: _("Quem aceita um acordo, em geral, não consegue depois pedir o resto a um juiz."),
    "agreement_ends_card": lambda: _("Depois de um acordo, o banco em geral não aceita mais a contestação no cartão."),
    "shop_closes_when_card_contested": lambda: _("Muitas lojas fecham a disputa quando o cartão é contestado."),
    "paypal_closes_when_card_contested": lambda: _(
        "O PayPal costuma fechar a disputa dele quando o cartão é contestado."),
    "card_and_paypal_exclude": lambda: _("Se contestar a mesma compra no cartão, o PayPal costuma fechar a disputa."),
}
DOCUMENTS = {
    "identity": lambda: _("RG ou CNH"),
    "cpf": lambda: "CPF",
    "address": lambda: _("comprovante de endereço"),
    "account": lambda: _("cadastro no site, com CPF, e-mail e telefone"),
    "low_income": lambda: _("comprovante de quanto você ganha"),
    "company_data": lambda: _("dados da loja e de quem recebeu o dinheiro: nome, CNPJ e endereço"),
    "summary": lambda: _("a história curta, com as datas e o que você pede"),
    "gov_br": lambda: _("conta gov.br de nível prata ou ouro"),
}
SOURCES = {
    "cdc7_18_25": lambda: _("Código de Defesa do Consumidor, arts. 7º, 18 e 25"),
    "cdc18": lambda: _("Código de Defesa do Consumidor, art. 18"),
    "cdc35": lambda: _("Código de Defesa do Consumidor, art. 35"),
    "cdc42": lambda: _("Código de Defesa do Consumidor, art. 42"),
    "cdc49": lambda: _("Código de Defesa do Consumidor, art. 49"),
    "d7962_4": lambda: _("Decreto 7.962/2013, art. 4º"),
    "l9099_3": lambda: _("Lei 9.099/1995, art. 3º"),
    "l9099_9": lambda: _("Lei 9.099/1995, art. 9º"),
    "l9099_18": lambda: _("Lei 9.099/1995, art. 18"),
    "l9099_54": lambda: _("Lei 9.099/1995, art. 54"),
    "alipay_case": lambda: _("Decisão de um tribunal contada por um escritório de advocacia"),
    "cgb_faq": lambda: _("Perguntas frequentes do consumidor.gov.br"),
    "ra_blog": lambda: _("Blog do Reclame AQUI"),
    "procon_pages": lambda: _("Páginas e notícias de vários Procons"),
    "defensoria_texts": lambda: _("Textos sobre as Defensorias Públicas"),
    "proteste_texts": lambda: _("Textos sobre a PROTESTE"),
    "med_press": lambda: _("Imprensa e empresas de pagamento, sobre as regras do Banco Central"),
    "card_texts": lambda: _("Empresas de pagamento, sobre as regras das bandeiras"),
    "paypal_help": lambda: _("Ajuda do PayPal Brasil"),
    "ebanx_help": lambda: _("Central de ajuda do Ebanx"),
    "no_reopening": lambda: _("Texto sobre disputas encerradas no AliExpress"),
    "house": lambda: _("Regra do Prazo Certo"),
    "practice": lambda: _("Costume que não achamos escrito numa fonte segura"),
}
ASKS = {
    "state": lambda: _("Em que estado você mora?"),
    "gov_br_level": lambda: _("Qual é o nível da sua conta gov.br?"),
    "shop_on_consumidor_gov": lambda: _("A loja aparece no consumidor.gov.br?"),
    "amount_claimed": lambda: _("Quanto você pede de volta?"),
    "paid_to": lambda: _("Quem recebeu o seu dinheiro?"),
    "received_on": lambda: _("Em que dia o produto chegou?"),
}
REASONS = {
    "programme_unknown": lambda p: _("Não sabemos se esta loja tem um programa de disputas."),
    "window_unknown": lambda p: _("Não temos o prazo desta loja para o seu problema: olhe a tela do pedido hoje."),
    "bank_decides": lambda p: _("Quem decide é o banco, com as regras da bandeira do cartão."),
    "debit_ask_bank": lambda p: _("No débito, depende do banco: pergunte."),
    "depends_on_problem": lambda p: _("Depende do que deu errado com a compra: diga isso primeiro."),
    "reason_not_confirmed": lambda p: _("Não confirmamos se a bandeira aceita este motivo: pergunte ao banco."),
    "paypal_funding_unknown": lambda p: _("Só vale se o PayPal cobrou de um cartão seu."),
    "not_this_reason": lambda p: _("Não cuida deste tipo de problema."),
    "no_fraud": lambda p: _("Não houve golpe: o banco diz não."),
    "only_what_is_left": lambda p: _("O dinheiro só volta se ainda estiver na conta de quem recebeu."),
    "ebanx_not_every_payment": lambda p: _("Nem todo pagamento do AliExpress passa pela Ebanx: olhe o comprovante."),
    "no_duty_to_answer": lambda p: _("Não achamos regra que obrigue a empresa a responder aqui."),
    "not_registered": lambda p: _("A loja não está cadastrada lá."),
    "registration_unknown": lambda p: _("Não sabemos se a loja está cadastrada: procure o nome dela no site."),
    "listed_by_report": lambda p: _("Que a loja está lá vem do nosso cadastro: confira no site antes de escrever."),
    "gov_br_level_unknown": lambda p: _("Só entra quem tem conta gov.br prata ou ouro."),
    "gov_br_level_low": lambda p: _("A sua conta gov.br ainda não é prata nem ouro: aumente o nível antes."),
    "state_unknown": lambda p: _("Depende do estado em que você mora."),
    "no_foreign_shops": lambda p: _("Não atende loja estrangeira sem sede no Brasil."),
    "foreign_shop_unknown": lambda p: _("Alguns Procons não atendem loja sem sede no Brasil: pergunte antes."),
    "up_to_20_wages": lambda p: _(
        "Até 20 salários mínimos de %(year)s (%(alone)s) não precisa de advogado.") % money(p),
    "over_20_wages": lambda p: _(
        "Passa de 20 salários mínimos de %(year)s (%(alone)s): precisa de advogado.") % money(p),
    "over_40_wages": lambda p: _(
        "Passa de 40 salários mínimos de %(year)s (%(most)s): você abriria mão de %(excess)s.") % money(p),
    "value_unknown": lambda p: _("Depende do valor que você pede."),
    "not_in_reais": lambda p: _("O valor não está em reais: faça a conta em reais antes."),
    "payment_company_answers": lambda p: _(
        "Quem recebeu o dinheiro pode responder junto com a loja: um tribunal já mandou a Alipay Brasil responder "
        "com o AliExpress. Cada juiz decide."),
    "payment_company_may_answer": lambda p: _(
        "Quem recebeu o dinheiro faz parte da venda e pode responder junto com a loja. Cada juiz decide."),
    "no_brazilian_defendant": lambda p: _("É preciso alguém com endereço no Brasil para o juiz chamar."),
    "address_from_directory": lambda p: _(
        "Que a loja tem endereço no Brasil vem do nosso cadastro: confira o nome e o CNPJ no rodapé do site."),
    "low_income_only": lambda p: _("É para quem ganha pouco; o limite muda de um estado para outro."),
    "members_mainly": lambda p: _("Cuida de um caso principalmente se você for sócio."),
}


def money(params):
    """Return amounts of a sentence, and the year of the wage behind them, as they are read."""
    amounts = {name: brl(params[name]) if name in params else "?" for name in ("alone", "most", "excess")}
    return {"year": params.get("year", "?"), **amounts}


def door_title(door):
    """Return what going through a door is: "Contestar a compra no cartão"."""
    return DOORS[door][0]()


def document_words(code):
    """Return the name of a document or proof."""
    return str(DOCUMENTS[code]()) if code in DOCUMENTS else str(Proof(code).label)


def answer_days(params):
    """Return "10 dias corridos", or "" where the days are not known."""
    return UNITS[params["unit"]](params["days"]) if params.get("days") else ""


def why_words(code, params):
    """Return why a door stands as it does."""
    return WHY[code](params)


def _procon(text, params):
    days = answer_days(params)
    more = _("Lá a empresa tem %(days)s para responder.") % {"days": days} if days else _(
        "O tempo para a empresa responder muda de um Procon para outro: pergunte.")
    return f"{text} {more}"


WHY = {
    "case_closed": lambda p: _("Este caso está encerrado."),
    "not_this_reason": lambda p: _("Não serve para este tipo de problema."),
    "paid_outside": lambda p: _("Você pagou fora da loja: ela não guarda esse dinheiro."),
    "paid_there": lambda p: _("O que ficou combinado já veio."),
    "solved_there": lambda p: _("Você contou que lá resolveram."),
    "over_there": lambda p: _("O que você abriu lá já terminou."),
    "answer_is_late": lambda p: _(
        "O prazo da resposta passou e ninguém respondeu. Cobre lá e anote aqui; depois siga para outra saída."),
    "waiting_there": lambda p: _("Você já pediu lá. Espere a resposta e anote aqui o que vier."),
    "they_asked_data": lambda p: _("Pediram dados ou documentos. Mande o que falta, para o pedido não parar."),
    "they_offered": lambda p: _("Fizeram uma oferta. Compare com o que você pediu antes de aceitar: aceitar encerra."),
    "no_help_there": lambda p: _("A resposta de lá não resolveu. Guarde: ela é prova para as outras saídas."),
    "marked_done": lambda p: _("Você marcou que já fez isso. Se tiver um número de protocolo, anote aqui."),
    # The shop, and here.
    "ask_shop_first": lambda p: _(
        "Reclame por escrito e guarde a prova. A lei manda a loja responder, e todas as outras saídas pedem "
        "essa prova."),
    "shop_must_answer": lambda p: _("Você já reclamou. A loja ainda está no tempo de responder."),
    "shop_was_silent": lambda p: _("A loja não respondeu no tempo da lei. Guarde a prova e siga para outra saída."),
    "shop_was_asked": lambda p: _("Você já reclamou com a loja."),
    "shop_refused": lambda p: _("A loja disse não. Guarde a resposta e siga para outra saída."),
    "open_shop_dispute": lambda p: _("É o caminho mais curto para o dinheiro, e tem prazo. Abra na loja e conte aqui."),
    "open_shop_dispute_undated": lambda p: _("Procure no pedido o botão de devolução ou disputa, abra e conte aqui."),
    "look_for_a_dispute": lambda p: _("Veja no pedido se há um botão de devolução, reclamação ou disputa."),
    "button_not_there_yet": lambda p: _("O botão da disputa ainda não deve ter aparecido no pedido."),
    "shop_window_over": lambda p: _(
        "O prazo da loja passou. Se o botão ainda estiver lá, tente mesmo assim. A lei continua valendo."),
    "dispute_was_closed": lambda p: _("A loja fechou a disputa ou não deixa abrir. Use as outras saídas."),
    "dispute_is_over": lambda p: _("A disputa acabou e, em geral, não abre de novo pelo mesmo problema."),
    "already_won": lambda p: _("A loja já prometeu devolver. Agora é cobrar o dinheiro."),
    "your_turn": lambda p: _("É a sua vez na disputa. Responda dentro do prazo."),
    "your_turn_late_money": lambda p: _(
        "Você ganhou e o dinheiro não veio todo. Olhe a fatura ou o extrato e conte aqui."),
    "dispute_runs": lambda p: _("A disputa está andando. Agora é esperar o outro lado."),
    "wait_for_money": lambda p: _("Você ganhou. Espere o dinheiro e conte aqui quando vier."),
    "open_here": lambda p: _("Nós escrevemos ao vendedor, e um mediador decide se vocês não se entenderem."),
    "one_dispute_at_a_time": lambda p: _("Já há uma disputa aberta neste caso. Aqui corre uma de cada vez."),
    "withdraw_in_seven_days": lambda p: _(
        "Comprou pela internet? A lei deixa desistir em 7 dias depois de receber, sem dizer por quê. Avise "
        "por escrito."),
    "withdraw_also": lambda p: _(
        "Além de reclamar do problema, você ainda está nos 7 dias para desistir da compra sem dizer por quê."),
    "seven_days_over": lambda p: _("Os 7 dias depois de receber já passaram."),
    "withdrawal_told": lambda p: _("Você marcou que já avisou a loja."),
    "when_did_it_arrive": lambda p: _(
        "O prazo conta do dia em que o produto chegou. Diga esse dia nas datas do pedido."),
    "not_arrived_is_offer": lambda p: _(
        "Não chegou? Não é defeito: a lei deixa exigir a entrega, outro produto igual ou o dinheiro de volta."),
    "guarantee_in_time": lambda p: _(
        "Reclame do defeito por escrito antes deste dia. A loja tem 30 dias para consertar; depois, você "
        "escolhe: outro "
        "produto, o dinheiro ou um desconto. Se for essencial para você, não precisa esperar."),
    "guarantee_at_once": lambda p: _(
        "Reclame por escrito antes deste dia: você escolhe entre completar, trocar, desconto ou o dinheiro."),
    "guarantee_held": lambda p: _("Você reclamou com prova: o prazo da lei está parado até a loja dizer não."),
    "guarantee_over": lambda p: _("O prazo da lei para reclamar deste problema já passou."),
    "thirty_days_to_mend": lambda p: _(
        "A loja está nos 30 dias para consertar. Se o produto for essencial, a lei deixa escolher agora."),
    "choose_after_thirty_days": lambda p: _(
        "Passaram 30 dias sem conserto. Escolha: outro produto, o dinheiro ou um desconto."),
    "choose_after_refusal": lambda p: _(
        "A loja disse não. Com essa prova, exija a troca, o dinheiro ou um desconto nas outras saídas."),
    # Money.
    "not_paid_by_card": lambda p: _("Esta compra não foi paga com cartão."),
    "card_not_this_reason": lambda p: _("O cartão não aceita contestar por este motivo."),
    "card_window_over": lambda p: _("O prazo do cartão que conhecemos já passou. Pergunte ao banco mesmo assim."),
    "contest_on_card": lambda p: _(
        "Peça ao banco a contestação por desacordo comercial. Até este dia é seguro; cada banco pode ter um "
        "prazo menor."),
    "contest_on_card_undated": lambda p: _("Pergunte ao banco se ainda dá para contestar esta compra, e até quando."),
    "past_safe_ask_now": lambda p: _(
        "O dia seguro já passou, mas as bandeiras ainda aceitam até este dia. Ligue hoje."),
    "card_fraud": lambda p: _("Foi golpe: avise o banco agora, bloqueie o cartão e conteste a compra."),
    "paypal_is_open": lambda p: _("A disputa no PayPal está aberta: é uma coisa ou outra. Espere ela acabar."),
    "paypal_first": lambda p: _("Use primeiro o PayPal. Contestar no cartão costuma fechar a disputa dele."),
    "card_behind_paypal": lambda p: _("O PayPal já não serve. Se ele cobrou de um cartão seu, pergunte a esse banco."),
    "refund_is_coming": lambda p: _(
        "A loja já vai devolver. Pedir de novo agora pode dar devolução em dobro, e depois cobram de você."),
    "dispute_first": lambda p: _(
        "Espere a disputa acabar: muitas lojas fecham a disputa quando o cartão é contestado. O prazo do "
        "cartão ainda dá."),
    "card_ends_before_dispute": lambda p: _(
        "O prazo do cartão acaba logo e a disputa ainda está aberta. Ligue para o banco antes deste dia e "
        "pergunte como não perder o prazo."),
    "not_paid_by_paypal": lambda p: _("Esta compra não foi paga com PayPal."),
    "open_paypal": lambda p: _("Abra a disputa na Central de Resoluções do PayPal e guarde o número."),
    "escalate_paypal": lambda p: _(
        "Peça que o PayPal decida antes deste dia. Sem isso a disputa fecha sozinha, e não abre de novo."),
    "paypal_closed_itself": lambda p: _(
        "Passaram os dias para pedir que o PayPal decidisse, e a disputa fecha sozinha."),
    "card_was_contested": lambda p: _("Você contestou no cartão: é uma coisa ou outra. Espere a resposta do banco."),
    "paypal_not_this_reason": lambda p: _("O PayPal não cuida deste tipo de problema."),
    "paypal_window_over": lambda p: _("O prazo do PayPal já passou."),
    "not_a_bank_payment": lambda p: _("Esta compra não passou por um banco ou cartão seu."),
    "bank_has_no_part": lambda p: _("O banco só fez o pagamento: o problema é com a loja."),
    "bank_said_no": lambda p: _("O banco não resolveu. Reclame no SAC dele por escrito: ele tem que responder."),
    "tell_the_bank": lambda p: _("Conte ao banco por escrito e peça o número do protocolo: ele tem que responder."),
    "after_bank_refuses": lambda p: _("Use se o banco negar ou não responder a contestação."),
    "not_paid_by_pix": lambda p: _("Esta compra não foi paga com Pix."),
    "med_only_fraud": lambda p: _(
        "A devolução do Pix (MED) é só para golpe. Produto que não veio ou veio errado é com a loja: abra a disputa."),
    "med_window_over": lambda p: _("O prazo para pedir o Pix de volta já passou. Ligue ao banco mesmo assim."),
    "phone_the_bank_now": lambda p: _(
        "Ligue agora para o seu banco, diga que foi golpe e peça a devolução do Pix. Cada hora conta."),
    "not_through_ebanx": lambda p: _("Este pagamento não passa pela Ebanx."),
    "another_company_received": lambda p: _("Você contou que outra empresa recebeu o dinheiro: cobre dela."),
    "ask_ebanx_for_refund": lambda p: _(
        "Preencha os dados da sua conta no site deles, ou pergunte no chat onde está o reembolso."),
    "ebanx_after_winning": lambda p: _("Só depois que a loja aprovar o reembolso: é a Ebanx que paga Pix e boleto."),
    # Outside.
    "no_company_behind": lambda p: _("Num golpe não há uma empresa para responder aqui."),
    "rate_the_answer": lambda p: _("A empresa respondeu. Leia, diga se resolveu e dê a sua nota antes deste dia."),
    "complain_in_public": lambda p: _(
        "Muita loja responde rápido para não ficar mal. O texto é público: não ponha dados pessoais."),
    "shop_not_registered": lambda p: _("A loja não está no consumidor.gov.br."),
    "is_the_shop_there": lambda p: _(
        "É um bom caminho, mas só se a loja estiver cadastrada. Procure o nome dela no site e conte aqui."),
    "which_gov_br_level": lambda p: _(
        "A loja está lá. Diga o nível da sua conta gov.br para saber se você já pode entrar."),
    "raise_gov_br_level": lambda p: _(
        "A loja está lá. Antes, suba a sua conta gov.br para prata ou ouro, no aplicativo gov.br."),
    "complain_at_consumidor_gov": lambda p: _(
        "A empresa tem dias contados para responder, e depois você dá a sua nota. O texto é público."),
    "which_state": lambda p: _("Diga em que estado você mora para mostrarmos o lugar certo."),
    "procon_no_foreign": lambda p: _(
        "O Procon do seu estado não atende loja estrangeira sem sede no Brasil. Tente o da sua cidade ou o Juizado."),
    "ask_procon_first": lambda p: _procon(
        _("Se esta loja não tem sede no Brasil, pergunte antes se ele atende. "
          "Leve o nome de quem recebeu o dinheiro aqui."), p),
    "complain_at_procon": lambda p: _procon(_("Ele manda uma carta cobrando a loja. Não dá indenização."), p),
    "settled_before": lambda p: _("Houve um acordo e ele foi cumprido: um juiz, em geral, não manda pagar de novo."),
    "wait_for_agreement": lambda p: _("Há um acordo sendo cumprido. Se não cumprirem, ele vira a sua melhor prova."),
    "nobody_in_brazil": lambda p: _("Sem ninguém com endereço no Brasil, o juiz não tem a quem mandar a carta."),
    "who_received_the_money": lambda p: _(
        "Falta um nome com endereço no Brasil. Veja no comprovante ou na fatura quem recebeu o dinheiro."),
    "sue_alone": lambda p: _("Você pode ir sozinho, sem advogado, e não paga para começar."),
    "sue_with_lawyer": lambda p: _(
        "Por este valor você precisa de advogado; sem dinheiro para um, procure a Defensoria."),
    "sue_and_waive": lambda p: _("O valor passa do que o Juizado aceita: entrando lá, você abre mão do que passar."),
    "sue_value_unknown": lambda p: _("Você pode ir ao Juizado; o valor decide se precisa de advogado."),
    "defender_for_appeal": lambda p: _("Para recorrer de uma decisão do Juizado é preciso advogado."),
    "defender_for_value": lambda p: _(
        "Por este valor o Juizado pede advogado, e a Defensoria dá um a quem ganha pouco."),
    "defender_if_needed": lambda p: _("Só se você precisar de advogado: para recorrer ou se o valor for maior."),
    "if_you_are_a_member": lambda p: _("Se você já é sócio, peça que ela fale com a empresa."),
    "police_only_scam": lambda p: _("O boletim é para golpe. Atraso ou defeito é problema de consumo."),
    "report_is_here": lambda p: _("O seu boletim já está no caso. Mande uma cópia ao banco."),
    "report_today": lambda p: _("Dá para fazer pela internet. O banco pede o número dele para analisar o golpe."),
}
