from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0100_suppressions_and_returns"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("lost", "Worker lost"),
                    ("for_now", "Came back for now"),
                    ("bounced", "Came back"),
                    ("complained", "Marked as spam"),
                    ("held_back", "Held back"),
                    ("replayed", "Queued again"),
                    ("taken_back", "Taken back"),
                ],
                max_length=12,
            ),
        ),
    ]
