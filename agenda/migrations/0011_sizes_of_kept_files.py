import datetime as dt
from contextlib import suppress

from django.db import migrations

MODELS = {"Material": "session__conference"}


def note_sizes(apps, schema_editor):
    """Ask the store once, for files of conferences to come: pages name the size of today's."""
    today = dt.date.today()
    for name, conference in MODELS.items():
        rows = apps.get_model("agenda", name).objects.exclude(file="")
        for row in rows.filter(**{f"{conference}__ends_on__gte": today}).iterator():
            # One that is missing is told of where it is read; one that was replaced meanwhile has its size.
            with suppress(OSError):
                rows.filter(pk=row.pk, file=row.file.name).update(size=row.file.size)


class Migration(migrations.Migration):
    # Nobody waits for a table while the store is asked; begun again, it goes through the same files.
    atomic = False

    dependencies = [
        ('agenda', '0010_sizes_of_files'),
    ]

    operations = [
        migrations.RunPython(note_sizes, migrations.RunPython.noop),
    ]
