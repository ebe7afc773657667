import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0006_actions'),
    ]

    operations = [
        migrations.RenameModel(old_name='DelegationFile', new_name='DelegationPaper'),
        migrations.AlterField(
            model_name='delegationpaper',
            name='delegation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='registrations.delegation'),
        ),
    ]
