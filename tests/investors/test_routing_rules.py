import pytest

from investors.ranking import SectorFacts
from investors.routing import NamedBusiness, NamedPlace, OpenTwin, Relationship, choose_contact
from investors.routing_rules import (
    BUILT_IN,
    MOST_ASSIGNMENTS,
    STEPS,
    Assignment,
    InvalidRules,
    Rules,
    read_rules,
    write_rules,
)
from tests.investors.routing_cases import DAY, make_contact, make_cover, make_facts

KNOWN = Relationship(2, "TN-AAAA-AAAA", "Sample Robotics (test)")
SPACE = SectorFacts("space", "Space", "industry")
ALL = make_cover(
    make_contact(1, "leeds"),
    make_contact(2, "sheffield"),
    make_contact(8, "sheffield", role="senior_lead"),
    make_contact(9, "leeds", role="senior_lead"),
)


def test_twin_is_put_together_with_the_open_enquiry_whatever_else_it_says():
    facts = make_facts(open_twin=OpenTwin("TN-AAAA-AAAA"), relationship=KNOWN, clusters=("leeds",))

    decision = choose_contact(facts, ALL)

    assert (decision.outcome, decision.rule, decision.joins) == ("join", "open-twin", "TN-AAAA-AAAA")
    assert decision.lines == (
        "Repeats an open enquiry: it belongs to TN-AAAA-AAAA, so who has that one answers both.",
    )


def test_twin_with_signs_of_spam_is_quarantined_first():
    facts = make_facts(open_twin=OpenTwin("TN-AAAA-AAAA"), spam_signs=("A sign.",))

    assert choose_contact(facts, ALL).outcome == "quarantine"


@pytest.mark.parametrize("other", [{"clusters": ("leeds",)}, {"country": "GB"}])
def test_relationship_comes_before_place_and_origin(other):
    decision = choose_contact(make_facts(relationship=KNOWN, **other), ALL)

    assert (decision.rule, decision.contact_id, decision.cluster) == ("relationship", 2, "sheffield")
    assert decision.lines[0] == (
        "Existing relationship: the contact took on TN-AAAA-AAAA from Sample Robotics (test)."
    )


def test_relationship_holds_in_a_sector_that_the_contact_does_not_cover():
    cover = make_cover(make_contact(1), make_contact(2, "sheffield", sectors=frozenset({"games"})))

    assert choose_contact(make_facts(relationship=KNOWN, need={"sectors": (SPACE,)}), cover).contact_id == 2


def test_relationship_with_a_full_contact_yields_to_one_with_room():
    cover = make_cover(make_contact(1), make_contact(2, "sheffield", load=10))

    decision = choose_contact(make_facts(relationship=KNOWN, clusters=("leeds",)), cover)

    assert (decision.rule, decision.contact_id) == ("chosen-cluster", 1)
    assert decision.lines[0].startswith("The contact who knows Sample Robotics (test) is full")


@pytest.mark.parametrize("other", [{"clusters": ("leeds",)}, {"country": "GB"}])
def test_relationship_with_a_full_contact_holds_where_nobody_has_room(other):
    cover = make_cover(make_contact(1, load=10), make_contact(2, "sheffield", load=10))

    decision = choose_contact(make_facts(relationship=KNOWN, **other), cover)

    assert (decision.rule, decision.contact_id) == ("relationship", 2)


def test_relationship_with_a_senior_lead_goes_on_since_one_is_never_asked_first():
    known = Relationship(9, "TN-AAAA-AAAA", "Sample (test)")

    assert choose_contact(make_facts(relationship=known, clusters=("sheffield",)), ALL).contact_id == 2


@pytest.mark.parametrize(
    ("assignment", "facts", "line"),
    [
        (
            Assignment("country", "JP", 2),
            {"country_name": "Japan"},
            "what comes from Japan goes to this contact.",
        ),
        (
            Assignment("sector", "industry", 2),
            {"need": {"sectors": (SPACE,)}},
            "what is about Space goes to this contact.",
        ),
        (
            Assignment("cluster", "leeds", 2),
            {"clusters": ("leeds",)},
            "what is for Leeds goes to this contact.",
        ),
    ],
)
def test_assignment_leads_to_its_contact(assignment, facts, line):
    decision = choose_contact(make_facts(**facts), ALL, Rules(assignments=(assignment,)))

    assert (decision.rule, decision.contact_id) == ("assignments", 2)
    assert decision.lines[0] == f"Assigned: {line}"


def test_assignment_without_a_contact_leads_to_ukti():
    rules = Rules(assignments=(Assignment("country", "JP"),))

    decision = choose_contact(make_facts(country_name="Japan", clusters=("leeds",)), ALL, rules)

    assert (decision.outcome, decision.rule) == ("triage", "assignments")
    assert decision.lines == ("Assigned: what comes from Japan goes to UKTI, so UKTI decides.",)


def test_assignment_to_somebody_gone_is_passed_over():
    rules = Rules(assignments=(Assignment("country", "JP", 77),))

    decision = choose_contact(make_facts(clusters=("leeds",)), ALL, rules)

    assert decision.contact_id == 1
    assert decision.lines[0] == "The contact to whom what comes from JP is assigned cannot be asked."


def test_rules_in_another_order_decide_otherwise():
    facts = make_facts(business=NamedBusiness("Sample Ltd (test)", "sheffield"), clusters=("leeds",))

    assert choose_contact(facts, ALL).rule == "named-business"
    assert (
        choose_contact(facts, ALL, Rules(order=("chosen-clusters", "named-business"))).rule
        == "chosen-cluster"
    )


def test_rule_that_is_off_decides_nothing():
    facts = make_facts(country="GB", clusters=("leeds",))
    without = tuple(step for step in STEPS if step != "not-inward-investment")

    assert choose_contact(facts, ALL, Rules(order=without)).rule == "chosen-cluster"
    assert choose_contact(facts, ALL, Rules(order=())).rule == "no-preference"


def test_nearest_cluster_need_not_count():
    place = NamedPlace("Hull", is_known=True, label="Hull", cluster="leeds", is_nearest=True)
    facts = make_facts(place=place, clusters=("sheffield",))

    decision = choose_contact(facts, ALL, Rules(nearest_counts=False))

    assert (decision.rule, decision.contact_id) == ("chosen-cluster", 2)
    assert decision.lines[0] == "Hull is in no cluster's official area, and the nearest does not count."


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"jobs": "100+"}, "jobs: over 100"),
        ({"jobs": "100+", "spend": "over_10m"}, "jobs: over 100, spend: over £10 million"),
        ({"jobs": "51-100", "spend": "not_known"}, None),
        ({}, None),
    ],
)
def test_scale_is_told_beside_the_referral(said, reason):
    decision = choose_contact(make_facts(clusters=("leeds",), **said), ALL)

    assert (decision.rule, decision.contact_id) == ("chosen-cluster", 1)
    assert (decision.scale.reason if decision.scale else None) == reason
    if reason:
        assert decision.scale.senior_lead_id == 9
        assert decision.lines[1] == (
            f"Large: {reason}. The senior lead for Leeds and UKTI triage are told as well."
        )


def test_scale_threshold_counts_what_is_above_it():
    rules = Rules(scale_jobs="51-100", scale_spend="")
    told = {
        jobs: bool(choose_contact(make_facts(clusters=("leeds",), jobs=jobs), ALL, rules).scale)
        for jobs in ("", "none", "11-50", "51-100", "100+")
    }

    assert told == {"": False, "none": False, "11-50": False, "51-100": True, "100+": True}


def test_scale_finds_the_senior_lead_of_the_cluster_above_and_passes_over_who_is_away():
    cover = make_cover(
        make_contact(1, "newcastle"),
        make_contact(2, "newcastle", role="senior_lead", absences=((DAY, DAY),)),
        make_contact(3, "north-east", role="senior_lead"),
        make_contact(4, "leeds", role="senior_lead"),
    )

    assert choose_contact(make_facts(clusters=("newcastle",), jobs="100+"), cover).scale.senior_lead_id == 3


def test_scale_without_a_senior_lead_tells_ukti():
    decision = choose_contact(make_facts(clusters=("leeds",), jobs="100+"), make_cover(make_contact(1)))

    assert decision.scale.senior_lead_id is None
    assert decision.lines[1] == "Large: jobs: over 100. UKTI triage is told as well."


def test_full_cluster_is_passed_over_for_a_chosen_one_with_room():
    cover = make_cover(make_contact(1, "leeds", load=10), make_contact(2, "sheffield"))

    decision = choose_contact(make_facts(clusters=("leeds", "sheffield"), fit={"leeds": 2.0}), cover)

    assert decision.contact_id == 2
    assert decision.lines[1] == "Who could be asked in Leeds is full."
    assert [(c.contact_id, c.result) for c in decision.candidates] == [(1, "able"), (2, "chosen")]


def test_candidates_carry_what_was_compared():
    cover = make_cover(make_contact(1, load=3, languages=frozenset({"ja"})), make_contact(2, role="deputy"))
    facts = make_facts(clusters=("leeds",), need={"language": "ja", "language_name": "Japanese"})

    first, second = choose_contact(facts, cover).candidates

    assert first.scores == {"full": 0, "role": 0, "area": 0, "language": 0, "load": 0.3, "asked": None}
    assert second.scores == {"full": 0, "role": 1, "area": 0, "language": 1, "load": 0, "asked": None}


@pytest.mark.parametrize(
    "change",
    [
        {"order": None},
        {"order": ["no such step"]},
        {"order": ["named-place", "named-place"]},
        {"nearest_counts": "yes"},
        {"scale_jobs": "many"},
        {"scale_spend": "not_known"},
        {"assignments": "JP"},
        {"assignments": [{"kind": "moon", "value": "JP"}]},
        {"assignments": [{"kind": "country", "value": ""}]},
        {"assignments": [{"kind": "country", "value": "JP", "contact_id": "5"}]},
        {"assignments": [{"kind": "country", "value": "JP", "note": 5}]},
        {"assignments": [{"kind": "country", "value": "JP", "colour": "red"}]},
        {"assignments": [{"kind": "country", "value": "JP"}] * 2},
        {"assignments": [{"kind": "country", "value": str(n)} for n in range(MOST_ASSIGNMENTS + 1)]},
        {"unheard_of": 1},
    ],
)
def test_rules_that_cannot_be_read_are_refused(change):
    with pytest.raises(InvalidRules):
        read_rules(write_rules(BUILT_IN) | change)


@pytest.mark.parametrize("data", [None, [], "rules", {}])
def test_rules_that_are_none_are_refused(data):
    with pytest.raises(InvalidRules):
        read_rules(data)


def test_rules_written_before_a_parameter_existed_are_read_with_its_default():
    assert read_rules({"order": list(STEPS)}) == BUILT_IN
