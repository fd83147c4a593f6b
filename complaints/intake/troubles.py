"""How people say what went wrong, by families of short phrases; the language of the phrases is in `sayings`."""

TROUBLES = [
    # It never came, in the spelling of telephones.
    ("not_received", 3, """
        (nao|n|nunca|nem|naum) (chego|xego|chegow|xegou|chegol|checou|chegaro|recebir|recibi|resebi|ressebi|receby)
        (nao|n|nunca|naum) (vei|veio|vieram|vinheram|xega|chega) !(ninguem|com|o|a|os|as|mais|nota|nada|incompleto)
        (nao|nunca|n) (foi|foram) .. (entregue|entregues|enviado|enviada|postado|postada|despachado|despachada)
        (quero|preciso|cade) .. (meu|minha|meus|minhas) ... (ta paga|ta pago|ja paguei|que paguei|esta paga|
            esta pago)
        (nunca|nem) vi
        preciso .. (ate|pra|para) (la|sabado|sexta|domingo|amanha|aniversario|festa|segunda|natal)
        (nunca|nao) .. (viu|vi) .. (cor do produto|produto|pedido|encomenda)
        (nd|nadaa|nadica) (de|do) (chegar|entrega|produto|pedido)
        (ate|e|mas) (hj|hoje|agora|agr|o momento) nd
        nem sinal (do|da|de)
        sumi* .. (minha|meu) (compra|pedido|encomenda|pacote)
    """),
    # Where is it, when does it come.
    ("not_received", 2, """
        (cade|kd|kade) (o|a|os|as|meu|minha|meus|minhas|esse|essa)
        (cade|kd|kade) !(o respeito|meu estorno|meu reembolso|meu dinheiro)
        (quando|qdo|quanto tempo|que dia) .. (chega|cheg*|entreg*|receb*)
        (demora|demorando|demorou|demoram|demorado|demorada) !(na fila|para responder|pra responder|no atendimento)
        (que dia|que hora) .. (chega*|entreg*)
        ainda .. (em transito|em separacao|em preparacao|processando|preparando)
        (consta|esta|ta) (em separacao|em transito|em preparacao|aguardando coleta|aguardando postagem)
        passou do prazo
        [ainda] estou (esperando|aguardando) (chegar|a entrega)
        (vendeu|vendem|venderam|vendendo) .. (sem ter|o que nao tem|que nao tinha|que nao tem)
    """),
    # Somebody else has it.
    ("delivery_problem", 4.2, """
        (entregou|entregaram|entregue|entregaro) .. (pro|pra|para o|para a|para um|para uma|a um|a uma) (vizinh*|
            outr*|desconhecid*|porteir*|uma tal|um tal|estranh*|pesso*)
        (diz|dizem|consta|falou|falaram|alega*|informa*) .. (entregou|entregaram) (pro|pra|para|ao)
        (deixou|deixa|deixaram|deixam|largou|jogou|jogaram|abandon*) .. (portaria|porta|portao|calcada|rua|predio|
            vizinh*|muro|garagem|loja do lado)
        (predio|bloco|portaria|casa|apartamento|numero|rua|bairro|cidade|apto) (errado|errada|trocado)
        (prova|comprovante|canhoto|foto|assinatura) d* .. entrega
        (quem|pessoa) .. (recebeu|assinou) .. !(dinheiro)
        assinad* por
        canhoto
        ninguem .. (conhece|recebeu|assinou|tocou|bateu|interfonou)
        (nao|n) conheco .. (nenhum|nenhuma|ess*|ninguem|tal|quem)
        (falsificaram|falsificou) .. assinatura
        (nao|nem) (tocou|tocaram|bateu|bateram|interfonou|chamou|chamaram)
        (consta|diz|dizem|diz que|marc*|deram|ta como|esta como) .. (entregou|entregue|recebido|recebida|entregaram)
    """),
    # Held somewhere, or on its way to a place left long ago.
    ("delivery_problem", 4, """
        (pres*|parad*|retid*|trancad*|encalhad*) (na|no|em) (transportadora|correios|correio|centro|cd|agencia|
            unidade|loggi|jadlog|cajamar|deposito|galpao)
        (casa|endereco) antig*
        (mudei|mudamos) de (casa|endereco|cidade)
        redirecion*
        (cidade em cidade|rodando|zanzando|vai e volta|indo e voltando)
        (pedido|pacote|encomenda|compra) .. foi (pra|para|parar) !(entrega|o lixo|analise)
        (chegou|chegaram|entregaram|veio) .. depois do (combinado|prazo|previsto|prometido)
        (deixaram|deixou|largaram) .. (chuva|sol|rua|relento|vizinh*|calcada)
        (muro|portao) ... (jogou|jogaram|largou)
        (retirar|retirada|retiro|buscar) .. (loja|agencia|ponto|locker|armario) ... (nao|dizem)
    """),
    # It travels, but not to the person.
    ("delivery_problem", 3.6, """
        devolvid* (pra|para|ao|a|pro) (china|origem|remetente|vendedor|loja|correios)
        (voltou|voltando|retornou|retornando|devolv*) .. (origem|china|remetente|cd)
        (foi|ta|esta|parou|mandaram|enviaram) .. (outra cidade|outro estado|outro bairro|outra rua|cidade errada)
        coloquei .. endereco
        (chegou|chegaram|entregaram|entregou|veio) .. (atrasad*|tarde demais)
        (chegou|chegaram|entregaram|entregou|veio|chegar) [so] depois .. (festa|casamento|aniversario|natal|viagem|
            evento|data|dia das|dia dos|pascoa|prazo)
        (casamento|festa|aniversario|formatura|natal|viagem|evento) ... (nao chegou|chegou|ja passou)
        (chegou|veio|entregaram) uma (compra|encomenda|caixa) .. que [eu] nao (fiz|comprei|pedi)
        (jogad*|jogou|jogaram|largaram|largou|arremess*) ... (muro|portao|cerca|grade)
        (recusa*|recusou) .. (entregar|entrega)
        (nao|n) entrega* .. (meu|minha) (bairro|rua|cep|regiao|cidade|endereco)
        (agendei|agendaram|agendada|marcaram|remarc*|reagend*) .. (entrega|entregar|dia|vieram|veio|aparec*)
    """),
    # Money taken back to the shop and not to the person.
    ("refund_not_paid", 4.6, """
        (devolveram|devolveu|estornaram|estornou|reembolsaram|reembolsou|pagaram|depositaram) .. (metade|parte|so|
            menos|apenas|somente)
        (recebi|caiu|voltou|veio|estornaram) .. (so|apenas|somente|metade) .. (metade|parte) .. (do|dos) (valor|
            dinheiro|reembolso|estorno)
        (estorno|reembolso|devolucao) (parcial|incompleto|menor|errado|a menor)
        (aprovou|aprovaram|aprovado|autorizou|autorizaram) ... (nao caiu|nao voltou)
        (aprov*|autoriz*|confirm*) .. (reembolso|estorno|devolucao|restituicao) ... (nao|nada|nunca)
        (dinheiro|grana) .. (nao|n|nunca|num) [me] (volto|voltou|volta|caiu|caio|retornou|apareceu|veio|
            entrou|chegou)
        (valor|pix|saldo) .. (nao|n|nunca|num) [me] (volto|voltou|volta|caiu|caio|retornou|devolveram)
        (estorno|reembolso|restituicao|devolucao) .. (nao|nunca|n) .. (apareceu|caiu|veio|chegou|entrou|aconteceu|
            foi)
        (recolheram|coletaram|buscaram|levaram) ... (estorno|reembolso|dinheiro|valor|nada)
        me deve* (#|meu dinheiro|o valor|um valor)
        (ficou|ficaram|ficar|fica) com (o|meu) (meu dinheiro|dinheiro|valor)
        (vale|credito) .. (bloquead*|expirad*|vencid*|nao posso usar)
        (cancelou|cancelaram|cancelado|cancelei|cancelada) ... (nao devolv*|nao estorn*|nao reembols*|dinheiro nao|
            nada do dinheiro|nao voltou|saiu da minha conta)
        (evento|show|voo|viagem|ingresso) .. (adiado|cancelado) ... (devolv*|reembols*|credito|dinheiro)
    """),
    # Cancelled or given up, and then about the money.
    ("refund_not_paid", 4.2, """
        (cancelei|desisti|cancelado|cancelada|cancelaram|cancelou|cancelamos) ... (cade o valor|cade o dinheiro|
            quando cai|devolver|
            devolucao do|estorno|reembolso|dinheiro|dar credito|so credito|cai na fatura|voltou pra conta)
        so .. (dao|oferecem|querem dar|deram|ofereceram|ofereceu) .. (vale|credito|creditos|cupom)
        enrola* .. (devolver|devolucao|estorno|reembolso|pagar)
        (paguei|pago|pagamento) ... (nao pago|nao paga|em aberto|aguardando pagamento|nao foi pago)
        (faz|ha|tem|to|estou) .. (esperando|aguardando|aguardo|espero) .. (estorno|reembolso|meu dinheiro)
        mandei .. de volta ... (estorn*|reembols*|dinheiro|devolv*)
    """),
    # Money gone, and the order unpaid all the same.
    ("refund_not_paid", 4, """
        pagamento .. (pendente|nao confirm*|nao aprov*|nao identific*|nao reconhec*|nao consta|nao caiu|
            recusado mas|negado mas)
        (debitou|debitaram|descontou|descontaram|saiu|tiraram|cobrou) ... (nao confirm*|nao aprov*|nao finaliz*|
            pendente|nao gerou|nao apareceu|cancelou|cancelaram)
        (saiu|caiu|sumiu|debitou) (da|na) [minha] conta
        (site|loja|sistema|banco|empresa) nao (reconhece|identificou|identifica|confirma|confirmou) .. pagamento
        (estao|ta|esta|ficaram|ficou|continua*) com [os|o] (meu|meus) (#|dinheiro|reais)
        (nao|nem) .. (tem|consta|aparece|existe) .. (credito|estorno|reembolso)
        (recolhid*|devolvid*|coletad*) ... (credito|estorno|reembolso|dinheiro|valor)
        (atras|correndo atras) do (meu|nosso) (dinheiro|estorno|reembolso|valor)
        (meu|minha|o|a) (estorno|reembolso|restituicao|dinheiro) nada
        me pag* (#|o que|de volta|meu|por favor|logo)
        (paguei|pago|fiz o pix) ... (nao confirm*|nao reconhec*|nao aprov*|nao consta|nao identific*|
            nao deram baixa|nao deu baixa|pagamento pendente)
        (seguraram|segurou|segurando|retendo|reteve|retiveram|prenderam|preso|bloquearam|bloqueou)
            .. (meu dinheiro|dinheiro|meu saldo|saldo|meu valor|pagamento)
        (saldo|dinheiro) .. (preso|retido|bloqueado|travado)
        (libera|liberem|liberar|desbloqueiem) .. (dinheiro|saldo|valor)
        dinheiro voltou
    """),
    # A refund demanded and nothing more told.
    ("refund_not_paid", 1.8, """
        (devolvam|devolva|devolve|devolvao|estornem|reembolsem|devolver) [me] [os|o|meus|meu] #
        (devolvam|devolva|devolve|devolvao) .. (dinheiro|valor|grana)
        (como|quando) .. (reembolso|estorno|ressarcimento)
        fiz a devolucao
        recebi so metade
    """),
    # Broken in any tense and number.
    ("defective", 3.7, """
        (quebr*|rasg*|descol*|descostur*|desmont*|trinc*|rach*|queim*|entort*|empen*|enferruj*|estragou|estragad*|
            estragaram|desbot*|derret*|estilhac*|despedac*|esfarel*|descasc*|encolh*|arrebent*) !(cabeca|cabecas|
            galho|de sigilo|de estoque|o galho|a cabeca)
        (reinicia*|desliga|desligando|desligou|piscando|pisca|bamba|bambo|desalinhad*|torto|torta|fedendo|fedida|
            estalando|chiando)
        (sola|costura|ziper|emenda|tampa|porta|portas|gaveta) .. (abriu|abrindo|abriram|desalinhad*|descol*|
            desencaix*|empenad*)
        parou com #
        (nao|n|nem|num) (levanta|sobe|voa|filma|congela|escreve|pinta|regula|ajusta|sincroniza|desliga)
        (apagou|apagaram) !(meu|minha|a|o|as|os|tudo)
        primeira (vez|lavada|lavagem|semana|chuva) [que] .. (usei|usar|lavei|liguei)
        (riscad*|arranhad*)
        (bichinho*|verme|vermes|inseto*|larvinha*|rato|ratos)
        (com|uma|tinha|cheio de|cheia de) (barata|baratas)
        parou [com|no|na|em|apos|depois] .. (uso|primeiro dia|segundo dia|semana|mes|meses|vez)
        parou de (funcionar|ligar|marcar|carregar|tocar|girar|esquentar|gelar|bater|imprimir|sugar|rodar)
        so (sai|toca|funciona|carrega|liga) .. (som|lado|uma|um|na|no|se|quando)
        (deu|da|dando|apresentou|com) .. (problema|problemas|pane|erro) .. (uso|dia|semana|mes|motor|tela|placa|
            bateria)
        (caiu|soltou|soltaram|cairam) .. (ponteiro|botao|alca|sola|tecla|pe|cabo|peca|pedra|pedras|strass|tampa)
        (ponteiro|botao|alca|sola|tecla|peca|pedra|pedras|strass|tampa|ziper) .. (caiu|soltou|soltaram|cairam|saiu|
            sai|emperrou)
    """),
    # It does not do what it is for.
    ("defective", 4, """
        (nem|nao|n|num|so) (liga|ligo|gira|roda|esquenta|gela|aquece|corta|bate|tritura|imprime|suga|aspira|
            centrifuga|fecha|trava|tranca|encaixa|pareia|conecta|carrega|carregou|segura carga|acende|da imagem|
            da som|sai som|sai imagem|grava|le|filtra|veda|monta|infla|enche|despeja|seca) !(do|da|o site|o app|
            o chat|o link|a pagina|para|pra|de volta|o boleto)
        (nao|n) [da|tem] (imagem|som|sinal de vida|video)
        (tela|celular|kindle|notebook|tablet|aparelho|tv|videogame|motor|porta|tampa|roda|chegou|veio|vive)
            .. (travad*|travando|trava|travou)
        (descascou|desbotou|encolheu|soltou|pifou|empenou|enferrujou|mofou|mofada|derreteu|explodiu|vazou|rasgou|
            rasgada|rasgado|descosturou|descolou|trincou|desmontou|desmanchou|quebro|quebrol|queimo|entortou)
        (cupim|cupins|bicho|bichos|larva|larvas|mofo|fungo|bolor|formiga|formigas|caruncho|traca)
        (rachad*|amassad*|trincad*|lascad*|estourad*|queimad*|mofad*|enferrujad*|vencid*|estragad*|azed*|podre|
            podres|empenad*|furad*|vazando)
        (pe|pino|perna|tampa|alca|ziper|sola|costura|tela|vidro|porta|bateria|motor|botao|cabo|fio|fonte|placa|
            roda|rodinha|pilha|antena|lente|dobradica) .. (tort*|solt*|quebr*|trav*|ruim|estufad*|viciad*|manchad*|
            preta|descol*|emperrad*|morta|frouxa|frouxo|desencaix*)
        (bateria|carga) (nao|mal|so) .. (dura|segura|aguenta)
        (parou|deixou) .. (funciona*|carregar|ligar|esquentar|gelar|de pegar|de bater|do nada)
        (duas semanas|dois meses|uma semana|um mes|dois dias|tres dias|primeiro uso|primeira vez|# dias|# meses)
            .. (de uso|e parou|parou|quebrou|e quebrou|queimou|estragou|e queimou|pifou)
        (superaquec*|esquentando demais|esquenta demais|cheiro de queimado|soltou fumaca|saiu fumaca|pegou fogo|
            deu choque|da choque|dando choque|curto circuito)
        (com|tem|deu|apresent*|um) (defeito|defeitos|defeitu|difeito|pobrema|problema no|problema na|vicio)
    """),
    # Not mine, not this one.
    ("wrong_item", 4, """
        (comprei|pedi) .. (aro|numero|tamanho) # ... (aro|numero|tamanho) #
        (pacote|caixa|encomenda|produto|pedido|sacola) que nao (e|eh|era) (meu|minha|nosso|o meu|a minha)
        (nao|num|n) (e|eh|era|foi) (esse|essa|este|esta|isso|o|a) .. que [eu] (comprei|pedi|escolhi|encomendei|
            paguei)
        (e|eh|veio|mandaram) (110|127|220) (volts|volt|v) ... (casa|rede|220|127|110)
        (mandaram|enviaram|mandou|enviou|veio) (do|da|de|no|na|para|pra) (outro|outra|modelo|tamanho)
        (comprei|pedi|escolhi) .. (de|do|da|para|pra|tamanho|cor|numero) ... (mandaram|enviaram|veio|vieram|
            mandou) (do|da|de|bege|azul|preto|preta|branco|branca|verde|vermelho|rosa|marrom|cinza|roxo|amarelo|
            dourado|prata|pp|p|g|gg|m|#)
    """),
    # Said of a parcel that came with something; little where more is said.
    ("wrong_item", 1.25, """
        (enviaram|mandaram|mandou|enviou) (um|uma|uns|umas|racao|produto|item)
        (veio|vieram) (um|uma|uns|umas)
    """),
    # Another article than the one that was bought.
    ("wrong_item", 4.4, """
        (veio|chegou|mandaram|enviaram|mandou|vieram|recebi|entregaram|chegaram) ... (110|127|220|110v|127v|220v|
            bivolt) ... (pedi|comprei|era|queria|escolhi|casa|aqui|220|110|220v|110v)
        (pedi|comprei|escolhi|era|anuncio diz) ... (110|127|220|110v|127v|220v|bivolt) ... (veio|chegou|mandaram|
            enviaram|mandou|vieram|recebi|110|220)
        (pacote|pedido|produto|encomenda|caixa|sacola|compra) (de|da|do) (outra pessoa|outro cliente|outra cliente|
            outro comprador|vizinh*|outro)
        (numeracao|voltagem|cor|tamanho|modelo|numero|sabor|estampa|marca) .. (errad*|trocad*|veio outr*|
            vieram outr*)
        (mandou|mandaram|veio|chegou|enviaram|recebi|colocaram) ... (um|uma|uns) (chaveiro|caderno|tijolo|pedra|
            jornal|sabonete|garrafa|boneca|anel|oculos|meia|adesivo|papelao) !(com|quebr*)
        (pedi|comprei|escolhi|encomendei|paguei) ... (e|mas|,|ai) [me] (veio|vei|chegou|chego|mandaram|mandou|
            enviaram|recebi|vieram|entregaram) (um|uma|outro|outra|uns|umas)
        (veio|vei|mandaram|chegou|mandou|enviaram|vieram|vinheram) (trocad*|errad*|outr* cor|outr* modelo|
            outr* tamanho|outr* produto|outr* coisa|outr* marca)
        (invez|inves|lugar) d* ... (veio|mandaram|mandou|chegou|recebi|enviaram|vieram)
        (cheia|cheio|dentro|caixa|pacote|tinha) .. (de|tinha|com|veio) .. (pedra|pedras|areia|jornal|papelao|
            tijolo|tijolos|sabao|agua|lixo|batata|batatas|pano|panos|arroz|feijao|sal|revista|revistas)
        comprei .. e recebi (um|uma|outr*)
    """),
    # Wrong beyond doubt where the person erred: no fault of the parcel.
    ("cancellation", 5.4, """
        (comprei|pedi|fiz|escolhi|coloquei|cliquei) [sem querer] (errado|errada|por engano|por impulso) !(endereco)
        (comprei|pedi|cliquei|fiz .. compra|fiz .. pedido) .. (sem querer|duas vezes|2 vezes|por engano)
        (comprei|pedi|escolhi|coloquei) (o|a) .. (errado|errada) ... (cancel*|desist*)
        cancela o outro
        (disistir|dezistir|disisti)
        (cancelou|cancelaram|cancelado|cancelada) ... (falta de estoque|sem estoque|erro de preco|erro no preco|
            sem motivo|sem explicacao|do nada|sozinho|automaticamente|sem avisar)
        (cancelou|cancelaram|cancelado|cancelada|cancelam) ... (cumpr*|pelo preco|oferta)
        propaganda enganosa ... (cumpr*|cancel*)
        (falta de estoque|sem estoque|nao tem estoque|nao tinha no estoque|estoque) ... (cancel*)
    """),
    # Not what the buyer thought to buy.
    ("not_as_described", 3.6, """
        (que|mas|so que|na verdade|mas na verdade) (e|eh|era) [de] (poliester|plastico|sintetico|sintetica|papelao|
            mdf|compensado|usado|usada|lata|vidro)
        (e|eh|era) de # ... (anunci*|anuncio|site|diz|dizia)
        cor .. (site|foto|anuncio) .. (e|era) ... (veio|chegou)
        so tem # (gb|tb|mah|litros|metros|cm|w|watts)
        (hd|pendrive|ssd|celular|powerbank|caixa|bateria) .. so (tem|tinha|cabe|da) #
        forma (pequena|grande|menor)
        (cabe|cabia) (na palma|na mao)
        (esperava|imaginava|pensei que) .. (outra coisa|melhor|maior|original|novo|fosse)
        (creme|serum|capsula*|suplemento|shampoo|remedio|produto|cha|cinta) .. (nao|n) (funciona|faz efeito|
            adianta|resolve|serve) [pra] nada
        (catalogo|vitrine|mostruario|embalagem) .. (diferente|diz|dizia)
        (dizia|diziam|disseram|anunciaram) .. que (era|eh|e) (novo|nova|original|algodao|couro|madeira|inox|prata|
            ouro|impermeavel|a prova)
        (aperta|apertou|apertado|apertando) .. (pe|corpo|braco|dedo)
        (vendem|venderam|vendido|anunciam|anunciaram|vende) como
        nao condiz
    """),
    # Disappointed, of what is said elsewhere.
    ("not_as_described", 1.3, """
        (chegou|chegaram|veio|vieram) (com|quase|toda|todo|tudo|mal|muito|bem) !(rapid*|certo|certinho|antes)
        (enganacao|enganoso|enganosa|mentiroso|mentirosa|decepcao|decepcionad*|decepcionante|iludid*)
    """),
    # Not what the page promised.
    ("not_as_described", 4.2, """
        (e|eh|era|sao|todo|toda|veio|veio de|tudo) [so] de (plastico|papelao|papel|lata|acrilico|mdf|isopor|
            poliester|resina|vidro) !(quebr*)
        (plastico|papelao|lata|poliester|sintetico|tecido|material|couro) .. (vagabund*|barat*|pintad*|fino|fina|
            ruim|pessim*|horrivel|transparente|sintetico|fraco|fragil)
        (nao|num|n|nada) .. (parec*|igual|bate|corresponde*|condiz*|confere|compativel) .. (foto|fotos|anuncio|
            site|imagem|descricao|video|propaganda)
        (propaganda|anuncio|foto|site|descricao|video) (diz|dizia|mostra|mostrava|era|fala|falava|promete|
            anunciava) ... (veio|chegou|mas|nao|e|so|era|#)
        na (propaganda|descricao|foto|embalagem) #
        (tonalidade|tonalidades|tom|tons|cor|cores|tecido|textura|acabamento) .. (diferente|diferentes|outro|outra|
            nada a ver)
        (cor|tamanho|tecido|modelo|estampa) .. difere* d* (foto|site|anuncio)
        (usado|usada|sinal de uso|sinais de uso|recondicionad*|remanufaturad*|mostruario|segunda mao|seminov*)
            !(na|no|para|pra|meu|minha)
        lacre .. (rompido|violado|aberto|rasgado|quebrado)
        sem lacre
        (embalagem|caixa) .. (violada|reembalada|remendada)
        (autonomia|capacidade|potencia|memoria|espessura|medida|medidas|peso|altura|largura|gramatura) .. (menor|
            falsa|real|nao|errad*|inferior|diferente)
        (bem|muito|mto|mt|super|mais|ficou|veio|tao) (menor|pequen*|curt*|larg*|apertad*|transparente|grande|fin*|
            claro|clara|escuro|escura|feio|feia|mirrad*|minuscul*)
        (nao|num|n|nem) (serve|serviu|coube|cabe|entrou|servil|servio|da no pe|fica bom) !(pra nada|de nada)
        (parece|parecia|parecendo) (um|uma|de) (brinquedo|papel|pano|lixo|boneca|plastico|fantasia|crianca|saco|
            paninho|toalha)
        (pessima|horrivel|ma|baixa|baixissima|pior) (qualidade|kualidade|costura|acabamento)
        (mal acabad*|mal feit*|malfeit*|mal costurad*)
        costura* .. (tort*|ruim|pessim*|abrindo)
        (nao|n) (faz|fez|tem|da) .. (que promet*|efeito|resultado|nada do que|que fala*|que diz*)
    """),
    # Counted: so many bought, fewer came.
    ("incomplete", 4.9, """
        (pedi|comprei|paguei|encomendei) (dois|duas|tres|quatro|2|3|4|5|6|8|10|12) ... (veio|vieram|chegou|
            chegaram|recebi|mandaram) [so|apenas] (um|uma|1|2|3|4|5|6|7|8|9|dois|duas|tres)
        (paguei|comprei|pedi) (por|#) [#] ... (vieram|chegaram|recebi|veio) [so|apenas] # .
        com (#|dois|duas|tres|quatro|seis|dez|doze) .. (e|mas|so) [so] (vieram|veio|chegaram|tinha|tinham|recebi)
            [so|apenas] #
        (recebi|chegou|chegaram|vieram|veio|mandaram) [so|apenas] (#|um|uma|dois|duas|tres) (de|dos|das) [os|
            as] (#|dois|duas|tres|quatro|cinco|seis|dez)
        (brinde|brindes|acessorio*|cabo|carregador|controle|fone|manual|peca*|parafuso*|tampa|tampas|gaveta*|
            escada|suporte|refil|sobremesa|bebida) .. (nao|n|nunca) (veio|vieram|vei|mandaram|chegou|chegaram|
            enviaram)
        (nao|n|nem) (veio|vieram|mandaram|chegou) .. (brinde|brindes|acessorio*|cabo|carregador|controle|manual|
            peca*|parafuso*|tampa|gaveta*|escada|suporte)
    """),
    # Fewer than bought.
    ("incomplete", 4.4, """
        (chegou|veio|recebi|entregaram|mandaram) (apenas|somente) (a|o|as|os|uma|um)
        (faltando|faltano|fautando|faltou|falto|fautou|faltaram|faltam|faltava) !(respeito|com respeito|devolver|
            estornar|pouco)
        (veio|veio so|chegou|mandou|mandaram|enviaram|recebi|entregaram|vieram|enviou|vei) .. (um|uma|1|2|3|4|5|
            dois|duas|tres) d* (#|dois|duas|tres|quatro|cinco|seis)
        (mandou|mandaram|veio|enviaram|chegou|recebi|enviou|vieram|entregaram) ... sendo que .. (kit|eram|sao|
            comprei|anuncio|pedi|e)
        kit .. (com|de) (#|dois|duas|tres|quatro|cinco|seis) ... (veio|vieram|so veio|so vieram|mandaram so|
            so chegou|so recebi)
        (comprei|pedi|eram|era|sao|paguei) .. (#|dois|duas|tres|quatro|cinco|seis) ... (veio|vieram|so veio|chegou|
            chegaram|mandaram|recebi|entregaram|enviaram|mandou) (so|apenas|somente)
        (so|apenas|somente) (veio|vieram|chegou|chegaram|mandaram|mandou|entregaram|recebi|enviaram) (a metade|
            metade|parte|um|uma|1|2|3|4|dois|duas|tres)
        (metade|parte) d* (pedido|compra|itens|produtos|encomenda|pecas|mercadoria)
        (nao|n|nem) (mandou|mandaram|veio|enviaram|vieram|colocaram|entregaram|enviou) (o|a|os|as) (rest*|arroz|
            molho|refrigerante|bebida|coca|carregador|cabo|controle|tampa|parafuso*|manual|brinde|pilha*|fone|
            peca*|gaveta*|porta*|pe|pes|suporte|fonte|segund*|demais|sobremesa|talher*)
        (veio|chegou|vieram|recebi|mandaram) .. sem (o|a|os|as) (carregador|cabo|controle|tampa|parafuso*|manual|
            brinde|pilha*|fone*|peca*|gaveta*|porta*|pe|pes|suporte|fonte|bateria|caneta|capa|chave*)
        (veio|vieram|chegou|recebi) .. (incomplet*|imcomplet*|encomplet*|pela metade|vazi*|so a caixa|so o cabo)
        (caixa|pacote|envelope|embalagem|sacola) .. vazi*
        (vieram|veio) (#|um|uma|dois|duas|tres) a menos
        (o|a) (resto|restante) (do pedido|da compra|nao veio|nao chegou|nunca)
    """),
    # False goods.
    ("counterfeit", 5, """
        (copia|copias) (mal|barat*|ruim|descarad*|pirat*|chines*)
        (pirata|piratas|pirateado|piratao|falsificad*|falsificacao|fauso|fausificado|replica|replicas|imitacao|
            imitacoes|xing|paralelo|paralelos|similar barato)
        (com certeza|obviamente|claramente|nitidamente|totalmente|deve ser|acho que e|e tudo|tudo) fals*
        (e|eh|era|sao|veio|vieram|recebi) fals*
        (produto|perfume|tenis|bolsa|relogio|camisa|creme|fone|mochila|oculos|maquiagem|batom|cartucho) .. fals*
        (nao|n|num|nem) .. original !(da caixa)
        (nao|nunca|n) fixa
        (relogio|tenis|bolsa|perfume|camisa|camiseta|fone|oculos|bone|mochila|creme|batom) .. fake
        (primeira linha|segunda linha|1a linha|do paraguai|camelo|camelodromo)
        (serial|selo|etiqueta|holografic*|qr code|numero de serie|lote) .. (nao bate|nao existe|nao consta|
            invalid*|fals*|nao e reconhecid*|diferente do original|torto|torta)
        (marca|logo|logotipo|nome da marca) .. (errad*|tort*|escrit*|fals*|diferente do original)
        (confirmou|confirmaram|falou|disse|atestou|garantiu) ... nao (e|era|eh) (original|da marca)
        autenticidade
    """),
    # Told by what stands in the hand.
    ("wrong_item", 4.6, """
        (dois|duas|2|ambos|os dois|as duas|so) .. (pe|pes|lado|lados|luva|luvas|fone|fones|sapato|tenis)
            .. (esquerd*|direit*)
        (pe|pes|lado) (esquerd*|direit*) (e|e o outro|e outro) .. (esquerd*|direit*)
        (veio|vieram|chegou|chegaram|recebi|mandaram|entregaram|enviaram|mandou) [um|uma|na cor|de cor|tudo]
            (preto|preta|branco|branca|azul|verde|rosa|roxo|roxa|lilas|bege|cinza|vermelho|vermelha|amarelo|amarela|
            marrom|dourado|prata|
            laranja|vinho|nude|creme|pink|pp|p|m|g|gg|xg) ... (pedi|comprei|escolhi|encomendei|queria|era)
        (pedi|comprei|escolhi|encomendei|queria) [um|uma|na cor|cor|o|a] (preto|preta|branco|branca|azul|verde|rosa|
            roxo|roxa|lilas|bege|cinza|vermelho|vermelha|amarelo|amarela|marrom|dourado|prata|
            laranja|vinho|nude|creme|pink|pp|p|m|g|gg|xg) ... (veio|vieram|chegou|chegaram|
            recebi|mandaram|entregaram|enviaram|mandou)
        (recebi|veio|vieram|chegou|mandaram|enviaram|entregaram) ... (cor|numero|tamanho|referencia|codigo|ref|modelo)
            # ... (era|eram|pedi|pedido|comprei|seria|cor)
        (entregou|entregaram|mandou|mandaram|veio|vieram|chegou|enviou|enviaram|recebi) [de] (outra|outro) (marca|
            modelo|cor|produto|tamanho|voltagem|numero|numeracao|sabor|versao|referencia|item|coisa)
        (engano|erro|equivoco|troca) .. (separador|separacao|expedicao|estoque|almoxarifado|embalador)
        (wrong|different) (item|product|size|color|colour|model|order|one)
        (comprei|pedi) .. (feminin*|masculin*|infantil|adulto) ... (veio|mandaram|chegou) .. (feminin*|masculin*|
            infantil|adulto)
    """),
    ("defective", 4.4, """
        (descalibr*|desregulad*|desafinad*|desnivelad*|desbalancead*|desparafusad*)
        (pixel|pixels) .. (morto|mortos|queimad*|branco*|preso*|apagad*)
        (dead|stuck) (pixel|pixels)
        (backlight|ghosting|bleeding|burn in|tela verde|tela azul|tela preta|risco na tela|linha na tela)
        (marca|marcando|pesa|pesando|mede|medindo) .. (errado|a mais|a menos|peso errado)
        (stopped working|not working|doesnt work|doesn't work|broken|damaged|defective|faulty|cracked)
        (code|codigo|key|chave|gift card|cartao presente|voucher) ... (already redeemed|ja resgatad*|ja usad*|
            ja utilizad*|invalid code)
        vicio (oculto|do produto|de qualidade|redibitorio)
        amass* .. (porta|lateral|tampa|canto|lataria)
        (laudo|assistencia) .. (constat*|confirm*|atest*) .. (defeito|vicio|fabrica)
    """),
    ("not_as_described", 4.4, """
        not as (described|advertised|pictured|shown)
        (anunciou|anunciou-se|anunciado|anunciada|ofertado|ofertada) (como|com|em|de) ... (recebi|recebido|recebida|
            entregue|entregaram|veio|chegou)
        diverge* .. (ofertad*|anunciad*|descrit*|descricao|oferta|anuncio|contratad*|daquele|daquela)
        (pensando|achando|pensei|achei) que (era|fosse|vinha|vinham) ... (era|eram|veio|so|quando)
        (cheap plastic|poor quality|bad quality|low quality)
        (aquem|inferior|distint*) .. (ofertad*|anunciad*|prometid*|descrit*)
    """),
    ("counterfeit", 4.6, """
        (total fake|a fake|is fake|its fake|totally fake|fake total|counterfeit|knockoff|knock off)
        (produto|item|tenis|bolsa|perfume|relogio|camisa) (e|eh|veio|era) [um|uma|totalmente] (fake|replica|copia)
    """),
    ("not_received", 3.4, """
        (never|not|didnt|didn't|hasnt|hasn't|havent|haven't|wasnt|wasn't) [been|yet|even] (arrived|arrive|received|
            receive|delivered|came|come|shipped|ship)
        status (stuck|travad*|parad*|congelad*)
        where is my (order|package|stuff|item|product)
        (stuck|parado|travado|preso|status) .. (processing|in transit|pending|shipped|pre transit)
        shipping ... (passou|atras*|late|nada)
        (still waiting|no tracking|out for delivery)
        (bem|mercadoria|produto|pedido) nao [me] foi (entregue|enviado|disponibilizado)
        (inadimplemento|nao cumprimento|descumprimento) .. (entrega|prazo)
        jamais .. (apresentou|teve|chegou|recebi|foi entregue|movimentacao)
        (vai|vem) chegar [o|a] (meu|minha|meus|minhas)
        (ja e|ja eh|ja era|ja foi|ja passou) [o|a] (carnaval|natal|pascoa|aniversario|festa|casamento|ano novo)
    """),
    ("delivery_problem", 4.4, """
        (delivered|entregue|entregaram|entregou) (pro|to|pra|to my|to the|para o|ao) (neighbor|neighbour|vizinho|
            wrong|meu vizinho)
        delivered (but|e|mas|pro|pra|para)
        (wrong|outro) (address|neighbor|neighbour|house)
        proof of delivery
        objeto em transito ... desde
        percorrer # km
        [e] entregaram (no|na) (meu|minha|outro|outra) ... (dele|dela|certo|outro)
        (levem|levar|entregar|entreguem|leva) .. endereco (certo|correto|dele|dela)
    """),
    # The shop admits the debt, or offers paper for money.
    ("refund_not_paid", 5, """
        (devolucao|produto|mercadoria|retorno) (recebida|recebido|entregue|conferid*|aceita) .. (cd|centro|deposito|
            loja|estoque|deles|voces|armazem)
        (reconhec*|admit*|confess*) ... (restituir|reembolsar|devolver|estornar|dever de|devem)
        nada (creditou|devolveu|restituiu|estornou|depositou|reembolsou|creditaram|devolveram|estornaram)
        (nao|nem|nunca) (quero|aceito|aceitei|pedi|autorizei) .. (vale|carteira|wallet|credito na loja|cupom|
            saldo na loja|vale-compra*|vale-compras|voucher|store credit)
        (vale|credito|cupom|carteira|wallet|voucher) (nao|nenhum) .. (quero|cartao|dinheiro|pix)
        (refunded|refund) (to|in) (your|my) (wallet|account|card)
        (refund|estorno|reembolso) (denied|refused|rejected|never|not)
        (pedi|pediu|pedimos|solicitei|solicitou) .. (reembolso|estorno|refund) ... (ninguem|ngm|negaram|
            ate hoje|ate agora|nada)
        (valor|quantia|saldo) em aberto
        (disputa|reclamacao|contestacao) ... (me negaram|negaram|perdi|encerraram a favor)
        (estorno|reembolso) ... (ate hoje nada|ate agora nada|nada ate|cade|e nada)
        dentro .. (7|sete) dias ... (negaram|negou|recus*)
        (reembolso|estorno|devolucao) .. (negaram|negou|recusaram|indeferi*)
    """),
    ("refund_not_paid", 2, """
        (quero|qro|cade|aguardo|exijo|solicito|preciso d*) .. (estorno|reembolso) d* (pedido|compra|valor|meu|minha)
        (receber|recuperar|reaver|conseguiu) .. (dinheiro|grana) ... (negaram|negou|disputa|tambem|nada)
        (nao|num|n|nem) (devolve|devolvem|devolveu|devolveram|estorna|estornam) .. (dinheiro|valor|grana|#)
        chargeback
    """),
    ("refund_not_paid", 6, """
        pedi .. (reembolso|estorno) ... (ninguem|ngm|nao|nem) respond*
    """),
    ("cancellation", 4.4, """
        (cancelei|desisti|cancelado) .. (mesmo dia|mesma hora|minutos depois|logo depois|em seguida)
        cancel (it|my|the|this|order)
        (recusar|recuso) .. entrega
        (filho|filha|neto|neta|sobrinho|crianca) ... (pegou|mexeu|clicou|mexendo) ... (comprou|compra|pedido)
        cancel* (unilateral*|arbitrari*)
        (resolucao|rescisao|distrato) d* (contrato|compra)
    """),
]
