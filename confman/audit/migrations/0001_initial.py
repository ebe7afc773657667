import django.db.models.deletion
import django.utils.timezone
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
            name='Submission',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('request', models.UUIDField()),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('answer', models.CharField(blank=True, help_text='the address that the first one was sent on to', max_length=2000)),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='time')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('conference', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='conferences.conference')),
                ('verb', models.CharField(max_length=100, verbose_name='what')),
                ('target_type', models.CharField(blank=True, max_length=100)),
                ('target_id', models.UUIDField(null=True)),
                ('target_label', models.CharField(blank=True, max_length=200)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('details', models.JSONField(default=dict)),
                ('erasure', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.auditentry')),
            ],
            options={
                'verbose_name': 'entry of the history',
                'verbose_name_plural': 'entries of the history',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['target_type', 'target_id', 'at'], name='audit_audit_target__27227b_idx'), models.Index(fields=['conference', 'at'], name='audit_audit_confere_5c1049_idx')],
            },
        ),
    ]
