"""Events of opportunities are append-only; a case is found by the titles of the opportunities it names."""

from django.db import migrations

GUARD = """
CREATE FUNCTION investors_refuse_opportunity_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'opportunity events are append-only';
END $$;
CREATE TRIGGER opportunity_event_append_only BEFORE UPDATE OR DELETE ON investors_opportunityevent
FOR EACH ROW EXECUTE FUNCTION investors_refuse_opportunity_event_change();
"""
DROP_GUARD = """
DROP TRIGGER opportunity_event_append_only ON investors_opportunityevent;
DROP FUNCTION investors_refuse_opportunity_event_change();
"""
DOCUMENT = """
CREATE OR REPLACE FUNCTION investors_case_document(case_id bigint) RETURNS tsvector
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
    %s
  FROM investors_enquiry e WHERE e.id = case_id
$$;
"""
TITLES = """|| investors_case_words((SELECT string_agg(o.title, ' ') FROM investors_opportunity o
      WHERE o.id IN (SELECT opportunity_id FROM investors_enquiry_opportunities WHERE enquiry_id = e.id)))"""
KEEP = """
CREATE TRIGGER case_text_opportunity AFTER INSERT OR DELETE ON investors_enquiry_opportunities
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
"""
FORGET = "DROP TRIGGER case_text_opportunity ON investors_enquiry_opportunities;"


class Migration(migrations.Migration):
    dependencies = [("investors", "0180_opportunities")]

    operations = [
        migrations.RunSQL(GUARD, DROP_GUARD),
        migrations.RunSQL(DOCUMENT % TITLES, DOCUMENT % ""),
        migrations.RunSQL(KEEP, FORGET),
    ]
