"""The words of invented businesses: few that everybody uses and many that hardly anybody does, as in life.

Three words stand for themselves, since the benchmark searches for them: each is on a known share of
the listings, and on a tenth of those in the name.
"""

from itertools import accumulate
from random import Random

COMMON, MIDDLING, RARE = "software", "robotics", "photonics"
SHARES = {COMMON: 0.5, MIDDLING: 0.05, RARE: 0.002}

# The likeliest first. None shares its stem with one of the three.
FREQUENT = (
    *("digital", "data", "systems", "services", "technology", "platform", "design", "support", "cloud"),
    *("business", "customers", "online", "development", "mobile", "web", "security", "management", "media"),
    *("network", "solutions", "analytics", "learning", "consultancy", "health", "integration", "testing"),
    *("manufacturing", "energy", "research", "payments", "training", "hosting", "marketing", "video"),
    *("games", "sensors", "retail", "finance", "education", "engineering", "automation", "infrastructure"),
    *("public", "sector", "teams", "companies", "small", "large", "growing", "northern", "local", "global"),
    *("secure", "modern", "open", "connected", "smart", "fast", "reliable", "practical", "bespoke"),
    *("hospitals", "councils", "schools", "banks", "insurers", "housing", "transport", "logistics", "food"),
    *("devices", "apps", "websites", "dashboards", "records", "maps", "models", "images", "sound", "film"),
    *("broadband", "fibre", "wireless", "satellite", "telephony", "helpdesk", "backup", "recovery"),
    *("compliance", "identity", "encryption", "audit", "risk", "fraud", "lending", "accounts", "payroll"),
    *("clinical", "patients", "care", "diagnostics", "wearables", "genomics", "laboratory", "trials"),
    *("factories", "machines", "vision", "drones", "printing", "materials", "batteries", "hydrogen"),
    *("wind", "solar", "grid", "carbon", "water", "farming", "forestry", "fishing", "tourism", "heritage"),
    *("animation", "studio", "publishing", "music", "events", "festivals", "museums", "theatre", "sport"),
    *("recruitment", "legal", "property", "construction", "architecture", "planning", "surveying"),
)
SYLLABLES = tuple(first + second for first in "bdfgklmnprstvw" for second in ("a", "e", "i", "o", "u", "or"))
SIZE = 20_000
OF_NAMES = 3000  # names are made from the rarer part as well as from the frequent one


def make_words() -> list[str]:
    """Return the vocabulary, the likeliest first; the same each time."""
    draw = Random("technorth vocabulary")
    words = dict.fromkeys(FREQUENT)
    while len(words) < SIZE:
        words["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4)))] = None
    return list(words)


def weigh_words(count: int) -> list[float]:
    """Return the running sums of the weights of ``count`` words: the n-th is 1/n as likely as the first."""
    return list(accumulate(1 / rank for rank in range(1, count + 1)))
