from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0005_link_health")]

    operations = [
        migrations.AlterModelOptions(
            name="link", options={"ordering": ["-edition_id", "field", "position"]}
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                fields=["tracking_id"], name="link_tracking_id", opclasses=["varchar_pattern_ops"]
            ),
        ),
    ]
