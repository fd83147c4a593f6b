"""Fill the desk's columns and words for the cases that are there, then let no case be without a shop.

On PostgreSQL the words get a column that the database keeps by itself, `vector`, and an index over it; where
the server allows the extension pg_trgm, misspelt words of a search are led to known ones.
"""

from contextlib import suppress

from django.db import DatabaseError, connection, migrations, transaction

from complaints.case_text import words_of
from complaints.likeness import listing_key, seller_key

BATCH = 2000
VECTOR = [
    "ALTER TABLE complaints_casetext ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('portuguese', words)) STORED",
    "CREATE INDEX case_words ON complaints_casetext USING gin (vector)",
]
CLOCKS = """
    UPDATE complaints_complaint SET (next_at, team_at, mediation_at, poisoned) = (
        SELECT min(due_at), min(due_at) FILTER (WHERE party IN ('mediator', 'staff')),
               min(due_at) FILTER (WHERE party = 'mediator'), count(*) FILTER (WHERE failures > 0) > 0
        FROM complaints_deadline WHERE complaint_id = complaints_complaint.id AND state = 'running'
    )
"""


def fill(apps, schema_editor):
    Complaint, CaseText = apps.get_model("complaints", "Complaint"), apps.get_model("complaints", "CaseText")
    cases = Complaint.objects.select_related("order__marketplace", "user").order_by("pk")
    last = 0
    while rows := list(cases.filter(pk__gt=last)[:BATCH]):
        last = rows[-1].pk
        for case in rows:
            case.shop_id = case.order.marketplace_id
            case.shop_unknown = case.order.marketplace.slug == "outra-loja"
            case.seller_key = seller_key(case.order.store)
            case.listing_key = listing_key(case.order.listing_url)
        Complaint.objects.bulk_update(rows, ["shop", "shop_unknown", "seller_key", "listing_key"])
        CaseText.objects.bulk_create(
            [CaseText(complaint=case, words=words_of(case, case.order)) for case in rows], ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS)


def search_words(apps, schema_editor):
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in VECTOR:
            cursor.execute(statement)
        # Where it is not allowed or not installed, searches forgive no misspelt word, and all else works.
        with suppress(DatabaseError), transaction.atomic():
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def no_search_words(apps, schema_editor):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE complaints_casetext DROP COLUMN IF EXISTS vector")


class Migration(migrations.Migration):

    dependencies = [("complaints", "0008_the_desk")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(search_words, no_search_words),
    ]
