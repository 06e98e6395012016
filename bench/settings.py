"""The portal's own settings, with the addresses of ``bench.urls``."""

from technorth.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
