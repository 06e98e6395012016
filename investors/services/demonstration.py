"""Adding the demonstration contacts."""

from django.db import transaction

from accounts.models import User
from accounts.roles import CONTACTS as CONTACT_ROLES
from directory.models import Cluster, Sector
from directory.services.demonstration import ReferenceMissing
from investors.demonstration import CONTACTS, DemoContact
from investors.models import Contact


@transaction.atomic
def add_demo_contacts() -> int:
    """See to it that every demonstration contact exists; return how many were added.

    Those that are there already keep what was edited at the desk. A contact whose address is
    that of an account of a regional contact is tied to it. Raises ReferenceMissing
    where a cluster or sector that one covers is not there.
    """
    clusters = set(Cluster.objects.values_list("slug", flat=True))
    sectors = set(Sector.objects.values_list("code", flat=True))
    if any(c.cluster not in clusters or not sectors.issuperset(c.sectors) for c in CONTACTS):
        raise ReferenceMissing
    existing = set(Contact.objects.filter(is_demo=True).values_list("email", flat=True))
    missing = [contact for contact in CONTACTS if contact.address not in existing]
    for contact in missing:
        _add(contact)
    _tie_to_accounts()
    return len(missing)


def _add(contact: DemoContact) -> None:
    row = Contact.objects.create(
        name=contact.full_name,
        email=contact.address,
        organisation="TechNorth demonstration",
        cluster_id=contact.cluster,
        languages=["en", *contact.languages],
        role=contact.role,
        capacity=contact.capacity,
        is_demo=True,
    )
    row.sectors.set(Sector.objects.filter(code__in=contact.sectors))


def _tie_to_accounts() -> None:
    accounts = User.objects.filter(role__in=CONTACT_ROLES, contact=None)
    for contact in Contact.objects.filter(is_demo=True, user=None):
        user = accounts.filter(email=contact.email).first()
        if user is not None:
            contact.user = user
            contact.save(update_fields=["user"])
