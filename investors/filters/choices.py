"""What several filters and forms of the desk offer to choose from."""

from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import STAFF
from directory.models import Cluster, Sector
from directory.reference_names import name_cluster
from investors.models import Contact

LONGEST_TEXT = 200
Choices = list[tuple[Any, Any]]


def list_clusters() -> Choices:
    """Return each cluster's slug and name, each sub-cluster after its cluster and naming it."""
    clusters = Cluster.objects.order_by("position", "pk").values_list(
        "slug", "name", "parent", "parent__name"
    )
    return [
        (slug, f"{name_cluster(name)} ({name_cluster(above)})" if above else name_cluster(name))
        for top, _name, top_parent, _above in clusters
        for slug, name, parent, above in clusters
        if top_parent is None and top in (slug, parent)
    ]


def list_sectors() -> Choices:
    """Return the sectors' codes and names, those below in a group of their parent's name."""
    sectors = list(Sector.objects.order_by("position", "pk"))
    return [
        (
            top.local_name,
            [(top.code, gettext("All of %(sector)s") % {"sector": top.local_name})]
            + [(row.code, row.local_name) for row in sectors if row.parent_id == top.code],
        )
        for top in sectors
        if top.parent_id is None
    ]


def list_owners() -> Choices:
    """Return who can have an enquiry: nobody, each member of staff, each contact. One query."""
    called = Coalesce(NullIf("name", Value("")), "email", output_field=CharField())
    staff = User.objects.filter(role__in=STAFF).values_list(Value("staff"), "pk", called)
    contacts = Contact.objects.values_list(Value("contact"), "pk", "name")
    people = sorted(staff.union(contacts), key=lambda row: (row[2].casefold(), row[1]))
    return [
        ("nobody", _("Nobody yet")),
        (_("Staff"), [(f"staff-{pk}", name) for kind, pk, name in people if kind == "staff"]),
        (_("Contacts"), [(f"contact-{pk}", name) for kind, pk, name in people if kind == "contact"]),
    ]
