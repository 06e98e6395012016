"""The demonstration opportunities: every one invented, and marked so wherever it is shown."""

from dataclasses import dataclass

from investors.models import Opportunity

Type = Opportunity.InvestmentType
Scale = Opportunity.Scale
Stage = Opportunity.Stage

SOURCE = "Invented for this demonstration"


@dataclass(frozen=True)
class DemoOpportunity:
    """One invented opportunity. It was published ``days_ago`` and ends in ``days_left`` (below 0: is over).

    ``then``: how far it has come, if not to publication: "draft" or "review".
    """

    title: str
    summary: str
    cluster: str
    outcode: str
    sectors: tuple[str, ...]
    types: tuple[str, ...]
    scale: str
    sought: str
    facts: tuple[str, ...] = ()
    stage: str = Stage.SEEKING
    days_ago: int = 20
    days_left: int = 200
    then: str = ""

    @property
    def description(self) -> str:
        """Return the text, which says before all else that it is invented."""
        return (
            "**This opportunity is invented.** It shows how a real one would be described.\n\n"
            f"### What would be sought\n\n{self.sought}\n\n"
            "### What would happen next\n\n"
            "An investor who asks about it would hear from the contact of the cluster, who would show the"
            " plans and arrange a visit."
        )


OPPORTUNITIES = (
    DemoOpportunity(
        "Test hall for warehouse robots",
        "A shared hall in which makers of warehouse robots try them out before they are sold.",
        "leeds",
        "LS11",
        ("robotics-machinery", "industry"),
        (Type.PROPERTY, Type.JOINT_VENTURE),
        Scale.TO_25M,
        "A partner who fits out and runs the hall, and two or three first tenants.",
        ("The hall would have 4,000 square metres.", "Twelve makers would have said that they need it."),
    ),
    DemoOpportunity(
        "Laboratory for payments that work offline",
        "A team of engineers and a bank that would build payments for places without a connection.",
        "leeds",
        "LS1",
        ("fintech-payments",),
        (Type.NEW_SITE, Type.RESEARCH),
        Scale.TO_5M,
        "A payments company that puts its research team beside the laboratory.",
        ("Two universities nearby would send students for a year each.",),
        stage=Stage.PART_FUNDED,
        days_ago=6,
    ),
    DemoOpportunity(
        "Floor for young games studios",
        "A furnished floor where studios of five to twenty people would share sound rooms and test rooms.",
        "manchester",
        "M4",
        ("games-development",),
        (Type.PROPERTY,),
        Scale.TO_5M,
        "An owner or operator of serviced offices who knows what studios need.",
        ("The floor would hold nine studios.",),
        days_ago=11,
    ),
    DemoOpportunity(
        "Data centre that heats homes",
        "A small data centre whose waste heat would go to a network of homes and a swimming pool.",
        "manchester",
        "M15",
        ("cloud-hosting", "energy"),
        (Type.INFRASTRUCTURE, Type.EQUITY),
        Scale.TO_100M,
        "An operator for the centre, and a fund that holds part of the network of heat.",
        ("The network would reach 2,300 homes.", "The connection to the grid would be 12 megawatts."),
        days_ago=34,
        days_left=420,
    ),
    DemoOpportunity(
        "Line for sensors of fine ceramics",
        "A production line for ceramic sensors, next to the people who would have developed them.",
        "sheffield",
        "S9",
        ("iot-sensors", "hardware-electronics"),
        (Type.NEW_SITE, Type.JOINT_VENTURE),
        Scale.TO_25M,
        "A maker of sensors who sets up the line and hires the first thirty people.",
        ("The pilot would make 800 sensors a week.",),
        stage=Stage.SUSPENDED,
        days_ago=90,
    ),
    DemoOpportunity(
        "Clinic for digital trials",
        "A clinic that would let makers of health software try it with patients who agreed to that.",
        "liverpool",
        "L8",
        ("health-software",),
        (Type.RESEARCH, Type.EQUITY),
        Scale.TO_5M,
        "A company whose first trial would pay for the fitting-out.",
        ("The clinic would begin with 600 patients.",),
        days_ago=3,
        days_left=10,
    ),
    DemoOpportunity(
        "Studio for films made in real time",
        "A stage with walls of screens, shared by makers of films, games and exhibitions.",
        "newcastle",
        "NE1",
        ("media-film", "games-immersive"),
        (Type.PROPERTY, Type.EQUITY),
        Scale.TO_25M,
        "An investor for the building; the equipment would be paid for.",
        ("The stage would be 30 metres wide.",),
        stage=Stage.PART_FUNDED,
        days_ago=15,
    ),
    DemoOpportunity(
        "Battery tests for ships and ports",
        "A hall for tests of large batteries, with a quay of its own.",
        "sunderland",
        "SR1",
        ("energy-equipment",),
        (Type.INFRASTRUCTURE, Type.NEW_SITE),
        Scale.TO_25M,
        "A company that runs tests elsewhere and wants a second site.",
        ("The quay would take ships up to 90 metres long.",),
        days_ago=48,
    ),
    DemoOpportunity(
        "Network of cameras for safer docks",
        "Cameras and software that would warn people before cranes and lorries come too near.",
        "tees-valley",
        "TS2",
        ("iot", "data-ai"),
        (Type.EQUITY,),
        Scale.UNDER_1M,
        "The next round of a company of eight people.",
        ("Two docks would use it on trial.",),
        stage=Stage.FUNDED,
        days_ago=120,
        days_left=60,
    ),
    DemoOpportunity(
        "School for chip designers",
        "Courses of nine months, planned with the companies that would hire the graduates.",
        "leeds",
        "HD1",
        ("edtech-learning", "hardware"),
        (Type.JOINT_VENTURE,),
        Scale.TO_5M,
        "A company that plans and pays for one of the courses.",
        days_left=300,
        then="review",
    ),
    DemoOpportunity(
        "Yard for drones that inspect bridges",
        "An idea that is still being written: a yard and an office for a company of drone pilots.",
        "leeds",
        "BD1",
        ("robotics-machinery",),
        (Type.NEW_SITE,),
        Scale.NOT_KNOWN,
        "To be filled in.",
        then="draft",
    ),
    DemoOpportunity(
        "Workshop for recycled electronics",
        "A workshop that would have taken computers apart and sold what still works.",
        "sheffield",
        "S1",
        ("hardware-repair",),
        (Type.NEW_SITE,),
        Scale.UNDER_1M,
        "A partner who knows the trade.",
        days_ago=100,
        days_left=-5,
    ),
)
