"""The phrases that speak for what went wrong, each with its weight.

Patterns are written for folded text: lower case, no accents. Each begins at the beginning of a word.
"""

_NO = r"\b(?:nao|n|nunca|nem|jamais|naum|ninguem)"
# Words between a denial and what is denied, unless a wish begins there.
_ON = r"(?:(?!(?:quero|qro|queria|gostaria|exijo|solicito|peco|preciso|aguardo|ou|nem|cancel\w*|mas|troca)\b)[\w-]+ )"
_THING = (
    r"(?:produto|pedido|item|itens|mercadoria|encomenda|compra|peca|objeto|pacote|aparelho|celular|caixa|material|"
    r"artigo|tenis|roupa|vestido|livro)s?"
)
_MONEY = (
    r"(?:reembols\w*|rembols\w*|reenbols\w*|estorn\w*|extorn\w*|ressarc\w*|dinheiro|valor(?:es)?(?: pag\w+| de "
    r"volta)?|devoluc\w+ d[oe] (?:dinheiro|valor)|restitui\w*|credito|grana)"
)
_NOT_PARCEL = (
    r"(?! (?:\w+ ){0,3}?(?:resposta|respostas|retorno|e-?mail|reembols\w*|estorn\w*|dinheiro|valor|contato|ajuda|"
    r"link|sms|satisfacao|posicionamento|informac\w+|informe|suporte|atendimento|solucao|confirmacao|"
    r"nota|codigo de (?:verif|seguranca|acesso)\w*|desconto|cashback|senha|proposta|devoluc\w+|explicac\w+|bonus|"
    r"pontos|ligac\w+|a (?:peca|parte) que|mais ))"
)

# Reason, weight, beginnings of words one of which must stand in the text (so that most patterns are never tried),
# pattern. See Reading.stems for what a beginning is.
PHRASES = [
    ("not_received", 3, "receb recib resse",
        rf"{_NO} (?:\w+ ){{0,3}}?(?:o |os |a |as )?(?:receb\w+|recibi|resceb\w+|ressebi){_NOT_PARCEL}"),
    ("not_received", 3, "cheg xego",
        rf"{_NO} (?:\w+ ){{0,3}}?(?:cheg\w+|xegou)(?! (?:\w+ ){{0,2}}?(?:resposta|retorno|e-?mail|codigo|sms|msg|"
        rf"reembols|estorn|dinheiro))"),
    ("not_received", 2.5, "entre",
        rf"(?:{_NO} (?:\w+ ){{0,3}}?(?:entreg\w+)|entreg\w+ (?:\w+ ){{0,3}}?{_NO} (?:\w+ ){{0,2}}?(?:feita|"
        rf"realizad|ocorr|aconte)|nao entreg\w+|sem entrega\w*|falta de entrega|descumpri\w+ (?:\w+ "
        rf"){{0,2}}entrega)"),
    ("not_received", 2.2, "envi desp post mand embar saiu sai",
        rf"{_NO} (?:\w+ ){{0,2}}?(?:envi(?:ou|aram|am|a|ado|ada)|despach\w+|postad\w+|postaram|postou|mandaram|"
        rf"mandou|manda|embarcad\w+|foi enviad\w+|saiu)(?! (?:\w+ ){{0,3}}?(?:resposta|retorno|e-?mail|codigo de "
        rf"(?:verif|acesso)|nota|dinheiro|reembols|estorn))"),
    ("not_received", 1.6, "nada",
        r"\b(?:ate (?:agora|hoje|hj|o momento|agr|a presente data|aki)|e|mas|ainda|meses|dias|semanas)[ "
        r",.!-]{1,3}(?:e )?nada\b(?! (?:foi|de (?:reembols|estorn|retorn|respost|dinheiro|solu)|me|do (?:reembols|"
        r"estorn|dinheiro)))|nada d[eo] (?:cheg|produto|pedido|entreg|mercadoria|encomenda|rastre|envio|receb)|"
        r"nada (?:chegou|foi entregue)"),
    ("not_received", 1.5, "cade", rf"\bcade (?:o |a |os |as )?(?:meu |minha |meus |minhas )?{_THING}"),
    ("not_received", 2, "extra sumiu desap perdi roub furt",
        rf"extravi\w+|(?:{_THING}|entrega|carga) (?:\w+ ){{0,3}}?(?:sumiu|desapareceu|se perdeu|perdid[ao]|"
        rf"roubad[ao]|furtad[ao])|(?:sumiu|desapareceu|sumico) (?:com )?(?:o |a |d[oa] )?(?:meu |minha "
        rf")?(?:{_THING}|entrega)|perderam (?:o |a )?(?:meu |minha )?{_THING}"),
    ("not_received", 1.3, "prazo",
        r"prazo (?:de entrega )?(?:\w+ ){0,6}?(?:expir\w+|pass(?:ou|ado|aram)|venc\w+|ultrapass\w+|estour\w+|"
        r"terminou|acabou|encerr\w+|vence\w*|esgot\w+|ja era|nao (?:foi )?(?:cumpri\w+|respeit\w+))|(?:fora|alem) "
        r"do prazo|(?:passou|passaram|ultrapass\w+|venceu|estourou|descumpr\w+|nao cumpr\w+|extrapol\w+) (?:\w+ "
        r"){0,4}?prazo"),
    ("not_received", 1.2, "rastr",
        rf"(?:{_NO}|sem|nenhum) (?:\w+ ){{0,5}}?(?:codigo|numero|cod)?(?: de | do )?rastre\w*|rastre\w+ (?:\w+ "
        rf"){{0,3}}?(?:nao (?:existe|funciona|atualiza|consta)|invalid\w+|falso|sem atualiz|parad)"),
    ("not_received", 1.6, "esper aguar",
        rf"(?:espera\w+|aguard\w+) (?:\w+ ){{0,3}}?(?:meu|minha|o|a|pel[oa]|pela|a entrega d[oe])(?: \w+)? "
        rf"?(?:{_THING}|entrega)|(?:aguard|esper)\w+ (?:a )?entrega"),
    ("not_received", 1.2, "receb",
        rf"(?:para|pra|quando|se|de) (?:eu )?(?:vou )?receber (?:o |a |meu |minha |os |as |)+{_THING}"),
    ("not_received", 1.5, "esper", r"esperando|de espera|a espera|esperei"),
    ("not_received", 1.2, "dias mes mese seman",
        r"\b(?:ja )?(?:sao|faz|fazem|se passaram|passaram|passou|tem|vao|completa\w*|passados) (?:mais de |quase |"
        r"uns )?(?:\d+|um|dois|duas|tres|quatro|cinco|varios|alguns|mais de) (?:dias|meses|semanas?|mes)"),
    ("not_received", 1.6, "quand previ onde cade",
        r"quando (?:chega|vai chegar|vou receber|vao entregar|vai ser entregue|sera entregue)|previsao de "
        r"(?:entrega|chegada)|onde (?:esta|ta) (?:o |a )?(?:meu|minha)|\bcade\b|nao tem previsao"),
    ("not_received", 1.4, "descu prome sem",
        r"\bso (?:desculpas|promessas|enrola\w+)|(?:estou|fiquei|to|ficamos|ficou) sem (?:o |a |meu |minha |os |"
        r"as )(?:\w+)|sem receber|nao foi finaliz\w+|nao finalizad\w+|continua igual"),
    ("not_received", 2, "anda ando apare ningu",
        r"ninguem (?:veio|passou|aparec\w+|entreg\w+)|(?:nao|nunca|ninguem|nem) (?:\w+ )?(?:anda|andou|apareceu|"
        r"apareceram)\b"),
    ("not_received", 1.3, "rastr",
        r"(?:consigo|consig\w+|solicito|quero|preciso)(?: nem)? (?:\w+ )?(?:rast\w+|(?:codigo|numero) de rast\w+)"),
    ("delivery_problem", 1.8, "saiu distr trans cidad chega receb hoje",
        r"saiu (?:para|pra|em) (?:a )?entrega|centro de distribuicao|mercadoria em transferencia|(?:foi|mandaram|"
        r"enviaram|esta|parou|ta|foi parar) (?:\w+ )?(?:para|pra|em|n)[ao]? ?outr[oa] (?:cidade|estado|lugar|"
        r"bairro)|recebido no brasil|chegado no brasil|chegou (?:ao|no) brasil|marcada? (?:para|pra) hoje"),
    ("delivery_problem", 1.6, "prazo entre prom",
        r"(?:promess?a|prometid[ao]|promet\w+) (?:\w+ ){0,3}?(?:entreg\w+|envio|ate)|prazo (?:de entrega )?(?:\w+ "
        r"){0,2}?\d+ (?:\w+ )?dias|prazo de entrega|entrega em ate"),
    ("delivery_problem", 1.7, "atras demor",
        r"atras(?:o|ad[oa]s?|ou|aram|ando|os)\b(?! (?:no|do|de) (?:reembols|estorn|pagament))|demora(?:ndo|ram|"
        r"da)? (?:\w+ ){0,3}?(?:entreg\w*|envi\w*|posta\w*|cheg\w*|produto|pedido)"),
    ("delivery_problem", 2.4, "entre",
        r"(?:consta|constou|como|status|diz|dizendo|aparece|dado|deram|da|dao|deu|marc\w+|informa\w*|aparecendo|"
        r"dizem|ta|esta|foi) (?:\w+ ){0,3}?entregues?\b(?! (?:quebr|errad|com defeit|incomplet|danific))|"
        r"entregues? (?:\w+ ){0,2}?(?:(?:para|a|por|pra) (?:outr[ao]|terceir\w+|vizinh\w+|desconhecid\w+)|em "
        r"outr[oa]|n[oa] (?:casa|endereco) (?:errad|de outr))"),
    ("delivery_problem", 3.2, "ender desti remet rota cep",
        r"endereco (?:\w+ ){0,2}?(?:errad\w+|incorret\w+|diferente|trocad\w+|antigo|insuficiente|nao (?:encontrad|"
        r"localizad)\w+|desconhecid\w+)|(?:errad\w+|outro|trocar\w* o|mudar\w* o|alter\w+ (?:o|meu)|mudanca de) "
        r"endereco|destinatario (?:ausente|desconhecid\w+)|devolvid[oa] (?:ao|para o|pro) (?:remetente|vendedor)|"
        r"(?:voltou|retornou|devolv\w+) (?:para|pro|ao) (?:o )?(?:remetente|centro de dist)|rota (?:errad|nao)\w*|"
        r"area de risco|cep (?:errad|incorret|nao atend|inval)\w*"),
    ("delivery_problem", 2.4, "trans entregador entregadores motob carte moto tenta retir parad agenc retid probl erro",
        rf"tentativas? de entrega|(?:entregador|motoboy|carteiro|transportador\w*|motorista) (?:\w+ "
        rf"){{0,4}}?(?:nao (?:veio|passou|entreg|aparec|compareceu|toc|localiz|encontr)\w*|sumiu|extravi\w*|jogou|"
        rf"deixou|mentiu|alega\w*|diz|inform\w+)|(?:{_THING}|esta|ta|encomenda|ficou|encontra-?se|continua|segue) "
        rf"parad[oa]s?\b(?! de)|parad[oa]s? (?:em|no|na|ha|desde)|(?:aguardando|disponivel para) retirada|"
        rf"retid[oa] (?:n[oa]|em|pel)|problema\w* (?:na|com a|de) (?:entrega|transport\w+)|erro (?:na|de) entrega"),
    ("delivery_problem", 1.5, "statu produ separ trans",
        r"(?:status|consta|situacao)[^.!?\n]{0,30}(?:em producao|em separacao|aguardando envio|em transito|em "
        r"transporte|preparacao|processament|a caminho|enviado)|nao sai (?:de|da|do)|nao (?:foi )?atualiz\w+|sem "
        r"atualiz\w+|sem movimenta\w+|sem previsao"),
    ("refund_not_paid", 4, "devol reemb rembo estor extor ressa resti",
        rf"{_NO} {_ON}{{0,3}}?(?:devolv(?!a\b|am\b)\w+|devolu\w+|reembols\w+|rembols\w+|estorn\w+|extorn\w+|"
        rf"ressarc\w+|restitu\w+)(?! (?:\w+ ){{0,3}}?(?:produto|mercadoria|peca|o item))"),
    ("refund_not_paid", 4.2, "receb caiu cai veio volt retor credi depos trans cheg const",
        rf"{_NO} {_ON}{{0,4}}?(?:deposit\w+|transferi\w+|receb\w+|caiu|cai|veio|volt\w+|retorn\w+|creditad\w+|"
        rf"creditaram|cheg\w+|consta|"
        rf"devolvid\w+|aparec\w+|entrou|vi) {_ON}{{0,3}}?(?:a cor d\w+ )?{_MONEY}"),
    ("refund_not_paid", 4, "reemb rembo estor extor ressa resti dinhe valor",
        rf"(?<!no )(?<!com )(?<!em ){_MONEY}(?: [\w/$.,-]+){{0,9}}? "
        rf"(?:{_NO} (?:\w+ ){{0,4}}?(?:cai\w*|caiu|foi|cheg\w+|veio|feito|ocorr\w+|"
        rf"aconte\w+|efetu\w+|realiz\w+|credit\w+|volt\w+|retorn\w+|consta\w*|aparec\w+|process\w+|entrou)|"
        rf"negad\w+|recusad\w+|pendente|atrasad\w+|em atraso|preso|retido)"),
    ("refund_not_paid", 3.6, "reemb rembo estor extor ressa resti dinhe valor devol",
        rf"(?:cade|aguardando|aguardo|esperando|espero|a espera d[oe]|demora\w*(?: \w+){{0,3}}?|problemas? com|sem|"
        rf"atraso n?o?d?o?|recusa\w*(?: \w+){{0,3}}?|nega\w*(?: \w+){{0,3}}?|prometer\w*(?: \w+){{0,3}}?|"
        rf"promete\w*(?: \w+){{0,3}}?|meses e nada d[eo]|nada d[eo]|falta d[eo]|enrola\w*(?: \w+){{0,4}}?|"
        rf"dificuldade\w*(?: \w+){{0,2}}?) (?:o |a |meu |do |de |um |no |para |me |pelo |a fazer |fazer |em "
        rf")*(?:{_MONEY}|devolver (?:\w+ )?(?:o |meu )?(?:dinheiro|valor))"),
    ("refund_not_paid", 3.4, "reemb rembo estor extor ressa devol",
        r"(?:fic(?:ou|aram) de|iam?|iriam?|ira|irao|vao|vai|disse\w* que|falar\w* que|inform\w+ que|prometeu|"
        r"garanti\w+)[^.!?\n]{0,40}?(?:reembols\w+|estorn\w+|devolv\w+ (?:\w+ ){0,2}(?:dinheiro|valor)|ressarc\w+|"
        r"me devolv\w+)"),
    ("refund_not_paid", 2.6, "reemb rembo estor extor ressa devol dinhe",
        r"(?:pedi|solicitei|solicitado|solicitacao d[eo]|requer\w*|ja pedi|pedido d[eo]|tent\w+|consig\w*|"
        r"consegui\w*|diversas|prazo (?:de|do|para)|negou|negaram) (?:\w+ ){0,4}?(?:o |meu |a )?(?:reembols\w+|"
        r"rembols\w+|estorn\w+|extorn\w+|ressarc\w+|dinheiro de volta|devoluc\w+ d[oe] (?:dinheiro|valor))"),
    ("refund_not_paid", 2.5, "devol",
        r"(?:devolvi|devolvemos|foi devolvid[oa]|ja devolvi|produto devolvid[oa]|enviei de volta|"
        r"postei)[^.]{0,90}(?:reembols|estorn|dinheiro|valor|ressarc)"),
    ("refund_not_paid", 3.4, "devol estor reemb resto vale",
        r"(?:estornaram|reembolsaram|devolveram|devolveu|reembolsou|estornou) (?:\w+ )?(?:apenas|so|somente|menos|"
        r"parte|metade|em credito|em vale|um valor|o valor errado)|falta (?:o resto|devolver|estornar|reembolsar)|"
        r"faltou (?:devolver|estornar|reembolsar)|reembols\w+ em (?:credito|vale|cupom)|(?:minha|da|na|a|fez) "
        r"devolucao (?:\w+ ){0,6}?(?:nao|metade|recus\w+|neg\w+|sumi\w+)|sumi\w+ com (?:a )?minha devolucao|quero "
        r"meu vale|(?:dinheiro|estorno|reembolso) (?:\w+ ){0,6}?(?:dias|meses|mes)\b[^.]{0,30}nada"),
    ("refund_not_paid", 3.4, "caiu cor", r"nao caiu (?:um centavo|nada|ainda|na minha conta)|vi a cor d[oa]"),
    ("refund_not_paid", 2.4, "nego negou negar negad nega recus",
        r"(?:neg\w+|recus\w+) (?:a |o |minha |meu )*(?:devoluc\w+|reembolso|estorno)"),
    ("refund_not_paid", 3.4, "nada", rf"{_MONEY}[^!?\n]{{0,60}}(?:\be|ate agora|ate hoje|,) nada\b"),
    ("refund_not_paid", 2.2, "devol", r"\bdevolvi\b|produto (?:\w+ )?devolvido|devolvemos"),
    ("refund_not_paid", 2.2, "estor reemb",
        r"\b(?:so |somente |apenas )(?:me )?(?:estorn\w+|reembols\w+|devolv\w+)|(?:estorn|reembols)\w+ (?:parcial|"
        r"a menos|incorret\w+|errad\w+|incomplet\w+)"),
    ("defective", 4, "defei", r"defeit\w+"),
    ("defective", 4, "funci fucio liga ligo carre esque gela acend conec toca impri deu",
        rf"so funciona|funciona (?:so|apenas|mal)|(?:nao|n) (?:mais )?(?:liga|ligou|ligava)\b(?! (?:para|pra|de "
        rf"volta|mais para))|(?<!servico )(?<!cupom )(?<!site "
        rf")(?<!aplicativo )(?<!app )(?<!sistema )(?<!chat )(?<!telefone )(?<!link )(?<!0800 )(?<!sac ){_NO} "
        rf"(?:\w+ ){{0,2}}?(?:funcion\w+|fucion\w+|carrega\w*|esquent\w+|gela\b|acende|pega\b|conecta\w*|segura "
        rf"carga|da video|toca\b|imprime)(?! (?:para|pra|de volta|o (?:site|telefone|chat|app|sac|link|cupom|"
        rf"rastre)))|parou de (?:funcionar|ligar|carregar|gelar|pegar)|sem (?:ligar|funcionar)|deixou de funcionar|"
        rf"deu (?:problema|defeito|pau|artefato|erro no)|mau funcionamento"),
    ("defective", 3.8,
        "quebr danif avari estra trinc rach amass rasg vaza vazan mofad venci queim desco solt manch furad molha "
        "podre azed enfer arran risc",
        rf"(?:chegou|chegaram|veio|vieram|recebi\w*|{_THING}|tela|todo|toda|tudo|entreg\w+|est\w+|ficou|estava|foi|"
        rf"totalmente|ja|um|uma) (?:\w+ ){{0,4}}?(?:quebrad\w+|danific\w+|avariad\w+|estragad\w+|trincad\w+|"
        rf"rachad\w+|amassad\w+|rasgad\w+|vazando|vazad\w+|mofad\w+|vencid[oa]s?|queimad\w+|descolad\w+|descolando|"
        rf"descosturad\w+|manchad\w+|furad[oa]s?|molhad[oa]s?|podres?|azed[oa]s?|enferrujad\w+|arranhad\w+|"
        rf"riscad\w+|soltando|despedac\w+)|\b(?:quebrou|queimou|estragou|rachou|trincou|descolou|rasgou|"
        rf"descosturou|avariad\w+|danificad\w+|quebrad\w+|avaria|estragad\w+|trincad\w+|rachad\w+)\b"),
    ("defective", 2.6,
        "listr manch lento lenta trava odor cheir defor torto torta tortos tortas afund infil ruido barul "
        "oxida empen bolha desbo falh vibra solta soltou solto estal descos molho",
        r"listras?|manchas? n|(?:super |muito |bem |e )?lent[oa]\b(?! (?:n[oa]|d[oa]|para) (?:entrega|atend|"
        r"respo))|travando|"
        r"odor|(?:mau |pessimo )?cheir\w+ (?:forte|ruim|de (?:mofo|queimado|podre|esgoto))|deformad\w+|tort[oa]s?\b|"
        r"afund\w+|infiltr\w+|ruidos?|(?:faz\w*|com) (?:\w+ )?barulho|oxidad\w+|empenad\w+|bolhas?|desbot\w+|falhas?\b|"
        r"vibrando|soltando|soltou"),
    ("defective", 3, "bloqu roda garan",
        r"bloquead[oa] (?:por|pela|para) (?:uma )?operadora|nao roda|(?:honr\w+|cumpr\w+|respeit\w+) (?:com )?a "
        r"garantia"),
    ("defective", 2.5, "garan assis conse",
        r"(?:acion\w+|dentro d\w|na|pela|em|cobrir|cobre|negar\w*|nega\w*) (?:\w+ )?garantia(?! estendida)|"
        r"garantia (?:\w+ ){0,2}(?:nao|neg\w+|recus\w+)|"
        r"assistencia(?: tecnica)?|conserto|laudo"),
    ("defective", 2.2, "tela bater trava super desli barul chia falha",
        r"(?:fica|fic\w+|esta|comecou a|vive) (?:\w+ )?(?:travando|desligando|travar|desligar|falhando|reiniciando|"
        r"chiando|piscando|superaquec\w+)|desliga (?:sozinh|do nada)|tela (?:azul|preta|verde)|problema (?:de|na|"
        r"no|com) (?:bateria|tela|placa|motor|fabrica\w*)"),
    ("wrong_item", 4.2, "errad troc",
        rf"(?:veio|vieram|chegou|chegaram|recebi|enviar\w*|enviou|mandar\w*|mandou|entregar\w*|entregou|receb\w+|"
        rf"enviad[oa]s?|entregue|pedido|produto|item|mercadoria|peca|tamanho|cor|modelo|voltagem|numeracao|cabo|"
        rf"livro|entrega|tenis|envio|mandam|conseguiram mandar) "
        rf"(?:(?!endereco|lugar|casa|rua|apart|cidade)\w+ ){{0,3}}?(?:errad[oa]s?|trocad[oa]s?)\b|"
        rf"(?:errad[oa]s?|trocad[oa]s?) (?:o |a )?(?:{_THING}|cor|tamanho|modelo)"),
    ("wrong_item", 4, "outr",
        rf"(?:veio|vieram|chegou|chegaram|recebi|enviaram|enviou|mandaram|mandou|entregaram|me (?:enviou|mandou)|"
        rf"recebemos|deixaram) (?:\w+ ){{0,4}}?(?:outr[oa]s? (?:{_THING}|modelo|cor|marca|tamanho|coisa|numero|"
        rf"voltagem|totalmente|completamente|diferente|tipo|cliente|pessoa)|um outro|uma outra|de outr[oa]|"
        rf"outr[oa]\b)|pedido de outr[oa] (?:cliente|pessoa)|outr[oa] (?:{_THING}|cor|modelo) (?:que )?(?:nao|"
        rf"diferente)"),
    ("wrong_item", 3, "difer",
        rf"(?:{_THING}|cor|modelo|tamanho|marca|veio|chegou|recebi|mandaram|enviaram|item) (?:\w+ "
        rf"){{0,3}}?(?:totalmente |completamente |bem |muito )?diferentes? d(?:o|a|os|as|aquele|aquilo) (?:que "
        rf")?(?:\w+ )?(?:pedi|compr\w+|solicit\w+|escolh\w+|pedid\w+|encomend\w+)|(?:cor|modelo|tamanho|marca|"
        rf"produto|item)s? diferentes?\b|comprei (?:\w+ ){1,8}?e (?:me )?(?:veio|recebi|chegou|mandaram|enviaram|"
        rf"entregaram) (?:um|uma|outro|outra|o|a|no|na)\b"),
    ("wrong_item", 2.4, "veio vier cheg receb mand envi entre",
        r"\b(?:pedi|comprei|escolhi|solicitei|encomendei|paguei)\b(?: (?!nao\b|nem\b|nunca\b)[\w-]+){1,7}?,?(?: e| "
        r"mas| porem)? (?:me )?(?:veio|vieram|mandaram|enviaram|entregaram|recebi|chegou|chegaram) (?!\d\b|nem\b|"
        r"por\b|para\b|pra\b|pel|sem|com|quebr|falt|so\b|somente|apenas|danif|nada|ate|ontem|hoje|n[ao]\b|dia|"
        r"depois|antes|tud|toda?|a caixa|rasg|usad|em|e\b|mas|incompl|tort|vaza|molhad|aberto|aberta|abert|amass|"
        r"velh|suj|atras|meu|minha|estrag|vazi|arranh|trinc|rapid|de volta|(?:um |o |uma |a )?(?:e-?mail|mensag|"
        r"aviso|confirm|codigo|sms|whats|proto))\w+"),
    ("wrong_item", 3, "lugar inves vez", r"(?:no lugar d[eoa]|ao inves d[aeo]|em vez d[aeo])(?! \w+(?:ar|er|ir)\b)"),
    ("wrong_item", 3.6, "pedra tijol pedre azule barra sabao areia cimen goiab",
        r"\b(?:pedras?|pedregulhos?|tijolos?|azulejos?|barras? de|sabao|sabonete|areia|cimento)\b"),
    ("wrong_item", 3, "errad",
        r"(?!(?:preco|valor|e-?mail|senha|numero|data|dado|deu|algo|fiz|fizeram|fazer|coisa|forma|esta|estao|ta|tudo|"
        r"nada|foi|muito|endereco|lugar|casa|rua|conta|informac\w+|cobranca|calculo|cpf|nome|pix|cadastro|saiu|era|"
        r"e|de)\b)"
        r"\w{3,} errad[oa]s?\b"),
    ("wrong_item", 3.6, "sendo troca",
        r"sendo que (?:eu )?(?:o |a )?(?:paguei|comprei|pedi|meu|minha|certo)|trocaram (?:o |a |os )?(?:meu|minha|"
        r"pedido|produto)"),
    ("wrong_item", 2.5, "pedi compr solic encom escol tinha havia",
        rf"{_NO} (?:e|era|eh|foi|sao|eram|veio|corresponde ao) (?:\w+ )?(?:o |a |os |as )?(?:que )?(?:produto |"
        rf"item )?(?:que )?(?:eu )?(?:pedi|comprei|solicitei|encomendei|escolhi|tinha pedido|havia (?:pedido|"
        rf"comprado))"),
    ("not_as_described", 4, "anunc descr foto imag propa site video divul mostr prome ofert",
        r"(?:diferentes?|nada a ver|divergen\w+|difere\w*|longe|inferior\w*|outra coisa|nao (?:condiz\w*|"
        r"corresponde\w*|confere\w*|bate|tem nada|parece\w*|igual|conform\w+)|nao (?:e|eh|era|foi) (?:\w+ "
        r")?(?:igual|como|o|a|nada|conforme)) (?:\w+ ){0,5}?(?:anunci\w+|descri\w+|fotos?|imagen?s?|propaganda|"
        r"site|divulgad\w+|mostrad\w+|prometid\w+|ofert\w+|video)|propaganda enganosa|anuncio (?:enganoso|falso|"
        r"errado|mentiroso)|falsa propaganda|informacoes? (?:falsa|errada)s?"),
    ("not_as_described", 3, "ver promet vendi",
        r"nada (?:a|ha) ver com (?:o|a|oque)\b|(?:vendiam|venderam|vendido|vendem) como|nao (?:e|era|foi) (?:nada "
        r")?(?:d?o que "
        r"(?:prome\w+|esperava|vend\w+|diz\w*))"),
    ("not_as_described", 3.2, "anunc foto descr prome medid",
        r"(?:anunci\w+|(?:da|na|pela) (?:foto|descricao|imagem|propaganda))[^.!?\n]{0,50}(?:chegou|veio|chega|vem|"
        r"mas)|promete(?! (?:entreg|envi|devol|reemb|estorn|resol|que))[^.!?\n]{0,50}(?:nao|mas|e brinquedo|"
        r"mentira)|medidas? errada|(?:parece|e um|e) (?:um |uma )?(?:fantasia|piada|brinquedo|lixo|pano)"),
    ("not_as_described", 2.6, "comid lanch sandu pizza hambu batat marmi",
        r"(?:comida|lanche|sanduiche|pizza|hamburg\w+|batata|marmita)[^.!?\n]{0,40}(?:fri[oa]|gelad|cru|ruim|"
        r"pessim|queimad|revirad|gordura|escorrendo|murch)"),
    ("not_as_described", 3, "quali",
        r"(?:pessima|ma|baixa|baixissima|horrivel|sem|pouca|qualidade de) qualidade|qualidade (?:\w+ "
        r"){0,2}?(?:pessima|ruim|horrivel|inferior|baixa|duvidosa|lixo|a desejar)|material (?:\w+ "
        r"){0,2}?(?:pessimo|ruim|vagabund\w+|inferior|fragil|fraco)"),
    ("not_as_described", 2.6, "usad usado usada marca servi peque menor grand recon velho taman",
        r"marcas? de uso|nitidamente usad\w+|(?:produto|veio|chegou|recebi|aparelho|era|e|estava|celular) (?:\w+ "
        r"){0,2}?(?:usad[oa]s?|"
        r"recondicionad\w+|velh[oa]s?|sujo|suja|seminov\w+|reembalad\w+)\b|nao (?:\w+ ){0,1}?serv(?:iu|e|iram|"
        r"em)\b(?! (?:mais|para nada))|(?:muito|bem|ficou|veio|ficaram|super) (?:pequen|menor|grande|curt|apertad|"
        r"larg)\w+|tamanho (?:\w+ ){0,2}?(?:menor|pequeno|grande|maior|nao corresponde)"),
    ("incomplete", 4.2, "falt",
        r"\bfaltando\b|\bfaltou\b(?! (?:devolv\w+|estorn\w+|respeito|com (?:o |a )?respeito|energia))|"
        r"\bfaltaram\b|\bfaltante\w*|\bfalta (?:d[aeo] )?(?!(?:o |a )?(?:resto|respeit|devolv|estorn|"
        r"reembols))(?:um|uma|o|a|os|as|item|itens|peca\w*|parte|produto\w*|\d)\b(?! (?:falta|respeit|minim|"
        r"vergonh))|\bfaltam\b|\bfaltava\w*|com falta de (?:item|itens|peca|produto)"),
    ("incomplete", 4.2, "incom metad vazi parci parte",
        r"incomplet\w+|(?<!devolucao )pela metade(?! d[eo] (?:preco|valor))|(?:caixa|pacote|embalagem|envelope|"
        r"encomenda|sacola) (?:\w+ ){0,3}?vazi[ao]s?|(?:veio|chegou|recebi|entregue) (?:\w+ ){0,3}?vazi[ao]|"
        r"entrega parcial|(?:so|apenas|somente) (?:uma )?parte|parte d[oa] (?:pedido|compra|mercadoria|encomenda) "
        r"(?:\w+ ){0,2}?(?:nao|sumiu)|todos os itens comprados"),
    ("incomplete", 3.4, "viera veio chega chego receb entre",
        r"\d (?:\w+ ){0,3}?(?:,|e|mas|so|,e) ?(?:so )?(?:veio|vieram|chegou|chegaram|recebi|entregaram) (?:so )?\d\b"
        r"(?! dias)|\d+ (?:itens|pecas|produtos|unidades),? (?:e )?(?:so )?(?:vieram|chegaram|recebi) \d+"),
    ("incomplete", 3.4, "so somen apena",
        r"(?:so|somente|apenas) (?:me )?(?:veio|vieram|chegou|chegaram|recebi|enviaram|mandaram|entregaram|"
        r"entregou|enviou|mandou|foi entregue|foram entregues|vieram)\b|(?:recebi|veio|chegou|chegaram|vieram|"
        r"entregaram|enviaram|mandaram) (?:\w+ ){0,1}?(?:so|somente|apenas) (?:um|uma|1|2|3|dois|duas|tres|o|a|"
        r"os|as|parte|metade|\d)\b"),
    ("incomplete", 3, "veio sem viera chego",
        r"(?:veio|vieram|chegou|chegaram|recebi\w*|enviaram|mandaram) (?:\w+ ){0,3}?sem (?:o |a |os |as "
        r")?(?!(?:ligar|funcionar|defeito|problema|aviso|nota|motivo|atraso|funcionar|lacre|condic))\w+|(?:nao|n) "
        r"(?:veio|vieram|mandaram|enviaram|recebi) (?:o |a |os |as |um |uma |todos os |todas as |todo |nem "
        r")(?:carregador|cabo|fone|acessorio\w*|manual|brinde|controle|parafuso\w*|item|itens|peca\w*|sanduiche|"
        r"refri\w*|bebida|segund[oa]|outr[oa]s?|restante|demais|pe\b|kit)"),
    ("counterfeit", 4.6, "falsi pirat repli origi imita paral genui auten falso falsa camel xing cheir",
        rf"falsificad\w+|falsificac\w+|pirat(?:a|as|ead\w+|aria)\b|replicas?\b|(?:nao|n) (?:e|eh|era|sao|eram|"
        rf"parece\w*|seja|foi) (?:\w+ ){{0,2}}?(?:origina\w+|genuin\w+|verdadeir\w+|autentic\w+)|imitacao|"
        rf"imitacoes|(?<!site )(?<!loja )(?<!perfil )(?<!pagina )(?<!anuncio )(?<!link )(?:{_THING}|perfume|tenis|"
        rf"bolsa|camisa|veio|sao|era|fone|cartucho|relogio|recebi um\w?|e|eh) "
        rf"(?:uma? )?fals[oa]s?\b(?! (?:promess|esperan))|produtos? paralel\w+|cheiro diferente|nao tem nada de "
        rf"original|dit[ao] original|camelo\b|xing ?ling"),
    ("customs_tax", 6, "taxa alfan aduan impos icms tribu recei fisca impor",
        r"taxad[oa]s?|taxac\w+|taxaram|tachado|alfandeg\w+|aduan\w+|receita federal|posto fiscal|icms|remessa "
        r"conforme|tribut\w+|imposto\w*|(?:retid\w+|parad\w+|presa|preso|barrad\w+) (?:\w+ ){0,4}?(?:receita|"
        r"fiscaliza\w+|fiscal|sefaz)|taxas? (?:\w+ ){0,2}?(?:importac\w+|correios|despacho|entrada|governo|"
        r"federal)|despacho postal|fiscalizacao"),
    ("extra_charge", 3.4, "preco caro alto cheio integ maior acima",
        r"valor (?:cheio|integral)|(?:preco|valor) (?:\w+ ){0,5}?(?:maior|mais caro|mais alto|acima)\b|(?:paguei|"
        r"saiu|ficou|cobraram) "
        r"mais caro"),
    ("extra_charge", 3.6, "multa pediu pedin pedir exigi quere cobra cobro",
        r"cobr\w+ (?:\w+ ){0,2}multa|multa abusiva|taxa de cancelamento|(?:pediu|pedindo|pediram|querem|quer|exig\w+|"
        r"cobr\w+) (?:\w+ )?(?:mais (?:r\$ ?)?\d|mais dinheiro|outro "
        r"pagamento)"),
    ("extra_charge", 4.2, "cobr",
        r"(?:me )?cobrou (?:r\$ ?)?\d|cobr\w+ (?:\w+ ){0,4}?(?:a mais|o frete|frete|taxa de (?:entrega|servico|"
        r"envio)|(?:valor|preco) (?:maior|diferente|superior|a mais|acima|errado))"),
    ("extra_charge", 4.2,
        "mudou mudar muda aumen alter subi reaju difer maior acima super frete taxa tarif pagar desco promo ofert "
        "cupom",
        r"taxa de (?:servico|conveniencia)|(?:mudou|mudaram|muda|aument\w+|alter\w+|subiu|subiram|reajust\w+) "
        r"(?:\w+ ){0,2}?(?:valor|preco)|(?:preco|valor) (?:\w+ ){0,3}?(?:aumentou|mudou|subiu|diferente d|maior "
        r"(?:do )?que|alterad\w+|acima d|superior)|(?:teria|tenho|tinha|queria\w*|querem|quer|exig\w+|obrig\w+|"
        r"pedindo|pediu|pediram) (?:\w+ ){0,5}?(?:pagar|pagasse|pague) (?:\w+ ){0,3}?(?:frete|taxa|mais|diferenca|"
        r"de novo|novamente|outro|novo)|frete (?:\w+ ){0,2}?(?:cobrad\w+|abusiv\w+|duas vezes)|(?:taxa|tarifa) "
        r"(?:abusiva|extra|adicional|nao informada)|sem o desconto|nao (?:aplic\w+|deram|foi (?:aplicad|dad)o|"
        r"concede\w+|respeit\w+) (?:\w+ ){0,3}?(?:desconto|promoc\w+|oferta|cupom|preco)"),
    ("undue_charge", 4.4, "cobr passa debit desco lanc",
        r"cobr\w+ (?:\w+ )?(?:apos|depois d\w) (?:\w+ )?cancel\w+|me cobrando|cobrando todo|todo mes (?:\w+ "
        r"){0,3}?(?:cobr|descont|debit)\w+|cobranc\w+ (?:\w+ "
        r"){0,3}?(?:indevid\w+|duplicad\w+|duplic\w+|nao (?:reconhe\w+|autoriz\w+)|em dobro|duas|errad\w+|"
        r"injust\w+|abusiv\w+|desconhecid\w+)|(?:cobr|passad|debitad|descontad|lancad)\w* (?:\w+ "
        r"){0,5}?(?:indevid\w+|duas vezes|2 ?x\b|2 vezes|3 vezes|tres vezes|em duplicidade|duplicad\w+|"
        r"duplamente|dobrad\w+|em dobro|sem (?:eu |minha |minha )?autoriz\w+|sem (?:meu )?consent\w+|por (?:algo|"
        r"um \w+ que nao|uma \w+ que nao))|(?:continu\w+|segue\w*|permanec\w+) (?:\w+ ){0,2}?(?:cobr\w+|"
        r"descont\w+|debit\w+)|indevid\w+ (?:cobr|debit)\w+|cobr\w+ a mais do que"),
    ("undue_charge", 4.2,
        "recon autor autoriz clona clone contratei conhe conhec fizer realiz usara utili compraram gasta conse",
        rf"(?<!pagamento ){_NO} (?:\w+ ){{0,2}}?(?:reconhe[cç]\w*|autorizei|autorizad\w+|contratei)|"
        rf"(?<!instagram )(?<!perfil )(?<!site )"
        rf"(?<!pagina )(?<!loja )(?<!insta )clonad\w+|"
        rf"clonaram|clonagem|(?:fizeram|"
        rf"realizaram|efetuaram|usaram|utilizaram|fazendo) (?:\w+ ){{0,4}}?(?:compras?|meu cartao|pedidos?|meus "
        rf"dados)(?: \w+){{0,3}}? ?(?:meu|minha|cartao|nome|conta)|compra nao reconhecida|nao conheco|(?:compraram|"
        rf"gastaram) (?:\w+ ){{0,5}}?meu cartao"),
    ("undue_charge", 3.6, "cobra cobro garan segur sem usou usara utili",
        r"cobr(?:aram|ou) (?:duas|2|dois|tres)\b(?! reais)|(?:garantia estendida|seguro|servicos?) (?:\w+ "
        r"){0,3}?(?:sem (?:eu |meu |minha )|"
        r"que (?:eu )?nao|nao (?:contrat|solicit|autoriz|pedi)\w*)|"
        r"(?:usou|usaram|utilizaram|utilizou|usando) (?:o |os )?(?:meus dados|meu cpf|meu cartao|meu nome)"),
    ("undue_charge", 4.2, "fiz",
        r"(?:nao|nunca|jamais) fiz (?:ess\w+|est\w+|nenhum\w+) (?:compra|pedido|assin|transac|pagam)"),
    ("undue_charge", 1.1, "sem", r"sem (?:eu |nem )?(?:saber|pedir|solicitar|contratar)\b"),
    ("undue_charge", 2.4, "sem", r"sem (?:a )?(?:minha|meu) (?:autoriz\w+|consentiment\w+|permiss\w+|conhecimento)"),
    ("undue_charge", 3, "debit desco fatur lanc assin mensa renov anuid",
        r"(?:debitad\w+|debitaram|debitou|descontad\w+|descontaram|descontou|descontando|lancad\w+|lancaram|"
        r"lancament\w+) (?:\w+ ){0,5}?(?:cartao|conta|fatura|duas|indevid\w+|2x|valor|duplic\w+)|(?:cartao|fatura) "
        r"(?:\w+ ){0,3}?(?:faturad[oa]|cobrad[oa]|debitad[oa])|renov\w+ (?:\w+ ){0,3}?(?:automatic\w+|sem)|"
        r"(?:assinatura|mensalidade|plano) (?:que )?nao (?:contratei|pedi|solicitei|fiz|quero)|apos (?:o "
        r")?cancel\w+ (?:\w+ ){0,4}?cobr\w+|cobranca foi efetuada|duplicidade"),
    ("account_access", 4.6,
        "acess logar login entra senha recup cadas hack bloqu codig suspe invad desat bani banid exclu "
        "rouba restr limit inati",
        rf"(?:{_NO}|sem|problemas? (?:para|pra|em|ao|com)|dificuldade (?:para|em)|impossivel|impedid[oa] de|perdi) "
        rf"(?:\w+ ){{0,4}}?(?:acess\w+|entrar?|logar|fazer (?:o )?login|login|recuperar) (?:\w+ ){{0,3}}?(?:conta|"
        rf"cadastro|app|aplicativo|site|perfil|login|minha|senha|mais)|(?:nao consigo|consegui\w*) (?:mais "
        rf")?(?:logar|acessar|fazer login|entrar|entra)\b|(?:conta|cadastro|perfil|login) (?:\w+ "
        rf"){{0,4}}?(?:bloquead\w+|bloqueio|suspens\w+|hack\w+|invadid\w+|desativ\w+|banid\w+|exclui\w+|roubad\w+|"
        rf"restrit\w+|limitad\w+|inativ\w+|cancelad[ao] sem)|(?:bloquear\w+|suspender\w+|desativar\w+|hackear\w+|"
        rf"invadir\w+|roubaram|bloqueou|baniram) (?:a )?minha (?:conta|cadastro)|(?:senha|email|e-mail|login) "
        rf"(?:\w+ ){{0,3}}?(?:invalid\w+|incorret\w+|nao (?:aceita|reconhec)\w*)|(?:redefin\w+|recuper\w+|esqueci|"
        rf"trocar|alterar) (?:\w+ ){{0,2}}?senha|codigo (?:de (?:verificacao|acesso|seguranca|confirmacao) "
        rf")?(?:\w+ ){{0,2}}?nao (?:cheg|receb|e envi)\w*|hackead\w+|hacker\w*|nao liber\w+ (?:o )?(?:meu )?acesso|"
        rf"acesso (?:a|ao) (?:minha|meu) (?:conta|cadastro|perfil)"),
    ("cancellation", 3.2, "cance",
        r"(?:foi|fui|ser|teve|tive|esta|como|sendo|ja) (?:\w+ ){0,2}?cancelad[oa]|cancelaram|cancelou\b|"
        r"cancelad[oa] (?:sem|pel[oa]|por)|cancelam|cancelament\w+ (?:indevid\w+|unilateral|sem|automatic\w+|"
        r"d[oae] (?:minha|meu|compra|pedido|assinatura|servico))"),
    ("cancellation", 3, "cance",
        r"(?:tent\w+|quero|queria|desejo|gostaria (?:de|do)|solicit\w+|pedi\w*|preciso|consigo|consegui|exijo|"
        r"impossivel|dificuldade (?:de|em|para)|fazer|efetuar|peco|pra|para|chamado|podem|como) (?:o |a |de |do |"
        r"fazer |realizar |o |pra |para |efetuar )*cancel\w+"),
    ("cancellation", 1.2, "cance", r"(?<!nao quero )(?<!nao vou )cancel\w+"),
    ("cancellation", 2.4, "goste gosto", r"nao goste?i|nao gostou"),
    ("cancellation", 2.6, "desis arrep", r"\b(?:desisti\b|desistencia|desistir|arrepend\w+|direito de arrepend\w+)"),
    ("scam", 3, "golp fraud estel engan quadr",
        r"\bgolp\w*|estelionat\w*|fraud\w+|fui enganad\w+|quadrilha|(?:cai|cair|caimos) (?:em|no|num|nesse|neste|"
        r"na) (?:golpe|conversa|armadilha)|vitima de"),
    ("scam", 4.6, "golp vitim",
        r"vitima d[eo] (?:um )?golpe|(?:cai|cair|caimos|caindo) (?:em|no|num|nesse|neste|na) (?:um )?(?:golpe|"
        r"armadilha)|"
        r"(?:e|foi) (?:um )?golpe\b|loja golpista"),
    ("scam", 3.6, "falso falsa fake fanta fraud inexi sumi desap bloqu exist golpi ar morre cnpj",
        r"(?:site|loja|perfil|pagina|empresa|anuncio|vendedor\w*|link) (?:\w+ ){0,2}?(?:fals[oa]|fake|fantasma|"
        r"fraudulent\w+|inexistente|golpista)|(?:vendedor\w*|loja|site|empresa|perfil|anunciante|cara|golpista\w*) "
        r"(?:\w+ ){0,2}?(?:sumi(?:u|"
        r"ram)|desaparec\w+|nao existe\w*|saiu do ar|morreu|caiu|fora do ar)|comprovante (?:\w+ ){0,2}?fals[oa]|"
        r"golpistas?|nao exist\w+ (?:n[oa]|mais)|cnpj (?:e|eh|era) de|(?:me )?bloque(?:ou|aram|ada|ado) (?:\w+ "
        r"){0,3}?(?:whats\w*|instagram|insta|zap|face\w*|contato|depois|assim que|apos)|sumiram|fui bloquead[oa] "
        r"(?:por|pel)"),
    ("scam", 1.5, "ladr robo bandi pilan calot tramb vigar roub",
        r"\bladr(?:ao|oes)|bandid\w+|pilantr\w+|calot\w+|trambiq\w+|vigarist\w+|\broub(?:o|ar|aram|ada|ado|ando)\b|"
        r"picaret\w+|safad\w+"),
    ("other", 3, "final concl fecha compra erro",
        r"(?:nao (?:consigo|consegui|estou conseguindo|deixa)|impossivel) (?:mais )?(?:finalizar|concluir|fechar|"
        r"fazer|efetuar|realizar) "
        r"(?:a |o |uma |um |nenhuma )?(?:compra|pedido|pagamento)|erro no (?:site|app\w*|pagamento)"),
    ("other", 1.6, "0800 telef atend",
        r"nao (?:\w+ ){0,3}?(?:0800|telefone)|(?:pessim\w+|horrivel|mau|mal|falta de|descaso n[oa]) (?:\w+ "
        r")?atendiment\w*"),
    ("other", 2.4, "cupom cupon cashb ponto nota avali vale indic",
        r"(?:cupo[mn]s?|cashback|pontos|vale[- ]?\w+|desconto|indicac\w+) (?:\w+ ){0,5}?(?:nao (?:funciona|consig|"
        r"aceit|entr|cai|receb|aplic|valid|dispon)\w*|invalid\w+|expir\w+|recusad\w+)|(?:nao (?:consigo|aceita|"
        r"funciona|consegui)) (?:\w+ ){0,3}?(?:cupo[mn]s?|cashback|pontos|vale)|(?:quero|queria|preciso|solicit\w+|"
        r"segunda via|2a? via)[^.]{0,20}nota fiscal|nota fiscal (?:\w+ ){0,2}?(?:nao|errad)\w*|(?:nao|sem) (?:\w+ "
        r"){0,2}?nota fiscal"),
    # The page and the parcel set side by side, over the end of a sentence.
    ("not_as_described", 5.2, "anunc",
        r"anunci(?:ad[oa]s?|ou(?:-se)?|avam?)\b[^\n?]{3,90}[.;:] ?(?:recebi\b|recebid[oa]|veio\b|chegou|entreg\w+)"),
    ("extra_charge", 9, "carri",
        r"(?:no )?carrinho:? ?(?:r\$ ?)?\d[\d.,]*[^\n]{0,24}cobr(?:ad[oa]|aram|ou)"),
]
