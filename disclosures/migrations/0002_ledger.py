"""Rules with patterns, dated wordings, and the ledger of links."""

import re

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import disclosures.models.programme
import disclosures.models.wording


def carry_over(apps, schema_editor):
    """A host and the parameter that its links had to have become a pattern; a wording gets its end."""
    for programme in apps.get_model("disclosures", "Programme").objects.exclude(parameter=""):
        lines = [name for name in re.split(r"[\s,;]+", programme.patterns) if name]
        programme.patterns = "\n".join(f"{line}?{programme.parameter}" for line in lines)
        programme.ids_in = programme.parameter
        programme.save()
    following = None
    for wording in apps.get_model("disclosures", "Wording").objects.order_by("-valid_from", "-id"):
        wording.valid_to, wording.mark = following, "paid link"
        following = wording.valid_from
        wording.save()


def restore(apps, schema_editor):
    """The hosts alone, and the parameter where the id stands: all that the former table can say."""
    for programme in apps.get_model("disclosures", "Programme").objects.all():
        lines = [name for name in re.split(r"[\s,;]+", programme.patterns) if name]
        hosts = [re.split(r"[/?]", line)[0] for line in lines]
        programme.parameter = re.split(r"[\s,;]+", programme.ids_in)[0]
        programme.patterns = "\n".join(filter(None, hosts))
        programme.save()


class Migration(migrations.Migration):
    dependencies = [
        # For the table of editions, and for the extension btree_gist.
        ("articles", "0002_guards"),
        ("disclosures", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Click",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address",
                    models.TextField(
                        help_text="As in the story; links that differ in the tracking id count too.",
                        max_length=2000,
                    ),
                ),
                ("ends_at", models.DateTimeField()),
                (
                    "unlink",
                    models.BooleanField(
                        default=True,
                        help_text="When it has ended its links become plain text. Off: the audit lists them.",
                        verbose_name="then without links",
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "ordering": ["-entered_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("missing", "No disclosure"),
                            ("late", "Disclosure after the first link"),
                            ("hidden", "Hidden disclosure"),
                            ("doubled", "Two disclosures"),
                            ("needless", "Disclosure without a link"),
                            ("outdated", "Hand-written disclosure"),
                            ("wrong id", "Wrong or no tracking id"),
                            ("retired", "Link of an ended programme"),
                            ("shortener", "Forbidden shortener"),
                            ("price", "Price beside a link"),
                            ("many", "Many commercial links"),
                            ("deal over", "Deal past its end"),
                        ],
                        max_length=10,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("found_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["kind", "-edition"],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[("body", "Body"), ("videos", "Recommended videos")], max_length=10
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(help_text="0 for the first of its field."),
                ),
                ("address", models.TextField(help_text="As it was written.")),
                (
                    "target",
                    models.TextField(help_text="Where it leads in the end, as browsers read it."),
                ),
                (
                    "normalised",
                    models.TextField(
                        help_text="The same without tracking ids: equal for all links to one page."
                    ),
                ),
                (
                    "hosts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255),
                        help_text="The hosts on its way, with those they stand below: what a pattern may name.",
                        size=None,
                    ),
                ),
                ("tracking_id", models.CharField(max_length=200)),
                (
                    "paid",
                    models.BooleanField(default=False, help_text="An editor marked it as paid."),
                ),
                ("first_seen", models.DateTimeField()),
                (
                    "last_seen",
                    models.DateTimeField(help_text="Empty: it still stands so.", null=True),
                ),
            ],
            options={
                "ordering": ["-edition", "field", "position"],
            },
        ),
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("values", models.JSONField()),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "hosts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255),
                        help_text="Only editions with a link to one of these; none: all.",
                        null=True,
                        size=None,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("begun_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("total", models.PositiveIntegerField(default=0, help_text="Editions to look at.")),
                ("done", models.PositiveIntegerField(default=0)),
                (
                    "changed",
                    models.PositiveIntegerField(
                        default=0, help_text="Links judged otherwise than before."
                    ),
                ),
                (
                    "reached",
                    models.BigIntegerField(
                        default=0,
                        help_text="The last edition looked at, from which a stopped scan goes on.",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
            },
        ),
        migrations.AlterModelOptions(
            name="wording",
            options={"ordering": ["-valid_from", "-id"]},
        ),
        migrations.RenameField("programme", "hosts", "patterns"),
        migrations.AddField(
            model_name="programme",
            name="channels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("page", "The site"),
                        ("feed", "Feeds"),
                        ("api", "API"),
                        ("email", "E-mail"),
                    ],
                    max_length=10,
                ),
                default=disclosures.models.programme.page_channels,
                help_text="Where its links are allowed. Elsewhere the words stay and the link goes.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="forbids_prices",
            field=models.BooleanField(
                default=False,
                help_text="The audit lists stories with a price beside one of its links.",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="ids_in",
            field=models.TextField(
                blank=True,
                help_text="Where it stands: a parameter’s name (tag), or the text in the path before it (/a/).",
                verbose_name="tracking id",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="needs_wording",
            field=models.BooleanField(
                default=False,
                help_text="Stories with its links can’t be published while no wording of its own is in force.",
                verbose_name="needs a wording of its own",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="nofollow",
            field=models.BooleanField(
                default=False, help_text="Its links get rel=nofollow beside sponsored."
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="own_ids",
            field=models.TextField(
                blank=True,
                help_text="One a line, * for anything. The audit lists links that carry another, or none.",
                verbose_name="our tracking ids",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="passes_on",
            field=models.BooleanField(
                default=False,
                help_text="Earns nothing itself: only what it leads to may. For redirects of our own.",
                verbose_name="only passes on",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="patterns",
            field=models.TextField(
                help_text="One a line. amazon.com?tag is any address there or at a sub-domain that has the parameter tag; bookshop.org/a/ one whose path begins so; /go/shop/ an address of this site that leads to the shop. * stands for anything.",
                validators=[disclosures.models.programme.validate_patterns],
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="shorteners",
            field=models.TextField(
                blank=True,
                help_text="Hosts that hide where a link leads, a line each; the audit lists links to them.",
                validators=[disclosures.models.programme.validate_hosts],
                verbose_name="forbidden shorteners",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="targets_in",
            field=models.TextField(
                blank=True,
                help_text="For networks, where the shop’s address stands: a parameter’s name (url), or the text in the path before it (/destination:).",
                verbose_name="passes on in",
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Everywhere"),
                    ("page", "The site"),
                    ("feed", "Feeds"),
                    ("api", "API"),
                    ("email", "E-mail"),
                ],
                help_text="Where a surface needs words of its own.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="entered_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="wording",
            name="jurisdiction",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Everywhere"),
                    ("US", "United States"),
                    ("UK", "United Kingdom"),
                    ("EU", "European Union"),
                ],
                help_text="Of the story’s section. One for it stands in for the one for everywhere.",
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="kind",
            field=models.CharField(
                choices=[
                    ("affiliate", "Affiliate links"),
                    ("sponsored", "Sponsored story"),
                    ("gifted", "Gifted or lent"),
                    ("partner", "Made with an advertiser"),
                    ("interest", "Author’s interest"),
                ],
                default="affiliate",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="label",
            field=models.CharField(
                blank=True,
                help_text="On cards and before titles in feeds, such as Ad. Empty: none.",
                max_length=60,
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="language",
            field=models.CharField(
                blank=True, help_text="Such as en or de. Empty: any language.", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="mark",
            field=models.CharField(
                blank=True,
                help_text="Beside links in tables and below subheads, in brackets: paid link.",
                max_length=40,
                verbose_name="inline mark",
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="programme",
            field=models.ForeignKey(
                blank=True,
                help_text="For a sentence that one programme demands; it is shown besides the general one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="wordings",
                to="disclosures.programme",
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="valid_to",
            field=models.DateTimeField(
                blank=True, help_text="Empty: until another takes its place.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="wording",
            name="learn_more",
            field=models.CharField(
                blank=True,
                default="/disclosures/",
                help_text="A page of this site, such as /disclosures/, or an address.",
                max_length=200,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(/|https?://)", "Begin with / or https://."
                    )
                ],
                verbose_name="“Learn more” address",
            ),
        ),
        migrations.AlterField(
            model_name="wording",
            name="text",
            field=models.TextField(
                help_text="Complete by itself: readers who don’t follow “Learn more” know what matters.",
                max_length=600,
            ),
        ),
        migrations.AlterField(
            model_name="wording",
            name="valid_from",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(carry_over, restore),
        migrations.RemoveField("programme", "parameter"),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="wording_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("kind", "="),
                    (
                        django.db.models.functions.comparison.Coalesce(
                            "programme", models.Value(0)
                        ),
                        "=",
                    ),
                    ("jurisdiction", "="),
                    ("language", "="),
                    ("channel", "="),
                    (
                        disclosures.models.wording.ValidSpan(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                        ),
                        "&&",
                    ),
                ],
                name="wording_one_in_force",
                violation_error_message="Another wording is in force for the same then.",
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="articles.edition",
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="links",
                to="articles.edition",
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="programme",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="links",
                to="disclosures.programme",
            ),
        ),
        migrations.AddField(
            model_name="click",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clicks",
                to="disclosures.link",
            ),
        ),
        migrations.AddField(
            model_name="rulechange",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="disclosures.programme",
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["kind"], name="finding_kind"),
        ),
        migrations.AddIndex(
            model_name="link",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("last_seen", None)), fields=["hosts"], name="link_hosts"
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=django.contrib.postgres.indexes.HashIndex(
                fields=["normalised"], name="link_normalised"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(("last_seen", None)),
                fields=("edition", "field", "position"),
                name="link_stands_once",
            ),
        ),
        migrations.AddIndex(
            model_name="click",
            index=models.Index(fields=["day"], name="click_day"),
        ),
        migrations.AddConstraint(
            model_name="click",
            constraint=models.UniqueConstraint(fields=("link", "day"), name="click_link_day_once"),
        ),
        migrations.AddIndex(
            model_name="rulechange",
            index=models.Index(fields=["programme", "-at", "-id"], name="rule_change_latest"),
        ),
    ]
