import confman.documents.models
import confman.documents.models
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('conferences', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomTemplate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='word_templates', to='conferences.conference')),
                ('kind', models.CharField(max_length=100, verbose_name='document')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('file', models.FileField(max_length=300, upload_to=confman.documents.models.template_path, verbose_name='Word template')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
            ],
            options={
                'verbose_name': 'Word template',
                'verbose_name_plural': 'Word templates',
                'ordering': ['kind', 'language'],
                'constraints': [models.UniqueConstraint(fields=('conference', 'kind', 'language'), name='word_template_once')],
            },
        ),
        migrations.CreateModel(
            name='DocumentJob',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='document_jobs', to='conferences.conference')),
                ('kind', models.CharField(max_length=100, verbose_name='document')),
                ('format', models.CharField(max_length=8, verbose_name='format')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('options', models.JSONField(default=dict)),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ('status', models.CharField(choices=[('queued', 'waiting'), ('running', 'being made'), ('done', 'ready'), ('failed', 'failed'), ('expired', 'no longer kept')], default='queued', max_length=8, verbose_name='status')),
                ('parts', models.PositiveIntegerField(default=1)),
                ('parts_done', models.PositiveIntegerField(default=0)),
                ('message', models.CharField(blank=True, max_length=500, verbose_name='message')),
                ('file', models.FileField(blank=True, max_length=300, upload_to=confman.documents.models.job_path)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('claim', models.UUIDField(editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='requested')),
                ('claimed_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['-created_at', 'id'],
                'indexes': [models.Index(fields=['conference', '-created_at'], name='document_job_recent')],
            },
        ),
    ]
