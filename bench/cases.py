"""What is asked of the portal and of Datasette, and what each may take."""

from collections.abc import Collection
from dataclasses import dataclass

from bench.vocabulary import COMMON, MIDDLING, RARE

CLUSTERS = ("manchester", "leeds", "sheffield", "liverpool", "north-east")
SECTORS = ("software", "media", "fintech", "games")


@dataclass(frozen=True)
class Question:
    """Paths that ask for the same kind of page, and how many times B it may take; None: not said."""

    group: str
    name: str
    paths: tuple[str, ...]
    limit: float | None = None


def ask(query: str) -> str:
    """Return the address of a search."""
    return f"/businesses/?{query}" if query else "/businesses/"


def list_words(word: str, share: str) -> list[Question]:
    """Return what is asked about a word that is on ``share`` of the rows."""
    text = "with text"
    return [
        Question(text, f"a word on {share} of rows", (ask(f"q={word}"),), 4),
        Question(
            text, f"… and a facet ({share})", tuple(ask(f"q={word}&cluster={each}") for each in CLUSTERS), 4
        ),
        Question(
            text,
            f"… and two facets ({share})",
            tuple(ask(f"q={word}&cluster={each}&size=1-9") for each in CLUSTERS),
            4,
        ),
    ]


QUESTIONS = [
    Question("base", "B: the page from 24 fixed cards", ("/bench/cards/",)),
    Question("without text", "no filter", (ask(""),), 2),
    Question("without text", "a cluster", tuple(ask(f"cluster={each}") for each in CLUSTERS), 2),
    Question("without text", "a sector", tuple(ask(f"sector={each}") for each in SECTORS), 2),
    Question(
        "without text",
        "a cluster and a sector",
        tuple(ask(f"cluster={cluster}&sector={sector}") for cluster in CLUSTERS for sector in SECTORS),
        2,
    ),
    Question(
        "without text",
        "a cluster and verified",
        tuple(ask(f"cluster={each}&verified=yes") for each in CLUSTERS),
        2,
    ),
    *list_words(RARE, "0.2 %"),
    *list_words(MIDDLING, "5 %"),
    *list_words(COMMON, "50 %"),
    Question("with text", "two words (50 % and 5 %)", (ask(f"q={COMMON}+{MIDDLING}"),), 4),
    Question("deep pages", "page 400 of all", (ask("page=400"),), 3),
    Question("deep pages", "page 400 of a word (50 %)", (ask(f"q={COMMON}&page=400"),), 3),
    Question("other orders", "by name", (ask("sort=name"),)),
    Question("other orders", "newest first", (ask("sort=newest"),)),
    Question("other orders", "largest first", (ask("sort=largest"),)),
    Question("other orders", "by name, of a word (50 %)", (ask(f"q={COMMON}&sort=name"),)),
    Question("map", "map of all", ("/businesses/map/",), 3),
    Question("map", "map of a word (50 %)", (f"/businesses/map/?q={COMMON}",), 3),
    *(
        Question("map", f"points at zoom {zoom}", (f"/businesses/map/points/?z={zoom}&bbox={box}",), 3)
        for zoom, box in (
            (6, "-4.0,53.0,0.2,55.9"),
            (8, "-3.2,53.2,-1.0,54.2"),
            (10, "-2.6,53.3,-1.9,53.7"),
            (12, "-2.35,53.42,-2.15,53.53"),
            (14, "-2.27,53.46,-2.22,53.49"),
        )
    ),
    Question(
        "suggestions",
        "while typing",
        tuple(f"/businesses/suggest/?q={text}" for text in ("so", "soft", "digi", "data+sy", "lee", "zzz")),
        1,
    ),
    # Made from the snapshot of the night: as quick with any number of listings.
    Question("figures", "page of a cluster", tuple(f"/clusters/{each}/" for each in CLUSTERS)),
    Question(
        "figures",
        "critical mass of a cluster",
        tuple(f"/clusters/{each}/critical-mass/" for each in CLUSTERS),
    ),
    Question("figures", "critical mass of all clusters", ("/clusters/critical-mass/",)),
    Question(
        "figures",
        "five clusters compared",
        ("/clusters/compare/?" + "&".join(f"c={each}" for each in CLUSTERS),),
    ),
    Question("figures", "progress in jobs", ("/progress/",)),
]


def choose_questions(parts: Collection[str]) -> list[Question]:
    """Return what is asked for the parts "pages" and "figures", and B, beside which all is set."""
    return [
        each
        for each in QUESTIONS
        if each.group == "base" or ("figures" if each.group == "figures" else "pages") in parts
    ]


@dataclass(frozen=True)
class Rival:
    """The question called ``name`` at Datasette, and how many times faster ours must be, at 20k and at 1M."""

    name: str
    note: str
    path: str
    least_small: float | None = None
    least_large: float | None = None


def ask_datasette(query: str, *, sectors: str = "_facet_array=sectors") -> str:
    """Return the address of a search at Datasette, with the same facets."""
    facets = f"_facet=cluster&{sectors}&_facet=size&_facet=verified"
    return f"/directory/businesses?{facets}&_size=24&{query}"


ONE_SECTOR = "_facet=sector"
RIVALS = [
    Rival("no filter", "", ask_datasette(""), 5, 20),
    Rival("a cluster", "", ask_datasette("cluster=leeds"), 5, 20),
    Rival("a word on 0.2 % of rows", "", ask_datasette(f"_search={RARE}"), 5),
    Rival("a word on 5 % of rows", "", ask_datasette(f"_search={MIDDLING}"), 5),
    Rival("a word on 50 % of rows", "", ask_datasette(f"_search={COMMON}"), 5, 100),
    Rival("no filter", ", one sector each", ask_datasette("", sectors=ONE_SECTOR)),
    Rival("a cluster", ", one sector each", ask_datasette("cluster=leeds", sectors=ONE_SECTOR)),
    Rival(
        "a word on 50 % of rows",
        ", one sector each",
        ask_datasette(f"_search={COMMON}", sectors=ONE_SECTOR),
    ),
]
