from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0007_rows_a_page'),
    ]

    operations = [
        migrations.AddField(
            model_name='conference',
            name='registration_closes_on',
            field=models.DateField(blank=True, null=True, verbose_name='registration is open until'),
        ),
        migrations.AddField(
            model_name='conference',
            name='registration_opens_on',
            field=models.DateField(blank=True, null=True, verbose_name='registration opens on'),
        ),
        migrations.AddConstraint(
            model_name='conference',
            constraint=models.CheckConstraint(condition=models.Q(('registration_opens_on', None), ('registration_closes_on', None), ('registration_closes_on__gte', models.F('registration_opens_on')), _connector='OR'), name='conference_registration_closes_after_opening', violation_error_message='Registration would close before it opens.'),
        ),
    ]
