import confman.mail.models
import confman.translation.fields
import confman.translation.text
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
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxSignal',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('pending', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mail_messages', to='conferences.conference')),
                ('key', models.CharField(max_length=100, verbose_name='kind')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mail_messages', to='people.person')),
                ('to', models.CharField(max_length=320, verbose_name='to')),
                ('to_name', models.CharField(blank=True, max_length=300, verbose_name='name of the recipient')),
                ('cc', models.JSONField(blank=True, default=list, verbose_name='copy to')),
                ('from_email', models.CharField(max_length=700, verbose_name='from')),
                ('reply_to', models.CharField(blank=True, max_length=320, verbose_name='answers go to')),
                ('subject', models.CharField(max_length=500, verbose_name='subject')),
                ('body_text', models.TextField(verbose_name='text')),
                ('body_html', models.TextField(blank=True, help_text='A sanitized fragment; the frame is added when it is sent.')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('headers', models.JSONField(blank=True, default=dict)),
                ('message_id', models.CharField(editable=False, max_length=300, unique=True)),
                ('links', models.JSONField(blank=True, default=list, editable=False)),
                ('sealed', models.TextField(blank=True, editable=False)),
                ('is_urgent', models.BooleanField(default=False, editable=False)),
                ('is_practice', models.BooleanField(default=False, editable=False)),
                ('idempotency_key', models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('queued', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'failed'), ('held', 'held back'), ('cancelled', 'cancelled'), ('expired', 'expired')], default='draft', max_length=10, verbose_name='status')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_by', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('queued_at', models.DateTimeField(blank=True, null=True, verbose_name='queued')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['status', 'next_attempt_at'], name='mail_messag_status_dcb6df_idx'), models.Index(condition=models.Q(('is_urgent', True)), fields=['status', 'next_attempt_at'], name='mail_urgent'), models.Index(fields=['conference', 'status', 'created_at'], name='mail_messag_confere_da8bcf_idx'), models.Index(fields=['recipient', 'created_at'], name='mail_messag_recipie_391f3f_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('idempotency_key__isnull', False)), fields=('conference', 'idempotency_key'), name='message_once_per_key'), models.UniqueConstraint(condition=models.Q(('conference__isnull', True), ('idempotency_key__isnull', False)), fields=('idempotency_key',), name='message_once_per_key_alone')],
            },
        ),
        migrations.CreateModel(
            name='MailTemplate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_templates', to='conferences.conference')),
                ('key', models.CharField(max_length=100, verbose_name='kind')),
                ('subject', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=300, verbose_name='subject')),
                ('body', confman.translation.fields.TranslatedField(blank=True, default=confman.translation.text.TranslatedText, max_length=20000, multiline=True, verbose_name='text')),
            ],
            options={
                'verbose_name': 'mail template',
                'verbose_name_plural': 'mail templates',
                'ordering': ['key'],
                'constraints': [models.UniqueConstraint(fields=('conference', 'key'), name='mail_template_once')],
            },
        ),
        migrations.CreateModel(
            name='MessageAttachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='mail.message')),
                ('position', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('file', models.FileField(blank=True, max_length=200, upload_to=confman.mail.models.attachment_path)),
                ('source', models.CharField(blank=True, max_length=100)),
                ('arguments', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('source__gt', '')), models.Q(('file__gt', ''), ('source', '')), _connector='OR'), name='attachment_is_kept_or_made')],
            },
        ),
    ]
