from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0002_session_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='workinggroup',
            name='drafts_for_seats',
            field=models.BooleanField(default=False, verbose_name='drafts open to everyone with a place'),
        ),
    ]
