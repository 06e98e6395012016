"""The whole directory as CSV, against what PostgreSQL itself takes to write the same rows."""

import http.client
import time
from dataclasses import dataclass

from django.db import connection

from bench.measuring import SECONDS

PATH = "/businesses.csv"
COPY = """
COPY (
  SELECT business.slug, business.name, company_number, summary, website, town, postcode, outcode_id,
    cluster_id, cluster.name, size_band, verification, origin, source_period, listed_at, confirmed_at,
    (SELECT string_agg(sector_id, '; ') FROM directory_business_sectors WHERE business_id = business.id)
  FROM directory_business business JOIN directory_cluster cluster ON cluster.slug = cluster_id
  WHERE status = 'published' ORDER BY folded_name, business.id
) TO STDOUT (FORMAT csv)
"""
PIECE = 1 << 16


@dataclass(frozen=True)
class Export:
    """Seconds to the first byte, rows per second, and rows per second of COPY."""

    first_byte: float
    rate: float
    copy_rate: float


class Counter:
    """A file that counts lines and keeps none."""

    def __init__(self) -> None:
        self.lines = 0

    def write(self, piece: bytes) -> None:
        """Count the lines of ``piece``."""
        self.lines += piece.count(b"\n")


def measure_export(port: int) -> Export | None:
    """Return what the export of every row takes; None where there is no export."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    counter, began = Counter(), time.perf_counter()
    client.request("GET", PATH)
    response = client.getresponse()
    if response.status != 200:
        return None
    counter.write(response.read(1))
    first_byte = time.perf_counter() - began
    while piece := response.read(PIECE):
        counter.write(piece)
    took = time.perf_counter() - began
    client.close()
    copied, began = Counter(), time.perf_counter()
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY, copied, PIECE)
    return Export(first_byte, counter.lines / took, copied.lines / (time.perf_counter() - began))
