from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0011_booth_address'),
    ]

    operations = [
        migrations.AddField(
            model_name='followupaction',
            name='report_by',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='more time for reports, until'),
        ),
    ]
