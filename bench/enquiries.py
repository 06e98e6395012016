"""Invented enquiries in any number, each with its events, referral and messages: put together by PostgreSQL.

One in ten is open, and stands where open ones stand; one in ten of these is late. What a contact has was
decided, accepted and answered. They are spread over three years. None is due: no sweep has work with them.
The words are of ``bench.vocabulary``, and the names say that they are examples.
"""

import io
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction

from bench.businesses import without_indexes
from bench.phrases import make_phrases
from bench.vocabulary import SHARES
from investors.models import Contact, Decision, Enquiry, EnquiryEvent, Referral, SpamCheck
from investors.services.queue_index import rebuild_queue_index
from outbox.models import Message

PLAN = """
CREATE TEMPORARY TABLE plan ON COMMIT DROP AS
SELECT n, status, received_at, (%(contacts)s)[1 + n %% cardinality(%(contacts)s)] AS contact_id,
  'TN-' || upper(substr(hex, 1, 4) || '-' || substr(hex, 5)) AS reference,
  one.words || ' ' || two.words || ' ' || three.words || known.words AS words,
  CASE WHEN status IN ('received', 'triage', 'quarantined') THEN '' WHEN status = 'referred' THEN 'offered'
    WHEN status = 'closed' THEN 'completed' ELSE 'accepted' END AS referral
FROM generate_series(1, %(rows)s) n
CROSS JOIN LATERAL (
  SELECT CASE WHEN n %% 200 < 180 THEN 'closed' WHEN n %% 200 < 187 THEN 'referred'
    WHEN n %% 200 < 194 THEN 'in_progress' WHEN n %% 200 < 196 THEN 'awaiting_investor'
    WHEN n %% 200 < 198 THEN 'nurture' WHEN n %% 400 = 399 THEN 'quarantined' ELSE 'triage' END AS status,
    now() - n * interval '3 years' / %(rows)s AS received_at, lpad(to_hex(n), 8, '0') AS hex
) each
JOIN phrase one ON one.id = 1 + n %% %(count)s
JOIN phrase two ON two.id = 1 + n / 7 %% %(count)s
JOIN phrase three ON three.id = 1 + n / 49 %% %(count)s
CROSS JOIN LATERAL (
  SELECT coalesce(string_agg(' ' || word, ''), '') AS words
  FROM jsonb_each_text(%(shares)s::jsonb) known (word, share)
  WHERE hashint4extended(n, length(word)) & 65535 < share::float * 65536
) known
"""
SOON = "now() + (1 + n % 30) * interval '1 day'"
ACCEPTED = "least(now(), received_at + (5 + n % 60) * interval '1 hour')"
REPLIED = "least(now(), received_at + (70 + n % 130) * interval '1 hour')"
CLOSED = "least(now(), received_at + (20 + n % 30) * interval '1 day')"
ENQUIRY = {
    "id": "n",
    "reference": "reference",
    "submission_key": "gen_random_uuid()",
    "status": "status",
    "name": "initcap(split_part(words, ' ', 1) || ' ' || split_part(words, ' ', 2))",
    "email": "'person-' || n || '@' || split_part(words, ' ', 3) || n % 5000 || '.example'",
    "organisation": "initcap(split_part(words, ' ', 3)) || ' ' || n % 5000 || ' (example)'",
    "country": "(ARRAY['NO', 'US', 'JP', 'IN', 'DE', 'CA', 'KR', 'BR'])[1 + n % 8]",
    "fdi_type": "'new_site'",
    "plan": "words",
    "consent_wording": "'2026-11'",
    "received_at": "received_at",
    "reply_due_at": f"CASE WHEN n % 200 IN (181, 188) THEN now() - interval '2 days' ELSE {SOON} END",
    "replied_at": "CASE WHEN status IN ('in_progress', 'awaiting_investor', 'nurture', 'closed')"
    f" AND n % 200 <> 188 THEN {REPLIED} END",
    "clock_step": "CASE status WHEN 'in_progress' THEN 'check_quiet'"
    " WHEN 'awaiting_investor' THEN 'ask_investor' WHEN 'nurture' THEN 'return' ELSE '' END",
    "clock_at": f"CASE WHEN status IN ('in_progress', 'awaiting_investor', 'nurture') THEN {SOON} END",
    "close_reason": "CASE WHEN status = 'closed' THEN 'succeeded' ELSE '' END",
    "closed_at": f"CASE WHEN status = 'closed' THEN {CLOSED} END",
}
REFERRAL = {
    "enquiry_id": "n",
    "contact_id": "contact_id",
    "role": "'lead'",
    "status": "referral",
    "offered_at": "received_at",
    "nudge_at": SOON,
    "due_at": f"{SOON} + interval '1 day'",
    "accepted_at": f"CASE WHEN referral <> 'offered' THEN {ACCEPTED} END",
    "ended_at": f"CASE WHEN referral = 'completed' THEN {CLOSED} END",
}
EVENT = {
    "enquiry_id": "n",
    "kind": "kind",
    "at": "at",
    "actor_kind": "'system'",
    "actor_name": "'TechNorth'",
    "from_status": "''",
    "to_status": "to_status",
    "text": "CASE WHEN kind = 'note' THEN split_part(words, ' ', 5) ELSE '' END",
}
EVENTS = f"""plan CROSS JOIN LATERAL (VALUES
  ('received', received_at, 'received', TRUE),
  ('offered', received_at, 'referred', referral <> ''),
  ('note', received_at + interval '1 day', '', TRUE),
  ('accepted', {ACCEPTED}, 'in_progress', referral IN ('accepted', 'completed')),
  ('replied', {REPLIED}, '', referral IN ('accepted', 'completed') AND n % 200 <> 188),
  ('closed', {CLOSED}, 'closed', status = 'closed')
) events (kind, at, to_status, is_so) WHERE is_so"""
DECISION = {
    "enquiry_id": "n",
    "outcome": "'refer'",
    "rule": "CASE WHEN n % 3 = 0 THEN 'no-preference' ELSE 'chosen-clusters' END",
    "cluster_id": "contact.cluster_id",
    "contact_id": "contact.id",
    "lines": """'["The text shows no signs of spam.", "No open enquiry is like it."]'""",
    "candidates": "candidates",
    "decided_at": "received_at",
}
# Six contacts were considered; of one enquiry in five another cluster was first in line than was asked.
DECISIONS = """plan JOIN investors_contact contact ON contact.id = contact_id CROSS JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object(
    'contact', place, 'standing', 'able', 'score', place,
    'cluster', CASE WHEN place = 0 AND n % 5 > 0 THEN contact.cluster_id
      ELSE slugs[1 + (n + place) % cardinality(slugs)] END,
    'reason', repeat('Covers the sector, is present. ', 3)
  )) AS candidates
  FROM generate_series(0, 5) place,
    (SELECT array_agg(slug ORDER BY slug) FROM directory_cluster) every (slugs)
) considered WHERE referral <> ''"""
SPAM_CHECK = {
    "enquiry_id": "n",
    "checked_at": "received_at",
    "score": "CASE WHEN status = 'quarantined' OR n % 40 = 0 THEN 50 + n % 50 ELSE n % 50 END",
    "threshold": "50",
    "is_suspect": "status = 'quarantined' OR n % 40 = 0",
    "signs": "'[]'",
}
MESSAGE = {
    "kind": "kind",
    "dedupe_key": "kind || ':example-' || n",
    "about": "reference",
    "to_email": "'person-' || n || '@mail.example'",
    "subject": "kind || ' ' || reference",
    "body": "'Dear person,' || chr(10) || words",
    "status": "'sent'",
    "attempts_made": "1",
    "message_id": "'<' || kind || n || '@example>'",
    "created_at": "received_at",
    "due_at": "received_at",
    "sent_at": "received_at",
}
TABLES = (Enquiry, EnquiryEvent, Referral, Decision, SpamCheck, Message)
MESSAGES = "plan, unnest(ARRAY['enquiry-received', 'referral-offered']) kind"


def fill_enquiries(rows: int, say: Callable[[str], None]) -> None:
    """Bring schema, reference data, contacts and ``rows`` enquiries; what a run kept is used again."""
    call_command("migrate", verbosity=0)
    if Enquiry.objects.count() == rows:
        say(f"{rows:,} enquiries are there from an earlier run")
        return
    for command in ("load_reference", "seed_accounts", "seed_contacts"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    say("adding enquiries, events, referrals and messages")
    add_enquiries(rows)
    say("reading the words of every case")
    rebuild_queue_index()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


@transaction.atomic
def add_enquiries(rows: int) -> None:
    """Add ``rows`` enquiries to a database that has none."""
    phrases = make_phrases()
    contacts = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
    tables = [model._meta.db_table for model in TABLES]
    links = [Enquiry.clusters.through._meta.db_table, Enquiry.sectors.through._meta.db_table]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("CREATE TEMPORARY TABLE phrase (id integer PRIMARY KEY, words text) ON COMMIT DROP")
        cursor.execute(
            "INSERT INTO phrase SELECT n, words FROM unnest(%s) WITH ORDINALITY u (words, n)", [phrases]
        )
        parameters = {"rows": rows, "count": len(phrases), "contacts": contacts, "shares": write_shares()}
        cursor.execute(PLAN, parameters)
        with without_indexes([*tables, *links]):
            insert_rows(Enquiry, ENQUIRY, "plan")
            insert_rows(Referral, REFERRAL, "plan WHERE referral <> ''")
            insert_rows(EnquiryEvent, EVENT, EVENTS)
            insert_rows(Decision, DECISION, DECISIONS)
            insert_rows(SpamCheck, SPAM_CHECK, "plan")
            insert_rows(Message, MESSAGE, MESSAGES)
            for table, column, other in (
                (links[0], "cluster_id", "SELECT array_agg(slug ORDER BY slug) FROM directory_cluster"),
                (links[1], "sector_id", "SELECT array_agg(code ORDER BY code) FROM directory_sector"),
            ):
                cursor.execute(
                    f"INSERT INTO {table} (enquiry_id, {column})"
                    f" SELECT n, every[1 + n % cardinality(every)] FROM plan, ({other}) others (every)"
                )
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{tables[0]}', 'id'), {rows})")


def insert_rows(model: type[models.Model], given: Mapping[str, str], source: str) -> None:
    """Insert what ``source`` selects: the columns of ``given`` by their SQL, all others by their defaults."""
    blank = model()
    rest = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not field.primary_key and field.column not in given
    ]
    columns = ", ".join([*given, *(field.column for field in rest)])
    values: list[Any] = [field.get_db_prep_save(field.value_from_object(blank), connection) for field in rest]
    placeholders = [f"%s::{field.db_type(connection)}" for field in rest]
    expressions = ", ".join([*(part.replace("%", "%%") for part in given.values()), *placeholders])
    with connection.cursor() as cursor:
        escaped = source.replace("%", "%%")
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {expressions} FROM {escaped}", values
        )


def write_shares() -> str:
    """Return the known words with their shares as JSON."""
    return "{" + ", ".join(f'"{word}": {share}' for word, share in SHARES.items()) + "}"
