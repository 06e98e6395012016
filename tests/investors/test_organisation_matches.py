"""Which organisations an enquiry may come from."""

import pytest
from django.db import IntegrityError, transaction

from investors.models import Organisation
from investors.organisation_matches import find_candidates, find_domain
from investors.organisation_names import fold_organisation
from investors.services.organisations import NewOrganisation, OrganisationExists, create_organisation
from tests.investors.sent_enquiries import NOW, send_enquiry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sample Robotics K.K.", "sample robotics"),
        ("Müller & Söhne GmbH", "Muller Sohne"),
        ("ACME, Inc.", "Acme Holdings Ltd"),
        ("株式会社サンプル", "株式会社サンプル"),
        ("Société Générale S.A.", "societe generale"),
    ],
)
def test_spellings_of_one_name_are_folded_alike(one, other):
    assert fold_organisation(one) == fold_organisation(other)


@pytest.mark.parametrize(("name", "folded"), [("Limited", "limited"), ("!!!", "!!!"), ("Group Co", "group")])
def test_name_is_never_folded_to_nothing(name, folded):
    assert fold_organisation(name) == folded


def make_organisation(name: str = "Other (test)", **fields) -> Organisation:
    return Organisation.objects.create(
        **{"name": name, "folded_name": fold_organisation(name), "country": "JP", "created_at": NOW} | fields
    )


def test_candidates_come_with_their_reasons_the_likeliest_first():
    enquiry = send_enquiry()
    by_name = make_organisation("Sample Robotics KK (test)", country="DE")
    by_all = make_organisation(
        "Sample Robotics K.K. (test)", domain="robotics.example", company_number="04870829"
    )
    by_registration = make_organisation("Robo (test)", registration="1234")
    make_organisation("Robo abroad (test)", registration="1234", country="DE")
    make_organisation("Unlike (test)")

    found = find_candidates(enquiry, company_number="04870829", registration="1234")

    assert [(each.organisation, len(each.reasons)) for each in found] == [
        (by_all, 3),
        (by_name, 1),
        (by_registration, 1),
    ]
    assert found[0].reasons == [
        "the same company number",
        "the same domain, robotics.example",
        "the same name",
    ]


def test_shared_mail_domain_is_no_reason():
    enquiry = send_enquiry(email="hanako@gmail.com")
    make_organisation(domain="gmail.com")

    assert find_domain(enquiry) == ""
    assert find_candidates(enquiry) == []


def test_example_does_not_match_a_real_organisation():
    make_organisation("Sample Robotics K.K. (test)", is_demo=True)

    assert find_candidates(send_enquiry()) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "SAMPLE Robotics (test)"},
        {"company_number": "04870829"},
        {"registration": "HRB1"},
    ],
)
def test_organisation_exists_once(fields):
    make_organisation("Sample Robotics (test)", company_number="04870829", registration="HRB1")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation(**{"name": "Another (test)"} | fields)


def test_organisation_that_is_known_is_not_made_again():
    enquiry = send_enquiry()
    new = NewOrganisation(name=enquiry.organisation)
    create_organisation(new=new, enquiry=enquiry, now=NOW)

    with pytest.raises(OrganisationExists):
        create_organisation(new=new, enquiry=enquiry, now=NOW)


def test_organisation_needs_a_name():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation("x", folded_name="")
