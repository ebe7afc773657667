from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0007_calendar_addresses_are_kept_nowhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='personalcalendar',
            name='sealed_token',
            field=models.TextField(blank=True, default='', editable=False),
            preserve_default=False,
        ),
    ]
