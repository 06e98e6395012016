"""What the environment says while tests run, whatever the shell that started them has set.

Loaded by pytest before Django reads its settings. DATABASE_URL, REDIS_URL and DATA_DIR stay,
since they say which engines the tests run on.
"""

import os
import re
from pathlib import Path

ENGINES = {"DATABASE_URL", "REDIS_URL", "DATA_DIR"}
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")

listed = (Path(__file__).parent.parent / ".env.example").read_text()
for name in set(re.findall(r"^(\w+)=", listed, flags=re.MULTILINE)) - ENGINES:
    os.environ.pop(name, None)
os.environ["DEBUG"] = "true"
os.environ["SITE_URL"] = "http://localhost:8000"  # a host that passkeys may belong to
# Tests that run side by side share one Redis, each below its own prefix.
os.environ["REDIS_PREFIX"] = f"test-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}-{WORKER}"
