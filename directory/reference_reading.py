"""Reading all reference files and checking them against each other, before anything is written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from directory.reference_files import BrokenReference, Column, Record, ReferenceFile, read_file
from directory.reference_tables import BUSINESS_COLUMNS, CLUSTERS, METRICS, SOURCES, TABLES, Table
from directory.register_words import write_summary

FOLDER = Path(__file__).parent / "reference"

Keys = dict[str, set[Any]]


@dataclass(frozen=True)
class Reference:
    """All reference files, parsed and consistent: records by file name."""

    records: dict[str, list[Record]]

    def rows(self, file: str) -> list[dict[str, Any]]:
        """Return the values of each record of ``file``, in its order."""
        return [record.values for record in self.records[file]]


def read_reference(folder: Path = FOLDER) -> Reference:
    """Read every reference file of ``folder``. No database is asked.

    Raises BrokenReference with file, line and reason at the first fault: one within a file (see
    ``read_file``), a key that occurs twice, or a reference to a source, cluster, sector, metric or
    outcode that no file has.
    """
    known: Keys = {"": set()}
    files = {}
    for table in TABLES:
        files[table.file] = _read_table(folder, table, known)
    labels = {row.values["key"]: row.values["label"] for row in files[METRICS.file].records}
    for record in files["figures.csv"].records:
        record.values["label"] = labels[record.values["metric"]]
    businesses = read_file(folder / "businesses.csv", BUSINESS_COLUMNS)
    _check_businesses(businesses, known)
    _name_files_of_sources(files[SOURCES.file], [*files.values(), businesses])
    records = {name: file.records for name, file in files.items()}
    return Reference(records | {businesses.name: businesses.records})


def _read_table(folder: Path, table: Table, known: Keys) -> ReferenceFile:
    """Read the file of ``table``, complete and check its rows, and add its keys to ``known``."""
    file = read_file(folder / table.file, table.columns)
    known["parents"] = set()
    for position, record in enumerate(file.records, start=1):
        _check_references(file.name, record, table.columns, known)
        try:
            table.complete(record.values, position)
        except ValueError as error:
            raise BrokenReference(file.name, record.line, str(error)) from None
        if record.values.get("parent_id") is None:
            known["parents"].add(record.values[table.key[0]])
    _check_once(file, table.key)
    if len(table.key) == 1:
        known[table.file] = {record.values[table.key[0]] for record in file.records}
    if table is CLUSTERS:
        parents = {record.values["parent_id"] for record in file.records}
        known["finest clusters"] = known[table.file] - parents
    return file


def _check_references(file: str, record: Record, columns: tuple[Column, ...], known: Keys) -> None:
    for column in columns:
        value = record.values[column.target]
        if column.refers_to and value is not None and value not in known[column.refers_to]:
            raise BrokenReference(file, record.line, _explain(column, value, known))


def _explain(column: Column, value: str, known: Keys) -> str:
    """Say why ``value`` may not stand in ``column``."""
    if column.refers_to == "parents":
        return f"parent: no row above has the key {value!r} and stands at the top of the tree"
    if column.refers_to == "finest clusters" and value in known["clusters.csv"]:
        return f"{column.name}: {value!r} has sub-clusters; name one of them"
    file = "clusters.csv" if column.refers_to == "finest clusters" else column.refers_to
    return f"{column.name}: {file} has no {value!r}"


def _check_once(file: ReferenceFile, key: tuple[str, ...]) -> None:
    """Refuse a second row with the same key."""
    lines: dict[tuple[Any, ...], int] = {}
    for record in file.records:
        value = tuple(record.values[name] for name in key)
        if value in lines:
            shown = ", ".join(str(part) for part in value if part not in (None, ""))
            raise BrokenReference(file.name, record.line, f"{shown}: already on line {lines[value]}")
        lines[value] = record.line


def _check_businesses(file: ReferenceFile, known: Keys) -> None:
    """Check the listings, and add each one's outcode and summary."""
    _check_once(file, ("company_number",))
    for record in file.records:
        _check_references(file.name, record, BUSINESS_COLUMNS, known)
        values = record.values
        values["outcode_id"] = values["postcode"].partition(" ")[0]
        if values["outcode_id"] not in known["outcodes.csv"]:
            reason = f"postcode: outcodes.csv has no {values['outcode_id']!r}"
            raise BrokenReference(file.name, record.line, reason)
        activity, sic = values.pop("activity"), values.pop("sic")
        values["summary"] = write_summary(activity, sic)


def _name_files_of_sources(sources: ReferenceFile, files: list[ReferenceFile]) -> None:
    """Tell each source which files were made from it."""
    made_from: dict[str, list[str]] = {record.values["key"]: [] for record in sources.records}
    for file in files:
        for name in file.sources:
            if name not in made_from:
                raise BrokenReference(file.name, 1, f"sources: sources.csv has no {name!r}")
            made_from[name].append(file.name)
    for record in sources.records:
        record.values["files"] = made_from[record.values["key"]]
