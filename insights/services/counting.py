"""Counting the directory for a snapshot: in PostgreSQL, set by set, so that Python holds none of it.

At a million listings it takes a minute or so; sorts and joins that do not fit into ``work_mem`` go to disk.
The steps run in one transaction, at whose end the temporary tables are gone.
"""

import datetime

from django.db import connection

from insights.indicators import FRESH_DAYS
from insights.models import quarter_of

QUARTERS = 8  # whole ones that are counted anew each time, besides the one that runs
MOST_TEXT = 5000  # characters of a text that are compared

# Each business with each sector that it counts in: its own, those above them, and NULL for all together.
MAKE_SECTORED = """
CREATE TEMPORARY TABLE sectored ON COMMIT DROP AS
SELECT id AS business_id, NULL::varchar AS sector_id FROM directory_business
    WHERE status IN ('published', 'archived')
UNION ALL
SELECT business_id, sector_id FROM (
    SELECT business_id, sector_id FROM directory_business_sectors
    UNION
    SELECT link.business_id, sector.parent_id FROM directory_business_sectors AS link
    JOIN directory_sector AS sector ON sector.code = link.sector_id WHERE sector.parent_id IS NOT NULL
) AS own
"""

# What listed businesses can supply and what they need, as terms that can be equal: a text is split at
# punctuation, "and" and "or"; of each part every two neighbouring stems are a term, in the order of the
# alphabet, or the only one. Small words have no stem.
MAKE_TERMS = r"""
CREATE TEMPORARY TABLE supply_term ON COMMIT DROP AS
WITH texts AS (
    SELECT
        business.id, business.cluster_id AS finest, coalesce(cluster.parent_id, cluster.slug) AS top,
        business.origin = 'example' AS is_example, side.is_need, left(side.words, %(most_text)s) AS words
    FROM directory_business AS business
    JOIN directory_cluster AS cluster ON cluster.slug = business.cluster_id
    CROSS JOIN LATERAL (
        VALUES (true, business.supply_needs), (false, business.supply_capabilities)
    ) AS side (is_need, words)
    WHERE business.status = 'published' AND side.words <> ''
), parts AS (
    SELECT texts.*, part.number, part.words AS part
    FROM texts CROSS JOIN LATERAL
        regexp_split_to_table(lower(texts.words), '[[:punct:]\n•–]+(?=\s|$)|\n|\s(?:and|or)\s')
        WITH ORDINALITY AS part (words, number)
), stems AS (
    SELECT parts.id, finest, top, is_example, is_need, number, stem.lexeme, position
    FROM parts
    CROSS JOIN LATERAL unnest(to_tsvector('pg_catalog.english', technorth_words(part))) AS stem
    CROSS JOIN LATERAL unnest(stem.positions) AS position
), pairs AS (
    SELECT
        id, finest, top, is_example, is_need, lexeme,
        lead(lexeme) OVER beside AS following,
        count(*) OVER (PARTITION BY id, is_need, number) AS stems
    FROM stems
    WINDOW beside AS (PARTITION BY id, is_need, number ORDER BY position)
)
SELECT DISTINCT
    id AS business_id, finest, top, is_example, is_need,
    CASE WHEN stems = 1 THEN lexeme
        ELSE least(lexeme, following) || ' ' || greatest(lexeme, following) END AS term
FROM pairs WHERE stems = 1 OR following IS NOT NULL
"""

# Whose need somebody else meets: in the same finest cluster, in the same top one, anywhere in the North.
# Of those who offer a term the number and the least id tell whether one of them is somebody else.
MAKE_MET = """
CREATE TEMPORARY TABLE met ON COMMIT DROP AS
WITH offered AS (
    SELECT is_example, finest, top, term, count(*) AS number, min(business_id) AS first
    FROM supply_term WHERE NOT is_need
    GROUP BY GROUPING SETS ((is_example, finest, term), (is_example, top, term), (is_example, term))
)
SELECT
    need.business_id,
    bool_or(offer.finest IS NOT NULL) AS in_finest,
    bool_or(offer.top IS NOT NULL) AS in_top,
    bool_or(offer.finest IS NULL AND offer.top IS NULL) AS in_north
FROM supply_term AS need
JOIN offered AS offer
    ON offer.is_example = need.is_example AND offer.term = need.term
    AND (offer.finest = need.finest OR offer.finest IS NULL) AND (offer.top = need.top OR offer.top IS NULL)
    AND (offer.number > 1 OR offer.first <> need.business_id)
WHERE need.is_need
GROUP BY need.business_id
"""

# Whose parent, or what it grew out of, is listed too. Both sides are set up first, so that they are joined
# at once: the index of close names would be asked for each name, at 20 ms.
MAKE_LINKED = """
CREATE TEMPORARY TABLE linked ON COMMIT DROP AS
WITH named AS MATERIALIZED (
    SELECT business.id, business.origin = 'example' AS is_example, technorth_words(tie.name) AS folded_name
    FROM directory_business AS business
    CROSS JOIN LATERAL (VALUES (business.parent_name), (business.spin_off_of)) AS tie (name)
    WHERE business.status = 'published' AND tie.name <> ''
), listed AS MATERIALIZED (
    SELECT id, origin = 'example' AS is_example, folded_name
    FROM directory_business WHERE status = 'published'
)
SELECT DISTINCT named.id AS business_id
FROM named
JOIN listed
    ON listed.folded_name = named.folded_name AND listed.is_example = named.is_example
    AND listed.id <> named.id
WHERE named.folded_name <> ''
"""

# The counts of each finest cluster and sector; what is met depends on how far around one looks.
MAKE_TALLY = """
CREATE TEMPORARY TABLE tally ON COMMIT DROP AS
SELECT
    business.cluster_id AS finest,
    coalesce(cluster.parent_id, cluster.slug) AS top,
    sectored.sector_id,
    business.origin = 'example' AS is_example,
    count(*) AS businesses,
    count(*) FILTER (WHERE size_band = '1-9') AS micro,
    count(*) FILTER (WHERE size_band = '10-49') AS small,
    count(*) FILTER (WHERE size_band = '50-249') AS medium,
    count(*) FILTER (WHERE size_band = '250-499') AS large,
    count(*) FILTER (WHERE size_band = '500+') AS major,
    count(*) FILTER (
        WHERE size_band IN ('250-499', '500+') OR owner_country NOT IN ('', 'GB')
    ) AS anchors,
    count(*) FILTER (WHERE owner_country NOT IN ('', 'GB')) AS overseas_owned,
    count(*) FILTER (WHERE spin_off_of <> '') AS spin_offs,
    count(*) FILTER (WHERE parent_name <> '') AS with_parent,
    count(linked.business_id) AS linked,
    count(*) FILTER (WHERE supply_capabilities <> '') AS suppliers,
    count(*) FILTER (WHERE supply_needs <> '') AS needing,
    count(*) FILTER (WHERE met.in_finest) AS met_in_finest,
    count(*) FILTER (WHERE met.in_top) AS met_in_top,
    count(*) FILTER (WHERE met.in_north) AS met_in_north,
    count(company.number) AS on_register,
    count(employees) FILTER (WHERE employees_on BETWEEN %(fresh_from)s AND %(today)s) AS reporting,
    coalesce(sum(employees) FILTER (WHERE employees_on BETWEEN %(fresh_from)s AND %(today)s), 0)
        AS jobs_reported
FROM directory_business AS business
JOIN directory_cluster AS cluster ON cluster.slug = business.cluster_id
JOIN sectored ON sectored.business_id = business.id
LEFT JOIN linked ON linked.business_id = business.id
LEFT JOIN met ON met.business_id = business.id
LEFT JOIN directory_company AS company
    ON company.number = business.company_number AND business.company_number <> ''
WHERE business.status = 'published'
GROUP BY business.cluster_id, coalesce(cluster.parent_id, cluster.slug), sectored.sector_id, is_example
"""

SUMMED = (
    "businesses", "micro", "small", "medium", "large", "major", "anchors", "overseas_owned", "spin_offs",
    "with_parent", "linked", "suppliers", "needing", "on_register", "reporting", "jobs_reported",
)  # fmt: skip
MOVES = ("opened", "closed", "listed", "taken_down")

# What came and went, by business and quarter.
MAKE_MOVES = """
CREATE TEMPORARY TABLE move ON COMMIT DROP AS
SELECT business_id, date_trunc('quarter', day)::date AS starts_on, kind
FROM (
    SELECT business.id AS business_id, company.incorporated_on AS day, 'opened' AS kind
    FROM directory_business AS business
    JOIN directory_company AS company ON company.number = business.company_number
    WHERE business.status IN ('published', 'archived') AND company.incorporated_on >= %(first)s
    UNION ALL
    SELECT business.id, company.closed_on, 'closed'
    FROM directory_business AS business
    JOIN directory_company AS company ON company.number = business.company_number
    WHERE business.status IN ('published', 'archived') AND company.closed_on >= %(first)s
    UNION ALL
    SELECT id, (listed_at AT TIME ZONE 'Europe/London')::date, 'listed'
    FROM directory_business WHERE status IN ('published', 'archived')
    UNION ALL
    SELECT business.id, (max(event.at) AT TIME ZONE 'Europe/London')::date, 'taken_down'
    FROM directory_business AS business
    JOIN directory_businessevent AS event
        ON event.business_id = business.id AND event.to_status = 'archived'
    WHERE business.status = 'archived' GROUP BY business.id
) AS moved
WHERE day BETWEEN %(first)s AND %(today)s
"""
_COUNTED_MOVES = ", ".join(f"count(*) FILTER (WHERE move.kind = '{kind}') AS {kind}" for kind in MOVES)
MAKE_MOVE_TALLY = f"""
CREATE TEMPORARY TABLE move_tally ON COMMIT DROP AS
SELECT
    move.starts_on, business.cluster_id AS finest, coalesce(cluster.parent_id, cluster.slug) AS top,
    sectored.sector_id, business.origin = 'example' AS is_example,
    {_COUNTED_MOVES}
FROM move
JOIN directory_business AS business ON business.id = move.business_id
JOIN directory_cluster AS cluster ON cluster.slug = business.cluster_id
JOIN sectored ON sectored.business_id = business.id
GROUP BY
    move.starts_on, business.cluster_id, coalesce(cluster.parent_id, cluster.slug), sectored.sector_id,
    is_example
"""  # noqa: S608 (our own words)

# Each area that is counted: how it is found from a row of a tally, which rows are in one, and whether a need
# is met there. A top cluster has what its sub-clusters have.
AREAS = (
    ("finest", "finest <> top", "met_in_finest"),
    ("top", "true", "met_in_top"),
    ("NULL::varchar", "true", "met_in_north"),
)

# So that one transaction may count twice, as tests do.
DROP_ALL = "DROP TABLE sectored, supply_term, met, linked, tally, move, move_tally"


def count_businesses(snapshot: int, today: datetime.date) -> None:
    """Add the counts of all clusters and sectors on ``today`` to the snapshot with this primary key.

    Within the caller's transaction, once.
    """
    values: dict[str, datetime.date | int] = {
        "today": today,
        "fresh_from": today - datetime.timedelta(days=FRESH_DAYS),
        "most_text": MOST_TEXT,
        "snapshot": snapshot,
    }
    with connection.cursor() as cursor:
        cursor.execute(MAKE_SECTORED)
        cursor.execute("ANALYZE sectored")
        cursor.execute(MAKE_TERMS, values)
        cursor.execute("ANALYZE supply_term")
        cursor.execute(MAKE_MET)
        cursor.execute(MAKE_LINKED)
        cursor.execute("ANALYZE met; ANALYZE linked")
        cursor.execute(MAKE_TALLY, values)
        cursor.execute(_add_counts(), values)


def count_quarters(today: datetime.date) -> None:
    """Count anew what came and went in the quarter of ``today`` and the ``QUARTERS`` before it.

    Within the caller's transaction, after ``count_businesses``.
    """
    first = quarter_of(today)
    for _each in range(QUARTERS):
        first = quarter_of(first - datetime.timedelta(days=1))
    values = {"first": first, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(MAKE_MOVES, values)
        cursor.execute("ANALYZE move")
        cursor.execute(MAKE_MOVE_TALLY)
        cursor.execute("DELETE FROM insights_quartercount WHERE starts_on >= %(first)s", values)
        cursor.execute(_add_quarters())
        cursor.execute(DROP_ALL)


def _add_counts() -> str:
    columns = ", ".join(SUMMED)
    sums = ", ".join(f"sum({column})" for column in SUMMED)
    selects = (
        f"SELECT %(snapshot)s, {area}, sector_id, is_example, sum({met}), {sums}"  # noqa: S608 (our own words)
        f" FROM tally WHERE {within} GROUP BY 2, sector_id, is_example"
        for area, within, met in AREAS
    )
    keys = "snapshot_id, cluster_id, sector_id, is_example, needs_met"
    into = f"INSERT INTO insights_clustercount ({keys}, {columns}) "
    return into + " UNION ALL ".join(selects)


def _add_quarters() -> str:
    columns = ", ".join(MOVES)
    sums = ", ".join(f"sum({column})" for column in MOVES)
    selects = (
        f"SELECT starts_on, {area}, sector_id, is_example, {sums}"  # noqa: S608 (our own words)
        f" FROM move_tally WHERE {within} GROUP BY starts_on, 2, sector_id, is_example"
        for area, within, _met in AREAS
    )
    into = f"INSERT INTO insights_quartercount (starts_on, cluster_id, sector_id, is_example, {columns}) "
    return into + " UNION ALL ".join(selects)
