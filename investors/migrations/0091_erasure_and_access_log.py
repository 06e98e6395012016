from django.db import migrations

# Events stay append-only. Once an erasure is noted for the enquiry, words may be blanked: the text becomes
# empty, the detail may lose keys, and nothing else may differ.
EVENTS = """
CREATE OR REPLACE FUNCTION investors_refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - 'text' - 'detail' = to_jsonb(OLD) - 'text' - 'detail'
        AND NEW.text = '' AND OLD.detail @> NEW.detail
        AND EXISTS (SELECT FROM investors_erasure WHERE enquiry_id = OLD.enquiry_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'enquiry events are append-only';
END $$;
"""
EVENTS_BEFORE = """
CREATE OR REPLACE FUNCTION investors_refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'enquiry events are append-only';
END $$;
"""
# Who opened a case is never changed, and forgotten only when old: 180 days is the least that may be set.
VIEWS = """
CREATE FUNCTION investors_refuse_view_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '179 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the record of who opened a case is append-only';
END $$;
CREATE TRIGGER case_view_append_only BEFORE UPDATE OR DELETE ON investors_caseview
FOR EACH ROW EXECUTE FUNCTION investors_refuse_view_change();
CREATE FUNCTION investors_refuse_erasure_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an erasure stays on the record';
END $$;
CREATE TRIGGER erasure_stays BEFORE DELETE ON investors_erasure
FOR EACH ROW EXECUTE FUNCTION investors_refuse_erasure_end();
"""
VIEWS_BEFORE = """
DROP TRIGGER erasure_stays ON investors_erasure;
DROP FUNCTION investors_refuse_erasure_end();
DROP TRIGGER case_view_append_only ON investors_caseview;
DROP FUNCTION investors_refuse_view_change();
"""


class Migration(migrations.Migration):
    dependencies = [("investors", "0090_care_of_personal_data")]

    operations = [
        migrations.RunSQL(EVENTS, EVENTS_BEFORE),
        migrations.RunSQL(VIEWS, VIEWS_BEFORE),
    ]
