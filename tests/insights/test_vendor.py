"""collect_vendor, on the packages as npm installed them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from technorth.management.commands.collect_vendor import VENDOR_FILES, adapt_text

PACKAGES = Path(settings.BASE_DIR) / "node_modules"
needs_packages = pytest.mark.skipif(not PACKAGES.is_dir(), reason="run npm ci --ignore-scripts first")


@needs_packages
def test_collect_vendor_makes_the_folder_hold_the_named_files_only(settings, tmp_path, capsys) -> None:
    settings.VENDOR_DIR = tmp_path / "vendor"
    (tmp_path / "vendor" / "old").mkdir(parents=True)
    (tmp_path / "vendor" / "old" / "leftover.js").write_text("gone")

    call_command("collect_vendor")
    call_command("collect_vendor")

    collected = {str(path.relative_to(settings.VENDOR_DIR)) for path in settings.VENDOR_DIR.rglob("*.*")}
    assert collected == set(VENDOR_FILES.values())
    assert f"Collected {len(VENDOR_FILES)} files" in capsys.readouterr().out


@needs_packages
def test_collect_vendor_leaves_nothing_of_gds_transport_or_source_maps(settings, tmp_path) -> None:
    settings.VENDOR_DIR = tmp_path

    call_command("collect_vendor", verbosity=0)

    text = "".join(path.read_text() for path in tmp_path.rglob("*.[cj]s*"))
    assert "GDS Transport" not in text
    assert "sourceMappingURL" not in text


def test_collect_vendor_names_what_is_missing(settings, tmp_path) -> None:
    settings.BASE_DIR = tmp_path
    settings.VENDOR_DIR = tmp_path / "vendor"

    with pytest.raises(CommandError, match=r"lacks govuk-frontend/.*npm ci --ignore-scripts"):
        call_command("collect_vendor")

    assert not settings.VENDOR_DIR.exists()


@pytest.mark.parametrize(
    ("text", "adapted"),
    [
        ("a{color:red}/*# sourceMappingURL=a.css.map */", "a{color:red}"),
        ("let a=1;\n//# sourceMappingURL=a.js.map\n", "let a=1;\n\n"),
        ("@font-face{font-family:GDS Transport;src:url(x)}b{c:d}", "b{c:d}"),
        ("p{font-family:GDS Transport,arial,sans-serif}", "p{font-family:var(--tn-font)}"),
    ],
)
def test_adapt_text_removes_what_must_not_be_served(text: str, adapted: str) -> None:
    assert adapt_text(text) == adapted
