"""The index of marks is kept sorted, and the one of times goes.

No page asks for times any more; but PostgreSQL took that index to look for near copies, and compared the
marks of every enquiry of the month.
"""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investors", "0211_begin_case_words")]

    operations = [
        migrations.RemoveIndex(model_name="spamcheck", name="spam_check_time"),
        migrations.RemoveIndex(model_name="spamcheck", name="spam_check_marks"),
        migrations.AddIndex(
            model_name="spamcheck",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["marks"], name="spam_check_marks"
            ),
        ),
    ]
