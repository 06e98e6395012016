from django.db import migrations

CREATE_HISTORY = """
CREATE FUNCTION directory_refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'business events are append-only';
END $$;
CREATE TRIGGER business_event_append_only BEFORE UPDATE OR DELETE ON directory_businessevent
FOR EACH ROW EXECUTE FUNCTION directory_refuse_event_change();
"""
DROP_HISTORY = """
DROP TRIGGER business_event_append_only ON directory_businessevent;
DROP FUNCTION directory_refuse_event_change();
"""

# At the end of the transaction, so that two admins may change places in it.
CREATE_ADMIN = """
CREATE FUNCTION directory_keep_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One at a time for each business, so that two admins cannot leave past each other.
    PERFORM FROM directory_business WHERE id = OLD.business_id FOR UPDATE;
    IF EXISTS (SELECT FROM directory_membership WHERE business_id = OLD.business_id)
        AND NOT EXISTS (
            SELECT FROM directory_membership WHERE business_id = OLD.business_id AND role = 'admin'
        )
    THEN
        RAISE EXCEPTION 'a business with members keeps an admin'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_keeps_an_admin';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER membership_keeps_an_admin AFTER UPDATE OR DELETE ON directory_membership
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION directory_keep_an_admin();
"""
DROP_ADMIN = """
DROP TRIGGER membership_keeps_an_admin ON directory_membership;
DROP FUNCTION directory_keep_an_admin();
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_living_register")]

    operations = [
        migrations.RunSQL(CREATE_HISTORY, DROP_HISTORY),
        migrations.RunSQL(CREATE_ADMIN, DROP_ADMIN),
    ]
