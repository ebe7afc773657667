import hashlib

from django.db import migrations, models


def keep_digests(apps, schema_editor):
    """The addresses that calendars have already go on working."""
    calendars = apps.get_model('agenda', 'PersonalCalendar').objects
    for calendar in list(calendars.all()):
        calendar.token_digest = hashlib.sha256(calendar.token_digest.encode()).hexdigest()
        calendar.save(update_fields=['token_digest'])


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0006_screens_and_photographs'),
    ]

    operations = [
        migrations.RenameField('personalcalendar', 'token', 'token_digest'),
        migrations.AlterField(
            model_name='personalcalendar',
            name='token_digest',
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.RunPython(keep_digests, migrations.RunPython.noop),
    ]
