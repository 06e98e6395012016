from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("investors", "0080_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="enquiryevent",
            index=models.Index(
                condition=models.Q(
                    ("kind__in", ["replied", "called", "proposed", "taken"]),
                    ("to_status__in", ["triage", "referred", "converted", "closed"]),
                    _connector="OR",
                ),
                fields=["enquiry", "kind", "to_status", "at"],
                name="enquiry_event_outcome",
            ),
        ),
    ]
