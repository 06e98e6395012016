"""What mail services hand over, by real requests: signed, unsigned, twice, too large and malformed."""

import json

import pytest

from investors.models import InboundMail
from investors.views import webhooks
from tests.investors.inbound_posts import (
    KEY,
    MAILGUN,
    POSTMARK,
    SECRET,
    hand_over,
    make_payload,
    post_json,
    post_mailgun,
    sign_basic,
    sign_mailgun,
    switch_on,
)
from tests.investors.sent_files import PDF, read_stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _services(settings):
    switch_on(settings)


def test_mail_from_postmark_is_kept(client):
    mail = hand_over(
        client,
        from_email="Hanako@Robotics.example",
        to="reply+abc@replies.technorth.example",
        subject="Re: Your enquiry",
        text="Yes.\0 On Monday.",
        headers={"In-Reply-To": "<a@technorth>", "X-Else": "not kept"},
        files={"plan.pdf": PDF, "run.exe": b"MZ..."},
        message_id="<one@sender.example>",
    )

    assert (mail.message_id, mail.from_email, mail.from_name) == (
        "<one@sender.example>",
        "Hanako@Robotics.example",
        "Hanako Sato",
    )
    assert mail.recipients == ["reply+abc@replies.technorth.example"]
    assert (mail.subject, mail.text) == ("Re: Your enquiry", "Yes. On Monday.")
    assert mail.headers == {"in-reply-to": "<a@technorth>"}
    assert mail.status == InboundMail.Status.WAITING
    [file] = mail.files.all()
    assert (file.name, file.content_type, read_stored(file.file)) == ("plan.pdf", "application/pdf", PDF)
    assert mail.refused_files == ["“run.exe” is not a PDF, DOCX, XLSX, PPTX, PNG or JPEG file."]


def test_mail_from_mailgun_is_kept(client):
    response = post_mailgun(client, files={"plan.pdf": PDF}, recipient="reply+abc@replies.technorth.example")

    mail = InboundMail.objects.get()
    assert response.status_code == 200
    assert (mail.from_email, mail.text) == ("hanako@robotics.example", "Yes, on Monday.")
    assert mail.recipients == ["reply+abc@replies.technorth.example"]
    assert [file.name for file in mail.files.all()] == ["plan.pdf"]


@pytest.mark.parametrize("kind", ["inbound", "tracking"])
def test_address_of_a_service_without_a_secret_is_not_there(client, settings, kind):
    settings.POSTMARK_WEBHOOK_SECRET = settings.MAILGUN_WEBHOOK_KEY = ""

    statuses = [
        client.post(f"{path}{kind}/", "{}", content_type="application/json").status_code
        for path in (POSTMARK, MAILGUN, "/webhooks/sendgrid/")
    ]

    assert statuses == [404, 404, 404]


@pytest.mark.parametrize("kind", ["inbound", "tracking"])
def test_request_that_is_not_signed_is_refused(client, kind):
    payload = json.dumps(make_payload())
    forms = [
        (POSTMARK, payload, sign_basic("postmark:another-long-password")),
        (POSTMARK, payload, {}),
        (MAILGUN, json.dumps({"signature": sign_mailgun("another"), "event-data": {}}), {}),
        (MAILGUN, "{}", sign_basic(SECRET)),
    ]

    statuses = [
        client.post(f"{path}{kind}/", body, content_type="application/json", headers=headers).status_code
        for path, body, headers in forms
    ]

    assert statuses == [401] * 4
    assert InboundMail.objects.count() == 0


def test_mail_from_mailgun_with_a_wrong_signature_is_refused(client):
    assert post_mailgun(client, key="another-key").status_code == 401
    assert InboundMail.objects.count() == 0


def test_webhook_needs_no_csrf_token_and_answers_to_head_alone_besides_post(client):
    client.handler.enforce_csrf_checks = True

    posted = post_json(client, f"{POSTMARK}inbound/", make_payload())
    asked = client.head(f"{POSTMARK}inbound/")
    read = client.get(f"{POSTMARK}inbound/")

    assert (posted.status_code, asked.status_code, read.status_code) == (200, 200, 405)


def test_the_same_mail_twice_is_one_row(client):
    payload = make_payload(files={"plan.pdf": PDF})

    statuses = [post_json(client, f"{POSTMARK}inbound/", payload).status_code for _try in range(3)]

    assert statuses == [200] * 3
    assert InboundMail.objects.get().files.count() == 1


def test_mail_without_an_id_twice_is_one_row(client):
    for _try in range(2):
        hand_over(client, message_id="", text="The same")
    hand_over(client, message_id="", text="Another")

    assert InboundMail.objects.count() == 2


def test_another_mail_with_a_known_id_is_not_lost(client):
    for text in ("First", "Second", "Second"):
        hand_over(client, message_id="<one@sender.example>", text=text)

    assert list(InboundMail.objects.order_by("pk").values_list("text", flat=True)) == ["First", "Second"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        b"\xff\xfe",
        '{"RecordType": "Bounce"}',
        '{"Headers": [{}]}',
        '{"Attachments": 5}',
        "[" * 100_000,
    ],
)
def test_signed_request_that_is_malformed_is_answered_with_400(client, body):
    response = post_json(client, f"{POSTMARK}inbound/", body)

    assert (response.status_code, response.content) == (400, b"not understood\n")
    assert InboundMail.objects.count() == 0


@pytest.mark.parametrize("fields", [{"message-headers": "{"}, {"content-id-map": "["}, {"event": "opened"}])
def test_signed_form_that_is_malformed_is_answered_with_400(client, fields):
    posted = {"message-headers": "[]", "attachment-count": "1"} | fields | sign_mailgun()

    assert client.post(f"{MAILGUN}inbound/", posted).status_code == 400


def test_mail_of_nothing_is_kept_all_the_same(client):
    assert post_json(client, f"{POSTMARK}inbound/", {}).status_code == 200

    mail = InboundMail.objects.get()
    assert (mail.from_email, mail.subject, mail.text, mail.recipients) == ("", "", "", [])


def test_mail_larger_than_forms_of_the_site_is_kept(client):
    mail = hand_over(client, text="word " * 700_000, files={"plan.pdf": PDF + b"x" * 3_000_000})

    assert len(mail.text) == 499_999  # a space at the end is cut off
    assert mail.files.get().size == len(PDF) + 3_000_000


def test_request_that_is_too_large_is_answered_with_413(client, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_BYTES", 1000)

    response = post_json(client, f"{POSTMARK}inbound/", make_payload(text="word " * 1000))

    assert (response.status_code, response.content) == (413, b"too large\n")


def test_form_with_too_many_fields_is_answered_with_413(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    assert post_mailgun(client).status_code == 413


def test_files_beyond_the_limits_are_named_and_not_kept(client):
    files = {f"{number}.pdf": PDF + bytes([number]) for number in range(7)}
    files |= {"empty.pdf": b"", "big.pdf": PDF + b"x" * (10 * 1024 * 1024)}

    mail = hand_over(client, files=files)

    assert mail.files.count() == 5
    assert [sentence.partition("”")[0][1:] for sentence in mail.refused_files] == [
        "5.pdf",
        "6.pdf",
        "empty.pdf",
        "big.pdf",
    ]


def test_mail_of_html_alone_is_read_as_text(client):
    mail = hand_over(client, text="", html="<p>Yes,<br>on Monday.</p><script>x</script>")

    assert mail.text == "Yes,\non Monday."


def test_nothing_of_a_mail_is_logged(client, caplog):
    hand_over(client, from_email="secret@robotics.example", text="secret-words", subject="secret-subject")
    post_json(client, f"{POSTMARK}inbound/", '{"FromFull": "secret-words"')

    assert "secret" not in caplog.text.replace("secret@", "secret")
    assert "not understood" not in caplog.text
    assert KEY not in caplog.text
