"""Keep searches as they were typed, and next to them as they are compared."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0023_rights_to_site_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="promotedresult",
            name="compared",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                db_default=[],
                editable=False,
                size=None,
            ),
        ),
        migrations.RunSQL(
            "UPDATE articles_promotedresult SET compared = searches", migrations.RunSQL.noop
        ),
        migrations.RemoveIndex(model_name="promotedresult", name="promoted_searches"),
        migrations.AddIndex(
            model_name="promotedresult",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["compared"], name="promoted_compared"
            ),
        ),
    ]
