"""The doors of a case, how they stand, and what is said of each: names, order, sources. Pure tables."""

from enum import StrEnum
from typing import NamedTuple


class DoorName(StrEnum):
    """Every way out. Those outside this house bear the names of `disputes.models.Door`."""

    SHOP_HELP = "shop_help"
    SHOP_DISPUTE = "shop_dispute"
    HOSTED_DISPUTE = "hosted_dispute"
    WITHDRAWAL = "withdrawal"
    GUARANTEE = "guarantee"
    BANK_SAC = "bank_sac"
    CHARGEBACK = "chargeback"
    PAYPAL = "paypal"
    MED = "med"
    EBANX = "ebanx"
    RECLAME_AQUI = "reclame_aqui"
    CONSUMIDOR_GOV = "consumidor_gov"
    PROCON = "procon"
    JUIZADO = "juizado"
    DEFENSORIA = "defensoria"
    PROTESTE = "proteste"
    POLICE = "police"


class Status(StrEnum):
    """How a door stands now, in the order in which people should look at them."""

    DO_TODAY = "do_today"
    OPEN = "open"
    NEEDS_FACTS = "needs_facts"
    WAITING = "waiting"
    LATER = "later"
    USED = "used"
    EXCLUDED = "excluded"
    CLOSED = "closed"


# Folded at the end of the page.
SHUT = (Status.USED, Status.EXCLUDED, Status.CLOSED)


class Takes(StrEnum):
    """Whether who stands behind a door will take the case."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Source(NamedTuple):
    """Where something is written that no rule of the table says: address and trust mark."""

    url: str
    trust: str


CDC = "http://www.planalto.gov.br/ccivil_03/leis/l8078compilado.htm"
L9099 = "http://www.planalto.gov.br/ccivil_03/leis/l9099.htm"
D7962 = "http://www.planalto.gov.br/ccivil_03/_Ato2011-2014/2013/Decreto/D7962.htm"
SOURCES = {
    "cdc7_18_25": Source(CDC, "law"),
    "cdc18": Source(CDC, "law"),
    "cdc35": Source(CDC, "law"),
    "cdc42": Source(CDC, "law"),
    "cdc49": Source(CDC, "law"),
    "d7962_4": Source(D7962, "law"),
    "l9099_3": Source(L9099, "law"),
    "l9099_9": Source(L9099, "law"),
    "l9099_18": Source(L9099, "law"),
    "l9099_54": Source(L9099, "law"),
    "alipay_case": Source("", "third_party"),
    "cgb_faq": Source("https://consumidor.gov.br/pages/conteudo/publico/3", "official"),
    "ra_blog": Source(
        "https://blog.reclameaqui.com.br/avaliar-uma-reclamacao-no-reclame-aqui-o-prazo-e-de-6-meses/", "official"),
    "procon_pages": Source("", "third_party"),
    "defensoria_texts": Source("", "third_party"),
    "proteste_texts": Source("", "third_party"),
    "med_press": Source("", "third_party"),
    "card_texts": Source("", "third_party"),
    "paypal_help": Source(
        "https://www.paypal.com/br/cshelp/article/o-paypal-cobre-minha-compra-se-houver-algum-problema-help364",
        "official"),
    "ebanx_help": Source("https://ajuda.ebanx.com", "official"),
    "ae_help_copy": Source("", "third_party"),
    "no_reopening": Source("", "third_party"),
    "house": Source("", "ours"),
    # Said by many, found in none of the texts that were read.
    "practice": Source("", "memory"),
}

# The ladder that is advised where nothing hurries; the law sets none.
LADDER = {
    door: step for step, door in enumerate((
        DoorName.MED, DoorName.POLICE, DoorName.SHOP_DISPUTE, DoorName.WITHDRAWAL, DoorName.SHOP_HELP,
        DoorName.GUARANTEE, DoorName.EBANX, DoorName.PAYPAL, DoorName.CHARGEBACK, DoorName.HOSTED_DISPUTE,
        DoorName.CONSUMIDOR_GOV, DoorName.RECLAME_AQUI, DoorName.BANK_SAC, DoorName.PROCON, DoorName.JUIZADO,
        DoorName.DEFENSORIA, DoorName.PROTESTE,
    ))
}

# Documents that are no file of the case: the person brings them.
IDENTITY, CPF, ADDRESS, ACCOUNT, LOW_INCOME = "identity", "cpf", "address", "account", "low_income"
COMPANY_DATA, SUMMARY = "company_data", "summary"


class Ways(NamedTuple):
    """What always holds of a door: its cost, how far what is said of it can be relied on, its papers."""

    cost: str
    trust: str
    documents: tuple = ()


WAYS = {
    DoorName.SHOP_HELP: Ways("free", "law", ("order_page",)),
    DoorName.SHOP_DISPUTE: Ways("free", "third_party", ("order_page",)),
    DoorName.HOSTED_DISPUTE: Ways("free", "ours", ("order_page",)),
    DoorName.WITHDRAWAL: Ways("return_on_shop", "law", ("order_page",)),
    DoorName.GUARANTEE: Ways("free", "law", ("order_page",)),
    DoorName.BANK_SAC: Ways("free", "law", ("statement",)),
    DoorName.CHARGEBACK: Ways("free_ask_bank", "third_party", ("order_page", "statement", "shop_complaint")),
    DoorName.PAYPAL: Ways("free", "official", ("order_page", "payment")),
    DoorName.MED: Ways("free", "third_party", ("payment", "chat")),
    DoorName.EBANX: Ways("free", "official", ("payment", "refund_promise")),
    DoorName.RECLAME_AQUI: Ways("free", "official", (ACCOUNT, "order_page")),
    DoorName.CONSUMIDOR_GOV: Ways("free", "official", ("gov_br", CPF, "order_page", "shop_complaint")),
    DoorName.PROCON: Ways(
        "free", "third_party", (IDENTITY, CPF, ADDRESS, "order_page", "payment", "shop_complaint", COMPANY_DATA)),
    DoorName.JUIZADO: Ways(
        "free_first", "law",
        (IDENTITY, CPF, ADDRESS, SUMMARY, "order_page", "payment", "shop_complaint", COMPANY_DATA)),
    DoorName.DEFENSORIA: Ways("free", "third_party", (IDENTITY, CPF, ADDRESS, LOW_INCOME, "order_page")),
    DoorName.PROTESTE: Ways("members", "third_party", (ACCOUNT, "order_page", "shop_complaint")),
    DoorName.POLICE: Ways("free", "memory", (IDENTITY, CPF, "payment", "chat")),
}
# What the person brings and no file of the case can show.
PAPERS = frozenset({IDENTITY, CPF, ADDRESS, ACCOUNT, LOW_INCOME, COMPANY_DATA, SUMMARY, "gov_br"})
# How many items of the checklist a door wants beside its own papers.
WANTS_CHECKLIST = frozenset(DoorName) - {DoorName.DEFENSORIA, DoorName.WITHDRAWAL, DoorName.BANK_SAC}
# The shop and the payment company know what an order page shows; the body of a state is a body of the directory.
NATIONWIDE = {
    DoorName.CONSUMIDOR_GOV: "consumidor-gov-br", DoorName.RECLAME_AQUI: "reclame-aqui",
    DoorName.PROTESTE: "proteste", DoorName.POLICE: "delegacia-virtual",
}
