"""What moves when two listings become one: no table that names a business is forgotten."""

from directory.models import Business
from directory.references import list_references

# These stay with the listing that is gone: its own profile and history, which undoing needs.
STAYS = {
    "directory.BusinessEvent",
    "directory.Business_sectors",
    "directory.Confirmation",
    "directory.ConfirmationRequest",
    "directory.Logo",
    "directory.Merger",
    "directory.Revision",
    "directory.SearchChange",
    "directory.SearchEntry",
    "directory.Site",
}


def test_each_table_that_names_a_business_moves_or_is_known_to_stay() -> None:
    relations = Business._meta.get_fields(include_hidden=True)
    naming = {each.related_model._meta.label for each in relations if each.auto_created and not each.concrete}
    moving = {each.model._meta.label for each in list_references()}

    assert naming - STAYS == moving
