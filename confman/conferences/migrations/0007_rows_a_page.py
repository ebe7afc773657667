from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0006_practice_mode'),
    ]

    operations = [
        migrations.AddField(
            model_name='listchoice',
            name='rows_a_page',
            field=models.PositiveSmallIntegerField(choices=[(50, 'Few'), (100, 'More'), (200, 'Many')], default=50),
        ),
    ]
