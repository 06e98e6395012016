import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from directory.models import Cluster
from directory.services.loading import load_reference
from investors.demonstration import CONTACTS
from investors.models import Contact


@pytest.fixture
def reference(db):
    """The project's own clusters and sectors."""
    load_reference(now=timezone.now())


@pytest.fixture(autouse=True)
def _debug(settings):
    settings.DEBUG = True


@pytest.mark.usefixtures("reference")
def test_seed_covers_every_cluster_with_every_role_and_marks_each_contact():
    call_command("seed_contacts", verbosity=0)

    roles = {(row.cluster_id, row.role) for row in Contact.objects.all()}
    assert roles == {
        (cluster.slug, role) for cluster in Cluster.objects.all() for role in Contact.Role.values
    }
    for contact in Contact.objects.all():
        assert contact.is_demo
        assert contact.name.endswith(" (demonstration)")
        assert contact.email.endswith(".example")
    assert Contact.objects.count() == len(CONTACTS)
    assert Contact.objects.values("email").distinct().count() == len(CONTACTS)


@pytest.mark.usefixtures("reference")
def test_seed_twice_adds_nobody_and_keeps_what_was_edited(capsys):
    call_command("seed_contacts")
    Contact.objects.filter(email="contact@technorth.example").update(capacity=3)

    call_command("seed_contacts")

    assert capsys.readouterr().out.splitlines() == [
        f"{len(CONTACTS)} demonstration contacts added.",
        "0 demonstration contacts added.",
    ]
    assert Contact.objects.get(email="contact@technorth.example").capacity == 3


@pytest.mark.usefixtures("reference")
def test_seed_ties_a_contact_to_the_account_of_the_same_address():
    call_command("seed_contacts", verbosity=0)
    user = User.objects.create_user("contact@technorth.example", role=User.Role.REGIONAL_CONTACT)

    call_command("seed_contacts", verbosity=0)

    assert Contact.objects.get(user=user).email == user.email


@pytest.mark.usefixtures("reference")
def test_seed_is_refused_outside_debug_unless_forced(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="--force"):
        call_command("seed_contacts")
    assert not Contact.objects.exists()
    call_command("seed_contacts", force=True, verbosity=0)

    assert Contact.objects.count() == len(CONTACTS)


@pytest.mark.django_db
def test_seed_without_reference_data_says_what_to_run():
    with pytest.raises(CommandError, match="load_reference"):
        call_command("seed_contacts")
