"""What is kept beside the enquiries: counts by status, the words of each case, and what reports count of it.

Triggers write all of it in the transaction of their cause; here they are added up, and made anew.
"""

from django.db import connection, transaction

from investors.working_time import write_definition

_FOLD = """
WITH gone AS (DELETE FROM investors_statuscount RETURNING status, change)
INSERT INTO investors_statuscount (status, change)
SELECT status, sum(change) FROM gone GROUP BY status HAVING sum(change) <> 0
"""
_COUNT = """
INSERT INTO investors_statuscount (status, change)
SELECT status, count(*) FROM investors_enquiry GROUP BY status
"""
_READ = """
INSERT INTO investors_casetext (enquiry_id, words)
SELECT id, investors_case_document(id) FROM investors_enquiry
"""
# What the reports count, in the order of receipt, so that a period lies together.
_WORK_OUT = """
DELETE FROM investors_casefacts;
INSERT INTO investors_casefacts (
  enquiry_id, received_at, country, status, close_reason, holder_id, began, reply_took, decision_took,
  reached, first_in_line, asked, rule, checked_at, is_suspect
)
SELECT told.* FROM investors_case_facts((SELECT array_agg(id) FROM investors_enquiry)) told
ORDER BY told.received_at;
DELETE FROM investors_offerfacts;
INSERT INTO investors_offerfacts (
  referral_id, enquiry_id, received_at, country, close_reason, contact_id, began, took, is_accepted, is_lapsed
)
SELECT told.* FROM investors_offer_facts((SELECT array_agg(id) FROM investors_enquiry)) told
ORDER BY told.received_at
"""


def fold_counts() -> None:
    """Add up the changes of each status to one row. May run twice, or beside writers."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)


@transaction.atomic
def rebuild_queue_index() -> None:
    """Make counts, words and facts of all cases anew, as after rows were loaded past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE investors_enquiry IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM investors_statuscount")
        cursor.execute(_COUNT)
        cursor.execute("DELETE FROM investors_casetext")
        cursor.execute(_READ)
        cursor.execute(write_definition())
        cursor.execute(_WORK_OUT)
