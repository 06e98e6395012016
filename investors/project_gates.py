"""What a project needs before it moves on: pure gates, each missing thing a sentence with its place."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from investors.models.choices import ProjectStage, ProjectStatus, Spend


class Place(models.TextChoices):
    """Where a missing thing is filled in: the last part of the name of a page."""

    MANAGER = "manager"
    FACTS = "facts"
    JOBS = "jobs"
    WIN = "win"
    STATUS = "status"


@dataclass(frozen=True)
class ProjectFacts:
    """What the gates look at."""

    status: str
    has_manager: bool = False
    fdi_type: str = ""
    activities: int = 0
    sectors: int = 0
    clusters: int = 0
    has_land_date: bool = False
    expected_jobs: int = 0
    has_evidence: bool = False
    spend: int | None = None
    spend_band: str = ""
    is_win_verified: bool = False


@dataclass(frozen=True)
class Missing:
    """One thing that is missing."""

    sentence: str | Promise
    place: Place


@dataclass(frozen=True)
class Gate:
    """One condition of a stage."""

    is_met: Callable[[ProjectFacts], bool]
    missing: Missing


def _needs(is_met: Callable[[ProjectFacts], bool], sentence: str | Promise, place: Place) -> Gate:
    return Gate(is_met, Missing(sentence, place))


GOES_ON = _needs(
    lambda facts: facts.status in {ProjectStatus.ONGOING, ProjectStatus.DELAYED},
    _("The project rests or was given up: set its status to ongoing first."),
    Place.STATUS,
)
GATES: dict[str, tuple[Gate, ...]] = {
    ProjectStage.ASSIGN_PM: (
        _needs(
            lambda facts: facts.has_manager, _("It has no project manager yet: choose one."), Place.MANAGER
        ),
    ),
    ProjectStage.ACTIVE: (
        _needs(lambda facts: bool(facts.fdi_type), _("Say what kind of investment it is."), Place.FACTS),
        _needs(lambda facts: facts.activities > 0, _("Choose what the business will do here."), Place.FACTS),
        _needs(lambda facts: facts.sectors > 0, _("Choose a sector."), Place.FACTS),
        _needs(lambda facts: facts.clusters > 0, _("Choose the cluster where it lands."), Place.FACTS),
        _needs(lambda facts: facts.has_land_date, _("Give the day on which it is to land."), Place.FACTS),
    ),
    ProjectStage.VERIFY_WIN: (
        _needs(
            lambda facts: facts.expected_jobs > 0,
            _("Enter the jobs that are expected, by year."),
            Place.JOBS,
        ),
        _needs(
            lambda facts: facts.has_evidence,
            _("Add evidence to the jobs of a year: a text, an address or a file."),
            Place.JOBS,
        ),
        _needs(
            lambda facts: facts.spend is not None or facts.spend_band not in {"", Spend.NOT_KNOWN},
            _("Enter what they will spend, or choose a band."),
            Place.FACTS,
        ),
    ),
    ProjectStage.WON: (
        _needs(
            lambda facts: facts.is_win_verified,
            _("A second person must verify the win: not the one who put it forward."),
            Place.WIN,
        ),
    ),
}
# A project that moves on meets the gates of every stage up to the new one: facts can be taken away again.
ORDER = list(ProjectStage)


def find_missing(facts: ProjectFacts, to: str) -> list[Missing]:
    """Return what ``facts`` lack for the stage ``to``, in the order of the gates; none: it may move."""
    stages = ORDER[: ORDER.index(ProjectStage(to)) + 1]
    gates = [GOES_ON, *(gate for stage in stages for gate in GATES.get(stage, ()))]
    return [gate.missing for gate in gates if not gate.is_met(facts)]
