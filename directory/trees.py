"""The trees of clusters and sectors, as a search needs them."""

import json
from dataclasses import dataclass

from django.db import connection

from directory.reference_names import name_cluster, name_sector

READ_TREES = """
SELECT 0 AS tree, slug AS pk, name, parent_id, NULL, '{}', position FROM directory_cluster
UNION ALL
SELECT 1, code, name, parent_id, keywords::text, words, position FROM directory_sector
ORDER BY tree, position, pk
"""


@dataclass(frozen=True, slots=True)
class Branch:
    """A cluster or a sector; ``parent_id`` is None at the top.

    Of a sector ``keywords_json`` is a list, and ``words`` are the stems of its name.
    """

    pk: str
    name: str
    parent_id: str | None
    keywords_json: str | None
    words: list[str]

    @property
    def local_name(self) -> str:
        """Its name in the reader's language."""
        return name_cluster(self.name) if self.keywords_json is None else name_sector(self.name)

    @property
    def keywords(self) -> list[str]:
        """What else a sector is called; nothing of a cluster."""
        return list(json.loads(self.keywords_json)) if self.keywords_json else []


def read_trees() -> tuple[list[Branch], list[Branch]]:
    """Return all clusters and all sectors, each in their order. One query.

    It is on every search, so it takes no more than that needs: as models the same takes four times as long.
    """
    trees: tuple[list[Branch], list[Branch]] = ([], [])
    with connection.cursor() as cursor:
        cursor.execute(READ_TREES)
        for tree, *facts, _position in cursor.fetchall():
            trees[tree].append(Branch(*facts))
    return trees
