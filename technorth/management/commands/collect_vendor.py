"""Copy the named files of the front-end packages to VENDOR_DIR, which is served as ``vendor/``."""

import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

FONT = "@fontsource-variable/schibsted-grotesk"

# path below node_modules -> path below VENDOR_DIR
VENDOR_FILES = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.css": "govuk/govuk-frontend.css",
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk/govuk-frontend.js",
    "govuk-frontend/README.md": "govuk/README.md",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.js",
    "htmx.org/LICENSE": "htmx/LICENSE.txt",
    "chart.js/dist/chart.umd.min.js": "chart/chart.js",
    "chart.js/LICENSE.md": "chart/LICENSE.txt",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
    "leaflet/LICENSE": "leaflet/LICENSE.txt",
    f"{FONT}/files/schibsted-grotesk-latin-wght-normal.woff2": "fonts/schibsted-grotesk-latin.woff2",
    f"{FONT}/files/schibsted-grotesk-latin-ext-wght-normal.woff2": "fonts/schibsted-grotesk-latin-ext.woff2",
    f"{FONT}/LICENSE": "fonts/LICENSE.txt",
}

_SOURCE_MAP = re.compile(r"(//[#@]\s*sourceMappingURL=\S+|/\*[#@]\s*sourceMappingURL=.*?\*/)")
_GDS_FONT_FACE = re.compile(r"@font-face\{font-family:GDS Transport;[^}]*\}")
_GDS_FONT_STACK = "GDS Transport,arial,sans-serif"


def adapt_text(text: str) -> str:
    """Return a package's CSS or JavaScript without what must not be served from here.

    Source map comments go, because the maps are not copied. GDS Transport goes, because its
    licence allows it on GOV.UK services only; the rules that named it take our own font.
    """
    text = _SOURCE_MAP.sub("", text)
    text = _GDS_FONT_FACE.sub("", text)
    return text.replace(_GDS_FONT_STACK, "var(--tn-font)")


class Command(BaseCommand):
    """``collect_vendor``: needs ``npm ci --ignore-scripts`` first; makes VENDOR_DIR hold these and no others.

    Raises CommandError, naming the file and the remedy, where node_modules lacks one.
    """

    help = "Copy the named files of the front-end packages from node_modules to VENDOR_DIR."

    def handle(self, *args: Any, **options: Any) -> None:
        packages = Path(settings.BASE_DIR) / "node_modules"
        missing = [name for name in VENDOR_FILES if not (packages / name).is_file()]
        if missing:
            raise CommandError(
                f"node_modules lacks {', '.join(missing)}. Run `npm ci --ignore-scripts` and try again."
            )
        vendor = Path(settings.VENDOR_DIR)
        for source, target in VENDOR_FILES.items():
            copy_file(packages / source, vendor / target)
        remove_others(vendor, keep={vendor / target for target in VENDOR_FILES.values()})
        self.stdout.write(f"Collected {len(VENDOR_FILES)} files of the front-end packages.")


def copy_file(source: Path, target: Path) -> None:
    """Put ``source``, adapted where it is text, in the place of ``target`` in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    if target.suffix in {".css", ".js"}:
        partial.write_text(adapt_text(source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(source, partial)
    partial.replace(target)


def remove_others(folder: Path, *, keep: set[Path]) -> None:
    """Remove each file below ``folder`` that is not in ``keep``, such as one of an older version."""
    for path in folder.rglob("*"):
        if path.is_file() and path not in keep:
            path.unlink(missing_ok=True)
