import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.functions import MD5


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0004_guards")]

    operations = [
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "page",
                    models.TextField(help_text="As the ledger spells it: without tracking ids."),
                ),
                (
                    "address",
                    models.TextField(
                        help_text="With a dummy where our id stands.", verbose_name="asked"
                    ),
                ),
                (
                    "health",
                    models.CharField(
                        choices=[
                            ("ok", "Works"),
                            ("dead", "Dead"),
                            ("failing", "Failing"),
                            ("soft_404", "Says “not found”"),
                            ("home", "Leads to the home page"),
                            ("id_dropped", "Loses our id"),
                            ("blocked", "Not asked: unsafe"),
                            ("unsure", "Can't tell"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sentence", models.TextField(verbose_name="what was found")),
                (
                    "status",
                    models.PositiveSmallIntegerField(help_text="The last HTTP status.", null=True),
                ),
                (
                    "final",
                    models.TextField(
                        help_text="Where the redirects ended.", verbose_name="leads to"
                    ),
                ),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, verbose_name="failures in a row"),
                ),
                ("checked_at", models.DateTimeField()),
                ("next_check_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "link health checks",
                "ordering": ["-checked_at", "-id"],
                "default_permissions": ("view",),
                "permissions": [("check_linkcheck", "Can have links checked now")],
                "indexes": [
                    django.contrib.postgres.indexes.HashIndex(fields=["page"], name="check_page"),
                    models.Index(fields=["-checked_at", "-id"], name="check_latest"),
                ],
                "constraints": [models.UniqueConstraint(MD5("page"), name="check_page_once")],
            },
        ),
    ]
