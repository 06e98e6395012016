"""The desk's people at work an hour after the enquiries came in."""

from tests.investors.conftest import an_hour_later as an_hour_later
