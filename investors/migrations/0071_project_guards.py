from django.db import migrations

CREATE = """
CREATE FUNCTION investors_refuse_project_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'project events are append-only';
END $$;
CREATE TRIGGER project_event_append_only BEFORE UPDATE OR DELETE ON investors_projectevent
FOR EACH ROW EXECUTE FUNCTION investors_refuse_project_event_change();
ALTER TABLE investors_projectjobs ADD CONSTRAINT project_jobs_verified_by_second
CHECK (verified_by IS NULL OR (cardinality(entered_by) > 0 AND verified_by <> ALL (entered_by)));
"""
DROP = """
ALTER TABLE investors_projectjobs DROP CONSTRAINT project_jobs_verified_by_second;
DROP TRIGGER project_event_append_only ON investors_projectevent;
DROP FUNCTION investors_refuse_project_event_change();
"""


class Migration(migrations.Migration):
    dependencies = [("investors", "0070_projects")]

    operations = [migrations.RunSQL(CREATE, DROP)]
