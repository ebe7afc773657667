from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0003_paused'),
    ]

    # The column stays for a release, since the code of 0.4 names it whenever it reads a row.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name='outboxsignal', name='asked_at')],
        ),
    ]
