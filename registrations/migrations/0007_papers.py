import django.db.models.deletion
from django.db import migrations, models


def rename_permissions(apps, schema_editor):
    """Django renames the model's content type by itself, its permissions not."""
    permissions = apps.get_model('auth', 'Permission').objects
    for row in permissions.filter(content_type__app_label='registrations', codename__endswith='_delegationfile'):
        row.codename = row.codename.replace('_delegationfile', '_delegationpaper')
        row.save(update_fields=['codename'])


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('registrations', '0006_actions'),
    ]

    operations = [
        migrations.RenameModel(old_name='DelegationFile', new_name='DelegationPaper'),
        migrations.AlterField(
            model_name='delegationpaper',
            name='delegation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='registrations.delegation'),
        ),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
