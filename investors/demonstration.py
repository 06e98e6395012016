"""The demonstration contacts: made-up people at addresses that reach nobody."""

from dataclasses import dataclass

from investors.models import Contact

Role = Contact.Role


@dataclass(frozen=True)
class DemoContact:
    """One demonstration contact. No sectors: all of them."""

    cluster: str
    role: str
    name: str
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    email: str = ""
    capacity: int = 10

    @property
    def full_name(self) -> str:
        """Return the name with the mark that every page shows."""
        return f"{self.name} (demonstration)"

    @property
    def address(self) -> str:
        """Return the given address, or one made of the name, in a domain that cannot exist."""
        return self.email or f"{self.name.lower().replace(' ', '.')}@{self.cluster}.example"


TECHNICAL = ("software", "cloud", "data", "cyber")
CREATIVE = ("games", "media", "marketing", "ecommerce")
INDUSTRIAL = ("telecoms", "iot", "hardware", "industry", "space", "energy")
CAREFUL = ("fintech", "health", "edtech")

CONTACTS = (
    DemoContact("manchester", Role.CONTACT, "Adaeze Horrocks", TECHNICAL, ("fr", "es")),
    DemoContact("manchester", Role.CONTACT, "Callum Entwhistle", CREATIVE, ("de",)),
    DemoContact("manchester", Role.CONTACT, "Mei Lin Ashworth", (), ("zh", "ja")),
    DemoContact("manchester", Role.DEPUTY, "Pritam Oldroyd", (), ("hi", "pa")),
    DemoContact("manchester", Role.SENIOR_LEAD, "Greta Fairclough"),
    DemoContact("leeds", Role.CONTACT, "Rahim Aziz", (), ("ur", "ar"), "contact@technorth.example"),
    DemoContact("leeds", Role.CONTACT, "Hanne Sugden", CAREFUL, ("da", "sv", "no")),
    DemoContact("leeds", Role.CONTACT, "Owen Barraclough", TECHNICAL, ("fr",)),
    DemoContact("leeds", Role.DEPUTY, "Lucía Threlfall", (), ("es", "pt")),
    DemoContact("leeds", Role.SENIOR_LEAD, "Desmond Akroyd", (), (), "lead@technorth.example"),
    DemoContact("sheffield", Role.CONTACT, "Ilse Staniforth", INDUSTRIAL, ("de", "it")),
    DemoContact("sheffield", Role.CONTACT, "Joseph Mbeki-Crookes", (), ("fr",)),
    DemoContact("sheffield", Role.DEPUTY, "Kasia Bramall", (), ("pl",)),
    DemoContact("sheffield", Role.SENIOR_LEAD, "Harold Ecclesall"),
    DemoContact("liverpool", Role.CONTACT, "Siobhan Maghull", CREATIVE, ("es",)),
    DemoContact("liverpool", Role.CONTACT, "Farid Wavertree", (), ("fr", "ar")),
    DemoContact("liverpool", Role.DEPUTY, "Yuki Aigburth", (), ("ja",)),
    DemoContact("liverpool", Role.SENIOR_LEAD, "Moira Toxteth"),
    DemoContact("north-east", Role.CONTACT, "Anneke Elvet", (), ("nl", "de")),
    DemoContact("north-east", Role.DEPUTY, "Bertrand Neville", (), ("fr",)),
    DemoContact("north-east", Role.SENIOR_LEAD, "Winifred Lumley"),
    DemoContact("newcastle", Role.CONTACT, "Ewan Jesmond", TECHNICAL, ("de",)),
    DemoContact("newcastle", Role.CONTACT, "Shabnam Heaton", (), ("ur", "hi")),
    DemoContact("newcastle", Role.DEPUTY, "Cora Gosforth"),
    DemoContact("newcastle", Role.SENIOR_LEAD, "Rufus Walker-Quay"),
    DemoContact("sunderland", Role.CONTACT, "Tomoko Roker", INDUSTRIAL, ("ja",)),
    DemoContact("sunderland", Role.CONTACT, "Neil Seaburn"),
    DemoContact("sunderland", Role.DEPUTY, "Ida Fulwell", (), ("no",)),
    DemoContact("sunderland", Role.SENIOR_LEAD, "Graham Southwick"),
    DemoContact("tees-valley", Role.CONTACT, "Marek Linthorpe", INDUSTRIAL, ("pl", "cs")),
    DemoContact("tees-valley", Role.CONTACT, "Blessing Yarm", (), ("fr",)),
    DemoContact("tees-valley", Role.DEPUTY, "Ralph Saltburn"),
    DemoContact("tees-valley", Role.SENIOR_LEAD, "Edith Norton-Lowe"),
    *(
        DemoContact(cluster, Role.DUTY_INBOX, f"{name} duty inbox", (), (), f"duty@{cluster}.example", 200)
        for cluster, name in (
            ("manchester", "Manchester"),
            ("leeds", "Leeds"),
            ("sheffield", "Sheffield"),
            ("liverpool", "Liverpool"),
            ("north-east", "North East"),
            ("newcastle", "Newcastle"),
            ("sunderland", "Sunderland"),
            ("tees-valley", "Tees Valley"),
        )
    ),
)
