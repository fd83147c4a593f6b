"""Cases by the hundred thousand, as a desk would have them after some years; for PostgreSQL only.

Three in ten are open. Of these two in five belong to nobody, one in twenty needs a person. Stories are made of
common words, words that few use, and now and then a word nobody else wrote, so that searches find many, some
and one. Everything is random and the same in every run.
"""

import csv
import io
import random
from contextlib import contextmanager
from datetime import timedelta
from itertools import accumulate, islice

from django.db import connection

from complaints.case_text import folded_words, shop_word
from complaints.choices import Outcome, Payment, Reason
from complaints.models import CaseText, Complaint, Deadline, Event, Message, Order
from complaints.reference import ALPHABET, check_sign
from complaints.standing import reckon_all
from contacts.models import Company, OutgoingEmail, User

CHUNK = 20_000
NULL = r"\N"
SHOPS = {
    "aliexpress": 45, "shopee": 20, "mercado-livre": 14, "amazon": 6, "shein": 6, "temu": 7, "outra-loja": 2,
}
ITEMS = (
    "máquina de solda", "fone de ouvido", "tênis", "relógio", "celular", "furadeira", "vestido", "cafeteira",
    "drone", "teclado", "mochila", "lanterna", "câmera", "carregador", "brinquedo", "bicicleta", "violão", "barraca",
)
COMMON = [
    "comprei", "produto", "não", "chegou", "vendedor", "respondeu", "loja", "pedido", "dinheiro", "quero",
    "volta", "disse", "prazo", "rastreio", "entrega", "esperando", "semana", "mês", "paguei", "cartão", "pix",
    "boleto", "reembolso", "devolver", "disputa", "aberta", "fechou", "sem", "resposta", "anúncio", "diferente",
    "veio", "quebrado", "defeito", "caixa", "vazia", "cobraram", "duas", "vezes", "fatura", "código", "correios",
    "alfândega", "imposto", "atendente", "chat", "e-mail", "telefone", "ninguém", "ajuda", "por", "favor",
    "urgente", "presente", "aniversário", "filho", "trabalho",
]
SYLLABLES = [
    "ba", "be", "bi", "bo", "ca", "ce", "co", "da", "de", "di", "do", "fa", "fe", "go", "ja", "la", "le", "li",
    "lo", "ma", "me", "mi", "mo", "na", "ne", "no", "pa", "pe", "po", "ra", "re", "ri", "ro", "sa",
]
SELLERS, AGENTS, RARE_WORDS, MOST_AGE = 5000, 40, 20_000, 700
STATES = (
    ["waiting_seller"] * 30 + ["waiting_buyer"] * 20 + ["mediation"] * 12 + ["asked_buyer"] * 4 + ["judged_buyer"] * 4
    + ["return_due"] * 6 + ["refund_due"] * 18 + ["refund_late"] * 6
)


class Words:
    """Draw words as people use them: few often, many seldom."""

    def __init__(self, chance):
        self.chance = chance
        rare = ["".join(chance.choices(SYLLABLES, k=chance.randint(3, 5))) for _word in range(RARE_WORDS)]
        self.words = [*COMMON, *rare]
        weights = [60 / (rank + 2) for rank in range(len(COMMON))] + [6 / (rank + 20) for rank in range(len(rare))]
        self.cumulated = list(accumulate(weights))

    def story(self):
        return " ".join(self.chance.choices(self.words, cum_weights=self.cumulated, k=self.chance.randint(25, 60)))


def fill(cases, now, seed=1):
    """Make `cases` cases with orders, clocks, timelines, messages, disputes and mails; return how many rows."""
    chance = random.Random(seed)
    words = Words(chance)
    people, agents = make_people(cases // 2, now), make_agents(now)
    shops = list(Company.objects.filter(slug__in=SHOPS))
    weights = [SHOPS[shop.slug] for shop in shops]
    sellers = [f"Loja {word.title()} {number}" for number, word in enumerate(words.words[-SELLERS:])]
    with without_indexes():
        first = copy(Order, ORDER_COLUMNS, orders(cases, chance, people, shops, weights, sellers, now))
        copy(Complaint, CASE_COLUMNS, case_rows(cases, chance, words, people, agents, now, first))
        with connection.cursor() as cursor:
            for statement in DERIVED:
                cursor.execute(statement, {"now": now, "states": STATES})
        copy(CaseText, ("complaint_id", "words"), text_rows(words))
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX for_reckoning ON complaints_deadline (complaint_id) WHERE state = 'running'")
            cursor.execute("ANALYZE")
        reckon_all()
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX for_reckoning")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def without_indexes():
    """Write without secondary indexes and foreign keys looked up for each row; make the indexes again after."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE 'CREATE INDEX%%'",
            [[model._meta.db_table for model in (Complaint, CaseText, Deadline, Event, Message, Order, OutgoingEmail)]],
        )
        indexes = cursor.fetchall()
        for name, _made in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
        for _name, made in indexes:
            cursor.execute(made)


def copy(model, columns, rows):
    """Write rows (tuples of plain values) with COPY; return the first id written."""
    table, first = model._meta.db_table, None
    with connection.cursor() as cursor:
        while part := list(islice(rows, CHUNK)):
            text = io.StringIO()
            csv.writer(text).writerows([[NULL if value is None else value for value in row] for row in part])
            text.seek(0)
            cursor.copy_expert(f"COPY {table} ({','.join(columns)}) FROM STDIN WITH (FORMAT csv, NULL '{NULL}')", text)
            if first is None:
                cursor.execute(f"SELECT min({model._meta.pk.column}) FROM {table}")
                first = cursor.fetchone()[0]
    return first


def make_people(count, now):
    """Make consumers; return the range of their ids."""
    columns = (
        "password", "is_superuser", "email", "display_name", "language", "time_zone", "state", "gov_br_level",
        "is_staff", "is_active", "date_joined",
    )
    rows = (
        ("!", "f", f"pessoa{n}@bench.example", f"Pessoa {n}", "pt-br", "America/Sao_Paulo", "SP", "", "f", "t", now)
        for n in range(count)
    )
    copy(User, columns, rows)
    ids = User.objects.filter(email__endswith="@bench.example").order_by("pk")
    return ids.values_list("pk", flat=True)[0], count


def make_agents(now):
    agents = [
        User(email=f"agente{n}@equipe.example", display_name=f"Agente {n}", password="!", is_staff=True)
        for n in range(AGENTS)
    ]
    return [user.pk for user in User.objects.bulk_create(agents)]


ORDER_COLUMNS = (
    "user_id", "marketplace_id", "store", "store_email", "number", "item", "amount", "currency", "payment_method",
    "instalments", "tracking", "placed_on", "promised_on", "listing_url", "listing_words", "paid_to", "created_at",
)
CASE_COLUMNS = (
    "reference", "user_id", "order_id", "reason", "story", "desired_outcome", "amount_claimed", "contact_protocol",
    "not_known", "state", "closing", "time_zone", "awaits_staff", "asked_person_at", "filed_at", "closed_at",
    "agent_id", "shop_id", "shop_unknown", "seller_key", "listing_key", "poisoned", "bounced_at", "late_at",
    "first_asked_at", "first_answered_at",
)


def orders(cases, chance, people, shops, weights, sellers, now):
    start, count = people
    payments = list(Payment.values)
    for n in range(cases):
        shop = chance.choices(shops, weights)[0]
        seller = sellers[int(SELLERS * chance.random() ** 2)]
        placed = now.date() - timedelta(days=30 + int(MOST_AGE * chance.random()))
        yield (
            start + n % count, shop.pk, seller, "", f"81{n:014d}", chance.choice(ITEMS),
            f"{chance.randint(20, 900)}.90", "BRL", chance.choice(payments), 1, "", placed,
            placed + timedelta(days=30), f"https://{shop.slug}.example/item/{chance.randint(1, 200_000)}.html", "", "",
            now,
        )


def case_rows(cases, chance, words, people, agents, now, first_order):
    start, count = people
    reasons, outcomes, seen = list(Reason.values), list(Outcome.values), set()
    with connection.cursor() as cursor:
        for n, order in enumerate(order_facts(cursor, first_order)):
            shop, unknown, store, listing = order
            reference = fresh_reference(chance, seen)
            is_open = chance.random() < 0.3
            filed = now - timedelta(minutes=int((60 if is_open else MOST_AGE) * 1440 * chance.random()))
            closed = None if is_open else min(filed + timedelta(days=30 * chance.random()), now)
            asked = chance.random() < 0.2
            waits = is_open and chance.random() < 0.03
            yield (
                reference, start + n % count, first_order + n, chance.choice(reasons), words.story(),
                chance.choice(outcomes), f"{chance.randint(20, 900)}.90", "", "[]", "open" if is_open else "closed",
                "" if is_open else chance.choice(["paid", "solved", "given_up", "unanswered"]), "America/Sao_Paulo",
                waits, now if waits and chance.random() < 0.2 else None, filed, closed,
                chance.choice(agents) if chance.random() < 0.6 else None, shop, unknown, store.lower(), listing, "f",
                now if is_open and chance.random() < 0.003 else None,
                now if is_open and chance.random() < 0.003 else None, filed if asked else None,
                filed + timedelta(hours=90 * chance.random()) if asked else None,
            )


def order_facts(cursor, first_order):
    """Yield (shop id, is it the one for shops not listed, seller, listing) of every order, in order of their ids."""
    last = first_order - 1
    while True:
        cursor.execute(
            "SELECT o.id, marketplace_id, c.slug = 'outra-loja', store, substr(listing_url, 9) "
            "FROM complaints_order o JOIN contacts_company c ON c.id = o.marketplace_id WHERE o.id > %s "
            "ORDER BY o.id LIMIT %s", [last, CHUNK])
        rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        for row in rows:
            yield row[1:]


def fresh_reference(chance, seen):
    while True:
        body = "".join(chance.choices(ALPHABET, k=7))
        if body not in seen:
            seen.add(body)
            return body + check_sign(body)


def text_rows(words):
    """Yield the search words of every case: made anew, which is quicker than reading the stories back."""
    last = 0
    facts = Complaint.objects.order_by("pk").values_list(
        "pk", "order__number", "shop", "user__display_name", "order__item", "seller_key", "listing_key")
    while rows := list(facts.filter(pk__gt=last)[:CHUNK]):
        last = rows[-1][0]
        for pk, number, shop, name, item, seller, listing in rows:
            yield pk, f"{number} {shop_word(shop)} {folded_words(f'{name} {item} {seller} {listing} {words.story()}')}"


# Clocks, timelines, messages, disputes, mails: made by the database from the cases.
DERIVED = [
    # Three clocks of an open case, one of a closed one.
    """INSERT INTO complaints_deadline (complaint_id, rule_id, kind, owner, party, start_event, start_on, due_on,
           due_at, safe_on, sum, own_unit, state, opened_at, closed_at, paused_why, muted, wake_at, failures,
           last_error)
       SELECT c.id, r.id, r.slug, '', r.actor, r.start_event, c.filed_at::date, due::date, due, due::date - 2,
              jsonb_build_array(jsonb_build_object('step', 'term', 'n', r.n, 'unit', r.unit)), '', 'running',
              c.filed_at, NULL::timestamptz, '', false, due - interval '1 day', 0, ''
       FROM complaints_complaint c
       JOIN complaints_rule r ON r.slug IN ('card_network', 'cdc18', 'card_safe') AND r.current
       CROSS JOIN LATERAL (
           SELECT %(now)s::timestamptz + interval '1 hour' * (12 + (c.id * 7919 + r.id * 104729) %% 2400) AS due) d
       WHERE c.state = 'open'""",
    """INSERT INTO complaints_deadline (complaint_id, rule_id, kind, owner, party, start_event, start_on, due_on,
           due_at, safe_on, sum, own_unit, state, opened_at, closed_at, paused_why, muted, wake_at, failures,
           last_error)
       SELECT c.id, r.id, r.slug, '', r.actor, r.start_event, c.filed_at::date, c.closed_at::date, c.closed_at,
              c.closed_at::date, '[]', '', CASE WHEN c.id %% 3 = 0 THEN 'missed' ELSE 'met' END, c.filed_at,
              c.closed_at, '', false, NULL, 0, ''
       FROM complaints_complaint c JOIN complaints_rule r ON r.slug = 'd7962_answer' AND r.current
       WHERE c.state = 'closed'""",
    # The team's own clock where a consumer waits; the mediator's where a dispute is read.
    """INSERT INTO complaints_deadline (complaint_id, rule_id, kind, owner, party, start_event, start_on, due_on,
           due_at, safe_on, sum, own_unit, state, opened_at, paused_why, muted, wake_at, failures, last_error)
       SELECT c.id, r.id, r.slug, '', r.actor, r.start_event, c.filed_at::date, due::date, due, due::date, '[]', '',
              'running', c.filed_at, '', true, due, CASE WHEN c.id %% 5000 = 0 THEN 1 ELSE 0 END, ''
       FROM complaints_complaint c
       JOIN complaints_rule r ON r.slug = 'house_team_answer' AND r.current
       CROSS JOIN LATERAL (SELECT %(now)s::timestamptz + interval '1 hour' * (c.id %% 48 - 4) AS due) d
       WHERE c.awaits_staff""",
    """INSERT INTO disputes_dispute (complaint_id, mode, state, reason, remedy, amount, freight_by, agreed_remedy,
           agreed_freight_by, opened_on, opened_at)
       SELECT c.id, 'hosted', (%(states)s::text[])[1 + (c.id * 31) %% 100], c.reason, 'full_refund', 100, 'seller', '',
              '', c.filed_at::date, c.filed_at
       FROM complaints_complaint c WHERE c.state = 'open' AND c.id %% 3 = 0""",
    """INSERT INTO complaints_deadline (complaint_id, rule_id, kind, owner, subject_id, party, start_event,
           start_on, due_on, due_at, safe_on, sum, own_unit, state, opened_at, paused_why, muted, wake_at, failures,
           last_error)
       SELECT d.complaint_id, r.id, r.slug, 'dispute', d.id, r.actor, r.start_event, now::date, due::date, due,
              due::date, '[]', '', 'running', now, '', true, due, 0, ''
       FROM disputes_dispute d
       JOIN complaints_rule r ON r.current AND r.slug = CASE
           WHEN d.state = 'mediation' THEN 'house_decision' WHEN d.state = 'waiting_seller' THEN 'ae_seller_answer' END
       CROSS JOIN LATERAL (
           SELECT %(now)s::timestamptz - interval '3 days' AS now,
                  %(now)s::timestamptz + interval '1 hour' * (d.id %% 90 + 6) AS due) t""",
    """INSERT INTO complaints_event (complaint_id, seq, kind, party, recorder, at, data, previous, hash)
       SELECT c.id, s, CASE s WHEN 1 THEN 'filed' WHEN 2 THEN 'evidence_added' ELSE 'message' END, 'buyer', c.user_id,
              c.filed_at + interval '1 minute' * s, CASE s WHEN 1 THEN '{}'::jsonb
              WHEN 2 THEN '{"files": [["foto.jpg", ""]]}' ELSE '{"audience": "team", "room": null}' END, '',
              md5(c.id || '-' || s)
       FROM complaints_complaint c CROSS JOIN generate_series(1, 3) s""",
    """INSERT INTO complaints_message (complaint_id, author_id, party, audience, body, form_key, written_at)
       SELECT c.id, c.user_id, 'buyer', 'team', 'Alguém pode me ajudar?', 'bench', c.filed_at
       FROM complaints_complaint c WHERE c.id %% 2 = 0""",
    """INSERT INTO contacts_outgoingemail (dedup_key, name, reader_id, address, context, secret, subject, text, html,
           state, created_at, send_after, attempts, last_error, sent_at)
       SELECT 'filed:' || c.id, 'case_filed', c.user_id, '', jsonb_build_object('complaint', c.id), false, '', '', '',
              CASE WHEN c.id %% 4000 = 0 THEN 'failed' ELSE 'sent' END, c.filed_at, c.filed_at, 1, '', c.filed_at
       FROM complaints_complaint c WHERE c.id %% 2 = 0""",
]
