"""How people tell of charges, accounts and cheats, and what is no complaint about an order at all.

Families of short phrases; their language is in `sayings`.
"""

DEALINGS = [
    # Charged for nothing, twice, or by somebody else.
    ("undue_charge", 4.8, """
        (passou|passaram|cobrou|cobraram|debitou|debitaram|cobrado|cobrada|descontou|descontaram|lancaram|veio|
            pagar|paguei) .. (2x|2 x|duas vezes|2 vezes|dois vezes|3 vezes|tres vezes|em duplicidade|duplicado|
            duplicada|em dobro|dobrado|dobrada)
        (cobranca|cobrancas|compra|fatura|valor|parcela|parcelas|debito) .. (indevid*|duplicad*|duplicidade|
            em dobro|desconhecid*|nao reconhec*|nao autorizad*|que nao fiz|que eu nao fiz|que nao e minha|que nunca)
        (seguro|garantia estendida|assinatura|servico|plano|protecao|titulo|anuidade|clube|cartao)
            .. que [eu] (nao|nunca|n) .. (pedi|contrat*|solicit*|autoriz*|quis|fiz|quero|usei)
        (seguro|garantia estendida|assinatura|plano|clube|anuidade|protecao) .. (sem [eu]|embutid*|nao solicitad*|
            nao contratad*|escondid*|indevid*)
        (colocaram|embutiram|incluiram|enfiaram|empurraram|botaram) .. (seguro|garantia|assinatura|protecao|servico)
        (juros|multa|encargo*) .. (indevid*|abusiv*|sendo que|sem atras*|de atraso|cobrad*)
        (cobraram|cobrou|cobrando|cobram) .. (juros|multa|anuidade)
        (nome|cpf) .. (no|na|pro|pra|para o|ao) (spc|serasa|serassa|cerasa|protesto|cadastro de inadimplentes)
        (negativ*|negativad*) .. (meu nome|nome|meu cpf|cpf|indevid*|serasa|spc)
        (negativada|negativado|negativaram|negativou|negativacao)
        que (cobranca|debito|lancamento|compra|valor|desconto) (e|eh) (essa|esse|isso|este|esta)
        # (lancamentos|cobrancas|debitos|compras) .. (mesma|iguais|repetid*|fatura|cartao)
        (teste|periodo|mes) gratis .. (virou|assinatura|cobr*)
        (caiu|apareceu|chegou|veio) .. (cobranca|debito|desconto|lancamento) .. (cartao|conta|fatura)
        (quitei|paguei|quitado|quitada) ... (continua*|ainda|seguem) .. (mandando|cobrando|chegando|vindo|ligando)
        (descont*|cobrando|cobraram|debit*) .. (seguro|assinatura|protecao|anuidade|mensalidade) !(de servico)
        cobranca .. (compra|pedido|assinatura) .. cancelad*
        (sujaram|sujou|sujar|limpem|tirem|retirem) .. nome
        (divida|debito|conta|contrato|compra|cadastro|emprestimo|cartao) .. (no|em) meu (nome|cpf)
        (nao|nunca) fui eu .. !(que escolhi)
        que nunca (entrei|comprei|pisei|ouvi falar|usei|desbloqueei|pedi)
        (divida|boleto|fatura|parcela) .. (ja paga|ja foi paga|ja paguei|que nao e minha|que nao devo|nunca comprei)
            !(1|2|3|4|5|6|7|8|9)
        (nunca|nao) (fui|sou|tive) .. (cliente|revendedora|revendedor|assinante|consultora|cadastro|cartao)
        (nunca|jamais) .. (comprei|contratei|assinei|autorizei|pedi) .. (nada|nessa|nesse|ai|esse|essa|isso)
        (cobr*|descont*|debit*) .. (todo mes|todos os meses|mensal*|depois que [eu] cancelei|apos .. cancel*|
            mesmo .. cancel*)
        (cancelei|cancelado|cancelada|cancelamento) ... (continua*|ainda|todo mes|segue*|mesmo assim) .. (cobr*|
            descont*|debit*|vindo na fatura|vem na fatura)
        (fizeram|fizerao|realizaram|fez) .. (compra|compras|pedido) ... (meu|minha|cartao|dela|dele|nome)
        (usaram|usou|usando|passaram) .. (meu cartao|cartao dela|cartao dele|cartao da minha|cartao do meu)
        (cartao|conta) .. clonad*
        (mandou|mandaram|cobrou|cobraram|enviaram|passou) (dois|duas|2|3|tres) .. (cobr*|pedi 1|pedi so|pedi um|
            comprei 1|comprei um|comprei so)
        (apareceu|veio|tem|vem) .. (na|no) .. (fatura|extrato|cartao) .. (uma|um|#) .. (que nao|desconhec*|compra|
            cobranca)
        [eu] (nao|n|nunca) (fiz|realizei|autorizei|reconheco|reconhe*|contratei|solicitei|assinei) (esse|essa|este|
            esta|nenhum|nenhuma|tal|compra|isso)
        teste gratis ... (cobr*|descont*|debit*)
    """),
    # The same, told month by month, by its effect, or in English.
    ("undue_charge", 4.9, """
        (descont*|debit*|cobr*|tirando|tiram) # todo mes
        (descont*|debit*|cobr*|tirando|tiram) .. (todo mes|todos os meses|mensalmente|desde)
            .. (clube|assinatura|seguro|plano)
        (clube|assinatura|seguro|plano) .. que [eu] (nunca|nao|jamais) (pedi|quis|assinei|entrei|contratei|fiz)
        (nao|nem|jamais) reconheco .. (lancamento|compra|cobranca|debito|valor|transacao)
        (lancamento|debito|compra|transacao) .. que [eu] (nao|nunca) (reconheco|fiz|autorizei|realizei)
        (charged|billed|cobrad*|debitad*) (twice|two times|duas|double)
        (double|duplicate|unauthorized|wrong) (charge|charged|charges|billing)
        (subscription|trial|free trial) ... (cobr*|charged|charge|debit*|full price)
        (trial|teste|periodo gratis) .. (cobraram|cobrou|virou|renov*)
        (exclusao|cancelamento|estorno) d* (debito|lancamento|cobranca) .. (nao|indevid*|desconhec*)
        nao mantenho .. relacao
        (cobrad*|descontad*|debitad*) ... sem [eu] [nunca] (ter|que) .. (assin*|contrat*|pedi*|autoriz*|solicit*)
        # .. (mesmo minuto|mesma hora|same minute|mesmo segundo)
    """),
    # Free on paper, charged in the bill.
    ("extra_charge", 5, """
        frete ... (era|seria|estava|constava|saiu como|dizia|diz) (gratis|gratuito|zero|free)
        (veio|cobraram|cobrado|cobrou|colocaram|incluiram|lancaram) .. frete ... (gratis|gratuito|incluso|free)
        (cupom|cupon|coupon|desconto|promo|voucher) ... (not applied|was not applied|nao aplicou|nao abateu|
            nao foi abatido|nao computou|nao desconto*)
        (paguei|cobraram|cobrou|paid|charged) # (em vez de|ao inves de|instead of|no lugar de|e nao) #
        (carrinho|orcamento|checkout|pedido) ... (cobrado|cobraram|fatura|cobrou|nota) .. (fatura|cartao|maior|a mais)
        (pedem|cobram|querem|exigem|cobraram) # (de|por|do) (novo|outro|segundo) frete
        hidden (fee|fees|charge)
    """),
    # More than agreed upon, or a price for what should be free.
    ("extra_charge", 4.6, """
        (no anuncio|no site|na propaganda) .. era (gratis|de graca|#)
        cobr* # (de|do|da|por|pela|pelo) (montagem|entrega|frete|taxa|instalacao|embalagem|servico|retirada)
        taxa de (reposicao|devolucao|estocagem|retirada|montagem|instalacao|embalagem|processamento)
        (paguei|comprei) [por] # ... (veio|cobraram|passou|passaram|cobrou|debitaram|debitou) #
        (quero|exijo) .. diferenca
        (cobrou|cobraram|cobrando|cobra|cobram|cobrado|cobrada) .. (taxa|frete|a mais|por fora|entrega|diferenca|
            servico)
        (valor|preco|total) .. (mudou|muda|aumentou|subiu|aumenta|dobrou|diferente|outro|maior|mais caro)
            .. (carrinho|caixa|pagar|finaliz*|hora|checkout|boleto|fatura)
        (no caixa|na hora de pagar|no carrinho|no checkout|na hora de finalizar|ao finalizar) ... (mais caro|maior|
            outro valor|outro preco|subiu|aument*|mudou|#)
        frete gratis ... (cobr*|paguei|mas|nao|veio)
        (querem|quer|exigem|exige|pedem|pediu|pediram|manda|mandaram) .. (pague|pagar|pago) .. (frete|taxa|
            diferenca|mais|de novo)
        (tenho|ter|teria) que pagar .. (frete|taxa|diferenca|mais|de novo|devolucao)
        (desconto|cupom|promocao|oferta|cashback) .. (nao foi aplicad*|nao aplic*|nao entrou|nao valeu|sumiu|
            nao deram|nao considerou)
        (anunciad*|anuncio|anuncia|prateleira|site|app|promocao) .. (por|a|era|de) # ... (cobr*|caixa|passou|paguei)
        (diferenca de|a mais|mais caro|acima do)  (#|anunciad*|valor|preco|site)
        (reajust*|aumentaram|aumentou) .. (preco|valor|mensalidade|plano)
    """),
    # Cheats.
    ("scam", 5, """
        (cai|caimos|caiu) [tambem] (nessa|nesse|neste|nesta|nisso) !(semana|mes|dia|casa)
        (sumiu|sumiram|apagaram|desapareceu) (tudo|todos|com tudo|a loja|o site|o perfil)
        (limparam|zeraram|esvaziaram|raparam) .. conta
        link .. (pagamento|whats*|falso|sms) ... (limparam|roubaram|clonaram|sumiu|golpe)
        (gopi|golp|guolpe|farsa|pilantragem|extelionato|istelionato)
        (perfil|site|loja|pagina|instagram|insta|conta|empresa|link|vendedor*|app|central|boleto|email|e-mail|
            comprovante|anuncio|atendente|leilao) .. (fake|clonad*|fals*|falc*|fantasma|fraudulent*|golpista|
            inexistente|adulterad*)
        fals* .. (central|site|loja|boleto|email|vendedor*|perfil|funcionari*|atendente|leilao|gerente|comprovante)
        (e|eh) fake
        [me] (bloqueou|bloquearam|bloqueo|bloquiou|bloquear) .. (zap|whats*|wats*|insta*|face*|conversa|depois|
            nas redes|em tudo|assim que)
        (pix|deposit*|transferi*|paguei|pagamento|dinheiro) ... me (bloqueou|bloquearam|bloqueo|bloqueio)
        (fui|sou|ser) bloquead* !(na conta|no app)
        (se passa*|se passando) (por|pel*|como)
        (email|e-mail|mensagem|sms|link|comprovante) .. (igual|identic*|dizendo) .. (olx|mercado|banco|pagamento|
            correios)
        (pagar|pagamento|pague|pagasse|negociar|fechar) por fora
        (sumiu|sumiram|desapareceu|desapareceram|evaporou|escafedeu) .. (com o dinheiro|com meu dinheiro|
            com a grana|depois d*|apos|assim que|do mapa|whats*)
        (mandei|depositei|fiz o pix|transferi) ... (e sumiu|e sumiram|e desapareceu|nao responde mais|e ele sumiu|
            e ela sumiu)
        (site|loja|pagina|perfil) .. (saiu do ar|nao existe|apagad*|sumiu|desapareceu|desativou|tiraram do ar)
        (cnpj|loja|empresa) .. (nao existe|inexistente|baixad*|inapt*|de fachada)
        (numero|telefone|whats*) nao existe mais
        (saiu|saiu|tirado|tiraram|sumiu) do ar
        (copia*|clone|imita*|identic*) .. (site|loja|magalu|pagina|americanas|oficial)
        (cai|caiu|caimos|cair|cairam) .. (conto|golpe|conversa|armadilha|lorota)
        (ligou|ligaram|ligacao|liga*) dizendo .. (ser|que e|que era|banco|central)
    """),
    # A prize that costs: the oldest of them.
    ("scam", 6.6, """
        (ganhado|ganhei|ganhou|ganhador*|sortead*|sorteio|premio|premiad*|contemplad*|brinde) ... (pag*|pix)
            .. (frete|taxa|entrega|envio|liberar|liberacao)
        (paguei|pagar|pague|pagasse) [so|apenas|somente|o|a] (frete|taxa) .. (premio|brinde|sorteio|receber)
        (so|apenas|somente) pag* [o] frete
    """),
    # Words of warning: beside a late parcel they are anger.
    ("scam", 1.1, """
        (nao|n) (caiam|caia|caiao|comprem|compre|compri|confiem) !(na minha conta|nada|mais la|mais nada)
        (espalhem|divulguem|denunciem|fujam|cuidado gente|alerta)
        (paguei|pago) ... (e sumiu|e sumiram|nunca mais responde*|e ele sumiu|e ela sumiu)
    """),
    # Locked out.
    ("account_access", 4.8, """
        (conta|cadastro|perfil|acesso|login|loja) .. (inabilitad*|suspens*|banid*|bloquead*|bloqueo|desabilitad*|
            invadid*|hackead*|rackead*|raqueada|restringid*|desativad*)
        (locked out|account) .. (hacked|locked|suspended|banned|blocked|account)
        (cant|can't|cannot) (log in|login|sign in|access)
        (hackearam|rackearam|raquearam|invadiram|roubaram|bloquearam|suspenderam|baniram|desativaram) .. (conta|
            perfil|cadastro|acesso|login)
        (nao|n|nem) .. (entrar|logar|acessar|acesso|entra|loga) .. (conta|app|site|aplicativo|cadastro|plataforma|
            curso|perfil)
        (senha|codigo|token|sms|email) .. (nao chega|nao chegou|nao vem|nao veio|nao recebo|nao funciona|
            nao aceita|invalid*|incorret*|nao reconhec*) !(o produto)
        (perdi|troquei|mudei|trocar|mudou) .. (numero|celular|telefone|email|chip) ... (conta|acess*|entrar|codigo|
            senha|logar)
        codigo .. (sms|numero|celular|email|telefone|chip) .. (nao tenho|antigo|antiga|nao chega|nao recebo)
        (entraram|mexeram|acessaram) na minha conta
        (desbloque*|reativ*) .. (conta|cadastro|perfil|acesso)
        (esqueci|recuper*|redefin*|resetar|trocar) .. senha
        (verificacao|reconhecimento) (facial|em duas etapas|de identidade) .. (nao|recus*|falh*)
    """),
    # No complaint about an order: praise, questions about the shop, work, papers, a desk that does not answer.
    ("other", 5, """
        parabens !(aos envolvidos|pela incompet*|pelo desserv*|pela palhacada|pelo descaso|pela falta)
        (rapidissimo|rapidissima|super recomendo|recomendo a todos|amei|adorei|nota 10|nota dez|nota mil|
            excelente loja|otima loja|muito satisfeit*|chegou antes do prazo|chegou certinho|otimo atendimento|
            excelente atendimento|excelente empresa|melhor loja)
        (essa|esta|essa loja|loja|site|esse|o site) .. (confiavel|de confianca|segura|seguro|seguro comprar|
            verdadeira)
        (e|eh|sao) (confiavel|confiaveis|de confianca)
        (posso|pode|da pra) (confiar|comprar sem medo|comprar tranquil*)
        alguem .. (ja comprou|comprou ai|conhece essa|conhece esse)
        (voces|vcs|vc|ces) (vende|vendem|entrega|entregam|aceita|aceitam|parcela|parcelam|fazem|trabalham|tem|
            teria) ?
        (vende|vendem|entrega|entregam|aceita|aceitam|parcelam) (em|no|na|pra|para|com|boleto|cartao|pix|vale|
            loja) ?
        tem (loja|lojas|filial|frete gratis|como comprar) ?
        (qual|quais|que) .. (horario|telefone|endereco da loja|numero de telefone|whatsapp|e-mail de voces|
            frete para)
        (numero|telefone|whats*|contato|email|zap) (da|do|de|deles|das) (loja|shopee|magalu|empresa|atendimento|
            amazon|voces|vcs|sac|suporte|gerente|ouvidoria)
        (qual|quanto) .. (prazo|frete|tempo) .. (interior|norte|nordeste|cep|cidade|regiao|ceara|manaus|bahia|
            portugal)
        (virar|ser|quero ser|me tornar) (revendedor*|consultor*|afiliad*|fornecedor*|parceir*)
        (vaga de emprego|vaga de trabalho|vagas de emprego|curriculo|curriculum|trabalhar ai|trabalhar com vcs|
            trabalhar com voces|trabalhar na empresa|contratando|processo seletivo|entrevista de emprego)
        (sou|somos) (vendedor*|lojista*|parceir*|fornecedor*|afiliad*|motorista|entregador*|revendedor*) !(nao|
            de fato)
        (minhas vendas|vender (na|no)|minha loja na|minha loja no|minha loja foi|meu anuncio|meus anuncios|
            anunciar|meu comprador|o comprador|repasse)
        (blog|materia|artigo|postagem|conteudo|texto) (muito|bom|otim*|excelente|ajud*|esclarec*|top)
        (obrigad*|valeu) (pela|pelas|pelo|pelos) (dica*|ajuda|informac*|materia|atendimento|explicac*|conteudo|
            resposta)
    """),
    # A desk, a page or a voucher that does not work.
    ("other", 4.8, """
        (0800|telefone|chat|site|app|aplicativo|link|cupom|cupon|vale|boleto|codigo de desconto|sistema|pagina|
            whats*|sac|cashback|gift card|robo|pagamento) .. (nao|n|nunca|num|so da) .. (funcion*|abre|carrega|
            atende*|entra|completa|vai|aceita|gera|gerou|erro|resgat*)
        (atendente|humano|pessoa de verdade|ser humano|alguem) .. (humano|de verdade|de carne)
        falar com .. (atendente|humano|gerente|alguem|pessoa|ninguem)
        (nao|n) consigo .. (pagar|falar|gerar|emitir|imprimir|contato|resgatar|usar|cadastrar|comprar|finalizar|
            anunciar|colocar) !(devol*|a devol*)
        (nao|n) consegui .. (pagar|gerar|emitir|resgatar|cadastrar|finalizar)
        (segunda|2|2a) via
        (vale|cartao|cupom) (presente|compra|compras|troca|desconto) .. (nao|n) .. (funciona|passa|aceita|usar|
            entra|pega)
        (desbloquear|desbloqueio|solicitar|pedir|aumentar|aumento) .. (cartao|limite|carne)
        (cartao do banco|meu cartao do|cartao renner|cartao de credito da loja|fatura digital)
        nota fiscal .. (errad*|em nome|no nome|nao|nunca|sem|outro|preciso)
        (sem|cade|preciso|quero|mandem|falta) .. nota fiscal
        (mal atendid*|mau atendimento|pessimo atendimento|atendimento pessimo|atendimento horrivel|mal educad*|
            grosseir*|falta de educacao|desrespeit* cliente|atendente grossa|atendente grosso|me tratou mal|
            me trataram mal|fui destratad*|racismo|preconceito)
        (avaliacao|comentario|anuncio) .. (apag*|remov*|exclu*|nao aparece|nao apaga)
        (vale|pontos|milhas|cashback) .. (expir*|sumi*|nao caiu|nao creditaram|venceu|nao entrou)
        (propaganda|spam|email|mensagens|ligacoes) .. (toda hora|todo dia|sem parar|nao para|nao param|parem)
        (descadastr*|lgpd|excluir meus dados|apagar meus dados|meus dados pessoais)
    """),
    # Said beside a complaint, it decides little.
    ("other", 1.1, """
        (pior|pessima|horrivel|lixo|porcaria|vergonha) .. (empresa|loja|site|atendimento|plataforma|aplicativo)
        (nunca mais) .. (compro|comprar|volto)
        (ninguem|nunca|nao) .. (resolve|resolvem|responde|respondem|atende|atendem|resolveu)
    """),
    # Customs, beside the words of the trade.
    ("customs_tax", 5, """
        (despacho postal|tributacao|imposto de importacao)
        governo .. (cobr*|tax*|imposto)
        (imposto|taxa|tributo|icms) .. (correios|importacao|pagar|paguei|duas vezes|china|encomenda)
        (minhas importacoes|alfandega|alfandiga|aduana|receita federal|taxado|tachado|remessa conforme)
            !(mora*|rua)
        (liberacao|desembaraco) .. (alfand*|aduan*|pagamento|taxa)
        (retid*|parad*|pres*|saiu|unidade) .. curitiba
        (customs|import) (fee|fees|tax|duty|charge)
        (taxaram|taxou|tacharam|tributaram|taxada|taxado|taixado)
    """),
]
