"""What authors were called, on record; and when an interest was entered, which nobody can choose."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def put_on_record(apps, schema_editor):
    NameChange = apps.get_model("authors", "NameChange")
    authors = apps.get_model("authors", "Author").objects.all()
    NameChange.objects.bulk_create(NameChange(author=a, name=a.name) for a in authors)


class Migration(migrations.Migration):
    dependencies = [("authors", "0002_interests")]

    operations = [
        migrations.CreateModel(
            name="NameChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="authors.author",
                    ),
                ),
            ],
            options={"ordering": ["-at", "-id"], "default_permissions": ()},
        ),
        # Interests of before have none: they are known from the instant they were told from.
        migrations.AddField(
            model_name="interest",
            name="entered_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="interest",
            name="entered_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, null=True
            ),
        ),
        migrations.RunPython(put_on_record, migrations.RunPython.noop),
    ]
