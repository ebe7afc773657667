import confman.translation.fields
import confman.translation.text
import django.db.models.deletion
import django.utils.timezone
import django_countries.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('conferences', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('search_text', models.TextField(blank=True, default='', editable=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='conferences.conference')),
                ('name', confman.translation.fields.TranslatedField(default=confman.translation.text.TranslatedText, help_text='Whole, as it is to be written.', max_length=300, verbose_name='name')),
                ('given_name', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=150, verbose_name='given name')),
                ('family_name', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=150, verbose_name='family name')),
                ('patronymic', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=150, verbose_name='patronymic')),
                ('title', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, help_text='Mr., Ms., Dr., H.E.', max_length=60, verbose_name='title')),
                ('salutation', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=200, verbose_name='salutation')),
                ('badge_name', models.CharField(blank=True, max_length=120, verbose_name='name on the badge')),
                ('sex', models.CharField(choices=[('female', 'female'), ('male', 'male'), ('other', 'other'), ('not-stated', 'not stated')], default='not-stated', max_length=12, verbose_name='sex')),
                ('pronouns', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, help_text='As in she/her, if they wish to say.', max_length=40, verbose_name='pronouns')),
                ('job_title', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=300, verbose_name='function')),
                ('organization', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=300, verbose_name='organization')),
                ('level', models.CharField(blank=True, choices=[('head-of-state', 'head of State or Government'), ('minister', 'minister'), ('deputy-minister', 'deputy minister'), ('ambassador', 'ambassador'), ('director', 'director'), ('officer', 'officer'), ('expert', 'expert'), ('other', 'other')], max_length=20, verbose_name='level')),
                ('rank', models.PositiveIntegerField(blank=True, null=True, verbose_name='rank for protocol')),
                ('sector', models.CharField(blank=True, choices=[('government', 'government'), ('law-enforcement', 'law enforcement'), ('judiciary', 'judiciary'), ('parliament', 'parliament'), ('un', 'UN system'), ('intergovernmental', 'intergovernmental organization'), ('diplomatic', 'diplomatic mission'), ('ngo', 'non-governmental organization'), ('academia', 'academia'), ('media', 'media'), ('private', 'private sector'), ('other', 'other')], max_length=20, verbose_name='sector')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('photo', models.FileField(blank=True, upload_to='photos/', verbose_name='photo')),
                ('biography', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=5000, multiline=True, verbose_name='biography')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='languages')),
                ('language', models.CharField(blank=True, default='', max_length=16, verbose_name='language of mails and pages')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contact_of', to='people.person', verbose_name='mail goes to')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('listing', models.CharField(choices=[('public', 'everyone'), ('participants', 'participants'), ('secretariat', 'secretariat only'), ('counted-only', 'nobody: counted in totals only')], default='participants', max_length=12, verbose_name='who may see this person')),
                ('sort_key', models.CharField(blank=True, default='', editable=False, max_length=200)),
                ('folded_name', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=300)),
                ('also_known', models.JSONField(blank=True, default=list, editable=False, verbose_name='also known as')),
                ('is_compared', models.BooleanField(default=False, editable=False)),
                ('is_practice', models.BooleanField(default=False, editable=False)),
                ('forgotten_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['sort_key', 'id'],
                'indexes': [models.Index(fields=['conference', 'sort_key'], name='people_pers_confere_009dce_idx'), models.Index(fields=['conference', 'folded_name'], name='people_pers_confere_46ecf9_idx'), models.Index(fields=['conference', 'email'], name='people_pers_confere_31b356_idx'), models.Index(condition=models.Q(('is_compared', False)), fields=['conference'], name='person_to_compare')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('conference', 'user'), name='person_user_once')],
            },
        ),
        migrations.CreateModel(
            name='OpenPage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_pages', to='accounts.session', to_field='number')),
                ('kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField(db_index=True)),
                ('version', models.PositiveIntegerField()),
                ('by_account', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('used_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'subject_id'), name='open_page_once')],
            },
        ),
        migrations.CreateModel(
            name='MergeRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merge_records', to='people.person')),
                ('merged_id', models.UUIDField(db_index=True)),
                ('data', models.JSONField(default=dict)),
                ('replaced', models.JSONField(default=dict)),
                ('folded', models.JSONField(default=list)),
                ('photo', models.FileField(blank=True, upload_to='photos/', verbose_name='photo')),
                ('merged_at', models.DateTimeField(auto_now_add=True, verbose_name='merged')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'merged record',
                'verbose_name_plural': 'merged records',
                'ordering': ['-merged_at'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='people.person')),
                ('kind', models.CharField(choices=[('data', 'processing of data'), ('photo', 'photographs'), ('listing', 'being listed')], max_length=8, verbose_name='kind')),
                ('given', models.BooleanField(verbose_name='given')),
                ('text_version', models.CharField(max_length=40, verbose_name='version of the text')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='on whose word')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='PossibleDuplicate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='possible_duplicates', to='conferences.conference')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('score', models.PositiveSmallIntegerField(verbose_name='likeness')),
                ('is_likely', models.BooleanField(default=False)),
                ('reasons', models.JSONField(default=list)),
                ('found_at', models.DateTimeField(auto_now_add=True)),
                ('dismissed_at', models.DateTimeField(blank=True, null=True, verbose_name='dismissed')),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'ordering': ['-score', 'id'],
                'indexes': [models.Index(fields=['conference', 'dismissed_at', 'is_likely', 'score'], name='people_poss_confere_4a77e4_idx')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='possible_duplicate_once')],
            },
        ),
    ]
