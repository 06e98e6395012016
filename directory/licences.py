"""Under which licence the open data may be used: by list, since not all of it is from the same source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence, by the name that it gives itself."""

    name: str
    url: str


OPEN_GOVERNMENT = Licence(
    "Open Government Licence v3.0",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)
ATTRIBUTION = Licence(
    "Creative Commons Attribution 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)
