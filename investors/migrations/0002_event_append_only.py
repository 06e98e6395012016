from django.db import migrations

CREATE = """
CREATE FUNCTION investors_refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'enquiry events are append-only';
END $$;
CREATE TRIGGER enquiry_event_append_only BEFORE UPDATE OR DELETE ON investors_enquiryevent
FOR EACH ROW EXECUTE FUNCTION investors_refuse_event_change();
"""
DROP = """
DROP TRIGGER enquiry_event_append_only ON investors_enquiryevent;
DROP FUNCTION investors_refuse_event_change();
"""


class Migration(migrations.Migration):
    dependencies = [("investors", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
