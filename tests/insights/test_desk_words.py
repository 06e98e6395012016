"""Pages about the words of clusters: at the desk, and where the public reads them."""

import pytest
from bs4 import BeautifulSoup

from accounts.models import User
from insights.models import ClusterRevision
from insights.services import cluster_words as services
from investors.models import Contact
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.insights.cluster_data import read_text
from tests.insights.worded_clusters import draft_words, publish_words, submit_words
from tests.investors.asked_contacts import make_contact
from tests.investors.sent_enquiries import NOW, make_cluster

pytestmark = pytest.mark.django_db
LIST_QUERIES, PAGE_QUERIES = 6, 7
LIST = "/desk/clusters/"
LEEDS = f"{LIST}leeds/"
TYPED = {"seen": 0, "summary": "Leeds in a sentence.", "text": "Leeds at **length**."}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def sign_in_editor(client, slug: str = "leeds") -> User:
    """Sign a regional contact of a cluster in."""
    user = sign_in_to_desk(client, User.Role.REGIONAL_CONTACT)
    make_contact("Edda Test", cluster=make_cluster(slug).pk, user=user)
    return user


def test_editor_writes_and_sends_and_ukti_publishes(client):
    sign_in_editor(client)

    client.post(LEEDS + "edit/", TYPED)
    client.post(LEEDS + "send/")
    sign_in_to_desk(client)
    client.post(LEEDS + "decide/", {"seen": 2, "decision": "approve", "reason": ""})

    public = client.get("/clusters/leeds/")
    assert "Words by the people of the cluster, approved on" in read_text(public)
    page = BeautifulSoup(public.content, "html.parser")
    assert page.select_one(".tn-cluster-words strong").get_text() == "length"
    assert page.select_one("meta[name=description]")["content"] == "Leeds in a sentence."


def test_ukti_sees_what_changes_word_by_word(client):
    publish_words(text="Leeds makes cloth.")
    submit_words(text="Leeds makes software.")
    sign_in_to_desk(client)

    page = BeautifulSoup(client.get(LEEDS).content, "html.parser")

    assert "cloth" in page.select_one(".tn-change del").get_text()
    assert "software" in page.select_one(".tn-change ins").get_text()


def test_cluster_without_words_shows_nothing_of_them(client):
    make_cluster("leeds")

    page = BeautifulSoup(client.get("/clusters/leeds/").content, "html.parser")

    assert not page.select(".tn-cluster-words")


def test_summary_stands_in_the_list_of_clusters(client):
    publish_words(summary="Known for health data.")

    assert "Known for health data." in read_text(client.get("/clusters/"))


def test_words_can_do_no_harm(client):
    publish_words(summary="<b>Bold</b>", text="<script>alert(1)</script> [x](javascript:alert(1))")

    words = BeautifulSoup(client.get("/clusters/leeds/").content, "html.parser").select_one(
        ".tn-cluster-words"
    )

    assert not words.select("script, a[href^=javascript], b")


def test_reason_for_changes_is_asked_for_and_shown_to_the_editor(client):
    submit_words()
    sign_in_to_desk(client)

    without = client.post(LEEDS + "decide/", {"seen": 2, "decision": "changes", "reason": ""})
    client.post(LEEDS + "decide/", {"seen": 2, "decision": "changes", "reason": "Shorter, please."})
    sign_in_editor(client)

    assert "Say what should change" in read_text(without)
    assert "Shorter, please." in read_text(client.get(LEEDS))


def test_decision_on_words_that_changed_meanwhile_is_refused(client):
    submit_words()
    sign_in_to_desk(client)

    response = client.post(LEEDS + "decide/", {"seen": 1, "decision": "approve", "reason": ""})

    assert response.status_code == 409
    assert ClusterRevision.objects.get().is_waiting


def test_save_over_what_somebody_else_saved_is_refused_and_keeps_the_words(client):
    sign_in_editor(client)
    draft_words(text="Theirs.")

    response = client.post(LEEDS + "edit/", TYPED | {"text": "Mine."})

    assert response.status_code == 409
    assert response.context["form"]["text"].value() == "Mine."
    assert response.context["form"]["seen"].value() == "1"


def test_words_that_are_too_long_are_refused_and_kept(client):
    sign_in_editor(client)

    response = client.post(LEEDS + "edit/", TYPED | {"summary": "a" * 251})

    assert response.context["form"].errors.keys() == {"summary"}
    assert "a" * 251 in response.content.decode()
    assert not ClusterRevision.objects.exists()


def test_waiting_words_are_taken_back_and_discarded(client):
    sign_in_editor(client)
    revision = submit_words()

    refused = client.get(LEEDS + "edit/")
    client.post(LEEDS + "take-back/")
    client.post(LEEDS + "discard/")

    revision.refresh_from_db()
    assert refused.status_code == 302
    assert revision.status == "discarded"


def test_words_are_taken_down_with_a_reason(client):
    published = publish_words()
    sign_in_to_desk(client)

    without = client.post(LEEDS + "take-down/", {"published": published.pk, "reason": ""})
    client.post(LEEDS + "take-down/", {"published": published.pk, "reason": "They name a person."})

    assert "Say why it is withdrawn" in read_text(without)
    assert "They name a person." in read_text(client.get(LEEDS))
    assert "tn-cluster-words" not in client.get("/clusters/leeds/").content.decode()


@pytest.mark.parametrize("part", ["", "edit/"])
def test_editor_of_another_cluster_is_a_stranger(client, part):
    draft_words("leeds")
    sign_in_editor(client, "sheffield")

    assert client.get(LEEDS + part).status_code == 404


def test_list_shows_an_editor_their_clusters_alone(client):
    make_cluster("sheffield")
    sign_in_editor(client)

    page = read_text(client.get(LIST))

    assert "Leeds" in page
    assert "Sheffield" not in page


def test_account_without_a_contact_is_told_what_to_do(client):
    sign_in_editor(client)
    Contact.objects.update(is_active=False)

    assert "Ask a manager to tie it." in read_text(client.get(LIST))


@pytest.mark.parametrize("number", [1, 6])
def test_list_asks_a_fixed_number_of_queries(client, django_assert_num_queries, number):
    sign_in_to_desk(client)
    for index in range(number):
        publish_words(f"cluster-{index}")
        submit_words(f"cluster-{index}", text="Changed")
    client.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 6])
def test_page_asks_a_fixed_number_of_queries(client, django_assert_num_queries, number):
    sign_in_to_desk(client)
    for index in range(number):
        publish_words(text=f"Version {index}")
    revision = draft_words(text="Last")
    by = UserFactory(role=User.Role.REGIONAL_CONTACT)
    services.save_words(
        cluster=revision.cluster, values={"text": "More"}, seen=revision.version, by=by, now=NOW
    )
    client.get(LEEDS)

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(LEEDS)


def test_list_can_be_narrowed_to_what_waits(client):
    submit_words("sheffield")
    draft_words("leeds")
    sign_in_to_desk(client)

    shown = client.get(LIST, {"show": "waiting"}).context["rows"]

    assert [row.cluster.pk for row in shown] == ["sheffield"]
    assert len(client.get(LIST, {"show": "all"}).context["rows"]) == 2


def test_list_of_what_waits_says_where_there_is_none(client):
    draft_words("leeds")
    sign_in_to_desk(client)

    assert "No words wait for UKTI" in read_text(client.get(LIST, {"show": "waiting"}))
