from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0005_opened_records'),
    ]

    operations = [
        migrations.AlterField(
            model_name='conference',
            name='registration_mode',
            field=models.CharField(choices=[('closed', 'closed'), ('test', 'practice mode: no mail leaves, one button clears it'), ('open', 'open')], default='closed', max_length=8, verbose_name='registration'),
        ),
    ]
