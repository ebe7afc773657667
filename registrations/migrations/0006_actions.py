from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0005_target_measures'),
    ]

    operations = [
        migrations.RenameField(model_name='bulkrun', old_name='act', new_name='action'),
        migrations.RenameField(model_name='listupload', old_name='act', new_name='action'),
    ]
