"""Let a page below /about/ have any address, and a place in the footer; rename the model.

Table and column keep their names, because the version before reads them during the upgrade.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_reads")]

    operations = [
        migrations.AlterModelTable("policy", "articles_policy"),
        migrations.RenameModel("Policy", "SitePage"),
        migrations.AlterField(
            "sitepage", "kind", models.CharField(max_length=20, unique=True, db_column="kind")
        ),
        migrations.RenameField("sitepage", "kind", "slug"),
        migrations.AlterField(
            "sitepage",
            "slug",
            models.SlugField(
                "address",
                max_length=20,
                unique=True,
                db_column="kind",
                help_text="The end of its address: /about/privacy/. Search engines know ethics, corrections, "
                "ownership, mission, disclosure, verification, sources, diversity, feedback and masthead as "
                "the pages on these subjects.",
            ),
        ),
        migrations.AddField(
            "sitepage",
            "place",
            models.CharField(
                blank=True,
                choices=[("about", "Footer: about us"), ("legal", "Footer: legal and contact")],
                db_default="",
                default="",
                help_text="Every page is listed on /about/; those in the footer are on all pages of the site.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "sitepage",
            "position",
            models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="Its place in these lists: the lowest number is the first.",
            ),
        ),
        migrations.AlterModelOptions("sitepage", {"ordering": ["position", "title"]}),
    ]
