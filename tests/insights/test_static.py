"""Static files as production serves them: each name that a file refers to is there, fingerprinted."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command

from technorth.management.commands.collect_vendor import VENDOR_FILES


@pytest.mark.skipif(not settings.VENDOR_DIR.is_dir(), reason="run manage.py collect_vendor first")
def test_static_files_refer_only_to_files_that_are_served(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    served = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    base = (tmp_path / served["css/base.css"]).read_text()
    assert {f"vendor/{name}" for name in VENDOR_FILES.values()} <= set(served)
    assert served["vendor/fonts/schibsted-grotesk-latin.woff2"] in base.replace("../", "")
