from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# Generated columns need an immutable function; unaccent() itself is only stable, since its
# rules file could change. Naming the dictionary is what makes the promise safe to give.
CREATE_FOLD = """
CREATE FUNCTION technorth_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE_FOLD, "DROP FUNCTION technorth_fold(text)"),
    ]
