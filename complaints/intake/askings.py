"""How people say what they want, by families of short phrases; the language of the phrases is in `sayings`."""

ASKINGS = [
    ("refund", 3, """
        (quero|qro|queria|exijo|preciso|kero|quero so|so quero) [os|o|meus|meu|os meus|as] (#|100|reais) !(pecas|
            dias|unidades|produtos|itens|pares|horas)
        (devolvam|devolva|devolve|devolvao|estornem|estorna|reembolsem|reembolsa|devolvessem|estornassem|devolvao|
            restituam|ressarcam) !(o produto|a mercadoria|minha conta|meu acesso|o acesso|meu produto|meu pacote|
            meu perfil)
        (chave|pix) ... (para|pra|p) [o|a|fazer|fazer o] (reembols*|devol*|estorn*|deposit*|restitu*)
        (faz|faca|facam|fassa|manda|mandem|deposita*|deposite*) .. (pix|estorno|reembolso) .. (meu|chave|conta|
            para|pra|#)
        (quero|qro|quero so|queria|desejo|vou|gostaria) [de|so] devolver !(so se)
        (quero|qro|kero|queria|so quero|cade|preciso d*|exijo) .. (dinheiro|dinhero|diheiro|grana|money)
        (meu|o) (dinheiro|dinhero|valor) (de volta|devolta|devolvido|na conta)
        (me|nos) (deem|deiam|da|de|devolve|devolva|devolvam|devolver|reembols*|ressar*|pague|paguem|estorn*)
            .. (dinheiro|valor|grana|que paguei|#|integral|tudo)
        (libera|liberem|liberar|desbloqueiem|solta|soltem) .. (dinheiro|saldo|valor|pagamento)
        (quero|exijo|peco|solicito|qro|aguardo|espero|pedi|pedindo|preciso) ... (reembols*|rembols*|reebols*|
            estorn*|extorn*|istorno|estrono|ressarc*|restitui*|devolucao)
        (devolucao|reembolso|estorno|ressarcimento) (imediat*|integral|total|ja|urgente|do valor|do dinheiro|
            da diferenca|das|dos)
        (indenizacao|indenizado|indenizada|ressarcido|ressarcida|reembolsado|reembolsada|ressarci)
        nao aceito .. (troca|trocar|outro|vale|credito)
        (quero|qro|preciso|queria) (o|os|a|as|meu|meus|minha|esse|essa|#) .. (imposto|taxa|frete|valor|#|reais|
            grana|dinheiro|que paguei) .. de volta
        (estou|to|correndo) .. atras d* (meu|nosso) .. (dinheiro|estorno|reembolso|valor)
        (quero|qro|exijo) (esse|esses|os|meus|o) #
        (como|conseguir|consigo|recuperar|reaver) .. (meu dinheiro|o dinheiro|meu valor|o valor)
        (quero|qro|queria|exijo) [so] (o|os|meu|meus) (valor|valores) (da|das|do|dos|de|pago|que)
        me (paga|pague|paguem|pagem)
        (kd|cade|quede) .. (dinheiro|estorno|reembolso|grana|valor)
        (diferenca|resto|restante) (de volta|do dinheiro|do valor)
        (quero|exijo|qro|queria|solicito) .. diferenca
    """),
    # One that works, the right one, another.
    ("replacement", 3, """
        (quero|qro|kero|queria|preciso|mandem|enviem|mande|envie|mandar|enviar|exijo|espero|aguardo)
            [que] [me] [mandem|enviem|de|so] (um|uma) (outr*|nov*|certo|certa|que funcione|que preste)
        (quero|qro|kero|queria|preciso d*|mandem|enviem|mande|envie|exijo|manda|tragam|tragam) [me|so] (outr*|
            nov* produto|nov* aparelho) !(coisa|loja|solucao|resposta|opcao|vez)
        (quero|qro|queria|preciso|mandem|mande|enviem|envie|mandar|enviar|exijo|tragam) .. (o|a|os|as) (cert*|
            corret*|que comprei|que pedi|que eu pedi|que eu comprei|que escolhi)
        (troca|trocar|troquem|troque|trocam|trocarem|destroca*|trocassem|substitu*|reposicao|repor|reponham)
            !(errad*|de mensagens|de email*)
        (nao|n|recus*|neg*|se negam a) (quer|querem|fazem|aceita|aceitam|faz|efetu*|fazer|vao|a) .. (troca|trocar|
            destrocar)
        (arrum*|consert*|concert*|repar*) .. (produto|aparelho|celular|maquina|defeito|geladeira|tv|o|a)
        (enviar|mandar|enviarem|mandarem) (outr*|uma outra|um outro|uma nova|um novo)
        (garantia) .. (cumpr*|honr*|acion*|us*|ativ*|valer)
    """),
    # The thing that was bought.
    ("delivery", 2.8, """
        (quero|qro|kero|queria|exijo|preciso d*|so quero|espero|necessito d*) (o|a|os|as|meu|minha|meus|minhas|
            esse|essa) .. (que [eu] comprei|que [eu] paguei|pelo preco|que [eu] pedi|que faltou|que faltam|
            que falta)
        (cumpram|cumpra|cumprir|cumprissem|comprir|honrem|honre|honrar) .. (oferta|prazo|preco|anuncio|prometido|
            combinado|entrega|compra|promocao|anunciado)
        (mandem|manda|mandassem|enviem|envie|enviassem|enviar|entreguem|entreguassem|entregassem|tragam|traga|
            despachem|despacha|liberem|libera|postem) .. (logo|meu|minha|meus|minhas|produto|pedido|encomenda|
            pacote|resto|restante|falt*|que comprei|em casa|por favor|urgente)
        (mandem|mande|enviem|envie|entreguem|mandar|enviar) .. (que faltou|que falta|que faltam|faltante*|faltando|
            o resto|o restante|peca*|parafuso*)
        (quero|qro|queria|exijo|preciso|espero|aguardo|necessito) .. (entrega|entreguem|receber|recebe|resseber|
            enviem|mandem|cheguem|chegue|que chegue|enviassem|mandassem|entregassem)
        (facam|faca|fazer) .. (entrega andar|nova entrega|entrega|chegar|andar)
        redirecion*
        preciso .. (ate|pra|para) (la|sabado|sexta|domingo|amanha|aniversario|festa|segunda|natal)
        (reenvi*|remandem|mandem de novo|envie novamente|enviem novamente|nova entrega|nova tentativa|
            entregar novamente|tentem de novo|reagendem|remarquem|reagendar|remarcar)
        (preciso|precisava|urgente|urgencia|necessito) .. (do produto|do remedio|desse produto|do pedido|
            da encomenda|pro aniversario|pra festa|para o natal|ate sexta|ate sabado)
    """),
    ("cancellation", 3.2, """
        (cancela|cancelem|cancele|cancelar|canselar|cancelo|cancelamento|cancelarem|canselamento) .. (essa|esse|
            isso|minha|meu|o|a|compra|pedido|assinatura|plano|cartao|seguro|contrato|pf|por favor|logo|tudo|ja|
            urgente) !(sem|pela|pelo|foi)
        (quero|qro|como|gostaria|preciso|desejo|solicito|peco|queria|tem como|consigo|posso|kero|exijo)
            .. (cancel*|cansel*|desist*)
        (nao|n) quero mais [o|a|esse|essa|este|esta] !(saber|nada|problema|comprar)
        (parem|para|parar|pare|parassem) de [me] (cobr*|descont*|debit*|mandar cobranca)
        (tirem|tira|retirem|limpem|removam|retirar|tirar|excluam|baixem) .. (nome|spc|serasa|cobranca|divida|
            seguro|restricao|negativacao|protesto)
        (serasa|spc|nome) ... que (tirem|retirem|limpem|removam|baixem)
        (quero|queria|como|qro) (tirar|remover|excluir|sair|parar) !(duvida|uma duvida)
        como [eu] (cancela|cancelo|cancelar|paro|saio|desativo|encerro)
        (bloque*|suspend*) .. (tudo|compra|cobranca|cartao|pagamento|assinatura) [urgente]
        (excluam|encerr*|fech*) .. (conta|cadastro|assinatura)
    """),
    ("access", 3.2, """
        (quero|preciso) .. (minha conta|ela|meu perfil|meu acesso) de volta
        (desbloque*|reativ*|liber*|devolv*|recuper*|restaur*|destrav*) .. (conta|acesso|perfil|cadastro|login|
            senha|loja)
        (quero|preciso|queria|qro|como|gostaria) .. (entrar|acess*|logar|acesso) !(em contato|o codigo de rastre*|
            a justica|com)
        (desbloque*|liberar|liberem) .. cartao
    """),
    # What has happened and what will be.
    ("information", 2.6, """
        (quero|qro|queria|gostaria|preciso|kero|desejo|exijo|solicito|peco|queremos|necessito) .. (saber|sabe|
            explica*|esclarec*|informac*|posic*|resposta sobre|satisfacao|prova|provas|comprovante|canhoto|rastre*|
            codigo de rastre*|previsao|nota fiscal|telefone|numero de telefone|numero do)
        (exijo|quero|qro|cade|mandem|preciso d*|mostrem) (o|a|do|da|um|uma) (canhoto|comprovante|assinatura|prova|
            rastreio|codigo|nota|previsao|numero|contato|link|protocolo)
        alguem .. (sabe|pode me|me ajuda|me explica|me diz|consegue me|me informa|passou por|ja conseguiu|teve|
            tem noticia)
        (o que|oque|oq|q) .. (aconteceu|houve|ouve|ta acontecendo|esta acontecendo|faco|fasso|fazer|devo fazer)
        (me|nos) (expliquem|explica|explique|informem|informe|informa|informar|diga|digam|respondam|responda|
            responde|orientem|orienta|esclarecam|retornem|deem uma posicao|de uma posicao|da uma posicao|
            de um retorno)
        (como|onde) [eu] (faco|fasso|faso|posso|devo|vou|fica|proceder|resolver|consigo|vai|vao|chega|sera|devolvo|
            troco|recebo|pego|pago|rastreio|acompanho|reclamo|entro|abro)
        (tem|teria|ha|haveria|existe) (como|jeito|alguma forma|possibilidade|chance|previsao|prazo)
        (qual|quais) (o|a|e|eh|sera|seria|prazo|foi) .. (prazo|previsao|telefone|numero|motivo|status|endereco|
            data|situacao|posicao|horario|dia|contato|email|site|procedimento|meu|ainda|da)
        (posso|poderia|podemos|consigo) (devolver|trocar|pedir|receber|cancelar|abrir|desistir|confiar|reclamar|
            exigir|processar)
        (isso|esta|ta) (e|eh|ta|esta|certo|correto|normal|permitido|legal|dentro da lei) .. (certo|correto|normal|
            legal|permitido|dentro da lei)
        (tenho|tem|teria) (direito|direitos) (a|de|ao|em|ou)
        (por que|porque|pq|pk|porq) ?
        (mudar|alterar|trocar|corrigir|arrumar) o endereco
        (quanto tempo|quantos dias|ate quando|que dia|que horas)
        sera que
        (verifiquem|verificar|averiguar|averiguem|checar|confirmar|confirmem) .. (pedido|compra|entrega|encomenda|
            situacao|pagamento|pra mim|por favor|o que|se)
        (vende|vendem|entrega|entregam|aceita|aceitam|parcelam) .. (em|para|pra|no|na|com|aqui) ?
        segunda via
        (quem|qual) (assinou|recebeu|pegou|autorizou|fez)
    """),
    # No order is asked about, but a voice, an apology, a deed.
    ("other", 2.4, """
        (quero|qro|preciso|queria|gostaria|deixem|consigo) .. falar com .. (atendente|humano|alguem|gerente|pessoa|
            responsavel|supervisor)
        (nao|nem) (apaga|apagam|remove|removem|exclui|excluem) .. (anuncio|foto|perfil|cadastro|conta|comentario)
        (apaguem|apagar|removam|remova|excluam|tirem|retirem) .. (anuncio|comentario|foto|avaliacao|perfil|video|
            site do ar|pagina)
        (quero|exijo|queria|espero) .. (retratacao|desculpas|justica|providencia*|respeito|solucao|danos morais|
            nota fiscal|meus direitos)
        (apaguem|apagar|excluam|excluir|removam) .. meus dados
        (corrijam|corrija|corrijao|corrige)
        (corrigir|arrumem|correta|certa) .. (nota|nota fiscal|cadastro|nome|dados)
        me (tirem|tira|removam|excluam) .. (lista|grupo|cadastro|emails)
        nota fiscal ... (correta|certa|corrig*|preciso|quero|mand*|emit*)
        (parem|pare|parar) de [me] (mandar|ligar|enviar|encher|perturbar)
    """),
    # A question and nothing more.
    ("information", 1.2, """
        (cade|kd|kade)
        (e agora|e dai|e ai) .
        (quando|qdo|qd) (vai|vao|vou|sera|chega|chegara|recebo|entregam|devolvem|enviam|que vai|que vao|que chega|
            meu|minha|voces|vcs)
    """),
    # As lawyers ask, and as English does.
    ("refund", 3, """
        (requeiro|requer|requer-se|pleiteio|postulo|reivindico|notifico|intimo|exige-se|peco) ... (restitui*|devolucao|
            reembols*|estorn*|ressarc*|indeniz*|quantia)
        restitui* (da|das|de|do|em|imediat*|integral) .. (quantia|valor|valores|importancia|preco|dobro)
        (repeticao do indebito|repeticao de indebito|devolucao em dobro|perdas e danos)
        minha escolha ... (restitui*|devolucao|dinheiro)
        (estorno|devolucao|abatimento) (da diferenca|do valor|proporcional|integral|imediato)
        (refund|money back|chargeback) !(policy|denied|to your)
        (give|want|get) .. (money|refund)
        quero (em|no|na|pelo|pra) [o|a|meu|minha] (pix|cartao|conta|dinheiro|boleto)
        (quero|qro) .. (estorno|reembolso) d*
        (devolvi|devolve|devolv*) por favor
        devolv* .. preco
        (nao posso|num posso|nao da pra) perder .. (dinheiro|valor)
    """),
    ("replacement", 3, """
        (requeiro|requer|requer-se|faculto|pleiteio|notifico|exijo|solicito|aguardo|peco) ... (substitui*|troca|reparo|
            conserto|reposicao)
        minha escolha ... (substitui*|troca)
        (replacement|replace|exchange)
        (preciso|quero|queremos|precisamos) (da|das|do|dos|a|as|o|os) .. (certa|certas|certo|certos|correta|corretas|
            correto|corretos)
        instrucoes para a troca
    """),
    ("delivery", 3, """
        (requeiro|requer|requer-se|pleiteio|notifico|exijo|peco|solicito|exige-se) ... (entrega|cumprimento|cumpra*)
        cumprimento (forcado|da oferta|do contrato|do anuncio|imediato|da entrega)
        exijo [o] cumprimento
        (levem|leve|levar|entreguem|entregar|tragam) .. (endereco|lugar|local) (certo|correto|dele|dela)
        (send|ship|deliver) (it|my|the)
        (want|need) my (order|package|product|item|stuff)
    """),
    ("cancellation", 3.2, """
        (resolucao|rescisao|desfazimento|distrato) d* (contrato|compra|negocio|avenca)
        (exclusao|baixa|cancelamento|anulacao|inexigibilidade) d* (debito|lancamento|cobranca|divida|apontamento|
            negativacao)
        cancel (it|my|the|this)
        (quero|qro|exijo|favor|peco) [que] (pare|parem) [com|de] (isso|descont*|cobr*|debit*|me)
        (recusar|recuso) .. entrega
        (unsubscribe|cancel subscription)
    """),
    ("information", 2.8, """
        (q|que|qual|quando|qdo) (dia|data|hora|e que) .. (chega|chegar|vem|entreg*|sai|recebo|vou)
        (expliquem|explique|alguem explica|quem explica|me explica)
        (pode|podem|poderia|poderiam) [me] (verificar|informar|explicar|confirmar|esclarecer|orientar|checar)
        (where is|when will|what happened|any update)
        (esclarecimento|esclarecimentos) .. (sobre|acerca|cobranca|demora)
        (me da|me de|me deem|quero) uma (resposta|posicao|explicacao|luz)
    """),
    ("other", 3.2, """
        (eliminacao|exclusao|remocao) d* [meus] (dados|meus dados|cadastro)
        (retratacao|providencias cabiveis|danos morais)
    """),
]
