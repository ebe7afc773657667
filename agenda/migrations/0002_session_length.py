from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='length',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
    ]
