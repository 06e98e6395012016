from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# Generated columns need an immutable function; unaccent() itself is only stable, since its
# rules file could change. Naming the dictionary is what makes the promise safe to give.
CREATE_FOLD = """
CREATE FUNCTION technorth_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$
"""

# One form for names and queries alike: punctuation counts for nothing, nor does "ltd" for "limited".
# Spelt out by character, since what [:punct:] means depends on the locale of the server.
CREATE_WORDS = r"""
CREATE FUNCTION technorth_words(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
  SELECT btrim(regexp_replace(regexp_replace(
    translate(replace(replace(public.technorth_fold(value), '''', ''), '’', ''),
      E'!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\u00a0\u202f', repeat(' ', 40)),
    '\mltd\M', 'limited', 'g'), '\s+', ' ', 'g'))
$$
"""

# Each word twice: its stem, so that "consultant" finds "consultancy", and as written, so that
# "consultan" does. The weights are A name, B summary, C description, D where it is.
CREATE_DOCUMENT = """
CREATE FUNCTION technorth_document(name text, summary text, description text, town text, postcode text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
  SELECT setweight(to_tsvector('english', public.technorth_words(name)), 'A')
      || setweight(to_tsvector('simple', public.technorth_words(name)), 'A')
      || setweight(to_tsvector('english', public.technorth_words(summary)), 'B')
      || setweight(to_tsvector('simple', public.technorth_words(summary)), 'B')
      || setweight(to_tsvector('english', public.technorth_words(description)), 'C')
      || setweight(to_tsvector('simple', public.technorth_words(description)), 'C')
      || setweight(to_tsvector('english', public.technorth_words(town)), 'D')
      || setweight(to_tsvector('simple', public.technorth_words(town || ' ' || postcode)), 'D')
$$
"""

# All the words, the last of which may be unfinished, found under the given weights. Each word is
# quoted, since what counts as a space depends on the locale. A text without a word gives the empty
# query, which matches nothing; PostgreSQL's notice about each such query is of no use to anybody.
CREATE_QUERY = r"""
CREATE FUNCTION technorth_query(value text, weights text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET client_min_messages = warning
AS $$
  WITH words AS (
    SELECT string_to_array(public.technorth_words(value), ' ') AS list
  ), parts AS (
    SELECT list[cardinality(list)] AS last,
      (SELECT string_agg('''' || word || ''':' || weights, ' & ' ORDER BY place)
        FROM unnest(list[1:cardinality(list) - 1]) WITH ORDINALITY AS each(word, place)) AS earlier
    FROM words
  ), queries AS (
    SELECT last,
      to_tsquery('english', coalesce(earlier, '')) AS earlier,
      CASE WHEN last <> '' THEN to_tsquery('english', '''' || last || ''':' || weights) END AS stem,
      CASE WHEN last <> '' THEN to_tsquery('simple', '''' || last || ''':*' || weights) END AS start
    FROM parts
  )
  SELECT CASE
    WHEN coalesce(last, '') = '' THEN ''::tsquery
    WHEN numnode(stem) = 0 AND numnode(earlier) > 0 THEN earlier
    ELSE earlier && (stem || start)
  END FROM queries
$$
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE_FOLD, "DROP FUNCTION technorth_fold(text)"),
        migrations.RunSQL(CREATE_WORDS, "DROP FUNCTION technorth_words(text)"),
        migrations.RunSQL(
            CREATE_DOCUMENT,
            "DROP FUNCTION technorth_document(text, text, text, text, text)",
        ),
        migrations.RunSQL(CREATE_QUERY, "DROP FUNCTION technorth_query(text, text)"),
    ]
