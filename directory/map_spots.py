"""The outcodes of the North, as maps count by them."""

from django.db import connection

from directory.map_groups import Box, Spot

READ_SPOTS = """
SELECT code, coalesce(nullif(post_town, ''), district), latitude, longitude, cluster_id
FROM directory_outcode
WHERE latitude BETWEEN %(south)s AND %(north)s AND longitude BETWEEN %(west)s AND %(east)s
ORDER BY code
"""
WORLD = Box(west=-180, south=-90, east=180, north=90)


def read_spots(box: Box | None) -> list[Spot]:
    """Return the outcodes whose middle is in ``box``, of None all. One query.

    Every map reads some seven hundred: as rows of the ORM that takes twice as long.
    """
    part = box or WORLD
    edges = {"south": part.south, "west": part.west, "north": part.north, "east": part.east}
    with connection.cursor() as cursor:
        cursor.execute(READ_SPOTS, edges)
        return list(map(Spot._make, cursor.fetchall()))
