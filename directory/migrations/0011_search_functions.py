from importlib import import_module

from django.db import migrations

former = import_module("directory.migrations.0001_extensions")

DROP_FORMER = """
DROP FUNCTION technorth_query(text, text);
DROP FUNCTION technorth_document(text, text, text, text, text);
"""

# What it returned before, in a third of the time: one pass over the text for all that parts words, instead
# of one for each character. The ranges are what of ASCII is neither letter nor digit.
REPLACE_WORDS = r"""
CREATE OR REPLACE FUNCTION technorth_words(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
  SELECT regexp_replace(btrim(regexp_replace(
    replace(replace(public.technorth_fold(value), '''', ''), '’', ''),
    E'[\\x01-/:-@\\[-`{-\\x7f\\s\u00a0\u202f]+', ' ', 'g')), '\mltd\M', 'limited', 'g')
$$;
"""

# Words by their stems alone. Where a word stands does not count, only that it is there.
CREATE_STEMS = """
CREATE FUNCTION technorth_stems(folded text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT strip(to_tsvector('pg_catalog.english', folded)) $$;
"""

# Real before example, then what was confirmed in the last 9 months, then verified, then what was confirmed
# in the last 6; below these four bits the primary key, counted down.
CREATE_POSITION = """
CREATE FUNCTION technorth_position(
    business_id bigint, is_example boolean, is_verified boolean, fresh_from timestamptz, at timestamptz
) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT (
    (is_example::integer << 30)
    | ((fresh_from < at - interval '9 months')::integer << 29)
    | ((NOT is_verified)::integer << 28)
    | ((fresh_from < at - interval '6 months')::integer << 27)
    | (134217727 - business_id)
  )::integer
$$;
"""

# The one definition of what is searched of a business. Names are words of their own; what it needs from
# others is left out, since it is not what it does. Of names and short texts the spellings are kept too.
CREATE_ENTRIES = """
CREATE FUNCTION technorth_name_text(business directory_business) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT technorth_words(concat_ws(' ', business.name, array_to_string(business.trading_names, ' ')))
$$;

CREATE FUNCTION technorth_short_text(business directory_business) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT technorth_words(
    concat_ws(' ', business.summary, array_to_string(business.keywords, ' '), business.town)
  )
$$;

CREATE FUNCTION technorth_search_entries(ids bigint[], at timestamptz) RETURNS TABLE (
    business_id bigint, "position" integer, folded_name text, other_names text[], keys text[],
    name_words tsvector, words tsvector, fresh_from timestamptz, listed_at timestamptz, spellings text[]
)
LANGUAGE sql STABLE
AS $$
  WITH linked AS MATERIALIZED (
    SELECT link.business_id, own.code, own.name, parent.code AS parent_code, parent.name AS parent_name
    FROM directory_business_sectors AS link
    JOIN directory_sector AS own ON own.code = link.sector_id
    LEFT JOIN directory_sector AS parent ON parent.code = own.parent_id
    WHERE link.business_id = ANY (ids)
  ), sectors AS MATERIALIZED (
    SELECT business_id, array_agg(DISTINCT 'sector:' || code) AS keys, string_agg(DISTINCT name, ' ') AS names
    FROM (
      SELECT business_id, code, name FROM linked
      UNION ALL SELECT business_id, parent_code, parent_name FROM linked WHERE parent_code IS NOT NULL
    ) AS each
    GROUP BY business_id
  ), sites AS MATERIALIZED (
    SELECT site.business_id, string_agg(site.town || ' ' || site.postcode, ' ' ORDER BY site.id) AS places
    FROM directory_site AS site WHERE site.business_id = ANY (ids) GROUP BY site.business_id
  ), texts AS MATERIALIZED (
    SELECT
      business.id,
      technorth_name_text(business) AS names,
      technorth_short_text(business) AS short,
      technorth_words(concat_ws(
        ' ', business.postcode, sites.places, sectors.names, business.offers,
        business.supply_capabilities, left(business.description, 50000)
      )) AS long
    FROM directory_business AS business
    LEFT JOIN sectors ON sectors.business_id = business.id
    LEFT JOIN sites ON sites.business_id = business.id
    WHERE business.id = ANY (ids) AND business.status = 'published'
  ), stems AS MATERIALIZED (
    SELECT
      id, names, short,
      technorth_stems(names) AS of_names, technorth_stems(short || ' ' || long) AS of_rest
    FROM texts
  )
  SELECT
    business.id,
    technorth_position(
      business.id, business.origin = 'example', business.verification <> 'none',
      coalesce(business.confirmed_at, business.listed_at), at
    ),
    business.folded_name,
    ARRAY(SELECT technorth_words(name) FROM unnest(business.trading_names) AS name),
    array_remove(ARRAY[
      'all',
      'cluster:' || business.cluster_id,
      'cluster:' || cluster.parent_id,
      'size:' || nullif(business.size_band, ''),
      CASE WHEN business.verification <> 'none' THEN 'verified' END,
      'outcode:' || business.outcode_id,
      'origin:' || business.origin
    ], NULL) || coalesce(sectors.keys, '{}'),
    stems.of_names,
    stems.of_names || stems.of_rest,
    coalesce(business.confirmed_at, business.listed_at),
    business.listed_at,
    ARRAY(
      SELECT DISTINCT word FROM unnest(string_to_array(stems.names || ' ' || stems.short, ' ')) AS word
      WHERE word <> ''
    )
  FROM directory_business AS business
  JOIN stems ON stems.id = business.id
  JOIN directory_cluster AS cluster ON cluster.slug = business.cluster_id
  LEFT JOIN sectors ON sectors.business_id = business.id
$$;
"""

# Makes the entries of these businesses what they should be, and writes down what that changed.
CREATE_INDEXING = """
CREATE FUNCTION technorth_index_businesses(ids bigint[], at timestamptz) RETURNS void
LANGUAGE plpgsql SET jit = off
AS $$
BEGIN
  WITH wanted AS MATERIALIZED (
    SELECT * FROM technorth_search_entries(ids, at)
  ), former AS MATERIALIZED (
    SELECT * FROM directory_searchentry WHERE business_id = ANY (ids)
  ), gone AS (
    DELETE FROM directory_searchentry
    WHERE business_id IN (SELECT business_id FROM former EXCEPT SELECT business_id FROM wanted)
    RETURNING business_id
  ), changed AS (
    INSERT INTO directory_searchentry AS entry (
      business_id, position, folded_name, other_names, keys, name_words, words, fresh_from, listed_at
    )
    SELECT
      business_id, position, folded_name, other_names, keys, name_words, words, fresh_from, listed_at
    FROM wanted
    ON CONFLICT (business_id) DO UPDATE SET
      position = excluded.position, folded_name = excluded.folded_name, other_names = excluded.other_names,
      keys = excluded.keys, name_words = excluded.name_words, words = excluded.words,
      fresh_from = excluded.fresh_from, listed_at = excluded.listed_at
    WHERE entry IS DISTINCT FROM excluded
    RETURNING business_id
  )
  INSERT INTO directory_searchchange (
    business_id, changed_at, position, keys, name_words, words, spellings
  )
  SELECT
    touched.business_id, at, former.position, former.keys, former.name_words, former.words,
    coalesce(wanted.spellings, '{}')
  FROM (SELECT business_id FROM gone UNION ALL SELECT business_id FROM changed) AS touched
  LEFT JOIN former USING (business_id)
  LEFT JOIN wanted USING (business_id);
END $$;
"""

# A bulk load may set technorth.index to 'later' in its transaction, and make the whole index afterwards.
CREATE_TRIGGERS = """
CREATE FUNCTION technorth_index_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('technorth.index', true), '') <> 'later' THEN
    PERFORM technorth_index_businesses(ARRAY(SELECT id FROM changed), now());
  END IF;
  RETURN NULL;
END $$;

-- What belongs to a business in another table. Its row is locked first, so that two writers of one
-- business, each of whom cannot see yet what the other wrote, make its entry one after the other.
CREATE FUNCTION technorth_index_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[] := ARRAY(SELECT DISTINCT business_id FROM changed);
BEGIN
  IF coalesce(current_setting('technorth.index', true), '') <> 'later' THEN
    PERFORM FROM directory_business WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    PERFORM technorth_index_businesses(ids, now());
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION technorth_index_sector_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  codes text[] := ARRAY(
    SELECT code FROM changed JOIN former USING (code)
    WHERE (changed.name, changed.parent_id) IS DISTINCT FROM (former.name, former.parent_id)
  );
BEGIN
  IF codes <> '{}' THEN
    PERFORM technorth_index_businesses(ARRAY(
      SELECT DISTINCT business_id FROM directory_business_sectors
      JOIN directory_sector ON code = sector_id WHERE code = ANY (codes) OR parent_id = ANY (codes)
    ), now());
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION technorth_index_cluster_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  slugs text[] := ARRAY(
    SELECT slug FROM changed JOIN former USING (slug)
    WHERE changed.parent_id IS DISTINCT FROM former.parent_id
  );
BEGIN
  IF slugs <> '{}' THEN
    PERFORM technorth_index_businesses(
      ARRAY(SELECT id FROM directory_business WHERE cluster_id = ANY (slugs)), now()
    );
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER business_index_added AFTER INSERT ON directory_business
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_changed();
CREATE TRIGGER business_index_changed AFTER UPDATE ON directory_business
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_changed();
CREATE TRIGGER business_index_gone AFTER DELETE ON directory_business
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_changed();

CREATE TRIGGER sectors_index_added AFTER INSERT ON directory_business_sectors
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_part_changed();
CREATE TRIGGER sectors_index_changed AFTER UPDATE ON directory_business_sectors
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_part_changed();
CREATE TRIGGER sectors_index_left AFTER UPDATE ON directory_business_sectors
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_part_changed();
CREATE TRIGGER sectors_index_gone AFTER DELETE ON directory_business_sectors
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_part_changed();

CREATE TRIGGER site_index_added AFTER INSERT ON directory_site
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_part_changed();
CREATE TRIGGER site_index_changed AFTER UPDATE ON directory_site
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_part_changed();
CREATE TRIGGER site_index_left AFTER UPDATE ON directory_site
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_part_changed();
CREATE TRIGGER site_index_gone AFTER DELETE ON directory_site
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_part_changed();

CREATE TRIGGER sector_index_changed AFTER UPDATE ON directory_sector
REFERENCING OLD TABLE AS former NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_sector_changed();
CREATE TRIGGER cluster_index_changed AFTER UPDATE ON directory_cluster
REFERENCING OLD TABLE AS former NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION technorth_index_cluster_changed();
"""

# What the reader asks.
CREATE_READING = """
CREATE FUNCTION technorth_terms(keys text[], name_words tsvector, words tsvector) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT keys
    || ARRAY(SELECT 'name:' || lexeme FROM unnest(tsvector_to_array(name_words)) AS lexeme)
    || ARRAY(SELECT 'word:' || lexeme FROM unnest(tsvector_to_array(words)) AS lexeme)
$$;

-- What changed since the sets were made: for the empty term the places of the businesses, then and now; for
-- each of the ``wanted`` terms the places of those that have it now. Nothing if more than ``most`` changed.
-- Entries are read one by one (OFFSET 0), since the planner cannot know how few there are.
CREATE FUNCTION technorth_pending(wanted text[], most integer) RETURNS TABLE (term text, positions integer[])
LANGUAGE sql STABLE SET jit = off
AS $$
  WITH changed AS MATERIALIZED (
    SELECT DISTINCT ON (business_id) business_id, position FROM directory_searchchange
    WHERE (SELECT count(*) FROM (SELECT FROM directory_searchchange LIMIT most + 1) AS counted) <= most
    ORDER BY business_id, id
  ), current AS MATERIALIZED (
    SELECT entry.position, CASE
      WHEN EXISTS (SELECT FROM unnest(wanted) AS each WHERE each ^@ 'word:')
      THEN technorth_terms(entry.keys, entry.name_words, entry.words) ELSE entry.keys
    END AS terms
    FROM changed CROSS JOIN LATERAL (
      SELECT * FROM directory_searchentry WHERE business_id = changed.business_id OFFSET 0
    ) AS entry
  )
  SELECT '', array_agg(place) FROM (
    SELECT position AS place FROM changed WHERE position IS NOT NULL
    UNION ALL SELECT position FROM current
  ) AS places
  UNION ALL
  SELECT each, array_agg(position) FROM current, unnest(terms) AS each
  WHERE each IN (SELECT unnest(wanted)) GROUP BY each
$$;

-- The commonest words that begin with ``start``; none if it is a word itself. What was written since the
-- words were counted is among the changes.
CREATE FUNCTION technorth_completions(start text, most integer) RETURNS text[]
LANGUAGE sql STABLE SET jit = off
AS $$
  WITH known AS (
    SELECT word, count FROM directory_searchspelling WHERE word >= start AND word < start || chr(1114111)
    UNION ALL
    SELECT word COLLATE "C", 0
    FROM (SELECT spellings FROM directory_searchchange ORDER BY id LIMIT 20000) AS changed,
      unnest(spellings) AS word
    WHERE word ^@ start
  )
  SELECT CASE WHEN EXISTS (SELECT FROM known WHERE word = start) THEN '{}' ELSE ARRAY(
    SELECT word FROM known GROUP BY word ORDER BY max(count) DESC, word LIMIT most
  ) END
$$;

-- For rare words, for which their index is always the right way, whatever the planner makes of statistics.
CREATE FUNCTION technorth_find_words(query tsquery) RETURNS integer[]
LANGUAGE sql STABLE SET enable_seqscan = off SET jit = off
AS $$ SELECT coalesce(array_agg(position), '{}') FROM directory_searchentry WHERE words @@ query $$;

CREATE FUNCTION technorth_find_name_words(query tsquery) RETURNS integer[]
LANGUAGE sql STABLE SET enable_seqscan = off SET jit = off
AS $$ SELECT coalesce(array_agg(position), '{}') FROM directory_searchentry WHERE name_words @@ query $$;
"""

FILL = "SELECT technorth_index_businesses(ARRAY(SELECT id FROM directory_business), now())"

DROP = """
DROP TRIGGER cluster_index_changed ON directory_cluster;
DROP TRIGGER sector_index_changed ON directory_sector;
DROP TRIGGER site_index_gone ON directory_site;
DROP TRIGGER site_index_left ON directory_site;
DROP TRIGGER site_index_changed ON directory_site;
DROP TRIGGER site_index_added ON directory_site;
DROP TRIGGER sectors_index_gone ON directory_business_sectors;
DROP TRIGGER sectors_index_left ON directory_business_sectors;
DROP TRIGGER sectors_index_changed ON directory_business_sectors;
DROP TRIGGER sectors_index_added ON directory_business_sectors;
DROP TRIGGER business_index_gone ON directory_business;
DROP TRIGGER business_index_changed ON directory_business;
DROP TRIGGER business_index_added ON directory_business;
DROP FUNCTION technorth_index_cluster_changed();
DROP FUNCTION technorth_index_sector_changed();
DROP FUNCTION technorth_index_part_changed();
DROP FUNCTION technorth_index_changed();
DROP FUNCTION technorth_find_name_words(tsquery);
DROP FUNCTION technorth_find_words(tsquery);
DROP FUNCTION technorth_completions(text, integer);
DROP FUNCTION technorth_pending(text[], integer);
DROP FUNCTION technorth_terms(text[], tsvector, tsvector);
DROP FUNCTION technorth_index_businesses(bigint[], timestamptz);
DROP FUNCTION technorth_search_entries(bigint[], timestamptz);
DROP FUNCTION technorth_short_text(directory_business);
DROP FUNCTION technorth_name_text(directory_business);
DROP FUNCTION technorth_position(bigint, boolean, boolean, timestamptz, timestamptz);
DROP FUNCTION technorth_stems(text);
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0010_search_index")]

    operations = [
        migrations.RunSQL(DROP_FORMER, former.CREATE_DOCUMENT + ";" + former.CREATE_QUERY),
        migrations.RunSQL(
            REPLACE_WORDS
            + CREATE_STEMS
            + CREATE_POSITION
            + CREATE_ENTRIES
            + CREATE_INDEXING
            + CREATE_READING
            + CREATE_TRIGGERS,
            DROP + former.CREATE_WORDS.replace("CREATE", "CREATE OR REPLACE"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
