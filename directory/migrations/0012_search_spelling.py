from django.db import migrations

# The words that somebody uses and that may be meant by one that nobody does: those that share trigrams with
# it, and those that begin alike and are about as long, since a short word with two letters swapped shares
# next to no trigram. What was written since the words were counted is among the changes.
CREATE_NEAR = """
CREATE FUNCTION technorth_near_spellings(typed text, most integer) RETURNS TABLE (word text, count integer)
LANGUAGE sql STABLE SET enable_seqscan = off SET jit = off
AS $$
  WITH fresh AS MATERIALIZED (
    SELECT DISTINCT each COLLATE "C" AS word
    FROM (SELECT spellings FROM directory_searchchange ORDER BY id LIMIT 20000) AS changed,
      unnest(spellings) AS each
  ), found AS (
    (SELECT word, count FROM directory_searchspelling
     WHERE word % typed ORDER BY similarity(word, typed) DESC, count DESC LIMIT most)
    UNION ALL
    (SELECT word, count FROM directory_searchspelling
     WHERE word >= left(typed, 2) AND word < left(typed, 2) || chr(1114111)
       AND length(word) BETWEEN length(typed) - 1 AND length(typed) + 1
     ORDER BY similarity(word, typed) DESC, count DESC LIMIT most)
    UNION ALL
    (SELECT word, 1 FROM fresh
     WHERE word % typed OR left(word, 2) = left(typed, 2)
     ORDER BY similarity(word, typed) DESC LIMIT most)
  )
  SELECT word, max(count) FROM found
  WHERE NOT EXISTS (SELECT FROM directory_searchspelling AS known WHERE known.word = typed)
    AND NOT EXISTS (SELECT FROM fresh AS known WHERE known.word = typed)
  GROUP BY word
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_search_functions")]

    operations = [
        migrations.RunSQL(CREATE_NEAR, "DROP FUNCTION technorth_near_spellings(text, integer)"),
    ]
