"""Have everything scanned once: what was printed before there was a ledger, or read less exactly."""

from datetime import UTC, datetime

from django.db import migrations

# What the queue takes for: as soon as a worker is free.
AT_ONCE = datetime(9999, 1, 1, tzinfo=UTC)


def ask_for_scan(apps, schema_editor):
    """Without this, no scan of single hosts would find the stories that have no rows yet."""
    if not apps.get_model("articles", "Edition").objects.exists():
        return
    scan = apps.get_model("disclosures", "Scan").objects.create(reason="Newsroom was upgraded")
    # As `articles.ledger.tasks.scan.enqueue` does, which would carry it out in the midst of migrating
    # where tasks run at once.
    apps.get_model("django_tasks_database", "DBTaskResult").objects.create(
        task_path="articles.ledger.tasks.scan",
        args_kwargs={"args": [scan.pk], "kwargs": {}},
        run_after=AT_ONCE,
        backend_name="default",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_dated_by_the_database"),
        ("disclosures", "0010_failed_scans"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(ask_for_scan, migrations.RunPython.noop)]
