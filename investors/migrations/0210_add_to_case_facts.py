"""What is new adds to the facts of its case; only what changes or goes has them worked out anew.

A new event, offer, decision or score can only add, so one narrow row is written and no history read. Each
locks its enquiry first, as ``investors_keep_facts`` does: whoever works out anew meanwhile misses nothing.
"""

from django.db import migrations

ADD = """
CREATE FUNCTION investors_begin_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An enquiry comes before all that belongs to it.
  INSERT INTO investors_casefacts (
    enquiry_id, received_at, country, status, close_reason, began, reached, first_in_line, asked, rule,
    is_suspect
  ) VALUES (
    NEW.id, NEW.received_at, NEW.country, NEW.status, NEW.close_reason,
    investors_worked(NEW.received_at, TRUE), 0, '', '', '', FALSE
  );
  RETURN NULL;
END $$;
CREATE FUNCTION investors_move_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE investors_casefacts SET country = NEW.country, status = NEW.status, close_reason = NEW.close_reason
  WHERE enquiry_id = NEW.id;
  IF (OLD.country, OLD.close_reason) IS DISTINCT FROM (NEW.country, NEW.close_reason) THEN
    UPDATE investors_offerfacts SET country = NEW.country, close_reason = NEW.close_reason
    WHERE enquiry_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION investors_add_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  replies CONSTANT boolean := NEW.kind IN ('replied', 'called', 'proposed');
  decides CONSTANT boolean := NEW.to_status IN ('converted', 'closed');
BEGIN
  PERFORM FROM investors_enquiry WHERE id = NEW.enquiry_id FOR NO KEY UPDATE;
  UPDATE investors_casefacts SET
    reply_took = least(reply_took, CASE WHEN replies THEN investors_worked(NEW.at, FALSE) - began END),
    decision_took = least(decision_took, CASE WHEN decides THEN investors_worked(NEW.at, FALSE) - began END),
    reached = greatest(reached, CASE WHEN NEW.to_status = 'converted' THEN 4 WHEN replies THEN 3
      WHEN NEW.kind = 'taken' THEN 2 WHEN NEW.to_status IN ('triage', 'referred') THEN 1 ELSE 0 END)
  WHERE enquiry_id = NEW.enquiry_id;
  RETURN NULL;
END $$;
CREATE FUNCTION investors_add_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM investors_enquiry WHERE id = NEW.enquiry_id FOR NO KEY UPDATE;
  UPDATE investors_casefacts SET
    holder_id = (
      SELECT contact_id FROM investors_referral WHERE enquiry_id = NEW.enquiry_id AND role = 'lead'
      ORDER BY accepted_at DESC NULLS LAST, offered_at DESC, id DESC LIMIT 1
    ),
    reached = greatest(reached, CASE WHEN NEW.accepted_at IS NOT NULL THEN 2 ELSE 0 END)
  WHERE enquiry_id = NEW.enquiry_id;
  INSERT INTO investors_offerfacts (
    referral_id, enquiry_id, received_at, country, close_reason, contact_id, began, took, is_accepted,
    is_lapsed
  )
  SELECT NEW.id, enquiry_id, received_at, country, close_reason, NEW.contact_id,
    investors_worked(NEW.offered_at, TRUE),
    investors_worked(coalesce(NEW.accepted_at, NEW.ended_at), FALSE) - investors_worked(NEW.offered_at, TRUE),
    NEW.accepted_at IS NOT NULL, NEW.status = 'lapsed'
  FROM investors_casefacts
  WHERE enquiry_id = NEW.enquiry_id AND (NEW.accepted_at IS NOT NULL OR NEW.status IN ('offered', 'lapsed'));
  RETURN NULL;
END $$;
CREATE FUNCTION investors_add_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM investors_enquiry WHERE id = NEW.enquiry_id FOR NO KEY UPDATE;
  UPDATE investors_casefacts SET
    first_in_line = coalesce(NEW.candidates -> 0 ->> 'cluster', ''),
    asked = coalesce(CASE NEW.outcome WHEN 'refer' THEN NEW.cluster_id END, ''),
    rule = NEW.rule
  WHERE enquiry_id = NEW.enquiry_id AND NOT EXISTS (
    SELECT FROM investors_decision earlier
    WHERE enquiry_id = NEW.enquiry_id AND outcome <> 'quarantine' AND jsonb_array_length(candidates) > 0
      AND (decided_at, id) < (NEW.decided_at, NEW.id)
  );
  RETURN NULL;
END $$;
CREATE FUNCTION investors_add_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM investors_enquiry WHERE id = NEW.enquiry_id FOR NO KEY UPDATE;
  UPDATE investors_casefacts SET checked_at = NEW.checked_at, is_suspect = NEW.is_suspect
  WHERE enquiry_id = NEW.enquiry_id;
  RETURN NULL;
END $$;
"""
DROP = """
DROP TRIGGER case_facts_rows ON investors_enquiry;
DROP TRIGGER case_facts_moves ON investors_enquiry;
DROP TRIGGER case_facts_event ON investors_enquiryevent;
DROP TRIGGER case_facts_referral ON investors_referral;
DROP TRIGGER case_facts_decision ON investors_decision;
DROP TRIGGER case_facts_check ON investors_spamcheck;
"""
WATCH = """
CREATE TRIGGER case_facts_rows AFTER INSERT ON investors_enquiry
FOR EACH ROW EXECUTE FUNCTION investors_begin_facts();
CREATE TRIGGER case_facts_moves AFTER UPDATE OF country, status, close_reason ON investors_enquiry
FOR EACH ROW WHEN ((OLD.country, OLD.status, OLD.close_reason)
  IS DISTINCT FROM (NEW.country, NEW.status, NEW.close_reason))
EXECUTE FUNCTION investors_move_facts();
CREATE TRIGGER case_facts_receipt AFTER UPDATE OF received_at ON investors_enquiry
FOR EACH ROW WHEN (OLD.received_at IS DISTINCT FROM NEW.received_at)
EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_event AFTER INSERT ON investors_enquiryevent
FOR EACH ROW WHEN (NEW.kind IN ('replied', 'called', 'proposed', 'taken')
  OR NEW.to_status IN ('triage', 'referred', 'converted', 'closed'))
EXECUTE FUNCTION investors_add_event();
CREATE TRIGGER case_facts_referral_new AFTER INSERT ON investors_referral
FOR EACH ROW WHEN (NEW.role = 'lead') EXECUTE FUNCTION investors_add_offer();
CREATE TRIGGER case_facts_referral AFTER UPDATE OF contact_id, role, status, offered_at, accepted_at, ended_at
  ON investors_referral
FOR EACH ROW WHEN ((OLD.role = 'lead' OR NEW.role = 'lead') AND
  (OLD.contact_id, OLD.role, OLD.status, OLD.offered_at, OLD.accepted_at, OLD.ended_at)
  IS DISTINCT FROM (NEW.contact_id, NEW.role, NEW.status, NEW.offered_at, NEW.accepted_at, NEW.ended_at))
EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_referral_gone AFTER DELETE ON investors_referral
FOR EACH ROW WHEN (OLD.role = 'lead') EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_decision_new AFTER INSERT ON investors_decision
FOR EACH ROW WHEN (NEW.outcome <> 'quarantine' AND jsonb_array_length(NEW.candidates) > 0)
EXECUTE FUNCTION investors_add_decision();
CREATE TRIGGER case_facts_decision AFTER DELETE
  OR UPDATE OF outcome, rule, cluster_id, candidates, decided_at ON investors_decision
FOR EACH ROW EXECUTE FUNCTION investors_keep_facts();
CREATE TRIGGER case_facts_check_new AFTER INSERT OR UPDATE OF checked_at, is_suspect ON investors_spamcheck
FOR EACH ROW EXECUTE FUNCTION investors_add_check();
CREATE TRIGGER case_facts_check AFTER DELETE ON investors_spamcheck
FOR EACH ROW EXECUTE FUNCTION investors_keep_facts();
"""
DROP_NEW = """
DROP TRIGGER case_facts_receipt ON investors_enquiry;
DROP TRIGGER case_facts_referral_new ON investors_referral;
DROP TRIGGER case_facts_referral_gone ON investors_referral;
DROP TRIGGER case_facts_decision_new ON investors_decision;
DROP TRIGGER case_facts_check_new ON investors_spamcheck;
"""
WATCH_AS_BEFORE = """
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
DROP FUNCTION investors_begin_facts();
DROP FUNCTION investors_move_facts();
DROP FUNCTION investors_add_event();
DROP FUNCTION investors_add_offer();
DROP FUNCTION investors_add_decision();
DROP FUNCTION investors_add_check();
"""


class Migration(migrations.Migration):
    dependencies = [("investors", "0200_languages")]

    operations = [
        migrations.RunSQL(ADD, migrations.RunSQL.noop),
        migrations.RunSQL(DROP + WATCH, DROP_NEW + DROP + WATCH_AS_BEFORE),
    ]
