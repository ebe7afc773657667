import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import agenda.screens.models
import confman.translation.fields
import confman.translation.text


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("agenda", "0001_initial"),
        ("conferences", "0001_initial"),
        ("mail", "0001_initial"),
        ("people", "0001_initial"),
        ("registrations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Addressee",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addressees",
                        to="conferences.conference",
                    ),
                ),
                (
                    "name",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText, max_length=300, verbose_name="name"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("state", "State"),
                            ("government", "government body"),
                            ("parliament", "parliament"),
                            ("judiciary", "judiciary"),
                            ("intergovernmental", "intergovernmental organization"),
                            ("un", "UN system"),
                            ("ngo", "non-governmental organizations"),
                            ("academia", "academia"),
                            ("media", "media"),
                            ("private", "private sector"),
                            ("other", "other"),
                        ],
                        default="government",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "focal_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="focal_point_of_addressees",
                        to="people.person",
                        verbose_name="focal point",
                    ),
                ),
                (
                    "recipient",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        help_text="To whom letters go: name and function.",
                        max_length=300,
                        verbose_name="recipient",
                    ),
                ),
                (
                    "salutation",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        help_text="As in “Excellency,”.",
                        max_length=200,
                        verbose_name="salutation",
                    ),
                ),
                ("address", models.TextField(blank=True, max_length=1000, verbose_name="postal address")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("language", models.CharField(blank=True, max_length=16, verbose_name="language of letters")),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="addressees",
                        to="registrations.delegation",
                        verbose_name="delegation",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "addressee",
                "verbose_name_plural": "addressees",
                "ordering": ["position", "search_text", "id"],
                "indexes": [
                    models.Index(fields=["conference", "position"], name="outcomes_ad_confere_1671bf_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="CostLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cost_lines",
                        to="conferences.conference",
                    ),
                ),
                (
                    "label",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText, max_length=300, verbose_name="what"
                    ),
                ),
                (
                    "planned",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="planned",
                    ),
                ),
                (
                    "actual",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="actual",
                    ),
                ),
                ("currency", models.CharField(default="USD", max_length=3, verbose_name="currency")),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cost_lines",
                        to="conferences.partner",
                        verbose_name="paid by",
                    ),
                ),
                (
                    "paid_by",
                    models.CharField(
                        blank=True,
                        help_text="Where it is not a partner of the list.",
                        max_length=300,
                        verbose_name="paid by",
                    ),
                ),
                ("in_kind", models.BooleanField(default=False, verbose_name="in kind")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "cost line",
                "verbose_name_plural": "cost lines",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="EnteredResult",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entered_results",
                        to="conferences.conference",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("satisfaction", "satisfaction"), ("test", "test before and after")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "question",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText,
                        max_length=300,
                        verbose_name="question or test",
                    ),
                ),
                (
                    "respondents",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="answers"
                    ),
                ),
                (
                    "before_percent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="before, per cent"
                    ),
                ),
                (
                    "result_percent",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="result, per cent"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "entered result",
                "verbose_name_plural": "entered results",
                "ordering": ["kind", "position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result_percent__gte", 0),
                            ("result_percent__lte", 100),
                            models.Q(
                                ("before_percent", None),
                                models.Q(("before_percent__gte", 0), ("before_percent__lte", 100)),
                                _connector="OR",
                            ),
                        ),
                        name="entered_result_is_a_percentage",
                        violation_error_message="A percentage is between 0 and 100.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_up_settings",
                        to="conferences.conference",
                    ),
                ),
                (
                    "public_tracker",
                    models.BooleanField(
                        default=False,
                        help_text="Shows everyone where each published recommendation stands, as verified.",
                        verbose_name="public tracker",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "once"),
                            ("quarterly", "every quarter"),
                            ("half-yearly", "every half-year"),
                            ("yearly", "every year"),
                        ],
                        default="yearly",
                        max_length=12,
                        verbose_name="addressees report",
                    ),
                ),
                ("first_report_on", models.DateField(blank=True, null=True, verbose_name="first report due")),
                ("last_report_on", models.DateField(blank=True, null=True, verbose_name="last report due")),
                (
                    "reminder_days",
                    models.JSONField(blank=True, default=list, verbose_name="reminders, days before"),
                ),
                (
                    "letter_text",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=10000,
                        multiline=True,
                        verbose_name="text of the letter of transmittal",
                    ),
                ),
                (
                    "approved_ranks",
                    models.JSONField(
                        blank=True, default=list, verbose_name="ranks whose reminders are approved first"
                    ),
                ),
            ],
            options={"verbose_name": "settings of follow-up", "verbose_name_plural": "settings of follow-up"},
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grant",
                        to="conferences.partner",
                    ),
                ),
                ("period_from", models.DateField(blank=True, null=True, verbose_name="period from")),
                ("period_to", models.DateField(blank=True, null=True, verbose_name="period to")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="amount"
                    ),
                ),
                ("currency", models.CharField(default="USD", max_length=3, verbose_name="currency")),
                (
                    "purpose",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=5000,
                        multiline=True,
                        verbose_name="purpose",
                    ),
                ),
            ],
            options={
                "verbose_name": "grant",
                "verbose_name_plural": "grants",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_from", None),
                            ("period_to", None),
                            ("period_to__gte", models.F("period_from")),
                            _connector="OR",
                        ),
                        name="grant_period_in_order",
                        violation_error_message="The period ends before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcome_documents",
                        to="conferences.conference",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recommendations", "recommendations"),
                            ("declaration", "declaration"),
                            ("report", "report"),
                        ],
                        default="recommendations",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        help_text="Empty: “Recommendations” and the conference’s title.",
                        max_length=300,
                        verbose_name="title",
                    ),
                ),
                (
                    "symbol",
                    models.CharField(
                        blank=True,
                        help_text="As in CONF/2017/5.",
                        max_length=60,
                        verbose_name="document symbol",
                    ),
                ),
                (
                    "preamble",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        help_text="An empty line begins a new paragraph.",
                        max_length=20000,
                        multiline=True,
                        verbose_name="preamble",
                    ),
                ),
                (
                    "distribution",
                    models.CharField(
                        choices=[
                            ("general", "general"),
                            ("limited", "limited"),
                            ("restricted", "restricted"),
                        ],
                        default="general",
                        max_length=12,
                        verbose_name="distribution",
                    ),
                ),
                (
                    "original_language",
                    models.CharField(blank=True, max_length=16, verbose_name="original language"),
                ),
                (
                    "revision",
                    models.CharField(
                        blank=True, help_text="As in Rev.1 or Corr.1.", max_length=20, verbose_name="revision"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        editable=False,
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("last_number", models.PositiveIntegerField(default=0, editable=False)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "outcome document",
                "verbose_name_plural": "outcome documents",
                "ordering": ["position", "created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "recommendations")),
                        fields=("conference",),
                        name="outcome_recommendations_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferenceCounter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conferences.conference",
                    ),
                ),
                ("prefix", models.CharField(max_length=40)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["prefix"],
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "prefix"), name="reference_prefix_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="conferences.conference",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("session", "session report"),
                            ("daily", "daily summary"),
                            ("oral", "oral report of a working group"),
                            ("working-group", "report of a working group"),
                            ("chairs-summary", "chair’s summary"),
                            ("conference", "conference report"),
                            ("donor", "report to a donor"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("about", models.CharField(blank=True, editable=False, max_length=40)),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="agenda.session",
                    ),
                ),
                (
                    "working_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="agenda.workinggroup",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="conferences.partner",
                    ),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="day")),
                (
                    "title",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=300,
                        verbose_name="title",
                    ),
                ),
                ("symbol", models.CharField(blank=True, max_length=60, verbose_name="document symbol")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("final", "final")],
                        default="draft",
                        editable=False,
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "built_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="built from the record"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["kind", "day", "created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conference", "kind", "about"), name="report_of_a_thing_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingDate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reporting_dates",
                        to="conferences.conference",
                    ),
                ),
                ("period_from", models.DateField(verbose_name="period from")),
                ("period_to", models.DateField(verbose_name="period to")),
                ("due_on", models.DateField(verbose_name="due")),
            ],
            options={
                "verbose_name": "reporting date",
                "verbose_name_plural": "reporting dates",
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "due_on"), name="reporting_date_once"),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="reporting_period_in_order",
                        violation_error_message="The period ends before it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportTarget",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_targets",
                        to="conferences.conference",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_targets",
                        to="conferences.partner",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("participants", "unique participants"),
                            ("women-percent", "women among the participants, per cent"),
                            ("countries", "countries represented"),
                            ("institutions", "institutions represented"),
                            ("participant-days", "participant-days"),
                            ("sessions", "sessions held"),
                            ("adopted", "recommendations adopted"),
                            ("implemented", "recommendations implemented"),
                            ("satisfaction-percent", "satisfied participants, per cent"),
                            ("learning-percent", "gain between the two tests, percentage points"),
                        ],
                        max_length=24,
                        verbose_name="measure",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="target",
                    ),
                ),
            ],
            options={
                "verbose_name": "target of a report",
                "verbose_name_plural": "targets of reports",
                "ordering": ["measure", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conference", "partner", "measure"), name="report_target_of_partner_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("partner", None)),
                        fields=("conference", "measure"),
                        name="report_target_of_conference_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="agenda.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="records",
                        to="agenda.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="session_records",
                        to="people.person",
                        verbose_name="speaker",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="session_records",
                        to="registrations.delegation",
                        verbose_name="on behalf of",
                    ),
                ),
                ("capacity", models.CharField(blank=True, max_length=300, verbose_name="in what capacity")),
                ("points", models.TextField(blank=True, verbose_name="points made")),
                ("proposal", models.TextField(blank=True, verbose_name="proposal")),
                ("language", models.CharField(blank=True, max_length=16, verbose_name="language")),
                (
                    "not_for_attribution",
                    models.BooleanField(default=False, verbose_name="not for attribution"),
                ),
                ("spoken_at", models.DateTimeField(blank=True, null=True, verbose_name="time")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "session record",
                "verbose_name_plural": "session records",
                "ordering": ["session", "position", "created_at", "id"],
                "indexes": [
                    models.Index(fields=["session", "position"], name="outcomes_se_session_179d8a_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="SpeakersList",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="speakers_lists",
                        to="agenda.session",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="speakers_lists",
                        to="agenda.item",
                    ),
                ),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("time", "in the order of requests"),
                            ("rank", "by rank, then in the order of requests"),
                        ],
                        default="time",
                        max_length=8,
                        verbose_name="order",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=3, verbose_name="minutes each")),
                (
                    "is_closed",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="closed: no further requests"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "list of speakers",
                "verbose_name_plural": "lists of speakers",
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "item"), name="speakers_list_of_item_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("item", None)),
                        fields=("session",),
                        name="speakers_list_of_session_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FocalPointTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="outcomes.addressee",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="focal_point_terms",
                        to="people.person",
                    ),
                ),
                ("name", models.CharField(blank=True, editable=False, max_length=300)),
                ("began_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("link_version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "appointed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "term of a focal point",
                "verbose_name_plural": "terms of focal points",
                "ordering": ["-began_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("addressee",),
                        name="one_focal_point_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentIssue",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="issues",
                        to="outcomes.outcomedocument",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("original", "original"),
                            ("corrigendum", "corrigendum"),
                            ("revision", "revision"),
                        ],
                        default="original",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("symbol", models.CharField(blank=True, max_length=80, verbose_name="document symbol")),
                (
                    "note",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=5000,
                        multiline=True,
                        verbose_name="note",
                    ),
                ),
                ("content", models.JSONField(default=dict, editable=False)),
                ("changes", models.JSONField(default=list, editable=False)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "issue of a document",
                "verbose_name_plural": "issues of documents",
                "ordering": ["document", "issued_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "kind", "number"), name="document_issue_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Annex",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annexes",
                        to="outcomes.outcomedocument",
                    ),
                ),
                (
                    "title",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText, max_length=300, verbose_name="title"
                    ),
                ),
                (
                    "text",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=50000,
                        multiline=True,
                        verbose_name="text",
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to="annexes/", verbose_name="file")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "annex",
                "verbose_name_plural": "annexes",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReportParagraph",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paragraphs",
                        to="outcomes.report",
                    ),
                ),
                ("section", models.CharField(blank=True, editable=False, max_length=60)),
                (
                    "role",
                    models.CharField(
                        choices=[("heading", "heading"), ("text", "text"), ("figure", "figures")],
                        default="text",
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "text",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=20000,
                        multiline=True,
                        verbose_name="text",
                    ),
                ),
                (
                    "built",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        editable=False,
                        multiline=True,
                    ),
                ),
                ("source", models.CharField(blank=True, db_index=True, editable=False, max_length=120)),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "is_edited",
                    models.BooleanField(default=False, editable=False, verbose_name="edited by hand"),
                ),
                ("is_left_out", models.BooleanField(default=False, verbose_name="left out")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "paragraph of a report",
                "verbose_name_plural": "paragraphs of reports",
                "ordering": ["report", "position", "id"],
                "indexes": [
                    models.Index(fields=["report", "position"], name="outcomes_re_report__b787f3_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="outcomes.outcomedocument",
                    ),
                ),
                (
                    "title",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText,
                        max_length=300,
                        verbose_name="heading",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="SpeakingRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "speakers_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="outcomes.speakerslist",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="speaking_requests",
                        to="registrations.delegation",
                        verbose_name="delegation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="speaking_requests",
                        to="people.person",
                        verbose_name="speaker",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=300, verbose_name="name")),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rank")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statement", "statement"),
                            ("point-of-order", "point of order"),
                            ("right-of-reply", "right of reply"),
                        ],
                        default="statement",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("speaking", "has the floor"),
                            ("spoken", "has spoken"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(editable=False, null=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "request for the floor",
                "verbose_name_plural": "requests for the floor",
                "ordering": ["position", "requested_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "speaking")),
                        fields=("speakers_list",),
                        name="one_speaker_has_the_floor",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendations",
                        to="conferences.conference",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="recommendations",
                        to="outcomes.outcomedocument",
                        verbose_name="document",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recommendations",
                        to="outcomes.section",
                        verbose_name="section",
                    ),
                ),
                ("working_ref", models.CharField(max_length=40, verbose_name="working reference")),
                ("number", models.PositiveIntegerField(editable=False, null=True, verbose_name="number")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="place in the document")),
                (
                    "working_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recommendations",
                        to="agenda.workinggroup",
                        verbose_name="working group",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recommendations",
                        to="agenda.session",
                        verbose_name="session it comes from",
                    ),
                ),
                (
                    "proposed_by",
                    models.CharField(
                        blank=True,
                        help_text="Where it is not a delegation of the list.",
                        max_length=300,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "sdg_targets",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="As in 5.2, 8.7, 16.2.",
                        verbose_name="SDG targets",
                    ),
                ),
                (
                    "concerned_groups",
                    models.JSONField(blank=True, default=list, verbose_name="groups concerned"),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=8,
                        verbose_name="priority",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("agreed", "agreed in the group"),
                            ("consolidated", "consolidated"),
                            ("merged", "merged into another"),
                            ("split", "split into several"),
                            ("tabled", "tabled"),
                            ("adopted", "adopted"),
                            ("adopted-as-amended", "adopted as amended"),
                            ("not-adopted", "not adopted"),
                            ("withdrawn", "withdrawn"),
                            ("deferred", "deferred"),
                            ("referred", "referred back"),
                            ("published", "published"),
                            ("carried-over", "carried over"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("secretariat", "secretariat only"),
                            ("group", "the working group"),
                            ("participants", "all participants"),
                        ],
                        default="group",
                        max_length=12,
                        verbose_name="who may read the draft",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="merged",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "symbol",
                    models.CharField(
                        blank=True, editable=False, max_length=60, verbose_name="symbol as tabled"
                    ),
                ),
                (
                    "amendments_from",
                    models.DateTimeField(editable=False, null=True, verbose_name="amendments from"),
                ),
                ("last_amendment", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "amendments_until",
                    models.DateTimeField(editable=False, null=True, verbose_name="deadline for amendments"),
                ),
                (
                    "follow_up",
                    models.CharField(
                        choices=[
                            ("not-started", "not started"),
                            ("in-progress", "in progress"),
                            ("partially-implemented", "partially implemented"),
                            ("implemented", "implemented"),
                            ("not-implemented", "not implemented"),
                            ("superseded", "superseded"),
                        ],
                        default="not-started",
                        editable=False,
                        max_length=24,
                        verbose_name="follow-up",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be implemented by")),
                (
                    "source",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="source"),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "origin",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="origin"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("adopted_on", models.DateField(editable=False, null=True, verbose_name="adopted on")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published")),
                (
                    "proposers",
                    models.ManyToManyField(
                        blank=True,
                        related_name="recommendations",
                        to="registrations.delegation",
                        verbose_name="proposing delegations",
                    ),
                ),
                (
                    "themes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="recommendations",
                        to="conferences.theme",
                        verbose_name="themes",
                    ),
                ),
                (
                    "addressees",
                    models.ManyToManyField(
                        blank=True,
                        related_name="recommendations",
                        to="outcomes.addressee",
                        verbose_name="addressees",
                    ),
                ),
            ],
            options={
                "verbose_name": "recommendation",
                "verbose_name_plural": "recommendations",
                "ordering": ["number", "working_ref", "id"],
                "indexes": [
                    models.Index(
                        fields=["conference", "stage", "number"], name="outcomes_re_confere_97c5f1_idx"
                    ),
                    models.Index(fields=["conference", "working_ref"], name="outcomes_re_confere_e11395_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conference", "working_ref"), name="recommendation_ref_once"
                    ),
                    models.UniqueConstraint(fields=("document", "number"), name="recommendation_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("stage__in", ["adopted", "adopted-as-amended", "published"]), _negated=True
                            ),
                            ("number__isnull", False),
                            _connector="OR",
                        ),
                        name="recommendation_adopted_has_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "name",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText,
                        max_length=300,
                        verbose_name="indicator",
                    ),
                ),
                (
                    "unit",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=60,
                        verbose_name="unit",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="baseline"
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="target"
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "once"),
                            ("quarterly", "every quarter"),
                            ("half-yearly", "every half-year"),
                            ("yearly", "every year"),
                        ],
                        default="yearly",
                        max_length=12,
                        verbose_name="measured",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Circulation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="circulations",
                        to="conferences.conference",
                    ),
                ),
                (
                    "message",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=10000,
                        multiline=True,
                        verbose_name="letter to the delegations",
                    ),
                ),
                ("deadline", models.DateTimeField(verbose_name="objections until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "silence runs"),
                            ("adopted", "silence kept: adopted"),
                            ("broken", "silence broken"),
                            ("stopped", "called off"),
                        ],
                        default="running",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "recommendations",
                    models.ManyToManyField(
                        related_name="circulations",
                        to="outcomes.recommendation",
                        verbose_name="recommendations",
                    ),
                ),
            ],
            options={
                "verbose_name": "silence procedure",
                "verbose_name_plural": "silence procedures",
                "ordering": ["-started_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpAction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "what",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText, max_length=500, verbose_name="action"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="led_actions",
                        to="outcomes.addressee",
                        verbose_name="lead institution",
                    ),
                ),
                (
                    "focal_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_up_actions",
                        to="people.person",
                        verbose_name="focal point",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("milestones", models.JSONField(blank=True, default=list, verbose_name="milestones")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not-started", "not started"),
                            ("in-progress", "in progress"),
                            ("partially-implemented", "partially implemented"),
                            ("implemented", "implemented"),
                            ("not-implemented", "not implemented"),
                            ("superseded", "superseded"),
                        ],
                        default="not-started",
                        max_length=24,
                        verbose_name="status",
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="done, per cent",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True,
                        related_name="supported_actions",
                        to="outcomes.addressee",
                        verbose_name="partners",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up action",
                "verbose_name_plural": "follow-up actions",
                "ordering": ["position", "due_on", "created_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100)), name="action_percent_at_most_100"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            ("due_on", None),
                            ("due_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="action_due_after_start",
                        violation_error_message="It is due before it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="registrations.delegation",
                        verbose_name="delegation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reservation", "reservation"),
                            ("interpretative-statement", "interpretative statement"),
                            ("explanation", "explanation of position"),
                            ("dissociation", "dissociation"),
                        ],
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
                (
                    "text",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText,
                        max_length=10000,
                        multiline=True,
                        verbose_name="text",
                    ),
                ),
                ("made_on", models.DateField(verbose_name="date")),
            ],
            options={
                "verbose_name": "position of a delegation",
                "verbose_name_plural": "positions of delegations",
                "ordering": ["made_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="DraftingScreen",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafting_screens",
                        to="conferences.conference",
                    ),
                ),
                (
                    "working_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafting_screens",
                        to="agenda.workinggroup",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=agenda.screens.models.new_screen_token,
                        editable=False,
                        max_length=40,
                        unique=True,
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outcomes.recommendation",
                    ),
                ),
                ("paragraph", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(blank=True, max_length=16, verbose_name="language")),
                ("second_language", models.CharField(blank=True, max_length=16, verbose_name="beside it")),
                (
                    "shows",
                    models.CharField(
                        choices=[
                            ("text", "the text"),
                            ("changes", "what has changed since the last version"),
                            ("amendments", "the amendments"),
                            ("blank", "nothing"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="shows",
                    ),
                ),
                (
                    "text_size",
                    models.PositiveSmallIntegerField(default=3, verbose_name="size of the letters"),
                ),
                ("oral", models.JSONField(blank=True, default=list, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "drafting screen",
                "verbose_name_plural": "drafting screens",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conference", "working_group"), name="drafting_screen_of_group_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("working_group", None)),
                        fields=("conference",),
                        name="drafting_screen_of_plenary_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendationVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="outcomes.recommendation",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("paragraphs", models.JSONField(default=list)),
                ("original_language", models.CharField(blank=True, max_length=16)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="written_versions",
                        to="people.person",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "split_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="split_into",
                        to="outcomes.recommendationversion",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "merged_from",
                    models.ManyToManyField(
                        blank=True, related_name="merged_into", to="outcomes.recommendationversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
                "ordering": ["recommendation", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("recommendation", "number"), name="version_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Transmittal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transmittals",
                        to="outcomes.addressee",
                    ),
                ),
                (
                    "correspondence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="transmittal",
                        to="registrations.correspondence",
                    ),
                ),
                (
                    "signatory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="registrations.signatory",
                        verbose_name="signed by",
                    ),
                ),
                ("language", models.CharField(max_length=16, verbose_name="language")),
                ("answer_by", models.DateField(blank=True, null=True, verbose_name="answer by")),
                ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="sent")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "recommendations",
                    models.ManyToManyField(related_name="transmittals", to="outcomes.recommendation"),
                ),
            ],
            options={
                "verbose_name": "letter of transmittal",
                "verbose_name_plural": "letters of transmittal",
                "ordering": ["-created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adoptions",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="adoptions",
                        to="outcomes.recommendationversion",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("adopted", "adopted"),
                            ("adopted-as-amended", "adopted as amended"),
                            ("not-adopted", "not adopted"),
                        ],
                        max_length=20,
                        verbose_name="decision",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("consensus", "by consensus"),
                            ("without-vote", "without a vote"),
                            ("recorded-vote", "by a recorded vote"),
                            ("silence", "by silence procedure"),
                        ],
                        max_length=16,
                        verbose_name="method",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="adoptions",
                        to="agenda.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "circulated_until",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="deadline of the silence procedure"
                    ),
                ),
                ("votes_for", models.PositiveIntegerField(blank=True, null=True, verbose_name="in favour")),
                ("votes_against", models.PositiveIntegerField(blank=True, null=True, verbose_name="against")),
                (
                    "abstentions",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="abstentions"),
                ),
                ("orally_amended", models.BooleanField(default=False, verbose_name="orally amended")),
                (
                    "linguistic_revision",
                    models.BooleanField(default=False, verbose_name="subject to linguistic revision"),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="chaired_adoptions",
                        to="people.person",
                        verbose_name="chair",
                    ),
                ),
                (
                    "rapporteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reported_adoptions",
                        to="people.person",
                        verbose_name="rapporteur",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="date")),
                (
                    "circulation",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="adoptions",
                        to="outcomes.circulation",
                    ),
                ),
                ("stage_before", models.CharField(blank=True, editable=False, max_length=20)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "revoked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revoked_because", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "adoption",
                "verbose_name_plural": "adoptions",
                "ordering": ["created_at", "id"],
                "indexes": [
                    models.Index(
                        fields=["recommendation", "created_at"], name="outcomes_ad_recomme_3b2259_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpReminder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="outcomes.addressee",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_up_reminders",
                        to="people.person",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("response", "answer to the letter"),
                            ("report", "progress report"),
                            ("action", "action"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="outcomes.followupaction",
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=120)),
                ("due_on", models.DateField(verbose_name="due")),
                ("days", models.SmallIntegerField(verbose_name="days before")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to-approve", "waits for approval"),
                            ("sent", "sent"),
                            ("dropped", "not sent"),
                        ],
                        default="to-approve",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="subject")),
                ("body", models.TextField(blank=True, max_length=10000, verbose_name="text")),
                ("language", models.CharField(blank=True, max_length=16)),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="mail.message",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["due_on", "-days", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("addressee", "kind", "key", "days"), name="reminder_never_twice"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="outcomes.indicator",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("value", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="value")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "value of an indicator",
                "verbose_name_plural": "values of indicators",
                "ordering": ["as_of", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "as_of"), name="indicator_value_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressUpdate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="outcomes.followupaction",
                    ),
                ),
                ("period_from", models.DateField(blank=True, null=True, verbose_name="period from")),
                ("period_to", models.DateField(verbose_name="period to")),
                (
                    "narrative",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText,
                        max_length=10000,
                        multiline=True,
                        verbose_name="what was done",
                    ),
                ),
                (
                    "obstacles",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=5000,
                        multiline=True,
                        verbose_name="obstacles",
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="done, per cent",
                    ),
                ),
                (
                    "self_assessment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-started", "not started"),
                            ("in-progress", "in progress"),
                            ("partially-implemented", "partially implemented"),
                            ("implemented", "implemented"),
                            ("not-implemented", "not implemented"),
                            ("superseded", "superseded"),
                        ],
                        max_length=24,
                        verbose_name="self-assessment",
                    ),
                ),
                (
                    "verified_assessment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-started", "not started"),
                            ("in-progress", "in progress"),
                            ("partially-implemented", "partially implemented"),
                            ("implemented", "implemented"),
                            ("not-implemented", "not implemented"),
                            ("superseded", "superseded"),
                        ],
                        max_length=24,
                        verbose_name="verified assessment",
                    ),
                ),
                (
                    "assessment_note",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=5000,
                        multiline=True,
                        verbose_name="reasons for the assessment",
                    ),
                ),
                (
                    "addressee_comment",
                    models.TextField(
                        blank=True, editable=False, max_length=5000, verbose_name="comment of the addressee"
                    ),
                ),
                ("commented_at", models.DateTimeField(editable=False, null=True, verbose_name="commented")),
                ("measured", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "shown_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="shown to the addressee"),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published")),
                (
                    "reporting_date",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="updates",
                        to="outcomes.reportingdate",
                        verbose_name="reporting date",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="updates",
                        to="outcomes.focalpointterm",
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="submitted")),
                (
                    "returned_because",
                    models.TextField(blank=True, editable=False, verbose_name="returned because"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("accepted", "accepted"),
                            ("returned", "returned"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "progress update",
                "verbose_name_plural": "progress updates",
                "ordering": ["-period_to", "-created_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_from", None),
                            ("period_to__gte", models.F("period_from")),
                            _connector="OR",
                        ),
                        name="progress_period_in_order",
                        violation_error_message="The period ends before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent", None), ("percent__lte", 100), _connector="OR"),
                        name="progress_percent_at_most_100",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reporting_date__isnull", False)),
                        fields=("action", "reporting_date"),
                        name="progress_once_a_reporting_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "circulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="outcomes.circulation",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="registrations.delegation",
                        verbose_name="delegation",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="reasons")),
                ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="received")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["received_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="outcomes.recommendationversion",
                    ),
                ),
                ("paragraph", models.CharField(blank=True, editable=False, max_length=40)),
                ("language", models.CharField(max_length=16, verbose_name="language")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="comment")),
                (
                    "proposed_text",
                    models.TextField(blank=True, max_length=20000, verbose_name="write instead"),
                ),
                (
                    "answer_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="outcomes.comment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="outcome_comments",
                        to="people.person",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("taken-over", "taken over"),
                            ("settled", "settled"),
                            ("removed", "removed"),
                        ],
                        default="open",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("settled_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "comment on a draft",
                "verbose_name_plural": "comments on drafts",
                "ordering": ["created_at", "id"],
                "indexes": [
                    models.Index(fields=["recommendation", "state"], name="outcomes_co_recomme_7427af_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="amendments",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="amendments",
                        to="outcomes.recommendationversion",
                    ),
                ),
                ("number", models.PositiveIntegerField(editable=False)),
                ("paragraph", models.CharField(blank=True, editable=False, max_length=40)),
                ("level", models.PositiveSmallIntegerField(default=0, verbose_name="level")),
                ("language", models.CharField(max_length=16, verbose_name="language")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("add", "add words"),
                            ("replace", "replace words"),
                            ("delete", "delete the paragraph"),
                            ("new", "new paragraph"),
                        ],
                        default="replace",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=100000, verbose_name="would read")),
                ("rationale", models.TextField(blank=True, max_length=5000, verbose_name="rationale")),
                (
                    "proposer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="amendments",
                        to="registrations.delegation",
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "proposed_by",
                    models.CharField(
                        blank=True,
                        help_text="Where it is not a delegation of the list.",
                        max_length=300,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="amendments",
                        to="people.person",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("accepted", "accepted"),
                            ("accepted-orally", "accepted as orally amended"),
                            ("rejected", "rejected"),
                            ("withdrawn", "withdrawn"),
                            ("fallen", "fallen"),
                        ],
                        default="open",
                        editable=False,
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("order", models.PositiveIntegerField(default=0, editable=False)),
                ("accepted_text", models.TextField(blank=True, editable=False)),
                (
                    "resulting_version",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="credited",
                        to="outcomes.recommendationversion",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason"),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "co_sponsors",
                    models.ManyToManyField(
                        blank=True,
                        related_name="co_sponsored",
                        to="registrations.delegation",
                        verbose_name="co-sponsors",
                    ),
                ),
            ],
            options={
                "verbose_name": "amendment",
                "verbose_name_plural": "amendments",
                "ordering": ["recommendation", "order", "number"],
                "indexes": [
                    models.Index(fields=["recommendation", "state"], name="outcomes_am_recomme_0f6785_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("recommendation", "number"), name="amendment_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="outcomes.recommendation",
                    ),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="responses",
                        to="outcomes.addressee",
                        verbose_name="addressee",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("supported", "supported"),
                            ("in-part", "supported in part"),
                            ("noted", "noted"),
                            ("no-reply", "no reply received"),
                        ],
                        default="no-reply",
                        max_length=12,
                        verbose_name="response",
                    ),
                ),
                ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="letter number")),
                ("letter_date", models.DateField(blank=True, null=True, verbose_name="date of the letter")),
                (
                    "text",
                    confman.translation.fields.TranslatedField(
                        blank=True,
                        default=confman.translation.text.TranslatedText,
                        max_length=10000,
                        multiline=True,
                        verbose_name="what they wrote",
                    ),
                ),
                (
                    "transmittal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="responses",
                        to="outcomes.transmittal",
                        verbose_name="answers the letter",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="responses",
                        to="registrations.correspondence",
                        verbose_name="letter it came by",
                    ),
                ),
                ("draft", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "by_link",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="answered through the link"
                    ),
                ),
                ("received_at", models.DateTimeField(editable=False, null=True, verbose_name="received")),
            ],
            options={
                "verbose_name": "response",
                "verbose_name_plural": "responses",
                "ordering": ["addressee__position", "addressee__search_text", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recommendation", "addressee"), name="response_of_addressee_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DelegationVote",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "adoption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="outcomes.adoption",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="registrations.delegation",
                        verbose_name="delegation",
                    ),
                ),
                (
                    "vote",
                    models.CharField(
                        choices=[
                            ("for", "in favour"),
                            ("against", "against"),
                            ("abstains", "abstains"),
                            ("not-voting", "not participating"),
                        ],
                        max_length=10,
                        verbose_name="vote",
                    ),
                ),
            ],
            options={
                "verbose_name": "vote of a delegation",
                "verbose_name_plural": "votes of delegations",
                "ordering": ["adoption", "delegation"],
                "constraints": [
                    models.UniqueConstraint(fields=("adoption", "delegation"), name="one_vote_a_delegation")
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="outcomes.progressupdate",
                    ),
                ),
                (
                    "title",
                    confman.translation.fields.TranslatedField(
                        default=confman.translation.text.TranslatedText, max_length=300, verbose_name="title"
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to="evidence/", verbose_name="file")),
                ("url", models.URLField(blank=True, verbose_name="link")),
                ("is_private", models.BooleanField(default=True, verbose_name="private")),
                ("released_at", models.DateTimeField(editable=False, null=True, verbose_name="released")),
            ],
            options={"verbose_name": "evidence", "verbose_name_plural": "evidence", "ordering": ["id"]},
        ),
        migrations.AddField(
            model_name="recommendation",
            name="current_version",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="outcomes.recommendationversion",
            ),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="tabled_version",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="outcomes.recommendationversion",
            ),
        ),
    ]
