"""Triggers that keep the words of each case and the counts of the queue, and the functions they use.

Characters of Chinese, Japanese and Korean stand as words of their own, since nothing parts words there.
"""

from django.db import migrations

WORDS = r"""
CREATE FUNCTION investors_case_words(value text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT strip(to_tsvector('pg_catalog.simple', w) || to_tsvector('pg_catalog.english', w))
  FROM (SELECT regexp_replace(public.technorth_words(coalesce(value, '')),
    E'([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])', E' \\1 ', 'g') AS w) folded
$$;
CREATE FUNCTION investors_case_query(value text) RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT string_agg(
    format('(%L:*%s)', word, coalesce(format(' | %L', (ts_lexize('pg_catalog.english_stem', word))[1]), '')),
    ' & ')::tsquery
  FROM regexp_split_to_table(btrim(regexp_replace(public.technorth_words(value),
    E'([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])', E' \\1 ', 'g')), E'\\s+') word
  WHERE word <> ''
$$;
CREATE FUNCTION investors_case_document(case_id bigint) RETURNS tsvector
LANGUAGE sql STABLE AS $$
  SELECT investors_case_words(concat_ws(' ', e.reference, e.name, e.email, e.phone, e.organisation,
      e.job_title, e.website, e.plan, e.place, e.anything_else))
    || investors_case_words((SELECT string_agg(text, ' ') FROM investors_enquiryevent
      WHERE enquiry_id = e.id AND text <> ''))
    || investors_case_words((SELECT string_agg(name, ' ') FROM investors_attachment WHERE enquiry_id = e.id))
    || investors_case_words((SELECT string_agg(concat_ws(' ', c.name, c.organisation, c.email), ' ')
      FROM investors_referral r JOIN investors_contact c ON c.id = r.contact_id WHERE r.enquiry_id = e.id))
    || investors_case_words((SELECT string_agg(b.name, ' ') FROM directory_business b
      WHERE b.id = e.business_id
      OR b.id IN (SELECT business_id FROM investors_enquiry_other_businesses WHERE enquiry_id = e.id)))
  FROM investors_enquiry e WHERE e.id = case_id
$$;
"""
DROP_WORDS = """
DROP FUNCTION investors_case_document(bigint);
DROP FUNCTION investors_case_query(text);
DROP FUNCTION investors_case_words(text);
"""
KEEP_WORDS = """
CREATE FUNCTION investors_read_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  case_id bigint;
BEGIN
  IF TG_TABLE_NAME = 'investors_enquiry' THEN case_id := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN case_id := OLD.enquiry_id;
  ELSE case_id := NEW.enquiry_id;
  END IF;
  -- Waits first and reads then, so that no words that came meanwhile are lost.
  PERFORM FROM investors_casetext WHERE enquiry_id = case_id FOR UPDATE;
  INSERT INTO investors_casetext (enquiry_id, words)
  SELECT case_id, investors_case_document(case_id)
  WHERE EXISTS (SELECT FROM investors_enquiry WHERE id = case_id)
  ON CONFLICT (enquiry_id) DO UPDATE SET words = excluded.words;
  RETURN NULL;
END $$;
CREATE FUNCTION investors_read_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE investors_casetext SET words = words || investors_case_words(NEW.text)
  WHERE enquiry_id = NEW.enquiry_id;
  RETURN NULL;
END $$;
CREATE TRIGGER case_text_enquiry AFTER INSERT OR UPDATE OF name, email, phone, organisation, job_title,
  website, plan, place, anything_else, business_id ON investors_enquiry
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
CREATE TRIGGER case_text_event AFTER INSERT ON investors_enquiryevent
FOR EACH ROW WHEN (NEW.text <> '') EXECUTE FUNCTION investors_read_event();
CREATE TRIGGER case_text_event_change AFTER UPDATE OF text OR DELETE ON investors_enquiryevent
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
CREATE TRIGGER case_text_file AFTER INSERT OR UPDATE OF name OR DELETE ON investors_attachment
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
CREATE TRIGGER case_text_referral AFTER INSERT ON investors_referral
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
CREATE TRIGGER case_text_business AFTER INSERT OR DELETE ON investors_enquiry_other_businesses
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
"""
FORGET_WORDS = """
DROP TRIGGER case_text_enquiry ON investors_enquiry;
DROP TRIGGER case_text_event ON investors_enquiryevent;
DROP TRIGGER case_text_event_change ON investors_enquiryevent;
DROP TRIGGER case_text_file ON investors_attachment;
DROP TRIGGER case_text_referral ON investors_referral;
DROP TRIGGER case_text_business ON investors_enquiry_other_businesses;
DROP FUNCTION investors_read_event();
DROP FUNCTION investors_read_case();
"""
KEEP_COUNTS = """
CREATE FUNCTION investors_count_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM investors_statuscount;
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO investors_statuscount (status, change) VALUES (OLD.status, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO investors_statuscount (status, change) VALUES (NEW.status, 1);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER status_count_rows AFTER INSERT OR DELETE ON investors_enquiry
FOR EACH ROW EXECUTE FUNCTION investors_count_status();
CREATE TRIGGER status_count_moves AFTER UPDATE OF status ON investors_enquiry
FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION investors_count_status();
CREATE TRIGGER status_count_truncate AFTER TRUNCATE ON investors_enquiry
FOR EACH STATEMENT EXECUTE FUNCTION investors_count_status();
"""
FORGET_COUNTS = """
DROP TRIGGER status_count_rows ON investors_enquiry;
DROP TRIGGER status_count_moves ON investors_enquiry;
DROP TRIGGER status_count_truncate ON investors_enquiry;
DROP FUNCTION investors_count_status();
"""
FILL = """
INSERT INTO investors_statuscount (status, change)
SELECT status, count(*) FROM investors_enquiry GROUP BY status;
INSERT INTO investors_casetext (enquiry_id, words)
SELECT id, investors_case_document(id) FROM investors_enquiry;
CREATE INDEX case_text_words ON investors_casetext USING gin (words);
"""


class Migration(migrations.Migration):
    dependencies = [("investors", "0140_desk_searches")]

    operations = [
        migrations.RunSQL(WORDS, DROP_WORDS),
        migrations.RunSQL(KEEP_WORDS, FORGET_WORDS),
        migrations.RunSQL(KEEP_COUNTS, FORGET_COUNTS),
        migrations.RunSQL(FILL, "DROP INDEX case_text_words;"),
    ]
