"""A referral adds the words of its contact to those of the case, as an event adds its text.

It read the whole case again before, which was most of what PostgreSQL had to do to write a referral.
"""

from django.db import migrations

APPEND = """
CREATE FUNCTION investors_read_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE investors_casetext SET words = words || (
    SELECT investors_case_words(concat_ws(' ', name, organisation, email))
    FROM investors_contact WHERE id = NEW.contact_id
  ) WHERE enquiry_id = NEW.enquiry_id;
  RETURN NULL;
END $$;
DROP TRIGGER case_text_referral ON investors_referral;
CREATE TRIGGER case_text_referral AFTER INSERT ON investors_referral
FOR EACH ROW EXECUTE FUNCTION investors_read_referral();
"""
READ_AGAIN = """
DROP TRIGGER case_text_referral ON investors_referral;
CREATE TRIGGER case_text_referral AFTER INSERT ON investors_referral
FOR EACH ROW EXECUTE FUNCTION investors_read_case();
DROP FUNCTION investors_read_referral();
"""


class Migration(migrations.Migration):
    dependencies = [("investors", "0170_referral_nudge")]

    operations = [migrations.RunSQL(APPEND, READ_AGAIN)]
