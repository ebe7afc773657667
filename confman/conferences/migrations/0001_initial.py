import confman.conferences.models.conference
import confman.translation.fields
import confman.translation.languages
import confman.translation.text
import django.core.validators
import django.db.models.deletion
import django_countries.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(unique=True, verbose_name='short name in the address')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Conference',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conferences', to='conferences.series', verbose_name='series')),
                ('slug', models.CharField(help_text='As in tashkent2017: small letters, digits, hyphens.', max_length=60, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Small letters, digits and single hyphens only.'), confman.conferences.models.conference.validate_slug_is_free], verbose_name='short name in the address')),
                ('profile', models.CharField(choices=[('expert-meeting', 'expert meeting'), ('intergovernmental', 'intergovernmental')], default='expert-meeting', max_length=20, verbose_name='profile')),
                ('title', confman.translation.fields.TranslatedField(default=confman.translation.text.TranslatedText, max_length=300, verbose_name='title')),
                ('theme', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=300, verbose_name='motto')),
                ('description', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, multiline=True, verbose_name='description')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('timezone', models.CharField(default='UTC', max_length=60, validators=[confman.conferences.models.conference.validate_timezone], verbose_name='time zone')),
                ('venue', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=300, verbose_name='venue')),
                ('city', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=120, verbose_name='city')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('languages', models.JSONField(default=list, validators=[confman.translation.languages.validate_language_codes], verbose_name='languages')),
                ('protocol_language', models.CharField(blank=True, max_length=16, verbose_name='protocol language')),
                ('symbol_prefix', models.CharField(blank=True, help_text='As in CONF/2017.', max_length=40, verbose_name='document symbol')),
                ('capacity', models.PositiveIntegerField(blank=True, help_text='Empty: no limit.', null=True, verbose_name='places')),
                ('taken', models.PositiveIntegerField(default=0, editable=False)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('announced', 'announced'), ('running', 'running'), ('closed', 'closed'), ('archived', 'archived')], default='draft', max_length=12, verbose_name='status')),
                ('registration_mode', models.CharField(choices=[('closed', 'closed'), ('test', 'test mode: for practice, no mail leaves, one button clears it'), ('open', 'open')], default='closed', max_length=8, verbose_name='registration')),
                ('colour', models.CharField(default='#1f4e79', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'A colour as in #1f4e79.')], verbose_name='colour')),
                ('logo', models.FileField(blank=True, upload_to='logos/', verbose_name='logo')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail of the secretariat')),
                ('retention_months', models.PositiveSmallIntegerField(default=24, help_text='Counted from the last day; afterwards people who did not choose to be public are erased.', verbose_name='months for which personal data are kept')),
                ('is_sample', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'conference',
                'verbose_name_plural': 'conferences',
                'ordering': ['-starts_on', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity', None), ('taken__lte', models.F('capacity')), _connector='OR'), name='conference_taken_within_capacity'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='conference_ends_after_start', violation_error_message='The last day is before the first.')],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='conferences.conference')),
                ('role', models.CharField(choices=[('organizer', 'organizer'), ('co-organizer', 'co-organizer'), ('donor', 'donor'), ('partner', 'partner')], default='partner', max_length=12, verbose_name='role')),
                ('name', confman.translation.fields.TranslatedField(default=confman.translation.text.TranslatedText, max_length=300, verbose_name='name')),
                ('url', models.URLField(blank=True, verbose_name='website')),
                ('logo', models.FileField(blank=True, upload_to='partners/', verbose_name='logo')),
                ('grant_number', models.CharField(blank=True, max_length=100, verbose_name='grant number')),
                ('credit_line', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, multiline=True, verbose_name='required credit line')),
                ('logo_required_on', models.CharField(blank=True, max_length=300, verbose_name='where the logo must stand')),
                ('logo_forbidden_on', models.CharField(blank=True, max_length=300, verbose_name='where the logo must not stand')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='conferences.conference')),
                ('key', models.CharField(blank=True, editable=False, max_length=60)),
                ('what', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=300, verbose_name='what')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('days_before', models.IntegerField(default=0, verbose_name='days before the opening')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'checklist',
                'ordering': ['-days_before', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('conference', 'key'), name='task_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='conferences.conference')),
                ('name', confman.translation.fields.TranslatedField(default=confman.translation.text.TranslatedText, max_length=200, verbose_name='name')),
                ('colour', models.CharField(default='#5a6b7b', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'A colour as in #1f4e79.')], verbose_name='colour')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ContactMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_messages', to='conferences.conference')),
                ('name', models.CharField(max_length=200, verbose_name='your name')),
                ('email', models.EmailField(max_length=254, verbose_name='your e-mail')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(max_length=5000, verbose_name='message')),
                ('language', models.CharField(max_length=16)),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('is_practice', models.BooleanField(default=False, editable=False)),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered')),
                ('answered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message to the secretariat',
                'verbose_name_plural': 'messages to the secretariat',
                'ordering': ['-received_at', 'id'],
                'indexes': [models.Index(fields=['conference', 'received_at'], name='conferences_confere_755191_idx')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='conferences.conference')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('owner', 'owner'), ('programme', 'programme (agenda)'), ('registration', 'registration'), ('protocol', 'protocol (delegations, invitees)'), ('rapporteur', 'rapporteur (outcomes)'), ('check-in', 'check-in'), ('observer', 'observer (a donor)')], max_length=12, verbose_name='role')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('accepted_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'member of the team',
                'verbose_name_plural': 'team',
                'ordering': ['user__email', 'role'],
                'constraints': [models.UniqueConstraint(fields=('conference', 'user', 'role'), name='membership_once')],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='conferences.conference')),
                ('kind', models.CharField(choices=[('page', 'page'), ('news', 'news')], default='page', max_length=8, verbose_name='kind')),
                ('slug', models.SlugField(max_length=80, verbose_name='short name in the address')),
                ('title', confman.translation.fields.TranslatedField(default=confman.translation.text.TranslatedText, max_length=200, verbose_name='title')),
                ('body', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, multiline=True, verbose_name='text (Markdown)')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'ordering': ['kind', 'position', '-published_at', 'slug'],
                'constraints': [models.UniqueConstraint(fields=('conference', 'slug'), name='page_slug_once')],
            },
        ),
    ]
