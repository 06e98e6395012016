"""Triggers that keep what the reports count, and the one function that works it out for cases.

What changes a case locks its enquiry first and reads then, so that two who change different rows of one case
at once do not overlook each other.
"""

from django.db import migrations

from investors.working_time import write_definition

FACTS = """
CREATE FUNCTION investors_case_facts(case_ids bigint[]) RETURNS TABLE (
  enquiry_id bigint, received_at timestamptz, country varchar, status varchar, close_reason varchar,
  holder_id bigint, began bigint, reply_took bigint, decision_took bigint, reached smallint,
  first_in_line varchar, asked varchar, rule varchar, checked_at timestamptz, is_suspect boolean
) LANGUAGE sql STABLE AS $$
  SELECT e.id, e.received_at, e.country, e.status, e.close_reason,
    holder.contact_id, started.began, investors_worked(happened.replied_at, FALSE) - started.began,
    investors_worked(happened.decided_at, FALSE) - started.began,
    CASE
      WHEN EXISTS (SELECT FROM investors_project WHERE enquiry_id = e.id AND stage = 'won') THEN 5
      WHEN happened.was_converted THEN 4
      WHEN happened.replied_at IS NOT NULL THEN 3
      WHEN happened.was_taken OR holder.accepted_at IS NOT NULL THEN 2
      WHEN happened.was_passed_on THEN 1
      ELSE 0
    END::smallint,
    coalesce(decided.candidates -> 0 ->> 'cluster', ''),
    coalesce(CASE decided.outcome WHEN 'refer' THEN decided.cluster_id END, ''),
    coalesce(decided.rule, ''),
    scored.checked_at, coalesce(scored.is_suspect, FALSE)
  FROM investors_enquiry e
  CROSS JOIN LATERAL (SELECT investors_worked(e.received_at, TRUE) AS began) started
  CROSS JOIN LATERAL (
    SELECT min(at) FILTER (WHERE kind IN ('replied', 'called', 'proposed')) AS replied_at,
      min(at) FILTER (WHERE to_status IN ('converted', 'closed')) AS decided_at,
      coalesce(bool_or(to_status = 'converted'), FALSE) AS was_converted,
      coalesce(bool_or(kind = 'taken'), FALSE) AS was_taken,
      coalesce(bool_or(to_status IN ('triage', 'referred')), FALSE) AS was_passed_on
    FROM investors_enquiryevent
    WHERE enquiry_id = e.id AND (kind IN ('replied', 'called', 'proposed', 'taken')
      OR to_status IN ('triage', 'referred', 'converted', 'closed'))
  ) happened
  LEFT JOIN LATERAL (
    SELECT contact_id, accepted_at FROM investors_referral WHERE enquiry_id = e.id AND role = 'lead'
    ORDER BY accepted_at DESC NULLS LAST, offered_at DESC, id DESC LIMIT 1
  ) holder ON TRUE
  LEFT JOIN LATERAL (
    SELECT candidates, outcome, cluster_id, rule FROM investors_decision
    WHERE enquiry_id = e.id AND outcome <> 'quarantine' AND jsonb_array_length(candidates) > 0
    ORDER BY decided_at, id LIMIT 1
  ) decided ON TRUE
  LEFT JOIN investors_spamcheck scored ON scored.enquiry_id = e.id
  WHERE e.id = ANY (case_ids)
$$;
CREATE FUNCTION investors_offer_facts(case_ids bigint[]) RETURNS TABLE (
  referral_id bigint, enquiry_id bigint, received_at timestamptz, country varchar, close_reason varchar,
  contact_id bigint, began bigint, took bigint, is_accepted boolean, is_lapsed boolean
) LANGUAGE sql STABLE AS $$
  SELECT r.id, e.id, e.received_at, e.country, e.close_reason, r.contact_id, started.began,
    investors_worked(coalesce(r.accepted_at, r.ended_at), FALSE) - started.began,
    r.accepted_at IS NOT NULL, r.status = 'lapsed'
  FROM investors_enquiry e JOIN investors_referral r ON r.enquiry_id = e.id
  CROSS JOIN LATERAL (SELECT investors_worked(r.offered_at, TRUE) AS began) started
  WHERE e.id = ANY (case_ids) AND r.role = 'lead'
    AND (r.accepted_at IS NOT NULL OR r.status IN ('offered', 'lapsed'))
$$;
"""
KEEP = """
CREATE FUNCTION investors_keep_facts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  case_id bigint;
BEGIN
  IF TG_TABLE_NAME = 'investors_enquiry' THEN case_id := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN case_id := OLD.enquiry_id;
  ELSE case_id := NEW.enquiry_id;
  END IF;
  PERFORM FROM investors_enquiry WHERE id = case_id FOR NO KEY UPDATE;
  INSERT INTO investors_casefacts AS kept (
    enquiry_id, received_at, country, status, close_reason, holder_id, began, reply_took, decision_took,
    reached, first_in_line, asked, rule, checked_at, is_suspect
  )
  SELECT * FROM investors_case_facts(ARRAY[case_id])
  ON CONFLICT (enquiry_id) DO UPDATE SET
    received_at = excluded.received_at, country = excluded.country, status = excluded.status,
    close_reason = excluded.close_reason, holder_id = excluded.holder_id, began = excluded.began,
    reply_took = excluded.reply_took, decision_took = excluded.decision_took, reached = excluded.reached,
    first_in_line = excluded.first_in_line, asked = excluded.asked, rule = excluded.rule,
    checked_at = excluded.checked_at, is_suspect = excluded.is_suspect
  WHERE kept IS DISTINCT FROM excluded;
  IF TG_TABLE_NAME NOT IN ('investors_enquiry', 'investors_referral') THEN
    RETURN NULL;
  END IF;
  DELETE FROM investors_offerfacts WHERE enquiry_id = case_id
    AND referral_id NOT IN (SELECT referral_id FROM investors_offer_facts(ARRAY[case_id]));
  INSERT INTO investors_offerfacts AS kept (
    referral_id, enquiry_id, received_at, country, close_reason, contact_id, began, took, is_accepted,
    is_lapsed
  )
  SELECT * FROM investors_offer_facts(ARRAY[case_id])
  ON CONFLICT (referral_id) DO UPDATE SET
    enquiry_id = excluded.enquiry_id, received_at = excluded.received_at, country = excluded.country,
    close_reason = excluded.close_reason, contact_id = excluded.contact_id, began = excluded.began,
    took = excluded.took, is_accepted = excluded.is_accepted, is_lapsed = excluded.is_lapsed
  WHERE kept IS DISTINCT FROM excluded;
  RETURN NULL;
END $$;
CREATE TRIGGER case_facts_rows AFTER INSERT ON investors_enquiry
FOR EACH ROW EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_moves AFTER UPDATE OF received_at, country, status, close_reason
  ON investors_enquiry
FOR EACH ROW WHEN ((OLD.received_at, OLD.country, OLD.status, OLD.close_reason)
  IS DISTINCT FROM (NEW.received_at, NEW.country, NEW.status, NEW.close_reason))
EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_event AFTER INSERT ON investors_enquiryevent
FOR EACH ROW WHEN (NEW.kind IN ('replied', 'called', 'proposed', 'taken')
  OR NEW.to_status IN ('triage', 'referred', 'converted', 'closed'))
EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_referral AFTER INSERT OR DELETE
  OR UPDATE OF contact_id, role, status, offered_at, accepted_at, ended_at ON investors_referral
FOR EACH ROW EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_decision AFTER INSERT OR DELETE
  OR UPDATE OF outcome, rule, cluster_id, candidates, decided_at ON investors_decision
FOR EACH ROW EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_check AFTER INSERT OR DELETE OR UPDATE OF checked_at, is_suspect
  ON investors_spamcheck
FOR EACH ROW EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_project AFTER INSERT OR DELETE OR UPDATE OF stage ON investors_project
FOR EACH ROW EXECUTE FUNCTION investors_keep_facts();
"""
FORGET = """
DROP TRIGGER case_facts_rows ON investors_enquiry;
DROP TRIGGER case_facts_moves ON investors_enquiry;
DROP TRIGGER case_facts_event ON investors_enquiryevent;
DROP TRIGGER case_facts_referral ON investors_referral;
DROP TRIGGER case_facts_decision ON investors_decision;
DROP TRIGGER case_facts_check ON investors_spamcheck;
DROP TRIGGER case_facts_project ON investors_project;
DROP FUNCTION investors_keep_facts();
"""
FILL = """
INSERT INTO investors_casefacts (
  enquiry_id, received_at, country, status, close_reason, holder_id, began, reply_took, decision_took,
  reached, first_in_line, asked, rule, checked_at, is_suspect
)
SELECT told.* FROM investors_case_facts((SELECT array_agg(id) FROM investors_enquiry)) told
ORDER BY told.received_at;
INSERT INTO investors_offerfacts (
  referral_id, enquiry_id, received_at, country, close_reason, contact_id, began, took, is_accepted, is_lapsed
)
SELECT told.* FROM investors_offer_facts((SELECT array_agg(id) FROM investors_enquiry)) told
ORDER BY told.received_at
"""


class Migration(migrations.Migration):
    dependencies = [("investors", "0150_case_facts")]

    operations = [
        migrations.RunSQL(write_definition(), "DROP FUNCTION investors_worked(timestamptz, boolean)"),
        migrations.RunSQL(
            FACTS,
            "DROP FUNCTION investors_case_facts(bigint[]); DROP FUNCTION investors_offer_facts(bigint[])",
        ),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunSQL(FILL, "DELETE FROM investors_casefacts; DELETE FROM investors_offerfacts"),
    ]
