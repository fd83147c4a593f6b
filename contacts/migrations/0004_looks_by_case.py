"""Find the looks at a case also where it stood on a page beside others: an index, on PostgreSQL alone."""

from django.db import connection, migrations

INDEX = "access_on_page_of_case"


def build(apps, schema_editor):
    if connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX {INDEX} ON contacts_accessrecord USING gin (cases jsonb_path_ops)")


def drop(apps, schema_editor):
    if connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):

    dependencies = [("contacts", "0003_presence_access_revisions")]

    operations = [migrations.RunPython(build, drop)]
