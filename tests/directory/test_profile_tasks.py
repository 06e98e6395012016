"""The profile as a list of tasks."""

from directory.content import Section, make_content
from directory.profile_tasks import compute_completeness, list_tasks

NEEDED = {
    "name": "Loom",
    "kind": "company",
    "summary": "Looms.",
    "sectors": ["software"],
    "sites": [{"name": "", "address": "", "postcode": "LS1 1AA", "is_main": True}],
    "size_band": "1-9",
}


def test_list_tasks_of_an_empty_profile_asks_for_what_is_required() -> None:
    tasks = list_tasks(make_content())

    assert [task.section for task in tasks] == list(Section)
    assert not any(task.is_done for task in tasks)
    needed = {Section.NAMES, Section.SUMMARY, Section.SECTORS, Section.PLACES, Section.SIZE}
    assert {task.section for task in tasks if task.is_required} == needed


def test_list_tasks_counts_a_section_as_done_only_without_gaps() -> None:
    tasks = {task.section: task for task in list_tasks(make_content(name="Loom", languages=["en"]))}

    assert not tasks[Section.NAMES].is_done
    assert tasks[Section.MARKETS].is_done


def test_compute_completeness_goes_from_nothing_to_all() -> None:
    assert compute_completeness(make_content()) == 0
    assert compute_completeness(make_content(**NEEDED)) == 42
    everything = {"website": "x", "logo": "x", "offers": "x", "supply_needs": "x", "parent_name": "x"}
    everything |= {"languages": ["en"], "case_studies": [{"title": "x"}]}
    assert compute_completeness(make_content(**NEEDED | everything)) == 100
