"""A throw-away database beside the configured one, so that a benchmark touches nobody's data."""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection


class OwnDatabase:
    """The benchmark's database: `vendor`, and a copy of it to run something else on."""

    vendor = connection.vendor

    def copy(self, suffix):
        """Clone the database as it is now and return a function that switches to the clone."""
        connection.close()
        connection.creation.clone_test_db(suffix=suffix, verbosity=0, autoclobber=True, keepdb=False)

    def use(self, suffix):
        """Point the connection at a clone made by `copy`."""
        connection.close()
        connection.settings_dict.update(connection.creation.get_test_db_clone_settings(suffix))


@contextmanager
def own_database(name):
    """Create a migrated, empty database, use it inside the block, and drop it with its copies."""
    creation = connection.creation
    original = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = (
        str(settings.DATA_DIR / f"{name}.sqlite3") if connection.vendor == "sqlite" else f"{name}_prazo"
    )
    made = creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    copies = OwnDatabase()
    try:
        yield copies
    finally:
        connection.close()
        connection.settings_dict["NAME"] = made
        for suffix in ("raw",):
            if connection.vendor == "postgresql":
                clone = creation.get_test_db_clone_settings(suffix)["NAME"]
                with creation._nodb_cursor() as cursor:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{clone}"')
        creation.destroy_test_db(original, verbosity=0)
