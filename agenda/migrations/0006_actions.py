from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0005_stars_of_persons'),
    ]

    operations = [
        migrations.RenameField(model_name='editingstep', old_name='act', new_name='action'),
        migrations.AlterField(
            model_name='editingstep',
            name='action',
            field=models.CharField(max_length=40, verbose_name='action'),
        ),
        migrations.RenameField(model_name='scheduleupload', old_name='act', new_name='action'),
    ]
