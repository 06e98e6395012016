"""Broken reference files: each is refused with its file, its line and the reason."""

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import Source
from directory.reference_files import BrokenReference, read_file
from directory.reference_reading import FOLDER, read_reference
from directory.reference_tables import FACTS, TABLES
from directory.services.loading import load_reference
from tests.directory.reference_copies import copy_files, find_line, replace_once

NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_files(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("figures.csv", ",tbdnw2014\n", ",nowhere\n", "source: sources.csv has no 'nowhere'"),
        ("figures.csv", "manchester,", "atlantis,", "cluster: clusters.csv has no 'atlantis'"),
        ("figures.csv", ",6000,", ",six,", "value: 'six' is not a number"),
        ("figures.csv", ",6000,", ",0.125,", "value: '0.125' is not a number of at most two decimals"),
        ("figures.csv", ",6000,", ",NaN,", "value: 'NaN' is not a number of at most two decimals"),
        ("figures.csv", "manchester,unicorns", "manchester,dragons", "metric: metrics.csv has no 'dragons'"),
        ("figures.csv", ",6000,businesses,", ",6000,,", "unit: is empty"),
        ("figures.csv", ",businesses,", f",{'x' * 61},", "unit: is longer than 60 characters"),
        ("clusters.csv", "newcastle,north-east", "newcastle,leeds-north", "parent: no row above has the key"
         " 'leeds-north' and stands at the top of the tree"),
        ("clusters.csv", "sunderland,north-east", "sunderland,newcastle", "parent: no row above has the key"
         " 'newcastle' and stands at the top of the tree"),
        ("clusters.csv", ",53.48043,", ",-2.24451,", "latitude: -2.24451 lies outside 49.8 to 60.9"),
        ("clusters.csv", ",53.48043,", ",north,", "latitude: 'north' is not a number of degrees"),
        ("clusters.csv", ",53.48043,", ",nan,", "latitude: nan lies outside 49.8 to 60.9"),
        ("clusters.csv", ",ypleps,", ",ypeps,", "wider_source: sources.csv has no 'ypeps'"),
        ("facts.csv", ",53.47252,", ",,", "latitude and longitude go together"),
        ("facts.csv", "manchester,hub", "manchester,pub", "kind: 'pub' is not one of hub, university,"
         " airport, employer, specialism"),
        ("sectors.csv", "62012", "6201", "sic_strong: '6201' is not a five-digit SIC code"),
        ("sectors.csv", "cloud-hosting,cloud", "cloud hosting,cloud", "code: 'cloud hosting' is not a key of"
         " letters, digits, hyphens and underscores"),
        ("outcodes.csv", ",newcastle,core,", ",north-east,core,", "cluster: 'north-east' has sub-clusters;"
         " name one of them"),
        ("outcodes.csv", "\nLS1,", "\nls1,", "code: 'ls1' is not an outcode"),
        ("outcodes.csv", "\nLS2,", "\nLS1,", "LS1: already on line {LS1,}"),
        ("places.csv", ",core\n", ",corn\n", "basis: 'corn' is not one of core, city-region-2014, nearest"),
        ("places.csv", "2657817,Aberford", "-1,Aberford", "geoname_id: '-1' is not a whole number"),
        ("areas.csv", "district,Bury,", "district,bolton,", "bolton: already on line {district,Bolton}"),
        ("outlines.csv", ",M", ",M1 1L2 2 ", "path: 'M1 1L2 2 "),
        ("sources.csv", ",https://technation.io", ",javascript://technation.io", "url: 'javascript://"),
        ("sources.csv", ",press,", ",gossip,", "kind: 'gossip' is not one of press,"),
        ("attributions.csv", "Contains OS data", "Contains OS\x07 data", "text: has control characters"),
        ("businesses.csv", ",telecoms-fixed,", ",telegraphs,", "sector: sectors.csv has no 'telegraphs'"),
        ("businesses.csv", ",LS1 4HR,", ",ZZ1 4HR,", "postcode: outcodes.csv has no 'ZZ1'"),
        ("businesses.csv", "\n02777575,", "\n2777575,", "company_number: '2777575' is not a company number of"
         " eight characters"),
        ("businesses.csv", "\n02777575,BJSS", "\n02621976,BJSS", None),
        ("businesses.csv", ",https://flutter.com/,", ",flutter.com,", "website: 'flutter.com' is not a web"
         " address"),
        ("businesses.csv", ",500+,", ",5000+,", "size_band: '5000+' is not one of 1-9,"),
        ("metrics.csv", "unicorns,", "it_jobs,", None),
        ("places.csv", "Aberford", '"Aberford', None),
        ("places.csv", "Aberford,", "Aberford,,", "9 values where 8 are expected"),
    ],
)  # fmt: skip
def test_reading_refuses_a_broken_row(folder, file, old, new, reason):
    line = replace_once(folder / file, old, new) + old.startswith("\n")

    with pytest.raises(BrokenReference) as refusal:
        read_reference(folder)

    assert refusal.value.file == file
    if reason is None:
        assert refusal.value.line >= line
        return
    if "{" in reason:
        start = reason[reason.index("{") + 1 : reason.index("}")]
        reason = reason.replace(f"{{{start}}}", str(find_line(folder / file, start)))
    assert str(refusal.value).startswith(f"{file}, line {line}: {reason}")


def test_every_file_states_its_licence_and_sources():
    for path in sorted(FOLDER.glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        head = [line for line in lines if line.startswith("#")]
        columns = lines[len(head)].split(",")
        assert [line for line in head if line.startswith("# licence: ")] != [], path.name
        is_sourced = "source" in columns or any(line.startswith("# sources: ") for line in head)
        assert is_sourced or path.name in {"sources.csv", "attributions.csv", "metrics.csv"}, path.name


@pytest.mark.parametrize("file", [*(table.file for table in TABLES), "metrics.csv", "businesses.csv"])
def test_reading_refuses_a_missing_file(folder, file):
    (folder / file).unlink()

    with pytest.raises(BrokenReference, match=f"^{file}: the file is missing$"):
        read_reference(folder)


def test_reading_refuses_what_is_not_utf8(folder):
    (folder / "places.csv").write_bytes(b"\xff\xfe")

    with pytest.raises(BrokenReference, match=r"^places\.csv: the file is not UTF-8 text$"):
        read_reference(folder)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("name,place,", "name,", "missing column: place"),
        ("name,place,", "name,place,owner,", "unknown column: owner"),
        ("cluster,kind,", "kind,cluster,", "columns in another order than cluster, kind, name"),
    ],
)
def test_reading_refuses_another_header(folder, old, new, reason):
    line = replace_once(folder / "facts.csv", old, new)

    with pytest.raises(BrokenReference, match=f"^facts.csv, line {line}: {reason}"):
        read_reference(folder)


def test_reading_refuses_an_empty_file(folder):
    (folder / "facts.csv").write_text("")

    with pytest.raises(BrokenReference, match=r"^facts\.csv, line 1: missing column: cluster, kind"):
        read_reference(folder)


def test_reading_refuses_an_unknown_source_at_the_head(folder):
    replace_once(folder / "places.csv", "sources: geonames", "sources: atlas")

    with pytest.raises(BrokenReference, match=r"sources: sources\.csv has no 'atlas'$"):
        read_reference(folder)


@pytest.mark.django_db
def test_load_changes_nothing_when_a_file_is_broken(folder):
    replace_once(folder / "sources.csv", "Computer Weekly", "Computer Monthly")
    replace_once(folder / "businesses.csv", ",500+,", ",huge,")

    with pytest.raises(BrokenReference, match=r"^businesses.csv, line \d+: size_band: 'huge'"):
        load_reference(now=NOW, folder=folder)

    assert Source.objects.count() == 0


@given(
    content=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode(errors="replace"))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_reading_any_bytes_gives_records_or_a_refusal(tmp_path, content):
    path = tmp_path / "facts.csv"
    path.write_bytes(content)

    with pytest.raises(BrokenReference, match=r"^facts\.csv"):
        read_file(path, FACTS.columns)


@given(row=st.lists(st.text(max_size=40), min_size=8, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_reading_any_row_gives_a_record_or_a_refusal(tmp_path, row):
    path = tmp_path / "facts.csv"
    head = ",".join(column.name for column in FACTS.columns)
    quoted = ",".join('"' + value.replace('"', '""') + '"' for value in row)
    path.write_text(f"{head}\n{quoted}\n", encoding="utf-8", errors="replace")

    try:
        found = read_file(path, FACTS.columns).records
    except BrokenReference as refusal:
        found = [refusal]

    assert len(found) == 1
