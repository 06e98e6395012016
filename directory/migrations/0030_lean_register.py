from django.db import migrations

# Django gives each key of letters a second index, for who looks for its beginning. Nobody looks for the
# beginning of a company number or an outcode in the register, and each costs an import of a million
# companies as much as the index that is used.
INDEXES = {
    "directory_company_number_62c265f2_like": "number",
    "directory_company_outcode_id_2a37abe3_like": "outcode_id",
}


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_search_spelling")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX {name}",
            f"CREATE INDEX {name} ON directory_company ({column} varchar_pattern_ops)",
        )
        for name, column in INDEXES.items()
    ]
