import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q, Value

HIGHEST_ID = (1 << 27) - 1

# A set is read whole, so it is stored as it is; a row of the changes is written once and read once.
KEEP_AS_IS = "ALTER TABLE directory_searchset ALTER COLUMN bits SET STORAGE EXTERNAL"


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_register_triggers")]

    operations = [
        migrations.RemoveIndex(model_name="business", name="business_search_text"),
        migrations.RemoveIndex(model_name="business", name="business_by_name"),
        migrations.RemoveField(model_name="business", name="search_text"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "business",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="directory.business",
                    ),
                ),
                ("position", models.IntegerField()),
                ("folded_name", models.TextField(db_collation="C")),
                (
                    "other_names",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("name_words", django.contrib.postgres.search.SearchVectorField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "fresh_from",
                    models.DateTimeField(
                        help_text="When its facts were last confirmed, else when it was listed."
                    ),
                ),
                ("listed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "search entries",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(position__gte=0)
                        & Q(business_id=Value(HIGHEST_ID) - F("position").bitand(HIGHEST_ID)),
                        name="search_entry_position_holds_business",
                    )
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], gin_pending_list_limit=512, name="search_entry_words"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["name_words"], gin_pending_list_limit=512, name="search_entry_name_words"
                    ),
                    models.Index(fields=["folded_name", "position"], name="search_entry_by_name"),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=~Q(other_names=[]), fields=["other_names"], name="search_entry_other_names"
                    ),
                    models.Index(
                        fields=["listed_at", "business"],
                        include=["position"],
                        name="search_entry_by_listing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_id", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("position", models.IntegerField(null=True)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
                ("name_words", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("words", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "spellings",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchSet",
            fields=[
                ("term", models.TextField(primary_key=True, serialize=False)),
                ("bits", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("stamp", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchSpelling",
            fields=[
                ("word", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        name="search_spelling_trigrams",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP_AS_IS, migrations.RunSQL.noop),
    ]
