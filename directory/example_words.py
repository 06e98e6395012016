"""Words and weights from which example businesses are made. All invented; no business is meant."""

# Names are put together from these, so that none is a word and each reads as from the North.
BEGINNINGS = (
    *("Alne", "Brun", "Cald", "Drax", "Elv", "Fenn", "Garr", "Hoth", "Ings", "Jarl", "Kest"),
    *("Lund", "Mosk", "Nidd", "Ousk", "Pell", "Quern", "Rokk", "Skell", "Thrum", "Ulv", "Wharn"),
)
MIDDLES = ("", "a", "e", "er", "i", "in", "o", "ol", "or", "u", "um", "y")
ENDINGS = (
    *("beck", "by", "crag", "dell", "fell", "force", "garth", "holme", "keld", "mere", "moss", "rigg"),
    *("scar", "shaw", "sike", "tarn", "thorpe", "thwaite", "ness", "wick"),
)

# By top sector: what such firms call themselves.
TRADES = {
    "software": ("Software", "Systems", "Digital", "Code"),
    "cloud": ("Cloud", "Hosting", "Infrastructure"),
    "data": ("Analytics", "Data", "Intelligence", "AI"),
    "cyber": ("Security", "Cyber", "Assurance"),
    "fintech": ("Payments", "Finance Technology", "Ledger"),
    "health": ("Health Technology", "Care Systems", "Diagnostics"),
    "games": ("Games", "Interactive", "Studios"),
    "media": ("Media", "Pictures", "Audio", "Press"),
    "marketing": ("Design", "Agency", "Creative"),
    "ecommerce": ("Marketplace", "Commerce", "Direct"),
    "edtech": ("Learning", "Education Technology", "Skills"),
    "telecoms": ("Telecoms", "Networks", "Broadband"),
    "iot": ("Sensors", "Connected Systems", "Smart Places"),
    "hardware": ("Electronics", "Instruments", "Hardware"),
    "industry": ("Robotics", "Automation", "Engineering"),
    "space": ("Space Systems", "Orbital"),
    "energy": ("Energy", "Power Systems", "Grid"),
}
CUSTOMERS = (
    *("manufacturers", "hospitals", "schools", "councils", "banks", "shops", "farmers", "charities"),
    *("builders", "museums", "hauliers", "insurers", "start-ups", "universities", "housing associations"),
    *("energy suppliers", "law firms", "broadcasters", "train operators", "food producers"),
)
REACHES = (
    *("across the North", "in the United Kingdom", "in twelve countries", "in Europe", "on three continents"),
    *("from one office", "from two offices", "for export"),
)

# Shares in a hundred or so: large cities have more firms, and most firms are small.
CLUSTERS = {
    "manchester": 31,
    "leeds": 22,
    "sheffield": 13,
    "liverpool": 12,
    "newcastle": 11,
    "tees-valley": 7,
    "sunderland": 4,
}
SIZES = {"1-9": 700, "10-49": 210, "50-249": 70, "250-499": 12, "500+": 8}
VERIFICATIONS = {"none": 70, "email_domain": 17, "companies_house": 10, "staff": 3}
SECTORS = {
    "software": 30,
    "media": 12,
    "marketing": 11,
    "data": 8,
    "ecommerce": 7,
    "telecoms": 6,
    "cloud": 5,
    "hardware": 5,
    "health": 5,
    "fintech": 5,
    "games": 4,
    "cyber": 4,
    "edtech": 4,
    "iot": 3,
    "industry": 3,
    "energy": 3,
    "space": 1,
}
# After the specialisms that the sources in reference/facts.csv name.
STRENGTHS = {
    "manchester": ("media", "ecommerce", "fintech", "cyber", "marketing"),
    "leeds": ("health", "fintech", "data", "marketing"),
    "sheffield": ("industry", "games", "hardware", "energy"),
    "liverpool": ("games", "media", "health", "iot"),
    "newcastle": ("software", "games", "fintech", "energy"),
    "sunderland": ("software", "telecoms", "hardware"),
    "tees-valley": ("media", "games", "industry", "energy"),
}
STRENGTH_FACTOR = 3
