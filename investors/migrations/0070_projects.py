import django.contrib.postgres.fields
import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models

import investors.models.attachments


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0090_closed_names"),
        ("investors", "0050_inbound_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("folded_name", models.CharField(max_length=200)),
                ("country", django_countries.fields.CountryField(max_length=2)),
                (
                    "domain",
                    models.CharField(
                        blank=True, help_text="Of its website or mail; no shared one.", max_length=253
                    ),
                ),
                (
                    "company_number",
                    models.CharField(blank=True, help_text="At Companies House.", max_length=8),
                ),
                (
                    "registration",
                    models.CharField(blank=True, help_text="Its number in its own country.", max_length=40),
                ),
                ("is_demo", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("domain", ""), _negated=True),
                        fields=["domain"],
                        name="organisation_domain",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("folded_name", "country", "is_demo"),
                        name="organisation_name_once_per_country",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("company_number", ""), _negated=True),
                        fields=("company_number", "is_demo"),
                        name="organisation_company_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("registration", ""), _negated=True),
                        fields=("country", "registration", "is_demo"),
                        name="organisation_registration_once_per_country",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("folded_name", ""), _negated=True), name="organisation_has_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(help_text="The enquiry's, with TP for TN.", max_length=12, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("assign_pm", "Project manager assigned"),
                            ("active", "Active"),
                            ("verify_win", "Win to verify"),
                            ("won", "Won"),
                        ],
                        default="prospect",
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ongoing", "Ongoing"),
                            ("delayed", "Delayed"),
                            ("dormant", "Dormant"),
                            ("abandoned", "Abandoned"),
                            ("lost", "Lost"),
                        ],
                        default="ongoing",
                        max_length=12,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Counts its changes: whoever changes it must have seen the last one.",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "fdi_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new_site", "A new site or activity"),
                            ("expansion", "Expansion of an existing site or activity"),
                            ("acquisition", "Acquisition"),
                            ("merger", "Merger"),
                            ("joint_venture", "Joint venture"),
                            ("capital_only", "Capital only"),
                            ("retention", "Retention of an existing investment"),
                            ("not_sure", "Not sure yet"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "activities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("european_hq", "European headquarters"),
                                ("global_hq", "Global headquarters"),
                                ("research", "Research and development"),
                                ("engineering", "Software engineering centre"),
                                ("data_ai", "Data centre or AI"),
                                ("sales", "Sales"),
                                ("services", "Services"),
                                ("shared_services", "Shared service centre"),
                                ("manufacturing", "Manufacturing"),
                                ("ecommerce", "E-commerce and distribution"),
                                ("other", "Other"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "drivers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("market", "Access to market"),
                                ("clients", "Access to clients"),
                                ("skills", "Skills"),
                                ("technology", "Technology"),
                                ("suppliers", "Proximity to suppliers"),
                                ("cost", "Cost"),
                                ("incentives", "Incentives"),
                                ("resources", "Access to resources"),
                                ("other", "Other"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120)),
                ("lands_on", models.DateField(blank=True, help_text="The estimated land date.", null=True)),
                (
                    "spend",
                    models.PositiveBigIntegerField(blank=True, help_text="In whole pounds.", null=True),
                ),
                (
                    "spend_band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("under_500k", "Under £500,000"),
                            ("500k-1m", "£500,000 to £1 million"),
                            ("1m-2m", "£1 million to £2 million"),
                            ("2m-5m", "£2 million to £5 million"),
                            ("5m-10m", "£5 million to £10 million"),
                            ("over_10m", "Over £10 million"),
                            ("not_known", "Not known"),
                        ],
                        help_text="While the sum is not known.",
                        max_length=16,
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="GBP", help_text="In which the investor named the sum.", max_length=3
                    ),
                ),
                ("win_submitted_by", models.BigIntegerField(blank=True, null=True)),
                ("win_verified_by", models.BigIntegerField(blank=True, null=True)),
                ("win_verified_name", models.CharField(blank=True, max_length=160)),
                ("win_verified_at", models.DateTimeField(blank=True, null=True)),
                ("won_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clusters",
                    models.ManyToManyField(blank=True, related_name="projects", to="directory.cluster"),
                ),
                (
                    "enquiry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project",
                        to="investors.enquiry",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="managed_projects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="investors.organisation",
                    ),
                ),
                (
                    "sectors",
                    models.ManyToManyField(blank=True, related_name="projects", to="directory.sector"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AftercareDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField()),
                ("remind_at", models.DateTimeField(help_text="The morning of that day in London.")),
                ("purpose", models.CharField(max_length=200)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_text", models.TextField(blank=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aftercare",
                        to="investors.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProjectEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "Project created from an enquiry"),
                            ("moved_on", "Moved on"),
                            ("moved_back", "Moved back"),
                            ("status", "Status changed"),
                            ("facts", "Facts changed"),
                            ("manager", "Project manager changed"),
                            ("jobs", "Jobs entered"),
                            ("jobs_verified", "Jobs verified"),
                            ("win_verified", "Win verified"),
                            ("aftercare", "Aftercare planned"),
                            ("reminded", "Reminded of aftercare"),
                            ("aftercare_done", "Aftercare done"),
                            ("enquiry_closed", "Enquiry closed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("investor", "Investor"),
                            ("contact", "Regional contact"),
                            ("staff", "Staff"),
                            ("system", "TechNorth"),
                        ],
                        max_length=10,
                    ),
                ),
                ("actor_name", models.CharField(blank=True, max_length=160)),
                (
                    "from_stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prospect", "Prospect"),
                            ("assign_pm", "Project manager assigned"),
                            ("active", "Active"),
                            ("verify_win", "Win to verify"),
                            ("won", "Won"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prospect", "Prospect"),
                            ("assign_pm", "Project manager assigned"),
                            ("active", "Active"),
                            ("verify_win", "Win to verify"),
                            ("won", "Won"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ongoing", "Ongoing"),
                            ("delayed", "Delayed"),
                            ("dormant", "Dormant"),
                            ("abandoned", "Abandoned"),
                            ("lost", "Lost"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ongoing", "Ongoing"),
                            ("delayed", "Delayed"),
                            ("dormant", "Dormant"),
                            ("abandoned", "Abandoned"),
                            ("lost", "Lost"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="investors.project",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProjectJobs",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("expected_created", models.PositiveIntegerField(default=0)),
                ("expected_safeguarded", models.PositiveIntegerField(default=0)),
                ("actual_created", models.PositiveIntegerField(blank=True, null=True)),
                ("actual_safeguarded", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "entered_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("entered_name", models.CharField(help_text="Who set the figures last.", max_length=160)),
                ("entered_at", models.DateTimeField()),
                ("evidence_text", models.TextField(blank=True)),
                ("evidence_url", models.URLField(blank=True, max_length=500)),
                (
                    "evidence_file",
                    models.FileField(
                        blank=True,
                        max_length=80,
                        storage=investors.models.attachments.pick_storage,
                        upload_to=investors.models.attachments.pick_path,
                    ),
                ),
                ("evidence_name", models.CharField(blank=True, help_text="Of the file.", max_length=120)),
                (
                    "evidence_type",
                    models.CharField(blank=True, help_text="Of the file, by its content.", max_length=100),
                ),
                (
                    "evidence_is_scanned",
                    models.BooleanField(default=False, help_text="Whether ClamAV found no virus in it."),
                ),
                ("verified_by", models.BigIntegerField(blank=True, null=True)),
                ("verified_name", models.CharField(blank=True, max_length=160)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="investors.project",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["stage", "-created_at", "-id"], name="project_list"),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "won"), ("win_verified_at__isnull", False), ("won_at__isnull", False)),
                    models.Q(models.Q(("stage", "won"), _negated=True), ("won_at", None)),
                    _connector="OR",
                ),
                name="project_won_is_verified",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "won"), _negated=True),
                    models.Q(("status__in", ["abandoned", "lost"]), _negated=True),
                    _connector="OR",
                ),
                name="project_won_is_not_lost",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("win_verified_at", None), ("win_verified_by", None)),
                    models.Q(
                        ("win_submitted_by__isnull", False),
                        ("win_verified_at__isnull", False),
                        ("win_verified_by__isnull", False),
                        models.Q(("win_verified_by", models.F("win_submitted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="project_win_verified_by_second",
            ),
        ),
        migrations.AddIndex(
            model_name="aftercaredate",
            index=models.Index(
                condition=models.Q(("done_at", None), ("reminded_at", None)),
                fields=["remind_at"],
                name="aftercare_to_remind",
            ),
        ),
        migrations.AddConstraint(
            model_name="aftercaredate",
            constraint=models.UniqueConstraint(
                fields=("project", "due_on", "purpose"), name="aftercare_once_a_day_and_purpose"
            ),
        ),
        migrations.AddIndex(
            model_name="projectevent",
            index=models.Index(fields=["project", "at", "id"], name="project_event_timeline"),
        ),
        migrations.AddIndex(
            model_name="projectjobs",
            index=models.Index(
                condition=models.Q(("verified_at__isnull", False)),
                fields=["verified_at"],
                name="project_jobs_verified",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectjobs",
            constraint=models.UniqueConstraint(fields=("project", "year"), name="project_jobs_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="projectjobs",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2010), ("year__lte", 2060)), name="project_jobs_year_likely"
            ),
        ),
        migrations.AddConstraint(
            model_name="projectjobs",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verified_at", None), ("verified_by", None)),
                    models.Q(
                        ("actual_created__isnull", False),
                        ("actual_safeguarded__isnull", False),
                        ("verified_at__isnull", False),
                        ("verified_by__isnull", False),
                        models.Q(
                            ("evidence_file", ""), ("evidence_text", ""), ("evidence_url", ""), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="project_jobs_verified_with_evidence",
            ),
        ),
    ]
