from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_moderator")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "No desk role"),
                    ("triage_officer", "Triage officer"),
                    ("manager", "Manager"),
                    ("moderator", "Moderator"),
                    ("regional_contact", "Regional contact"),
                    ("senior_lead", "Senior lead"),
                    ("auditor", "Auditor"),
                ],
                default="",
                max_length=20,
            ),
        ),
    ]
