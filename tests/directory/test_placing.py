"""Which cluster a postcode counts to, told while it is typed."""

import pytest

from directory.models.places import Basis
from directory.placing import describe_placings
from tests.directory.listings import ClusterFactory, OutcodeFactory
from tests.directory.profile_forms import save, section_page
from tests.directory.teams import sign_in_member

pytestmark = pytest.mark.django_db


def test_describe_placings_tells_cluster_and_basis(django_assert_num_queries) -> None:
    newcastle = ClusterFactory(slug="newcastle", parent=ClusterFactory(slug="north-east"))
    OutcodeFactory(code="NE1", cluster=newcastle, basis=Basis.NEAREST)

    with django_assert_num_queries(1):
        words = describe_placings(["NE1 4XX", "EC1A 1BB", "nowhere", ""])

    assert words == {
        "NE1 4XX": "Counts to Newcastle, North East: NE1 is outside the official areas; "
        "this is the nearest cluster.",
        "EC1A 1BB": "EC1A is not in the North of England, as far as we know.",
        "nowhere": "",
        "": "",
    }


def test_placing_is_told_as_plain_text(client) -> None:
    sign_in_member(client)
    OutcodeFactory(code="LS1")

    response = client.get("/account/postcode/", {"places-0-postcode": "ls1 4ap"})

    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().startswith("Counts to ")


def test_saved_sites_tell_their_cluster(client) -> None:
    OutcodeFactory(code="LS1")
    address = section_page(sign_in_member(client).business, "places")
    forms = {"places-TOTAL_FORMS": "1", "places-INITIAL_FORMS": "0", "places-0-postcode": "LS1 1AA"}

    save(client, address, **forms)

    assert "LS1 is " in client.get(address).content.decode()
