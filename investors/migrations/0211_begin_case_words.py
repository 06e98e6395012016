"""The words of a new enquiry are those of its form: nothing else can belong to it yet.

In PL/pgSQL, which keeps the plan; a function in SQL was parsed and planned at each call, and folded its text
twice. What adds no word writes nothing.
"""

from django.db import migrations

WORDS = r"""
CREATE OR REPLACE FUNCTION investors_case_words(value text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  folded text;
BEGIN
  IF coalesce(value, '') = '' THEN
    RETURN ''::tsvector;
  END IF;
  folded := regexp_replace(public.technorth_words(value),
    E'([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])', E' \\1 ', 'g');
  RETURN strip(to_tsvector('pg_catalog.simple', folded) || to_tsvector('pg_catalog.english', folded));
END $$;
"""
WORDS_AS_BEFORE = r"""
CREATE OR REPLACE FUNCTION investors_case_words(value text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT strip(to_tsvector('pg_catalog.simple', w) || to_tsvector('pg_catalog.english', w))
  FROM (SELECT regexp_replace(public.technorth_words(coalesce(value, '')),
    E'([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])', E' \\1 ', 'g') AS w) folded
$$;
"""
BEGIN = """
CREATE FUNCTION investors_begin_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  words tsvector := investors_case_words(concat_ws(' ', NEW.reference, NEW.name, NEW.email, NEW.phone,
    NEW.organisation, NEW.job_title, NEW.website, NEW.plan, NEW.place, NEW.anything_else));
BEGIN
  IF NEW.business_id IS NOT NULL THEN
    words := words || investors_case_words((SELECT name FROM directory_business WHERE id = NEW.business_id));
  END IF;
  INSERT INTO investors_casetext (enquiry_id, words) VALUES (NEW.id, words);
  RETURN NULL;
END $$;
DROP TRIGGER case_text_enquiry ON investors_enquiry;
CREATE TRIGGER case_text_enquiry_new AFTER INSERT ON investors_enquiry
FOR EACH ROW EXECUTE FUNCTION investors_begin_case();
CREATE TRIGGER case_text_enquiry AFTER UPDATE OF name, email, phone, organisation, job_title,
  website, plan, place, anything_else, business_id ON investors_enquiry
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
"""
READ_AGAIN = """
DROP TRIGGER case_text_enquiry ON investors_enquiry;
DROP TRIGGER case_text_enquiry_new ON investors_enquiry;
CREATE TRIGGER case_text_enquiry AFTER INSERT OR UPDATE OF name, email, phone, organisation, job_title,
  website, plan, place, anything_else, business_id ON investors_enquiry
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
DROP FUNCTION investors_begin_case();
"""


class Migration(migrations.Migration):
    dependencies = [("investors", "0210_add_to_case_facts")]

    operations = [
        migrations.RunSQL(WORDS, WORDS_AS_BEFORE),
        migrations.RunSQL(BEGIN, READ_AGAIN),
    ]
