"""Let the address of a site page have 60 characters; PostgreSQL rewrites no row for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_tag_pages")]

    operations = [
        migrations.AlterField(
            "sitepage",
            "slug",
            models.SlugField(
                "address",
                max_length=60,
                unique=True,
                db_column="kind",
                help_text="The end of its address: /about/privacy/. Search engines know ethics, corrections, "
                "ownership, mission, disclosure, verification, sources, diversity, feedback and masthead as "
                "the pages on these subjects.",
            ),
        ),
    ]
