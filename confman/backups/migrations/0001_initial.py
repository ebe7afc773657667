import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BackupRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='begun')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('status', models.CharField(choices=[('running', 'being made'), ('done', 'made'), ('failed', 'failed')], default='running', max_length=8, verbose_name='status')),
                ('is_scheduled', models.BooleanField(default=False, verbose_name='by the clock')),
                ('path', models.CharField(max_length=1000, verbose_name='file')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='size')),
                ('rows', models.PositiveBigIntegerField(default=0, verbose_name='rows')),
                ('files', models.PositiveIntegerField(default=0, verbose_name='files')),
                ('files_missing', models.PositiveIntegerField(default=0, verbose_name='files missing')),
                ('message', models.TextField(blank=True, verbose_name='message')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
                'ordering': ['-started_at', '-id'],
            },
        ),
    ]
