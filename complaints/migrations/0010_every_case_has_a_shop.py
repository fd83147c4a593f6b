"""Apart from the filling: PostgreSQL does not change a table whose rows the same transaction has written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("complaints", "0009_fill_the_desk")]

    operations = [
        migrations.AlterField(
            model_name="complaint",
            name="shop",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="cases",
                to="contacts.company", verbose_name="loja",
            ),
        ),
    ]
